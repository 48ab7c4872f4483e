//! A model worker: it obeys the protocol and nothing else does. It asks when it should, runs what
//! it is told in order, keeps a report until an answer came, and starts over when it is refused.

use std::collections::{BTreeMap, BTreeSet};

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionActionId, SessionId, WorkerId};
use callsheet_api::types::{CompletedStatus, UpdatedSessionActionInfo};
use callsheet_core::lifecycle::worker::{WorkerEvent, WorkerState};

use super::mix::Mix;
use crate::dice::Dice;

/// All that a worker should hold.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub sessions: Vec<Assigned>,
    pub canceled: Vec<SessionActionId>,
    pub desires_stop: bool,
    pub interval_ms: i64,
}

#[derive(Debug, Clone)]
pub struct Assigned {
    pub id: SessionId,
    pub actions: Vec<(SessionActionId, Role)>,
}

/// As much of an action's definition as matters to the one who runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    SetUp,
    Run,
    Leave,
}

pub type Reports = BTreeMap<SessionActionId, UpdatedSessionActionInfo>;

#[derive(Debug, Clone)]
pub enum Request {
    Create,
    Say(WorkerId, WorkerEvent),
    Ask {
        worker: WorkerId,
        reports: Reports,
        may_be_held: bool,
    },
}

#[derive(Debug, Clone)]
pub enum Reply {
    Created(WorkerId),
    Heard,
    Answer(Answer),
    /// A conflict: the worker is not what it takes itself for, but this.
    Refused(WorkerState),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// No process runs.
    Away,
    Joining,
    Working,
    Draining(Drain),
    /// The process stands still, and does not know it.
    Frozen {
        before: Stage,
    },
}

/// What a frozen process was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Joining,
    Working,
    Draining(Drain),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drain {
    SayStopping,
    Finish,
    SayStopped,
}

#[derive(Debug)]
pub struct Agent {
    pub worker: Option<WorkerId>,
    pub phase: Phase,
    /// Of its clock against the service's.
    pub skew_ms: i64,
    /// It asks to be held, as our own agent does.
    pub is_ours: bool,
    /// Before it can start: an earlier process left its worker in a state that has to be left first.
    stops_first: bool,
    sessions: BTreeMap<SessionId, Held>,
    /// Not yet known to have arrived.
    reports: Reports,
    /// Ended and answered for, a few of them.
    past: Vec<SessionActionId>,
    waits_for: Option<Outstanding>,
    has_news: bool,
    next_poll_ms: i64,
    requests: u64,
}

#[derive(Debug)]
struct Outstanding {
    number: u64,
    sent: Reports,
    gives_up_ms: i64,
}

#[derive(Debug, Default)]
struct Held {
    actions: Vec<HeldAction>,
    canceled: BTreeSet<SessionActionId>,
    has_failed: bool,
}

#[derive(Debug)]
struct HeldAction {
    id: SessionActionId,
    role: Role,
    started_ms: Option<i64>,
    ends_ms: i64,
    is_done: bool,
}

const PATIENCE_MS: i64 = 10_000;
const HELD_PATIENCE_MS: i64 = 30_000;
const RETRY_MS: i64 = 7_000;

impl Agent {
    pub fn new(is_ours: bool, skew_ms: i64) -> Self {
        Self {
            worker: None,
            phase: Phase::Joining,
            skew_ms,
            is_ours,
            stops_first: false,
            sessions: BTreeMap::new(),
            reports: Reports::new(),
            past: Vec::new(),
            waits_for: None,
            has_news: false,
            next_poll_ms: 0,
            requests: 0,
        }
    }

    /// A second process that was given the same worker's identity.
    pub fn twin_of(other: &Agent) -> Self {
        Self {
            worker: other.worker,
            ..Self::new(other.is_ours, other.skew_ms)
        }
    }

