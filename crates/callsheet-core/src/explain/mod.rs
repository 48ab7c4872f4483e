//! Why is it not running? The gates that the planner asks for one worker are asked for all workers
//! of the queue's fleets, and what the planner would hand out now is planned without being done. So
//! an explanation can be incomplete, but it cannot contradict what happens.
//!
//! `scene` is what is looked at, `funnel` the workers' way through the gates, `report` the gates
//! one by one, `answer` the sentence that comes first, `waiting` the same for a whole farm.

mod answer;
pub mod funnel;
mod others;
mod report;
pub mod scene;
pub mod waiting;
mod words;

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::extension::{Explanation, Step};

use self::scene::Scene;
use crate::change::Change;
use crate::counts::{Counts, TaskStatus};
use crate::lifecycle::job::JobState;
use crate::schedule::{Stockroom, plan_for};
use crate::view::{Key, WorkerView};

/// The whole answer.
pub fn explain(scene: &Scene) -> Explanation {
    let answer = answer::answer(scene);
    let is_job = scene.path.step_id.is_none();
    Explanation {
        path: scene.path,
        name: words::name(scene),
        status: status(scene).to_owned(),
        reason: answer.reason,
        answer: answer.sentence,
        next_step: answer.next_step,
        task_counts: by_status(&scene.counts()),
        gates: report::gates(scene),
        fleets: report::fleets(scene),
        ahead: scene.focus.map(|_| scene.ahead.clone()),
        steps: scene.steps.iter().filter(|_| is_job).map(step).collect(),
        worker: scene
            .asked
            .as_ref()
            .map(|asked| report::worker(scene, asked)),
    }
}

/// Of the tasks; of the job's record while there are none.
fn status(scene: &Scene) -> &'static str {
    match scene.job.head.state {
        JobState::Creating | JobState::CreateFailed => scene.job.head.state.name(),
        JobState::Created | JobState::Updating | JobState::Updated | JobState::Archived => {
            scene.counts().overall().wire().as_str()
        }
    }
}

fn step(seen: &scene::StepSeen) -> Step {
    Step {
        step_id: seen.head.id,
        name: seen.name.clone(),
        status: seen.counts.overall().wire().as_str().to_owned(),
        task_counts: by_status(&seen.counts),
    }
}

/// Only those that any task has: there are twelve.
fn by_status(counts: &Counts) -> BTreeMap<String, i64> {
    TaskStatus::ALL
        .into_iter()
        .filter(|status| counts.of(*status) > 0)
        .map(|status| (status.wire().as_str().to_owned(), counts.of(status)))
        .collect()
}

/// What `plan_for` would hand to a worker now, as (step, first task, count).
pub fn would_hand<S: Stockroom>(
    worker: &WorkerView,
    stockroom: &mut S,
    now: Timestamp,
) -> Result<Vec<(Key, i64, i64)>, S::Error> {
    // Nothing of it is kept, so its ids need not differ.
    let plan = plan_for(&mut worker.clone(), stockroom, now, &mut || [0; 16])?;
    let handed = plan.iter().filter_map(|change| match change {
        Change::Hand {
            step_key,
            first,
            count,
            ..
        } => Some((*step_key, *first, *count)),
        Change::Worker { .. }
        | Change::OpenSession { .. }
        | Change::Session { .. }
        | Change::AddAction { .. }
        | Change::AcquireLimits { .. }
        | Change::ReleaseLimits { .. }
        | Change::Action { .. }
        | Change::Cursor { .. }
        | Change::Task { .. }
        | Change::Tasks { .. }
        | Change::OneTask { .. }
        | Change::StepTarget { .. }
        | Change::Dependencies { .. }
        | Change::Pace { .. }
        | Change::Job { .. } => None,
    });
    Ok(handed.collect())
}
