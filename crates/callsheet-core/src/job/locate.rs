//! Where a template has the wrong shape. The model's decoder stops at the first such fault and
//! does not say where it stands; decoding the parts one by one does.

use openjd_model::template::{
    Environment, HostRequirements, JobParameterDefinition, StepScript, StepTemplate,
    TaskParameterDefinition,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::Fault;

/// The faults of shape in a job or environment template; empty if its parts are all right alone.
pub(super) fn find(document: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    each::<JobParameterDefinition>(document, "", "parameterDefinitions", &mut faults);
    each::<Environment>(document, "", "jobEnvironments", &mut faults);
    one::<Environment>(document, "", "environment", &mut faults);
    let steps = document.get("steps").and_then(Value::as_array);
    for (index, step) in steps.into_iter().flatten().enumerate() {
        in_step(step, &format!("steps[{index}]"), &mut faults);
    }
    faults
}

fn in_step(step: &Value, path: &str, faults: &mut Vec<Fault>) {
    let Err(whole) = decode::<StepTemplate>(step) else {
        return;
    };
    let before = faults.len();
    one::<StepScript>(step, path, "script", faults);
    one::<HostRequirements>(step, path, "hostRequirements", faults);
    each::<Environment>(step, path, "stepEnvironments", faults);
    if let Some(space) = step.get("parameterSpace") {
        let path = format!("{path} -> parameterSpace");
        each::<TaskParameterDefinition>(space, &path, "taskParameterDefinitions", faults);
    }
    if faults.len() == before {
        faults.push(Fault::new(path, whole));
    }
}

fn each<T: DeserializeOwned>(parent: &Value, path: &str, key: &str, faults: &mut Vec<Fault>) {
    let list = parent.get(key).and_then(Value::as_array);
    for (index, part) in list.into_iter().flatten().enumerate() {
        if let Err(message) = decode::<T>(part) {
            faults.push(Fault::new(join(path, &format!("{key}[{index}]")), message));
        }
    }
}

fn one<T: DeserializeOwned>(parent: &Value, path: &str, key: &str, faults: &mut Vec<Fault>) {
    let part = parent.get(key).filter(|part| !part.is_null());
    if let Some(Err(message)) = part.map(decode::<T>) {
        faults.push(Fault::new(join(path, key), message));
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path} -> {key}")
    }
}

fn decode<T: DeserializeOwned>(part: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(part.clone())
        .map(drop)
        .map_err(|error| error.to_string())
}
