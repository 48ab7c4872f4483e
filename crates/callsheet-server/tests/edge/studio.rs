//! A farm over HTTP with a clock that the test moves, jobs, and workers made of requests.

use std::sync::atomic::{AtomicI64, Ordering};

use callsheet_server::background::{creation, silence};
use serde_json::{Value, json};

use crate::support::{Answer, Client, NOW_MS, Running};

pub struct Studio {
    pub running: Running,
    now_ms: AtomicI64,
}

impl Studio {
    pub async fn open() -> Self {
        let studio = Self {
            running: Running::start().await,
            now_ms: AtomicI64::new(NOW_MS),
        };
        studio.listen().await;
        studio
    }

    pub async fn end(self) {
        self.running.end().await;
    }

    pub fn admin(&self) -> Client {
        let now_ms = self.now_ms();
        self.running.admin.with(|client| client.now_ms = now_ms)
    }

    pub fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    /// A time as it is written, so many seconds from now.
    pub fn time(&self, seconds: i64) -> Value {
        let at = callsheet_api::Timestamp::from_ms(self.now_ms() + seconds * 1_000);
        json!(at)
    }

    /// Time goes by; somebody listens all the while.
    pub async fn pass(&self, seconds: i64) {
        let end_ms = self.now_ms() + seconds * 1_000;
        while self.now_ms() < end_ms {
            let now_ms = (self.now_ms() + 20_000).min(end_ms);
            self.now_ms.store(now_ms, Ordering::SeqCst);
            self.running.set_clock(now_ms);
            self.listen().await;
        }
    }

    async fn listen(&self) {
        silence::sweep(self.running.cx.clone()).await.unwrap();
    }

    pub fn queue(&self) -> String {
        format!(
            "{}/queues/{}",
            self.running.farm_path(),
            self.running.made.queue_id
        )
    }

    pub fn fleet(&self) -> String {
        format!(
            "{}/fleets/{}",
            self.running.farm_path(),
            self.running.made.fleet_id
        )
    }

    pub async fn get(&self, path: &str) -> Value {
        self.admin().get(path).await.succeeds()
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.admin()
            .send("PATCH", path, body.to_string().as_bytes())
            .await
    }

    /// A job's path. `more` goes into its template.
    pub async fn submit(&self, steps: Value, more: Value) -> String {
        let mut template = json!({
            "specificationVersion": "jobtemplate-2023-09", "name": "job", "steps": steps,
        });
        merge(&mut template, &more);
        let body = json!({
            "priority": 50, "template": template.to_string(), "templateType": "JSON",
            "maxRetriesPerTask": 1,
        });
        let jobs = format!("{}/jobs", self.queue());
        let made = self.admin().post(&jobs, &body).await.succeeds();
        let job = format!("{jobs}/{}", made["jobId"].as_str().unwrap());
        creation::create_waiting(&self.running.cx).await.unwrap();
        while self.get(&job).await["lifecycleStatus"] == "CREATE_IN_PROGRESS" {
            tokio::task::yield_now().await;
        }
        job
    }

    /// The path of a worker that is known and has said nothing yet.
    pub async fn create_worker(&self) -> String {
        let workers = format!("{}/workers", self.fleet());
        let made = self.admin().post(&workers, &json!({})).await.succeeds();
        format!("{workers}/{}", made["workerId"].as_str().unwrap())
    }

    /// The path of a worker that has started.
    pub async fn worker(&self) -> String {
        let worker = self.create_worker().await;
        self.say(&worker, "STARTED").await.succeeds();
        worker
    }

    pub async fn say(&self, worker: &str, status: &str) -> Answer {
        self.patch(worker, json!({ "status": status })).await
    }

