//! How many tasks of all queues wait for what, from sums: a few statements, however many tasks and
//! jobs wait.

use std::collections::BTreeMap;

use callsheet_api::ids::{FleetId, QueueId, WorkerId};
use callsheet_api::types::QueueBlockedReason;
use callsheet_core::explain::funnel::Served;
use callsheet_core::explain::scene::{Alike, Busy};
use callsheet_core::explain::waiting::{ReadyTasks, Waiting, count};
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::worker::WorkerState;
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::limits::{LimitView, Take, grant};
use callsheet_core::view::Key;

use crate::columns::Columns;
use crate::error::Result;
use crate::holdings::takes;
use crate::lists::in_list;
use crate::queues::blocked_reason;
use crate::{Tx, params};

/// READY tasks of one queue that require the same of their hosts.
struct Sum {
    queue: QueueId,
    requirement: Key,
    job_is_full: bool,
    tasks: i64,
}

/// Workers of one fleet in one state; nobody asks which ones.
struct Crew {
    fleet: FleetId,
    state: WorkerState,
    is_busy: bool,
    count: i64,
}

/// Fleets that fit a set of requirements, with what they take of limits.
type Fits = BTreeMap<(Key, FleetId), Vec<Take>>;

type Limits = BTreeMap<QueueId, Vec<LimitView>>;

impl Tx {
    pub fn waiting_tasks(&mut self) -> Result<Waiting> {
        let (pending, suspended) = self
            .one(
                "SELECT CAST(COALESCE(SUM(pending), 0) AS BIGINT),
                        CAST(COALESCE(SUM(suspended), 0) AS BIGINT)
                 FROM step WHERE pending > 0 OR suspended > 0",
                params![],
                |row| Ok((row.i64(0)?, row.i64(1)?)),
            )?
            .unwrap_or_default();
        let sums = self.ready_sums()?;
        if sums.is_empty() {
            return Ok(count(pending, suspended, &[]));
        }
        let blocked = self.blocked_queues()?;
        let pairs = self.all_associations()?;
        let fits = self.fitting_fleets(&sums)?;
        let limits = self.limits_for(&sums, &fits)?;
        let crews = self.crews()?;
        let ready: Vec<ReadyTasks> = sums
            .iter()
            .map(|sum| grouped(sum, &blocked, &pairs, (&fits, &limits), &crews))
            .collect();
        Ok(count(pending, suspended, &ready))
    }

    fn ready_sums(&mut self) -> Result<Vec<Sum>> {
        self.query(
            "SELECT d.queue_id, d.requirement_key,
                    CASE WHEN d.workers < d.most_workers THEN 0 ELSE 1 END,
                    CAST(SUM(p.ready) AS BIGINT)
             FROM demand d
             JOIN step p ON p.job_key = d.job_key AND p.requirement_key = d.requirement_key
             WHERE d.steps > 0 AND p.ready > 0 GROUP BY 1, 2, 3",
            params![],
            |row| {
                let mut columns = Columns::of(row);
                Ok(Sum {
                    queue: columns.get()?,
                    requirement: columns.get()?,
                    job_is_full: columns.get::<i64>()? != 0,
                    tasks: columns.get()?,
                })
            },
        )
    }

    fn blocked_queues(&mut self) -> Result<BTreeMap<QueueId, QueueBlockedReason>> {
        let queues = self.query(
            "SELECT id, blocked_reason FROM queue WHERE blocked_reason IS NOT NULL",
            params![],
            |row| {
                let mut columns = Columns::of(row);
                Ok((columns.get()?, blocked_reason(&mut columns)?))
            },
        )?;
        let blocked = queues.into_iter().filter_map(|(id, why)| Some((id, why?)));
        Ok(blocked.collect())
    }

    fn all_associations(&mut self) -> Result<Vec<(QueueId, FleetId, AssociationState)>> {
        self.query(
            "SELECT queue_id, fleet_id, state FROM queue_fleet ORDER BY queue_id, fleet_id",
            params![],
            |row| {
                let mut columns = Columns::of(row);
                let pair = (columns.get()?, columns.get()?);
                let state = columns.code(AssociationState::from_code, "association state")?;
                Ok((pair.0, pair.1, state))
            },
        )
    }

    /// Which fleets fit, and what they have to take of limits.
    fn fitting_fleets(&mut self, sums: &[Sum]) -> Result<Fits> {
        let mut keys: Vec<Key> = sums.iter().map(|sum| sum.requirement).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut values = Vec::new();
        let list = in_list(&mut values, keys);
        let sql = format!(
            "SELECT requirement_key, fleet_id, takes FROM eligibility WHERE requirement_key IN {list}"
        );
        let fits = self.query(sql, &values, |row| {
            let takes = takes(row.opt_text(2)?.as_deref())?;
            Ok(((row.i64(0)?, row.get(1)?), takes))
        })?;
        Ok(fits.into_iter().collect())
    }

    /// Of the queues whose tasks take of any.
    fn limits_for(&mut self, sums: &[Sum], fits: &Fits) -> Result<Limits> {
        let mut limits = Limits::new();
        for sum in sums {
            let mut of_set = fits.iter().filter(|((key, _), _)| *key == sum.requirement);
            let takes_any = of_set.any(|(_, takes)| !takes.is_empty());
            if takes_any && !limits.contains_key(&sum.queue) {
                limits.insert(sum.queue, self.limits_of_queue(sum.queue)?);
            }
        }
        Ok(limits)
    }

    fn crews(&mut self) -> Result<Vec<Crew>> {
        self.query(
            "SELECT fleet_id, state, CASE WHEN open_sessions > 0 THEN 1 ELSE 0 END, COUNT(*)
             FROM worker GROUP BY 1, 2, 3",
            params![],
            |row| {
                let mut columns = Columns::of(row);
                Ok(Crew {
                    fleet: columns.get()?,
                    state: columns.code(WorkerState::from_code, "worker state")?,
                    is_busy: columns.get::<i64>()? != 0,
                    count: columns.get()?,
                })
            },
        )
    }
}

fn grouped(
    sum: &Sum,
    blocked: &BTreeMap<QueueId, QueueBlockedReason>,
    pairs: &[(QueueId, FleetId, AssociationState)],
    (fits, limits): (&Fits, &Limits),
    crews: &[Crew],
) -> ReadyTasks {
    let (mut fleets, mut workers) = (Vec::new(), Vec::new());
    for (_, fleet, association) in pairs.iter().filter(|(queue, _, _)| *queue == sum.queue) {
        let crew = crews.iter().filter(|crew| crew.fleet == *fleet);
        workers.extend(crew.map(|crew| alike(fleets.len(), crew)));
        let takes = fits.get(&(sum.requirement, *fleet));
        let limits = limits.get(&sum.queue).map_or(&[][..], Vec::as_slice);
        fleets.push(Served {
            association: *association,
            fits: takes.is_some(),
            has_limits: takes.is_none_or(|takes| grant(takes, limits, &[]).is_ok()),
        });
    }
    ReadyTasks {
        tasks: sum.tasks,
        blocked: blocked.get(&sum.queue).copied(),
        job_is_full: sum.job_is_full,
        fleets,
        workers,
    }
}

/// A sum names neither a worker nor what it is busy with.
fn alike(fleet: usize, crew: &Crew) -> Alike {
    let busy = crew.is_busy.then(|| Busy {
        job_key: 0,
        job_name: String::new(),
        priority: 0,
    });
    Alike {
        fleet,
        state: crew.state,
        agent: Agent::Other,
        unfit: None,
        busy,
        count: crew.count,
        example: WorkerId::from_bytes([0; 16]),
    }
}
