//! GetSessionAction, ListSessionActions and BatchGetSessionAction (`semantics.md` 2.7): what a session did and does. What
//! an action is about comes from its step's compiled recipe, so reading one costs one query.

use callsheet_api::Operation;
use callsheet_api::ids::{SessionActionId, TaskId};
use callsheet_api::types::{
    AcquiredLimit, BatchGetSessionActionError, BatchGetSessionActionErrorCode,
    BatchGetSessionActionIdentifier, BatchGetSessionActionItem, BatchGetSessionActionRequest,
    BatchGetSessionActionResponse, EnvironmentEnterSessionActionDefinition,
    EnvironmentEnterSessionActionDefinitionSummary, EnvironmentExitSessionActionDefinition,
    EnvironmentExitSessionActionDefinitionSummary, GetSessionActionRequest,
    GetSessionActionResponse, ListSessionActionsRequest, ListSessionActionsResponse,
    SessionActionDefinition, SessionActionDefinitionSummary, SessionActionSummary,
    SyncInputJobAttachmentsSessionActionDefinition,
    SyncInputJobAttachmentsSessionActionDefinitionSummary, TaskRunManifestPropertiesResponse,
    TaskRunSessionActionDefinition, TaskRunSessionActionDefinitionSummary,
};
use callsheet_core::recipe::Recipe;
use callsheet_core::view::{ActionKind, Key, task_id};
use callsheet_store::Tx;
use callsheet_store::paths::{JobPath, SessionActionPath, SessionPath, StepPath};
use callsheet_store::recipes::Recipes;
use callsheet_store::session_actions::{ActionsWanted, SessionAction};

use crate::api::batches::each;
use crate::api::paging::{decode, encode, page_size};
use crate::api::shown::{json, number};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found};

pub async fn get_session_action(
    cx: &Cx,
    caller: &Caller,
    input: GetSessionActionRequest,
) -> Result<GetSessionActionResponse> {
    let path = SessionActionPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
        action: input.session_action_id,
    };
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    let (action, recipe) = cx
        .store
        .read("get_session_action", move |tx| -> Result<_> {
            let action = tx
                .session_action(&path)?
                .ok_or_else(|| not_found(path.action))?;
            caller.may(Operation::GetSessionAction, &path.into())?;
            let recipe = recipes.of(tx, action.step_key)?;
            Ok((action, recipe))
        })
        .await?;
    whole(action, &recipe)
}

fn whole(action: SessionAction, recipe: &Recipe) -> Result<GetSessionActionResponse> {
    Ok(GetSessionActionResponse {
        acquired_limits: acquired(&action),
        definition: definition(&action, recipe)?,
        ended_at: action.state.ended_at(),
        manifests: manifests(&action)?,
        process_exit_code: action.process_exit_code.map(number),
        progress_message: action.progress_message,
        progress_percent: action.progress_percent,
        session_action_id: action.id,
        session_id: action.id.session(),
        started_at: action.state.started_at(),
        status: action.state.wire(),
        worker_updated_at: action.worker_updated_at,
    })
}

fn manifests(action: &SessionAction) -> Result<Option<Vec<TaskRunManifestPropertiesResponse>>> {
    action
        .manifests
        .as_deref()
        .map(|text| json(text, "manifests of an action"))
        .transpose()
}

/// One that waits behind another, or never ran, has taken nothing.
fn acquired(action: &SessionAction) -> Option<Vec<AcquiredLimit>> {
    let is_taken = action.state.has_started() && !action.limits.is_empty();
    let limits = action.limits.iter().map(|holding| AcquiredLimit {
        count: number(holding.count),
        limit_id: holding.limit_id,
    });
    is_taken.then(|| limits.collect())
}

