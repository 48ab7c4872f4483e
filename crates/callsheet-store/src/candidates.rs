//! Where the scheduler finds work for a worker: steps of its fleet's queues in the queues' order,
//! a page at a time, so that nothing at the head of a queue hides what is behind it.

use callsheet_api::ids::{FleetId, QueueId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::schedule::gates::{association_schedules, queue_schedules};
use callsheet_core::schedule::{Candidate, Stock, Stockroom};
use callsheet_core::view::{StepHead, TaskRow};

use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::job_view::task_row;
use crate::queues::blocked_reason;
use crate::recipes::Recipes;
use crate::worker_view::{JOB_HEAD, JOB_HEAD_WIDTH, STEP_HEAD, job_head, step_head};
use crate::{Tx, V};

/// Steps looked at in one statement; a winner is nearly always among the first.
const PAGE: i64 = 16;

/// Rows that one request folds when it misses some that are ready; a sweep folds the others.
const FOLDED_AT_ONCE: i64 = 500;

/// The store, as the scheduler sees it while it plans for a worker of one fleet.
pub struct Candidates<'a> {
    tx: &'a mut Tx,
    recipes: &'a Recipes,
    fleet: FleetId,
    queues: Option<Vec<QueueId>>,
}

impl<'a> Candidates<'a> {
    pub fn new(tx: &'a mut Tx, recipes: &'a Recipes, fleet: FleetId) -> Self {
        Self {
            tx,
            recipes,
            fleet,
            queues: None,
        }
    }

    fn queues(&mut self) -> Result<Vec<QueueId>> {
        if let Some(queues) = &self.queues {
            return Ok(queues.clone());
        }
        let pairs = self.tx.query(
            "SELECT a.queue_id, a.state, q.blocked_reason
             FROM queue_fleet a JOIN queue q ON q.id = a.queue_id WHERE a.fleet_id = $1",
            &[self.fleet.into()],
            |row| {
                let mut columns = Columns::of(row);
                let queue = columns.get()?;
                let state = columns.code(AssociationState::from_code, "association state")?;
                let blocked = blocked_reason(&mut columns)?;
                let gate = association_schedules(state).and(queue_schedules(blocked));
                Ok(gate.is_ok().then_some(queue))
            },
        )?;
        let queues: Vec<QueueId> = pairs.into_iter().flatten().collect();
        self.queues = Some(queues.clone());
        Ok(queues)
    }
}

impl Stockroom for Candidates<'_> {
    type Error = Error;

    fn ranking(&mut self, page: usize) -> Result<Vec<Candidate>> {
        let queues = self.queues()?;
        if queues.is_empty() {
            return Ok(Vec::new());
        }
        let page = i64::try_from(page).unwrap_or(i64::MAX / PAGE);
        let mut values: Vec<V<'_>> = vec![self.fleet.into(), ((page + 1) * PAGE).into()];
        values.extend(queues.iter().map(V::from));
        values.push((page * PAGE).into());
        // Each queue's own order comes from its index; only their heads are merged.
        let heads: Vec<String> = (0..queues.len()).map(|at| queue_head(at + 3)).collect();
        let sql = format!(
            "SELECT {JOB_HEAD}, {STEP_HEAD} FROM ({}) h
             JOIN step p ON p.key = h.key JOIN job j ON j.key = p.job_key
             ORDER BY p.priority DESC, p.job_key, p.position LIMIT {PAGE} OFFSET ${}",
            heads.join(" UNION ALL "),
            queues.len() + 3,
        );
        self.tx.query(sql, &values, |row| {
            Ok(Candidate {
                job: job_head(row, 0)?,
                step: step_head(row, JOB_HEAD_WIDTH)?,
            })
        })
    }

    fn stock(&mut self, step: &StepHead, most: i64) -> Result<Stock> {
        self.tx.lock_job(step.job_key)?;
        let Some((job, step)) = self.tx.step_with_job(step.key)? else {
            return Err(Error::broken("a candidate's step is gone"));
        };
        let recipe = self.recipes.of(self.tx, step.key)?;
        let mut ready = self.ready(&step, most)?;
        if has_more_ready(&step, &ready, most) {
            self.tx.fold_tasks(step.key, FOLDED_AT_ONCE)?;
            ready = self.ready(&step, most)?;
        }
        let ahead = if step.ahead == 0 {
            Vec::new()
        } else {
            self.ahead(&step, most)?
        };
        Ok(Stock {
            job,
            step,
            recipe,
            ready,
            ahead,
        })
    }
}

impl Candidates<'_> {
    /// Rows that are ready, among those that say what they mean (`task_moves.rs`).
    fn ready(&mut self, step: &StepHead, most: i64) -> Result<Vec<TaskRow>> {
        self.tx.query(
            "SELECT first, count, status, retries, losses FROM task
             WHERE step_key = $1 AND status = 1 AND first < COALESCE(
               (SELECT folded_before FROM step WHERE key = $1), 9223372036854775807)
             ORDER BY first LIMIT $2",
            &[step.key.into(), most.into()],
            task_row,
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

/// Whether there are ready tasks that are neither among these rows nor untouched.
fn has_more_ready(step: &StepHead, rows: &[TaskRow], most: i64) -> bool {
    let found: i64 = rows.iter().map(|row| row.count).sum();
    let untouched = if step.tail == TaskStatus::Ready {
        step.untouched()
    } else {
        0
    };
    i64::try_from(rows.len()).is_ok_and(|rows| rows < most) && found + untouched < step.ready
}

/// The first steps of one queue that this fleet may run, in the queue's order.
fn queue_head(parameter: usize) -> String {
    format!(
        "SELECT key FROM (SELECT s.key FROM step s
           JOIN eligibility e ON e.requirement_key = s.requirement_key AND e.fleet_id = $1
           WHERE s.queue_id = ${parameter} AND s.ready > 0
           ORDER BY s.priority DESC, s.job_key, s.position LIMIT $2) q{parameter}"
    )
}
