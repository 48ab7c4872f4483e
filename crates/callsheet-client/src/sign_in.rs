//! The routes of signing in, which are not signed.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use aws_smithy_runtime_api::http::Request;
use aws_smithy_types::body::SdkBody;

use crate::http_client;
use crate::signed::{CallError, send};

const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct SignInClient {
    endpoint: String,
    connector: SharedHttpConnector,
}

impl SignInClient {
    pub fn new(endpoint: &str) -> Self {
        SignInClient {
            endpoint: endpoint.to_owned(),
            connector: http_client::connector(TIMEOUT),
        }
    }

    /// Posts a body of JSON, or an empty one; gives the body of a success.
    pub async fn post(
        &self,
        path: &str,
        token: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, CallError> {
        let unsendable = |error: &dyn std::fmt::Display| CallError::Unsendable(error.to_string());
        let mut request = http::Request::builder()
            .method("POST")
            .uri(format!("{}{path}", self.endpoint))
            .header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(SdkBody::from(body));
        let request = request.map_err(|error| unsendable(&error))?;
        let request = Request::try_from(request).map_err(|error| unsendable(&error))?;
        send(&self.connector, request, TIMEOUT).await
    }
}
