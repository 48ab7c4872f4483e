//! Who signed a request, and what that caller may do.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use callsheet_api::extension::principals::PrincipalId;
use callsheet_api::ids::{FarmId, FleetId, JobId};
use callsheet_api::{Exception, Timestamp};
use callsheet_policy::{Action, Asked, Level, Policies, Question, Who};
use callsheet_store::Tx;

use super::standing::Standing;
use super::tokens::Origin;
use super::{Principal, Resource, rights};
use crate::context::Cx;
use crate::error::{Error, Result};

/// Who signed the request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub principal: Principal,
    pub access_key_id: String,
    pub user_agent: Option<String>,
    /// How long an idle worker's request may be held, if it wishes that at all.
    pub hold_s: Option<u64>,
    pub rights: Rights,
}

/// What decides what a caller may do, beside who it is.
#[derive(Clone, Debug)]
pub struct Rights {
    /// Of temporary credentials.
    pub(super) origin: Option<Origin>,
    /// Of who has a row.
    pub(super) standing: Option<Arc<Standing>>,
    pub(super) policies: Arc<Policies>,
    /// The level of its own that it has on a job, where that was asked for.
    pub(super) on_job: Option<(JobId, Level)>,
}

/// When rights are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Moment {
    /// No more is known than what the path names, and the handler asks again.
    AtTheDoor,
    Inside,
}

/// What comes with callsheet, where nothing was added.
static BUILT_IN: LazyLock<Arc<Policies>> =
    LazyLock::new(|| Arc::new(Policies::with_files(&[]).expect("a test reads our own policies")));

impl Default for Rights {
    fn default() -> Self {
        Self {
            origin: None,
            standing: None,
            policies: Arc::clone(&BUILT_IN),
            on_job: None,
        }
    }
}

impl Caller {
    /// One that needs no row, under the policies that come with callsheet.
    #[must_use]
    pub fn of(principal: Principal) -> Self {
        Self {
            principal,
            access_key_id: String::new(),
            user_agent: None,
            hold_s: None,
            rights: Rights::default(),
        }
    }

    /// Asked before anything is looked up, about what the request names, and again inside the
    /// transaction, about the resource that was found there.
    pub fn may(&self, action: impl Into<Action>, resource: &Resource) -> Result<()> {
        self.may_as_asked(action, resource, Asked::default())
    }

    /// With what else a policy may look at.
    pub fn may_as_asked(
        &self,
        action: impl Into<Action>,
        resource: &Resource,
        asked: Asked<'_>,
    ) -> Result<()> {
        let action = action.into();
        if self.is_allowed(action, resource, asked, Moment::Inside) {
            return Ok(());
        }
        Err(self.refused(action, resource))
    }

    fn refused(&self, action: Action, resource: &Resource) -> Error {
        let who = self.who();
        let message =
            format!("User: {who} is not authorized to perform: {action} on resource: {resource}");
        Error::Answer(Exception::access_denied(message))
    }

    /// About a job that may be all that the caller is a member of. Before it is looked up.
    pub fn may_on(
        &self,
        tx: &mut Tx,
        action: impl Into<Action>,
        resource: &Resource,
    ) -> Result<()> {
        self.may_on_as_asked(tx, action, resource, Asked::default())
    }

    pub fn may_on_as_asked(
        &self,
        tx: &mut Tx,
        action: impl Into<Action>,
        resource: &Resource,
        asked: Asked<'_>,
    ) -> Result<()> {
        let action = action.into();
        if self.is_allowed(action, resource, asked, Moment::Inside) {
            return Ok(());
        }
        let knowing = self.with_level_on_job(tx, resource)?;
        knowing.may_as_asked(action, resource, asked)
    }

    /// Knows its own level on the job, if it names one and has one.
    fn with_level_on_job(&self, tx: &mut Tx, resource: &Resource) -> Result<Self> {
        let mut caller = self.clone();
        if let (Principal::User { id }, Some(job)) = (self.principal, resource.job) {
            let levels = tx.levels_on(*job.as_bytes(), id)?;
            let highest = levels.into_iter().map(Level::from).max();
            caller.rights.on_job = highest.map(|level| (job, level));
        }
        Ok(caller)
    }

