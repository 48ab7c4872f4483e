//! Reading job logs: CloudWatch Logs' GetLogEvents.

use crate::connection::Connection;
use crate::refusal::{Refusal, Result};

pub struct LogEvent {
    pub timestamp_ms: i64,
    pub message: String,
}

pub struct LogPage {
    pub events: Vec<LogEvent>,
    pub next_token: Option<String>,
}

impl Connection {
    /// A page of a session's log, oldest first. The names are a rule that all clients share.
    pub async fn log_events(&self, _session_id: &str, _token: Option<&str>) -> Result<LogPage> {
        let _ = (&self.key.secret, &self.endpoint, &self.region);
        Err(Refusal::new("logs are not part of this build"))
    }
}
