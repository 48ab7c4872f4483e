//! What a running action takes of its farm's limits, and whether there is enough left
//! (`semantics.md` 4.9).
//!
//! A session takes for the one task run that runs in it: from when its first is handed out until
//! none of them is left. All that a step needs is taken together or not at all.

use callsheet_api::ids::LimitId;
use serde::{Deserialize, Serialize};

use crate::change::{Change, Changes};
use crate::lifecycle::association::AssociationState;
use crate::view::SessionView;

/// An amount that a step requires and its fleet does not declare: a limit has to provide it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    /// In lower case.
    pub amount: String,
    pub count: i64,
}

/// What a session holds of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Holding {
    pub limit_id: LimitId,
    pub count: i64,
}

/// A limit as one queue has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitView {
    pub id: LimitId,
    /// The amount that it provides, in lower case.
    pub amount: String,
    /// Of its association with the queue.
    pub state: AssociationState,
    /// Negative: any number.
    pub max_count: i64,
    pub current_count: i64,
}

/// Why a step gets nothing, although a fleet fits it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Withheld {
    #[error("neither the fleet nor a limit of the queue provides `{amount}`")]
    NoLimit { amount: String },
    #[error("the queue's association with {limit} (`{amount}`) is {}", .state.limit_wire())]
    Stopped {
        limit: LimitId,
        amount: String,
        state: AssociationState,
    },
    #[error("{limit} (`{amount}`) has {current} of {max} in use, the step needs {needed}")]
    Exhausted {
        limit: LimitId,
        amount: String,
        current: i64,
        max: i64,
        needed: i64,
    },
}

/// What a session may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// What it has to take first, in the order of the limits' ids.
    pub acquire: Vec<Holding>,
    /// Nothing is left for others then: the session gets one task run at a time, so that whoever
    /// is ahead of it in the queue is next.
    pub is_last: bool,
}

/// Whether a session that already holds `held` may run a task that takes `takes`.
pub fn grant(takes: &[Take], limits: &[LimitView], held: &[Holding]) -> Result<Grant, Withheld> {
    let mut grant = Grant::default();
    for take in takes {
        let found = limits.iter().find(|limit| limit.amount == take.amount);
        let Some(limit) = found else {
            let amount = take.amount.clone();
            return Err(Withheld::NoLimit { amount });
        };
        let has = held.iter().find(|holding| holding.limit_id == limit.id);
        let more = take.count - has.map_or(0, |holding| holding.count);
        check(limit, take, more)?;
        let leaves_none = limit.max_count >= 0 && limit.current_count + more >= limit.max_count;
        grant.is_last |= leaves_none && take.count > 0;
        if more > 0 {
            grant.acquire.push(Holding {
                limit_id: limit.id,
                count: more,
            });
        }
    }
    grant.acquire.sort_by_key(|holding| holding.limit_id);
    Ok(grant)
}

/// A limit that was made smaller than what is in use gives nobody anything, not even to those who
/// hold of it.
fn check(limit: &LimitView, take: &Take, more: i64) -> Result<(), Withheld> {
    if limit.state != AssociationState::Active {
        return Err(Withheld::Stopped {
            limit: limit.id,
            amount: take.amount.clone(),
            state: limit.state,
        });
    }
    let is_enough = limit.max_count < 0 || limit.current_count + more <= limit.max_count;
    if !is_enough && take.count > 0 {
        return Err(Withheld::Exhausted {
            limit: limit.id,
            amount: take.amount.clone(),
            current: limit.current_count,
            max: limit.max_count,
            needed: take.count,
        });
    }
    Ok(())
}

/// Lets a session take what it was granted.
pub(crate) fn acquire(session: &mut SessionView, grant: Grant, changes: &mut Changes) {
    if grant.acquire.is_empty() {
        return;
    }
    for more in &grant.acquire {
        let held = session.limits.iter_mut();
        match held
            .into_iter()
            .find(|holding| holding.limit_id == more.limit_id)
        {
            Some(holding) => holding.count += more.count,
            None => session.limits.push(*more),
        }
    }
    session.limits.sort_by_key(|holding| holding.limit_id);
    changes.push(Change::AcquireLimits {
        session: session.id,
        queue: session.job.queue,
        taken: grant.acquire,
        held: session.limits.clone(),
    });
}

