//! How long jobs are kept (`semantics.md` 3.10).

use callsheet_api::Timestamp;

use crate::lifecycle::job::JobState;

/// A job as far as it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub state: JobState,
    pub open_sessions: i64,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

impl Kept {
    /// Since when a job has been of no use but to look at; `None` while somebody may wait for it.
    /// It is counted from its submission, or from its end if that came later: what took longer than
    /// jobs are kept shall not go in the minute in which it ends.
    #[must_use]
    pub fn at_rest_since(&self) -> Option<Timestamp> {
        if self.open_sessions > 0 {
            return None;
        }
        let later =
            |time: Option<Timestamp>| time.map_or(self.created_at, |t| t.max(self.created_at));
        match self.state {
            JobState::Creating | JobState::Updating => None,
            JobState::CreateFailed => Some(self.created_at),
            // Nothing changes an archived job, so its last change was its archiving.
            JobState::Archived => Some(later(self.updated_at)),
            // There is an end only when all its tasks have come to theirs; suspended ones have not.
            JobState::Created | JobState::Updated => self.ended_at.map(|_| later(self.ended_at)),
        }
    }

    #[must_use]
    pub fn may_go(&self, before: Timestamp) -> bool {
        self.at_rest_since().is_some_and(|since| since < before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(state: JobState) -> Kept {
        Kept {
            state,
            open_sessions: 0,
            created_at: Timestamp::from_ms(10),
            updated_at: Some(Timestamp::from_ms(30)),
            ended_at: Some(Timestamp::from_ms(20)),
        }
    }

    /// semantics 3.10: only what has ended or was archived goes.
    #[test]
    fn what_somebody_may_wait_for_is_kept() {
        let since = |kept: Kept| kept.at_rest_since().map(|since| since.as_ms());
        for (state, at_rest, unended) in [
            (JobState::Creating, None, None),
            (JobState::CreateFailed, Some(10), Some(10)),
            (JobState::Created, Some(20), None),
            (JobState::Updating, None, None),
            (JobState::Updated, Some(20), None),
            (JobState::Archived, Some(30), Some(30)),
        ] {
            let mut kept = job(state);
            assert_eq!(since(kept), at_rest, "{state:?}");
            kept.ended_at = None;
            assert_eq!(since(kept), unended, "{state:?}");
            kept.open_sessions = 1;
            assert_eq!(since(kept), None, "{state:?}");
        }
    }

    #[test]
    fn the_time_is_over_when_all_of_it_has_passed() {
        let ended = job(JobState::Updated);
        assert!(!ended.may_go(Timestamp::from_ms(20)));
        assert!(ended.may_go(Timestamp::from_ms(21)));
    }
}
