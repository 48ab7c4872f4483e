//! CreateLimit, GetLimit, ListLimits, UpdateLimit and DeleteLimit (`semantics.md` 1.12).

use callsheet_api::ids::LimitId;
use callsheet_api::types::{
    CreateLimitRequest, CreateLimitResponse, DeleteLimitRequest, DeleteLimitResponse,
    GetLimitRequest, GetLimitResponse, LimitSummary, ListLimitsRequest, ListLimitsResponse,
    UpdateLimitRequest, UpdateLimitResponse, ValidationExceptionReason,
};
use callsheet_api::{Exception, Operation};
use callsheet_core::schedule::limits::is_amount_name;
use callsheet_store::limits::{Limit, NewLimit};
use callsheet_store::new_work::{NewWork, Offer};
use callsheet_store::paths::{FarmPath, LimitPath};
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::farms::not_empty;
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::api::shown::number;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};

pub async fn create_limit(
    cx: &Cx,
    caller: &Caller,
    input: CreateLimitRequest,
) -> Result<CreateLimitResponse> {
    check_max_count(Some(input.max_count))?;
    check_amount_name(&input.amount_requirement_name)?;
    let now = cx.clock.now();
    let path = FarmPath {
        farm: input.farm_id,
    };
    let token = Token::of(caller, Operation::CreateLimit, &input);
    let limit = NewLimit {
        path: LimitPath {
            farm: input.farm_id,
            limit: LimitId::from_bytes(cx.ids.draw(now)),
        },
        display_name: input.display_name,
        description: not_empty(input.description),
        amount_name: input.amount_requirement_name,
        max_count: i64::from(input.max_count),
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
    };
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("create_limit", move |tx| -> Result<_> {
            // Held, so that the farm is not deleted meanwhile.
            tx.lock_farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::CreateLimit, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_full(tx, &config.quotas, Counted::Limits(path.farm))?;
                tx.insert_limit(&limit)?;
                Ok(CreateLimitResponse {
                    limit_id: limit.path.limit,
                })
            })
        })
        .await
}

/// The model allows 0, of which nothing could ever be taken.
fn check_max_count(max_count: Option<i32>) -> Result<()> {
    if max_count == Some(0) {
        return Err(invalid(
            "maxCount",
            "must be at least 1, or -1 for any number",
        ));
    }
    Ok(())
}

fn check_amount_name(name: &str) -> Result<()> {
    if is_amount_name(name) {
        return Ok(());
    }
    let why = "must be a name that a step can require, such as `amount.licenses`: `amount` and \
               one or more words of letters and digits, with dots between, at most 100 \
               characters in all";
    Err(invalid("amountRequirementName", why))
}

pub async fn get_limit(
    cx: &Cx,
    caller: &Caller,
    input: GetLimitRequest,
) -> Result<GetLimitResponse> {
    let path = LimitPath {
        farm: input.farm_id,
        limit: input.limit_id,
    };
    let caller = caller.clone();
    let limit = cx
        .store
        .read("get_limit", move |tx| -> Result<_> {
            let limit = tx.limit(&path)?.ok_or_else(|| not_found(path.limit))?;
            caller.may(Operation::GetLimit, &path.into())?;
            Ok(limit)
        })
        .await?;
    Ok(GetLimitResponse {
        amount_requirement_name: limit.amount_name,
        created_at: limit.created_at,
        created_by: limit.created_by,
        current_count: number(limit.current_count),
        description: limit.description,
        display_name: limit.display_name,
        farm_id: limit.farm,
        limit_id: limit.id,
        max_count: number(limit.max_count),
        updated_at: limit.updated_at,
        updated_by: limit.updated_by,
    })
}

pub async fn list_limits(
    cx: &Cx,
    caller: &Caller,
    input: ListLimitsRequest,
) -> Result<ListLimitsResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after: Option<LimitId> = decode(Operation::ListLimits, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_limits", move |tx| -> Result<_> {
            tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::ListLimits, &path.into())?;
            Ok(tx.limits_of_farm(&path, after, size)?)
        })
        .await?;
    Ok(ListLimitsResponse {
        next_token: page.next.map(|key| encode(Operation::ListLimits, &key)),
        limits: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(limit: Limit) -> LimitSummary {
    LimitSummary {
        amount_requirement_name: limit.amount_name,
        created_at: limit.created_at,
        created_by: limit.created_by,
        current_count: number(limit.current_count),
        display_name: limit.display_name,
        farm_id: limit.farm,
        limit_id: limit.id,
        max_count: number(limit.max_count),
        updated_at: limit.updated_at,
        updated_by: limit.updated_by,
    }
}

/// What is held already stays held; a smaller maximum only keeps others from taking more.
pub async fn update_limit(
    cx: &Cx,
    caller: &Caller,
    input: UpdateLimitRequest,
) -> Result<UpdateLimitResponse> {
    check_max_count(input.max_count)?;
    let path = LimitPath {
        farm: input.farm_id,
        limit: input.limit_id,
    };
    let now = cx.clock.now();
    let may_allow_more = input.max_count.is_some();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let answer = cx
        .store
        .write("update_limit", move |tx| -> Result<_> {
            let mut limit = tx.lock_limit(&path)?.ok_or_else(|| not_found(path.limit))?;
            caller.may(Operation::UpdateLimit, &path.into())?;
            apply(&mut limit, &input);
            tx.update_limit(&limit, &by, now)?;
            Ok(UpdateLimitResponse {})
        })
        .await?;
    if may_allow_more {
        cx.waiting.wake(&NewWork::for_anybody(Offer::NO_END));
    }
    Ok(answer)
}

/// What the request leaves out stays as it was.
fn apply(limit: &mut Limit, input: &UpdateLimitRequest) {
    if let Some(display_name) = &input.display_name {
        limit.display_name.clone_from(display_name);
    }
    if input.description.is_some() {
        limit.description = not_empty(input.description.clone());
    }
    if let Some(max_count) = input.max_count {
        limit.max_count = i64::from(max_count);
    }
}

/// The operation declares neither that a limit is not found nor a conflict: deleting what is not
/// there changes nothing, and what is still used is refused as invalid.
pub async fn delete_limit(
    cx: &Cx,
    caller: &Caller,
    input: DeleteLimitRequest,
) -> Result<DeleteLimitResponse> {
    let path = LimitPath {
        farm: input.farm_id,
        limit: input.limit_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_limit", move |tx| -> Result<_> {
            caller.may(Operation::DeleteLimit, &path.into())?;
            if tx.lock_limit(&path)?.is_none() {
                return Ok(DeleteLimitResponse {});
            }
            if tx.limit_is_associated(path.limit)? {
                return Err(still_associated(path.limit));
            }
            tx.delete_limit(path.limit)?;
            Ok(DeleteLimitResponse {})
        })
        .await
}

fn still_associated(limit: LimitId) -> Error {
    let message = format!(
        "limit `{limit}` is associated with queues: stop its associations with \
         UpdateQueueLimitAssociation, wait until they are STOPPED and delete them first"
    );
    let reason = ValidationExceptionReason::Other;
    Error::from(Exception::validation(reason, Vec::new(), message))
}
