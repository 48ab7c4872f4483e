//! From a job template to a plan that a store can keep and a worker can be told: the only place
//! that knows `openjd-model`. What is stored is our own JSON, never that crate's.
//!
//! Reading and creating are pure but may take seconds with a hostile template that uses EXPR, whose
//! budgets are for each expression alone; callers bound how many run at once.

mod circle;
mod create;
pub mod entities;
mod error;
mod fragment;
mod guard;
mod limits;
mod locate;
mod parameters;
pub mod path_mapping;
mod plan;
pub mod space;
mod symbols;
mod template;

#[cfg(test)]
mod tests;

pub use create::create;
pub use error::{CreateError, Fault, TemplateError};
pub use limits::Limits;
pub use parameters::{ParameterDefinition, ParameterKind, parameter_definitions};
pub use plan::{EnvironmentPlan, JobPlan, Origin, StepPlan, required_capabilities};
pub use space::{Chunking, Space};
pub use template::{EnvironmentTemplate, Template, TemplateType, evaluates};
