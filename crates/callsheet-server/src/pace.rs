//! How often idle workers ask for work: often while they are few, rarely when there are many, so
//! that thousands of them cost no more than a few hundred requests a second.
//!
//! How many they are is read off the answers. A worker that is told to come back in `n` seconds
//! does so once in `n` seconds, so the seconds told within a time, divided by that time, are the
//! workers, whatever they were told.

use std::sync::{Mutex, PoisonError};

use callsheet_api::Timestamp;

/// How many requests of idle workers a second are welcome.
const WELCOME_PER_S: i64 = 200;
/// Two of these are looked at: the one that passed, and what is over of the present one.
const WINDOW_MS: i64 = 15_000;

#[derive(Debug, Default)]
pub struct Pace(Mutex<Told>);

/// Seconds that idle workers were told to wait.
#[derive(Debug, Default)]
struct Told {
    /// When the present window began.
    began_ms: i64,
    before_s: i64,
    now_s: i64,
}

impl Pace {
    /// After how many seconds an idle worker asks again, between `least_s` and `most_s`.
    pub fn idle_interval_s(&self, now: Timestamp, least_s: u32, most_s: u32) -> u32 {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed_ms = told.roll(now.as_ms());
        let workers = (told.before_s + told.now_s) * 1_000 / (WINDOW_MS + passed_ms);
        let wanted_s = u32::try_from(workers / WELCOME_PER_S).unwrap_or(u32::MAX);
        let interval_s = wanted_s.max(least_s).min(most_s);
        told.now_s += i64::from(interval_s);
        interval_s
    }
}

impl Told {
    /// Begins another window when this one is over; says how much of the present one has passed.
    fn roll(&mut self, now_ms: i64) -> i64 {
        let passed_ms = now_ms - self.began_ms;
        // A clock that was set back begins anew.
        if !(0..2 * WINDOW_MS).contains(&passed_ms) {
            *self = Self {
                began_ms: now_ms,
                ..Self::default()
            };
            return 0;
        }
        if passed_ms < WINDOW_MS {
            return passed_ms;
        }
        self.began_ms += WINDOW_MS;
        self.before_s = std::mem::take(&mut self.now_s);
        passed_ms - WINDOW_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `workers` that do as they are told are told after `minutes`.
    fn told(pace: &Pace, workers: usize, from_ms: i64, minutes: i64) -> u32 {
        let mut due = vec![from_ms; workers];
        let mut last = 0;
        for now_ms in (from_ms..from_ms + minutes * 60_000).step_by(500) {
            for at in &mut due {
                if *at <= now_ms {
                    last = pace.idle_interval_s(Timestamp::from_ms(now_ms), 5, 30);
                    *at = now_ms + i64::from(last) * 1_000;
                }
            }
        }
        last
    }

    #[test]
    fn the_many_ask_rarely_and_the_few_often() {
        let pace = Pace::default();
        assert_eq!(told(&pace, 100, 1_000, 3), 5);
        assert_eq!(told(&pace, 10_000, 1_000_000, 3), 30);
        let some = told(&pace, 2_000, 2_000_000, 5);
        assert!((8..=12).contains(&some), "{some}");
        assert_eq!(told(&pace, 100, 3_000_000, 3), 5);
    }

    #[test]
    fn a_clock_that_is_set_back_does_no_harm() {
        let pace = Pace::default();
        told(&pace, 10_000, 1_000_000, 2);
        assert_eq!(pace.idle_interval_s(Timestamp::from_ms(0), 5, 30), 5);
    }
}
