//! Fleets against queues, and what may not hide what (`semantics.md` 4.2; decision 11 of the plan).

use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, job_of};

fn fifo() -> Value {
    json!({ "priorityFifo": {} })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_divides_its_workers_evenly_among_its_queues() {
    for_each_farm(async |farm: &Farm| {
        let (old, new) = (farm.queue(fifo()).await, farm.queue(fifo()).await);
        let fleet = farm.fleet(1, &[old, new]).await;
        // Priorities count within a queue only.
        let a = farm.submit(old, 90, 100).await;
        let b = farm.submit(new, 10, 2).await;
        assert_eq!(farm.spread(fleet, 7).await, [(a, 5), (b, 2)].into());
    })
    .await;
}

/// Two more than the other queue has is one too many.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_leaves_a_queue_that_has_more_than_its_share() {
    for_each_farm(async |farm: &Farm| {
        let (old, new) = (farm.queue(fifo()).await, farm.queue(fifo()).await);
        let fleet = farm.fleet(1, &[old, new]).await;
        let a = farm.submit(old, 50, 1_000).await;
        let (one, two) = (farm.worker(fleet).await, farm.worker(fleet).await);
        for worker in [one, two] {
            assert_eq!(job_of(&farm.ask(worker).await), Some(a));
        }
        let b = farm.submit(new, 50, 1_000).await;
        assert_eq!(job_of(&farm.finish(one, 1_000).await), Some(b));
        assert_eq!(job_of(&farm.finish(two, 1_000).await), Some(a));
        assert_eq!(job_of(&farm.finish(one, 1_000).await), Some(b));
    })
    .await;
}

/// The head of the queue is full of jobs that this fleet cannot run, and of jobs that have all the
/// workers they may have.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_at_the_head_of_a_queue_hides_what_is_behind() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let (small, large) = (
            farm.fleet(2, &[queue]).await,
            farm.fleet(64, &[queue]).await,
        );
        let needs = |vcpus: u32| {
            json!({ "hostRequirements": { "amounts": [
                { "name": "amount.worker.vcpu", "min": vcpus },
            ] } })
        };
        for number in 0..30 {
            farm.submit_with(queue, 90, 5, json!({}), needs(8 + number))
                .await;
        }
        for _ in 0..5 {
            let alone = json!({ "maxWorkerCount": 1 });
            farm.submit_with(queue, 80, 5, alone, needs(2)).await;
        }
        let last = farm.submit_with(queue, 1, 9, json!({}), needs(2)).await;
        let spread = farm.spread(small, 7).await;
        assert_eq!((spread.len(), spread.get(&last)), (6, Some(&2)));
        // The other fleet finds what is its own, and of the rest what is left.
        assert_eq!(farm.spread(large, 3).await.values().sum::<usize>(), 3);
    })
    .await;
}

/// Jobs of a kind are one entry to the scheduler; a job behind others of its kind is found when
/// those before it have nothing left.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_kind_come_one_after_the_other() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm
            .queue(json!({ "weightedBalanced": { "renderingTaskWeight": 0.0 } }))
            .await;
        let fleet = farm.fleet(1, &[queue]).await;
        let mut jobs = Vec::new();
        for _ in 0..4 {
            jobs.push(farm.submit(queue, 50, 1).await);
            farm.pass(1_000);
        }
        for job in jobs {
            assert_eq!(farm.spread(fleet, 1).await, [(job, 1)].into());
        }
        assert!(farm.spread(fleet, 1).await.is_empty());
    })
    .await;
}
