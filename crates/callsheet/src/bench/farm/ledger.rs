//! What the workers saw, all of them together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::host::Heard;
use crate::bench::load::percentile;
use crate::refusal::{Refusal, Result};

/// Shared by all workers of a farm.
#[derive(Debug, Clone, Default)]
pub struct Ledger(Arc<Mutex<Book>>);

#[derive(Debug, Default)]
pub struct Book {
    pub joined: u32,
    pub assigned: u64,
    pub succeeded: u64,
    /// Tasks that succeeded although they had succeeded before.
    pub repeated: u64,
    /// Requests that were answered with something else than a schedule, and asked again.
    pub put_off: u64,
    pub first_assigned: Option<Instant>,
    pub last_assigned: Option<Instant>,
    pub last_succeeded: Option<Instant>,
    /// Of requests that nobody kept back.
    latencies: Vec<Duration>,
    /// By step, how often each of its tasks has succeeded.
    runs: HashMap<String, Vec<u8>>,
    /// Why a worker gave up.
    fault: Option<String>,
}

impl Ledger {
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    pub fn answered(&mut self, took: Duration) {
        self.latencies.push(took);
    }

    pub fn heard(&mut self, heard: &Heard, now: Instant) {
        if !heard.assigned.is_empty() {
            self.assigned += heard.assigned.len() as u64;
            self.first_assigned.get_or_insert(now);
            self.last_assigned = Some(now);
        }
        if !heard.succeeded.is_empty() {
            self.succeeded += heard.succeeded.len() as u64;
            self.last_succeeded = Some(now);
        }
        for task_id in &heard.succeeded {
            self.ran(task_id);
        }
    }

    fn ran(&mut self, task_id: &str) {
        let place = task_id
            .rsplit_once('-')
            .and_then(|(step, index)| Some((step, index.parse::<usize>().ok()?)));
        let Some((step, index)) = place else {
            self.give_up(&format!("`{task_id}` is not a task's id"));
            return;
        };
        if !self.runs.contains_key(step) {
            self.runs.insert(step.to_owned(), Vec::new());
        }
        let Some(runs) = self.runs.get_mut(step) else {
            return;
        };
        if runs.len() <= index {
            runs.resize(index + 1, 0);
        }
        self.repeated += u64::from(runs[index] > 0);
        runs[index] = runs[index].saturating_add(1);
    }

    /// From now on every task has a cause to run once more.
    pub fn may_run_again(&mut self) {
        self.runs.clear();
    }

    pub fn give_up(&mut self, why: &str) {
        self.fault.get_or_insert_with(|| why.to_owned());
    }

    /// A worker that gave up makes all figures worthless.
    pub fn refuse_fault(&self) -> Result<()> {
        match &self.fault {
            None => Ok(()),
            Some(why) => Err(Refusal::new(format!("a worker gave up: {why}"))),
        }
    }

    /// The latencies since the last call.
    pub fn take_latencies(&mut self) -> Latencies {
        Latencies::of(std::mem::take(&mut self.latencies))
    }

    /// Starts the measuring anew; what ran stays known.
    pub fn forget_times(&mut self) {
        self.latencies.clear();
        (self.assigned, self.succeeded) = (0, 0);
        (self.first_assigned, self.last_assigned) = (None, None);
        self.last_succeeded = None;
    }
}

#[derive(Debug)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub fn of(mut taken: Vec<Duration>) -> Self {
        taken.sort_unstable();
        Latencies(taken)
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn at(&self, per_mille: usize) -> Duration {
        percentile(&self.0, per_mille)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_succeeds_twice_is_noticed_until_it_may() {
        let mut book = Book::default();
        let heard = Heard {
            assigned: Vec::new(),
            succeeded: vec!["task-a-7".to_owned(), "task-b-7".to_owned()],
        };
        book.heard(&heard, Instant::now());
        assert_eq!((book.succeeded, book.repeated), (2, 0));
        book.heard(&heard, Instant::now());
        assert_eq!((book.succeeded, book.repeated), (4, 2));
        book.may_run_again();
        book.heard(&heard, Instant::now());
        assert_eq!(book.repeated, 2);
        assert!(book.refuse_fault().is_ok());
    }
}
