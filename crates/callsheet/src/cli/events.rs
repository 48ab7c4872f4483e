//! `callsheet events tail`: what happens, as it happens.

mod webhook;

use std::time::Duration;

use callsheet_api::extension::PREFIX;
use callsheet_api::extension::events::{Behind, DetailType};
use callsheet_client::{ExtensionClient, StreamEvent};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;

use super::{Globals, block_on};
use crate::cli::own_routes::read;
use crate::connection::{Target, not_answered, pause};
use crate::refusal::Result;
use crate::render::{self, Color, Format, Output};

const TRY_AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug, Subcommand)]
pub enum Events {
    /// Print events as they happen
    Tail(Tail),
    /// Post events to an address, and look at what could not be delivered
    #[command(subcommand)]
    Webhook(webhook::Webhook),
}

#[derive(Debug, Args)]
pub struct Tail {
    /// One job only
    #[arg(long, value_name = "ID")]
    job_id: Option<String>,
    /// Only these, may be given several times [default: all but task-run]
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<Kind>,
    /// Begin after this event, by the cursor that came with it [default: now]
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// End after so many
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    JobLifecycle,
    JobRun,
    StepLifecycle,
    StepRun,
    TaskRun,
    FleetSize,
    Budget,
}

impl Kind {
    pub const fn detail_type(self) -> DetailType {
        match self {
            Kind::JobLifecycle => DetailType::JobLifecycleStatusChange,
            Kind::JobRun => DetailType::JobRunStatusChange,
            Kind::StepLifecycle => DetailType::StepLifecycleStatusChange,
            Kind::StepRun => DetailType::StepRunStatusChange,
            Kind::TaskRun => DetailType::TaskRunStatusChange,
            Kind::FleetSize => DetailType::FleetSizeRecommendationChange,
            Kind::Budget => DetailType::BudgetThresholdReached,
        }
    }
}

impl Events {
    pub fn run(self, globals: &Globals) -> Result<()> {
        match self {
            Events::Tail(tail) => tail.run(globals),
            Events::Webhook(webhook) => webhook.run(globals),
        }
    }
}

impl Tail {
    fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let reached = self.target.reach(globals)?;
        let client = ExtensionClient::new(&reached.endpoint(), reached.key.credentials());
        block_on(self.follow(&client))
    }

    /// Goes on where it was when the server comes back.
    async fn follow(&self, client: &ExtensionClient) -> Result<()> {
        let mut after = self.after.clone();
        let mut left = self.count.unwrap_or(u64::MAX);
        let mut has_begun = false;
        while left > 0 {
            let mut stream = match client.stream(&self.path(after.as_deref())).await {
                Ok(stream) => stream,
                Err(why) if has_begun && why.may_pass() => {
                    pause(TRY_AGAIN).await;
                    continue;
                }
                Err(why) => return Err(not_answered(&why)),
            };
            has_begun = true;
            while left > 0 {
                match stream.next().await {
                    Ok(Some(event)) => {
                        after = Some(event.id.clone());
                        left -= u64::from(self.show(&event)?);
                    }
                    Ok(None) | Err(_) => break,
                }
            }
        }
        Ok(())
    }

    fn path(&self, after: Option<&str>) -> String {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: Option<&str>| {
            pairs.extend(value.map(|value| format!("{name}={}", value.replace(' ', "%20"))));
        };
        add("after", after);
        add("farmId", self.target.farm_id.as_deref());
        add("jobId", self.job_id.as_deref());
        add("queueId", self.target.queue_id.as_deref());
        for kind in &self.types {
            add("type", Some(kind.detail_type().as_str()));
        }
        format!("{PREFIX}events?{}", pairs.join("&"))
    }

    /// Whether it was an event.
    fn show(&self, event: &StreamEvent) -> Result<bool> {
        if event.data.is_empty() {
            return Ok(false);
        }
        if event.kind == "behind" {
            let behind: Behind = read(&event.data)?;
            render::remark(&behind.message);
            return Ok(false);
        }
        let mut shown: Value = read(&event.data)?;
        match self.output.output {
            Format::Json => {
                shown["cursor"] = Value::from(event.id.as_str());
                render::print(&format!("{shown}\n"));
            }
            Format::Table => render::print(&line(&shown)),
        }
        Ok(true)
    }
}

/// When, what, from where to where, and of whom.
fn line(event: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (time, kind) = (text(&event["time"]), text(&event["detail-type"]));
    let detail = &event["detail"];
    let first = |names: &[&str]| {
        let found = names.iter().map(|name| &detail[*name]);
        found.into_iter().find(|value| !value.is_null())
    };
    let shown = |value: Option<&Value>| value.map(|value| value.to_string().replace('"', ""));
    let previous = shown(first(&[
        "previousLifecycleStatus",
        "previousTaskRunStatus",
        "previousRunStatus",
        "oldFleetSize",
    ]));
    let now = shown(first(&[
        "lifecycleStatus",
        "taskRunStatus",
        "runStatus",
        "newFleetSize",
        "thresholdInPercent",
    ]));
    let now = now.unwrap_or_default();
    let change = match previous {
        Some(previous) => format!("{previous} -> {}", render::colored(&now, color(&now))),
        None => render::colored(&now, color(&now)),
    };
    let whose = shown(first(&["taskId", "stepId", "jobId", "fleetId", "budgetId"]));
    format!(
        "{time}  {kind:32}  {change}  {}\n",
        whose.unwrap_or_default()
    )
}

/// Red where something went wrong, green where all is well.
fn color(status: &str) -> Color {
    match status {
        "FAILED" | "CANCELED" | "NOT_COMPATIBLE" | "CREATE_FAILED" | "UPDATE_FAILED" => Color::Red,
        "SUCCEEDED" | "RUNNING" | "CREATE_COMPLETE" | "UPDATE_SUCCEEDED" => Color::Green,
        _ => Color::Yellow,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_one_line() {
        let of_job = json!({
            "time": "2026-05-01T10:00:00Z", "detail-type": "Job Run Status Change",
            "detail": {
                "farmId": "farm-1", "jobId": "job-1", "previousTaskRunStatus": "READY",
                "taskRunStatus": "RUNNING",
            },
        });
        let of_budget = json!({
            "time": "2026-05-01T10:00:00Z", "detail-type": "Budget Threshold Reached",
            "detail": { "budgetId": "budget-1", "thresholdInPercent": 80 },
        });
        insta::assert_snapshot!(line(&of_job) + &line(&of_budget), @r"
        2026-05-01T10:00:00Z  Job Run Status Change             READY -> RUNNING  job-1
        2026-05-01T10:00:00Z  Budget Threshold Reached          80  budget-1
        ");
    }
}
