//! What must hold over time: each change is looked at before it is written, and the whole book
//! after each request. What one worker or job shows of itself is `callsheet_core::check`'s.

use std::collections::{BTreeMap, BTreeSet};

use callsheet_api::Timestamp;
use callsheet_api::ids::{SessionId, WorkerId};
use callsheet_api::types::UpdateWorkerScheduleRequest;
use callsheet_core::change::{Change, Changes};
use callsheet_core::check::{self, Violation};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::action::{ActionState, Outcome};
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::lifecycle::task::{HeldTask, LOSSES_THAT_COUNT_AS_A_FAILURE, Target};
use callsheet_core::lifecycle::worker::WorkerEvent;
use callsheet_core::view::{ActionKind, Key, WorkerView};

use super::agent::Answer;
use super::book::{Book, SessionRow, StepRow};
use super::bugs::Decision;
use super::changes::tasks_of;
use super::oracle;
use super::service::{Held, SILENCE_MS, SWEPT_AFTER_MS};

/// How often a server sweeps.
pub const SWEEP_EVERY_MS: i64 = 10_000;

#[derive(Default)]
pub struct Watch {
    pub violations: Vec<Violation>,
    /// Tasks whose success was taken in, and that nobody asked to run again.
    succeeded: BTreeSet<(Key, i64)>,
    tries: BTreeMap<(Key, i64), Tries>,
    /// The most retries that a job ever allowed.
    most_retries: BTreeMap<Key, i64>,
    /// Jobs in which failures grew in this request.
    failing: BTreeSet<Key>,
    /// What the planner should choose for the worker that is being planned for.
    expected: Option<oracle::Choice>,
    aimed: Option<Aimed>,
    clock: Clock,
}

#[derive(Default, Clone, Copy)]
struct Tries {
    failures: i64,
    losses: i64,
}

/// What a target should make of each task that no session holds.
struct Aimed(BTreeMap<(Key, i64), TaskStatus>);

/// How long somebody has been there to hear.
#[derive(Default)]
struct Clock {
    served_ms: i64,
    /// Since the last time that nobody was.
    continuous_ms: i64,
    last_ms: i64,
    is_up: bool,
    heard: BTreeMap<WorkerId, i64>,
}

/// Where every task of a job stands, one by one.
pub type Statuses = BTreeMap<(Key, i64), (TaskStatus, i64)>;

impl Watch {
    pub fn broken(&mut self, rule: &'static str, place: impl std::fmt::Display) {
        let place = place.to_string();
        self.violations.push(Violation { rule, place });
    }

    fn require(&mut self, holds: bool, rule: &'static str, place: impl std::fmt::Display) {
        if !holds {
            self.broken(rule, place);
        }
    }

    /// One change, before it is written.
    pub fn sees(&mut self, book: &Book, by: Decision, change: &Change) {
        match change {
            Change::Worker { .. }
            | Change::Cursor { .. }
            | Change::StepTarget { .. }
            | Change::Pace { .. } => {}
            Change::AcquireLimits { queue, taken, .. } => {
                for holding in taken {
                    let views = book.limits_of(*queue);
                    let limit = views.iter().find(|limit| limit.id == holding.limit_id);
                    let is_enough = limit.is_some_and(|limit| {
                        let after = limit.current_count + holding.count;
                        limit.max_count < 0 || after <= limit.max_count
                    });
                    self.require(is_enough, LIMITS_ARE_NEVER_EXCEEDED, holding.limit_id);
                    let active = limit.is_some_and(|l| l.state == AssociationState::Active);
                    self.require(active, A_STOPPED_LIMIT_GIVES_NOTHING, holding.limit_id);
                }
            }
            Change::ReleaseLimits { session, .. } => {
                let runs = book
                    .actions_of(*session)
                    .any(|(_, action)| action.kind.is_task_run() && !action.state.is_ended());
                self.require(
                    !runs || by.is_loss(),
                    LIMITS_ARE_HELD_WHILE_IT_RUNS,
                    session,
                );
            }
            Change::OpenSession { .. } => self.sees_opening(book, change),
            Change::Session { .. } => self.sees_session(book, by, change),
            Change::AddAction { session, kind, .. } => self.sees_new_action(book, *session, *kind),
            Change::Action {
                session,
                index,
                state,
                ..
            } => self.sees_action(book, by, (*session, *index), state),
            Change::Hand { .. } => self.sees_hand(book, change),
            Change::Task { .. } => self.sees_task(book, by, change),
            Change::Tasks { .. } => self.sees_tasks(book, by, change),
            Change::OneTask {
                step_key,
                index,
                from,
                to,
                ..
            } => {
                let stands = status_of(book, *step_key, *index);
                self.require(stands == *from, TASKS_MOVE_FROM_WHERE_THEY_STAND, index);
                self.asked_again(book, *step_key, *index, *to);
                self.failed(book, *step_key, *to);
            }
            Change::Dependencies { step_key, unmet } => {
                let unmet_now = book
                    .steps
                    .get(step_key)
                    .map_or(0, |step| unmet_of(book, step));
                self.require(*unmet == unmet_now, COUNTS_EQUAL_A_RECOUNT, step_key);
            }
            Change::Job { key, state, .. } => {
                let before = book.jobs.get(key).map(|job| job.state);
                let is_kept = before != Some(JobState::Archived) || *state == JobState::Archived;
                self.require(is_kept, AN_ARCHIVED_JOB_STAYS, key);
            }
        }
    }

