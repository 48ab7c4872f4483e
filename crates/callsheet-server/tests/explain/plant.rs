//! A farm in which causes are planted through the API's own handlers, and asked about.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::extension::{Explanation, WorkPath};
use callsheet_api::ids::{FarmId, FleetId, JobId, LimitId, QueueId, StepId, TaskId, WorkerId};
use callsheet_api::types::{ListStepsRequest, UpdateWorkerScheduleResponse};
use callsheet_server::api::{
    budgets, create_job, farms, fleets, limits, queue_fleet_associations, queue_limit_associations,
    queues, steps, targets, worker_life, worker_schedule,
};
use callsheet_server::auth::{Caller, Principal};
use callsheet_server::background::{self, creation, silence};
use callsheet_server::context::{Clock, Cx, ServerConfig};
use callsheet_server::extension::explain::explain_work;
use callsheet_store::test_support::Place;
use callsheet_store::{Ids, StoreUrl};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const START_MS: i64 = 1_700_000_000_000;

pub struct Farm {
    pub cx: Cx,
    pub admin: Caller,
    pub clock: Clock,
    pub farm: FarmId,
    pub queue: QueueId,
    _folder: tempfile::TempDir,
}

pub fn request<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// What a fleet of the tests promises.
pub fn capabilities() -> Value {
    json!({
        "vCpuCount": { "min": 4, "max": 8 }, "memoryMiB": { "min": 512 }, "osFamily": "LINUX",
        "cpuArchitectureType": "x86_64",
    })
}

/// A step of so many tasks, with whatever else its template says.
pub fn step(name: &str, tasks: u32, more: Value) -> Value {
    let mut step = json!({
        "name": name,
        "script": { "actions": { "onRun": { "command": "true" } } },
        "parameterSpace": { "taskParameterDefinitions": [
            { "name": "Frame", "type": "INT", "range": format!("1-{tasks}") },
        ]},
    });
    let more = more.as_object().unwrap().clone();
    step.as_object_mut().unwrap().extend(more);
    step
}

pub fn needs(requirement: Value) -> Value {
    let kind = if requirement["name"].as_str().unwrap().starts_with("amount") {
        "amounts"
    } else {
        "attributes"
    };
    json!({ "hostRequirements": { kind: [requirement] } })
}

impl Farm {
    pub async fn open() -> Self {
        Self::open_on(&Place::sqlite()).await
    }

