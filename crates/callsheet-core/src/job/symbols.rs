//! Resolved symbol tables: the values that a worker cannot work out from parameters alone.

use openjd_expr::path_mapping::PathFormat;
use openjd_expr::symbol_table::SymbolTable;
use openjd_expr::{FunctionLibrary, HostContext, SerializedSymbolTable};
use openjd_model::job::Step;
use openjd_model::template::StepTemplate;
use openjd_model::{
    ModelError, ModelProfile, convert_environment_with_symtab, evaluate_let_bindings,
};
use serde_json::Value;

use super::error::CreateError;
use super::limits::MOST_SYMBOL_CHARS;

/// Are workers told extensions and symbols? Only where one of these is declared: agents that know
/// neither field refuse them, and can run the rest (`openjd.md` 2.5).
pub(super) fn are_told(extensions: &[String]) -> bool {
    let telling = ["FEATURE_BUNDLE_1", "EXPR", "WRAP_ACTIONS"];
    extensions
        .iter()
        .any(|name| telling.contains(&name.as_str()))
}

/// All symbols of a step: the job's, its own name and its `let` bindings.
pub(super) fn of_step(
    job: &SymbolTable,
    step: &StepTemplate,
    profile: &ModelProfile,
) -> Result<SymbolTable, ModelError> {
    let mut symbols = job.clone();
    symbols.set_string("Step.Name", &step.name)?;
    let Some(bindings) = &step.let_bindings else {
        return Ok(symbols);
    };
    let library = FunctionLibrary::for_profile(&profile.to_expr_profile(HostContext::None));
    evaluate_let_bindings(bindings, &symbols, Some(&library), PathFormat::Posix)
}

/// What a step and its environments need. The model's table for the step leaves out what only the
/// `let` bindings of an environment's script use.
pub(super) fn needed_by_step(
    step: &Step,
    template: &StepTemplate,
    all: &SymbolTable,
) -> Vec<Value> {
    let mut needed = rows(step.resolved_symtab.as_ref());
    for environment in template.step_environments.iter().flatten() {
        let converted = convert_environment_with_symtab(environment, Some(all));
        for row in rows(converted.resolved_symtab.as_ref()) {
            if !needed.iter().any(|known| known["name"] == row["name"]) {
                needed.push(row);
            }
        }
    }
    needed.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
    needed
}

pub(super) fn rows(table: Option<&SerializedSymbolTable>) -> Vec<Value> {
    table
        .and_then(|table| table.as_value().as_array().cloned())
        .unwrap_or_default()
}

/// The text of a table, if it is not too long for a worker to be told.
pub(super) fn text(rows: Vec<Value>, path: &str) -> Result<String, CreateError> {
    let text = Value::Array(rows).to_string();
    let chars = text.chars().count();
    if chars > MOST_SYMBOL_CHARS {
        return Err(CreateError::at(
            path,
            format!(
                "the parameter values it uses take {chars} characters, the most are \
                 {MOST_SYMBOL_CHARS}; give long lists in a file"
            ),
        ));
    }
    Ok(text)
}
