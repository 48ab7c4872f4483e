//! Who asks too often is told to wait (`semantics.md` 10.5): a bucket of tokens for each principal,
//! so that one that runs wild costs the others nothing. Off unless an operator sets a rate.

use std::fmt;
use std::num::NonZeroU32;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;

use crate::auth::Principal;
use crate::context::Clock;

/// How many requests a principal may send, in the long run and at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestRate {
    pub per_s: NonZeroU32,
    pub burst: NonZeroU32,
}

/// There are as many as principals: nobody can make them up, so none is ever removed.
type Buckets =
    governor::RateLimiter<Principal, DashMapStateStore<Principal>, Ticking, NoOpMiddleware<Nanos>>;

pub struct Throttle(Option<(Buckets, Ticking)>);

impl Throttle {
    #[must_use]
    pub fn new(rate: Option<RequestRate>, clock: &Clock) -> Self {
        Self(rate.map(|rate| {
            let quota = governor::Quota::per_second(rate.per_s).allow_burst(rate.burst);
            let clock = Ticking(clock.clone());
            let buckets = Buckets::new(quota, DashMapStateStore::default(), clock.clone());
            (buckets, clock)
        }))
    }

    /// Takes a token, or answers after how many seconds there is one.
    pub fn take(&self, principal: Principal) -> Result<(), u32> {
        let Some((buckets, clock)) = &self.0 else {
            return Ok(());
        };
        let Err(not_until) = buckets.check_key(&principal) else {
            return Ok(());
        };
        let wait = not_until.wait_time_from(clock.now());
        Err(u32::try_from(wait.as_millis().div_ceil(1_000))
            .unwrap_or(u32::MAX)
            .max(1))
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Throttle").field(&self.0.is_some()).finish()
    }
}

/// Our clock, as the limiter reads it. One that is set back lets nobody wait for its difference,
/// because only time that passed is asked for.
#[derive(Clone, Debug)]
struct Ticking(Clock);

impl governor::clock::Clock for Ticking {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.since_start())
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::Timestamp;
    use callsheet_api::ids::{FarmId, FleetId};

    use super::*;

    fn rate(per_s: u32, burst: u32) -> Option<RequestRate> {
        let number = |n| NonZeroU32::new(n).unwrap();
        Some(RequestRate {
            per_s: number(per_s),
            burst: number(burst),
        })
    }

    #[test]
    fn each_principal_has_tokens_of_its_own_and_gets_new_ones_as_time_goes_by() {
        let clock = Clock::stopped_at(Timestamp::from_ms(5_000));
        let throttle = Throttle::new(rate(2, 3), &clock);
        for _ in 0..3 {
            assert_eq!(throttle.take(Principal::Admin), Ok(()));
        }
        assert_eq!(throttle.take(Principal::Admin), Err(1));
        let host = Principal::WorkerHost {
            farm: FarmId::from_bytes([1; 16]),
            fleet: FleetId::from_bytes([2; 16]),
        };
        assert_eq!(throttle.take(host), Ok(()));
        clock.set(Timestamp::from_ms(5_500));
        assert_eq!(throttle.take(Principal::Admin), Ok(()));
        assert_eq!(throttle.take(Principal::Admin), Err(1));
        clock.set(Timestamp::from_ms(60_000));
        assert_eq!(throttle.take(Principal::Admin), Ok(()));
    }

    #[test]
    fn a_slow_rate_says_how_long_to_wait() {
        let clock = Clock::stopped_at(Timestamp::from_ms(0));
        let throttle = Throttle::new(rate(1, 1), &clock);
        assert_eq!(throttle.take(Principal::Admin), Ok(()));
        clock.set(Timestamp::from_ms(10));
        assert_eq!(throttle.take(Principal::Admin), Err(1));
    }

    #[test]
    fn nobody_waits_where_no_rate_is_set() {
        let throttle = Throttle::new(None, &Clock::stopped_at(Timestamp::from_ms(0)));
        for _ in 0..1_000 {
            assert_eq!(throttle.take(Principal::Admin), Ok(()));
        }
    }
}
