//! How long jobs are kept (`semantics.md` 3.10).

use callsheet_api::Timestamp;

use crate::counts::TaskStatus;
use crate::lifecycle::job::JobState;

/// A job as far as it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub state: JobState,
    /// Absent until its tasks exist.
    pub status: Option<TaskStatus>,
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
            // Suspended work is put away only by being archived.
            JobState::Created | JobState::Updated => {
                let has_ended = self.status.is_some_and(TaskStatus::is_final);
                has_ended.then(|| later(self.ended_at))
            }
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

    fn job(state: JobState, status: Option<TaskStatus>) -> Kept {
        Kept {
            state,
            status,
            open_sessions: 0,
            created_at: Timestamp::from_ms(10),
            updated_at: Some(Timestamp::from_ms(30)),
            ended_at: Some(Timestamp::from_ms(20)),
        }
    }

    /// semantics 3.10: only what has ended or was archived goes.
    #[test]
    fn what_somebody_may_wait_for_is_kept() {
        let since = |state, status| job(state, status).at_rest_since().map(|t| t.as_ms());
        for status in TaskStatus::ALL {
            let expected = status.is_final().then_some(20);
            assert_eq!(
                since(JobState::Created, Some(status)),
                expected,
                "{status:?}"
            );
            assert_eq!(since(JobState::Updating, Some(status)), None);
            assert_eq!(since(JobState::Archived, Some(status)), Some(30));
        }
        assert_eq!(since(JobState::Creating, None), None);
        assert_eq!(since(JobState::CreateFailed, None), Some(10));
        let mut held = job(JobState::Archived, Some(TaskStatus::Canceled));
        held.open_sessions = 1;
        assert_eq!(held.at_rest_since(), None);
    }

    #[test]
    fn the_time_is_over_when_all_of_it_has_passed() {
        let ended = job(JobState::Updated, Some(TaskStatus::Failed));
        assert!(!ended.may_go(Timestamp::from_ms(20)));
        assert!(ended.may_go(Timestamp::from_ms(21)));
    }
}
