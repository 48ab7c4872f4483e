//! A whole life of a worker against a server that loses answers, is busy, and forgets. The server
//! is a script over plain TCP, so that every answer is under the test's control.

#![expect(clippy::unwrap_used, reason = "a test ends where it panics")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callsheet_agent::{AgentConfig, AgentError, CapabilityOverrides, JobUsers, Sensitive, run};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

#[derive(Debug, Clone)]
struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Value,
}

enum Reply {
    Json(u16, Value),
    /// The request was taken, but nobody hears of it.
    Lost,
    /// Nothing until the test ends.
    Held,
}

#[derive(Default)]
struct Server {
    requests: Vec<Request>,
    log_lines: Vec<String>,
    /// What is wrong with the next schedule requests that report something final.
    troubles: Vec<Reply>,
    /// Actions of the one session, and those known to be over.
    actions: Vec<Value>,
    over: Vec<(String, String)>,
    canceled: Vec<String>,
    workers: usize,
    /// How many of the next schedule requests find the worker not online.
    is_offline: usize,
    is_deleted: bool,
}

impl Server {
    fn answer(&mut self, request: &Request) -> Reply {
        self.requests.push(request.clone());
        let path = request.path.split('?').next().unwrap_or_default();
        let kind = path.rsplit('/').next().unwrap_or_default();
        match (request.method.as_str(), kind) {
            ("POST", "workers") => {
                self.workers += 1;
                Reply::Json(200, json!({ "workerId": self.worker() }))
            }
            ("GET", "fleet-roles") => Reply::Json(200, json!({ "credentials": credentials() })),
            ("PATCH", "schedule") => self.schedule(&request.body),
            ("PATCH", _) if self.is_deleted => {
                self.is_deleted = false;
                let id = self.worker();
                Reply::Json(404, error("ResourceNotFoundException", &id))
            }
            ("PATCH", _) => Reply::Json(200, json!({})),
            ("POST", "batchGetJobEntity") => Reply::Json(200, entities(&request.body)),
            ("POST", "") => self.logs(&request.body),
            other => panic!("nobody asks for {other:?}"),
        }
    }

    fn worker(&self) -> String {
        format!("worker-{}", self.workers)
    }

    fn logs(&mut self, body: &Value) -> Reply {
        assert_eq!(body["logGroupName"], "/aws/deadline/farm-1/queue-1");
        let events = body["logEvents"].as_array().cloned().unwrap_or_default();
        let text = |event: &Value| event["message"].as_str().unwrap_or_default().to_owned();
        self.log_lines.extend(events.iter().map(text));
        Reply::Json(200, json!({}))
    }

    fn schedule(&mut self, body: &Value) -> Reply {
        if self.is_offline > 0 {
            self.is_offline -= 1;
            let id = self.worker();
            return Reply::Json(409, error("ConflictException", &id));
        }
        let reports = body["updatedSessionActions"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let is_final = |report: &Value| report["completedStatus"].is_string();
        if reports.values().any(is_final) && !self.troubles.is_empty() {
            let trouble = self.troubles.remove(0);
            if let Reply::Json(..) = trouble {
                return trouble;
            }
            self.absorb(&reports);
            return trouble;
        }
        self.absorb(&reports);
        let open = self.open();
        if open.is_empty() && reports.is_empty() {
            return Reply::Held;
        }
        Reply::Json(200, self.level(&open))
    }

    fn absorb(&mut self, reports: &serde_json::Map<String, Value>) {
        // A map has no order; what ended together is noted by the actions' numbers.
        let sorted: std::collections::BTreeMap<_, _> = reports.iter().collect();
        for (id, report) in sorted {
            let Some(status) = report["completedStatus"].as_str() else {
                continue;
            };
            if !self.over.iter().any(|(known, _)| known == id) {
                self.over.push((id.clone(), status.to_owned()));
            }
        }
    }

    fn open(&self) -> Vec<Value> {
        let is_over = |id: &Value| self.over.iter().any(|(known, _)| *id == json!(known));
        let open = |action: &&Value| !is_over(&action["sessionActionId"]);
        self.actions.iter().filter(open).cloned().collect()
    }

    fn level(&self, open: &[Value]) -> Value {
        let mut sessions = json!({});
        let mut canceled = json!({});
        if !open.is_empty() {
            sessions["session-1"] = json!({
                "queueId": "queue-1",
                "jobId": "job-1",
                "sessionActions": open,
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "logGroupName": "/aws/deadline/farm-1/queue-1",
                        "logStreamName": "session-1",
                    },
                },
            });
            canceled["session-1"] = json!(self.canceled);
        }
        json!({
            "assignedSessions": sessions,
            "cancelSessionActions": canceled,
            "updateIntervalSeconds": 1,
        })
    }

    fn statuses(&self) -> Vec<(&str, &str)> {
        self.over
            .iter()
            .map(|(id, status)| (id.as_str(), status.as_str()))
            .collect()
    }

    fn said(&self) -> Vec<&str> {
        let is_worker =
            |request: &&Request| request.method == "PATCH" && !request.path.ends_with("/schedule");
        self.requests
            .iter()
            .filter(is_worker)
            .filter_map(|it| it.body["status"].as_str())
            .collect()
    }
}

