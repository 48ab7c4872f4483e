//! What a worker gets about a job, a step and an environment (`BatchGetJobEntity`), read from
//! the entities' JSON into the forms that a session runs.

use std::collections::HashMap;
use std::fmt;

use openjd_expr::symbol_table::SerializedSymbolTable;
use openjd_model::job;
use openjd_model::types::{JobParameterValues, ModelExtension, TaskParameterSet};
use openjd_sessions::PathMappingRule;
use serde_json::Value;

use super::values;

/// The one version of templates that a worker runs.
const SCHEMA_VERSION: &str = "jobtemplate-2023-09";

/// Why an entity cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum DetailsError {
    #[error("{0} is missing in the job entity; update the server or the worker")]
    Missing(&'static str),
    #[error("{field} of the job entity cannot be read: {reason}")]
    Unreadable { field: String, reason: String },
    #[error("schemaVersion {0:?} is not supported; this worker runs {SCHEMA_VERSION}")]
    SchemaVersion(String),
    #[error("the extension {0:?} is not supported by this worker; submit the job without it")]
    Extension(String),
}

impl DetailsError {
    pub(super) fn unreadable(field: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self::Unreadable {
            field: field.into(),
            reason: reason.to_string(),
        }
    }
}

/// `jobDetails`: the values that every action of the job can refer to.
#[derive(Clone, Default)]
pub struct JobDetails {
    pub(super) parameters: JobParameterValues,
    path_mapping: Vec<PathMappingRule>,
}

impl JobDetails {
    /// Reads the JSON of a `JobDetailsEntity`.
    pub fn from_entity(entity: &Value) -> Result<Self, DetailsError> {
        check_version(entity)?;
        check_extensions(entity)?;
        Ok(Self {
            parameters: values::job_parameters(entity.get("parameters"))?,
            path_mapping: path_mapping(entity.get("pathMappingRules"))?,
        })
    }

    /// The entity's own path mapping rules, to be put into `SessionSpec::path_mapping`.
    pub fn path_mapping_rules(&self) -> &[PathMappingRule] {
        &self.path_mapping
    }
}

impl fmt::Debug for JobDetails {
    /// Parameters can hold secrets, so only their number is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobDetails")
            .field("parameters", &self.parameters.len())
            .finish()
    }
}

/// `stepDetails`: the script that runs a step's tasks.
#[derive(Clone)]
pub struct StepDetails {
    pub(super) name: String,
    pub(super) script: job::StepScript,
    pub(super) let_bindings: Vec<String>,
    pub(super) symbols: Option<SerializedSymbolTable>,
    step_environments: usize,
}

impl StepDetails {
    /// Reads the JSON of a `StepDetailsEntity`.
    pub fn from_entity(entity: &Value) -> Result<Self, DetailsError> {
        check_version(entity)?;
        check_extensions(entity)?;
        let template = template(entity)?;
        let name = text(template, "name").ok_or(DetailsError::Missing("template.name"))?;
        let script = template
            .get("script")
            .ok_or(DetailsError::Missing("template.script"))?;
        Ok(Self {
            name: name.to_owned(),
            script: from_json("template.script", script)?,
            let_bindings: let_bindings(template)?,
            symbols: symbol_table(entity)?,
            step_environments: template
                .get("stepEnvironments")
                .and_then(Value::as_array)
                .map_or(0, Vec::len),
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for StepDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepDetails")
            .field("name", &self.name)
            .field("step_environments", &self.step_environments)
            .finish_non_exhaustive()
    }
}

/// `environmentDetails`: variables and scripts around a session's tasks.
#[derive(Clone)]
pub struct EnvironmentDetails {
    pub(super) environment: job::Environment,
    pub(super) symbols: Option<SerializedSymbolTable>,
}

impl EnvironmentDetails {
    /// Reads the JSON of an `EnvironmentDetailsEntity`.
    pub fn from_entity(entity: &Value) -> Result<Self, DetailsError> {
        check_version(entity)?;
        check_extensions(entity)?;
        let environment = from_json("template", template(entity)?)?;
        Ok(Self {
            environment,
            symbols: symbol_table(entity)?,
        })
    }

    pub fn name(&self) -> &str {
        &self.environment.name
    }
}

impl fmt::Debug for EnvironmentDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentDetails")
            .field("name", &self.environment.name)
            .finish_non_exhaustive()
    }
}

/// The values of one task, or of one chunk of tasks.
#[derive(Clone, Default)]
pub struct TaskParameters(pub(super) TaskParameterSet);

impl TaskParameters {
    /// Reads the `parameters` of a task run: `{"Frame": {"int": "5"}}`.
    pub fn from_value(parameters: &Value) -> Result<Self, DetailsError> {
        Ok(Self(values::task_parameters(parameters)?))
    }
}

impl fmt::Debug for TaskParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskParameters")
            .field("count", &self.0.len())
            .finish()
    }
}

fn check_version(entity: &Value) -> Result<(), DetailsError> {
    let version = text(entity, "schemaVersion").ok_or(DetailsError::Missing("schemaVersion"))?;
    // The template's own `specificationVersion` of an environment is another name of the same.
    match version {
        SCHEMA_VERSION | "environment-2023-09" => Ok(()),
        other => Err(DetailsError::SchemaVersion(other.to_owned())),
    }
}

fn check_extensions(entity: &Value) -> Result<(), DetailsError> {
    let declared = match entity.get("extensions") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(declared)) => declared,
        Some(other) => return Err(DetailsError::unreadable("extensions", other)),
    };
    for extension in declared {
        let name = extension.as_str().unwrap_or_default();
        if name.parse::<ModelExtension>().is_err() {
            return Err(DetailsError::Extension(name.to_owned()));
        }
    }
    Ok(())
}

fn template(entity: &Value) -> Result<&Value, DetailsError> {
    entity
        .get("template")
        .filter(|t| t.is_object())
        .ok_or(DetailsError::Missing("template"))
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn from_json<T: serde::de::DeserializeOwned>(
    field: &str,
    value: &Value,
) -> Result<T, DetailsError> {
    T::deserialize(value).map_err(|e| DetailsError::unreadable(field, e))
}

/// A step's own `let`, which its environments and its script see (extension EXPR).
fn let_bindings(template: &Value) -> Result<Vec<String>, DetailsError> {
    match template.get("let") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(bindings) => from_json("template.let", bindings),
    }
}

fn symbol_table(entity: &Value) -> Result<Option<SerializedSymbolTable>, DetailsError> {
    text(entity, "resolvedSymbolTable")
        .map(SerializedSymbolTable::from_json_str)
        .transpose()
        .map_err(|e| DetailsError::unreadable("resolvedSymbolTable", e))
}

fn path_mapping(rules: Option<&Value>) -> Result<Vec<PathMappingRule>, DetailsError> {
    let Some(Value::Array(rules)) = rules else {
        return Ok(Vec::new());
    };
    rules.iter().map(path_mapping_rule).collect()
}

fn path_mapping_rule(rule: &Value) -> Result<PathMappingRule, DetailsError> {
    let member = |name: &'static str| {
        text(rule, name).ok_or_else(|| DetailsError::unreadable("pathMappingRules", name))
    };
    let fields: HashMap<&str, &str> = HashMap::from([
        ("source_path_format", member("sourcePathFormat")?),
        ("source_path", member("sourcePath")?),
        ("destination_path", member("destinationPath")?),
    ]);
    let rule = serde_json::json!(fields);
    serde_json::from_value(rule).map_err(|e| DetailsError::unreadable("pathMappingRules", e))
}
