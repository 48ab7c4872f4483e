//! Money: what sessions cost, and what budgets make of it (`semantics.md` 1.14, 2.12, 4.10).

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::FleetId;
use callsheet_api::types::{BudgetActionType, DefaultQueueBudgetAction, QueueBlockedReason};

const HOUR_MS: f64 = 3_600_000.0;

/// What an hour of a worker costs, in dollars.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prices {
    /// Where nothing is said of the fleet.
    pub worker_hour_usd: f64,
    pub of_fleets: BTreeMap<FleetId, f64>,
}

impl Prices {
    /// What so much time with workers of a fleet costs, as the farm scales it.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are exact up to 285,000 years"
    )]
    pub fn cost_usd(&self, fleet: FleetId, time_ms: i64, scale: f64) -> f64 {
        let price = self.of_fleets.get(&fleet).unwrap_or(&self.worker_hour_usd);
        time_ms as f64 / HOUR_MS * price * scale
    }
}

/// A budget as far as it decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    pub is_active: bool,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub dollar_limit: f64,
    pub usage_usd: f64,
    /// What it does at which percentage.
    pub actions: Vec<(BudgetActionType, f64)>,
}

/// What becomes of a queue that may not go on. The later one is the stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// What runs may end.
    CompleteTasks,
    CancelTasks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub reason: QueueBlockedReason,
    pub stop: Stop,
}

impl Budget {
    /// Its time has come and is not over.
    #[must_use]
    pub fn covers(&self, now: Timestamp) -> bool {
        self.is_active && self.starts_at <= now && now < self.ends_at
    }

    /// The strongest of its actions whose threshold is reached.
    #[must_use]
    pub fn reached(&self, now: Timestamp) -> Option<Stop> {
        if !self.covers(now) {
            return None;
        }
        let percentage = self.used_percent();
        let reached = self
            .actions
            .iter()
            .filter(|(_, threshold)| percentage >= *threshold);
        reached.map(|(kind, _)| Stop::of(*kind)).max()
    }
}

impl Stop {
    const fn of(kind: BudgetActionType) -> Self {
        match kind {
            BudgetActionType::StopSchedulingAndCompleteTasks => Stop::CompleteTasks,
            BudgetActionType::StopSchedulingAndCancelTasks => Stop::CancelTasks,
        }
    }
}

/// The percentages of its limit at which a budget is spoken of (`semantics.md` 8.1), besides those
/// of its own actions.
const TOLD_AT: [f64; 17] = [
    10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0, 96.0, 97.0, 98.0, 99.0,
    100.0,
];

impl Budget {
    #[must_use]
    pub fn used_percent(&self) -> f64 {
        self.usage_usd / self.dollar_limit * 100.0
    }

    /// Which thresholds it has reached since it stood at `told_percent`, the lowest first.
    #[must_use]
    pub fn thresholds_since(&self, told_percent: f64) -> Vec<f64> {
        let own = self.actions.iter().map(|(_, threshold)| *threshold);
        let reached = self.used_percent();
        let mut thresholds: Vec<f64> = TOLD_AT
            .into_iter()
            .chain(own)
            .filter(|threshold| told_percent < *threshold && *threshold <= reached)
            .collect();
        thresholds.sort_unstable_by(f64::total_cmp);
        thresholds.dedup();
        thresholds
    }
}

