//! The operations that make, read, change and delete each kind of resource. Settings go through them
//! as the JSON that they are.

use std::time::{Duration, Instant};

use callsheet_client::InJson;
use serde_json::{Map, Value, json};

use super::noun::Noun;
use crate::connection::{pause, refused, sdk};
use crate::refusal::{Refusal, Result};

/// The ids that lead to a resource. Of an association the second is its fleet or limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    pub farm: String,
    /// Of a queue environment or an association.
    pub queue: String,
    pub own: String,
}

/// How long what runs for an association may take to end before it is left alone.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(500);

/// Sends a request whose members are JSON; gives what the SDK made of the answer.
macro_rules! send {
    ($request:expr, $json:expr) => {
        $request
            .customize()
            .interceptor($json.clone())
            .send()
            .await
            .map_err(refused)
    };
}

/// All that a paginator finds, by one of their ids.
macro_rules! ids {
    ($request:expr, $id:ident) => {{
        let items = $request.into_paginator().items().send();
        let found: std::result::Result<Vec<_>, _> = items.collect().await;
        let found = found.map_err(refused)?;
        found
            .into_iter()
            .map(|item| item.$id)
            .collect::<Vec<String>>()
    }};
}

/// The ids of all pairs.
macro_rules! pairs {
    ($request:expr, $other:ident) => {{
        let items = $request.into_paginator().items().send();
        let found: std::result::Result<Vec<_>, _> = items.collect().await;
        let found = found.map_err(refused)?;
        let pairs = found.into_iter().map(|item| (item.queue_id, item.$other));
        pairs.collect::<Vec<(String, String)>>()
    }};
}

/// Where all resources of a kind are, below a farm or a queue.
pub async fn list(client: &sdk::Client, noun: Noun, parent: &Path) -> Result<Vec<Path>> {
    let farm = &parent.farm;
    let own = match noun {
        Noun::Farm => ids!(client.list_farms(), farm_id),
        Noun::StorageProfile => ids!(
            client.list_storage_profiles().farm_id(farm),
            storage_profile_id
        ),
        Noun::Limit => ids!(client.list_limits().farm_id(farm), limit_id),
        Noun::Fleet => ids!(client.list_fleets().farm_id(farm), fleet_id),
        Noun::Queue => ids!(client.list_queues().farm_id(farm), queue_id),
        Noun::Budget => ids!(client.list_budgets().farm_id(farm), budget_id),
        Noun::QueueEnvironment => {
            let request = client.list_queue_environments().farm_id(farm);
            ids!(request.queue_id(&parent.own), queue_environment_id)
        }
        Noun::QueueFleetAssociation => {
            let request = client.list_queue_fleet_associations().farm_id(farm);
            return Ok(paths_of_pairs(farm, pairs!(request, fleet_id)));
        }
        Noun::QueueLimitAssociation => {
            let request = client.list_queue_limit_associations().farm_id(farm);
            return Ok(paths_of_pairs(farm, pairs!(request, limit_id)));
        }
    };
    Ok(own.into_iter().map(|own| parent.child(noun, own)).collect())
}

fn paths_of_pairs(farm: &str, pairs: Vec<(String, String)>) -> Vec<Path> {
    let path = |(queue, own)| Path {
        farm: farm.to_owned(),
        queue,
        own,
    };
    pairs.into_iter().map(path).collect()
}

impl Path {
    pub fn child(&self, noun: Noun, own: String) -> Path {
        match noun {
            Noun::Farm => Path {
                farm: own.clone(),
                queue: String::new(),
                own,
            },
            Noun::QueueEnvironment => Path {
                farm: self.farm.clone(),
                queue: self.own.clone(),
                own,
            },
            Noun::StorageProfile
            | Noun::Limit
            | Noun::Fleet
            | Noun::Queue
            | Noun::Budget
            | Noun::QueueFleetAssociation
            | Noun::QueueLimitAssociation => Path {
                farm: self.farm.clone(),
                queue: String::new(),
                own,
            },
        }
    }
}

