//! BatchGetJobEntity: what a worker has to know to run a session (`semantics.md` 5.7; which JSON:
//! `openjd.md` 2.5).

use std::collections::BTreeMap;

use callsheet_api::Operation;
use callsheet_api::ids::{JobId, StepId};
use callsheet_api::types::{
    BatchGetJobEntityRequest, BatchGetJobEntityResponse, EnvironmentDetailsError,
    EnvironmentDetailsIdentifiers, GetJobEntityError, JobAttachmentDetailsError, JobDetailsError,
    JobDetailsJobAttachmentSettings, JobEntity, JobEntityErrorCode, JobEntityIdentifiersUnion,
    StepDetailsError, StepDetailsIdentifiers,
};
use callsheet_core::job::entities::{self, JobDetailsContext};
use callsheet_core::job::{JobPlan, StepPlan};
use callsheet_store::Tx;
use callsheet_store::entities::JobDocuments;
use callsheet_store::paths::{QueuePath, WorkerPath};

use crate::api::create_job::JobRequest;
use crate::api::log_configuration::queue_log_group;
use crate::api::queue_storage::path_mapping_rules;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found};

pub async fn batch_get_job_entity(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetJobEntityRequest,
) -> Result<BatchGetJobEntityResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let caller = caller.clone();
    cx.store
        .read("batch_get_job_entity", move |tx| -> Result<_> {
            tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
            caller.may(Operation::BatchGetJobEntity, &path.into())?;
            let mut jobs = Jobs {
                worker: path,
                known: BTreeMap::new(),
            };
            let mut answer = BatchGetJobEntityResponse {
                entities: Vec::new(),
                errors: Vec::new(),
            };
            let mut room = MOST_ANSWER_BYTES;
            for identifier in &input.identifiers {
                let found = entity(tx, &mut jobs, identifier)?;
                let fits = |entity: &JobEntity| takes_room(&mut room, entity);
                match found.and_then(|entity| within(entity, identifier, fits)) {
                    Ok(entity) => answer.entities.push(entity),
                    Err(error) => answer.errors.push(error),
                }
            }
            Ok(answer)
        })
        .await
}

/// How much the entities of one answer take together. A larger one goes alone.
const MOST_ANSWER_BYTES: usize = 4 << 20;

/// Whether there is room for an entity beside those before it; the first always has some.
fn takes_room(room: &mut usize, entity: &JobEntity) -> bool {
    let bytes = serde_json::to_vec(entity).map_or(0, |json| json.len());
    let fits = *room == MOST_ANSWER_BYTES || bytes <= *room;
    if fits {
        *room = room.saturating_sub(bytes);
    }
    fits
}

/// The entity, or the word that it has to be asked for in another request.
fn within(
    entity: JobEntity,
    asked: &JobEntityIdentifiersUnion,
    fits: impl FnOnce(&JobEntity) -> bool,
) -> Result<JobEntity, GetJobEntityError> {
    if fits(&entity) {
        return Ok(entity);
    }
    let code = JobEntityErrorCode::MaxPayloadSizeExceeded;
    let message = "there is no room for it beside the others: ask for it again".to_owned();
    Err(match asked {
        JobEntityIdentifiersUnion::JobDetails(asked) => {
            GetJobEntityError::JobDetails(JobDetailsError {
                job_id: asked.job_id,
                code,
                message,
            })
        }
        JobEntityIdentifiersUnion::JobAttachmentDetails(asked) => {
            GetJobEntityError::JobAttachmentDetails(JobAttachmentDetailsError {
                job_id: asked.job_id,
                code,
                message,
            })
        }
        JobEntityIdentifiersUnion::StepDetails(asked) => {
            GetJobEntityError::StepDetails(StepDetailsError {
                job_id: asked.job_id,
                step_id: asked.step_id,
                code,
                message,
            })
        }
        JobEntityIdentifiersUnion::EnvironmentDetails(asked) => {
            GetJobEntityError::EnvironmentDetails(EnvironmentDetailsError {
                job_id: asked.job_id,
                environment_id: asked.environment_id.clone(),
                code,
                message,
            })
        }
    })
}

/// The jobs of one request, each read once.
struct Jobs {
    worker: WorkerPath,
    known: BTreeMap<JobId, Option<KnownJob>>,
}

struct KnownJob {
    documents: JobDocuments,
    plan: JobPlan,
    request: JobRequest,
}

impl Jobs {
    fn get(&mut self, tx: &mut Tx, job: JobId) -> Result<Option<&KnownJob>> {
        if !self.known.contains_key(&job) {
            let read = read_job(tx, &self.worker, job)?;
            self.known.insert(job, read);
        }
        Ok(self.known.get(&job).and_then(Option::as_ref))
    }
}

fn read_job(tx: &mut Tx, worker: &WorkerPath, job: JobId) -> Result<Option<KnownJob>> {
    let Some(documents) = tx.job_documents(worker, job)? else {
        return Ok(None);
    };
    // A job without a plan has no sessions either.
    let Some(plan) = &documents.plan else {
        return Ok(None);
    };
    let plan = JobPlan::read(plan).map_err(unreadable)?;
    let request = JobRequest::read(&documents.request)?;
    Ok(Some(KnownJob {
        documents,
        plan,
        request,
    }))
}

fn unreadable(why: serde_json::Error) -> Error {
    Error::internal(format!("a plan cannot be read: {why}"))
}

