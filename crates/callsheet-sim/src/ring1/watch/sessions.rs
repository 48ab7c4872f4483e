//! Changes of sessions and their actions, one by one, before they are written.

use callsheet_api::ids::{QueueId, SessionId};
use callsheet_core::change::Change;
use callsheet_core::lifecycle::action::{ActionState, Outcome};
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::view::ActionKind;

use super::super::book::Book;
use super::super::bugs::Decision;
use super::super::changes::tasks_of;
use super::Watch;
use super::rules::*;

impl Watch {
    pub(super) fn sees_opening(&mut self, book: &Book, change: &Change) {
        let Change::OpenSession {
            id,
            job,
            step,
            worker,
            fleet,
            ..
        } = change
        else {
            return;
        };
        if let Some(other) = book.session_of(*worker) {
            let queue = queue_of(book, other);
            let is_same = queue == Some(job.queue);
            self.require(is_same, ONE_QUEUE_A_WORKER, id);
            self.broken(ONE_SESSION_A_WORKER, id);
        }
        let Some(row) = book.jobs.get(&job.key) else {
            return;
        };
        let takes = book
            .workers
            .get(worker)
            .is_some_and(|w| w.state.takes_work());
        self.require(takes, NO_WORK_FOR_ONE_THAT_LEAVES, id);
        let has_room = row.max_workers.is_none_or(|most| row.open_sessions < most);
        self.require(has_room, WORKERS_WITHIN_THE_MAXIMUM, id);
        let pair = book.pairs.get(&(row.queue, *fleet));
        self.require(
            pair == Some(&AssociationState::Active),
            NO_WORK_ACROSS_A_STOPPED_PAIR,
            id,
        );
        self.require(row.state.may_be_updated(), AN_ARCHIVED_JOB_STAYS, id);
        let fits = book
            .steps
            .get(&step.key)
            .is_some_and(|s| s.fleets.contains(fleet));
        self.require(fits, ONLY_FLEETS_THAT_FIT, id);
    }

    pub(super) fn sees_session(&mut self, book: &Book, by: Decision, change: &Change) {
        let Change::Session {
            id, state, broken, ..
        } = change
        else {
            return;
        };
        let Some(row) = book.sessions.get(id) else {
            return;
        };
        let is_open = row.state.ended_at().is_none();
        self.require(is_open, A_SESSION_ENDS_ONCE, id);
        if state.ended_at().is_some() && !by.is_loss() {
            let entered = entered(book, *id);
            let all_left = entered.iter().all(|ordinal| has_left(book, *id, *ordinal));
            self.require(all_left, WHAT_IS_ENTERED_IS_LEFT, id);
        }
        let breaks = book
            .actions_of(*id)
            .any(|(_, action)| breaks(action.kind, action.state));
        let goes_on = state.ended_at().is_none();
        self.require(
            *broken || !breaks || !goes_on,
            A_BROKEN_SESSION_GETS_NOTHING,
            id,
        );
    }

    pub(super) fn sees_new_action(&mut self, book: &Book, session: SessionId, kind: ActionKind) {
        let mut open = 0;
        for (_, action) in book.actions_of(session) {
            open += i64::from(!action.state.is_ended());
            if kind.is_exit() {
                continue;
            }
            let broke = breaks(action.kind, action.state);
            self.require(!broke, A_BROKEN_SESSION_GETS_NOTHING, session);
            let canceling = matches!(action.state, ActionState::Canceling { .. });
            self.require(!canceling, A_CANCEL_NAMES_ALL_THAT_FOLLOWS, session);
            self.require(
                !action.kind.is_exit(),
                A_SESSION_THAT_LEAVES_GETS_NOTHING,
                session,
            );
        }
        self.require(open < 100, FEW_ENOUGH_TO_CANCEL, session);
        let Some(row) = book.sessions.get(&session) else {
            return;
        };
        let takes = book
            .workers
            .get(&row.worker)
            .is_some_and(|w| w.state.takes_work());
        self.require(
            takes || kind.is_exit(),
            NO_WORK_FOR_ONE_THAT_LEAVES,
            session,
        );
        self.sees_environment(book, session, kind);
    }

