//! What an answer holds beside its first line, and who gets which answer.

use callsheet_api::ExceptionKind;
use callsheet_api::extension::{GateName, Reason, WorkPath};
use callsheet_api::ids::{FarmId, FleetId, JobId, StepId, TaskId, WorkerId};
use callsheet_server::api::queues;
use callsheet_server::auth::{Caller, Principal};
use callsheet_server::error::Error;
use callsheet_server::extension::explain::{explain_work, find_path};
use callsheet_store::test_support::for_each_place;
use serde_json::json;

use crate::plant::{Farm, needs, request, step};

async fn refusal(farm: &Farm, path: WorkPath) -> (ExceptionKind, String) {
    match explain_work(&farm.cx, &farm.admin, path, None).await {
        Err(Error::Answer(exception)) => {
            let id = exception.members["resourceId"].as_str().unwrap_or_default();
            (exception.kind, id.to_owned())
        }
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_by_its_own_id() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let steps = farm.steps(job).await;
    let path = farm.path(job);
    let (no_job, no_step) = (JobId::from_bytes([9; 16]), StepId::from_bytes([9; 16]));
    let not_found = ExceptionKind::ResourceNotFound;
    let found = refusal(
        &farm,
        WorkPath {
            job_id: no_job,
            ..path
        },
    )
    .await;
    assert_eq!(found, (not_found, no_job.to_string()));
    let found = refusal(
        &farm,
        WorkPath {
            step_id: Some(no_step),
            ..path
        },
    )
    .await;
    assert_eq!(found, (not_found, no_step.to_string()));
    let beyond = TaskId::new(steps[0], 3);
    let place = WorkPath {
        step_id: Some(steps[0]),
        task_id: Some(beyond),
        ..path
    };
    assert_eq!(refusal(&farm, place).await, (not_found, beyond.to_string()));
    // A task of another step than the path's.
    let foreign = TaskId::new(no_step, 0);
    let place = WorkPath {
        task_id: Some(foreign),
        ..place
    };
    assert_eq!(
        refusal(&farm, place).await,
        (not_found, foreign.to_string())
    );
}

#[tokio::test]
async fn an_id_alone_is_enough_to_find_the_place() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let step = farm.steps(job).await[0];
    let (path, task) = (farm.path(job), TaskId::new(step, 2));
    let find = async |id: String| find_path(&farm.cx, &farm.admin, &id).await;
    assert_eq!(find(job.to_string()).await, Ok(path));
    let of_step = WorkPath {
        step_id: Some(step),
        ..path
    };
    assert_eq!(find(step.to_string()).await, Ok(of_step));
    let of_task = WorkPath {
        task_id: Some(task),
        ..of_step
    };
    assert_eq!(find(task.to_string()).await, Ok(of_task));
    let Err(Error::Answer(refused)) = find("shot".to_owned()).await else {
        unreachable!("a name is no id");
    };
    assert_eq!(refused.kind, ExceptionKind::Validation);
}

#[tokio::test]
async fn who_belongs_to_another_farm_learns_nothing() {
    let (farm, _) = Farm::served().await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let principal = Principal::FleetRole {
        farm: FarmId::from_bytes([3; 16]),
        fleet: FleetId::from_bytes([3; 16]),
    };
    let stranger = Caller {
        principal,
        ..farm.admin.clone()
    };
    let Err(Error::Answer(refused)) = find_path(&farm.cx, &stranger, &job.to_string()).await else {
        unreachable!("a stranger finds nothing");
    };
    assert_eq!(refused.kind, ExceptionKind::ResourceNotFound);
    let Err(Error::Answer(refused)) = explain_work(&farm.cx, &stranger, farm.path(job), None).await
    else {
        unreachable!("a stranger is told nothing");
    };
    assert_eq!(refused.kind, ExceptionKind::AccessDenied);
}

/// A million tasks and a thousand workers are a few rows and one list.
#[tokio::test]
async fn every_gate_says_how_many_workers_fail_it() {
    let (farm, fleet) = Farm::served().await;
    let other = farm.fleet("small").await;
    farm.associate(other).await;
    farm.promise(other, json!({ "vCpuCount": { "min": 1, "max": 2 } }))
        .await;
    let need = needs(json!({ "name": "amount.worker.vcpu", "min": 4 }));
    let job = farm
        .submit("shot", vec![step("render", 1_000_000, need)], json!({}))
        .await;
    for _ in 0..6 {
        farm.started(other).await;
    }
    for _ in 0..5 {
        farm.worker(fleet).await;
    }
    for _ in 0..3 {
        farm.at_work(fleet).await;
    }
    farm.started(fleet).await;
    let answer = farm.task(job, 999_999).await;
    let failing = |name: GateName| {
        let gate = answer.gates.iter().find(|gate| gate.gate == name).unwrap();
        gate.failing.count
    };
    assert_eq!(failing(GateName::Association), 0);
    assert_eq!(failing(GateName::Capabilities), 6);
    assert_eq!(failing(GateName::WorkerStatus), 5);
    assert_eq!(failing(GateName::WorkerSession), 3);
    // The idle one is handed another task of the step first.
    assert_eq!(failing(GateName::Order), 1);
    assert_eq!(answer.reason, Reason::Order);
    assert!(
        answer.answer.contains("999996 tasks of its own step"),
        "{}",
        answer.answer
    );
    let fleets: Vec<(i64, usize)> = answer
        .fleets
        .iter()
        .map(|fleet| (fleet.worker_count, fleet.lacks.len()))
        .collect();
    assert_eq!(fleets, [(9, 0), (6, 1)]);
}

