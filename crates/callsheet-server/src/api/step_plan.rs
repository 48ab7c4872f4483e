//! What a step shows of the plan that it was made from: its description, its parameter space, and
//! what it asks of a worker. Read only where these are shown.

use callsheet_api::types::{ParameterSpace, StepRequiredCapabilities};
use callsheet_core::job::{StepPlan, required_capabilities};
use callsheet_core::view::Key;
use callsheet_store::Tx;

use crate::api::shown::description;
use crate::error::{Error, Result};

pub struct StepFacts {
    pub description: Option<String>,
    pub parameter_space: Option<ParameterSpace>,
    pub required_capabilities: Option<StepRequiredCapabilities>,
}

impl StepFacts {
    /// Of a step that exists.
    pub fn read(tx: &mut Tx, step_key: Key) -> Result<Self> {
        let text = tx.step_plan(step_key)?;
        let text = text.ok_or_else(|| Error::internal("a step without its plan"))?;
        let plan = StepPlan::read(&text)
            .map_err(|why| Error::internal(format!("a step's plan cannot be read: {why}")))?;
        let required = required_capabilities(&plan.requirements);
        let asks = !required.amounts.is_empty() || !required.attributes.is_empty();
        Ok(Self {
            description: description(plan.description),
            parameter_space: plan.space.document(),
            required_capabilities: asks.then_some(required),
        })
    }
}
