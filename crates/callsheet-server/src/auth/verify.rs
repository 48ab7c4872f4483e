//! From a request to its caller.

use callsheet_api::sigv4::{AuthFailure, Signed, SigningKey, sha256_hex};
use callsheet_api::{Exception, Timestamp};
use http::HeaderMap;
use http::request::Parts;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Caller;
use super::keys::Key;
use crate::context::Cx;
use crate::error::Error;

/// Our own worker says by this header for how many seconds its request may be held.
pub const HOLD_HEADER: &str = "callsheet-hold-s";
/// The longest that anybody may ask for; what is granted may be shorter.
const MOST_ASKED_S: u64 = 60;
const MOST_USER_AGENT_CHARS: usize = 256;

/// Why nobody is let in; each service says it in its own words.
#[derive(Clone, Debug, PartialEq)]
pub enum Stranger {
    Unsigned,
    /// The access key is not known, or its session token is not the one that belongs to it.
    Unknown,
    Expired,
    BadSignature(AuthFailure),
    /// The keys could not be looked up.
    Trouble(Error),
}

impl From<AuthFailure> for Stranger {
    fn from(failure: AuthFailure) -> Self {
        match failure {
            AuthFailure::Missing => Self::Unsigned,
            AuthFailure::Malformed(_)
            | AuthFailure::Incomplete(_)
            | AuthFailure::Skewed
            | AuthFailure::Expired
            | AuthFailure::Mismatch => Self::BadSignature(failure),
        }
    }
}

impl Stranger {
    /// As Deadline and CloudWatch Logs say it.
    pub fn exception(&self) -> Exception {
        match self {
            Self::Unsigned => Exception::missing_authentication_token(),
            Self::Unknown => Exception::unrecognized_client(),
            Self::Expired => Exception::expired_token(),
            Self::BadSignature(failure) => Exception::from(*failure),
            Self::Trouble(Error::Answer(exception)) => exception.clone(),
            Self::Trouble(
                Error::Full { .. } | Error::Contention | Error::TokenReused | Error::Internal(_),
            ) => {
                // Nobody's fault, and a stock worker would end at a 500.
                Exception::throttling(5, "the access key could not be looked up; try again")
            }
        }
    }
}

/// Reads what the request says about its signer.
pub fn claim(parts: &Parts) -> Result<Signed, Stranger> {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    let signed = Signed::from_request(parts.method.as_str(), path, query, &parts.headers)?;
    signed.ok_or(Stranger::Unsigned)
}

/// Proves it.
pub async fn caller(
    cx: &Cx,
    signed: &Signed,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Caller, Stranger> {
    let now = cx.clock.now();
    let id = signed.access_key_id();
    let found = cx
        .keys
        .find(&cx.store, &cx.sealer, id, now)
        .await
        .map_err(Stranger::Trouble)?;
    let (day, region, service) = (signed.day(), signed.region(), signed.service());
    let Some(key) = found else {
        // As much work as for a known key, so that time does not tell which keys exist.
        let nobody = SigningKey::derive("nobody", day, region, service);
        let _ = signed.verify(&nobody, &sha256_hex(body), now.as_ms());
        return Err(Stranger::Unknown);
    };
    let signing = key.signing_key(day, region, service);
    signed.verify(&signing, &sha256_hex(body), now.as_ms())?;
    check_session(&key, signed.session_token(), now)?;
    Ok(Caller {
        principal: key.principal,
        access_key_id: id.to_owned(),
        user_agent: text(headers, "user-agent").map(brief),
        hold_s: text(headers, HOLD_HEADER)
            .and_then(|seconds| seconds.parse::<u64>().ok())
            .map(|seconds| seconds.min(MOST_ASKED_S)),
    })
}

fn check_session(key: &Key, token: Option<&str>, now: Timestamp) -> Result<(), Stranger> {
    let is_right = match (&key.session_token_digest, token) {
        (None, None) => true,
        (Some(expected), Some(token)) => bool::from(
            expected
                .as_slice()
                .ct_eq(session_token_digest(token).as_slice()),
        ),
        (None, Some(_)) | (Some(_), None) => false,
    };
    match key.expires_at {
        _ if !is_right => Err(Stranger::Unknown),
        Some(end) if end <= now => Err(Stranger::Expired),
        Some(_) | None => Ok(()),
    }
}

/// What is kept of a session token.
pub(super) fn session_token_digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn brief(text: &str) -> String {
    text.chars().take(MOST_USER_AGENT_CHARS).collect()
}
