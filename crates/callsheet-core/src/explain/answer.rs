//! The first line: why, in one sentence, and what to do about it.

use callsheet_api::extension::Reason;

use super::funnel::{self, Served};
use super::scene::{Alike, FleetSeen, Scene, StepSeen, TaskSeen};
use super::words;
use crate::counts::TaskStatus;
use crate::lifecycle::job::JobState;
use crate::schedule::gates::{self, Shut};
use crate::schedule::limits::Withheld;
use crate::settle;

pub struct Answer {
    pub reason: Reason,
    pub sentence: String,
    pub next_step: Option<String>,
}

fn answer_of(reason: Reason, sentence: String, next_step: impl Into<String>) -> Answer {
    Answer {
        reason,
        sentence,
        next_step: Some(next_step.into()),
    }
}

fn nothing_to_do(reason: Reason, sentence: String) -> Answer {
    Answer {
        reason,
        sentence,
        next_step: None,
    }
}

pub fn answer(scene: &Scene) -> Answer {
    if let Err(Shut::JobState(state)) = gates::job_runs(&scene.job.head) {
        return job_state(scene, state);
    }
    let Some(step) = scene.focused() else {
        let sentence = format!("{} has no steps, so nothing runs", words::subject(scene));
        return nothing_to_do(Reason::Succeeded, sentence);
    };
    match shown_status(scene, step) {
        TaskStatus::Ready => ready(scene, step),
        TaskStatus::Pending => pending(scene, step),
        status @ (TaskStatus::Assigned
        | TaskStatus::Starting
        | TaskStatus::Scheduled
        | TaskStatus::Running
        | TaskStatus::Interrupting) => held(scene, status),
        TaskStatus::Suspended => answer_of(
            Reason::Suspended,
            format!("{} is suspended", words::subject_and_step(scene)),
            "set its target status to READY to let it run",
        ),
        TaskStatus::NotCompatible => not_compatible(scene),
        TaskStatus::Canceled => canceled(scene, step),
        TaskStatus::Failed => failed(scene, step),
        TaskStatus::Succeeded => nothing_to_do(
            Reason::Succeeded,
            format!(
                "{} has succeeded: nothing is left to run",
                words::subject(scene)
            ),
        ),
    }
}

/// What the sentence is about. READY comes before what runs: what waits is what somebody asks
/// about.
fn shown_status(scene: &Scene, step: &StepSeen) -> TaskStatus {
    if let Some(task) = &scene.task {
        return task.status;
    }
    let is_job = scene.path.step_id.is_none();
    let job_is_over = is_job && scene.job.counts.all_final();
    let counts = if job_is_over {
        &scene.job.counts
    } else {
        &step.counts
    };
    let first = [TaskStatus::NotCompatible, TaskStatus::Ready];
    let first = first.into_iter().find(|status| counts.of(*status) > 0);
    first.unwrap_or_else(|| counts.overall())
}

fn job_state(scene: &Scene, state: JobState) -> Answer {
    let subject = words::subject(scene);
    match state {
        JobState::Creating => answer_of(
            Reason::Creating,
            format!("{subject} is still being created from its template"),
            "wait a moment and ask again",
        ),
        JobState::CreateFailed => answer_of(
            Reason::CreateFailed,
            format!("{subject} could not be created: {}", scene.job.message),
            "correct the template and submit it again",
        ),
        JobState::Archived => answer_of(
            Reason::Archived,
            format!("{subject} is archived, so nothing of it runs"),
            "submit it again",
        ),
        JobState::Created | JobState::Updating | JobState::Updated => {
            nothing_to_do(Reason::Running, format!("{subject} may run"))
        }
    }
}

