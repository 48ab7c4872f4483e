//! A farm whose workers do as they are told, one request at a time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, WorkerId};
use callsheet_api::types::{AssignedSession, UpdateWorkerScheduleResponse};
use callsheet_server::ServerConfig;
use callsheet_server::api::{
    create_job, farms, fleets, queue_fleet_associations, queues, worker_life, worker_schedule,
};
use callsheet_server::auth::{Caller, Principal};
use callsheet_server::background::creation;
use callsheet_server::context::{Clock, Cx};
use callsheet_store::Ids;
use callsheet_store::test_support::{Place, for_each_place};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const BEGINNING_MS: i64 = 1_700_000_000_000;

pub struct Farm {
    pub cx: Cx,
    pub admin: Caller,
    pub id: FarmId,
    now_ms: AtomicI64,
    tokens: AtomicU8,
    clock: Clock,
    _folder: tempfile::TempDir,
}

/// Runs a test on a new farm on each engine.
pub async fn for_each_farm(test: impl AsyncFn(&Farm)) {
    for_each_place(async |place| {
        let farm = Farm::on(place).await;
        test(&farm).await;
        assert_eq!(farm.faults().await, Vec::<String>::new());
    })
    .await;
}

pub fn request<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

#[derive(Debug, Clone, Copy)]
pub struct Worker {
    pub id: WorkerId,
    pub fleet: FleetId,
}

/// What a worker was told to do, if anything.
pub fn session(answer: &UpdateWorkerScheduleResponse) -> Option<&AssignedSession> {
    assert!(answer.assigned_sessions.len() <= 1);
    answer.assigned_sessions.values().next()
}

pub fn job_of(answer: &UpdateWorkerScheduleResponse) -> Option<JobId> {
    session(answer).map(|session| session.job_id)
}

async fn open(place: &Place, clock: &Clock, ids: u64) -> (Cx, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = ServerConfig::in_folder(folder.path());
    config.store = place.url.clone();
    config.prices.worker_hour_usd = 2.0;
    let clock = clock.clone();
    let opening =
        tokio::task::spawn_blocking(move || Cx::open(config, clock, Ids::seeded(ids)).unwrap());
    (opening.await.unwrap(), folder)
}

impl Farm {
    pub async fn on(place: &Place) -> Self {
        let clock = Clock::stopped_at(Timestamp::from_ms(BEGINNING_MS));
        let (cx, folder) = open(place, &clock, 7).await;
        let admin = Caller::of(Principal::Admin);
        let input = request(json!({ "displayName": "farm" }));
        let id = farms::create_farm(&cx, &admin, input).await.unwrap();
        Self {
            cx,
            admin,
            id: id.farm_id,
            now_ms: AtomicI64::new(BEGINNING_MS),
            tokens: AtomicU8::new(0),
            clock,
            _folder: folder,
        }
    }

    /// The same farm, served by another server of the same store.
    pub async fn other_server(&self, place: &Place) -> Self {
        let (cx, folder) = open(place, &self.clock, 8).await;
        Self {
            cx,
            admin: self.admin.clone(),
            id: self.id,
            now_ms: AtomicI64::new(self.now_ms.load(Ordering::SeqCst)),
            tokens: AtomicU8::new(100),
            clock: self.clock.clone(),
            _folder: folder,
        }
    }

