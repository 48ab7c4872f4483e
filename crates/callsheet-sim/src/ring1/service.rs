//! The service without a store or a network: what the server's handlers do in their transactions,
//! on a farm in memory. Everything is decided by `callsheet-core`; what is watched, counted and
//! tampered with is seen here on its way.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FleetId, JobId, LimitId, QueueId, SessionId, StepId, WorkerId};
use callsheet_api::types::UpdateWorkerScheduleRequest;
use callsheet_core::aim;
use callsheet_core::change::{Change, Changes};
use callsheet_core::counts::{Counts, TaskStatus};
use callsheet_core::lifecycle::Step;
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::lifecycle::association::{AssociationEvent, AssociationState};
use callsheet_core::lifecycle::job::{JobEvent, JobState};
use callsheet_core::lifecycle::task::Target;
use callsheet_core::lifecycle::worker::{WorkerEvent, WorkerState};
use callsheet_core::loss::worker_on;
use callsheet_core::report::{Report, absorb};
use callsheet_core::schedule::pace::Pace;
use callsheet_core::schedule::plan_for;
use callsheet_core::schedule::taking_back::take_back;
use callsheet_core::settle::{self, Cause};
use callsheet_core::view::{ActionKind, Key, SessionView, WorkerView};

use super::agent::{Answer, Assigned, Reports, Role};
use super::book::{Book, FARM, Held, JobRow, SILENCE_MS, SWEPT_AFTER_MS, StepRow, WorkerRow};
use super::bugs::{Bug, Decision, Moment, offer};
use super::changes::Applied;
use super::coverage::Coverage;
use super::shapes::{self, Draft};
use super::stockroom::Shelves;
use super::trace::Trace;
use super::watch::Watch;

const BUSY_INTERVAL_MS: i64 = 15_000;
const IDLE_INTERVAL_MS: i64 = 5_000;

/// Nothing follows from itself more often than that.
const MOST_ROUNDS: usize = 40;

/// What a worker holds once it has been planned for.
struct Scheduled {
    worker: WorkerView,
    applied: Applied,
    /// It was given a session just now.
    has_begun: bool,
}

/// A conflict, or nothing of that name.
#[derive(Debug)]
pub struct Refused;

pub struct Service {
    pub book: Book,
    pub watch: Watch,
    pub coverage: Coverage,
    pub trace: Trace,
    pub bug: Option<&'static Bug>,
    pub held: VecDeque<Held>,
    /// They ask again at once.
    pub woken: Vec<Held>,
    pub now: Timestamp,
    /// Workers that have less than their fleet promises.
    pub unfit: BTreeSet<WorkerId>,
    drafts: Vec<(Key, Draft)>,
    drawn: u64,
}

impl Service {
    pub fn new(bug: Option<&'static Bug>, keeps_trace: bool) -> Self {
        Self {
            book: Book::default(),
            watch: Watch::default(),
            coverage: Coverage::default(),
            trace: Trace::kept(keeps_trace),
            bug,
            held: VecDeque::new(),
            woken: Vec::new(),
            now: Timestamp::from_ms(0),
            unfit: BTreeSet::new(),
            drafts: Vec::new(),
            drawn: 0,
        }
    }

    fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        u128::from(self.drawn).to_be_bytes()
    }

    /// Writes a decision and everything that follows from it.
    fn apply(&mut self, by: Decision, changes: Changes) -> Applied {
        self.apply_as(by, changes, Cause::TasksMoved)
    }

    fn apply_as(&mut self, by: Decision, changes: Changes, cause: Cause) -> Applied {
        let (mut applied, unsettled) = self.write(by, changes, cause);
        for (job_key, cause) in unsettled {
            applied.merge(self.settle(job_key, cause));
        }
        applied
    }

    fn write(
        &mut self,
        by: Decision,
        changes: Changes,
        cause: Cause,
    ) -> (Applied, std::collections::BTreeMap<Key, Cause>) {
        let mut list: Vec<Change> = changes.into_iter().collect();
        let tampered = Moment::Decided {
            by,
            changes: &mut list,
            book: &self.book,
        };
        offer(self.bug, tampered);
        self.coverage.decided(by, &list, &self.book);
        let Self { book, watch, .. } = self;
        let now = self.now;
        let see = &mut |book: &Book, change: &Change| watch.sees(book, by, change);
        let written = book.write_all(&list.into_iter().collect(), cause, now, see);
        let book = &mut self.book;
        offer(self.bug, Moment::Written { by, book });
        self.watch.written(&self.book, by);
        written.unwrap_or_else(|broken| {
            self.watch.broken("a change fits what is there", broken);
            Default::default()
        })
    }

    /// Lets follow what follows, round by round.
    pub fn settle(&mut self, job_key: Key, cause: Cause) -> Applied {
        let mut applied = Applied::default();
        let mut cause = cause;
        for _ in 0..MOST_ROUNDS {
            let Some(mut view) = self.book.job_view(job_key) else {
                return applied;
            };
            let mut skips = false;
            let moment = Moment::Settling {
                view: &view,
                cause,
                skips: &mut skips,
            };
            offer(self.bug, moment);
            if skips {
                return applied;
            }
            let follows = settle::settle(&mut view, cause, self.now);
            self.coverage.settled(&view, &follows);
            if follows.is_empty() {
                return applied;
            }
            let (more, unsettled) = self.write(Decision::Settled, follows, cause);
            applied.merge(more);
            cause = unsettled
                .get(&job_key)
                .copied()
                .unwrap_or(Cause::TasksMoved);
        }
        self.watch.broken("a job comes to rest", job_key);
        applied
    }

    /// After a commit: as many held requests go on as there are new tasks.
    fn wake(&mut self, tasks: i64) {
        let mut left = tasks;
        offer(self.bug, Moment::Waking(&mut left));
        while left > 0
            && let Some(held) = self.held.pop_front()
        {
            self.woken.push(held);
            left -= 1;
        }
    }
}

/// What workers ask.
impl Service {
    pub fn create_worker(&mut self, fleet: FleetId) -> WorkerId {
        let id = WorkerId::from_bytes(self.draw());
        let row = WorkerRow {
            fleet,
            state: WorkerState::Created,
            heard_ms: self.now.as_ms(),
            open_sessions: 0,
        };
        self.book.workers.insert(id, row);
        id
    }

    pub fn update_worker(&mut self, id: WorkerId, event: WorkerEvent) -> Result<(), Refused> {
        let mut worker = self.book.worker_view(id).ok_or(Refused)?;
        self.coverage.worker(&self.book, id, event);
        let changes = worker_on(&mut worker, event, self.now).map_err(|_| Refused)?;
        let applied = self.apply(Decision::Said(event), changes);
        if applied.sessions_ended {
            self.settle_pairs(worker.fleet);
        }
        if event == WorkerEvent::SaidStarted {
            self.compare(&mut worker);
        }
        self.heard(id);
        // What this worker asked before, it does not wait for any more.
        self.held.retain(|held| held.worker != id);
        self.wake(applied.to_wake());
        Ok(())
    }

    /// `None`: the request is held.
    pub fn ask(
        &mut self,
        id: WorkerId,
        reports: Reports,
        hold: Option<Held>,
        was_woken: bool,
    ) -> Result<Option<Answer>, Refused> {
        let mut input = UpdateWorkerScheduleRequest {
            farm_id: FARM,
            fleet_id: self.book.workers.get(&id).ok_or(Refused)?.fleet,
            worker_id: id,
            updated_session_actions: Some(reports),
        };
        // What the worker said is what it is held to, whatever becomes of it here.
        let said = input.clone();
        offer(self.bug, Moment::Heard(&mut input, &self.book));
        let report = Report::read(&input, self.now);
        let Scheduled {
            worker,
            applied,
            has_begun,
        } = self.schedule(id, &input, &report)?;
        let in_vain = i64::from(was_woken && !has_begun);
        self.wake(applied.to_wake() + in_vain);
        let is_holdable = worker.waits_for_work() && report.is_empty();
        if let Some(held) = hold.filter(|_| is_holdable) {
            self.held.push_back(held);
            return Ok(None);
        }
        let mut answer = answer(&worker);
        offer(self.bug, Moment::Answered(&mut answer, &self.book));
        self.watch.answered(&self.book, id, &answer, &said);
        Ok(Some(answer))
    }

