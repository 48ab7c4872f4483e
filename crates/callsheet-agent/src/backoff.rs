//! How long to wait before a request that had no success is repeated.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next wait: longer each time, and somewhere in the upper half of what it could be, so
    /// that a farm of workers does not come back all at once. `chance` is from 0 to 1; `at_least`
    /// is what the server asked for.
    pub fn next(&mut self, chance: f64, at_least: Option<Duration>) -> Duration {
        let whole = (FIRST * 2_u32.pow(self.failures.min(10))).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let wait = whole.mul_f64(0.5 + 0.5 * chance.clamp(0.0, 1.0));
        wait.max(at_least.unwrap_or_default())
    }

    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

/// A number from 0 to 1.
pub fn chance() -> f64 {
    // Without randomness workers merely come back together.
    let drawn = getrandom::u32().unwrap_or(u32::MAX / 2);
    f64::from(drawn) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_ten_seconds_and_start_again_after_a_success() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = (0..8)
            .map(|_| backoff.next(1.0, None).as_millis())
            .collect();
        assert_eq!(waits, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        assert_eq!(backoff.next(0.0, None), LONGEST / 2);
        backoff.reset();
        assert_eq!(backoff.next(1.0, None), FIRST);
    }

    #[test]
    fn what_the_server_asks_for_is_a_lower_bound() {
        let asked = Duration::from_secs(5);
        assert_eq!(Backoff::default().next(1.0, Some(asked)), asked);
    }
}
