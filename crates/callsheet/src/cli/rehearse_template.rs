//! `callsheet rehearse-template`, which a server calls to learn whether reading a template ends
//! (`callsheet_server::rehearsal`). Nobody types it.

use std::io::Read as _;

use callsheet_server::rehearsal::Rehearsal;
use clap::Args;
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::refusal::{Refusal, Result};

/// An expression may take a tenth of it.
const MOST_BYTES: u64 = 2 << 30;

#[derive(Debug, Args)]
pub struct RehearseTemplate {
    /// Of CPU time
    seconds: u64,
}

impl RehearseTemplate {
    pub fn run(self) -> Result<()> {
        // Told apart from a stranger's SIGKILL, which comes a second later.
        bound(Resource::Cpu, self.seconds, self.seconds + 1)?;
        bound(Resource::As, MOST_BYTES, MOST_BYTES)?;
        bound(Resource::Core, 0, 0)?;
        let mut text = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut text);
        read.map_err(|why| Refusal::new(format!("cannot be read: {why}")))?;
        let rehearsal: Rehearsal = serde_json::from_slice(&text)
            .map_err(|why| Refusal::new(format!("is no rehearsal: {why}")))?;
        rehearsal.run();
        Ok(())
    }
}

fn bound(of: Resource, current: u64, maximum: u64) -> Result<()> {
    let limit = Rlimit {
        current: Some(current),
        maximum: Some(maximum),
    };
    setrlimit(of, limit).map_err(|why| Refusal::new(format!("cannot be bounded: {why}")))
}
