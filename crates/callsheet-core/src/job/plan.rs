//! What a template became: the job's part and each step's part, stored apart as JSON. Nothing in
//! them grows with the number of tasks.

use std::collections::BTreeMap;
use std::fmt;

use callsheet_api::types::{
    JobParameter, StepAmountCapability, StepAttributeCapability, StepRequiredCapabilities,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::space::Space;
use crate::schedule::eligibility::Requirements;

/// A job.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobPlan {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// All that the job has, with defaults, those of queue environments too.
    pub parameters: BTreeMap<String, JobParameter>,
    /// What may be given, as the template writes it, or the first queue environment that does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameter_definitions: Vec<Value>,
    /// Those that the job template declares.
    pub extensions: Vec<String>,
    /// The queue's, then the job's, in the order to enter.
    pub environments: Vec<EnvironmentPlan>,
    /// Not in the job's JSON: each step has its own.
    #[serde(skip)]
    pub steps: Vec<StepPlan>,
}

/// Where an environment was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    Queue,
    Job,
    Step,
}

/// An environment of a queue, a job or a step.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentPlan {
    pub name: String,
    pub origin: Origin,
    /// Those of the template that declares it.
    pub extensions: Vec<String>,
    /// What a worker is given to read.
    pub fragment: Value,
    /// The symbols that it needs, if a worker is to be told; a step's environments use the step's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbols: Option<String>,
}

/// A step.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StepPlan {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Indexes of the job's steps, in order, each once.
    pub dependencies: Vec<usize>,
    pub requirements: Requirements,
    /// What a worker is given to read, but for the environments.
    pub fragment: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbols: Option<String>,
    pub environments: Vec<EnvironmentPlan>,
    pub space: Space,
    pub task_count: i64,
}

impl JobPlan {
    /// The job's part.
    pub fn job_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// The job's part again, without its steps.
    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[must_use]
    pub fn task_count(&self) -> i64 {
        self.steps.iter().map(|step| step.task_count).sum()
    }
}

impl StepPlan {
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

/// By hand, because templates and parameter values are sensitive.
impl fmt::Debug for JobPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobPlan")
            .field("name", &self.name)
            .field("extensions", &self.extensions)
            .field("environments", &self.environments)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for EnvironmentPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentPlan")
            .field("name", &self.name)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StepPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepPlan")
            .field("name", &self.name)
            .field("dependencies", &self.dependencies)
            .field("requirements", &self.requirements)
            .field("environments", &self.environments)
            .field("space", &self.space)
            .finish_non_exhaustive()
    }
}

/// A step's requirements as GetStep tells them.
#[must_use]
pub fn required_capabilities(requirements: &Requirements) -> StepRequiredCapabilities {
    let amounts = requirements
        .amounts
        .iter()
        .map(|amount| StepAmountCapability {
            name: amount.name.clone(),
            min: amount.min,
            max: amount.max,
            value: None,
        });
    let listed = |values: &Vec<String>| (!values.is_empty()).then(|| values.clone());
    let attributes = requirements
        .attributes
        .iter()
        .map(|attribute| StepAttributeCapability {
            name: attribute.name.clone(),
            any_of: listed(&attribute.any_of),
            all_of: listed(&attribute.all_of),
        });
    StepRequiredCapabilities {
        amounts: amounts.collect(),
        attributes: attributes.collect(),
    }
}
