//! The table of shapes, which drives reading, checking and redacting.

use std::fmt::{Display, Write as _};

use anyhow::{Context as _, Result};

use super::{BANNER, facts::Facts};
use crate::model::{Member, Reference, Shape};

pub fn write(facts: &Facts) -> Result<String> {
    let mut text = format!("{BANNER}//! Every shape of the model with its constraints.\n\n");
    writeln!(
        text,
        "use crate::shape::{{Kind, Location, Member, Pattern, Range, Shape}};\n"
    )?;
    for (name, shape) in facts.shapes() {
        let kind = kind(facts, name, shape)?;
        let (constant, sensitive) = (facts.constant(name), shape.sensitive);
        writeln!(
            text,
            "pub static {constant}: Shape = Shape {{ name: {name:?}, is_sensitive: {sensitive}, kind: {kind} }};"
        )?;
    }
    Ok(text)
}

fn kind(facts: &Facts, name: &str, shape: &Shape) -> Result<String> {
    let target = |reference: &Option<Reference>| -> Result<String> {
        let reference = reference.as_ref().context("checked before")?;
        Ok(facts.constant(&reference.shape))
    };
    let (min, max) = (shape.min.as_ref(), shape.max.as_ref());
    Ok(match shape.r#type.as_str() {
        "structure" if shape.document => "Kind::Document".to_owned(),
        "structure" if shape.union => format!("Kind::Union(&[{}])", members(facts, shape)?),
        "structure" => format!("Kind::Structure(&[{}])", members(facts, shape)?),
        "list" => {
            format!(
                "Kind::List {{ item: &{}, length: {} }}",
                target(&shape.member)?,
                range(min, max)
            )
        }
        "map" => format!(
            "Kind::Map {{ key: &{}, value: &{}, length: {} }}",
            target(&shape.key)?,
            target(&shape.value)?,
            range(min, max)
        ),
        "integer" => format!("Kind::Integer({})", range(min, max)),
        "float" | "double" => {
            let float = |bound: Option<&serde_json::Number>| {
                bound
                    .and_then(serde_json::Number::as_f64)
                    .map(|bound| format!("{bound:?}"))
            };
            format!("Kind::Float({})", range(float(min), float(max)))
        }
        "timestamp" => "Kind::Timestamp".to_owned(),
        _ => string(facts, name, shape),
    })
}

fn string(facts: &Facts, name: &str, shape: &Shape) -> String {
    if !shape.r#enum.is_empty() {
        return format!("Kind::Enumeration(&{:?})", shape.r#enum);
    }
    if let Some(prefix) = facts.choices.ids.get(name) {
        return format!("Kind::Id {{ prefix: {prefix:?} }}");
    }
    if let Some(prefix) = facts.choices.numbered_ids.get(name) {
        return format!("Kind::NumberedId {{ prefix: {prefix:?} }}");
    }
    let pattern = match &shape.pattern {
        Some(pattern) => format!("Some(Pattern::new({pattern:?}))"),
        None => "None".to_owned(),
    };
    let length = range(shape.min.as_ref(), shape.max.as_ref());
    format!("Kind::Text {{ length: {length}, pattern: {pattern} }}")
}

fn range(min: Option<impl Display>, max: Option<impl Display>) -> String {
    match (min, max) {
        (None, None) => "Range::ANY".to_owned(),
        (Some(min), None) => format!("Range::from({min})"),
        (None, Some(max)) => format!("Range::up_to({max})"),
        (Some(min), Some(max)) => format!("Range::between({min}, {max})"),
    }
}

fn members(facts: &Facts, shape: &Shape) -> Result<String> {
    let mut text = String::new();
    for (name, member) in &shape.members {
        let (location, target) = (location(member), facts.constant(&member.shape));
        let required = shape.required.contains(name);
        write!(
            text,
            "\n    Member {{ name: {name:?}, shape: &{target}, location: {location}, is_required: {required} }},"
        )?;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    Ok(text)
}

fn location(member: &Member) -> String {
    let name = member.location_name.as_deref().unwrap_or_default();
    match member.location.as_deref() {
        Some("uri") => "Location::Label".to_owned(),
        Some("querystring") => "Location::Query".to_owned(),
        Some("header") => format!("Location::Header({:?})", name.to_lowercase()),
        Some(_) | None => "Location::Body".to_owned(),
    }
}
