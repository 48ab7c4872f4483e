//! `callsheet submit BUNDLE`: a job from a bundle, with the official SDK.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::job_wait::{Patience, verdict, wait};
use super::{Globals, block_on};
use crate::attachments::{
    FileSystem, QueueFiles, References, Sending, Use, gather, queue_root, storage_profile_locations,
};
use crate::bundle::{self, Bundle, Definition};
use crate::connection::sdk::types::{
    Attachments, CreateJobTargetTaskRunStatus, JobLifecycleStatus,
};
use crate::connection::{Connection, Target, pause, refused};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};

const DEFAULT_PRIORITY: i32 = 50;

/// Creation is quick; past this something is wrong with the server.
const CREATION_POLLS: u32 = 300;
const CREATION_POLL: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
pub struct Submit {
    /// A folder with a template.yaml or template.json
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// The job's name [default: the template's]
    #[arg(long)]
    name: Option<String>,
    /// 0 to 100, the higher the sooner [default: 50]
    #[arg(long, value_parser = clap::value_parser!(i32).range(0..=100))]
    priority: Option<i32>,
    /// A value for a parameter of the template; may be repeated
    #[arg(short = 'p', long = "parameter", value_name = "NAME=VALUE", value_parser = pair)]
    parameters: Vec<(String, String)>,
    /// Fail the job after so many failed tasks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..))]
    max_failed_tasks: Option<i32>,
    /// Try a failing task so many times more
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..))]
    max_retries: Option<i32>,
    /// Keep the job from starting
    #[arg(long)]
    suspended: bool,
    /// The storage profile of this machine, which says what workers share with it
    #[arg(long, value_name = "ID")]
    storage_profile: Option<String>,
    /// When the job's files come to its workers
    #[arg(long, value_name = "WHEN", default_value = "copied")]
    file_system: FileSystem,
    /// Send no files: workers find them under the same paths
    #[arg(long)]
    no_attachments: bool,
    /// Wait for the job to end; exit codes as in `job wait`
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    patience: Patience,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

fn pair(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

impl Submit {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let bundle = Bundle::read(&self.bundle)?;
        let connection = self.target.connect(globals)?;
        block_on(self.submit(&connection, &bundle))
    }

    async fn submit(&self, connection: &Connection, bundle: &Bundle) -> Result<()> {
        let job_id = self.create(connection, bundle).await?;
        created(connection, &job_id).await?;
        match self.output.output {
            Format::Json => render::print_json(&json!({ "jobId": job_id })),
            Format::Table => render::print(&format!("{job_id}\n")),
        }
        if !self.wait {
            return Ok(());
        }
        verdict(&wait(connection, &job_id, self.patience).await?)
    }

    async fn create(&self, connection: &Connection, bundle: &Bundle) -> Result<String> {
        let typed: BTreeMap<String, String> = self.parameters.iter().cloned().collect();
        let of_environments = if bundle.undefined(&typed).is_empty() {
            Vec::new()
        } else {
            environment_definitions(connection).await?
        };
        let parameters = bundle.parameters(&typed, &of_environments)?;
        let attachments = match self.no_attachments {
            true => None,
            false => {
                let references = References::of(bundle, &parameters, &of_environments)?;
                self.attachments(connection, references).await?
            }
        };
        let number = |name| bundle.setting(name).and_then(Value::as_i64);
        let setting = |name| number(name).and_then(|value| i32::try_from(value).ok());
        let priority = self
            .priority
            .or_else(|| setting("priority"))
            .unwrap_or(DEFAULT_PRIORITY);
        let answer = connection
            .client
            .create_job()
            .farm_id(&connection.farm_id)
            .queue_id(&connection.queue_id)
            .template(&bundle.template)
            .template_type(bundle.template_type.clone())
            .set_name_override(self.name.clone())
            .priority(priority)
            .set_parameters((!parameters.is_empty()).then_some(parameters))
            .set_max_failed_tasks_count(
                self.max_failed_tasks
                    .or_else(|| setting("maxFailedTasksCount")),
            )
            .set_max_retries_per_task(self.max_retries.or_else(|| setting("maxRetriesPerTask")))
            .set_target_task_run_status(self.target_status(bundle))
            .set_storage_profile_id(self.storage_profile.clone())
            .set_attachments(attachments)
            .send()
            .await
            .map_err(refused)?;
        Ok(answer.job_id)
    }

    /// Sends what goes in. A job that moves no files has none, and its paths are the workers' own.
    async fn attachments(
        &self,
        connection: &Connection,
        references: References,
    ) -> Result<Option<Attachments>> {
        if !references.move_files() {
            return Ok(None);
        }
        let queue = connection.queue().await?;
        let Some(root) = queue_root(&queue) else {
            return match references.have_inputs() {
                true => Err(keeps_none(&connection.queue_id)),
                false => Ok(None),
            };
        };
        let locations = match &self.storage_profile {
            Some(id) => storage_profile_locations(connection, id).await?,
            None => Vec::new(),
        };
        let gathered = tokio::task::spawn_blocking(move || gather(references, &locations));
        let sending = Sending {
            connection,
            gathered: gathered.await.map_err(Refusal::new)??,
            file_system: self.file_system,
        };
        if sending.gathered.is_empty() {
            return Ok(None);
        }
        sending.announce();
        if !sending.have_inputs() {
            return sending.without_inputs().map(Some);
        }
        let files = QueueFiles::reach(connection, &queue, root, Use::Submit).await?;
        sending.with_inputs(&files.objects).await.map(Some)
    }

    fn target_status(&self, bundle: &Bundle) -> Option<CreateJobTargetTaskRunStatus> {
        if self.suspended {
            return Some(CreateJobTargetTaskRunStatus::Suspended);
        }
        bundle
            .setting("targetTaskRunStatus")
            .and_then(Value::as_str)
            .map(Into::into)
    }
}

