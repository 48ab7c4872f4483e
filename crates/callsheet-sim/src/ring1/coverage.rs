//! What was reached: cells of the lifecycle tables under the names of `docs/lifecycles`, faults,
//! and what people did. An event is counted with the state that it met, also where the service
//! turns it away at the door because nothing would come of it.

use std::collections::BTreeMap;
use std::fmt;

use callsheet_api::ids::{SessionId, WorkerId};
use callsheet_api::types::{CompletedStatus, UpdateWorkerScheduleRequest};
use callsheet_core::change::{Change, Changes};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::action::{ActionState, Outcome};
use callsheet_core::lifecycle::association::{AssociationEvent, AssociationState};
use callsheet_core::lifecycle::job::{JobEvent, JobState};
use callsheet_core::lifecycle::session::SessionState;
use callsheet_core::lifecycle::task::{HeldTask, Target};
use callsheet_core::lifecycle::worker::WorkerEvent;
use callsheet_core::view::{ActionView, JobView, Key, SessionView, WorkerView};

use super::book::Book;
use super::bugs::Decision;

type Name = &'static str;

#[derive(Default)]
pub struct Coverage {
    /// By table, state and event.
    pub cells: BTreeMap<(Name, Name, Name), u64>,
    pub faults: BTreeMap<Name, u64>,
    pub people: BTreeMap<Name, u64>,
}

const ACTION: Name = "session-action";
const TASK: Name = "task-in-a-session";
const SESSION: Name = "session";

impl Coverage {
    fn cell(&mut self, table: Name, state: Name, event: Name) {
        *self.cells.entry((table, state, event)).or_default() += 1;
    }

    pub fn fault(&mut self, name: Name) {
        *self.faults.entry(name).or_default() += 1;
    }

    pub fn person(&mut self, name: Name) {
        *self.people.entry(name).or_default() += 1;
    }

    pub fn merge(&mut self, other: Self) {
        for (cell, count) in other.cells {
            *self.cells.entry(cell).or_default() += count;
        }
        for (name, count) in other.faults {
            *self.faults.entry(name).or_default() += count;
        }
        for (name, count) in other.people {
            *self.people.entry(name).or_default() += count;
        }
    }

    pub fn pair(&mut self, state: AssociationState, event: AssociationEvent) {
        self.cell("queue-fleet-association", state.name(), pair_event(event));
    }

    pub fn limit_pair(&mut self, state: AssociationState, event: AssociationEvent) {
        let state = match state {
            AssociationState::Active => "ACTIVE",
            AssociationState::Completing => "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS",
            AssociationState::Canceling => "STOP_LIMIT_USAGE_AND_CANCEL_TASKS",
            AssociationState::Stopped => "STOPPED",
        };
        self.cell("queue-limit-association", state, pair_event(event));
    }

    pub fn job(&mut self, state: JobState, event: JobEvent) {
        let event = match event {
            JobEvent::Expanded => "Expanded",
            JobEvent::Refused => "Refused",
            JobEvent::Aimed => "Aimed",
            JobEvent::Arrived => "Arrived",
            JobEvent::Archived => "Archived",
        };
        self.cell("job", state.name(), event);
    }