    pub async fn status(&self, worker: &str) -> String {
        self.get(worker).await["status"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub async fn ask(&self, worker: &str, reports: Value) -> Answer {
        let body = json!({ "updatedSessionActions": reports });
        self.patch(&format!("{worker}/schedule"), body).await
    }

    /// What the worker holds after it has asked.
    pub async fn held(&self, worker: &str, reports: Value) -> Held {
        Held::of(&self.ask(worker, reports).await.succeeds())
    }

    /// How often each status is among a job's session actions.
    pub async fn actions(&self, job: &str, session: &str) -> Vec<String> {
        let path = format!("{job}/session-actions?sessionId={session}");
        let listed = self.get(&path).await;
        let actions = listed["sessionActions"].as_array().unwrap();
        let status = |action: &Value| action["status"].as_str().unwrap().to_owned();
        actions.iter().map(status).collect()
    }

    pub async fn action(&self, job: &str, action: &str) -> Value {
        self.get(&format!("{job}/session-actions/{action}")).await
    }

    /// The statuses of a step's tasks.
    pub async fn tasks(&self, job: &str, step: usize) -> Vec<String> {
        let tasks = self
            .get(&format!("{}/tasks", self.step(job, step).await))
            .await;
        let tasks = tasks["tasks"].as_array().unwrap();
        let status = |task: &Value| task["runStatus"].as_str().unwrap().to_owned();
        tasks.iter().map(status).collect()
    }

    pub async fn step(&self, job: &str, step: usize) -> String {
        let steps = self.get(&format!("{job}/steps")).await;
        let mut steps = steps["steps"].as_array().unwrap().clone();
        steps.sort_by_key(|one| one["name"].as_str().unwrap().to_owned());
        format!("{job}/steps/{}", steps[step]["stepId"].as_str().unwrap())
    }

    /// Every counter is what a recount says.
    pub async fn is_sound(&self) {
        let recount = |tx: &mut callsheet_store::Tx| -> callsheet_store::Result<_> {
            let mut faults = Vec::new();
            for key in tx.expanded_jobs()? {
                faults.extend(tx.recount_job(key)?);
            }
            Ok(faults)
        };
        let store = &self.running.cx.store;
        let faults: Vec<String> = store.read("recount", recount).await.unwrap();
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// A step that runs a command, for as many tasks.
pub fn step(name: &str, tasks: usize) -> Value {
    json!({
        "name": name, "script": { "actions": { "onRun": { "command": "true" } } },
        "parameterSpace": { "taskParameterDefinitions": [
            { "name": "N", "type": "INT", "range": format!("1-{tasks}") },
        ]},
    })
}

pub fn environment(name: &str) -> Value {
    json!({ "name": name, "script": { "actions": {
        "onEnter": { "command": "true" }, "onExit": { "command": "true" },
    }}})
}

pub fn merge(into: &mut Value, more: &Value) {
    let more = more.as_object().unwrap().clone();
    into.as_object_mut().unwrap().extend(more);
}

/// One report of one action.
pub fn report(action: &str, said: Value) -> Value {
    json!({ action: said })
}

pub fn ended(status: &str) -> Value {
    json!({ "completedStatus": status })
}

/// What an answer says that a worker holds.
#[derive(Debug)]
pub struct Held {
    pub answer: Value,
    pub session: String,
    /// Ids, in order.
    pub actions: Vec<String>,
    pub kinds: Vec<String>,
    pub canceled: Vec<String>,
}

impl Held {
    fn of(answer: &Value) -> Self {
        let sessions = answer["assignedSessions"].as_object().unwrap();
        assert!(sessions.len() <= 1, "{answer}");
        let mut held = Self {
            answer: answer.clone(),
            session: String::new(),
            actions: Vec::new(),
            kinds: Vec::new(),
            canceled: Vec::new(),
        };
        for (id, session) in sessions {
            id.clone_into(&mut held.session);
            for action in session["sessionActions"].as_array().unwrap() {
                let kind = action["definition"]
                    .as_object()
                    .unwrap()
                    .keys()
                    .next()
                    .unwrap();
                held.kinds.push(kind.clone());
                held.actions
                    .push(action["sessionActionId"].as_str().unwrap().to_owned());
            }
            if let Some(canceled) = answer["cancelSessionActions"][id].as_array() {
                let id = |id: &Value| id.as_str().unwrap().to_owned();
                held.canceled = canceled.iter().map(id).collect();
            }
        }
        held
    }

    pub fn is_empty(&self) -> bool {
        self.session.is_empty()
    }
}
