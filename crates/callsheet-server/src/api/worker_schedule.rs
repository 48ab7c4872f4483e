//! UpdateWorkerSchedule: a worker's heartbeat, its reports, and in the same transaction its next
//! work. The answer is a level, not an edge: it states all that the worker should hold, so a lost
//! answer costs nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callsheet_api::types::{
    AssignedEnvironmentEnterSessionActionDefinition,
    AssignedEnvironmentExitSessionActionDefinition, AssignedSession, AssignedSessionAction,
    AssignedSessionActionDefinition, AssignedSyncInputJobAttachmentsSessionActionDefinition,
    AssignedTaskRunSessionActionDefinition, UpdateWorkerScheduleRequest,
    UpdateWorkerScheduleResponse,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::lifecycle::worker::WorkerEvent;
use callsheet_core::loss::worker_on;
use callsheet_core::recipe::Recipe;
use callsheet_core::report::{Report, absorb};
use callsheet_core::schedule::plan_for;
use callsheet_core::schedule::taking_back::take_back;
use callsheet_core::view::{ActionKind, ActionView, Key, SessionView, WorkerView, task_id};
use callsheet_store::candidates::{Asker, Candidates};
use callsheet_store::changes::Applied;
use callsheet_store::paths::WorkerPath;
use callsheet_store::recipes::Recipes;
use callsheet_store::{Drawn, Tx};

use crate::api::create_job::JobRequest;
use crate::api::log_configuration::session_log;
use crate::api::worker_life::compare_again;
use crate::api::worker_scale_in::{desired, scale_in};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found, status_conflict};
use crate::waiting::{MOST_HELD_S, Woken};

const TRANSACTION: &str = "update_worker_schedule";

pub async fn update_worker_schedule(
    cx: &Cx,
    caller: &Caller,
    input: UpdateWorkerScheduleRequest,
) -> Result<UpdateWorkerScheduleResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let report = Report::read(&input, cx.clock.now());
    let is_holdable = report.is_empty() && caller.hold_s.is_some();
    let mut place = is_holdable
        .then(|| cx.waiting.take_place(path.fleet))
        .flatten();
    let mut woken_for = None;
    loop {
        let planned = plan(cx, caller, &path, &report).await?;
        cx.waiting.wake(&planned.applied.to_wake());
        if let Some(woken) = woken_for.take() {
            pass_on_unless_used(cx, &planned, woken).await?;
        }
        // Who is to stop hears so at once, and nobody is woken for work that it may not have.
        let waits_for_work = planned.worker.waits_for_work();
        if let Some(place) = place.take().filter(|_| waits_for_work) {
            let hold_s = caller.hold_s.unwrap_or(0).min(MOST_HELD_S);
            let waiting = place.wait(Duration::from_secs(hold_s));
            woken_for = cx.load.at_rest(waiting).await;
        }
        if woken_for.is_none() {
            return answer(cx, &planned);
        }
    }
}

/// What this worker was woken for may still wait, because it cannot use it or found something
/// better: then it is for another one, perhaps of another fleet. What is gone is for nobody, or a
/// single task would wake everybody one after the other. A session that it holds all the same was
/// opened by another request of its own: that one has been woken too.
async fn pass_on_unless_used(cx: &Cx, planned: &Planned, woken: Woken) -> Result<()> {
    let is_unused = match woken.offer.step_key {
        Some(step_key) if planned.began == Some(step_key) => false,
        Some(step_key) => {
            let reading = cx.store.read("has_work", move |tx| -> Result<_> {
                Ok(tx.has_work(step_key)?)
            });
            reading.await?
        }
        None => planned.began.is_none(),
    };
    if is_unused {
        cx.waiting.pass_on(woken);
    }
    Ok(())
}

/// What the worker holds after the transaction.
struct Planned {
    worker: WorkerView,
    recipe: Option<Arc<Recipe>>,
    /// The step that it was given a session of just now.
    began: Option<Key>,
    applied: Applied,
    reads_runtime_hint: bool,
}

