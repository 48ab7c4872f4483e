//! The gates one by one, with who does not pass them; the fleets; one worker that is asked about.

use callsheet_api::extension::{Fleet, Gate, GateName, OneWorker, Workers};

use super::answer::{before_in_step, nearest, served, supply};
use super::funnel::{self, Served};
use super::scene::{Alike, AskedWorker, FleetSeen, Scene};
use super::words;
use crate::counts::TaskStatus;
use crate::schedule::gates::{self, Shut};

/// What a gate about the work itself, and not about a worker, says.
struct Finding {
    is_open: bool,
    found: String,
    change: &'static str,
}

/// In the order in which they are passed.
const OF_WORK: [GateName; 6] = [
    GateName::JobState,
    GateName::TaskStatus,
    GateName::Dependencies,
    GateName::Queue,
    GateName::MaxWorkerCount,
    GateName::Fleets,
];

pub fn gates(scene: &Scene) -> Vec<Gate> {
    let served = served(scene);
    let everybody = tally(scene.workers.iter());
    let mut gates: Vec<Gate> = OF_WORK
        .iter()
        .filter_map(|name| {
            let finding = of_work(scene, *name)?;
            Some(Gate {
                gate: *name,
                is_open: finding.is_open,
                found: finding.found,
                change: (!finding.is_open).then(|| finding.change.to_owned()),
                failing: if finding.is_open {
                    Workers::default()
                } else {
                    everybody
                },
            })
        })
        .collect();
    let is_open_so_far = gates.iter().all(|gate| gate.is_open);
    if scene.focus.is_some() && !scene.fleets.is_empty() {
        gates.extend(
            funnel::OF_WORKERS
                .iter()
                .map(|name| of_workers(scene, &served, *name)),
        );
        if is_open_so_far {
            gates.push(order(scene, &served));
        }
    }
    gates
}

/// Some workers, told by the first of them.
fn tally<'a>(workers: impl Iterator<Item = &'a Alike>) -> Workers {
    let mut tally = Workers::default();
    for one in workers {
        tally.count += one.count;
        tally.example_worker_id.get_or_insert(one.example);
    }
    tally
}

fn of_work(scene: &Scene, name: GateName) -> Option<Finding> {
    let head = &scene.job.head;
    if name == GateName::JobState {
        return Some(Finding {
            is_open: gates::job_runs(head).is_ok(),
            found: format!("the job is {}", head.state.name()),
            change: "submit the job again",
        });
    }
    let step = scene.focused()?;
    Some(match name {
        GateName::TaskStatus => Finding {
            is_open: is_ready(scene),
            found: task_status(scene),
            change: "requeue it (target READY), unless it runs or waits for a dependency",
        },
        GateName::Dependencies => Finding {
            // READY tasks stay so when what they depend on is requeued (`semantics.md` 4.5).
            is_open: step.head.unmet == 0 || is_ready(scene),
            found: match step.head.unmet {
                0 => "every step that it depends on has succeeded".to_owned(),
                unmet => format!(
                    "{} it depends on have not succeeded",
                    words::count(unmet, "step")
                ),
            },
            change: "wait for them, or set their target to SUCCEEDED",
        },
        GateName::Queue => Finding {
            is_open: gates::queue_schedules(scene.blocked).is_ok(),
            found: scene.blocked.map_or_else(
                || "the queue is not blocked".to_owned(),
                |reason| format!("the queue is blocked: {}", words::blocked(reason)),
            ),
            change: scene.blocked.map_or("", words::unblock),
        },
        GateName::MaxWorkerCount => Finding {
            is_open: gates::one_more_worker_may_begin(head).is_ok(),
            found: match head.max_workers {
                Some(most) => format!(
                    "{} of {most} work on the job",
                    words::count(head.open_sessions, "worker")
                ),
                None => "any number of workers may work on the job".to_owned(),
            },
            change: "raise the job's maxWorkerCount",
        },
        GateName::Fleets => Finding {
            is_open: !scene.fleets.is_empty(),
            found: match scene.fleets.len() {
                0 => "the queue has no fleet".to_owned(),
                1 => "the queue has 1 fleet".to_owned(),
                all => format!("the queue has {all} fleets"),
            },
            change: "associate a fleet with the queue",
        },
        GateName::JobState
        | GateName::Association
        | GateName::Capabilities
        | GateName::Limits
        | GateName::WorkerStatus
        | GateName::WorkerAbilities
        | GateName::WorkerSession
        | GateName::Order => return None,
    })
}

fn is_ready(scene: &Scene) -> bool {
    match (&scene.task, scene.focused()) {
        (Some(task), _) => task.status == TaskStatus::Ready,
        (None, Some(step)) => gates::something_is_ready(&step.head).is_ok(),
        (None, None) => false,
    }
}

