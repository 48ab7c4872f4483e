//! How things are called in an explanation's sentences.

use callsheet_api::types::QueueBlockedReason;

use super::scene::{Scene, StepSeen, Unfit};
use crate::lifecycle::worker::WorkerState;
use crate::schedule::agent_abilities::TooOld;
use crate::schedule::eligibility::Lack;

/// The name of what is explained.
pub fn name(scene: &Scene) -> String {
    match (&scene.task, scene.path.step_id, scene.focused()) {
        (Some(task), _, Some(step)) => format!("{} {}", step.name, task.index),
        (_, Some(_), Some(step)) => step.name.clone(),
        (_, _, _) => scene.job.name.clone(),
    }
}

/// What a sentence about it begins with.
pub fn subject(scene: &Scene) -> String {
    match (&scene.task, scene.path.step_id, scene.focused()) {
        (Some(task), _, Some(step)) => format!("Task {} of step `{}`", task.index, step.name),
        (_, Some(_), Some(step)) => format!("Step `{}`", step.name),
        (_, _, _) => format!("Job `{}`", scene.job.name),
    }
}

/// As `subject`; of a job with several steps the one that the sentence is about is named too.
pub fn subject_and_step(scene: &Scene) -> String {
    let is_job = scene.path.step_id.is_none();
    match scene.focused().filter(|_| is_job && scene.steps.len() > 1) {
        Some(step) => format!("Job `{}`: its step `{}`", scene.job.name, step.name),
        None => subject(scene),
    }
}

/// As in `1 task` and `3 tasks`.
pub fn count(number: i64, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

pub fn step_progress(step: &StepSeen) -> String {
    let left = step.counts.total() - step.counts.of(crate::counts::TaskStatus::Succeeded);
    let status = step.counts.overall().wire().as_str();
    let of = count(step.counts.total(), "task");
    format!(
        "step `{}`, which is {status} with {left} of {of} left",
        step.name
    )
}

pub const fn blocked(reason: QueueBlockedReason) -> &'static str {
    match reason {
        QueueBlockedReason::NoBudgetConfigured => "no budget covers it",
        QueueBlockedReason::BudgetThresholdReached => "a budget has reached its threshold",
    }
}

pub const fn unblock(reason: QueueBlockedReason) -> &'static str {
    match reason {
        QueueBlockedReason::NoBudgetConfigured => {
            "set the queue's defaultBudgetAction to NONE, or create a budget for it"
        }
        QueueBlockedReason::BudgetThresholdReached => {
            "raise the budget's limit, or remove the action of its threshold"
        }
    }
}

pub const fn worker_state(state: WorkerState) -> &'static str {
    match state {
        WorkerState::Created => "not started yet",
        WorkerState::Started | WorkerState::Online => "online",
        WorkerState::Stopping => "stopping",
        WorkerState::Stopped => "stopped",
        WorkerState::NotResponding => "not responding",
        WorkerState::NotCompatible => "not compatible with its fleet",
        WorkerState::Draining => "being drained",
    }
}

/// What would make a worker fit.
pub fn make_fit(unfit: &Unfit) -> String {
    match unfit {
        Unfit::Agent(TooOld { since, .. }) => {
            format!("install worker agent {since} or newer there, or start other workers")
        }
        Unfit::Host(_) => {
            "start workers that have what the step needs, or lower what it requires".to_owned()
        }
    }
}

/// What would make a fleet fit.
pub fn supply(fleet: &str, lack: &Lack) -> String {
    match lack {
        Lack::Undeclared { name } => {
            let or = match name.starts_with("amount.") {
                true => ", or associate a limit of that name with the queue",
                false => "",
            };
            format!("declare `{name}` in the configuration of fleet `{fleet}`{or}")
        }
        Lack::TooLittle { name, needed, .. } => {
            format!("raise the minimum of `{name}` of fleet `{fleet}` to {needed}")
        }
        Lack::TooMuch { name, most } => {
            format!("declare a maximum of `{name}` of {most} or less for fleet `{fleet}`")
        }
        Lack::NoneOf { name, values } => {
            format!("add one of {} to `{name}` of fleet `{fleet}`", list(values))
        }
        Lack::NotAllOf { name, values } => {
            format!("add all of {} to `{name}` of fleet `{fleet}`", list(values))
        }
    }
}

/// As in `a`, `b` and `c`, each between backticks.
pub fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