fn error(code: &str, resource_id: &str) -> Value {
    json!({
        "__type": code,
        "code": code,
        "message": "m",
        "reason": "STATUS_CONFLICT",
        "resourceId": resource_id,
        "resourceType": "worker",
        "context": { "status": "NOT_RESPONDING" },
    })
}

fn credentials() -> Value {
    json!({
        "accessKeyId": "ASIA1",
        "secretAccessKey": "secret-1",
        "sessionToken": "token-1",
        "expiration": "2199-01-01T00:00:00Z",
    })
}

fn entities(body: &Value) -> Value {
    let asked = body["identifiers"].as_array().cloned().unwrap_or_default();
    let entities = asked.iter().map(|identifier| {
        let (kind, ids) = identifier
            .as_object()
            .and_then(|it| it.iter().next())
            .unwrap();
        let mut entity = ids.clone();
        entity["schemaVersion"] = json!("jobtemplate-2023-09");
        match kind.as_str() {
            "jobDetails" => {
                entity["logGroupName"] = json!("/aws/deadline/farm-1/queue-1");
                entity["jobRunAsUser"] = json!({ "runAs": "WORKER_AGENT_USER" });
                entity["parameters"] = json!({ "Word": { "string": "hello" } });
            }
            "stepDetails" => {
                entity["dependencies"] = json!([]);
                entity["template"] = step(ids["stepId"].as_str().unwrap_or_default());
            }
            "environmentDetails" => entity["template"] = environment(),
            other => panic!("nobody asks for {other}"),
        }
        json!({ kind.as_str(): entity })
    });
    json!({ "entities": entities.collect::<Vec<_>>(), "errors": [] })
}

fn step(step_id: &str) -> Value {
    let script = match step_id {
        "step-fails" => "exit 3",
        "step-sleeps" => "echo asleep; exec sleep 60",
        "step-stays" => "trap '' TERM; echo asleep; while :; do sleep 1; done",
        _ => "echo {{Param.Word}} {{Task.Param.Frame}}; echo \"session is $DEADLINE_SESSION_ID\"",
    };
    let run = json!({ "command": "sh", "args": ["-c", script] });
    json!({ "name": "Step", "script": { "actions": { "onRun": run } } })
}

fn environment() -> Value {
    let action = |word: &str| json!({ "command": "echo", "args": [word] });
    let actions = json!({ "onEnter": action("entering"), "onExit": action("leaving") });
    json!({ "name": "Env", "script": { "actions": actions } })
}

fn task(index: usize, step_id: &str) -> Value {
    json!({
        "sessionActionId": format!("sessionaction-1-{index}"),
        "definition": { "taskRun": {
            "taskId": format!("task-1-{index}"),
            "stepId": step_id,
            "parameters": { "Frame": { "int": index.to_string() } },
        } },
    })
}

fn env_action(index: usize, kind: &str) -> Value {
    json!({
        "sessionActionId": format!("sessionaction-1-{index}"),
        "definition": { kind: { "environmentId": "JOB:job-1:Env" } },
    })
}

/// A running script.
struct Stage {
    server: Arc<Mutex<Server>>,
    changes: watch::Receiver<()>,
    endpoint: String,
}

