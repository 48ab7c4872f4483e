//! The actions of one session, in order: what runs, what waits, and what has ended but is not yet
//! known to be known by the server. Pure: it is fed with answers and outcomes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::Value;

use crate::session::{ActionOutcome, ActionStatus, ActionUpdates, Cancel, OutputManifest};

pub type ActionId = String;

const CANCELED_BEFORE_IT_STARTED: &str = "canceled before it was started";

/// The service cuts off longer messages.
const LONGEST_MESSAGE_CHARS: usize = 4096;

/// One action as the server assigned it.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub id: ActionId,
    pub definition: Definition,
}

impl Action {
    /// What its processes may know of it. The names are those of AWS's worker agent.
    pub fn env(&self) -> BTreeMap<String, String> {
        let mut names = vec![("DEADLINE_SESSIONACTION_ID", &self.id)];
        if let Definition::TaskRun {
            step_id, task_id, ..
        } = &self.definition
        {
            names.push(("DEADLINE_STEP_ID", step_id));
            names.extend(task_id.iter().map(|task_id| ("DEADLINE_TASK_ID", task_id)));
        }
        let named = names.into_iter();
        named
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    SyncInputJobAttachments {
        step_id: Option<String>,
    },
    EnvEnter {
        environment_id: String,
    },
    EnvExit {
        environment_id: String,
    },
    /// The parameters as on the wire: `{"Frame": {"int": "5"}}`. A chunk has no task.
    TaskRun {
        step_id: String,
        task_id: Option<String>,
        parameters: Value,
    },
    /// A kind that this worker is too old for.
    Unknown,
}

impl Definition {
    pub const fn is_env_exit(&self) -> bool {
        matches!(self, Definition::EnvExit { .. })
    }
}

/// What the server is told of one action.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// `None` while it runs.
    pub completed: Option<ActionStatus>,
    pub exit_code: Option<i32>,
    pub message: Option<String>,
    pub percent: Option<f32>,
    pub started_at_ms: Option<i64>,
    pub ended_at_ms: Option<i64>,
    pub updated_at_ms: Option<i64>,
    pub manifests: Vec<OutputManifest>,
}

impl Report {
    fn never_attempted(why: &str) -> Self {
        Report {
            completed: Some(ActionStatus::NeverAttempted),
            message: Some(why.to_owned()),
            ..Report::default()
        }
    }

    fn running(running: &Running) -> Option<Self> {
        Some(Report {
            completed: None,
            exit_code: None,
            message: running.updates.progress_message.as_deref().map(cut),
            percent: running.updates.progress_percent.map(percent),
            started_at_ms: Some(running.started_at_ms?),
            ended_at_ms: None,
            updated_at_ms: running.updated_at_ms,
            manifests: Vec::new(),
        })
    }

    fn ended(outcome: &ActionOutcome, said_started_at_ms: Option<i64>) -> Self {
        let message = outcome.message.as_deref().map(cut);
        if outcome.status == ActionStatus::NeverAttempted {
            return Report {
                message,
                completed: Some(outcome.status),
                ..Report::default()
            };
        }
        let said = said_started_at_ms.unwrap_or(outcome.started_at_ms);
        let started_at_ms = said.min(outcome.started_at_ms);
        let ended_at_ms = outcome.ended_at_ms.max(started_at_ms);
        Report {
            completed: Some(outcome.status),
            exit_code: outcome.exit_code,
            message: message.or_else(|| outcome.updates.progress_message.as_deref().map(cut)),
            percent: ended_at_percent(outcome),
            started_at_ms: Some(started_at_ms),
            ended_at_ms: Some(ended_at_ms),
            updated_at_ms: Some(ended_at_ms),
            manifests: outcome.manifests.clone(),
        }
    }
}

/// What succeeded is done, whatever it said on its way.
fn ended_at_percent(outcome: &ActionOutcome) -> Option<f32> {
    match outcome.status {
        ActionStatus::Succeeded => Some(100.0),
        ActionStatus::Failed
        | ActionStatus::Canceled
        | ActionStatus::Interrupted
        | ActionStatus::NeverAttempted => outcome.updates.progress_percent.map(percent),
    }
}

fn cut(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE_CHARS).collect()
}

fn percent(percent: f32) -> f32 {
    percent.clamp(0.0, 100.0)
}

#[derive(Debug)]
struct Running {
    action: Action,
    started_at_ms: Option<i64>,
    updates: ActionUpdates,
    updated_at_ms: Option<i64>,
    is_told: bool,
    is_canceling: bool,
}

