//! CreateBudget, GetBudget, ListBudgets, UpdateBudget and DeleteBudget (`semantics.md` 1.14).

use callsheet_api::ids::BudgetId;
use callsheet_api::types::{
    BudgetActionToAdd, BudgetActionType, BudgetSchedule, BudgetStatus, BudgetSummary,
    ConsumedUsages, CreateBudgetRequest, CreateBudgetResponse, DeleteBudgetRequest,
    DeleteBudgetResponse, FixedBudgetSchedule, GetBudgetRequest, GetBudgetResponse,
    ListBudgetsRequest, ListBudgetsResponse, ResponseBudgetAction, UpdateBudgetRequest,
    UpdateBudgetResponse, UsageTrackingResource,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_store::Tx;
use callsheet_store::budgets::Budget;
use callsheet_store::new_work::NewWork;
use callsheet_store::paths::{BudgetPath, FarmPath, QueuePath};
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::farms::not_empty;
use crate::api::paging::{decode, encode, page_size};
use crate::api::queue_blocking::{count, settle_queue};
use crate::api::quotas::refuse_full;
use crate::api::tags;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, invalid, not_found};

/// How many actions a budget may have.
const MOST_ACTIONS: usize = 10;
const LEAST_DOLLARS: f64 = 0.01;

pub async fn create_budget(
    cx: &Cx,
    caller: &Caller,
    input: CreateBudgetRequest,
) -> Result<CreateBudgetResponse> {
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateBudget, &input);
    let UsageTrackingResource::QueueId(queue) = input.usage_tracking_resource;
    let path = QueuePath {
        farm: input.farm_id,
        queue,
    };
    let mut budget = Budget {
        id: BudgetId::from_bytes(cx.ids.draw(now)),
        farm: path.farm,
        queue,
        display_name: input.display_name,
        description: not_empty(input.description),
        status: BudgetStatus::Active,
        dollar_limit: input.approximate_dollar_limit,
        actions: Vec::new(),
        starts_at: now,
        ends_at: now,
        usage_usd: 0.0,
        counted_at: now,
        queue_stopped_at: None,
        told_percent: 0.0,
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
        updated_at: None,
        updated_by: None,
    };
    schedule(&mut budget, &input.schedule)?;
    add(&mut budget.actions, &input.actions);
    check(&budget, now)?;
    let tags = tags::checked(input.tags)?;
    let (caller, prices) = (caller.clone(), cx.config.prices.clone());
    let config = cx.config.clone();
    let (created, became_ready) = cx
        .store
        .write("create_budget", move |tx| -> Result<_> {
            let farm = FarmPath { farm: path.farm };
            tx.farm(&farm)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::CreateBudget, &farm.into())?;
            tx.lock_queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            let mut became_ready = NewWork::default();
            let created = once(tx, token.as_ref(), now, |tx| {
                refuse_full(tx, &config.quotas, Counted::Budgets(path.farm))?;
                tx.insert_budget(&budget)?;
                tx.put_tags(*budget.id.as_bytes(), &tags)?;
                became_ready = settle_queue(tx, &prices, &path, now)?;
                Ok(CreateBudgetResponse {
                    budget_id: budget.id,
                })
            })?;
            Ok((created, became_ready))
        })
        .await?;
    cx.waiting.wake(&became_ready);
    Ok(created)
}

fn schedule(budget: &mut Budget, schedule: &BudgetSchedule) -> Result<()> {
    let BudgetSchedule::Fixed(FixedBudgetSchedule {
        start_time,
        end_time,
    }) = schedule;
    if end_time <= start_time {
        return Err(invalid("schedule", "must end after it starts"));
    }
    if budget.starts_at != *start_time {
        // Another time is counted anew.
        (budget.usage_usd, budget.counted_at) = (0.0, *start_time);
    }
    (budget.starts_at, budget.ends_at) = (*start_time, *end_time);
    Ok(())
}

