//! Why is it not running? `GET /callsheet/v1/explain/farms/…/queues/…/jobs/…[/steps/…[/tasks/…]]`,
//! and for those who have an id alone, `GET /callsheet/v1/paths/{id}`.

use std::collections::BTreeSet;

use callsheet_api::extension::{Explanation, WorkPath};
use callsheet_api::ids::{JobId, StepId, TaskId, WorkerId};
use callsheet_core::explain::scene::Scene;
use callsheet_policy::OwnAction;
use callsheet_store::Tx;
use callsheet_store::explanation::{Question, WorkId};
use callsheet_store::paths::JobPath;

use crate::api::fleet_capabilities::declared_in;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};
use crate::extension::id;
use crate::query;

pub(crate) async fn explain(
    cx: &Cx,
    caller: &Caller,
    place: &[&str],
    query: &str,
) -> Result<Explanation> {
    let path = path(place)?;
    let worker = worker(query)?;
    explain_work(cx, caller, path, worker).await
}

/// Whoever may see the work may know why it does not run; with `worker`, why not there.
pub async fn explain_work(
    cx: &Cx,
    caller: &Caller,
    path: WorkPath,
    worker: Option<WorkerId>,
) -> Result<Explanation> {
    let (caller, recipes, now) = (caller.clone(), cx.recipes.clone(), cx.clock.now());
    cx.store
        .read_long("explain", move |tx| -> Result<_> {
            let question = Question {
                path,
                worker,
                recipes: &recipes,
                capabilities: declared_in,
                now,
            };
            caller.may_on(tx, OwnAction::Explain, &job_path(&path).into())?;
            let scene = tx.scene(&question)?.ok_or_else(|| missing(&path))?;
            match worker {
                Some(worker) if scene.asked.is_none() => Err(not_found(worker)),
                Some(_) | None => explained(tx, &caller, scene),
            }
        })
        .await
}

/// Who may not see another job does not learn what it is called.
fn explained(tx: &mut Tx, caller: &Caller, mut scene: Scene) -> Result<Explanation> {
    let mut hidden = BTreeSet::new();
    for key in scene.others() {
        let job = tx.path_of_job(key)?;
        if !may_see(tx, caller, job)? {
            hidden.insert(key);
        }
    }
    scene.hide(&hidden);
    let first = scene.ahead.first.as_ref().map(|first| JobPath {
        farm: scene.path.farm_id,
        queue: scene.path.queue_id,
        job: first.job_id,
    });
    let sees_first = first.is_none() || may_see(tx, caller, first)?;
    if !sees_first {
        scene.hide_first();
    }
    let mut explanation = callsheet_core::explain::explain(&scene);
    if let (false, Some(ahead)) = (sees_first, &mut explanation.ahead) {
        ahead.first = None;
    }
    Ok(explanation)
}

fn may_see(tx: &mut Tx, caller: &Caller, job: Option<JobPath>) -> Result<bool> {
    let Some(job) = job else { return Ok(false) };
    match caller.may_on(tx, OwnAction::Explain, &job.into()) {
        Ok(()) => Ok(true),
        Err(Error::Answer(_)) => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

/// Where a job, step or task is, by its id alone.
pub async fn find_path(cx: &Cx, caller: &Caller, text: &str) -> Result<WorkPath> {
    let wanted = Wanted::read(text)?;
    let caller = caller.clone();
    cx.store
        .read("find_path", move |tx| -> Result<_> {
            let found = wanted.find(tx)?.ok_or_else(|| wanted.missing())?;
            // Elsewhere nobody may know that it exists.
            let may = caller.may_on(tx, OwnAction::Explain, &job_path(&found).into());
            may.map(|()| found).map_err(|_| wanted.missing())
        })
        .await
}

#[derive(Clone, Copy)]
enum Wanted {
    Job(JobId),
    Step(StepId),
    Task(TaskId),
}

impl Wanted {
    fn read(text: &str) -> Result<Self> {
        let job = text.parse().map(Wanted::Job).ok();
        let step = || text.parse().map(Wanted::Step).ok();
        let task = || text.parse().map(Wanted::Task).ok();
        job.or_else(step)
            .or_else(task)
            .ok_or_else(|| invalid("id", format!("is the id of no job, step or task: `{text}`")))
    }

    fn find(self, tx: &mut Tx) -> Result<Option<WorkPath>> {
        let id = match self {
            Wanted::Job(job) => WorkId::Job(job),
            Wanted::Step(step) => WorkId::Step(step),
            Wanted::Task(task) => WorkId::Step(task.step()),
        };
        let task_id = match self {
            Wanted::Job(_) | Wanted::Step(_) => None,
            Wanted::Task(task) => Some(task),
        };
        let found = tx.work_path(id)?;
        Ok(found.map(|path| WorkPath { task_id, ..path }))
    }

    fn missing(self) -> Error {
        match self {
            Wanted::Job(job) => not_found(job),
            Wanted::Step(step) => not_found(step),
            Wanted::Task(task) => not_found(task),
        }
    }
}

fn path(place: &[&str]) -> Result<WorkPath> {
    let (farm, queue, job, rest) = match place {
        ["farms", farm, "queues", queue, "jobs", job, rest @ ..] => (farm, queue, job, rest),
        _ => return Err(no_place()),
    };
    let mut path = WorkPath {
        farm_id: id("farmId", farm)?,
        queue_id: id("queueId", queue)?,
        job_id: id("jobId", job)?,
        step_id: None,
        task_id: None,
    };
    match rest {
        [] => {}
        ["steps", step] => path.step_id = Some(id("stepId", step)?),
        ["steps", step, "tasks", task] => {
            path.step_id = Some(id("stepId", step)?);
            path.task_id = Some(id("taskId", task)?);
        }
        _ => return Err(no_place()),
    }
    Ok(path)
}

fn no_place() -> Error {
    invalid(
        "path",
        "is not `farms/ID/queues/ID/jobs/ID`, with `/steps/ID` and `/tasks/ID` behind it or not",
    )
}

fn worker(query: &str) -> Result<Option<WorkerId>> {
    let mut worker = None;
    for (name, text) in query::pairs(query) {
        match name.as_str() {
            "workerId" => worker = Some(id("workerId", &text)?),
            _ => return Err(query::unknown(&name)),
        }
    }
    Ok(worker)
}

/// Everything but the most special part of the path may exist.
fn missing(path: &WorkPath) -> Error {
    match (path.task_id, path.step_id) {
        (Some(task), _) => not_found(task),
        (None, Some(step)) => not_found(step),
        (None, None) => not_found(path.job_id),
    }
}

const fn job_path(path: &WorkPath) -> JobPath {
    JobPath {
        farm: path.farm_id,
        queue: path.queue_id,
        job: path.job_id,
    }
}
