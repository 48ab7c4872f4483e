//! Reading job templates and environment templates.

use std::collections::HashMap;
use std::fmt;

use callsheet_api::types::{EnvironmentTemplateType, JobTemplateType};
use openjd_model::template::parse::document_string_to_object;
use openjd_model::{
    CallerLimits, DocumentType, ModelError, ModelExtension, decode_environment_template,
    decode_job_template,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{Fault, TemplateError, faults_of};
use super::guard::{ChunkWish, disarm};
use super::limits::Limits;
use super::{circle, locate};

/// How a template is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TemplateType {
    Json,
    Yaml,
}

impl From<JobTemplateType> for TemplateType {
    fn from(kind: JobTemplateType) -> Self {
        match kind {
            JobTemplateType::Json => Self::Json,
            JobTemplateType::Yaml => Self::Yaml,
        }
    }
}

impl From<EnvironmentTemplateType> for TemplateType {
    fn from(kind: EnvironmentTemplateType) -> Self {
        match kind {
            EnvironmentTemplateType::Json => Self::Json,
            EnvironmentTemplateType::Yaml => Self::Yaml,
        }
    }
}

/// A job template that was decoded and checked.
#[derive(Clone)]
pub struct Template {
    /// Disarmed: its chunks are in `chunks`.
    pub(super) model: openjd_model::template::JobTemplate,
    pub(super) chunks: Vec<Option<ChunkWish>>,
    /// The steps' names as written: the model knows some by another (see [`cover_names`]).
    pub(super) step_names: Vec<String>,
    document: Value,
    extensions: Vec<String>,
}

impl Template {
    pub fn read(kind: TemplateType, text: &str, limits: &Limits) -> Result<Self, TemplateError> {
        let document = parse(kind, text, limits.template_chars)?;
        let steps = document
            .get("steps")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        if steps > limits.steps {
            let message = format!("has {steps} steps; the most are {}", limits.steps);
            return Err(TemplateError {
                faults: vec![Fault::new("steps", message)],
            });
        }
        let covered = cover_names(document.clone());
        let decoded =
            decode_job_template(covered, Some(&extension_names()), &CallerLimits::default());
        let mut model = decoded.map_err(|error| explain(error, &document))?;
        let chunks = disarm(&mut model);
        let extensions = declared_extensions(&document);
        let step_names = step_names(&document);
        Ok(Self {
            model,
            chunks,
            step_names,
            document,
            extensions,
        })
    }

    /// The name, with its format strings.
    #[must_use]
    pub fn name(&self) -> &str {
        self.model.name.raw()
    }

    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The template as it was written, as JSON.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// An environment template that was decoded and checked: a queue environment.
#[derive(Clone)]
pub struct EnvironmentTemplate {
    pub(super) model: openjd_model::template::EnvironmentTemplate,
    document: Value,
    extensions: Vec<String>,
}

impl EnvironmentTemplate {
    pub fn read(kind: TemplateType, text: &str, limits: &Limits) -> Result<Self, TemplateError> {
        let document = parse(kind, text, limits.environment_template_chars)?;
        let decoded = decode_environment_template(document.clone(), Some(&extension_names()));
        let model = decoded.map_err(|error| explain(error, &document))?;
        let extensions = declared_extensions(&document);
        Ok(Self {
            model,
            document,
            extensions,
        })
    }

    /// The environment's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.model.environment.name
    }

    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The template as it was written, as JSON.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }
}

impl fmt::Debug for EnvironmentTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentTemplate")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// Whether a template, of a job or an environment, has expressions that may go round in circles. One
/// that cannot be read has none.
#[must_use]
pub fn evaluates(kind: TemplateType, text: &str, limits: &Limits) -> bool {
    let expressions = ModelExtension::Expr.as_str();
    let document = parse(kind, text, limits.template_chars);
    document.is_ok_and(|document| {
        let mut declared = declared_extensions(&document).into_iter();
        declared.any(|name| name == expressions)
    })
}

fn extension_names() -> Vec<&'static str> {
    ModelExtension::ALL
        .iter()
        .map(ModelExtension::as_str)
        .collect()
}

fn declared_extensions(document: &Value) -> Vec<String> {
    let names = document.get("extensions").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn parse(kind: TemplateType, text: &str, most_chars: usize) -> Result<Value, TemplateError> {
    let chars = text.chars().count();
    if chars > most_chars {
        let message = format!("the template has {chars} characters; the most are {most_chars}");
        return Err(TemplateError {
            faults: vec![Fault::new("", message)],
        });
    }
    let kind = match kind {
        TemplateType::Json => DocumentType::Json,
        TemplateType::Yaml => DocumentType::Yaml,
    };
    document_string_to_object(text, kind, &CallerLimits::default()).map_err(|error| TemplateError {
        faults: faults_of(error),
    })
}

/// The decoder's faults, with what it leaves out: where one of shape stands, who stands in a
/// circle.
fn explain(error: ModelError, document: &Value) -> TemplateError {
    let is_shape = matches!(error, ModelError::DecodeValidation(_));
    let mut faults = faults_of(error);
    if is_shape {
        let located = locate::find(document);
        if !located.is_empty() {
            return TemplateError { faults: located };
        }
    }
    if let Some(circle) = circle::find(document) {
        // Its own words for it name no step.
        faults.retain(|fault| !fault.message.contains("contain a cycle"));
        let message = format!(
            "the steps wait for each other in a circle: {}",
            circle.join(" -> ")
        );
        faults.push(Fault::new("steps", message));
    }
    TemplateError { faults }
}

fn step_names(document: &Value) -> Vec<String> {
    let steps = document.get("steps").and_then(Value::as_array);
    steps
        .into_iter()
        .flatten()
        .map(|step| name_of(step).unwrap_or_default().to_owned())
        .collect()
}

fn name_of(step: &Value) -> Option<&str> {
    step.get("name")?.as_str()
}

/// Gives steps with braces in their names others for the decoder's sight. A step's name is no
/// format string: other implementations take the braces as they are, and published jobs have some.
/// With EXPR the name can be asked for, so there it stays and is refused.
fn cover_names(mut document: Value) -> Value {
    let extensions = document.get("extensions").and_then(Value::as_array);
    if extensions
        .into_iter()
        .flatten()
        .any(|name| name.as_str() == Some("EXPR"))
    {
        return document;
    }
    let written = step_names(&document);
    let mut covers: HashMap<&str, String> = HashMap::new();
    for (index, name) in written
        .iter()
        .enumerate()
        .filter(|(_, name)| name.contains("{{"))
    {
        covers
            .entry(name)
            .or_insert_with(|| free_name(index, &written));
    }
    if covers.is_empty() {
        return document;
    }
    let steps = document.get_mut("steps").and_then(Value::as_array_mut);
    for step in steps.into_iter().flatten() {
        cover(step.get_mut("name"), &covers);
        let dependencies = step.get_mut("dependencies").and_then(Value::as_array_mut);
        for dependency in dependencies.into_iter().flatten() {
            cover(dependency.get_mut("dependsOn"), &covers);
        }
    }
    document
}

fn free_name(index: usize, taken: &[String]) -> String {
    let mut name = format!("step {index}");
    while taken.contains(&name) {
        name.push('_');
    }
    name
}

fn cover(name: Option<&mut Value>, covers: &HashMap<&str, String>) {
    if let Some(Value::String(name)) = name
        && let Some(cover) = covers.get(name.as_str())
    {
        name.clone_from(cover);
    }
}