    /// Lets it in at the door, by what the request's path names: nothing is looked up for whoever
    /// may not, so nobody learns what there is.
    pub(crate) async fn enter(
        &self,
        cx: &Cx,
        action: impl Into<Action>,
        named: &Resource,
    ) -> Result<Cow<'_, Self>> {
        let action = action.into();
        let is_user = matches!(self.principal, Principal::User { .. });
        if self.is_let_in(action, named) || (is_user && rights::names_more_in_its_body(action)) {
            return Ok(Cow::Borrowed(self));
        }
        if !is_user || named.job.is_none() {
            return Err(self.refused(action, named));
        }
        let (caller, named) = (self.clone(), *named);
        let admitted = cx
            .store
            .read("level_on_job", move |tx| -> Result<_> {
                let caller = caller.with_level_on_job(tx, &named)?;
                match caller.is_let_in(action, &named) {
                    true => Ok(caller),
                    false => Err(caller.refused(action, &named)),
                }
            })
            .await;
        admitted.map(Cow::Owned)
    }

    fn is_let_in(&self, action: Action, named: &Resource) -> bool {
        let moment = match rights::asks_again(action) {
            true => Moment::AtTheDoor,
            false => Moment::Inside,
        };
        self.is_allowed(action, named, Asked::default(), moment)
    }

    fn is_allowed(&self, action: Action, on: &Resource, asked: Asked<'_>, moment: Moment) -> bool {
        if self.principal == Principal::Admin {
            return true;
        }
        match (self.principal, &self.rights.standing) {
            (Principal::User { .. }, Some(standing)) => {
                let level = self.rights.on_job.filter(|(job, _)| on.job == Some(*job));
                let level = level.map(|(_, level)| level);
                standing.may(&self.rights.policies, (action, *on, moment), level, asked)
            }
            _ => {
                rights::may(&self.principal, self.fleets(), action, on)
                    && (!self.rights.policies.are_added_to()
                        || self.policies_allow(action, on, asked))
            }
        }
    }

    /// The fleets that a host may join.
    fn fleets(&self) -> &[(FarmId, FleetId)] {
        self.rights
            .standing
            .as_deref()
            .map_or(&[], Standing::fleets)
    }

    /// What a machine may do is known without policies; those that somebody added may forbid it.
    fn policies_allow(&self, action: Action, on: &Resource, asked: Asked<'_>) -> bool {
        let of_first_start;
        let who = match self.principal {
            Principal::Host { .. } => Who::WorkerHost {
                fleets: self.fleets(),
            },
            Principal::WorkerHost { farm, fleet } => {
                of_first_start = [(farm, fleet)];
                Who::WorkerHost {
                    fleets: &of_first_start,
                }
            }
            Principal::WorkerRole {
                farm,
                fleet,
                worker,
            } => Who::Worker {
                farm,
                fleet,
                worker,
            },
            Principal::FleetRole { .. } => Who::FleetRole,
            Principal::QueueRole { .. } => Who::QueueRole,
            Principal::StoreKey => Who::StoreKey,
            // Both were decided before.
            Principal::Admin | Principal::User { .. } => return false,
        };
        self.rights.policies.allow(&Question {
            who,
            action,
            place: on.place(),
            asked,
        })
    }

    /// As it is now, for a request that goes on. Nothing, if it was disabled meanwhile.
    pub(crate) async fn renewed(&self, cx: &Cx, now: Timestamp) -> Result<Option<Self>> {
        let Some(id) = self.principal.id() else {
            return Ok(Some(self.clone()));
        };
        let standing = cx.standings.of(&cx.store, id, now).await?;
        Ok(standing.map(|standing| {
            let mut caller = self.clone();
            caller.rights.standing = Some(standing);
            caller.rights.on_job = None;
            caller
        }))
    }

    /// May it do everything?
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        let by_row = self
            .rights
            .standing
            .as_deref()
            .is_some_and(Standing::is_administrator);
        self.principal == Principal::Admin || by_row
    }

    /// Whose things a list is to hold: all, or those of one principal. Who is no administrator may
    /// ask for its own alone, and means that where it says nothing.
    pub fn lists(
        &self,
        action: impl Into<Action>,
        on: &Resource,
        principal_id: Option<String>,
    ) -> Result<Option<String>> {
        let action = action.into();
        let asked = Asked {
            principal_id: principal_id.as_deref().unwrap_or_default(),
            ..Asked::default()
        };
        self.may_as_asked(action, on, asked)?;
        match self.principal {
            Principal::User { id } if !self.is_administrator() => {
                Ok(Some(principal_id.unwrap_or_else(|| id.to_string())))
            }
            _ => Ok(principal_id),
        }
    }

    /// The user or service account that it is, as members of the API have it.
    #[must_use]
    pub const fn user_id(&self) -> Option<PrincipalId> {
        match self.principal {
            Principal::User { id } => Some(id),
            Principal::Admin
            | Principal::Host { .. }
            | Principal::WorkerHost { .. }
            | Principal::FleetRole { .. }
            | Principal::WorkerRole { .. }
            | Principal::QueueRole { .. }
            | Principal::StoreKey => None,
        }
    }

    /// For whom new temporary credentials are: whoever asked first, however often they are renewed.
    #[must_use]
    pub fn origin_for(&self, role_epoch: i64) -> Origin {
        let own = self.rights.standing.as_deref();
        let own = self.principal.id().zip(own.map(Standing::epoch));
        Origin {
            by: self.rights.origin.and_then(|origin| origin.by).or(own),
            role_epoch,
        }
    }

    pub(crate) fn who(&self) -> String {
        match (self.principal, &self.rights.standing) {
            (Principal::User { .. }, Some(standing)) => format!("user/{}", standing.name()),
            (Principal::Host { .. }, Some(standing)) => format!("host/{}", standing.name()),
            (principal, _) => principal.to_string(),
        }
    }

    #[must_use]
    pub fn arn(&self, account_id: &str) -> String {
        match (self.principal, &self.rights.standing) {
            (Principal::User { .. } | Principal::Host { .. }, Some(_)) => {
                format!("arn:aws:iam::{account_id}:{}", self.who())
            }
            (principal, _) => principal.arn(account_id),
        }
    }

    /// Whose client tokens are told apart from whose. Keys of one role are one caller: temporary
    /// ones may change between a request and its repetition.
    #[must_use]
    pub fn token_scope(&self) -> String {
        self.principal.to_string()
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::Operation;
    use callsheet_api::ids::{QueueId, WorkerId};
    use callsheet_store::paths::FarmPath;

    use super::super::QueueRoleUse;
    use super::*;

    const FARM: FarmId = FarmId::from_bytes([1; 16]);
    const QUEUE: QueueId = QueueId::from_bytes([2; 16]);

    #[test]
    fn a_refusal_says_who_what_and_where() {
        let user = Caller::of(Principal::QueueRole {
            farm: FARM,
            queue: QUEUE,
            of: QueueRoleUse::User,
        });
        let path = format!("{FARM}");
        let labels = [("farmId", path.as_str()), ("limitId", "limit-1")];
        let named = Resource::named_by(labels.into_iter());
        assert_eq!(named, FarmPath { farm: FARM }.into());
        let Err(Error::Answer(refused)) = user.may(Operation::GetLimit, &named) else {
            unreachable!("a queue's role reads no limits");
        };
        let said = format!(
            "User: queue-role-user/{QUEUE} is not authorized to perform: deadline:GetLimit on \
             resource: farm/{FARM}"
        );
        assert_eq!(refused.message, said);
        let admin = Caller::of(Principal::Admin);
        assert_eq!(admin.may(Operation::ListFarms, &Resource::ACCOUNT), Ok(()));
        assert_eq!(
            Resource::named_by([("farmId", "?")].into_iter()),
            Resource::ACCOUNT
        );
    }

    /// What is said twice, for speed, is the same: for every action, on what is its own and on what
    /// is another's.
    #[test]
    fn policies_and_plain_comparisons_agree_about_machines() {
        let id = |number| [number; 16];
        let (farm, fleet) = (FARM, FleetId::from_bytes(id(3)));
        let worker = WorkerId::from_bytes(id(4));
        let role = |of| Principal::QueueRole {
            farm,
            queue: QUEUE,
            of,
        };
        let machines = [
            Principal::WorkerHost { farm, fleet },
            Principal::WorkerRole {
                farm,
                fleet,
                worker,
            },
            Principal::FleetRole { farm, fleet },
            role(QueueRoleUse::User),
            role(QueueRoleUse::Read),
            role(QueueRoleUse::Worker),
            Principal::StoreKey,
        ];
        let own = Resource {
            farm: Some(farm),
            queue: Some(QUEUE),
            fleet: Some(fleet),
            worker: Some(worker),
            job: Some(JobId::from_bytes(id(5))),
        };
        let other = |number| Resource {
            farm: Some(FarmId::from_bytes(id(number))),
            fleet: Some(FleetId::from_bytes(id(number + 1))),
            worker: Some(WorkerId::from_bytes(id(number + 2))),
            ..own
        };
        let neighbor = Resource {
            worker: Some(WorkerId::from_bytes(id(9))),
            ..own
        };
        let fleet_beside = Resource {
            fleet: Some(FleetId::from_bytes(id(9))),
            worker: Some(WorkerId::from_bytes(id(8))),
            ..own
        };
        for machine in machines {
            let caller = Caller::of(machine);
            for action in Action::all() {
                for on in [own, neighbor, fleet_beside, other(20), Resource::ACCOUNT] {
                    let on = as_named(action, on);
                    let plain = rights::may(&machine, &[], action, &on);
                    let by_policy = caller.policies_allow(action, &on, Asked::default());
                    assert_eq!(plain, by_policy, "{machine} {action} {on}");
                }
            }
        }
    }

    /// As far as the path of the action names it.
    fn as_named(action: Action, on: Resource) -> Resource {
        let Action::Deadline(operation) = action else {
            return on;
        };
        let names = |label: &str| operation.labels().contains(&label);
        Resource {
            farm: on.farm.filter(|_| names("farmId")),
            queue: on.queue.filter(|_| names("queueId")),
            fleet: on.fleet.filter(|_| names("fleetId")),
            worker: on.worker.filter(|_| names("workerId")),
            job: on.job.filter(|_| names("jobId")),
        }
    }
}
