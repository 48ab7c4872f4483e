//! priorityBalanced: the jobs of the highest priority that has work share the workers evenly; what
//! they cannot use goes to the next priority.

use std::cmp::Ordering;

use callsheet_api::types::PriorityBalancedSchedulingConfiguration;

use super::{Asker, Standing};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriorityBalanced {
    /// By how many workers another job must have fewer before a worker changes over.
    pub rendering_task_buffer: i64,
}

impl Default for PriorityBalanced {
    fn default() -> Self {
        Self {
            rendering_task_buffer: 1,
        }
    }
}

impl PriorityBalanced {
    pub(super) fn read(given: &PriorityBalancedSchedulingConfiguration) -> Self {
        let buffer = given.rendering_task_buffer.map(i64::from);
        Self {
            rendering_task_buffer: buffer.unwrap_or(Self::default().rendering_task_buffer),
        }
    }

    pub(super) fn order(&self, one: &Standing, other: &Standing, asker: &Asker) -> Ordering {
        let rank = |standing: &Standing| {
            (
                -standing.priority,
                self.load(standing, asker),
                // Exactly the buffer is not more than it: the worker stays.
                !asker.works_on(standing),
                standing.job_key,
            )
        };
        rank(one).cmp(&rank(other))
    }

    /// The workers that count against a job; its own worker sees it without itself, and lighter by
    /// the buffer.
    fn load(&self, standing: &Standing, asker: &Asker) -> i64 {
        if asker.works_on(standing) {
            standing.workers - 1 - self.rendering_task_buffer
        } else {
            standing.workers
        }
    }
}
