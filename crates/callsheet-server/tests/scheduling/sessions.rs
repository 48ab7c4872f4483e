//! How much a session is given at a time.

use callsheet_api::ids::SessionActionId;
use callsheet_api::types::{
    AssignedSessionActionDefinition, TaskParameterValue, UpdateWorkerScheduleResponse,
};
use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, job_of, session};

fn fifo() -> Value {
    json!({ "priorityFifo": {} })
}

fn runs(answer: &UpdateWorkerScheduleResponse) -> usize {
    session(answer).map_or(0, |session| session.session_actions.len())
}

/// Eight seconds a task.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_pipelining() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        farm.submit(queue, 50, 1_000).await;
        let worker = farm.worker(fleet).await;
        let mut grants = vec![runs(&farm.ask(worker).await)];
        for _ in 0..4 {
            grants.push(runs(&farm.finish(worker, 8_000).await));
        }
        assert_eq!(grants, [1, 2, 4, 8, 8]);
        let other = farm.worker(fleet).await;
        farm.ask(other).await;
        for _ in 0..2 {
            assert_eq!(runs(&farm.finish(other, 75_000).await), 1);
        }
    })
    .await;
}

fn chunks(target_s: i64, default_count: i64) -> Value {
    json!({ "parameterSpace": { "taskParameterDefinitions": [{
        "name": "Frame", "type": "CHUNK[INT]", "range": "1-100,201-300",
        "chunks": {
            "defaultTaskCount": default_count, "targetRuntimeSeconds": target_s,
            "rangeConstraint": "CONTIGUOUS",
        },
    }] } })
}

fn chunk(answer: &UpdateWorkerScheduleResponse) -> Vec<String> {
    let actions = session(answer).map(|session| session.session_actions.iter());
    let chunk = |definition: &AssignedSessionActionDefinition| match definition {
        AssignedSessionActionDefinition::TaskRun(run) => match &run.parameters["Frame"] {
            TaskParameterValue::ChunkInt(text) => text.clone(),
            other => panic!("no chunk: {other:?}"),
        },
        other => panic!("no task run: {other:?}"),
    };
    let actions = actions.into_iter().flatten();
    actions.map(|action| chunk(&action.definition)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_adaptive_chunks() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        farm.submit_with(queue, 50, 1, json!({}), chunks(300, 10))
            .await;
        let worker = farm.worker(fleet).await;
        assert_eq!(chunk(&farm.ask(worker).await), ["1-10"]);
        assert_eq!(chunk(&farm.finish(worker, 100_000).await), ["11-40"]);
        // Twice as slow: forty tasks in 700 seconds so far, so seventeen should take 300.
        assert_eq!(chunk(&farm.finish(worker, 600_000).await), ["41-57"]);
        // What was learned holds for every worker, and no chunk bridges a gap.
        let other = farm.worker(fleet).await;
        assert_eq!(chunk(&farm.ask(other).await), ["58-74"]);
        let third = farm.worker(fleet).await;
        assert_eq!(chunk(&farm.ask(third).await), ["75-91"]);
        let fourth = farm.worker(fleet).await;
        assert_eq!(chunk(&farm.ask(fourth).await), ["92-100"]);
        let fifth = farm.worker(fleet).await;
        assert_eq!(chunk(&farm.ask(fifth).await), ["201-217"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_target_chunks_stay_as_they_were_cut() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        farm.submit_with(queue, 50, 1, json!({}), chunks(0, 10))
            .await;
        let worker = farm.worker(fleet).await;
        assert_eq!(chunk(&farm.ask(worker).await), ["1-10"]);
        assert_eq!(chunk(&farm.finish(worker, 100_000).await), ["11-20"]);
    })
    .await;
}

/// The actions that an answer lists, and those that it wants canceled.
fn held(answer: &UpdateWorkerScheduleResponse) -> (Vec<SessionActionId>, Vec<SessionActionId>) {
    let listed = session(answer).map(|held| &held.session_actions);
    let listed = listed.into_iter().flatten();
    let canceled = answer.cancel_session_actions.values().flatten();
    (
        listed.map(|action| action.session_action_id).collect(),
        canceled.copied().collect(),
    )
}

/// Quick tasks were handed out three at a time; then one of them takes a minute.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_slow_worker_has_not_begun_is_taken_back_for_others() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let job = farm.submit(queue, 50, 10).await;
        let slow = farm.worker(fleet).await;
        farm.ask(slow).await;
        for _ in 0..2 {
            farm.finish(slow, 1_000).await;
        }
        let (listed, canceled) = held(&farm.finish(slow, 1_000).await);
        assert_eq!((listed.len(), canceled.len()), (3, 0));
        let first = json!({ listed[0].to_string(): { "startedAt": farm.now() } });
        assert_eq!(held(&farm.report(slow, first).await).1, []);
        let idle = farm.worker(fleet).await;
        assert_eq!(job_of(&farm.ask(idle).await), None);

        farm.pass(20_000);
        assert_eq!(held(&farm.ask(slow).await).1, []);
        farm.pass(40_000);
        let asked = held(&farm.ask(slow).await);
        assert_eq!(asked, (listed.clone(), listed[1..].to_vec()));
        // Until the worker says that it has not begun them, they may run there.
        assert_eq!(job_of(&farm.ask(idle).await), None);

        let mut given_back = serde_json::Map::new();
        for action in &listed[1..] {
            given_back.insert(
                action.to_string(),
                json!({ "completedStatus": "NEVER_ATTEMPTED" }),
            );
        }
        let left = held(&farm.report(slow, given_back.into()).await);
        assert_eq!(left, (listed[..1].to_vec(), vec![]));
        assert_eq!(job_of(&farm.ask(idle).await), Some(job));
        // Its session was not broken by it: when the slow one is through, it goes on.
        assert_eq!(runs(&farm.finish(slow, 1_000).await), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_back_from_agents_that_would_not_give_it_up() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        farm.submit(queue, 50, 10).await;
        let slow = farm.stock_worker(fleet, "0.33.6").await;
        farm.ask(slow).await;
        for _ in 0..3 {
            farm.finish(slow, 1_000).await;
        }
        farm.pass(60_000);
        let (listed, canceled) = held(&farm.ask(slow).await);
        assert_eq!((listed.len(), canceled.len()), (3, 0));
    })
    .await;
}
