//! "Runnable on W" is said exactly when the planner gives it to W now: small farms made up from
//! seeds, each worker asked about before it asks for work itself.

use std::collections::{BTreeMap, BTreeSet};

use callsheet_api::extension::{GateName, WorkPath};
use callsheet_api::ids::{
    FleetId, JobId, LimitId, QueueId, SessionActionId, StepId, TaskId, WorkerId,
};
use callsheet_api::types::{AssignedSessionActionDefinition, UpdateWorkerScheduleResponse};
use callsheet_server::api::{queues, worker_schedule};
use callsheet_server::extension::explain::explain_work;
use callsheet_store::test_support::Place;
use serde_json::{Value, json};

use crate::plant::{Farm, needs, request, step};

const SEEDS: u64 = 24;
const ROUNDS: u64 = 24;

/// All chance of one farm.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.throw(from.len() as u64);
        &from[usize::try_from(at).unwrap()]
    }
}

struct Machine {
    fleet: FleetId,
    worker: WorkerId,
    /// What it has been told of.
    known: BTreeSet<SessionActionId>,
    /// What it holds, in order.
    held: Vec<SessionActionId>,
}

struct World {
    farm: Farm,
    dice: Dice,
    /// Of the first queue, and of the second in some farms.
    limit: LimitId,
    first_queue: QueueId,
    jobs: Vec<(QueueId, JobId)>,
    machines: Vec<Machine>,
    /// How often the answer was yes, and no.
    told: (u32, u32),
}