async fn plan(cx: &Cx, caller: &Caller, path: &WorkerPath, report: &Report) -> Result<Planned> {
    let now = cx.clock.now();
    let (path, report, caller) = (*path, report.clone(), caller.clone());
    // Drawn before the closure: a re-run repeats them.
    let (drawn, recipes) = (cx.ids.batch(now), cx.recipes.clone());
    let heartbeat_ms = cx.config.silence_ms() / 3;
    // On a busy farm these are nearly all that is written, and most of them about the same few jobs.
    let is_bulk = !report.is_empty();
    let scheduling = move |tx: &mut Tx| {
        schedule(
            tx,
            &caller,
            &path,
            &report,
            &recipes,
            drawn.clone(),
            now,
            heartbeat_ms,
        )
    };
    if is_bulk {
        cx.store.write_bulk(TRANSACTION, scheduling).await
    } else {
        cx.store.write(TRANSACTION, scheduling).await
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "all that a transaction that may re-run is given"
)]
fn schedule(
    tx: &mut Tx,
    caller: &Caller,
    path: &WorkerPath,
    report: &Report,
    recipes: &Recipes,
    mut drawn: Drawn,
    now: Timestamp,
    heartbeat_ms: i64,
) -> Result<Planned> {
    let locked = tx
        .lock_worker(path)?
        .ok_or_else(|| not_found(path.worker))?;
    caller.may(Operation::UpdateWorkerSchedule, &path.into())?;
    let asker = Asker::new(path, locked.user_agent.as_deref());
    let (mut worker, heard_at) = (locked.view, locked.heard_at);
    compare_again(tx, path, &mut worker, now)?;
    let online = worker_on(&mut worker, WorkerEvent::AskedForWork, now).map_err(|illegal| {
        status_conflict(path.worker, illegal.state, "the worker is not online")
    })?;
    let mut applied = tx.apply(&online, now)?;

    let fitting = with_fitting_manifests(tx, path, &worker, report)?;
    let absorbed = absorb(&mut worker, fitting.as_ref().unwrap_or(report), now);
    for action in &absorbed.ignored {
        tracing::debug!(worker = %path.worker, %action, "a report of an action not held: ignored");
    }
    if !absorbed.changes.is_empty() {
        let followed = tx.apply(&absorbed.changes, now)?;
        refresh(tx, path, &mut worker, &followed)?;
        applied.merge(followed);
    }

    let mut plan = {
        let mut candidates = Candidates::new(tx, recipes, asker);
        plan_for(&mut worker, &mut candidates, now, &mut || drawn.next())?
    };
    let began = plan.opened_step();
    if let Some(session) = worker.session.as_mut()
        && asker.agent.gives_back()
    {
        plan.extend(take_back(session, now));
    }
    applied.merge(tx.apply(&plan, now)?);
    if applied.sessions_ended {
        tx.settle_associations(path.fleet)?;
    }
    let is_news = !report.is_empty() || !online.is_empty();
    let is_due = now.as_ms() - heard_at.as_ms() >= heartbeat_ms;
    if is_news || (is_due && !worker.lingers()) {
        tx.worker_was_heard(path.worker, now)?;
        if worker.waits_for_work() {
            scale_in(tx, path, &mut worker, now)?;
        }
    }
    let recipe = match &worker.session {
        Some(session) => Some(recipes.of(tx, session.step.key)?),
        None => None,
    };
    Ok(Planned {
        worker,
        recipe,
        began,
        applied,
        reads_runtime_hint: asker.agent.reads_runtime_hint(),
    })
}

/// The report without manifests that fit no attachments of the job; `None` if all fit.
fn with_fitting_manifests(
    tx: &mut Tx,
    path: &WorkerPath,
    worker: &WorkerView,
    report: &Report,
) -> Result<Option<Report>> {
    let Some(session) = worker.session.as_ref().filter(|_| report.has_manifests()) else {
        return Ok(None);
    };
    let documents = tx.job_documents(path, session.job.id)?;
    let request = documents.map(|documents| JobRequest::read(&documents.request));
    let attachments = request.transpose()?.and_then(|request| request.attachments);
    let expected = attachments.map_or(0, |attachments| attachments.manifests.len());
    let mut fitting = report.clone();
    for action in fitting.drop_manifests_but(expected) {
        let worker = path.worker;
        tracing::warn!(%worker, %action, "not one manifest for each of the job's: left out");
    }
    Ok(Some(fitting))
}

