//! callsheet's own routes (`callsheet-server/src/extension`) for the OpenAPI description. No model
//! tells of them, so they are described here; a test of the server compares a real answer.

mod events;
mod principals;
mod sign_in;

use serde_json::{Map, Value, json};

/// What a path needs, from the most general on.
const PLACES: [(&str, &str, &str); 3] = [
    (
        "/callsheet/v1/explain/farms/{farmId}/queues/{queueId}/jobs/{jobId}",
        "ExplainJob",
        "Why a job is not running",
    ),
    (
        "/callsheet/v1/explain/farms/{farmId}/queues/{queueId}/jobs/{jobId}/steps/{stepId}",
        "ExplainStep",
        "Why a step is not running",
    ),
    (
        "/callsheet/v1/explain/farms/{farmId}/queues/{queueId}/jobs/{jobId}/steps/{stepId}/tasks/{taskId}",
        "ExplainTask",
        "Why a task is not running",
    ),
];

pub fn paths() -> Vec<(&'static str, Value)> {
    let why = "also say why this worker is not given it";
    let worker = in_query("workerId", &schema("WorkerId"), why);
    let mut paths: Vec<(&'static str, Value)> = PLACES
        .iter()
        .map(|(path, id, summary)| {
            let mut parameters = in_path(path);
            parameters.push(worker.clone());
            (*path, get(id, summary, &parameters, "CallsheetExplanation"))
        })
        .collect();
    let path = "/callsheet/v1/paths/{id}";
    let id = json!({
        "name": "id", "in": "path", "required": true, "schema": {"type": "string"},
        "description": "of a job, a step or a task",
    });
    let summary = "Where a job, step or task is, by its id alone";
    paths.push((path, get("FindPath", summary, &[id], "CallsheetWorkPath")));
    paths.extend(events::paths());
    paths.extend(principals::paths());
    paths.extend(sign_in::paths());
    paths
}

fn get(id: &str, summary: &str, parameters: &[Value], answer: &str) -> Value {
    let content = json!({"application/json": {"schema": schema(answer)}});
    json!({"get": {
        "operationId": id, "summary": summary, "parameters": parameters,
        "responses": with_refusals(&content),
    }})
}

/// A success with this content, and what else may come.
fn with_refusals(content: &Value) -> Map<String, Value> {
    let mut responses = Map::new();
    responses.insert(
        "200".into(),
        json!({"description": "done", "content": content}),
    );
    for (status, exception) in [
        ("400", "ValidationException"),
        ("403", "AccessDeniedException"),
        ("404", "ResourceNotFoundException"),
        ("429", "ThrottlingException"),
        ("500", "InternalServerErrorException"),
    ] {
        let reference = json!({"$ref": format!("#/components/responses/{exception}")});
        responses.insert(status.into(), reference);
    }
    responses
}

/// `{farmId}` is of the schema `FarmId`.
fn in_path(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|segment| {
        segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
    });
    let parameter = |name: &str| {
        let kind = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        json!({"name": name, "in": "path", "required": true, "schema": schema(&kind)})
    };
    names.map(parameter).collect()
}

fn in_query(name: &str, of: &Value, description: &str) -> Value {
    json!({
        "name": name, "in": "query", "required": false, "schema": of,
        "description": description,
    })
}

fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