/// Gives back what a session holds once no task run of it is left, however the last one ended.
pub(crate) fn release_if_idle(session: &mut SessionView, changes: &mut Changes) {
    let runs_one = session.task_runs().any(|action| !action.state.is_ended());
    if session.limits.is_empty() || runs_one {
        return;
    }
    changes.push(Change::ReleaseLimits {
        session: session.id,
        queue: session.job.queue,
        held: std::mem::take(&mut session.limits),
    });
}

/// Whether a step can require an amount of that name (`semantics.md` 4.4).
#[must_use]
pub fn is_amount_name(name: &str) -> bool {
    let rest = match name.split_once(':') {
        Some((vendor, rest)) if is_word(vendor) => rest,
        Some(_) => return false,
        None => name,
    };
    let mut parts = rest.split('.');
    let is_amount = parts
        .next()
        .is_some_and(|part| part.eq_ignore_ascii_case("amount"));
    let mut words = parts.peekable();
    name.len() <= 100 && is_amount && words.peek().is_some() && words.all(is_word)
}

/// An identifier of OpenJD.
fn is_word(part: &str) -> bool {
    let begins_well = part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let goes_on_well = |c: char| c.is_ascii_alphanumeric() || c == '_';
    begins_well && part.chars().all(goes_on_well)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(amount: &str, count: i64) -> Take {
        Take {
            amount: amount.to_owned(),
            count,
        }
    }

    fn limit(number: u8, amount: &str, current_count: i64, max_count: i64) -> LimitView {
        LimitView {
            id: LimitId::from_bytes([number; 16]),
            amount: amount.to_owned(),
            state: AssociationState::Active,
            max_count,
            current_count,
        }
    }

    fn holding(number: u8, count: i64) -> Holding {
        Holding {
            limit_id: LimitId::from_bytes([number; 16]),
            count,
        }
    }

    #[test]
    fn all_is_taken_together_or_nothing() {
        let limits = [limit(2, "amount.a", 0, 2), limit(1, "amount.b", 1, 1)];
        let both = [take("amount.a", 2), take("amount.b", 1)];
        assert!(matches!(
            grant(&both, &limits, &[]),
            Err(Withheld::Exhausted { .. })
        ));
        let limits = [limit(2, "amount.a", 0, 2), limit(1, "amount.b", 0, 1)];
        let given = grant(&both, &limits, &[]).unwrap();
        assert_eq!(given.acquire, [holding(1, 1), holding(2, 2)]);
        assert!(given.is_last);
    }

    #[test]
    fn what_is_held_is_not_taken_twice() {
        let one = [take("amount.a", 1)];
        let given = grant(&one, &[limit(1, "amount.a", 1, 2)], &[holding(1, 1)]).unwrap();
        assert_eq!(given, Grant::default());
        let full = grant(&one, &[limit(1, "amount.a", 1, 1)], &[holding(1, 1)]).unwrap();
        assert!(full.acquire.is_empty() && full.is_last);
    }

    #[test]
    fn a_limit_that_shrank_gives_nothing_to_those_who_hold_of_it() {
        let shrunk = limit(1, "amount.a", 3, 2);
        let refused = grant(&[take("amount.a", 1)], &[shrunk], &[holding(1, 1)]);
        assert!(matches!(
            refused,
            Err(Withheld::Exhausted {
                current: 3,
                max: 2,
                ..
            })
        ));
    }

    #[test]
    fn an_unlimited_limit_counts_and_never_ends() {
        let given = grant(
            &[take("amount.a", 7)],
            &[limit(1, "amount.a", 900, -1)],
            &[],
        )
        .unwrap();
        assert_eq!((given.acquire, given.is_last), (vec![holding(1, 7)], false));
    }

    #[test]
    fn a_stopped_association_and_a_missing_one_are_told_apart() {
        let mut stopped = limit(1, "amount.a", 0, 1);
        stopped.state = AssociationState::Completing;
        let asked = [take("amount.a", 1)];
        assert!(matches!(
            grant(&asked, &[stopped], &[]),
            Err(Withheld::Stopped { .. })
        ));
        assert!(matches!(
            grant(&asked, &[], &[]),
            Err(Withheld::NoLimit { .. })
        ));
    }

    #[test]
    fn names_are_those_that_a_step_can_require() {
        for good in ["amount.a", "Amount.License.Nuke_x", "acme:amount.a1"] {
            assert!(is_amount_name(good), "{good}");
        }
        let long = format!("amount.{}", "a".repeat(100));
        for bad in [
            "",
            "amount",
            "amount.",
            "attr.a",
            "amount.1a",
            "a b:amount.a",
            ":amount.a",
            &long,
        ] {
            assert!(!is_amount_name(bad), "{bad}");
        }
    }
}
