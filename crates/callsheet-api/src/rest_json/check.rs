//! Checks a value against the table of shapes and reports everything that is wrong with it.
//!
//! Requests are read kindly: nulls and unknown members are dropped, as AWS does. Our own answers
//! are held to the letter.

use std::fmt::{Display, Write as _};

use serde_json::{Map, Value};

use crate::generated::shapes;
use crate::ids::{parse_numbered, parse_plain};
use crate::shape::{Kind, Member, Pattern, Range, Shape};
use crate::types::{ValidationExceptionField, ValidationExceptionReason};
use crate::{Exception, ExceptionKind, Operation, Timestamp};

/// A caller is told of so many at most; a list of a million mistakes helps nobody.
const MAX_VIOLATIONS: usize = 100;
const MAX_SHOWN_CHARS: usize = 64;
/// How the names of those enums end that AWS takes in any case: its own test fixtures write `linux`.
const OS_FAMILY: &str = "OperatingSystemFamily";

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The way to the member, like `configuration/customerManaged/mode`; empty for the whole.
    pub path: String,
    /// What must be, to be read after the path.
    pub message: String,
    /// The value is not even of the right type.
    pub is_unparsable: bool,
}

impl Violation {
    pub(super) fn unparsable(path: &str, message: String) -> Self {
        Self {
            path: path.to_owned(),
            message,
            is_unparsable: true,
        }
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "`{path}` {}", self.message),
        }
    }
}

pub(super) fn check_request(shape: &Shape, request: &mut Value) -> Vec<Violation> {
    let mut check = Check::new(Manner::Kind);
    check.value(shape, request);
    check.violations
}

/// What does not fit the model in an answer of ours; empty if all is well.
#[must_use]
pub fn check_response(operation: Operation, response: &Value) -> Vec<Violation> {
    check_exactly(operation.response_shape(), response)
}

/// The same for an exception's body; those beside the model have nothing to fit.
#[must_use]
pub fn check_exception(exception: &Exception) -> Vec<Violation> {
    let shape = match exception.kind {
        ExceptionKind::AccessDenied => &shapes::ACCESS_DENIED_EXCEPTION,
        ExceptionKind::Conflict => &shapes::CONFLICT_EXCEPTION,
        ExceptionKind::InternalServerError => &shapes::INTERNAL_SERVER_ERROR_EXCEPTION,
        ExceptionKind::ResourceNotFound => &shapes::RESOURCE_NOT_FOUND_EXCEPTION,
        ExceptionKind::ServiceQuotaExceeded => &shapes::SERVICE_QUOTA_EXCEEDED_EXCEPTION,
        ExceptionKind::Throttling => &shapes::THROTTLING_EXCEPTION,
        ExceptionKind::Validation => &shapes::VALIDATION_EXCEPTION,
        ExceptionKind::ExpiredToken
        | ExceptionKind::InvalidSignature
        | ExceptionKind::MissingAuthenticationToken
        | ExceptionKind::UnrecognizedClient => return Vec::new(),
    };
    match serde_json::from_slice(&exception.body()) {
        Ok(body) => check_exactly(shape, &body),
        Err(error) => vec![Violation::unparsable("", error.to_string())],
    }
}

fn check_exactly(shape: &Shape, value: &Value) -> Vec<Violation> {
    let mut check = Check::new(Manner::Exact);
    check.value(shape, &mut value.clone());
    check.violations
}

/// The answer to a request with violations. A wrong type outranks a broken constraint, because
/// the caller has to mend it first.
pub(super) fn refusal(violations: Vec<Violation>) -> Exception {
    let is_unparsable = violations.iter().any(|violation| violation.is_unparsable);
    let reason = if is_unparsable {
        ValidationExceptionReason::CannotParse
    } else {
        ValidationExceptionReason::FieldValidationFailed
    };
    let told: Vec<String> = violations.iter().map(Violation::to_string).collect();
    let message = match told.as_slice() {
        [only] => only.clone(),
        several => format!(
            "{} fields are not valid: {}",
            several.len(),
            several.join("; ")
        ),
    };
    let fields = violations
        .into_iter()
        .filter(|violation| !violation.path.is_empty());
    let fields = fields.map(|Violation { path, message, .. }| ValidationExceptionField {
        name: path,
        message,
    });
    Exception::validation(reason, fields.collect(), message)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Kind,
    Exact,
}

