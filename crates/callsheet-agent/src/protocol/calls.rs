//! The requests of a worker, each once: who repeats them and why is decided elsewhere.

use std::time::{Duration, SystemTime};

use callsheet_client::sdk::primitives::DateTime;
use callsheet_client::sdk::types::{
    AwsCredentials, CompletedStatus, DesiredWorkerStatus, HostPropertiesRequest, IpAddresses,
    TaskRunManifestPropertiesRequest, UpdatedSessionActionInfo, UpdatedWorkerStatus,
    WorkerAmountCapability, WorkerAttributeCapability, WorkerCapabilities,
};
use callsheet_client::sdk::{self, error::BuildError};
use callsheet_client::{Credentials, HOLD_HEADER, SharedCredentials, connect_patiently};

use crate::config::AgentConfig;
use crate::host::Host;
use crate::session::ActionStatus;

use super::answer;
use super::failure::Failure;
use super::queue::Report;
use super::schedule::{Answer, Ask};

pub const APP_NAME: &str = "callsheet-worker";

/// For how long the server may keep an idle worker waiting.
const HOLD_S: &str = "20";

/// Credentials with the time at which they end.
#[derive(Debug, Clone)]
pub struct RoleCredentials {
    pub credentials: Credentials,
    pub expires_at: SystemTime,
}

impl RoleCredentials {
    fn of(given: &AwsCredentials) -> Self {
        let expires_at = SystemTime::try_from(given.expiration).unwrap_or(SystemTime::UNIX_EPOCH);
        let credentials = Credentials::new(
            &given.access_key_id,
            &given.secret_access_key,
            // Keys of a store that is not the server's have none.
            Some(given.session_token.clone()).filter(|token| !token.is_empty()),
            // The worker exchanges them by itself, early enough.
            None,
            APP_NAME,
        );
        RoleCredentials {
            credentials,
            expires_at,
        }
    }
}

/// A client with one worker's names in every request.
#[derive(Debug, Clone)]
pub struct Calls {
    client: sdk::Client,
    pub farm_id: String,
    pub fleet_id: String,
    pub worker_id: String,
}

type Outcome<T> = Result<T, Failure>;

pub async fn create_worker(
    config: &AgentConfig,
    client: &sdk::Client,
    host: &Host,
    client_token: &str,
) -> Outcome<String> {
    let sent = client
        .create_worker()
        .farm_id(&config.farm_id)
        .fleet_id(&config.fleet_id)
        .host_properties(host_properties(host))
        .client_token(client_token)
        .send();
    Ok(sent.await.map_err(Failure::of)?.worker_id)
}

impl Calls {
    pub fn new(config: &AgentConfig, worker_id: &str, credentials: &SharedCredentials) -> Self {
        Calls {
            client: client(config, credentials.clone()),
            farm_id: config.farm_id.clone(),
            fleet_id: config.fleet_id.clone(),
            worker_id: worker_id.to_owned(),
        }
    }

    pub async fn assume_fleet_role(&self) -> Outcome<RoleCredentials> {
        let sent = self
            .client
            .assume_fleet_role_for_worker()
            .farm_id(&self.farm_id)
            .fleet_id(&self.fleet_id)
            .worker_id(&self.worker_id)
            .send();
        let given = sent.await.map_err(Failure::of)?.credentials;
        given
            .as_ref()
            .map(RoleCredentials::of)
            .ok_or_else(|| Failure::Invalid {
                message: "AssumeFleetRoleForWorker gave no credentials".to_owned(),
            })
    }

    /// `None` when the queue has no role.
    pub async fn assume_queue_role(&self, queue_id: &str) -> Outcome<Option<RoleCredentials>> {
        let sent = self
            .client
            .assume_queue_role_for_worker()
            .farm_id(&self.farm_id)
            .fleet_id(&self.fleet_id)
            .worker_id(&self.worker_id)
            .queue_id(queue_id)
            .send();
        let given = sent.await.map_err(Failure::of)?.credentials;
        Ok(given.as_ref().map(RoleCredentials::of))
    }

    pub async fn say_started(&self, host: &Host) -> Outcome<()> {
        let capabilities = capabilities(host).map_err(|error| Failure::Invalid {
            message: format!("capabilities: {error}"),
        })?;
        let sent = self
            .client
            .update_worker()
            .farm_id(&self.farm_id)
            .fleet_id(&self.fleet_id)
            .worker_id(&self.worker_id)
            .status(UpdatedWorkerStatus::Started)
            .capabilities(capabilities)
            .host_properties(host_properties(host))
            .send();
        sent.await.map(drop).map_err(Failure::of)
    }

    pub async fn say(&self, status: UpdatedWorkerStatus) -> Outcome<()> {
        let sent = self
            .client
            .update_worker()
            .farm_id(&self.farm_id)
            .fleet_id(&self.fleet_id)
            .worker_id(&self.worker_id)
            .status(status)
            .send();
        sent.await.map(drop).map_err(Failure::of)
    }