impl Stage {
    async fn new(server: Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = Arc::new(Mutex::new(server));
        let (change, changes) = watch::channel(());
        let change = Arc::new(change);
        let answering = Arc::clone(&server);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answering), Arc::clone(&change)));
            }
        });
        Stage {
            server,
            changes,
            endpoint,
        }
    }

    fn change(&self, change: impl FnOnce(&mut Server)) {
        change(&mut self.server.lock().unwrap());
    }

    /// Waits until it is so.
    async fn until(&self, what: &str, is_so: impl Fn(&Server) -> bool) {
        let mut changes = self.changes.clone();
        let waiting = async {
            while !is_so(&self.server.lock().unwrap()) {
                changes.changed().await.unwrap();
            }
        };
        if tokio::time::timeout(Duration::from_secs(30), waiting)
            .await
            .is_err()
        {
            let server = self.server.lock().unwrap();
            panic!("not in 30 s: {what}; over: {:?}", server.over);
        }
    }

    fn worker(&self, dir: &std::path::Path) -> LivingWorker {
        let config = AgentConfig {
            attachments_cache_bytes: 0,
            endpoint: self.endpoint.clone(),
            region: "us-west-2".to_owned(),
            objects_endpoint: None,
            objects_region: None,
            farm_id: "farm-1".to_owned(),
            fleet_id: "fleet-1".to_owned(),
            access_key_id: "AKIA1".to_owned(),
            secret_access_key: Sensitive::new("bootstrap"),
            data_dir: dir.to_path_buf(),
            session_root: None,
            job_users: JobUsers::default(),
            capabilities: CapabilityOverrides::default(),
            drain_limit: Duration::from_secs(20),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async {
            // A sender that is gone asks for the same.
            let _ = stopped.await;
        };
        let (hurry, hurried) = oneshot::channel::<()>();
        let hurry_up = async {
            // Nobody hurries once the test has let go of the sender.
            if hurried.await.is_err() {
                std::future::pending().await
            }
        };
        let life = tokio::spawn(run(config, shutdown, hurry_up));
        LivingWorker { stop, hurry, life }
    }
}

struct LivingWorker {
    stop: oneshot::Sender<()>,
    hurry: oneshot::Sender<()>,
    life: tokio::task::JoinHandle<Result<(), AgentError>>,
}

impl LivingWorker {
    async fn stop(self) {
        self.stop.send(()).unwrap();
        ended(self.life).await;
    }

    async fn stop_at_once(self) {
        self.stop.send(()).unwrap();
        self.hurry.send(()).unwrap();
        ended(self.life).await;
    }
}

async fn ended(life: tokio::task::JoinHandle<Result<(), AgentError>>) {
    let ended = tokio::time::timeout(Duration::from_secs(40), life).await;
    ended.expect("the worker ends in time").unwrap().unwrap();
}

async fn serve(mut stream: TcpStream, server: Arc<Mutex<Server>>, change: Arc<watch::Sender<()>>) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    let reply = server.lock().unwrap().answer(&request);
    change.send_replace(());
    let (status, body) = match reply {
        Reply::Json(status, body) => (status, body.to_string()),
        Reply::Lost => return,
        Reply::Held => {
            // Until the worker goes.
            let _ = stream.read(&mut [0; 1]).await;
            return;
        }
    };
    let code = serde_json::from_str::<Value>(&body).unwrap_or_default();
    let code = code["code"]
        .as_str()
        .map(|it| format!("x-amzn-errortype: {it}\r\n"));
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         {}connection: close\r\n\r\n",
        body.len(),
        code.unwrap_or_default(),
    );
    let _ = stream.write_all((head + &body).as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers
        .get("content-length")
        .map_or(0, |it| it.parse().unwrap_or(0));
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = serde_json::from_slice(&bytes[end + 4..]).unwrap_or_default();
    Some(Request {
        method,
        path,
        headers,
        body,
    })
}