    fn sees_opening(&mut self, book: &Book, change: &Change) {
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

    fn sees_session(&mut self, book: &Book, by: Decision, change: &Change) {
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

    fn sees_new_action(&mut self, book: &Book, session: SessionId, kind: ActionKind) {
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
    fn sees_environment(&mut self, book: &Book, session: SessionId, kind: ActionKind) {
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

    fn sees_action(
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

    fn count_try(
        &mut self,
        book: &Book,
        by: Decision,
        session: SessionId,
        (first, _): (i64, i64),
        outcome: Outcome,
    ) {
        let Some(step) = book.sessions.get(&session).map(|s| s.step_key) else {
            return;
        };
        let is_aimed = book
            .tasks
            .get(&(step, first))
            .is_some_and(|t| t.target.is_some());
        let tries = self.tries.entry((step, first)).or_default();
        match outcome {
            Outcome::Failed if !is_aimed => tries.failures += 1,
            Outcome::Interrupted if by.is_loss() && !is_aimed => tries.losses += 1,
            Outcome::Failed
            | Outcome::Succeeded
            | Outcome::Interrupted
            | Outcome::Canceled
            | Outcome::NeverAttempted => {}
        }
        if !by.is_loss() {
            tries.losses = 0;
        }
        if tries.losses >= LOSSES_THAT_COUNT_AS_A_FAILURE {
            (tries.losses, tries.failures) = (0, tries.failures + 1);
        }
    }

    fn sees_hand(&mut self, book: &Book, change: &Change) {
        let Change::Hand {
            step_key,
            first,
            count,
            from,
            session,
            ..
        } = change
        else {
            return;
        };
        let Some(step) = book.steps.get(step_key) else {
            return;
        };
        let name = format!("{}, task {first}", step.id);
        for index in *first..*first + *count {
            let stands = status_of(book, *step_key, index);
            self.require(
                stands == TaskStatus::Ready,
                ONLY_READY_TASKS_ARE_HANDED_OUT,
                &name,
            );
            let again = self.succeeded.contains(&(*step_key, index));
            self.require(!again, A_SUCCESS_IS_COUNTED_ONCE, &name);
        }
        self.require(
            *from == TaskStatus::Ready,
            ONLY_READY_TASKS_ARE_HANDED_OUT,
            &name,
        );
        let has_begun = step.counts.held()
            + step.counts.of(TaskStatus::Succeeded)
            + step.counts.of(TaskStatus::Failed)
            > 0;
        let may_run = unmet_of(book, step) == 0 || has_begun;
        self.require(may_run, NO_TASK_BEFORE_ITS_DEPENDENCIES, &name);
        self.require(
            is_one_chunk(step, *first, *count),
            CHUNKS_STAY_WITHIN_A_ROW,
            &name,
        );
        let most = self
            .most_retries
            .get(&step.job_key)
            .copied()
            .unwrap_or(i64::MAX);
        let failures = self
            .tries
            .get(&(*step_key, *first))
            .map_or(0, |t| t.failures);
        self.require(failures <= most, RETRIES_WITHIN_THE_MAXIMUM, &name);
        let Some(job) = book.jobs.get(&step.job_key) else {
            return;
        };
        let has_room = job.max_workers.is_none_or(|most| job.open_sessions <= most);
        self.require(has_room, WORKERS_WITHIN_THE_MAXIMUM, &name);
        let is_elsewhere = book.open.iter().filter(|id| *id != session).any(|id| {
            let of_step = book
                .sessions
                .get(id)
                .is_some_and(|s| s.step_key == *step_key);
            of_step && runs(book, *id, *first)
        });
        self.require(!is_elsewhere, ONE_OPEN_ACTION_A_TASK, &name);
    }

    fn sees_task(&mut self, book: &Book, by: Decision, change: &Change) {
        let Change::Task {
            step_key,
            first,
            count,
            from,
            to,
            ..
        } = change
        else {
            return;
        };
        let name = format!("step {step_key}, task {first}");
        let Some(task) = book.tasks.get(&(*step_key, *first)) else {
            return;
        };
        self.require(
            task.status == *from,
            TASKS_MOVE_FROM_WHERE_THEY_STAND,
            &name,
        );
        if to.status == *from && to.attempts.retries > task.retries {
            // Its session could not be set up.
            self.tries.entry((*step_key, *first)).or_default().failures += 1;
        }
        if let Some(target) = task.target
            && *from == TaskStatus::Interrupting
            && !to.status.is_held()
        {
            let arrives = has_arrived(target, to);
            self.require(arrives, A_TARGET_IS_REACHED, &name);
        }
        for index in *first..*first + *count {
            if to.status == TaskStatus::Succeeded {
                let is_new = self.succeeded.insert((*step_key, index));
                self.require(is_new, A_SUCCESS_IS_COUNTED_ONCE, &name);
            }
        }
        if by.is_loss() {
            self.require(!to.status.is_held(), A_LOST_WORKER_HOLDS_NOTHING, &name);
        }
        self.failed(book, *step_key, to.status);
    }

    fn sees_tasks(&mut self, book: &Book, by: Decision, change: &Change) {
        let Change::Tasks {
            step_key, from, to, ..
        } = change
        else {
            return;
        };
        let Some(step) = book.steps.get(step_key) else {
            return;
        };
        let name = format!("step {step_key}, {from:?}");
        self.require(!from.is_held(), TASKS_MOVE_FROM_WHERE_THEY_STAND, &name);
        let by_caller = matches!(by, Decision::Aimed(_));
        let is_final = from.is_final() && *from != TaskStatus::NotCompatible;
        let is_done = is_final && step.counts.of(*from) > 0;
        self.require(by_caller || !is_done, WHAT_WAS_ANSWERED_STAYS, &name);
        if *to == TaskStatus::Ready && !by_caller {
            let unmet = unmet_of(book, step);
            self.require(unmet == 0, NO_TASK_BEFORE_ITS_DEPENDENCIES, &name);
        }
        for index in 0..step.task_count {
            if status_of(book, *step_key, index) == *from {
                self.asked_again(book, *step_key, index, *to);
            }
        }
        self.failed(book, *step_key, *to);
    }

    /// A caller's word makes a task's past the past.
    fn asked_again(&mut self, book: &Book, step: Key, index: i64, to: TaskStatus) {
        if to == TaskStatus::Succeeded {
            self.succeeded.insert((step, index));
        } else {
            self.succeeded.remove(&(step, index));
        }
        if let Some(row) = book.task_row(step, index) {
            let most = book.jobs[&book.steps[&step].job_key].max_retries;
            let tries = self.tries.entry((step, index)).or_default();
            (tries.failures, tries.losses) = (row.retries.min(most), row.losses);
        }
    }

    fn failed(&mut self, book: &Book, step: Key, to: TaskStatus) {
        if let Some(step) = book.steps.get(&step).filter(|_| to == TaskStatus::Failed) {
            self.failing.insert(step.job_key);
        }
    }
}

/// Targets, against each task one by one.
impl Watch {
    /// Each task of a job, before a target.
    pub fn statuses(&self, book: &Book, job: Key) -> Statuses {
        let mut statuses = Statuses::new();
        for key in &book.jobs[&job].steps {
            let step = &book.steps[key];
            for index in 0..step.task_count {
                let row = book.task_row(*key, index);
                let retries = row.map_or(0, |row| row.retries);
                statuses.insert((*key, index), (status_of(book, *key, index), retries));
            }
        }
        statuses
    }

    /// Notes what a target should come to, task by task.
    pub fn aims(
        &mut self,
        book: &Book,
        job: Key,
        only: Option<Key>,
        target: Target,
        before: &Statuses,
    ) {
        let max_retries = book.jobs[&job].max_retries;
        let mut expected = BTreeMap::new();
        for ((step_key, index), (status, retries)) in before {
            let step = &book.steps[step_key];
            let is_meant = only.is_none_or(|only| only == *step_key);
            let is_spent = target == Target::Requeue
                && *status == TaskStatus::Failed
                && *retries >= max_retries;
            let becomes = if !is_meant || !target.moves(*status) || is_spent {
                *status
            } else if status.is_held() {
                TaskStatus::Interrupting
            } else {
                arrives_at(target, step.unmet == 0)
            };
            if !status.is_held() {
                expected.insert((*step_key, *index), becomes);
            }
        }
        self.aimed = Some(Aimed(expected));
    }

    /// Looked at once a target is written, before anything follows from it.
    fn check_aim(&mut self, book: &Book) {
        let Some(aimed) = self.aimed.take() else {
            return;
        };
        for ((step, index), expected) in aimed.0 {
            let stands = status_of(book, step, index);
            let name = || format!("step {step}, task {index}: {stands:?}, not {expected:?}");
            if stands != expected {
                self.broken(A_TARGET_IS_REACHED, name());
            }
        }
    }

    pub fn written(&mut self, book: &Book, by: Decision) {
        if matches!(by, Decision::Aimed(_)) {
            self.check_aim(book);
        }
    }
}

/// Planning, against the slow planner.
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

/// Answers, and the book after each request.
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
            }
        }
        for (action, info) in input.updated_session_actions.iter().flatten() {
            let index = i64::try_from(action.index()).unwrap_or(-1);
            let is_its = book.session_of(id) == Some(action.session());
            let is_kept = info.completed_status.is_none() || book.is_over(action.session(), index);
            self.require(is_kept || !is_its, WHAT_WAS_ANSWERED_STAYS, action);
        }
    }

    /// After each request.
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

/// Silence.
impl Watch {
    /// Time passes, with or without anybody to hear.
    pub fn passes(&mut self, now_ms: i64, is_up: bool) {
        let clock = &mut self.clock;
        if clock.is_up {
            clock.served_ms += now_ms - clock.last_ms;
        }
        if is_up && !clock.is_up {
            clock.continuous_ms = now_ms;
        }
        (clock.last_ms, clock.is_up) = (now_ms, is_up);
    }

    pub fn heard(&mut self, id: WorkerId) {
        self.clock.heard.insert(id, self.clock.served_ms);
    }

    pub fn fell_silent(&mut self, id: WorkerId) {
        let heard = self.clock.heard.get(&id).copied().unwrap_or(0);
        let silence_ms = self.clock.served_ms - heard;
        // Short absences of the service are not told apart from its presence.
        let heard_enough = silence_ms >= SILENCE_MS / 4;
        self.require(heard_enough, SILENCE_COUNTS_ONLY_WHILE_SERVED, id);
    }

    pub fn swept(&mut self, book: &Book) {
        let clock = &self.clock;
        let since_ms = clock.last_ms - clock.continuous_ms;
        let silent = book.workers.iter().filter(|(id, row)| {
            let heard = clock.heard.get(id).copied().unwrap_or(0);
            let silence_ms = (clock.served_ms - heard).min(since_ms);
            row.state.is_expected_to_speak() && silence_ms > SWEPT_AFTER_MS + 2 * SWEEP_EVERY_MS
        });
        let silent: Vec<_> = silent.map(|(id, _)| *id).collect();
        for id in silent {
            self.broken(A_SILENT_WORKER_IS_GIVEN_UP, id);
        }
    }
}

/// A worker's event, as a decision.
impl Decision {
    pub fn is_loss(self) -> bool {
        match self {
            Decision::Said(event) => match event {
                WorkerEvent::SaidStarted | WorkerEvent::SaidStopped | WorkerEvent::FellSilent => {
                    true
                }
                WorkerEvent::SaidStopping
                | WorkerEvent::AskedForWork
                | WorkerEvent::FoundFit
                | WorkerEvent::FoundUnfit
                | WorkerEvent::ScaledIn => false,
            },
            Decision::Absorbed
            | Decision::Planned
            | Decision::Aimed(_)
            | Decision::Archived
            | Decision::EndsSession
            | Decision::PairStopped
            | Decision::Settled => false,
        }
    }
}

/// A task that was interrupted for a target is there, or was done before it was interrupted.
fn has_arrived(target: Target, to: &HeldTask) -> bool {
    let goal = match target {
        Target::Requeue => {
            return [TaskStatus::Ready, TaskStatus::Pending].contains(&to.status);
        }
        Target::Suspended => TaskStatus::Suspended,
        Target::Canceled => TaskStatus::Canceled,
        Target::Failed => TaskStatus::Failed,
        Target::Succeeded => TaskStatus::Succeeded,
    };
    to.status == goal || to.status == TaskStatus::Succeeded
}

pub fn status_of(book: &Book, step: Key, index: i64) -> TaskStatus {
    let row = book.task_row(step, index).map(|row| row.status);
    row.unwrap_or_else(|| book.steps[&step].tail)
}

/// Steps that a step waits for and that have not succeeded, counted from their tasks.
fn unmet_of(book: &Book, step: &StepRow) -> i64 {
    let needed = step
        .dependencies
        .iter()
        .filter_map(|key| book.steps.get(key));
    let unmet = needed.filter(|step| !step.counts.all_succeeded()).count();
    i64::try_from(unmet).unwrap_or(i64::MAX)
}

fn is_doomed(counts: &Counts) -> bool {
    let badly = counts.of(TaskStatus::Failed) + counts.of(TaskStatus::Canceled);
    counts.all_final() && badly > 0
}

fn arrives_at(target: Target, is_met: bool) -> TaskStatus {
    match target {
        Target::Requeue if is_met => TaskStatus::Ready,
        Target::Requeue => TaskStatus::Pending,
        Target::Suspended => TaskStatus::Suspended,
        Target::Canceled => TaskStatus::Canceled,
        Target::Failed => TaskStatus::Failed,
        Target::Succeeded => TaskStatus::Succeeded,
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

fn queue_of(book: &Book, session: SessionId) -> Option<callsheet_api::ids::QueueId> {
    let job = book.sessions.get(&session)?.job_key;
    Some(book.jobs.get(&job)?.queue)
}

fn runs(book: &Book, session: SessionId, task: i64) -> bool {
    book.actions_of(session).any(|(_, action)| {
        let runs =
            tasks_of(action.kind).is_some_and(|(first, n)| (first..first + n).contains(&task));
        runs && !action.state.is_ended()
    })
}

/// A chunk is a run of one row of the space, no longer than the step wants it.
fn is_one_chunk(step: &StepRow, first: i64, count: i64) -> bool {
    let layout = step.layout;
    let most = match step.pace {
        Some(_) => layout.columns,
        None => layout.chunk.unwrap_or(1),
    };
    let last = first + count - 1;
    (1..=most).contains(&count) && first / layout.columns == last / layout.columns
}

pub const ONE_QUEUE_A_WORKER: &str = "a worker never holds sessions of two queues";
pub const ONE_SESSION_A_WORKER: &str = "a worker holds one session at a time";
pub const A_BROKEN_SESSION_GETS_NOTHING: &str =
    "after a failed, canceled or interrupted action a session gets no new work";
pub const A_SESSION_THAT_LEAVES_GETS_NOTHING: &str = "a session that leaves gets no new work";
pub const WHAT_IS_ENTERED_IS_LEFT: &str =
    "each entered environment is left unless the worker is lost";
pub const ENVIRONMENTS_NEST: &str = "environments are entered in order and left in reverse";
pub const NO_STOP_WITH_A_SESSION: &str = "a worker is told to stop only when it holds no session";
pub const A_CANCEL_NAMES_ALL_THAT_FOLLOWS: &str =
    "a cancel names all later actions but those that leave";
pub const NEVER_ATTEMPTED_HAS_NO_TIMES: &str = "NEVER_ATTEMPTED has no times";
pub const NO_END_BEFORE_ITS_START: &str = "no action ends before it starts";
pub const ONE_OPEN_ACTION_A_TASK: &str = "a task has at most one open action";
pub const A_HELD_TASK_HAS_AN_OPEN_ACTION: &str = "a held task has an open action";
pub const A_SUCCESS_IS_COUNTED_ONCE: &str = "a succeeded task's success is counted once";
pub const COUNTS_EQUAL_A_RECOUNT: &str = "counts equal a recount";
pub const NO_TASK_BEFORE_ITS_DEPENDENCIES: &str = "no task runs before its dependencies";
pub const WORKERS_WITHIN_THE_MAXIMUM: &str = "maxWorkerCount is never exceeded";
pub const RETRIES_WITHIN_THE_MAXIMUM: &str = "maxRetriesPerTask is never exceeded";
pub const LIMITS_ARE_NEVER_EXCEEDED: &str = "no limit is exceeded";
pub const A_STOPPED_LIMIT_GIVES_NOTHING: &str = "a stopped limit association gives nothing";
pub const LIMITS_ARE_HELD_WHILE_IT_RUNS: &str =
    "a session holds what it took until no task run is left";
pub const FAILURES_STOP_THE_JOB: &str = "maxFailedTasksCount stops the job";
pub const A_LOST_WORKER_HOLDS_NOTHING: &str = "a lost worker holds nothing";
pub const AN_ENDED_ACTION_STAYS: &str = "an ended action never changes";
pub const STATUSES_AGREE: &str = "statuses agree with states";
pub const WHAT_WAS_ANSWERED_STAYS: &str = "what was answered stays";
pub const AN_ANSWER_TELLS_ALL: &str = "an answer tells all that a worker should hold";
pub const ASKED_OFTEN_ENOUGH: &str = "a worker asks three times before it is lost";
pub const A_SESSION_ENDS_ONCE: &str = "a session ends once";
pub const FEW_ENOUGH_TO_CANCEL: &str = "what a session holds fits a cancel list";
pub const NO_WORK_FOR_ONE_THAT_LEAVES: &str = "a worker that drains or is gone gets no new work";
pub const NO_WORK_ACROSS_A_STOPPED_PAIR: &str = "a stopped association gives no new work";
pub const A_DRAINED_PAIR_STOPS: &str = "a drained association comes to rest";
pub const ONLY_FLEETS_THAT_FIT: &str = "a step runs only on fleets that fit";
pub const AN_ARCHIVED_JOB_STAYS: &str = "an archived job stays as it is";
pub const ONLY_READY_TASKS_ARE_HANDED_OUT: &str = "only READY tasks are handed out";
pub const TASKS_MOVE_FROM_WHERE_THEY_STAND: &str = "a task moves from where it stands";
pub const TASKS_ARE_IN_ONE_ROW: &str = "each task is in one row or untouched";
pub const CHUNKS_STAY_WITHIN_A_ROW: &str = "a chunk never crosses a change of the other parameters";
pub const A_TARGET_IS_REACHED: &str = "a target moves each task as if it were moved alone";
pub const AN_UPDATE_THAT_ARRIVED_IS_OVER: &str = "an update that has arrived is over";
pub const NOBODY_WAITS_FOR_NOTHING: &str = "no step waits for what succeeded or never will";
pub const THE_PLANNER_CHOOSES_THE_BEST: &str = "the planner chooses what the slow one chooses";
pub const NO_WORKER_IS_HELD_WHILE_WORK_WAITS: &str =
    "no worker is held while work waits that it could do";
pub const SILENCE_COUNTS_ONLY_WHILE_SERVED: &str = "silence counts only while somebody could hear";
pub const A_SILENT_WORKER_IS_GIVEN_UP: &str = "a silent worker is given up";
