//! `/callsheet/v1/sign-in/`: from a password to a session, and from a session to credentials that
//! requests are signed with. Nothing here is signed.

mod attempts;
mod cookies;
mod hashing;
pub mod oidc;
mod provider;

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use callsheet_api::extension::principals::PrincipalId;
use callsheet_api::extension::sign_in::{
    COOKIE, ChangePassword, Credentials, HEADER, MOST_PASSWORD_BYTES, PREFIX, Session, WithCode,
    WithPassword, refuse_weak,
};
use callsheet_api::rest_json::unknown_route;
use callsheet_api::sigv4::sha256_hex;
use callsheet_api::{Exception, Operation, Timestamp};
use callsheet_store::sign_in::{Digest, NewSession, Password, Session as Found};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use self::cookies::Cookie;
use crate::audit::{self, Peer};
use crate::auth::Principal;
use crate::auth::tokens::Origin;
use crate::context::Cx;
use crate::error::{Error, Result, invalid};
use crate::http::{Answer, json, refuse};
use crate::random;

/// Python's SDK renews what ends within a quarter of an hour before each request. Whoever is
/// disabled loses them at once all the same.
const CREDENTIALS_MS: i64 = 30 * 60 * 1_000;
const TOKEN_BYTES: usize = 32;
/// The operation of AWS's whose refusals fit.
const LIKE: Operation = Operation::GetFarm;

/// What signing in has in memory.
#[derive(Default)]
pub struct SignIn {
    attempts: attempts::Attempts,
    hashing: hashing::Hashing,
    provider: provider::Provider,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn")
    }
}

pub(crate) fn is_asked(parts: &Parts) -> bool {
    parts.uri.path().starts_with(PREFIX)
}

/// What the audit is told of an attempt.
#[derive(Default)]
struct Seen {
    /// Of the user whom it is about, where that is known. What was typed may well be a password.
    name: Option<String>,
    /// By an answer that looks like none.
    refused: Option<&'static str>,
}

pub(crate) async fn answer(
    cx: &Cx,
    parts: &Parts,
    body: &[u8],
    request: audit::Request<'_>,
) -> Answer {
    let (method, path) = (&parts.method, parts.uri.path());
    let mut seen = Seen::default();
    let (name, answered) = match (method, path.trim_start_matches(PREFIX)) {
        (&Method::POST, "password") => ("SignIn", with_password(cx, parts, body, &mut seen).await),
        (&Method::POST, "change-password") => {
            let answered = change_password(cx, parts, body, &mut seen).await;
            ("ChangePassword", answered)
        }
        // Renewed all the time, so that nobody is told of it.
        (&Method::POST, "credentials") => ("SignInCredentials", credentials(cx, parts).await),
        (&Method::GET, "oidc") => ("SignInOidc", oidc::depart(cx, parts).await),
        (&Method::GET, "oidc/callback") => {
            let answered = oidc::come_back(cx, parts, &mut seen).await;
            ("SignInOidcCallback", answered)
        }
        (&Method::POST, "code") => ("SignInCode", with_code(cx, parts, body, &mut seen).await),
        (&Method::POST, "end") => ("SignOut", end(cx, parts, &mut seen).await),
        _ => return Answer::new("unknown", refuse(&unknown_route(method.as_str(), path))),
    };
    let answered = answered.map_err(|error| exception(name, error));
    let refused = answered.as_ref().err().map(Exception::name);
    let outcome = seen.refused.or(refused).unwrap_or(audit::SUCCEEDED);
    // What succeeded without anybody changed nothing: strangers can end sessions that never were.
    if outcome != audit::SUCCEEDED || seen.name.is_some() {
        let (who, path) = (seen.name.as_deref(), path.to_owned());
        audit::keep_sign_in(cx, request, who, name, path, outcome).await;
    }
    match answered {
        Ok(response) => Answer::new(name, response),
        Err(exception) => Answer::new(name, refuse(&exception)),
    }
}

fn exception(name: &'static str, error: Error) -> Exception {
    if let Error::Internal(why) = &error {
        tracing::error!(name, why, "a request failed for no fault of its caller's");
    }
    error.into_exception(LIKE)
}

async fn with_password(
    cx: &Cx,
    parts: &Parts,
    body: &[u8],
    seen: &mut Seen,
) -> Result<Response<Bytes>> {
    let WithPassword { name, password } = read(body)?;
    let known = proven(cx, parts, &name, password, seen).await?;
    begin(cx, parts, name, known, None).await
}