    /// A worker's event, and what it means for all that the worker holds or held.
    pub fn worker(&mut self, book: &Book, id: WorkerId, event: WorkerEvent) {
        let Some(row) = book.workers.get(&id) else {
            return;
        };
        let (name, is_loss) = match event {
            WorkerEvent::SaidStarted => ("SaidStarted", true),
            WorkerEvent::SaidStopped => ("SaidStopped", true),
            WorkerEvent::FellSilent => ("FellSilent", row.state.is_expected_to_speak()),
            WorkerEvent::SaidStopping => ("SaidStopping", false),
            WorkerEvent::AskedForWork => ("AskedForWork", false),
            WorkerEvent::FoundFit => ("FoundFit", false),
            WorkerEvent::FoundUnfit => ("FoundUnfit", false),
            WorkerEvent::ScaledIn => ("ScaledIn", false),
        };
        self.cell("worker", row.state.name(), name);
        if !is_loss || row.state.on(event).is_err() {
            return;
        }
        let held = book
            .sessions
            .iter()
            .filter(|(_, session)| session.worker == id);
        for (session, row) in held {
            self.cell(SESSION, session_name(row.state), "WorkerLost");
            for (_, action) in book.actions_of(*session) {
                self.cell(ACTION, action_name(&action.state), "WorkerLost");
            }
            let Some(view) = book
                .session_view(*session)
                .filter(|_| row.state.ended_at().is_none())
            else {
                continue;
            };
            for action in view.task_runs() {
                self.task(action, "WorkerLost");
                if !action.state.has_started() {
                    self.task(action, "ActionEnded(NeverAttempted)");
                }
            }
        }
    }

    fn task(&mut self, action: &ActionView, event: Name) {
        if let Some(task) = &action.task {
            self.cell(TASK, task_name(task), event);
        }
    }

    /// A report, before it is taken in.
    pub fn reported(
        &mut self,
        book: &Book,
        worker: &WorkerView,
        input: &UpdateWorkerScheduleRequest,
    ) {
        let reports = input.updated_session_actions.iter().flatten();
        let mut is_said = false;
        for (id, info) in reports {
            let index = i64::try_from(id.index()).unwrap_or(-1);
            let Some(action) = book.actions.get(&(id.session(), index)) else {
                continue;
            };
            is_said = true;
            let event = match info.completed_status {
                Some(status) => completed_name(outcome(status)),
                None => "Progressed",
            };
            self.cell(ACTION, action_name(&action.state), event);
            let session = book.sessions.get(&id.session());
            let has_ended = session.is_some_and(|s| s.state.ended_at().is_some());
            if has_ended && info.completed_status.is_some() {
                self.cell(SESSION, "ENDED", "LastActionEnded");
            }
            let held = worker
                .session
                .as_ref()
                .filter(|session| session.id == id.session());
            let held = held.and_then(|session| session.actions.iter().find(|a| a.index == index));
            let Some(held) = held else { continue };
            match info.completed_status {
                Some(status) => {
                    let said = outcome(status);
                    let meant = meant(&held.state, said);
                    self.task(held, ended_name(said));
                    if meant != said {
                        self.task(held, ended_name(meant));
                    }
                }
                None if held.state == ActionState::Assigned => self.task(held, "Placed(Running)"),
                None => {}
            }
        }
        // What goes on is placed anew whenever something was said.
        for action in worker.session.iter().flat_map(SessionView::task_runs) {
            let placed = action.task.is_some_and(|task| match task.status {
                TaskStatus::Running | TaskStatus::Interrupting => true,
                TaskStatus::Pending
                | TaskStatus::Ready
                | TaskStatus::Assigned
                | TaskStatus::Starting
                | TaskStatus::Scheduled
                | TaskStatus::Suspended
                | TaskStatus::Canceled
                | TaskStatus::Failed
                | TaskStatus::Succeeded
                | TaskStatus::NotCompatible => false,
            });
            if placed && is_said {
                self.task(action, "Placed(Running)");
            }
        }
    }

    /// A decision that ends sessions in the ordinary way.
    pub fn decided(&mut self, by: Decision, changes: &[Change], book: &Book) {
        if by.is_loss() {
            return;
        }
        for change in changes {
            if let Change::Session { id, state, .. } = change
                && state.ended_at().is_some()
                && let Some(row) = book.sessions.get(id)
            {
                self.cell(SESSION, session_name(row.state), "LastActionEnded");
            }
        }
    }

    pub fn settled(&mut self, view: &JobView, follows: &Changes) {
        let arrives = follows
            .iter()
            .any(|change| matches!(change, Change::Job { .. }));
        if arrives {
            self.job(JobState::Updating, JobEvent::Arrived);
        } else if follows.is_empty() {
            self.job(view.head.state, JobEvent::Arrived);
        }
    }

