//! Prints every state machine as a table and compares it with its page in `docs/lifecycles/`, so
//! that a changed transition is a changed line of a document. `UPDATE_PAGES=1` writes the pages.

use std::fmt::Write as _;
use std::path::PathBuf;

use callsheet_api::Timestamp;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::action::{ActionEvent, ActionState, Outcome};
use callsheet_core::lifecycle::association::{AssociationEvent, AssociationState};
use callsheet_core::lifecycle::job::{JobEvent, JobState};
use callsheet_core::lifecycle::session::{SessionEvent, SessionState};
use callsheet_core::lifecycle::task::{Attempts, Dependencies, HeldTask, Target, TaskEvent};
use callsheet_core::lifecycle::worker::{WorkerEvent, WorkerState};
use callsheet_core::lifecycle::{Illegal, Step};

const NOW: Timestamp = Timestamp::from_ms(9_000);
const EARLIER: Timestamp = Timestamp::from_ms(1_000);

fn compare(name: &str, title: &str, rows: &[(String, String, String)]) {
    let mut page = format!(
        "# {title}\n\nPrinted from `callsheet-core/src/lifecycle/` by its test; `=` means that \
         nothing changes.\n\n| state | event | becomes |\n|---|---|---|\n"
    );
    for (state, event, next) in rows {
        writeln!(page, "| {state} | {event} | {next} |").expect("a string takes all");
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/lifecycles")
        .join(format!("{name}.md"));
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept,
        page,
        "{} is out of date: UPDATE_PAGES=1",
        path.display()
    );
}

fn becomes<S>(step: Result<Step<S>, Illegal>, name: impl Fn(&S) -> String) -> String {
    match step {
        Ok(Step::To(next)) => name(&next),
        Ok(Step::Unchanged) => "=".to_owned(),
        Err(_) => "refused".to_owned(),
    }
}

/// semantics 2.7-4, 2.7-5, 2.7-6, 2.7-9.
#[test]
fn session_action() {
    let mut states = vec![
        ActionState::Assigned,
        ActionState::Running {
            started_at: EARLIER,
        },
        ActionState::Canceling { started_at: None },
        ActionState::Canceling {
            started_at: Some(EARLIER),
        },
    ];
    states.extend(Outcome::ALL.map(|outcome| ActionState::Ended {
        outcome,
        started_at: Some(EARLIER),
        ended_at: NOW,
    }));
    let mut events = vec![ActionEvent::Progressed {
        started_at: EARLIER,
    }];
    events.extend(Outcome::ALL.map(|outcome| ActionEvent::Completed {
        outcome,
        started_at: Some(EARLIER),
        ended_at: Some(NOW),
    }));
    events.extend([ActionEvent::CancelRequested, ActionEvent::WorkerLost]);
    let shown = |state: &ActionState| match state {
        ActionState::Canceling { started_at: None } => "CANCELING, not started".to_owned(),
        ActionState::Assigned
        | ActionState::Running { .. }
        | ActionState::Canceling { .. }
        | ActionState::Ended { .. } => state.name().to_owned(),
    };
    let mut rows = Vec::new();
    for state in &states {
        for event in &events {
            let said = match event {
                ActionEvent::Completed { outcome, .. } => format!("Completed {}", outcome.name()),
                ActionEvent::Progressed { .. }
                | ActionEvent::CancelRequested
                | ActionEvent::WorkerLost => event.name().to_owned(),
            };
            rows.push((shown(state), said, becomes(Ok(state.on(event, NOW)), shown)));
        }
    }
    compare("session-action", "The life of a session action", &rows);
}

/// semantics 2.6-6.
#[test]
fn session() {
    let states = [
        SessionState::Open,
        SessionState::Ending,
        SessionState::Ended { ended_at: EARLIER },
    ];
    let events = [
        SessionEvent::EndRequested,
        SessionEvent::LastActionEnded,
        SessionEvent::WorkerLost,
    ];
    let name = |state: &SessionState| state.name().to_owned();
    let rows: Vec<_> = states
        .iter()
        .flat_map(|state| events.map(|event| (state, event)))
        .map(|(state, event)| {
            (
                name(state),
                format!("{event:?}"),
                becomes(Ok(state.on(event, NOW)), name),
            )
        })
        .collect();
    compare("session", "The life of a session", &rows);
}

