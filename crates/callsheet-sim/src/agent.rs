//! A model worker. It obeys the protocol and nothing else does: answers get lost, reports come
//! twice, it crashes and comes back, or stays away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionActionId, SessionId, WorkerId};
use callsheet_api::types::{
    AssignedSessionActionDefinition, CompletedStatus, UpdateWorkerScheduleRequest,
    UpdateWorkerScheduleResponse, UpdatedSessionActionInfo,
};
use callsheet_server::api::{worker_life, worker_schedule};
use serde_json::json;

use crate::dice::Dice;
use crate::farm::{Farm, request};

#[derive(Debug, Default)]
pub struct Agent {
    worker: Option<WorkerId>,
    is_started: bool,
    sessions: BTreeMap<SessionId, Held>,
    /// Not yet known to have arrived.
    reports: BTreeMap<SessionActionId, UpdatedSessionActionInfo>,
    /// Where many agents count the tasks that they run at this moment.
    pub gauge: Option<Arc<AtomicI64>>,
    counted: i64,
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
    is_exit: bool,
    task: Option<String>,
    started_at: Option<Timestamp>,
    is_done: bool,
}

/// How unkind the world is, in percent.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    pub action_fails: u64,
    pub message_lost: u64,
    pub crash: u64,
}

impl Faults {
    pub const NONE: Self = Self {
        action_fails: 0,
        message_lost: 0,
        crash: 0,
    };
}

/// Tasks that were run to success, and the server has heard of it. Nobody keeps one where users
/// requeue tasks: those may run again.
#[derive(Debug, Default)]
pub struct Ledger {
    pub is_kept: bool,
    tasks: BTreeSet<String>,
}

impl Ledger {
    fn note(&mut self, task: &str) {
        if self.is_kept {
            self.tasks.insert(task.to_owned());
        }
    }
}

impl Agent {
    pub async fn act(&mut self, farm: &Farm, dice: &mut Dice, faults: Faults, ledger: &mut Ledger) {
        if dice.chance(faults.crash) {
            self.start_over();
            return;
        }
        if !self.is_started {
            self.start(farm).await;
            return;
        }
        self.work(farm, dice, faults);
        self.count();
        if !dice.chance(faults.message_lost) {
            let answer_lost = dice.chance(faults.message_lost);
            self.ask(farm, answer_lost, ledger).await;
        }
    }

    async fn start(&mut self, farm: &Farm) {
        let (farm_id, fleet_id) = (farm.farm, farm.fleet);
        if self.worker.is_none() {
            let input = request(json!({ "farmId": farm_id, "fleetId": fleet_id }));
            let created = worker_life::create_worker(farm.cx(), &farm.admin, input).await;
            self.worker = Some(created.unwrap_or_else(|why| panic!("{why}")).worker_id);
        }
        let input = request(json!({
            "farmId": farm_id, "fleetId": fleet_id, "workerId": self.worker, "status": "STARTED",
        }));
        let started = worker_life::update_worker(farm.cx(), &farm.admin, input).await;
        started.unwrap_or_else(|why| panic!("UpdateWorker: {why}"));
        self.is_started = true;
    }

    /// One thing happens in each session.
    fn work(&mut self, farm: &Farm, dice: &mut Dice, faults: Faults) {
        let now = farm.now();
        let mut said = Vec::new();
        for held in self.sessions.values_mut() {
            said.extend(held.go_on(now, dice, faults));
        }
        self.reports.extend(said);
    }

    async fn ask(&mut self, farm: &Farm, answer_lost: bool, ledger: &mut Ledger) {
        let Some(worker_id) = self.worker else { return };
        let input = UpdateWorkerScheduleRequest {
            farm_id: farm.farm,
            fleet_id: farm.fleet,
            worker_id,
            updated_session_actions: Some(self.reports.clone()),
        };
        let answer = worker_schedule::update_worker_schedule(farm.cx(), &farm.admin, input).await;
        match answer {
            Ok(_) if answer_lost => {}
            Ok(answer) => {
                self.note_successes(ledger);
                self.reports.clear();
                self.adopt(&answer, ledger);
            }
            // Taken for lost meanwhile: what it held is somebody else's now.
            Err(_) => self.start_over(),
        }
    }

    /// Nothing is left of it but who it is.
    fn start_over(&mut self) {
        self.sessions.clear();
        self.count();
        *self = Agent {
            worker: self.worker,
            gauge: self.gauge.take(),
            ..Agent::default()
        };
    }

    /// Before the server can know that something ended, and after it let it begin.
    fn count(&mut self) {
        let actions = self.sessions.values().flat_map(|held| &held.actions);
        let runs = actions.filter(|a| a.task.is_some() && a.started_at.is_some() && !a.is_done);
        let runs = i64::try_from(runs.count()).unwrap_or(i64::MAX);
        if let Some(gauge) = &self.gauge {
            gauge.fetch_add(runs - self.counted, Ordering::SeqCst);
        }
        self.counted = runs;
    }

