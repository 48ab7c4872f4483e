//! Why a signature was not accepted, and what a client is told.

use crate::Exception;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthFailure {
    #[error("the request is not signed; sign it with Signature Version 4")]
    Missing,
    #[error("the signature cannot be read: {0}")]
    Malformed(&'static str),
    #[error("the signature leaves something out: {0}")]
    Incomplete(&'static str),
    #[error("the time of the signature is more than five minutes off; set the host's clock")]
    Skewed,
    #[error("the presigned request has expired; make a new one")]
    Expired,
    #[error("the signature does not match; check the secret access key and the signing method")]
    Mismatch,
}

impl From<AuthFailure> for Exception {
    fn from(failure: AuthFailure) -> Self {
        match failure {
            AuthFailure::Missing => Exception::missing_authentication_token(),
            AuthFailure::Malformed(_)
            | AuthFailure::Incomplete(_)
            | AuthFailure::Skewed
            | AuthFailure::Expired
            | AuthFailure::Mismatch => Exception::invalid_signature(failure.to_string()),
        }
    }
}
