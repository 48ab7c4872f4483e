//! The OpenAPI description of our own routes is written by hand, so a real answer is held to it.

use callsheet_api::extension::{GateName, Reason, WorkPath};
use callsheet_server::extension::explain::explain_work;
use serde_json::{Value, json};

use crate::plant::{Farm, step};

fn description() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Every way in which a value differs from its schema, as far as our schemas go.
fn violations(schemas: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        assert!(schemas[name].is_object(), "no schema `{name}`");
        return violations(schemas, &schemas[name], value, at);
    }
    let mut found = Vec::new();
    let is_of_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        _ => false,
    };
    if !is_of_type {
        found.push(format!("{at} is not of type {}", schema["type"]));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        found.push(format!("{at} is none of the values: {value}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            found.push(format!("{at} lacks {name}"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        let known = schema["properties"].get(name);
        match known.or(schema
            .get("additionalProperties")
            .filter(|more| more.is_object()))
        {
            Some(schema) => found.extend(violations(schemas, schema, member, &at)),
            None => found.push(format!("{at} is not described")),
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(violations(
            schemas,
            &schema["items"],
            item,
            &format!("{at}[{index}]"),
        ));
    }
    found
}

#[tokio::test]
async fn a_real_answer_is_as_it_is_described() {
    let description = description();
    let schemas = &description["components"]["schemas"];
    let (farm, fleet) = Farm::served().await;
    let after = json!({ "dependencies": [{ "dependsOn": "render" }] });
    let steps = vec![step("render", 3, json!({})), step("encode", 1, after)];
    let job = farm.submit("shot", steps, json!({})).await;
    farm.submit(
        "rush",
        vec![step("render", 3, json!({}))],
        json!({ "priority": 90 }),
    )
    .await;
    let worker = farm.at_work(fleet).await;
    let path = WorkPath {
        step_id: Some(farm.steps(job).await[0]),
        ..farm.path(job)
    };
    for path in [farm.path(job), path] {
        let answer = explain_work(&farm.cx, &farm.admin, path, Some(worker))
            .await
            .unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        let found = violations(schemas, &schemas["CallsheetExplanation"], &answer, "answer");
        assert!(found.is_empty(), "{found:#?}");
        let place = serde_json::to_value(path).unwrap();
        let found = violations(schemas, &schemas["CallsheetWorkPath"], &place, "path");
        assert!(found.is_empty(), "{found:#?}");
    }
    // The check bites.
    let lacking = violations(
        schemas,
        &schemas["CallsheetExplanation"],
        &json!({"x": 1}),
        "answer",
    );
    assert!(lacking.len() > 5, "{lacking:?}");
}

#[test]
fn every_reason_and_gate_is_described() {
    let schemas = &description()["components"]["schemas"];
    assert_eq!(schemas["CallsheetReason"]["enum"], json!(Reason::VALUES));
    assert_eq!(
        schemas["CallsheetGateName"]["enum"],
        json!(GateName::VALUES)
    );
}
