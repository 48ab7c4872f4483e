//! CreateQueueFleetAssociation, GetQueueFleetAssociation, ListQueueFleetAssociations,
//! UpdateQueueFleetAssociation and DeleteQueueFleetAssociation (`semantics.md` 1.11, 2.10).

use callsheet_api::types::{
    CreateQueueFleetAssociationRequest, CreateQueueFleetAssociationResponse,
    DeleteQueueFleetAssociationRequest, DeleteQueueFleetAssociationResponse,
    GetQueueFleetAssociationRequest, GetQueueFleetAssociationResponse,
    ListQueueFleetAssociationsRequest, ListQueueFleetAssociationsResponse,
    QueueFleetAssociationSummary, UpdateQueueFleetAssociationRequest,
    UpdateQueueFleetAssociationResponse, UpdateQueueFleetAssociationStatus,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::lifecycle::Step;
use callsheet_core::lifecycle::association::{AssociationEvent, AssociationState};
use callsheet_store::Tx;
use callsheet_store::new_work::NewWork;
use callsheet_store::paths::{FarmPath, QueueFleetPath};
use callsheet_store::queue_fleet_associations::{QueueFleet, QueueFleetFilter};
use callsheet_store::quotas::Counted;

use crate::api::paging::{decode, encode, page_size};
use crate::api::queue_fleet_fit::{Changing, refuse_misfit};
use crate::api::queue_storage;
use crate::api::quotas::refuse_full;
use crate::api::targets::cancel_pair;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, invalid, not_found, status_conflict};

/// A pair that is associated already stays as it is, whatever its status.
pub async fn create_queue_fleet_association(
    cx: &Cx,
    caller: &Caller,
    input: CreateQueueFleetAssociationRequest,
) -> Result<CreateQueueFleetAssociationResponse> {
    let path = QueueFleetPath {
        farm: input.farm_id,
        queue: input.queue_id,
        fleet: input.fleet_id,
    };
    let now = cx.clock.now();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let config = cx.config.clone();
    let is_new = cx
        .store
        .write("create_queue_fleet_association", move |tx| -> Result<_> {
            // Held, so that neither changes its user, system or storage profile meanwhile.
            queue_storage::hold(tx, path.farm)?;
            let queue = tx
                .lock_queue(&path.queue_path())?
                .ok_or_else(|| not_found(path.queue))?;
            let fleet = tx
                .lock_fleet(&path.fleet_path())?
                .ok_or_else(|| not_found(path.fleet))?;
            caller.may(Operation::CreateQueueFleetAssociation, &path.into())?;
            refuse_misfit(Changing::Association, &queue, &fleet)?;
            if tx.queue_fleet(&path)?.is_none() {
                let counted = Counted::QueueFleetAssociations(path.farm);
                refuse_full(tx, &config.quotas, counted)?;
            }
            Ok(tx.insert_queue_fleet(&path, &by, now)?)
        })
        .await?;
    if is_new {
        cx.waiting.wake(&NewWork::for_all_of(vec![path.fleet]));
    }
    Ok(CreateQueueFleetAssociationResponse {})
}

pub async fn get_queue_fleet_association(
    cx: &Cx,
    caller: &Caller,
    input: GetQueueFleetAssociationRequest,
) -> Result<GetQueueFleetAssociationResponse> {
    let path = QueueFleetPath {
        farm: input.farm_id,
        queue: input.queue_id,
        fleet: input.fleet_id,
    };
    let caller = caller.clone();
    let pair = cx
        .store
        .read("get_queue_fleet_association", move |tx| -> Result<_> {
            let pair = tx.queue_fleet(&path)?.ok_or_else(|| not_found(path))?;
            caller.may(Operation::GetQueueFleetAssociation, &path.into())?;
            Ok(pair)
        })
        .await?;
    Ok(GetQueueFleetAssociationResponse {
        created_at: pair.created_at,
        created_by: pair.created_by,
        fleet_id: pair.fleet,
        queue_id: pair.queue,
        status: pair.state.wire(),
        updated_at: pair.updated_at,
        updated_by: pair.updated_by,
    })
}

