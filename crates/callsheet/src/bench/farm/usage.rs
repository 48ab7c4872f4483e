//! What the server used up between two moments.

use std::time::{Duration, Instant};

use crate::bench::process;
use crate::refusal::Result;

#[derive(Debug, Clone, Copy)]
pub struct Usage {
    at: Instant,
    cpu: Duration,
    bytes_written: u64,
}

impl Usage {
    pub fn of(pid: u32) -> Result<Self> {
        Ok(Usage {
            at: Instant::now(),
            cpu: process::cpu_time(pid)?,
            bytes_written: process::bytes_written(pid)?,
        })
    }

    pub fn since(self, before: Usage) -> Used {
        Used {
            elapsed: self.at - before.at,
            cpu: self.cpu.saturating_sub(before.cpu),
            bytes_written: self.bytes_written.saturating_sub(before.bytes_written),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Used {
    pub elapsed: Duration,
    pub cpu: Duration,
    pub bytes_written: u64,
}

impl Used {
    /// How many cores it kept busy.
    pub fn cores(&self) -> f64 {
        self.cpu.as_secs_f64() / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }
}
