//! The edge: from a request to an answer.
//!
//! A request's body is read within limits, its signature names its service and its caller, and
//! only then does anybody look at what it asks; S3's bodies are read only after that. The host never matters. Every answer carries the
//! id under which the log speaks of it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use callsheet_api::Exception;
use callsheet_api::rest_json::{route, unknown_route};
use callsheet_api::sigv4::Signed;
use callsheet_api::types::ValidationExceptionReason;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use tracing::Instrument as _;

use crate::audit;
use crate::auth::verify::{self, Stranger};
use crate::auth::{Caller, Resource};
use crate::body::{self, Unread};
use crate::bounds::seconds;
use crate::context::Cx;
use crate::load::COME_AGAIN_S;
use crate::outgoing::Outgoing;
use crate::{api, companions, extension, health, objects, sign_in, unwind};

const REQUEST_ID: &str = "x-amzn-requestid";
const ERROR_TYPE: &str = "x-amzn-errortype";
/// The one path of AWS's that clients do not sign: what they tell about their own use (`clients.md` 4.1).
const TELEMETRY_PATH: &str = "/2023-10-12/telemetry";

/// An answer, and what metrics call the question.
pub(crate) struct Answer {
    pub operation: &'static str,
    pub response: Response<Outgoing>,
}

impl Answer {
    pub fn new(operation: &'static str, response: Response<impl Into<Outgoing>>) -> Self {
        Self {
            operation,
            response: response.map(Into::into),
        }
    }
}

/// Answers one request. It never fails: what goes wrong is an answer too.
pub(crate) async fn serve(
    cx: Arc<Cx>,
    request: Request<Incoming>,
) -> Result<Response<Outgoing>, Infallible> {
    let started = Instant::now();
    let request_id = uuid::Uuid::now_v7().to_string();
    let in_flight = cx.metrics.begin();
    let span = tracing::info_span!("request", id = %request_id);
    let answered = async {
        let answer = match unwind::catch(answer(&cx, request, &request_id)).await {
            Ok(answer) => answer,
            Err(panicked) => {
                tracing::error!(%panicked, "a request met a bug in the server");
                cx.metrics.panicked();
                let why = Exception::internal("the server has a bug; its log tells more");
                Answer::new("panicked", refuse(&why))
            }
        };
        let took = started.elapsed();
        let status = answer.response.status().as_u16();
        cx.metrics.answered(answer.operation, status, took);
        tracing::debug!(
            operation = answer.operation,
            status,
            took_us = took.as_micros(),
            "answered"
        );
        answer
    };
    let Answer { mut response, .. } = answered.instrument(span).await;
    drop(in_flight);
    // A UUID is always a header's value.
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}

async fn answer(cx: &Cx, request: Request<Incoming>, request_id: &str) -> Answer {
    let (parts, incoming) = request.into_parts();
    if let Some(asked) = health::Asked::of(&parts) {
        return health::answer(cx, asked).await;
    }
    if parts.headers.len() > cx.config.bounds.headers {
        return Answer::new("unread", too_many_headers(cx.config.bounds.headers));
    }
    let claimed = verify::claim(&parts);
    let Some(_working) = cx.load.begin() else {
        let service = claimed.as_ref().map(Signed::service).unwrap_or_default();
        return Answer::new("overloaded", overloaded(service, &parts, request_id));
    };
    if companions::is_for_s3(&claimed, &parts) {
        return objects::answer(cx, claimed, parts, incoming, request_id).await;
    }
    if let Err(why) = refuse_encoded(&parts) {
        return Answer::new("unread", closing(refuse(&why)));
    }
    let (most, patience) = (cx.config.max_body_bytes, seconds(cx.config.bounds.body_s));
    let body = match body::read(incoming, &parts.headers, most, patience).await {
        Ok(body) => body,
        Err(unread) => return Answer::new("unread", unread_body(&unread, most)),
    };
    if parts.method == Method::POST && parts.uri.path() == TELEMETRY_PATH {
        // Accepted, so that clients are content, and thrown away.
        return Answer::new("telemetry", json(StatusCode::OK, b"{}".to_vec()));
    }
    if sign_in::is_asked(&parts) {
        let request = audit::Request::new(request_id, &parts.extensions);
        return sign_in::answer(cx, &parts, &body, request).await;
    }
    signed(cx, claimed, &parts, &body, request_id).await
}