struct Check {
    manner: Manner,
    path: String,
    violations: Vec<Violation>,
}

impl Check {
    fn new(manner: Manner) -> Self {
        Self {
            manner,
            path: String::new(),
            violations: Vec::new(),
        }
    }

    fn value(&mut self, shape: &Shape, value: &mut Value) {
        match &shape.kind {
            Kind::Structure(members) => self.structure(shape, members, value),
            Kind::Union(members) => self.union(shape, members, value),
            Kind::List { item, length } => self.list(item, length, value),
            Kind::Map {
                key,
                value: of,
                length,
            } => self.map(key, of, length, value),
            Kind::Text { length, pattern } => self.text(shape, length, pattern.as_ref(), value),
            Kind::Enumeration(values) => {
                if self.manner == Manner::Kind && shape.name.ends_with(OS_FAMILY) {
                    spell_as_modelled(values, value);
                }
                self.enumeration(values, value);
            }
            Kind::Id { prefix } => {
                let is_id = |text: &str| parse_plain(prefix, text).is_some();
                self.id(is_id, &format_args!("`{prefix}-` and 32 hex digits"), value);
            }
            Kind::NumberedId { prefix } => {
                let is_id = |text: &str| parse_numbered(prefix, text).is_some();
                let form = format_args!("`{prefix}-`, 32 hex digits, `-` and a number");
                self.id(is_id, &form, value);
            }
            Kind::Integer(range) => self.integer(range, value),
            Kind::Float(range) => self.float(range, value),
            Kind::Timestamp => self.timestamp(value),
            Kind::Document => {}
        }
    }

    fn structure(&mut self, shape: &Shape, members: &[Member], value: &mut Value) {
        let Value::Object(map) = value else {
            return self.wrong_type("an object", value);
        };
        self.drop_unknown(shape, map);
        for member in members {
            match map.get_mut(member.name) {
                Some(inner) => self.inside(member.name, |check| check.value(member.shape, inner)),
                None if member.is_required => {
                    self.inside(member.name, |check| check.broken("must be given"));
                }
                None => {}
            }
        }
    }

    fn union(&mut self, shape: &Shape, members: &[Member], value: &mut Value) {
        let Value::Object(map) = value else {
            return self.wrong_type("an object", value);
        };
        self.drop_unknown(shape, map);
        if map.len() != 1 {
            let names: Vec<&str> = members.iter().map(|member| member.name).collect();
            let count = map.len();
            let names = names.join(", ");
            return self.broken(format_args!(
                "must have exactly one of {names}; has {count}"
            ));
        }
        for (name, inner) in map.iter_mut() {
            if let Some(member) = shape.member(name) {
                self.inside(member.name, |check| check.value(member.shape, inner));
            }
        }
    }

    fn drop_unknown(&mut self, shape: &Shape, map: &mut Map<String, Value>) {
        if self.manner == Manner::Kind {
            map.retain(|name, value| !value.is_null() && shape.member(name).is_some());
            return;
        }
        for (name, value) in map.iter() {
            if value.is_null() {
                self.inside(name, |check| check.broken("must be left out, not null"));
            } else if shape.member(name).is_none() {
                self.inside(name, |check| check.broken("is not a member of the model"));
            }
        }
    }

    fn list(&mut self, item: &Shape, length: &Range<usize>, value: &mut Value) {
        let Value::Array(items) = value else {
            return self.wrong_type("a list", value);
        };
        self.length(length, items.len(), "items");
        for (index, inner) in items.iter_mut().enumerate() {
            self.inside(index, |check| check.value(item, inner));
        }
    }

    fn map(&mut self, key: &Shape, of: &Shape, length: &Range<usize>, value: &mut Value) {
        let Value::Object(map) = value else {
            return self.wrong_type("an object", value);
        };
        self.length(length, map.len(), "entries");
        for (name, inner) in map.iter_mut() {
            self.inside(name, |check| {
                check.value(key, &mut Value::String(name.clone()));
                check.value(of, inner);
            });
        }
    }

