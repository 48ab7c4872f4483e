//! What is told of a farm (`semantics.md` 8.1), as it stands in the outbox.

use callsheet_api::Timestamp;
use callsheet_api::extension::events::DetailType;
use callsheet_api::ids::{FleetId, JobId, QueueId, StepId};
use callsheet_api::types::JobLifecycleStatus;
use callsheet_core::counts::TaskStatus;
use callsheet_core::event::replay::Replay;
use callsheet_core::event::{Happened, Level, Range, Told};
use callsheet_server::api::{fleets, jobs, queue_fleet_associations, steps, targets, tasks};
use callsheet_server::background::{self, budgets, creation, fleet_sizes};
use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, request};

/// What is written of a priority, for all the queues here.
fn fifo() -> Value {
    json!({ "priorityFifo": {} })
}

impl Farm {
    async fn want(&self, level: Level) {
        let until = Timestamp::from_ms(i64::MAX);
        let wanting = self.cx.store.write("want_events", move |tx| {
            tx.want_events("test", level, until)
        });
        wanting.await.unwrap();
        background::events::look(&self.cx).await.unwrap();
    }

    async fn told(&self) -> Vec<Told> {
        background::events::number_all(&self.cx).await.unwrap();
        let reading = self
            .cx
            .store
            .read("events_from", |tx| tx.events_from(1, 100_000));
        reading.await.unwrap()
    }

    async fn told_since(&self, position: i64) -> Vec<Happened> {
        let told = self.told().await.into_iter();
        let later = told.filter(|told| told.position > position);
        later.map(|told| told.happened).collect()
    }

    async fn last_position(&self) -> i64 {
        self.told().await.last().map_or(0, |told| told.position)
    }

