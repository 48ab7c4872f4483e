//! Which step a worker should go to, best first: the queues of its fleet in turn, and in each queue
//! the jobs in the order of its configuration (`semantics.md` 4.1, 4.2).
//!
//! Jobs that stand alike in a queue differ by age alone, so a store answers with the oldest of each
//! kind, found by index, and the kinds are compared here. What is behind is asked for only when
//! what is before it turns out to be nothing, and nothing is hidden by what is before it.

use std::collections::VecDeque;

use callsheet_api::Timestamp;
use callsheet_api::ids::QueueId;

use super::configuration::{Asker, Configuration, Reach, Standing};
use super::gates::{self, Gate, Shut};
use super::{Candidate, Stockroom};
use crate::view::{JobHead, Key, SessionView};

/// A queue that gives work to the worker's fleet.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenQueue {
    pub id: QueueId,
    pub configuration: Configuration,
    /// Workers of this fleet with an open session of the queue. Needs no counting where a fleet has
    /// one queue.
    pub workers: i64,
}

/// The oldest of the jobs in a queue that stand alike and ask the same of their hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Front {
    pub requirement_key: Key,
    pub standing: Standing,
}

/// Candidates for one worker, looked for only as far as they are asked for.
pub struct Ranking {
    asker: Asker,
    own_queue: Option<QueueId>,
    open: Option<Vec<OpenQueue>>,
    to_come: VecDeque<OpenQueue>,
    line: Option<Line>,
    known: Vec<Candidate>,
}

impl Ranking {
    /// For a worker that has this session, or no session.
    pub fn new(session: Option<&SessionView>, now: Timestamp) -> Self {
        Self {
            asker: Asker {
                job_key: session.map(|session| session.job.key),
                now,
            },
            own_queue: session.map(|session| session.job.queue),
            open: None,
            to_come: VecDeque::new(),
            line: None,
            known: Vec::new(),
        }
    }

    /// The `index`th best.
    pub fn at<S: Stockroom>(
        &mut self,
        index: usize,
        stockroom: &mut S,
    ) -> Result<Option<Candidate>, S::Error> {
        self.open_queues(stockroom)?;
        while index >= self.known.len() {
            let Some(candidate) = self.next(stockroom)? else {
                return Ok(None);
            };
            self.known.push(candidate);
        }
        Ok(self.known.get(index).cloned())
    }

    /// Does the worker go on with its session? Not if the queue gives its fleet nothing any more,
    /// if another queue has fewer of the fleet's workers than it should, or if the queue's order
    /// has a better job for it.
    pub fn keeps<S: Stockroom>(
        &mut self,
        session: &SessionView,
        stockroom: &mut S,
    ) -> Result<Gate, S::Error> {
        let queues = self.open_queues(stockroom)?;
        let place = |of: QueueId| queues.iter().position(|queue| queue.id == of);
        let Some(own_place) = place(session.job.queue) else {
            return Ok(Err(Shut::QueueClosed));
        };
        let configuration = queues[own_place].configuration;
        let before: Vec<QueueId> = queues[..own_place].iter().map(|queue| queue.id).collect();
        let Some(best) = self.best_with_room(&session.job, stockroom)? else {
            return Ok(Ok(()));
        };
        let (own, other) = (Standing::from(&session.job), Standing::from(&best.job));
        // A queue that comes later has its turn when this one has nothing more.
        let leaves = if best.job.queue == session.job.queue {
            configuration.leaves(&own, &other, &self.asker)
        } else {
            before.contains(&best.job.queue)
        };
        Ok(if leaves {
            Err(Shut::BetterWaits)
        } else {
            Ok(())
        })
    }

    /// The best that would take the worker, its own job at the latest: one that may have no more
    /// workers is no reason to leave.
    fn best_with_room<S: Stockroom>(
        &mut self,
        own: &JobHead,
        stockroom: &mut S,
    ) -> Result<Option<Candidate>, S::Error> {
        let mut index = 0;
        while let Some(candidate) = self.at(index, stockroom)? {
            let has_room = gates::one_more_worker_may_begin(&candidate.job).is_ok();
            if has_room || candidate.job.key == own.key {
                return Ok(Some(candidate));
            }
            index += 1;
        }
        Ok(None)
    }

