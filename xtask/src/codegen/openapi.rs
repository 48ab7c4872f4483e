//! The API as OpenAPI 3.1, for tools that do not read botocore's format.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::extension;
use super::facts::{self, Facts};
use crate::model::{Member, Operation, Reference, Shape, sorted};

pub fn write(facts: &Facts) -> Result<String> {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for operation in facts.operations() {
        let methods = paths.entry(&operation.http.request_uri).or_default();
        methods.insert(
            operation.http.method.to_lowercase(),
            described(facts, operation)?,
        );
    }
    let paths = paths
        .into_iter()
        .map(|(path, methods)| (path, Value::Object(methods)))
        .chain(extension::paths());
    let mut schemas = BTreeMap::new();
    for (name, shape) in facts.shapes() {
        schemas.insert(name, schema(facts, name, shape)?);
    }
    schemas.extend(extension::schemas());
    let info = json!({
        "title": "AWS Deadline Cloud as served by callsheet",
        "version": "2023-10-12",
        "description": "Generated from the public service model by `cargo xtask codegen`.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    });
    let security = json!({"sigv4": {
        "type": "apiKey", "in": "header", "name": "Authorization",
        "description": "AWS Signature Version 4, service `deadline`",
    }});
    Ok(format!(
        "{{\n \"openapi\": \"3.1.0\",\n \"info\": {},\n \"servers\": [{{\"url\": \"/\"}}],\n \
         \"security\": [{{\"sigv4\": []}}],\n \"paths\": {{\n{}\n }},\n \"components\": {{\n  \
         \"securitySchemes\": {},\n  \"responses\": {{\n{}\n  }},\n  \"schemas\": {{\n{}\n  }}\n }}\n}}\n",
        sorted(&info),
        lines(paths),
        sorted(&security),
        lines(exceptions().into_iter()),
        lines(schemas.into_iter()),
    ))
}

/// One line for each entry, so that a difference shows what it is about.
fn lines<'a>(entries: impl Iterator<Item = (&'a str, Value)>) -> String {
    let lines = entries.map(|(name, value)| format!("   \"{name}\": {}", sorted(&value)));
    lines.collect::<Vec<_>>().join(",\n")
}

fn exceptions() -> BTreeMap<&'static str, Value> {
    let responses = facts::EXCEPTIONS.iter().map(|(name, _)| {
        let content = json!({"application/json": {"schema": schema_reference(name)}});
        let header = json!({"description": "the exception's name", "schema": {"const": name}});
        let headers = json!({"x-amzn-ErrorType": header});
        (
            *name,
            json!({"description": name, "headers": headers, "content": content}),
        )
    });
    responses.collect()
}

fn described(facts: &Facts, operation: &Operation) -> Result<Value> {
    let request = facts.shape(&operation.input.shape)?;
    let mut parameters = Vec::new();
    for (name, member) in &request.members {
        parameters.extend(parameter(name, member, request.required.contains(name)));
    }
    let mut described = json!({
        "operationId": operation.name,
        "parameters": parameters,
        "responses": responses(facts, operation)?,
    });
    if has_body(request) {
        let schema = schema_reference(&operation.input.shape);
        let is_required = required_in_body(request).next().is_some();
        described["requestBody"] =
            json!({"required": is_required, "content": {"application/json": {"schema": schema}}});
    }
    Ok(described)
}

fn parameter(name: &str, member: &Member, is_required: bool) -> Option<Value> {
    let place = match member.location.as_deref()? {
        "uri" => "path",
        "querystring" => "query",
        _ => "header",
    };
    let on_the_wire = member.location_name.as_deref().unwrap_or(name);
    let schema = schema_reference(&member.shape);
    Some(json!({"name": on_the_wire, "in": place, "required": is_required, "schema": schema}))
}

fn responses(facts: &Facts, operation: &Operation) -> Result<Value> {
    let mut responses = Map::new();
    let status = operation.http.response_code;
    let success = match status {
        204 => json!({"description": "done"}),
        _ => {
            let schema = schema_reference(&operation.output.shape);
            json!({"description": "done", "content": {"application/json": {"schema": schema}}})
        }
    };
    responses.insert(status.to_string(), success);
    for error in &operation.errors {
        let trait_ = facts
            .shape(&error.shape)?
            .error
            .as_ref()
            .context("checked before")?;
        let reference = json!({"$ref": format!("#/components/responses/{}", error.shape)});
        responses.insert(trait_.http_status_code.to_string(), reference);
    }
    Ok(Value::Object(responses))
}

fn schema_reference(shape: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{shape}")})
}

fn has_body(request: &Shape) -> bool {
    request
        .members
        .values()
        .any(|member| member.location.is_none())
}

fn required_in_body(shape: &Shape) -> impl Iterator<Item = &String> {
    shape
        .required
        .iter()
        .filter(|name| shape.members[*name].location.is_none())
}

fn schema(facts: &Facts, name: &str, shape: &Shape) -> Result<Value> {
    let target = |reference: &Option<Reference>| -> Result<Value> {
        Ok(schema_reference(
            &reference.as_ref().context("checked before")?.shape,
        ))
    };
    let mut schema = match shape.r#type.as_str() {
        "structure" if shape.document => json!({}),
        "structure" => structure(shape),
        "list" => bounded(
            json!({"type": "array", "items": target(&shape.member)?}),
            shape,
            "Items",
        ),
        "map" => bounded(
            json!({
                "type": "object",
                "propertyNames": target(&shape.key)?,
                "additionalProperties": target(&shape.value)?,
            }),
            shape,
            "Properties",
        ),
        "integer" => numeric(json!({"type": "integer", "format": "int32"}), shape),
        "float" | "double" => numeric(json!({"type": "number"}), shape),
        "timestamp" => json!({"type": "string", "format": "date-time"}),
        _ => string(facts, name, shape),
    };
    if shape.sensitive {
        schema["x-sensitive"] = true.into();
    }
    Ok(schema)
}

fn structure(shape: &Shape) -> Value {
    let in_body = shape
        .members
        .iter()
        .filter(|(_, member)| member.location.is_none());
    let properties: Map<String, Value> = in_body
        .map(|(name, member)| (name.clone(), schema_reference(&member.shape)))
        .collect();
    let required: BTreeSet<&String> = required_in_body(shape).collect();
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if shape.union {
        schema["minProperties"] = 1.into();
        schema["maxProperties"] = 1.into();
    }
    schema
}

fn string(facts: &Facts, name: &str, shape: &Shape) -> Value {
    let mut schema = bounded(json!({"type": "string"}), shape, "Length");
    if let Some(pattern) = &shape.pattern {
        schema["pattern"] = format!("^(?:{pattern})$").into();
    }
    if !shape.r#enum.is_empty() {
        schema["enum"] = json!(shape.r#enum);
    }
    if let Some(prefix) = facts.choices.ids.get(name) {
        schema["examples"] = json!([format!("{prefix}-{}", "0".repeat(32))]);
    }
    schema
}

fn bounded(mut schema: Value, shape: &Shape, of: &str) -> Value {
    for (bound, word) in [(&shape.min, "min"), (&shape.max, "max")] {
        if let Some(bound) = bound {
            schema[format!("{word}{of}")] = json!(bound);
        }
    }
    schema
}

fn numeric(mut schema: Value, shape: &Shape) -> Value {
    for (bound, word) in [(&shape.min, "minimum"), (&shape.max, "maximum")] {
        if let Some(bound) = bound {
            schema[word] = json!(bound);
        }
    }
    schema
}
