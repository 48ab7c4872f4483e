//! Doing what was planned, through the public API. Each step is whole by itself, and a run that is
//! cut off is followed by one that plans only what is left.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::calls::{self, Path};
use super::document::Node;
use super::noun::{Noun, fleet_settings};
use super::plan::{Action, Step};
use super::read::Account;
use crate::refusal::{Refusal, Result};

/// The ids of all that has been read or made, by farm, kind and name.
#[derive(Default)]
struct Known(BTreeMap<(String, Noun, String), String>);

impl Known {
    fn of(farms: &[Node]) -> Self {
        let mut known = Known::default();
        for farm in farms {
            known.add(&farm.name, farm);
            for child in &farm.children {
                known.add(&farm.name, child);
            }
        }
        known
    }

    fn add(&mut self, farm: &str, node: &Node) {
        if let Some(id) = &node.id {
            self.put(farm, node.noun, &node.name, id.clone());
        }
    }

    fn put(&mut self, farm: &str, noun: Noun, name: &str, id: String) {
        self.0.insert((farm.to_owned(), noun, name.to_owned()), id);
    }

    fn id(&self, farm: &str, noun: Noun, name: &str) -> Result<String> {
        let found = self.0.get(&(farm.to_owned(), noun, name.to_owned()));
        found
            .cloned()
            .ok_or_else(|| Refusal::new(format!("there is no {} `{name}`", noun.as_str())))
    }
}

/// Does all steps in their order; `done` hears of each.
pub async fn work_through(
    account: &Account,
    current: &[Node],
    steps: &[Step],
    mut done: impl FnMut(&Step),
) -> Result<()> {
    let mut known = Known::of(current);
    for step in steps {
        let worked = work(account, &mut known, step).await;
        worked.map_err(|refusal| {
            let place = match step.place.as_str() {
                "" => step.title(),
                place => format!("{place} ({})", step.title()),
            };
            let told = Refusal::new(format!("{place}: {}", refusal.what()));
            match refusal.step() {
                Some(next) => told.next(next),
                None => told.next("correct the file and apply it again: what was done stays"),
            }
        })?;
        done(step);
    }
    Ok(())
}

async fn work(account: &Account, known: &mut Known, step: &Step) -> Result<()> {
    match step.action {
        Action::Create => create(account, known, step).await,
        Action::Update => update(account, known, step).await,
        Action::Delete => {
            let path = path(known, step)?;
            calls::delete(&account.client, step.noun, &path).await
        }
    }
}

async fn create(account: &Account, known: &mut Known, step: &Step) -> Result<()> {
    let parent = parent(known, step)?;
    let mut body = members(known, step)?;
    // Both are made ACTIVE, and may become something else.
    let status = body.remove("status");
    let made = calls::create(&account.client, step.noun, &parent, &body.into()).await?;
    match step.noun {
        // Nothing refers to these.
        Noun::QueueFleetAssociation | Noun::QueueLimitAssociation | Noun::QueueEnvironment => {}
        Noun::Farm
        | Noun::StorageProfile
        | Noun::Limit
        | Noun::Fleet
        | Noun::Queue
        | Noun::Budget => known.put(&step.farm, step.noun, &step.name, made.clone()),
    }
    let Some(status) = status.filter(|status| status != "ACTIVE") else {
        return Ok(());
    };
    let path = match step.noun.is_association() {
        true => pair(known, step)?,
        false => parent.child(step.noun, made),
    };
    let body = json!({ "status": wanted(step.noun, &status) });
    calls::update(&account.client, step.noun, &path, &body).await
}

async fn update(account: &Account, known: &Known, step: &Step) -> Result<()> {
    let path = path(known, step)?;
    let mut body = members(known, step)?;
    if let Some(tags) = body.remove("tags")
        && let Some(arn) = account.arn_of(step.noun, &path)
    {
        let old = step.was.get("tags").cloned().unwrap_or_default();
        calls::put_tags(&account.client, &arn, &old, &tags).await?;
    }
    if let Some(status) = body.get("status") {
        let status = wanted(step.noun, status);
        body.insert("status".to_owned(), status);
    }
    list_changes(known, step, &mut body)?;
    if body.is_empty() {
        return Ok(());
    }
    calls::update(&account.client, step.noun, &path, &body.into()).await
}

