//! Where a queue keeps the files of its jobs, and the key to them.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use callsheet_attachments::{Location, LocationUse, Objects, Root};
use callsheet_client::{Credentials, Endpoint, SharedCredentials, static_key};
use tokio::task::JoinHandle;

use crate::connection::sdk::operation::get_queue::GetQueueOutput;
use crate::connection::sdk::types::{AwsCredentials, FileSystemLocationType};
use crate::connection::{Connection, pause, refused};
use crate::refusal::{Refusal, Result};

/// A key is exchanged so long before it ends.
const BEFORE_ITS_END: Duration = Duration::from_secs(300);
/// Between two attempts, and the shortest life of a key.
const PAUSE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To read and to write.
    Submit,
    /// To read alone.
    Read,
}

/// A queue's objects, with a key that is made new before it ends.
pub struct QueueFiles {
    pub objects: Objects,
    keeper: Option<JoinHandle<()>>,
}

impl Drop for QueueFiles {
    fn drop(&mut self) {
        if let Some(keeper) = &self.keeper {
            keeper.abort();
        }
    }
}

impl Connection {
    pub async fn queue(&self) -> Result<GetQueueOutput> {
        let request = self.client.get_queue();
        let request = request.farm_id(&self.farm_id).queue_id(&self.queue_id);
        request.send().await.map_err(refused)
    }
}

/// None if the queue keeps none.
pub fn queue_root(queue: &GetQueueOutput) -> Option<Root> {
    let settings = queue.job_attachment_settings()?;
    Some(Root::new(settings.s3_bucket_name(), settings.root_prefix()))
}

struct Given {
    credentials: Credentials,
    expires_at: SystemTime,
}

impl Given {
    fn new(given: Option<AwsCredentials>) -> Result<Self> {
        let given = given.ok_or_else(|| Refusal::new("the server gave no key for the queue"))?;
        let expires_at = SystemTime::try_from(*given.expiration()).map_err(Refusal::new)?;
        let token = Some(given.session_token());
        let credentials = static_key(given.access_key_id(), given.secret_access_key(), token);
        Ok(Given {
            credentials,
            expires_at,
        })
    }
}

impl QueueFiles {
    /// With the key of the queue's role; a queue without one is reached with one's own.
    pub async fn reach(
        connection: &Connection,
        queue: &GetQueueOutput,
        root: Root,
        used_to: Use,
    ) -> Result<Self> {
        let endpoint = Endpoint::new(&connection.endpoint, &connection.region);
        if queue.role_arn().is_none_or(str::is_empty) {
            let own = SharedCredentials::new(connection.key.credentials());
            return Ok(QueueFiles {
                objects: Objects::connect(&endpoint, own, root),
                keeper: None,
            });
        }
        let given = assume(connection, used_to).await?;
        let shared = SharedCredentials::new(given.credentials);
        let keeping = keep_fresh(
            connection.clone(),
            used_to,
            shared.clone(),
            given.expires_at,
        );
        Ok(QueueFiles {
            objects: Objects::connect(&endpoint, shared, root),
            keeper: Some(tokio::spawn(keeping)),
        })
    }
}

async fn assume(connection: &Connection, used_to: Use) -> Result<Given> {
    let (client, farm, queue) = (
        &connection.client,
        &connection.farm_id,
        &connection.queue_id,
    );
    let given = match used_to {
        Use::Submit => {
            let request = client.assume_queue_role_for_user();
            let answer = request.farm_id(farm).queue_id(queue).send().await;
            answer.map_err(refused)?.credentials
        }
        Use::Read => {
            let request = client.assume_queue_role_for_read();
            let answer = request.farm_id(farm).queue_id(queue).send().await;
            answer.map_err(refused)?.credentials
        }
    };
    Given::new(given)
}

/// A large upload takes longer than a key lives.
async fn keep_fresh(
    connection: Connection,
    used_to: Use,
    shared: SharedCredentials,
    mut expires_at: SystemTime,
) {
    loop {
        let left = expires_at.duration_since(SystemTime::now());
        let left = left.unwrap_or_default().saturating_sub(BEFORE_ITS_END);
        pause(left.max(PAUSE)).await;
        match assume(&connection, used_to).await {
            Ok(given) => {
                expires_at = given.expires_at;
                shared.set(given.credentials);
            }
            Err(refusal) => tracing::warn!("the queue's key is not exchanged: {refusal}"),
        }
    }
}

/// The file system locations of a storage profile that the queue allows.
pub async fn storage_profile_locations(connection: &Connection, id: &str) -> Result<Vec<Location>> {
    let request = connection.client.get_storage_profile_for_queue();
    let request = request
        .farm_id(&connection.farm_id)
        .queue_id(&connection.queue_id);
    let answer = request.storage_profile_id(id).send().await;
    let profile = answer.map_err(refused)?;
    let locations = profile.file_system_locations().iter();
    locations
        .map(|location| {
            let used_as = match location.r#type() {
                FileSystemLocationType::Local => LocationUse::Local,
                FileSystemLocationType::Shared => LocationUse::Shared,
                other => {
                    let (name, kind) = (location.name(), other.as_str());
                    return Err(Refusal::new(format!(
                        "the file system location `{name}` is {kind}, which is not known here"
                    )));
                }
            };
            Ok(Location {
                name: location.name().to_owned(),
                path: PathBuf::from(location.path()),
                used_as,
            })
        })
        .collect()
}