    /// The process dies; what it knew is gone, except who it is.
    pub fn crash(&mut self) {
        *self = Self {
            worker: self.worker,
            phase: Phase::Away,
            requests: self.requests,
            ..Self::new(self.is_ours, self.skew_ms)
        };
    }

    pub fn come_back(&mut self, now_ms: i64) {
        if self.phase == Phase::Away {
            self.phase = Phase::Joining;
            self.next_poll_ms = now_ms;
        }
    }

    pub fn freeze(&mut self) {
        let before = match self.phase {
            Phase::Away | Phase::Frozen { .. } => return,
            Phase::Joining => Stage::Joining,
            Phase::Working => Stage::Working,
            Phase::Draining(drain) => Stage::Draining(drain),
        };
        self.phase = Phase::Frozen { before };
    }

    pub fn thaw(&mut self) {
        if let Phase::Frozen { before } = self.phase {
            self.phase = match before {
                Stage::Joining => Phase::Joining,
                Stage::Working => Phase::Working,
                Stage::Draining(drain) => Phase::Draining(drain),
            };
        }
    }

    /// The host goes down: at its leisure, or at once with all that runs.
    pub fn drain(&mut self, at_once: bool, now_ms: i64) -> bool {
        let drain = match self.phase {
            Phase::Working => Drain::SayStopping,
            // Before it ever said that it started.
            Phase::Joining if self.worker.is_some() && at_once => Drain::SayStopped,
            Phase::Joining if self.worker.is_some() => Drain::SayStopping,
            Phase::Joining | Phase::Away | Phase::Draining(_) | Phase::Frozen { .. } => {
                return false;
            }
        };
        self.phase = Phase::Draining(drain);
        if at_once {
            self.interrupt_all(now_ms);
        }
        true
    }

    pub fn is_idle(&self) -> bool {
        self.sessions.is_empty() && self.reports.is_empty()
    }

    /// When it next does something of its own accord.
    pub fn next_ms(&self, now_ms: i64) -> Option<i64> {
        match self.phase {
            Phase::Away | Phase::Frozen { .. } => return None,
            Phase::Joining | Phase::Working | Phase::Draining(_) => {}
        }
        let running = self.sessions.values().filter_map(Held::ends_ms).min();
        let own = match &self.waits_for {
            Some(outstanding) => outstanding.gives_up_ms,
            None if self.has_news => now_ms,
            None => self.next_poll_ms,
        };
        Some(running.map_or(own, |at| at.min(own)).max(now_ms))
    }

    /// It does what is due, and perhaps sends a request, under a number of its own.
    pub fn wake(&mut self, now_ms: i64, dice: &mut Dice, mix: &Mix) -> Option<(u64, Request)> {
        match self.phase {
            Phase::Away | Phase::Frozen { .. } => return None,
            Phase::Joining | Phase::Working | Phase::Draining(_) => {}
        }
        self.work(now_ms, dice, mix);
        if let Some(outstanding) = &self.waits_for {
            if now_ms < outstanding.gives_up_ms {
                return None;
            }
            self.waits_for = None;
        }
        if now_ms < self.next_poll_ms && !self.has_news {
            return None;
        }
        let request = self.request(now_ms, dice, mix);
        let (sent, patience_ms) = match &request {
            Request::Ask {
                reports,
                may_be_held,
                ..
            } => {
                let patience = if *may_be_held {
                    HELD_PATIENCE_MS
                } else {
                    PATIENCE_MS
                };
                (reports.clone(), patience)
            }
            Request::Create | Request::Say(..) => (Reports::new(), PATIENCE_MS),
        };
        self.requests += 1;
        self.has_news = false;
        self.waits_for = Some(Outstanding {
            number: self.requests,
            sent,
            gives_up_ms: now_ms + patience_ms,
        });
        Some((self.requests, request))
    }

