//! `callsheet explain`: why a job, step or task is not running, in one line; then every gate.

use callsheet_api::extension::{Explanation, Fleet, Gate, PREFIX, Reason, WorkPath};
use callsheet_client::ExtensionClient;
use clap::Args;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Globals, block_on};
use crate::connection::{Target, not_answered};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Color, Format, Output};

#[derive(Debug, Args)]
pub struct Explain {
    /// A job, a step or a task; its farm and queue are found by the server
    #[arg(value_name = "JOB|STEP|TASK")]
    id: String,
    /// Also say why this worker is not given it
    #[arg(long, value_name = "WORKER_ID")]
    worker: Option<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Explain {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let reached = self.target.reach(globals)?;
        let client = ExtensionClient::new(&reached.endpoint(), reached.key.credentials());
        let answer = block_on(self.ask(&client))?;
        match self.output.output {
            Format::Json => render::print_json(&answer),
            Format::Table => render::print(&told(&read(answer)?)),
        }
        Ok(())
    }

    async fn ask(&self, client: &ExtensionClient) -> Result<Value> {
        let place: WorkPath = read(get(client, &format!("{PREFIX}paths/{}", self.id)).await?)?;
        let mut path = place.explain();
        if let Some(worker) = &self.worker {
            path.push_str(&format!("?workerId={worker}"));
        }
        get(client, &path).await
    }
}

async fn get(client: &ExtensionClient, path: &str) -> Result<Value> {
    let body = client
        .get(path)
        .await
        .map_err(|error| not_answered(&error))?;
    serde_json::from_slice(&body).map_err(|why| unreadable(&why))
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|why| unreadable(&why))
}

fn unreadable(why: &serde_json::Error) -> Refusal {
    Refusal::new(format!("the server's answer cannot be read: {why}"))
        .next("use a callsheet of the server's version")
}

fn told(answer: &Explanation) -> String {
    let mut text = render::colored(&first_line(answer), color(answer.reason));
    text.push_str("\n\n");
    text.push_str(&render::facts(&facts(answer)));
    if !answer.steps.is_empty() {
        text.push('\n');
        text.push_str(&steps(answer));
    }
    if !answer.gates.is_empty() {
        text.push('\n');
        text.push_str(&gates(&answer.gates));
    }
    if !answer.fleets.is_empty() {
        text.push('\n');
        text.push_str(&fleets(&answer.fleets));
    }
    text
}

/// The answer in one sentence, with what to do about it.
fn first_line(answer: &Explanation) -> String {
    match &answer.next_step {
        Some(next) => format!("{}; next: {next}", answer.answer),
        None => answer.answer.clone(),
    }
}

/// Green where nothing is to be done, red where it will not run by itself.
fn color(reason: Reason) -> Color {
    match reason {
        Reason::Running | Reason::Starting | Reason::Succeeded | Reason::Next => Color::Green,
        Reason::CreateFailed
        | Reason::Archived
        | Reason::Failed
        | Reason::RetriesUsedUp
        | Reason::FailureLimit
        | Reason::Canceled
        | Reason::DependencyFailed
        | Reason::NotCompatible => Color::Red,
        Reason::Creating
        | Reason::Suspended
        | Reason::Interrupting
        | Reason::Dependencies
        | Reason::QueueBlocked
        | Reason::MaxWorkerCount
        | Reason::NoFleet
        | Reason::AssociationStopped
        | Reason::Capabilities
        | Reason::LimitStopped
        | Reason::LimitExhausted
        | Reason::WorkerAbilities
        | Reason::NoWorkers
        | Reason::WorkersNotStarted
        | Reason::WorkersStopped
        | Reason::WorkersSilent
        | Reason::WorkersStopping
        | Reason::WorkersBusy
        | Reason::Order => Color::Yellow,
    }
}

fn facts(answer: &Explanation) -> Vec<(&'static str, String)> {
    let path = &answer.path;
    let mut facts = vec![("job", path.job_id.to_string())];
    facts.extend(path.step_id.map(|step| ("step", step.to_string())));
    facts.extend(path.task_id.map(|task| ("task", task.to_string())));
    facts.push(("queue", path.queue_id.to_string()));
    facts.push(("status", answer.status.clone()));
    facts.push(("reason", answer.reason.to_string()));
    facts.push(("tasks", counts(&answer.task_counts)));
    if let Some(ahead) = &answer.ahead {
        let first = ahead.first.as_ref().map_or(String::new(), |first| {
            format!(
                "; first step `{}` of {} ({})",
                first.step_name, first.job_id, first.job_name
            )
        });
        facts.push((
            "ahead",
            format!("{} tasks in {} steps{first}", ahead.tasks, ahead.steps),
        ));
    }
    if let Some(worker) = &answer.worker {
        let gate = worker.gate.map_or("runnable", |gate| gate.as_str());
        facts.push((
            "worker",
            format!("{}: {gate}: {}", worker.worker_id, worker.found),
        ));
    }
    facts
}

/// As in `97 READY, 3 RUNNING`, the largest first.
fn counts(counts: &std::collections::BTreeMap<String, i64>) -> String {
    let mut found: Vec<(&String, &i64)> = counts.iter().collect();
    found.sort_by_key(|(_, count)| -**count);
    let words: Vec<String> = found
        .iter()
        .map(|(status, count)| format!("{count} {status}"))
        .collect();
    words.join(", ")
}

fn steps(answer: &Explanation) -> String {
    let row = |step: &callsheet_api::extension::Step| {
        [
            step.step_id.to_string(),
            step.name.clone(),
            step.status.clone(),
            counts(&step.task_counts),
        ]
    };
    let rows: Vec<[String; 4]> = answer.steps.iter().map(row).collect();
    render::table(["step", "name", "status", "tasks"], &rows)
}

fn gates(gates: &[Gate]) -> String {
    let row = |gate: &Gate| {
        let open = if gate.is_open { "open" } else { "shut" };
        let example = gate
            .failing
            .example_worker_id
            .map(|worker| worker.to_string());
        [
            gate.gate.to_string(),
            open.to_owned(),
            gate.failing.count.to_string(),
            example.unwrap_or_default(),
            gate.found.clone(),
            gate.change.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<[String; 6]> = gates.iter().map(row).collect();
    render::table(
        ["gate", "is", "failing", "such as", "found", "change"],
        &rows,
    )
}

fn fleets(fleets: &[Fleet]) -> String {
    let row = |fleet: &Fleet| {
        [
            fleet.fleet_id.to_string(),
            fleet.display_name.clone(),
            fleet.association.clone(),
            fleet.worker_count.to_string(),
            fleet.runnable.count.to_string(),
            fleet.lacks.join("; "),
        ]
    };
    let rows: Vec<[String; 6]> = fleets.iter().map(row).collect();
    let head = [
        "fleet",
        "name",
        "association",
        "workers",
        "runnable",
        "lacks",
    ];
    render::table(head, &rows)
}