fn pending(scene: &Scene, step: &StepSeen) -> Answer {
    let subject = words::subject_and_step(scene);
    let open = step
        .dependencies
        .iter()
        .filter_map(|at| scene.steps.get(*at))
        .find(|dependency| !dependency.counts.all_succeeded());
    let Some(open) = open else {
        let sentence = format!("{subject} is about to become READY");
        return answer_of(Reason::Dependencies, sentence, "ask again");
    };
    answer_of(
        Reason::Dependencies,
        format!("{subject} waits for {}", words::step_progress(open)),
        format!("callsheet explain {}", open.head.id),
    )
}

fn held(scene: &Scene, status: TaskStatus) -> Answer {
    if let Some(task) = &scene.task {
        return held_task(scene, task, status);
    }
    let subject = words::subject_and_step(scene);
    let held = words::count(scene.counts().held(), "task");
    if status == TaskStatus::Interrupting {
        let sentence = format!("{subject} is being stopped: {held} are still with workers");
        return answer_of(
            Reason::Interrupting,
            sentence,
            "wait for the workers' reports",
        );
    }
    let sentence = format!("{subject} runs now: {held} are with workers, and none waits");
    nothing_to_do(Reason::Running, sentence)
}

fn held_task(scene: &Scene, task: &TaskSeen, status: TaskStatus) -> Answer {
    let subject = words::subject(scene);
    let worker = match task.worker {
        Some(worker) => format!("worker {worker}"),
        None => "a worker".to_owned(),
    };
    let (reason, sentence) = match status {
        TaskStatus::Running => (Reason::Running, format!("{subject} runs now on {worker}")),
        TaskStatus::Interrupting => {
            let then = task.target.map_or("READY", |target| target.name());
            let sentence =
                format!("{subject} is being stopped on {worker}, then it will be {then}");
            (Reason::Interrupting, sentence)
        }
        TaskStatus::Starting => {
            let sentence = format!("{subject} starts on {worker}: its environments are set up");
            (Reason::Starting, sentence)
        }
        TaskStatus::Assigned
        | TaskStatus::Scheduled
        | TaskStatus::Pending
        | TaskStatus::Ready
        | TaskStatus::Suspended
        | TaskStatus::Canceled
        | TaskStatus::Failed
        | TaskStatus::Succeeded
        | TaskStatus::NotCompatible => {
            let sentence = format!("{subject} is with {worker}, next after what it does now");
            (Reason::Starting, sentence)
        }
    };
    nothing_to_do(reason, sentence)
}

fn not_compatible(scene: &Scene) -> Answer {
    let subject = words::subject_and_step(scene);
    if let Some(fits) = scene.fleets.iter().find(|fleet| fleet.lacks.is_empty()) {
        let sentence = format!(
            "{subject} fitted no fleet when it was created; fleet `{}` fits it now",
            fits.name
        );
        return answer_of(
            Reason::NotCompatible,
            sentence,
            "requeue the job (target READY)",
        );
    }
    let Some(nearest) = nearest(scene) else {
        let sentence = format!("{subject} fitted no fleet when it was created");
        return answer_of(
            Reason::NotCompatible,
            sentence,
            "requeue the job (target READY)",
        );
    };
    answer_of(
        Reason::NotCompatible,
        format!("{subject} fits no fleet: {}", shortcoming(nearest)),
        format!("{}; then requeue the job (target READY)", supply(nearest)),
    )
}

/// The fleet that lacks least.
pub fn nearest(scene: &Scene) -> Option<&FleetSeen> {
    scene.fleets.iter().min_by_key(|fleet| fleet.lacks.len())
}

fn shortcoming(fleet: &FleetSeen) -> String {
    let lacks: Vec<String> = fleet.lacks.iter().map(ToString::to_string).collect();
    format!("for `{}`, {}", fleet.name, lacks.join(", and "))
}

/// The smallest change that makes a fleet fit.
pub fn supply(fleet: &FleetSeen) -> String {
    let changes: Vec<String> = fleet
        .lacks
        .iter()
        .map(|lack| words::supply(&fleet.name, lack))
        .collect();
    changes.join(", and ")
}

