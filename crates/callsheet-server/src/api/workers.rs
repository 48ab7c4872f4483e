//! GetWorker, ListWorkers, BatchGetWorker and DeleteWorker (`semantics.md` 2.8, 5.9). What workers say of
//! themselves is in `worker_life.rs` and `worker_schedule.rs`.

use callsheet_api::Operation;
use callsheet_api::ids::WorkerId;
use callsheet_api::types::{
    BatchGetWorkerError, BatchGetWorkerErrorCode, BatchGetWorkerIdentifier, BatchGetWorkerItem,
    BatchGetWorkerRequest, BatchGetWorkerResponse, DeleteWorkerRequest, DeleteWorkerResponse,
    GetWorkerRequest, GetWorkerResponse, ListWorkersRequest, ListWorkersResponse, WorkerSummary,
};
use callsheet_store::Tx;
use callsheet_store::paths::{FleetPath, WorkerPath};
use callsheet_store::workers::Worker;

use crate::api::batches::each;
use crate::api::log_configuration::worker_log;
use crate::api::paging::{decode, encode, page_size};
use crate::api::shown::host_properties;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, not_found, status_conflict};

pub async fn get_worker(
    cx: &Cx,
    caller: &Caller,
    input: GetWorkerRequest,
) -> Result<GetWorkerResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let caller = caller.clone();
    let worker = cx
        .store
        .read("get_worker", move |tx| -> Result<_> {
            let worker = tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
            caller.may(Operation::GetWorker, &path.into())?;
            Ok(worker)
        })
        .await?;
    Ok(GetWorkerResponse {
        created_at: worker.created_at,
        created_by: worker.created_by,
        farm_id: worker.farm,
        fleet_id: worker.fleet,
        host_properties: host_properties(worker.host_properties.as_deref())?,
        log: Some(worker_log(worker.farm, worker.fleet, worker.id)),
        status: worker.state.wire(worker.holds_session),
        updated_at: worker.updated_at,
        updated_by: worker.updated_by,
        worker_id: worker.id,
    })
}

pub async fn list_workers(
    cx: &Cx,
    caller: &Caller,
    input: ListWorkersRequest,
) -> Result<ListWorkersResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let after: Option<WorkerId> = decode(Operation::ListWorkers, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_workers", move |tx| -> Result<_> {
            tx.fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            caller.may(Operation::ListWorkers, &path.into())?;
            Ok(tx.workers_of_fleet(&path, after, limit)?)
        })
        .await?;
    Ok(ListWorkersResponse {
        next_token: page.next.map(|key| encode(Operation::ListWorkers, &key)),
        workers: page.items.into_iter().map(summary).collect::<Result<_>>()?,
    })
}

fn summary(worker: Worker) -> Result<WorkerSummary> {
    Ok(WorkerSummary {
        created_at: worker.created_at,
        created_by: worker.created_by,
        farm_id: worker.farm,
        fleet_id: worker.fleet,
        host_properties: host_properties(worker.host_properties.as_deref())?,
        log: Some(worker_log(worker.farm, worker.fleet, worker.id)),
        status: worker.state.wire(worker.holds_session),
        updated_at: worker.updated_at,
        updated_by: worker.updated_by,
        worker_id: worker.id,
    })
}

pub async fn delete_worker(
    cx: &Cx,
    caller: &Caller,
    input: DeleteWorkerRequest,
) -> Result<DeleteWorkerResponse> {
    let path = WorkerPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
        worker: input.worker_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_worker", move |tx| -> Result<_> {
            let worker = tx
                .lock_worker(&path)?
                .ok_or_else(|| not_found(path.worker))?
                .view;
            caller.may(Operation::DeleteWorker, &path.into())?;
            if !worker.state.may_be_deleted() {
                let status = worker.state.wire(worker.session.is_some());
                let why = "only a worker that is CREATED, STOPPED or NOT_RESPONDING can be \
                           deleted: stop it first";
                return Err(status_conflict(path.worker, status.as_str(), why));
            }
            tx.delete_worker(path.worker)?;
            Ok(DeleteWorkerResponse {})
        })
        .await
}

pub async fn batch_get_worker(
    cx: &Cx,
    caller: &Caller,
    input: BatchGetWorkerRequest,
) -> Result<BatchGetWorkerResponse> {
    let caller = caller.clone();
    cx.store
        .read("batch_get_worker", move |tx| -> Result<_> {
            let find = |identifier: &_| worker_of_batch(tx, &caller, identifier);
            let (workers, errors) = each(&input.identifiers, Operation::GetWorker, find, error)?;
            Ok(BatchGetWorkerResponse { errors, workers })
        })
        .await
}

fn error(
    identifier: &BatchGetWorkerIdentifier,
    code: BatchGetWorkerErrorCode,
    message: String,
) -> BatchGetWorkerError {
    BatchGetWorkerError {
        code,
        farm_id: identifier.farm_id,
        fleet_id: identifier.fleet_id,
        message,
        worker_id: identifier.worker_id,
    }
}

fn worker_of_batch(
    tx: &mut Tx,
    caller: &Caller,
    identifier: &BatchGetWorkerIdentifier,
) -> Result<BatchGetWorkerItem> {
    let path = WorkerPath {
        farm: identifier.farm_id,
        fleet: identifier.fleet_id,
        worker: identifier.worker_id,
    };
    caller.may(Operation::GetWorker, &path.into())?;
    let worker = tx.worker(&path)?.ok_or_else(|| not_found(path.worker))?;
    Ok(BatchGetWorkerItem {
        created_at: worker.created_at,
        created_by: worker.created_by,
        farm_id: worker.farm,
        fleet_id: worker.fleet,
        host_properties: host_properties(worker.host_properties.as_deref())?,
        log: Some(worker_log(worker.farm, worker.fleet, worker.id)),
        status: worker.state.wire(worker.holds_session),
        updated_at: worker.updated_at,
        updated_by: worker.updated_by,
        worker_id: worker.id,
    })
}
