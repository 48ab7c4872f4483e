//! STS GetCallerIdentity: a form in, XML out.
//!
//! Clients ask it for the account number before they speak to S3, and for their telemetry.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// Who signed the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerIdentity {
    pub account: String,
    pub arn: String,
    pub user_id: String,
}

/// Answers one request whose signature was found good.
pub fn answer(caller: &CallerIdentity, body: &[u8], request_id: &str) -> Response<Bytes> {
    match form_value(body, "Action").as_deref() {
        Some("GetCallerIdentity") => identity(caller, request_id),
        Some(action) => refuse(
            StatusCode::BAD_REQUEST,
            "InvalidAction",
            &format!("could not find operation `{action}`; this service answers GetCallerIdentity"),
            request_id,
        ),
        None => refuse(
            StatusCode::BAD_REQUEST,
            "MissingAction",
            "the form has no `Action`",
            request_id,
        ),
    }
}

/// An error document; also for the server's own refusals (signatures, permissions).
pub fn refuse(status: StatusCode, code: &str, message: &str, request_id: &str) -> Response<Bytes> {
    let blame = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    xml(
        status,
        format!(
            "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>{blame}</Type><Code>{}</Code>\
             <Message>{}</Message></Error><RequestId>{}</RequestId></ErrorResponse>",
            escape(code),
            escape(message),
            escape(request_id),
        ),
    )
}

fn identity(caller: &CallerIdentity, request_id: &str) -> Response<Bytes> {
    xml(
        StatusCode::OK,
        format!(
            "<GetCallerIdentityResponse xmlns=\"{NAMESPACE}\"><GetCallerIdentityResult>\
             <Arn>{}</Arn><UserId>{}</UserId><Account>{}</Account></GetCallerIdentityResult>\
             <ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata>\
             </GetCallerIdentityResponse>",
            escape(&caller.arn),
            escape(&caller.user_id),
            escape(&caller.account),
            escape(request_id),
        ),
    )
}

fn xml(status: StatusCode, document: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(document));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    response
}

/// The first value of a form's key, decoded.
fn form_value(body: &[u8], key: &str) -> Option<String> {
    std::str::from_utf8(body).ok()?.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (decode(name) == key).then(|| decode(value))
    })
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced)
        .decode_utf8_lossy()
        .into_owned()
}

/// Text that XML can hold: its own signs written out, control characters left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other if other.is_control() && !"\t\n\r".contains(other) => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> CallerIdentity {
        CallerIdentity {
            account: "000000000000".into(),
            arn: "arn:aws:iam::000000000000:user/a&b".into(),
            user_id: "AIDAEXAMPLE".into(),
        }
    }

    fn text(response: &Response<Bytes>) -> &str {
        std::str::from_utf8(response.body()).unwrap()
    }

    #[test]
    fn the_caller_learns_who_it_is() {
        let response = answer(
            &caller(),
            b"Action=GetCallerIdentity&Version=2011-06-15",
            "r-1",
        );
        assert_eq!(response.status(), StatusCode::OK);
        assert!(text(&response).contains("<Account>000000000000</Account>"));
        assert!(text(&response).contains("<Arn>arn:aws:iam::000000000000:user/a&amp;b</Arn>"));
        assert!(text(&response).contains("<RequestId>r-1</RequestId>"));
    }

    #[test]
    fn other_actions_and_broken_forms_are_refused_by_name() {
        for (body, code) in [
            (&b"Action=AssumeRole"[..], "InvalidAction"),
            (b"Action=%3Cx%3E", "InvalidAction"),
            (b"", "MissingAction"),
            (b"\xff\xfe", "MissingAction"),
        ] {
            let response = answer(&caller(), body, "r-2");
            assert_eq!(response.status(), StatusCode::BAD_REQUEST);
            assert!(text(&response).contains(&format!("<Code>{code}</Code>")));
            assert!(
                !text(&response).contains("<x>"),
                "markup of the caller's leaked in"
            );
        }
    }
}