/// Nobody's target is kept once it is reached, so the cause is told by what would have caused it.
fn canceled(scene: &Scene, step: &StepSeen) -> Answer {
    let subject = words::subject_and_step(scene);
    let unfit = |step: &&StepSeen| step.counts.of(TaskStatus::NotCompatible) > 0;
    if let Some(unfit) = scene.steps.iter().find(unfit) {
        let sentence = format!(
            "{subject} was canceled because step `{}` of its job fits no fleet",
            unfit.name
        );
        let next = format!("callsheet explain {}", unfit.head.id);
        return answer_of(Reason::NotCompatible, sentence, next);
    }
    let mut needed = step
        .dependencies
        .iter()
        .filter_map(|at| scene.steps.get(*at));
    if let Some(doomed) = needed.find(|step| settle::is_doomed(&step.counts)) {
        let status = doomed.counts.overall().wire();
        let sentence = format!(
            "{subject} was canceled because step `{}`, which it depends on, is {status}",
            doomed.name
        );
        let next = format!(
            "requeue step `{}` when its cause is removed, then this",
            doomed.name
        );
        return answer_of(Reason::DependencyFailed, sentence, next);
    }
    if reached_failure_limit(scene) {
        return failure_limit(scene, &format!("{subject} was canceled"));
    }
    answer_of(
        Reason::Canceled,
        format!("{subject} was canceled"),
        "requeue it (target READY) to let it run",
    )
}

fn reached_failure_limit(scene: &Scene) -> bool {
    let failed = scene.job.counts.of(TaskStatus::Failed);
    settle::reaches_failure_limit(failed, scene.job.head.max_failed)
        && scene.job.counts.of(TaskStatus::Canceled) > 0
}

fn failure_limit(scene: &Scene, what: &str) -> Answer {
    let failed = words::count(scene.job.counts.of(TaskStatus::Failed), "task");
    let most = scene.job.head.max_failed.max(1);
    answer_of(
        Reason::FailureLimit,
        format!("{what} because {failed} of its job failed, and it stops at {most}"),
        format!(
            "see why with `callsheet job logs {}`, then requeue what is left, or raise \
             maxFailedTasksCount",
            scene.job.head.id
        ),
    )
}

fn failed(scene: &Scene, step: &StepSeen) -> Answer {
    let most = scene.job.head.max_retries;
    let logs = format!("callsheet job logs {}", scene.job.head.id);
    if let Some(task) = &scene.task {
        let subject = words::subject(scene);
        if task.retries < most {
            let sentence = format!("{subject} is FAILED because somebody set it so");
            return answer_of(Reason::Failed, sentence, "requeue it (target READY)");
        }
        let tries = words::count(most + 1, "attempt");
        return answer_of(
            Reason::RetriesUsedUp,
            format!("{subject} failed for good: its {tries} are used up"),
            format!("see why with `{logs}`, raise maxRetriesPerTask above {most}, then requeue it"),
        );
    }
    let subject = words::subject(scene);
    if reached_failure_limit(scene) {
        return failure_limit(scene, &format!("{subject} was stopped"));
    }
    let is_job = scene.path.step_id.is_none();
    let counts = if is_job {
        scene.job.counts
    } else {
        step.counts
    };
    let (failed, total) = (counts.of(TaskStatus::Failed), counts.total());
    let total = words::count(total, "task");
    answer_of(
        Reason::Failed,
        format!("{subject} is over: {failed} of {total} failed"),
        format!("see why with `{logs}`, then requeue what failed"),
    )
}