#[tokio::test]
async fn a_session_runs_to_its_end_though_answers_are_lost() {
    let dir = tempfile::tempdir().unwrap();
    let busy = json!({ "code": "ThrottlingException", "message": "m", "retryAfterSeconds": 1 });
    let stage = Stage::new(Server {
        actions: vec![
            env_action(0, "envEnter"),
            task(1, "step-1"),
            task(2, "step-1"),
            env_action(3, "envExit"),
        ],
        troubles: vec![Reply::Lost, Reply::Json(429, busy), Reply::Lost],
        ..Server::default()
    })
    .await;
    let worker = stage.worker(dir.path());
    stage
        .until("four actions are over", |server| server.over.len() == 4)
        .await;
    stage
        .until("the worker is idle again", |server| {
            server
                .requests
                .last()
                .is_some_and(|it| it.headers.contains_key("callsheet-hold-s"))
        })
        .await;
    worker.stop().await;

    let server = stage.server.lock().unwrap();
    let succeeded = |index: usize| (format!("sessionaction-1-{index}"), "SUCCEEDED".to_owned());
    assert_eq!(server.over, (0..4).map(succeeded).collect::<Vec<_>>());
    for line in [
        "entering",
        "hello 1",
        "hello 2",
        "leaving",
        "session is session-1",
    ] {
        assert!(
            server.log_lines.iter().any(|it| it == line),
            "{line}: {:?}",
            server.log_lines
        );
    }
    let count = server
        .log_lines
        .iter()
        .filter(|it| *it == "hello 1")
        .count();
    assert_eq!(count, 1, "nothing runs twice");
    assert_eq!(server.said(), ["STARTED", "STOPPED"]);
    assert_eq!(server.workers, 1);
}

#[tokio::test]
async fn requests_stay_on_the_address_and_change_to_the_roles_key() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::new(Server::default()).await;
    let worker = stage.worker(dir.path());
    stage
        .until("the worker waits for work", |server| {
            server
                .requests
                .last()
                .is_some_and(|it| it.path.ends_with("/schedule"))
        })
        .await;
    worker.stop().await;

    let server = stage.server.lock().unwrap();
    let key = |request: &Request| {
        let authorization = &request.headers["authorization"];
        ["AKIA1", "ASIA1"]
            .into_iter()
            .find(|key| authorization.contains(&format!("={key}/")))
    };
    let keys: Vec<_> = server.requests.iter().map(key).collect();
    assert_eq!(
        keys[..4],
        [Some("AKIA1"), Some("AKIA1"), Some("ASIA1"), Some("ASIA1")]
    );
    for request in &server.requests {
        assert_eq!(
            format!("http://{}", request.headers["host"]),
            stage.endpoint
        );
        assert!(request.headers["user-agent"].contains("callsheet-worker"));
    }
    let started = &server.requests[2].body;
    let amounts = started["capabilities"]["amounts"].as_array().unwrap();
    assert!(amounts.iter().any(|it| it["name"] == "amount.worker.vcpu"));
}

#[tokio::test]
async fn a_restarted_worker_is_the_same_and_a_deleted_one_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::new(Server::default()).await;
    let asks = |count: usize| {
        move |server: &Server| {
            server
                .requests
                .iter()
                .filter(|it| it.path.ends_with("/schedule"))
                .count()
                == count
        }
    };
    for life in 1..=2 {
        let worker = stage.worker(dir.path());
        stage.until("it asks for work", asks(life)).await;
        worker.stop().await;
    }
    assert_eq!(stage.server.lock().unwrap().workers, 1);
    stage.change(|server| server.is_deleted = true);
    let worker = stage.worker(dir.path());
    stage.until("it asks for work", asks(3)).await;
    worker.stop().await;
    assert_eq!(stage.server.lock().unwrap().workers, 2);
}

#[tokio::test]
async fn a_worker_held_for_lost_joins_again() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::new(Server {
        is_offline: 2,
        ..Server::default()
    })
    .await;
    let worker = stage.worker(dir.path());
    stage
        .until("it started three times", |server| server.said().len() == 3)
        .await;
    worker.stop().await;
    let server = stage.server.lock().unwrap();
    assert_eq!(server.workers, 1);
    assert_eq!(server.said(), ["STARTED", "STARTED", "STARTED", "STOPPED"]);
}

