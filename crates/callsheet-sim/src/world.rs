//! One seed's story: jobs, workers, users and accidents; then calm, in which every job must end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use callsheet_api::ids::JobId;
use callsheet_api::types::TaskRunStatus;
use serde_json::{Value, json};

use crate::agent::{Agent, Faults, Ledger};
use crate::dice::Dice;
use crate::farm::{Farm, Servers, TOKENS};
use crate::users;

/// What may happen.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub rounds: u32,
    pub workers: usize,
    pub jobs: u64,
    pub has_users: bool,
    pub faults: bool,
    /// Of a hundred steps, so many take a token for each of their tasks.
    pub with_tokens: u64,
}

pub struct World {
    farm: Farm,
    dice: Dice,
    shape: Shape,
    agents: Vec<Agent>,
    jobs: Vec<JobId>,
    ledger: Ledger,
}

/// In calm every action succeeds; nothing should need more turns than this.
const CALM_ROUNDS: u32 = 5_000;
const RUSH_LIMIT: Duration = Duration::from_secs(120);

impl World {
    pub async fn new(seed: u64, shape: Shape, servers: &Servers) -> Self {
        let mut dice = Dice::new(seed);
        let farm = Farm::open(seed, servers).await;
        let mut jobs = Vec::new();
        for _ in 0..=dice.throw(shape.jobs) {
            let (max_failed, max_retries) = (dice.throw(20), dice.throw(4));
            let template = template(&mut dice, shape.with_tokens);
            jobs.push(farm.submit(&template, max_failed, max_retries).await);
        }
        let mut ledger = Ledger::default();
        ledger.is_kept = !shape.has_users;
        let agents = (0..shape.workers).map(|_| Agent::default()).collect();
        Self {
            farm,
            dice,
            shape,
            agents,
            jobs,
            ledger,
        }
    }

    pub async fn run(&mut self) {
        self.check("at the beginning").await;
        for _ in 0..self.shape.rounds {
            let what = self.turn().await;
            self.check(what).await;
        }
        self.calm().await;
        self.check_events().await;
    }

    /// All workers at once, each as fast as it can, with nothing but a lock between them. No task
    /// runs without its token, and all succeed.
    pub async fn rush(&mut self) {
        let gauge = Arc::new(AtomicI64::new(0));
        let (farm, jobs) = (&self.farm, &self.jobs);
        let is_over = AtomicBool::new(false);
        let mut agents = std::mem::take(&mut self.agents).into_iter();
        let mut labour = || {
            let mut agent = agents.next().unwrap_or_default();
            agent.gauge = Some(Arc::clone(&gauge));
            let mut dice = Dice::new(self.dice.throw(u64::MAX));
            let (gauge, is_over) = (&gauge, &is_over);
            async move {
                let mut ledger = Ledger::default();
                while !is_over.load(Ordering::SeqCst) {
                    agent.act(farm, &mut dice, Faults::NONE, &mut ledger).await;
                    let running = gauge.load(Ordering::SeqCst);
                    assert!(
                        running <= TOKENS,
                        "{running} tasks run with {TOKENS} tokens"
                    );
                }
            }
        };
        let watching = async {
            let deadline = Instant::now() + RUSH_LIMIT;
            while !all_succeeded(farm, jobs).await {
                assert!(!farm.is_exceeded().await, "a limit is exceeded");
                assert!(Instant::now() < deadline, "some job does not end");
            }
            is_over.store(true, Ordering::SeqCst);
        };
        let (one, two, three, four) = (labour(), labour(), labour(), labour());
        tokio::join!(one, two, three, four, watching);
        self.check("after the rush").await;
    }