fn definition(action: &SessionAction, recipe: &Recipe) -> Result<SessionActionDefinition> {
    use SessionActionDefinition as Definition;
    let sync = |step_id| {
        let sync = SyncInputJobAttachmentsSessionActionDefinition { step_id };
        Definition::SyncInputJobAttachments(sync)
    };
    Ok(match action.kind {
        ActionKind::SyncJob => sync(None),
        ActionKind::SyncStep => sync(Some(action.step)),
        ActionKind::EnvEnter { ordinal } => {
            let environment_id = environment_id(recipe, ordinal)?;
            Definition::EnvEnter(EnvironmentEnterSessionActionDefinition { environment_id })
        }
        ActionKind::EnvExit { ordinal } => {
            let environment_id = environment_id(recipe, ordinal)?;
            Definition::EnvExit(EnvironmentExitSessionActionDefinition { environment_id })
        }
        ActionKind::TaskRun { first, count } => {
            Definition::TaskRun(TaskRunSessionActionDefinition {
                parameters: recipe.parameters(first, count),
                step_id: action.step,
                task_id: task_of(action, recipe, first),
            })
        }
    })
}

fn definition_summary(
    action: &SessionAction,
    recipe: &Recipe,
) -> Result<SessionActionDefinitionSummary> {
    use SessionActionDefinitionSummary as Definition;
    let sync = |step_id| {
        let sync = SyncInputJobAttachmentsSessionActionDefinitionSummary { step_id };
        Definition::SyncInputJobAttachments(sync)
    };
    Ok(match action.kind {
        ActionKind::SyncJob => sync(None),
        ActionKind::SyncStep => sync(Some(action.step)),
        ActionKind::EnvEnter { ordinal } => {
            let environment_id = environment_id(recipe, ordinal)?;
            Definition::EnvEnter(EnvironmentEnterSessionActionDefinitionSummary { environment_id })
        }
        ActionKind::EnvExit { ordinal } => {
            let environment_id = environment_id(recipe, ordinal)?;
            Definition::EnvExit(EnvironmentExitSessionActionDefinitionSummary { environment_id })
        }
        ActionKind::TaskRun { first, count } => {
            Definition::TaskRun(TaskRunSessionActionDefinitionSummary {
                parameters: Some(recipe.parameters(first, count)),
                step_id: action.step,
                task_id: task_of(action, recipe, first),
            })
        }
    })
}

/// A chunk is no one task (`semantics.md` 4.11).
fn task_of(action: &SessionAction, recipe: &Recipe, first: i64) -> Option<TaskId> {
    (!recipe.is_chunked()).then(|| task_id(action.step, first))
}

fn environment_id(recipe: &Recipe, ordinal: i64) -> Result<String> {
    recipe
        .environment_id(ordinal)
        .ok_or_else(|| Error::internal("a session names an environment that its step lacks"))
}