async fn change_password(
    cx: &Cx,
    parts: &Parts,
    body: &[u8],
    seen: &mut Seen,
) -> Result<Response<Bytes>> {
    let asked: ChangePassword = read(body)?;
    refuse_weak(&asked.new_password).map_err(|why| invalid("newPassword", why))?;
    let known = proven(cx, parts, &asked.name, asked.password, seen).await?;
    let phc = cx.sign_in.hashing.phc(asked.new_password).await?;
    begin(cx, parts, asked.name, known, Some(phc)).await
}

/// Whoever is unknown, disabled or without a password gets the answer of a wrong one, after the same
/// work.
async fn proven(
    cx: &Cx,
    parts: &Parts,
    name: &str,
    password: String,
    seen: &mut Seen,
) -> Result<Password> {
    let SignIn {
        attempts, hashing, ..
    } = &*cx.sign_in;
    let peer: Option<IpAddr> = parts.extensions.get().map(|Peer(ip)| *ip);
    if let Err(after_s) = attempts.take(name, peer, cx.clock.now()) {
        let why = format!("too many wrong passwords; try again in {after_s} s");
        return Err(Exception::throttling(after_s, why).into());
    }
    let asked = name.to_owned();
    let found = cx
        .store
        .read("password", move |tx| -> Result<_> {
            Ok(tx.password_of(&asked)?)
        })
        .await?;
    seen.name = found.is_some().then(|| name.to_owned());
    // The empty one is nobody's.
    let is_endless = password.len() > MOST_PASSWORD_BYTES;
    let password = if is_endless { String::new() } else { password };
    let phc = found.as_ref().map(|found| found.phc.clone());
    let is_right = hashing.is(password, phc).await?;
    let Some(known) = found.filter(|_| is_right) else {
        // Without the name, which may well be a password in the wrong field.
        tracing::info!(?peer, "somebody could not sign in");
        return Err(wrong());
    };
    attempts.give_back(name, peer);
    Ok(known)
}

fn wrong() -> Error {
    Exception::access_denied("the name or the password is wrong").into()
}

/// A session for whoever knew this password, unless it is another one meanwhile; with a new one if
/// that is given.
async fn begin(
    cx: &Cx,
    parts: &Parts,
    name: String,
    known: Password,
    new_phc: Option<String>,
) -> Result<Response<Bytes>> {
    let (token, now) = (drawn_token()?, cx.clock.now());
    let session = new_session(cx, &token, known.user, now);
    let (asked, changes) = (name.clone(), new_phc.is_some());
    cx.store
        .write("sign_in", move |tx| -> Result<_> {
            if tx.lock_password_of(&asked)?.as_ref() != Some(&known) {
                return Err(wrong());
            }
            if let Some(phc) = new_phc.clone() {
                let user = known.user;
                tx.set_password(&Password { user, phc }, now)?;
            }
            Ok(tx.insert_sign_in_session(&session)?)
        })
        .await?;
    if changes {
        cx.standings.forget_all();
    }
    begun(cx, parts, name, token, session.expires_at)
}

fn new_session(cx: &Cx, token: &str, user: PrincipalId, now: Timestamp) -> NewSession {
    NewSession {
        digest: digest(token),
        user,
        is_code: false,
        created_at: now,
        expires_at: later(now, i64::from(cx.config.sign_in_session_s) * 1_000),
    }
}

/// A session for what came back from a provider.
async fn with_code(
    cx: &Cx,
    parts: &Parts,
    body: &[u8],
    seen: &mut Seen,
) -> Result<Response<Bytes>> {
    let WithCode { code, verifier } = read(body)?;
    let (token, now) = (drawn_token()?, cx.clock.now());
    let code = oidc::digest_of_code(&code, &sha256_hex(verifier.as_bytes()));
    let nobodys = new_session(cx, &token, PrincipalId::from_bytes([0; 16]), now);
    let found = cx
        .store
        .write("sign_in_code", move |tx| -> Result<_> {
            let Some(found) = tx.take_sign_in_code(&code, now)? else {
                return Ok(None);
            };
            let session = NewSession {
                user: found.user,
                ..nobodys
            };
            tx.insert_sign_in_session(&session)?;
            Ok(Some((found.name, session.expires_at)))
        })
        .await?;
    let (name, expires_at) = found.ok_or_else(|| Error::Answer(Exception::expired_token()))?;
    seen.name = Some(name.clone());
    begun(cx, parts, name, token, expires_at)
}

