//! weightedBalanced: each job has a weight made of its priority, errors, age and workers; the
//! heaviest gets the worker, and equal ones share evenly.

use std::cmp::Ordering;

use callsheet_api::types::WeightedBalancedSchedulingConfiguration;

use super::{Asker, Standing};

/// The priorities that an override lifts above, or puts below, every weight.
const MAX_PRIORITY: i64 = 100;
const MIN_PRIORITY: i64 = 0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedBalanced {
    pub priority_weight: f64,
    pub error_weight: f64,
    pub submission_time_weight: f64,
    pub rendering_task_weight: f64,
    pub rendering_task_buffer: i64,
    pub schedules_max_priority_first: bool,
    pub schedules_min_priority_last: bool,
}

impl Default for WeightedBalanced {
    fn default() -> Self {
        Self {
            priority_weight: 100.0,
            error_weight: -10.0,
            submission_time_weight: 3.0,
            rendering_task_weight: -100.0,
            rendering_task_buffer: 1,
            schedules_max_priority_first: false,
            schedules_min_priority_last: false,
        }
    }
}

impl WeightedBalanced {
    pub(super) fn read(given: &WeightedBalancedSchedulingConfiguration) -> Self {
        let or = Self::default();
        let buffer = given.rendering_task_buffer.map(i64::from);
        Self {
            priority_weight: given.priority_weight.unwrap_or(or.priority_weight),
            error_weight: given.error_weight.unwrap_or(or.error_weight),
            submission_time_weight: given
                .submission_time_weight
                .unwrap_or(or.submission_time_weight),
            rendering_task_weight: given
                .rendering_task_weight
                .unwrap_or(or.rendering_task_weight),
            rendering_task_buffer: buffer.unwrap_or(or.rendering_task_buffer),
            schedules_max_priority_first: given.max_priority_override.is_some(),
            schedules_min_priority_last: given.min_priority_override.is_some(),
        }
    }

    /// The heavier of two jobs goes first.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts and milliseconds stay far below 2 to the 53"
    )]
    pub fn weight(&self, standing: &Standing, asker: &Asker) -> f64 {
        let buffer = if asker.works_on(standing) {
            self.rendering_task_buffer
        } else {
            0
        };
        let age_ms = asker.now.as_ms() - standing.submitted_at.as_ms();
        standing.priority as f64 * self.priority_weight
            + standing.errors as f64 * self.error_weight
            + age_ms as f64 / 1_000.0 * self.submission_time_weight
            + (standing.workers - buffer) as f64 * self.rendering_task_weight
    }

    pub(super) fn order(&self, one: &Standing, other: &Standing, asker: &Asker) -> Ordering {
        let class = |standing: &Standing| self.class(standing.priority);
        // Of equal weight: a worker stays where it is, and else goes where fewest are.
        let among_equals = |standing: &Standing| {
            let is_elsewhere = !asker.works_on(standing);
            (is_elsewhere, standing.workers, standing.job_key)
        };
        let weight = |standing: &Standing| self.weight(standing, asker);
        class(one)
            .cmp(&class(other))
            .then_with(|| weight(other).total_cmp(&weight(one)))
            .then_with(|| among_equals(one).cmp(&among_equals(other)))
    }

    /// Overrides come before all weights.
    fn class(&self, priority: i64) -> i64 {
        if self.schedules_max_priority_first && priority == MAX_PRIORITY {
            -1
        } else if self.schedules_min_priority_last && priority == MIN_PRIORITY {
            1
        } else {
            0
        }
    }
}
