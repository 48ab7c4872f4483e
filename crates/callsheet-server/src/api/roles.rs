//! AssumeQueueRoleForUser, AssumeQueueRoleForRead, AssumeQueueRoleForWorker,
//! AssumeFleetRoleForWorker and AssumeFleetRoleForRead: temporary access keys (`semantics.md` 5.3, 5.8, 7.1).

use callsheet_api::ids::QueueId;
use callsheet_api::types::{
    AssumeFleetRoleForReadRequest, AssumeFleetRoleForReadResponse, AssumeFleetRoleForWorkerRequest,
    AssumeFleetRoleForWorkerResponse, AssumeQueueRoleForReadRequest,
    AssumeQueueRoleForReadResponse, AssumeQueueRoleForUserRequest, AssumeQueueRoleForUserResponse,
    AssumeQueueRoleForWorkerRequest, AssumeQueueRoleForWorkerResponse, AwsCredentials, FleetStatus,
    ValidationExceptionReason,
};
use callsheet_api::{Exception, Operation, Timestamp};
use callsheet_store::Tx;
use callsheet_store::paths::{FleetPath, QueuePath, WorkerPath};
use callsheet_store::workers::Worker;

use crate::auth::mint::AccessKey;
use crate::auth::tokens::Origin;
use crate::auth::{Caller, Principal, QueueRoleUse};
use crate::context::Cx;
use crate::error::{Error, Result, not_found, status_conflict};

/// Clients refresh a quarter of an hour before the end.
const LIFETIME_MS: i64 = 60 * 60 * 1_000;

pub async fn assume_queue_role_for_user(
    cx: &Cx,
    caller: &Caller,
    input: AssumeQueueRoleForUserRequest,
) -> Result<AssumeQueueRoleForUserResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let operation = Operation::AssumeQueueRoleForUser;
    let credentials = queue_role(cx, caller, path, operation, QueueRoleUse::User).await?;
    Ok(AssumeQueueRoleForUserResponse { credentials })
}

pub async fn assume_queue_role_for_read(
    cx: &Cx,
    caller: &Caller,
    input: AssumeQueueRoleForReadRequest,
) -> Result<AssumeQueueRoleForReadResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let operation = Operation::AssumeQueueRoleForRead;
    let credentials = queue_role(cx, caller, path, operation, QueueRoleUse::Read).await?;
    Ok(AssumeQueueRoleForReadResponse { credentials })
}

async fn queue_role(
    cx: &Cx,
    caller: &Caller,
    path: QueuePath,
    operation: Operation,
    of: QueueRoleUse,
) -> Result<AwsCredentials> {
    let asking = caller.clone();
    let origin = cx
        .store
        .read("assume_queue_role", move |tx| -> Result<_> {
            let queue = tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            asking.may(operation, &path.into())?;
            if queue.settings.role_arn.is_none() {
                return Err(no_role(&path));
            }
            origin_of_queue_role(tx, &asking, path.queue)
        })
        .await?;
    let role = Principal::QueueRole {
        farm: path.farm,
        queue: path.queue,
        of,
    };
    give_for_objects(cx, role, origin).await
}

fn origin_of_queue_role(tx: &mut Tx, caller: &Caller, queue: QueueId) -> Result<Origin> {
    let epoch = tx
        .queue_role_epoch(queue)?
        .ok_or_else(|| not_found(queue))?;
    Ok(caller.origin_for(epoch))
}

fn no_role(path: &QueuePath) -> Error {
    let message = format!(
        "queue `{}` has no role to assume: set its roleArn with UpdateQueue",
        path.queue
    );
    Error::from(Exception::validation(
        ValidationExceptionReason::Other,
        Vec::new(),
        message,
    ))
}

/// A queue without a role answers nothing, and its jobs run without credentials.
pub async fn assume_queue_role_for_worker(
    cx: &Cx,
    caller: &Caller,
    input: AssumeQueueRoleForWorkerRequest,
) -> Result<AssumeQueueRoleForWorkerResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let queue_path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let caller = caller.clone();
    let origin = cx
        .store
        .read("assume_queue_role_for_worker", move |tx| -> Result<_> {
            let worker = tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
            let queue = tx
                .queue(&queue_path)?
                .ok_or_else(|| not_found(queue_path.queue))?;
            caller.may(Operation::AssumeQueueRoleForWorker, &path.into())?;
            refuse_offline(&worker)?;
            if !tx.has_session_of_queue(path.worker, queue.id)? {
                let why = "the worker has no session of this queue";
                return Err(status_conflict(queue.id, queue.status.as_str(), why));
            }
            if queue.settings.role_arn.is_none() {
                return Ok(None);
            }
            origin_of_queue_role(tx, &caller, queue.id).map(Some)
        })
        .await?;
    let role = Principal::QueueRole {
        farm: queue_path.farm,
        queue: queue_path.queue,
        of: QueueRoleUse::Worker,
    };
    let credentials = match origin {
        Some(origin) => Some(give_for_objects(cx, role, origin).await?),
        None => None,
    };
    Ok(AssumeQueueRoleForWorkerResponse { credentials })
}