    fn text(
        &mut self,
        shape: &Shape,
        length: &Range<usize>,
        pattern: Option<&Pattern>,
        value: &Value,
    ) {
        let Value::String(text) = value else {
            return self.wrong_type("a string", value);
        };
        if length.min.is_some() || length.max.is_some() {
            self.length(length, text.chars().count(), "characters");
        }
        let Some(pattern) = pattern.filter(|pattern| !pattern.matches(text)) else {
            return;
        };
        let source = pattern.source();
        if shape.is_sensitive {
            self.broken(format_args!("must match the pattern `{source}`"));
        } else {
            self.broken(format_args!(
                "must match the pattern `{source}`; is `{}`",
                brief(text)
            ));
        }
    }

    fn enumeration(&mut self, values: &[&str], value: &Value) {
        let Value::String(text) = value else {
            return self.wrong_type("a string", value);
        };
        if !values.contains(&text.as_str()) {
            let (all, shown) = (values.join(", "), brief(text));
            self.broken(format_args!("must be one of {all}; is `{shown}`"));
        }
    }

    fn id(&mut self, is_id: impl Fn(&str) -> bool, form: &dyn Display, value: &Value) {
        let Value::String(text) = value else {
            return self.wrong_type("a string", value);
        };
        if !is_id(text) {
            self.broken(format_args!("must be {form}; is `{}`", brief(text)));
        }
    }

    fn integer(&mut self, range: &Range<i32>, value: &Value) {
        let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
        match number {
            Some(number) => self.range(range, number),
            None if value.is_number() => {
                self.unparsable(format_args!("must be an integer of 32 bits; is {value}"));
            }
            None => self.wrong_type("an integer", value),
        }
    }

    /// JSON has no NaN, so the protocol writes it as a string; no member can use one.
    fn float(&mut self, range: &Range<f64>, value: &Value) {
        match (value.as_f64(), value.as_str()) {
            (Some(number), _) => self.range(range, number),
            (None, Some("NaN" | "Infinity" | "-Infinity")) => {
                self.broken("must be a finite number");
            }
            (None, _) => self.wrong_type("a number", value),
        }
    }

    fn timestamp(&mut self, value: &Value) {
        let Value::String(text) = value else {
            return self.wrong_type("an ISO 8601 time in a string", value);
        };
        if let Err(error) = text.parse::<Timestamp>() {
            self.unparsable(format_args!("is {error}; it is `{}`", brief(text)));
        }
    }

    fn length(&mut self, range: &Range<usize>, length: usize, unit: &str) {
        if !range.holds(length) {
            let bounds = bounds(range);
            self.broken(format_args!("must have {bounds} {unit}; has {length}"));
        }
    }

    fn range<T: Copy + PartialOrd + Display>(&mut self, range: &Range<T>, number: T) {
        if !range.holds(number) {
            let bounds = bounds(range);
            self.broken(format_args!("must be {bounds}; is {number}"));
        }
    }

    fn inside(&mut self, step: impl Display, look: impl FnOnce(&mut Self)) {
        if self.violations.len() >= MAX_VIOLATIONS {
            return;
        }
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('/');
        }
        // Writing to a string cannot fail.
        let _ = write!(self.path, "{step}");
        look(self);
        self.path.truncate(outer);
    }

    fn broken(&mut self, message: impl Display) {
        self.note(&message, false);
    }

    fn unparsable(&mut self, message: impl Display) {
        self.note(&message, true);
    }

    fn wrong_type(&mut self, expected: &str, value: &Value) {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.unparsable(format_args!("must be {expected}; is {found}"));
    }

    fn note(&mut self, message: &dyn Display, is_unparsable: bool) {
        let (path, message) = (self.path.clone(), message.to_string());
        self.violations.push(Violation {
            path,
            message,
            is_unparsable,
        });
    }
}

fn spell_as_modelled(values: &[&str], value: &mut Value) {
    let Value::String(text) = value else { return };
    if let Some(modelled) = values.iter().find(|one| one.eq_ignore_ascii_case(text)) {
        (*modelled).clone_into(text);
    }
}

fn bounds<T: Display>(range: &Range<T>) -> String {
    match (&range.min, &range.max) {
        (Some(min), Some(max)) => format!("between {min} and {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "anything".to_owned(),
    }
}

fn brief(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