    /// Those with the fewest of the fleet's workers first, the asking one not counted: it leaves
    /// its queue only if that makes the division more even.
    fn open_queues<S: Stockroom>(&mut self, stockroom: &mut S) -> Result<&[OpenQueue], S::Error> {
        if self.open.is_none() {
            let mut queues = stockroom.open_queues()?;
            queues.sort_by_key(|queue| {
                let is_own = self.own_queue == Some(queue.id);
                (queue.workers - i64::from(is_own), !is_own, queue.id)
            });
            self.to_come = queues.clone().into();
            self.open = Some(queues);
        }
        Ok(self.open.as_deref().unwrap_or_default())
    }

    fn next<S: Stockroom>(&mut self, stockroom: &mut S) -> Result<Option<Candidate>, S::Error> {
        loop {
            let line = match &mut self.line {
                Some(line) => line,
                None => match self.to_come.pop_front() {
                    Some(queue) => self.line.insert(Line::of(queue)),
                    None => return Ok(None),
                },
            };
            let queue = line.queue.id;
            match line.next(&self.asker, stockroom)? {
                Some(front) => {
                    if let Some(candidate) = stockroom.candidate(queue, &front)? {
                        return Ok(Some(candidate));
                    }
                }
                None => self.line = None,
            }
        }
    }
}

/// One queue's jobs, in its order.
struct Line {
    queue: OpenQueue,
    fronts: Vec<Waiting>,
    /// Given last: what stands behind it is looked for only when something is asked for again.
    given: Option<Waiting>,
    /// The priority that was looked at last.
    level: Option<i64>,
    is_at_end: bool,
}

#[derive(Clone, Copy)]
struct Waiting {
    front: Front,
    /// The worker's own job, which may stand behind others of its kind and still be preferred.
    is_own: bool,
}

impl Line {
    fn of(queue: OpenQueue) -> Self {
        Self {
            queue,
            fronts: Vec::new(),
            given: None,
            level: None,
            is_at_end: false,
        }
    }

    fn next<S: Stockroom>(
        &mut self,
        asker: &Asker,
        stockroom: &mut S,
    ) -> Result<Option<Front>, S::Error> {
        if let Some(given) = self.given.take().filter(|given| !given.is_own)
            && let Some(front) = stockroom.behind(self.queue.id, &given.front)?
        {
            self.fronts.push(Waiting {
                front,
                is_own: false,
            });
        }
        while self.fronts.is_empty() && !self.is_at_end {
            self.read_on(asker, stockroom)?;
        }
        let configuration = self.queue.configuration;
        let first = (0..self.fronts.len()).min_by(|one, other| {
            let standing = |at: usize| &self.fronts[at].front.standing;
            configuration.order(standing(*one), standing(*other), asker)
        });
        self.given = first.map(|at| self.fronts.swap_remove(at));
        Ok(self.given.map(|given| given.front))
    }

    /// The next priority with work, or all of them at once where the order asks for that.
    fn read_on<S: Stockroom>(&mut self, asker: &Asker, stockroom: &mut S) -> Result<(), S::Error> {
        let (queue, reach) = (self.queue.id, self.queue.configuration.reach());
        let mut fronts = stockroom.fronts(queue, self.level, reach)?;
        if reach == Reach::OneLevel {
            self.level = fronts.iter().map(|front| front.standing.priority).max();
            fronts.retain(|front| Some(front.standing.priority) == self.level);
        }
        self.is_at_end = reach == Reach::AllLevels || fronts.is_empty();
        let own = match asker.job_key {
            Some(job_key) if self.queue.configuration.is_sticky() => {
                stockroom.fronts_of_job(queue, job_key)?
            }
            Some(_) | None => Vec::new(),
        };
        let is_of_level = |front: &Front| {
            reach == Reach::AllLevels || Some(front.standing.priority) == self.level
        };
        let waiting = |is_own| move |front| Waiting { front, is_own };
        self.fronts = fronts.into_iter().map(waiting(false)).collect();
        let own = own.into_iter().filter(is_of_level);
        self.fronts.extend(own.map(waiting(true)));
        Ok(())
    }
}