    pub fn pass(&self, ms: i64) {
        let now_ms = self.now_ms.fetch_add(ms, Ordering::SeqCst) + ms;
        self.clock.set(Timestamp::from_ms(now_ms));
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now_ms.load(Ordering::SeqCst))
    }

    pub async fn queue(&self, configuration: Value) -> QueueId {
        let number = self.tokens.fetch_add(1, Ordering::SeqCst);
        let input = request(json!({
            "farmId": self.id, "displayName": format!("queue {number}"),
            "schedulingConfiguration": configuration,
        }));
        let created = queues::create_queue(&self.cx, &self.admin, input).await;
        created.unwrap().queue_id
    }

    /// A fleet whose workers have `vcpus` each, for these queues.
    pub async fn fleet(&self, vcpus: u32, queues: &[QueueId]) -> FleetId {
        let input = request(json!({
            "farmId": self.id, "displayName": "fleet", "maxWorkerCount": 1_000,
            "roleArn": "arn:aws:iam::000000000000:role/fleet",
            "configuration": { "customerManaged": {
                "mode": "NO_SCALING",
                "workerCapabilities": {
                    "vCpuCount": { "min": vcpus }, "memoryMiB": { "min": 512 },
                    "osFamily": "LINUX", "cpuArchitectureType": "x86_64",
                },
            } },
        }));
        let created = fleets::create_fleet(&self.cx, &self.admin, input).await;
        let fleet = created.unwrap().fleet_id;
        for queue in queues {
            let input = request(json!({ "farmId": self.id, "fleetId": fleet, "queueId": queue }));
            queue_fleet_associations::create_queue_fleet_association(&self.cx, &self.admin, input)
                .await
                .unwrap();
        }
        fleet
    }

    pub async fn submit(&self, queue: QueueId, priority: i64, tasks: u32) -> JobId {
        self.submit_with(queue, priority, tasks, json!({}), json!({}))
            .await
    }

    /// With more members of CreateJob, and of the template's only step.
    pub async fn submit_with(
        &self,
        queue: QueueId,
        priority: i64,
        tasks: u32,
        of_job: Value,
        of_step: Value,
    ) -> JobId {
        let mut step = json!({
            "name": "step",
            "script": { "actions": { "onRun": { "command": "true" } } },
            "parameterSpace": { "taskParameterDefinitions": [
                { "name": "Frame", "type": "INT", "range": format!("1-{tasks}") },
            ] },
        });
        extend(&mut step, of_step);
        let mut template = json!({
            "specificationVersion": "jobtemplate-2023-09", "name": "job", "steps": [step],
        });
        if template.to_string().contains("CHUNK") {
            template["extensions"] = json!(["TASK_CHUNKING"]);
        }
        let mut input = json!({
            "farmId": self.id, "queueId": queue, "priority": priority,
            "template": template.to_string(), "templateType": "JSON",
        });
        extend(&mut input, of_job);
        let created = create_job::create_job(&self.cx, &self.admin, request(input)).await;
        creation::create_waiting(&self.cx).await.unwrap();
        created.unwrap().job_id
    }

    pub async fn worker(&self, fleet: FleetId) -> Worker {
        self.worker_as(fleet, &self.admin).await
    }

    /// With AWS's agent of this version.
    pub async fn stock_worker(&self, fleet: FleetId, version: &str) -> Worker {
        let agent = Caller {
            user_agent: Some(format!("Boto3/1.40 deadline_worker_agent/{version}")),
            ..self.admin.clone()
        };
        self.worker_as(fleet, &agent).await
    }

    async fn worker_as(&self, fleet: FleetId, caller: &Caller) -> Worker {
        let input = request(json!({ "farmId": self.id, "fleetId": fleet }));
        let created = worker_life::create_worker(&self.cx, &self.admin, input).await;
        let id = created.unwrap().worker_id;
        let input = request(json!({
            "farmId": self.id, "fleetId": fleet, "workerId": id, "status": "STARTED",
        }));
        let started = worker_life::update_worker(&self.cx, caller, input).await;
        started.unwrap();
        Worker { id, fleet }
    }

    /// New workers, each of which asks once: how many went to each job.
    pub async fn spread(&self, fleet: FleetId, workers: usize) -> BTreeMap<JobId, usize> {
        let mut spread = BTreeMap::new();
        for _ in 0..workers {
            let worker = self.worker(fleet).await;
            if let Some(job) = job_of(&self.ask(worker).await) {
                *spread.entry(job).or_default() += 1;
            }
        }
        spread
    }

    pub async fn ask(&self, worker: Worker) -> UpdateWorkerScheduleResponse {
        self.report(worker, json!({})).await
    }

    pub async fn report(&self, worker: Worker, said: Value) -> UpdateWorkerScheduleResponse {
        let input = request(json!({
            "farmId": self.id, "fleetId": worker.fleet, "workerId": worker.id,
            "updatedSessionActions": said,
        }));
        worker_schedule::update_worker_schedule(&self.cx, &self.admin, input)
            .await
            .unwrap()
    }

    /// Everything that a worker holds takes `ms` each and succeeds, and it asks again.
    pub async fn finish(&self, worker: Worker, ms: i64) -> UpdateWorkerScheduleResponse {
        let held = self.ask(worker).await;
        let mut said = serde_json::Map::new();
        for action in session(&held)
            .into_iter()
            .flat_map(|held| &held.session_actions)
        {
            let started_at = self.now();
            self.pass(ms);
            said.insert(
                action.session_action_id.to_string(),
                json!({
                    "completedStatus": "SUCCEEDED", "startedAt": started_at,
                    "endedAt": self.now(), "processExitCode": 0,
                }),
            );
        }
        self.report(worker, said.into()).await
    }

    pub async fn configure(&self, queue: QueueId, configuration: Value) {
        let input = request(json!({
            "farmId": self.id, "queueId": queue, "schedulingConfiguration": configuration,
        }));
        queues::update_queue(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    async fn faults(&self) -> Vec<String> {
        let recounting = self
            .cx
            .store
            .write("recount", |tx| -> callsheet_store::Result<_> {
                let mut faults = Vec::new();
                for key in tx.expanded_jobs()? {
                    faults.extend(tx.recount_job(key)?);
                }
                Ok(faults)
            });
        recounting.await.unwrap()
    }
}

fn extend(object: &mut Value, more: Value) {
    let Value::Object(more) = more else { return };
    object.as_object_mut().unwrap().extend(more);
}
