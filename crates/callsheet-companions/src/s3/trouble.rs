//! What can go wrong, and its code in S3.

use http::{HeaderValue, StatusCode, header};
use s3s::{Body, HttpResponse, S3Error, S3ErrorCode as Code};

/// Why the catalogue refuses, or cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    NoSuchBucket,
    NoSuchKey,
    NoSuchUpload,
    BucketExists,
    BucketNotEmpty,
    /// A condition of the request does not hold.
    Precondition,
    /// A part that a completion names is not there, or is another one.
    InvalidPart(String),
    PartTooSmall,
    /// Others changed the same thing at the same time.
    Conflict,
    /// Nothing was written; the disk is full, or too many wait.
    Busy(String),
    /// It may have been written or not.
    Uncertain(String),
    Internal(String),
}

impl From<Trouble> for S3Error {
    fn from(trouble: Trouble) -> Self {
        let say = |code, why: String| S3Error::with_message(code, why);
        match trouble {
            Trouble::NoSuchBucket => say(Code::NoSuchBucket, "there is no such bucket".into()),
            Trouble::NoSuchKey => say(Code::NoSuchKey, "there is no object of this key".into()),
            Trouble::NoSuchUpload => say(
                Code::NoSuchUpload,
                "there is no such upload: it was completed, aborted or never begun".into(),
            ),
            Trouble::BucketExists => say(
                Code::BucketAlreadyOwnedByYou,
                "the bucket exists already".into(),
            ),
            Trouble::BucketNotEmpty => say(
                Code::BucketNotEmpty,
                "the bucket still holds objects or uploads".into(),
            ),
            Trouble::Precondition => precondition(),
            Trouble::InvalidPart(why) => say(Code::InvalidPart, why),
            Trouble::PartTooSmall => say(
                Code::EntityTooSmall,
                "every part but the last must have at least 5 MiB".into(),
            ),
            Trouble::Conflict => say(
                Code::OperationAborted,
                "another request changed the same object; try again".into(),
            ),
            Trouble::Busy(why) => say(Code::SlowDown, why),
            Trouble::Uncertain(why) | Trouble::Internal(why) => internal(&why),
        }
    }
}

pub(super) fn precondition() -> S3Error {
    let why = "a condition of the request does not hold";
    S3Error::with_message(Code::PreconditionFailed, why)
}

pub(super) fn invalid_argument(why: impl Into<String>) -> S3Error {
    S3Error::with_message(Code::InvalidArgument, why.into())
}

pub(super) fn invalid_request(why: impl Into<String>) -> S3Error {
    S3Error::with_message(Code::InvalidRequest, why.into())
}

/// The caller is told nothing of it; the log is.
pub(super) fn internal(why: &str) -> S3Error {
    tracing::error!(why, "an S3 request could not be served");
    let message = "something went wrong in the server; its log tells more";
    S3Error::with_message(Code::InternalError, message)
}

/// A file could not be written or read.
pub(super) fn of_disk(doing: &str, why: &std::io::Error) -> S3Error {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    if matches!(why.kind(), StorageFull | QuotaExceeded) {
        tracing::error!(%why, doing, "the disk is full");
        let message = "the server's disk is full";
        return S3Error::with_message(Code::ServiceUnavailable, message);
    }
    internal(&format!("{doing}: {why}"))
}

/// An error as S3 writes it.
pub(super) fn document(code: &str, message: &str, request_id: &str) -> String {
    let mut text = String::new();
    for character in message.chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            // XML has no other way to say it.
            control if control.is_control() => text.push(' '),
            plain => text.push(plain),
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
         <Message>{text}</Message><RequestId>{request_id}</RequestId></Error>"
    )
}

/// For when even the answer to a failure cannot be written.
pub(super) fn broken(why: String) -> HttpResponse {
    let document =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InternalError</Code></Error>";
    tracing::error!(why, "an S3 answer could not be written");
    let mut response = HttpResponse::new(Body::from(document.to_owned()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let kind = HeaderValue::from_static("application/xml");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
