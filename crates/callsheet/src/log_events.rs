//! Reading job logs: CloudWatch Logs' GetLogEvents.

use callsheet_client::{CallError, Endpoint, LogEvent, LogsClient};

use crate::connection::Connection;
use crate::refusal::{Refusal, Result};

pub struct LogPage {
    pub events: Vec<LogEvent>,
    pub next_token: Option<String>,
}

impl Connection {
    /// A page of a session's log, oldest first. The names are a rule that all clients share. A
    /// session that has written nothing yet has no stream, which reads as an empty page.
    pub async fn log_events(&self, session_id: &str, token: Option<&str>) -> Result<LogPage> {
        let endpoint = Endpoint::new(&self.endpoint, &self.region);
        let logs = LogsClient::new(&endpoint, self.key.credentials());
        let group = format!("/aws/deadline/{}/{}", self.farm_id, self.queue_id);
        match logs.get_log_events(&group, session_id, token).await {
            Ok(page) => Ok(LogPage {
                events: page.events,
                next_token: page.next_forward_token,
            }),
            Err(error) if is_not_there(&error) => Ok(LogPage {
                events: Vec::new(),
                next_token: None,
            }),
            Err(error) => Err(unreadable(error)),
        }
    }
}

fn unreadable(error: CallError) -> Refusal {
    Refusal::new(format!("cannot read the log: {error}")).next("callsheet doctor")
}

fn is_not_there(error: &CallError) -> bool {
    error.code() == Some("ResourceNotFoundException")
}