    /// A target for a job or one of its steps.
    pub fn aimed(&mut self, book: &Book, view: &JobView, only: Option<Key>, target: Target) {
        for step in &view.steps {
            if only.is_some_and(|only| only != step.head.key) {
                continue;
            }
            for status in TaskStatus::ALL {
                if step.counts.of(status) > 0 {
                    self.target(status, target);
                }
            }
        }
        for session in &view.sessions {
            let is_meant = only.is_none_or(|only| only == session.step.key);
            let meant = |_: &ActionView| is_meant;
            self.stopped(book, session, Some(target), meant);
        }
    }

    /// A target for one task.
    pub fn aimed_task(
        &mut self,
        book: &Book,
        view: &JobView,
        (step, status): (Key, TaskStatus),
        (first, count): (i64, i64),
        target: Target,
    ) {
        self.target(status, target);
        for session in view
            .sessions
            .iter()
            .filter(|session| session.step.key == step)
        {
            let meant = |action: &ActionView| {
                let run = super::changes::tasks_of(action.kind);
                run.is_some_and(|(at, _)| (first..first + count).contains(&at))
            };
            self.stopped(book, session, Some(target), meant);
        }
    }

    fn target(&mut self, status: TaskStatus, target: Target) {
        self.cell("target", status_name(status), target.name());
    }

    pub fn pair_stopped(&mut self, book: &Book, sessions: &[SessionView]) {
        for session in sessions {
            self.stopped(book, session, Some(Target::Canceled), |_| true);
        }
    }

    pub fn end_requested(&mut self, book: &Book, id: SessionId) {
        let Some(row) = book.sessions.get(&id) else {
            return;
        };
        self.cell(SESSION, session_name(row.state), "EndRequested");
        match book
            .session_view(id)
            .filter(|_| row.state.ended_at().is_none())
        {
            Some(view) => self.stopped(book, &view, None, |_| false),
            None => self.too_late_to_stop(book, id),
        }
    }

    /// What it means for a session that some of its tasks, or all of it, shall stop.
    fn stopped(
        &mut self,
        book: &Book,
        session: &SessionView,
        target: Option<Target>,
        is_meant: impl Fn(&ActionView) -> bool,
    ) {
        let mut meant = session.task_runs().filter(|action| is_meant(action));
        let first = meant.next().map(|action| action.index);
        if target.is_some() && first.is_none() {
            return;
        }
        self.too_late_to_stop(book, session.id);
        let first_run = session.task_runs().next().map(|action| action.index);
        let from = if first == first_run {
            0
        } else {
            first.unwrap_or(0)
        };
        for action in &session.actions {
            let is_meant = action.kind.is_task_run() && is_meant(action);
            if let Some(target) = target.filter(|_| is_meant) {
                self.task(action, aimed_name(target));
            }
            if action.index < from || action.kind.is_exit() {
                continue;
            }
            self.cell(ACTION, action_name(&action.state), "CancelRequested");
            let Some(mut task) = action.task else {
                continue;
            };
            if let Some(target) = target.filter(|_| is_meant) {
                (task.status, task.target) = (TaskStatus::Interrupting, Some(target));
            }
            self.cell(TASK, task_name(&task), "Stopped");
        }
    }

    fn too_late_to_stop(&mut self, book: &Book, id: SessionId) {
        for (_, action) in book.actions_of(id).filter(|(_, a)| a.state.is_ended()) {
            self.cell(ACTION, action_name(&action.state), "CancelRequested");
        }
    }
}

/// Each count on a line, as a table for people.
impl fmt::Display for Coverage {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((table, state, event), count) in &self.cells {
            writeln!(to, "{count:>12}  {table}: {state} | {event}")?;
        }
        for (kind, counts) in [("fault", &self.faults), ("people", &self.people)] {
            for (name, count) in counts {
                writeln!(to, "{count:>12}  {kind}: {name}")?;
            }
        }
        Ok(())
    }
}

