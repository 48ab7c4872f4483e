//! The API's tagged parameter values (`{"int": "5"}`) as typed values of the expression engine.

use openjd_expr::range_expr::RangeExpr;
use openjd_expr::{ExprType, ExprValue, PathFormat};
use openjd_model::types::{
    JobParameterType, JobParameterValue, JobParameterValues, TaskParameterSet, TaskParameterType,
    TaskParameterValue,
};
use serde_json::Value;

use super::details::DetailsError;

/// `jobDetails.parameters`; absent means that the job has none.
pub(super) fn job_parameters(value: Option<&Value>) -> Result<JobParameterValues, DetailsError> {
    let mut parameters = JobParameterValues::new();
    for (name, value) in members(value)? {
        let (tag, value) = tagged(name, value)?;
        let value = job_parameter(tag, value).map_err(|e| unreadable(name, e))?;
        parameters.insert(name.clone(), value);
    }
    Ok(parameters)
}

/// The `parameters` of one task run.
pub(super) fn task_parameters(value: &Value) -> Result<TaskParameterSet, DetailsError> {
    let mut parameters = TaskParameterSet::default();
    for (name, value) in members(Some(value))? {
        let (tag, value) = tagged(name, value)?;
        let text = scalar(value).map_err(|e| unreadable(name, e))?;
        let value = task_parameter(tag, text).map_err(|e| unreadable(name, e))?;
        parameters.insert(name.clone(), value);
    }
    Ok(parameters)
}

fn unreadable(name: &str, reason: String) -> DetailsError {
    DetailsError::unreadable(format!("parameters.{name}"), reason)
}

fn members(value: Option<&Value>) -> Result<Vec<(&String, &Value)>, DetailsError> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(members)) => Ok(members.iter().collect()),
        Some(_) => Err(DetailsError::unreadable(
            "parameters",
            "it is not an object",
        )),
    }
}

/// The one member of a union.
fn tagged<'a>(name: &str, value: &'a Value) -> Result<(&'a str, &'a Value), DetailsError> {
    let union = value.as_object().filter(|members| members.len() == 1);
    let member = union.and_then(|members| members.iter().next());
    let (tag, value) = member.ok_or_else(|| {
        unreadable(
            name,
            "it must have exactly one member, as in {\"int\": \"5\"}".to_owned(),
        )
    })?;
    Ok((tag, value))
}

fn job_parameter(tag: &str, value: &Value) -> Result<JobParameterValue, String> {
    let param_type = match tag {
        "int" => JobParameterType::Int,
        "float" => JobParameterType::Float,
        "string" => JobParameterType::String,
        "path" => JobParameterType::Path,
        "bool" => JobParameterType::Bool,
        "rangeExpr" => JobParameterType::RangeExpr,
        "stringList" => JobParameterType::ListString,
        "pathList" => JobParameterType::ListPath,
        "intList" => JobParameterType::ListInt,
        "floatList" => JobParameterType::ListFloat,
        "boolList" => JobParameterType::ListBool,
        "intListList" => JobParameterType::ListListInt,
        other => return Err(format!("the type {other:?} is unknown to this worker")),
    };
    // A path stays as it was submitted; the session maps it to this host.
    let value = match param_type {
        JobParameterType::Path | JobParameterType::String => {
            ExprValue::String(scalar(value)?.to_owned())
        }
        JobParameterType::ListPath | JobParameterType::ListString => {
            list(value, &ExprType::STRING)?
        }
        JobParameterType::ListInt => list(value, &ExprType::INT)?,
        JobParameterType::ListFloat => list(value, &ExprType::FLOAT)?,
        JobParameterType::ListBool => list(value, &ExprType::BOOL)?,
        JobParameterType::ListListInt => list_of_lists(value)?,
        JobParameterType::Int
        | JobParameterType::Float
        | JobParameterType::Bool
        | JobParameterType::RangeExpr => typed(scalar(value)?, &param_type.expr_type())?,
        // The model's enum may grow; every type of today is named above.
        other => return Err(format!("the type {other:?} is unknown to this worker")),
    };
    Ok(JobParameterValue { param_type, value })
}

fn task_parameter(tag: &str, text: &str) -> Result<TaskParameterValue, String> {
    let (param_type, value) = match tag {
        "int" => (TaskParameterType::Int, typed(text, &ExprType::INT)?),
        "float" => (TaskParameterType::Float, typed(text, &ExprType::FLOAT)?),
        "string" => (
            TaskParameterType::String,
            ExprValue::String(text.to_owned()),
        ),
        "path" => (TaskParameterType::Path, ExprValue::String(text.to_owned())),
        "chunkInt" => (TaskParameterType::ChunkInt, chunk(text)?),
        other => return Err(format!("the type {other:?} is unknown to this worker")),
    };
    Ok(TaskParameterValue { param_type, value })
}

/// A chunk is a range, so that `len()` counts its tasks; it keeps the way it was written.
fn chunk(text: &str) -> Result<ExprValue, String> {
    let range: RangeExpr = text.parse().map_err(|e| format!("{e}"))?;
    // A contiguous chunk of one task is written "5-5" and must be read as such by a script.
    let contiguous = range.with_contiguous(true);
    let range = if contiguous.to_string() == text {
        contiguous
    } else {
        contiguous.with_contiguous(false)
    };
    Ok(ExprValue::RangeExpr(range))
}

fn scalar(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| "the value must be a string".to_owned())
}

fn typed(text: &str, target: &ExprType) -> Result<ExprValue, String> {
    ExprValue::from_str_coerce(text, target, PathFormat::host())
}

fn items(value: &Value) -> Result<&Vec<Value>, String> {
    value
        .as_array()
        .ok_or_else(|| "the value must be a list".to_owned())
}

fn list(value: &Value, item: &ExprType) -> Result<ExprValue, String> {
    let items: Result<Vec<ExprValue>, String> = items(value)?
        .iter()
        .map(|v| typed(scalar(v)?, item))
        .collect();
    ExprValue::make_list(items?, item.clone()).map_err(|e| e.to_string())
}

fn list_of_lists(value: &Value) -> Result<ExprValue, String> {
    let items: Result<Vec<ExprValue>, String> = items(value)?
        .iter()
        .map(|v| list(v, &ExprType::INT))
        .collect();
    ExprValue::make_list(items?, ExprType::list(ExprType::INT)).map_err(|e| e.to_string())
}