    fn request(&mut self, now_ms: i64, dice: &mut Dice, mix: &Mix) -> Request {
        let Some(worker) = self.worker else {
            return Request::Create;
        };
        match self.phase {
            Phase::Joining if self.stops_first => Request::Say(worker, WorkerEvent::SaidStopped),
            Phase::Joining => Request::Say(worker, WorkerEvent::SaidStarted),
            Phase::Draining(Drain::SayStopping) => Request::Say(worker, WorkerEvent::SaidStopping),
            Phase::Draining(Drain::SayStopped) => Request::Say(worker, WorkerEvent::SaidStopped),
            Phase::Working | Phase::Draining(Drain::Finish) => {
                self.talk_nonsense(now_ms, dice, mix);
                let is_idle = self.is_idle() && self.phase == Phase::Working;
                Request::Ask {
                    worker,
                    reports: self.reports.clone(),
                    may_be_held: is_idle && self.is_ours,
                }
            }
            Phase::Away | Phase::Frozen { .. } => Request::Create,
        }
    }

    /// What came for a request that it gave up is not read.
    pub fn hear(&mut self, number: u64, reply: Reply, now_ms: i64) -> bool {
        let is_awaited = self.waits_for.as_ref().is_some_and(|o| o.number == number);
        if !is_awaited || matches!(self.phase, Phase::Away | Phase::Frozen { .. }) {
            return false;
        }
        let Some(outstanding) = self.waits_for.take() else {
            return false;
        };
        self.next_poll_ms = now_ms;
        match reply {
            Reply::Created(worker) => self.worker = Some(worker),
            Reply::Heard => self.go_on(),
            Reply::Answer(answer) => {
                self.forget(&outstanding.sent);
                self.next_poll_ms = now_ms + answer.interval_ms;
                self.adopt(&answer);
                if answer.desires_stop && self.phase == Phase::Working {
                    self.phase = Phase::Draining(Drain::SayStopping);
                }
                let is_done = self.sessions.is_empty() && self.reports.is_empty();
                if self.phase == Phase::Draining(Drain::Finish) && is_done {
                    self.phase = Phase::Draining(Drain::SayStopped);
                    self.next_poll_ms = now_ms;
                }
            }
            Reply::Refused(stands) => self.start_over(stands, now_ms),
        }
        true
    }

    fn go_on(&mut self) {
        let has_stopped = std::mem::take(&mut self.stops_first);
        self.phase = match self.phase {
            Phase::Joining if has_stopped => Phase::Joining,
            Phase::Joining => Phase::Working,
            Phase::Draining(Drain::SayStopping) => Phase::Draining(Drain::Finish),
            Phase::Draining(Drain::SayStopped) => Phase::Away,
            Phase::Away
            | Phase::Working
            | Phase::Draining(Drain::Finish)
            | Phase::Frozen { .. } => self.phase,
        };
    }

    /// What it held is somebody else's by now; nothing of it is reported.
    fn start_over(&mut self, stands: WorkerState, now_ms: i64) {
        let next = match self.phase {
            Phase::Draining(Drain::SayStopping | Drain::Finish) => {
                Phase::Draining(Drain::SayStopped)
            }
            Phase::Draining(Drain::SayStopped) | Phase::Away => Phase::Away,
            Phase::Joining | Phase::Working | Phase::Frozen { .. } => Phase::Joining,
        };
        self.crash();
        self.phase = next;
        self.stops_first = match stands {
            WorkerState::Stopping | WorkerState::NotCompatible => next == Phase::Joining,
            WorkerState::Created
            | WorkerState::Started
            | WorkerState::Online
            | WorkerState::Draining
            | WorkerState::Stopped
            | WorkerState::NotResponding => false,
        };
        self.next_poll_ms = now_ms + RETRY_MS;
    }

    fn forget(&mut self, sent: &Reports) {
        for (id, info) in sent {
            if self.reports.get(id) != Some(info) {
                continue;
            }
            self.reports.remove(id);
            if info.completed_status.is_some() {
                self.past.push(*id);
            }
        }
        let surplus = self.past.len().saturating_sub(12);
        self.past.drain(..surplus);
    }