/// After a report the step's and the job's numbers have moved. What followed elsewhere in the job
/// may even have canceled what this worker holds.
fn refresh(
    tx: &mut Tx,
    path: &WorkerPath,
    worker: &mut WorkerView,
    followed: &Applied,
) -> Result<()> {
    let Some(session) = &mut worker.session else {
        return Ok(());
    };
    if followed.more_followed {
        let again = tx
            .lock_worker(path)?
            .ok_or_else(|| not_found(path.worker))?;
        worker.session = again.view.session;
        return Ok(());
    }
    tx.read_heads(session)?;
    debug_assert_eq!(
        tx.lock_worker(path)?.and_then(|again| again.view.session),
        worker.session,
        "a decision left something else in memory than in the store"
    );
    Ok(())
}

fn answer(cx: &Cx, planned: &Planned) -> Result<UpdateWorkerScheduleResponse> {
    let mut assigned_sessions = BTreeMap::new();
    let mut cancel_session_actions = BTreeMap::new();
    if let (Some(session), Some(recipe)) = (&planned.worker.session, &planned.recipe) {
        let hinted = planned.reads_runtime_hint && recipe.prefers_rust();
        assigned_sessions.insert(session.id, assigned(session, recipe, hinted)?);
        let canceled = canceling(session);
        if !canceled.is_empty() {
            cancel_session_actions.insert(session.id, canceled);
        }
    }
    Ok(UpdateWorkerScheduleResponse {
        assigned_sessions,
        cancel_session_actions,
        desired_worker_status: desired(&planned.worker),
        update_interval_seconds: interval_s(cx, &planned.worker),
    })
}

fn interval_s(cx: &Cx, worker: &WorkerView) -> i32 {
    let interval_s = if worker.session.is_some() {
        cx.config.busy_interval_s()
    } else {
        let (least_s, most_s) = cx.config.idle_intervals_s();
        cx.pace.idle_interval_s(cx.clock.now(), least_s, most_s)
    };
    i32::try_from(interval_s).unwrap_or(i32::MAX)
}

fn canceling(session: &SessionView) -> Vec<callsheet_api::ids::SessionActionId> {
    let is_canceling = |action: &&ActionView| matches!(action.state, ActionState::Canceling { .. });
    session
        .actions
        .iter()
        .filter(is_canceling)
        .map(|action| session.action_id(action.index))
        .collect()
}

fn assigned(session: &SessionView, recipe: &Recipe, hinted: bool) -> Result<AssignedSession> {
    let actions = session.actions.iter().map(|action| {
        Ok(AssignedSessionAction {
            session_action_id: session.action_id(action.index),
            definition: definition(action.kind, session, recipe)?,
        })
    });
    Ok(AssignedSession {
        queue_id: session.job.queue,
        job_id: session.job.id,
        session_actions: actions.collect::<Result<_>>()?,
        log_configuration: session_log(session.job.farm, session.job.queue, session.id),
        metadata: hinted.then(runtime_hint),
    })
}

/// Of the stock agent's two runtimes the one that has all of OpenJD's extensions.
fn runtime_hint() -> BTreeMap<String, String> {
    BTreeMap::from([("runtimeHint".to_owned(), "rust".to_owned())])
}

fn definition(
    kind: ActionKind,
    session: &SessionView,
    recipe: &Recipe,
) -> Result<AssignedSessionActionDefinition> {
    use AssignedSessionActionDefinition as Definition;
    let sync = |step_id| {
        let sync = AssignedSyncInputJobAttachmentsSessionActionDefinition { step_id };
        Definition::SyncInputJobAttachments(sync)
    };
    Ok(match kind {
        ActionKind::SyncJob => sync(None),
        ActionKind::SyncStep => sync(Some(session.step.id)),
        ActionKind::EnvEnter { ordinal } => {
            let environment_id = environment_id(recipe, ordinal)?;
            Definition::EnvEnter(AssignedEnvironmentEnterSessionActionDefinition { environment_id })
        }
        ActionKind::EnvExit { ordinal } => {
            let environment_id = environment_id(recipe, ordinal)?;
            Definition::EnvExit(AssignedEnvironmentExitSessionActionDefinition { environment_id })
        }
        ActionKind::TaskRun { first, count } => {
            Definition::TaskRun(AssignedTaskRunSessionActionDefinition {
                // A chunk is no one task (`semantics.md` 4.11).
                task_id: (!recipe.is_chunked()).then(|| task_id(session.step.id, first)),
                step_id: session.step.id,
                parameters: recipe.parameters(first, count),
            })
        }
    })
}

fn environment_id(recipe: &Recipe, ordinal: i64) -> Result<String> {
    recipe
        .environment_id(ordinal)
        .ok_or_else(|| Error::internal("a session names an environment that its step lacks"))
}