    fn note_successes(&self, ledger: &mut Ledger) {
        for held in self.sessions.values() {
            for action in &held.actions {
                let report = self.reports.get(&action.id);
                let succeeded = report.and_then(|report| report.completed_status)
                    == Some(CompletedStatus::Succeeded);
                if let Some(task) = action.task.as_ref().filter(|_| succeeded) {
                    ledger.note(task);
                }
            }
        }
    }

    /// The answer states all that it should hold.
    fn adopt(&mut self, answer: &UpdateWorkerScheduleResponse, ledger: &Ledger) {
        let mut known = std::mem::take(&mut self.sessions);
        for (id, assigned) in &answer.assigned_sessions {
            let mut held = known.remove(id).unwrap_or_default();
            let mut old: BTreeMap<_, _> = held
                .actions
                .drain(..)
                .map(|action| (action.id, action))
                .collect();
            for action in &assigned.session_actions {
                let id = action.session_action_id;
                let new = || HeldAction::new(id, &action.definition);
                let action = old.remove(&id).unwrap_or_else(new);
                let task = action.task.as_ref();
                let again = task.is_some_and(|task| !action.is_done && ledger.tasks.contains(task));
                assert!(!again, "{task:?} succeeded, and is handed out again");
                held.actions.push(action);
            }
            self.sessions.insert(*id, held);
        }
        for (session, actions) in &answer.cancel_session_actions {
            if let Some(held) = self.sessions.get_mut(session) {
                held.canceled.extend(actions);
            }
        }
    }

    pub fn is_idle(&self) -> bool {
        self.sessions.is_empty() && self.reports.is_empty()
    }
}

impl HeldAction {
    fn new(id: SessionActionId, definition: &AssignedSessionActionDefinition) -> Self {
        use AssignedSessionActionDefinition as Definition;
        let (is_exit, task) = match definition {
            Definition::EnvExit(_) => (true, None),
            Definition::TaskRun(run) => {
                let parameters = serde_json::to_string(&run.parameters).unwrap_or_default();
                let name = format!("{} {parameters}", run.step_id);
                (false, Some(name))
            }
            Definition::EnvEnter(_) | Definition::SyncInputJobAttachments(_) => (false, None),
        };
        Self {
            id,
            is_exit,
            task,
            started_at: None,
            is_done: false,
        }
    }
}

type Said = Vec<(SessionActionId, UpdatedSessionActionInfo)>;

impl Held {
    fn go_on(&mut self, now: Timestamp, dice: &mut Dice, faults: Faults) -> Said {
        let mut said = Vec::new();
        if self.has_failed {
            // Nothing but leaving environments is tried any more.
            for action in &mut self.actions {
                if !action.is_done && !action.is_exit {
                    said.push(action.end(CompletedStatus::NeverAttempted, now));
                }
            }
        }
        let Some(action) = self.actions.iter_mut().find(|action| !action.is_done) else {
            return said;
        };
        if self.canceled.contains(&action.id) {
            let status = match action.started_at {
                Some(_) => CompletedStatus::Canceled,
                None => CompletedStatus::NeverAttempted,
            };
            // What was taken back before it began leaves the session as it was.
            self.has_failed |= status == CompletedStatus::Canceled && !action.is_exit;
            said.push(action.end(status, now));
        } else if action.started_at.is_none() && dice.chance(50) {
            action.started_at = Some(now);
            said.push((action.id, action.info(now)));
        } else {
            let failed = dice.chance(faults.action_fails);
            let status = if failed {
                CompletedStatus::Failed
            } else {
                CompletedStatus::Succeeded
            };
            action.started_at.get_or_insert(now);
            said.push(action.end(status, now));
            self.has_failed |= failed && !action.is_exit;
        }
        said
    }
}

impl HeldAction {
    fn info(&self, now: Timestamp) -> UpdatedSessionActionInfo {
        UpdatedSessionActionInfo {
            completed_status: None,
            started_at: self.started_at,
            updated_at: Some(now),
            ended_at: None,
            manifests: None,
            process_exit_code: None,
            progress_message: None,
            progress_percent: Some(1.0),
        }
    }

    fn end(
        &mut self,
        status: CompletedStatus,
        now: Timestamp,
    ) -> (SessionActionId, UpdatedSessionActionInfo) {
        self.is_done = true;
        let ended_at = self.started_at.map(|_| now);
        let info = UpdatedSessionActionInfo {
            completed_status: Some(status),
            ended_at,
            ..self.info(now)
        };
        (self.id, info)
    }
}
