//! `callsheet bench api`: how long reads, lists and searches take in a store that is full of jobs.
//!
//! All but one of its jobs were never begun; of that one, which has a million tasks, half have been
//! run, so searches meet rows as well as what is only a range. Requests come one after another:
//! it is their time that is measured, not how many fit into a second.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callsheet_store::{Options, Store};
use clap::Args;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::installation::Installation;
use super::load::percentile;
use super::report::{Figure, Report, figure};
use super::starting::{millis, resident};
use super::wire::{Place, Wire};
use super::{disk, failed, fill, job_creation, remark};
use crate::cli::{Globals, block_on};
use crate::connection::Key;
use crate::provision::Provision;
use crate::refusal::{Naming, Result};
use crate::render::Output;

/// Enough for a median and for the slowest of a hundred.
const ROUNDS: usize = 100;
/// These come first and are not counted.
const WARM_UP: usize = 5;
const CONNECTIONS: usize = 64;
/// The job that is searched by parameters.
const LAYERS: i64 = 1_000;
const FRAMES: i64 = 1_000;

#[derive(Debug, Args)]
pub struct Api {
    /// How many jobs the store has
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(i64).range(1..=200_000))]
    jobs: i64,
    /// How many tasks each of them has
    #[arg(long, value_name = "M", default_value_t = 1_000)]
    #[arg(value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    tasks: i64,
    /// Where to make the folder that is measured [default: the system's temporary folder]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Api {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let figures = block_on(self.measure())?;
        Report { figures }.print(self.output.output);
        Ok(())
    }

    async fn measure(&self) -> Result<Vec<Figure>> {
        let mut installation = Installation::new(self.folder.as_deref())?;
        let mut figures = disk::measure(installation.folder())?;
        installation.start()?;
        let farm = Farm::of(&installation)?;
        remark(&format!(
            "creating {} jobs of {} tasks",
            self.jobs, self.tasks
        ));
        let began = Instant::now();
        let job = farm.create_jobs(self.jobs, self.tasks).await?;
        figures.push(figure(
            "CreateJob",
            "all, a second",
            rate(self.jobs, began),
            "/s",
        ));
        remark(&format!("creating a job of {} tasks", LAYERS * FRAMES));
        let huge = farm.create(&mut farm.wire().await?, &huge_job()).await?;
        let client = installation.client()?;
        job_creation::created(&client, &farm.provision, &huge).await?;
        installation.stop()?;
        remark("running half of its tasks");
        run_half(&installation, &farm.provision, &huge).await?;
        installation.start()?;
        let farm = Farm::of(&installation)?;
        for ask in farm.asks(&job, &huge, self.jobs, self.tasks) {
            remark(&format!("{} {}", ask.operation, ask.what));
            figures.extend(farm.measure(&ask).await?);
        }
        figures.push(resident("server", "memory afterwards", &installation)?);
        installation.stop()?;
        let file = installation.database();
        let size = std::fs::metadata(&file)
            .naming("cannot measure", &file)?
            .len();
        figures.push(figure(
            "store",
            "size",
            size as f64 / f64::from(1 << 20),
            "MiB",
        ));
        Ok(figures)
    }
}

fn rate(count: i64, began: Instant) -> f64 {
    count as f64 / began.elapsed().as_secs_f64().max(f64::EPSILON)
}

/// One kind of request.
struct Question {
    operation: &'static str,
    what: String,
    method: &'static str,
    path: String,
    body: Value,
}

#[derive(Clone)]
struct Farm {
    place: Place,
    key: Key,
    provision: Provision,
}

impl Farm {
    fn of(installation: &Installation) -> Result<Self> {
        let provision = installation.provision()?;
        let host = installation.endpoint()?.trim_start_matches("http://");
        let address: SocketAddr = host.parse().map_err(failed("cannot read the address"))?;
        Ok(Self {
            place: Place {
                address,
                host: host.to_owned(),
                region: provision.region.clone(),
            },
            key: installation.key()?,
            provision,
        })
    }

    async fn wire(&self) -> Result<Wire> {
        Wire::open(&self.place).await
    }

    fn farm(&self) -> String {
        format!("/2023-10-12/farms/{}", self.provision.farm_id)
    }

    fn jobs(&self) -> String {
        format!("{}/queues/{}/jobs", self.farm(), self.provision.queue_id)
    }