fn ready(scene: &Scene, step: &StepSeen) -> Answer {
    let served = served(scene);
    let room = gates::one_more_worker_may_begin(&scene.job.head);
    let mut reason = funnel::reason(scene.blocked, room, &served, &scene.workers);
    let fitting: Vec<&Alike> = funnel::fitting(&served, &scene.workers).collect();
    let is_before = scene.ahead.tasks + before_in_step(scene) > 0;
    reason = match reason {
        Reason::Next if !is_handed_now(scene) => Reason::Order,
        Reason::WorkersBusy if is_before => Reason::Order,
        other => other,
    };
    let subject = words::subject_and_step(scene);
    match reason {
        Reason::QueueBlocked => queue_blocked(scene, &subject),
        Reason::MaxWorkerCount => max_workers(scene, &subject),
        Reason::NoFleet => answer_of(
            reason,
            format!(
                "{subject} waits because queue `{}` has no fleet",
                scene.queue_name
            ),
            "associate a fleet with the queue (CreateQueueFleetAssociation)",
        ),
        Reason::AssociationStopped => association(scene, &subject),
        Reason::Capabilities => capabilities(scene, &subject),
        Reason::LimitStopped | Reason::LimitExhausted => limits(scene, &subject),
        Reason::WorkerAbilities => abilities(&subject, &fitting),
        Reason::NoWorkers => no_workers(scene, &subject),
        Reason::WorkersNotStarted
        | Reason::WorkersStopped
        | Reason::WorkersSilent
        | Reason::WorkersStopping => offline(reason, &subject, &fitting),
        Reason::Order => order(scene, &subject, step, &fitting),
        Reason::WorkersBusy => busy(&subject, &fitting),
        Reason::Next => next(&subject, &fitting),
        // Not among the funnel's; the tasks' status has been looked at before.
        Reason::Creating
        | Reason::CreateFailed
        | Reason::Archived
        | Reason::Succeeded
        | Reason::Failed
        | Reason::RetriesUsedUp
        | Reason::FailureLimit
        | Reason::Canceled
        | Reason::DependencyFailed
        | Reason::Suspended
        | Reason::NotCompatible
        | Reason::Running
        | Reason::Starting
        | Reason::Interrupting
        | Reason::Dependencies => next(&subject, &fitting),
    }
}

pub fn served(scene: &Scene) -> Vec<Served> {
    let served = scene.fleets.iter().map(|fleet| Served {
        association: fleet.association,
        fits: fleet.lacks.is_empty(),
        has_limits: fleet.withheld.is_none(),
    });
    served.collect()
}

/// Would some idle worker be handed this if it asked now?
fn is_handed_now(scene: &Scene) -> bool {
    let mut hands = scene.fleets.iter().flat_map(|fleet| &fleet.hands);
    hands.any(|handed| scene.is_meant(handed))
}

pub fn before_in_step(scene: &Scene) -> i64 {
    scene.task.as_ref().map_or(0, |task| task.before)
}

fn queue_blocked(scene: &Scene, subject: &str) -> Answer {
    let (why, next) = match scene.blocked {
        Some(reason) => (words::blocked(reason), words::unblock(reason)),
        None => ("somebody blocked it", "unblock it"),
    };
    let queue = &scene.queue_name;
    let sentence = format!("{subject} waits because queue `{queue}` is blocked: {why}");
    answer_of(Reason::QueueBlocked, sentence, next)
}

fn max_workers(scene: &Scene, subject: &str) -> Answer {
    let head = &scene.job.head;
    let most = head.max_workers.unwrap_or_default();
    let workers = words::count(head.open_sessions, "worker");
    answer_of(
        Reason::MaxWorkerCount,
        format!("{subject} waits because {workers} work on its job, and it may have {most}"),
        format!("wait, or raise the job's maxWorkerCount above {most}"),
    )
}

fn association(scene: &Scene, subject: &str) -> Answer {
    let queue = &scene.queue_name;
    let (fleet, status) = match scene.fleets.first() {
        Some(fleet) => (fleet.name.as_str(), fleet.association.name()),
        None => ("", "STOPPED"),
    };
    let which = match scene.fleets.len() {
        0 | 1 => format!("its fleet `{fleet}`"),
        all => format!("all {all} of its fleets, as with `{fleet}`,"),
    };
    answer_of(
        Reason::AssociationStopped,
        format!(
            "{subject} waits because the association of queue `{queue}` with {which} is {status}"
        ),
        "set it to ACTIVE (UpdateQueueFleetAssociation)",
    )
}

