//! What sessions may still be given, after things that simulated farms came across.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, SessionId, StepId, WorkerId};
use callsheet_api::types::{
    CompletedStatus, UpdateWorkerScheduleRequest, UpdatedSessionActionInfo,
};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::session::SessionState;
use callsheet_core::lifecycle::task::{Attempts, HeldTask, Target};
use callsheet_core::lifecycle::worker::WorkerState;
use callsheet_core::report::{Report, absorb};
use callsheet_core::settle;
use callsheet_core::view::{ActionKind, ActionView, JobHead, SessionView, StepHead, WorkerView};

const NOW: Timestamp = Timestamp::from_ms(9_000);

/// A session of two environments that holds these actions.
fn session(entered: i64, actions: &[(ActionKind, ActionState)]) -> SessionView {
    let job = JobHead {
        key: 1,
        id: JobId::from_bytes([1; 16]),
        farm: FarmId::from_bytes([1; 16]),
        queue: QueueId::from_bytes([1; 16]),
        state: JobState::Created,
        priority: 50,
        max_retries: 1,
        max_failed: 1,
        max_workers: None,
        open_sessions: 1,
        errors: 0,
        submitted_at: NOW,
    };
    let step = StepHead {
        key: 1,
        id: StepId::from_bytes([1; 16]),
        job_key: 1,
        position: 0,
        task_count: 9,
        cursor: 0,
        ahead: 0,
        tail: TaskStatus::Ready,
        unmet: 0,
        ready: 9,
        pace: None,
    };
    let actions = (0..).zip(actions).map(|(index, (kind, state))| ActionView {
        index,
        kind: *kind,
        state: *state,
        task: None,
    });
    SessionView {
        id: SessionId::from_bytes([7; 16]),
        job,
        step,
        state: SessionState::Open,
        broken: false,
        environments: 2,
        entered,
        next_index: 9,
        tasks_done: 0,
        tasks_ms: 0,
        progressed_at: Timestamp::from_ms(0),
        limits: Vec::new(),
        actions: actions.collect(),
    }
}

fn after(session: SessionView, index: u64, status: CompletedStatus) -> SessionView {
    let mut worker = WorkerView {
        id: WorkerId::from_bytes([1; 16]),
        farm: FarmId::from_bytes([1; 16]),
        fleet: FleetId::from_bytes([1; 16]),
        state: WorkerState::Online,
        session: Some(session),
    };
    let id = callsheet_api::ids::SessionActionId::new(SessionId::from_bytes([7; 16]), index);
    let info = UpdatedSessionActionInfo {
        completed_status: Some(status),
        ..UpdatedSessionActionInfo::default()
    };
    let input = UpdateWorkerScheduleRequest {
        farm_id: worker.farm,
        fleet_id: worker.fleet,
        worker_id: worker.id,
        updated_session_actions: Some(BTreeMap::from([(id, info)])),
    };
    let absorbed = absorb(&mut worker, &Report::read(&input, NOW), NOW);
    assert!(!absorbed.changes.is_empty());
    worker.session.expect("a report ends no session")
}

const RUN: ActionKind = ActionKind::TaskRun { first: 0, count: 1 };

#[test]
fn a_session_that_has_left_its_environments_gets_nothing_more() {
    assert!(!session(2, &[]).is_winding_down());
    assert!(session(1, &[]).is_winding_down());
    assert!(session(0, &[]).is_winding_down());
    let enter = ActionKind::EnvEnter { ordinal: 1 };
    assert!(!session(1, &[(enter, ActionState::Assigned)]).is_winding_down());
}

#[test]
fn nothing_is_given_behind_what_is_being_canceled() {
    let canceling = ActionState::Canceling { started_at: None };
    assert!(session(2, &[(RUN, canceling)]).is_winding_down());
    assert!(!session(2, &[(RUN, ActionState::Assigned)]).is_winding_down());
}

#[test]
fn an_environment_left_out_of_order_is_not_left_twice() {
    let exits = [1, 0].map(|ordinal| (ActionKind::EnvExit { ordinal }, ActionState::Assigned));
    let once = after(session(2, &exits), 1, CompletedStatus::Canceled);
    let twice = after(once, 0, CompletedStatus::Succeeded);
    assert_eq!(twice.entered, 0);
}

#[test]
fn a_worker_that_declines_a_task_gets_no_more_in_that_session() {
    let runs = [(RUN, ActionState::Assigned)];
    let declined = after(session(2, &runs), 0, CompletedStatus::NeverAttempted);
    assert!(declined.broken);
    let canceled = [(RUN, ActionState::Canceling { started_at: None })];
    let obeyed = after(session(2, &canceled), 0, CompletedStatus::NeverAttempted);
    assert!(!obeyed.broken);
}

#[test]
fn a_task_that_a_caller_aims_at_does_not_pay_for_a_session_that_cannot_be_set_up() {
    let enter = ActionKind::EnvEnter { ordinal: 1 };
    let runs = [0, 1].map(|first| ActionKind::TaskRun { first, count: 1 });
    let actions = [enter, runs[0], runs[1]].map(|kind| (kind, ActionState::Assigned));
    let mut session = session(1, &actions);
    let waits = HeldTask {
        status: TaskStatus::Starting,
        target: None,
        attempts: Attempts {
            retries: 0,
            losses: 0,
            max_retries: 1,
        },
    };
    let aimed = HeldTask {
        status: TaskStatus::Interrupting,
        target: Some(Target::Requeue),
        ..waits
    };
    session.actions[1].task = Some(aimed);
    session.actions[2].task = Some(waits);
    let retries = |session: SessionView| -> Vec<i64> {
        let tasks = session.actions.iter().filter_map(|action| action.task);
        tasks.map(|task| task.attempts.retries).collect()
    };
    let failed = after(session.clone(), 0, CompletedStatus::Failed);
    assert_eq!(retries(failed), [0, 1]);
    session.actions[2].task = Some(aimed);
    let failed = after(session, 0, CompletedStatus::Failed);
    assert_eq!(retries(failed), [0, 0]);
}

#[test]
fn a_task_that_waits_for_other_steps_once_more_may_be_followed_by_the_others() {
    let mut moved = Counts::default();
    moved.moved(TaskStatus::Running, TaskStatus::Pending, 1);
    let mut now = Counts::only(TaskStatus::Ready, 3);
    now.add(TaskStatus::Pending, 1);
    assert!(settle::may_follow(&moved, &now));
    assert!(!settle::may_follow(&Counts::default(), &now));
}