fn task_status(scene: &Scene) -> String {
    match (&scene.task, scene.focused()) {
        (Some(task), _) => format!("the task is {}", task.status.wire()),
        (None, Some(step)) => {
            let all = words::count(step.head.task_count, "task");
            format!(
                "{} of {all} of step `{}` are READY",
                step.head.ready, step.name
            )
        }
        (None, None) => "there are no tasks".to_owned(),
    }
}

fn of_workers(scene: &Scene, served: &[Served], name: GateName) -> Gate {
    let passes = |one: &&Alike| {
        served
            .get(one.fleet)
            .is_some_and(|fleet| funnel::passes(name, *fleet, one.who()))
    };
    let passing = tally(scene.workers.iter().filter(passes));
    let failing = tally(scene.workers.iter().filter(|one| !passes(one)));
    // A fleet without workers is told by itself: its association and capabilities still count.
    let some_fleet = served.iter().any(|fleet| match name {
        GateName::Association => gates::association_schedules(fleet.association).is_ok(),
        GateName::Capabilities => fleet.fits,
        GateName::Limits => fleet.has_limits,
        GateName::JobState
        | GateName::TaskStatus
        | GateName::Dependencies
        | GateName::Queue
        | GateName::MaxWorkerCount
        | GateName::Fleets
        | GateName::WorkerStatus
        | GateName::WorkerAbilities
        | GateName::WorkerSession
        | GateName::Order => false,
    });
    let is_open = passing.count > 0 || some_fleet;
    Gate {
        gate: name,
        is_open,
        found: found(scene, served, name, passing.count),
        change: (!is_open).then(|| change(scene, name)),
        failing,
    }
}

fn found(scene: &Scene, served: &[Served], name: GateName, passing: i64) -> String {
    let all: i64 = scene.workers.iter().map(|one| one.count).sum();
    let fleets = |is: &dyn Fn(&Served) -> bool| served.iter().filter(|fleet| is(fleet)).count();
    let total = served.len();
    match name {
        GateName::Association => {
            let active = fleets(&|fleet| gates::association_schedules(fleet.association).is_ok());
            format!("{active} of {total} associations are ACTIVE")
        }
        GateName::Capabilities => {
            let fit = fleets(&|fleet| fleet.fits);
            match nearest(scene).and_then(|fleet| fleet.lacks.first()) {
                Some(lack) => format!("{fit} of {total} fleets fit; {lack}"),
                None => format!("{fit} of {total} fleets fit"),
            }
        }
        GateName::Limits => match scene
            .fleets
            .iter()
            .find_map(|fleet| fleet.withheld.as_ref())
        {
            Some(withheld) => withheld.to_string(),
            None => "limits of the queue have what it takes of them".to_owned(),
        },
        GateName::WorkerStatus => format!("{passing} of {all} workers are online"),
        GateName::WorkerAbilities => {
            let unfit = scene.workers.iter().find_map(|one| one.unfit.as_ref());
            let example = unfit.map_or(String::new(), |unfit| format!("; {unfit}"));
            format!("{passing} of {all} workers can run it{example}")
        }
        GateName::WorkerSession => format!("{passing} of {all} workers are without a session"),
        GateName::JobState
        | GateName::TaskStatus
        | GateName::Dependencies
        | GateName::Queue
        | GateName::MaxWorkerCount
        | GateName::Fleets
        | GateName::Order => String::new(),
    }
}

fn change(scene: &Scene, name: GateName) -> String {
    match name {
        GateName::Association => "set the association to ACTIVE".to_owned(),
        GateName::Capabilities => nearest(scene).map_or(String::new(), supply),
        GateName::Limits => "wait, raise the limit, or start its association again".to_owned(),
        GateName::WorkerStatus => "start a worker".to_owned(),
        GateName::WorkerAbilities => {
            "install a newer worker agent, or start other workers".to_owned()
        }
        GateName::WorkerSession => "wait until one is done, or start another worker".to_owned(),
        GateName::JobState
        | GateName::TaskStatus
        | GateName::Dependencies
        | GateName::Queue
        | GateName::MaxWorkerCount
        | GateName::Fleets
        | GateName::Order => String::new(),
    }
}

/// Who is idle and would be given something else.
fn order(scene: &Scene, served: &[Served]) -> Gate {
    let is_idle = |one: &&Alike| idle_and_fitting(served, one);
    let gets_it = |one: &&Alike| {
        scene
            .fleets
            .get(one.fleet)
            .is_some_and(|fleet| gets(scene, fleet))
    };
    let idle = || scene.workers.iter().filter(is_idle);
    let failing = tally(idle().filter(|one| !gets_it(one)));
    let passing = tally(idle().filter(gets_it));
    let before = scene.ahead.tasks + before_in_step(scene);
    let is_open = passing.count > 0 || (failing.count == 0 && before == 0);
    let found = match before {
        0 => "nothing comes before it".to_owned(),
        before => format!("{} come before it", words::count(before, "task")),
    };
    Gate {
        gate: GateName::Order,
        is_open,
        found,
        change: (!is_open).then(|| "wait, or raise the job's priority".to_owned()),
        failing,
    }
}

