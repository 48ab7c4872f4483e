//! What happens on the farm, scenario by scenario, and what is measured meanwhile.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::ledger::{Latencies, Ledger};
use super::setting::{Job, Setting};
use super::usage::{Usage, Used};
use super::worker::Crew;
use super::{Plan, Scenario, audit};
use crate::bench::installation::Installation;
use crate::bench::report::{Figure, figure};
use crate::bench::starting::{mebibytes, millis};
use crate::bench::{disk, failed, process, remark};
use crate::connection::pause;
use crate::refusal::{Refusal, Result};

const POLL: Duration = Duration::from_millis(5);

/// Past this a farm of any size is there, or never will be.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many submit at a time.
const SUBMITTERS: usize = 8;

/// How long the heartbeats after a target still count as meanwhile.
const AFTERMATH: Duration = Duration::from_secs(2);

/// Workers whose heartbeats show what a target does to those that have nothing to do with it, and
/// how often they ask.
const BYSTANDERS: u32 = 20;
const BYSTANDERS_ASK: Duration = Duration::from_millis(100);

/// The longest that idle workers are told to stay away while they are a thousand.
const SETTLING: Duration = Duration::from_secs(10);

/// Of a hundred tasks, so many have run when the first target comes.
const TOUCHED_PERCENT: i64 = 60;

pub async fn run(plan: &Plan, installation: &mut Installation) -> Result<Vec<Figure>> {
    let sync_before_ms = disk::sync_ms(installation.folder())?;
    installation.start()?;
    let mut farm = Running::start(plan, installation).await?;
    let mut figures = match plan.scenario {
        Scenario::Throughput => farm.throughput().await?,
        Scenario::Idle => farm.idle().await?,
        Scenario::BlockedHead => farm.blocked_head().await?,
        Scenario::Targets => farm.targets().await?,
        Scenario::Start => farm.starts().await?,
    };
    let put_off = farm.ledger.book().put_off;
    figures.push(farm.figure("requests that were put off", float(put_off), ""));
    figures.push(farm.peak_memory()?);
    let (ledger, ran) = (farm.ledger.clone(), farm.ran);
    drop(farm);
    remark("auditing");
    installation.stop()?;
    if ran > 0 {
        let bytes = audit::task_bytes(installation).await?;
        let each = float(u64::try_from(bytes).unwrap_or(0)) / float(ran);
        figures.push(figure(
            "store",
            "a finished task's rows and indexes",
            each,
            "B",
        ));
    }
    audit::recount(installation, &ledger).await?;
    let sync_after_ms = disk::sync_ms(installation.folder())?;
    for (when, sync_ms) in [("before", sync_before_ms), ("after", sync_after_ms)] {
        let what = format!("write 4 KiB and fdatasync, {when}");
        figures.push(figure("disk", what, sync_ms, "ms"));
    }
    Ok(figures)
}

/// A farm with its workers at work. They end with it.
struct Running<'a> {
    plan: &'a Plan,
    pid: u32,
    setting: Setting,
    ledger: Ledger,
    workers: JoinSet<()>,
    /// Of the bystanders.
    beside: Ledger,
    /// Tasks that came to an end, for what they leave behind.
    ran: u64,
}

impl<'a> Running<'a> {
    async fn start(plan: &'a Plan, installation: &Installation) -> Result<Self> {
        Ok(Running {
            plan,
            pid: installation.server_pid()?,
            setting: Setting::new(installation, plan).await?,
            ledger: Ledger::default(),
            workers: JoinSet::new(),
            beside: Ledger::default(),
            ran: 0,
        })
    }

    fn figure(&self, what: impl Into<String>, value: f64, unit: &'static str) -> Figure {
        figure(self.plan.scenario.about(), what, value, unit)
    }

    async fn hire(&mut self) -> Result<()> {
        remark(&format!("{} workers join", self.plan.workers));
        let crew = Crew::new(&self.setting, self.plan, &self.ledger);
        for number in 0..self.plan.workers {
            self.workers.spawn(crew.clone().work(number));
        }
        let wanted = self.plan.workers;
        let all = self.until(PATIENCE, |ledger| ledger.book().joined >= wanted);
        match all.await? {
            true => Ok(()),
            false => Err(Refusal::new("the workers do not join in time")),
        }
    }