fn begun(
    cx: &Cx,
    parts: &Parts,
    name: String,
    token: String,
    expires_at: Timestamp,
) -> Result<Response<Bytes>> {
    tracing::info!(user = name, "signed in");
    let session = Session {
        name,
        token,
        expires_at,
        region: cx.config.region.clone(),
    };
    let response = written(&session)?;
    // Not for a page of somebody else's, which would sign its visitors in as somebody else.
    match parts.headers.contains_key(HEADER) {
        true => cookie(&session.token, cx.config.sign_in_session_s.into()).set(cx, parts, response),
        false => Ok(response),
    }
}

async fn credentials(cx: &Cx, parts: &Parts) -> Result<Response<Bytes>> {
    let (digest, now) = (digest(shown_token(parts)?), cx.clock.now());
    let found = cx
        .store
        .read("sign_in_session", move |tx| -> Result<_> {
            Ok(tx.sign_in_session(&digest, now)?)
        })
        .await?;
    let found: Found = found.ok_or_else(|| Error::Answer(Exception::expired_token()))?;
    cx.tokens.ready(&cx.store, &cx.sealer, now).await?;
    let origin = Origin {
        by: Some((found.user, found.epoch)),
        role_epoch: 0,
    };
    let expires_at = later(now, CREDENTIALS_MS).min(found.expires_at);
    let user = Principal::User { id: found.user };
    let key = cx.tokens.give(user, origin, expires_at)?;
    written(&Credentials {
        access_key_id: key.id,
        secret_access_key: key.secret,
        session_token: key.session_token.unwrap_or_default(),
        expiration: expires_at,
    })
}

/// One that is over already is as good.
async fn end(cx: &Cx, parts: &Parts, seen: &mut Seen) -> Result<Response<Bytes>> {
    let (digest, now) = (digest(shown_token(parts)?), cx.clock.now());
    let ended = cx
        .store
        .write("sign_out", move |tx| -> Result<_> {
            let ended = tx.sign_in_session(&digest, now)?;
            tx.delete_sign_in_session(&digest)?;
            Ok(ended)
        })
        .await?;
    seen.name = ended.map(|session| session.name);
    let response = json(StatusCode::OK, b"{}".to_vec());
    cookie("", 0).set(cx, parts, response)
}

/// A browser adds a cookie to whatever a page asks of us, but a header of ours only for our pages.
fn shown_token(parts: &Parts) -> Result<&str> {
    let text = |name| parts.headers.get(name)?.to_str().ok();
    let bearer = text(header::AUTHORIZATION).and_then(|shown| shown.strip_prefix("Bearer "));
    if let Some(token) = bearer {
        return Ok(token);
    }
    match cookies::shown(parts, COOKIE) {
        None => Err(Exception::missing_authentication_token().into()),
        Some(token) if parts.headers.contains_key(HEADER) => Ok(token),
        Some(_) => {
            let why = format!("a session in a cookie needs the header `{HEADER}` beside it");
            Err(Exception::access_denied(why).into())
        }
    }
}

const fn cookie(value: &str, age_s: i64) -> Cookie<'_> {
    Cookie {
        name: COOKIE,
        value,
        path: PREFIX,
        age_s,
    }
}

fn drawn_token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::bytes::<TOKEN_BYTES>()?))
}

fn digest(token: &str) -> Digest {
    Sha256::digest(token).into()
}

const fn later(now: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_ms(now.as_ms() + ms)
}

/// Nobody in between keeps it.
fn written(value: &impl Serialize) -> Result<Response<Bytes>> {
    let body = serde_json::to_vec(value)
        .map_err(|why| Error::internal(format!("an answer cannot be written: {why}")))?;
    let mut response = json(StatusCode::OK, body);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}

/// What serde says of a body may quote it, and with it a password.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|why| {
        let (line, column) = (why.line(), why.column());
        let what = format!("cannot be read at line {line}, column {column}");
        invalid("body", what)
    })
}

impl SignIn {
    /// A password as it is kept, if it is none that anybody would guess.
    pub(crate) async fn chosen(&self, password: String) -> Result<String> {
        refuse_weak(&password).map_err(|why| invalid("password", why))?;
        self.hashing.phc(password).await
    }
}
