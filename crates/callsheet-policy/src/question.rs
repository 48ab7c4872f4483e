//! What is asked: who, what, where, and what else a policy may look at.

use std::collections::{HashMap, HashSet};

use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};
use callsheet_api::types::MembershipLevel;
use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request};
use cedar_policy::{RestrictedExpression as Value, Schema};

use crate::Action;

/// Who asks, as policies know it.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    User {
        /// As members of the API have it.
        id: &'a str,
        name: &'a str,
        is_administrator: bool,
        is_service_account: bool,
        groups: &'a [String],
    },
    WorkerHost {
        fleets: &'a [(FarmId, FleetId)],
    },
    Worker {
        farm: FarmId,
        fleet: FleetId,
        worker: WorkerId,
    },
    FleetRole,
    QueueRole,
    StoreKey,
}

/// What a request names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    pub farm: Option<FarmId>,
    pub queue: Option<QueueId>,
    pub fleet: Option<FleetId>,
    pub worker: Option<WorkerId>,
    pub job: Option<JobId>,
}

/// How far a member's rights go. Each level has those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Viewer,
    Contributor,
    Manager,
    Owner,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Contributor, Self::Manager, Self::Owner];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "VIEWER",
            Self::Contributor => "CONTRIBUTOR",
            Self::Manager => "MANAGER",
            Self::Owner => "OWNER",
        }
    }
}

impl From<MembershipLevel> for Level {
    fn from(level: MembershipLevel) -> Self {
        match level {
            MembershipLevel::Viewer => Self::Viewer,
            MembershipLevel::Contributor => Self::Contributor,
            MembershipLevel::Manager => Self::Manager,
            MembershipLevel::Owner => Self::Owner,
        }
    }
}

/// What else a policy may look at. Named after the condition keys of AWS's policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Asked<'a> {
    /// The caller's, where it asks.
    pub level: Option<Level>,
    /// Of a new member.
    pub membership_level: Option<Level>,
    /// What the member is now.
    pub associated_membership_level: Option<Level>,
    /// Whose things a list is to hold, or who is to become a member.
    pub principal_id: &'a str,
    /// Of a job that is made or changed.
    pub priority: Option<i32>,
}

#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub who: Who<'a>,
    pub action: Action,
    pub place: Place,
    pub asked: Asked<'a>,
}

/// Our own schema bounds what can be said; that it cannot be said is a bug, and a refusal.
pub(crate) type Unsayable = Box<dyn std::error::Error>;

impl Question<'_> {
    pub(crate) fn request(&self, schema: Option<&Schema>) -> Result<Request, Unsayable> {
        let action = uid("Action", self.action.name())?;
        let (principal, resource) = (self.who.uid()?, self.place.uid()?);
        let context = self.asked.context()?;
        Ok(Request::new(principal, action, resource, context, schema)?)
    }

    pub(crate) fn entities(&self) -> Result<Entities, Unsayable> {
        let mut entities = self.place.entities()?;
        entities.push(self.who.entity()?);
        Ok(Entities::from_entities(entities, None)?)
    }
}

impl Who<'_> {
    fn uid(&self) -> Result<EntityUid, Unsayable> {
        match self {
            Self::User { id, .. } => uid("User", id),
            Self::WorkerHost { .. } => uid("WorkerHost", "host"),
            Self::Worker { worker, .. } => uid("WorkerRole", &worker.to_string()),
            Self::FleetRole => uid("FleetRole", "role"),
            Self::QueueRole => uid("QueueRole", "role"),
            Self::StoreKey => uid("StoreKey", "key"),
        }
    }

    fn entity(&self) -> Result<Entity, Unsayable> {
        let attributes = match *self {
            Self::User {
                id,
                name,
                is_administrator,
                is_service_account,
                groups,
            } => {
                let groups = groups.iter().map(|group| Value::new_string(group.clone()));
                vec![
                    ("id", Value::new_string(id.to_owned())),
                    ("name", Value::new_string(name.to_owned())),
                    ("administrator", Value::new_bool(is_administrator)),
                    ("serviceAccount", Value::new_bool(is_service_account)),
                    ("groups", Value::new_set(groups)),
                ]
            }
            Self::WorkerHost { fleets } => {
                let fleets = fleets.iter().map(|(_, fleet)| reference("Fleet", fleet));
                let fleets = fleets.collect::<Result<Vec<_>, _>>()?;
                vec![("fleets", Value::new_set(fleets))]
            }
            Self::Worker {
                farm,
                fleet,
                worker,
            } => vec![
                ("farm", reference("Farm", &farm)?),
                ("fleet", reference("Fleet", &fleet)?),
                ("worker", reference("Worker", &worker)?),
            ],
            Self::FleetRole | Self::QueueRole | Self::StoreKey => Vec::new(),
        };
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Ok(Entity::new(
            self.uid()?,
            attributes.collect::<HashMap<_, _>>(),
            HashSet::new(),
        )?)
    }
}

impl Place {
    /// From the outermost to what is asked about.
    fn chain(&self) -> Vec<(&'static str, String)> {
        let mut chain = vec![("Account", "account".to_owned())];
        chain.extend(self.farm.map(|id| ("Farm", id.to_string())));
        chain.extend(self.queue.map(|id| ("Queue", id.to_string())));
        chain.extend(self.fleet.map(|id| ("Fleet", id.to_string())));
        chain.extend(self.job.map(|id| ("Job", id.to_string())));
        chain.extend(self.worker.map(|id| ("Worker", id.to_string())));
        chain
    }

    /// Of a pair the queue is what is asked about.
    fn uid(&self) -> Result<EntityUid, Unsayable> {
        let mut chain = self.chain();
        if self.queue.is_some() && self.worker.is_none() {
            chain.retain(|(kind, _)| *kind != "Fleet");
        }
        let (kind, id) = chain.pop().unwrap_or(("Account", "account".to_owned()));
        uid(kind, &id)
    }

    /// Each is in all that it is in by the schema.
    fn entities(&self) -> Result<Vec<Entity>, Unsayable> {
        let chain = self.chain();
        let mut entities = Vec::with_capacity(chain.len() + 1);
        for (kind, id) in &chain {
            let parents = chain
                .iter()
                .filter(|(outer, _)| crate::schema::parents(kind).contains(outer));
            let parents = parents.map(|(kind, id)| uid(kind, id));
            let parents = parents.collect::<Result<HashSet<_>, _>>()?;
            entities.push(Entity::new_no_attrs(uid(kind, id)?, parents));
        }
        Ok(entities)
    }
}

impl Asked<'_> {
    fn context(&self) -> Result<Context, Unsayable> {
        let levels = Level::ALL
            .into_iter()
            .filter(|level| Some(*level) <= self.level);
        let levels = levels.map(|level| Value::new_string(level.name().to_owned()));
        let level =
            |level: Option<Level>| Value::new_string(level.map_or("", Level::name).to_owned());
        let mut context = vec![
            ("levels", Value::new_set(levels)),
            ("membershipLevel", level(self.membership_level)),
            (
                "associatedMembershipLevel",
                level(self.associated_membership_level),
            ),
            (
                "principalId",
                Value::new_string(self.principal_id.to_owned()),
            ),
        ];
        context.extend(
            self.priority
                .map(|priority| ("priority", Value::new_long(priority.into()))),
        );
        let pairs = context
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Ok(Context::from_pairs(pairs)?)
    }
}

fn reference(kind: &str, id: &impl ToString) -> Result<Value, Unsayable> {
    Ok(Value::new_entity_uid(uid(kind, &id.to_string())?))
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Unsayable> {
    let kind: EntityTypeName = kind.parse()?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}
