//! The targets: plain functions of bytes, which must return.

use std::collections::BTreeMap;

use callsheet_api::sigv4::{Signed, SigningKey, sha256_hex};
use callsheet_api::types::SearchGroupedFilterExpressions;
use callsheet_api::{Call, Visitor, calls, rest_json};
use callsheet_core::job::{self, EnvironmentTemplate, Limits, Template, TemplateType};
use callsheet_server::api::search_filters::condition;
use callsheet_store::search::{JOBS, STEPS, TASKS, WORKERS};
use http::{HeaderMap, HeaderName, HeaderValue};

pub type Target = fn(&[u8]);

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

/// A template that is read, as either of both and in either notation, may become a job.
pub fn template(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let limits = Limits::default();
    for kind in [TemplateType::Json, TemplateType::Yaml] {
        let environment = EnvironmentTemplate::read(kind, &text, &limits);
        let environments: Vec<_> = environment.into_iter().collect();
        if let Ok(template) = Template::read(kind, &text, &limits) {
            drop(job::create(
                &template,
                &BTreeMap::new(),
                &environments,
                &limits,
            ));
        }
    }
}

/// A filter means something or is refused, whatever is searched.
pub fn filter(input: &[u8]) {
    let Ok(group) = serde_json::from_slice::<SearchGroupedFilterExpressions>(input) else {
        return;
    };
    for catalogue in [&JOBS, &STEPS, &TASKS, &WORKERS] {
        drop(condition(catalogue, &group));
    }
}
