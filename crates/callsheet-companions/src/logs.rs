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

/// Which operations there are; the server asks before it answers, to know what a caller may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    CreateLogGroup,
    CreateLogStream,
    DeleteLogGroup,
    DeleteLogStream,
    DeleteRetentionPolicy,
    DescribeLogGroups,
    DescribeLogStreams,
    FilterLogEvents,
    GetLogEvents,
    PutLogEvents,
    PutRetentionPolicy,
}

impl Operation {
    pub const ALL: [Self; 11] = [
        Self::CreateLogGroup,
        Self::CreateLogStream,
        Self::DeleteLogGroup,
        Self::DeleteLogStream,
        Self::DeleteRetentionPolicy,
        Self::DescribeLogGroups,
        Self::DescribeLogStreams,
        Self::FilterLogEvents,
        Self::GetLogEvents,
        Self::PutLogEvents,
        Self::PutRetentionPolicy,
    ];

    /// The operation of an `X-Amz-Target` header.
    pub fn of_target(target: &str) -> Option<Self> {
        let name = target.strip_prefix(TARGET_PREFIX)?;
        Self::ALL
            .into_iter()
            .find(|operation| operation.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::CreateLogGroup => "CreateLogGroup",
            Self::CreateLogStream => "CreateLogStream",
            Self::DeleteLogGroup => "DeleteLogGroup",
            Self::DeleteLogStream => "DeleteLogStream",
            Self::DeleteRetentionPolicy => "DeleteRetentionPolicy",
            Self::DescribeLogGroups => "DescribeLogGroups",
            Self::DescribeLogStreams => "DescribeLogStreams",
            Self::FilterLogEvents => "FilterLogEvents",
            Self::GetLogEvents => "GetLogEvents",
            Self::PutLogEvents => "PutLogEvents",
            Self::PutRetentionPolicy => "PutRetentionPolicy",
        }
    }
}

/// Answers one request whose signature was found good.
pub async fn answer(
    archive: &impl LogArchive,
    place: &Place,
    target: &str,
    body: &[u8],
    now_ms: i64,
) -> Response<Bytes> {
    let Some(operation) = Operation::of_target(target) else {
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
