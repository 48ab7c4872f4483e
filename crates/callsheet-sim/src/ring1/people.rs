//! People who change their minds while work runs. A refusal is an answer too.

use callsheet_core::lifecycle::association::AssociationEvent;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::Key;

use super::service::{Edit, Service};
use crate::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    AimJob(Target),
    AimStep(Target),
    AimTask(Target),
    Reprioritise,
    ChangeMaxWorkers,
    ChangeMaxRetries,
    ChangeMaxFailed,
    Archive,
    EndSession,
    EndOldSession,
    StopPairAndComplete,
    StopPairAndCancel,
    ActivatePair,
    ChangeLimit,
    StopLimitAndComplete,
    StopLimitAndCancel,
    ActivateLimit,
}

const TARGETS: [Target; 5] = Target::ALL;

impl Act {
    pub const fn name(self) -> &'static str {
        match self {
            Act::AimJob(target) => match target {
                Target::Requeue => "requeue a job",
                Target::Suspended => "suspend a job",
                Target::Canceled => "cancel a job",
                Target::Failed => "fail a job",
                Target::Succeeded => "succeed a job",
            },
            Act::AimStep(target) => match target {
                Target::Requeue => "requeue a step",
                Target::Suspended => "suspend a step",
                Target::Canceled => "cancel a step",
                Target::Failed => "fail a step",
                Target::Succeeded => "succeed a step",
            },
            Act::AimTask(target) => match target {
                Target::Requeue => "requeue a task",
                Target::Suspended => "suspend a task",
                Target::Canceled => "cancel a task",
                Target::Failed => "fail a task",
                Target::Succeeded => "succeed a task",
            },
            Act::Reprioritise => "change a job's priority",
            Act::ChangeMaxWorkers => "change a job's maxWorkerCount",
            Act::ChangeMaxRetries => "change a job's maxRetriesPerTask",
            Act::ChangeMaxFailed => "change a job's maxFailedTasksCount",
            Act::Archive => "archive a job",
            Act::EndSession => "end a session",
            Act::EndOldSession => "end a session that has ended",
            Act::StopPairAndComplete => "stop an association, completing tasks",
            Act::StopPairAndCancel => "stop an association, canceling tasks",
            Act::ActivatePair => "activate an association",
            Act::ChangeLimit => "make a limit smaller or larger",
            Act::StopLimitAndComplete => "stop a limit, completing tasks",
            Act::StopLimitAndCancel => "stop a limit, canceling tasks",
            Act::ActivateLimit => "activate a limit",
        }
    }

    /// Everything that people do.
    pub fn all() -> Vec<Act> {
        let mut all = vec![
            Act::Reprioritise,
            Act::ChangeMaxWorkers,
            Act::ChangeMaxRetries,
            Act::ChangeMaxFailed,
            Act::Archive,
            Act::EndSession,
            Act::EndOldSession,
            Act::StopPairAndComplete,
            Act::StopPairAndCancel,
            Act::ActivatePair,
            Act::ChangeLimit,
            Act::StopLimitAndComplete,
            Act::StopLimitAndCancel,
            Act::ActivateLimit,
        ];
        all.extend(TARGETS.map(Act::AimJob));
        all.extend(TARGETS.map(Act::AimStep));
        all.extend(TARGETS.map(Act::AimTask));
        all
    }

    fn draw(dice: &mut Dice) -> Self {
        let target = *dice.pick(&TARGETS).unwrap_or(&Target::Requeue);
        match dice.throw(30) {
            0..3 => Act::AimJob(target),
            3..6 => Act::AimStep(target),
            6..11 => Act::AimTask(target),
            11 => Act::Reprioritise,
            12..14 => Act::ChangeMaxWorkers,
            14 => Act::ChangeMaxRetries,
            15 => Act::ChangeMaxFailed,
            16 => Act::Archive,
            17 => Act::EndSession,
            18 => Act::EndOldSession,
            19 => Act::StopPairAndComplete,
            20 => Act::StopPairAndCancel,
            21..24 => Act::ActivatePair,
            24..26 => Act::ChangeLimit,
            26 => Act::StopLimitAndComplete,
            27 => Act::StopLimitAndCancel,
            28..30 => Act::ActivateLimit,
            _ => Act::AimJob(Target::Requeue),
        }
    }
}

