//! AssumeQueueRoleForUser, AssumeQueueRoleForRead, AssumeQueueRoleForWorker,
//! AssumeFleetRoleForWorker and AssumeFleetRoleForRead: temporary access keys (`semantics.md` 5.3, 5.8, 7.1).

use std::sync::Arc;

use callsheet_api::types::{
    AssumeFleetRoleForReadRequest, AssumeFleetRoleForReadResponse, AssumeFleetRoleForWorkerRequest,
    AssumeFleetRoleForWorkerResponse, AssumeQueueRoleForReadRequest,
    AssumeQueueRoleForReadResponse, AssumeQueueRoleForUserRequest, AssumeQueueRoleForUserResponse,
    AssumeQueueRoleForWorkerRequest, AssumeQueueRoleForWorkerResponse, AwsCredentials, FleetStatus,
    ValidationExceptionReason,
};
use callsheet_api::{Exception, Operation, Timestamp};
use callsheet_store::paths::{FleetPath, QueuePath, WorkerPath};
use callsheet_store::workers::Worker;
use callsheet_store::{Sealer, Tx};

use crate::auth::mint::AccessKey;
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
    let issue = Issue::of_queue(cx)?;
    let caller = caller.clone();
    cx.store
        .write("assume_queue_role", move |tx| -> Result<_> {
            let queue = tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(operation, &path.into())?;
            if queue.settings.role_arn.is_none() {
                return Err(no_role(&path));
            }
            issue.to(
                tx,
                &Principal::QueueRole {
                    farm: path.farm,
                    queue: path.queue,
                    of,
                },
            )
        })
        .await
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
    let issue = Issue::of_queue(cx)?;
    let caller = caller.clone();
    let credentials = cx
        .store
        .write("assume_queue_role_for_worker", move |tx| -> Result<_> {
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
            let of = QueueRoleUse::Worker;
            let role = Principal::QueueRole {
                farm: path.farm,
                queue: queue.id,
                of,
            };
            issue.to(tx, &role).map(Some)
        })
        .await?;
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
    let issue = Issue::new(cx)?;
    let caller = caller.clone();
    let credentials = cx
        .store
        .write("assume_fleet_role_for_worker", move |tx| -> Result<_> {
            let fleet = tx
                .fleet(&fleet_path)?
                .ok_or_else(|| not_found(path.fleet))?;
            tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
            caller.may(Operation::AssumeFleetRoleForWorker, &path.into())?;
            if fleet.status != FleetStatus::Active {
                let why = "the fleet is not active";
                return Err(status_conflict(fleet.id, fleet.status.as_str(), why));
            }
            let WorkerPath {
                farm,
                fleet,
                worker,
            } = path;
            issue.to(
                tx,
                &Principal::WorkerRole {
                    farm,
                    fleet,
                    worker,
                },
            )
        })
        .await?;
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
    let issue = Issue::new(cx)?;
    let caller = caller.clone();
    let credentials = cx
        .store
        .write("assume_fleet_role_for_read", move |tx| -> Result<_> {
            tx.fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            caller.may(Operation::AssumeFleetRoleForRead, &path.into())?;
            let FleetPath { farm, fleet } = path;
            issue.to(tx, &Principal::FleetRole { farm, fleet })
        })
        .await?;
    Ok(AssumeFleetRoleForReadResponse { credentials })
}

/// Credentials to be given: drawn before the transaction, which may run twice.
struct Issue {
    key: AccessKey,
    is_stores: bool,
    sealer: Arc<Sealer>,
    now: Timestamp,
}

impl Issue {
    /// New ones, that nobody has yet.
    fn new(cx: &Cx) -> Result<Self> {
        let now = cx.clock.now();
        Ok(Self {
            key: AccessKey::draw_until(end(now))?,
            is_stores: false,
            sealer: Arc::clone(&cx.sealer),
            now,
        })
    }

    /// For objects: where these are in a store that everybody talks to, its own key.
    fn of_queue(cx: &Cx) -> Result<Self> {
        let Some(store) = cx.config.reached_directly() else {
            return Self::new(cx);
        };
        let now = cx.clock.now();
        let key = AccessKey {
            id: store.access_key_id.clone(),
            secret: store.secret_access_key.clone(),
            session_token: None,
            expires_at: Some(end(now)),
        };
        Ok(Self {
            key,
            is_stores: true,
            sealer: Arc::clone(&cx.sealer),
            now,
        })
    }

    fn to(&self, tx: &mut Tx, principal: &Principal) -> Result<AwsCredentials> {
        if self.is_stores {
            self.remember(tx)?;
        } else {
            tx.insert_access_key(&self.key.row(&self.sealer, principal, self.now)?)?;
        }
        let expiration = self.key.expires_at;
        Ok(AwsCredentials {
            access_key_id: self.key.id.clone(),
            expiration: expiration.ok_or_else(|| Error::internal("a role's key has no end"))?,
            secret_access_key: self.key.secret.clone(),
            // A store's key of its own has none, and clients leave an empty one out.
            session_token: self.key.session_token.clone().unwrap_or_default(),
        })
    }

    /// So that what is signed with it can be verified here too, as long as it is good.
    fn remember(&self, tx: &mut Tx) -> Result<()> {
        let row = self.key.row(&self.sealer, &Principal::StoreKey, self.now)?;
        if tx.renew_access_key(&row)? {
            return Ok(());
        }
        let why = "the setting `access_key_id` of [objects] is a key of this server's own: it \
                   belongs to the store";
        Err(Error::internal(why))
    }
}

fn end(now: Timestamp) -> Timestamp {
    Timestamp::from_ms(now.as_ms() + LIFETIME_MS)
}
