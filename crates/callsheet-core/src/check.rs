//! The rules that no moment may break, callable on any worker or job that was read whole. Debug
//! builds and simulations ask after every step; a violation is a bug of ours.

use crate::counts::{Counts, TaskStatus};
use crate::lifecycle::action::ActionState;
use crate::view::{ActionKind, JobView, SessionView, WorkerView};

/// A rule that was broken, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub rule: &'static str,
    pub place: String,
}

/// What must hold for a worker.
pub fn worker(view: &WorkerView) -> Vec<Violation> {
    let mut violations = Vec::new();
    if let Some(held) = &view.session {
        session(held, &mut violations);
        let speaks = view.state.is_expected_to_speak();
        require(
            speaks,
            "a worker that is gone holds nothing",
            view.id,
            &mut violations,
        );
    }
    violations
}

/// What must hold for a job.
pub fn job(view: &JobView) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut sum = Counts::default();
    for step in &view.steps {
        sum.merge(&step.counts);
        let whole = step.counts.total() == step.head.task_count;
        require(
            whole,
            "a step counts each of its tasks once",
            step.head.id,
            &mut violations,
        );
        let none_negative = step.counts.as_array().iter().all(|count| *count >= 0);
        require(
            none_negative,
            "no count is negative",
            step.head.id,
            &mut violations,
        );
        let tail_fits = step.head.untouched() <= step.counts.of(step.head.tail);
        require(
            tail_fits,
            "the tail stands in its status",
            step.head.id,
            &mut violations,
        );
        // A step that has begun goes on even when what it waited for is requeued.
        let may_be_ready = step.head.unmet == 0 || step.has_begun();
        let ready = may_be_ready || step.counts.of(TaskStatus::Ready) == 0;
        require(
            ready,
            "no task is ready before its dependencies",
            step.head.id,
            &mut violations,
        );
    }
    require(
        sum == view.counts,
        "a job counts what its steps count",
        view.head.id,
        &mut violations,
    );
    for held in &view.sessions {
        session(held, &mut violations);
    }
    violations
}

fn session(view: &SessionView, violations: &mut Vec<Violation>) {
    let mut last = -1;
    for action in &view.actions {
        require(
            action.index > last,
            "actions stand in order",
            view.id,
            violations,
        );
        require(
            action.index < view.next_index,
            "an index is used once",
            view.id,
            violations,
        );
        last = action.index;
        if let (ActionKind::TaskRun { .. }, Some(task)) = (action.kind, action.task) {
            let held = task.status.is_held();
            require(held, "a task run holds its task", view.id, violations);
        }
    }
    let within = (0..=view.environments).contains(&view.entered);
    require(
        within,
        "only its own environments are entered",
        view.id,
        violations,
    );
    let waits = |kind: &ActionKind| !kind.is_exit();
    let new_work = view
        .actions
        .iter()
        .any(|action| waits(&action.kind) && action.state == ActionState::Assigned);
    let exits = view.actions.iter().any(|action| action.kind.is_exit());
    require(
        !(exits && new_work),
        "a session that leaves gets no new work",
        view.id,
        violations,
    );
}

fn require(
    holds: bool,
    rule: &'static str,
    place: impl std::fmt::Display,
    violations: &mut Vec<Violation>,
) {
    if !holds {
        violations.push(Violation {
            rule,
            place: place.to_string(),
        });
    }
}
