//! All that this worker holds: its sessions, fed with the server's answers. An answer is a level,
//! not an edge: it states everything that the worker should hold, so a lost one costs nothing.
//! Pure: what is to be done comes out as orders.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::session::{ActionOutcome, ActionUpdates, Cancel};

use super::queue::{Action, ActionId, Next, Report, SessionQueue, Urgency};

pub type SessionId = String;

/// Where a session belongs and where its log goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionPlace {
    pub queue_id: String,
    pub job_id: String,
    pub log: LogPlace,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogPlace {
    pub group: String,
    pub stream: String,
    /// Why the server could not make a place for the log.
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Assigned {
    pub place: SessionPlace,
    pub actions: Vec<Action>,
}

/// One answer to UpdateWorkerSchedule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    pub sessions: BTreeMap<SessionId, Assigned>,
    pub canceled: BTreeMap<SessionId, Vec<ActionId>>,
    pub is_told_to_stop: bool,
    pub interval: Duration,
}

/// One request: what it says, and what an answer to it will prove to be known.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    number: u64,
    pub reports: BTreeMap<ActionId, Report>,
    told: BTreeSet<ActionId>,
    /// Nothing to say and nothing to do: the answer may take its time.
    pub is_idle: bool,
}

/// What the edge has to do.
#[derive(Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "few at a time, and gone at once")]
pub enum Order {
    /// Opens the session too, if this is its first action.
    Run {
        session: SessionId,
        place: SessionPlace,
        action: Action,
    },
    Cancel {
        session: SessionId,
        how: Cancel,
    },
    /// Stop what runs at once, and clean up.
    Close {
        session: SessionId,
    },
}

#[derive(Debug, Default)]
struct Held {
    place: SessionPlace,
    queue: SessionQueue,
}

#[derive(Debug, Default)]
pub struct Schedule {
    sessions: BTreeMap<SessionId, Held>,
    asked: u64,
    drain_within: Option<Duration>,
}

impl Schedule {
    /// The next request. Any earlier one is given up: should its answer still come, it is stale.
    pub fn ask(&mut self) -> Ask {
        self.asked += 1;
        let mut reports = BTreeMap::new();
        for held in self.sessions.values_mut() {
            reports.extend(held.queue.reports());
            held.queue.told();
        }
        let is_final = |(_, report): &(&ActionId, &Report)| report.completed.is_some();
        let told = reports
            .iter()
            .filter(is_final)
            .map(|(id, _)| id.clone())
            .collect();
        let is_idle = self.sessions.is_empty();
        Ask {
            number: self.asked,
            reports,
            told,
            is_idle,
        }
    }

    /// The request had no answer, so its reports are news again.
    pub fn no_answer(&mut self) {
        for held in self.sessions.values_mut() {
            held.queue.untold();
        }
    }

    pub fn hear(&mut self, ask: &Ask, mut answer: Answer) -> Vec<Order> {
        if ask.number != self.asked {
            return Vec::new();
        }
        let mut orders = self.close_all_but(&answer.sessions);
        for (session, assigned) in std::mem::take(&mut answer.sessions) {
            let canceled = answer.canceled.remove(&session).unwrap_or_default();
            let held = self.sessions.entry(session).or_default();
            held.place = assigned.place;
            held.queue.hear(assigned.actions, canceled, &ask.told);
        }
        if let Some(limit) = self.drain_within {
            self.drain_queues(limit);
        }
        orders.append(&mut self.orders());
        orders
    }

    fn close_all_but(&mut self, listed: &BTreeMap<SessionId, Assigned>) -> Vec<Order> {
        let is_gone = |session: &SessionId, _: &mut Held| !listed.contains_key(session);
        let gone = self.sessions.extract_if(.., is_gone);
        gone.map(|(session, _)| Order::Close { session }).collect()
    }

    fn orders(&mut self) -> Vec<Order> {
        let mut orders = Vec::new();
        for (session, held) in &mut self.sessions {
            while let Some(next) = held.queue.next() {
                let session = session.clone();
                orders.push(match next {
                    Next::Run(action) => Order::Run {
                        session,
                        place: held.place.clone(),
                        action,
                    },
                    Next::Cancel(how) => Order::Cancel { session, how },
                });
            }
        }
        orders
    }

    fn queue(&mut self, session: &str) -> Option<&mut SessionQueue> {
        self.sessions.get_mut(session).map(|held| &mut held.queue)
    }

    pub fn started(&mut self, session: &str, action: &str, at_ms: i64) {
        if let Some(queue) = self.queue(session) {
            queue.started(action, at_ms);
        }
    }

    pub fn progressed(&mut self, session: &str, action: &str, updates: ActionUpdates, at_ms: i64) {
        if let Some(queue) = self.queue(session) {
            queue.progressed(action, updates, at_ms);
        }
    }

    pub fn ended(&mut self, session: &str, action: &str, outcome: &ActionOutcome) -> Vec<Order> {
        if let Some(queue) = self.queue(session) {
            queue.action_ended(action, outcome);
        }
        self.orders()
    }

    pub fn logged(&mut self, session: &str, action: &str) {
        if let Some(queue) = self.queue(session) {
            queue.logged(action);
        }
    }

    /// The server has forgotten us: everything is dropped, nothing is reported.
    pub fn forget(&mut self) -> Vec<Order> {
        self.close_all_but(&BTreeMap::new())
    }

    /// The worker ends. What runs gets no more than `limit`, environments are still left.
    pub fn drain(&mut self, limit: Duration) -> Vec<Order> {
        self.drain_within = Some(limit);
        self.drain_queues(limit);
        self.orders()
    }

    fn drain_queues(&mut self, limit: Duration) {
        for held in self.sessions.values_mut() {
            held.queue.drain(limit);
        }
    }

    /// The time to drain is over: what is open ends as it is.
    pub fn abandon(&mut self, now_ms: i64) {
        for held in self.sessions.values_mut() {
            held.queue.abandon(now_ms);
        }
    }

    pub fn urgency(&self) -> Urgency {
        let urgencies = self.sessions.values().map(|held| held.queue.urgency());
        urgencies.max().unwrap_or(Urgency::None)
    }

    pub fn is_idle(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Nothing runs or waits, and the server knows of it.
    pub fn is_quiet(&self) -> bool {
        self.sessions.values().all(|held| held.queue.is_quiet())
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
