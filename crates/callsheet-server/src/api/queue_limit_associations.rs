//! CreateQueueLimitAssociation, GetQueueLimitAssociation, ListQueueLimitAssociations,
//! UpdateQueueLimitAssociation and DeleteQueueLimitAssociation (`semantics.md` 1.11, 2.11).

use callsheet_api::types::{
    CreateQueueLimitAssociationRequest, CreateQueueLimitAssociationResponse,
    DeleteQueueLimitAssociationRequest, DeleteQueueLimitAssociationResponse,
    GetQueueLimitAssociationRequest, GetQueueLimitAssociationResponse,
    ListQueueLimitAssociationsRequest, ListQueueLimitAssociationsResponse,
    QueueLimitAssociationSummary, UpdateQueueLimitAssociationRequest,
    UpdateQueueLimitAssociationResponse, UpdateQueueLimitAssociationStatus,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::aim;
use callsheet_core::lifecycle::Step;
use callsheet_core::lifecycle::association::{AssociationEvent, AssociationState};
use callsheet_core::quota::Quotas;
use callsheet_core::view::SessionView;
use callsheet_store::Tx;
use callsheet_store::new_work::{NewWork, Offer};
use callsheet_store::paths::{FarmPath, QueueLimitPath};
use callsheet_store::queue_limit_associations::{QueueLimit, QueueLimitFilter};
use callsheet_store::quotas::Counted;

use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::api::targets::mark_misfits;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found, status_conflict};

/// A pair that is associated already stays as it is, whatever its status.
pub async fn create_queue_limit_association(
    cx: &Cx,
    caller: &Caller,
    input: CreateQueueLimitAssociationRequest,
) -> Result<CreateQueueLimitAssociationResponse> {
    let path = QueueLimitPath {
        farm: input.farm_id,
        queue: input.queue_id,
        limit: input.limit_id,
    };
    let now = cx.clock.now();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let config = cx.config.clone();
    let is_new = cx
        .store
        .write("create_queue_limit_association", move |tx| -> Result<_> {
            // Held, so that two requests do not give the queue two limits of one name.
            tx.lock_queue(&path.queue_path())?
                .ok_or_else(|| not_found(path.queue))?;
            let limit = tx
                .lock_limit(&path.limit_path())?
                .ok_or_else(|| not_found(path.limit))?;
            caller.may(Operation::CreateQueueLimitAssociation, &path.into())?;
            associate(tx, &config.quotas, &path, &limit.amount_name, &by, now)
        })
        .await?;
    if is_new {
        cx.waiting.wake(&NewWork::for_anybody(Offer::NO_END));
    }
    Ok(CreateQueueLimitAssociationResponse {})
}

/// Answers whether the association is new.
fn associate(
    tx: &mut Tx,
    quotas: &Quotas,
    path: &QueueLimitPath,
    amount_name: &str,
    by: &str,
    now: Timestamp,
) -> Result<bool> {
    let amount = amount_name.to_ascii_lowercase();
    match tx.limit_of_amount(path.queue, &amount)? {
        Some(limit) if limit == path.limit => Ok(false),
        Some(other) => {
            let why = format!(
                "names a limit of `{amount_name}`, and the queue already has one of that name, \
                 `{other}`: a step's requirement could not tell them apart"
            );
            Err(invalid("limitId", why))
        }
        None => {
            refuse_full(tx, quotas, Counted::QueueLimitAssociations(path.queue))?;
            tx.insert_queue_limit(path, &amount, by, now)?;
            Ok(true)
        }
    }
}

pub async fn get_queue_limit_association(
    cx: &Cx,
    caller: &Caller,
    input: GetQueueLimitAssociationRequest,
) -> Result<GetQueueLimitAssociationResponse> {
    let path = QueueLimitPath {
        farm: input.farm_id,
        queue: input.queue_id,
        limit: input.limit_id,
    };
    let caller = caller.clone();
    let pair = cx
        .store
        .read("get_queue_limit_association", move |tx| -> Result<_> {
            let pair = tx.queue_limit(&path)?.ok_or_else(|| not_found(path))?;
            caller.may(Operation::GetQueueLimitAssociation, &path.into())?;
            Ok(pair)
        })
        .await?;
    Ok(GetQueueLimitAssociationResponse {
        created_at: pair.created_at,
        created_by: pair.created_by,
        limit_id: pair.limit,
        queue_id: pair.queue,
        status: pair.state.limit_wire(),
        updated_at: pair.updated_at,
        updated_by: pair.updated_by,
    })
}

