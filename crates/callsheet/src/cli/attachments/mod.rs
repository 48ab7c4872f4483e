//! `callsheet attachments …`: look after the files that queues keep for their jobs.

mod check;
mod gc;

use clap::{Args, Subcommand};

use super::Globals;
use crate::attachments::Queue;
use crate::connection::Server;
use crate::refusal::{Refusal, Result};
use crate::render::Output;

#[derive(Debug, Subcommand)]
pub enum Attachments {
    /// Look whether all files of all jobs are there; the exit code is 1 if any is not
    Check(check::Check),
    /// Find what no job refers to any more, and with --delete delete it
    Gc(gc::Gc),
}

impl Attachments {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Attachments::Check(check) => check.run(globals),
            Attachments::Gc(gc) => gc.run(globals),
        }
    }
}

/// Which queues, and of which server. An administrator's key is needed.
#[derive(Debug, Args)]
struct Scope {
    /// One queue's files alone [default: those of all queues]
    #[arg(long, value_name = "ID")]
    queue_id: Option<String>,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    output: Output,
}

impl Scope {
    /// Those of the queues that are meant and keep files.
    fn of<'a>(&self, queues: &'a [Queue]) -> Result<Vec<&'a Queue>> {
        let Some(queue_id) = &self.queue_id else {
            return Ok(queues.iter().filter(|queue| queue.root.is_some()).collect());
        };
        let found = queues.iter().find(|queue| queue.queue_id == *queue_id);
        let found = found.ok_or_else(|| Refusal::new(format!("there is no queue `{queue_id}`")))?;
        match found.root {
            Some(_) => Ok(vec![found]),
            None => Err(Refusal::new(format!(
                "`{queue_id}` has no jobAttachmentSettings, so it keeps no files"
            ))),
        }
    }
}