    async fn hire_bystanders(&mut self) -> Result<()> {
        let setting = self.setting.beside(BYSTANDERS).await?;
        let plan = Plan {
            workers: BYSTANDERS,
            interval: Some(BYSTANDERS_ASK),
            may_hold: false,
            ..self.plan.clone()
        };
        let crew = Crew::new(&setting, &plan, &self.beside);
        for number in 0..plan.workers {
            self.workers.spawn(crew.clone().work(number));
        }
        Ok(())
    }

    /// Waits for it; whether it came.
    async fn until(&self, patience: Duration, is_so: impl Fn(&Ledger) -> bool) -> Result<bool> {
        let end = Instant::now() + patience;
        loop {
            self.ledger.book().refuse_fault()?;
            self.beside.book().refuse_fault()?;
            if is_so(&self.ledger) {
                return Ok(true);
            }
            if Instant::now() >= end {
                return Ok(false);
            }
            pause(POLL).await;
        }
    }

    /// Creates jobs, a few at a time; when the last one was answered.
    async fn submit(&mut self, jobs: u32, job: Job) -> Result<(Vec<String>, Duration)> {
        let began = Instant::now();
        let mut submitters = JoinSet::new();
        for mine in shares(jobs, SUBMITTERS) {
            let mut setting = self.setting.another().await?;
            submitters.spawn(async move {
                let mut made = Vec::new();
                for _ in 0..mine {
                    made.push(setting.create_job(&job).await?);
                }
                Ok::<_, Refusal>(made)
            });
        }
        let mut made = Vec::new();
        while let Some(ended) = submitters.join_next().await {
            made.extend(ended.map_err(failed("a submitter was lost"))??);
        }
        Ok((made, began.elapsed()))
    }

    fn job(&self, tasks: i64) -> Job {
        Job {
            tasks,
            environments: self.plan.environments,
            is_elsewhere: false,
        }
    }

    async fn throughput(&mut self) -> Result<Vec<Figure>> {
        self.hire().await?;
        self.ledger.book().forget_times();
        let each = self.plan.tasks / i64::from(self.plan.jobs);
        let tasks = each * i64::from(self.plan.jobs);
        remark(&format!("running {tasks} tasks"));
        let memory_before = process::resident_kib(self.pid)?;
        let before = Usage::of(self.pid)?;
        let began = Instant::now();
        let (_, submitting) = self.submit(self.plan.jobs, self.job(each)).await?;
        let submitted = began + submitting;
        let all = tasks.unsigned_abs();
        self.until(self.plan.lasting, |ledger| ledger.book().succeeded >= all)
            .await?;
        let used = Usage::of(self.pid)?.since(before);
        let memory_kib = process::resident_kib(self.pid)?.saturating_sub(memory_before);
        let mut figures = vec![
            self.figure(
                "submitted",
                f64::from(self.plan.jobs) / submitting.as_secs_f64(),
                "jobs/s",
            ),
            self.figure(
                "submitted",
                float(all) / submitting.as_secs_f64(),
                "tasks/s",
            ),
            self.figure("memory that was added", mebibytes(memory_kib), "MiB"),
        ];
        figures.extend(self.work_done(submitted, used));
        Ok(figures)
    }

    /// How fast tasks were handed out and came back, and what each of them cost.
    fn work_done(&mut self, submitted: Instant, used: Used) -> Vec<Figure> {
        let mut book = self.ledger.book();
        let (assigned, succeeded) = (book.assigned, book.succeeded);
        let first = book.first_assigned.unwrap_or(submitted);
        let rate = |count: u64, last: Option<Instant>| {
            let elapsed = last.unwrap_or(first).saturating_duration_since(first);
            float(count) / elapsed.as_secs_f64().max(f64::EPSILON)
        };
        let dispatch = rate(assigned, book.last_assigned);
        let completion = rate(succeeded, book.last_succeeded);
        let latencies = book.take_latencies();
        drop(book);
        self.ran += succeeded;
        let per_task = |amount: f64| amount / float(succeeded.max(1));
        let first_start = first.saturating_duration_since(submitted);
        let mut figures = vec![
            self.figure("tasks that were run", float(succeeded), ""),
            self.figure("dispatched", dispatch, "tasks/s"),
            self.figure("completed", completion, "tasks/s"),
            self.figure(
                "CreateJob's answer to the first start",
                millis(first_start),
                "ms",
            ),
            self.figure(
                "server CPU per task",
                per_task(used.cpu.as_secs_f64() * 1e6),
                "µs",
            ),
            self.figure(
                "written to disk per task",
                per_task(float(used.bytes_written)),
                "B",
            ),
        ];
        figures.extend(self.schedules(&latencies, used));
        figures
    }