    async fn create(&self, wire: &mut Wire, body: &Value) -> Result<String> {
        let answer = wire.call(&self.key, "POST", &self.jobs(), body).await?;
        Ok(answer["jobId"].as_str().unwrap_or_default().to_owned())
    }

    /// One of them; all are created from their templates by then.
    async fn create_jobs(&self, jobs: i64, tasks: i64) -> Result<String> {
        let farm = Arc::new(self.clone());
        let mut creating = JoinSet::new();
        for connection in 0..CONNECTIONS {
            let farm = Arc::clone(&farm);
            creating.spawn(async move {
                let mut wire = farm.wire().await?;
                let mut last = None;
                let first = i64::try_from(connection).unwrap_or(0);
                for number in (first..jobs).step_by(CONNECTIONS) {
                    last = Some(farm.create(&mut wire, &small_job(number, tasks)).await?);
                }
                Result::Ok(last)
            });
        }
        let mut created = None;
        while let Some(ended) = creating.join_next().await {
            created = ended.map_err(failed("a connection was lost"))??.or(created);
        }
        let created = created.unwrap_or_default();
        let endpoint = format!("http://{}", self.place.host);
        let endpoint = callsheet_client::Endpoint::new(&endpoint, &self.provision.region);
        let credentials = self.key.credentials();
        let client = callsheet_client::connect(&endpoint, credentials, "callsheet-bench");
        self.wait_until_created().await?;
        job_creation::created(&client, &self.provision, &created).await?;
        Ok(created)
    }

    /// Until no job waits to be created.
    async fn wait_until_created(&self) -> Result<()> {
        let mut wire = self.wire().await?;
        let waiting = json!({ "stringFilter": {
            "name": "LIFECYCLE_STATUS", "operator": "EQUAL", "value": "CREATE_IN_PROGRESS",
        }});
        let path = format!("{}/search/jobs", self.farm());
        loop {
            let body = self.search(&[], &waiting);
            let found = wire.call(&self.key, "POST", &path, &body).await?;
            if found["totalResults"] == 0 {
                return Ok(());
            }
            crate::connection::pause(Duration::from_millis(50)).await;
        }
    }

    fn search(&self, more: &[(&str, Value)], filter: &Value) -> Value {
        let mut body = json!({
            "queueIds": [self.provision.queue_id], "itemOffset": 0, "pageSize": 100,
            "filterExpressions": { "operator": "AND", "filters": [filter] },
        });
        for (name, value) in more {
            body[name] = value.clone();
        }
        body
    }

    fn asks(&self, job: &str, huge: &str, jobs: i64, tasks: i64) -> Vec<Question> {
        let get = |operation, what: &str, path: String| Question {
            operation,
            what: what.to_owned(),
            method: "GET",
            path,
            body: Value::Null,
        };
        let post = |operation, what: &str, noun: &str, body| Question {
            operation,
            what: what.to_owned(),
            method: "POST",
            path: format!("{}/search/{noun}", self.farm()),
            body,
        };
        let string = |name: &str, value: &str| json!({ "stringFilter": { "name": name, "operator": "EQUAL", "value": value } });
        let since = json!({ "dateTimeFilter": {
            "name": "CREATED_AT", "operator": "GREATER_THAN_EQUAL_TO",
            "dateTime": "2024-01-01T00:00:00Z",
        }});
        let term = |term: &str| json!({ "searchTermFilter": { "searchTerm": term } });
        let by_time = json!([{ "fieldSort": { "name": "CREATED_AT", "sortOrder": "DESCENDING" } }]);
        let sorted = [("sortExpressions", by_time)];
        let of_huge = [("jobId", json!(huge))];
        let parameter = |name: &str, operator: &str, value: &str| json!({ "parameterFilter": { "name": name, "operator": operator, "value": value } });
        let of = format!("of {} tasks", jobs * tasks);
        let jobs = format!("of {jobs} jobs");
        vec![
            get("GetJob", "by its id", format!("{}/{job}", self.jobs())),
            get(
                "ListJobs",
                &format!("a page of 100, {jobs}"),
                format!("{}?maxResults=100", self.jobs()),
            ),
            post(
                "SearchJobs",
                &format!("by status, {jobs}"),
                "jobs",
                self.search(&[], &string("TASK_RUN_STATUS", "SUSPENDED")),
            ),
            post(
                "SearchJobs",
                &format!("by time, the newest, {jobs}"),
                "jobs",
                self.search(&sorted, &since),
            ),
            post(
                "SearchJobs",
                &format!("by name, {jobs}"),
                "jobs",
                self.search(&[], &string("NAME", "shot 77")),
            ),
            post(
                "SearchJobs",
                &format!("by term, {jobs}"),
                "jobs",
                self.search(&[], &term("shot 77")),
            ),
            post(
                "SearchJobs",
                &format!("by parameter, {jobs}"),
                "jobs",
                self.search(&[], &parameter("Shot", "EQUAL", "77")),
            ),
            post(
                "SearchTasks",
                &format!("by status, {of}"),
                "tasks",
                self.search(&[], &string("RUN_STATUS", "SUSPENDED")),
            ),
            post(
                "SearchTasks",
                &format!("by time, the newest, {of}"),
                "tasks",
                self.search(&sorted, &since),
            ),
            post(
                "SearchTasks",
                &format!("by term, {of}"),
                "tasks",
                self.search(&[], &term("frames")),
            ),
            post(
                "SearchTasks",
                "by status, one job of 1,000,000, half run",
                "tasks",
                self.search(&of_huge, &string("RUN_STATUS", "SUSPENDED")),
            ),
            post(
                "SearchTasks",
                "by outer parameter, the same",
                "tasks",
                self.search(&of_huge, &parameter("Layer", "EQUAL", "77")),
            ),
            post(
                "SearchTasks",
                "by inner parameter, the same",
                "tasks",
                self.search(&of_huge, &parameter("Frame", "EQUAL", "77")),
            ),
        ]
    }

