//! How many task runs a session should hold ahead (`semantics.md` 4.7).
//!
//! A first task alone; then, going by how long the session's own tasks took, enough to keep the
//! worker busy for about a minute, growing in powers of two so that one quick task is not taken for
//! a promise. A minute or more a task: one at a time.

use callsheet_api::Timestamp;

use crate::view::SessionView;

/// How long what a session holds should keep its worker busy.
pub const BUSY_FOR_MS: i64 = 60_000;

/// The most task runs in one session at a time: a cancel list holds 100 ids, and setup and exits
/// need room in it.
pub const MOST_AHEAD: i64 = 64;

/// How many more task runs to hand to this session now.
pub fn wanted(session: &SessionView, now: Timestamp) -> i64 {
    let held = i64::try_from(session.task_runs().count()).unwrap_or(i64::MAX);
    let fair = fair_share(session.step.ready + held, session.job.open_sessions);
    goal_of(session, now).min(fair) - held
}

/// How many task runs this session should hold. What it is at now counts as soon as it takes longer
/// than those before it.
pub fn goal_of(session: &SessionView, now: Timestamp) -> i64 {
    let at_it_ms = now.as_ms() - session.progressed_at.as_ms();
    goal(session.tasks_done, session.tasks_ms, at_it_ms)
}

fn goal(tasks_done: i64, tasks_ms: i64, at_it_ms: i64) -> i64 {
    if tasks_done == 0 {
        return 1;
    }
    let task_ms = (tasks_ms / tasks_done).max(at_it_ms).max(1);
    let mut goal = 1;
    while goal <= tasks_done && goal < MOST_AHEAD && goal.saturating_mul(task_ms) < BUSY_FOR_MS {
        goal *= 2;
    }
    goal
}

/// The last tasks of a step are spread: a worker that hoards them lets the others idle.
fn fair_share(tasks: i64, workers: i64) -> i64 {
    let workers = workers.max(1);
    ((tasks + workers - 1) / workers).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of `semantics.md` 4.14: eight seconds a task.
    #[test]
    fn grants_double_until_a_minute_is_covered() {
        let goals: Vec<i64> = [0, 1, 3, 7, 15, 31]
            .map(|done| goal(done, done * 8_000, 0))
            .into();
        assert_eq!(goals, [1, 2, 4, 8, 8, 8]);
    }

    #[test]
    fn tasks_of_a_minute_come_one_at_a_time() {
        assert_eq!(goal(10, 10 * 75_000, 0), 1);
    }

    #[test]
    fn a_task_that_takes_long_counts_before_it_ends() {
        let goals = [0, 20_000, 40_000, 60_000].map(|at_it_ms| goal(31, 31 * 1_000, at_it_ms));
        assert_eq!(goals, [32, 4, 2, 1]);
    }

    #[test]
    fn no_session_holds_more_than_can_be_canceled_in_one_answer() {
        assert_eq!(goal(1_000_000, 0, 0), MOST_AHEAD);
    }

    #[test]
    fn the_last_tasks_are_shared() {
        assert_eq!(fair_share(10, 4), 3);
        assert_eq!(fair_share(1, 4), 1);
        assert_eq!(fair_share(5, 0), 5);
    }
}
