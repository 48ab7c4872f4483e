//! `callsheet bench farm`: a farm that is made up. Workers that run nothing speak the real
//! protocol, signed, over connections of their own, with a server of this very program; what they
//! were told and what they answered is a ledger that the store's own counts have to match.

mod audit;
mod host;
mod ledger;
mod scenario;
mod setting;
mod usage;
mod worker;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::installation::Installation;
use super::report::Report;
use crate::cli::{Globals, block_on};
use crate::config::{Events, Secretive};
use crate::refusal::{Refusal, Result};
use crate::render::Output;

/// What happens on the farm. What is not said by a flag is the scenario's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// One job, whose tasks take no time, is run to its end
    Throughput,
    /// Workers that find nothing to do
    Idle,
    /// Many jobs wait, of which only the last may run on those who ask
    BlockedHead,
    /// A step of which a part has run is canceled, requeued, canceled and marked as succeeded
    Targets,
    /// Jobs of one task come one by one, and idle workers wait for them
    Start,
}

#[derive(Debug, Args)]
pub struct Farm {
    /// What happens on the farm
    #[arg(value_enum, default_value = "throughput")]
    scenario: Scenario,
    /// How many workers it has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=15_000))]
    workers: Option<u32>,
    /// How many tasks the job has that is run
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(i64).range(1..=10_000_000))]
    tasks: Option<i64>,
    /// How many jobs there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    jobs: Option<u32>,
    /// How long a task takes
    #[arg(long, value_name = "MS", default_value_t = 0)]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=3_600_000))]
    task_ms: u64,
    /// How many environments each session enters
    #[arg(long, value_name = "N", default_value_t = 0)]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=10))]
    environments: u32,
    /// How often an idle worker asks, if not as the server tells it
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=3600))]
    interval_s: Option<u64>,
    /// How long it lasts; where tasks are run to their end, how long at most
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: Option<u64>,
    /// An empty PostgreSQL database to keep everything in [default: SQLite, in the folder]
    #[arg(long, value_name = "URL")]
    store: Option<Secretive>,
    /// Which events the server writes, though nobody is told
    #[arg(long, value_name = "WHICH", default_value = "wanted")]
    events: Events,
    /// Where to make the server's folder [default: the system's temporary folder]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// A scenario with all its numbers.
#[derive(Debug, Clone)]
pub struct Plan {
    pub scenario: Scenario,
    pub workers: u32,
    pub tasks: i64,
    pub jobs: u32,
    pub task: Duration,
    pub environments: u32,
    /// As the server tells, if there is none.
    pub interval: Option<Duration>,
    pub lasting: Duration,
    /// Whether idle requests may be held, as our own worker's are and stock ones are not.
    pub may_hold: bool,
}

impl Farm {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let figures = block_on(self.measure())?;
        Report { figures }.print(self.output.output);
        Ok(())
    }

    async fn measure(&self) -> Result<Vec<super::report::Figure>> {
        let plan = self.plan()?;
        let mut installation = Installation::new(self.folder.as_deref())?;
        installation.events = self.events;
        if let Some(store) = &self.store {
            installation.keep_in(store.clone());
            audit::refuse_used_store(&installation).await?;
        }
        scenario::run(&plan, &mut installation).await
    }

    fn plan(&self) -> Result<Plan> {
        let usual = Plan::usual(self.scenario);
        let plan = Plan {
            workers: self.workers.unwrap_or(usual.workers),
            tasks: self.tasks.unwrap_or(usual.tasks),
            jobs: self.jobs.unwrap_or(usual.jobs),
            task: Duration::from_millis(self.task_ms),
            environments: self.environments,
            interval: self.interval_s.map(Duration::from_secs).or(usual.interval),
            lasting: self.seconds.map_or(usual.lasting, Duration::from_secs),
            ..usual
        };
        if plan.tasks < i64::from(plan.jobs) && plan.scenario == Scenario::Throughput {
            return Err(Refusal::misuse("there are fewer --tasks than --jobs"));
        }
        Ok(plan)
    }
}

impl Plan {
    /// The size at which a scenario is worth comparing.
    fn usual(scenario: Scenario) -> Self {
        let plan = Plan {
            scenario,
            workers: 100,
            tasks: 1_000_000,
            jobs: 1,
            task: Duration::ZERO,
            environments: 0,
            interval: None,
            lasting: Duration::from_secs(600),
            may_hold: true,
        };
        match scenario {
            Scenario::Throughput => plan,
            Scenario::Targets => Plan {
                // Heartbeats that show what a target does to them.
                interval: Some(Duration::from_secs(1)),
                may_hold: false,
                ..plan
            },
            Scenario::Idle => Plan {
                workers: 10_000,
                jobs: 0,
                interval: Some(Duration::from_secs(30)),
                lasting: Duration::from_secs(60),
                may_hold: false,
                ..plan
            },
            Scenario::BlockedHead => Plan {
                workers: 1_000,
                tasks: 1_000,
                jobs: 10_000,
                lasting: Duration::from_secs(30),
                may_hold: false,
                ..plan
            },
            Scenario::Start => Plan {
                workers: 4,
                tasks: 1,
                jobs: 200,
                lasting: Duration::from_secs(120),
                ..plan
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        farm: Farm,
    }

    fn plan(line: &str) -> Result<Plan> {
        Line::try_parse_from(line.split(' ')).unwrap().farm.plan()
    }

    #[test]
    fn flags_win_over_the_scenario() {
        let plan = plan("bench idle --workers 7 --seconds 5").unwrap();
        assert_eq!((plan.workers, plan.lasting), (7, Duration::from_secs(5)));
        assert_eq!(plan.interval, Some(Duration::from_secs(30)));
        assert!(!plan.may_hold);
    }

    #[test]
    fn a_job_has_at_least_a_task() {
        assert!(plan("bench throughput --tasks 5 --jobs 6").is_err());
    }
}