    async fn aim_job(&self, queue: QueueId, job: JobId, target: &str) {
        let input = request(json!({
            "farmId": self.id, "queueId": queue, "jobId": job, "targetTaskRunStatus": target,
        }));
        targets::update_job(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    async fn step(&self, queue: QueueId, job: JobId) -> StepId {
        let input = request(json!({ "farmId": self.id, "queueId": queue, "jobId": job }));
        let listed = steps::list_steps(&self.cx, &self.admin, input)
            .await
            .unwrap();
        listed.steps[0].step_id
    }

    /// What the events say of a job is what the API says.
    async fn agrees(&self, queue: QueueId, job: JobId, tasks_were: TaskStatus) {
        let mut replay = Replay::default();
        for told in self.told().await {
            replay.hear(&told).unwrap();
        }
        let path = json!({ "farmId": self.id, "queueId": queue, "jobId": job });
        let shown = jobs::get_job(&self.cx, &self.admin, request(path.clone()))
            .await
            .unwrap();
        assert_eq!(replay.job_records[&job], shown.lifecycle_status);
        assert_eq!(Some(replay.jobs[&job].wire()), shown.task_run_status);
        let step = self.step(queue, job).await;
        assert_eq!(Some(replay.steps[&step].wire()), shown.task_run_status);
        let mut input = path;
        input["stepId"] = json!(step);
        let listed = tasks::list_tasks(&self.cx, &self.admin, request(input))
            .await
            .unwrap();
        assert_eq!(listed.next_token, None);
        for task in listed.tasks {
            let index = i64::try_from(task.task_id.index()).unwrap();
            let heard = replay.tasks.get(&(step, index)).copied();
            let heard = heard.unwrap_or(tasks_were);
            assert_eq!(heard.wire(), task.run_status, "task {index}");
        }
    }
}

fn run(happened: &Happened) -> Option<(DetailType, TaskStatus, TaskStatus)> {
    match happened {
        Happened::JobRun(run) | Happened::StepRun(run) => {
            Some((happened.detail_type(), run.previous, run.now))
        }
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_wants_is_not_written() {
    for_each_farm(async |farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(4, &[queue]).await;
        let job = farm.submit(queue, 50, 3).await;
        let worker = farm.worker(fleet).await;
        farm.finish(worker, 1_000).await;
        assert_eq!(farm.told().await, []);
        farm.want(Level::Jobs).await;
        farm.finish(worker, 1_000).await;
        farm.finish(worker, 1_000).await;
        let told = farm.told().await;
        assert!(told.iter().all(|told| told.job == Some(job)));
        let tasks = DetailType::TaskRunStatusChange;
        assert!(!told.is_empty());
        assert!(told.iter().all(|told| told.happened.detail_type() != tasks));
    })
    .await;
}

/// semantics 8.1-4, 8.1-5, 8.1-7, 8.1-8, 8.1-9.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_8_1_the_life_of_a_job_is_told_in_order() {
    use TaskStatus::{Assigned, Ready, Succeeded};
    for_each_farm(async |farm| {
        farm.want(Level::Tasks).await;
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(4, &[queue]).await;
        let job = farm.submit(queue, 50, 2).await;
        let created = [
            Happened::JobLifecycle {
                previous: None,
                now: JobLifecycleStatus::CreateInProgress,
            },
            Happened::JobLifecycle {
                previous: Some(JobLifecycleStatus::CreateInProgress),
                now: JobLifecycleStatus::CreateComplete,
            },
        ];
        assert_eq!(
            farm.told_since(0).await,
            created,
            "no run status at creation"
        );
        let worker = farm.worker(fleet).await;
        farm.ask(worker).await;
        let handed = farm.told_since(2).await;
        let runs: Vec<_> = handed.iter().filter_map(run).collect();
        let (of_step, of_job) = (
            DetailType::StepRunStatusChange,
            DetailType::JobRunStatusChange,
        );
        assert_eq!(runs.len(), 2, "{handed:?}");
        assert_eq!((runs[0].0, runs[0].1), (of_step, Ready));
        assert_eq!((runs[1].0, runs[1].1), (of_job, Ready));
        assert!(matches!(
            handed[0],
            Happened::TaskRun {
                previous: Ready,
                now: Assigned,
                ..
            }
        ));
        while crate::farm::session(&farm.finish(worker, 1_000).await).is_some() {}
        let runs: Vec<_> = farm.told_since(2).await.iter().filter_map(run).collect();
        assert_eq!(runs.last().unwrap().2, Succeeded);
        assert!(runs.iter().all(|(_, previous, now)| previous != now));
        farm.agrees(queue, job, Ready).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_million_tasks_that_move_are_one_row() {
    for_each_farm(async |farm| {
        farm.want(Level::Tasks).await;
        let queue = farm.queue(fifo()).await;
        farm.fleet(4, &[queue]).await;
        let job = farm.submit(queue, 50, 1_000_000).await;
        let before = farm.last_position().await;
        farm.aim_job(queue, job, "SUSPENDED").await;
        let told = farm.told_since(before).await;
        let moved: Vec<_> = told
            .iter()
            .filter(|told| matches!(told, Happened::TaskRun { .. }))
            .collect();
        let ranges = vec![Range {
            first: 0,
            count: 1_000_000,
        }];
        let expected = Happened::TaskRun {
            ranges,
            previous: TaskStatus::Ready,
            now: TaskStatus::Suspended,
        };
        assert_eq!(moved, [&expected]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_task_that_a_target_moves_is_told_and_no_other() {
    for_each_farm(async |farm| {
        farm.want(Level::Tasks).await;
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(4, &[queue]).await;
        let job = farm.submit(queue, 50, 40).await;
        let worker = farm.worker(fleet).await;
        farm.finish(worker, 1_000).await;
        // One far ahead gets a row of its own, so the tail has a hole.
        let step = farm.step(queue, job).await;
        let task = callsheet_api::ids::TaskId::new(step, 30);
        let input = request(json!({
            "farmId": farm.id, "queueId": queue, "jobId": job, "stepId": step, "taskId": task,
            "targetRunStatus": "SUSPENDED",
        }));
        targets::update_task(&farm.cx, &farm.admin, input)
            .await
            .unwrap();
        farm.agrees(queue, job, TaskStatus::Ready).await;
        for target in ["SUSPENDED", "READY", "CANCELED", "READY"] {
            farm.aim_job(queue, job, target).await;
            farm.finish(worker, 1_000).await;
            farm.agrees(queue, job, TaskStatus::Ready).await;
        }
        while crate::farm::session(&farm.finish(worker, 1_000).await).is_some() {}
        farm.agrees(queue, job, TaskStatus::Ready).await;
    })
    .await;
}

/// semantics 8.1-5.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_8_1_a_requeue_is_told_unless_the_job_is_ready() {
    for_each_farm(async |farm| {
        farm.want(Level::Jobs).await;
        let queue = farm.queue(fifo()).await;
        farm.fleet(4, &[queue]).await;
        let job = farm.submit(queue, 50, 4).await;
        let before = farm.last_position().await;
        farm.aim_job(queue, job, "READY").await;
        let runs = |told: Vec<Happened>| -> Vec<_> { told.iter().filter_map(run).collect() };
        assert_eq!(runs(farm.told_since(before).await), []);
        // One that no fleet fits is what it was before, when that has been looked at again.
        let vcpus = json!({ "name": "amount.worker.vcpu", "min": 64 });
        let large = json!({ "hostRequirements": { "amounts": [vcpus] } });
        let job = farm.submit_with(queue, 50, 4, json!({}), large).await;
        let before = farm.last_position().await;
        farm.aim_job(queue, job, "READY").await;
        let unfit = TaskStatus::NotCompatible;
        let expected = [(DetailType::JobRunStatusChange, unfit, unfit)];
        assert_eq!(runs(farm.told_since(before).await), expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_tells_nothing() {
    for_each_farm(async |farm| {
        farm.want(Level::Tasks).await;
        let queue = farm.queue(fifo()).await;
        farm.fleet(4, &[queue]).await;
        let job = farm.submit(queue, 50, 4).await;
        let before = farm.last_position().await;
        // The target is reached for, then archiving is refused: nothing of it stays.
        let input = request(json!({
            "farmId": farm.id, "queueId": queue, "jobId": job,
            "targetTaskRunStatus": "READY", "lifecycleStatus": "ARCHIVED",
        }));
        targets::update_job(&farm.cx, &farm.admin, input)
            .await
            .unwrap_err();
        assert_eq!(farm.told_since(before).await, []);
    })
    .await;
}

/// semantics 8.1-4.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_8_1_a_template_that_is_refused_is_told() {
    for_each_farm(async |farm| {
        farm.want(Level::Jobs).await;
        let queue = farm.queue(fifo()).await;
        let input = request(json!({
            "farmId": farm.id, "queueId": queue, "priority": 50, "template": "{}",
            "templateType": "JSON",
        }));
        let create = callsheet_server::api::create_job::create_job(&farm.cx, &farm.admin, input);
        create.await.unwrap();
        creation::create_waiting(&farm.cx).await.unwrap();
        let refused = Happened::JobLifecycle {
            previous: Some(JobLifecycleStatus::CreateInProgress),
            now: JobLifecycleStatus::CreateFailed,
        };
        assert_eq!(farm.told_since(0).await.last(), Some(&refused));
    })
    .await;
}

/// semantics 8.1-2.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_8_1_budgets_tell_their_thresholds() {
    for_each_farm(async |farm| {
        farm.want(Level::Jobs).await;
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(4, &[queue]).await;
        farm.submit(queue, 50, 4).await;
        let end = Timestamp::from_ms(farm.now().as_ms() + 86_400_000);
        let input = request(json!({
            "farmId": farm.id, "displayName": "month", "approximateDollarLimit": 1.0,
            "usageTrackingResource": { "queueId": queue },
            "actions": [{ "type": "STOP_SCHEDULING_AND_COMPLETE_TASKS",
                          "thresholdPercentage": 33.0 }],
            "schedule": { "fixed": { "startTime": farm.now(), "endTime": end } },
        }));
        let created = callsheet_server::api::budgets::create_budget(&farm.cx, &farm.admin, input);
        let budget = created.await.unwrap().budget_id;
        let worker = farm.worker(fleet).await;
        farm.ask(worker).await;
        let before = farm.last_position().await;
        // Two dollars an hour: 40 % of the limit in twelve minutes.
        farm.pass(12 * 60_000);
        budgets::sweep(farm.cx.clone()).await.unwrap();
        budgets::sweep(farm.cx.clone()).await.unwrap();
        let expected: Vec<_> = [10.0, 20.0, 30.0, 33.0, 40.0]
            .map(|percent| Happened::BudgetThreshold { budget, percent })
            .into();
        assert_eq!(farm.told_since(before).await, expected);
    })
    .await;
}

/// semantics 2.9-2, 6.3-1, 6.3-3, 8.1-3.
#[tokio::test(flavor = "multi_thread")]
async fn semantics_8_1_a_fleets_recommended_size_is_told_and_shown() {
    for_each_farm(async |farm| {
        farm.want(Level::Jobs).await;
        let queue = farm.queue(fifo()).await;
        let fleet = scaling_fleet(farm, queue).await;
        let sizes = async |farm: &Farm| -> Vec<(i64, i64)> {
            let told = farm.told_since(0).await.into_iter();
            told.filter_map(|happened| match happened {
                Happened::FleetSize {
                    fleet: told,
                    previous,
                    now,
                } if told == fleet => Some((previous, now)),
                _ => None,
            })
            .collect()
        };
        fleet_sizes::sweep(farm.cx.clone()).await.unwrap();
        assert_eq!(sizes(farm).await, [(0, 0)], "it was never sized before");
        farm.submit_with(queue, 50, 30, json!({ "maxWorkerCount": 3 }), json!({}))
            .await;
        farm.submit(queue, 50, 2).await;
        farm.pass(60_000);
        fleet_sizes::sweep(farm.cx.clone()).await.unwrap();
        fleet_sizes::sweep(farm.cx.clone()).await.unwrap();
        assert_eq!(
            sizes(farm).await[1..],
            [(0, 5)],
            "three of one job, two of the other"
        );
        let input = request(json!({ "farmId": farm.id, "fleetId": fleet }));
        let shown = fleets::get_fleet(&farm.cx, &farm.admin, input)
            .await
            .unwrap();
        assert_eq!(shown.target_worker_count, Some(5));
        assert_eq!(shown.auto_scaling_status.unwrap().as_str(), "GROWING");
        // Nobody came: once a minute it is said again.
        farm.pass(60_000);
        fleet_sizes::sweep(farm.cx.clone()).await.unwrap();
        assert_eq!(sizes(farm).await[2..], [(5, 5)]);
    })
    .await;
}

async fn scaling_fleet(farm: &Farm, queue: QueueId) -> FleetId {
    let input = request(json!({
        "farmId": farm.id, "displayName": "fleet", "maxWorkerCount": 20,
        "roleArn": "arn:aws:iam::000000000000:role/fleet",
        "configuration": { "customerManaged": {
            "mode": "EVENT_BASED_AUTO_SCALING",
            "workerCapabilities": {
                "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 },
                "osFamily": "LINUX", "cpuArchitectureType": "x86_64",
            },
        } },
    }));
    let created = fleets::create_fleet(&farm.cx, &farm.admin, input).await;
    let fleet = created.unwrap().fleet_id;
    let input = request(json!({ "farmId": farm.id, "fleetId": fleet, "queueId": queue }));
    queue_fleet_associations::create_queue_fleet_association(&farm.cx, &farm.admin, input)
        .await
        .unwrap();
    fleet
}
