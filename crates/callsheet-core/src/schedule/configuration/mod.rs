//! In which order a queue's jobs get workers (`semantics.md` 4.1): one file a configuration.
//!
//! A configuration compares two jobs by how they stand, for the worker that asks. Workers ask one
//! after the other, so an even split needs no plan: whoever asks goes to the job that has fewest.

mod priority_balanced;
mod priority_fifo;
mod weighted_balanced;
#[cfg(test)]
mod worked_examples;

use std::cmp::Ordering;

use callsheet_api::Timestamp;
use callsheet_api::types::SchedulingConfiguration;

use crate::view::{JobHead, Key};

pub use priority_balanced::PriorityBalanced;
pub use weighted_balanced::WeightedBalanced;

/// Where a job stands among the others of its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub job_key: Key,
    pub priority: i64,
    /// Workers with an open session of the job, the asking one among them.
    pub workers: i64,
    /// Failed attempts so far.
    pub errors: i64,
    pub submitted_at: Timestamp,
}

impl From<&JobHead> for Standing {
    fn from(job: &JobHead) -> Self {
        Self {
            job_key: job.key,
            priority: job.priority,
            workers: job.open_sessions,
            errors: job.errors,
            submitted_at: job.submitted_at,
        }
    }
}

/// The worker that asks, as far as an order depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// The job that it works on now, or did until this moment.
    pub job_key: Option<Key>,
    pub now: Timestamp,
}

impl Asker {
    fn works_on(&self, standing: &Standing) -> bool {
        self.job_key == Some(standing.job_key)
    }
}

/// How far down the priorities one has to look for the first job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A job of a higher priority comes before all of a lower one.
    OneLevel,
    AllLevels,
}

/// A queue's scheduling configuration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Configuration {
    PriorityFifo,
    PriorityBalanced(PriorityBalanced),
    WeightedBalanced(WeightedBalanced),
}

impl Configuration {
    /// As a queue was given it; what is left out has the service's default.
    #[must_use]
    pub fn read(given: Option<&SchedulingConfiguration>) -> Self {
        match given {
            None | Some(SchedulingConfiguration::PriorityFifo(_)) => Self::PriorityFifo,
            Some(SchedulingConfiguration::PriorityBalanced(given)) => {
                Self::PriorityBalanced(PriorityBalanced::read(given))
            }
            Some(SchedulingConfiguration::WeightedBalanced(given)) => {
                Self::WeightedBalanced(WeightedBalanced::read(given))
            }
        }
    }

    #[must_use]
    pub const fn reach(&self) -> Reach {
        match self {
            Self::PriorityFifo | Self::PriorityBalanced(_) => Reach::OneLevel,
            Self::WeightedBalanced(_) => Reach::AllLevels,
        }
    }

    /// Does it matter on which job the asking worker is?
    #[must_use]
    pub const fn is_sticky(&self) -> bool {
        match self {
            Self::PriorityFifo => false,
            Self::PriorityBalanced(_) | Self::WeightedBalanced(_) => true,
        }
    }

    /// `Less`: the first of the two gets the worker.
    #[must_use]
    pub fn order(&self, one: &Standing, other: &Standing, asker: &Asker) -> Ordering {
        match self {
            Self::PriorityFifo => priority_fifo::order(one, other),
            Self::PriorityBalanced(balanced) => balanced.order(one, other, asker),
            Self::WeightedBalanced(weighted) => weighted.order(one, other, asker),
        }
    }

    /// Does a worker give up its job for that other one?
    #[must_use]
    pub fn leaves(&self, own: &Standing, other: &Standing, asker: &Asker) -> bool {
        own.job_key != other.job_key && self.order(other, own, asker) == Ordering::Less
    }
}
