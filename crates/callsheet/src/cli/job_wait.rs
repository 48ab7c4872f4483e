//! `callsheet job wait`: wait for the end, show the way there, and say by the exit code how it
//! went; the codes are those of `deadline job wait`.

use std::time::{Duration, Instant};

use crate::connection::sdk;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sdk::operation::get_job::GetJobOutput;
use sdk::types::{JobLifecycleStatus, TaskRunStatus};

use super::job::{job_json, progress};
use super::{Globals, block_on};
use crate::connection::{Connection, Target, pause};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};

const FIRST_INTERVAL: Duration = Duration::from_millis(250);

#[derive(Debug, Args)]
pub struct Wait {
    /// The job
    #[arg(value_name = "JOB_ID")]
    job_id: String,
    #[command(flatten)]
    patience: Patience,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, Args)]
pub struct Patience {
    /// Give up after so many seconds, with exit code 1; 0 waits for ever
    #[arg(long, value_name = "S", default_value_t = 0)]
    timeout: u64,
    /// The longest pause between two looks at the job, in seconds
    #[arg(long, value_name = "S", default_value_t = 2)]
    max_poll_interval: u64,
}

impl Wait {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let connection = self.target.connect(globals)?;
        let job = block_on(wait(&connection, &self.job_id, self.patience))?;
        if self.output.output == Format::Json {
            render::print_json(&job_json(&job));
        }
        verdict(&job)
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Succeeded,
    Failed,
    Canceled,
    Suspended,
    NotCompatible,
}

impl Ending {
    fn of(job: &GetJobOutput) -> Option<Ending> {
        match job.lifecycle_status() {
            JobLifecycleStatus::CreateFailed | JobLifecycleStatus::UploadFailed => {
                return Some(Ending::Failed);
            }
            JobLifecycleStatus::CreateInProgress => return None,
            _ => {}
        }
        match job.task_run_status()? {
            TaskRunStatus::Succeeded => Some(Ending::Succeeded),
            TaskRunStatus::Failed => Some(Ending::Failed),
            TaskRunStatus::Canceled => Some(Ending::Canceled),
            TaskRunStatus::Suspended => Some(Ending::Suspended),
            TaskRunStatus::NotCompatible => Some(Ending::NotCompatible),
            _ => None,
        }
    }

    fn exit_code(self) -> u8 {
        match self {
            Ending::Succeeded => 0,
            Ending::Failed => 2,
            Ending::Canceled => 3,
            Ending::Suspended => 4,
            Ending::NotCompatible => 5,
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Ending::Succeeded => "succeeded",
            Ending::Failed => "failed",
            Ending::Canceled => "was canceled",
            Ending::Suspended => "is suspended",
            Ending::NotCompatible => "needs a worker that its queue's fleets do not have",
        }
    }
}

/// Looks at the job until it is over, less and less often.
pub async fn wait(
    connection: &Connection,
    job_id: &str,
    patience: Patience,
) -> Result<GetJobOutput> {
    let started = Instant::now();
    let longest = Duration::from_secs(patience.max_poll_interval.max(1));
    let mut interval = FIRST_INTERVAL;
    let bar = Bar::new();
    loop {
        let job = connection.job(job_id).await?;
        bar.show(&job);
        if Ending::of(&job).is_some() {
            return Ok(job);
        }
        let limit = Duration::from_secs(patience.timeout);
        if patience.timeout > 0 && started.elapsed() >= limit {
            return Err(Refusal::new(format!(
                "`{job_id}` has not ended within {} s",
                patience.timeout
            ))
            .next(format!("callsheet job get {job_id}")));
        }
        pause(interval).await;
        interval = (interval * 2).min(longest);
    }
}

/// An error with the right exit code, unless all went well.
pub fn verdict(job: &GetJobOutput) -> Result<()> {
    let ending = Ending::of(job).unwrap_or(Ending::Failed);
    if ending == Ending::Succeeded {
        return Ok(());
    }
    let why = match job.lifecycle_status() {
        JobLifecycleStatus::CreateFailed => format!(": {}", job.lifecycle_status_message()),
        _ => String::new(),
    };
    let refusal = Refusal::new(format!("`{}` {}{why}", job.job_id(), ending.describe()));
    let refusal = refusal.with_code(ending.exit_code());
    Err(match ending {
        Ending::Failed if why.is_empty() => {
            refusal.next(format!("callsheet job logs {}", job.job_id()))
        }
        Ending::NotCompatible => refusal.next("callsheet doctor"),
        Ending::Succeeded | Ending::Failed | Ending::Canceled | Ending::Suspended => refusal,
    })
}

/// A bar on a terminal, nothing elsewhere.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{msg:12} {wide_bar} {pos}/{len} {elapsed}");
        Bar(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    fn show(&self, job: &GetJobOutput) {
        let (succeeded, tasks) = progress(job.task_run_status_counts());
        self.0.set_length(u64::try_from(tasks).unwrap_or(0));
        self.0.set_position(u64::try_from(succeeded).unwrap_or(0));
        let status = job.task_run_status().map_or("", TaskRunStatus::as_str);
        self.0.set_message(status.to_owned());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use sdk::primitives::DateTime;

    use super::*;

    fn job(lifecycle: JobLifecycleStatus, run: TaskRunStatus) -> GetJobOutput {
        GetJobOutput::builder()
            .job_id("job-1")
            .name("n")
            .lifecycle_status(lifecycle)
            .lifecycle_status_message("step `A` depends on itself")
            .priority(50)
            .created_at(DateTime::from_secs(0))
            .created_by("me")
            .task_run_status(run)
            .build()
            .unwrap()
    }

    #[test]
    fn the_exit_codes_are_those_of_the_deadline_command() {
        let expected = [
            (TaskRunStatus::Failed, 2),
            (TaskRunStatus::Canceled, 3),
            (TaskRunStatus::Suspended, 4),
            (TaskRunStatus::NotCompatible, 5),
        ];
        for (status, code) in expected {
            let job = job(JobLifecycleStatus::CreateComplete, status);
            assert_eq!(verdict(&job).unwrap_err().code(), code);
        }
        let done = job(JobLifecycleStatus::CreateComplete, TaskRunStatus::Succeeded);
        assert_eq!(verdict(&done), Ok(()));
        let running = job(JobLifecycleStatus::CreateComplete, TaskRunStatus::Running);
        assert_eq!(Ending::of(&running), None);
    }

    #[test]
    fn a_job_that_could_not_be_created_says_why() {
        let refusal = verdict(&job(
            JobLifecycleStatus::CreateFailed,
            TaskRunStatus::Pending,
        ))
        .unwrap_err();
        assert_eq!(refusal.code(), 2);
        assert!(
            refusal.to_string().contains("depends on itself"),
            "{refusal}"
        );
    }
}
