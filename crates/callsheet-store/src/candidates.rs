//! Where the scheduler finds work for a worker: the queues of its fleet, and in them the jobs that
//! stand first. All of it comes from the index over `demand` by skipping from one kind of job to the
//! next, so neither many jobs of a kind nor kinds that do not fit the fleet cost anything.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, QueueId, WorkerId};
use callsheet_api::types::SchedulingConfiguration;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::configuration::{Configuration, Reach, Standing};
use callsheet_core::schedule::gates::{association_schedules, queue_schedules};
use callsheet_core::schedule::limits::{LimitView, Take};
use callsheet_core::schedule::ranking::{Front, OpenQueue};
use callsheet_core::schedule::{Candidate, Stock, Stockroom};
use callsheet_core::view::{Key, StepHead, TaskRow};
use serde::Deserialize;

use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::gates::Gates;
use crate::holdings::takes;
use crate::job_view::task_row;
use crate::queues::blocked_reason;
use crate::recipes::Recipes;
use crate::settings::read;
use crate::task_moves::{MOVES, STATUS};
use crate::worker_view::{JOB_HEAD, JOB_HEAD_WIDTH, STEP_HEAD, job_head, step_head};
use crate::{Row, Tx, params};

/// Rows that one request folds when it misses some that are ready; a sweep folds the others.
const FOLDED_AT_ONCE: i64 = 500;

/// Who asks for work.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    pub worker: WorkerId,
    pub fleet: FleetId,
    pub agent: Agent,
}

/// The store, as the scheduler sees it while it plans for one worker.
pub struct Candidates<'a> {
    tx: &'a mut Tx,
    recipes: &'a Recipes,
    fleet: FleetId,
    /// Of the sets of requirements that fit the fleet, which may go to this worker now. Asked only
    /// when a job's turn comes.
    gates: Gates,
    /// Nothing will be written, so nothing is locked.
    only_looks: bool,
}

impl<'a> Candidates<'a> {
    pub fn new(tx: &'a mut Tx, recipes: &'a Recipes, asker: Asker) -> Self {
        Self {
            tx,
            recipes,
            fleet: asker.fleet,
            gates: Gates::of(asker),
            only_looks: false,
        }
    }

    /// For those who want to know what would be planned.
    pub fn unlocked(tx: &'a mut Tx, recipes: &'a Recipes, asker: Asker) -> Self {
        Self {
            only_looks: true,
            ..Self::new(tx, recipes, asker)
        }
    }
}

/// As much of a queue's settings as is needed to schedule.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scheduling {
    #[serde(default)]
    scheduling_configuration: Option<SchedulingConfiguration>,
}

/// A job may be given one more worker, in the words of the index.
macro_rules! has_work {
    ($table:literal) => {
        concat!(
            $table,
            ".steps > 0 AND ",
            $table,
            ".workers < ",
            $table,
            ".most_workers"
        )
    };
}

macro_rules! front {
    () => {
        "d.requirement_key, d.job_key, d.urgency, d.workers, d.errors, d.submitted_at"
    };
}

/// A column of the row that the walk is at. A join would say the same, but PostgreSQL takes a walk
/// for a crowd and would read all of `demand` to meet it.
macro_rules! here {
    ($column:literal) => {
        concat!(
            "(SELECT h.",
            $column,
            " FROM demand h WHERE h.key = front.key)"
        )
    };
}

