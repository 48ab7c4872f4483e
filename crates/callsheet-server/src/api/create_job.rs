//! CreateJob takes a template in; `background/creation.rs` reads it and makes steps of it. What is
//! wrong with the request itself is refused here, what is wrong with the template becomes
//! CREATE_FAILED (`semantics.md` 3.2).

use std::collections::BTreeMap;

use callsheet_api::Operation;
use callsheet_api::extension::principals::PrincipalId;
use callsheet_api::ids::{JobId, StorageProfileId};
use callsheet_api::types::{
    Attachments, CreateJobRequest, CreateJobResponse, CreateJobTargetTaskRunStatus,
    JobAttachmentsFileSystem, JobParameter, MembershipLevel, PrincipalType,
};
use callsheet_policy::Asked;
use callsheet_store::Tx;
use callsheet_store::expansion::NewJob;
use callsheet_store::members::{Member, MemberOf};
use callsheet_store::paths::{JobPath, QueuePath};
use callsheet_store::quotas::Counted;
use serde::{Deserialize, Serialize};

use crate::api::client_token::{Token, once};
use crate::api::queue_storage::refuse_unallowed;
use crate::api::quotas::refuse_full;
use crate::api::tags;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};

/// What the submitters start with; the service names no defaults of its own.
const DEFAULT_MAX_FAILED_TASKS: i64 = 20;
const DEFAULT_MAX_RETRIES: i64 = 5;

/// What of a request is kept to be shown, handed to workers and used when the template is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<BTreeMap<String, JobParameter>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Attachments>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_profile_id: Option<StorageProfileId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_job_id: Option<JobId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_override: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description_override: Option<String>,
}

impl JobRequest {
    pub fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .map_err(|why| Error::internal(format!("a job's request cannot be read: {why}")))
    }
}

pub async fn create_job(
    cx: &Cx,
    caller: &Caller,
    input: CreateJobRequest,
) -> Result<CreateJobResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let now = cx.clock.now();
    refuse_contradictions(&input)?;
    let tags = tags::checked(input.tags.clone())?;
    let job = JobId::from_bytes(cx.ids.draw(now));
    let token = Token::of(caller, Operation::CreateJob, &input);
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let config = cx.config.clone();
    let created = cx
        .store
        .write("create_job", move |tx| -> Result<_> {
            let queue = tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            let asked = Asked {
                priority: Some(input.priority),
                ..Asked::default()
            };
            caller.may_as_asked(Operation::CreateJob, &path.into(), asked)?;
            once(tx, token.as_ref(), now, |tx| {
                let (template, request) = template_and_request(tx, &caller, &path, &input)?;
                refuse_unallowed(path.queue, &queue.settings, request.storage_profile_id)?;
                refuse_full(tx, &config.quotas, Counted::Jobs(path.farm))?;
                tx.insert_job(&NewJob {
                    path: JobPath {
                        farm: path.farm,
                        queue: path.queue,
                        job,
                    },
                    name: input
                        .name_override
                        .clone()
                        .unwrap_or_else(|| job.to_string()),
                    description: input.description_override.clone(),
                    priority: i64::from(input.priority),
                    max_failed_tasks_count: input
                        .max_failed_tasks_count
                        .map_or(DEFAULT_MAX_FAILED_TASKS, i64::from),
                    max_retries_per_task: input
                        .max_retries_per_task
                        .map_or(DEFAULT_MAX_RETRIES, i64::from),
                    max_worker_count: input
                        .max_worker_count
                        .filter(|count| *count > 0)
                        .map(i64::from),
                    starts_suspended: input.target_task_run_status
                        == Some(CreateJobTargetTaskRunStatus::Suspended),
                    template_type: template.0,
                    template: template.1,
                    request: serde_json::to_string(&request).unwrap_or_default(),
                    created_at: now,
                    created_by: by.clone(),
                })?;
                tx.put_tags(*job.as_bytes(), &tags)?;
                if let Some(user) = caller.user_id() {
                    let of = MemberOf::Job(JobPath {
                        farm: path.farm,
                        queue: path.queue,
                        job,
                    });
                    tx.put_member(&of, &owner(user, config.identity_store_id()))?;
                }
                Ok(CreateJobResponse { job_id: job })
            })
        })
        .await?;
    cx.jobs_to_create.notify_one();
    Ok(created)
}

/// Whoever makes a job may do with it what it likes (`semantics.md` 7.2).
fn owner(user: PrincipalId, identity_store_id: String) -> Member {
    Member {
        principal_id: user.to_string(),
        principal_type: PrincipalType::User,
        identity_store_id,
        level: MembershipLevel::Owner,
    }
}

/// How files come to workers, where the caller does not say (`semantics.md` 3.7).
fn copied_unless_given(attachments: Attachments) -> Attachments {
    let file_system = attachments
        .file_system
        .or(Some(JobAttachmentsFileSystem::Copied));
    Attachments {
        file_system,
        ..attachments
    }
}

fn refuse_contradictions(input: &CreateJobRequest) -> Result<()> {
    if input.max_worker_count == Some(0) {
        return Err(invalid(
            "maxWorkerCount",
            "must be -1 (no limit) or at least 1",
        ));
    }
    match (&input.template, &input.template_type, &input.source_job_id) {
        (None, _, None) => Err(invalid(
            "template",
            "is needed where no sourceJobId is given",
        )),
        (Some(_), None, _) => Err(invalid("templateType", "is needed with a template")),
        (Some(_), Some(_), _) | (None, _, Some(_)) => Ok(()),
    }
}

/// The template to use, with its type, and the request as it is kept. A source job lends what was
/// not given (`semantics.md` 3.8).
fn template_and_request(
    tx: &mut Tx,
    caller: &Caller,
    path: &QueuePath,
    input: &CreateJobRequest,
) -> Result<((String, String), JobRequest)> {
    let mut request = JobRequest {
        parameters: input.parameters.clone(),
        attachments: input.attachments.clone().map(copied_unless_given),
        storage_profile_id: input.storage_profile_id,
        source_job_id: input.source_job_id,
        name_override: input.name_override.clone(),
        description_override: input.description_override.clone(),
    };
    let source = match input.source_job_id {
        Some(source) => Some(source_job(tx, caller, path, source)?),
        None => None,
    };
    let given = input.template_type.as_ref().zip(input.template.as_ref());
    if let Some((template_type, template)) = given {
        return Ok((
            (template_type.as_str().to_owned(), template.clone()),
            request,
        ));
    }
    let (template, lent) = source.ok_or_else(|| invalid("template", "is needed"))?;
    let mut parameters = lent.parameters.unwrap_or_default();
    parameters.extend(request.parameters.take().unwrap_or_default());
    request.parameters = Some(parameters).filter(|parameters| !parameters.is_empty());
    request.attachments = request.attachments.or(lent.attachments);
    request.storage_profile_id = request.storage_profile_id.or(lent.storage_profile_id);
    Ok((template, request))
}

/// What the caller may not see does not exist for it.
fn source_job(
    tx: &mut Tx,
    caller: &Caller,
    path: &QueuePath,
    source: JobId,
) -> Result<((String, String), JobRequest)> {
    let missing = || not_found(source);
    let lent = tx.job_of_farm(path.farm, source)?.ok_or_else(missing)?;
    let job = JobPath {
        farm: path.farm,
        queue: lent.queue,
        job: source,
    };
    let seen = caller.may_on(tx, Operation::CopyJobTemplate, &job.into());
    seen.map_err(|_| missing())?;
    let template = (lent.template_type, lent.template);
    Ok((template, JobRequest::read(&lent.request)?))
}
