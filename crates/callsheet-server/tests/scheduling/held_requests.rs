//! Idle workers whose requests are held until there is work for them.

use std::sync::Arc;
use std::time::Duration;

use callsheet_api::ids::JobId;
use callsheet_api::types::UpdateWorkerScheduleResponse;
use callsheet_server::api::{worker_life, worker_schedule};
use callsheet_server::auth::Caller;
use callsheet_store::notices::Notice;
use callsheet_store::test_support::{Place, for_each_place};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::farm::{Farm, Worker, job_of, request};

const SOON: Duration = Duration::from_secs(30);

impl Farm {
    /// A worker asks to be held, and is.
    pub async fn hold(
        self: &Arc<Self>,
        worker: Worker,
    ) -> JoinHandle<UpdateWorkerScheduleResponse> {
        let held_before = self.cx.waiting.count();
        let asking = {
            let farm = Arc::clone(self);
            tokio::spawn(async move {
                let caller = Caller {
                    hold_s: Some(20),
                    ..farm.admin.clone()
                };
                let input = request(json!({
                    "farmId": farm.id, "fleetId": worker.fleet, "workerId": worker.id,
                }));
                worker_schedule::update_worker_schedule(&farm.cx, &caller, input)
                    .await
                    .unwrap()
            })
        };
        let is_held = async {
            while self.cx.waiting.count() == held_before {
                tokio::task::yield_now().await;
            }
            // Its place is taken before it is planned for: planning has to find nothing first.
            self.ask(worker).await;
        };
        tokio::time::timeout(SOON, is_held).await.unwrap();
        asking
    }
}

pub async fn given(asking: JoinHandle<UpdateWorkerScheduleResponse>) -> Option<JobId> {
    job_of(&tokio::time::timeout(SOON, asking).await.unwrap().unwrap())
}

async fn on_both(test: impl AsyncFn(Arc<Farm>)) {
    for_each_place(async |place| test(Arc::new(Farm::on(place).await)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_work_wakes_as_many_workers_as_it_has_tasks_and_only_of_fleets_that_fit() {
    on_both(async |farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let small = farm.fleet(1, &[queue]).await;
        let large = farm.fleet(8, &[queue]).await;
        let unfit = farm.hold(farm.worker(small).await).await;
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(farm.hold(farm.worker(large).await).await);
        }
        let needs = json!({ "hostRequirements": { "amounts": [
            { "name": "amount.worker.vcpu", "min": 8 },
        ] } });
        let job = farm.submit_with(queue, 50, 2, json!({}), needs).await;
        let last = held.pop().unwrap();
        for asking in held {
            assert_eq!(given(asking).await, Some(job));
        }
        assert!(!last.is_finished() && !unfit.is_finished());
        assert_eq!(farm.cx.waiting.count(), 2);
        farm.cx.waiting.close();
        assert_eq!((given(last).await, given(unfit).await), (None, None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_woken_in_vain_passes_it_on() {
    on_both(async |farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let stopping = farm.worker(fleet).await;
        let in_vain = farm.hold(stopping).await;
        let waiting = farm.hold(farm.worker(fleet).await).await;
        let input = request(json!({
            "farmId": farm.id, "fleetId": fleet, "workerId": stopping.id, "status": "STOPPING",
        }));
        worker_life::update_worker(&farm.cx, &farm.admin, input)
            .await
            .unwrap();
        let job = farm.submit(queue, 50, 1).await;
        assert_eq!(given(in_vain).await, None);
        assert_eq!(given(waiting).await, Some(job));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_agents_with_one_id_only_one_uses_what_both_are_woken_for() {
    on_both(async |farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let twins = farm.worker(fleet).await;
        let (one, other) = (farm.hold(twins).await, farm.hold(twins).await);
        let waiting = farm.hold(farm.worker(fleet).await).await;
        let job = farm.submit(queue, 50, 2).await;
        assert_eq!(given(one).await, Some(job));
        assert_eq!(given(other).await, Some(job));
        assert_eq!(given(waiting).await, Some(job));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_be_given_work_is_answered_at_once() {
    on_both(async |farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let stopping = farm.worker(fleet).await;
        let input = request(json!({
            "farmId": farm.id, "fleetId": fleet, "workerId": stopping.id, "status": "STOPPING",
        }));
        worker_life::update_worker(&farm.cx, &farm.admin, input)
            .await
            .unwrap();
        let caller = Caller {
            hold_s: Some(20),
            ..farm.admin.clone()
        };
        let input = request(json!({
            "farmId": farm.id, "fleetId": fleet, "workerId": stopping.id,
        }));
        let asking = worker_schedule::update_worker_schedule(&farm.cx, &caller, input);
        let answered = tokio::time::timeout(Duration::from_secs(15), asking).await;
        assert_eq!(job_of(&answered.unwrap().unwrap()), None);
        assert_eq!(farm.cx.waiting.count(), 0);
    })
    .await;
}

/// A job that may have one worker only: when that one is through, somebody else may begin.
#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_becomes_free_in_a_job_wakes_a_worker() {
    on_both(async |farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let alone = json!({ "maxWorkerCount": 1 });
        let job = farm.submit_with(queue, 50, 9, alone, json!({})).await;
        let first = farm.worker(fleet).await;
        assert_eq!(job_of(&farm.ask(first).await), Some(job));
        let waiting = farm.hold(farm.worker(fleet).await).await;
        let input = request(json!({
            "farmId": farm.id, "fleetId": fleet, "workerId": first.id, "status": "STOPPED",
        }));
        worker_life::update_worker(&farm.cx, &farm.admin, input)
            .await
            .unwrap();
        assert_eq!(given(waiting).await, Some(job));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_nobody_waits_for_at_one_server_wakes_workers_of_another() {
    let place = Place::postgres();
    let here = Arc::new(Farm::on(&place).await);
    let there = Arc::new(here.other_server(&place).await);
    let mut heard = there.cx.store.listen().unwrap().unwrap();
    // It listens from now on.
    assert_eq!(heard.recv().await, Some(Notice::for_anybody()));
    let queue = here.queue(json!({ "priorityFifo": {} })).await;
    let fleet = here.fleet(1, &[queue]).await;
    let at_home = here.hold(here.worker(fleet).await).await;
    let mut abroad = Vec::new();
    for _ in 0..2 {
        abroad.push(there.hold(there.worker(fleet).await).await);
    }
    let job = here.submit(queue, 50, 2).await;
    assert_eq!(given(at_home).await, Some(job));
    let woken = async {
        // The association of queue and fleet was told of before.
        let mut notice = heard.recv().await.unwrap();
        while notice.offer.step_key.is_none() {
            notice = heard.recv().await.unwrap();
        }
        assert_eq!(notice.offer.tasks, 1);
        there.cx.waiting.hear(&notice);
        while !abroad.iter().any(JoinHandle::is_finished) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, woken).await.unwrap();
    let (woken, held): (Vec<_>, Vec<_>) = abroad.into_iter().partition(JoinHandle::is_finished);
    for asking in woken {
        assert_eq!(given(asking).await, Some(job));
    }
    assert_eq!(held.len(), 1);
    // One that was woken in vain looks around before it waits again.
    let waits_again = async {
        while there.cx.waiting.count() != 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(SOON, waits_again).await.unwrap();
    assert!(held.iter().all(|asking| !asking.is_finished()));
    there.cx.waiting.close();
}
