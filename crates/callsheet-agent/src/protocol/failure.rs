//! Why a request to the server had no success, as far as a worker reacts differently.

use std::time::Duration;

use callsheet_client::sdk::config::http::HttpResponse;
use callsheet_client::sdk::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or one that says "later".
    Away {
        why: String,
        retry_after: Option<Duration>,
    },
    /// 409: something is not in the state that the request needs.
    Conflict {
        resource_id: String,
        status: String,
        message: String,
    },
    /// 404: `resource_id` does not exist.
    Gone {
        resource_id: String,
        message: String,
    },
    /// 403: the key is not good for this, or no longer.
    Denied { message: String },
    /// The request is wrong; so would be the next.
    Invalid { message: String },
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Failure::Away { why, .. } => why,
            Failure::Conflict { message, .. }
            | Failure::Gone { message, .. }
            | Failure::Denied { message }
            | Failure::Invalid { message } => message,
        })
    }
}

/// The members of an error's body that matter here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    #[serde(alias = "Message")]
    message: String,
    reason: String,
    resource_id: String,
    retry_after_seconds: Option<u64>,
    context: std::collections::BTreeMap<String, String>,
}

impl Failure {
    pub fn of<E>(error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let SdkError::ServiceError(service) = &error else {
            let why = DisplayErrorContext(&error).to_string();
            let is_ours = matches!(error, SdkError::ConstructionFailure(_));
            return if is_ours {
                Failure::Invalid { message: why }
            } else {
                Failure::Away {
                    why: format!("the server does not answer: {why}"),
                    retry_after: None,
                }
            };
        };
        let code = service.err().code().unwrap_or_default();
        let header = service
            .raw()
            .headers()
            .get("retry-after")
            .and_then(|it| it.parse().ok());
        let body = service.raw().body().bytes().unwrap_or_default();
        read(service.raw().status().as_u16(), code, header, body)
    }
}

fn read(status: u16, code: &str, retry_after_s: Option<u64>, body: &[u8]) -> Failure {
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    let message = match (body.message.is_empty(), code.is_empty()) {
        (false, false) => format!("{} ({code})", body.message),
        (false, true) => format!("{} (HTTP {status})", body.message),
        (true, false) => code.to_owned(),
        (true, true) => format!("HTTP {status}"),
    };
    let away = || Failure::Away {
        why: format!("the server asks to come back later: {message}"),
        retry_after: retry_after_s
            .or(body.retry_after_seconds)
            .map(Duration::from_secs),
    };
    match status {
        // Something between us and the server answered: it knows nothing of workers.
        400..=499 if code.is_empty() => away(),
        409 if body.reason == "CONCURRENT_MODIFICATION" => away(),
        409 => Failure::Conflict {
            resource_id: body.resource_id,
            status: body.context.get("status").cloned().unwrap_or_default(),
            message,
        },
        404 => Failure::Gone {
            resource_id: body.resource_id,
            message,
        },
        401 | 403 => Failure::Denied { message },
        408 | 429 | 500.. => away(),
        _ => Failure::Invalid { message },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_names_what_is_in_the_way() {
        let body = br#"{"message":"m","reason":"STATUS_CONFLICT","resourceId":"worker-1",
            "resourceType":"worker","context":{"status":"NOT_RESPONDING"}}"#;
        let found = read(409, "ConflictException", None, body);
        let expected = Failure::Conflict {
            resource_id: "worker-1".to_owned(),
            status: "NOT_RESPONDING".to_owned(),
            message: "m (ConflictException)".to_owned(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_passes_is_tried_again() {
        let body = br#"{"message":"m","reason":"CONCURRENT_MODIFICATION"}"#;
        assert!(matches!(
            read(409, "ConflictException", None, body),
            Failure::Away { .. }
        ));
        assert!(matches!(
            read(500, "InternalServerErrorException", None, b""),
            Failure::Away { .. }
        ));
        let busy = read(
            429,
            "ThrottlingException",
            Some(3),
            b"{\"retryAfterSeconds\":9}",
        );
        let Failure::Away { retry_after, .. } = busy else {
            panic!("{busy:?}")
        };
        assert_eq!(retry_after, Some(Duration::from_secs(3)));
    }

    #[test]
    fn a_404_of_a_proxy_is_not_the_end_of_a_worker() {
        assert!(matches!(
            read(404, "", None, b"<html>"),
            Failure::Away { .. }
        ));
        let gone = read(
            404,
            "ResourceNotFoundException",
            None,
            br#"{"resourceId":"worker-1"}"#,
        );
        assert!(matches!(gone, Failure::Gone { resource_id, .. } if resource_id == "worker-1"));
    }
}