fn keeps_none(queue_id: &str) -> Refusal {
    Refusal::new(format!(
        "the job has input files, and `{queue_id}` has no jobAttachmentSettings to keep them"
    ))
    .next(
        "callsheet export > farms.yaml, give the queue `jobAttachmentSettings: {s3BucketName: \
         job-attachments, rootPrefix: DeadlineCloud}`, callsheet apply -f farms.yaml; or, where \
         workers see the same files, --no-attachments",
    )
}

/// Parameters that the queue's environments define, for values that the template does not know.
async fn environment_definitions(connection: &Connection) -> Result<Vec<Definition>> {
    let mut definitions = Vec::new();
    let mut pages = connection
        .client
        .list_queue_environments()
        .farm_id(&connection.farm_id)
        .queue_id(&connection.queue_id)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        for summary in page.map_err(refused)?.environments {
            let environment = connection
                .client
                .get_queue_environment()
                .farm_id(&connection.farm_id)
                .queue_id(&connection.queue_id)
                .queue_environment_id(&summary.queue_environment_id)
                .send()
                .await
                .map_err(refused)?;
            definitions.extend(bundle::definitions(&summary.name, &environment.template)?);
        }
    }
    Ok(definitions)
}

/// Waits until the server has taken the template apart; says why if it could not.
async fn created(connection: &Connection, job_id: &str) -> Result<()> {
    for _ in 0..CREATION_POLLS {
        let job = connection.job(job_id).await?;
        match job.lifecycle_status() {
            JobLifecycleStatus::CreateInProgress => pause(CREATION_POLL).await,
            JobLifecycleStatus::CreateFailed => return verdict(&job),
            _ => return Ok(()),
        }
    }
    Err(Refusal::new(format!("the server still creates `{job_id}`"))
        .next(format!("callsheet job get {job_id}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_a_name_and_a_value() {
        assert_eq!(pair("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(pair("a="), Ok(("a".to_owned(), String::new())));
        assert!(pair("a").is_err());
        assert!(pair("=a").is_err());
    }
}
