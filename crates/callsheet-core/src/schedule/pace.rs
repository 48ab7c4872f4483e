//! How large the next chunk of a step with `targetRuntimeSeconds` is (`semantics.md` 4.11): as many
//! tasks as should take that long, going by all chunks that have finished.

/// A chunk's tasks are written out in one action, so there is a limit.
const MOST_TASKS: i64 = 150;

/// With fewer tasks done than this, growth is held back: the first may not be like the others.
const FEW_TASKS: i64 = 10;

/// What a step with adaptive chunks has learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub chunk_size: i64,
    pub target_s: i64,
    pub tasks_done: i64,
    pub tasks_ms: i64,
}

impl Pace {
    /// Before anything is known a chunk has the template's default number of tasks.
    #[must_use]
    pub fn new(default_count: i64, target_s: i64) -> Self {
        Self {
            chunk_size: default_count.clamp(1, MOST_TASKS),
            target_s,
            tasks_done: 0,
            tasks_ms: 0,
        }
    }

    /// After a chunk of `tasks` took so long. Wide numbers, because times come from outside.
    #[must_use]
    pub fn after(self, tasks: i64, ms: i64) -> Self {
        let tasks_done = self.tasks_done.saturating_add(tasks);
        let tasks_ms = self.tasks_ms.saturating_add(ms.max(0));
        // How many fit, times how long all of them took: no fraction is lost.
        let target_ms = i128::from(self.target_s) * 1_000;
        let fitting = target_ms.saturating_mul(tasks_done.into());
        let ms = i128::from(tasks_ms.max(1));
        let grows = fitting > i128::from(self.chunk_size) * ms;
        let size = if grows && tasks_done < FEW_TASKS {
            fitting.saturating_add(3 * i128::from(self.chunk_size) * ms) / (4 * ms)
        } else {
            fitting / ms
        };
        let size = size.clamp(1, i128::from(MOST_TASKS));
        Self {
            chunk_size: i64::try_from(size).unwrap_or(MOST_TASKS),
            tasks_done,
            tasks_ms,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semantics_4_14_adaptive_chunks() {
        assert_eq!(Pace::new(10, 300).after(10, 100_000).chunk_size, 30);
        assert_eq!(Pace::new(5, 300).after(5, 50_000).chunk_size, 11);
    }

    #[test]
    fn a_chunk_shrinks_at_once_and_never_to_nothing() {
        assert_eq!(Pace::new(8, 60).after(8, 160_000).chunk_size, 3);
        assert_eq!(Pace::new(8, 1).after(8, 160_000).chunk_size, 1);
    }

    #[test]
    fn all_finished_chunks_count_and_growth_has_an_end() {
        let pace = Pace::new(10, 100).after(10, 10_000).after(90, 990_000);
        assert_eq!((pace.tasks_done, pace.chunk_size), (100, 10));
        assert_eq!(Pace::new(10, 3_600).after(10, 0).chunk_size, MOST_TASKS);
        assert_eq!(
            Pace::new(10, i64::MAX).after(i64::MAX, 0).chunk_size,
            MOST_TASKS
        );
    }
}
