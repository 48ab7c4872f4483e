//! Reading an account, ours or AWS's: everything that a file can hold, with names for ids.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::calls::{self, Path};
use super::document::{Node, is_empty};
use super::noun::{Noun, fleet_settings};
use crate::connection::sdk;
use crate::refusal::{Refusal, Result};

/// Whose farms they are, and how they are reached.
pub struct Account {
    pub client: sdk::Client,
    /// What ARNs begin with, such as `arn:aws:deadline:us-west-2:000000000000`.
    pub arn: String,
}

impl Account {
    pub fn new(client: sdk::Client, region: &str, caller_arn: &str, account: &str) -> Self {
        let partition = caller_arn.split(':').nth(1).unwrap_or("aws");
        Account {
            client,
            arn: format!("arn:{partition}:deadline:{region}:{account}"),
        }
    }

    /// All farms, or the one of this id.
    pub async fn read(&self, farm_id: Option<&str>) -> Result<Vec<Node>> {
        let root = Path::default();
        let paths = match farm_id {
            Some(id) => vec![root.child(Noun::Farm, id.to_owned())],
            None => calls::list(&self.client, Noun::Farm, &root).await?,
        };
        let mut farms = Vec::new();
        for path in paths {
            farms.push(self.farm(&path).await?);
        }
        refuse_twins(&farms)?;
        Ok(farms)
    }

    /// The farms that have the names of these.
    pub async fn read_named(&self, wanted: &[Node]) -> Result<Vec<Node>> {
        let root = Path::default();
        let mut heads = Vec::new();
        for path in calls::list(&self.client, Noun::Farm, &root).await? {
            let head = self.node(Noun::Farm, &path, &BTreeMap::new()).await?;
            if wanted.iter().any(|farm| farm.name == head.name) {
                heads.push(head);
            }
        }
        refuse_twins(&heads)?;
        let mut farms = Vec::new();
        for id in heads.into_iter().filter_map(|head| head.id) {
            farms.push(self.farm(&root.child(Noun::Farm, id)).await?);
        }
        Ok(farms)
    }

    async fn farm(&self, path: &Path) -> Result<Node> {
        let mut farm = self.node(Noun::Farm, path, &BTreeMap::new()).await?;
        let mut names = BTreeMap::new();
        for noun in Noun::Farm.children() {
            for path in calls::list(&self.client, *noun, path).await? {
                let mut node = self.node(*noun, &path, &names).await?;
                // What is about something that is gone cannot be made again.
                if noun
                    .required()
                    .iter()
                    .any(|field| node.field(field).is_none())
                {
                    continue;
                }
                for of_queue in noun.children() {
                    for path in calls::list(&self.client, *of_queue, &path).await? {
                        node.children
                            .push(self.node(*of_queue, &path, &names).await?);
                    }
                }
                refuse_twins(&node.children)?;
                if !noun.is_association() {
                    names.insert(path.own, node.name.clone());
                }
                farm.children.push(node);
            }
        }
        refuse_twins(&farm.children)?;
        Ok(farm)
    }

    async fn node(
        &self,
        noun: Noun,
        path: &Path,
        names: &BTreeMap<String, String>,
    ) -> Result<Node> {
        let mut fields = calls::get(&self.client, noun, path).await?;
        if let Some(arn) = self.arn_of(noun, path) {
            fields.insert("tags".to_owned(), calls::tags(&self.client, &arn).await?);
        }
        if let Some(Value::Object(tracked)) = fields.remove("usageTrackingResource") {
            fields.extend(tracked);
        }
        name_references(noun, &mut fields, names);
        shorten_status(noun, &mut fields);
        fields.retain(|field, value| noun.fields().contains(&field.as_str()) && !is_empty(value));
        let place = path.own.clone();
        let is_whole = noun
            .required()
            .iter()
            .all(|field| fields.contains_key(*field));
        let mut node = match is_whole {
            true => Node::named(noun, place, fields).map_err(|why| {
                Refusal::new(format!("{} {}: {}", noun.as_str(), path.own, why.what()))
            })?,
            false => Node {
                noun,
                name: path.own.clone(),
                place,
                id: None,
                fields,
                children: Vec::new(),
            },
        };
        node.id = Some(path.own.clone());
        if noun.is_association() {
            node.id = Some(format!("{} {}", path.queue, path.own));
        }
        Ok(node)
    }

    pub fn arn_of(&self, noun: Noun, path: &Path) -> Option<String> {
        let word = noun.in_arn()?;
        let farm = format!("{}:farm/{}", self.arn, path.farm);
        Some(if noun == Noun::Farm {
            farm
        } else {
            format!("{farm}/{word}/{}", path.own)
        })
    }
}

/// Ids of resources that are gone have no name, and are left out.
fn name_references(noun: Noun, fields: &mut Map<String, Value>, names: &BTreeMap<String, String>) {
    let named = |id: &Value| {
        let name = id.as_str().and_then(|id| names.get(id));
        name.map(|name| Value::String(name.clone()))
    };
    for reference in noun.references() {
        let replace = |settings: &mut Map<String, Value>| {
            let value = match settings.remove(reference.member) {
                Some(Value::Array(ids)) => {
                    Some(Value::Array(ids.iter().filter_map(named).collect()))
                }
                Some(id) => named(&id),
                None => None,
            };
            if let Some(value) = value {
                settings.insert(reference.field.to_owned(), value);
            }
        };
        if noun == Noun::Fleet {
            let configuration = fields.entry("configuration").or_insert(Value::Null);
            fleet_settings(configuration).for_each(replace);
        } else {
            replace(fields);
        }
    }
}

/// What is ACTIVE need not say so; what is being stopped will be stopped.
fn shorten_status(noun: Noun, fields: &mut Map<String, Value>) {
    let is_active = fields.get("status").and_then(Value::as_str) == Some("ACTIVE");
    if is_active {
        fields.remove("status");
    } else if noun.is_association() {
        fields.insert("status".to_owned(), Value::from("STOPPED"));
    }
}

/// A file tells resources apart by their names alone.
fn refuse_twins(nodes: &[Node]) -> Result<()> {
    let mut seen = BTreeMap::new();
    for node in nodes {
        let id = node.id.clone().unwrap_or_default();
        if let Some(first) = seen.insert((node.noun, &node.name), id.clone()) {
            let what = format!("two have the same name, {}: {first} and {id}", node.title());
            return Err(
                Refusal::new(what).next("rename one of them: a file knows them by their names")
            );
        }
    }
    Ok(())
}
