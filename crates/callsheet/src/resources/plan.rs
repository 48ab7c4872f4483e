//! What has to be done so that an account is as a file says. What the file does not say stays.

use std::collections::BTreeSet;

use callsheet_api::Timestamp;
use serde_json::{Map, Value};

use super::document::{Node, is_empty};
use super::noun::{Noun, fleet_settings};
use crate::refusal::{Refusal, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Create,
    Update,
    Delete,
}

impl Action {
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
        }
    }
}

/// One resource that has to change.
#[derive(Debug, Clone)]
pub struct Step {
    pub action: Action,
    pub noun: Noun,
    pub name: String,
    /// Where the file says so.
    pub place: String,
    pub farm: String,
    /// Of a queue environment.
    pub queue: Option<String>,
    pub id: Option<String>,
    /// What the file says: all of what is new, of another what differs.
    pub fields: Map<String, Value>,
    /// What those fields are now.
    pub was: Map<String, Value>,
}

impl Step {
    pub fn title(&self) -> String {
        let inside = match (&self.queue, self.noun) {
            (Some(queue), _) => format!(" of queue `{queue}`"),
            (None, Noun::Farm) => String::new(),
            (None, _) => format!(" of farm `{}`", self.farm),
        };
        format!("{} `{}`{inside}", self.noun.as_str(), self.name)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub steps: Vec<Step>,
    pub unchanged: usize,
}

/// Whether what a file has no more is left alone or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Kept,
    Pruned,
}

/// Farms themselves are never deleted: their jobs would go with them.
pub fn plan(desired: &[Node], current: &[Node], rest: Rest) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut gone = Vec::new();
    for farm in desired {
        let now = current.iter().find(|now| now.name == farm.name);
        check_references(farm, now)?;
        plan.compare(farm, now, &farm.name, None)?;
        for child in &farm.children {
            let of_child = now.and_then(|now| find(&now.children, child));
            plan.compare(child, of_child, &farm.name, None)?;
            for grandchild in &child.children {
                let found = of_child.and_then(|child| find(&child.children, grandchild));
                plan.compare(grandchild, found, &farm.name, Some(&child.name))?;
            }
            if let Some(of_child) = of_child {
                leave_out(&mut gone, child, of_child, &farm.name, Some(&child.name));
            }
        }
        if let Some(now) = now {
            leave_out(&mut gone, farm, now, &farm.name, None);
        }
    }
    if rest == Rest::Pruned {
        // What refers to others goes before them.
        gone.sort_by_key(|step| std::cmp::Reverse(step.noun));
        plan.steps.extend(gone);
    }
    Ok(plan)
}

fn find<'a>(nodes: &'a [Node], wanted: &Node) -> Option<&'a Node> {
    let mut found = nodes.iter();
    found.find(|node| (node.noun, &node.name) == (wanted.noun, &wanted.name))
}

/// Deletes what one parent has beside what the file has.
fn leave_out(gone: &mut Vec<Step>, desired: &Node, now: &Node, farm: &str, queue: Option<&str>) {
    for left in &now.children {
        if find(&desired.children, left).is_none() {
            gone.push(Step {
                action: Action::Delete,
                noun: left.noun,
                name: left.name.clone(),
                place: String::new(),
                farm: farm.to_owned(),
                queue: queue.map(str::to_owned),
                id: left.id.clone(),
                fields: Map::new(),
                was: Map::new(),
            });
        }
    }
}

impl Plan {
    fn compare(
        &mut self,
        node: &Node,
        now: Option<&Node>,
        farm: &str,
        queue: Option<&str>,
    ) -> Result<()> {
        let mut step = Step {
            action: Action::Create,
            noun: node.noun,
            name: node.name.clone(),
            place: node.place.clone(),
            farm: farm.to_owned(),
            queue: queue.map(str::to_owned),
            id: now.and_then(|now| now.id.clone()),
            fields: node.fields.clone(),
            was: Map::new(),
        };
        if let Some(now) = now {
            step.action = Action::Update;
            step.fields = Map::new();
            for (field, value) in &node.fields {
                let was = now.fields.get(field).cloned().unwrap_or_default();
                if same(field, value, &was) {
                    continue;
                }
                if node.noun.fixed().contains(&field.as_str()) {
                    return Err(Refusal::misuse(format!(
                        "{}.{field} is {was} and cannot be changed",
                        node.place
                    ))
                    .next(format!("leave it as it is, or delete the {}", node.title())));
                }
                step.fields.insert(field.clone(), value.clone());
                step.was.insert(field.clone(), was);
            }
            if step.fields.is_empty() {
                self.unchanged += 1;
                return Ok(());
            }
        }
        self.steps.push(step);
        Ok(())
    }
}