#[tokio::test]
async fn a_failure_ends_the_session_but_its_environment_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::new(Server {
        actions: vec![
            env_action(0, "envEnter"),
            task(1, "step-fails"),
            task(2, "step-1"),
            env_action(3, "envExit"),
        ],
        ..Server::default()
    })
    .await;
    let worker = stage.worker(dir.path());
    stage
        .until("four actions are over", |server| server.over.len() == 4)
        .await;
    worker.stop().await;
    let server = stage.server.lock().unwrap();
    let mut statuses = server.statuses();
    statuses.sort_unstable();
    let statuses: Vec<_> = statuses.iter().map(|(_, status)| *status).collect();
    assert_eq!(
        statuses,
        ["SUCCEEDED", "FAILED", "NEVER_ATTEMPTED", "SUCCEEDED"]
    );
    let mut reports = server.requests.iter().filter_map(|it| {
        let report = it.body["updatedSessionActions"].get("sessionaction-1-1")?;
        report["processExitCode"].as_i64()
    });
    assert_eq!(reports.next_back(), Some(3));
}

#[tokio::test]
async fn a_canceled_task_ends_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let actions = vec![task(0, "step-sleeps"), task(1, "step-1")];
    let stage = Stage::new(Server {
        actions,
        ..Server::default()
    })
    .await;
    let worker = stage.worker(dir.path());
    stage
        .until("it sleeps", |server| {
            server.log_lines.iter().any(|it| it == "asleep")
        })
        .await;
    stage.change(|server| {
        server.canceled = vec![
            "sessionaction-1-0".to_owned(),
            "sessionaction-1-1".to_owned(),
        ];
    });
    stage
        .until("both are over", |server| server.over.len() == 2)
        .await;
    worker.stop().await;
    let server = stage.server.lock().unwrap();
    let expected = [
        ("sessionaction-1-0", "CANCELED"),
        ("sessionaction-1-1", "NEVER_ATTEMPTED"),
    ];
    assert_eq!(server.statuses(), expected);
}

#[tokio::test]
async fn a_worker_that_stops_gives_its_work_back() {
    let dir = tempfile::tempdir().unwrap();
    let actions = vec![
        env_action(0, "envEnter"),
        task(1, "step-sleeps"),
        task(2, "step-1"),
        env_action(3, "envExit"),
    ];
    let stage = Stage::new(Server {
        actions,
        ..Server::default()
    })
    .await;
    let worker = stage.worker(dir.path());
    stage
        .until("it sleeps", |server| {
            server.log_lines.iter().any(|it| it == "asleep")
        })
        .await;
    worker.stop().await;
    let server = stage.server.lock().unwrap();
    let mut statuses = server.statuses();
    statuses.sort_unstable();
    let statuses: Vec<_> = statuses.iter().map(|(_, status)| *status).collect();
    assert_eq!(
        statuses,
        ["SUCCEEDED", "INTERRUPTED", "NEVER_ATTEMPTED", "SUCCEEDED"]
    );
    assert_eq!(server.said(), ["STARTED", "STOPPING", "STOPPED"]);
    assert!(!dir.path().join("sessions").join("session-1").exists());
}

#[tokio::test]
async fn a_worker_in_a_hurry_reports_what_it_leaves_undone() {
    let dir = tempfile::tempdir().unwrap();
    let actions = vec![
        env_action(0, "envEnter"),
        task(1, "step-stays"),
        env_action(2, "envExit"),
    ];
    let stage = Stage::new(Server {
        actions,
        ..Server::default()
    })
    .await;
    let worker = stage.worker(dir.path());
    let is_asleep = |server: &Server| server.log_lines.iter().any(|it| it == "asleep");
    stage.until("it sleeps", is_asleep).await;
    let begun = std::time::Instant::now();
    worker.stop_at_once().await;
    assert!(begun.elapsed() < Duration::from_secs(15));
    let server = stage.server.lock().unwrap();
    let mut statuses = server.statuses();
    statuses.sort_unstable();
    let statuses: Vec<_> = statuses.iter().map(|(_, status)| *status).collect();
    assert_eq!(statuses, ["SUCCEEDED", "INTERRUPTED", "NEVER_ATTEMPTED"]);
    assert_eq!(server.said().last(), Some(&"STOPPED"));
}

#[tokio::test]
async fn a_folder_takes_one_worker() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::new(Server::default()).await;
    let worker = stage.worker(dir.path());
    stage
        .until("it is online", |server| !server.said().is_empty())
        .await;
    let error = stage.worker(dir.path()).life.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("another worker"), "{error}");
    worker.stop().await;
}