fn capabilities(scene: &Scene, subject: &str) -> Answer {
    let (what, next) = match nearest(scene) {
        Some(fleet) => (shortcoming(fleet), supply(fleet)),
        None => ("there is none".to_owned(), "associate a fleet".to_owned()),
    };
    answer_of(
        Reason::Capabilities,
        format!("{subject} waits because it fits no fleet: {what}"),
        format!("{next}, or lower what the step requires"),
    )
}

/// What the limits say is the cause.
fn limits(scene: &Scene, subject: &str) -> Answer {
    let serving = scene.fleets.iter().filter(|fleet| {
        gates::association_schedules(fleet.association).is_ok() && fleet.lacks.is_empty()
    });
    let withheld = serving.filter_map(|fleet| fleet.withheld.as_ref()).next();
    let why = withheld.map_or("a limit has nothing left".to_owned(), ToString::to_string);
    let (reason, next) = match withheld {
        Some(Withheld::Stopped { .. }) => (
            Reason::LimitStopped,
            "set the association to ACTIVE (UpdateQueueLimitAssociation)",
        ),
        Some(Withheld::NoLimit { .. }) => (Reason::Capabilities, "associate such a limit"),
        Some(Withheld::Exhausted { .. }) | None => (
            Reason::LimitExhausted,
            "wait, or raise the limit's maxCount",
        ),
    };
    answer_of(reason, format!("{subject} waits because {why}"), next)
}

/// Workers are online, and none of them can run it.
fn abilities(subject: &str, fitting: &[&Alike]) -> Answer {
    let online = |one: &&&Alike| gates::worker_takes_work(one.state).is_ok();
    let unfit = fitting
        .iter()
        .filter(online)
        .filter_map(|one| Some((*one, one.unfit.as_ref()?)));
    let total = words::count(unfit.clone().map(|(one, _)| one.count).sum(), "worker");
    let (who, why, next) = match unfit.clone().next() {
        Some((one, why)) => (
            format!(", such as {},", one.example),
            why.to_string(),
            words::make_fit(why),
        ),
        None => Default::default(),
    };
    answer_of(
        Reason::WorkerAbilities,
        format!("{subject} waits because none of {total} online{who} can run it: {why}"),
        next,
    )
}

fn no_workers(scene: &Scene, subject: &str) -> Answer {
    let mut fitting = scene.fleets.iter().filter(|fleet| fleet.lacks.is_empty());
    let Some(fleet) = fitting.next() else {
        let sentence = format!("{subject} waits for a worker: there is none");
        return answer_of(Reason::NoWorkers, sentence, "start one");
    };
    answer_of(
        Reason::NoWorkers,
        format!(
            "{subject} waits for a worker: fleet `{}` has none",
            fleet.name
        ),
        format!(
            "start one: callsheet worker --farm-id {} --fleet-id {}",
            scene.path.farm_id, fleet.id
        ),
    )
}

fn offline(reason: Reason, subject: &str, fitting: &[&Alike]) -> Answer {
    let total: i64 = fitting.iter().map(|one| one.count).sum();
    let mut states: Vec<(i64, &str)> = Vec::new();
    for one in fitting {
        let name = words::worker_state(one.state);
        match states.iter_mut().find(|(_, known)| *known == name) {
            Some((count, _)) => *count += one.count,
            None => states.push((one.count, name)),
        }
    }
    states.sort_by_key(|(count, _)| -count);
    let told: Vec<String> = states
        .iter()
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let who = match fitting.first() {
        Some(one) => format!("such as {}", one.example),
        None => "there".to_owned(),
    };
    let next = match reason {
        Reason::WorkersSilent => {
            format!(
                "look at the machine and the network of the worker, {who}; it comes back by itself"
            )
        }
        Reason::WorkersStopping => "wait until it has stopped, then start it again".to_owned(),
        _ => format!("start the worker agent on the machine of a worker, {who}"),
    };
    let workers = words::count(total, "worker");
    answer_of(
        reason,
        format!(
            "{subject} waits for a worker: of {workers} that fit none is online ({})",
            told.join(", ")
        ),
        next,
    )
}

