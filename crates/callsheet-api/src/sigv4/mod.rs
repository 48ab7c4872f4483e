//! AWS Signature Version 4: who signed a request, in its header or its query.
//!
//! Pure functions: keys and the time are passed in, nothing is looked up. [`Signed`] is a claim
//! until [`Signed::verify`] has proved it; what is not signed correctly has no caller.
//!
//! The rules: the host and every `x-amz-*` header must be signed, the body's hash is taken from
//! the body and not from what a header says (but for S3, whose bodies may be streamed), the time
//! may be five minutes off, and signatures are compared in constant time.

mod canonical;
mod failure;
mod key;
mod sign;
mod signed;
mod time;

#[cfg(test)]
mod tests;

pub use failure::AuthFailure;
pub use key::{SigningKey, sha256_hex};
pub use sign::{SignRequest, sign, sign_declared};
pub use signed::{Payload, Signed};

pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
const SCOPE_END: &str = "aws4_request";
/// The only service whose path is signed as sent and whose body may be unsigned.
const S3: &str = "s3";
