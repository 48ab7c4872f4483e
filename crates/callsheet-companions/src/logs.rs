//! The part of CloudWatch Logs that Deadline's clients use, as awsJson 1.1.
//!
//! The operation stands in `X-Amz-Target`, the body is its whole input. Groups and streams come
//! into being at the first `PutLogEvents`, because no worker agent makes them.

mod answers;
mod archive;
mod filter;
mod refusal;
mod requests;

pub use archive::{
    ArchiveError, Created, Event, EventsPage, FilterEvents, FoundEvent, FoundEvents, GetEvents,
    LogArchive, LogGroup, LogStream, StreamOrder, Streams,
};
pub use filter::FilterPattern;
pub use refusal::Refusal;

use bytes::Bytes;
use callsheet_api::companions::LogsOperation;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

/// What stands before the operation in `X-Amz-Target`.
const TARGET_PREFIX: &str = "Logs_20140328.";

/// Where the caller believes the groups to be; ARNs are made of it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The region that the request was signed for.
    pub region: String,
    pub account: String,
}

/// The operation of an `X-Amz-Target` header.
#[must_use]
pub fn operation_of(target: &str) -> Option<LogsOperation> {
    target.strip_prefix(TARGET_PREFIX)?.parse().ok()
}

/// Answers one request whose signature was found good.
pub async fn answer(
    archive: &impl LogArchive,
    place: &Place,
    target: &str,
    body: &[u8],
    now_ms: i64,
) -> Response<Bytes> {
    let Some(operation) = operation_of(target) else {
        return Refusal::unknown_operation(target).response();
    };
    match answers::run(archive, place, operation, body, now_ms).await {
        Ok(response) => response,
        Err(refusal) => refusal.response(),
    }
}

/// A success with members; `output` leaves out what is absent.
fn success(output: &impl Serialize) -> Result<Response<Bytes>, Refusal> {
    let body = serde_json::to_vec(output).map_err(|error| Refusal::internal(&error))?;
    Ok(json_response(StatusCode::OK, body))
}

/// A success without members: CloudWatch sends no body at all.
fn done() -> Response<Bytes> {
    json_response(StatusCode::OK, Vec::new())
}

fn json_response(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-amz-json-1.1"),
    );
    response
}
