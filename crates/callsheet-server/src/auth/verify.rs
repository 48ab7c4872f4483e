//! From a request to its caller.

use std::sync::Arc;

use callsheet_api::sigv4::{AuthFailure, Signed, sha256_hex};
use callsheet_api::{Exception, Timestamp};
use http::HeaderMap;
use http::request::Parts;

use super::keys::Key;
use super::standing::{Role, Standing};
use super::tokens::Origin;
use super::{Caller, Principal, Rights};
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
    /// The access key is not known or disabled, or its session token is not the one that belongs to
    /// it.
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
    let (caller, _) = caller_and_key(cx, signed, headers, body).await?;
    Ok(caller)
}

/// The same, and what it signs with, for whoever has more to verify than the head.
pub async fn caller_and_key(
    cx: &Cx,
    signed: &Signed,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Caller, Arc<Key>), Stranger> {
    let now = cx.clock.now();
    let id = signed.access_key_id();
    let found = key(cx, signed).await?;
    let (day, region, service) = (signed.day(), signed.region(), signed.service());
    // Which keys exist is no secret: the answer tells it, as that of AWS does.
    let key = found.ok_or(Stranger::Unknown)?;
    let signing = key.signing_key(day, region, service);
    signed.verify(&signing, &sha256_hex(body), now.as_ms())?;
    if key.expires_at.is_some_and(|end| end <= now) {
        return Err(Stranger::Expired);
    }
    let standing = standing(cx, &key, now).await?;
    if key.origin.is_none() {
        cx.keys.note_use(id, now);
    }
    let caller = Caller {
        principal: key.principal,
        access_key_id: id.to_owned(),
        user_agent: text(headers, "user-agent").map(brief),
        hold_s: text(headers, HOLD_HEADER)
            .and_then(|seconds| seconds.parse::<u64>().ok())
            .map(|seconds| seconds.min(MOST_ASKED_S)),
        rights: Rights {
            origin: key.origin,
            standing,
            decisions: Arc::clone(&cx.decisions),
            on_job: None,
        },
    };
    Ok((caller, key))
}

/// Who has a session token has temporary credentials, which are in it; all others are in the store.
async fn key(cx: &Cx, signed: &Signed) -> Result<Option<Arc<Key>>, Stranger> {
    let (now, id) = (cx.clock.now(), signed.access_key_id());
    let Some(token) = signed.session_token() else {
        let found = cx.keys.find(&cx.store, &cx.sealer, id, now).await;
        return found.map_err(Stranger::Trouble);
    };
    if let Some(key) = cx.keys.temporary(token, now) {
        return Ok(key.is_called(id).then_some(key));
    }
    let opened = cx.tokens.open(&cx.store, &cx.sealer, token, now).await;
    let session = opened.map_err(Stranger::Trouble)?;
    let session = session.filter(|session| session.access_key_id == id);
    Ok(session.map(|session| cx.keys.remember_temporary(token, session, now)))
}

/// Whoever is disabled is a stranger, with all credentials that were given on its behalf; so are
/// those of a role that is another one now.
async fn standing(cx: &Cx, key: &Key, now: Timestamp) -> Result<Option<Arc<Standing>>, Stranger> {
    if let Some(origin) = &key.origin {
        check_origin(cx, &key.principal, origin, now).await?;
    }
    let Some(id) = key.principal.id() else {
        return Ok(None);
    };
    let found = cx.standings.of(&cx.store, id, now).await;
    let standing = found.map_err(Stranger::Trouble)?;
    standing.map(Some).ok_or(Stranger::Unknown)
}

async fn check_origin(
    cx: &Cx,
    principal: &Principal,
    origin: &Origin,
    now: Timestamp,
) -> Result<(), Stranger> {
    if let Some((by, epoch)) = origin.by {
        let found = cx.standings.of(&cx.store, by, now).await;
        let standing = found.map_err(Stranger::Trouble)?;
        if standing.is_none_or(|standing| standing.epoch() != epoch) {
            return Err(Stranger::Unknown);
        }
    }
    let role = match principal {
        Principal::QueueRole { queue, .. } => Role::Queue(*queue),
        Principal::FleetRole { fleet, .. } => Role::Fleet(*fleet),
        // A worker that is gone still is who it was: its operations answer that it is not found.
        Principal::WorkerRole { .. }
        | Principal::Admin
        | Principal::User { .. }
        | Principal::Host { .. }
        | Principal::WorkerHost { .. }
        | Principal::StoreKey => return Ok(()),
    };
    let epoch = cx.standings.epoch_of(&cx.store, role, now).await;
    if epoch.map_err(Stranger::Trouble)? == Some(origin.role_epoch) {
        return Ok(());
    }
    Err(Stranger::Unknown)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn brief(text: &str) -> String {
    text.chars().take(MOST_USER_AGENT_CHARS).collect()
}