    async fn turn(&mut self) -> &'static str {
        let passed = i64::try_from(self.dice.throw(2_000)).unwrap_or(0);
        self.farm.pass(passed);
        match self.dice.throw(100) {
            0..4 if self.shape.faults => {
                self.farm.pass(60_000);
                self.farm.notice_silence().await;
                "after silence"
            }
            4..12 if self.shape.has_users => {
                users::meddle(&self.farm, &mut self.dice, &self.jobs).await;
                "after a user"
            }
            _ => {
                let faults = if self.shape.faults {
                    Faults {
                        action_fails: 8,
                        message_lost: 8,
                        crash: 2,
                    }
                } else {
                    Faults::NONE
                };
                self.one_agent(faults).await;
                "after a worker"
            }
        }
    }

    async fn one_agent(&mut self, faults: Faults) {
        let at = self.dice.throw(self.agents.len() as u64);
        let at = usize::try_from(at).unwrap_or(0);
        if let Some(agent) = self.agents.get_mut(at) {
            agent
                .act(&self.farm, &mut self.dice, faults, &mut self.ledger)
                .await;
        }
    }

    async fn check(&self, when: &str) {
        let faults = self.farm.faults().await;
        assert!(faults.is_empty(), "{when}: {faults:#?}");
    }

    /// A listener's events follow from each other, and end where each job is.
    async fn check_events(&self) {
        let (replay, faults) = self.farm.heard().await;
        assert!(faults.is_empty(), "events: {faults:#?}");
        for id in &self.jobs {
            let job = self.farm.job(*id).await;
            assert_eq!(replay.job_records.get(id), Some(&job.lifecycle_status));
            // Of one whose status never changed nothing was told.
            if let Some(heard) = replay.jobs.get(id) {
                assert_eq!(Some(heard.wire()), job.task_run_status, "{id}");
            }
        }
    }

    /// No accidents and no users any more: everything that can run comes to its end.
    async fn calm(&mut self) {
        users::change_tokens(&self.farm, "ACTIVE").await;
        for job in &self.jobs {
            let status = self.farm.job(*job).await.task_run_status;
            if status == Some(TaskRunStatus::Suspended) {
                users::aim_job(&self.farm, *job, "READY").await;
            }
        }
        for round in 0..CALM_ROUNDS {
            self.farm.pass(1_000);
            self.one_agent(Faults::NONE).await;
            if round % 8 == 0 && self.is_over().await {
                self.check("at the end").await;
                return;
            }
            if round % 200 == 0 {
                self.farm.notice_silence().await;
            }
        }
        for job in &self.jobs {
            let job = self.farm.job(*job).await;
            say(&format!(
                "{:?} {:?}",
                job.task_run_status, job.task_run_status_counts
            ));
        }
        say(&format!("{:#?}", self.agents));
        panic!("some job does not end");
    }

    async fn is_over(&self) -> bool {
        for job in &self.jobs {
            let counts = self
                .farm
                .job(*job)
                .await
                .task_run_status_counts
                .unwrap_or_default();
            let over = [
                TaskRunStatus::Succeeded,
                TaskRunStatus::Failed,
                TaskRunStatus::Canceled,
                TaskRunStatus::Suspended,
                TaskRunStatus::NotCompatible,
                // It waits for steps that failed or were canceled.
                TaskRunStatus::Pending,
            ];
            if counts
                .iter()
                .any(|(status, count)| *count > 0 && !over.contains(status))
            {
                return false;
            }
        }
        self.agents.iter().all(Agent::is_idle)
    }
}

async fn all_succeeded(farm: &Farm, jobs: &[JobId]) -> bool {
    for job in jobs {
        if farm.job(*job).await.task_run_status != Some(TaskRunStatus::Succeeded) {
            return false;
        }
    }
    true
}

#[expect(clippy::print_stderr, reason = "only on the way to a panic")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn template(dice: &mut Dice, with_tokens: u64) -> Value {
    let count = 1 + dice.throw(3);
    let steps: Vec<Value> = (0..count).map(|at| step(dice, at, with_tokens)).collect();
    let chunks = steps.iter().any(|step| step.to_string().contains("CHUNK"));
    let mut template = json!({
        "specificationVersion": "jobtemplate-2023-09", "name": "job", "steps": steps,
    });
    if chunks {
        template["extensions"] = json!(["TASK_CHUNKING"]);
    }
    if dice.chance(30) {
        let enter = json!({ "command": "true" });
        let script = json!({ "actions": { "onEnter": enter, "onExit": enter } });
        template["jobEnvironments"] = json!([{ "name": "around", "script": script }]);
    }
    template
}

fn step(dice: &mut Dice, at: u64, with_tokens: u64) -> Value {
    let mut step = json!({
        "name": format!("step{at}"),
        "script": { "actions": { "onRun": { "command": "true" } } },
    });
    let tasks = 1 + dice.throw(24);
    if dice.chance(25) {
        step["parameterSpace"] = json!({ "taskParameterDefinitions": [{
            "name": "Frame", "type": "CHUNK[INT]", "range": format!("1-{tasks}"),
            "chunks": { "defaultTaskCount": 1 + dice.throw(5), "rangeConstraint": "CONTIGUOUS" },
        }] });
    } else if dice.chance(80) {
        step["parameterSpace"] = json!({ "taskParameterDefinitions": [{
            "name": "Frame", "type": "INT", "range": format!("1-{tasks}"),
        }] });
    }
    if dice.chance(with_tokens) {
        let amount = json!({ "name": "amount.tokens", "min": 1 + dice.throw(2) });
        step["hostRequirements"] = json!({ "amounts": [amount] });
    }
    if at > 0 && dice.chance(60) {
        step["dependencies"] = json!([{ "dependsOn": format!("step{}", dice.throw(at)) }]);
    }
    step
}