    fn schedules(&self, latencies: &Latencies, used: Used) -> Vec<Figure> {
        let count = float(latencies.count() as u64);
        let what = |part: &str| format!("UpdateWorkerSchedule, {part}");
        vec![
            self.figure(
                what("requests"),
                count / used.elapsed.as_secs_f64().max(f64::EPSILON),
                "/s",
            ),
            self.figure(what("p50"), millis(latencies.at(500)), "ms"),
            self.figure(what("p99"), millis(latencies.at(990)), "ms"),
            self.figure("server CPU", used.cores(), "cores"),
        ]
    }

    async fn idle(&mut self) -> Result<Vec<Figure>> {
        self.hire().await?;
        // Until everybody has asked in its own rhythm.
        pause(self.plan.interval.unwrap_or_default()).await;
        self.ledger.book().forget_times();
        let used = self.watch().await?;
        let latencies = self.ledger.book().take_latencies();
        let mut figures = self.schedules(&latencies, used);
        figures.push(self.figure("server memory", self.memory()?, "MiB"));
        Ok(figures)
    }

    /// Looks on for as long as the plan says.
    async fn watch(&self) -> Result<Used> {
        remark(&format!("measuring {} s", self.plan.lasting.as_secs()));
        let before = Usage::of(self.pid)?;
        self.until(self.plan.lasting, |_| false).await?;
        Ok(Usage::of(self.pid)?.since(before))
    }

    async fn blocked_head(&mut self) -> Result<Vec<Figure>> {
        self.setting.create_fleet_elsewhere().await?;
        let blocked = self.plan.jobs.saturating_sub(1);
        remark(&format!("creating {blocked} jobs that fit nobody here"));
        let elsewhere = Job {
            is_elsewhere: true,
            ..self.job(1)
        };
        let (made, submitting) = self.submit(blocked, elsewhere).await?;
        for job_id in made.iter().rev().take(SUBMITTERS) {
            self.setting.step_of(job_id, PATIENCE).await?;
        }
        self.hire().await?;
        // Until everybody has asked in its own rhythm.
        pause(SETTLING).await;
        self.ledger.book().forget_times();
        self.setting.create_job(&self.job(self.plan.tasks)).await?;
        let answered = Instant::now();
        let used = self.watch().await?;
        let all = self.plan.tasks.unsigned_abs();
        let found = |ledger: &Ledger| ledger.book().succeeded >= all;
        if !self.until(PATIENCE, found).await? {
            return Err(Refusal::new(
                "what is behind the head of the queue does not run",
            ));
        }
        let rate = f64::from(blocked) / submitting.as_secs_f64().max(f64::EPSILON);
        let mut figures = vec![self.figure("submitted", rate, "jobs/s")];
        figures.extend(self.work_done(answered, used));
        Ok(figures)
    }

    async fn targets(&mut self) -> Result<Vec<Figure>> {
        self.hire().await?;
        self.hire_bystanders().await?;
        let job_id = self.setting.create_job(&self.job(self.plan.tasks)).await?;
        let step_id = self.setting.step_of(&job_id, PATIENCE).await?;
        let touched = (self.plan.tasks * TOUCHED_PERCENT / 100).unsigned_abs();
        remark(&format!("running {touched} tasks"));
        let enough = |ledger: &Ledger| ledger.book().succeeded >= touched;
        if !self.until(self.plan.lasting, enough).await? {
            return Err(Refusal::new("the tasks do not run in time"));
        }
        let mut figures = self.busy_before();
        for target in ["CANCELED", "READY", "CANCELED", "SUCCEEDED"] {
            figures.extend(self.aim(&job_id, &step_id, target).await?);
        }
        Ok(figures)
    }

    /// How long everybody waited while the step ran, for comparison.
    fn busy_before(&self) -> Vec<Figure> {
        let reports = self.ledger.book().take_latencies();
        let heartbeats = self.beside.book().take_latencies();
        vec![
            self.figure("before: reports, p99", millis(reports.at(990)), "ms"),
            self.figure("before: heartbeats, p99", millis(heartbeats.at(990)), "ms"),
        ]
    }

