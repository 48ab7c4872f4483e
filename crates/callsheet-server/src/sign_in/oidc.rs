//! Signing in at the studio's own provider: the code flow of OpenID Connect with PKCE.
//!
//! Nothing is kept while somebody is away: all that has to be known at its return is sealed in
//! `state`, and a cookie says that it is the same browser.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use callsheet_api::extension::principals::{PrincipalId, PrincipalKind};
use callsheet_api::extension::sign_in::PREFIX;
use callsheet_api::{Exception, Timestamp};
use callsheet_store::Tx;
use callsheet_store::principals::Principal as Row;
use callsheet_store::sign_in::{Digest, NewSession};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::cookies::{self, Cookie, is_over_tls};
use super::provider::Claims;
use super::{Seen, digest, drawn_token, later};
use crate::context::Cx;
use crate::error::{Error, Result, invalid};
use crate::extension::principals::is_name;
use crate::query;

/// For typing a password over there, and finding a telephone.
const AWAY_MS: i64 = 10 * 60 * 1_000;
/// Between a browser and the program that sent it.
const CODE_MS: i64 = 60 * 1_000;
const STATE: &str = "sign-in-state";
const COOKIE: &str = "callsheet_sign_in";

/// The provider, and what its claims mean here.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcSettings {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    /// Asked for beside `openid` and `profile`.
    pub scopes: Vec<String>,
    pub groups_claim: String,
    pub name_claim: String,
    /// Whoever the provider knows becomes a user.
    pub create_users: bool,
}

impl std::fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// What is known of somebody who is away.
#[derive(Serialize, Deserialize)]
struct Away {
    nonce: String,
    pkce_verifier: String,
    /// What the browser's cookie holds.
    browser: String,
    callback: String,
    return_to: String,
    challenge: String,
    until: Timestamp,
}

/// The hash that a code is kept by: only whoever knows what the challenge was made of can use it.
pub(super) fn digest_of_code(code: &str, challenge: &str) -> Digest {
    Sha256::digest(format!("{code}.{challenge}")).into()
}

/// Sends a browser to the provider.
pub(super) async fn depart(cx: &Cx, parts: &Parts) -> Result<Response<Bytes>> {
    let settings = settings(cx)?;
    let now = cx.clock.now();
    let query = parts.uri.query().unwrap_or_default();
    let away = Away {
        nonce: drawn_token()?,
        pkce_verifier: drawn_token()?,
        browser: drawn_token()?,
        callback: callback(cx, parts)?,
        return_to: return_to(query)?,
        challenge: query::value(query, "challenge").unwrap_or_default(),
        until: later(now, AWAY_MS),
    };
    if away.challenge.len() != 64 {
        let why = "must be the SHA-256, in hex, of what the code will be exchanged with";
        return Err(invalid("challenge", why));
    }
    let state = serde_json::to_vec(&away)
        .map_err(|why| Error::internal(format!("a state cannot be written: {why}")))?;
    let state = URL_SAFE_NO_PAD.encode(cx.sealer.seal(STATE, &state)?);
    let kept = (away.nonce.as_str(), away.pkce_verifier.as_str());
    let provider = &cx.sign_in.provider;
    let url = provider
        .way(settings, &away.callback, state, kept, now)
        .await;
    let response = redirect(&url.map_err(no_provider)?)?;
    let cookie = Cookie {
        name: COOKIE,
        value: &away.browser,
        path: &format!("{PREFIX}oidc"),
        age_s: AWAY_MS / 1_000,
    };
    cookie.set(cx, parts, response)
}

/// What the provider sends a browser back to.
pub(super) async fn come_back(cx: &Cx, parts: &Parts, seen: &mut Seen) -> Result<Response<Bytes>> {
    let query = parts.uri.query().unwrap_or_default();
    let away = opened(cx, parts, query::value(query, "state").unwrap_or_default())?;
    let outcome = match query::value(query, "code") {
        Some(code) => arrived(cx, &away, code, seen).await,
        None => {
            let why = query::value(query, "error").unwrap_or_else(|| "no reason".to_owned());
            Err(refused(format!("the provider did not sign you in: {why}")))
        }
    };
    let (name, value) = match outcome {
        Ok(code) => ("code", code),
        // Whoever waits there has to hear of it.
        Err(Error::Answer(exception)) => {
            seen.refused = Some(exception.name());
            ("error", exception.message)
        }
        Err(other) => return Err(other),
    };
    let value = utf8_percent_encode(&value, NON_ALPHANUMERIC);
    let sign = if away.return_to.contains('?') {
        '&'
    } else {
        '?'
    };
    redirect(&format!("{}{sign}{name}={value}", away.return_to))
}

/// Answers the code that is good for a session.
async fn arrived(cx: &Cx, away: &Away, code: String, seen: &mut Seen) -> Result<String> {
    let (settings, now) = (settings(cx)?.clone(), cx.clock.now());
    let kept = (away.nonce.clone(), away.pkce_verifier.clone());
    let provider = &cx.sign_in.provider;
    let claims = provider
        .claims(&settings, &away.callback, code, kept, now)
        .await;
    let claims = claims.map_err(no_provider)?;
    let new_id = PrincipalId::from_bytes(cx.ids.draw(now));
    let code = drawn_token()?;
    let digest = digest_of_code(&code, &away.challenge);
    let name = cx
        .store
        .write("sign_in_oidc", move |tx| -> Result<_> {
            let (user, name) = user(tx, &settings, &claims, new_id, now)?;
            tx.claim_groups(user, &claims.texts(&settings.groups_claim))?;
            let code = NewSession {
                digest,
                user,
                is_code: true,
                created_at: now,
                expires_at: later(now, CODE_MS),
            };
            tx.insert_sign_in_session(&code)?;
            Ok(name)
        })
        .await?;
    // It may be new here, or in other groups.
    seen.name = Some(name);
    cx.standings.forget_all();
    Ok(code)
}

