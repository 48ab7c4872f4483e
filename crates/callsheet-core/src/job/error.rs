//! What is wrong with a template, or with a job made of it, and where.

use std::fmt;

use openjd_model::{ModelError, PathElement, ValidationError};

/// More faults than this are counted, not told.
const MOST_TOLD: usize = 50;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the template, such as `steps[0] -> script`; empty for the template as a whole.
    pub path: String,
    pub message: String,
}

impl Fault {
    pub(super) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

/// A template that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    pub faults: Vec<Fault>,
}

/// A template that can be used, but not with these parameters, queue environments or limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateError {
    faults: Vec<Fault>,
}

impl CreateError {
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            faults: vec![Fault::new(path, message)],
        }
    }

    pub(super) fn of(faults: Vec<Fault>) -> Self {
        Self { faults }
    }
}

impl From<TemplateError> for CreateError {
    fn from(error: TemplateError) -> Self {
        Self {
            faults: error.faults,
        }
    }
}

impl From<ModelError> for CreateError {
    fn from(error: ModelError) -> Self {
        Self {
            faults: faults_of(error),
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tell(&self.faults, f)
    }
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tell(&self.faults, f)
    }
}

impl std::error::Error for TemplateError {}
impl std::error::Error for CreateError {}

fn tell(faults: &[Fault], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, fault) in faults.iter().take(MOST_TOLD).enumerate() {
        if index > 0 {
            f.write_str("\n")?;
        }
        write!(f, "{fault}")?;
    }
    if faults.len() > MOST_TOLD {
        write!(f, "\nand {} more", faults.len() - MOST_TOLD)?;
    }
    Ok(())
}

/// Every fault that the model found.
pub(super) fn faults_of(error: ModelError) -> Vec<Fault> {
    match error {
        ModelError::ModelValidation(found) => found.errors.into_iter().map(fault_of).collect(),
        ModelError::DecodeValidation(message)
        | ModelError::Compatibility(message)
        | ModelError::UnsupportedSchema(message) => {
            message.lines().map(|line| Fault::new("", line)).collect()
        }
        other => vec![Fault::new("", other.to_string())],
    }
}

fn fault_of(error: ValidationError) -> Fault {
    Fault::new(path_text(&error.path), error.message)
}

fn path_text(path: &[PathElement]) -> String {
    let mut text = String::new();
    for element in path {
        match element {
            PathElement::Field(name) if text.is_empty() => text.push_str(name),
            PathElement::Field(name) => {
                text.push_str(" -> ");
                text.push_str(name);
            }
            PathElement::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}
