//! `callsheet job …`: look at jobs and act on them.

use crate::connection::sdk;
use clap::{Args, Subcommand};
use sdk::operation::get_job::GetJobOutput;
use sdk::types::{
    FieldSortExpression, JobSearchSummary, JobTargetTaskRunStatus, SearchSortExpression, SortOrder,
    TaskRunStatus,
};
use serde_json::{Map, Value, json};

use super::{Globals, block_on, job_download_output, job_logs, job_wait};
use crate::connection::{Connection, Target, refused};
use crate::refusal::Result;
use crate::render::{self, Format, Output};

#[derive(Debug, Subcommand)]
pub enum Job {
    /// List the newest jobs of a queue
    List(List),
    /// Show one job
    Get(Get),
    /// Wait for a job to end; the exit code says how: 0 succeeded, 1 timeout, 2 failed,
    /// 3 canceled, 4 suspended, 5 not compatible
    Wait(job_wait::Wait),
    /// Print what a job's processes wrote
    Logs(job_logs::Logs),
    /// Bring here what a job's tasks left
    DownloadOutput(job_download_output::DownloadOutput),
    /// Cancel a job
    Cancel(Cancel),
}

impl Job {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Job::List(list) => list.run(globals),
            Job::Get(get) => get.run(globals),
            Job::Wait(wait) => wait.run(globals),
            Job::Logs(logs) => logs.run(globals),
            Job::DownloadOutput(download) => download.run(globals),
            Job::Cancel(cancel) => cancel.run(globals),
        }
    }
}

#[derive(Debug, Args)]
pub struct List {
    /// How many, the newest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct Get {
    /// The job
    #[arg(value_name = "JOB_ID")]
    job_id: String,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct Cancel {
    /// The job
    #[arg(value_name = "JOB_ID")]
    job_id: String,
    #[command(flatten)]
    target: Target,
}

impl List {
    fn run(self, globals: &Globals) -> Result<()> {
        let connection = self.target.connect(globals)?;
        let jobs = block_on(connection.newest_jobs(usize::from(self.limit)))?;
        match self.output.output {
            Format::Json => {
                let jobs: Vec<Value> = jobs.iter().map(summary_json).collect();
                render::print_json(&json!({ "jobs": jobs }));
            }
            Format::Table => {
                let rows: Vec<[String; 5]> = jobs.iter().map(row).collect();
                let head = ["job", "name", "status", "tasks", "created"];
                render::print(&render::table(head, &rows));
            }
        }
        Ok(())
    }
}

impl Get {
    fn run(self, globals: &Globals) -> Result<()> {
        let connection = self.target.connect(globals)?;
        let job = block_on(connection.job(&self.job_id))?;
        match self.output.output {
            Format::Json => render::print_json(&job_json(&job)),
            Format::Table => render::print(&render::facts(&job_facts(&job))),
        }
        Ok(())
    }
}

impl Cancel {
    fn run(self, globals: &Globals) -> Result<()> {
        let connection = self.target.connect(globals)?;
        block_on(async {
            let request = connection.client.update_job();
            request
                .farm_id(&connection.farm_id)
                .queue_id(&connection.queue_id)
                .job_id(&self.job_id)
                .target_task_run_status(JobTargetTaskRunStatus::Canceled)
                .send()
                .await
                .map_err(refused)
        })?;
        Ok(())
    }
}

/// The server gives at most so many at once.
const PAGE: usize = 100;

impl Connection {
    pub async fn job(&self, job_id: &str) -> Result<GetJobOutput> {
        let request = self
            .client
            .get_job()
            .farm_id(&self.farm_id)
            .queue_id(&self.queue_id);
        request.job_id(job_id).send().await.map_err(refused)
    }

    async fn newest_jobs(&self, limit: usize) -> Result<Vec<JobSearchSummary>> {
        let mut jobs: Vec<JobSearchSummary> = Vec::new();
        while jobs.len() < limit {
            let page_size = i32::try_from((limit - jobs.len()).min(PAGE)).unwrap_or(1);
            let offset = i32::try_from(jobs.len()).unwrap_or(i32::MAX);
            let page = self
                .client
                .search_jobs()
                .farm_id(&self.farm_id)
                .queue_ids(&self.queue_id)
                .sort_expressions(newest_first())
                .item_offset(offset)
                .page_size(page_size)
                .send()
                .await
                .map_err(refused)?;
            let is_last = page.next_item_offset.is_none() || page.jobs.is_empty();
            jobs.extend(page.jobs);
            if is_last {
                break;
            }
        }
        Ok(jobs)
    }
}

fn newest_first() -> SearchSortExpression {
    let sort = FieldSortExpression::builder()
        .name("CREATED_AT")
        .sort_order(SortOrder::Descending);
    // Both members were given in the line above.
    SearchSortExpression::FieldSort(sort.build().expect("a sort has a name and an order"))
}

type Counts = std::collections::HashMap<TaskRunStatus, i32>;

/// As in `7/24`: what succeeded of how many tasks.
pub fn progress(counts: Option<&Counts>) -> (i32, i32) {
    let Some(counts) = counts else { return (0, 0) };
    let succeeded = counts.get(&TaskRunStatus::Succeeded).copied().unwrap_or(0);
    (succeeded, counts.values().sum())
}

/// What the job does; while it does nothing yet, what became of its creation.
fn status(run: Option<&TaskRunStatus>, lifecycle: Option<&str>) -> String {
    match (run, lifecycle) {
        (_, Some(lifecycle @ ("CREATE_IN_PROGRESS" | "CREATE_FAILED" | "UPLOAD_FAILED"))) => {
            lifecycle.to_owned()
        }
        (Some(run), _) => run.as_str().to_owned(),
        (None, lifecycle) => lifecycle.unwrap_or_default().to_owned(),
    }
}

fn row(job: &JobSearchSummary) -> [String; 5] {
    let (succeeded, tasks) = progress(job.task_run_status_counts());
    let lifecycle = job.lifecycle_status().map(|status| status.as_str());
    [
        job.job_id().unwrap_or_default().to_owned(),
        job.name().unwrap_or_default().to_owned(),
        status(job.task_run_status(), lifecycle),
        format!("{succeeded}/{tasks}"),
        time(job.created_at()).unwrap_or_default(),
    ]
}

pub fn time(time: Option<&sdk::primitives::DateTime>) -> Option<String> {
    time.and_then(|time| time.fmt(sdk::primitives::DateTimeFormat::DateTime).ok())
}

fn counts_json(counts: Option<&Counts>) -> Value {
    let counts = counts.into_iter().flatten();
    counts
        .map(|(status, count)| (status.as_str().to_owned(), json!(count)))
        .collect()
}

/// An object without the members that are absent, under the names of the API.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<String, Value>>())
}

