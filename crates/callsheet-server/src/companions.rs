//! The neighbours' services on the same port: CloudWatch Logs and STS (S3 is in `objects`). What
//! they answer is `callsheet_companions`'; here is who may ask.

use bytes::Bytes;
use callsheet_companions::logs::{self, Place, Refusal};
use callsheet_companions::sts::{self, CallerIdentity};
use http::request::Parts;
use http::{Response, StatusCode};

use crate::auth::Caller;
use crate::auth::verify::Stranger;
use crate::context::Cx;
use crate::http::Answer;
use crate::log_archive::Archive;

/// Which service a request is for. The signature says it; S3 paths and ours could be alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Deadline,
    Logs,
    Sts,
}

/// The one neighbour whose bodies may be large, so that it is told apart before they are read.
pub(crate) const S3: &str = "s3";

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
) -> Answer {
    let target = target(parts).unwrap_or_default();
    let operation = logs::Operation::of_target(target);
    let name = operation.map_or("logs.unknown", metrics_name);
    if !may_reach(caller, body) {
        let why = "this role may reach the log groups of its own farm only";
        return Answer::new(
            name,
            Refusal::denied("AccessDeniedException", why).response(),
        );
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

const fn metrics_name(operation: logs::Operation) -> &'static str {
    match operation {
        logs::Operation::CreateLogGroup => "logs.CreateLogGroup",
        logs::Operation::CreateLogStream => "logs.CreateLogStream",
        logs::Operation::DeleteLogGroup => "logs.DeleteLogGroup",
        logs::Operation::DeleteLogStream => "logs.DeleteLogStream",
        logs::Operation::DeleteRetentionPolicy => "logs.DeleteRetentionPolicy",
        logs::Operation::DescribeLogGroups => "logs.DescribeLogGroups",
        logs::Operation::DescribeLogStreams => "logs.DescribeLogStreams",
        logs::Operation::FilterLogEvents => "logs.FilterLogEvents",
        logs::Operation::GetLogEvents => "logs.GetLogEvents",
        logs::Operation::PutLogEvents => "logs.PutLogEvents",
        logs::Operation::PutRetentionPolicy => "logs.PutRetentionPolicy",
    }
}

/// Roles name a group of their own farm. A body that names none, or cannot be read, is refused:
/// what it would reach is not known.
fn may_reach(caller: &Caller, body: &[u8]) -> bool {
    let Some(farm) = caller.principal.farm() else {
        return true;
    };
    let own = format!("/aws/deadline/{farm}/");
    let named = serde_json::from_slice::<Named>(body).unwrap_or_default();
    let names = [&named.log_group_name, &named.log_group_name_prefix];
    let mut given = names.into_iter().flatten().peekable();
    given.peek().is_some()
        && given.all(|name| name.starts_with(&own))
        // By an ARN or an account a request could mean more than it names.
        && named.log_group_identifier.is_none()
}

#[derive(Default, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    log_group_name: Option<String>,
    log_group_name_prefix: Option<String>,
    log_group_identifier: Option<serde::de::IgnoredAny>,
}

pub(crate) fn logs_stranger(stranger: &Stranger) -> Response<Bytes> {
    let exception = stranger.exception();
    Refusal::denied(exception.name(), exception.message.clone()).response()
}

pub(crate) fn sts(cx: &Cx, caller: &Caller, body: &[u8], request_id: &str) -> Answer {
    let account = cx.config.account_id.clone();
    let identity = CallerIdentity {
        arn: caller.arn(&account),
        user_id: caller.access_key_id.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Principal, QueueRoleUse};
    use callsheet_api::ids::{FarmId, QueueId};

    #[test]
    fn a_role_reaches_the_logs_of_its_own_farm_only() {
        let farm = FarmId::from_bytes([1; 16]);
        let queue = QueueId::from_bytes([2; 16]);
        let role = Principal::QueueRole {
            farm,
            queue,
            of: QueueRoleUse::Worker,
        };
        let of = |principal| Caller {
            principal,
            access_key_id: String::new(),
            user_agent: None,
            hold_s: None,
        };
        let ask = |name: &str| format!("{{\"logGroupName\":\"{name}\"}}");
        let own = ask(&format!("/aws/deadline/{farm}/{queue}"));
        let foreign = ask("/aws/deadline/farm-00000000000000000000000000000009/x");
        assert!(may_reach(&of(role), own.as_bytes()));
        assert!(!may_reach(&of(role), foreign.as_bytes()));
        assert!(!may_reach(&of(role), b"{}"));
        assert!(!may_reach(&of(role), b"not json"));
        assert!(may_reach(&of(Principal::Admin), foreign.as_bytes()));
    }
}
