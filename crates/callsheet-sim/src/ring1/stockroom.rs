//! Where the scheduler finds work in memory: what `callsheet-store/src/candidates.rs` finds by
//! index, found by looking at everything.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use callsheet_api::ids::{FleetId, QueueId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::schedule::configuration::{Reach, Standing};
use callsheet_core::schedule::limits::grant;
use callsheet_core::schedule::ranking::{Front, OpenQueue};
use callsheet_core::schedule::{Candidate, Stock, Stockroom};
use callsheet_core::view::{Key, StepHead};

use super::book::{Book, StepRow};
use super::bugs::{Bug, Moment, offer};

pub struct Shelves<'a> {
    pub book: &'a Book,
    pub fleet: FleetId,
    pub bug: Option<&'static Bug>,
}

/// Steps that ask the same of their hosts share a number.
fn requirement(step: &StepRow) -> Key {
    let fleets = step
        .fleets
        .iter()
        .map(|fleet| i64::from(fleet.as_bytes()[15]));
    fleets.fold(1 + step.takes, |number, fleet| number * 16 + fleet)
}

impl Shelves<'_> {
    /// Of each job and set of requirements with work that the fleet may run.
    fn demand(&self, queue: QueueId) -> Vec<Front> {
        let mut fronts = BTreeMap::new();
        for step in self.book.steps.values() {
            let job = &self.book.jobs[&step.job_key];
            let ready = step.counts.of(TaskStatus::Ready) > 0;
            if job.queue == queue && ready && step.fleets.contains(&self.fleet) {
                let requirement_key = requirement(step);
                fronts
                    .entry((step.job_key, requirement_key))
                    .or_insert(Front {
                        requirement_key,
                        standing: self.standing(step.job_key),
                    });
            }
        }
        fronts.into_values().collect()
    }

    fn standing(&self, job: Key) -> Standing {
        Standing::from(&self.book.job_head(job).expect("a step has a job"))
    }

    fn has_room(&self, front: &Front) -> bool {
        let job = &self.book.jobs[&front.standing.job_key];
        let most = job.max_workers.unwrap_or(i64::MAX);
        job.open_sessions < most && job.state.may_be_updated()
    }
}

/// What the index has in common for jobs that stand alike.
fn kind(front: &Front) -> (Key, Reverse<i64>, i64, i64) {
    let standing = &front.standing;
    (
        front.requirement_key,
        Reverse(standing.priority),
        standing.workers,
        standing.errors,
    )
}

impl Stockroom for Shelves<'_> {
    type Error = Infallible;

    fn open_queues(&mut self) -> Result<Vec<OpenQueue>, Infallible> {
        let pairs = self.book.pairs.iter().filter(|((_, fleet), state)| {
            *fleet == self.fleet && **state == AssociationState::Active
        });
        let mut queues: Vec<OpenQueue> = pairs
            .map(|((queue, fleet), _)| OpenQueue {
                id: *queue,
                configuration: self.book.queues[queue],
                workers: self.book.workers_of_pair(*queue, *fleet),
            })
            .collect();
        offer(self.bug, Moment::Queued(&mut queues, self.book));
        Ok(queues)
    }

    fn fronts(
        &mut self,
        queue: QueueId,
        below: Option<i64>,
        reach: Reach,
    ) -> Result<Vec<Front>, Infallible> {
        let mut fronts = self.demand(queue);
        fronts.retain(|front| {
            let is_below = below.is_none_or(|below| front.standing.priority < below);
            is_below && self.has_room(front)
        });
        fronts.sort_by_key(|front| (kind(front), front.standing.job_key));
        fronts.dedup_by_key(|front| kind(front));
        if reach == Reach::OneLevel {
            let mut highest: BTreeMap<Key, i64> = BTreeMap::new();
            for front in &fronts {
                let most = highest.entry(front.requirement_key).or_insert(i64::MIN);
                *most = (*most).max(front.standing.priority);
            }
            fronts.retain(|front| highest[&front.requirement_key] == front.standing.priority);
        }
        offer(self.bug, Moment::Ranked(&mut fronts));
        Ok(fronts)
    }

    fn fronts_of_job(&mut self, queue: QueueId, job: Key) -> Result<Vec<Front>, Infallible> {
        let mut fronts = self.demand(queue);
        fronts.retain(|front| front.standing.job_key == job);
        Ok(fronts)
    }

    fn behind(&mut self, queue: QueueId, before: &Front) -> Result<Option<Front>, Infallible> {
        let mut fronts = self.demand(queue);
        fronts.retain(|front| {
            let is_alike = kind(front) == kind(before);
            is_alike && front.standing.job_key > before.standing.job_key && self.has_room(front)
        });
        Ok(fronts
            .into_iter()
            .min_by_key(|front| front.standing.job_key))
    }

    fn candidate(
        &mut self,
        queue: QueueId,
        front: &Front,
    ) -> Result<Option<Candidate>, Infallible> {
        let steps = self.book.jobs[&front.standing.job_key].steps.iter();
        let key = steps.copied().find(|key| {
            let step = &self.book.steps[key];
            requirement(step) == front.requirement_key && step.counts.of(TaskStatus::Ready) > 0
        });
        let limits = self.book.limits_of(queue);
        let key = key.filter(|key| grant(&self.book.takes(*key), &limits, &[]).is_ok());
        Ok(key.and_then(|key| {
            let step = self.book.step_head(key)?;
            let job = self.book.job_head(step.job_key)?;
            Some(Candidate { job, step })
        }))
    }

    fn stock(&mut self, step: &StepHead, most: i64) -> Result<Stock, Infallible> {
        let row = &self.book.steps[&step.key];
        let head = self.book.step_head(step.key).unwrap_or(step.clone());
        let job = self.book.job_head(row.job_key).expect("a step has a job");
        let most = usize::try_from(most).unwrap_or(0);
        let ready = self.book.rows_of(step.key);
        let ready = ready
            .filter(|row| row.status == TaskStatus::Ready)
            .take(most);
        let ahead = self.book.rows_of(step.key);
        let ahead = ahead.filter(|row| row.first >= head.cursor);
        let takes = row
            .fleets
            .contains(&self.fleet)
            .then(|| self.book.takes(step.key));
        let mut stock = Stock {
            limits: self.book.limits_of(job.queue),
            recipe: Arc::clone(&row.recipe),
            ready: ready.collect(),
            ahead: ahead.collect(),
            step: head,
            takes,
            job,
        };
        offer(self.bug, Moment::Stocked(&mut stock));
        Ok(stock)
    }

    fn keeps_attachments(&mut self, _queue: QueueId) -> Result<bool, Infallible> {
        Ok(true)
    }
}
