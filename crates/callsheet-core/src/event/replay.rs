//! Hears events one after the other and knows from them alone where everything stands: what a
//! listener could do. Each has to begin where the one before it ended. Simulations and tests compare
//! what it knows with what is so.

use std::collections::BTreeMap;
use std::fmt::Debug;

use callsheet_api::ids::{JobId, StepId};
use callsheet_api::types::{JobLifecycleStatus, StepLifecycleStatus};

use super::{Happened, Told};
use crate::counts::TaskStatus;

#[derive(Debug, Clone, Default)]
pub struct Replay {
    pub job_records: BTreeMap<JobId, JobLifecycleStatus>,
    pub jobs: BTreeMap<JobId, TaskStatus>,
    pub step_records: BTreeMap<StepId, StepLifecycleStatus>,
    pub steps: BTreeMap<StepId, TaskStatus>,
    pub tasks: BTreeMap<(StepId, i64), TaskStatus>,
    position: i64,
}

impl Replay {
    /// What does not follow from what was heard before.
    pub fn hear(&mut self, told: &Told) -> Result<(), String> {
        if told.position <= self.position {
            return Err(format!("{} comes after {}", told.position, self.position));
        }
        self.position = told.position;
        let job = || told.job.ok_or("it names no job");
        let step = || told.step.ok_or("it names no step");
        match &told.happened {
            Happened::JobLifecycle { previous, now } => {
                let known = self.job_records.insert(job()?, *now);
                let is_first = previous.is_none();
                if is_first && known.is_some() {
                    return Err(format!("{:?} is created again", told.job));
                }
                match previous {
                    None => Ok(()),
                    Some(previous) => follows(told, known, *previous),
                }
            }
            Happened::JobRun(run) => {
                let known = self.jobs.insert(job()?, run.now);
                follows(told, known, run.previous)
            }
            Happened::StepLifecycle { previous, now } => {
                let known = self.step_records.insert(step()?, *now);
                follows(told, known, *previous)
            }
            Happened::StepRun(run) => {
                let known = self.steps.insert(step()?, run.now);
                follows(told, known, run.previous)
            }
            Happened::TaskRun {
                ranges,
                previous,
                now,
            } => {
                let step = step()?;
                for index in ranges
                    .iter()
                    .flat_map(|range| range.first..range.first + range.count)
                {
                    let known = self.tasks.insert((step, index), *now);
                    follows(told, known, *previous)?;
                }
                Ok(())
            }
            Happened::FleetSize { .. } | Happened::BudgetThreshold { .. } => Ok(()),
        }
    }
}

/// The first that is heard of something may say anything.
fn follows<T: PartialEq + Debug>(told: &Told, known: Option<T>, previous: T) -> Result<(), String> {
    match known {
        Some(known) if known != previous => Err(format!("after {known:?} came {told:?}")),
        Some(_) | None => Ok(()),
    }
}