fn refuse_offline(worker: &Worker) -> Result<()> {
    if worker.state.is_expected_to_speak() {
        return Ok(());
    }
    let status = worker.state.wire(worker.holds_session);
    Err(status_conflict(
        worker.id,
        status.as_str(),
        "the worker is offline: start it first",
    ))
}

pub async fn assume_fleet_role_for_worker(
    cx: &Cx,
    caller: &Caller,
    input: AssumeFleetRoleForWorkerRequest,
) -> Result<AssumeFleetRoleForWorkerResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let fleet_path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let asking = caller.clone();
    cx.store
        .read("assume_fleet_role_for_worker", move |tx| -> Result<_> {
            let fleet = tx
                .fleet(&fleet_path)?
                .ok_or_else(|| not_found(path.fleet))?;
            tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
            asking.may(Operation::AssumeFleetRoleForWorker, &path.into())?;
            if fleet.status != FleetStatus::Active {
                let why = "the fleet is not active";
                return Err(status_conflict(fleet.id, fleet.status.as_str(), why));
            }
            Ok(())
        })
        .await?;
    let WorkerPath {
        farm,
        fleet,
        worker,
    } = path;
    let role = Principal::WorkerRole {
        farm,
        fleet,
        worker,
    };
    // Another role for its fleet changes nothing for a worker.
    let credentials = give(cx, role, caller.origin_for(0)).await?;
    Ok(AssumeFleetRoleForWorkerResponse { credentials })
}

/// For those who read the logs of a fleet's workers.
pub async fn assume_fleet_role_for_read(
    cx: &Cx,
    caller: &Caller,
    input: AssumeFleetRoleForReadRequest,
) -> Result<AssumeFleetRoleForReadResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let asking = caller.clone();
    let epoch = cx
        .store
        .read("assume_fleet_role_for_read", move |tx| -> Result<_> {
            tx.fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            asking.may(Operation::AssumeFleetRoleForRead, &path.into())?;
            let epoch = tx.fleet_role_epoch(path.fleet)?;
            epoch.ok_or_else(|| not_found(path.fleet))
        })
        .await?;
    let FleetPath { farm, fleet } = path;
    let role = Principal::FleetRole { farm, fleet };
    let credentials = give(cx, role, caller.origin_for(epoch)).await?;
    Ok(AssumeFleetRoleForReadResponse { credentials })
}

/// New credentials, that nobody has yet.
async fn give(cx: &Cx, role: Principal, origin: Origin) -> Result<AwsCredentials> {
    let now = cx.clock.now();
    cx.tokens.ready(&cx.store, &cx.sealer, now).await?;
    shown(cx.tokens.give(role, origin, end(now))?)
}

/// For objects: where these are in a store that everybody talks to, its own key.
async fn give_for_objects(cx: &Cx, role: Principal, origin: Origin) -> Result<AwsCredentials> {
    let Some(store) = cx.config.reached_directly() else {
        return give(cx, role, origin).await;
    };
    let now = cx.clock.now();
    let key = AccessKey {
        id: store.access_key_id.clone(),
        secret: store.secret_access_key.clone(),
        session_token: None,
        expires_at: Some(end(now)),
    };
    remember(cx, &key, now).await?;
    shown(key)
}

fn shown(key: AccessKey) -> Result<AwsCredentials> {
    let expiration = key.expires_at;
    Ok(AwsCredentials {
        access_key_id: key.id,
        expiration: expiration.ok_or_else(|| Error::internal("a role's key has no end"))?,
        secret_access_key: key.secret,
        // A store's key of its own has none, and clients leave an empty one out.
        session_token: key.session_token.unwrap_or_default(),
    })
}

/// So that what is signed with a store's own key can be verified here too, as long as it is good.
async fn remember(cx: &Cx, key: &AccessKey, now: Timestamp) -> Result<()> {
    let row = key.row(&cx.sealer, &Principal::StoreKey, now)?;
    let is_stores = cx
        .store
        .write("remember_stores_key", move |tx| -> Result<_> {
            Ok(tx.renew_access_key(&row)?)
        })
        .await?;
    if is_stores {
        return Ok(());
    }
    let why = "the setting `access_key_id` of [objects] is a key of this server's own: it \
               belongs to the store";
    Err(Error::internal(why))
}

fn end(now: Timestamp) -> Timestamp {
    Timestamp::from_ms(now.as_ms() + LIFETIME_MS)
}