pub async fn list_queue_limit_associations(
    cx: &Cx,
    caller: &Caller,
    input: ListQueueLimitAssociationsRequest,
) -> Result<ListQueueLimitAssociationsResponse> {
    const OPERATION: Operation = Operation::ListQueueLimitAssociations;
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after = decode(OPERATION, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let filter = QueueLimitFilter {
        queue: input.queue_id,
        limit: input.limit_id,
    };
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_queue_limit_associations", move |tx| -> Result<_> {
            tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(OPERATION, &path.into())?;
            Ok(tx.queue_limits(&path, filter, after, size)?)
        })
        .await?;
    Ok(ListQueueLimitAssociationsResponse {
        next_token: page.next.map(|key| encode(OPERATION, &key)),
        queue_limit_associations: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(pair: QueueLimit) -> QueueLimitAssociationSummary {
    QueueLimitAssociationSummary {
        created_at: pair.created_at,
        created_by: pair.created_by,
        limit_id: pair.limit,
        queue_id: pair.queue,
        status: pair.state.limit_wire(),
        updated_at: pair.updated_at,
        updated_by: pair.updated_by,
    }
}

pub async fn update_queue_limit_association(
    cx: &Cx,
    caller: &Caller,
    input: UpdateQueueLimitAssociationRequest,
) -> Result<UpdateQueueLimitAssociationResponse> {
    let path = QueueLimitPath {
        farm: input.farm_id,
        queue: input.queue_id,
        limit: input.limit_id,
    };
    let now = cx.clock.now();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let became_ready = cx
        .store
        .write("update_queue_limit_association", move |tx| -> Result<_> {
            // Jobs are locked before limits, so those that may have to be canceled come first.
            let sessions = match input.status {
                UpdateQueueLimitAssociationStatus::StopLimitUsageAndCancelTasks => {
                    tx.lock_sessions_with_limit(path.queue, path.limit)?
                }
                UpdateQueueLimitAssociationStatus::Active
                | UpdateQueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks => Vec::new(),
            };
            let pair = tx.lock_queue_limit(&path)?.ok_or_else(|| not_found(path))?;
            caller.may(Operation::UpdateQueueLimitAssociation, &path.into())?;
            let step = pair.state.on(event(input.status)).map_err(|_| {
                let why = format!(
                    "cannot be {} while the association is {}: its tasks are being canceled; wait \
                     until it is STOPPED",
                    input.status,
                    pair.state.limit_wire()
                );
                // The operation declares no conflict.
                invalid("status", why)
            })?;
            match step {
                Step::Unchanged => Ok(NewWork::default()),
                Step::To(state) => enter(tx, &path, state, &pair, sessions, &by, now),
            }
        })
        .await?;
    cx.waiting.wake(&became_ready);
    Ok(UpdateQueueLimitAssociationResponse {})
}

const fn event(status: UpdateQueueLimitAssociationStatus) -> AssociationEvent {
    match status {
        UpdateQueueLimitAssociationStatus::Active => AssociationEvent::Activated,
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks => {
            AssociationEvent::StopAndComplete
        }
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCancelTasks => {
            AssociationEvent::StopAndCancel
        }
    }
}

/// Answers what waiting workers may find now.
fn enter(
    tx: &mut Tx,
    path: &QueueLimitPath,
    state: AssociationState,
    pair: &QueueLimit,
    mut sessions: Vec<SessionView>,
    by: &str,
    now: Timestamp,
) -> Result<NewWork> {
    // One of which nothing is held has nothing to wait for.
    let drained = state.on(AssociationEvent::Drained);
    let state = match drained {
        Ok(step) if pair.held == 0 => step.or(state),
        Ok(_) | Err(_) => state,
    };
    tx.update_queue_limit(path, state, by, now)?;
    Ok(match state {
        AssociationState::Active => NewWork::for_anybody(Offer::NO_END),
        AssociationState::Completing | AssociationState::Stopped => NewWork::default(),
        AssociationState::Canceling => {
            refuse_newcomers(pair, &sessions)?;
            let changes = aim::cancel_sessions(&mut sessions, now);
            tx.apply(&changes, now)?.became_ready
        }
    })
}

/// Nobody takes of the limit any more; but somebody may have, between our look at the sessions and
/// our lock. Then the caller is asked to try again, as after any race.
fn refuse_newcomers(pair: &QueueLimit, sessions: &[SessionView]) -> Result<()> {
    let holdings = sessions.iter().flat_map(|session| &session.limits);
    let of_limit = holdings.filter(|holding| holding.limit_id == pair.limit);
    let seen: i64 = of_limit.map(|holding| holding.count).sum();
    if seen == pair.held {
        Ok(())
    } else {
        Err(Error::Contention)
    }
}

/// What waits for the limit will never get it: it is NOT_COMPATIBLE then, and its job with it.
pub async fn delete_queue_limit_association(
    cx: &Cx,
    caller: &Caller,
    input: DeleteQueueLimitAssociationRequest,
) -> Result<DeleteQueueLimitAssociationResponse> {
    let path = QueueLimitPath {
        farm: input.farm_id,
        queue: input.queue_id,
        limit: input.limit_id,
    };
    let now = cx.clock.now();
    let caller = caller.clone();
    cx.store
        .write("delete_queue_limit_association", move |tx| -> Result<_> {
            let pair = tx.lock_queue_limit(&path)?.ok_or_else(|| not_found(path))?;
            caller.may(Operation::DeleteQueueLimitAssociation, &path.into())?;
            if pair.state != AssociationState::Stopped {
                let why = "only a STOPPED association can be deleted: stop it with \
                           UpdateQueueLimitAssociation and wait";
                return Err(status_conflict(path, pair.state.limit_wire(), why));
            }
            tx.delete_queue_limit(&path)?;
            for job in tx.jobs_that_require(path.farm, path.queue, &pair.amount)? {
                mark_misfits(tx, job, now)?;
            }
            Ok(DeleteQueueLimitAssociationResponse {})
        })
        .await
}
