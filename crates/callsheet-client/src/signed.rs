//! Requests to the services that need no SDK of their own, signed with Signature Version 4.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::http::{Request, Response};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

use crate::credentials::SharedCredentials;
use crate::deadline::Endpoint;
use crate::http_client;

/// Why a call had no success.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("the request cannot be made: {0}")]
    Unsendable(String),
    #[error("the server does not answer: {0}")]
    NoAnswer(String),
    #[error("{message} ({code})")]
    Refused {
        status: u16,
        code: String,
        message: String,
    },
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
}

impl CallError {
    /// With its causes, of which the last says most: that a certificate is not trusted, say.
    pub(crate) fn no_answer(error: impl std::error::Error) -> Self {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(why) = cause {
            words += &format!(": {why}");
            cause = why.source();
        }
        CallError::NoAnswer(words)
    }

    /// Whether the same request may well succeed later.
    pub fn may_pass(&self) -> bool {
        match self {
            CallError::NoAnswer(_) | CallError::Unreadable(_) => true,
            CallError::Refused { status, .. } => *status >= 500 || *status == 429 || *status == 403,
            CallError::Unsendable(_) => false,
        }
    }

    pub fn code(&self) -> Option<&str> {
        match self {
            CallError::Refused { code, .. } => Some(code),
            CallError::Unsendable(_) | CallError::NoAnswer(_) | CallError::Unreadable(_) => None,
        }
    }
}

/// What one service is asked through.
#[derive(Debug, Clone)]
pub struct SignedService {
    endpoint: Endpoint,
    service: &'static str,
    credentials: SharedCredentials,
    connector: SharedHttpConnector,
    timeout: Duration,
}

impl SignedService {
    pub fn new(
        endpoint: &Endpoint,
        service: &'static str,
        credentials: SharedCredentials,
        timeout: Duration,
    ) -> Self {
        let connector = http_client::connector(timeout);
        SignedService {
            endpoint: endpoint.clone(),
            service,
            credentials,
            connector,
            timeout,
        }
    }

    /// Posts `body`, signed for `now`; gives the body of a success.
    pub async fn post(
        &self,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
        now: SystemTime,
    ) -> Result<Vec<u8>, CallError> {
        self.call(self.signed("POST", "/", headers, body, now)?)
            .await
    }

    /// Gets `path`, signed for `now`; gives the body of a success.
    pub async fn get(&self, path: &str, now: SystemTime) -> Result<Vec<u8>, CallError> {
        self.call(self.signed("GET", path, &[], Vec::new(), now)?)
            .await
    }

    /// Sends `body` to `path`, signed for `now`; gives the body of a success.
    pub async fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Vec<u8>,
        now: SystemTime,
    ) -> Result<Vec<u8>, CallError> {
        self.call(self.signed(method, path, &[], body, now)?).await
    }

    /// As [`SignedService::get`], for an answer that goes on for as long as somebody reads it.
    pub async fn stream(&self, path: &str, now: SystemTime) -> Result<ByteStream, CallError> {
        let request = self.signed("GET", path, &[], Vec::new(), now)?;
        let response = self.connector.call(request).await;
        let response = response.map_err(CallError::no_answer)?;
        if response.status().is_success() {
            return Ok(ByteStream::new(response.into_body()));
        }
        let (status, code, body) = read(response).await?;
        Err(refused(status, code, &body))
    }

    async fn call(&self, request: Request) -> Result<Vec<u8>, CallError> {
        send(&self.connector, request, self.timeout).await
    }

    fn signed(
        &self,
        method: &'static str,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
        now: SystemTime,
    ) -> Result<Request, CallError> {
        let unsendable = |error: &dyn std::fmt::Display| CallError::Unsendable(error.to_string());
        let url = format!("{}{path}", self.endpoint.url);
        let identity = self.credentials.get().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.endpoint.region)
            .name(self.service)
            .time(now)
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| unsendable(&error))?
            .into();
        let all_headers = headers.iter().map(|(name, value)| (*name, *value));
        let signable = SignableRequest::new(method, &url, all_headers, SignableBody::Bytes(&body))
            .map_err(|error| unsendable(&error))?;
        let (instructions, _signature) = sign(signable, &params)
            .map_err(|error| unsendable(&error))?
            .into_parts();
        let mut request = http::Request::builder().method(method).uri(&url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request
            .body(SdkBody::from(body))
            .map_err(|error| unsendable(&error))?;
        instructions.apply_to_request_http1x(&mut request);
        Request::try_from(request).map_err(|error| unsendable(&error))
    }
}

/// Gives the body of a success.
pub(crate) async fn send(
    connector: &SharedHttpConnector,
    request: Request,
    timeout: Duration,
) -> Result<Vec<u8>, CallError> {
    let answered = tokio::time::timeout(timeout, async {
        let response = connector.call(request).await;
        let response = response.map_err(CallError::no_answer)?;
        read(response).await
    });
    let late = || CallError::NoAnswer(format!("nothing in {} s", timeout.as_secs()));
    let (status, code, body) = answered.await.map_err(|_| late())??;
    if (200..300).contains(&status) {
        Ok(body)
    } else {
        Err(refused(status, code, &body))
    }
}

async fn read(response: Response) -> Result<(u16, Option<String>, Vec<u8>), CallError> {
    let status = response.status().as_u16();
    let code = response
        .headers()
        .get("x-amzn-errortype")
        .map(str::to_owned);
    let body = collect(response.into_body()).await?;
    Ok((status, code, body))
}

async fn collect(body: SdkBody) -> Result<Vec<u8>, CallError> {
    let bytes = ByteStream::new(body)
        .collect()
        .await
        .map_err(CallError::no_answer)?;
    Ok(bytes.to_vec())
}

/// The code of an awsJson error is in the body, perhaps with its namespace before it.
fn refused(status: u16, header: Option<String>, body: &[u8]) -> CallError {
    let parsed: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| parsed.get(name)?.as_str())
            .map(str::to_owned)
    };
    let code = text(&["__type", "code"])
        .or(header)
        .unwrap_or_else(|| format!("HTTP {status}"));
    let code = code.rsplit('#').next().unwrap_or_default().to_owned();
    let code = code.split(':').next().unwrap_or_default().to_owned();
    let message = text(&["message", "Message"]);
    let message = message.unwrap_or_else(|| "no further explanation".to_owned());
    CallError::Refused {
        status,
        code,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_with_or_without_a_namespace() {
        let body = br#"{"__type":"com.amazonaws.logs#ResourceNotFoundException","message":"no"}"#;
        let error = refused(400, None, body);
        assert_eq!(error.code(), Some("ResourceNotFoundException"));
        assert_eq!(error.to_string(), "no (ResourceNotFoundException)");
        assert!(!error.may_pass());
    }

    #[test]
    fn a_refusal_without_a_body_may_pass_when_it_is_the_servers_fault() {
        let error = refused(503, None, b"<html>");
        assert_eq!(error.to_string(), "no further explanation (HTTP 503)");
        assert!(error.may_pass());
    }
}
