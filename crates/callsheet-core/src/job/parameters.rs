//! Job parameters: what is defined, what was given, what holds.

use std::collections::{BTreeMap, HashMap};

use callsheet_api::types::JobParameter;
use openjd_expr::ExprValue;
use openjd_expr::path_mapping::PathFormat;
use openjd_model::{
    JobParameterType, JobParameterValue, JobParameterValues, PathParameterOptions,
    merge_job_parameter_definitions, preprocess_job_parameters,
};
use serde_json::{Value, json};

use super::error::{CreateError, Fault};
use super::template::{EnvironmentTemplate, Template};

/// A parameter's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    Bool,
    BoolList,
    Float,
    FloatList,
    Int,
    IntList,
    IntListList,
    Path,
    PathList,
    RangeExpr,
    String,
    StringList,
}

impl ParameterKind {
    /// The type that a value was given as.
    #[must_use]
    pub fn of(value: &JobParameter) -> Self {
        match value {
            JobParameter::Bool(_) => Self::Bool,
            JobParameter::BoolList(_) => Self::BoolList,
            JobParameter::Float(_) => Self::Float,
            JobParameter::FloatList(_) => Self::FloatList,
            JobParameter::Int(_) => Self::Int,
            JobParameter::IntList(_) => Self::IntList,
            JobParameter::IntListList(_) => Self::IntListList,
            JobParameter::Path(_) => Self::Path,
            JobParameter::PathList(_) => Self::PathList,
            JobParameter::RangeExpr(_) => Self::RangeExpr,
            JobParameter::String(_) => Self::String,
            JobParameter::StringList(_) => Self::StringList,
        }
    }

    /// As templates write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        JobParameterType::from(self).as_spec_str()
    }
}

impl TryFrom<JobParameterType> for ParameterKind {
    type Error = CreateError;

    fn try_from(kind: JobParameterType) -> Result<Self, CreateError> {
        Ok(match kind {
            JobParameterType::Bool => Self::Bool,
            JobParameterType::ListBool => Self::BoolList,
            JobParameterType::Float => Self::Float,
            JobParameterType::ListFloat => Self::FloatList,
            JobParameterType::Int => Self::Int,
            JobParameterType::ListInt => Self::IntList,
            JobParameterType::ListListInt => Self::IntListList,
            JobParameterType::Path => Self::Path,
            JobParameterType::ListPath => Self::PathList,
            JobParameterType::RangeExpr => Self::RangeExpr,
            JobParameterType::String => Self::String,
            JobParameterType::ListString => Self::StringList,
            // Not ours, and it may grow.
            other => {
                let message = format!("parameters of type {} are not known", other.as_spec_str());
                return Err(CreateError::at("parameterDefinitions", message));
            }
        })
    }
}

impl From<ParameterKind> for JobParameterType {
    fn from(kind: ParameterKind) -> Self {
        match kind {
            ParameterKind::Bool => Self::Bool,
            ParameterKind::BoolList => Self::ListBool,
            ParameterKind::Float => Self::Float,
            ParameterKind::FloatList => Self::ListFloat,
            ParameterKind::Int => Self::Int,
            ParameterKind::IntList => Self::ListInt,
            ParameterKind::IntListList => Self::ListListInt,
            ParameterKind::Path => Self::Path,
            ParameterKind::PathList => Self::ListPath,
            ParameterKind::RangeExpr => Self::RangeExpr,
            ParameterKind::String => Self::String,
            ParameterKind::StringList => Self::ListString,
        }
    }
}

/// A parameter of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterDefinition {
    pub name: String,
    pub kind: ParameterKind,
    pub default: Option<String>,
    /// As the job template writes it, or the first queue environment that does.
    pub document: Value,
}

/// What the template and the queue's environments define, merged: the same name must mean the same
/// type, and every constraint on it holds.
pub fn parameter_definitions(
    template: &Template,
    queue_environments: &[EnvironmentTemplate],
) -> Result<Vec<ParameterDefinition>, CreateError> {
    let environments = models(queue_environments);
    let merged = merge_job_parameter_definitions(&template.model, &environments)?;
    let documents = documents(template, queue_environments);
    let definitions = merged.into_iter().map(|definition| {
        let document = documents.get(definition.name.as_str());
        Ok(ParameterDefinition {
            kind: definition.param_type.try_into()?,
            default: definition.default,
            document: document.map_or(Value::Null, |one| (*one).clone()),
            name: definition.name,
        })
    });
    definitions.collect()
}

