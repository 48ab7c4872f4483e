//! What callsheet answers beside AWS's API: routes under `/callsheet/v1/`, signed like all others.
//! `xtask/src/codegen/extension.rs` describes them for `docs/openapi.json`.

pub mod audit;
pub mod events;
pub mod explain;
pub mod principals;
pub mod webhooks;

use callsheet_api::Operation;
use callsheet_api::extension::PREFIX;
use callsheet_api::rest_json::unknown_route;
use http::request::Parts;
use http::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid};
use crate::http::{Answer, json, refuse};

/// Is this path one of ours, and not of AWS's API?
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with(PREFIX)
}

pub(crate) async fn answer(cx: &Cx, caller: &Caller, parts: &Parts, body: &[u8]) -> Answer {
    let (method, path) = (&parts.method, parts.uri.path());
    let segments: Vec<&str> = path.trim_start_matches(PREFIX).split('/').collect();
    match (method, segments.as_slice()) {
        (&Method::GET, ["explain", place @ ..]) => {
            let query = parts.uri.query().unwrap_or_default();
            let answered = explain::explain(cx, caller, place, query).await;
            told("Explain", Operation::GetJob, answered)
        }
        (&Method::GET, ["paths", id]) => {
            let answered = explain::find_path(cx, caller, id).await;
            told("FindPath", Operation::GetJob, answered)
        }
        (&Method::GET, ["events"]) => match events::stream(cx, caller, parts).await {
            Ok(response) => Answer::new("StreamEvents", response),
            Err(error) => refused("StreamEvents", Operation::GetFarm, error),
        },
        (&Method::POST, ["webhooks"]) => {
            let created = webhooks::create(cx, caller, body).await;
            told("CreateWebhook", Operation::GetFarm, created)
        }
        (&Method::GET, ["webhooks"]) => {
            let listed = webhooks::list(cx, caller).await;
            told("ListWebhooks", Operation::GetFarm, listed)
        }
        (&Method::DELETE, ["webhooks", webhook]) => {
            let deleted = webhooks::delete(cx, caller, webhook).await;
            told("DeleteWebhook", Operation::GetFarm, deleted)
        }
        (&Method::GET, ["webhooks", webhook, "dead-letters"]) => {
            let listed = webhooks::dead_letters(cx, caller, webhook).await;
            told("ListDeadLetters", Operation::GetFarm, listed)
        }
        (&Method::POST, ["webhooks", webhook, "resend"]) => {
            let resent = webhooks::resend(cx, caller, webhook, body).await;
            told("ResendDeadLetters", Operation::GetFarm, resent)
        }
        (&Method::GET, ["audit"]) => {
            let query = parts.uri.query().unwrap_or_default();
            let listed = audit::list(cx, caller, query).await;
            told("ListAudit", Operation::GetFarm, listed)
        }
        (method, ["principals" | "keys" | "token-keys", ..]) => {
            principals_and_keys(cx, caller, method, &segments, parts, body).await
        }
        _ => Answer::new("unknown", refuse(&unknown_route(method.as_str(), path))),
    }
}

async fn principals_and_keys(
    cx: &Cx,
    caller: &Caller,
    method: &Method,
    segments: &[&str],
    parts: &Parts,
    body: &[u8],
) -> Answer {
    const LIKE: Operation = Operation::GetFarm;
    match (method, segments) {
        (&Method::POST, ["principals"]) => {
            let created = principals::create(cx, caller, body).await;
            told("CreatePrincipal", LIKE, created)
        }
        (&Method::GET, ["principals"]) => {
            let query = parts.uri.query().unwrap_or_default();
            let listed = principals::list(cx, caller, query).await;
            told("ListPrincipals", LIKE, listed)
        }
        (&Method::PUT, ["principals", id, "disabled"]) => {
            let disabled = principals::disable(cx, caller, id, body).await;
            told("DisablePrincipal", LIKE, disabled)
        }
        (&Method::PUT, ["principals", id, "password"]) => {
            let set = principals::set_password(cx, caller, id, body).await;
            told("SetPassword", LIKE, set)
        }
        (&Method::PUT, ["principals", id, "identity"]) => {
            let set = principals::set_identity(cx, caller, id, body).await;
            told("SetIdentity", LIKE, set)
        }
        (&Method::POST, ["principals", id, "users"]) => {
            let added = principals::add_to_group(cx, caller, id, body).await;
            told("AddToGroup", LIKE, added)
        }
        (&Method::DELETE, ["principals", id, "users", user]) => {
            let removed = principals::remove_from_group(cx, caller, id, user).await;
            told("RemoveFromGroup", LIKE, removed)
        }
        (&Method::POST, ["principals", id, "keys"]) => {
            let created = principals::create_key(cx, caller, id).await;
            told("CreateKey", LIKE, created)
        }
        (&Method::GET, ["principals", id, "keys"]) => {
            let listed = principals::list_keys(cx, caller, Some(id)).await;
            told("ListKeys", LIKE, listed)
        }
        (&Method::GET, ["keys"]) => {
            let listed = principals::list_keys(cx, caller, None).await;
            told("ListKeys", LIKE, listed)
        }
        (&Method::PUT, ["keys", id, "disabled"]) => {
            let disabled = principals::disable_key(cx, caller, id, body).await;
            told("DisableKey", LIKE, disabled)
        }
        (&Method::POST, ["keys", id, "rotate"]) => {
            let rotated = principals::rotate_key(cx, caller, id, body).await;
            told("RotateKey", LIKE, rotated)
        }
        (&Method::POST, ["token-keys"]) => {
            let rotated = principals::rotate_tokens(cx, caller).await;
            told("RotateTokenKey", LIKE, rotated)
        }
        (method, _) => {
            let unknown = unknown_route(method.as_str(), parts.uri.path());
            Answer::new("unknown", refuse(&unknown))
        }
    }
}

/// `like` is the operation of AWS's whose refusals fit.
fn told<T: Serialize>(name: &'static str, like: Operation, answered: Result<T>) -> Answer {
    let written = answered.and_then(|value| {
        serde_json::to_vec(&value).map_err(|why| Error::internal(format!("{name}: {why}")))
    });
    match written {
        Ok(body) => Answer::new(name, json(StatusCode::OK, body)),
        Err(error) => refused(name, like, error),
    }
}

fn refused(name: &'static str, like: Operation, error: Error) -> Answer {
    if let Error::Internal(why) = &error {
        tracing::error!(name, why, "a request failed for no fault of its caller's");
    }
    Answer::new(name, refuse(&error.into_exception(like)))
}

/// The body of a request; none at all says as much as an empty one.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|why| invalid("body", format!("cannot be read: {why}")))
}

/// An id of a path or a query, or which one is none.
pub(crate) fn id<T: std::str::FromStr>(name: &str, text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| invalid(name, format!("is no id of its kind: `{text}`")))
}
