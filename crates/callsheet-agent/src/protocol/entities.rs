//! What a session's actions need to know about its job (BatchGetJobEntity), asked for once.

use std::collections::HashMap;

use callsheet_attachments::Root;
use callsheet_client::sdk::error::BuildError;
use callsheet_client::sdk::types::{
    Attachments, EnvironmentDetailsIdentifiers, GetJobEntityError, JobAttachmentDetailsIdentifiers,
    JobAttachmentsFileSystem, JobDetailsIdentifiers, JobEntity,
    JobEntityIdentifiersUnion as Identifier, JobParameter, JobRunAsUser, ManifestProperties,
    PathFormat as SourcePathFormat, RunAs as SaidRunAs, StepDetailsIdentifiers,
};
use callsheet_client::{Document, Number};
use serde_json::{Map, Value, json};

use crate::attachments::{JobAttachments, JobManifest};
use crate::backoff::{Backoff, chance};
use crate::job_user::{JobUserName, RunAs};
use crate::session::{DetailsError, EnvironmentDetails, JobDetails, PathFormat, StepDetails};

use super::calls::Calls;
use super::failure::Failure;
use super::queue::Definition;

/// Why an entity is not to be had. Its text becomes the action's message.
#[derive(Debug, thiserror::Error)]
pub enum EntityError {
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Unreadable(#[from] DetailsError),
}

/// A job with whether its queue has a role.
#[derive(Clone)]
pub struct Job {
    pub details: JobDetails,
    pub run_as: RunAs,
    pub has_queue_role: bool,
    /// Where the queue keeps attachments.
    pub attachments_at: Option<Root>,
}

/// What one session has asked for so far.
pub struct Entities {
    calls: Calls,
    job_id: String,
    job: Option<Job>,
    steps: HashMap<String, StepDetails>,
    /// The steps that each of them depends on.
    dependencies: HashMap<String, Vec<String>>,
    environments: HashMap<String, EnvironmentDetails>,
    attachments: Option<JobAttachments>,
}

impl Entities {
    pub fn new(calls: Calls, job_id: String) -> Self {
        Entities {
            calls,
            job_id,
            job: None,
            steps: HashMap::new(),
            dependencies: HashMap::new(),
            environments: HashMap::new(),
            attachments: None,
        }
    }

    /// Asks for all that is missing to run `definition`, in one request.
    pub async fn prepare(&mut self, definition: &Definition) -> Result<Job, EntityError> {
        let missing = self
            .missing(definition)
            .map_err(|error| EntityError::Refused(error.to_string()))?;
        if !missing.is_empty() {
            let output = self.ask(missing).await?;
            if let Some(error) = output.errors.first() {
                return Err(EntityError::Refused(refused(error)));
            }
            for entity in output.entities {
                self.keep(entity)?;
            }
        }
        self.job.clone().ok_or_else(|| absent(&self.job_id))
    }

    pub fn step(&self, id: &str) -> Result<&StepDetails, EntityError> {
        self.steps.get(id).ok_or_else(|| absent(id))
    }

    pub fn environment(&self, id: &str) -> Result<&EnvironmentDetails, EntityError> {
        self.environments.get(id).ok_or_else(|| absent(id))
    }

    pub fn attachments(&self) -> Result<&JobAttachments, EntityError> {
        let attachments = self.attachments.as_ref();
        attachments.ok_or_else(|| absent("the job's attachments"))
    }

    /// The steps that a step depends on.
    pub fn dependencies(&self, step_id: &str) -> Result<&[String], EntityError> {
        let found = self.dependencies.get(step_id).map(Vec::as_slice);
        found.ok_or_else(|| absent(step_id))
    }

    fn missing(&self, definition: &Definition) -> Result<Vec<Identifier>, BuildError> {
        let mut missing = Vec::new();
        if self.job.is_none() {
            let job = JobDetailsIdentifiers::builder().job_id(&self.job_id);
            missing.push(Identifier::JobDetails(job.build()?));
        }
        match definition {
            Definition::TaskRun { step_id, .. } => missing.extend(self.missing_step(step_id)?),
            Definition::EnvEnter { environment_id }
                if !self.environments.contains_key(environment_id) =>
            {
                let environment = EnvironmentDetailsIdentifiers::builder().job_id(&self.job_id);
                let environment = environment.environment_id(environment_id);
                missing.push(Identifier::EnvironmentDetails(environment.build()?));
            }
            Definition::SyncInputJobAttachments { step_id } => {
                if self.attachments.is_none() {
                    let asked = JobAttachmentDetailsIdentifiers::builder().job_id(&self.job_id);
                    missing.push(Identifier::JobAttachmentDetails(asked.build()?));
                }
                if let Some(step_id) = step_id {
                    missing.extend(self.missing_step(step_id)?);
                }
            }
            Definition::EnvEnter { .. } | Definition::EnvExit { .. } | Definition::Unknown => {}
        }
        Ok(missing)
    }

