//! What the API answers when it refuses: the modelled exceptions and the few beside them.

use std::fmt;

use serde_json::{Map, Value};

use crate::types::{
    ConflictExceptionReason, ServiceQuotaExceededExceptionReason, ValidationExceptionField,
    ValidationExceptionReason,
};

/// The name that clients branch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionKind {
    AccessDenied,
    Conflict,
    InternalServerError,
    ResourceNotFound,
    ServiceQuotaExceeded,
    Throttling,
    Validation,
    // Not in the model: AWS's front door answers these for every service.
    ExpiredToken,
    InvalidSignature,
    MissingAuthenticationToken,
    UnrecognizedClient,
}

impl ExceptionKind {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::Conflict => "ConflictException",
            Self::InternalServerError => "InternalServerErrorException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::ServiceQuotaExceeded => "ServiceQuotaExceededException",
            Self::Throttling => "ThrottlingException",
            Self::Validation => "ValidationException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::InvalidSignature => "InvalidSignatureException",
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            Self::UnrecognizedClient => "UnrecognizedClientException",
        }
    }

    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Validation => 400,
            Self::ServiceQuotaExceeded => 402,
            Self::AccessDenied
            | Self::ExpiredToken
            | Self::InvalidSignature
            | Self::MissingAuthenticationToken
            | Self::UnrecognizedClient => 403,
            Self::ResourceNotFound => 404,
            Self::Conflict => 409,
            Self::Throttling => 429,
            Self::InternalServerError => 500,
        }
    }

    /// Whether an operation has to declare it; the others come from before or beside the API.
    #[must_use]
    pub const fn is_modelled(self) -> bool {
        match self {
            Self::AccessDenied
            | Self::Conflict
            | Self::InternalServerError
            | Self::ResourceNotFound
            | Self::ServiceQuotaExceeded
            | Self::Throttling
            | Self::Validation => true,
            Self::ExpiredToken
            | Self::InvalidSignature
            | Self::MissingAuthenticationToken
            | Self::UnrecognizedClient => false,
        }
    }
}

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    pub kind: ExceptionKind,
    pub message: String,
    /// What stands in the body beside the message.
    pub members: Map<String, Value>,
    pub retry_after_s: Option<u32>,
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.message)
    }
}

impl std::error::Error for Exception {}

impl Exception {
    fn new(kind: ExceptionKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            members: Map::new(),
            retry_after_s: None,
        }
    }

    fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn access_denied(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::AccessDenied, message)
    }

    #[must_use]
    pub fn resource_not_found(
        resource_type: &str,
        resource_id: impl fmt::Display,
        message: impl Into<String>,
    ) -> Self {
        Self::new(ExceptionKind::ResourceNotFound, message)
            .with("resourceType", resource_type)
            .with("resourceId", resource_id.to_string())
    }

    #[must_use]
    pub fn conflict(
        reason: ConflictExceptionReason,
        resource_type: &str,
        resource_id: impl fmt::Display,
        message: impl Into<String>,
    ) -> Self {
        Self::new(ExceptionKind::Conflict, message)
            .with("reason", reason.as_str())
            .with("resourceType", resource_type)
            .with("resourceId", resource_id.to_string())
    }

    #[must_use]
    pub fn validation(
        reason: ValidationExceptionReason,
        fields: Vec<ValidationExceptionField>,
        message: impl Into<String>,
    ) -> Self {
        let exception =
            Self::new(ExceptionKind::Validation, message).with("reason", reason.as_str());
        if fields.is_empty() {
            return exception;
        }
        let fields = fields
            .into_iter()
            .map(|field| serde_json::json!({ "name": field.name, "message": field.message }));
        exception.with("fieldList", fields.collect::<Value>())
    }

    #[must_use]
    pub fn quota_exceeded(
        reason: ServiceQuotaExceededExceptionReason,
        resource_type: &str,
        quota_code: &str,
        message: impl Into<String>,
    ) -> Self {
        Self::new(ExceptionKind::ServiceQuotaExceeded, message)
            .with("reason", reason.as_str())
            .with("resourceType", resource_type)
            .with("serviceCode", "deadline")
            .with("quotaCode", quota_code)
    }

    #[must_use]
    pub fn throttling(after_s: u32, message: impl Into<String>) -> Self {
        // Agents read the parsed member, others the header: it stands in both.
        let exception = Self::new(ExceptionKind::Throttling, message);
        Self {
            retry_after_s: Some(after_s),
            ..exception.with("retryAfterSeconds", after_s)
        }
    }

    #[must_use]
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::InternalServerError, message)
    }

    #[must_use]
    pub fn missing_authentication_token() -> Self {
        let message = "the request is not signed; sign it with Signature Version 4";
        Self::new(ExceptionKind::MissingAuthenticationToken, message)
    }

    #[must_use]
    pub fn unrecognized_client() -> Self {
        let message = "the access key or its session token is not known here";
        Self::new(ExceptionKind::UnrecognizedClient, message)
    }

    #[must_use]
    pub fn invalid_signature(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::InvalidSignature, message)
    }

    #[must_use]
    pub fn expired_token() -> Self {
        Self::new(
            ExceptionKind::ExpiredToken,
            "the session token has expired; ask for a new one",
        )
    }

    /// Adds to the `context` that some clients look at, such as `status` of a conflict.
    #[must_use]
    pub fn with_context(mut self, key: &str, value: impl Into<String>) -> Self {
        let context = self
            .members
            .entry("context")
            .or_insert_with(|| Map::new().into());
        if let Value::Object(context) = context {
            context.insert(key.to_owned(), value.into().into());
        }
        self
    }

    /// For `x-amzn-ErrorType`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }

    #[must_use]
    pub fn status(&self) -> u16 {
        self.kind.status()
    }

    /// The JSON to answer.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut members = self.members.clone();
        members.insert("message".to_owned(), self.message.as_str().into());
        Value::Object(members).to_string().into_bytes()
    }
}
