//! The wire by itself, for tests of other languages' clients, one line of JSON for each message:
//!
//! - `wire read` takes requests as a client sent them, and prints what their types hold;
//! - `wire write` prints a sample of every answer as it is sent, beside what it was made from.

use std::io::{BufRead as _, Write};

use callsheet_api::shape::{Kind, Range, Shape};
use callsheet_api::{Call, Operation, Visitor, calls, rest_json, sample};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

/// More than any union or enum of the model has, so that every one of them comes up.
const CHOICES: usize = 12;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match std::env::args().nth(1).as_deref() {
        Some("read") => read_all(&mut out),
        Some("write") => write_all(&mut out),
        _ => Err("say `read` or `write`".into()),
    }
}

#[derive(Deserialize)]
struct Sent {
    method: String,
    /// The path and the query.
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn read_all(out: &mut impl Write) -> Result<(), Failure> {
    for line in std::io::stdin().lock().lines() {
        let sent: Sent = serde_json::from_str(&line?)?;
        let read = read(&sent)?;
        writeln!(out, "{read}")?;
    }
    Ok(())
}

/// The request by its type, or the exception that refuses it.
fn read(sent: &Sent) -> Result<Value, Failure> {
    let (path, query) = sent.target.split_once('?').unwrap_or((&sent.target, ""));
    let found = rest_json::route(&sent.method, path).ok_or("no such route")?;
    let headers = headers(&sent.headers)?;
    let reading = Reading {
        found,
        query,
        headers,
        body: sent.body.as_bytes(),
    };
    Ok(calls::visit(found.operation, reading))
}

fn headers(pairs: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(
            HeaderName::from_bytes(name.as_bytes())?,
            HeaderValue::from_str(value)?,
        );
    }
    Ok(headers)
}

struct Reading<'a> {
    found: rest_json::RouteMatch<'a>,
    query: &'a str,
    headers: HeaderMap,
    body: &'a [u8],
}

impl Visitor for Reading<'_> {
    type Output = Value;

    fn visit<C: Call>(self) -> Value {
        match rest_json::read::<C>(&self.found, self.query, &self.headers, self.body) {
            Ok(request) => json!({ "operation": C::OPERATION.name(), "request": request }),
            Err(refusal) => json!({ "refusal": refusal.to_string() }),
        }
    }
}

fn write_all(out: &mut impl Write) -> Result<(), Failure> {
    for &operation in Operation::ALL {
        for choice in 0..CHOICES {
            let mut value = sample::response(operation, choice);
            tell_apart(operation.response_shape(), &mut value, &mut 0);
            let (status, body) = calls::visit(operation, Writing(&value))?;
            let line = json!({
                "operation": operation.name(), "status": status, "body": body, "value": value,
            });
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Gives each text, number and id a value of its own, so that no two can be taken for each other.
fn tell_apart(shape: &Shape, value: &mut Value, count: &mut u16) {
    *count += 1;
    match (&shape.kind, value) {
        (Kind::Structure(_) | Kind::Union(_), Value::Object(members)) => {
            for (name, inner) in members {
                if let Some(member) = shape.member(name) {
                    tell_apart(member.shape, inner, count);
                }
            }
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => {
            entries
                .values_mut()
                .for_each(|inner| tell_apart(of, inner, count));
        }
        (Kind::List { item, .. }, Value::Array(items)) => {
            items
                .iter_mut()
                .for_each(|inner| tell_apart(item, inner, count));
        }
        (kind, value) => {
            if let Some(own) = own_value(kind, *count) {
                *value = own;
            }
        }
    }
}

fn own_value(kind: &Kind, count: u16) -> Option<Value> {
    match kind {
        Kind::Text {
            length,
            pattern: None,
        } => {
            let text = format!("text{count}{}", "x".repeat(length.min.unwrap_or(0)));
            let fits = length.max.is_none_or(|most| text.len() <= most);
            fits.then(|| text.into())
        }
        Kind::Id { prefix } => Some(format!("{prefix}-{count:032x}").into()),
        Kind::NumberedId { prefix } => Some(format!("{prefix}-{count:032x}-{count}").into()),
        Kind::Integer(Range { min, max }) => {
            let number = min.unwrap_or(0) + i32::from(count);
            max.is_none_or(|most| number <= most).then(|| number.into())
        }
        Kind::Float(Range { min, max }) => {
            let number = min.unwrap_or(0.0) + f64::from(count);
            max.is_none_or(|most| number <= most).then(|| number.into())
        }
        Kind::Text { .. }
        | Kind::Enumeration(_)
        | Kind::Timestamp
        | Kind::Document
        | Kind::Structure(_)
        | Kind::Union(_)
        | Kind::List { .. }
        | Kind::Map { .. } => None,
    }
}

struct Writing<'a>(&'a Value);

impl Visitor for Writing<'_> {
    type Output = Result<(u16, String), Failure>;

    fn visit<C: Call>(self) -> Self::Output {
        let response: C::Response = serde_json::from_value(self.0.clone())?;
        let written =
            rest_json::write_response::<C>(&response).map_err(|exception| exception.to_string())?;
        Ok((written.status, String::from_utf8(written.body)?))
    }
}
