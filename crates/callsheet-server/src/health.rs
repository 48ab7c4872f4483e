//! What watches a server asks without a signature: whether it lives, whether it can work, and what
//! it has done.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, header};
use serde_json::json;

use crate::context::Cx;
use crate::error::{Error, Result};
use crate::http::{Answer, json as json_answer};
use crate::metrics::Door;
use crate::waiting_tasks;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// `/healthz`: the process answers.
    Alive,
    /// `/readyz`: it can change what it keeps.
    Ready,
    /// `/metrics`, as Prometheus reads them.
    Metrics,
}

impl Asked {
    pub fn of(parts: &Parts) -> Option<Self> {
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return None;
        }
        match parts.uri.path() {
            "/healthz" => Some(Self::Alive),
            "/readyz" => Some(Self::Ready),
            "/metrics" => Some(Self::Metrics),
            _ => None,
        }
    }
}

pub(crate) async fn answer(cx: &Cx, asked: Asked) -> Answer {
    match asked {
        Asked::Alive => {
            let alive = json!({ "status": "ok" }).to_string();
            Answer::new("healthz", json_answer(StatusCode::OK, alive.into_bytes()))
        }
        Asked::Ready => Answer::new("readyz", readiness(cx).await),
        Asked::Metrics => Answer::new("metrics", metrics(cx).await),
    }
}

async fn readiness(cx: &Cx) -> Response<Bytes> {
    match write_something(cx).await {
        Ok(()) => json_answer(
            StatusCode::OK,
            json!({ "status": "ok" }).to_string().into_bytes(),
        ),
        Err(why) => {
            tracing::warn!(%why, "the server is not ready");
            let body = json!({ "status": "not ready", "why": why.to_string() });
            json_answer(
                StatusCode::SERVICE_UNAVAILABLE,
                body.to_string().into_bytes(),
            )
        }
    }
}

/// Where room is tried out.
const ROOM: &str = "readiness";
/// More than the pages that are there already have left.
const ROOM_BYTES: usize = 8 * 1024;

/// Only a write shows that the disk has space and the database is there; one that needs new pages,
/// because a full store can still change a row in its place.
async fn write_something(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let gap_ms = cx.config.absence_ms();
    cx.store
        .write("readiness", move |tx| -> Result<_, Plain> {
            tx.put_setting(ROOM, &" ".repeat(ROOM_BYTES))?;
            tx.put_setting(ROOM, "")?;
            Ok(tx.service_heartbeat(now, gap_ms)?)
        })
        .await
        .map_err(|Plain(why)| Error::internal(why.to_string()))
}

/// The store's own words, which callers of the API do not get.
struct Plain(callsheet_store::Error);

impl From<callsheet_store::Error> for Plain {
    fn from(error: callsheet_store::Error) -> Self {
        Self(error)
    }
}

fn door(cx: &Cx) -> Door {
    let (connections, connections_turned_away) = cx.crowd.count();
    Door {
        held: cx.waiting.count() as u64,
        turned_away: cx.load.turned_away(),
        connections: connections as u64,
        connections_turned_away,
    }
}

async fn metrics(cx: &Cx) -> Response<Bytes> {
    let waiting = cx.waiting_tasks.count(&cx.store).await;
    let mut page = cx
        .metrics
        .page(&cx.store.stats(), &cx.logs.stats(), &door(cx));
    if let Some(waiting) = waiting {
        waiting_tasks::write(&mut page, &waiting);
    }
    let mut response = Response::new(Bytes::from(page));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