/// An association is asked to stop, and stops when what runs has ended.
fn wanted(noun: Noun, status: &Value) -> Value {
    match (status.as_str(), noun.stop()) {
        (Some("STOPPED"), Some(stop)) => Value::from(stop),
        _ => status.clone(),
    }
}

/// Instead of a whole list, what is new in it and what is gone.
fn list_changes(known: &Known, step: &Step, body: &mut Map<String, Value>) -> Result<()> {
    let was = Step {
        fields: step.was.clone(),
        ..step.clone()
    };
    let mut was = members(known, &was)?;
    for listed in step.noun.listed() {
        let Some(new) = body.remove(listed.field) else {
            continue;
        };
        let items = |value: Option<Value>| match value {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        let (new, old) = (items(Some(new)), items(was.remove(listed.field)));
        let missing = |of: &[Value], from: &[Value]| -> Vec<Value> {
            of.iter()
                .filter(|item| !from.contains(item))
                .cloned()
                .collect()
        };
        let mut gone = missing(&old, &new);
        if step.noun == Noun::Budget {
            // An action is known by these two.
            for action in gone.iter_mut().filter_map(Value::as_object_mut) {
                action.retain(|name, _| name == "type" || name == "thresholdPercentage");
            }
        }
        for (member, items) in [
            (listed.to_add, missing(&new, &old)),
            (listed.to_remove, gone),
        ] {
            if !items.is_empty() {
                body.insert(member.to_owned(), items.into());
            }
        }
    }
    Ok(())
}

/// The members of a request, with ids for names.
fn members(known: &Known, step: &Step) -> Result<Map<String, Value>> {
    let mut fields = step.fields.clone();
    for reference in step.noun.references() {
        let replace = |settings: &mut Map<String, Value>| -> Result<()> {
            let Some(names) = settings.remove(reference.field) else {
                return Ok(());
            };
            let id = |name: &Value| {
                let name = name.as_str().unwrap_or_default();
                known.id(&step.farm, reference.to, name).map(Value::from)
            };
            let ids = match &names {
                Value::Array(names) => names.iter().map(id).collect::<Result<Vec<_>>>()?.into(),
                Value::Null => return Ok(()),
                name => id(name)?,
            };
            settings.insert(reference.member.to_owned(), ids);
            Ok(())
        };
        if step.noun == Noun::Fleet {
            let configuration = fields.entry("configuration").or_insert(Value::Null);
            fleet_settings(configuration).try_for_each(replace)?;
        } else {
            replace(&mut fields)?;
        }
    }
    if step.noun == Noun::Budget
        && let Some(queue) = fields.remove("queueId")
    {
        fields.insert(
            "usageTrackingResource".to_owned(),
            json!({ "queueId": queue }),
        );
    }
    fields.retain(|_, value| !value.is_null());
    Ok(fields)
}

/// What a new resource is made in.
fn parent(known: &Known, step: &Step) -> Result<Path> {
    let root = Path::default();
    if step.noun == Noun::Farm {
        return Ok(root);
    }
    let farm = root.child(Noun::Farm, known.id(&step.farm, Noun::Farm, &step.farm)?);
    match &step.queue {
        Some(queue) => Ok(farm.child(Noun::Queue, known.id(&step.farm, Noun::Queue, queue)?)),
        None => Ok(farm),
    }
}

/// Where a resource is that there is.
fn path(known: &Known, step: &Step) -> Result<Path> {
    let parent = parent(known, step)?;
    let id = step.id.clone().unwrap_or_default();
    match (step.noun.is_association(), id.split_once(' ')) {
        (true, Some((queue, own))) => Ok(Path {
            farm: parent.farm,
            queue: queue.to_owned(),
            own: own.to_owned(),
        }),
        _ => Ok(parent.child(step.noun, id)),
    }
}

/// An association that was just made.
fn pair(known: &Known, step: &Step) -> Result<Path> {
    let ids = members(known, step)?;
    let text = |member: &str| {
        let id = ids.get(member).and_then(Value::as_str);
        id.unwrap_or_default().to_owned()
    };
    let own = if step.noun == Noun::QueueLimitAssociation {
        text("limitId")
    } else {
        text("fleetId")
    };
    Ok(Path {
        farm: parent(known, step)?.farm,
        queue: text("queueId"),
        own,
    })
}
