//! From nothing to an online worker: who we are, the role, STARTED.

use std::path::Path;
use std::time::Duration;

use callsheet_client::sdk::types::UpdatedWorkerStatus;
use callsheet_client::{SharedCredentials, sdk, static_key};

use crate::backoff::{Backoff, chance};
use crate::config::AgentConfig;
use crate::error::AgentError;
use crate::host::Host;
use crate::identity::Identity;

use super::calls::{self, Calls};
use super::failure::Failure;
use super::role::FleetRole;

/// An online worker.
pub struct Joined {
    pub calls: Calls,
    pub role: FleetRole,
    pub credentials: SharedCredentials,
}

/// Repeats what may pass for as long as it takes; gives back what will not.
pub async fn steadily<T, Attempt>(
    doing: &'static str,
    mut attempt: impl FnMut() -> Attempt,
) -> Result<T, Failure>
where
    Attempt: Future<Output = Result<T, Failure>>,
{
    let mut backoff = Backoff::default();
    loop {
        match attempt().await {
            Err(Failure::Away { why, retry_after }) => {
                let wait = backoff.next(chance(), retry_after);
                tracing::warn!("{doing}: {why}; again in {} ms", wait.as_millis());
                tokio::time::sleep(wait).await;
            }
            other => return other,
        }
    }
}

pub fn refused(doing: &'static str, failure: &Failure) -> AgentError {
    AgentError::Refused {
        doing,
        reason: failure.to_string(),
    }
}

pub fn is_gone(failure: &Failure, worker_id: &str) -> bool {
    matches!(failure, Failure::Gone { resource_id, .. } if resource_id == worker_id)
}

/// Until the worker is online. A worker that was deleted is created again.
///
/// `starting` is the worker that the server may hold for online, should this be given up.
pub async fn join(
    config: &AgentConfig,
    host: &Host,
    starting: &mut Option<Calls>,
) -> Result<Joined, AgentError> {
    let key = static_key(
        &config.access_key_id,
        config.secret_access_key.reveal(),
        None,
    );
    let bootstrap = SharedCredentials::new(key);
    loop {
        let worker_id = who_we_are(config, host, &bootstrap).await?;
        let credentials = SharedCredentials::new(bootstrap.get());
        let calls = Calls::new(config, &worker_id, &credentials);
        let first = Calls::new(config, &worker_id, &bootstrap);
        let role = FleetRole::new(first, calls.clone(), credentials.clone());
        match begin(&calls, &role, host, starting).await {
            Ok(()) => {
                tracing::info!(worker = %worker_id, "worker {worker_id} is online");
                return Ok(Joined {
                    calls,
                    role,
                    credentials,
                });
            }
            Err((_, failure)) if is_gone(&failure, &worker_id) => {
                forget(&config.data_dir, &worker_id)?
            }
            Err((doing, failure)) => return Err(refused(doing, &failure)),
        }
    }
}

/// The server has deleted this worker.
pub fn forget(data_dir: &Path, worker_id: &str) -> Result<(), AgentError> {
    tracing::warn!(worker = %worker_id, "worker {worker_id} was deleted; joining as a new one");
    Identity::forget(data_dir)
}

async fn who_we_are(
    config: &AgentConfig,
    host: &Host,
    bootstrap: &SharedCredentials,
) -> Result<String, AgentError> {
    let known = Identity::read(&config.data_dir, &config.farm_id, &config.fleet_id)?;
    if let Some(identity) = known {
        return Ok(identity.worker_id);
    }
    let client = calls::client(config, bootstrap.clone());
    // The same for every repetition: a lost answer must not make a second worker.
    let token = client_token();
    let doing = "CreateWorker";
    let worker_id = steadily(doing, || create(config, &client, host, &token));
    let worker_id = worker_id
        .await
        .map_err(|failure| refused(doing, &failure))?;
    let (farm_id, fleet_id) = (config.farm_id.clone(), config.fleet_id.clone());
    Identity {
        farm_id,
        fleet_id,
        worker_id: worker_id.clone(),
    }
    .write(&config.data_dir)?;
    Ok(worker_id)
}

async fn create(
    config: &AgentConfig,
    client: &sdk::Client,
    host: &Host,
    token: &str,
) -> Result<String, Failure> {
    let created = calls::create_worker(config, client, host, token).await;
    created.map_err(|failure| match failure {
        Failure::Conflict {
            status, message, ..
        } if status == "CREATE_IN_PROGRESS" => Failure::Away {
            why: message,
            retry_after: Some(Duration::from_secs(1)),
        },
        other => other,
    })
}

fn client_token() -> String {
    let mut drawn = [0; 16];
    // A token that is not random is merely shared by workers that cannot draw: the process's id
    // tells those apart.
    if getrandom::fill(&mut drawn).is_err() {
        drawn[..4].copy_from_slice(&std::process::id().to_be_bytes());
    }
    format!("{:032x}", u128::from_be_bytes(drawn))
}

async fn begin(
    calls: &Calls,
    role: &FleetRole,
    host: &Host,
    starting: &mut Option<Calls>,
) -> Result<(), (&'static str, Failure)> {
    let doing = "AssumeFleetRoleForWorker";
    let assumed = steadily(doing, || role.assume_anew()).await;
    assumed.map_err(|failure| (doing, failure))?;
    *starting = Some(calls.clone());
    let doing = "UpdateWorker STARTED";
    let started = steadily(doing, || say_started(calls, host)).await;
    started.map_err(|failure| (doing, failure))
}

/// Some states have to be left by STOPPED first.
async fn say_started(calls: &Calls, host: &Host) -> Result<(), Failure> {
    let Err(failure) = calls.say_started(host).await else {
        return Ok(());
    };
    let Failure::Conflict {
        status, message, ..
    } = &failure
    else {
        return Err(failure);
    };
    let again = |why: &str| Failure::Away {
        why: why.to_owned(),
        retry_after: None,
    };
    match status.as_str() {
        "ASSOCIATED" => Err(again(message)),
        "STOPPING" | "NOT_COMPATIBLE" => {
            calls.say(UpdatedWorkerStatus::Stopped).await?;
            calls.say_started(host).await
        }
        _ => Err(failure),
    }
}
