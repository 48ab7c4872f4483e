//! Bugs in what is said of session actions, and told.

use super::super::bugs::{Bug, Decision, Moment};
use super::super::watch::rules::*;
use super::{actions, bug, decided, session_of};
use callsheet_core::change::Change;
use callsheet_core::lifecycle::action::{ActionState, Outcome};

pub static ALL: &[Bug] = &[
    bug(
        "a cancel forgets the last action",
        A_CANCEL_NAMES_ALL_THAT_FOLLOWS,
        |at| {
            if let Moment::Answered(answer, _) = at
                && answer.canceled.len() > 1
            {
                answer.canceled.pop();
            }
        },
    ),
    bug("no cancel is ever told", AN_ANSWER_TELLS_ALL, |at| {
        if let Moment::Answered(answer, _) = at {
            answer.canceled.clear();
        }
    }),
    bug(
        "an answer tells only of later actions",
        AN_ANSWER_TELLS_ALL,
        |at| {
            if let Moment::Answered(answer, _) = at {
                for session in &mut answer.sessions {
                    session.actions.drain(..session.actions.len().min(1));
                }
            }
        },
    ),
    bug(
        "a report is answered and dropped",
        WHAT_WAS_ANSWERED_STAYS,
        |at| {
            if let Moment::Heard(said, _) = at {
                said.updated_session_actions = None;
            }
        },
    ),
    bug(
        "a late report overwrites what ended",
        AN_ENDED_ACTION_STAYS,
        |at| {
            let Some((Decision::Absorbed, changes, book)) = decided(at) else {
                return;
            };
            let ended = changes.iter().find_map(|change| {
                let session = session_of(change)?;
                let mut actions = book.actions_of(session);
                let (index, row) = actions.find(|(_, row)| row.state.is_ended())?;
                Some((session, index, row.kind))
            });
            if let Some((session, index, kind)) = ended {
                let state = ActionState::Assigned;
                let words = None;
                changes.push(Change::Action {
                    session,
                    index,
                    kind,
                    state,
                    words,
                });
            }
        },
    ),
    bug(
        "what was never attempted has times",
        NEVER_ATTEMPTED_HAS_NO_TIMES,
        |at| {
            actions(at, |state| {
                if let ActionState::Ended {
                    outcome: Outcome::NeverAttempted,
                    started_at,
                    ended_at,
                } = state
                {
                    *started_at = Some(*ended_at);
                }
            });
        },
    ),
    bug(
        "an action ends before it starts",
        NO_END_BEFORE_ITS_START,
        |at| {
            actions(at, |state| {
                if let ActionState::Ended {
                    started_at: Some(start),
                    ended_at,
                    ..
                } = state
                {
                    std::mem::swap(start, ended_at);
                }
            });
        },
    ),
];
