//! The few requests that need no signature: whether a server is there, and well.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::http::Request;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

use crate::http_client;
use crate::signed::CallError;

const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    pub status: u16,
    pub body: String,
    /// What time it was at the server.
    pub date: Option<String>,
}

/// Whatever the answer is, it is one.
pub async fn get_unsigned(url: &str) -> Result<Unsigned, CallError> {
    let unsendable = |error: &dyn std::fmt::Display| CallError::Unsendable(error.to_string());
    let request = http::Request::get(url).body(SdkBody::empty());
    let request = request.map_err(|error| unsendable(&error))?;
    let request = Request::try_from(request).map_err(|error| unsendable(&error))?;
    let asking = async {
        let response = http_client::connector(PATIENCE).call(request).await;
        let response = response.map_err(CallError::no_answer)?;
        let status = response.status().as_u16();
        let date = response.headers().get("date").map(str::to_owned);
        let body = ByteStream::new(response.into_body()).collect().await;
        let body = body.map_err(CallError::no_answer)?;
        Ok(Unsigned {
            status,
            body: String::from_utf8_lossy(&body.to_vec()).into_owned(),
            date,
        })
    };
    let late = |_| CallError::NoAnswer(format!("nothing in {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, asking).await.map_err(late)?
}
