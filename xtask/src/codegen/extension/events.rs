//! The routes of events (`callsheet_api::extension::events`).

use serde_json::{Value, json};

use super::{in_query, object, schema, with_refusals};

pub fn paths() -> Vec<(&'static str, Value)> {
    let webhook = "/callsheet/v1/webhooks/{webhookId}";
    let letters = "/callsheet/v1/webhooks/{webhookId}/dead-letters";
    let resend = "/callsheet/v1/webhooks/{webhookId}/resend";
    let id = || vec![in_path("webhookId")];
    let create = sends(
        "CreateWebhook",
        "Post events to an address",
        &[],
        "NewWebhook",
    );
    vec![
        ("/callsheet/v1/events", json!({"get": stream()})),
        (
            "/callsheet/v1/webhooks",
            json!({
                "get": asks("ListWebhooks", "Who events are posted to", &[], "Webhooks"),
                "post": answering(create, "CreatedWebhook"),
            }),
        ),
        (
            webhook,
            json!({"delete": asks("DeleteWebhook", "Post there no more", &id(), "Nothing")}),
        ),
        (
            letters,
            json!({"get": asks(
                "ListDeadLetters", "Deliveries that were given up", &id(), "DeadLetters",
            )}),
        ),
        (
            resend,
            json!({"post": answering(
                sends("ResendDeadLetters", "Send dead letters once more", &id(), "Resend"),
                "Resent",
            )}),
        ),
    ]
}

pub(super) fn in_path(name: &str) -> Value {
    json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
}

fn of(name: &str) -> Value {
    let schema = schema(&format!("Callsheet{name}"));
    json!({"application/json": {"schema": schema}})
}

pub(super) fn asks(id: &str, summary: &str, parameters: &[Value], answer: &str) -> Value {
    json!({
        "operationId": id, "summary": summary, "parameters": parameters,
        "responses": with_refusals(&of(answer)),
    })
}

pub(super) fn sends(id: &str, summary: &str, parameters: &[Value], body: &str) -> Value {
    json!({
        "operationId": id, "summary": summary, "parameters": parameters,
        "requestBody": {"required": true, "content": of(body)},
    })
}

pub(super) fn answering(mut operation: Value, answer: &str) -> Value {
    operation["responses"] = json!(with_refusals(&of(answer)));
    operation
}

/// Not an object of JSON, but one after the other for as long as somebody listens.
fn stream() -> Value {
    let types = json!({"type": "array", "items": schema("CallsheetDetailType")});
    let text = || json!({"type": "string"});
    let content = json!({"text/event-stream": {"schema": text()}});
    json!({
        "operationId": "StreamEvents",
        "summary": "Events as they happen, as server-sent events",
        "parameters": [
            in_query("farmId", &schema("FarmId"), "of this farm only"),
            in_query("queueId", &schema("QueueId"), "of this queue only"),
            in_query("jobId", &schema("JobId"), "of this job only"),
            in_query("type", &types, "only these; without any, all but those of tasks"),
            in_query("after", &text(), "the id of the last event that was seen"),
            {
                "name": "Last-Event-ID", "in": "header", "required": false, "schema": text(),
                "description": "as `after`, and before it",
            },
        ],
        "responses": with_refusals(&content),
    })
}

pub fn schemas() -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let time = || json!({"type": "string", "format": "date-time"});
    let number = || json!({"type": "integer", "format": "int64", "minimum": 0});
    let list = |of: Value| json!({"type": "array", "items": of});
    let filter = json!({
        "farmId": schema("FarmId"), "queueId": schema("QueueId"), "jobId": schema("JobId"),
        "detailTypes": list(schema("CallsheetDetailType")),
    });
    let webhook = json!({
        "webhookId": text(), "url": text(), "filter": schema("CallsheetEventFilter"),
        "createdAt": time(), "cursor": text(), "failures": number(), "lastError": text(),
        "nextAttemptAt": time(), "deadLetters": number(),
    });
    let webhook_needs = [
        "webhookId",
        "url",
        "filter",
        "createdAt",
        "cursor",
        "failures",
        "deadLetters",
    ];
    let letter = json!({
        "deliveryId": text(), "events": number(), "attempts": number(), "error": text(),
        "givenUpAt": time(), "isDue": {"type": "boolean"},
    });
    let letter_needs = [
        "deliveryId",
        "events",
        "attempts",
        "error",
        "givenUpAt",
        "isDue",
    ];
    let new = json!({"url": text(), "filter": schema("CallsheetEventFilter")});
    let created = json!({"webhookId": text(), "secret": text()});
    let webhooks = json!({"webhooks": list(schema("CallsheetWebhook"))});
    let letters = json!({"deadLetters": list(schema("CallsheetDeadLetter"))});
    vec![
        (
            "CallsheetDetailType",
            json!({"type": "string", "enum": DETAIL_TYPES}),
        ),
        ("CallsheetEventFilter", object(&filter, &[])),
        ("CallsheetWebhook", object(&webhook, &webhook_needs)),
        ("CallsheetNewWebhook", object(&new, &["url"])),
        (
            "CallsheetCreatedWebhook",
            object(&created, &["webhookId", "secret"]),
        ),
        ("CallsheetWebhooks", object(&webhooks, &["webhooks"])),
        ("CallsheetDeadLetter", object(&letter, &letter_needs)),
        ("CallsheetDeadLetters", object(&letters, &["deadLetters"])),
        (
            "CallsheetResend",
            object(&json!({"deliveryIds": list(text())}), &[]),
        ),
        (
            "CallsheetResent",
            object(&json!({"due": number()}), &["due"]),
        ),
        ("CallsheetNothing", object(&json!({}), &[])),
    ]
}

/// As in `callsheet_api::extension::events::DetailType`.
const DETAIL_TYPES: [&str; 7] = [
    "Budget Threshold Reached",
    "Fleet Size Recommendation Change",
    "Job Lifecycle Status Change",
    "Job Run Status Change",
    "Step Lifecycle Status Change",
    "Step Run Status Change",
    "Task Run Status Change",
];
