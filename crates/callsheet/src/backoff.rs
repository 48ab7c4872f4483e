//! How long to wait before a process is started again.

use std::time::Duration;

/// A process that lived so long died of something new, not of how it was started; and one that
/// always dies at this age is started often enough to be seen and too rarely to do harm.
const LONG_LIFE: Duration = Duration::from_secs(1);

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub struct Backoff {
    quick_deaths: u32,
}

impl Backoff {
    /// The first death costs no time: clients are waiting in the backlog.
    pub fn after(&mut self, lived: Duration) -> Duration {
        if lived >= LONG_LIFE {
            self.quick_deaths = 0;
        }
        let delay = match self.quick_deaths {
            0 => Duration::ZERO,
            deaths => (FIRST_DELAY * 2_u32.pow((deaths - 1).min(10))).min(LONGEST_DELAY),
        };
        self.quick_deaths = self.quick_deaths.saturating_add(1);
        delay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_deaths_wait_longer_and_a_long_life_is_forgiven() {
        let mut backoff = Backoff::default();
        let quick = Duration::from_millis(5);
        let waits: Vec<u128> = (0..8).map(|_| backoff.after(quick).as_millis()).collect();
        assert_eq!(waits, [0, 100, 200, 400, 800, 1600, 3200, 5000]);
        assert_eq!(backoff.after(Duration::from_secs(60)), Duration::ZERO);
        assert_eq!(backoff.after(quick), FIRST_DELAY);
    }
}