/// Whether a queue with these budgets may go on; where none covers it, its default action says so.
#[must_use]
pub fn block(
    default: DefaultQueueBudgetAction,
    budgets: &[Budget],
    now: Timestamp,
) -> Option<Block> {
    if let Some(stop) = budgets.iter().filter_map(|one| one.reached(now)).max() {
        let reason = QueueBlockedReason::BudgetThresholdReached;
        return Some(Block { reason, stop });
    }
    if budgets.iter().any(|budget| budget.covers(now)) {
        return None;
    }
    let reason = QueueBlockedReason::NoBudgetConfigured;
    let stop = match default {
        DefaultQueueBudgetAction::None => return None,
        DefaultQueueBudgetAction::StopSchedulingAndCompleteTasks => Stop::CompleteTasks,
        DefaultQueueBudgetAction::StopSchedulingAndCancelTasks => Stop::CancelTasks,
    };
    Some(Block { reason, stop })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLEET: FleetId = FleetId::from_bytes([1; 16]);
    const OTHER: FleetId = FleetId::from_bytes([2; 16]);

    fn budget(usage_usd: f64, actions: &[(BudgetActionType, f64)]) -> Budget {
        Budget {
            is_active: true,
            starts_at: Timestamp::from_ms(100),
            ends_at: Timestamp::from_ms(200),
            dollar_limit: 50.0,
            usage_usd,
            actions: actions.to_vec(),
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_ms(150)
    }

    const COMPLETE: BudgetActionType = BudgetActionType::StopSchedulingAndCompleteTasks;
    const CANCEL: BudgetActionType = BudgetActionType::StopSchedulingAndCancelTasks;

    #[test]
    fn a_fleet_has_its_price_or_the_farms() {
        let prices = Prices {
            worker_hour_usd: 0.5,
            of_fleets: [(FLEET, 2.0)].into(),
        };
        let hour_and_a_half = 5_400_000;
        assert_eq!(prices.cost_usd(FLEET, hour_and_a_half, 1.0), 3.0);
        assert_eq!(prices.cost_usd(OTHER, hour_and_a_half, 2.0), 1.5);
        assert_eq!(Prices::default().cost_usd(OTHER, hour_and_a_half, 1.0), 0.0);
    }

    #[test]
    fn the_strongest_action_that_is_reached_counts() {
        let actions = [(COMPLETE, 80.0), (CANCEL, 100.0)];
        let stop = |usage_usd| budget(usage_usd, &actions).reached(now());
        assert_eq!(stop(39.99), None);
        assert_eq!(stop(40.0), Some(Stop::CompleteTasks));
        assert_eq!(stop(50.0), Some(Stop::CancelTasks));
    }

    #[test]
    fn a_budget_counts_only_in_its_time_and_while_it_is_active() {
        let spent = budget(50.0, &[(COMPLETE, 100.0)]);
        for (ms, is_reached) in [(99, false), (100, true), (199, true), (200, false)] {
            let reached = spent.reached(Timestamp::from_ms(ms)).is_some();
            assert_eq!(reached, is_reached, "at {ms}");
        }
        let inactive = Budget {
            is_active: false,
            ..spent
        };
        assert_eq!(inactive.reached(now()), None);
    }

    #[test]
    fn semantics_8_1_each_threshold_is_told_once() {
        let own = [(COMPLETE, 33.3), (CANCEL, 100.0)];
        let since = |usage_usd, told| budget(usage_usd, &own).thresholds_since(told);
        assert_eq!(since(4.99, 0.0), [0.0; 0]);
        assert_eq!(since(20.0, 0.0), [10.0, 20.0, 30.0, 33.3, 40.0]);
        assert_eq!(since(20.0, 40.0), [0.0; 0]);
        assert_eq!(since(60.0, 98.0), [99.0, 100.0]);
    }

    #[test]
    fn without_a_budget_the_default_action_decides() {
        let default = DefaultQueueBudgetAction::StopSchedulingAndCancelTasks;
        let none = block(default, &[], now()).unwrap();
        assert_eq!(none.reason, QueueBlockedReason::NoBudgetConfigured);
        assert_eq!(none.stop, Stop::CancelTasks);
        assert_eq!(block(DefaultQueueBudgetAction::None, &[], now()), None);
        let fresh = budget(0.0, &[(COMPLETE, 100.0)]);
        assert_eq!(block(default, std::slice::from_ref(&fresh), now()), None);
        let over = block(default, &[fresh], Timestamp::from_ms(200)).unwrap();
        assert_eq!(over.reason, QueueBlockedReason::NoBudgetConfigured);
        let spent = budget(60.0, &[(COMPLETE, 100.0)]);
        let reached = block(DefaultQueueBudgetAction::None, &[spent], now()).unwrap();
        assert_eq!(reached.reason, QueueBlockedReason::BudgetThresholdReached);
    }
}