fn pair_event(event: AssociationEvent) -> Name {
    match event {
        AssociationEvent::Activated => "Activated",
        AssociationEvent::StopAndComplete => "StopAndComplete",
        AssociationEvent::StopAndCancel => "StopAndCancel",
        AssociationEvent::Drained => "Drained",
    }
}

fn outcome(status: CompletedStatus) -> Outcome {
    match status {
        CompletedStatus::Succeeded => Outcome::Succeeded,
        CompletedStatus::Failed => Outcome::Failed,
        CompletedStatus::Interrupted => Outcome::Interrupted,
        CompletedStatus::Canceled => Outcome::Canceled,
        CompletedStatus::NeverAttempted => Outcome::NeverAttempted,
    }
}

fn action_name(state: &ActionState) -> Name {
    match state {
        ActionState::Canceling { started_at: None } => "CANCELING, not started",
        ActionState::Assigned
        | ActionState::Running { .. }
        | ActionState::Canceling { .. }
        | ActionState::Ended { .. } => state.name(),
    }
}

fn session_name(state: SessionState) -> Name {
    state.name()
}

fn completed_name(outcome: Outcome) -> Name {
    match outcome {
        Outcome::Succeeded => "Completed SUCCEEDED",
        Outcome::Failed => "Completed FAILED",
        Outcome::Interrupted => "Completed INTERRUPTED",
        Outcome::Canceled => "Completed CANCELED",
        Outcome::NeverAttempted => "Completed NEVER_ATTEMPTED",
    }
}

/// What a completion means: as the action's own state has it.
fn meant(state: &ActionState, said: Outcome) -> Outcome {
    match state {
        ActionState::Running { .. }
        | ActionState::Canceling {
            started_at: Some(_),
        } => said.of_one_that_ran(),
        ActionState::Assigned
        | ActionState::Canceling { started_at: None }
        | ActionState::Ended { .. } => said,
    }
}

fn ended_name(outcome: Outcome) -> Name {
    match outcome {
        Outcome::Succeeded => "ActionEnded(Succeeded)",
        Outcome::Failed => "ActionEnded(Failed)",
        Outcome::Interrupted => "ActionEnded(Interrupted)",
        Outcome::Canceled => "ActionEnded(Canceled)",
        Outcome::NeverAttempted => "ActionEnded(NeverAttempted)",
    }
}

fn aimed_name(target: Target) -> Name {
    match target {
        Target::Requeue => "Aimed(Requeue)",
        Target::Suspended => "Aimed(Suspended)",
        Target::Canceled => "Aimed(Canceled)",
        Target::Failed => "Aimed(Failed)",
        Target::Succeeded => "Aimed(Succeeded)",
    }
}

fn task_name(task: &HeldTask) -> Name {
    match task.target {
        Some(Target::Requeue) => "INTERRUPTING to PENDING",
        Some(Target::Suspended) => "INTERRUPTING to SUSPENDED",
        Some(Target::Canceled) => "INTERRUPTING to CANCELED",
        Some(Target::Failed) => "INTERRUPTING to FAILED",
        Some(Target::Succeeded) => "INTERRUPTING to SUCCEEDED",
        None => status_name(task.status),
    }
}

pub fn status_name(status: TaskStatus) -> Name {
    match status {
        TaskStatus::Pending => "PENDING",
        TaskStatus::Ready => "READY",
        TaskStatus::Assigned => "ASSIGNED",
        TaskStatus::Starting => "STARTING",
        TaskStatus::Scheduled => "SCHEDULED",
        TaskStatus::Running => "RUNNING",
        TaskStatus::Interrupting => "INTERRUPTING",
        TaskStatus::Suspended => "SUSPENDED",
        TaskStatus::Canceled => "CANCELED",
        TaskStatus::Failed => "FAILED",
        TaskStatus::Succeeded => "SUCCEEDED",
        TaskStatus::NotCompatible => "NOT_COMPATIBLE",
    }
}
