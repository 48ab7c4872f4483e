//! `callsheet events webhook`: who events are posted to.

use callsheet_api::extension::events::{
    CreatedWebhook, DeadLetters, EventFilter, NewWebhook, Resend, Resent, Webhooks,
};
use clap::{Args, Subcommand};

use super::Kind;
use crate::cli::Globals;
use crate::cli::own_routes::{ask, read, show, written};
use crate::connection::Target;
use crate::refusal::{Refusal, Result};
use crate::render::{self, Output};

#[derive(Debug, Subcommand)]
pub enum Webhook {
    /// Post events to an address from now on; prints the secret that they are signed with, once
    Create(Create),
    /// List webhooks and how they are doing
    List(List),
    /// Post there no more
    Delete(One),
    /// List deliveries that were given up
    DeadLetters(One),
    /// Send deliveries that were given up once more
    Resend(Again),
}

#[derive(Debug, Args)]
pub struct Create {
    /// Where to: http://… or https://…
    #[arg(value_name = "URL")]
    url: String,
    /// Of one farm only
    #[arg(long, value_name = "ID")]
    of_farm: Option<String>,
    /// Of one queue only
    #[arg(long, value_name = "ID")]
    of_queue: Option<String>,
    /// Of one job only
    #[arg(long, value_name = "ID")]
    of_job: Option<String>,
    /// Only these, may be given several times [default: all but task-run]
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<Kind>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct One {
    /// The webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct Again {
    /// The webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    /// Which ones [default: all]
    #[arg(value_name = "DELIVERY_ID")]
    deliveries: Vec<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Webhook {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Webhook::Create(create) => create.run(globals),
            Webhook::List(list) => {
                let answer = ask(globals, &list.target, "GET", "webhooks", Vec::new())?;
                show(&answer, list.output, webhooks)
            }
            Webhook::Delete(one) => {
                let path = format!("webhooks/{}", one.id);
                let answer = ask(globals, &one.target, "DELETE", &path, Vec::new())?;
                show(&answer, one.output, |_| Ok(String::new()))
            }
            Webhook::DeadLetters(one) => {
                let path = format!("webhooks/{}/dead-letters", one.id);
                let answer = ask(globals, &one.target, "GET", &path, Vec::new())?;
                show(&answer, one.output, dead_letters)
            }
            Webhook::Resend(again) => {
                let path = format!("webhooks/{}/resend", again.id);
                let body = written(&Resend {
                    delivery_ids: again.deliveries,
                })?;
                let answer = ask(globals, &again.target, "POST", &path, body)?;
                show(&answer, again.output, |answer| {
                    let resent: Resent = read(answer)?;
                    Ok(format!("{} to be sent once more\n", resent.due))
                })
            }
        }
    }
}

impl Create {
    fn run(self, globals: &Globals) -> Result<()> {
        let body = written(&NewWebhook {
            url: self.url,
            filter: EventFilter {
                farm_id: id("--of-farm", self.of_farm)?,
                queue_id: id("--of-queue", self.of_queue)?,
                job_id: id("--of-job", self.of_job)?,
                detail_types: self.types.into_iter().map(Kind::detail_type).collect(),
            },
        })?;
        let answer = ask(globals, &self.target, "POST", "webhooks", body)?;
        show(&answer, self.output, |answer| {
            let created: CreatedWebhook = read(answer)?;
            render::remark("keep the secret: it is not shown again");
            let facts = [("webhook", created.webhook_id), ("secret", created.secret)];
            Ok(render::facts(&facts))
        })
    }
}

fn id<T: std::str::FromStr>(flag: &str, text: Option<String>) -> Result<Option<T>> {
    let parse = |text: String| {
        text.parse()
            .map_err(|_| Refusal::misuse(format!("`{flag}` is no id of its kind: `{text}`")))
    };
    text.map(parse).transpose()
}

fn webhooks(answer: &str) -> Result<String> {
    let webhooks: Webhooks = read(answer)?;
    let rows: Vec<[String; 5]> = webhooks
        .webhooks
        .into_iter()
        .map(|webhook| {
            [
                webhook.webhook_id,
                webhook.url,
                webhook.failures.to_string(),
                webhook.dead_letters.to_string(),
                webhook.last_error.unwrap_or_default(),
            ]
        })
        .collect();
    let head = ["webhook", "url", "failures", "dead letters", "last error"];
    Ok(render::table(head, &rows))
}

fn dead_letters(answer: &str) -> Result<String> {
    let letters: DeadLetters = read(answer)?;
    let rows: Vec<[String; 6]> = letters
        .dead_letters
        .into_iter()
        .map(|letter| {
            [
                letter.delivery_id,
                letter.events.to_string(),
                letter.attempts.to_string(),
                letter.given_up_at.to_string(),
                if letter.is_due { "due" } else { "" }.to_owned(),
                letter.error,
            ]
        })
        .collect();
    let head = ["delivery", "events", "attempts", "given up at", "", "error"];
    Ok(render::table(head, &rows))
}
