//! Counts what a queue's sessions cost, and blocks or opens the queue as its budgets, or without
//! any its default action, say (`semantics.md` 2.12, 4.10).

use callsheet_api::Timestamp;
use callsheet_api::types::BudgetStatus;
use callsheet_core::budget::{self, Block, Prices, Stop, block};
use callsheet_core::event::Happened;
use callsheet_core::event::noted::About;
use callsheet_store::Tx;
use callsheet_store::budgets::Budget;
use callsheet_store::changes::Applied;
use callsheet_store::new_work::NewWork;
use callsheet_store::paths::{FarmPath, QueuePath};
use callsheet_store::queues::Queue;

use crate::api::queues::budget_action;
use crate::api::targets::cancel_pair;
use crate::error::Result;

/// Asked again whenever something of it may have changed, and every minute. Answers what waiting
/// workers may find now.
pub fn settle_queue(
    tx: &mut Tx,
    prices: &Prices,
    path: &QueuePath,
    now: Timestamp,
) -> Result<NewWork> {
    // A queue may go before its budgets do.
    let Some(queue) = tx.lock_queue(path)? else {
        return Ok(NewWork::default());
    };
    let mut budgets = tx.budgets_of_queue(queue.id)?;
    let before = budgets.clone();
    for budget in &mut budgets {
        count(tx, prices, budget, now)?;
    }
    let decides: Vec<_> = budgets.iter().map(Budget::decides).collect();
    for (budget, decides) in budgets.iter_mut().zip(&decides) {
        let is_reached = decides.reached(now).is_some();
        budget.queue_stopped_at = is_reached.then(|| budget.queue_stopped_at.unwrap_or(now));
        tell_thresholds(tx, budget, decides, now);
    }
    for (budget, _) in budgets.iter().zip(&before).filter(|(now, was)| now != was) {
        tx.update_budget(budget)?;
    }
    enter(
        tx,
        &queue,
        block(budget_action(&queue.settings), &decides, now),
        now,
    )
}

/// What fell back, as when its limit was raised, is told again when it comes back.
fn tell_thresholds(tx: &mut Tx, budget: &mut Budget, decides: &budget::Budget, now: Timestamp) {
    for percent in decides.thresholds_since(budget.told_percent) {
        let reached = Happened::BudgetThreshold {
            budget: budget.id,
            percent,
        };
        tx.tell(About::Farm(budget.farm), reached, now);
    }
    budget.told_percent = decides.used_percent();
}

/// Adds what was used since it was counted last; one whose time is over becomes INACTIVE.
pub fn count(tx: &mut Tx, prices: &Prices, budget: &mut Budget, now: Timestamp) -> Result<()> {
    if budget.status != BudgetStatus::Active {
        // Nothing is counted while it sleeps.
        budget.counted_at = budget.counted_at.max(now.min(budget.ends_at));
        return Ok(());
    }
    let until = now.min(budget.ends_at);
    if until > budget.counted_at {
        let farm = tx.farm(&FarmPath { farm: budget.farm })?;
        let scale = farm.map_or(1.0, |farm| farm.settings.cost_scale());
        let lived = tx.session_time_ms(budget.queue, budget.counted_at, until)?;
        let costs = lived
            .into_iter()
            .map(|(fleet, time_ms)| prices.cost_usd(fleet, time_ms, scale));
        budget.usage_usd += costs.sum::<f64>();
        budget.counted_at = until;
    }
    if budget.ends_at <= now {
        budget.status = BudgetStatus::Inactive;
    }
    Ok(())
}

fn enter(tx: &mut Tx, queue: &Queue, block: Option<Block>, now: Timestamp) -> Result<NewWork> {
    let reason = block.map(|block| block.reason);
    if reason != queue.blocked_reason {
        tx.block_queue(queue.id, reason)?;
    }
    match block.map(|block| block.stop) {
        Some(Stop::CancelTasks) => Ok(cancel_all(tx, queue, now)?.became_ready),
        Some(Stop::CompleteTasks) => Ok(NewWork::default()),
        None if queue.blocked_reason.is_some() => {
            Ok(NewWork::for_all_of(tx.fleets_of_queue(queue.id)?))
        }
        None => Ok(NewWork::default()),
    }
}

/// What the queue's sessions run is canceled; no new work comes, since the queue is blocked.
fn cancel_all(tx: &mut Tx, queue: &Queue, now: Timestamp) -> Result<Applied> {
    let mut applied = Applied::default();
    for fleet in tx.fleets_of_queue(queue.id)? {
        applied.merge(cancel_pair(tx, queue.id, fleet, now)?);
    }
    Ok(applied)
}
