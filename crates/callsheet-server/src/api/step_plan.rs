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
        Self::of(&text.ok_or_else(|| Error::internal("a step without its plan"))?)
    }

    fn of(text: &str) -> Result<Self> {
        let plan = StepPlan::read(text)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use callsheet_api::types::StepParameterType;
    use callsheet_core::job::{Limits, Template, TemplateType, create};

    use super::*;

    fn facts(step: &str) -> StepFacts {
        let template = format!(
            r#"{{"specificationVersion": "jobtemplate-2023-09", "name": "Job", "steps": [{step}]}}"#
        );
        let limits = Limits::default();
        let template = Template::read(TemplateType::Json, &template, &limits).unwrap();
        let plan = create(&template, &BTreeMap::new(), &[], &limits).unwrap();
        StepFacts::of(&plan.steps[0].json().unwrap()).unwrap()
    }

    #[test]
    fn a_step_shows_its_space_and_what_it_asks_for() {
        let facts = facts(
            r#"{"name": "Render", "description": "frames",
                "parameterSpace": {"taskParameterDefinitions": [
                    {"name": "Frame", "type": "INT", "range": "1-10"}]},
                "hostRequirements": {"amounts": [{"name": "amount.worker.vcpu", "min": 4}]},
                "script": {"actions": {"onRun": {"command": "true"}}}}"#,
        );
        let space = facts.parameter_space.unwrap();
        assert_eq!(space.parameters.len(), 1);
        assert_eq!(space.parameters[0].r#type, StepParameterType::Int);
        let required = facts.required_capabilities.unwrap();
        assert_eq!(
            (required.amounts[0].min, required.attributes.len()),
            (Some(4.0), 0)
        );
        assert_eq!(facts.description.as_deref(), Some("frames"));
    }

    #[test]
    fn a_plain_step_shows_neither() {
        let script = r#"{"actions": {"onRun": {"command": "true"}}}"#;
        let facts = facts(&format!(r#"{{"name": "One", "script": {script}}}"#));
        assert_eq!(
            (facts.parameter_space, facts.required_capabilities),
            (None, None)
        );
        assert_eq!(facts.description, None);
    }
}
