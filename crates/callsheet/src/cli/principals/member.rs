//! `callsheet member`: who has which level on a farm, queue, fleet or job.

use callsheet_api::extension::principals::{Principal, PrincipalKind};
use clap::{Args, Subcommand};

use super::named;
use crate::cli::{Globals, block_on};
use crate::connection::{Target, refused, sdk};
use crate::refusal::{Refusal, Result};
use crate::render;
use sdk::types::{DeadlinePrincipalType, MembershipLevel};

#[derive(Debug, Subcommand)]
pub enum Member {
    /// Make a user or a group a member, or give a member another level
    Set(Set),
    /// Make it a member no more
    Remove(Remove),
}

/// The farm, if nothing else is said.
#[derive(Debug, Args)]
pub struct Of {
    /// Of a queue of the farm
    #[arg(long, value_name = "ID", conflicts_with_all = ["of_fleet"])]
    of_queue: Option<String>,
    /// Of a fleet of the farm
    #[arg(long, value_name = "ID")]
    of_fleet: Option<String>,
    /// Of a job of the queue
    #[arg(long, value_name = "ID", requires = "of_queue")]
    of_job: Option<String>,
}

#[derive(Debug, Args)]
pub struct Set {
    /// The user or group
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(value_name = "LEVEL", value_parser = ["VIEWER", "CONTRIBUTOR", "MANAGER", "OWNER"])]
    level: String,
    #[command(flatten)]
    of: Of,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub struct Remove {
    /// The user or group
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    of: Of,
    #[command(flatten)]
    target: Target,
}

impl Member {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Self::Set(set) => set.run(globals),
            Self::Remove(remove) => remove.run(globals),
        }
    }
}

fn kind(of: &Principal) -> Result<DeadlinePrincipalType> {
    match of.kind {
        PrincipalKind::User | PrincipalKind::ServiceAccount => Ok(DeadlinePrincipalType::User),
        PrincipalKind::Group => Ok(DeadlinePrincipalType::Group),
        PrincipalKind::Host => Err(Refusal::misuse(format!(
            "`{}` is a host: it may do what its fleets need",
            of.name
        ))),
    }
}

impl Set {
    fn run(self, globals: &Globals) -> Result<()> {
        let (who, store) = named(globals, &self.target, &self.name)?;
        let (id, kind) = (who.principal_id.to_string(), kind(&who)?);
        let level = MembershipLevel::from(self.level.as_str());
        let farm = self.target.farm(globals)?;
        let client = self.target.reach(globals)?.client();
        // The four operations have no type in common but what they ask.
        macro_rules! associate {
            ($operation:ident $(, $of:ident: $id:expr)*) => {
                client
                    .$operation()
                    .farm_id(&farm)
                    $(.$of($id))*
                    .principal_id(id)
                    .principal_type(kind)
                    .identity_store_id(store)
                    .membership_level(level)
                    .send()
                    .await
                    .map(drop)
                    .map_err(refused)
            };
        }
        block_on(async {
            match self.of.what() {
                What::Farm => associate!(associate_member_to_farm),
                What::Queue(queue) => associate!(associate_member_to_queue, queue_id: queue),
                What::Fleet(fleet) => associate!(associate_member_to_fleet, fleet_id: fleet),
                What::Job(queue, job) => {
                    associate!(associate_member_to_job, queue_id: queue, job_id: job)
                }
            }
        })?;
        render::print(&format!(
            "{} is {} of {}\n",
            self.name,
            self.level,
            self.of.named(&farm)
        ));
        Ok(())
    }
}

impl Remove {
    fn run(self, globals: &Globals) -> Result<()> {
        let (who, _) = named(globals, &self.target, &self.name)?;
        let id = who.principal_id.to_string();
        let farm = self.target.farm(globals)?;
        let client = self.target.reach(globals)?.client();
        macro_rules! disassociate {
            ($operation:ident $(, $of:ident: $id:expr)*) => {
                client
                    .$operation()
                    .farm_id(&farm)
                    $(.$of($id))*
                    .principal_id(id)
                    .send()
                    .await
                    .map(drop)
                    .map_err(refused)
            };
        }
        block_on(async {
            match self.of.what() {
                What::Farm => disassociate!(disassociate_member_from_farm),
                What::Queue(queue) => {
                    disassociate!(disassociate_member_from_queue, queue_id: queue)
                }
                What::Fleet(fleet) => {
                    disassociate!(disassociate_member_from_fleet, fleet_id: fleet)
                }
                What::Job(queue, job) => {
                    disassociate!(disassociate_member_from_job, queue_id: queue, job_id: job)
                }
            }
        })?;
        let of = self.of.named(&farm);
        render::print(&format!("{} is no member of {of}\n", self.name));
        Ok(())
    }
}

enum What<'a> {
    Farm,
    Queue(&'a str),
    Fleet(&'a str),
    Job(&'a str, &'a str),
}

impl Of {
    fn what(&self) -> What<'_> {
        match (&self.of_queue, &self.of_fleet, &self.of_job) {
            (Some(queue), _, Some(job)) => What::Job(queue, job),
            (Some(queue), _, None) => What::Queue(queue),
            (None, Some(fleet), _) => What::Fleet(fleet),
            (None, None, _) => What::Farm,
        }
    }

    fn named<'a>(&'a self, farm: &'a str) -> &'a str {
        match self.what() {
            What::Farm => farm,
            What::Queue(id) | What::Fleet(id) | What::Job(_, id) => id,
        }
    }
}
