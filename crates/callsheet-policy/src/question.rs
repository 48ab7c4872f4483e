//! What is asked: who, what, where, and what else a policy may look at.

use std::collections::{HashMap, HashSet};
use std::fmt;

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
    FleetRole {
        fleet: FleetId,
    },
    QueueRole {
        queue: QueueId,
        writes: bool,
    },
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
    pub part: Part,
}

/// What of a place is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Part {
    #[default]
    Whole,
    /// Of a queue's sessions or of a fleet's workers.
    Logs { own_stream: bool },
    /// Of a queue.
    Attachments,
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
    /// Of an object or a list of them.
    pub bucket: &'a str,
    pub key: &'a str,
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
        let action = uid("Action", &self.action.name())?;
        let (principal, resource) = (self.who.uid()?, self.place.uid()?);
        let context = self.context()?;
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
            Self::FleetRole { fleet } => uid("FleetRole", &fleet.to_string()),
            Self::QueueRole { queue, .. } => uid("QueueRole", &queue.to_string()),
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
            Self::FleetRole { fleet } => vec![("fleet", reference("Fleet", &fleet)?)],
            Self::QueueRole { queue, writes } => vec![
                ("queue", reference("Queue", &queue)?),
                ("writes", Value::new_bool(writes)),
            ],
            Self::StoreKey => Vec::new(),
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
    /// What belongs to no farm.
    pub const ACCOUNT: Self = Self {
        farm: None,
        queue: None,
        fleet: None,
        worker: None,
        job: None,
        part: Part::Whole,
    };

    /// From the outermost to what is asked about.
    fn chain(&self) -> Vec<(&'static str, String)> {
        let mut chain = vec![("Account", "account".to_owned())];
        chain.extend(self.farm.map(|id| ("Farm", id.to_string())));
        chain.extend(self.queue.map(|id| ("Queue", id.to_string())));
        chain.extend(self.fleet.map(|id| ("Fleet", id.to_string())));
        chain.extend(self.job.map(|id| ("Job", id.to_string())));
        chain.extend(self.worker.map(|id| ("Worker", id.to_string())));
        chain.extend(self.innermost());
        chain
    }

    fn innermost(&self) -> Option<(&'static str, String)> {
        let of_queue = |kind| self.queue.map(|id| (kind, id.to_string()));
        let of_fleet = |kind| self.fleet.map(|id| (kind, id.to_string()));
        match self.part {
            Part::Whole => None,
            Part::Logs { .. } => of_queue("QueueLogs").or_else(|| of_fleet("FleetLogs")),
            Part::Attachments => of_queue("Attachments"),
        }
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

/// As in the end of an ARN.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(farm) = &self.farm else {
            return f.write_str("*");
        };
        write!(f, "farm/{farm}")?;
        let Self {
            queue,
            job,
            fleet,
            worker,
            ..
        } = self;
        queue.iter().try_for_each(|id| write!(f, "/queue/{id}"))?;
        job.iter().try_for_each(|id| write!(f, "/job/{id}"))?;
        fleet.iter().try_for_each(|id| write!(f, "/fleet/{id}"))?;
        worker.iter().try_for_each(|id| write!(f, "/worker/{id}"))
    }
}

impl Question<'_> {
    fn context(&self) -> Result<Context, Unsayable> {
        let mut context = self.asked.context();
        context.extend(match self.action {
            Action::Deadline(_) | Action::Own(_) => Vec::new(),
            Action::Logs(_) => {
                let own_stream = self.place.part == Part::Logs { own_stream: true };
                vec![("ownStream", Value::new_bool(own_stream))]
            }
            Action::S3(_) => vec![
                ("bucket", Value::new_string(self.asked.bucket.to_owned())),
                ("key", Value::new_string(self.asked.key.to_owned())),
            ],
        });
        let pairs = context
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Ok(Context::from_pairs(pairs)?)
    }
}

impl Asked<'_> {
    fn context(&self) -> Vec<(&'static str, Value)> {
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
        context
    }
}

fn reference(kind: &str, id: &impl ToString) -> Result<Value, Unsayable> {
    Ok(Value::new_entity_uid(uid(kind, &id.to_string())?))
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Unsayable> {
    let kind: EntityTypeName = kind.parse()?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}