    /// The store stays where it is; its place has to outlive what is asked of it.
    pub async fn open_on(place: &Place) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::stopped_at(Timestamp::from_ms(START_MS));
        let mut config = ServerConfig::in_folder(folder.path());
        config.prices.worker_hour_usd = 1.0;
        if matches!(place.url, StoreUrl::Postgres(_)) {
            config.store = place.url.clone();
        }
        let opening = clock.clone();
        let cx = tokio::task::spawn_blocking(|| Cx::open(config, opening, Ids::seeded(7)));
        let cx = cx.await.unwrap().unwrap();
        let admin = Caller::of(Principal::Admin);
        let farm = request(json!({ "displayName": "farm" }));
        let farm = farms::create_farm(&cx, &admin, farm).await.unwrap().farm_id;
        let queue = request(json!({ "farmId": farm, "displayName": "comp" }));
        let queue = queues::create_queue(&cx, &admin, queue).await.unwrap();
        Self {
            cx,
            admin,
            clock,
            farm,
            queue: queue.queue_id,
            _folder: folder,
        }
    }

    /// With a fleet that serves the queue.
    pub async fn served() -> (Self, FleetId) {
        let farm = Self::open().await;
        let fleet = farm.fleet("linux").await;
        farm.associate(fleet).await;
        (farm, fleet)
    }

    pub async fn fleet(&self, name: &str) -> FleetId {
        let input = request(json!({
            "farmId": self.farm, "displayName": name, "maxWorkerCount": 5000,
            "roleArn": "arn:aws:iam::000000000000:role/fleet",
            "configuration": { "customerManaged": {
                "mode": "NO_SCALING", "workerCapabilities": capabilities(),
            }},
        }));
        let created = fleets::create_fleet(&self.cx, &self.admin, input).await;
        created.unwrap().fleet_id
    }

    /// Changes what a fleet promises.
    pub async fn promise(&self, fleet: FleetId, changes: Value) {
        let mut promised = capabilities();
        let changes = changes.as_object().unwrap().clone();
        promised.as_object_mut().unwrap().extend(changes);
        let input = request(json!({
            "farmId": self.farm, "fleetId": fleet,
            "configuration": { "customerManaged": {
                "mode": "NO_SCALING", "workerCapabilities": promised,
            }},
        }));
        fleets::update_fleet(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    pub async fn associate(&self, fleet: FleetId) {
        let input =
            request(json!({ "farmId": self.farm, "queueId": self.queue, "fleetId": fleet }));
        queue_fleet_associations::create_queue_fleet_association(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    pub async fn stop_association(&self, fleet: FleetId) {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "fleetId": fleet,
            "status": "STOP_SCHEDULING_AND_COMPLETE_TASKS",
        }));
        queue_fleet_associations::update_queue_fleet_association(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    /// A limit of the queue on what steps call `amount.license`.
    pub async fn limit(&self, max_count: i64) -> LimitId {
        let input = request(json!({
            "farmId": self.farm, "displayName": "license", "amountRequirementName": "amount.license",
            "maxCount": max_count,
        }));
        let created = limits::create_limit(&self.cx, &self.admin, input).await;
        let limit = created.unwrap().limit_id;
        self.associate_limit(limit).await;
        limit
    }

    pub async fn associate_limit(&self, limit: LimitId) {
        let input =
            request(json!({ "farmId": self.farm, "queueId": self.queue, "limitId": limit }));
        queue_limit_associations::create_queue_limit_association(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    pub async fn update_limit_association(&self, limit: LimitId, status: &str) {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "limitId": limit, "status": status,
        }));
        queue_limit_associations::update_queue_limit_association(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    /// A budget of the queue, which costs a dollar an hour, and an hour that passes.
    pub async fn spend_a_budget(&self) {
        let now = self.clock.now();
        let (hour, day) = (3_600_000, 86_400_000);
        let input = request(json!({
            "farmId": self.farm, "displayName": "day", "approximateDollarLimit": 1.0,
            "usageTrackingResource": { "queueId": self.queue },
            "actions": [{
                "type": "STOP_SCHEDULING_AND_COMPLETE_TASKS", "thresholdPercentage": 100.0,
            }],
            "schedule": { "fixed": {
                "startTime": now, "endTime": Timestamp::from_ms(now.as_ms() + day),
            } },
        }));
        budgets::create_budget(&self.cx, &self.admin, input)
            .await
            .unwrap();
        self.clock.set(Timestamp::from_ms(now.as_ms() + hour));
        background::budgets::sweep(self.cx.clone()).await.unwrap();
    }

    pub async fn update_queue(&self, changes: Value) {
        let mut input = json!({ "farmId": self.farm, "queueId": self.queue });
        let changes = changes.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(changes);
        queues::update_queue(&self.cx, &self.admin, request(input))
            .await
            .unwrap();
    }

    /// Submits a job; its steps are made at once.
    pub async fn submit(&self, name: &str, steps: Vec<Value>, more: Value) -> JobId {
        let job = self.submit_only(name, steps, more).await;
        creation::create_waiting(&self.cx).await.unwrap();
        job
    }

    pub async fn submit_only(&self, name: &str, steps: Vec<Value>, more: Value) -> JobId {
        let mut template = json!({
            "specificationVersion": "jobtemplate-2023-09", "name": name, "steps": steps,
        });
        let mut more = more.as_object().unwrap().clone();
        for of_template in ["jobEnvironments", "extensions"] {
            if let Some(value) = more.remove(of_template) {
                template[of_template] = value;
            }
        }
        let mut input = json!({
            "farmId": self.farm, "queueId": self.queue, "priority": 50,
            "template": template.to_string(), "templateType": "JSON",
        });
        input.as_object_mut().unwrap().extend(more);
        let created = create_job::create_job(&self.cx, &self.admin, request(input)).await;
        created.unwrap().job_id
    }

    pub async fn update_job(&self, job: JobId, changes: Value) {
        let mut input = json!({ "farmId": self.farm, "queueId": self.queue, "jobId": job });
        let changes = changes.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(changes);
        targets::update_job(&self.cx, &self.admin, request(input))
            .await
            .unwrap();
    }

    pub async fn update_step(&self, job: JobId, step: StepId, target: &str) {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "jobId": job, "stepId": step,
            "targetTaskRunStatus": target,
        }));
        targets::update_step(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    pub async fn update_task(&self, job: JobId, step: StepId, index: u64, target: &str) {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "jobId": job, "stepId": step,
            "taskId": TaskId::new(step, index), "targetRunStatus": target,
        }));
        targets::update_task(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    pub async fn steps(&self, job: JobId) -> Vec<StepId> {
        let input: ListStepsRequest =
            request(json!({ "farmId": self.farm, "queueId": self.queue, "jobId": job }));
        let listed = steps::list_steps(&self.cx, &self.admin, input).await;
        listed
            .unwrap()
            .steps
            .iter()
            .map(|step| step.step_id)
            .collect()
    }

    /// A worker that exists and has said nothing.
    pub async fn worker(&self, fleet: FleetId) -> WorkerId {
        let input = request(json!({ "farmId": self.farm, "fleetId": fleet }));
        let created = worker_life::create_worker(&self.cx, &self.admin, input).await;
        created.unwrap().worker_id
    }

    pub async fn says(&self, fleet: FleetId, worker: WorkerId, status: &str) {
        let input = request(json!({
            "farmId": self.farm, "fleetId": fleet, "workerId": worker, "status": status,
        }));
        worker_life::update_worker(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    /// A worker that has started, and has not asked for work yet.
    pub async fn started(&self, fleet: FleetId) -> WorkerId {
        let worker = self.worker(fleet).await;
        self.says(fleet, worker, "STARTED").await;
        worker
    }

    /// One of AWS's agents, of this version.
    pub async fn started_as(&self, fleet: FleetId, version: &str) -> WorkerId {
        let worker = self.worker(fleet).await;
        let agent = Caller {
            user_agent: Some(format!("Boto3/1.40 deadline_worker_agent/{version}")),
            ..self.admin.clone()
        };
        let input = request(json!({
            "farmId": self.farm, "fleetId": fleet, "workerId": worker, "status": "STARTED",
        }));
        worker_life::update_worker(&self.cx, &agent, input)
            .await
            .unwrap();
        worker
    }

    /// One that says what it has itself.
    pub async fn started_with(&self, fleet: FleetId, has: Value) -> WorkerId {
        let worker = self.worker(fleet).await;
        let input = request(json!({
            "farmId": self.farm, "fleetId": fleet, "workerId": worker, "status": "STARTED",
            "capabilities": has,
        }));
        worker_life::update_worker(&self.cx, &self.admin, input)
            .await
            .unwrap();
        worker
    }

    /// It asks for work, with what it has to report.
    pub async fn asks(
        &self,
        fleet: FleetId,
        worker: WorkerId,
        reports: Value,
    ) -> UpdateWorkerScheduleResponse {
        let input = request(json!({
            "farmId": self.farm, "fleetId": fleet, "workerId": worker,
            "updatedSessionActions": reports,
        }));
        worker_schedule::update_worker_schedule(&self.cx, &self.admin, input)
            .await
            .unwrap()
    }

    /// A worker that has asked and was given what there was.
    pub async fn at_work(&self, fleet: FleetId) -> WorkerId {
        let worker = self.started(fleet).await;
        self.asks(fleet, worker, json!({})).await;
        worker
    }

    /// It reports the first action that it holds: that it runs, or how it ended.
    pub async fn reports(&self, fleet: FleetId, worker: WorkerId, completed: Option<&str>) {
        let held = self.asks(fleet, worker, json!({})).await;
        let actions = held
            .assigned_sessions
            .values()
            .flat_map(|one| &one.session_actions);
        let first = actions
            .map(|action| action.session_action_id)
            .next()
            .unwrap();
        let now = self.clock.now();
        let mut report = json!({ "startedAt": now, "updatedAt": now });
        if let Some(status) = completed {
            report["completedStatus"] = json!(status);
            report["endedAt"] = json!(now);
        }
        let reports = BTreeMap::from([(first.to_string(), report)]);
        self.asks(fleet, worker, json!(reports)).await;
    }

    /// Time passes while the server listens.
    pub async fn listen_for(&self, seconds: i64) {
        for _ in 0..seconds.div_euclid(10) {
            let now = self.clock.now().as_ms() + 10_000;
            self.clock.set(Timestamp::from_ms(now));
            silence::sweep(self.cx.clone()).await.unwrap();
        }
    }

    pub fn path(&self, job: JobId) -> WorkPath {
        WorkPath {
            farm_id: self.farm,
            queue_id: self.queue,
            job_id: job,
            step_id: None,
            task_id: None,
        }
    }

    pub async fn explain(&self, path: WorkPath) -> Explanation {
        explain_work(&self.cx, &self.admin, path, None)
            .await
            .unwrap()
    }

    pub async fn job(&self, job: JobId) -> Explanation {
        self.explain(self.path(job)).await
    }

    /// The step at this position.
    pub async fn step(&self, job: JobId, position: usize) -> Explanation {
        let step_id = Some(self.steps(job).await[position]);
        let path = self.path(job);
        self.explain(WorkPath { step_id, ..path }).await
    }

    /// A task of the first step.
    pub async fn task(&self, job: JobId, index: u64) -> Explanation {
        let step = self.steps(job).await[0];
        let path = WorkPath {
            step_id: Some(step),
            task_id: Some(TaskId::new(step, index)),
            ..self.path(job)
        };
        self.explain(path).await
    }
}