/// What is neither about the server's health nor about signing in needs a signature.
async fn signed(
    cx: &Cx,
    claimed: Result<Signed, Stranger>,
    parts: &Parts,
    body: &Bytes,
    request_id: &str,
) -> Answer {
    let signed = match claimed {
        Ok(signed) => signed,
        Err(stranger) => {
            let service = companions::Service::of_unsigned(parts);
            return turned_away(service, &stranger, request_id);
        }
    };
    let service = companions::Service::of(signed.service(), parts);
    let Some(service) = service else {
        let why = "the signature is for a service that is not here; sign for `deadline`, `logs`, \
                   `s3` or `sts`";
        return Answer::new("unknown", refuse(&Exception::invalid_signature(why)));
    };
    let request = audit::Request::new(request_id, &parts.extensions);
    let caller = match verify::caller(cx, &signed, &parts.headers, body).await {
        Ok(caller) => caller,
        Err(stranger) => {
            let name = stranger.exception().name();
            audit::keep_stranger(cx, request, signed.access_key_id(), name).await;
            return turned_away(service, &stranger, request_id);
        }
    };
    if service == companions::Service::Deadline
        && let Err(after_s) = cx.throttle.take(caller.principal)
    {
        let why = "this principal asks more often than it may; wait, or raise requests_per_s";
        return Answer::new("throttled", refuse(&Exception::throttling(after_s, why)));
    }
    match service {
        companions::Service::Deadline if extension::is_ours(parts.uri.path()) => {
            let answer = extension::answer(cx, &caller, parts, body).await;
            let (name, status) = (answer.operation, answer.response.status());
            if audit::is_kept_of(&parts.method, status) {
                let path = parts.uri.path().to_owned();
                audit::keep(cx, request, &caller, name, path, &outcome(status)).await;
            }
            answer
        }
        companions::Service::Deadline => deadline(cx, &caller, parts, body, request).await,
        companions::Service::Logs => {
            companions::logs(cx, &caller, signed.region(), parts, body, request).await
        }
        companions::Service::Sts => companions::sts(cx, &caller, body, request_id),
    }
}

/// How one of our own routes ended, as the audit says it.
fn outcome(status: StatusCode) -> String {
    match status {
        status if status.is_success() => audit::SUCCEEDED.to_owned(),
        StatusCode::FORBIDDEN => "AccessDeniedException".to_owned(),
        status => status.to_string(),
    }
}

async fn deadline(
    cx: &Cx,
    caller: &Caller,
    parts: &Parts,
    body: &[u8],
    request: audit::Request<'_>,
) -> Answer {
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let Some(found) = route(method, path) else {
        return Answer::new("unknown", refuse(&unknown_route(method, path)));
    };
    let operation = found.operation;
    let resource = Resource::named_by(found.labels());
    let raw_query = parts.uri.query().unwrap_or_default();
    let asked = api::Asked {
        found,
        raw_query,
        headers: &parts.headers,
        body,
    };
    let answered = api::answer(cx, caller, &asked).await;
    let outcome = answered
        .as_ref()
        .map_or_else(Exception::name, |_| audit::SUCCEEDED);
    if audit::is_kept(operation, outcome) {
        let (name, resource) = (operation.name(), resource.to_string());
        audit::keep(cx, request, caller, name, resource, outcome).await;
    }
    let operation = operation.name();
    match answered {
        Ok(response) => {
            let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::OK);
            Answer::new(operation, json(status, response.body))
        }
        Err(exception) => Answer::new(operation, refuse(&exception)),
    }
}

fn turned_away(service: companions::Service, stranger: &Stranger, request_id: &str) -> Answer {
    if let Stranger::Trouble(why) = stranger {
        tracing::error!(%why, "an access key could not be looked up");
    } else {
        tracing::debug!(why = %stranger.exception(), "turned away");
    }
    let response = match service {
        companions::Service::Deadline => refuse(&stranger.exception()),
        companions::Service::Logs => companions::logs_stranger(stranger),
        companions::Service::Sts => companions::sts_stranger(stranger, request_id),
    };
    Answer::new("turned_away", response)
}

/// Nothing of the request has been read but its head.
fn overloaded(signed_for: &str, parts: &Parts, request_id: &str) -> Response<Outgoing> {
    let why = "the server works on as many requests as it may; try again soon";
    companions::overloaded(signed_for, parts, why, request_id)
        .unwrap_or_else(|| refuse(&Exception::throttling(COME_AGAIN_S, why)).map(Into::into))
}

/// Nobody compresses what is signed; and what is never unpacked cannot grow.
fn refuse_encoded(parts: &Parts) -> Result<(), Exception> {
    let encoding = parts.headers.get(header::CONTENT_ENCODING);
    match encoding.filter(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        None => Ok(()),
        Some(encoding) => Err(validation(format!(
            "the body is encoded as {encoding:?}; send it as it is"
        ))),
    }
}

/// Whatever is still on its way must not be taken for the next request.
fn closing(mut response: Response<Bytes>) -> Response<Bytes> {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

fn validation(why: String) -> Exception {
    Exception::validation(ValidationExceptionReason::Other, Vec::new(), why)
}

fn too_many_headers(most: usize) -> Response<Bytes> {
    let why = format!("the request has more than {most} headers");
    let mut response = refuse(&validation(why));
    *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    response
}

fn unread_body(unread: &Unread, most_bytes: usize) -> Response<Bytes> {
    let response = match unread {
        Unread::TooLarge => {
            let why = format!("the request is too large; at most {most_bytes} bytes are read");
            let mut response = refuse(&validation(why));
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            response
        }
        Unread::TooSlow => {
            let mut response = refuse(&validation("the request took too long to arrive".into()));
            *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
            response
        }
        Unread::Broken(why) => refuse(&validation(format!("the request cannot be read: {why}"))),
    };
    closing(response)
}

/// An exception as Deadline's clients know it.
pub(crate) fn refuse(exception: &Exception) -> Response<Bytes> {
    let status =
        StatusCode::from_u16(exception.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, exception.body());
    let headers = response.headers_mut();
    headers.insert(ERROR_TYPE, HeaderValue::from_static(exception.name()));
    if let Some(after_s) = exception.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(after_s));
    }
    response
}

pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let is_empty = body.is_empty();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    if !is_empty {
        let kind = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
