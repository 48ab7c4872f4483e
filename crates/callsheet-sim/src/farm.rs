//! The servers without a network: their handlers, called as an administrator.

use std::sync::Mutex;

use callsheet_api::ids::{FarmId, FleetId, JobId, LimitId, QueueId};
use callsheet_api::types::{
    CreateFarmRequest, CreateFleetRequest, CreateJobRequest, CreateQueueFleetAssociationRequest,
    CreateQueueRequest, GetJobRequest, GetJobResponse,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::event::Level;
use callsheet_core::event::replay::Replay;
use callsheet_server::api::{
    create_job, farms, fleets, jobs, limits, queue_fleet_associations, queue_limit_associations,
    queues,
};
use callsheet_server::auth::{Caller, Principal};
use callsheet_server::background::{creation, events, silence};
use callsheet_server::context::{Clock, Cx, ServerConfig};
use callsheet_store::{Ids, StoreUrl};
use serde_json::{Value, json};

use crate::dice::Dice;

/// The store that a farm's servers share, and how many there are of them.
#[derive(Debug, Clone)]
pub enum Servers {
    /// One, on an SQLite file of its own.
    One,
    Two(StoreUrl),
}

pub struct Farm {
    servers: Vec<Cx>,
    /// Which of them the next request comes to.
    balancer: Mutex<Dice>,
    pub admin: Caller,
    pub clock: Clock,
    pub farm: FarmId,
    pub queue: QueueId,
    pub fleet: FleetId,
    /// Of `amount.tokens`, which there are [`TOKENS`] of.
    pub limit: LimitId,
    now_ms: i64,
    _folder: tempfile::TempDir,
}

/// How many tasks that take one may run at once.
pub const TOKENS: i64 = 2;

/// A request from JSON: most of its members are optional and absent.
pub fn request<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|why| panic!("a request of ours: {why}"))
}

impl Farm {
    pub async fn open(seed: u64, servers: &Servers) -> Self {
        let folder = folder();
        let clock = Clock::stopped_at(Timestamp::from_ms(1_700_000_000_000));
        let mut config = ServerConfig::in_folder(folder.path());
        let number = match servers {
            Servers::One => 1,
            Servers::Two(url) => {
                config.store = url.clone();
                2
            }
        };
        let mut servers = Vec::new();
        for at in 0..number {
            let (config, clock) = (config.clone(), clock.clone());
            let ids = Ids::seeded(seed + at * 1_000_003);
            // A client of PostgreSQL blocks on a runtime of its own while it connects.
            let opening = tokio::task::spawn_blocking(move || Cx::open(config, clock, ids));
            let opened = opening.await.expect("opening does not panic");
            let server = opened.expect("the store opens");
            server.store.outbox().want(Level::Tasks);
            servers.push(server);
        }
        let admin = Caller::of(Principal::Admin);
        let (farm, queue, fleet) = found(&servers[0], &admin).await;
        let limit = tokens(&servers[0], &admin, farm, queue).await;
        Self {
            servers,
            balancer: Mutex::new(Dice::new(seed)),
            admin,
            clock,
            farm,
            queue,
            fleet,
            limit,
            now_ms: 1_700_000_000_000,
            _folder: folder,
        }
    }

    /// The server that the next request comes to.
    pub fn cx(&self) -> &Cx {
        let mut balancer = self.balancer.lock().expect("no thread panics");
        balancer.pick(&self.servers).expect("a farm has a server")
    }

    pub fn pass(&mut self, ms: i64) {
        self.now_ms += ms;
        self.clock.set(Timestamp::from_ms(self.now_ms));
    }