    pub async fn update_schedule(&self, ask: &Ask) -> Outcome<Answer> {
        let reports = ask
            .reports
            .iter()
            .map(|(id, report)| (id.clone(), wire(report)));
        let request = self
            .client
            .update_worker_schedule()
            .farm_id(&self.farm_id)
            .fleet_id(&self.fleet_id)
            .worker_id(&self.worker_id)
            .set_updated_session_actions(Some(reports.collect()));
        let sent = if ask.is_idle {
            let hold = |request: &mut sdk::config::http::HttpRequest| {
                request.headers_mut().insert(HOLD_HEADER, HOLD_S);
            };
            request.customize().mutate_request(hold).send().await
        } else {
            request.send().await
        };
        let output = sent.map_err(Failure::of)?;
        let is_told_to_stop = output.desired_worker_status == Some(DesiredWorkerStatus::Stopped);
        Ok(Answer {
            is_told_to_stop,
            interval: interval(output.update_interval_seconds),
            canceled: output.cancel_session_actions.into_iter().collect(),
            sessions: output
                .assigned_sessions
                .into_iter()
                .map(|(id, session)| (id, answer::assigned(session)))
                .collect(),
        })
    }

    pub async fn batch_get_job_entity(
        &self,
        identifiers: Vec<sdk::types::JobEntityIdentifiersUnion>,
    ) -> Outcome<sdk::operation::batch_get_job_entity::BatchGetJobEntityOutput> {
        let sent = self
            .client
            .batch_get_job_entity()
            .farm_id(&self.farm_id)
            .fleet_id(&self.fleet_id)
            .worker_id(&self.worker_id)
            .set_identifiers(Some(identifiers))
            .send();
        sent.await.map_err(Failure::of)
    }
}

pub fn client(config: &AgentConfig, credentials: SharedCredentials) -> sdk::Client {
    let endpoint = callsheet_client::Endpoint::new(&config.endpoint, &config.region);
    connect_patiently(&endpoint, credentials, APP_NAME)
}

/// Never so short that the worker would do nothing else.
fn interval(seconds: i32) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).max(Duration::from_millis(500))
}

fn host_properties(host: &Host) -> HostPropertiesRequest {
    let mut addresses = IpAddresses::builder();
    for address in &host.addresses {
        addresses = match address {
            std::net::IpAddr::V4(address) => addresses.ipv4_addresses(address.to_string()),
            std::net::IpAddr::V6(address) => addresses.ipv6_addresses(written_out(*address)),
        };
    }
    let properties = HostPropertiesRequest::builder().host_name(&host.name);
    properties.ip_addresses(addresses.build()).build()
}

/// The API wants all eight groups.
fn written_out(address: std::net::Ipv6Addr) -> String {
    address
        .segments()
        .map(|segment| format!("{segment:04x}"))
        .join(":")
}

fn capabilities(host: &Host) -> Result<WorkerCapabilities, BuildError> {
    let amounts = host.amounts.iter().map(|(name, value)| {
        WorkerAmountCapability::builder()
            .name(name)
            .value(*value)
            .build()
    });
    let attributes = host.attributes.iter().map(|(name, values)| {
        let attribute = WorkerAttributeCapability::builder().name(name);
        attribute.set_values(Some(values.clone())).build()
    });
    WorkerCapabilities::builder()
        .set_amounts(Some(amounts.collect::<Result<_, _>>()?))
        .set_attributes(Some(attributes.collect::<Result<_, _>>()?))
        .build()
}

fn wire(report: &Report) -> UpdatedSessionActionInfo {
    UpdatedSessionActionInfo::builder()
        .set_completed_status(report.completed.map(completed_status))
        .set_process_exit_code(report.exit_code)
        .set_progress_message(report.message.clone())
        .set_progress_percent(report.percent)
        .set_started_at(report.started_at_ms.map(DateTime::from_millis))
        .set_ended_at(report.ended_at_ms.map(DateTime::from_millis))
        .set_updated_at(report.updated_at_ms.map(DateTime::from_millis))
        .set_manifests(manifests(report))
        .build()
}

fn manifests(report: &Report) -> Option<Vec<TaskRunManifestPropertiesRequest>> {
    let manifests = report.manifests.iter().map(|manifest| {
        TaskRunManifestPropertiesRequest::builder()
            .set_output_manifest_path(manifest.path.clone())
            .set_output_manifest_hash(manifest.hash.clone())
            .build()
    });
    let manifests: Vec<_> = manifests.collect();
    (!manifests.is_empty()).then_some(manifests)
}

const fn completed_status(status: ActionStatus) -> CompletedStatus {
    match status {
        ActionStatus::Succeeded => CompletedStatus::Succeeded,
        ActionStatus::Failed => CompletedStatus::Failed,
        ActionStatus::Canceled => CompletedStatus::Canceled,
        ActionStatus::Interrupted => CompletedStatus::Interrupted,
        ActionStatus::NeverAttempted => CompletedStatus::NeverAttempted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_out() {
        let address = "::1".parse().unwrap();
        assert_eq!(
            written_out(address),
            "0000:0000:0000:0000:0000:0000:0000:0001"
        );
    }

    #[test]
    fn what_never_ran_has_no_times() {
        let report = Report {
            completed: Some(ActionStatus::NeverAttempted),
            ..Report::default()
        };
        let info = wire(&report);
        assert_eq!(info.completed_status, Some(CompletedStatus::NeverAttempted));
        assert_eq!(
            (info.started_at, info.ended_at, info.process_exit_code),
            (None, None, None)
        );
    }
}
