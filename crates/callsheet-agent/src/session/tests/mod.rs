//! Sessions against real processes: nothing here sleeps, it waits for a line or an end.

mod cancelation;
mod environments;
mod output;
mod scripts;
mod wrapping;

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::time::timeout;

use super::*;

/// Longer than any of these tests may take.
const PATIENCE: Duration = Duration::from_secs(25);

/// Keeps the log and can be waited on.
pub(super) struct Log {
    lines: Mutex<Vec<String>>,
    count: watch::Sender<usize>,
}

impl Log {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            lines: Mutex::default(),
            count: watch::Sender::new(0),
        })
    }

    pub fn text(&self) -> String {
        self.lines.lock().expect("the log").join("\n")
    }

    /// The lines of the last action, without the session's own.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("the log").clone()
    }

    /// Waits until a line contains the text, and returns that line.
    pub async fn wait_for(&self, text: &str) -> String {
        let mut count = self.count.subscribe();
        let found = async {
            loop {
                let line = self.lines().into_iter().find(|line| line.contains(text));
                if let Some(line) = line {
                    return line;
                }
                count.changed().await.expect("the log is there");
            }
        };
        let found = timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| panic!("{text:?} never came; the log is\n{}", self.text()))
    }
}

impl LogSink for Log {
    fn line(&self, _timestamp_ms: i64, line: &str) {
        self.lines.lock().expect("the log").push(line.to_owned());
        self.count.send_modify(|count| *count += 1);
    }
}

pub(super) struct Rig {
    pub session: Session,
    pub log: Arc<Log>,
    pub root: TempDir,
}

/// A session of a job without parameters.
pub(super) fn rig() -> Rig {
    rig_of(json!({}), json!([]))
}

pub(super) fn rig_of(parameters: Value, path_mapping: Value) -> Rig {
    let root = TempDir::new().expect("a directory");
    let log = Log::new();
    let job = JobDetails::from_entity(&json!({
        "schemaVersion": "jobtemplate-2023-09", "jobId": "job-1", "logGroupName": "group",
        "parameters": parameters, "pathMappingRules": path_mapping,
    }))
    .expect("job details");
    let path_mapping = job.path_mapping_rules().to_vec();
    let session = Session::open(SessionSpec {
        session_id: "session-1".to_owned(),
        job,
        working_root: root.path().join("sessions"),
        job_user: None,
        env: BTreeMap::from([("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".to_owned())]),
        path_mapping,
        log: Arc::clone(&log) as Arc<dyn LogSink>,
    })
    .expect("a session");
    Rig { session, log, root }
}

impl Rig {
    pub async fn task(&mut self, step: &StepDetails) -> ActionOutcome {
        self.task_of(step, json!({})).await
    }

    pub async fn task_of(&mut self, step: &StepDetails, parameters: Value) -> ActionOutcome {
        let parameters = TaskParameters::from_value(&parameters).expect("task parameters");
        let run = self.session.task_run(step, parameters);
        timeout(PATIENCE, run).await.expect("the task ends")
    }

    /// Runs a task; once it printed `line`, cancels it.
    pub async fn cancel_at(
        &mut self,
        line: &str,
        how: Cancel,
        step: &StepDetails,
    ) -> ActionOutcome {
        let canceler = self.session.canceler();
        let log = Arc::clone(&self.log);
        let cancel = async {
            log.wait_for(line).await;
            canceler.cancel(how);
        };
        let (outcome, ()) = tokio::join!(self.task(step), cancel);
        outcome
    }

    pub async fn enter(&mut self, id: &str, environment: &EnvironmentDetails) -> ActionOutcome {
        let enter = self.session.env_enter(id, environment);
        timeout(PATIENCE, enter)
            .await
            .expect("the environment is entered")
    }

    pub async fn exit(&mut self, id: &str) -> ActionOutcome {
        timeout(PATIENCE, self.session.env_exit(id))
            .await
            .expect("the environment is left")
    }
}

/// A step whose script is this JSON.
pub(super) fn step_of(script: Value) -> StepDetails {
    StepDetails::from_entity(&json!({
        "schemaVersion": "jobtemplate-2023-09", "jobId": "job-1", "stepId": "step-1",
        "dependencies": [], "template": {"name": "Render", "script": script},
    }))
    .expect("step details")
}

/// A step that runs a bash script from an embedded file, with more members of its action.
pub(super) fn bash_with(script: &str, action: Value) -> StepDetails {
    let mut on_run = json!({"command": "bash", "args": ["{{Task.File.Run}}"]});
    let members = action.as_object().expect("an object").clone();
    on_run.as_object_mut().expect("an object").extend(members);
    step_of(json!({
        "actions": {"onRun": on_run},
        "embeddedFiles": [{"name": "Run", "type": "TEXT", "data": script}],
    }))
}

pub(super) fn bash(script: &str) -> StepDetails {
    bash_with(script, json!({}))
}

pub(super) fn notify(seconds: u32) -> Value {
    json!({"cancelation": {"mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": seconds}})
}

pub(super) fn environment_of(template: Value) -> EnvironmentDetails {
    EnvironmentDetails::from_entity(&json!({
        "schemaVersion": "jobtemplate-2023-09", "jobId": "job-1", "environmentId": "env-1",
        "template": template,
    }))
    .expect("environment details")
}

/// An environment with a bash script for each of its two actions.
pub(super) fn environment(enter: &str, exit: &str) -> EnvironmentDetails {
    environment_of(json!({
        "name": "Tools",
        "script": {
            "actions": {
                "onEnter": {"command": "bash", "args": ["{{Env.File.Enter}}"]},
                "onExit": {"command": "bash", "args": ["{{Env.File.Exit}}"]},
            },
            "embeddedFiles": [
                {"name": "Enter", "type": "TEXT", "data": enter},
                {"name": "Exit", "type": "TEXT", "data": exit},
            ],
        },
    }))
}

/// A process by the number that it printed behind `text`.
pub(super) fn process(line: &str, text: &str) -> OwnedFd {
    let id = line
        .split_once(text)
        .and_then(|(_, id)| id.trim().parse().ok());
    let id = id.and_then(Pid::from_raw).expect("a process id");
    pidfd_open(id, PidfdFlags::empty()).expect("it is running")
}

/// Waits until a process has ended.
pub(super) async fn gone(process: OwnedFd) {
    let wait = tokio::task::spawn_blocking(move || {
        let patience = Timespec {
            tv_sec: 25,
            tv_nsec: 0,
        };
        poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&patience))
    });
    let ended = wait.await.expect("the wait").expect("it can be waited on");
    assert_eq!(ended, 1, "the process goes on");
}