fn models(
    environments: &[EnvironmentTemplate],
) -> Vec<openjd_model::template::EnvironmentTemplate> {
    environments
        .iter()
        .map(|environment| environment.model.clone())
        .collect()
}

fn documents<'a>(
    template: &'a Template,
    environments: &'a [EnvironmentTemplate],
) -> HashMap<&'a str, &'a Value> {
    let all = [template.document()].into_iter();
    let all = all.chain(environments.iter().map(EnvironmentTemplate::document));
    let mut documents = HashMap::new();
    for definitions in all.filter_map(|document| document.get("parameterDefinitions")?.as_array()) {
        for definition in definitions {
            if let Some(name) = definition.get("name").and_then(Value::as_str) {
                documents.entry(name).or_insert(definition);
            }
        }
    }
    documents
}

/// The values that hold: what was given, and defaults.
pub(super) fn resolve(
    template: &Template,
    given: &BTreeMap<String, JobParameter>,
    queue_environments: &[EnvironmentTemplate],
    definitions: &[ParameterDefinition],
) -> Result<JobParameterValues, CreateError> {
    let wrong: Vec<Fault> = definitions
        .iter()
        .filter_map(|definition| wrong_kind(definition, given.get(&definition.name)?))
        .collect();
    if !wrong.is_empty() {
        return Err(CreateError::of(wrong));
    }
    let inputs = given
        .iter()
        .map(|(name, value)| (name.clone(), ExprValue::String(text(value))));
    // A submitted path is the submitter's: nothing is joined to it and nothing is refused.
    let paths = PathParameterOptions {
        job_template_dir: "",
        current_working_dir: "",
        path_format: PathFormat::Posix,
        allow_template_dir_walk_up: true,
        allow_uri_path_values: true,
    };
    let environments = models(queue_environments);
    Ok(preprocess_job_parameters(
        &template.model,
        &inputs.collect(),
        &environments,
        &paths,
    )?)
}

fn wrong_kind(definition: &ParameterDefinition, given: &JobParameter) -> Option<Fault> {
    let kind = ParameterKind::of(given);
    (kind != definition.kind).then(|| {
        let (name, wanted) = (&definition.name, definition.kind.as_str());
        let message = format!(
            "parameter '{name}' is {wanted}, but was given as {}",
            kind.as_str()
        );
        Fault::new("", message)
    })
}

/// A value as the model reads it: a list is JSON.
fn text(value: &JobParameter) -> String {
    match value {
        JobParameter::Bool(text)
        | JobParameter::Float(text)
        | JobParameter::Int(text)
        | JobParameter::Path(text)
        | JobParameter::RangeExpr(text)
        | JobParameter::String(text) => text.clone(),
        JobParameter::BoolList(list)
        | JobParameter::FloatList(list)
        | JobParameter::IntList(list)
        | JobParameter::PathList(list)
        | JobParameter::StringList(list) => json!(list).to_string(),
        JobParameter::IntListList(lists) => json!(lists).to_string(),
    }
}

/// A value as the API tells it.
pub(super) fn tell(value: &JobParameterValue) -> Result<JobParameter, CreateError> {
    let text = || value.value.to_display_string();
    let list = || texts(&value.value);
    Ok(match ParameterKind::try_from(value.param_type)? {
        ParameterKind::Bool => JobParameter::Bool(text()),
        ParameterKind::Float => JobParameter::Float(text()),
        ParameterKind::Int => JobParameter::Int(text()),
        ParameterKind::Path => JobParameter::Path(text()),
        ParameterKind::RangeExpr => JobParameter::RangeExpr(text()),
        ParameterKind::String => JobParameter::String(text()),
        ParameterKind::BoolList => JobParameter::BoolList(list()),
        ParameterKind::FloatList => JobParameter::FloatList(list()),
        ParameterKind::IntList => JobParameter::IntList(list()),
        ParameterKind::PathList => JobParameter::PathList(list()),
        ParameterKind::StringList => JobParameter::StringList(list()),
        ParameterKind::IntListList => {
            let lists = value.value.list_elements().unwrap_or_default();
            JobParameter::IntListList(lists.iter().map(texts).collect())
        }
    })
}

fn texts(list: &ExprValue) -> Vec<String> {
    let elements = list.list_elements().unwrap_or_default();
    elements.iter().map(ExprValue::to_display_string).collect()
}