/// semantics 2.8-2, 2.8-10.
#[test]
fn worker() {
    let events = [
        WorkerEvent::SaidStarted,
        WorkerEvent::AskedForWork,
        WorkerEvent::SaidStopping,
        WorkerEvent::SaidStopped,
        WorkerEvent::FellSilent,
        WorkerEvent::FoundFit,
        WorkerEvent::FoundUnfit,
        WorkerEvent::ScaledIn,
    ];
    let name = |state: &WorkerState| state.name().to_owned();
    let rows: Vec<_> = WorkerState::ALL
        .iter()
        .flat_map(|state| events.map(|event| (state, event)))
        .map(|(state, event)| {
            (
                name(state),
                format!("{event:?}"),
                becomes(state.on(event), name),
            )
        })
        .collect();
    compare("worker", "The life of a worker", &rows);
}

/// semantics 2.10-4, 2.10-5.
#[test]
fn queue_fleet_association() {
    association("queue-fleet-association", |state| state.name().to_owned());
}

#[test]
fn queue_limit_association() {
    association("queue-limit-association", |state| {
        state.limit_wire().as_str().to_owned()
    });
}

fn association(kind: &str, name: impl Fn(&AssociationState) -> String) {
    let events = [
        AssociationEvent::Activated,
        AssociationEvent::StopAndComplete,
        AssociationEvent::StopAndCancel,
        AssociationEvent::Drained,
    ];
    let rows: Vec<_> = AssociationState::ALL
        .iter()
        .flat_map(|state| events.map(|event| (state, event)))
        .map(|(state, event)| {
            let next = becomes(state.on(event), &name);
            (name(state), format!("{event:?}"), next)
        })
        .collect();
    compare(
        kind,
        &format!("The life of a {kind}").replace("-association", " association"),
        &rows,
    );
}

/// semantics 2.1-6, 2.1-8.
#[test]
fn job() {
    let events = [
        JobEvent::Expanded,
        JobEvent::Refused,
        JobEvent::Aimed,
        JobEvent::Arrived,
        JobEvent::Archived,
    ];
    let name = |state: &JobState| state.name().to_owned();
    let rows: Vec<_> = JobState::ALL
        .iter()
        .flat_map(|state| events.map(|event| (state, event)))
        .map(|(state, event)| {
            (
                name(state),
                format!("{event:?}"),
                becomes(state.on(event), name),
            )
        })
        .collect();
    compare("job", "The life of a job's record", &rows);
}

/// semantics 2.3-11, 2.3-12, 2.3-14, 2.3-15, 2.3-16, 2.3-17.
#[test]
fn held_task() {
    let attempts = Attempts {
        retries: 0,
        losses: 0,
        max_retries: 1,
    };
    let calm = [
        TaskStatus::Scheduled,
        TaskStatus::Starting,
        TaskStatus::Assigned,
        TaskStatus::Running,
        TaskStatus::Interrupting,
    ]
    .map(|status| HeldTask {
        status,
        target: None,
        attempts,
    });
    let aimed = Target::ALL.map(|target| HeldTask {
        status: TaskStatus::Interrupting,
        target: Some(target),
        attempts,
    });
    let mut events = vec![TaskEvent::Placed(TaskStatus::Running), TaskEvent::Stopped];
    events.extend(Target::ALL.map(TaskEvent::Aimed));
    events.extend(Outcome::ALL.map(TaskEvent::ActionEnded));
    events.push(TaskEvent::WorkerLost);
    let name = |task: &HeldTask| match task.target {
        Some(target) => format!("{} to {}", task.status.wire().as_str(), target.name()),
        None if task.attempts.retries > 0 => format!("{}, retried", task.status.wire().as_str()),
        None => task.status.wire().as_str().to_owned(),
    };
    let mut rows = Vec::new();
    for task in calm.iter().chain(&aimed) {
        for event in &events {
            let next = becomes(task.on(*event, Dependencies::Met), name);
            rows.push((name(task), format!("{event:?}"), next));
        }
    }
    compare(
        "task-in-a-session",
        "The life of a task that a session holds",
        &rows,
    );
}

/// semantics 2.4-2, 2.4-4, 2.4-5, 2.4-6, 2.4-7.
#[test]
fn target() {
    let mut rows = Vec::new();
    for target in Target::ALL {
        for from in TaskStatus::ALL {
            let next = if target.moves(from) {
                target.arrives(Dependencies::Met).wire().as_str().to_owned()
            } else {
                "=".to_owned()
            };
            let next = if from.is_held() && next != "=" {
                format!("INTERRUPTING, then {next}")
            } else {
                next
            };
            rows.push((
                from.wire().as_str().to_owned(),
                target.name().to_owned(),
                next,
            ));
        }
    }
    compare("target", "What a caller's target does to a task", &rows);
}
