//! Who signed a request, and what that caller may do.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use callsheet_api::companions::S3Operation;
use callsheet_api::extension::principals::PrincipalId;
use callsheet_api::ids::JobId;
use callsheet_api::{Exception, Timestamp};
use callsheet_policy::{Action, Asked, Level, Policies};
use callsheet_store::Tx;

use super::decisions::{Decisions, Moment};
use super::standing::Standing;
use super::tokens::Origin;
use super::{Principal, Resource, door};
use crate::context::Cx;
use crate::error::{Error, Result};

#[must_use]
pub fn user_arn(account_id: &str, name: &str) -> String {
    format!("arn:aws:iam::{account_id}:user/{name}")
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
    pub(super) origin: Option<Origin>,
    /// Of who has a row.
    pub(super) standing: Option<Arc<Standing>>,
    pub(super) decisions: Arc<Decisions>,
    /// The level of its own that it has on a job, where that was asked for.
    pub(super) on_job: Option<(JobId, Level)>,
}

/// What comes with callsheet, where nothing was added.
static BUILT_IN: LazyLock<Arc<Decisions>> = LazyLock::new(|| {
    let policies = Policies::with_files(&[]).expect("a test reads our own policies");
    Arc::new(Decisions::by(policies))
});

impl Default for Rights {
    fn default() -> Self {
        Self {
            origin: None,
            standing: None,
            decisions: Arc::clone(&BUILT_IN),
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
        match self.with_level_on_job(tx, resource)? {
            Some(knowing) => knowing.may_as_asked(action, resource, asked),
            None => Err(self.refused(action, resource)),
        }
    }

    /// The same, knowing its level on the job that is named. Nothing, if it has none there.
    fn with_level_on_job(&self, tx: &mut Tx, resource: &Resource) -> Result<Option<Self>> {
        let (Principal::User { id }, Some(job)) = (self.principal, resource.place().job) else {
            return Ok(None);
        };
        let levels = tx.levels_on(*job.as_bytes(), id)?;
        let highest = levels.into_iter().map(Level::from).max();
        Ok(highest.map(|level| {
            let mut caller = self.clone();
            caller.rights.on_job = Some((job, level));
            caller
        }))
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
        if self.is_let_in(action, named) || (is_user && door::names_more_in_its_body(action)) {
            return Ok(Cow::Borrowed(self));
        }
        if !is_user || named.place().job.is_none() {
            return Err(self.refused(action, named));
        }
        let (caller, named) = (self.clone(), *named);
        let admitted = cx
            .store
            .read("level_on_job", move |tx| -> Result<_> {
                let knowing = caller.with_level_on_job(tx, &named)?;
                let admitted = knowing.filter(|knowing| knowing.is_let_in(action, &named));
                admitted.ok_or_else(|| caller.refused(action, &named))
            })
            .await;
        admitted.map(Cow::Owned)
    }

    fn is_let_in(&self, action: Action, named: &Resource) -> bool {
        let moment = match door::asks_again(action) {
            true => Moment::AtTheDoor,
            false => Moment::Inside,
        };
        self.is_allowed(action, named, Asked::default(), moment)
    }

    fn is_allowed(&self, action: Action, on: &Resource, asked: Asked<'_>, moment: Moment) -> bool {
        let (matter, decisions) = ((action, *on, moment), &self.rights.decisions);
        let Some(standing) = &self.rights.standing else {
            return decisions.allow_role(&self.principal, matter, asked);
        };
        let level = self
            .rights
            .on_job
            .filter(|(job, _)| on.place().job == Some(*job));
        let level = level.map(|(_, level)| level);
        standing.may(decisions, matter, level, asked)
    }

    /// About objects. `key` is empty for a bucket as such.
    pub(crate) fn may_object(
        &self,
        operation: S3Operation,
        on: &Resource,
        (bucket, key): (&str, &str),
    ) -> bool {
        let asked = match self.rights.decisions.look_at_keys() {
            true => Asked {
                bucket,
                key,
                ..Asked::default()
            },
            false => Asked::default(),
        };
        self.is_allowed(operation.into(), on, asked, Moment::Inside)
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
            (Principal::User { .. }, Some(standing)) => user_arn(account_id, standing.name()),
            (Principal::Host { .. }, Some(_)) => {
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
    use callsheet_api::ids::{FarmId, QueueId};
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
}
