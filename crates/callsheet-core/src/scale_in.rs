//! When a fleet lets a worker go (`semantics.md` 6.3): it has been idle for long enough, and what
//! is left is still all that is needed.

/// How many workers a fleet is to have, whatever there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub min: i64,
    pub max: i64,
    /// Kept warm beyond those that work.
    pub standby: i64,
    pub idle_ms: i64,
}

/// A fleet's workers that may be given work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crew {
    pub online: i64,
    pub busy: i64,
}

/// Is one idle worker of this crew too many? It has just asked, and there was nothing for it.
pub fn is_surplus(bounds: Bounds, crew: Crew, idle_ms: i64) -> bool {
    idle_ms >= bounds.idle_ms && crew.online > bounds.size_for(crew.busy)
}

impl Bounds {
    /// With so many workers that have something to do. Standby workers outweigh a smaller minimum,
    /// a maximum outweighs both.
    pub fn size_for(&self, needed: i64) -> i64 {
        (needed + self.standby).min(self.max).max(self.min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        min: 1,
        max: 4,
        standby: 1,
        idle_ms: 300_000,
    };

    fn surplus(online: i64, busy: i64, idle_s: i64) -> bool {
        is_surplus(BOUNDS, Crew { online, busy }, idle_s * 1_000)
    }

    /// semantics 6.3-5.
    #[test]
    fn the_minimum_and_those_on_standby_stay() {
        assert!(!surplus(1, 0, 9_999));
        assert!(surplus(2, 0, 300));
        assert!(!surplus(3, 2, 9_999));
        assert!(surplus(4, 2, 300));
    }

    /// semantics 6.3-5.
    #[test]
    fn nobody_goes_before_its_time() {
        assert!(!surplus(9, 0, 299));
        assert!(surplus(9, 0, 300));
    }

    #[test]
    fn more_than_the_maximum_are_too_many_even_when_all_the_others_work() {
        assert!(surplus(6, 5, 300));
        assert!(!surplus(4, 4, 300));
    }
}