fn idle_and_fitting(served: &[Served], one: &Alike) -> bool {
    let Some(fleet) = served.get(one.fleet) else {
        return false;
    };
    funnel::OF_WORKERS
        .iter()
        .all(|gate| funnel::passes(*gate, *fleet, one.who()))
}

fn gets(scene: &Scene, fleet: &FleetSeen) -> bool {
    fleet.hands.iter().any(|handed| scene.is_meant(handed))
}

pub fn fleets(scene: &Scene) -> Vec<Fleet> {
    let served = served(scene);
    let told = scene.fleets.iter().enumerate().map(|(at, fleet)| {
        let of_fleet = || scene.workers.iter().filter(move |one| one.fleet == at);
        let idle = of_fleet().filter(|one| idle_and_fitting(&served, one));
        Fleet {
            fleet_id: fleet.id,
            display_name: fleet.name.clone(),
            association: fleet.association.name().to_owned(),
            lacks: fleet.lacks.iter().map(ToString::to_string).collect(),
            worker_count: tally(of_fleet()).count,
            runnable: if gets(scene, fleet) {
                tally(idle)
            } else {
                Workers::default()
            },
        }
    });
    told.collect()
}

pub fn worker(scene: &Scene, asked: &AskedWorker) -> OneWorker {
    let gate = first_shut(scene, asked);
    OneWorker {
        worker_id: asked.id,
        is_runnable: gate.is_none(),
        found: match gate {
            None => "it would be given the work if it asked now".to_owned(),
            Some(gate) => shut_for(scene, asked, gate),
        },
        gate,
    }
}

/// The first gate that keeps a worker away. What the planner hands out decides only where gates do
/// not: about the order, and about workers that have a session.
fn first_shut(scene: &Scene, asked: &AskedWorker) -> Option<GateName> {
    if asked.hands.iter().any(|handed| scene.is_meant(handed)) {
        return None;
    }
    if asked.busy.is_some() {
        return Some(GateName::WorkerSession);
    }
    let shut = OF_WORK
        .into_iter()
        .find(|name| of_work(scene, *name).is_some_and(|finding| !finding.is_open));
    if shut.is_some() {
        return shut;
    }
    let served = served(scene);
    let Some(fleet) = asked.fleet.and_then(|at| served.get(at)) else {
        return Some(GateName::Fleets);
    };
    let who = funnel::Who {
        state: asked.state,
        is_able: asked.unfit.is_none(),
        is_busy: false,
    };
    let shut = funnel::OF_WORKERS
        .into_iter()
        .find(|name| !funnel::passes(*name, *fleet, who));
    shut.or(Some(GateName::Order))
}

fn shut_for(scene: &Scene, asked: &AskedWorker, gate: GateName) -> String {
    match gate {
        GateName::Fleets if asked.fleet.is_none() => {
            "its fleet does not serve the queue".to_owned()
        }
        GateName::WorkerStatus => format!("it is {}", words::worker_state(asked.state)),
        GateName::WorkerAbilities => asked
            .unfit
            .as_ref()
            .map_or(String::new(), ToString::to_string),
        GateName::Limits => {
            let fleet = asked.fleet.and_then(|at| scene.fleets.get(at));
            let withheld = fleet.and_then(|fleet| fleet.withheld.as_ref());
            withheld.map_or(String::new(), ToString::to_string)
        }
        GateName::WorkerSession => match (&asked.busy, asked.session) {
            (_, Some(Shut::SessionHoldsEnough)) => {
                "it runs this, and holds enough of it".to_owned()
            }
            (Some(busy), _) => format!("it is busy with job `{}`", busy.job_name),
            (None, _) => "it is busy".to_owned(),
        },
        GateName::Order => match asked.hands.first() {
            Some(handed) => {
                let other = &handed.contender;
                format!(
                    "step `{}` of job `{}` comes first",
                    other.step_name, other.job_name
                )
            }
            None => "nothing is handed out now".to_owned(),
        },
        GateName::Association | GateName::Capabilities => {
            let fleet = asked.fleet.and_then(|at| scene.fleets.get(at));
            match (gate, fleet) {
                (GateName::Capabilities, Some(fleet)) => fleet
                    .lacks
                    .first()
                    .map_or(String::new(), ToString::to_string),
                (_, Some(fleet)) => {
                    format!("its fleet's association is {}", fleet.association.name())
                }
                (_, None) => String::new(),
            }
        }
        GateName::JobState
        | GateName::TaskStatus
        | GateName::Dependencies
        | GateName::Queue
        | GateName::MaxWorkerCount
        | GateName::Fleets => of_work(scene, gate).map_or(String::new(), |finding| finding.found),
    }
}
