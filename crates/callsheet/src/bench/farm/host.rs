//! What a worker holds and what became of it: actions in their order, each running as long as it
//! is said to. It waits for nothing, so that it can be tested without a clock.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use callsheet_api::Timestamp;
use serde::Deserialize;

/// Of an answer to UpdateWorkerSchedule, what a worker that runs nothing has to know.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule<'a> {
    #[serde(borrow)]
    assigned_sessions: BTreeMap<&'a str, Session<'a>>,
    #[serde(borrow)]
    cancel_session_actions: BTreeMap<&'a str, Vec<&'a str>>,
    pub update_interval_seconds: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    #[serde(borrow)]
    session_actions: Vec<Action<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action<'a> {
    #[serde(borrow)]
    session_action_id: &'a str,
    definition: Definition<'a>,
}

/// Environments and attachments are all the same to a worker that runs nothing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    #[serde(borrow)]
    task_run: Option<TaskRun<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaskRun<'a> {
    /// Chunks have none.
    task_id: Option<&'a str>,
}

/// What an action is, as far as the ledger cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    Task { task_id: String },
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Succeeded,
    /// It ran when it was canceled.
    Canceled,
    NeverAttempted,
}

impl Ending {
    const fn wire(self) -> &'static str {
        match self {
            Ending::Succeeded => "SUCCEEDED",
            Ending::Canceled => "CANCELED",
            Ending::NeverAttempted => "NEVER_ATTEMPTED",
        }
    }
}

#[derive(Debug)]
struct Held {
    id: String,
    work: Work,
    started_at_ms: Option<i64>,
}

#[derive(Debug)]
struct Ended {
    held: Held,
    ending: Ending,
    ended_at_ms: i64,
}

#[derive(Debug, Default)]
pub struct Host {
    /// In the order in which they have to run.
    held: VecDeque<Held>,
    /// What no answer has confirmed yet.
    ended: Vec<Ended>,
}

impl Host {
    pub fn is_idle(&self) -> bool {
        self.held.is_empty()
    }

    pub fn has_news(&self) -> bool {
        !self.ended.is_empty()
    }

    /// The body of the next request.
    pub fn report(&self) -> String {
        let mut body = String::with_capacity(32 + self.ended.len() * 224);
        body.push_str("{\"updatedSessionActions\":{");
        for (index, ended) in self.ended.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let (id, outcome) = (&ended.held.id, ended.ending.wire());
            let _ = write!(body, "{comma}\"{id}\":{{\"completedStatus\":\"{outcome}\"");
            if let Some(started_at_ms) = ended.held.started_at_ms {
                let started_at = Timestamp::from_ms(started_at_ms);
                let ended_at = Timestamp::from_ms(ended.ended_at_ms);
                let _ = write!(
                    body,
                    ",\"processExitCode\":0,\"startedAt\":\"{started_at}\",\"endedAt\":\"{ended_at}\""
                );
            }
            body.push('}');
        }
        body.push_str("}}");
        body
    }

    /// Takes in an answer: what was reported is known now, and what is listed is held. Says which
    /// tasks are new, and which have come to their end.
    pub fn hear(&mut self, schedule: &Schedule<'_>, now_ms: i64) -> Heard {
        let mut heard = Heard::default();
        for ended in self.ended.drain(..) {
            if let (Work::Task { task_id }, Ending::Succeeded) = (ended.held.work, ended.ending) {
                heard.succeeded.push(task_id);
            }
        }
        for action in schedule
            .assigned_sessions
            .values()
            .flat_map(|session| &session.session_actions)
        {
            if self
                .held
                .iter()
                .any(|held| held.id == action.session_action_id)
            {
                continue;
            }
            let work = action.work();
            if let Work::Task { task_id } = &work {
                heard.assigned.push(task_id.clone());
            }
            self.held.push_back(Held {
                id: action.session_action_id.to_owned(),
                work,
                started_at_ms: None,
            });
        }
        for id in schedule.cancel_session_actions.values().flatten() {
            self.cancel(id, now_ms);
        }
        heard
    }

    fn cancel(&mut self, id: &str, now_ms: i64) {
        let Some(at) = self.held.iter().position(|held| held.id == id) else {
            return;
        };
        let Some(held) = self.held.remove(at) else {
            return;
        };
        let ending = match held.started_at_ms {
            Some(_) => Ending::Canceled,
            None => Ending::NeverAttempted,
        };
        self.ended.push(Ended {
            held,
            ending,
            ended_at_ms: now_ms,
        });
    }

    /// Starts what is next.
    pub fn start(&mut self, now_ms: i64) {
        if let Some(next) = self.held.front_mut() {
            next.started_at_ms.get_or_insert(now_ms);
        }
    }

    /// What runs has come to its end.
    pub fn end(&mut self, now_ms: i64) {
        self.start(now_ms);
        if let Some(held) = self.held.pop_front() {
            self.ended.push(Ended {
                held,
                ending: Ending::Succeeded,
                ended_at_ms: now_ms,
            });
        }
    }
}

