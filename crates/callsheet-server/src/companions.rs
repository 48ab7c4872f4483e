//! The neighbours' services on the same port: CloudWatch Logs and STS (S3 is in `objects`). What
//! they answer is `callsheet_companions`'; here is who asks. Who may is in `auth/logs.rs`.

use bytes::Bytes;
use callsheet_api::companions::LogsOperation;
use callsheet_api::sigv4::Signed;
use callsheet_companions::logs::{self, Place, Refusal};
use callsheet_companions::s3;
use callsheet_companions::sts::{self, CallerIdentity};
use http::request::Parts;
use http::{Response, StatusCode, header};
use percent_encoding::percent_decode_str;

use crate::audit;
use crate::auth::logs::may_reach;
use crate::auth::verify::Stranger;
use crate::auth::{Caller, Principal};
use crate::context::Cx;
use crate::http::Answer;
use crate::log_archive::Archive;
use crate::outgoing::Outgoing;

/// Which service a request is for. The signature says it; S3 paths and ours could be alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Deadline,
    Logs,
    Sts,
}

const S3: &str = "s3";
const SCOPE_OF_S3: &str = "/s3/aws4_request";

const TARGET: &str = "x-amz-target";

impl Service {
    pub fn of(signed_for: &str, parts: &Parts) -> Option<Self> {
        match signed_for {
            "deadline" if is_for_logs(parts) => Some(Self::Logs),
            "deadline" => Some(Self::Deadline),
            "logs" => Some(Self::Logs),
            "sts" => Some(Self::Sts),
            _ => None,
        }
    }

    /// Whose words to refuse an unsigned request in.
    pub fn of_unsigned(parts: &Parts) -> Self {
        if is_for_logs(parts) {
            Self::Logs
        } else {
            Self::Deadline
        }
    }
}

/// The one neighbour whose bodies may be large, so that it is told apart before they are read. Its
/// clients read nothing but its own words, so it also answers where a signature for it is spoilt.
pub(crate) fn is_for_s3(claimed: &Result<Signed, Stranger>, parts: &Parts) -> bool {
    match claimed {
        Ok(signed) => signed.service() == S3,
        Err(_) => names_s3(parts),
    }
}

fn names_s3(parts: &Parts) -> bool {
    let authorization = parts.headers.get(header::AUTHORIZATION);
    let in_header = authorization.and_then(|value| value.to_str().ok());
    let in_query = parts.uri.query().unwrap_or_default();
    let in_query = percent_decode_str(in_query).decode_utf8_lossy();
    in_header.is_some_and(|value| value.contains(SCOPE_OF_S3)) || in_query.contains(SCOPE_OF_S3)
}

fn is_for_logs(parts: &Parts) -> bool {
    target(parts).is_some_and(|target| target.starts_with("Logs_"))
}

fn target(parts: &Parts) -> Option<&str> {
    parts.headers.get(TARGET)?.to_str().ok()
}

pub(crate) async fn logs(
    cx: &Cx,
    caller: &Caller,
    region: &str,
    parts: &Parts,
    body: &[u8],
    request: audit::Request<'_>,
) -> Answer {
    let target = target(parts).unwrap_or_default();
    let operation = logs::operation_of(target);
    let name = operation.map_or("logs.unknown", metrics_name);
    match may_reach(cx, caller, operation, body).await {
        Ok(true) => {}
        Ok(false) => {
            let why = "these credentials do not reach this log, or not so";
            let refused = "AccessDeniedException";
            audit::keep(cx, request, caller, name, "logs".to_owned(), refused).await;
            let refusal = Refusal::denied(refused, why);
            return Answer::new(name, refusal.response());
        }
        Err(error) => {
            tracing::error!(?error, "who may reach a log could not be looked up");
            let why = "who may reach this log could not be looked up; try again";
            return Answer::new(name, Refusal::internal(&why).response());
        }
    }
    let place = Place {
        region: region.to_owned(),
        account: cx.config.account_id.clone(),
    };
    let archive = Archive::new(&cx.logs);
    let now_ms = cx.clock.now().as_ms();
    Answer::new(
        name,
        logs::answer(&archive, &place, target, body, now_ms).await,
    )
}

const fn metrics_name(operation: LogsOperation) -> &'static str {
    match operation {
        LogsOperation::CreateLogGroup => "logs.CreateLogGroup",
        LogsOperation::CreateLogStream => "logs.CreateLogStream",
        LogsOperation::DeleteLogGroup => "logs.DeleteLogGroup",
        LogsOperation::DeleteLogStream => "logs.DeleteLogStream",
        LogsOperation::DeleteRetentionPolicy => "logs.DeleteRetentionPolicy",
        LogsOperation::DescribeLogGroups => "logs.DescribeLogGroups",
        LogsOperation::DescribeLogStreams => "logs.DescribeLogStreams",
        LogsOperation::FilterLogEvents => "logs.FilterLogEvents",
        LogsOperation::GetLogEvents => "logs.GetLogEvents",
        LogsOperation::PutLogEvents => "logs.PutLogEvents",
        LogsOperation::PutRetentionPolicy => "logs.PutRetentionPolicy",
    }
}

/// In the words of the neighbour that was asked; None if it was none.
pub(crate) fn overloaded(
    signed_for: &str,
    parts: &Parts,
    why: &'static str,
    request_id: &str,
) -> Option<Response<Outgoing>> {
    if signed_for == S3 {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Some(s3::refusal(status, "SlowDown", why, request_id).map(Into::into));
    }
    let response = match Service::of(signed_for, parts)? {
        Service::Deadline => return None,
        Service::Logs => Refusal::internal(&why).response(),
        Service::Sts => sts::refuse(StatusCode::BAD_REQUEST, "Throttling", why, request_id),
    };
    Some(response.map(Into::into))
}

pub(crate) fn logs_stranger(stranger: &Stranger) -> Response<Bytes> {
    let exception = stranger.exception();
    Refusal::denied(exception.name(), exception.message.clone()).response()
}

pub(crate) fn sts(cx: &Cx, caller: &Caller, body: &[u8], request_id: &str) -> Answer {
    // Whom clients take for the owner of the buckets.
    let account = match (caller.principal, cx.config.reached_directly()) {
        (Principal::StoreKey, Some(store)) => store.account_id.clone(),
        _ => cx.config.account_id.clone(),
    };
    let identity = CallerIdentity {
        arn: caller.arn(&account),
        user_id: match caller.user_id() {
            Some(id) => id.to_string(),
            None => caller.access_key_id.clone(),
        },
        account,
    };
    Answer::new("sts", sts::answer(&identity, body, request_id))
}

pub(crate) fn sts_stranger(stranger: &Stranger, request_id: &str) -> Response<Bytes> {
    use callsheet_api::ExceptionKind as Kind;
    let exception = stranger.exception();
    let (status, code) = match stranger {
        Stranger::Unsigned => (StatusCode::FORBIDDEN, "MissingAuthenticationToken"),
        Stranger::Unknown => (StatusCode::FORBIDDEN, "InvalidClientTokenId"),
        Stranger::Expired => (StatusCode::FORBIDDEN, "ExpiredToken"),
        Stranger::BadSignature(_) => (StatusCode::FORBIDDEN, "SignatureDoesNotMatch"),
        Stranger::Trouble(_) if exception.kind == Kind::Throttling => {
            (StatusCode::BAD_REQUEST, "Throttling")
        }
        Stranger::Trouble(_) => (StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable"),
    };
    sts::refuse(status, code, &exception.message, request_id)
}
