//! The keys of queues, for the processes of their jobs: in files that AWS's SDKs read, made new
//! before they end, and removed with the last session of the queue.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use callsheet_client::SharedCredentials;
use callsheet_client::sdk::primitives::{DateTime, DateTimeFormat};
use tokio::task::JoinHandle;

use crate::backoff::{Backoff, chance};
use crate::host::private_dir;
use crate::identity::replace_for;
use crate::job_user::JobUser;

use super::calls::{Calls, RoleCredentials};
use super::failure::Failure;
use super::role::exchange_at;

/// How long the server may take to see that the worker has a session of the queue.
const PATIENCE: Duration = Duration::from_secs(10);

/// The keys in use, by their folder's name.
#[derive(Debug, Default)]
pub struct QueueRoles {
    in_use: Mutex<HashMap<String, Weak<QueueRole>>>,
}

/// One queue's key on disk. The files go with the last holder.
#[derive(Debug)]
pub struct QueueRole {
    dir: PathBuf,
    profile: String,
    credentials: SharedCredentials,
    keeper: JoinHandle<()>,
}

impl Drop for QueueRole {
    fn drop(&mut self) {
        self.keeper.abort();
        if let Err(error) = std::fs::remove_dir_all(&self.dir) {
            tracing::warn!(
                "`{}` with an old key stays behind: {error}",
                self.dir.display()
            );
        }
    }
}

impl QueueRole {
    /// The key itself, always the newest.
    pub fn credentials(&self) -> SharedCredentials {
        self.credentials.clone()
    }

    /// What tells AWS's SDKs to use the key.
    pub fn env(&self) -> BTreeMap<String, String> {
        let file = |name: &str| self.dir.join(name).to_string_lossy().into_owned();
        BTreeMap::from([
            ("AWS_PROFILE".to_owned(), self.profile.clone()),
            ("AWS_CONFIG_FILE".to_owned(), file("config")),
            (
                "AWS_SHARED_CREDENTIALS_FILE".to_owned(),
                file("credentials"),
            ),
        ])
    }
}

impl QueueRoles {
    /// The queue's key, shared by all of its sessions of one user; `None` when the queue has no
    /// role. Its files go below `folder`, where that user reads them.
    pub async fn of(
        &self,
        calls: &Calls,
        queue_id: &str,
        region: &str,
        folder: &Path,
        user: Option<&Arc<JobUser>>,
    ) -> Result<Option<Arc<QueueRole>>, String> {
        let holder = user.map_or_else(String::new, |user| format!("-{}", user.group_id()));
        let holder = format!("{queue_id}-{}{holder}", calls.worker_id);
        if let Some(role) = self.lock().get(&holder).and_then(Weak::upgrade) {
            return Ok(Some(role));
        }
        let assumed = assume(calls, queue_id).await;
        let Some(given) = assumed.map_err(|failure| failure.to_string())? else {
            return Ok(None);
        };
        let dir = folder.join(&holder);
        let profile = format!("deadline-{queue_id}");
        let user = user.cloned();
        write_all(&dir, &profile, region, &given, user.as_deref()).map_err(|error| {
            format!(
                "cannot write the queue's key below `{}`: {error}",
                dir.display()
            )
        })?;
        let credentials = SharedCredentials::new(given.credentials.clone());
        let kept = Kept {
            dir: dir.clone(),
            user,
            credentials: credentials.clone(),
            expires_at: given.expires_at,
        };
        let keeper = tokio::spawn(keep_fresh(calls.clone(), queue_id.to_owned(), kept));
        let role = Arc::new(QueueRole {
            dir,
            profile,
            credentials,
            keeper,
        });
        self.lock().insert(holder, Arc::downgrade(&role));
        Ok(Some(role))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Weak<QueueRole>>> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn assume(calls: &Calls, queue_id: &str) -> Result<Option<RoleCredentials>, Failure> {
    let (mut backoff, begun) = (Backoff::default(), tokio::time::Instant::now());
    loop {
        let failure = match calls.assume_queue_role(queue_id).await {
            Ok(given) => return Ok(given),
            Err(failure) => failure,
        };
        let retry_after = match &failure {
            Failure::Away { retry_after, .. } => *retry_after,
            Failure::Conflict { .. } if begun.elapsed() < PATIENCE => None,
            Failure::Conflict { .. }
            | Failure::Gone { .. }
            | Failure::Denied { .. }
            | Failure::Invalid { .. } => return Err(failure),
        };
        tokio::time::sleep(backoff.next(chance(), retry_after)).await;
    }
}

/// Everywhere that a queue's key is.
struct Kept {
    dir: PathBuf,
    /// Who reads it besides the worker.
    user: Option<Arc<JobUser>>,
    credentials: SharedCredentials,
    expires_at: SystemTime,
}

async fn keep_fresh(calls: Calls, queue_id: String, mut kept: Kept) {
    loop {
        let now = SystemTime::now();
        let wait = exchange_at(now, kept.expires_at)
            .duration_since(now)
            .unwrap_or_default();
        tokio::time::sleep(wait.max(Duration::from_secs(1))).await;
        match assume(&calls, &queue_id).await {
            Ok(Some(given)) => {
                kept.expires_at = given.expires_at;
                kept.credentials.set(given.credentials.clone());
                if let Err(error) = write_key(&kept.dir, &given, kept.user.as_deref()) {
                    tracing::warn!(queue = %queue_id, "the queue's new key is not written: {error}");
                }
            }
            Ok(None) => return,
            Err(failure) => {
                tracing::warn!(queue = %queue_id, "the queue's key is not exchanged: {failure}");
                return;
            }
        }
    }
}

fn write_all(
    dir: &Path,
    profile: &str,
    region: &str,
    given: &RoleCredentials,
    user: Option<&JobUser>,
) -> std::io::Result<()> {
    private_dir(dir)?;
    if let Some(user) = user {
        user.show(dir)?;
    }
    let key_file = dir.join("key.json");
    let config = format!(
        "[profile {profile}]\nregion = {region}\ncredential_process = cat \"{}\"\n",
        key_file.display()
    );
    replace_for(&dir.join("config"), config.as_bytes(), user)?;
    // Named so that no other file of the user's is read instead.
    replace_for(&dir.join("credentials"), b"", user)?;
    write_key(dir, given, user)
}

/// In the form that a `credential_process` prints.
fn write_key(dir: &Path, given: &RoleCredentials, user: Option<&JobUser>) -> std::io::Result<()> {
    let key = &given.credentials;
    let expiration = DateTime::from(given.expires_at).fmt(DateTimeFormat::DateTime);
    let text = serde_json::json!({
        "Version": 1,
        "AccessKeyId": key.access_key_id(),
        "SecretAccessKey": key.secret_access_key(),
        "SessionToken": key.session_token(),
        "Expiration": expiration.map_err(std::io::Error::other)?,
    });
    replace_for(&dir.join("key.json"), text.to_string().as_bytes(), user)
}