impl Action<'_> {
    fn work(&self) -> Work {
        let run = self.definition.task_run.as_ref();
        match run.and_then(|run| run.task_id) {
            Some(task_id) => Work::Task {
                task_id: task_id.to_owned(),
            },
            None => Work::Other,
        }
    }
}

/// What an answer brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    pub assigned: Vec<String>,
    pub succeeded: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_TASKS: &str = r#"{
        "assignedSessions": {"session-1": {"queueId": "queue-1", "sessionActions": [
            {"sessionActionId": "a-0", "definition": {"envEnter": {"environmentId": "E"}}},
            {"sessionActionId": "a-1", "definition": {"taskRun": {"taskId": "task-1-0"}}},
            {"sessionActionId": "a-2", "definition": {"taskRun": {"taskId": "task-1-1"}}}
        ]}},
        "cancelSessionActions": {}, "updateIntervalSeconds": 15}"#;

    fn schedule(text: &str) -> Schedule<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_is_listed_twice_is_held_once() {
        let mut host = Host::default();
        let heard = host.hear(&schedule(TWO_TASKS), 0);
        assert_eq!(heard.assigned, ["task-1-0", "task-1-1"]);
        assert_eq!(host.hear(&schedule(TWO_TASKS), 1), Heard::default());
        assert_eq!(host.held.len(), 3);
    }

    #[test]
    fn a_task_has_succeeded_when_an_answer_confirms_it() {
        let mut host = Host::default();
        let _ = host.hear(&schedule(TWO_TASKS), 0);
        host.end(5);
        host.end(7);
        let report: serde_json::Value = serde_json::from_str(&host.report()).unwrap();
        let said = &report["updatedSessionActions"]["a-1"];
        assert_eq!(said["completedStatus"], "SUCCEEDED");
        assert_eq!(said["endedAt"], "1970-01-01T00:00:00.007Z");
        let left = r#"{"assignedSessions": {}, "cancelSessionActions": {},
                       "updateIntervalSeconds": 15}"#;
        assert_eq!(host.hear(&schedule(left), 9).succeeded, ["task-1-0"]);
        assert!(!host.has_news());
    }

    #[test]
    fn what_is_canceled_is_said_to_be() {
        let mut host = Host::default();
        let _ = host.hear(&schedule(TWO_TASKS), 0);
        host.start(1);
        let cancel = TWO_TASKS.replace(
            r#""cancelSessionActions": {}"#,
            r#""cancelSessionActions": {"session-1": ["a-0", "a-2"]}"#,
        );
        let _ = host.hear(&schedule(&cancel), 3);
        let report: serde_json::Value = serde_json::from_str(&host.report()).unwrap();
        let outcome = |id: &str| report["updatedSessionActions"][id]["completedStatus"].clone();
        assert_eq!(outcome("a-0"), "CANCELED");
        assert_eq!(outcome("a-2"), "NEVER_ATTEMPTED");
        assert_eq!(host.held.len(), 1);
    }
}