/// The fronts of a queue, in three strides. `fit`: the sets of requirements that have work in the
/// queue and fit the fleet, by turns the next that has work and the next from there that fits, so
/// that the shorter of the two lists bounds the walk. `front`: of each set the first job, and from
/// there the first of the next kind, as far as `$reach` says.
macro_rules! fronts {
    ($($reach:expr),*) => {
        concat!(
            "WITH RECURSIVE
             fit (requirement_key) AS (
               SELECT CAST(0 AS BIGINT)
               UNION ALL
               SELECT (SELECT e.requirement_key FROM eligibility e
                       WHERE e.fleet_id = $1 AND e.requirement_key >=
                         (SELECT d.requirement_key FROM demand d
                          WHERE d.queue_id = $2 AND d.requirement_key > fit.requirement_key
                            AND ",
            has_work!("d"),
            "             ORDER BY d.requirement_key LIMIT 1)
                       ORDER BY e.requirement_key LIMIT 1)
               FROM fit WHERE fit.requirement_key IS NOT NULL
             ),
             front (key) AS (
               SELECT (SELECT d.key FROM demand d
                       WHERE d.queue_id = $2 AND d.requirement_key = fit.requirement_key
                         AND d.urgency > $3 AND ",
            has_work!("d"),
            "          ORDER BY d.urgency, d.workers, d.errors, d.job_key LIMIT 1)
               FROM fit WHERE fit.requirement_key > 0
               UNION ALL
               SELECT (SELECT n.key FROM demand n
                       WHERE n.queue_id = $2 AND n.requirement_key = ",
            here!("requirement_key"),
            "            AND ",
            $($reach,)*
            " AND ",
            has_work!("n"),
            "          ORDER BY n.urgency, n.workers, n.errors, n.job_key LIMIT 1)
               FROM front WHERE front.key IS NOT NULL
             )
             SELECT ",
            here!("requirement_key"), ", ", here!("job_key"), ", ", here!("urgency"), ", ",
            here!("workers"), ", ", here!("errors"), ", ", here!("submitted_at"),
            " FROM front WHERE front.key IS NOT NULL"
        )
    };
}

const FRONTS_OF_ONE_LEVEL: &str = fronts!(
    "n.urgency = ",
    here!("urgency"),
    " AND (n.workers, n.errors) > (",
    here!("workers"),
    ", ",
    here!("errors"),
    ")"
);

const FRONTS_OF_ALL_LEVELS: &str = fronts!(
    "(n.urgency, n.workers, n.errors) > (",
    here!("urgency"),
    ", ",
    here!("workers"),
    ", ",
    here!("errors"),
    ")"
);

impl Stockroom for Candidates<'_> {
    type Error = Error;

    fn open_queues(&mut self) -> Result<Vec<OpenQueue>> {
        let pairs = self.tx.query(
            "SELECT a.state, q.blocked_reason, q.id, q.settings
             FROM queue_fleet a JOIN queue q ON q.id = a.queue_id WHERE a.fleet_id = $1",
            params![self.fleet],
            open_queue,
        )?;
        let mut queues: Vec<OpenQueue> = pairs.into_iter().flatten().collect();
        if queues.len() > 1 {
            for queue in &mut queues {
                queue.workers = self.workers_of(queue.id)?;
            }
        }
        Ok(queues)
    }

    fn fronts(&mut self, queue: QueueId, below: Option<i64>, reach: Reach) -> Result<Vec<Front>> {
        let sql = match reach {
            Reach::OneLevel => FRONTS_OF_ONE_LEVEL,
            Reach::AllLevels => FRONTS_OF_ALL_LEVELS,
        };
        let passed_over = below.map_or(i64::MIN, |priority| -priority);
        let mut fronts = self
            .tx
            .query(sql, params![self.fleet, queue, passed_over], front)?;
        fronts.retain(|front| !self.gates.is_shut(queue, front.requirement_key));
        Ok(fronts)
    }

    fn fronts_of_job(&mut self, queue: QueueId, job: Key) -> Result<Vec<Front>> {
        self.tx.query(
            concat!(
                "SELECT ",
                front!(),
                " FROM demand d
                 JOIN eligibility e ON e.requirement_key = d.requirement_key AND e.fleet_id = $1
                 WHERE d.job_key = $2 AND d.queue_id = $3 AND d.steps > 0"
            ),
            params![self.fleet, job, queue],
            front,
        )
    }

    fn behind(&mut self, queue: QueueId, before: &Front) -> Result<Option<Front>> {
        let standing = &before.standing;
        if self.gates.is_shut(queue, before.requirement_key) {
            return Ok(None);
        }
        self.tx.one(
            concat!(
                "SELECT ",
                front!(),
                " FROM demand d
                 WHERE d.queue_id = $1 AND d.requirement_key = $2 AND d.urgency = $3
                   AND d.workers = $4 AND d.errors = $5 AND d.job_key > $6 AND ",
                has_work!("d"),
                " ORDER BY d.job_key LIMIT 1"
            ),
            params![
                queue,
                before.requirement_key,
                -standing.priority,
                standing.workers,
                standing.errors,
                standing.job_key,
            ],
            front,
        )
    }

    fn candidate(&mut self, queue: QueueId, front: &Front) -> Result<Option<Candidate>> {
        if !self.gates.pass(self.tx, queue, front.requirement_key)? {
            return Ok(None);
        }
        let sql = format!(
            "SELECT {JOB_HEAD}, {STEP_HEAD} FROM step p JOIN job j ON j.key = p.job_key
             WHERE p.job_key = $1 AND p.requirement_key = $2 AND p.ready > 0
             ORDER BY p.position LIMIT 1"
        );
        let values = params![front.standing.job_key, front.requirement_key];
        self.tx.one(sql, values, |row| {
            Ok(Candidate {
                job: job_head(row, 0)?,
                step: step_head(row, JOB_HEAD_WIDTH)?,
            })
        })
    }

    fn stock(&mut self, step: &StepHead, most: i64) -> Result<Stock> {
        if !self.only_looks {
            self.tx.lock_job(step.job_key)?;
        }
        let Some((job, step)) = self.tx.step_with_job(step.key)? else {
            return Err(Error::broken("a candidate's step is gone"));
        };
        let recipe = self.recipes.of(self.tx, step.key)?;
        let mut ready = self.ready(&step, most)?;
        if has_more_ready(&step, &ready, most) {
            ready = self.moved_ready(&step, most)?;
        }
        let ahead = if step.ahead == 0 {
            Vec::new()
        } else {
            self.ahead(&step, most)?
        };
        let takes = self.takes(step.key)?;
        let limits = match &takes {
            Some(takes) => self.limits(job.queue, takes)?,
            None => Vec::new(),
        };
        Ok(Stock {
            job,
            step,
            recipe,
            ready,
            ahead,
            takes,
            limits,
        })
    }

    fn keeps_attachments(&mut self, queue: QueueId) -> Result<bool> {
        let settings = self.tx.settings_of_queue(queue)?;
        Ok(settings.is_some_and(|settings| settings.reachable_attachments().is_some()))
    }
}

impl Candidates<'_> {
    /// Counted, not kept: a counter of the pair would be one row that all its workers wait for.
    fn workers_of(&mut self, queue: QueueId) -> Result<i64> {
        let counted = self.tx.one(
            "SELECT COUNT(*) FROM session WHERE queue_id = $1 AND fleet_id = $2 AND state < 2",
            params![queue, self.fleet],
            |row| row.i64(0),
        )?;
        Ok(counted.unwrap_or(0))
    }

    /// Rows that are ready, among those that say what they mean (`task_moves.rs`).
    fn ready(&mut self, step: &StepHead, most: i64) -> Result<Vec<TaskRow>> {
        self.tx.query(READY, params![step.key, most], task_row)
    }

    /// As `ready`, with those that do not say so yet.
    fn moved_ready(&mut self, step: &StepHead, most: i64) -> Result<Vec<TaskRow>> {
        if !self.only_looks {
            self.tx.fold_tasks(step.key, FOLDED_AT_ONCE)?;
            return self.ready(step, most);
        }
        let sql = format!(
            "SELECT t.first, t.count, {STATUS}, t.retries, t.losses FROM task t {MOVES}
             WHERE t.step_key = $1 AND {STATUS} = 1 ORDER BY t.first LIMIT $2"
        );
        self.tx
            .query(sql, &[step.key.into(), most.into()], task_row)
    }

    fn limits(&mut self, queue: QueueId, takes: &[Take]) -> Result<Vec<LimitView>> {
        if self.only_looks {
            self.tx.limits_of_queue(queue)
        } else {
            self.tx.lock_limits(queue, takes)
        }
    }

    /// What a session of the fleet takes of limits for this step; none if the fleet does not fit.
    fn takes(&mut self, step: Key) -> Result<Option<Vec<Take>>> {
        self.tx.one(
            "SELECT e.takes FROM step p
             JOIN eligibility e ON e.requirement_key = p.requirement_key AND e.fleet_id = $2
             WHERE p.key = $1",
            params![step, self.fleet],
            |row| takes(row.opt_text(0)?.as_deref()),
        )
    }

    /// Rows that the untouched run has to go around. Those beyond what one grant can reach are left
    /// out, all but one that bounds it.
    fn ahead(&mut self, step: &StepHead, most: i64) -> Result<Vec<TaskRow>> {
        self.tx.query(
            "SELECT first, count, status, retries, losses FROM task
             WHERE step_key = $1 AND first >= $2 ORDER BY first LIMIT $3",
            &[
                step.key.into(),
                step.cursor.into(),
                (step.ahead.min(most * 1_000) + 1).into(),
            ],
            task_row,
        )
    }
}

/// Whether more rows are ready than these and are missed: the worker would go away with less than it
/// may have, though there is more. What is untouched does as well, until a sweep has come so far.
fn has_more_ready(step: &StepHead, rows: &[TaskRow], most: i64) -> bool {
    let found: i64 = rows.iter().map(|row| row.count).sum();
    let untouched = if step.tail == TaskStatus::Ready {
        step.untouched()
    } else {
        0
    };
    let runs = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    runs < most && untouched < most - runs && found + untouched < step.ready
}

/// `None` if the queue gives the fleet nothing now.
fn open_queue(row: &Row<'_>) -> Result<Option<OpenQueue>> {
    let mut columns = Columns::of(row);
    let state = columns.code(AssociationState::from_code, "association state")?;
    let blocked = blocked_reason(&mut columns)?;
    if association_schedules(state)
        .and(queue_schedules(blocked))
        .is_err()
    {
        return Ok(None);
    }
    let id = columns.get()?;
    let scheduling: Scheduling = read(&columns.get::<String>()?)?;
    let given = scheduling.scheduling_configuration;
    Ok(Some(OpenQueue {
        id,
        configuration: Configuration::read(given.as_ref()),
        workers: 0,
    }))
}

fn front(row: &Row<'_>) -> Result<Front> {
    let mut columns = Columns::of(row);
    Ok(Front {
        requirement_key: columns.get()?,
        standing: Standing {
            job_key: columns.get()?,
            priority: -columns.get::<i64>()?,
            workers: columns.get()?,
            errors: columns.get()?,
            submitted_at: Timestamp::from_ms(columns.get()?),
        },
    })
}

/// The step is given as a range of pairs, because SQLite would take `step_key = $1` for a reason to
/// walk all rows of the step by their key, those long done too, and not those that are ready.
const READY: &str = "SELECT first, count, status, retries, losses FROM task
    WHERE status = 1 AND (step_key, first) >= ($1, 0) AND (step_key, first) < ($1, COALESCE(
      (SELECT folded_before FROM step WHERE key = $1), 9223372036854775807))
    ORDER BY step_key, first LIMIT $2";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Store, StoreUrl};

    #[tokio::test]
    async fn ready_rows_are_found_without_those_that_are_done() {
        let folder = tempfile::tempdir().unwrap();
        let url = StoreUrl::Sqlite(folder.path().join("callsheet.db"));
        let store = Store::open(&url, &Options::default()).unwrap();
        let plan = store.read("plan", |tx| {
            let sql = format!("EXPLAIN QUERY PLAN {READY}");
            tx.query(sql, params![1_i64, 1_i64], |row| row.text(3))
        });
        let plan: Vec<String> = plan.await.unwrap();
        let by_index = "SEARCH task USING INDEX task_ready";
        assert!(
            plan.iter().any(|line| line.starts_with(by_index)),
            "{plan:?}"
        );
    }
}