fn entity(
    tx: &mut Tx,
    jobs: &mut Jobs,
    identifier: &JobEntityIdentifiersUnion,
) -> Result<Result<JobEntity, GetJobEntityError>> {
    let worker = jobs.worker;
    match identifier {
        JobEntityIdentifiersUnion::JobDetails(asked) => {
            let Some(job) = jobs.get(tx, asked.job_id)? else {
                return Ok(Err(GetJobEntityError::JobDetails(JobDetailsError {
                    job_id: asked.job_id,
                    code: JobEntityErrorCode::ResourceNotFoundException,
                    message: missing("job", asked.job_id),
                })));
            };
            let context = context(tx, &worker, job)?;
            let details = entities::job_details(asked.job_id, &job.plan, context);
            Ok(Ok(JobEntity::JobDetails(details)))
        }
        JobEntityIdentifiersUnion::JobAttachmentDetails(asked) => {
            let attachments = jobs
                .get(tx, asked.job_id)?
                .and_then(|job| job.request.attachments.clone());
            Ok(match attachments {
                Some(attachments) => Ok(JobEntity::JobAttachmentDetails(
                    entities::job_attachment_details(asked.job_id, attachments),
                )),
                None => Err(GetJobEntityError::JobAttachmentDetails(
                    JobAttachmentDetailsError {
                        job_id: asked.job_id,
                        code: JobEntityErrorCode::ResourceNotFoundException,
                        message: missing("job with attachments", asked.job_id),
                    },
                )),
            })
        }
        JobEntityIdentifiersUnion::StepDetails(asked) => step(tx, jobs, asked),
        JobEntityIdentifiersUnion::EnvironmentDetails(asked) => environment(tx, jobs, asked),
    }
}

fn context(tx: &mut Tx, worker: &WorkerPath, job: &KnownJob) -> Result<JobDetailsContext> {
    let (farm, queue_id) = (worker.farm, job.documents.queue);
    let queue = tx
        .queue(&QueuePath {
            farm,
            queue: queue_id,
        })?
        .ok_or_else(|| Error::internal("a job's queue is gone"))?;
    let role = queue.settings.role_arn.clone();
    let attachment_settings = queue.settings.reachable_attachments();
    let attachment_settings = attachment_settings.map(|settings| JobDetailsJobAttachmentSettings {
        root_prefix: settings.root_prefix.clone(),
        s3_bucket_name: settings.s3_bucket_name.clone(),
    });
    let path_mapping_rules = path_mapping_rules(
        tx,
        &worker.fleet_path(),
        job.request.storage_profile_id,
        &queue.settings.required_file_system_location_names,
    )?;
    Ok(JobDetailsContext {
        log_group_name: queue_log_group(farm, queue_id),
        queue_role_arn: role,
        job_attachment_settings: attachment_settings,
        job_run_as_user: queue.settings.job_run_as_user.clone(),
        path_mapping_rules,
    })
}

fn step(
    tx: &mut Tx,
    jobs: &mut Jobs,
    asked: &StepDetailsIdentifiers,
) -> Result<Result<JobEntity, GetJobEntityError>> {
    let absent = || {
        GetJobEntityError::StepDetails(StepDetailsError {
            job_id: asked.job_id,
            step_id: asked.step_id,
            code: JobEntityErrorCode::ResourceNotFoundException,
            message: missing("step", asked.step_id),
        })
    };
    let Some(job) = jobs.get(tx, asked.job_id)? else {
        return Ok(Err(absent()));
    };
    let Some((plan, dependencies)) = read_step(tx, job, asked.step_id)? else {
        return Ok(Err(absent()));
    };
    let (job_id, step_id) = (asked.job_id, asked.step_id);
    let details = entities::step_details(job_id, step_id, dependencies, &job.plan, &plan);
    Ok(Ok(JobEntity::StepDetails(details)))
}

fn read_step(tx: &mut Tx, job: &KnownJob, step: StepId) -> Result<Option<(StepPlan, Vec<StepId>)>> {
    let Some(documents) = tx.step_documents(job.documents.key, step)? else {
        return Ok(None);
    };
    let plan = StepPlan::read(&documents.plan).map_err(unreadable)?;
    Ok(Some((plan, documents.dependencies)))
}

fn environment(
    tx: &mut Tx,
    jobs: &mut Jobs,
    asked: &EnvironmentDetailsIdentifiers,
) -> Result<Result<JobEntity, GetJobEntityError>> {
    let absent = || {
        GetJobEntityError::EnvironmentDetails(EnvironmentDetailsError {
            job_id: asked.job_id,
            environment_id: asked.environment_id.clone(),
            code: JobEntityErrorCode::ResourceNotFoundException,
            message: missing("environment", &asked.environment_id),
        })
    };
    let Some(job) = jobs.get(tx, asked.job_id)? else {
        return Ok(Err(absent()));
    };
    let step_id = entities::environment_step(&asked.environment_id);
    let step = match step_id {
        Some(step) => read_step(tx, job, step)?,
        None => None,
    };
    let step = step_id.zip(step.as_ref().map(|(plan, _)| plan));
    let details =
        entities::environment_details(asked.job_id, &asked.environment_id, &job.plan, step);
    Ok(details
        .map(JobEntity::EnvironmentDetails)
        .ok_or_else(absent))
}

fn missing(kind: &str, id: impl std::fmt::Display) -> String {
    format!("there is no {kind} `{id}` here")
}