#[tokio::test]
async fn one_worker_is_told_the_first_gate_that_keeps_it_away() {
    let (farm, fleet) = Farm::served().await;
    let elsewhere = farm.fleet("elsewhere").await;
    let job = farm
        .submit("shot", vec![step("render", 3, json!({}))], json!({}))
        .await;
    let ask = async |worker: WorkerId| {
        let asked = explain_work(&farm.cx, &farm.admin, farm.path(job), Some(worker)).await;
        asked.unwrap().worker.unwrap()
    };
    let idle = farm.started(fleet).await;
    assert!(ask(idle).await.is_runnable);
    let silent = farm.worker(fleet).await;
    assert_eq!(ask(silent).await.gate, Some(GateName::WorkerStatus));
    let foreign = farm.started(elsewhere).await;
    assert_eq!(ask(foreign).await.gate, Some(GateName::Fleets));
    let rush = farm.submit(
        "rush",
        vec![step("render", 1, json!({}))],
        json!({ "priority": 90 }),
    );
    rush.await;
    let waits = ask(idle).await;
    assert_eq!(waits.gate, Some(GateName::Order));
    assert_eq!(waits.found, "step `render` of job `rush` comes first");
    farm.asks(fleet, idle, json!({})).await;
    let busy = ask(idle).await;
    assert_eq!(busy.gate, Some(GateName::WorkerSession));
    assert_eq!(busy.found, "it is busy with job `rush`");
    let nobody = WorkerId::from_bytes([9; 16]);
    let unknown = explain_work(&farm.cx, &farm.admin, farm.path(job), Some(nobody)).await;
    assert!(unknown.is_err());
}

#[tokio::test]
async fn a_job_tells_of_all_its_steps() {
    let (farm, _) = Farm::served().await;
    let after = json!({ "dependencies": [{ "dependsOn": "render" }] });
    let steps = vec![step("render", 3, json!({})), step("encode", 1, after)];
    let job = farm.submit("shot", steps, json!({})).await;
    let answer = farm.job(job).await;
    let told: Vec<(&str, &str)> = answer
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step.status.as_str()))
        .collect();
    assert_eq!(told, [("render", "READY"), ("encode", "PENDING")]);
    assert!(
        answer
            .answer
            .starts_with("Job `shot`: its step `render` waits"),
        "{}",
        answer.answer
    );
    assert_eq!(answer.task_counts["READY"], 3);
}

/// What the gauge says, on both engines.
#[tokio::test]
async fn waiting_tasks_are_counted_by_what_they_wait_for() {
    for_each_place(async |place| {
        let mut farm = Farm::open_on(place).await;
        let after = json!({ "dependencies": [{ "dependsOn": "render" }] });
        let steps = vec![step("render", 5, json!({})), step("encode", 2, after)];
        let alone = farm.submit("shot", steps, json!({})).await;
        assert_eq!(
            waiting(&farm).await,
            [(Reason::Dependencies, 2), (Reason::NoFleet, 5)]
        );
        let fleet = farm.fleet("linux").await;
        farm.associate(fleet).await;
        assert_eq!(
            waiting(&farm).await,
            [(Reason::Dependencies, 2), (Reason::NoWorkers, 5)]
        );
        let worker = farm.started(fleet).await;
        assert_eq!(
            waiting(&farm).await,
            [(Reason::Dependencies, 2), (Reason::Next, 5)]
        );
        farm.asks(fleet, worker, json!({})).await;
        assert_eq!(
            waiting(&farm).await,
            [(Reason::Dependencies, 2), (Reason::WorkersBusy, 4)]
        );
        farm.update_job(alone, json!({ "maxWorkerCount": 1 })).await;
        assert_eq!(
            waiting(&farm).await,
            [(Reason::Dependencies, 2), (Reason::MaxWorkerCount, 4)]
        );
        // Another queue with a fleet of its own.
        let second = request(json!({ "farmId": farm.farm, "displayName": "fx" }));
        let second = queues::create_queue(&farm.cx, &farm.admin, second)
            .await
            .unwrap();
        farm.queue = second.queue_id;
        let job = farm
            .submit("other", vec![step("render", 7, json!({}))], json!({}))
            .await;
        farm.associate(fleet).await;
        farm.stop_association(fleet).await;
        let told = waiting(&farm).await;
        assert!(told.contains(&(Reason::AssociationStopped, 7)), "{told:?}");
        farm.update_job(job, json!({ "targetTaskRunStatus": "SUSPENDED" }))
            .await;
        let told = waiting(&farm).await;
        assert!(told.contains(&(Reason::Suspended, 7)), "{told:?}");
        assert!(
            !told
                .iter()
                .any(|(reason, _)| *reason == Reason::AssociationStopped)
        );
    })
    .await;
}

/// Those that any task waits for.
async fn waiting(farm: &Farm) -> Vec<(Reason, i64)> {
    let count = |tx: &mut callsheet_store::Tx| -> callsheet_store::Result<_> { tx.waiting_tasks() };
    let waiting = farm
        .cx
        .store
        .read_long("waiting_tasks", count)
        .await
        .unwrap();
    waiting
        .into_iter()
        .filter(|(_, tasks)| *tasks > 0)
        .collect()
}
