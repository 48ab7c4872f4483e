//! What somebody is on this farm: name, groups, levels of membership, and what was decided already.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use callsheet_api::Timestamp;
use callsheet_api::extension::principals::{HostFleet, PrincipalId, PrincipalKind};
use callsheet_api::ids::{FarmId, FleetId, QueueId};
use callsheet_policy::{Asked, Level, Who};
use callsheet_store::principals::{Principal as Row, Standing as Rows};
use callsheet_store::tags::ResourceId;
use callsheet_store::{Store, Tx};

use super::Resource;
use super::decisions::{Decided, Decisions, Matter};
use super::remembered::{Age, Remembered};
use crate::error::Result;

/// Of one principal, between two looks into the store.
const MOST_DECISIONS: usize = 4_096;

/// A user, service account or host that is not disabled.
pub struct Standing {
    row: Row,
    id: String,
    groups: Vec<String>,
    levels: HashMap<ResourceId, Level>,
    fleets: Vec<(FarmId, FleetId)>,
    decided: Decided<(Matter, Option<Level>)>,
    /// As it was read, to see whether it changed.
    rows: Rows,
}

impl fmt::Debug for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Standing")
            .field("name", &self.row.name)
            .finish_non_exhaustive()
    }
}

impl Standing {
    pub(crate) fn new(rows: Rows) -> Self {
        let mut levels: HashMap<ResourceId, Level> = HashMap::new();
        for (on, level) in &rows.levels {
            let level = Level::from(*level);
            let known = levels.entry(*on).or_insert(level);
            *known = level.max(*known);
        }
        let pair = |fleet: &HostFleet| (fleet.farm_id, fleet.fleet_id);
        Self {
            id: rows.principal.id.to_string(),
            row: rows.principal.clone(),
            groups: rows.groups.iter().map(|group| group.name.clone()).collect(),
            levels,
            fleets: rows.fleets.iter().map(pair).collect(),
            decided: Decided::at_most(MOST_DECISIONS),
            rows,
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.row.name
    }

    #[must_use]
    pub const fn is_administrator(&self) -> bool {
        self.row.is_administrator
    }

    #[must_use]
    pub const fn epoch(&self) -> i64 {
        self.row.epoch
    }

    /// The highest of what the request names, but for jobs.
    fn level_on(&self, on: &Resource) -> Option<Level> {
        let place = on.place();
        let ids = [
            place.farm.map(|id| *id.as_bytes()),
            place.queue.map(|id| *id.as_bytes()),
            place.fleet.map(|id| *id.as_bytes()),
        ];
        let levels = ids.into_iter().flatten().map(|id| self.levels.get(&id));
        levels.flatten().max().copied()
    }

    /// With a level of its own on the job, if it has one.
    pub(super) fn may(
        &self,
        decisions: &Decisions,
        matter: Matter,
        on_job: Option<Level>,
        asked: Asked<'_>,
    ) -> bool {
        let (_, on, _) = &matter;
        let ask = || {
            let asked = Asked {
                level: self.level_on(on).max(on_job),
                // Who names nobody means itself.
                principal_id: match asked.principal_id {
                    "" => &self.id,
                    named => named,
                },
                ..asked
            };
            decisions.allow(self.who(), matter, asked)
        };
        self.decided.or_ask((matter, on_job), asked, ask)
    }

    fn who(&self) -> Who<'_> {
        match self.row.kind {
            PrincipalKind::Host => Who::WorkerHost {
                fleets: &self.fleets,
            },
            // Nobody signs as a group.
            kind @ (PrincipalKind::User | PrincipalKind::ServiceAccount | PrincipalKind::Group) => {
                Who::User {
                    id: &self.id,
                    name: &self.row.name,
                    is_administrator: self.row.is_administrator,
                    is_service_account: kind == PrincipalKind::ServiceAccount,
                    groups: &self.groups,
                }
            }
        }
    }
}

/// A role that temporary credentials are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Queue(QueueId),
    Fleet(FleetId),
}

#[derive(Default)]
pub struct Standings {
    principals: Remembered<PrincipalId, Arc<Standing>>,
    roles: Remembered<Role, Option<i64>>,
}

impl fmt::Debug for Standings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Standings")
    }
}

impl Standings {
    /// Nothing for who is unknown or disabled.
    pub(crate) async fn of(
        &self,
        store: &Store,
        id: PrincipalId,
        now: Timestamp,
    ) -> Result<Option<Arc<Standing>>> {
        let older = match self.principals.get(&id, now) {
            Some((standing, Age::Fresh)) => return Ok(Some(standing)),
            Some((standing, Age::Stale)) => Some(standing),
            None => None,
        };
        let found = store
            .read("standing", move |tx| -> Result<_> { Ok(tx.standing(id)?) })
            .await?;
        let Some(rows) = found else {
            self.principals.forget(&id);
            return Ok(None);
        };
        // What was decided goes on being right.
        let standing = match older.filter(|standing| standing.rows == rows) {
            Some(standing) => standing,
            None => Arc::new(Standing::new(rows)),
        };
        self.principals.put(id, Arc::clone(&standing), now);
        Ok(Some(standing))
    }

    /// Nothing for the role of what is gone.
    pub(crate) async fn epoch_of(
        &self,
        store: &Store,
        role: Role,
        now: Timestamp,
    ) -> Result<Option<i64>> {
        if let Some((epoch, Age::Fresh)) = self.roles.get(&role, now) {
            return Ok(epoch);
        }
        let epoch = store.read("role_epoch", move |tx| role.epoch(tx)).await?;
        self.roles.put(role, epoch, now);
        Ok(epoch)
    }

    /// A membership, a group, a principal or a role has changed.
    pub(crate) fn forget_all(&self) {
        self.principals.forget_all();
        self.roles.forget_all();
    }
}

impl Role {
    pub(crate) fn epoch(self, tx: &mut Tx) -> Result<Option<i64>> {
        Ok(match self {
            Self::Queue(queue) => tx.queue_role_epoch(queue)?,
            Self::Fleet(fleet) => tx.fleet_role_epoch(fleet)?,
        })
    }
}