    fn missing_step(&self, step_id: &str) -> Result<Option<Identifier>, BuildError> {
        if self.steps.contains_key(step_id) {
            return Ok(None);
        }
        let step = StepDetailsIdentifiers::builder().job_id(&self.job_id);
        let step = step.step_id(step_id).build()?;
        Ok(Some(Identifier::StepDetails(step)))
    }

    /// Until there is an answer: the session's actions can wait for the server to come back.
    async fn ask(
        &self,
        identifiers: Vec<Identifier>,
    ) -> Result<
        callsheet_client::sdk::operation::batch_get_job_entity::BatchGetJobEntityOutput,
        EntityError,
    > {
        let mut backoff = Backoff::default();
        loop {
            match self.calls.batch_get_job_entity(identifiers.clone()).await {
                Ok(output) => return Ok(output),
                Err(Failure::Away { why, retry_after }) => {
                    tracing::debug!(job = %self.job_id, "the job's details are asked for again later: {why}");
                    tokio::time::sleep(backoff.next(chance(), retry_after)).await;
                }
                Err(failure) => return Err(EntityError::Refused(failure.to_string())),
            }
        }
    }

    fn keep(&mut self, entity: JobEntity) -> Result<(), DetailsError> {
        match entity {
            JobEntity::JobDetails(job) => {
                let is_given =
                    |text: &Option<String>| text.as_ref().is_some_and(|it| !it.is_empty());
                let has_queue_role = is_given(&job.queue_role_arn);
                let kept_at = job.job_attachment_settings.as_ref();
                let attachments_at =
                    kept_at.map(|it| Root::new(&it.s3_bucket_name, &it.root_prefix));
                let run_as = run_as(job.job_run_as_user.as_ref());
                let details = JobDetails::from_entity(&job_json(job))?;
                self.job = Some(Job {
                    details,
                    run_as,
                    has_queue_role,
                    attachments_at,
                });
            }
            JobEntity::StepDetails(step) => {
                let entity = template_json(
                    step.schema_version,
                    &step.template,
                    step.extensions,
                    step.resolved_symbol_table,
                );
                let details = StepDetails::from_entity(&entity)?;
                self.dependencies
                    .insert(step.step_id.clone(), step.dependencies);
                self.steps.insert(step.step_id, details);
            }
            JobEntity::EnvironmentDetails(environment) => {
                let entity = template_json(
                    environment.schema_version,
                    &environment.template,
                    environment.extensions,
                    environment.resolved_symbol_table,
                );
                let details = EnvironmentDetails::from_entity(&entity)?;
                self.environments
                    .insert(environment.environment_id, details);
            }
            JobEntity::JobAttachmentDetails(it) => {
                self.attachments = Some(it.attachments.map(attachments).unwrap_or_default());
            }
            // Nobody asked for others. The SDK's enum is open.
            _ => {}
        }
        Ok(())
    }
}

/// What is not said is not made up: a job of unknown user would get what the worker's may do.
fn run_as(said: Option<&JobRunAsUser>) -> RunAs {
    let Some(said) = said else {
        return RunAs::Unclear(
            "the server does not say as whom the queue's jobs run; give the queue a jobRunAsUser, \
             or start the worker with --run-jobs-as-agent-user"
                .to_owned(),
        );
    };
    match (&said.run_as, &said.posix) {
        (SaidRunAs::WorkerAgentUser, _) => RunAs::Worker,
        (SaidRunAs::QueueConfiguredUser, Some(posix)) => {
            JobUserName::new(&posix.user, &posix.group).map_or_else(RunAs::Unclear, RunAs::User)
        }
        (SaidRunAs::QueueConfiguredUser, None) => RunAs::Unclear(
            "the queue's jobs run as a user of their own, and it names none for Linux; give its \
             jobRunAsUser a posix user and group"
                .to_owned(),
        ),
        // The SDK's enum is open.
        (other, _) => RunAs::Unclear(format!(
            "this worker does not know the jobRunAsUser {:?}; update it",
            other.as_str()
        )),
    }
}

fn absent(id: &str) -> EntityError {
    EntityError::Refused(format!("the server did not give the details of {id}"))
}

fn refused(error: &GetJobEntityError) -> String {
    let (what, code, message) = match error {
        GetJobEntityError::JobDetails(it) => (&it.job_id, &it.code, &it.message),
        GetJobEntityError::JobAttachmentDetails(it) => (&it.job_id, &it.code, &it.message),
        GetJobEntityError::StepDetails(it) => (&it.step_id, &it.code, &it.message),
        GetJobEntityError::EnvironmentDetails(it) => (&it.environment_id, &it.code, &it.message),
        // The SDK's enum is open.
        _ => {
            return "the server did not give the job's details, for a reason unknown here"
                .to_owned();
        }
    };
    format!("the server did not give the details of {what}: {message} ({code})")
}

fn attachments(given: Attachments) -> JobAttachments {
    let manifest = |it: ManifestProperties| JobManifest {
        root_path_format: match it.root_path_format {
            SourcePathFormat::Windows => PathFormat::Windows,
            // The SDK's enum is open; another format has separators like this one's.
            _ => PathFormat::Posix,
        },
        root_path: it.root_path,
        file_system_location: it.file_system_location_name,
        input_path: it.input_manifest_path,
        input_hash: it.input_manifest_hash,
        output_folders: it.output_relative_directories.unwrap_or_default(),
    };
    JobAttachments {
        is_virtual: given.file_system == JobAttachmentsFileSystem::Virtual,
        manifests: given.manifests.into_iter().map(manifest).collect(),
    }
}

fn job_json(job: callsheet_client::sdk::types::JobDetailsEntity) -> Value {
    let parameters = job.parameters.unwrap_or_default();
    let parameters: Map<_, _> = parameters
        .into_iter()
        .map(|(name, value)| (name, parameter(value)))
        .collect();
    let rules = job
        .path_mapping_rules
        .unwrap_or_default()
        .into_iter()
        .map(|rule| {
            json!({
                "sourcePathFormat": rule.source_path_format.as_str(),
                "sourcePath": rule.source_path,
                "destinationPath": rule.destination_path,
            })
        });
    json!({
        "jobId": job.job_id,
        "schemaVersion": job.schema_version,
        "parameters": parameters,
        "extensions": job.extensions,
        "pathMappingRules": rules.collect::<Vec<_>>(),
    })
}

fn parameter(value: JobParameter) -> Value {
    match value {
        JobParameter::Int(value) => json!({ "int": value }),
        JobParameter::Float(value) => json!({ "float": value }),
        JobParameter::String(value) => json!({ "string": value }),
        JobParameter::Path(value) => json!({ "path": value }),
        JobParameter::Bool(value) => json!({ "bool": value }),
        JobParameter::RangeExpr(value) => json!({ "rangeExpr": value }),
        JobParameter::IntList(value) => json!({ "intList": value }),
        JobParameter::FloatList(value) => json!({ "floatList": value }),
        JobParameter::StringList(value) => json!({ "stringList": value }),
        JobParameter::PathList(value) => json!({ "pathList": value }),
        JobParameter::BoolList(value) => json!({ "boolList": value }),
        JobParameter::IntListList(value) => json!({ "intListList": value }),
        // The session names the parameter when it refuses it.
        _ => json!({ "unknown": "" }),
    }
}

fn template_json(
    schema_version: String,
    template: &Document,
    extensions: Option<Vec<String>>,
    resolved_symbol_table: Option<String>,
) -> Value {
    let mut entity = json!({ "schemaVersion": schema_version, "template": plain(template) });
    if let Some(extensions) = extensions {
        entity["extensions"] = json!(extensions);
    }
    if let Some(table) = resolved_symbol_table {
        entity["resolvedSymbolTable"] = json!(table);
    }
    entity
}

/// A document of the SDK as plain JSON.
fn plain(document: &Document) -> Value {
    match document {
        Document::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        Document::Array(values) => values.iter().map(plain).collect(),
        Document::Number(Number::PosInt(number)) => json!(number),
        Document::Number(Number::NegInt(number)) => json!(number),
        Document::Number(Number::Float(number)) => json!(number),
        Document::String(text) => json!(text),
        Document::Bool(value) => json!(value),
        Document::Null => Value::Null,
    }
}