    /// Entered in order, left in reverse, each once.
    pub(super) fn sees_environment(&mut self, book: &Book, session: SessionId, kind: ActionKind) {
        let mut actions = book.actions_of(session).map(|(_, action)| action.kind);
        let in_order = match kind {
            ActionKind::EnvEnter { ordinal } => {
                let before = actions
                    .filter(|k| matches!(k, ActionKind::EnvEnter { .. }))
                    .count();
                i64::try_from(before).is_ok_and(|before| before == ordinal)
            }
            ActionKind::EnvExit { ordinal } => {
                let left = |k: &ActionKind| match k {
                    ActionKind::EnvExit { ordinal } => Some(*ordinal),
                    ActionKind::SyncJob
                    | ActionKind::SyncStep
                    | ActionKind::EnvEnter { .. }
                    | ActionKind::TaskRun { .. } => None,
                };
                let lowest = actions.filter_map(|k| left(&k)).min();
                lowest.is_none_or(|lowest| ordinal < lowest)
            }
            ActionKind::TaskRun { .. } | ActionKind::SyncJob | ActionKind::SyncStep => {
                actions.all(|k| !k.is_exit())
            }
        };
        self.require(in_order, ENVIRONMENTS_NEST, session);
    }

    pub(super) fn sees_action(
        &mut self,
        book: &Book,
        by: Decision,
        place: (SessionId, i64),
        state: &ActionState,
    ) {
        let Some(row) = book.actions.get(&place) else {
            return;
        };
        let name = format!("{}-{}", place.0, place.1);
        let is_kept = !row.state.is_ended() || row.state == *state;
        self.require(is_kept, AN_ENDED_ACTION_STAYS, &name);
        let ran = row.state.has_started();
        if let ActionState::Ended {
            outcome,
            started_at,
            ended_at,
        } = state
        {
            let never = *outcome == Outcome::NeverAttempted;
            self.require(
                !never || started_at.is_none(),
                NEVER_ATTEMPTED_HAS_NO_TIMES,
                &name,
            );
            self.require(!never || !ran, NEVER_ATTEMPTED_HAS_NO_TIMES, &name);
            let in_order = started_at.is_none_or(|start| start <= *ended_at);
            self.require(in_order, NO_END_BEFORE_ITS_START, &name);
        }
        let started = state.started_at();
        let is_same = row.state.started_at().is_none_or(|at| started == Some(at));
        let is_clamped = state.is_ended();
        self.require(is_same || is_clamped, WHAT_WAS_ANSWERED_STAYS, &name);
        if let (Some(tasks), ActionState::Ended { outcome, .. }) = (tasks_of(row.kind), state)
            && !row.state.is_ended()
        {
            self.count_try(book, by, place.0, tasks, *outcome);
        }
    }
}

fn breaks(kind: ActionKind, state: ActionState) -> bool {
    match state {
        ActionState::Ended { outcome, .. } => outcome.breaks_the_session() && !kind.is_exit(),
        ActionState::Assigned | ActionState::Running { .. } | ActionState::Canceling { .. } => {
            false
        }
    }
}

/// Environments that were entered, or tried.
fn entered(book: &Book, session: SessionId) -> Vec<i64> {
    let tried = |state: &ActionState| match state {
        ActionState::Ended {
            outcome: Outcome::Succeeded | Outcome::Failed,
            ..
        } => true,
        ActionState::Ended { started_at, .. } | ActionState::Canceling { started_at } => {
            started_at.is_some()
        }
        ActionState::Running { .. } => true,
        ActionState::Assigned => false,
    };
    let entered = book.actions_of(session).filter_map(|(_, a)| match a.kind {
        ActionKind::EnvEnter { ordinal } => tried(&a.state).then_some(ordinal),
        ActionKind::SyncJob
        | ActionKind::SyncStep
        | ActionKind::TaskRun { .. }
        | ActionKind::EnvExit { .. } => None,
    });
    entered.collect()
}

fn has_left(book: &Book, session: SessionId, wanted: i64) -> bool {
    book.actions_of(session).any(|(_, action)| {
        action.kind == ActionKind::EnvExit { ordinal: wanted } && action.state.is_ended()
    })
}

fn queue_of(book: &Book, session: SessionId) -> Option<QueueId> {
    let job = book.sessions.get(&session)?.job_key;
    Some(book.jobs.get(&job)?.queue)
}