    async fn measure(&self, ask: &Question) -> Result<[Figure; 2]> {
        let mut wire = self.wire().await?;
        let mut taken = Vec::with_capacity(ROUNDS);
        for round in 0..WARM_UP + ROUNDS {
            let began = Instant::now();
            wire.call(&self.key, ask.method, &ask.path, &ask.body)
                .await?;
            if round >= WARM_UP {
                taken.push(began.elapsed());
            }
        }
        taken.sort_unstable();
        let one = |share: &str, per_mille| {
            let what = format!("{}: {share}", ask.what);
            figure(
                ask.operation,
                what,
                millis(percentile(&taken, per_mille)),
                "ms",
            )
        };
        Ok([one("median", 500), one("p99", 990)])
    }
}

fn small_job(number: i64, tasks: i64) -> Value {
    let template = json!({
        "specificationVersion": "jobtemplate-2023-09", "name": format!("shot {number}"),
        "parameterDefinitions": [{ "name": "Shot", "type": "INT" }],
        "steps": [{
            "name": "frames",
            "parameterSpace": { "taskParameterDefinitions": [
                { "name": "Frame", "type": "INT", "range": format!("1-{tasks}") },
            ]},
            "script": { "actions": { "onRun": { "command": "render" } } },
        }],
    });
    json!({
        "template": template.to_string(), "templateType": "JSON", "priority": number % 100,
        "parameters": { "Shot": { "int": number.to_string() } },
        "targetTaskRunStatus": "SUSPENDED",
    })
}

fn huge_job() -> Value {
    let range = |name: &str, most: i64| json!({ "name": name, "type": "INT", "range": format!("1-{most}") });
    let template = json!({
        "specificationVersion": "jobtemplate-2023-09", "name": "huge",
        "steps": [{
            "name": "layers",
            "parameterSpace": { "taskParameterDefinitions": [
                range("Layer", LAYERS), range("Frame", FRAMES),
            ]},
            "script": { "actions": { "onRun": { "command": "render" } } },
        }],
    });
    json!({
        "template": template.to_string(), "templateType": "JSON", "priority": 50,
        "targetTaskRunStatus": "SUSPENDED",
    })
}

/// Rows as they are left by tasks that succeeded.
async fn run_half(installation: &Installation, provision: &Provision, job: &str) -> Result<()> {
    let url = installation.store_url()?;
    let store = Store::open(&url, &Options::default()).map_err(failed("cannot open the store"))?;
    let path = fill::job_path(provision, job)?;
    let now = fill::now();
    let written = store.write("bench_tasks", move |tx| {
        tx.insert_bench_tasks(&path, LAYERS * FRAMES / 2, now)
    });
    written.await.map_err(failed("cannot fill the store"))
}