impl World {
    async fn new(seed: u64, place: &Place) -> Self {
        let mut dice = Dice(seed);
        let mut farm = Farm::open_on(place).await;
        let second = request(json!({ "farmId": farm.farm, "displayName": "fx" }));
        let second = queues::create_queue(&farm.cx, &farm.admin, second)
            .await
            .unwrap();
        let both = [farm.queue, second.queue_id];
        let mut fleets = Vec::new();
        for name in ["small", "large"] {
            let fleet = farm.fleet(name).await;
            if name == "small" {
                farm.promise(fleet, json!({ "vCpuCount": { "min": 1, "max": 2 } }))
                    .await;
            }
            fleets.push(fleet);
        }
        for (queue, fleet) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            farm.queue = both[queue];
            let fleet = fleets[fleet];
            match dice.throw(6) {
                0 => {}
                1 => {
                    farm.associate(fleet).await;
                    farm.stop_association(fleet).await;
                }
                _ => farm.associate(fleet).await,
            }
        }
        farm.queue = both[0];
        let limit = farm.limit(1 + i64::try_from(dice.throw(3)).unwrap()).await;
        if dice.throw(2) == 0 {
            farm.queue = both[1];
            farm.associate_limit(limit).await;
        }
        let mut machines = Vec::new();
        for _ in 0..4 {
            let fleet = *dice.pick(&fleets);
            let worker = farm.worker(fleet).await;
            if dice.throw(5) > 0 {
                farm.says(fleet, worker, "STARTED").await;
            }
            let (known, held) = (BTreeSet::new(), Vec::new());
            machines.push(Machine {
                fleet,
                worker,
                known,
                held,
            });
        }
        let mut jobs = Vec::new();
        for _ in 0..=dice.throw(3) {
            farm.queue = *dice.pick(&both);
            let (steps, more) = job(&mut dice);
            jobs.push((farm.queue, farm.submit("job", steps, more).await));
        }
        Self {
            farm,
            dice,
            limit,
            first_queue: both[0],
            jobs,
            machines,
            told: (0, 0),
        }
    }

    async fn turn(&mut self) {
        match self.dice.throw(11) {
            0 => {
                let (queue, job) = *self.dice.pick(&self.jobs);
                self.farm.queue = queue;
                let target = *self
                    .dice
                    .pick(&["SUSPENDED", "READY", "CANCELED", "PENDING"]);
                self.farm
                    .update_job(job, json!({ "targetTaskRunStatus": target }))
                    .await;
            }
            1 => {
                let (queue, job) = *self.dice.pick(&self.jobs);
                self.farm.queue = queue;
                let priority = self.dice.throw(100);
                self.farm
                    .update_job(job, json!({ "priority": priority }))
                    .await;
            }
            2..5 => self.work().await,
            5 | 6 if self.jobs.len() < 8 => self.submit().await,
            7 | 8 if self.machines.len() < 10 => self.start().await,
            9 => {
                self.farm.queue = self.first_queue;
                let status = *self
                    .dice
                    .pick(&["ACTIVE", "STOP_LIMIT_USAGE_AND_COMPLETE_TASKS"]);
                self.farm.update_limit_association(self.limit, status).await;
            }
            _ => {}
        }
        self.compare().await;
    }

    async fn submit(&mut self) {
        let (queue, _) = *self.dice.pick(&self.jobs);
        self.farm.queue = queue;
        let (steps, more) = job(&mut self.dice);
        let job = self.farm.submit("job", steps, more).await;
        self.jobs.push((queue, job));
    }

    async fn start(&mut self) {
        let at = usize::try_from(self.dice.throw(self.machines.len() as u64)).unwrap();
        let fleet = self.machines[at].fleet;
        let worker = match self.dice.throw(4) {
            0 => self.farm.started_as(fleet, "0.29.0").await,
            _ => self.farm.started(fleet).await,
        };
        self.machines.push(Machine {
            fleet,
            worker,
            known: BTreeSet::new(),
            held: Vec::new(),
        });
    }

    /// Some machine reports the end of what it holds first.
    async fn work(&mut self) {
        let at = usize::try_from(self.dice.throw(self.machines.len() as u64)).unwrap();
        let Some(first) = self.machines[at].held.first().copied() else {
            return;
        };
        let now = self.farm.clock.now();
        let status = if self.dice.throw(8) == 0 {
            "FAILED"
        } else {
            "SUCCEEDED"
        };
        let report = json!({
            "startedAt": now, "updatedAt": now, "endedAt": now, "completedStatus": status,
        });
        self.ask(at, json!({ first.to_string(): report })).await;
    }

    /// What a machine is told to run that it was not told before.
    async fn ask(&mut self, at: usize, reports: Value) -> Vec<(StepId, TaskId)> {
        let machine = &mut self.machines[at];
        let input = request(json!({
            "farmId": self.farm.farm, "fleetId": machine.fleet, "workerId": machine.worker,
            "updatedSessionActions": reports,
        }));
        let (cx, admin) = (&self.farm.cx, &self.farm.admin);
        let Ok(answer) = worker_schedule::update_worker_schedule(cx, admin, input).await else {
            return Vec::new();
        };
        machine.held = answer
            .assigned_sessions
            .values()
            .flat_map(|session| &session.session_actions)
            .map(|action| action.session_action_id)
            .collect();
        new_runs(&answer, &mut machine.known)
    }

    /// Every step is asked about for one machine, and a few tasks; then the machine asks itself.
    async fn compare(&mut self) {
        let at = usize::try_from(self.dice.throw(self.machines.len() as u64)).unwrap();
        let worker = self.machines[at].worker;
        let (mut steps, mut tasks) = (BTreeMap::new(), BTreeMap::new());
        for (queue, job) in self.jobs.clone() {
            self.farm.queue = queue;
            for step in self.farm.steps(job).await {
                let path = WorkPath {
                    step_id: Some(step),
                    ..self.farm.path(job)
                };
                steps.insert(step, self.is_runnable(path, worker).await);
                let task = TaskId::new(step, self.dice.throw(4));
                let path = WorkPath {
                    task_id: Some(task),
                    ..path
                };
                tasks.insert(task, self.is_runnable(path, worker).await);
            }
        }
        let given = self.ask(at, json!({})).await;
        for (step, is_runnable) in steps {
            let is_given = given.iter().any(|(of, _)| *of == step);
            assert_eq!(
                is_runnable,
                Some(is_given),
                "{step} on {worker}: said, and given"
            );
            self.told.0 += u32::from(is_given);
            self.told.1 += u32::from(!is_given);
        }
        for (task, is_runnable) in tasks {
            // There may be fewer tasks than that.
            let Some(is_runnable) = is_runnable else {
                continue;
            };
            let is_given = given.iter().any(|(_, of)| *of == task);
            assert_eq!(is_runnable, is_given, "{task} on {worker}: said, and given");
        }
    }

    /// Absent: there is no such task.
    async fn is_runnable(&self, path: WorkPath, worker: WorkerId) -> Option<bool> {
        let asked = explain_work(&self.farm.cx, &self.farm.admin, path, Some(worker)).await;
        let answer = asked.ok()?;
        let one = answer.worker.clone().unwrap();
        let has_session = one.gate == Some(GateName::WorkerSession);
        if one.gate == Some(GateName::Order) {
            // Where every gate is open something else comes first, and it is named.
            assert!(one.found.ends_with("comes first"), "{one:?}\n{answer:#?}");
        }
        if one.is_runnable {
            let shut = answer.gates.iter().find(|gate| !gate.is_open);
            // A session goes on although its job may have no more workers, or none is idle.
            let may_go_on = [
                GateName::MaxWorkerCount,
                GateName::WorkerSession,
                GateName::Order,
            ];
            let is_sound = shut.is_none_or(|gate| may_go_on.contains(&gate.gate));
            assert!(is_sound && !has_session, "{one:?}\n{answer:#?}");
        }
        Some(one.is_runnable)
    }
}

