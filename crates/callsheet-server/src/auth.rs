//! Who calls, and what that caller may do.
//!
//! A handler cannot be reached without a [`Caller`], and only a verified signature makes one.

pub mod keys;
pub mod logs;
pub mod mint;
mod remembered;
pub mod rights;
pub mod standing;
pub mod tokens;
pub mod verify;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock};

use callsheet_api::extension::principals::PrincipalId;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};
use callsheet_api::{Exception, Timestamp};
use callsheet_policy::{Action, Asked, Level, Place, Policies, Question, Who};
use callsheet_store::Tx;
use callsheet_store::paths::{
    BudgetPath, FarmPath, FleetPath, JobPath, LimitPath, QueueEnvironmentPath, QueueFleetPath,
    QueueLimitPath, QueuePath, SessionActionPath, SessionPath, StepPath, StorageProfilePath,
    TaskPath, WorkerPath,
};
use serde::{Deserialize, Serialize};

use crate::context::Cx;
use crate::error::{Error, Result};
use standing::Standing;
use tokens::Origin;

/// On whose behalf an access key signs. Kept beside the key as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Principal {
    /// Whoever runs this server: the administrator of the first start.
    Admin,
    /// A user or a service account.
    User {
        id: PrincipalId,
    },
    /// A machine that makes itself a worker of one of its fleets.
    Host {
        id: PrincipalId,
    },
    /// The machine of the first start.
    WorkerHost {
        farm: FarmId,
        fleet: FleetId,
    },
    FleetRole {
        farm: FarmId,
        fleet: FleetId,
    },
    WorkerRole {
        farm: FarmId,
        fleet: FleetId,
        worker: WorkerId,
    },
    QueueRole {
        farm: FarmId,
        queue: QueueId,
        #[serde(rename = "for")]
        of: QueueRoleUse,
    },
    /// Holds the key of the S3 store that keeps our objects, which is one and the same for all
    /// queues: whoever was given it is known, but not by which queue.
    StoreKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QueueRoleUse {
    User,
    Read,
    Worker,
}

impl QueueRoleUse {
    const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Read => "read",
            Self::Worker => "worker",
        }
    }
}

impl Principal {
    /// Of who has a row.
    #[must_use]
    pub const fn id(&self) -> Option<PrincipalId> {
        match self {
            Self::User { id } | Self::Host { id } => Some(*id),
            Self::Admin
            | Self::StoreKey
            | Self::WorkerHost { .. }
            | Self::FleetRole { .. }
            | Self::WorkerRole { .. }
            | Self::QueueRole { .. } => None,
        }
    }

    #[must_use]
    pub fn arn(&self, account_id: &str) -> String {
        match self {
            Self::Admin => format!("arn:aws:iam::{account_id}:user/callsheet"),
            other => format!("arn:aws:sts::{account_id}:assumed-role/{other}"),
        }
    }
}

/// The role and its session, as in an ARN.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Admin => f.write_str("callsheet"),
            Self::User { id } => write!(f, "user/{id}"),
            Self::Host { id } => write!(f, "host/{id}"),
            Self::WorkerHost { fleet, .. } => write!(f, "worker-host/{fleet}"),
            Self::FleetRole { fleet, .. } => write!(f, "fleet-role/{fleet}"),
            Self::WorkerRole { worker, .. } => write!(f, "fleet-role/{worker}"),
            Self::StoreKey => f.write_str("object-store/callsheet"),
            Self::QueueRole { queue, of, .. } => write!(f, "queue-role-{}/{queue}", of.name()),
        }
    }
}

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
    origin: Option<Origin>,
    /// Of who has a row.
    standing: Option<Arc<Standing>>,
    policies: Arc<Policies>,
    /// The level of its own that it has on a job, where that was asked for.
    on_job: Option<(JobId, Level)>,
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

/// What is asked for, as far as rights depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Resource {
    pub farm: Option<FarmId>,
    pub queue: Option<QueueId>,
    pub fleet: Option<FleetId>,
    pub worker: Option<WorkerId>,
    pub job: Option<JobId>,
}

impl Resource {
    /// What belongs to no farm, such as the list of farms.
    pub const ACCOUNT: Self = Self {
        farm: None,
        queue: None,
        fleet: None,
        worker: None,
        job: None,
    };
}

impl Resource {
    /// As policies have it.
    const fn place(&self) -> Place {
        let Self {
            farm,
            queue,
            fleet,
            worker,
            job,
        } = *self;
        Place {
            farm,
            queue,
            fleet,
            worker,
            job,
        }
    }

    /// As far as a request's path names it. A label that is no id names nothing.
    pub fn named_by<'a>(labels: impl Iterator<Item = (&'static str, &'a str)>) -> Self {
        let mut named = Self::ACCOUNT;
        for (label, text) in labels {
            match label {
                "farmId" => named.farm = text.parse().ok(),
                "queueId" => named.queue = text.parse().ok(),
                "fleetId" => named.fleet = text.parse().ok(),
                "workerId" => named.worker = text.parse().ok(),
                "jobId" => named.job = text.parse().ok(),
                _ => {}
            }
        }
        named
    }
}

/// As in the end of an ARN.
impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            farm,
            queue,
            fleet,
            worker,
            job,
        } = self;
        let Some(farm) = farm else {
            return f.write_str("*");
        };
        write!(f, "farm/{farm}")?;
        queue.iter().try_for_each(|id| write!(f, "/queue/{id}"))?;
        job.iter().try_for_each(|id| write!(f, "/job/{id}"))?;
        fleet.iter().try_for_each(|id| write!(f, "/fleet/{id}"))?;
        worker.iter().try_for_each(|id| write!(f, "/worker/{id}"))
    }
}

/// A macro, because the paths differ in nothing but their fields.
macro_rules! resource_of {
    ($($path:ty { $($field:ident),* })*) => {
        $(impl From<$path> for Resource {
            fn from(path: $path) -> Self {
                Self { $($field: Some(path.$field),)* ..Self::ACCOUNT }
            }
        }

        impl From<&$path> for Resource {
            fn from(path: &$path) -> Self {
                Self::from(*path)
            }
        })*
    };
}

resource_of! {
    FarmPath { farm }
    QueuePath { farm, queue }
    QueueEnvironmentPath { farm, queue }
    QueueFleetPath { farm, queue, fleet }
    BudgetPath { farm }
    LimitPath { farm }
    QueueLimitPath { farm, queue }
    StorageProfilePath { farm }
    FleetPath { farm, fleet }
    WorkerPath { farm, fleet, worker }
    JobPath { farm, queue, job }
    StepPath { farm, queue, job }
    TaskPath { farm, queue, job }
    SessionPath { farm, queue, job }
    SessionActionPath { farm, queue, job }
}

#[cfg(test)]
mod tests {
    use callsheet_api::Operation;

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

    #[test]
    fn a_principal_is_kept_as_json() {
        let fleet = FleetId::from_bytes([3; 16]);
        for principal in [
            Principal::Admin,
            Principal::WorkerHost { farm: FARM, fleet },
            Principal::WorkerRole {
                farm: FARM,
                fleet,
                worker: WorkerId::from_bytes([4; 16]),
            },
            Principal::QueueRole {
                farm: FARM,
                queue: QUEUE,
                of: QueueRoleUse::Worker,
            },
            Principal::StoreKey,
        ] {
            let kept = serde_json::to_string(&principal).unwrap();
            assert_eq!(
                serde_json::from_str::<Principal>(&kept).unwrap(),
                principal,
                "{kept}"
            );
        }
    }
}
