//! Takes what the model calls sensitive out of a value before anyone logs it.

use serde_json::Value;

use crate::Operation;
use crate::shape::{Kind, Shape};

const HIDDEN: &str = "<sensitive>";

#[must_use]
pub fn redact_request(operation: Operation, request: &Value) -> Value {
    redact(operation.request_shape(), request)
}

#[must_use]
pub fn redact_response(operation: Operation, response: &Value) -> Value {
    redact(operation.response_shape(), response)
}

/// What the table does not know is hidden as well: it could be anything.
fn redact(shape: &Shape, value: &Value) -> Value {
    if shape.is_sensitive {
        return HIDDEN.into();
    }
    match (&shape.kind, value) {
        (Kind::Structure(_) | Kind::Union(_), Value::Object(map)) => {
            let members = map.iter().map(|(name, inner)| {
                let shown = shape.member(name).map(|member| redact(member.shape, inner));
                (name.clone(), shown.unwrap_or_else(|| HIDDEN.into()))
            });
            Value::Object(members.collect())
        }
        (Kind::List { item, .. }, Value::Array(items)) => {
            items.iter().map(|inner| redact(item, inner)).collect()
        }
        (Kind::Map { value: of, .. }, Value::Object(map)) => {
            let entries = map
                .iter()
                .map(|(name, inner)| (name.clone(), redact(of, inner)));
            Value::Object(entries.collect())
        }
        (_, Value::Object(_) | Value::Array(_)) if !matches!(shape.kind, Kind::Document) => {
            HIDDEN.into()
        }
        _ => value.clone(),
    }
}