fn summary_json(job: &JobSearchSummary) -> Value {
    object([
        ("jobId", job.job_id().map(|id| json!(id))),
        ("queueId", job.queue_id().map(|id| json!(id))),
        ("name", job.name().map(|name| json!(name))),
        (
            "lifecycleStatus",
            job.lifecycle_status().map(|status| json!(status.as_str())),
        ),
        (
            "taskRunStatus",
            job.task_run_status().map(|status| json!(status.as_str())),
        ),
        (
            "taskRunStatusCounts",
            Some(counts_json(job.task_run_status_counts())),
        ),
        ("priority", job.priority().map(|priority| json!(priority))),
        ("createdAt", time(job.created_at()).map(Value::from)),
        ("createdBy", job.created_by().map(|by| json!(by))),
        ("startedAt", time(job.started_at()).map(Value::from)),
        ("endedAt", time(job.ended_at()).map(Value::from)),
    ])
}

pub fn job_json(job: &GetJobOutput) -> Value {
    object([
        ("jobId", Some(json!(job.job_id()))),
        ("name", Some(json!(job.name()))),
        ("description", job.description().map(|text| json!(text))),
        (
            "lifecycleStatus",
            Some(json!(job.lifecycle_status().as_str())),
        ),
        (
            "lifecycleStatusMessage",
            Some(json!(job.lifecycle_status_message())),
        ),
        (
            "taskRunStatus",
            job.task_run_status().map(|status| json!(status.as_str())),
        ),
        (
            "targetTaskRunStatus",
            job.target_task_run_status()
                .map(|status| json!(status.as_str())),
        ),
        (
            "taskRunStatusCounts",
            Some(counts_json(job.task_run_status_counts())),
        ),
        (
            "taskFailureRetryCount",
            job.task_failure_retry_count().map(|count| json!(count)),
        ),
        ("priority", Some(json!(job.priority()))),
        (
            "maxFailedTasksCount",
            job.max_failed_tasks_count().map(|count| json!(count)),
        ),
        (
            "maxRetriesPerTask",
            job.max_retries_per_task().map(|count| json!(count)),
        ),
        ("createdAt", time(Some(job.created_at())).map(Value::from)),
        ("createdBy", Some(json!(job.created_by()))),
        ("startedAt", time(job.started_at()).map(Value::from)),
        ("endedAt", time(job.ended_at()).map(Value::from)),
        ("updatedAt", time(job.updated_at()).map(Value::from)),
        ("updatedBy", job.updated_by().map(|by| json!(by))),
    ])
}

fn job_facts(job: &GetJobOutput) -> Vec<(&'static str, String)> {
    let lifecycle = job.lifecycle_status().as_str();
    let mut facts = vec![
        ("job", job.job_id().to_owned()),
        ("name", job.name().to_owned()),
        ("status", status(job.task_run_status(), Some(lifecycle))),
        ("tasks", tasks_in_words(job.task_run_status_counts())),
        ("priority", job.priority().to_string()),
        ("created", time(Some(job.created_at())).unwrap_or_default()),
    ];
    facts.extend(time(job.started_at()).map(|time| ("started", time)));
    facts.extend(time(job.ended_at()).map(|time| ("ended", time)));
    if !job.lifecycle_status_message().is_empty() {
        facts.push(("message", job.lifecycle_status_message().to_owned()));
    }
    facts
}

/// As in `24: 20 SUCCEEDED, 4 RUNNING`.
fn tasks_in_words(counts: Option<&Counts>) -> String {
    let (_, tasks) = progress(counts);
    let mut found: Vec<(&str, i32)> = counts
        .into_iter()
        .flatten()
        .filter(|(_, count)| **count > 0)
        .map(|(status, count)| (status.as_str(), *count))
        .collect();
    found.sort_by_key(|(status, count)| (-count, *status));
    let words: Vec<String> = found
        .iter()
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    format!("{tasks}: {}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_told_by_status_the_largest_count_first() {
        let counts = Counts::from([
            (TaskRunStatus::Running, 4),
            (TaskRunStatus::Succeeded, 20),
            (TaskRunStatus::Failed, 0),
        ]);
        assert_eq!(tasks_in_words(Some(&counts)), "24: 20 SUCCEEDED, 4 RUNNING");
        assert_eq!(progress(Some(&counts)), (20, 24));
    }

    #[test]
    fn a_failed_creation_is_the_status_that_matters() {
        assert_eq!(
            status(Some(&TaskRunStatus::Pending), Some("CREATE_FAILED")),
            "CREATE_FAILED"
        );
        assert_eq!(
            status(Some(&TaskRunStatus::Ready), Some("CREATE_COMPLETE")),
            "READY"
        );
    }
}