fn order(scene: &Scene, subject: &str, step: &StepSeen, fitting: &[&Alike]) -> Answer {
    let in_step = before_in_step(scene);
    let ahead = &scene.ahead;
    if ahead.tasks == 0 && in_step > 0 {
        let tasks = words::count(in_step, "task");
        let sentence = format!(
            "{subject} waits its turn: {tasks} of its own step come before it{}",
            at_work(fitting)
        );
        return answer_of(Reason::Order, sentence, "wait, or start more workers");
    }
    let rival = ahead.first.clone().or_else(|| {
        let mut hands = scene.fleets.iter().flat_map(|fleet| &fleet.hands);
        hands
            .find(|handed| handed.step_key != step.head.key)
            .map(|handed| handed.contender.clone())
    });
    let Some(rival) = rival else {
        return next(subject, fitting);
    };
    let tasks = words::count(ahead.tasks + in_step, "task");
    let steps = words::count(ahead.steps, "step");
    let (theirs, own) = (rival.priority, scene.job.head.priority);
    let sentence = format!(
        "{subject} waits its turn: {tasks} of {steps} come before it, first those of job `{}` with \
         priority {theirs}{}",
        rival.job_name,
        at_work(fitting)
    );
    let next = if theirs > own {
        format!("wait, or raise this job's priority from {own} above {theirs}")
    } else {
        format!("wait, or raise this job's priority above {own}")
    };
    answer_of(Reason::Order, sentence, next)
}

fn at_work(fitting: &[&Alike]) -> String {
    let is_idle = |one: &&&Alike| is_ready_to_go(one);
    let idle: i64 = fitting.iter().filter(is_idle).map(|one| one.count).sum();
    match idle {
        0 => "; all workers that fit are busy".to_owned(),
        idle => format!("; {} that fit are idle", words::count(idle, "worker")),
    }
}

/// Idle, online, and able to run it.
fn is_ready_to_go(one: &Alike) -> bool {
    let takes_work = gates::worker_takes_work(one.state).is_ok();
    takes_work && one.busy.is_none() && one.unfit.is_none()
}

fn busy(subject: &str, fitting: &[&Alike]) -> Answer {
    let at_work = fitting
        .iter()
        .filter(|one| gates::worker_takes_work(one.state).is_ok());
    let total: i64 = at_work.clone().map(|one| one.count).sum();
    let most = at_work
        .filter(|one| one.busy.is_some())
        .max_by_key(|one| one.count);
    let with = most.and_then(|one| Some((one.count, one.busy.as_ref()?)));
    let with = with.map_or(String::new(), |(count, busy)| {
        format!(
            ", {count} of them with job `{}` of priority {}",
            busy.job_name, busy.priority
        )
    });
    let workers = words::count(total, "worker");
    answer_of(
        Reason::WorkersBusy,
        format!("{subject} is next, but all that fit are busy: {workers}{with}"),
        "wait until one is done, or start more workers",
    )
}

fn next(subject: &str, fitting: &[&Alike]) -> Answer {
    let idle = fitting.iter().find(|one| is_ready_to_go(one));
    let who = idle.map_or("the next worker".to_owned(), |one| {
        format!("an idle worker such as {}", one.example)
    });
    answer_of(
        Reason::Next,
        format!("{subject} is next: {who} gets it when it asks"),
        "wait a few seconds",
    )
}
