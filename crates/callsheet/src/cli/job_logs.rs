//! `callsheet job logs`: what a job's processes wrote, session by session.

use std::time::Duration;

use callsheet_client::LogEvent;
use clap::Args;
use serde_json::{Value, json};

use super::{Globals, block_on};
use crate::connection::sdk::types::{SessionLifecycleStatus, SessionSummary};
use crate::connection::{Connection, Target, pause, refused};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};

const FOLLOW_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub struct Logs {
    /// The job
    #[arg(value_name = "JOB_ID")]
    job_id: String,
    /// One session [default: the job's latest]
    #[arg(long, value_name = "ID")]
    session_id: Option<String>,
    /// Go on until the session has ended
    #[arg(long, short)]
    follow: bool,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Logs {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let connection = self.target.connect(globals)?;
        block_on(self.show(&connection))
    }

    async fn show(&self, connection: &Connection) -> Result<()> {
        let session_id = match &self.session_id {
            Some(session_id) => session_id.clone(),
            None => latest_session(connection, &self.job_id).await?.session_id,
        };
        let mut token: Option<String> = None;
        loop {
            // Asked before reading: what was written until the end is then read below.
            let is_over = !self.follow || self.has_ended(connection, &session_id).await?;
            loop {
                let page = connection.log_events(&session_id, token.as_deref()).await?;
                for event in &page.events {
                    self.print(event);
                }
                let is_last = page.events.is_empty() || page.next_token == token;
                token = page.next_token.or(token);
                if is_last {
                    break;
                }
            }
            if is_over {
                return Ok(());
            }
            pause(FOLLOW_INTERVAL).await;
        }
    }

    async fn has_ended(&self, connection: &Connection, session_id: &str) -> Result<bool> {
        let session = connection
            .client
            .get_session()
            .farm_id(&connection.farm_id)
            .queue_id(&connection.queue_id)
            .job_id(&self.job_id)
            .session_id(session_id)
            .send()
            .await
            .map_err(refused)?;
        Ok(*session.lifecycle_status() == SessionLifecycleStatus::Ended)
    }

    fn print(&self, event: &LogEvent) {
        match self.output.output {
            Format::Table => render::print(&format!("{}\n", event.message)),
            Format::Json => {
                let line: Value =
                    json!({ "timestamp": event.timestamp_ms, "message": event.message });
                render::print(&format!("{line}\n"));
            }
        }
    }
}

async fn latest_session(connection: &Connection, job_id: &str) -> Result<SessionSummary> {
    let mut latest: Option<SessionSummary> = None;
    let mut pages = connection
        .client
        .list_sessions()
        .farm_id(&connection.farm_id)
        .queue_id(&connection.queue_id)
        .job_id(job_id)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        for session in page.map_err(refused)?.sessions {
            if latest
                .as_ref()
                .is_none_or(|known| known.started_at <= session.started_at)
            {
                latest = Some(session);
            }
        }
    }
    latest.ok_or_else(|| {
        Refusal::new(format!("no worker has run anything of `{job_id}` yet"))
            .next(format!("callsheet job get {job_id}"))
    })
}