    fn schedule(
        &mut self,
        id: WorkerId,
        input: &UpdateWorkerScheduleRequest,
        report: &Report,
    ) -> Result<Scheduled, Refused> {
        let mut worker = self.book.worker_view(id).ok_or(Refused)?;
        self.coverage
            .worker(&self.book, id, WorkerEvent::AskedForWork);
        if worker.state == WorkerState::NotCompatible {
            self.compare(&mut worker);
        }
        let online = worker_on(&mut worker, WorkerEvent::AskedForWork, self.now);
        let online = online.map_err(|_| Refused)?;
        let mut applied = self.apply(Decision::Said(WorkerEvent::AskedForWork), online);

        self.coverage.reported(&self.book, &worker, input);
        let absorbed = absorb(&mut worker, report, self.now);
        let moved = !absorbed.changes.is_empty();
        applied.merge(self.apply(Decision::Absorbed, absorbed.changes));
        if moved && worker.session.is_some() {
            worker.session = self.book.worker_view(id).and_then(|again| again.session);
        }
        offer(self.bug, Moment::Planning(&mut worker));
        self.watch.before_planning(&self.book, &worker, self.now);
        let plan = self.plan(&mut worker);
        self.watch.planned(&worker, &plan);
        let has_begun = plan.opened_step().is_some();
        applied.merge(self.apply(Decision::Planned, plan));
        if applied.sessions_ended {
            self.settle_pairs(worker.fleet);
        }
        if !(worker.lingers() && report.is_empty()) {
            self.heard(id);
        }
        Ok(Scheduled {
            worker,
            applied,
            has_begun,
        })
    }

    /// Does the worker have what its fleet promises?
    fn compare(&mut self, worker: &mut WorkerView) {
        let event = if self.unfit.contains(&worker.id) {
            WorkerEvent::FoundUnfit
        } else {
            WorkerEvent::FoundFit
        };
        self.coverage.worker(&self.book, worker.id, event);
        if let Ok(changes) = worker_on(worker, event, self.now) {
            self.apply(Decision::Said(event), changes);
        }
    }

    /// A fleet promises more, or less, and a worker is compared with it.
    pub fn promise(&mut self, id: WorkerId) {
        if !self.unfit.remove(&id) {
            self.unfit.insert(id);
        }
        // It is compared when it asks, and then it waits for nothing.
        self.held.retain(|held| held.worker != id);
        if let Some(mut worker) = self.book.worker_view(id) {
            self.compare(&mut worker);
        }
    }

    /// The fleet lets go of a worker, if it is idle.
    pub fn scale_in(&mut self, id: WorkerId) {
        let Some(mut worker) = self.book.worker_view(id).filter(|w| w.session.is_none()) else {
            return;
        };
        self.coverage.worker(&self.book, id, WorkerEvent::ScaledIn);
        if let Ok(changes) = worker_on(&mut worker, WorkerEvent::ScaledIn, self.now) {
            self.apply(Decision::Said(WorkerEvent::ScaledIn), changes);
        }
    }

    fn plan(&mut self, worker: &mut WorkerView) -> Changes {
        let mut shelves = Shelves {
            book: &self.book,
            fleet: worker.fleet,
            bug: self.bug,
        };
        let drawn = &mut self.drawn;
        let mut draw = || {
            *drawn += 1;
            u128::from(*drawn).to_be_bytes()
        };
        let mut changes = match plan_for(worker, &mut shelves, self.now, &mut draw) {
            Ok(changes) => changes,
            Err(never) => match never {},
        };
        if let Some(session) = worker.session.as_mut() {
            changes.extend(take_back(session, self.now));
        }
        changes
    }

    fn heard(&mut self, id: WorkerId) {
        let now_ms = self.now.as_ms();
        self.watch.heard(id);
        let mut is_forgotten = false;
        offer(self.bug, Moment::Hearing(&mut is_forgotten));
        if let Some(worker) = self.book.workers.get_mut(&id)
            && !is_forgotten
        {
            worker.heard_ms = now_ms;
        }
    }
}