fn job(dice: &mut Dice) -> (Vec<Value>, Value) {
    let mut steps = Vec::new();
    for at in 0..=dice.throw(2) {
        let mut more = match dice.throw(5) {
            0 => needs(json!({ "name": "amount.worker.vcpu", "min": 3 })),
            1 => needs(json!({ "name": "amount.license", "min": 1 })),
            _ => json!({}),
        };
        if at > 0 && dice.throw(2) == 0 {
            more["dependencies"] = json!([{ "dependsOn": "step0" }]);
        }
        let tasks = u32::try_from(1 + dice.throw(4)).unwrap();
        steps.push(step(&format!("step{at}"), tasks, more));
    }
    let mut more = json!({ "priority": dice.throw(100), "maxRetriesPerTask": dice.throw(3) });
    if dice.throw(3) == 0 {
        more["maxWorkerCount"] = json!(1 + dice.throw(2));
    }
    if dice.throw(4) == 0 {
        more["extensions"] = json!(["EXPR"]);
    }
    if dice.throw(3) == 0 {
        let command = json!({ "command": "true" });
        let script = json!({ "actions": { "onEnter": command, "onExit": command } });
        more["jobEnvironments"] = json!([{ "name": "around", "script": script }]);
    }
    (steps, more)
}

fn new_runs(
    answer: &UpdateWorkerScheduleResponse,
    known: &mut BTreeSet<SessionActionId>,
) -> Vec<(StepId, TaskId)> {
    use AssignedSessionActionDefinition as Definition;
    let actions = answer
        .assigned_sessions
        .values()
        .flat_map(|one| &one.session_actions);
    let new = actions.filter(|action| known.insert(action.session_action_id));
    let runs = new.filter_map(|action| match &action.definition {
        Definition::TaskRun(run) => Some((run.step_id, run.task_id?)),
        Definition::EnvEnter(_)
        | Definition::EnvExit(_)
        | Definition::SyncInputJobAttachments(_) => None,
    });
    runs.collect()
}

#[expect(
    clippy::print_stdout,
    reason = "it belongs to the report of a failed test"
)]
async fn run(seeds: Vec<u64>, place: impl Fn() -> Place) -> (u32, u32) {
    let mut told = (0, 0);
    for seed in seeds {
        // Printed only if the test fails: run it alone with CALLSHEET_SEED.
        println!("CALLSHEET_SEED={seed}");
        let place = place();
        let mut world = World::new(seed, &place).await;
        for _ in 0..ROUNDS {
            world.turn().await;
        }
        told = (told.0 + world.told.0, told.1 + world.told.1);
    }
    println!("{} times yes, {} times no", told.0, told.1);
    told
}

#[tokio::test]
async fn runnable_is_said_exactly_when_the_planner_gives_it() {
    let seeds: Vec<u64> = match std::env::var("CALLSHEET_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (1..=SEEDS).collect(),
    };
    let is_one = seeds.len() == 1;
    let told = run(seeds, Place::sqlite).await;
    // Neither answer may go untried.
    assert!(
        is_one || told.0 >= 60 && told.1 >= 60,
        "too little happened: {told:?}"
    );
}

#[tokio::test]
async fn the_same_is_said_on_postgres() {
    let told = run(vec![101, 102], Place::postgres).await;
    assert!(told.0 > 0 && told.1 > 0, "too little happened: {told:?}");
}
