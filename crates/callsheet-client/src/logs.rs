//! The calls of CloudWatch Logs that workers and `callsheet job logs` make.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::credentials::SharedCredentials;
use crate::deadline::Endpoint;
use crate::signed::{CallError, SignedService};

const TIMEOUT: Duration = Duration::from_secs(15);

/// One line, and when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEvent {
    #[serde(rename = "timestamp")]
    pub timestamp_ms: i64,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogsPage {
    pub events: Vec<LogEvent>,
    pub next_forward_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stream<'a> {
    log_group_name: &'a str,
    log_stream_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Put<'a> {
    log_group_name: &'a str,
    log_stream_name: &'a str,
    log_events: &'a [LogEvent],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Get<'a> {
    log_group_name: &'a str,
    log_stream_name: &'a str,
    start_from_head: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<&'a str>,
}

#[derive(Debug, Clone)]
pub struct LogsClient(SignedService);

impl LogsClient {
    pub fn new(endpoint: &Endpoint, credentials: impl Into<SharedCredentials>) -> Self {
        LogsClient(SignedService::new(
            endpoint,
            "logs",
            credentials.into(),
            TIMEOUT,
        ))
    }

    pub async fn create_log_stream(&self, group: &str, stream: &str) -> Result<(), CallError> {
        let input = Stream {
            log_group_name: group,
            log_stream_name: stream,
        };
        self.call("CreateLogStream", &input).await.map(drop)
    }

    /// `events` in the order of their times.
    pub async fn put_log_events(
        &self,
        group: &str,
        stream: &str,
        events: &[LogEvent],
    ) -> Result<(), CallError> {
        let input = Put {
            log_group_name: group,
            log_stream_name: stream,
            log_events: events,
        };
        self.call("PutLogEvents", &input).await.map(drop)
    }

    /// A page from the head of the stream. The end is reached when the token stays the same.
    pub async fn get_log_events(
        &self,
        group: &str,
        stream: &str,
        next_token: Option<&str>,
    ) -> Result<LogsPage, CallError> {
        let (log_group_name, log_stream_name) = (group, stream);
        let input = Get {
            log_group_name,
            log_stream_name,
            start_from_head: true,
            next_token,
        };
        let body = self.call("GetLogEvents", &input).await?;
        serde_json::from_slice(&body).map_err(|error| CallError::Unreadable(error.to_string()))
    }

    async fn call(&self, operation: &str, input: &impl Serialize) -> Result<Vec<u8>, CallError> {
        let body =
            serde_json::to_vec(input).map_err(|error| CallError::Unsendable(error.to_string()))?;
        let target = format!("Logs_20140328.{operation}");
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target.as_str()),
        ];
        self.0.post(&headers, body, SystemTime::now()).await
    }
}
