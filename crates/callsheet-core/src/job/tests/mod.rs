//! Templates to plans, end to end.

mod creating;
mod examples;
mod hostile;
mod reading;
mod spaces;
mod telling;

use std::collections::BTreeMap;

use callsheet_api::types::JobParameter;

use super::{
    CreateError, EnvironmentTemplate, JobPlan, Limits, Template, TemplateError, TemplateType,
    create,
};

type Given = BTreeMap<String, JobParameter>;

fn read(yaml: &str) -> Result<Template, TemplateError> {
    Template::read(TemplateType::Yaml, yaml, &Limits::default())
}

fn read_environment(yaml: &str) -> EnvironmentTemplate {
    EnvironmentTemplate::read(TemplateType::Yaml, yaml, &Limits::default()).unwrap()
}

fn given<const N: usize>(values: [(&str, JobParameter); N]) -> Given {
    values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn plan(yaml: &str) -> Result<JobPlan, CreateError> {
    create(&read(yaml)?, &Given::new(), &[], &Limits::default())
}

/// A template with one step of that space, its lines indented by six blanks.
fn with_space(extensions: &str, space: &str) -> String {
    format!(
        "specificationVersion: jobtemplate-2023-09
{extensions}
name: Test
steps:
  - name: Only
    parameterSpace:
{space}
    script: {{actions: {{onRun: {{command: 'true'}}}}}}
"
    )
}