/// Whom we know by the provider's own name for it; names that people see may change hands.
fn user(
    tx: &mut Tx,
    settings: &OidcSettings,
    claims: &Claims,
    new_id: PrincipalId,
    now: Timestamp,
) -> Result<(PrincipalId, String)> {
    if let Some(known) = tx.user_of_identity(&claims.issuer, &claims.subject)? {
        let row = tx.principal(known)?;
        return match row.filter(|row| row.disabled_at.is_none()) {
            Some(row) => Ok((row.id, row.name)),
            None => Err(refused("you are disabled here: ask an administrator")),
        };
    }
    if !settings.create_users {
        return Err(refused("you are no user here yet: ask an administrator"));
    }
    let claim = &settings.name_claim;
    let name = claims.text(claim).filter(|name| is_name(name));
    let Some(name) = name else {
        let why = format!("the provider's claim `{claim}` is no name for a user");
        return Err(refused(why));
    };
    let row = Row {
        id: new_id,
        kind: PrincipalKind::User,
        name: name.to_owned(),
        is_administrator: false,
        epoch: 0,
        created_at: now,
        created_by: claims.issuer.clone(),
        disabled_at: None,
    };
    if !tx.insert_principal(&row)? {
        let why = format!("somebody else is called `{name}` here: ask an administrator");
        return Err(refused(why));
    }
    match tx.insert_identity(&claims.issuer, &claims.subject, new_id)? {
        true => Ok((new_id, row.name)),
        // At the same moment, in another browser.
        false => Err(Error::Contention),
    }
}

fn settings(cx: &Cx) -> Result<&OidcSettings> {
    let settings = cx.config.oidc.as_ref();
    settings.ok_or_else(|| refused("this server knows no provider: sign in with a password"))
}

fn refused(why: impl Into<String>) -> Error {
    Exception::access_denied(why).into()
}

/// The log tells more to whoever runs the server than strangers need to know.
fn no_provider(why: String) -> Error {
    tracing::warn!(why, "the OpenID provider could not be used");
    refused("the provider could not be used; the server's log tells more")
}

/// Where a browser asks for us is where it comes back to.
fn callback(cx: &Cx, parts: &Parts) -> Result<String> {
    let host = parts.headers.get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.ok_or_else(|| invalid("host", "is no header of the request"))?;
    let scheme = if is_over_tls(cx, parts) {
        "https"
    } else {
        "http"
    };
    Ok(format!("{scheme}://{host}{PREFIX}oidc/callback"))
}

/// Only programs on the same machine, and pages of this server, are told a code.
fn return_to(query: &str) -> Result<String> {
    let asked = query::value(query, "return_to").unwrap_or_default();
    let is_sign = |sign: char| sign.is_ascii_graphic() && !"\\#\"<>".contains(sign);
    let port_and_more = asked.strip_prefix("http://127.0.0.1:");
    let port = port_and_more.and_then(|rest| rest.split('/').next());
    let is_loopback = port.is_some_and(|port| port.parse::<u16>().is_ok());
    let is_page = asked.starts_with('/') && !asked.starts_with("//");
    if asked.chars().all(is_sign) && (is_loopback || is_page) {
        return Ok(asked);
    }
    let why = "must begin with http://127.0.0.1:PORT/, or with / for a page of this server";
    Err(invalid("return_to", why))
}

fn opened(cx: &Cx, parts: &Parts, state: String) -> Result<Away> {
    let over = || refused("this way to sign in is over: begin again");
    let sealed = URL_SAFE_NO_PAD.decode(state).map_err(|_| over())?;
    let text = cx.sealer.open(STATE, &sealed).map_err(|_| over())?;
    let away: Away = serde_json::from_slice(&text).map_err(|_| over())?;
    let is_same = cookies::shown(parts, COOKIE).is_some_and(|shown| {
        let (shown, known) = (digest(shown), digest(&away.browser));
        shown.ct_eq(&known).into()
    });
    match is_same && away.until > cx.clock.now() {
        true => Ok(away),
        false => Err(over()),
    }
}

fn redirect(url: &str) -> Result<Response<Bytes>> {
    let to = HeaderValue::from_str(url)
        .map_err(|why| Error::internal(format!("a way cannot be written: {why}")))?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, to);
    let never = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, never);
    // What brought a code here is nobody else's to see.
    let silent = HeaderValue::from_static("no-referrer");
    headers.insert(header::REFERRER_POLICY, silent);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_to_this_machine_and_this_server_alone() {
        let asked = |to: &str| {
            let to = utf8_percent_encode(to, NON_ALPHANUMERIC);
            return_to(&format!("challenge=x&return_to={to}"))
        };
        for good in [
            "http://127.0.0.1:8000/",
            "http://127.0.0.1:1/a?b=c",
            "/monitor",
        ] {
            assert_eq!(asked(good).unwrap(), good);
        }
        for bad in [
            "",
            "https://elsewhere/",
            "//elsewhere",
            "/\\elsewhere",
            "http://127.0.0.1:80@elsewhere/",
            "http://127.0.0.1.elsewhere/",
            "http://127.0.0.1:1/\r\nx: y",
        ] {
            assert!(asked(bad).is_err(), "{bad}");
        }
    }
}
