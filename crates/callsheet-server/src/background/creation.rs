//! Makes steps of the templates that CreateJob took in. A template may take seconds to read
//! (expressions are bounded one by one, not together), so few are read at a time and none on a
//! thread that answers requests. A job that was being read when the server ended is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use callsheet_api::types::JobParameter;
use callsheet_core::job::{self, Chunking};
use callsheet_core::schedule::pace::Pace;
use callsheet_core::view::Key;
use callsheet_store::Drawn;
use callsheet_store::expansion::{Expansion, NewStep, Unexpanded};
use callsheet_store::queue_environments::QueueEnvironment;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::api::create_job::JobRequest;
use crate::api::fleet_capabilities::declared_in;
use crate::context::Cx;
use crate::error::{Error, Result};
use crate::rehearsal::{self, Rehearsal, Text};

/// How many templates are read at once.
const READERS: usize = 2;
/// How many waiting jobs are looked up at once.
const PAGE: usize = 64;
/// Another server, or one before us, may have left jobs behind without telling us.
const LOOK_AROUND: Duration = Duration::from_secs(5);
/// The longest reason that is kept; the first faults say most.
const MOST_REASON_CHARS: usize = 2_000;

pub async fn run(cx: Cx) {
    let readers = Arc::new(Semaphore::new(READERS));
    let busy = Arc::new(Mutex::new(BTreeSet::new()));
    loop {
        if let Err(why) = start_waiting(&cx, &readers, &busy).await {
            tracing::warn!(%why, "waiting jobs could not be looked up; tried again soon");
        }
        drop(tokio::time::timeout(LOOK_AROUND, cx.jobs_to_create.notified()).await);
    }
}

/// The jobs that are being read now.
type Busy = Arc<Mutex<BTreeSet<Key>>>;

async fn start_waiting(cx: &Cx, readers: &Arc<Semaphore>, busy: &Busy) -> Result<()> {
    let mut after = 0;
    loop {
        let page = move |tx: &mut callsheet_store::Tx| -> Result<_> {
            Ok(tx.unexpanded_jobs(after, PAGE)?)
        };
        let keys = cx.store.read("unexpanded_jobs", page).await?;
        let Some(last) = keys.last() else {
            return Ok(());
        };
        after = *last;
        for key in keys {
            if !busy
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(key)
            {
                continue;
            }
            let Ok(permit) = Arc::clone(readers).acquire_owned().await else {
                return Ok(());
            };
            tokio::spawn(create(cx.clone(), key, permit, Arc::clone(busy)));
        }
    }
}

async fn create(cx: Cx, key: Key, permit: OwnedSemaphorePermit, busy: Busy) {
    if let Err(why) = create_one(&cx, key).await {
        tracing::warn!(%why, key, "a job could not be created yet; tried again soon");
    }
    busy.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&key);
    drop(permit);
}

/// Creates all that wait, one after the other.
pub async fn create_waiting(cx: &Cx) -> Result<()> {
    let page = |tx: &mut callsheet_store::Tx| -> Result<_> { Ok(tx.unexpanded_jobs(0, PAGE)?) };
    for key in cx.store.read("unexpanded_jobs", page).await? {
        create_one(cx, key).await?;
    }
    Ok(())
}

