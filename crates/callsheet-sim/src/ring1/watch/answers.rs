//! Planning, against the slow planner; and what a worker is told of it.

use callsheet_api::Timestamp;
use callsheet_api::ids::WorkerId;
use callsheet_api::types::UpdateWorkerScheduleRequest;
use callsheet_core::change::Changes;
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::view::WorkerView;

use super::super::agent::Answer;
use super::super::book::{Book, SILENCE_MS};
use super::super::oracle;
use super::Watch;
use super::rules::*;

impl Watch {
    pub fn before_planning(&mut self, book: &Book, worker: &WorkerView, now: Timestamp) {
        self.expected = oracle::choose(book, worker.id, now);
    }

    pub fn planned(&mut self, worker: &WorkerView, plan: &Changes) {
        let Some(expected) = self.expected.take() else {
            return;
        };
        if let Err(why) = oracle::compare(worker, &expected, plan) {
            self.broken(THE_PLANNER_CHOOSES_THE_BEST, why);
        }
    }
}

impl Watch {
    pub fn answered(
        &mut self,
        book: &Book,
        id: WorkerId,
        answer: &Answer,
        input: &UpdateWorkerScheduleRequest,
    ) {
        let name = id;
        let should: Vec<_> = book.session_of(id).into_iter().collect();
        let said: Vec<_> = answer.sessions.iter().map(|assigned| assigned.id).collect();
        self.require(should == said, AN_ANSWER_TELLS_ALL, name);
        let is_idle = answer.sessions.is_empty();
        self.require(
            !answer.desires_stop || is_idle,
            NO_STOP_WITH_A_SESSION,
            name,
        );
        let interval_fits = answer.interval_ms <= SILENCE_MS / 3;
        self.require(interval_fits, ASKED_OFTEN_ENOUGH, name);
        for assigned in &answer.sessions {
            let open = book
                .actions_of(assigned.id)
                .filter(|(_, a)| !a.state.is_ended());
            let open: Vec<_> = open.collect();
            let indexes = assigned.actions.iter();
            let indexes = indexes.map(|(id, _)| i64::try_from(id.index()).unwrap_or(-1));
            let is_all = indexes.eq(open.iter().map(|(index, _)| *index));
            self.require(is_all, AN_ANSWER_TELLS_ALL, name);
            let mut has_canceled = false;
            for (index, action) in open {
                let named = answer.canceled.iter().any(|canceled| {
                    canceled.session() == assigned.id
                        && i64::try_from(canceled.index()) == Ok(index)
                });
                let follows = has_canceled && !action.kind.is_exit();
                self.require(named || !follows, A_CANCEL_NAMES_ALL_THAT_FOLLOWS, name);
                has_canceled |= named;
                let cancels = matches!(action.state, ActionState::Canceling { .. });
                self.require(named == cancels, AN_ANSWER_TELLS_ALL, name);
            }
        }
        for (action, info) in input.updated_session_actions.iter().flatten() {
            let index = i64::try_from(action.index()).unwrap_or(-1);
            let is_its = book.session_of(id) == Some(action.session());
            let is_kept = info.completed_status.is_none() || book.is_over(action.session(), index);
            self.require(is_kept || !is_its, WHAT_WAS_ANSWERED_STAYS, action);
        }
    }
}
