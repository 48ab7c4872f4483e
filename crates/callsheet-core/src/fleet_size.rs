//! How many workers a fleet that scales by events should have, and when its owner is told
//! (`semantics.md` 6.3, 8.1).

use callsheet_api::Timestamp;

use crate::scale_in::Bounds;

const MINUTE_MS: i64 = 60_000;

/// How often an owner is told again while the fleet has another size than it should.
const REMIND_MS: i64 = MINUTE_MS;

/// What was recommended last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FleetSize {
    pub recommended: i64,
    pub changed_at: Timestamp,
    pub told_at: Timestamp,
}

/// What is known of a fleet now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    pub bounds: Bounds,
    /// By how many workers it may grow in a minute.
    pub growth_per_minute: i64,
    /// How many workers would have something to do.
    pub needed: i64,
    /// How many there are.
    pub workers: i64,
    pub now: Timestamp,
}

/// The size from now on, if anything is to be said: it is another one, or the fleet still has not
/// got it.
pub fn news(before: Option<FleetSize>, situation: &Situation) -> Option<FleetSize> {
    let now = situation.now;
    let recommended = size(before, situation);
    let is_same = before.filter(|before| before.recommended == recommended);
    match is_same {
        None => Some(FleetSize {
            recommended,
            changed_at: now,
            told_at: now,
        }),
        Some(before) => {
            let is_time = now.as_ms() - before.told_at.as_ms() >= REMIND_MS;
            (is_time && situation.workers != recommended).then_some(FleetSize {
                told_at: now,
                ..before
            })
        }
    }
}

/// It shrinks at once and grows as fast as it may; one that was never sized begins with what it has.
fn size(before: Option<FleetSize>, situation: &Situation) -> i64 {
    let target = situation.bounds.size_for(situation.needed);
    let Some(before) = before else {
        return target.min(situation.workers + situation.growth_per_minute);
    };
    let since_ms = (situation.now.as_ms() - before.changed_at.as_ms()).clamp(0, MINUTE_MS);
    let growth = situation.growth_per_minute * since_ms / MINUTE_MS;
    target.min(before.recommended + growth)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        min: 1,
        max: 40,
        standby: 2,
        idle_ms: 0,
    };

    fn at(now_s: i64, needed: i64, workers: i64) -> Situation {
        Situation {
            bounds: BOUNDS,
            growth_per_minute: 10,
            needed,
            workers,
            now: Timestamp::from_ms(now_s * 1_000),
        }
    }

    /// semantics 6.3-2.
    #[test]
    fn semantics_6_3_a_fleet_grows_as_fast_as_it_may_and_shrinks_at_once() {
        let first = news(None, &at(0, 0, 0)).unwrap();
        assert_eq!(first.recommended, 2, "those on standby");
        let mut size = news(Some(first), &at(60, 100, 2)).unwrap();
        assert_eq!(size.recommended, 12);
        assert_eq!(
            news(Some(size), &at(63, 100, 12)),
            None,
            "less than a worker"
        );
        size = news(Some(size), &at(90, 100, 12)).unwrap();
        assert_eq!(size.recommended, 17);
        for s in [150, 210, 270] {
            size = news(Some(size), &at(s, 100, 12)).unwrap();
        }
        assert_eq!(size.recommended, 40, "the maximum");
        size = news(Some(size), &at(271, 3, 40)).unwrap();
        assert_eq!(size.recommended, 5);
    }

    #[test]
    fn semantics_8_1_an_owner_is_reminded_while_the_fleet_has_another_size() {
        let size = news(None, &at(0, 3, 0)).unwrap();
        assert_eq!(news(Some(size), &at(59, 3, 1)), None);
        assert_eq!(news(Some(size), &at(60, 3, 5)), None, "it has that size");
        let told = news(Some(size), &at(60, 3, 1)).unwrap();
        assert_eq!(
            (told.recommended, told.told_at),
            (5, Timestamp::from_ms(60_000))
        );
        assert_eq!(news(Some(told), &at(61, 3, 1)), None);
    }
}
