//! `callsheet host`: machines that make themselves workers.

use callsheet_api::extension::principals::{HostFleet, NewPrincipal, PrincipalKind};
use clap::{Args, Subcommand};

use super::key::told;
use super::{List, One, create, create_key};
use crate::cli::Globals;
use crate::connection::Target;
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};
use crate::render::Output;

const HOSTS: [PrincipalKind; 1] = [PrincipalKind::Host];

#[derive(Debug, Subcommand)]
pub enum Host {
    /// Make a host and its key, which may join these fleets and do nothing else
    Create(Create),
    /// List hosts, their fleets, and when they were here last
    List(List),
    /// Let a host in no more; its workers' credentials are over too
    Disable(One),
    /// Let a host in again
    Enable(One),
}

#[derive(Debug, Args)]
pub struct Create {
    /// How it is called, such as its name in the network
    #[arg(value_name = "NAME")]
    name: String,
    /// A fleet that it may join, may be given several times [default: the first run's]
    #[arg(long = "fleet-id", value_name = "ID")]
    fleets: Vec<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Host {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Self::Create(create) => create.run(globals),
            Self::List(list) => list.run(globals, &HOSTS),
            Self::Disable(one) => one.set_disabled(globals, &HOSTS, true),
            Self::Enable(one) => one.set_disabled(globals, &HOSTS, false),
        }
    }
}

impl Create {
    fn run(self, globals: &Globals) -> Result<()> {
        let new = NewPrincipal {
            kind: PrincipalKind::Host,
            name: self.name.clone(),
            administrator: false,
            fleets: self.fleets(globals)?,
        };
        let host = create(globals, &self.target, &new)?;
        let key = create_key(globals, &self.target, &host)?;
        told(globals, &self.target, &host, &key, self.output, None)
    }

    fn fleets(&self, globals: &Globals) -> Result<Vec<HostFleet>> {
        let farm = self.target.farm(globals)?;
        let farm_id = farm
            .parse()
            .map_err(|_| Refusal::misuse(format!("`{farm}` is no id of a farm")))?;
        let mut fleets = self.fleets.clone();
        if fleets.is_empty() {
            let made = Provision::read(&globals.data_dir()?)?;
            fleets.extend(made.map(|made| made.fleet_id));
        }
        let fleet = |text: String| {
            let fleet_id = text.parse();
            let fleet_id =
                fleet_id.map_err(|_| Refusal::misuse(format!("`{text}` is no id of a fleet")))?;
            Ok(HostFleet { farm_id, fleet_id })
        };
        fleets.into_iter().map(fleet).collect()
    }
}