    /// The answer states all that it should hold.
    fn adopt(&mut self, answer: &Answer) {
        let mut known = std::mem::take(&mut self.sessions);
        for assigned in &answer.sessions {
            let mut held = known.remove(&assigned.id).unwrap_or_default();
            let mut old: BTreeMap<_, _> = held.actions.drain(..).map(|a| (a.id, a)).collect();
            for (id, role) in &assigned.actions {
                let action = old.remove(id).unwrap_or(HeldAction {
                    id: *id,
                    role: *role,
                    started_ms: None,
                    ends_ms: 0,
                    is_done: false,
                });
                held.actions.push(action);
            }
            let of_it = |id: &&SessionActionId| id.session() == assigned.id;
            held.canceled.extend(answer.canceled.iter().filter(of_it));
            self.sessions.insert(assigned.id, held);
        }
        self.has_news |= !self.reports.is_empty();
    }

    fn work(&mut self, now_ms: i64, dice: &mut Dice, mix: &Mix) {
        let clock = Clock {
            now_ms,
            skew_ms: self.skew_ms,
        };
        for held in self.sessions.values_mut() {
            if self.is_ours {
                self.has_news |= held.give_back(clock, &mut self.reports);
            }
            self.has_news |= held.go_on(clock, dice, mix, &mut self.reports);
        }
    }

    fn interrupt_all(&mut self, now_ms: i64) {
        let clock = Clock {
            now_ms,
            skew_ms: self.skew_ms,
        };
        for held in self.sessions.values_mut() {
            for action in &mut held.actions {
                if action.is_done || action.role == Role::Leave {
                    continue;
                }
                let status = match action.started_ms {
                    Some(_) => CompletedStatus::Interrupted,
                    None => CompletedStatus::NeverAttempted,
                };
                held.has_failed |= status == CompletedStatus::Interrupted;
                self.reports.insert(action.id, action.end(status, clock));
            }
        }
        self.has_news = true;
    }

    /// A broken agent: results said twice, and differently; starts after ends.
    fn talk_nonsense(&mut self, now_ms: i64, dice: &mut Dice, mix: &Mix) {
        if !dice.chance(mix.nonsense) {
            return;
        }
        let current = self.sessions.values().flat_map(|held| &held.actions);
        let mut known: Vec<_> = current.map(|action| action.id).collect();
        if dice.chance(70) && !self.past.is_empty() {
            known.clone_from(&self.past);
        }
        let Some(id) = dice.pick(&known).copied() else {
            return;
        };
        let statuses = [
            None,
            Some(CompletedStatus::Succeeded),
            Some(CompletedStatus::Failed),
            Some(CompletedStatus::Interrupted),
            Some(CompletedStatus::Canceled),
            Some(CompletedStatus::NeverAttempted),
        ];
        let at = |dice: &mut Dice| {
            let ms = now_ms + dice.between(-90_000, 90_000);
            dice.chance(60).then(|| Timestamp::from_ms(ms))
        };
        let info = UpdatedSessionActionInfo {
            completed_status: dice.pick(&statuses).copied().flatten(),
            started_at: at(dice),
            ended_at: at(dice),
            updated_at: at(dice),
            ..UpdatedSessionActionInfo::default()
        };
        // It lies, but it does not forget what it has to say.
        self.reports.entry(id).or_insert(info);
    }
}

#[derive(Clone, Copy)]
struct Clock {
    now_ms: i64,
    skew_ms: i64,
}

impl Clock {
    fn reads(&self, ms: i64) -> Timestamp {
        Timestamp::from_ms(ms + self.skew_ms)
    }
}

impl Held {
    fn ends_ms(&self) -> Option<i64> {
        let current = self.actions.iter().find(|action| !action.is_done)?;
        Some(current.started_ms.map_or(0, |_| current.ends_ms))
    }