pub async fn list_queue_fleet_associations(
    cx: &Cx,
    caller: &Caller,
    input: ListQueueFleetAssociationsRequest,
) -> Result<ListQueueFleetAssociationsResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after = decode(
        Operation::ListQueueFleetAssociations,
        input.next_token.as_deref(),
    )?;
    let limit = page_size(input.max_results);
    let filter = QueueFleetFilter {
        queue: input.queue_id,
        fleet: input.fleet_id,
    };
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_queue_fleet_associations", move |tx| -> Result<_> {
            tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::ListQueueFleetAssociations, &path.into())?;
            Ok(tx.queue_fleets(&path, filter, after, limit)?)
        })
        .await?;
    Ok(ListQueueFleetAssociationsResponse {
        next_token: page
            .next
            .map(|key| encode(Operation::ListQueueFleetAssociations, &key)),
        queue_fleet_associations: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(pair: QueueFleet) -> QueueFleetAssociationSummary {
    QueueFleetAssociationSummary {
        created_at: pair.created_at,
        created_by: pair.created_by,
        fleet_id: pair.fleet,
        queue_id: pair.queue,
        status: pair.state.wire(),
        updated_at: pair.updated_at,
        updated_by: pair.updated_by,
    }
}

pub async fn update_queue_fleet_association(
    cx: &Cx,
    caller: &Caller,
    input: UpdateQueueFleetAssociationRequest,
) -> Result<UpdateQueueFleetAssociationResponse> {
    let path = QueueFleetPath {
        farm: input.farm_id,
        queue: input.queue_id,
        fleet: input.fleet_id,
    };
    let now = cx.clock.now();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let became_ready = cx
        .store
        .write("update_queue_fleet_association", move |tx| -> Result<_> {
            let pair = tx.lock_queue_fleet(&path)?.ok_or_else(|| not_found(path))?;
            caller.may(Operation::UpdateQueueFleetAssociation, &path.into())?;
            let step = pair.state.on(event(input.status)).map_err(|illegal| {
                let why = format!(
                    "cannot be {} while the association is {}: its tasks are being canceled; wait \
                     until it is STOPPED",
                    input.status, illegal.state
                );
                // The operation declares no conflict.
                invalid("status", why)
            })?;
            match step {
                Step::Unchanged => Ok(NewWork::default()),
                Step::To(state) => enter(tx, &path, state, &by, now),
            }
        })
        .await?;
    cx.waiting.wake(&became_ready);
    Ok(UpdateQueueFleetAssociationResponse {})
}

const fn event(status: UpdateQueueFleetAssociationStatus) -> AssociationEvent {
    match status {
        UpdateQueueFleetAssociationStatus::Active => AssociationEvent::Activated,
        UpdateQueueFleetAssociationStatus::StopSchedulingAndCompleteTasks => {
            AssociationEvent::StopAndComplete
        }
        UpdateQueueFleetAssociationStatus::StopSchedulingAndCancelTasks => {
            AssociationEvent::StopAndCancel
        }
    }
}

/// Answers what waiting workers may find now.
fn enter(
    tx: &mut Tx,
    path: &QueueFleetPath,
    state: AssociationState,
    by: &str,
    now: Timestamp,
) -> Result<NewWork> {
    tx.update_queue_fleet(path, state, by, now)?;
    let became_ready = match state {
        AssociationState::Active => NewWork::for_all_of(vec![path.fleet]),
        AssociationState::Completing | AssociationState::Stopped => NewWork::default(),
        AssociationState::Canceling => cancel_pair(tx, path.queue, path.fleet, now)?.became_ready,
    };
    // A pair without sessions has nothing to wait for.
    tx.settle_associations(path.fleet)?;
    Ok(became_ready)
}

pub async fn delete_queue_fleet_association(
    cx: &Cx,
    caller: &Caller,
    input: DeleteQueueFleetAssociationRequest,
) -> Result<DeleteQueueFleetAssociationResponse> {
    let path = QueueFleetPath {
        farm: input.farm_id,
        queue: input.queue_id,
        fleet: input.fleet_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_queue_fleet_association", move |tx| -> Result<_> {
            let pair = tx.lock_queue_fleet(&path)?.ok_or_else(|| not_found(path))?;
            caller.may(Operation::DeleteQueueFleetAssociation, &path.into())?;
            if pair.state != AssociationState::Stopped {
                let why = "only a STOPPED association can be deleted: stop it with \
                           UpdateQueueFleetAssociation and wait";
                return Err(status_conflict(path, pair.state.name(), why));
            }
            tx.delete_queue_fleet(&path)?;
            Ok(DeleteQueueFleetAssociationResponse {})
        })
        .await
}
