//! The routes of events (`callsheet_api::extension::events`).

use serde_json::{Value, json};

use super::{schema, with_refusals};

pub fn paths() -> Vec<(&'static str, Value)> {
    vec![("/callsheet/v1/events", json!({"get": stream()}))]
}

/// Not an object of JSON, but one after the other for as long as somebody listens.
fn stream() -> Value {
    let in_query = |name: &str, of: Value, description: &str| {
        json!({
            "name": name, "in": "query", "required": false, "schema": of,
            "description": description,
        })
    };
    let types = json!({"type": "array", "items": schema("CallsheetDetailType")});
    let text = || json!({"type": "string"});
    let content = json!({"text/event-stream": {"schema": text()}});
    json!({
        "operationId": "StreamEvents",
        "summary": "Events as they happen, as server-sent events",
        "parameters": [
            in_query("farmId", schema("FarmId"), "of this farm only"),
            in_query("queueId", schema("QueueId"), "of this queue only"),
            in_query("jobId", schema("JobId"), "of this job only"),
            in_query("type", types, "only these; without any, all but those of tasks"),
            in_query("after", text(), "the id of the last event that was seen"),
            {
                "name": "Last-Event-ID", "in": "header", "required": false, "schema": text(),
                "description": "as `after`, and before it",
            },
        ],
        "responses": with_refusals(&content),
    })
}

pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![(
        "CallsheetDetailType",
        json!({"type": "string", "enum": DETAIL_TYPES}),
    )]
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
