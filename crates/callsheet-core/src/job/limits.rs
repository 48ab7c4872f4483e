//! How large a template and what comes of it may be.

use serde::{Deserialize, Serialize};

/// The bounds of one job (`semantics.md` 3.3). Those of steps and tasks are wider than the service's
/// default quotas, because neither costs memory here until it is worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub template_chars: usize,
    pub environment_template_chars: usize,
    pub steps: usize,
    pub tasks_per_job: i64,
    pub tasks_per_step: i64,
    pub tasks_per_chunk: i64,
    pub dependencies_per_step: usize,
    pub consumers_per_step: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            template_chars: 1_000_000,
            environment_template_chars: 15_000,
            steps: 2_000,
            tasks_per_job: 10_000_000,
            tasks_per_step: 10_000_000,
            tasks_per_chunk: 150,
            dependencies_per_step: 128,
            consumers_per_step: 32,
        }
    }
}

/// A resolved symbol table's longest text in the service model.
pub(super) const MOST_SYMBOL_CHARS: usize = 1_000_000;