/// Whether two values mean the same: numbers by what they are worth, times by when they are, and
/// lists without their order.
fn same(field: &str, one: &Value, other: &Value) -> bool {
    if is_empty(one) && is_empty(other) {
        return true;
    }
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) => {
            let time = |text: &str| text.parse::<Timestamp>().ok();
            one == other || time(one).is_some_and(|at| time(other) == Some(at))
        }
        (Value::Array(one), Value::Array(other)) => {
            let within =
                |one: &Value, items: &[Value]| items.iter().any(|item| same(field, one, item));
            one.len() == other.len()
                && one.iter().all(|item| within(item, other))
                && other.iter().all(|item| within(item, one))
        }
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            // An empty member may be the one that matters, as `priorityFifo: {}` is.
            names
                .into_iter()
                .all(|name| match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => same(field, one, other),
                    (Some(alone), None) | (None, Some(alone)) => alone.is_null(),
                    (None, None) => true,
                })
        }
        // A status that nobody mentions is ACTIVE.
        (Value::String(status), Value::Null) => field == "status" && status == "ACTIVE",
        (one, other) => one == other,
    }
}

/// Each name that a file uses is of something in the file or in the farm.
fn check_references(farm: &Node, now: Option<&Node>) -> Result<()> {
    let known = |noun: Noun, name: &str| {
        let here = farm.children_of(noun).any(|node| node.name == name);
        here || now.is_some_and(|now| now.children_of(noun).any(|node| node.name == name))
    };
    for node in &farm.children {
        for reference in node.noun.references() {
            for name in names_in(node, reference.field) {
                if !known(reference.to, &name) {
                    return Err(Refusal::misuse(format!(
                        "{}.{}: there is no {} `{name}`, neither in the file nor in the farm",
                        node.place,
                        reference.field,
                        reference.to.as_str()
                    )));
                }
            }
        }
    }
    Ok(())
}

fn names_in(node: &Node, field: &str) -> Vec<String> {
    let mut found: Vec<Value> = node.fields.get(field).cloned().into_iter().collect();
    if node.noun == Noun::Fleet
        && let Some(mut configuration) = node.fields.get("configuration").cloned()
    {
        let settings = fleet_settings(&mut configuration);
        found = settings
            .filter_map(|settings| settings.get(field).cloned())
            .collect();
    }
    let texts = |value: Value| match value {
        Value::String(name) => vec![name],
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    found.into_iter().flat_map(texts).collect()
}

#[cfg(test)]
mod tests {
    use super::super::document::parse;
    use super::*;

    fn farms(text: &str) -> Vec<Node> {
        parse("farm.yaml", text).unwrap()
    }

    fn told(desired: &str, current: &str, rest: Rest) -> Vec<String> {
        let plan = plan(&farms(desired), &farms(current), rest).unwrap();
        let steps = plan.steps.iter();
        steps
            .map(|step| format!("{} {}", step.action.as_str(), step.title()))
            .collect()
    }

    const ONE: &str = "farms:\n- displayName: s\n  costScaleFactor: 1.0\n  limits:\n  \
        - {displayName: n, amountRequirementName: amount.n, maxCount: 5}\n";
    const TWO: &str = "farms:\n- displayName: s\n  queues:\n  - displayName: q\n  \
        queueLimitAssociations:\n  - {queue: q, limit: n}\n";

    #[test]
    fn what_is_there_already_is_unchanged_and_the_rest_is_made_in_order() {
        assert!(told(ONE, ONE, Rest::Pruned).is_empty());
        assert!(told(&ONE.replace("1.0", "1"), ONE, Rest::Pruned).is_empty());
        let made = told(TWO, ONE, Rest::Kept);
        assert_eq!(made[0], "create queue `q` of farm `s`");
        assert_eq!(
            made[1],
            "create queue-limit association `q – n` of farm `s`"
        );
        assert_eq!(made.len(), 2);
    }

    #[test]
    fn only_a_pruned_rest_goes_and_what_refers_to_others_goes_first() {
        let whole = format!(
            "{ONE}  queues:\n  - displayName: q\n  queueLimitAssociations:\n  \
            - {{queue: q, limit: n}}\n"
        );
        let bare = "farms:\n- displayName: s\n";
        assert!(told(bare, &whole, Rest::Kept).is_empty());
        let gone = told(bare, &whole, Rest::Pruned);
        assert_eq!(
            gone[0],
            "delete queue-limit association `q – n` of farm `s`"
        );
        assert_eq!(gone[1], "delete queue `q` of farm `s`");
        assert_eq!(gone[2], "delete limit `n` of farm `s`");
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_place() {
        let refused = |desired: &str| {
            plan(&farms(desired), &farms(ONE), Rest::Kept)
                .unwrap_err()
                .to_string()
        };
        let fixed = refused(&ONE.replace("amount.n", "amount.m"));
        assert!(
            fixed.contains("farms[0].limits[0].amountRequirementName"),
            "{fixed}"
        );
        let unknown = refused(&TWO.replace("limit: n", "limit: m"));
        assert!(
            unknown.contains("queueLimitAssociations[0].limit") && unknown.contains("`m`"),
            "{unknown}"
        );
    }
}