pub fn schemas() -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let number = || json!({"type": "integer", "format": "int64", "minimum": 0});
    let flag = || json!({"type": "boolean"});
    let list = |of: Value| json!({"type": "array", "items": of});
    let counts = || {
        json!({
            "type": "object", "additionalProperties": {"type": "integer", "format": "int64"},
            "propertyNames": schema("TaskRunStatus"),
        })
    };
    let place = || {
        json!({
            "farmId": schema("FarmId"), "queueId": schema("QueueId"), "jobId": schema("JobId"),
            "stepId": schema("StepId"), "taskId": schema("TaskId"),
        })
    };
    let mut explanation = json!({
        "name": text(), "status": text(), "reason": schema("CallsheetReason"), "answer": text(),
        "nextStep": text(), "taskCounts": counts(), "gates": list(schema("CallsheetGate")),
        "fleets": list(schema("CallsheetFleet")), "ahead": schema("CallsheetAhead"),
        "steps": list(schema("CallsheetStep")), "worker": schema("CallsheetOneWorker"),
    });
    if let (Some(members), Value::Object(place)) = (explanation.as_object_mut(), place()) {
        members.extend(place);
    }
    let place_needs = ["farmId", "queueId", "jobId"];
    let mut needs = place_needs.to_vec();
    needs.extend([
        "name",
        "status",
        "reason",
        "answer",
        "taskCounts",
        "gates",
        "fleets",
    ]);
    let mut schemas = vec![
        ("CallsheetWorkPath", object(&place(), &place_needs)),
        ("CallsheetExplanation", object(&explanation, &needs)),
        (
            "CallsheetReason",
            json!({"type": "string", "enum": REASONS}),
        ),
        (
            "CallsheetGateName",
            json!({"type": "string", "enum": GATES}),
        ),
        (
            "CallsheetWorkers",
            object(
                &json!({"count": number(), "exampleWorkerId": schema("WorkerId")}),
                &["count"],
            ),
        ),
        (
            "CallsheetGate",
            object(
                &json!({
                    "gate": schema("CallsheetGateName"), "isOpen": flag(), "found": text(),
                    "change": text(), "failing": schema("CallsheetWorkers"),
                }),
                &["gate", "isOpen", "found", "failing"],
            ),
        ),
        (
            "CallsheetFleet",
            object(
                &json!({
                    "fleetId": schema("FleetId"), "displayName": text(), "association": text(),
                    "lacks": list(text()), "workerCount": number(),
                    "runnable": schema("CallsheetWorkers"),
                }),
                &[
                    "fleetId",
                    "displayName",
                    "association",
                    "lacks",
                    "workerCount",
                    "runnable",
                ],
            ),
        ),
        (
            "CallsheetAhead",
            object(
                &json!({
                    "steps": number(), "tasks": number(), "first": schema("CallsheetContender"),
                }),
                &["steps", "tasks"],
            ),
        ),
        (
            "CallsheetContender",
            object(
                &json!({
                    "jobId": schema("JobId"), "jobName": text(), "stepId": schema("StepId"),
                    "stepName": text(), "priority": number(),
                }),
                &["jobId", "jobName", "stepId", "stepName", "priority"],
            ),
        ),
        (
            "CallsheetStep",
            object(
                &json!({
                    "stepId": schema("StepId"), "name": text(), "status": schema("TaskRunStatus"),
                    "taskCounts": counts(),
                }),
                &["stepId", "name", "status", "taskCounts"],
            ),
        ),
        (
            "CallsheetOneWorker",
            object(
                &json!({
                    "workerId": schema("WorkerId"), "isRunnable": flag(),
                    "gate": schema("CallsheetGateName"), "found": text(),
                }),
                &["workerId", "isRunnable", "found"],
            ),
        ),
    ];
    schemas.extend(events::schemas());
    schemas.extend(principals::schemas());
    schemas.extend(sign_in::schemas());
    schemas
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({
        "type": "object", "properties": properties, "required": required,
        "additionalProperties": false,
    })
}

/// As in `callsheet_api::extension::Reason`.
const REASONS: [&str; 31] = [
    "CREATING",
    "CREATE_FAILED",
    "ARCHIVED",
    "SUCCEEDED",
    "FAILED",
    "RETRIES_USED_UP",
    "FAILURE_LIMIT",
    "CANCELED",
    "DEPENDENCY_FAILED",
    "SUSPENDED",
    "NOT_COMPATIBLE",
    "RUNNING",
    "STARTING",
    "INTERRUPTING",
    "DEPENDENCIES",
    "QUEUE_BLOCKED",
    "MAX_WORKER_COUNT",
    "NO_FLEET",
    "ASSOCIATION_STOPPED",
    "CAPABILITIES",
    "LIMIT_STOPPED",
    "LIMIT_EXHAUSTED",
    "NO_WORKERS",
    "WORKERS_NOT_STARTED",
    "WORKERS_STOPPED",
    "WORKERS_SILENT",
    "WORKERS_STOPPING",
    "WORKER_ABILITIES",
    "WORKERS_BUSY",
    "ORDER",
    "NEXT",
];

/// As in `callsheet_api::extension::GateName`.
const GATES: [&str; 13] = [
    "JOB_STATE",
    "TASK_STATUS",
    "DEPENDENCIES",
    "QUEUE",
    "MAX_WORKER_COUNT",
    "FLEETS",
    "ASSOCIATION",
    "CAPABILITIES",
    "LIMITS",
    "WORKER_STATUS",
    "WORKER_ABILITIES",
    "WORKER_SESSION",
    "ORDER",
];