/// An action with the type and the threshold of another takes its place.
fn add(actions: &mut Vec<ResponseBudgetAction>, added: &[BudgetActionToAdd]) {
    for new in added {
        actions.retain(|old| !is_same(old, (new.r#type, new.threshold_percentage)));
        actions.push(ResponseBudgetAction {
            description: not_empty(new.description.clone()),
            threshold_percentage: new.threshold_percentage,
            r#type: new.r#type,
        });
    }
}

#[expect(clippy::float_cmp, reason = "it names an action by what was given")]
fn is_same(action: &ResponseBudgetAction, (kind, threshold): (BudgetActionType, f64)) -> bool {
    action.r#type == kind && action.threshold_percentage == threshold
}

fn check(budget: &Budget, now: Timestamp) -> Result<()> {
    if budget.dollar_limit.is_nan() || budget.dollar_limit < LEAST_DOLLARS {
        let why = format!("must be {LEAST_DOLLARS} or more");
        return Err(invalid("approximateDollarLimit", why));
    }
    if budget.actions.len() > MOST_ACTIONS {
        let why = format!("a budget may have {MOST_ACTIONS} at most");
        return Err(invalid("actions", why));
    }
    let is_over = budget.ends_at <= now;
    if is_over && budget.status == BudgetStatus::Active {
        let why = "the end of an active budget must be in the future";
        return Err(invalid("schedule", why));
    }
    Ok(())
}

pub async fn get_budget(
    cx: &Cx,
    caller: &Caller,
    input: GetBudgetRequest,
) -> Result<GetBudgetResponse> {
    let path = BudgetPath {
        farm: input.farm_id,
        budget: input.budget_id,
    };
    let caller = caller.clone();
    let budget = cx
        .store
        .read("get_budget", move |tx| -> Result<_> {
            let budget = tx.budget(&path)?.ok_or_else(|| not_found(path.budget))?;
            caller.may(Operation::GetBudget, &path.into())?;
            Ok(budget)
        })
        .await?;
    Ok(GetBudgetResponse {
        schedule: BudgetSchedule::Fixed(FixedBudgetSchedule {
            start_time: budget.starts_at,
            end_time: budget.ends_at,
        }),
        usage_tracking_resource: UsageTrackingResource::QueueId(budget.queue),
        usages: usages(&budget),
        actions: budget.actions,
        approximate_dollar_limit: budget.dollar_limit,
        budget_id: budget.id,
        created_at: budget.created_at,
        created_by: budget.created_by,
        description: budget.description,
        display_name: budget.display_name,
        queue_stopped_at: budget.queue_stopped_at,
        status: budget.status,
        updated_at: budget.updated_at,
        updated_by: budget.updated_by,
    })
}

fn usages(budget: &Budget) -> ConsumedUsages {
    ConsumedUsages {
        approximate_dollar_usage: budget.usage_usd,
    }
}

pub async fn list_budgets(
    cx: &Cx,
    caller: &Caller,
    input: ListBudgetsRequest,
) -> Result<ListBudgetsResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after: Option<BudgetId> = decode(Operation::ListBudgets, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_budgets", move |tx| -> Result<_> {
            tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::ListBudgets, &path.into())?;
            Ok(tx.budgets_of_farm(&path, input.status, after, size)?)
        })
        .await?;
    Ok(ListBudgetsResponse {
        next_token: page.next.map(|key| encode(Operation::ListBudgets, &key)),
        budgets: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(budget: Budget) -> BudgetSummary {
    BudgetSummary {
        usages: usages(&budget),
        approximate_dollar_limit: budget.dollar_limit,
        budget_id: budget.id,
        created_at: budget.created_at,
        created_by: budget.created_by,
        description: budget.description,
        display_name: budget.display_name,
        status: budget.status,
        updated_at: budget.updated_at,
        updated_by: budget.updated_by,
        usage_tracking_resource: UsageTrackingResource::QueueId(budget.queue),
    }
}

pub async fn update_budget(
    cx: &Cx,
    caller: &Caller,
    input: UpdateBudgetRequest,
) -> Result<UpdateBudgetResponse> {
    let path = BudgetPath {
        farm: input.farm_id,
        budget: input.budget_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::UpdateBudget, &input);
    let by = caller.arn(&cx.config.account_id);
    let (caller, prices) = (caller.clone(), cx.config.prices.clone());
    let became_ready = cx
        .store
        .write("update_budget", move |tx| -> Result<_> {
            let queue = queue_of(tx, &path)?;
            caller.may(Operation::UpdateBudget, &path.into())?;
            let mut became_ready = NewWork::default();
            once(tx, token.as_ref(), now, |tx| {
                // What was used until now is counted as it was, and only what the budget is
                // afterwards decides.
                let mut budget = tx.budget(&path)?.ok_or_else(|| not_found(path.budget))?;
                count(tx, &prices, &mut budget, now)?;
                apply(&mut budget, &input)?;
                check(&budget, now)?;
                (budget.updated_at, budget.updated_by) = (Some(now), Some(by.clone()));
                tx.update_budget(&budget)?;
                became_ready = settle_queue(tx, &prices, &queue, now)?;
                Ok(UpdateBudgetResponse {})
            })?;
            Ok(became_ready)
        })
        .await?;
    cx.waiting.wake(&became_ready);
    Ok(UpdateBudgetResponse {})
}

/// The queue that a budget is about, locked if it is still there: so are its budgets with it.
fn queue_of(tx: &mut Tx, path: &BudgetPath) -> Result<QueuePath> {
    let budget = tx.budget(path)?.ok_or_else(|| not_found(path.budget))?;
    let queue = QueuePath {
        farm: path.farm,
        queue: budget.queue,
    };
    tx.lock_queue(&queue)?;
    Ok(queue)
}

/// What the request leaves out stays as it was.
fn apply(budget: &mut Budget, input: &UpdateBudgetRequest) -> Result<()> {
    if let Some(display_name) = &input.display_name {
        budget.display_name.clone_from(display_name);
    }
    if input.description.is_some() {
        budget.description = not_empty(input.description.clone());
    }
    if let Some(dollar_limit) = input.approximate_dollar_limit {
        budget.dollar_limit = dollar_limit;
    }
    if let Some(status) = input.status {
        budget.status = status;
    }
    for gone in input.actions_to_remove.iter().flatten() {
        let named = (gone.r#type, gone.threshold_percentage);
        budget.actions.retain(|action| !is_same(action, named));
    }
    add(
        &mut budget.actions,
        input.actions_to_add.as_deref().unwrap_or(&[]),
    );
    if let Some(new) = &input.schedule {
        schedule(budget, new)?;
    }
    Ok(())
}

pub async fn delete_budget(
    cx: &Cx,
    caller: &Caller,
    input: DeleteBudgetRequest,
) -> Result<DeleteBudgetResponse> {
    let path = BudgetPath {
        farm: input.farm_id,
        budget: input.budget_id,
    };
    let now = cx.clock.now();
    let (caller, prices) = (caller.clone(), cx.config.prices.clone());
    let became_ready = cx
        .store
        .write("delete_budget", move |tx| -> Result<_> {
            let queue = queue_of(tx, &path)?;
            caller.may(Operation::DeleteBudget, &path.into())?;
            tx.delete_budget(path.budget)?;
            settle_queue(tx, &prices, &queue, now)
        })
        .await?;
    cx.waiting.wake(&became_ready);
    Ok(DeleteBudgetResponse {})
}