/// Everything that is said of a resource.
pub async fn get(client: &sdk::Client, noun: Noun, path: &Path) -> Result<Map<String, Value>> {
    let heard = InJson::default();
    let Path { farm, queue, own } = path;
    match noun {
        Noun::Farm => drop(send!(client.get_farm().farm_id(farm), heard)?),
        Noun::StorageProfile => {
            let request = client.get_storage_profile().farm_id(farm);
            drop(send!(request.storage_profile_id(own), heard)?);
        }
        Noun::Limit => drop(send!(
            client.get_limit().farm_id(farm).limit_id(own),
            heard
        )?),
        Noun::Fleet => drop(send!(
            client.get_fleet().farm_id(farm).fleet_id(own),
            heard
        )?),
        Noun::Queue => drop(send!(
            client.get_queue().farm_id(farm).queue_id(own),
            heard
        )?),
        Noun::Budget => drop(send!(
            client.get_budget().farm_id(farm).budget_id(own),
            heard
        )?),
        Noun::QueueEnvironment => {
            let request = client.get_queue_environment().farm_id(farm).queue_id(queue);
            drop(send!(request.queue_environment_id(own), heard)?);
        }
        Noun::QueueFleetAssociation => {
            let request = client.get_queue_fleet_association().farm_id(farm);
            drop(send!(request.queue_id(queue).fleet_id(own), heard)?);
        }
        Noun::QueueLimitAssociation => {
            let request = client.get_queue_limit_association().farm_id(farm);
            drop(send!(request.queue_id(queue).limit_id(own), heard)?);
        }
    }
    match heard.heard() {
        Value::Object(members) => Ok(members),
        other => Err(Refusal::new(format!(
            "a {} is no object: {other}",
            noun.as_str()
        ))),
    }
}

/// Makes a resource below `parent`; gives its id, or of an association nothing.
pub async fn create(
    client: &sdk::Client,
    noun: Noun,
    parent: &Path,
    body: &Value,
) -> Result<String> {
    let said = InJson::saying(body);
    let farm = &parent.farm;
    Ok(match noun {
        Noun::Farm => send!(client.create_farm(), said)?.farm_id,
        Noun::StorageProfile => {
            send!(client.create_storage_profile().farm_id(farm), said)?.storage_profile_id
        }
        Noun::Limit => send!(client.create_limit().farm_id(farm), said)?.limit_id,
        Noun::Fleet => send!(client.create_fleet().farm_id(farm), said)?.fleet_id,
        Noun::Queue => send!(client.create_queue().farm_id(farm), said)?.queue_id,
        Noun::Budget => send!(client.create_budget().farm_id(farm), said)?.budget_id,
        Noun::QueueEnvironment => {
            let request = client.create_queue_environment().farm_id(farm);
            send!(request.queue_id(&parent.own), said)?.queue_environment_id
        }
        Noun::QueueFleetAssociation => {
            drop(send!(
                client.create_queue_fleet_association().farm_id(farm),
                said
            )?);
            String::new()
        }
        Noun::QueueLimitAssociation => {
            drop(send!(
                client.create_queue_limit_association().farm_id(farm),
                said
            )?);
            String::new()
        }
    })
}

pub async fn update(client: &sdk::Client, noun: Noun, path: &Path, body: &Value) -> Result<()> {
    let said = InJson::saying(body);
    let Path { farm, queue, own } = path;
    match noun {
        Noun::Farm => drop(send!(client.update_farm().farm_id(farm), said)?),
        Noun::StorageProfile => {
            let request = client.update_storage_profile().farm_id(farm);
            drop(send!(request.storage_profile_id(own), said)?);
        }
        Noun::Limit => drop(send!(
            client.update_limit().farm_id(farm).limit_id(own),
            said
        )?),
        Noun::Fleet => drop(send!(
            client.update_fleet().farm_id(farm).fleet_id(own),
            said
        )?),
        Noun::Queue => drop(send!(
            client.update_queue().farm_id(farm).queue_id(own),
            said
        )?),
        Noun::Budget => drop(send!(
            client.update_budget().farm_id(farm).budget_id(own),
            said
        )?),
        Noun::QueueEnvironment => {
            let request = client.update_queue_environment().farm_id(farm);
            let request = request.queue_id(queue).queue_environment_id(own);
            drop(send!(request, said)?);
        }
        Noun::QueueFleetAssociation => {
            let request = client.update_queue_fleet_association().farm_id(farm);
            drop(send!(request.queue_id(queue).fleet_id(own), said)?);
        }
        Noun::QueueLimitAssociation => {
            let request = client.update_queue_limit_association().farm_id(farm);
            drop(send!(request.queue_id(queue).limit_id(own), said)?);
        }
    }
    Ok(())
}

