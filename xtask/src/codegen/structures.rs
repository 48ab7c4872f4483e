//! Structures and unions as serde types.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::{BANNER, facts::Facts, names};
use crate::model::{Reference, Shape};

const HIDDEN: &str = "crate::sensitive::Hidden";

pub fn write_requests(facts: &Facts) -> Result<String> {
    write(facts, "What each operation is asked.", |name, shape| {
        is_plain_structure(shape) && facts.is_request(name)
    })
}

pub fn write_responses(facts: &Facts) -> Result<String> {
    write(facts, "What each operation answers.", |name, shape| {
        is_plain_structure(shape) && facts.is_response(name)
    })
}

pub fn write_structures(facts: &Facts) -> Result<String> {
    write(
        facts,
        "What requests and responses are made of.",
        |name, shape| {
            is_plain_structure(shape) && !facts.is_request(name) && !facts.is_response(name)
        },
    )
}

pub fn write_unions(facts: &Facts) -> Result<String> {
    write(
        facts,
        "Values of which exactly one member is set.",
        |_, shape| shape.union,
    )
}

fn is_plain_structure(shape: &Shape) -> bool {
    shape.r#type == "structure" && !shape.union && !shape.document && !shape.exception
}

fn write(facts: &Facts, title: &str, belongs: impl Fn(&str, &Shape) -> bool) -> Result<String> {
    let mut body = String::new();
    for (name, shape) in facts.shapes().filter(|(name, shape)| belongs(name, shape)) {
        let text = if shape.union {
            union(facts, name, shape)?
        } else {
            structure(facts, name, shape)?
        };
        body.push_str(&text);
    }
    let mut head = format!("{BANNER}//! {title}\n\n");
    let words: BTreeSet<&str> = body.split(|char: char| !char.is_alphanumeric()).collect();
    let has_ids = words.iter().any(|word| facts.is_id(word));
    for (is_used, line) in [
        (
            words.contains("BTreeMap"),
            "use std::collections::BTreeMap;",
        ),
        (words.contains("fmt"), "use std::fmt;"),
        (true, "\nuse serde::{Deserialize, Serialize};"),
        (words.contains("Value"), "use serde_json::Value;"),
        (words.contains("Timestamp"), "\nuse crate::Timestamp;"),
        (has_ids, "use crate::ids::*;"),
        (true, "use crate::types::*;"),
    ] {
        if is_used {
            writeln!(head, "{line}")?;
        }
    }
    Ok(format!("{head}\n{body}"))
}

fn structure(facts: &Facts, name: &str, shape: &Shape) -> Result<String> {
    let mut text = String::new();
    let hides = hides_something(facts, shape)?;
    let mut derives = vec!["Clone"];
    derives.extend((!hides).then_some("Debug"));
    derives.extend(shape.required.is_empty().then_some("Default"));
    derives.extend(["PartialEq", "Serialize", "Deserialize"]);
    writeln!(text, "#[derive({})]", derives.join(", "))?;
    if !shape.members.is_empty() {
        writeln!(text, "#[serde(rename_all = \"camelCase\")]")?;
    }
    writeln!(text, "pub struct {name} {{")?;
    for (member_name, member) in &shape.members {
        let field = facts.field(member_name);
        let kind = rust_type(facts, &member.shape)?;
        let optional = !shape.required.contains(member_name);
        let mut attributes = Vec::new();
        if names::camel(&field) != *member_name {
            attributes.push(format!("rename = {member_name:?}"));
        }
        if optional {
            attributes.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        if !attributes.is_empty() {
            writeln!(text, "#[serde({})]", attributes.join(", "))?;
        }
        let kind = if optional {
            format!("Option<{kind}>")
        } else {
            kind
        };
        writeln!(text, "pub {field}: {kind},")?;
    }
    writeln!(text, "}}\n")?;
    if hides {
        text.push_str(&structure_debug(facts, name, shape)?);
    }
    Ok(text)
}

fn structure_debug(facts: &Facts, name: &str, shape: &Shape) -> Result<String> {
    let mut body = format!("f.debug_struct({name:?})");
    if shape.sensitive {
        return Ok(debug(
            name,
            &format!("f.write_str(\"{name}(<sensitive>)\")"),
        ));
    }
    for (member_name, member) in &shape.members {
        let field = facts.field(member_name);
        let shown = field.trim_start_matches("r#");
        let value = match (
            is_hidden(facts, &member.shape)?,
            shape.required.contains(member_name),
        ) {
            (false, _) => format!("&self.{field}"),
            (true, true) => format!("&{HIDDEN}"),
            (true, false) => format!("&self.{field}.as_ref().map(|_| {HIDDEN})"),
        };
        write!(body, ".field({shown:?}, {value})")?;
    }
    Ok(debug(name, &format!("{body}.finish()")))
}

fn debug(name: &str, body: &str) -> String {
    format!(
        "impl fmt::Debug for {name} {{\n\
         fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ {body} }}\n}}\n\n"
    )
}

fn union(facts: &Facts, name: &str, shape: &Shape) -> Result<String> {
    let mut text = String::new();
    let hides = hides_something(facts, shape)?;
    let derives = if hides { "Clone, " } else { "Clone, Debug, " };
    writeln!(
        text,
        "#[derive({derives}PartialEq, Serialize, Deserialize)]"
    )?;
    writeln!(text, "#[serde(rename_all = \"camelCase\")]")?;
    writeln!(text, "pub enum {name} {{")?;
    for (member_name, member) in &shape.members {
        let variant = names::variant(member_name);
        if names::lower_first(&variant) != *member_name {
            writeln!(text, "#[serde(rename = {member_name:?})]")?;
        }
        writeln!(text, "{variant}({}),", rust_type(facts, &member.shape)?)?;
    }
    writeln!(text, "}}\n")?;
    if hides {
        text.push_str(&debug(
            name,
            &format!("f.write_str(\"{name}(<sensitive>)\")"),
        ));
    }
    Ok(text)
}

/// Whether the derived `Debug` would show something that the model calls sensitive.
fn hides_something(facts: &Facts, shape: &Shape) -> Result<bool> {
    let mut hides = shape.sensitive;
    for member in shape.members.values() {
        hides |= is_hidden(facts, &member.shape)?;
    }
    Ok(hides)
}

/// Sensitive structures hide themselves; sensitive strings, maps and documents cannot.
fn is_hidden(facts: &Facts, name: &str) -> Result<bool> {
    let shape = facts.shape(name)?;
    if let Some(item) = &shape.member {
        return is_hidden(facts, &item.shape);
    }
    Ok(shape.sensitive && (shape.r#type != "structure" || shape.document))
}

pub fn rust_type(facts: &Facts, name: &str) -> Result<String> {
    let shape = facts.shape(name)?;
    let inner = |reference: &Option<Reference>| {
        rust_type(facts, &reference.as_ref().context("checked before")?.shape)
    };
    Ok(match shape.r#type.as_str() {
        "string" if facts.is_id(name) || !shape.r#enum.is_empty() => name.to_owned(),
        "integer" => "i32".to_owned(),
        "float" | "double" => "f64".to_owned(),
        "timestamp" => "Timestamp".to_owned(),
        "list" => format!("Vec<{}>", inner(&shape.member)?),
        "map" => format!("BTreeMap<{}, {}>", inner(&shape.key)?, inner(&shape.value)?),
        "structure" if shape.document => "Value".to_owned(),
        "structure" => name.to_owned(),
        _ => "String".to_owned(),
    })
}