    /// What a listener knows who heard every event, and in which of them it found fault.
    pub async fn heard(&self) -> (Replay, Vec<String>) {
        let cx = self.cx();
        events::number_all(cx).await.expect("events are numbered");
        let reading = cx
            .store
            .read("events", |tx| tx.events_from(1, usize::MAX >> 1));
        let told = reading.await.expect("events are read");
        let mut replay = Replay::default();
        let heard = told.iter().filter_map(|told| replay.hear(told).err());
        let faults = heard.collect();
        (replay, faults)
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now_ms)
    }

    pub async fn submit(&self, template: &Value, max_failed: u64, max_retries: u64) -> JobId {
        let input: CreateJobRequest = request(json!({
            "farmId": self.farm, "queueId": self.queue, "priority": 50,
            "template": template.to_string(), "templateType": "JSON",
            "maxFailedTasksCount": max_failed, "maxRetriesPerTask": max_retries,
        }));
        let created = create_job::create_job(self.cx(), &self.admin, input).await;
        let job = created
            .unwrap_or_else(|why| panic!("CreateJob: {why}"))
            .job_id;
        creation::create_waiting(self.cx())
            .await
            .unwrap_or_else(|why| panic!("creation: {why}"));
        job
    }

    pub async fn job(&self, job: JobId) -> GetJobResponse {
        let input: GetJobRequest =
            request(json!({ "farmId": self.farm, "queueId": self.queue, "jobId": job }));
        jobs::get_job(self.cx(), &self.admin, input)
            .await
            .unwrap_or_else(|why| panic!("{}: {why}", Operation::GetJob))
    }

    pub async fn notice_silence(&self) {
        silence::sweep(self.cx().clone())
            .await
            .unwrap_or_else(|why| panic!("silence: {why}"));
    }

    /// Is any limit exceeded at this moment?
    pub async fn is_exceeded(&self) -> bool {
        let queue = self.queue;
        let reading = self
            .cx()
            .store
            .read("limits", move |tx| -> callsheet_store::Result<_> {
                let limits = tx.limits_of_queue(queue)?;
                Ok(limits.iter().any(|l| l.current_count > l.max_count))
            });
        reading
            .await
            .unwrap_or_else(|why| panic!("reading limits: {why}"))
    }

    /// Every counter counted again. It locks what it reads, so it is a write for the store.
    pub async fn faults(&self) -> Vec<String> {
        let (farm, queue) = (self.farm, self.queue);
        self.cx()
            .store
            .write("recount", move |tx| -> callsheet_store::Result<_> {
                let mut faults = tx.recount_limits(farm)?;
                let limits = tx.limits_of_queue(queue)?.into_iter();
                let exceeded = limits.filter(|limit| limit.current_count > limit.max_count);
                faults.extend(exceeded.map(|limit| format!("{} is exceeded", limit.id)));
                for key in tx.expanded_jobs()? {
                    faults.extend(tx.recount_job(key)?);
                }
                Ok(faults)
            })
            .await
            .unwrap_or_else(|why| vec![why.to_string()])
    }
}

/// In memory where the system offers that: nothing here has to survive.
fn folder() -> tempfile::TempDir {
    let shared = std::path::Path::new("/dev/shm");
    let made = if shared.is_dir() {
        tempfile::tempdir_in(shared)
    } else {
        tempfile::tempdir()
    };
    made.expect("a folder for the store")
}

async fn found(cx: &Cx, admin: &Caller) -> (FarmId, QueueId, FleetId) {
    let input: CreateFarmRequest = request(json!({ "displayName": "farm" }));
    let farm = farms::create_farm(cx, admin, input)
        .await
        .expect("CreateFarm")
        .farm_id;
    let input: CreateQueueRequest = request(json!({ "farmId": farm, "displayName": "queue" }));
    let queue = queues::create_queue(cx, admin, input)
        .await
        .expect("CreateQueue")
        .queue_id;
    let input: CreateFleetRequest = request(json!({
        "farmId": farm, "displayName": "fleet", "maxWorkerCount": 100,
        "roleArn": "arn:aws:iam::000000000000:role/fleet",
        "configuration": { "customerManaged": {
            "mode": "NO_SCALING",
            "workerCapabilities": {
                "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 },
                "osFamily": "LINUX", "cpuArchitectureType": "x86_64",
            },
        } },
    }));
    let fleet = fleets::create_fleet(cx, admin, input)
        .await
        .expect("CreateFleet")
        .fleet_id;
    let input: CreateQueueFleetAssociationRequest =
        request(json!({ "farmId": farm, "queueId": queue, "fleetId": fleet }));
    queue_fleet_associations::create_queue_fleet_association(cx, admin, input)
        .await
        .expect("CreateQueueFleetAssociation");
    (farm, queue, fleet)
}

async fn tokens(cx: &Cx, admin: &Caller, farm: FarmId, queue: QueueId) -> LimitId {
    let input = request(json!({
        "farmId": farm, "displayName": "tokens", "amountRequirementName": "amount.tokens",
        "maxCount": TOKENS,
    }));
    let limit = limits::create_limit(cx, admin, input)
        .await
        .expect("CreateLimit")
        .limit_id;
    let input = request(json!({ "farmId": farm, "queueId": queue, "limitId": limit }));
    queue_limit_associations::create_queue_limit_association(cx, admin, input)
        .await
        .expect("CreateQueueLimitAssociation");
    limit
}