async fn create_one(cx: &Cx, key: Key) -> Result<()> {
    let found = cx
        .store
        .read("unexpanded_job", move |tx| -> Result<_> {
            let Some(job) = tx.unexpanded_job(key)? else {
                return Ok(None);
            };
            let environments = tx.queue_environments(job.path.queue)?;
            Ok(Some((job, environments)))
        })
        .await?;
    let Some((job, environments)) = found else {
        return Ok(());
    };
    let path = job.path;
    let ids = cx.ids.batch(cx.clock.now());
    let mut request = JobRequest::read(&job.request)?;
    let parameters = request.parameters.take().unwrap_or_default();
    let rehearsal = Arc::new(rehearsal_of(cx, job, parameters, environments));
    if let Some(why) = rehearsal::too_long(cx, &rehearsal).await? {
        tracing::info!(job = %path.job, "a job's template takes too long");
        return refuse(cx, key, why).await;
    }
    let expanding = tokio::task::spawn_blocking(move || expand(&rehearsal, request, ids));
    let expanded = expanding.await.unwrap_or_else(|panicked| {
        tracing::error!(%panicked, job = %path.job, "reading a template panicked");
        Ok(Err(
            "the template could not be read: the server's log tells more".to_owned(),
        ))
    })?;
    match expanded {
        Ok(expansion) => write(cx, key, expansion).await,
        Err(why) => {
            tracing::info!(job = %path.job, "a job's template was refused");
            refuse(cx, key, why).await
        }
    }
}

fn rehearsal_of(
    cx: &Cx,
    job: Unexpanded,
    parameters: BTreeMap<String, JobParameter>,
    environments: Vec<QueueEnvironment>,
) -> Rehearsal {
    let environments = environments.into_iter().map(|one| Text {
        kind: one.template_type.into(),
        text: one.template,
    });
    Rehearsal {
        limits: cx.config.quotas.of_jobs(),
        job: Some(rehearsal::Job {
            template: Text {
                kind: template_type(&job.template_type),
                text: job.template,
            },
            parameters,
        }),
        environments: environments.collect(),
    }
}

/// The outer error is ours, the inner one the template's.
fn expand(
    read: &Rehearsal,
    request: JobRequest,
    mut ids: Drawn,
) -> Result<Result<Expansion, String>> {
    let Some(job) = &read.job else {
        return Err(Error::internal("no job is read"));
    };
    let mut plan = match read.plan(job) {
        Ok(plan) => plan,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let steps = std::mem::take(&mut plan.steps);
    let steps = steps.into_iter().map(|step| {
        Ok(NewStep {
            id: callsheet_api::ids::StepId::from_bytes(ids.next()),
            plan: step.json().map_err(unwritable)?,
            name: step.name,
            pace: pace(step.space.chunking()),
            requirements: step.requirements,
            task_count: step.task_count,
            dependencies: step.dependencies,
        })
    });
    Ok(Ok(Expansion {
        steps: steps.collect::<Result<_>>()?,
        plan: plan.job_json().map_err(unwritable)?,
        name: request.name_override.unwrap_or(plan.name),
        description: request.description_override.or(plan.description),
    }))
}

/// A step's chunks adapt if its template says how long one should take.
fn pace(chunking: Option<&Chunking>) -> Option<Pace> {
    let chunking = chunking?;
    let target_s = chunking.target_runtime_s.filter(|target_s| *target_s > 0)?;
    Some(Pace::new(chunking.default_count, target_s))
}

fn unwritable(why: serde_json::Error) -> Error {
    Error::internal(format!("a job's plan cannot be written: {why}"))
}

fn template_type(text: &str) -> job::TemplateType {
    if text == "JSON" {
        job::TemplateType::Json
    } else {
        job::TemplateType::Yaml
    }
}

async fn write(cx: &Cx, key: Key, expansion: Expansion) -> Result<()> {
    let now = cx.clock.now();
    let work = cx
        .store
        .write("expand_job", move |tx| -> Result<_> {
            Ok(tx.expand_job(key, &expansion, declared_in, now)?)
        })
        .await?;
    cx.waiting.wake(&work.unwrap_or_default());
    Ok(())
}

async fn refuse(cx: &Cx, key: Key, why: String) -> Result<()> {
    let now = cx.clock.now();
    let why: String = why.chars().take(MOST_REASON_CHARS).collect();
    cx.store
        .write("refuse_job", move |tx| -> Result<_> {
            Ok(tx.refuse_job(key, &why, now)?)
        })
        .await
}