    /// Does what is due in order; true if something ended, which is worth a call at once.
    fn go_on(&mut self, clock: Clock, dice: &mut Dice, mix: &Mix, reports: &mut Reports) -> bool {
        let mut has_ended = false;
        loop {
            if self.has_failed {
                has_ended |= self.give_up_the_rest(clock, reports);
            }
            let Some(action) = self.actions.iter_mut().find(|action| !action.is_done) else {
                return has_ended;
            };
            let is_canceled = self.canceled.contains(&action.id) && action.role != Role::Leave;
            let status = match (is_canceled, action.started_ms) {
                (true, Some(_)) => canceled_status(dice),
                (true, None) if dice.chance(10) => CompletedStatus::Canceled,
                (true, None) => CompletedStatus::NeverAttempted,
                (false, Some(_)) if clock.now_ms < action.ends_ms => return has_ended,
                (false, Some(_)) if dice.chance(mix.action_fails) => failed_status(dice),
                (false, Some(_)) => CompletedStatus::Succeeded,
                (false, None) => {
                    action.started_ms = Some(clock.now_ms);
                    action.ends_ms = clock.now_ms + dice.between(0, mix.longest_task_ms);
                    if dice.chance(70) {
                        reports.insert(action.id, action.info(clock));
                    }
                    continue;
                }
            };
            let breaks = match status {
                CompletedStatus::Failed
                | CompletedStatus::Canceled
                | CompletedStatus::Interrupted => action.role != Role::Leave,
                CompletedStatus::Succeeded | CompletedStatus::NeverAttempted => false,
            };
            reports.insert(action.id, action.end(status, clock));
            self.has_failed |= breaks;
            has_ended = true;
        }
    }

    /// What is canceled before it began ends at once, whatever runs.
    fn give_back(&mut self, clock: Clock, reports: &mut Reports) -> bool {
        let mut has_ended = false;
        for action in &mut self.actions {
            let is_waiting = !action.is_done && action.started_ms.is_none();
            if is_waiting && action.role == Role::Run && self.canceled.contains(&action.id) {
                let status = CompletedStatus::NeverAttempted;
                reports.insert(action.id, action.end(status, clock));
                has_ended = true;
            }
        }
        has_ended
    }

    /// Nothing but leaving environments is tried any more.
    fn give_up_the_rest(&mut self, clock: Clock, reports: &mut Reports) -> bool {
        let mut has_ended = false;
        for action in &mut self.actions {
            if !action.is_done && action.role != Role::Leave {
                let status = CompletedStatus::NeverAttempted;
                reports.insert(action.id, action.end(status, clock));
                has_ended = true;
            }
        }
        has_ended
    }
}

/// How what ran ends badly of itself: seldom, somebody at the host stopped it.
fn failed_status(dice: &mut Dice) -> CompletedStatus {
    match dice.throw(10) {
        0 => CompletedStatus::Canceled,
        1 => CompletedStatus::Interrupted,
        _ => CompletedStatus::Failed,
    }
}

/// How what ran ends when it is told to: it may have been faster, or die of it.
fn canceled_status(dice: &mut Dice) -> CompletedStatus {
    match dice.throw(20) {
        0 => CompletedStatus::Succeeded,
        1 => CompletedStatus::Failed,
        2 => CompletedStatus::Interrupted,
        _ => CompletedStatus::Canceled,
    }
}

impl HeldAction {
    fn info(&self, clock: Clock) -> UpdatedSessionActionInfo {
        UpdatedSessionActionInfo {
            started_at: self.started_ms.map(|ms| clock.reads(ms)),
            updated_at: Some(clock.reads(clock.now_ms)),
            progress_percent: Some(1.0),
            ..UpdatedSessionActionInfo::default()
        }
    }

    fn end(&mut self, status: CompletedStatus, clock: Clock) -> UpdatedSessionActionInfo {
        self.is_done = true;
        UpdatedSessionActionInfo {
            completed_status: Some(status),
            ended_at: self.started_ms.map(|_| clock.reads(clock.now_ms)),
            ..self.info(clock)
        }
    }
}