fn answer(worker: &WorkerView) -> Answer {
    let assigned = |session: &SessionView| {
        let role = |kind| match kind {
            ActionKind::SyncJob | ActionKind::SyncStep | ActionKind::EnvEnter { .. } => Role::SetUp,
            ActionKind::TaskRun { .. } => Role::Run,
            ActionKind::EnvExit { .. } => Role::Leave,
        };
        let actions = session.actions.iter();
        let actions = actions.map(|a| (session.action_id(a.index), role(a.kind)));
        Assigned {
            id: session.id,
            actions: actions.collect(),
        }
    };
    let canceled = worker.session.iter().flat_map(|session| {
        let canceling = session
            .actions
            .iter()
            .filter(|action| matches!(action.state, ActionState::Canceling { .. }));
        canceling.map(|action| session.action_id(action.index))
    });
    Answer {
        sessions: worker.session.iter().map(assigned).collect(),
        canceled: canceled.collect(),
        desires_stop: worker.session.is_none() && worker.state == WorkerState::Draining,
        interval_ms: match worker.session {
            Some(_) => BUSY_INTERVAL_MS,
            None => IDLE_INTERVAL_MS,
        },
    }
}

/// What runs beside requests.
impl Service {
    /// Workers that were not heard for too long lose what they hold.
    pub fn sweep(&mut self) {
        let (now_ms, service) = (self.now.as_ms(), &mut self.book.service);
        if service.heartbeat_ms < now_ms - SILENCE_MS / 3 {
            service.heard_since_ms = now_ms;
        }
        service.heartbeat_ms = now_ms;
        let mut since_ms = service.heard_since_ms;
        offer(self.bug, Moment::Sweeping(&mut since_ms));
        let silent = self.book.workers.iter().filter(|(_, worker)| {
            let heard_ms = worker.heard_ms.max(since_ms);
            worker.state.is_expected_to_speak() && now_ms - heard_ms >= SWEPT_AFTER_MS
        });
        let silent: Vec<WorkerId> = silent.map(|(id, _)| *id).collect();
        for id in silent {
            self.give_up(id);
        }
        self.watch.swept(&self.book);
    }

    fn give_up(&mut self, id: WorkerId) {
        let Some(mut worker) = self.book.worker_view(id) else {
            return;
        };
        self.trace
            .say(self.now.as_ms(), format_args!("{} is silent", short(id)));
        self.watch.fell_silent(id);
        self.coverage
            .worker(&self.book, id, WorkerEvent::FellSilent);
        let Ok(changes) = worker_on(&mut worker, WorkerEvent::FellSilent, self.now) else {
            return;
        };
        let applied = self.apply(Decision::Said(WorkerEvent::FellSilent), changes);
        if applied.sessions_ended {
            self.settle_pairs(worker.fleet);
        }
        self.wake(applied.to_wake());
    }

    /// Every job is looked at once more, as after a restart; nothing may follow.
    pub fn settle_again(&mut self) {
        let keys: Vec<Key> = self.book.jobs.keys().copied().collect();
        for key in keys {
            if let Some(mut view) = self.book.job_view(key) {
                let follows = settle::settle(&mut view, Cause::TasksMoved, self.now);
                self.coverage.settled(&view, &follows);
                if !follows.is_empty() {
                    let what = format!("{}: {follows:?}", view.head.id);
                    self.watch.broken("nothing follows for a job at rest", what);
                }
            }
        }
        for id in self.book.workers.keys().copied().collect::<Vec<_>>() {
            let speaks = self.book.workers[&id].state.is_expected_to_speak();
            if !speaks {
                self.coverage
                    .worker(&self.book, id, WorkerEvent::FellSilent);
            }
        }
    }

    /// Associations of a fleet that were draining and have no session left come to rest.
    fn settle_pairs(&mut self, fleet: FleetId) {
        let mut skips = false;
        offer(self.bug, Moment::Draining(&mut skips));
        let pairs: Vec<_> = self.book.pairs.keys().copied().collect();
        for (queue, of_fleet) in pairs {
            if of_fleet != fleet || skips || self.book.has_sessions_of_pair(queue, fleet) {
                continue;
            }
            // Refused by no state.
            let _ = self.pair_on((queue, fleet), AssociationEvent::Drained);
        }
    }

