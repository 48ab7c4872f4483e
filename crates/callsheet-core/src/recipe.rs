//! A step compiled for handing out: its environments' ids and its tasks' values. Never changes, so
//! it is kept as long as there is room.

use std::collections::BTreeMap;

use callsheet_api::ids::{JobId, StepId};
use callsheet_api::types::TaskParameterValue;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::index_set::IndexSet;
use crate::job::Space;
use crate::job::space::TooManyRuns;
use crate::schedule::agent_abilities::prefers_rust;
use crate::schedule::eligibility::Requirements;
use crate::search::{ParameterTest, SortValue};
use crate::view::ActionKind;

/// A step's recipe.
#[derive(Debug, Clone)]
pub struct Recipe {
    job: JobId,
    step: StepId,
    /// Of the queue, then of the job.
    job_environments: Vec<Named>,
    step_environments: Vec<Named>,
    space: Space,
    task_count: i64,
    prefers_rust: bool,
    moves_files: bool,
    has_dependencies: bool,
}

/// What is kept of a job and of one of its steps, as text.
#[derive(Debug, Clone, Copy)]
pub struct Documents<'a> {
    /// As CreateJob asked for the job.
    pub request: &'a str,
    /// From [`crate::job::JobPlan::job_json`].
    pub job_plan: &'a str,
    /// From [`crate::job::StepPlan::json`].
    pub step_plan: &'a str,
}

/// Where an environment's details are: in the job's plan or in the step's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Job(usize),
    Step(usize),
}

/// As much of an environment's plan as a recipe needs.
#[derive(Debug, Clone, Deserialize)]
struct Named {
    name: String,
}

/// As much of a job's plan as a recipe needs.
#[derive(Deserialize)]
struct JobOutline {
    environments: Vec<Named>,
}

/// As much of a request as a recipe needs.
#[derive(Deserialize)]
struct RequestOutline {
    #[serde(default)]
    attachments: Option<AttachmentsOutline>,
}

#[derive(Deserialize)]
struct AttachmentsOutline {
    #[serde(default)]
    manifests: Vec<ManifestOutline>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ManifestOutline {
    input_manifest_path: Option<IgnoredAny>,
    output_relative_directories: Vec<IgnoredAny>,
}

impl AttachmentsOutline {
    /// A root that is only named, such as that of a PATH parameter without a data flow, moves
    /// nothing: the job means a place that machines share.
    fn moves_files(&self) -> bool {
        let moves = |manifest: &ManifestOutline| {
            let has_outputs = !manifest.output_relative_directories.is_empty();
            manifest.input_manifest_path.is_some() || has_outputs
        };
        self.manifests.iter().any(moves)
    }
}

#[derive(Deserialize)]
struct StepOutline {
    #[serde(default)]
    dependencies: Vec<usize>,
    environments: Vec<Named>,
    space: Space,
    requirements: Requirements,
}

impl Recipe {
    pub fn read(job: JobId, step: StepId, kept: &Documents) -> Result<Self, serde_json::Error> {
        let of_job: JobOutline = serde_json::from_str(kept.job_plan)?;
        let of_step: StepOutline = serde_json::from_str(kept.step_plan)?;
        let request: RequestOutline = serde_json::from_str(kept.request)?;
        Ok(Self {
            job,
            step,
            job_environments: of_job.environments,
            step_environments: of_step.environments,
            task_count: of_step.space.len(),
            space: of_step.space,
            prefers_rust: prefers_rust(&of_step.requirements.agent),
            moves_files: request
                .attachments
                .is_some_and(|attachments| attachments.moves_files()),
            has_dependencies: !of_step.dependencies.is_empty(),
        })
    }

    /// What a session of the step begins with where attachments are kept: the job's files, then
    /// what the steps that it depends on left (`semantics.md` 4.7).
    #[must_use]
    pub fn syncs(&self) -> &'static [ActionKind] {
        match (self.moves_files, self.has_dependencies) {
            (false, _) => &[],
            (true, false) => &[ActionKind::SyncJob],
            (true, true) => &[ActionKind::SyncJob, ActionKind::SyncStep],
        }
    }

    /// How many environments a session of the step enters.
    #[must_use]
    pub fn environment_count(&self) -> i64 {
        let count = self.job_environments.len() + self.step_environments.len();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The environment to enter as number `ordinal`: the queue's, the job's, then the step's.
    #[must_use]
    pub fn environment(&self, ordinal: i64) -> Option<Source> {
        let ordinal = usize::try_from(ordinal).ok()?;
        match ordinal.checked_sub(self.job_environments.len()) {
            None => Some(Source::Job(ordinal)),
            Some(at) => (at < self.step_environments.len()).then_some(Source::Step(at)),
        }
    }

    /// The id that workers know that environment by.
    #[must_use]
    pub fn environment_id(&self, ordinal: i64) -> Option<String> {
        Some(match self.environment(ordinal)? {
            Source::Job(at) => format!("JOB:{}:{}", self.job, self.job_environments[at].name),
            Source::Step(at) => format!("STEP:{}:{}", self.step, self.step_environments[at].name),
        })
    }

    #[must_use]
    pub fn is_chunked(&self) -> bool {
        self.space.is_chunked()
    }

    /// An agent with a choice of runtimes should take the Rust one.
    #[must_use]
    pub fn prefers_rust(&self) -> bool {
        self.prefers_rust
    }

    #[must_use]
    pub fn task_count(&self) -> i64 {
        self.task_count
    }

    /// How many tasks from `first` on may be handed out as one, `most` or fewer.
    #[must_use]
    pub fn run_length(&self, first: i64, most: i64) -> i64 {
        self.space.run_length(first, most)
    }

    /// How many of `size` tasks from `first` on can be handed out as one, wherever chunks were
    /// meant to be cut.
    #[must_use]
    pub fn run_of(&self, first: i64, size: i64) -> i64 {
        self.space.run_of(first, size)
    }

    /// The values of `count` tasks from `first` on, handed out as one.
    #[must_use]
    pub fn parameters(&self, first: i64, count: i64) -> BTreeMap<String, TaskParameterValue> {
        self.space.parameters(first, count)
    }

    /// The values of one task.
    #[must_use]
    pub fn task(&self, index: i64) -> BTreeMap<String, TaskParameterValue> {
        self.space.task(index)
    }

    /// The tasks for which a test of a parameter holds, as at most so many runs.
    pub fn matching(&self, test: &ParameterTest, most: usize) -> Result<IndexSet, TooManyRuns> {
        self.space.matching(test, most)
    }

    /// A task's value of a parameter, to sort by.
    #[must_use]
    pub fn sort_value(&self, name: &str, index: i64) -> Option<SortValue> {
        self.space.sort_value(name, index)
    }

    /// About how much memory it takes.
    #[must_use]
    pub fn approx_bytes(&self) -> usize {
        let environments = self.job_environments.iter().chain(&self.step_environments);
        128 + environments.map(|one| 24 + one.name.len()).sum::<usize>() + self.space.approx_bytes()
    }
}
