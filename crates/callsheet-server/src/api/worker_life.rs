//! CreateWorker and UpdateWorker: how a host joins a fleet, starts and stops (`semantics.md` 5.2,
//! 5.4). Reading and deleting workers is in `workers.rs`.

use callsheet_api::ids::{FleetId, WorkerId};
use callsheet_api::types::{
    CreateWorkerRequest, CreateWorkerResponse, FleetConfiguration, FleetStatus, HostConfiguration,
    HostPropertiesRequest, HostPropertiesResponse, IpAddresses, TagPropagationMode,
    UpdateWorkerRequest, UpdateWorkerResponse, UpdatedWorkerStatus, WorkerCapabilities,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::lifecycle::worker::{WorkerEvent, WorkerState};
use callsheet_core::loss::worker_on;
use callsheet_core::view::WorkerView;
use callsheet_store::Tx;
use callsheet_store::changes::Applied;
use callsheet_store::fleets::Fleet;
use callsheet_store::paths::{FleetPath, WorkerPath};
use callsheet_store::worker_life::{NewWorker, WorkerWords};

use crate::api::client_token::{Token, once};
use crate::api::log_configuration::worker_log;
use crate::api::{fleet_capabilities, tags};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, not_found, status_conflict};

pub async fn create_worker(
    cx: &Cx,
    caller: &Caller,
    input: CreateWorkerRequest,
) -> Result<CreateWorkerResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let now = cx.clock.now();
    let worker = WorkerId::from_bytes(cx.ids.draw(now));
    let token = Token::of(caller, Operation::CreateWorker, &input);
    let tags = tags::checked(input.tags.clone())?;
    let (caller, created_by) = (caller.clone(), caller.arn(&cx.config.account_id));
    cx.store
        .write("create_worker", move |tx| -> Result<_> {
            let fleet = tx.fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            caller.may(Operation::CreateWorker, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_full_fleet(tx, path.fleet, fleet.status, fleet.max_worker_count())?;
                let properties = input.host_properties.as_ref();
                tx.insert_worker(&NewWorker {
                    path: WorkerPath {
                        farm: path.farm,
                        fleet: path.fleet,
                        worker,
                    },
                    host_name: properties.and_then(|host| host.host_name.clone()),
                    host_properties: properties.map(stored),
                    created_at: now,
                    created_by: created_by.clone(),
                })?;
                tx.put_tags(*worker.as_bytes(), &tags)?;
                if propagates_tags(&fleet) {
                    tx.copy_tags(*path.fleet.as_bytes(), *worker.as_bytes())?;
                }
                Ok(CreateWorkerResponse { worker_id: worker })
            })
        })
        .await
}

fn propagates_tags(fleet: &Fleet) -> bool {
    match &fleet.settings.configuration {
        FleetConfiguration::CustomerManaged(fleet) => {
            fleet.tag_propagation_mode == Some(TagPropagationMode::PropagateTagsToWorkersAtLaunch)
        }
        FleetConfiguration::ServiceManagedEc2(_) => false,
    }
}

/// A fleet holds no more workers than its maximum (`semantics.md` 4.10).
fn refuse_full_fleet(tx: &mut Tx, fleet: FleetId, status: FleetStatus, most: i64) -> Result<()> {
    if status != FleetStatus::Active {
        return Err(status_conflict(
            fleet,
            status.as_str(),
            "the fleet is not active",
        ));
    }
    if tx.count_workers(fleet)? >= most {
        let why = "the fleet has as many workers as its maxWorkerCount allows";
        return Err(status_conflict(fleet, status.as_str(), why));
    }
    Ok(())
}