    fn pair_on(
        &mut self,
        pair: (QueueId, FleetId),
        event: AssociationEvent,
    ) -> Result<Step<AssociationState>, Refused> {
        let state = self.book.pairs.get_mut(&pair).ok_or(Refused)?;
        self.coverage.pair(*state, event);
        let step = state.on(event).map_err(|_| Refused)?;
        if let Step::To(next) = &step {
            *state = *next;
        }
        Ok(step)
    }
}

/// What people ask.
impl Service {
    pub fn submit(&mut self, queue: QueueId, draft: Draft) -> Key {
        let key = i64::try_from(self.book.jobs.len()).unwrap_or(0) + 1;
        let row = JobRow {
            id: JobId::from_bytes(self.draw()),
            queue,
            state: JobState::Creating,
            target: None,
            priority: draft.priority,
            max_retries: draft.max_retries,
            max_failed: draft.max_failed,
            max_workers: draft.max_workers,
            open_sessions: 0,
            errors: 0,
            submitted_at: self.now,
            counts: Counts::default(),
            status: TaskStatus::Pending,
            ended_at: None,
            steps: Vec::new(),
        };
        self.book.jobs.insert(key, row);
        self.drafts.push((key, draft));
        key
    }

    /// Templates become steps; with `again`, as if another server had picked them up as well.
    pub fn create_jobs(&mut self, again: bool) {
        for at in 0..self.drafts.len() {
            let (key, is_refused) = (self.drafts[at].0, self.drafts[at].1.is_refused);
            let Some(state) = self.book.jobs.get(&key).map(|job| job.state) else {
                continue;
            };
            let events: &[JobEvent] = match (state, is_refused, again) {
                (JobState::Creating, true, _) => &[JobEvent::Refused],
                (JobState::Creating, false, _) => &[JobEvent::Expanded],
                (_, _, true) => &[JobEvent::Expanded, JobEvent::Refused],
                (_, _, false) => &[],
            };
            for event in events.iter().copied() {
                self.coverage.job(state, event);
                let Ok(Step::To(next)) = state.on(event) else {
                    continue;
                };
                let is_expanded = event == JobEvent::Expanded;
                if let Some(job) = self.book.jobs.get_mut(&key) {
                    job.state = next;
                }
                if is_expanded {
                    self.expand(key, at);
                }
            }
        }
    }

    fn expand(&mut self, key: Key, at: usize) {
        let mut became_ready = 0;
        let steps = self.drafts[at].1.steps.len();
        for position in 0..steps {
            let id = StepId::from_bytes(self.draw());
            let draft = &self.drafts[at].1;
            let step = &draft.steps[position];
            let job = &self.book.jobs[&key];
            let step_key = key * 100 + i64::try_from(position).unwrap_or(0);
            let of_queue = || {
                self.book
                    .pairs
                    .keys()
                    .filter(|(queue, _)| *queue == job.queue)
            };
            let fits = of_queue().next().is_none()
                || of_queue().any(|(_, fleet)| step.fleets.contains(fleet));
            let tail = first_status(fits, draft.starts_suspended, step.dependencies.is_empty());
            let first_key = key * 100;
            let dependencies = step.dependencies.iter();
            let row = StepRow {
                id,
                job_key: key,
                position: i64::try_from(position).unwrap_or(0),
                task_count: step.layout.tasks(),
                cursor: 0,
                ahead: 0,
                tail,
                unmet: i64::try_from(step.dependencies.len()).unwrap_or(0),
                counts: Counts::only(tail, step.layout.tasks()),
                status: tail,
                target: None,
                is_updating: false,
                dependencies: dependencies
                    .map(|at| first_key + i64::try_from(*at).unwrap_or(0))
                    .collect(),
                fleets: step.fleets.clone(),
                layout: step.layout,
                takes: step.takes,
                pace: step
                    .layout
                    .chunk
                    .zip(step.layout.target_s)
                    .map(|(chunk, target_s)| Pace::new(chunk, target_s)),
                recipe: Arc::new(shapes::recipe(job.id, id, draft.environments, step)),
            };
            if tail == TaskStatus::Ready {
                became_ready += row.task_count;
            }
            let counts = row.counts;
            self.book.steps.insert(step_key, row);
            if let Some(job) = self.book.jobs.get_mut(&key) {
                job.counts.merge(&counts);
                job.status = job.counts.overall();
                job.steps.push(step_key);
            }
        }
        self.wake(became_ready);
    }

