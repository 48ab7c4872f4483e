//! The jobs of a made-up farm: how many steps, tasks, chunks and environments, what waits for what.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use callsheet_api::ids::FleetId;
use callsheet_core::job::{Limits, Template, TemplateType, create};
use callsheet_core::recipe::{Documents, Recipe};
use callsheet_core::schedule::eligibility::Requirements;
use serde_json::json;

use crate::dice::Dice;

/// A job as somebody submits it.
pub struct Draft {
    pub priority: i64,
    pub max_retries: i64,
    pub max_failed: i64,
    pub max_workers: Option<i64>,
    pub starts_suspended: bool,
    /// Its template is no good.
    pub is_refused: bool,
    pub environments: usize,
    pub steps: Vec<StepDraft>,
}

pub struct StepDraft {
    pub layout: Layout,
    pub environments: usize,
    /// Positions of those it waits for.
    pub dependencies: Vec<usize>,
    pub fleets: BTreeSet<FleetId>,
    pub takes: i64,
}

/// A parameter space: `rows` times `columns` tasks, chunked along the columns if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layout {
    pub rows: i64,
    pub columns: i64,
    pub chunk: Option<i64>,
    /// Adaptive chunks: how long one should take.
    pub target_s: Option<i64>,
}

impl Draft {
    pub fn draw(dice: &mut Dice, fleets: &[FleetId]) -> Self {
        let steps = 1 + dice.throw(3);
        let steps = (0..steps).map(|at| StepDraft::draw(dice, fleets, at));
        Self {
            steps: steps.collect(),
            priority: dice.between(0, 3) * 25,
            max_retries: dice.between(0, 3),
            max_failed: dice.between(0, 12),
            max_workers: dice.chance(30).then(|| dice.between(1, 3)),
            starts_suspended: dice.chance(8),
            is_refused: dice.chance(8),
            environments: *dice.pick(&[0, 0, 1, 2]).unwrap_or(&0),
        }
    }
}

impl StepDraft {
    fn draw(dice: &mut Dice, fleets: &[FleetId], at: u64) -> Self {
        let mut dependencies = Vec::new();
        if at > 0 && dice.chance(60) {
            dependencies.push(usize::try_from(dice.throw(at)).unwrap_or(0));
            if at > 1 && dice.chance(30) {
                dependencies = vec![0, 1];
            }
        }
        let fits = |dice: &mut Dice| fleets.iter().copied().filter(|_| dice.chance(85)).collect();
        Self {
            layout: Layout::draw(dice),
            environments: usize::from(dice.chance(25)),
            dependencies,
            fleets: fits(dice),
            takes: i64::from(dice.chance(30)),
        }
    }
}

impl Layout {
    fn draw(dice: &mut Dice) -> Self {
        let (rows, most) = if dice.chance(25) { (3, 7) } else { (1, 20) };
        let chunk = dice.chance(35).then(|| dice.between(1, 5));
        Self {
            rows,
            columns: dice.between(1, most),
            chunk,
            target_s: chunk
                .filter(|_| dice.chance(30))
                .map(|_| dice.between(1, 60)),
        }
    }

    pub fn tasks(&self) -> i64 {
        self.rows * self.columns
    }

    /// As core keeps it. Read from a template once per thread.
    fn space(&self) -> serde_json::Value {
        thread_local! {
            static KNOWN: RefCell<BTreeMap<Layout, serde_json::Value>> = RefCell::default();
        }
        KNOWN.with_borrow_mut(|known| known.entry(*self).or_insert_with(|| self.read()).clone())
    }

    fn read(&self) -> serde_json::Value {
        let range = format!("1-{}", self.columns);
        let frame = match self.chunk {
            Some(chunk) => json!({
                "name": "Frame", "type": "CHUNK[INT]", "range": range,
                "chunks": {
                    "defaultTaskCount": chunk, "rangeConstraint": "CONTIGUOUS",
                    "targetRuntimeSeconds": self.target_s.unwrap_or(0),
                },
            }),
            None => json!({ "name": "Frame", "type": "INT", "range": range }),
        };
        let layer = json!({ "name": "Layer", "type": "INT", "range": format!("1-{}", self.rows) });
        let template = json!({
            "specificationVersion": "jobtemplate-2023-09", "name": "job",
            "extensions": ["TASK_CHUNKING"],
            "steps": [{
                "name": "step",
                "parameterSpace": { "taskParameterDefinitions": [layer, frame] },
                "script": { "actions": { "onRun": { "command": "true" } } },
            }],
        });
        let limits = Limits::default();
        let template = Template::read(TemplateType::Json, &template.to_string(), &limits)
            .expect("a template of ours");
        let plan = create(&template, &BTreeMap::new(), &[], &limits).expect("a job of ours");
        serde_json::to_value(&plan.steps[0].space).expect("a space is JSON")
    }
}

/// What a worker is told of a step.
pub fn recipe(
    job: callsheet_api::ids::JobId,
    step: callsheet_api::ids::StepId,
    job_environments: usize,
    draft: &StepDraft,
) -> Recipe {
    let named = |count: usize| -> Vec<_> {
        let names = (0..count).map(|at| json!({ "name": format!("environment{at}") }));
        names.collect()
    };
    // Every other job has files to bring in, and with them what earlier steps left.
    let manifests = vec![json!({ "inputManifestPath": "files" }); job_environments % 2];
    let request = json!({ "attachments": { "manifests": manifests } }).to_string();
    let job_plan = json!({ "environments": named(job_environments) }).to_string();
    let step_plan = json!({
        "environments": named(draft.environments), "space": draft.layout.space(),
        "requirements": Requirements::default(), "dependencies": draft.dependencies,
    })
    .to_string();
    let kept = Documents {
        request: &request,
        job_plan: &job_plan,
        step_plan: &step_plan,
    };
    Recipe::read(job, step, &kept).expect("a recipe of ours")
}