pub async fn update_worker(
    cx: &Cx,
    caller: &Caller,
    input: UpdateWorkerRequest,
) -> Result<UpdateWorkerResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let now = cx.clock.now();
    let words = words(&input, caller);
    let by = caller.clone();
    let updated = cx
        .store
        .write("update_worker", move |tx| -> Result<_> {
            let locked = tx
                .lock_worker(&path)?
                .ok_or_else(|| not_found(path.worker))?;
            by.may(Operation::UpdateWorker, &path.into())?;
            let mut worker = locked.view;
            let mut updated = Updated::default();
            tx.write_worker_words(path.worker, &words, now)?;
            if let Some(status) = input.status {
                let changes = worker_on(&mut worker, event(status), now).map_err(|illegal| {
                    let why = format!("a worker that is {} cannot do this", illegal.state);
                    status_conflict(path.worker, illegal.state, &why)
                })?;
                updated.applied = tx.apply(&changes, now)?;
                if updated.applied.sessions_ended {
                    tx.settle_associations(path.fleet)?;
                }
            }
            if input.status == Some(UpdatedWorkerStatus::Started) {
                let fleet = fleet_of(tx, &path)?;
                updated.lack = compare(tx, &fleet, &mut worker, now)?;
                updated.host_configuration = fleet.host_configuration();
            }
            Ok(updated)
        })
        .await?;
    cx.waiting.wake(&updated.applied.to_wake());
    if let Some(lack) = updated.lack {
        tracing::warn!(worker = %path.worker, "the worker does not fit its fleet: {lack}");
    }
    Ok(UpdateWorkerResponse {
        log: Some(worker_log(path.farm, path.fleet, path.worker)),
        host_configuration: updated.host_configuration,
    })
}

#[derive(Default)]
struct Updated {
    applied: Applied,
    /// What the worker has less of than its fleet promises.
    lack: Option<String>,
    /// To run before it asks for work.
    host_configuration: Option<HostConfiguration>,
}

fn fleet_of(tx: &mut Tx, path: &WorkerPath) -> Result<Fleet> {
    let (farm, fleet) = (path.farm, path.fleet);
    tx.fleet(&FleetPath { farm, fleet })?
        .ok_or_else(|| not_found(fleet))
}

/// A worker that has less than its fleet promises would fail what is given to it.
fn compare(
    tx: &mut Tx,
    fleet: &Fleet,
    worker: &mut WorkerView,
    now: Timestamp,
) -> Result<Option<String>> {
    let said = tx.worker_capabilities(worker.id)?;
    // What cannot be read was written by another version; it will be said again.
    let said = said.and_then(|text| serde_json::from_str::<WorkerCapabilities>(&text).ok());
    let promised = fleet_capabilities::declared(&fleet.settings.configuration);
    let lack = said.and_then(|said| promised.lacking(&said));
    let event = match lack {
        Some(_) => WorkerEvent::FoundUnfit,
        None => WorkerEvent::FoundFit,
    };
    let changes = worker_on(worker, event, now)
        .map_err(|illegal| Error::internal(format!("a comparison refused: {illegal}")))?;
    tx.apply(&changes, now)?;
    Ok(lack)
}

/// One that does not fit is compared whenever it asks: its fleet may have changed.
pub(super) fn compare_again(
    tx: &mut Tx,
    path: &WorkerPath,
    worker: &mut WorkerView,
    now: Timestamp,
) -> Result<()> {
    if worker.state == WorkerState::NotCompatible {
        let fleet = fleet_of(tx, path)?;
        compare(tx, &fleet, worker, now)?;
    }
    Ok(())
}

const fn event(status: UpdatedWorkerStatus) -> WorkerEvent {
    match status {
        UpdatedWorkerStatus::Started => WorkerEvent::SaidStarted,
        UpdatedWorkerStatus::Stopping => WorkerEvent::SaidStopping,
        UpdatedWorkerStatus::Stopped => WorkerEvent::SaidStopped,
    }
}

fn words(input: &UpdateWorkerRequest, caller: &Caller) -> WorkerWords {
    let host = input.host_properties.as_ref();
    let is_start = input.status == Some(UpdatedWorkerStatus::Started);
    WorkerWords {
        host_name: host.and_then(|host| host.host_name.clone()),
        host_properties: host.map(stored),
        capabilities: input
            .capabilities
            .as_ref()
            .and_then(|c| serde_json::to_string(c).ok()),
        user_agent: is_start.then(|| caller.user_agent.clone()).flatten(),
    }
}

/// As it will be shown.
fn stored(host: &HostPropertiesRequest) -> String {
    let shown = HostPropertiesResponse {
        ip_addresses: host
            .ip_addresses
            .clone()
            .map(|addresses| IpAddresses { ..addresses }),
        host_name: host.host_name.clone(),
        ec2_instance_arn: None,
        ec2_instance_type: None,
    };
    serde_json::to_string(&shown).unwrap_or_default()
}
