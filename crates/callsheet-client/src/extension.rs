//! callsheet's own routes, beside AWS's API. What they answer is read by whoever asks.

use std::time::{Duration, SystemTime};

use crate::credentials::SharedCredentials;
use crate::deadline::Endpoint;
use crate::event_stream::EventStream;
use crate::signed::{CallError, SignedService};

const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct ExtensionClient(SignedService);

impl ExtensionClient {
    pub fn new(endpoint: &Endpoint, credentials: impl Into<SharedCredentials>) -> Self {
        ExtensionClient(SignedService::new(
            endpoint,
            "deadline",
            credentials.into(),
            TIMEOUT,
        ))
    }

    /// `path` with its query, as it is signed.
    pub async fn get(&self, path: &str) -> Result<Vec<u8>, CallError> {
        self.0.get(path, SystemTime::now()).await
    }

    /// As [`ExtensionClient::get`], for what comes bit by bit.
    pub async fn stream(&self, path: &str) -> Result<EventStream, CallError> {
        let body = self.0.stream(path, SystemTime::now()).await?;
        Ok(EventStream::of(body))
    }

    /// Sends a body of JSON, or an empty one.
    pub async fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, CallError> {
        self.0.send(method, path, body, SystemTime::now()).await
    }
}