/// By session, and in each by number. Both filters may be given; then both must fit.
pub async fn list_session_actions(
    cx: &Cx,
    caller: &Caller,
    input: ListSessionActionsRequest,
) -> Result<ListSessionActionsResponse> {
    const OPERATION: Operation = Operation::ListSessionActions;
    let path = JobPath {
        farm: input.farm_id,
        queue: input.queue_id,
        job: input.job_id,
    };
    let after: Option<SessionActionId> = decode(OPERATION, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    cx.store
        .read("list_session_actions", move |tx| -> Result<_> {
            let job_key = tx.job_key(&path)?.ok_or_else(|| not_found(path.job))?;
            caller.may(OPERATION, &path.into())?;
            let wanted = wanted(tx, &path, &input)?;
            let page = tx.session_actions_of_job(job_key, &wanted, after, limit)?;
            let mut session_actions = Vec::with_capacity(page.items.len());
            for action in page.items {
                let recipe = recipes.of(tx, action.step_key)?;
                session_actions.push(summary(&action, &recipe)?);
            }
            let next_token = page.next.map(|key| encode(OPERATION, &key));
            Ok(ListSessionActionsResponse {
                next_token,
                session_actions,
            })
        })
        .await
}

/// A session or task of another job is not found.
fn wanted(tx: &mut Tx, path: &JobPath, input: &ListSessionActionsRequest) -> Result<ActionsWanted> {
    if let Some(session) = input.session_id {
        let path = SessionPath {
            farm: path.farm,
            queue: path.queue,
            job: path.job,
            session,
        };
        tx.session(&path)?.ok_or_else(|| not_found(session))?;
    }
    let task = input
        .task_id
        .map(|task| task_place(tx, path, task))
        .transpose()?;
    Ok(ActionsWanted {
        session: input.session_id,
        task,
    })
}

fn task_place(tx: &mut Tx, path: &JobPath, task: TaskId) -> Result<(Key, i64)> {
    let path = StepPath {
        farm: path.farm,
        queue: path.queue,
        job: path.job,
        step: task.step(),
    };
    let step = tx.step(&path)?.ok_or_else(|| not_found(task))?;
    let index = i64::try_from(task.index()).unwrap_or(i64::MAX);
    if index >= step.task_count {
        return Err(not_found(task));
    }
    Ok((step.key, index))
}

fn summary(action: &SessionAction, recipe: &Recipe) -> Result<SessionActionSummary> {
    Ok(SessionActionSummary {
        definition: definition_summary(action, recipe)?,
        ended_at: action.state.ended_at(),
        manifests: manifests(action)?,
        progress_percent: action.progress_percent,
        session_action_id: action.id,
        started_at: action.state.started_at(),
        status: action.state.wire(),
        worker_updated_at: action.worker_updated_at,
    })
}

pub async fn batch_get_session_action(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetSessionActionRequest,
) -> Result<BatchGetSessionActionResponse> {
    const OPERATION: Operation = Operation::GetSessionAction;
    let (caller, recipes) = (caller.clone(), cx.recipes.clone());
    cx.store
        .read("batch_get_session_action", move |tx| -> Result<_> {
            let find = |identifier: &_| action_of_batch(tx, &caller, &recipes, identifier);
            let (session_actions, errors) = each(&input.identifiers, OPERATION, find, error)?;
            Ok(BatchGetSessionActionResponse {
                errors,
                session_actions,
            })
        })
        .await
}

fn error(
    identifier: &BatchGetSessionActionIdentifier,
    code: BatchGetSessionActionErrorCode,
    message: String,
) -> BatchGetSessionActionError {
    BatchGetSessionActionError {
        code,
        farm_id: identifier.farm_id,
        job_id: identifier.job_id,
        message,
        queue_id: identifier.queue_id,
        session_action_id: identifier.session_action_id,
    }
}

fn action_of_batch(
    tx: &mut Tx,
    caller: &Caller,
    recipes: &Recipes,
    identifier: &BatchGetSessionActionIdentifier,
) -> Result<BatchGetSessionActionItem> {
    let path = SessionActionPath {
        farm: identifier.farm_id,
        queue: identifier.queue_id,
        job: identifier.job_id,
        action: identifier.session_action_id,
    };
    caller.may_on(tx, Operation::GetSessionAction, &path.into())?;
    let action = tx
        .session_action(&path)?
        .ok_or_else(|| not_found(path.action))?;
    let recipe = recipes.of(tx, action.step_key)?;
    let action = whole(action, &recipe)?;
    Ok(BatchGetSessionActionItem {
        acquired_limits: action.acquired_limits,
        definition: action.definition,
        ended_at: action.ended_at,
        farm_id: path.farm,
        job_id: path.job,
        manifests: action.manifests,
        process_exit_code: action.process_exit_code,
        progress_message: action.progress_message,
        progress_percent: action.progress_percent,
        queue_id: path.queue,
        session_action_id: action.session_action_id,
        session_id: action.session_id,
        started_at: action.started_at,
        status: action.status,
        worker_updated_at: action.worker_updated_at,
    })
}

#[cfg(test)]
mod tests {
    use callsheet_api::Timestamp;
    use callsheet_api::ids::{FarmId, JobId, QueueId, SessionId, StepId};
    use callsheet_core::job::{Limits, Template, TemplateType, create};
    use callsheet_core::lifecycle::action::{ActionState, Outcome};
    use callsheet_core::recipe::Documents;
    use serde_json::{Value, json};

    use super::*;

    const JOB: JobId = JobId::from_bytes([1; 16]);
    const STEP: StepId = StepId::from_bytes([2; 16]);

    /// Of a step with an environment of its own in a job with one.
    fn recipe(frame_type: &str, chunks: &Value) -> Recipe {
        let script = json!({"actions": {"onEnter": {"command": "true"}}});
        let mut frame = json!({"name": "Frame", "type": frame_type, "range": "1-10"});
        if !chunks.is_null() {
            frame["chunks"] = chunks.clone();
        }
        let template = json!({
            "specificationVersion": "jobtemplate-2023-09",
            "extensions": ["TASK_CHUNKING"],
            "name": "Job",
            "jobEnvironments": [{"name": "Outer", "script": script}],
            "steps": [{
                "name": "Render",
                "stepEnvironments": [{"name": "Inner", "script": script}],
                "parameterSpace": {"taskParameterDefinitions": [frame]},
                "script": {"actions": {"onRun": {"command": "true"}}},
            }],
        });
        let limits = Limits::default();
        let text = template.to_string();
        let template = Template::read(TemplateType::Json, &text, &limits).unwrap();
        let plan = create(&template, &Default::default(), &[], &limits).unwrap();
        let kept = Documents {
            request: "{}",
            job_plan: &plan.job_json().unwrap(),
            step_plan: &plan.steps[0].json().unwrap(),
        };
        Recipe::read(JOB, STEP, &kept).unwrap()
    }

    fn action(kind: ActionKind) -> SessionAction {
        SessionAction {
            id: SessionActionId::new(SessionId::from_bytes([3; 16]), 4),
            farm: FarmId::from_bytes([4; 16]),
            queue: QueueId::from_bytes([5; 16]),
            job: JOB,
            step: STEP,
            step_key: 1,
            kind,
            state: ActionState::Ended {
                outcome: Outcome::Succeeded,
                started_at: Some(Timestamp::from_ms(1_000)),
                ended_at: Timestamp::from_ms(2_000),
            },
            worker_updated_at: None,
            process_exit_code: Some(0),
            progress_percent: Some(100.0),
            progress_message: None,
            manifests: Some(r#"[{"outputManifestPath": "a/b"}]"#.to_owned()),
            limits: Vec::new(),
        }
    }

    /// Both forms say the same.
    fn shown(kind: ActionKind, recipe: &Recipe) -> Value {
        let whole = serde_json::to_value(whole(action(kind), recipe).unwrap()).unwrap();
        let summary = serde_json::to_value(summary(&action(kind), recipe).unwrap()).unwrap();
        for member in ["definition", "status", "startedAt", "endedAt", "manifests"] {
            assert_eq!(whole[member], summary[member], "{member} of {kind:?}");
        }
        whole
    }

    #[test]
    fn every_kind_is_told_by_its_definition() {
        let recipe = recipe("INT", &Value::Null);
        let task = shown(ActionKind::TaskRun { first: 2, count: 1 }, &recipe);
        assert_eq!(
            task["definition"],
            json!({"taskRun": {
                "taskId": task_id(STEP, 2), "stepId": STEP, "parameters": {"Frame": {"int": "3"}}
            }})
        );
        assert_eq!(task["manifests"], json!([{"outputManifestPath": "a/b"}]));
        let enter = shown(ActionKind::EnvEnter { ordinal: 0 }, &recipe);
        let outer = format!("JOB:{JOB}:Outer");
        assert_eq!(
            enter["definition"],
            json!({"envEnter": {"environmentId": outer}})
        );
        let exit = shown(ActionKind::EnvExit { ordinal: 1 }, &recipe);
        let inner = format!("STEP:{STEP}:Inner");
        assert_eq!(
            exit["definition"],
            json!({"envExit": {"environmentId": inner}})
        );
        let sync = shown(ActionKind::SyncJob, &recipe);
        assert_eq!(sync["definition"], json!({"syncInputJobAttachments": {}}));
        let sync = shown(ActionKind::SyncStep, &recipe);
        assert_eq!(
            sync["definition"],
            json!({"syncInputJobAttachments": {"stepId": STEP}})
        );
        assert!(whole(action(ActionKind::EnvExit { ordinal: 2 }), &recipe).is_err());
    }

    #[test]
    fn a_chunk_names_no_task() {
        let chunks = json!({"defaultTaskCount": 5, "rangeConstraint": "CONTIGUOUS"});
        let chunk = ActionKind::TaskRun { first: 5, count: 5 };
        let chunk = shown(chunk, &recipe("CHUNK[INT]", &chunks));
        assert_eq!(
            chunk["definition"],
            json!({"taskRun": {"stepId": STEP, "parameters": {"Frame": {"chunkInt": "6-10"}}}})
        );
    }
}
