//! Gathers a request's members from path, query, headers and body into one JSON object.

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::check::{Violation, refusal};
use super::route::RouteMatch;
use crate::Exception;
use crate::shape::{Kind, Location, Member, Shape};

pub(super) fn bind(
    found: &RouteMatch<'_>,
    raw_query: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Exception> {
    let shape = found.operation.request_shape();
    let mut members = body_members(shape, body)?;
    for (name, raw) in found.labels() {
        let text = decoded(raw).ok_or_else(|| unreadable(name, "the path"))?;
        members.insert(name.to_owned(), Value::String(text));
    }
    bind_query(shape, raw_query, &mut members)?;
    bind_headers(shape, headers, &mut members)?;
    Ok(Value::Object(members))
}

/// A body may not set what belongs to the path, the query or a header.
fn body_members(shape: &Shape, body: &[u8]) -> Result<Map<String, Value>, Exception> {
    let takes_body = shape
        .members()
        .iter()
        .any(|member| member.location == Location::Body);
    if !takes_body || body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let parsed = serde_json::from_slice(body).map_err(|error| {
        refusal(vec![Violation::unparsable(
            "",
            format!("the body is not JSON: {error}"),
        )])
    })?;
    let Value::Object(mut members) = parsed else {
        let message = "the body is not a JSON object".to_owned();
        return Err(refusal(vec![Violation::unparsable("", message)]));
    };
    for member in shape.members() {
        if member.location != Location::Body {
            members.remove(member.name);
        }
    }
    Ok(members)
}

fn bind_query(
    shape: &Shape,
    raw_query: &str,
    members: &mut Map<String, Value>,
) -> Result<(), Exception> {
    for pair in raw_query.split('&').filter(|pair| !pair.is_empty()) {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(name) = decoded_plus(raw_name) else {
            continue;
        };
        let found = shape
            .member(&name)
            .filter(|member| member.location == Location::Query);
        let Some(member) = found else { continue };
        let text = decoded_plus(raw_value).ok_or_else(|| unreadable(member.name, "the query"))?;
        bind_query_member(member, text, members)?;
    }
    Ok(())
}

/// A list repeats its name. Of anything else there is one value: the signature does not tell which
/// of two came first.
fn bind_query_member(
    member: &Member,
    text: String,
    members: &mut Map<String, Value>,
) -> Result<(), Exception> {
    let Kind::List { item, .. } = &member.shape.kind else {
        let before = members.insert(member.name.to_owned(), typed(member.shape, text));
        return match before {
            None => Ok(()),
            Some(_) => Err(unparsable(member.name, "must stand in the query once")),
        };
    };
    let value = typed(item, text);
    match members.get_mut(member.name) {
        Some(Value::Array(items)) => items.push(value),
        Some(_) | None => {
            members.insert(member.name.to_owned(), Value::Array(vec![value]));
        }
    }
    Ok(())
}

/// A text that is no number stays a text, which the check then refuses by its path.
fn typed(shape: &Shape, text: String) -> Value {
    match (&shape.kind, text.parse::<i64>()) {
        (Kind::Integer(_), Ok(number)) => number.into(),
        _ => Value::String(text),
    }
}

fn bind_headers(
    shape: &Shape,
    headers: &HeaderMap,
    members: &mut Map<String, Value>,
) -> Result<(), Exception> {
    for member in shape.members() {
        let Location::Header(name) = member.location else {
            continue;
        };
        let Some(value) = headers.get(name) else {
            continue;
        };
        let text = value
            .to_str()
            .map_err(|_| unreadable(member.name, "a header"))?;
        members.insert(member.name.to_owned(), text.into());
    }
    Ok(())
}

fn decoded(raw: &str) -> Option<String> {
    percent_decode_str(raw)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}

/// In a query a plus may mean a space; whoever means a plus writes `%2B`.
fn decoded_plus(raw: &str) -> Option<String> {
    if raw.contains('+') {
        decoded(&raw.replace('+', " "))
    } else {
        decoded(raw)
    }
}

fn unreadable(member: &str, place: &str) -> Exception {
    unparsable(member, &format!("must be UTF-8 in {place}"))
}

fn unparsable(member: &str, message: &str) -> Exception {
    refusal(vec![Violation::unparsable(member, message.to_owned())])
}
