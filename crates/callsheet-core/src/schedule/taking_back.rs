//! A worker was handed several tasks because they were quick, and now one of them takes long: those
//! behind it would wait for it while others have nothing to do. They are taken back.
//!
//! A session is asked to give up what it holds beyond its goal, from the end. What it has not begun
//! ends NEVER_ATTEMPTED and waits for anybody; the session goes on (`semantics.md` 2.7, 5.6).

use callsheet_api::Timestamp;

use super::{gates, pipeline};
use crate::aim::stop_from;
use crate::change::Changes;
use crate::lifecycle::action::ActionState;
use crate::view::SessionView;

pub fn take_back(session: &mut SessionView, now: Timestamp) -> Changes {
    let mut changes = Changes::default();
    if let Some(index) = first_too_many(session, now) {
        stop_from(session, index, now, &mut changes);
    }
    changes
}

/// The first of its task runs that somebody else could have begun by now.
fn first_too_many(session: &SessionView, now: Timestamp) -> Option<i64> {
    // While others find tasks that wait, or may not help, nothing is gained.
    let may_others_help = gates::one_more_worker_may_begin(&session.job).is_ok();
    if session.is_winding_down() || session.step.ready > 0 || !may_others_help {
        return None;
    }
    let keeps = usize::try_from(pipeline::goal_of(session, now)).ok()?;
    let first = session.task_runs().nth(keeps)?;
    match first.state {
        ActionState::Assigned => Some(first.index),
        ActionState::Running { .. } | ActionState::Canceling { .. } | ActionState::Ended { .. } => {
            None
        }
    }
}
