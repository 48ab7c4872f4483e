//! The three scheduling configurations, with the worked examples of `semantics.md` 4.14.

use callsheet_api::types::GetQueueResponse;
use callsheet_server::api::queues;
use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, job_of, request};

fn fifo() -> Value {
    json!({ "priorityFifo": {} })
}

fn balanced() -> Value {
    json!({ "priorityBalanced": { "renderingTaskBuffer": 1 } })
}

#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_priority_fifo() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 3).await;
        let b = farm.submit(queue, 50, 10).await;
        let c = farm.submit(queue, 60, 2).await;
        let spread = farm.spread(fleet, 6).await;
        assert_eq!(spread, [(a, 3), (b, 1), (c, 2)].into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_priority_balanced() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(balanced()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 10).await;
        let b = farm.submit(queue, 50, 10).await;
        let c = farm.submit(queue, 50, 1).await;
        farm.submit(queue, 40, 10).await;
        let spread = farm.spread(fleet, 8).await;
        assert_eq!(spread, [(a, 4), (b, 3), (c, 1)].into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_priority_balanced_gives_the_surplus_to_the_next_level() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(balanced()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let mut expected = std::collections::BTreeMap::new();
        for (priority, tasks, workers) in [(50, 2, 2), (50, 2, 2), (50, 1, 1), (40, 10, 3)] {
            expected.insert(farm.submit(queue, priority, tasks).await, workers);
        }
        assert_eq!(farm.spread(fleet, 8).await, expected);
    })
    .await;
}

/// A worker that finishes a task changes over for a difference of more than the buffer.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_stickiness() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(balanced()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 100).await;
        let worker = farm.worker(fleet).await;
        farm.ask(worker).await;
        farm.spread(fleet, 3).await;
        let b = farm.submit(queue, 50, 100).await;
        // Four on A, so three without the one that asks.
        assert_eq!(farm.spread(fleet, 2).await, [(b, 2)].into());
        assert_eq!(job_of(&farm.finish(worker, 1_000).await), Some(a));
        farm.configure(
            queue,
            json!({ "priorityBalanced": { "renderingTaskBuffer": 0 } }),
        )
        .await;
        assert_eq!(job_of(&farm.finish(worker, 1_000).await), Some(b));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn semantics_4_14_weighted_balanced() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "weightedBalanced": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 100).await;
        farm.spread(fleet, 2).await;
        farm.pass(540_000);
        let b = farm.submit(queue, 60, 100).await;
        farm.pass(60_000);
        // A weighs 5000 + 1800 - 200, B 6000 + 180.
        let worker = farm.worker(fleet).await;
        assert_eq!(job_of(&farm.ask(worker).await), Some(a));
        // Now 6500, and 100 less with each worker more: four times over B's 6180, then under.
        assert_eq!(farm.spread(fleet, 5).await, [(a, 4), (b, 1)].into());
        // Its own job weighs a worker more to the one that is on it.
        assert_eq!(job_of(&farm.finish(worker, 0).await), Some(a));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_weigh_against_a_job() {
    for_each_farm(async |farm: &Farm| {
        let weights = json!({ "weightedBalanced": { "errorWeight": -1000.0 } });
        let queue = farm.queue(weights).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 10).await;
        let b = farm.submit(queue, 50, 10).await;
        let worker = farm.worker(fleet).await;
        let held = farm.ask(worker).await;
        assert_eq!(job_of(&held), Some(a));
        let action = crate::farm::session(&held).unwrap().session_actions[0].session_action_id;
        let failed = json!({ action.to_string(): {
            "completedStatus": "FAILED", "startedAt": farm.now(), "endedAt": farm.now(),
            "processExitCode": 1,
        } });
        assert_eq!(job_of(&farm.report(worker, failed).await), Some(b));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn overrides_schedule_the_highest_priority_first_and_the_lowest_last() {
    for_each_farm(async |farm: &Farm| {
        let overrides = json!({ "weightedBalanced": {
            "priorityWeight": 0.0,
            "maxPriorityOverride": { "alwaysScheduleFirst": {} },
            "minPriorityOverride": { "alwaysScheduleLast": {} },
        } });
        let queue = farm.queue(overrides).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let last = farm.submit(queue, 0, 1).await;
        farm.pass(1_000_000);
        let between = farm.submit(queue, 50, 1).await;
        farm.pass(1_000_000);
        let first = farm.submit(queue, 100, 1).await;
        for expected in [first, between, last] {
            assert_eq!(farm.spread(fleet, 1).await, [(expected, 1)].into());
        }
    })
    .await;
}

/// What runs goes on; who asks next is sent by the new order.
/// semantics 1.7-11.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_configuration_counts_at_the_next_assignment() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 10).await;
        let b = farm.submit(queue, 50, 10).await;
        assert_eq!(farm.spread(fleet, 3).await, [(a, 3)].into());
        farm.configure(queue, balanced()).await;
        assert_eq!(shown(farm, queue).await, balanced());
        assert_eq!(farm.spread(fleet, 3).await, [(b, 3)].into());
        farm.configure(queue, fifo()).await;
        assert_eq!(farm.spread(fleet, 2).await, [(a, 2)].into());
    })
    .await;
}

/// A priority that changes while a job waits moves it at once.
/// semantics 3.9-1.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_priority_counts_at_the_next_assignment() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(balanced()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let a = farm.submit(queue, 50, 10).await;
        let b = farm.submit(queue, 50, 10).await;
        let input = request(json!({
            "farmId": farm.id, "queueId": queue, "jobId": b, "priority": 51,
        }));
        callsheet_server::api::targets::update_job(&farm.cx, &farm.admin, input)
            .await
            .unwrap();
        assert_eq!(farm.spread(fleet, 12).await, [(a, 2), (b, 10)].into());
    })
    .await;
}

async fn shown(farm: &Farm, queue: callsheet_api::ids::QueueId) -> Value {
    let input = request(json!({ "farmId": farm.id, "queueId": queue }));
    let shown: GetQueueResponse = queues::get_queue(&farm.cx, &farm.admin, input)
        .await
        .unwrap();
    serde_json::to_value(shown.scheduling_configuration).unwrap()
}