    pub fn aim_job(&mut self, key: Key, target: Target) -> Result<(), Refused> {
        let mut view = self.updatable(key)?;
        let before = self.watch.statuses(&self.book, key);
        self.coverage.aimed(&self.book, &view, None, target);
        let changes = aim::aim_job(&mut view, target, self.now).map_err(|_| Refused)?;
        self.coverage
            .job(self.book.jobs[&key].state, JobEvent::Aimed);
        self.watch.aims(&self.book, key, None, target, &before);
        let applied = self.apply(Decision::Aimed(target), changes);
        self.wake(applied.to_wake());
        Ok(())
    }

    pub fn aim_step(&mut self, key: Key, at: usize, target: Target) -> Result<(), Refused> {
        let mut view = self.updatable(key)?;
        let step_key = view.steps.get(at).ok_or(Refused)?.head.key;
        let before = self.watch.statuses(&self.book, key);
        self.coverage
            .aimed(&self.book, &view, Some(step_key), target);
        let changes = aim::aim_step(&mut view, at, target, self.now).map_err(|_| Refused)?;
        self.watch
            .aims(&self.book, key, Some(step_key), target, &before);
        let mut applied = self.apply(Decision::Aimed(target), changes);
        applied.merge(self.settle(key, Cause::TasksMoved));
        self.wake(applied.to_wake());
        Ok(())
    }

    pub fn aim_task(
        &mut self,
        key: Key,
        at: usize,
        index: i64,
        target: Target,
    ) -> Result<(), Refused> {
        let mut view = self.updatable(key)?;
        let step_key = view.steps.get(at).ok_or(Refused)?.head.key;
        let row = self.book.task_row(step_key, index);
        let status = self.book.status_of(step_key, index);
        let run = row.map_or((index, 1), |row| (row.first, row.count));
        self.coverage
            .aimed_task(&self.book, &view, (step_key, status), run, target);
        let changes = aim::aim_task(&mut view, at, index, row, target, self.now);
        let changes = changes.map_err(|_| Refused)?;
        let applied = self.apply(Decision::Aimed(target), changes);
        self.wake(applied.to_wake());
        Ok(())
    }

    fn updatable(&mut self, key: Key) -> Result<callsheet_core::view::JobView, Refused> {
        let view = self.book.job_view(key).ok_or(Refused)?;
        if !view.head.state.may_be_updated() {
            return Err(Refused);
        }
        Ok(view)
    }

    pub fn edit_job(&mut self, key: Key, edit: Edit) -> Result<(), Refused> {
        let ready = self.updatable(key)?.counts.of(TaskStatus::Ready);
        let job = self.book.jobs.get_mut(&key).ok_or(Refused)?;
        let mut applied = Applied::default();
        match edit {
            Edit::Priority(priority) => job.priority = priority,
            Edit::MaxWorkers(most) => {
                job.max_workers = most;
                applied.became_ready += ready;
            }
            Edit::MaxRetries(most) => job.max_retries = most,
            Edit::MaxFailed(most) => {
                job.max_failed = most;
                applied.merge(self.settle(key, Cause::FailuresWeigh));
            }
        }
        self.wake(applied.to_wake());
        Ok(())
    }

    /// Only a job at rest can be put away.
    pub fn archive(&mut self, key: Key) -> Result<(), Refused> {
        let view = self.book.job_view(key).ok_or(Refused)?;
        let at_rest = [
            TaskStatus::Failed,
            TaskStatus::Canceled,
            TaskStatus::Succeeded,
            TaskStatus::Suspended,
        ];
        let is_archived = view.head.state == JobState::Archived;
        if !is_archived && !at_rest.contains(&view.counts.overall()) {
            return Err(Refused);
        }
        self.coverage.job(view.head.state, JobEvent::Archived);
        let changes = aim::archive(&view).map_err(|_| Refused)?;
        self.apply(Decision::Archived, changes);
        Ok(())
    }

