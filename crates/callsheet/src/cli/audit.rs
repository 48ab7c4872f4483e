//! `callsheet audit`: who changed what, and who was refused.

use std::fmt::Write as _;

use callsheet_api::Timestamp;
use callsheet_api::extension::audit::{AuditEntries, AuditEntry};
use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Globals;
use super::own_routes::{ask, read};
use crate::connection::Target;
use crate::refusal::Result;
use crate::render::{self, Color, Format, Output};

#[derive(Debug, Args)]
pub struct Audit {
    /// From this time on, such as 2026-11-27T10:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// By whom, such as user/sarah
    #[arg(long, value_name = "WHO")]
    who: Option<String>,
    /// Only this operation, such as UpdateJob
    #[arg(long, value_name = "OPERATION")]
    operation: Option<String>,
    /// Only what has this id or path in its resource
    #[arg(long, value_name = "ID")]
    resource: Option<String>,
    /// Only what did not succeed
    #[arg(long)]
    refused: bool,
    /// All there is, not the newest hundred
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Audit {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let (mut entries, mut token) = (Vec::new(), None);
        loop {
            let path = self.path(token.as_deref());
            let page: AuditEntries = read(&ask(globals, &self.target, "GET", &path, Vec::new())?)?;
            entries.extend(page.entries);
            token = page.next_token;
            if token.is_none() || !self.all {
                break;
            }
        }
        match self.output.output {
            // One a line, as programs that collect such things take them.
            Format::Json => entries.iter().for_each(|entry| {
                render::print(&format!("{}\n", serde_json::json!(entry)));
            }),
            Format::Table => render::print(&table(&entries)),
        }
        Ok(())
    }

    fn path(&self, token: Option<&str>) -> String {
        let mut path = "audit?".to_owned();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let value = utf8_percent_encode(&value, NON_ALPHANUMERIC);
                // Writing to a text cannot fail.
                let _ = write!(path, "{name}={value}&");
            }
        };
        put("since", self.since.map(|at| at.to_string()));
        put("until", self.until.map(|at| at.to_string()));
        put("who", self.who.clone());
        put("operation", self.operation.clone());
        put("resource", self.resource.clone());
        put("refused", self.refused.then(|| "true".to_owned()));
        put("nextToken", token.map(str::to_owned));
        path.truncate(path.len() - 1);
        path
    }
}

fn table(entries: &[AuditEntry]) -> String {
    let rows: Vec<[String; 6]> = entries
        .iter()
        .map(|entry| {
            let who = match entry.who.rsplit_once(':') {
                Some((_, who)) => who.to_owned(),
                None => format!("? {}", entry.access_key_id),
            };
            let color = match entry.outcome == "succeeded" {
                true => Color::Green,
                false => Color::Red,
            };
            [
                entry.at.to_string(),
                who,
                entry.peer.clone(),
                entry.operation.clone(),
                entry.resource.clone(),
                render::colored(&entry.outcome, color),
            ]
        })
        .collect();
    let head = ["at", "who", "from", "operation", "resource", "outcome"];
    render::table(head, &rows)
}
