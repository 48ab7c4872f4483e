//! Where the scheduler finds work for a worker: steps of its fleet's queues in the queues' order,
//! a page at a time, so that nothing at the head of a queue hides what is behind it.

use std::collections::{BTreeMap, BTreeSet};

use callsheet_api::ids::{FleetId, QueueId, WorkerId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::gates::{association_schedules, queue_schedules};
use callsheet_core::schedule::limits::Take;
use callsheet_core::schedule::{Candidate, Stock, Stockroom};
use callsheet_core::view::{Key, StepHead, TaskRow};

use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::gates::Gates;
use crate::holdings::takes;
use crate::job_view::task_row;
use crate::queues::blocked_reason;
use crate::recipes::Recipes;
use crate::worker_view::{
    JOB_HEAD, JOB_HEAD_WIDTH, STEP_HEAD, STEP_HEAD_WIDTH, job_head, step_head,
};
use crate::{Tx, V, in_list};

/// Steps looked at in one statement; a winner is nearly always among the first.
const PAGE: i64 = 16;

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
    queues: Option<Vec<QueueId>>,
    /// How many were offered so far.
    offered: i64,
    /// Sets of requirements that the worker is not given now.
    shut: BTreeMap<QueueId, BTreeSet<Key>>,
    gates: Gates,
}

impl<'a> Candidates<'a> {
    pub fn new(tx: &'a mut Tx, recipes: &'a Recipes, asker: Asker) -> Self {
        Self {
            tx,
            recipes,
            fleet: asker.fleet,
            queues: None,
            offered: 0,
            shut: BTreeMap::new(),
            gates: Gates::of(asker),
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

    /// What may not go to the worker now is left out of later pages, so a page that is empty is the
    /// last.
    fn ranking(&mut self, _page: usize) -> Result<Vec<Candidate>> {
        loop {
            let found = self.page()?;
            if found.is_empty() {
                return Ok(Vec::new());
            }
            let mut open = Vec::with_capacity(found.len());
            for (candidate, requirement) in found {
                if self.gates.pass(self.tx, candidate.job.queue, requirement)? {
                    open.push(candidate);
                } else {
                    let shut = self.shut.entry(candidate.job.queue).or_default();
                    shut.insert(requirement);
                }
            }
            self.offered += i64::try_from(open.len()).unwrap_or(PAGE);
            if !open.is_empty() {
                return Ok(open);
            }
        }
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
        let takes = self.takes(step.key)?;
        let limits = match &takes {
            Some(takes) => self.tx.lock_limits(job.queue, takes)?,
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

    /// The next steps behind those that were offered, with their sets of requirements.
    fn page(&mut self) -> Result<Vec<(Candidate, Key)>> {
        let queues = self.queues()?;
        if queues.is_empty() {
            return Ok(Vec::new());
        }
        let mut values: Vec<V<'_>> = vec![self.fleet.into(), (self.offered + PAGE).into()];
        values.extend(queues.iter().map(V::from));
        // Each queue's own order comes from its index; only their heads are merged.
        let mut heads = Vec::with_capacity(queues.len());
        for (parameter, queue) in (3..).zip(&queues) {
            let shut = self.shut.get(queue);
            let shut = shut.map(|keys| in_list(&mut values, keys.iter().copied()));
            heads.push(queue_head(parameter, shut.as_deref()));
        }
        values.push(self.offered.into());
        let sql = format!(
            "SELECT {JOB_HEAD}, {STEP_HEAD}, p.requirement_key FROM ({}) h
             JOIN step p ON p.key = h.key JOIN job j ON j.key = p.job_key
             ORDER BY p.priority DESC, p.job_key, p.position LIMIT {PAGE} OFFSET ${}",
            heads.join(" UNION ALL "),
            values.len(),
        );
        self.tx.query(sql, &values, |row| {
            let candidate = Candidate {
                job: job_head(row, 0)?,
                step: step_head(row, JOB_HEAD_WIDTH)?,
            };
            Ok((candidate, row.i64(JOB_HEAD_WIDTH + STEP_HEAD_WIDTH)?))
        })
    }

    /// What a session of the fleet takes of limits for this step; none if the fleet does not fit.
    fn takes(&mut self, step: Key) -> Result<Option<Vec<Take>>> {
        self.tx.one(
            "SELECT e.takes FROM step p
             JOIN eligibility e ON e.requirement_key = p.requirement_key AND e.fleet_id = $2
             WHERE p.key = $1",
            &[step.into(), self.fleet.into()],
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
fn queue_head(parameter: usize, shut: Option<&str>) -> String {
    let but = shut.map(|keys| format!("AND s.requirement_key NOT IN {keys}"));
    let but = but.unwrap_or_default();
    format!(
        "SELECT key FROM (SELECT s.key FROM step s
           JOIN eligibility e ON e.requirement_key = s.requirement_key AND e.fleet_id = $1
           WHERE s.queue_id = ${parameter} AND s.ready > 0 {but}
           ORDER BY s.priority DESC, s.job_key, s.position LIMIT $2) q{parameter}"
    )
}