#[derive(Debug)]
struct Ended {
    id: ActionId,
    report: Report,
    /// Its whole log has arrived, so that whoever hears of its end can read it.
    is_logged: bool,
    is_told: bool,
}

/// Of an action that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Log {
    None,
    UnderWay,
}

/// What is to be done next in this session.
#[derive(Debug, PartialEq)]
pub enum Next {
    Run(Action),
    Cancel(Cancel),
}

/// How soon the server should hear of the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    None,
    Soon,
    AtOnce,
}

#[derive(Debug, Default)]
pub struct SessionQueue {
    waiting: VecDeque<Action>,
    running: Option<Running>,
    /// Not known to be known by the server, oldest first.
    ended: Vec<Ended>,
    canceled: BTreeSet<ActionId>,
    /// After an action without success only environments are left.
    is_spoiled: bool,
    /// Something was run already, so there may be environments to leave.
    is_begun: bool,
    /// The worker ends; running actions get no more than this.
    drain_within: Option<Duration>,
}

impl SessionQueue {
    /// Takes over what an answer states. `told` are the actions whose final reports were in the
    /// request that it answers: those that it lists no more are known to the server.
    pub fn hear(
        &mut self,
        listed: Vec<Action>,
        canceled: impl IntoIterator<Item = ActionId>,
        told: &BTreeSet<ActionId>,
    ) {
        let is_listed = |id: &ActionId| listed.iter().any(|action| action.id == *id);
        self.ended
            .retain(|ended| !told.contains(&ended.id) || is_listed(&ended.id));
        self.canceled = canceled.into_iter().collect();
        if let Some(running) = &self.running
            && !is_listed(&running.action.id)
        {
            // The server no longer counts on it.
            self.canceled.insert(running.action.id.clone());
        }
        self.waiting = listed
            .into_iter()
            .filter(|action| !self.is_taken(&action.id))
            .collect();
        self.give_back();
    }

    /// What is taken back while another action goes on is somebody else's as soon as the server
    /// hears that it was not begun. Where the running one is canceled as well, it comes first.
    fn give_back(&mut self) {
        let goes_on = |it: &Running| !self.canceled.contains(&it.action.id);
        if !self.running.as_ref().is_some_and(goes_on) {
            return;
        }
        let (back, waiting): (VecDeque<_>, VecDeque<_>) =
            self.waiting.drain(..).partition(|action| {
                self.canceled.contains(&action.id) && !action.definition.is_env_exit()
            });
        self.waiting = waiting;
        for action in back {
            let report = Report::never_attempted(CANCELED_BEFORE_IT_STARTED);
            self.end(action.id, report, Log::None);
        }
    }

    fn is_taken(&self, id: &str) -> bool {
        let is_running = self
            .running
            .as_ref()
            .is_some_and(|running| running.action.id == id);
        is_running || self.ended.iter().any(|ended| ended.id == id)
    }

    /// Called again until there is nothing.
    pub fn next(&mut self) -> Option<Next> {
        if self.running.is_some() {
            return self.next_cancel().map(Next::Cancel);
        }
        while let Some(action) = self.waiting.pop_front() {
            match self.reason_to_skip(&action) {
                Some(why) => self.end(action.id, Report::never_attempted(why), Log::None),
                None => return Some(Next::Run(self.start(action))),
            }
        }
        None
    }

    fn next_cancel(&mut self) -> Option<Cancel> {
        let running = self.running.as_mut()?;
        if running.is_canceling {
            return None;
        }
        let drain = self
            .drain_within
            .filter(|_| !running.action.definition.is_env_exit());
        let how = match (self.canceled.contains(&running.action.id), drain) {
            (true, _) => Cancel::Graceful,
            (false, Some(limit)) => Cancel::Within(limit),
            (false, None) => return None,
        };
        running.is_canceling = true;
        Some(how)
    }

