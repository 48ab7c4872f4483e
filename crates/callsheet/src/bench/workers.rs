//! `callsheet bench workers`: how many tasks of `true` our own workers run, beside how many
//! processes this machine starts without them.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::installation::{Installation, terminate};
use super::report::{Figure, Report, figure};
use super::starting::millis;
use super::{disk, failed, job_creation, process, remark};
use crate::cli::{Globals, block_on};
use crate::connection::sdk::types::{JobTemplateType, TaskRunStatus};
use crate::connection::{pause, refused, sdk};
use crate::data_dir::DataDir;
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};
use crate::render::Output;

const ABOUT: &str = "worker";

const POLL: Duration = Duration::from_millis(5);

/// How many processes are started for comparison.
const BARE_PROCESSES: u32 = 1_000;

#[derive(Debug, Args)]
pub struct Workers {
    /// How many workers there are
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=64))]
    workers: u32,
    /// How many tasks they run
    #[arg(long, value_name = "M", default_value_t = 1_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    tasks: u32,
    /// How long it lasts at most
    #[arg(long, value_name = "S", default_value_t = 300)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Where to make the folders of server and workers [default: the system's temporary folder]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Workers {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let figures = block_on(self.measure())?;
        Report { figures }.print(self.output.output);
        Ok(())
    }

    async fn measure(&self) -> Result<Vec<Figure>> {
        let mut installation = Installation::new(self.folder.as_deref())?;
        let sync_ms = disk::sync_ms(installation.folder())?;
        let bare_ms = bare_process_ms()?;
        installation.start()?;
        let running = self.hire(&installation)?;
        let (client, provision) = (installation.client()?, installation.provision()?);
        // The first job is run to warm up: workers join, sessions are set up.
        self.one_job(&client, &provision, self.workers).await?;
        remark(&format!(
            "{} workers run {} tasks",
            self.workers, self.tasks
        ));
        let (server, workers) = (installation.server_pid()?, pids(&running));
        let before = cpu(server, &workers)?;
        let took = self.one_job(&client, &provision, self.tasks).await?;
        let after = cpu(server, &workers)?;
        drop(running);
        installation.stop()?;
        let tasks = f64::from(self.tasks);
        let each_ms = millis(took) / tasks;
        let share = |after: Duration, before: Duration| {
            after.saturating_sub(before).as_secs_f64() * 1e3 / tasks
        };
        let what = |what, value, unit| figure(ABOUT, what, value, unit);
        Ok(vec![
            what("tasks of `true`", tasks / took.as_secs_f64(), "tasks/s"),
            what("time per task", each_ms, "ms"),
            what(
                "time per task and worker",
                each_ms * f64::from(self.workers),
                "ms",
            ),
            what("CPU per task: server", share(after.0, before.0), "ms"),
            what(
                "CPU per task: workers, without their tasks",
                share(after.1, before.1),
                "ms",
            ),
            what("a process alone, with its output read", bare_ms, "ms"),
            figure("disk", "write 4 KiB and fdatasync, before", sync_ms, "ms"),
        ])
    }

    fn hire(&self, installation: &Installation) -> Result<Vec<Running>> {
        let hire = |number| Running::start(installation, number);
        (0..self.workers).map(hire).collect()
    }

    /// Has a job run to its end; how long it took from its first task's start to its last one's end.
    async fn one_job(
        &self,
        client: &sdk::Client,
        provision: &Provision,
        tasks: u32,
    ) -> Result<Duration> {
        let job_id = create(client, provision, tasks).await?;
        job_creation::created(client, provision, &job_id).await?;
        let end = Instant::now() + Duration::from_secs(self.seconds);
        loop {
            let found = client
                .get_job()
                .farm_id(&provision.farm_id)
                .queue_id(&provision.queue_id)
                .job_id(&job_id)
                .send()
                .await
                .map_err(refused)?;
            match found.task_run_status {
                Some(TaskRunStatus::Succeeded) => {
                    let ends = found.started_at.zip(found.ended_at);
                    return ends
                        .and_then(between)
                        .ok_or_else(|| Refusal::new("a job that has succeeded has no times"));
                }
                Some(TaskRunStatus::Failed | TaskRunStatus::Canceled) => {
                    return Err(Refusal::new("tasks of `true` have failed"));
                }
                _ if Instant::now() >= end => {
                    return Err(Refusal::new("the tasks do not run in time"));
                }
                _ => pause(POLL).await,
            }
        }
    }
}

fn between(
    (began, ended): (sdk::primitives::DateTime, sdk::primitives::DateTime),
) -> Option<Duration> {
    let took_ms = ended.to_millis().ok()? - began.to_millis().ok()?;
    Some(Duration::from_millis(u64::try_from(took_ms).ok()?))
}

async fn create(client: &sdk::Client, provision: &Provision, tasks: u32) -> Result<String> {
    let template = json!({
        "specificationVersion": "jobtemplate-2023-09",
        "name": format!("Bench {tasks}"),
        "steps": [{
            "name": "True",
            "parameterSpace": { "taskParameterDefinitions": [
                { "name": "Number", "type": "INT", "range": format!("1-{tasks}") },
            ]},
            "script": { "actions": { "onRun": { "command": "true" } } },
        }],
    });
    let answer = client
        .create_job()
        .farm_id(&provision.farm_id)
        .queue_id(&provision.queue_id)
        .template(template.to_string())
        .template_type(JobTemplateType::Json)
        .priority(50)
        .send()
        .await
        .map_err(refused)?;
    Ok(answer.job_id)
}

/// A worker, our own program again. It ends with this.
struct Running(Child);

impl Running {
    fn start(installation: &Installation, number: u32) -> Result<Self> {
        let provision = installation.provision()?;
        let folder = installation.folder().join(format!("worker-{number}"));
        let log = std::fs::File::create(folder.with_extension("log"));
        let program = std::env::current_exe().map_err(failed("cannot find our own program"))?;
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .arg("worker")
            .args(["--farm-id", &provision.farm_id])
            .args(["--fleet-id", &provision.fleet_id])
            .args(["--endpoint", installation.endpoint()?])
            .args(["--region", &provision.region])
            .arg("--credentials-file")
            .arg(installation.data_dir().worker_credentials())
            .arg("--state-dir")
            .arg(DataDir::locate(Some(&folder))?.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.map_err(failed("cannot write a log"))?);
        let process = command.spawn().map_err(failed("cannot start a worker"))?;
        Ok(Running(process))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        terminate(&self.0);
        drop(self.0.wait());
    }
}

fn pids(running: &[Running]) -> Vec<u32> {
    running.iter().map(|worker| worker.0.id()).collect()
}

/// What the server and all workers have used so far. Their tasks count for themselves.
fn cpu(server: u32, workers: &[u32]) -> Result<(Duration, Duration)> {
    let of_workers: Vec<Duration> = workers
        .iter()
        .map(|pid| process::cpu_time(*pid))
        .collect::<Result<_>>()?;
    Ok((process::cpu_time(server)?, of_workers.iter().sum()))
}

/// The floor: a process, its output read to the end, its exit waited for.
fn bare_process_ms() -> Result<f64> {
    let began = Instant::now();
    for _ in 0..BARE_PROCESSES {
        let ended = Command::new("true").stdin(Stdio::null()).output();
        ended.map_err(failed("cannot run `true`"))?;
    }
    Ok(millis(began.elapsed()) / f64::from(BARE_PROCESSES))
}
