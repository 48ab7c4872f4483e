//! The targets that need nothing but `callsheet-api`; `fuzz/` at the top takes them as well.

use callsheet_api::sigv4::{Signed, SigningKey, sha256_hex};
use callsheet_api::{Call, Visitor, calls, rest_json};
use http::{HeaderMap, HeaderName, HeaderValue};

/// A message as it stands on the wire: `POST /path?query`, headers, an empty line, the body.
struct Message<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: HeaderMap,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    /// As kindly as can be, so that few inputs are lost before they reach what is tested.
    fn of(input: &'a [u8]) -> Option<Self> {
        let end = input.windows(2).position(|two| two == b"\n\n");
        let (head, body) = match end {
            Some(at) => (&input[..at], &input[at + 2..]),
            None => (input, &b""[..]),
        };
        let mut lines = head.split(|byte| *byte == b'\n');
        let first = std::str::from_utf8(lines.next()?).ok()?;
        let (method, target) = first.split_once(' ')?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = HeaderMap::new();
        for line in lines {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = HeaderName::from_bytes(&line[..colon]).ok()?;
            headers.append(name, HeaderValue::from_bytes(&line[colon + 1..]).ok()?);
        }
        Some(Self {
            method,
            path,
            query,
            headers,
            body,
        })
    }
}

/// What is read can be written, and is then valid still.
pub fn request(input: &[u8]) {
    let Some(message) = Message::of(input) else {
        return;
    };
    if let Some(found) = rest_json::route(message.method, message.path) {
        calls::visit(found.operation, Reading(found, &message));
    }
}

struct Reading<'a>(rest_json::RouteMatch<'a>, &'a Message<'a>);

impl Visitor for Reading<'_> {
    type Output = ();

    fn visit<C: Call>(self) {
        let Message {
            query,
            headers,
            body,
            ..
        } = self.1;
        if let Ok(request) = rest_json::read::<C>(&self.0, query, headers, body) {
            let mut again = serde_json::to_value(&request).unwrap();
            assert_eq!(rest_json::check_request(C::OPERATION, &mut again), Ok(()));
        }
    }
}

/// No signature is good by chance.
pub fn signature(input: &[u8]) {
    let Some(Message {
        method,
        path,
        query,
        headers,
        body,
    }) = Message::of(input)
    else {
        return;
    };
    if let Ok(Some(signed)) = Signed::from_request(method, path, query, &headers) {
        let key = SigningKey::derive("secret", signed.day(), signed.region(), signed.service());
        let noon_ms = 1_790_000_000_000;
        assert!(signed.verify(&key, &sha256_hex(body), noon_ms).is_err());
    }
}
