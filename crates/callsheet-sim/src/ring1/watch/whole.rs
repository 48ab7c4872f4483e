//! The whole book, after each request.

use callsheet_api::Timestamp;
use callsheet_core::check;
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::view::Key;

use super::super::book::{Book, Held, SessionRow, StepRow};
use super::super::oracle;
use super::rules::*;
use super::{Watch, unmet_of};

impl Watch {
    pub fn check(&mut self, book: &Book, held: &[Held], has_woken: bool, now: Timestamp) {
        self.check_workers(book);
        self.check_limits(book);
        for key in book.jobs.keys() {
            self.check_job(book, *key);
        }
        for ((queue, fleet), state) in &book.pairs {
            let drains = match state {
                AssociationState::Completing | AssociationState::Canceling => true,
                AssociationState::Active | AssociationState::Stopped => false,
            };
            let rests = !drains || book.has_sessions_of_pair(*queue, *fleet);
            self.require(rests, A_DRAINED_PAIR_STOPS, fleet);
        }
        for held in held {
            let may_wait = has_woken || oracle::best(book, held.worker, now).is_none();
            self.require(may_wait, NO_WORKER_IS_HELD_WHILE_WORK_WAITS, held.worker);
        }
        self.failing.clear();
    }

    fn check_limits(&mut self, book: &Book) {
        for (id, limit) in &book.limits {
            let held = book.open.iter().flat_map(|id| &book.sessions[id].limits);
            let held = held.filter(|holding| holding.limit_id == *id);
            let held: i64 = held.map(|holding| holding.count).sum();
            self.require(held == limit.current_count, COUNTS_EQUAL_A_RECOUNT, id);
        }
    }

    fn check_workers(&mut self, book: &Book) {
        for (id, row) in &book.workers {
            let of_it = |s: &&SessionRow| s.worker == *id;
            let open = book.open.iter().filter_map(|id| book.sessions.get(id));
            let open = open.filter(of_it).count();
            self.require(open <= 1, ONE_SESSION_A_WORKER, id);
            let counted = i64::try_from(open).is_ok_and(|open| open == row.open_sessions);
            self.require(counted, COUNTS_EQUAL_A_RECOUNT, id);
            if let Some(view) = book.worker_view(*id).filter(|_| open > 0) {
                self.violations.extend(check::worker(&view));
            }
        }
    }

    fn check_job(&mut self, book: &Book, key: Key) {
        let Some(view) = book.job_view(key) else {
            return;
        };
        self.violations.extend(check::job(&view));
        let job = &book.jobs[&key];
        let most = self.most_retries.entry(key).or_default();
        *most = (*most).max(job.max_retries);
        let open = i64::try_from(view.sessions.len()).unwrap_or(0);
        self.require(open == job.open_sessions, COUNTS_EQUAL_A_RECOUNT, job.id);
        self.require(job.status == job.counts.overall(), STATUSES_AGREE, job.id);
        // A job that nothing fits never began, so it never ended.
        let began = job.counts.of(TaskStatus::NotCompatible) < job.counts.total();
        let has_ended = job.counts.all_final();
        let ended = job.ended_at.is_some() == has_ended || !began;
        self.require(ended, STATUSES_AGREE, job.id);
        let interrupts = job.counts.of(TaskStatus::Interrupting) > 0;
        let updates = job.state == JobState::Updating;
        self.require(
            interrupts || !updates,
            AN_UPDATE_THAT_ARRIVED_IS_OVER,
            job.id,
        );
        for step in &job.steps {
            self.check_step(book, &book.steps[step], *step);
        }
        if self.failing.contains(&key) {
            let failed = job.counts.of(TaskStatus::Failed);
            let left = job.counts.total()
                - failed
                - job.counts.of(TaskStatus::Succeeded)
                - job.counts.of(TaskStatus::Canceled)
                - job.counts.of(TaskStatus::NotCompatible)
                - job.counts.of(TaskStatus::Interrupting);
            let goes_on = failed < job.max_failed.max(1) || left == 0;
            self.require(goes_on, FAILURES_STOP_THE_JOB, job.id);
        }
    }

    fn check_step(&mut self, book: &Book, step: &StepRow, key: Key) {
        let (mut counts, mut ahead, mut next) = (Counts::default(), 0, 0);
        let mut before_cursor = 0;
        for row in book.rows_of(key) {
            self.require(row.first >= next, TASKS_ARE_IN_ONE_ROW, step.id);
            next = row.first + row.count;
            counts.add(row.status, row.count);
            if row.first >= step.cursor {
                ahead += row.count;
            } else {
                before_cursor += row.count;
            }
            if row.status.is_held() {
                let entry = &book.tasks[&(key, row.first)];
                let held = entry
                    .held_by
                    .is_some_and(|(session, index)| !book.is_over(session, index));
                self.require(held, A_HELD_TASK_HAS_AN_OPEN_ACTION, step.id);
            }
        }
        counts.add(step.tail, step.task_count - step.cursor - step.ahead);
        self.require(counts == step.counts, COUNTS_EQUAL_A_RECOUNT, step.id);
        let whole = ahead == step.ahead && before_cursor == step.cursor;
        self.require(whole, TASKS_ARE_IN_ONE_ROW, step.id);
        self.require(
            step.status == step.counts.overall(),
            STATUSES_AGREE,
            step.id,
        );
        let interrupts = step.counts.of(TaskStatus::Interrupting) > 0;
        self.require(
            interrupts || !step.is_updating,
            AN_UPDATE_THAT_ARRIVED_IS_OVER,
            step.id,
        );
        if !step.dependencies.is_empty() && step.counts.of(TaskStatus::Pending) > 0 {
            self.require(unmet_of(book, step) > 0, NOBODY_WAITS_FOR_NOTHING, step.id);
            let doomed = step
                .dependencies
                .iter()
                .any(|on| is_doomed(&book.steps[on].counts));
            self.require(!doomed, NOBODY_WAITS_FOR_NOTHING, step.id);
        }
    }
}

fn is_doomed(counts: &Counts) -> bool {
    let badly = counts.of(TaskStatus::Failed) + counts.of(TaskStatus::Canceled);
    counts.all_final() && badly > 0
}