    /// A limit is made larger or smaller, also than what is in use.
    pub fn edit_limit(&mut self, id: LimitId, max_count: i64) -> Result<(), Refused> {
        let limit = self.book.limits.get_mut(&id).ok_or(Refused)?;
        limit.max_count = max_count;
        self.wake(i64::MAX);
        Ok(())
    }

    pub fn update_limit_pair(
        &mut self,
        pair: (QueueId, LimitId),
        event: AssociationEvent,
    ) -> Result<(), Refused> {
        let state = self.book.limit_pairs.get_mut(&pair).ok_or(Refused)?;
        self.coverage.limit_pair(*state, event);
        let step = state.on(event).map_err(|_| Refused)?;
        let mut became_ready = 0;
        if let Step::To(next) = step {
            *state = next;
            if next == AssociationState::Active {
                became_ready = i64::MAX;
            }
            if next == AssociationState::Canceling {
                let mut sessions = self.book.sessions_of_limit(pair.0, pair.1);
                self.coverage.pair_stopped(&self.book, &sessions);
                let changes = aim::cancel_sessions(&mut sessions, self.now);
                became_ready = self.apply(Decision::PairStopped, changes).to_wake();
            }
        }
        self.settle_limit_pairs();
        self.wake(became_ready);
        Ok(())
    }

    /// Those that no session takes of any more come to rest.
    fn settle_limit_pairs(&mut self) {
        let pairs: Vec<_> = self.book.limit_pairs.keys().copied().collect();
        for pair in pairs {
            if !self.book.sessions_of_limit(pair.0, pair.1).is_empty() {
                continue;
            }
            if let Some(state) = self.book.limit_pairs.get_mut(&pair) {
                self.coverage.limit_pair(*state, AssociationEvent::Drained);
                if let Ok(Step::To(next)) = state.on(AssociationEvent::Drained) {
                    *state = next;
                }
            }
        }
    }

    pub fn end_session(&mut self, id: SessionId) -> Result<(), Refused> {
        let row = self.book.sessions.get(&id).ok_or(Refused)?;
        let worker = row.worker;
        self.coverage.end_requested(&self.book, id);
        if row.state.ended_at().is_some() {
            return Ok(());
        }
        let mut session = self.book.session_view(id).ok_or(Refused)?;
        let changes = aim::end_session(&mut session, worker, self.now);
        let applied = self.apply(Decision::EndsSession, changes);
        self.wake(applied.to_wake());
        Ok(())
    }

    pub fn update_pair(
        &mut self,
        pair: (QueueId, FleetId),
        event: AssociationEvent,
    ) -> Result<(), Refused> {
        let became_ready = match self.pair_on(pair, event)? {
            Step::Unchanged => 0,
            Step::To(AssociationState::Active) => i64::MAX,
            Step::To(AssociationState::Completing | AssociationState::Stopped) => 0,
            Step::To(AssociationState::Canceling) => {
                let mut sessions = self.book.sessions_of_pair(pair.0, pair.1);
                self.coverage.pair_stopped(&self.book, &sessions);
                let changes = aim::cancel_sessions(&mut sessions, self.now);
                self.apply(Decision::PairStopped, changes).to_wake()
            }
        };
        self.settle_pairs(pair.1);
        self.wake(became_ready);
        Ok(())
    }
}

/// What else UpdateJob changes.
#[derive(Debug, Clone, Copy)]
pub enum Edit {
    Priority(i64),
    MaxWorkers(Option<i64>),
    MaxRetries(i64),
    MaxFailed(i64),
}

/// Where a step's tasks begin (`semantics.md` 2.3.1, 4.3).
fn first_status(fits: bool, starts_suspended: bool, is_free: bool) -> TaskStatus {
    if !fits {
        TaskStatus::NotCompatible
    } else if starts_suspended {
        TaskStatus::Suspended
    } else if is_free {
        TaskStatus::Ready
    } else {
        TaskStatus::Pending
    }
}

/// A worker's id as a trace tells it.
pub fn short(id: WorkerId) -> String {
    let text = id.to_string();
    format!(
        "worker {}",
        text.trim_start_matches("worker-").trim_start_matches('0')
    )
}