/// Somebody does something.
pub fn act(service: &mut Service, dice: &mut Dice) {
    let act = Act::draw(dice);
    let jobs: Vec<Key> = service.book.jobs.keys().copied().collect();
    let Some(job) = dice.pick(&jobs).copied() else {
        return;
    };
    service.coverage.person(act.name());
    let steps = service.book.jobs[&job].steps.len();
    let at = usize::try_from(dice.throw(steps as u64)).unwrap_or(0);
    let outcome = match act {
        Act::AimJob(target) => service.aim_job(job, target),
        Act::AimStep(target) => service.aim_step(job, at, target),
        Act::AimTask(target) => {
            let tasks = service
                .book
                .steps
                .get(&(job * 100 + i64::try_from(at).unwrap_or(0)));
            let tasks = tasks.map_or(1, |step| step.task_count);
            service.aim_task(job, at, dice.between(0, tasks - 1), target)
        }
        Act::Reprioritise => service.edit_job(job, Edit::Priority(dice.between(0, 100))),
        Act::ChangeMaxWorkers => {
            let most = dice.chance(70).then(|| dice.between(1, 3));
            service.edit_job(job, Edit::MaxWorkers(most))
        }
        Act::ChangeMaxRetries => service.edit_job(job, Edit::MaxRetries(dice.between(0, 4))),
        Act::ChangeMaxFailed => service.edit_job(job, Edit::MaxFailed(dice.between(0, 10))),
        Act::Archive => service.archive(job),
        Act::EndSession | Act::EndOldSession => {
            let is_old = act == Act::EndOldSession;
            let all = service.book.sessions.iter();
            let meant = all.filter(|(_, s)| s.state.ended_at().is_some() == is_old);
            let meant: Vec<_> = meant.map(|(id, _)| *id).collect();
            match dice.pick(&meant) {
                Some(id) => service.end_session(*id),
                None => Ok(()),
            }
        }
        Act::StopPairAndComplete => pair(service, dice, AssociationEvent::StopAndComplete),
        Act::StopPairAndCancel => pair(service, dice, AssociationEvent::StopAndCancel),
        Act::ActivatePair => pair(service, dice, AssociationEvent::Activated),
        Act::ChangeLimit => {
            let limits: Vec<_> = service.book.limits.keys().copied().collect();
            match dice.pick(&limits) {
                Some(id) => service.edit_limit(*id, dice.between(-1, 3)),
                None => Ok(()),
            }
        }
        Act::StopLimitAndComplete => limit(service, dice, AssociationEvent::StopAndComplete),
        Act::StopLimitAndCancel => limit(service, dice, AssociationEvent::StopAndCancel),
        Act::ActivateLimit => limit(service, dice, AssociationEvent::Activated),
    };
    let refused = if outcome.is_err() { ": refused" } else { "" };
    let now_ms = service.now.as_ms();
    let what = format_args!("somebody: {} (job {job}, step {at}){refused}", act.name());
    service.trace.say(now_ms, what);
}

fn limit(
    service: &mut Service,
    dice: &mut Dice,
    event: AssociationEvent,
) -> Result<(), super::service::Refused> {
    let pairs: Vec<_> = service.book.limit_pairs.keys().copied().collect();
    match dice.pick(&pairs) {
        Some(pair) => service.update_limit_pair(*pair, event),
        None => Ok(()),
    }
}

fn pair(
    service: &mut Service,
    dice: &mut Dice,
    event: AssociationEvent,
) -> Result<(), super::service::Refused> {
    let pairs: Vec<_> = service.book.pairs.keys().copied().collect();
    match dice.pick(&pairs) {
        Some(pair) => service.update_pair(*pair, event),
        None => Ok(()),
    }
}