    fn reason_to_skip(&self, action: &Action) -> Option<&'static str> {
        if self.canceled.contains(&action.id) {
            return Some(CANCELED_BEFORE_IT_STARTED);
        }
        let is_draining = self.drain_within.is_some();
        if action.definition.is_env_exit() {
            return (is_draining && !self.is_begun).then_some("the worker is stopping");
        }
        if is_draining {
            return Some("the worker is stopping");
        }
        self.is_spoiled
            .then_some("an earlier action of the session had no success")
    }

    fn start(&mut self, action: Action) -> Action {
        self.is_begun = true;
        self.running = Some(Running {
            action: action.clone(),
            started_at_ms: None,
            updates: ActionUpdates::default(),
            updated_at_ms: None,
            is_told: false,
            is_canceling: false,
        });
        action
    }

    fn end(&mut self, id: ActionId, report: Report, log: Log) {
        self.ended.push(Ended {
            id,
            report,
            is_logged: log == Log::None,
            is_told: false,
        });
    }

    /// The running one, if it is called so: others are over, and what comes of them is too late.
    fn running_as(&mut self, id: &str) -> Option<&mut Running> {
        self.running
            .as_mut()
            .filter(|running| running.action.id == id)
    }

    pub fn started(&mut self, id: &str, at_ms: i64) {
        if let Some(running) = self.running_as(id) {
            running.started_at_ms = Some(at_ms);
            running.updated_at_ms = Some(at_ms);
        }
    }

    pub fn progressed(&mut self, id: &str, updates: ActionUpdates, at_ms: i64) {
        if let Some(running) = self.running_as(id) {
            running.updates = updates;
            running.updated_at_ms = Some(at_ms);
        }
    }

    pub fn action_ended(&mut self, id: &str, outcome: &ActionOutcome) {
        let Some(running) = self.running.take_if(|running| running.action.id == id) else {
            return;
        };
        self.is_spoiled |= !outcome.succeeded();
        self.end(
            running.action.id,
            Report::ended(outcome, running.started_at_ms),
            Log::UnderWay,
        );
    }

    /// The log of an action has arrived, or is not waited for any longer.
    pub fn logged(&mut self, id: &str) {
        for ended in self.ended.iter_mut().filter(|ended| ended.id == id) {
            ended.is_logged = true;
        }
    }

    /// From now on only environments are left, and what runs gets no more than `limit`.
    pub fn drain(&mut self, limit: Duration) {
        self.drain_within = Some(limit);
    }

    /// The end of the worker's time: whatever is open ends now.
    pub fn abandon(&mut self, now_ms: i64) {
        for ended in &mut self.ended {
            ended.is_logged = true;
        }
        if let Some(running) = self.running.take() {
            let report = match running.started_at_ms {
                Some(started_at_ms) => Report {
                    completed: Some(ActionStatus::Interrupted),
                    message: Some("the worker stopped before the action ended".to_owned()),
                    started_at_ms: Some(started_at_ms),
                    ended_at_ms: Some(now_ms.max(started_at_ms)),
                    updated_at_ms: Some(now_ms.max(started_at_ms)),
                    ..Report::default()
                },
                None => Report::never_attempted("the worker is stopping"),
            };
            self.end(running.action.id, report, Log::None);
        }
        while let Some(action) = self.waiting.pop_front() {
            let report = Report::never_attempted("the worker is stopping");
            self.end(action.id, report, Log::None);
        }
    }

    /// How many of those that have ended may be told of: none before its log has arrived, and none
    /// before the one before it. What runs may be told of when they all may.
    fn tellable(&self) -> (usize, Option<&Running>) {
        let may = |ended: &&Ended| ended.is_logged;
        let count = self.ended.iter().take_while(may).count();
        let running = self.running.as_ref();
        (count, running.filter(|_| count == self.ended.len()))
    }

    /// All that the server should know, in order.
    pub fn reports(&self) -> Vec<(ActionId, Report)> {
        let (count, running) = self.tellable();
        let ended = self.ended[..count]
            .iter()
            .map(|ended| (ended.id.clone(), ended.report.clone()));
        let running = running
            .into_iter()
            .filter_map(|running| Some((running.action.id.clone(), Report::running(running)?)));
        ended.chain(running).collect()
    }

    /// The reports are on their way. Until an answer comes they are kept.
    pub fn told(&mut self) {
        let (count, running) = self.tellable();
        let is_running_told = running.is_some_and(|it| it.started_at_ms.is_some());
        for ended in &mut self.ended[..count] {
            ended.is_told = true;
        }
        if let Some(running) = self.running.as_mut().filter(|_| is_running_told) {
            running.is_told = true;
        }
    }

    /// The request with the reports had no answer.
    pub fn untold(&mut self) {
        for ended in &mut self.ended {
            ended.is_told = false;
        }
    }

    pub fn urgency(&self) -> Urgency {
        let (count, running) = self.tellable();
        if self.ended[..count].iter().any(|ended| !ended.is_told) {
            return Urgency::AtOnce;
        }
        let started = |it: &Running| it.started_at_ms.is_some() && !it.is_told;
        if running.is_some_and(started) {
            Urgency::Soon
        } else {
            Urgency::None
        }
    }

    /// Nothing runs, nothing waits, and the server knows it all.
    pub fn is_quiet(&self) -> bool {
        self.running.is_none() && self.waiting.is_empty() && self.ended.is_empty()
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
