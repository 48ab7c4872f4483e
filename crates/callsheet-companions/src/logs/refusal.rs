//! Errors of CloudWatch Logs, as its clients know them: the type in `__type`, status 400.

use std::fmt::Display;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::{ArchiveError, json_response};

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    kind: &'static str,
    status: StatusCode,
    message: String,
    retry_after_s: Option<u32>,
}

impl Refusal {
    fn bad_request(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
            retry_after_s: None,
        }
    }

    pub fn unknown_operation(target: &str) -> Self {
        Self::bad_request(
            "UnknownOperationException",
            format!("there is no operation `{target}` here"),
        )
    }

    /// The body is no JSON object, or a member has the wrong type.
    pub fn unreadable(what: &str) -> Self {
        Self::bad_request("SerializationException", what)
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::bad_request("InvalidParameterException", message)
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Self::bad_request("ResourceNotFoundException", message)
    }

    pub fn already_exists(message: impl Into<String>) -> Self {
        Self::bad_request("ResourceAlreadyExistsException", message)
    }

    /// For signatures that are missing or wrong, and for what a caller may not do.
    pub fn denied(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            ..Self::bad_request(kind, message)
        }
    }

    pub fn internal(cause: &impl Display) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::bad_request("ServiceUnavailableException", cause.to_string())
        }
    }

    /// Clients branch on the type, so this is part of what they are told.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    pub fn response(&self) -> Response<Bytes> {
        let body = json!({ "__type": self.kind, "message": self.message });
        let mut response = json_response(self.status, body.to_string().into_bytes());
        let headers = response.headers_mut();
        headers.insert("x-amzn-errortype", HeaderValue::from_static(self.kind));
        if let Some(after_s) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(after_s));
        }
        response
    }
}

impl From<ArchiveError> for Refusal {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::NoSuchGroup | ArchiveError::NoSuchStream => {
                Self::not_found(error.to_string())
            }
            ArchiveError::BadToken => Self::invalid(error.to_string()),
            ArchiveError::Busy { after_s, why } => Self {
                kind: "ThrottlingException",
                status: StatusCode::TOO_MANY_REQUESTS,
                message: why,
                retry_after_s: Some(after_s),
            },
            ArchiveError::Internal => Self::internal(&error),
        }
    }
}
