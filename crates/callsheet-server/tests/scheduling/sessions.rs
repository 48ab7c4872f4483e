//! How much a session is given at a time.

use callsheet_api::types::{
    AssignedSessionActionDefinition, TaskParameterValue, UpdateWorkerScheduleResponse,
};
use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, session};

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