pub async fn delete(client: &sdk::Client, noun: Noun, path: &Path) -> Result<()> {
    let Path { farm, queue, own } = path;
    match noun {
        Noun::Farm => drop(
            client
                .delete_farm()
                .farm_id(farm)
                .send()
                .await
                .map_err(refused)?,
        ),
        Noun::StorageProfile => {
            let request = client.delete_storage_profile().farm_id(farm);
            let sent = request.storage_profile_id(own).send().await;
            drop(sent.map_err(refused)?);
        }
        Noun::Limit => {
            let sent = client
                .delete_limit()
                .farm_id(farm)
                .limit_id(own)
                .send()
                .await;
            drop(sent.map_err(refused)?);
        }
        Noun::Fleet => {
            let sent = client
                .delete_fleet()
                .farm_id(farm)
                .fleet_id(own)
                .send()
                .await;
            drop(sent.map_err(refused)?);
        }
        Noun::Queue => {
            let sent = client
                .delete_queue()
                .farm_id(farm)
                .queue_id(own)
                .send()
                .await;
            drop(sent.map_err(refused)?);
        }
        Noun::Budget => {
            let sent = client
                .delete_budget()
                .farm_id(farm)
                .budget_id(own)
                .send()
                .await;
            drop(sent.map_err(refused)?);
        }
        Noun::QueueEnvironment => {
            let request = client.delete_queue_environment().farm_id(farm);
            let request = request.queue_id(queue).queue_environment_id(own);
            drop(request.send().await.map_err(refused)?);
        }
        Noun::QueueFleetAssociation => {
            come_to_rest(client, noun, path).await?;
            let request = client.delete_queue_fleet_association().farm_id(farm);
            let sent = request.queue_id(queue).fleet_id(own).send().await;
            drop(sent.map_err(refused)?);
        }
        Noun::QueueLimitAssociation => {
            come_to_rest(client, noun, path).await?;
            let request = client.delete_queue_limit_association().farm_id(farm);
            let sent = request.queue_id(queue).limit_id(own).send().await;
            drop(sent.map_err(refused)?);
        }
    }
    Ok(())
}

/// Only an association that is STOPPED can be deleted; what runs for it may end.
async fn come_to_rest(client: &sdk::Client, noun: Noun, path: &Path) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    let mut is_told = false;
    loop {
        let found = get(client, noun, path).await?;
        match found.get("status").and_then(Value::as_str) {
            Some("STOPPED") => return Ok(()),
            Some("ACTIVE") if !is_told => {
                let stop = json!({ "status": noun.stop() });
                update(client, noun, path, &stop).await?;
                is_told = true;
            }
            _ if Instant::now() > until => {
                let what = format!("a {} still completes its tasks", noun.as_str());
                return Err(
                    Refusal::new(what).next("wait for them, and run the same command again")
                );
            }
            _ => pause(PAUSE).await,
        }
    }
}

pub async fn tags(client: &sdk::Client, arn: &str) -> Result<Value> {
    let heard = InJson::default();
    drop(send!(
        client.list_tags_for_resource().resource_arn(arn),
        heard
    )?);
    Ok(heard.heard().get("tags").cloned().unwrap_or_default())
}

/// Afterwards the resource has these tags and no others.
pub async fn put_tags(client: &sdk::Client, arn: &str, old: &Value, new: &Value) -> Result<()> {
    let names = |tags: &Value| -> Vec<String> {
        let members = tags.as_object().into_iter().flatten();
        members.map(|(name, _)| name.clone()).collect()
    };
    let kept = names(new);
    let gone: Vec<String> = names(old)
        .into_iter()
        .filter(|name| !kept.contains(name))
        .collect();
    if !kept.is_empty() {
        let said = InJson::saying(&json!({ "tags": new }));
        drop(send!(client.tag_resource().resource_arn(arn), said)?);
    }
    if !gone.is_empty() {
        let request = client.untag_resource().resource_arn(arn);
        let sent = request.set_tag_keys(Some(gone)).send().await;
        drop(sent.map_err(refused)?);
    }
    Ok(())
}