    /// Sends a step somewhere, and measures the answer and the heartbeats around it.
    async fn aim(&mut self, job_id: &str, step_id: &str, target: &str) -> Result<Vec<Figure>> {
        remark(&format!("target {target}"));
        self.ledger.book().forget_times();
        self.beside.book().forget_times();
        // Requeued tasks have a cause to run again; what is on its way when they are, too.
        self.ledger.book().may_run_again();
        let before = Usage::of(self.pid)?;
        let began = Instant::now();
        self.setting.aim_step(job_id, step_id, target).await?;
        let answered = began.elapsed();
        self.until(AFTERMATH, |_| false).await?;
        let used = Usage::of(self.pid)?.since(before);
        let reports = self.ledger.book().take_latencies();
        let heartbeats = self.beside.book().take_latencies();
        self.check_total(job_id).await?;
        let what = |part: &str| format!("{target}: {part}");
        Ok(vec![
            self.figure(what("answered"), millis(answered), "ms"),
            self.figure(what("heartbeats, p99"), millis(heartbeats.at(990)), "ms"),
            self.figure(what("heartbeats"), float(heartbeats.count() as u64), ""),
            self.figure(what("its own workers, p99"), millis(reports.at(990)), "ms"),
            self.figure(what("server CPU"), used.cpu.as_secs_f64() * 1e3, "ms"),
        ])
    }

    /// No target makes or loses a task.
    async fn check_total(&mut self, job_id: &str) -> Result<()> {
        let counts = self.setting.counts(job_id).await?;
        let values = counts.as_object().into_iter().flatten();
        let total: i64 = values.filter_map(|(_, count)| count.as_i64()).sum();
        match total == self.plan.tasks {
            true => Ok(()),
            false => Err(Refusal::new(format!(
                "of {} tasks {total} are counted: {counts}",
                self.plan.tasks
            ))),
        }
    }

    async fn starts(&mut self) -> Result<Vec<Figure>> {
        self.hire().await?;
        let end = Instant::now() + self.plan.lasting;
        let mut taken = Vec::new();
        let job = self.job(1);
        for number in 1..=u64::from(self.plan.jobs) {
            if Instant::now() >= end {
                break;
            }
            self.setting.create_job(&job).await?;
            let answered = Instant::now();
            let has_run = |ledger: &Ledger| ledger.book().succeeded >= number;
            if !self.until(PATIENCE, has_run).await? {
                return Err(Refusal::new("a job of one task does not run in time"));
            }
            let started = self.ledger.book().last_assigned.unwrap_or(answered);
            taken.push(started.saturating_duration_since(answered));
        }
        self.ran = taken.len() as u64;
        let taken = Latencies::of(taken);
        Ok(vec![
            self.figure("jobs", float(taken.count() as u64), ""),
            self.figure(
                "CreateJob's answer to the start, p50",
                millis(taken.at(500)),
                "ms",
            ),
            self.figure(
                "CreateJob's answer to the start, p99",
                millis(taken.at(990)),
                "ms",
            ),
        ])
    }

    fn memory(&self) -> Result<f64> {
        Ok(mebibytes(process::resident_kib(self.pid)?))
    }

    fn peak_memory(&self) -> Result<Figure> {
        let peak = mebibytes(process::peak_kib(self.pid)?);
        Ok(self.figure("server memory, peak", peak, "MiB"))
    }
}

impl Scenario {
    const fn about(self) -> &'static str {
        match self {
            Scenario::Throughput => "throughput",
            Scenario::Idle => "idle",
            Scenario::BlockedHead => "blocked head",
            Scenario::Targets => "targets",
            Scenario::Start => "start",
        }
    }
}

/// Divides things among at most so many; nobody gets nothing.
fn shares(things: u32, among: usize) -> Vec<u32> {
    let among = u32::try_from(among).unwrap_or(1).clamp(1, things.max(1));
    let share = |number| things / among + u32::from(number < things % among);
    (0..among).map(share).filter(|share| *share > 0).collect()
}

fn float(count: u64) -> f64 {
    // Exact up to 2^53, which nothing here reaches.
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_gets_a_share_and_nothing_is_left() {
        assert_eq!(shares(10, 8), [2, 2, 1, 1, 1, 1, 1, 1]);
        assert_eq!(shares(1, 8), [1]);
        assert!(shares(0, 8).is_empty());
    }
}
