//! Steps that wait for each other in a circle. The model says only that there is one; this names
//! the steps of it.

use std::collections::HashMap;

use serde_json::Value;

/// The names of one circle, the first again at the end; none if the steps can be ordered. Reads
/// the document itself, because one with a circle does not decode.
pub(super) fn find(document: &Value) -> Option<Vec<String>> {
    let steps = document.get("steps")?.as_array()?;
    let names: Vec<&str> = steps.iter().map(name_of).collect();
    let index: HashMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let waits_for: Vec<Vec<usize>> = steps
        .iter()
        .map(|step| dependencies_of(step, &index))
        .collect();

    let stuck = never_ready(&waits_for);
    let mut at = (0..steps.len()).find(|step| stuck[*step])?;
    // Every stuck step waits for a stuck step: following those must come round.
    let mut seen_at: HashMap<usize, usize> = HashMap::new();
    let mut path = Vec::new();
    while !seen_at.contains_key(&at) {
        seen_at.insert(at, path.len());
        path.push(at);
        at = waits_for[at].iter().copied().find(|step| stuck[*step])?;
    }
    let circle = path[seen_at[&at]..].iter().chain([&at]);
    Some(circle.map(|step| names[*step].to_owned()).collect())
}

fn name_of(step: &Value) -> &str {
    step.get("name").and_then(Value::as_str).unwrap_or_default()
}

fn dependencies_of(step: &Value, index: &HashMap<&str, usize>) -> Vec<usize> {
    let listed = step.get("dependencies").and_then(Value::as_array);
    let names = listed
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("dependsOn")?.as_str());
    names.filter_map(|name| index.get(name).copied()).collect()
}

/// Which steps are left when all that can run have run, over and over.
fn never_ready(waits_for: &[Vec<usize>]) -> Vec<bool> {
    let mut missing: Vec<usize> = waits_for.iter().map(Vec::len).collect();
    let mut consumers = vec![Vec::new(); waits_for.len()];
    for (step, dependencies) in waits_for.iter().enumerate() {
        for dependency in dependencies {
            consumers[*dependency].push(step);
        }
    }
    let mut ready: Vec<usize> = (0..missing.len())
        .filter(|step| missing[*step] == 0)
        .collect();
    while let Some(step) = ready.pop() {
        for consumer in &consumers[step] {
            missing[*consumer] -= 1;
            if missing[*consumer] == 0 {
                ready.push(*consumer);
            }
        }
    }
    missing.iter().map(|count| *count > 0).collect()
}
