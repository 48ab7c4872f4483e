//! The routes of principals, their keys and the audit (`callsheet_api::extension::principals`,
//! `callsheet_api::extension::audit`).

use serde_json::{Value, json};

use super::events::{answering, asks, in_path, sends};
use super::{in_query, object, schema};

const KINDS: [&str; 4] = ["user", "serviceAccount", "group", "host"];

pub fn paths() -> Vec<(&'static str, Value)> {
    let principal = || vec![in_path("principalId")];
    let key = || vec![in_path("accessKeyId")];
    let mut in_group = principal();
    in_group.push(in_path("userId"));
    let kind = in_query("kind", &schema("CallsheetPrincipalKind"), "only these");
    vec![
        (
            "/callsheet/v1/principals",
            json!({
                "get": asks("ListPrincipals", "Who may call", &[kind], "Principals"),
                "post": answering(
                    sends("CreatePrincipal", "Make a user, group or host", &[], "NewPrincipal"),
                    "Principal",
                ),
            }),
        ),
        (
            "/callsheet/v1/principals/{principalId}/disabled",
            json!({"put": answering(
                sends("DisablePrincipal", "Let somebody in no more, or again", &principal(), "Disabled"),
                "Principal",
            )}),
        ),
        (
            "/callsheet/v1/principals/{principalId}/users",
            json!({"post": answering(
                sends("AddToGroup", "Put a user into a group", &principal(), "GroupUser"),
                "Principal",
            )}),
        ),
        (
            "/callsheet/v1/principals/{principalId}/users/{userId}",
            json!({"delete": asks(
                "RemoveFromGroup", "Take a user out of a group", &in_group, "Principal",
            )}),
        ),
        (
            "/callsheet/v1/principals/{principalId}/keys",
            json!({
                "get": asks("ListKeysOfPrincipal", "Its keys, without secrets", &principal(), "Keys"),
                "post": asks("CreateKey", "Another key; its secret is told once", &principal(), "CreatedKey"),
            }),
        ),
        (
            "/callsheet/v1/keys",
            json!({"get": asks("ListKeys", "All keys, without secrets", &[], "Keys")}),
        ),
        (
            "/callsheet/v1/keys/{accessKeyId}/disabled",
            json!({"put": answering(
                sends("DisableKey", "Let a key sign no more, or again", &key(), "Disabled"), "Key",
            )}),
        ),
        (
            "/callsheet/v1/keys/{accessKeyId}/rotate",
            json!({"post": answering(
                sends("RotateKey", "A key in the place of another", &key(), "Rotate"), "CreatedKey",
            )}),
        ),
        (
            "/callsheet/v1/token-keys",
            json!({"post": asks(
                "RotateTokenKey", "Seal temporary credentials with a new key", &[], "Rotated",
            )}),
        ),
        ("/callsheet/v1/audit", json!({"get": audit()})),
    ]
}

fn audit() -> Value {
    let text = json!({"type": "string"});
    let by_text = |name: &str, description: &str| in_query(name, &text, description);
    let parameters = [
        by_text("since", "from this time on"),
        by_text("until", "before this time"),
        by_text("who", "an ARN or its end, such as user/sarah"),
        by_text("operation", "only this one"),
        by_text("resource", "only what has this in its resource"),
        by_text("refused", "true: only what did not succeed"),
        by_text("nextToken", "of the page before"),
    ];
    let summary = "Who changed what, and who was refused, the newest first";
    asks("ListAudit", summary, &parameters, "AuditEntries")
}

pub fn schemas() -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let uuid = || json!({"type": "string", "format": "uuid"});
    let time = || json!({"type": "string", "format": "date-time"});
    let flag = || json!({"type": "boolean"});
    let list = |of: Value| json!({"type": "array", "items": of});
    let fleet = json!({"farmId": schema("FarmId"), "fleetId": schema("FleetId")});
    let fleets = || list(schema("CallsheetHostFleet"));
    let kind = || schema("CallsheetPrincipalKind");
    let new = json!({"kind": kind(), "name": text(), "administrator": flag(), "fleets": fleets()});
    let principal = json!({
        "principalId": uuid(), "kind": kind(), "name": text(), "administrator": flag(),
        "createdAt": time(), "createdBy": text(), "disabledAt": time(), "fleets": fleets(),
        "belongs": list(text()), "lastUsedAt": time(),
    });
    let principal_needs = [
        "principalId",
        "kind",
        "name",
        "administrator",
        "createdAt",
        "createdBy",
    ];
    let principals = json!({
        "principals": list(schema("CallsheetPrincipal")), "identityStoreId": text(),
    });
    let key = json!({
        "accessKeyId": text(), "principalId": uuid(), "name": text(), "createdAt": time(),
        "lastUsedAt": time(), "disabledAt": time(), "expiresAt": time(),
    });
    let created = json!({"accessKeyId": text(), "secretAccessKey": text()});
    let rotate = json!({"keepOldS": {"type": "integer", "format": "int64", "minimum": 0}});
    let rotated = json!({"generation": {"type": "integer", "format": "int64"}});
    let entry = json!({
        "at": time(), "who": text(), "accessKeyId": text(), "peer": text(), "operation": text(),
        "resource": text(), "outcome": text(), "requestId": text(),
    });
    let entry_needs = [
        "at",
        "who",
        "accessKeyId",
        "peer",
        "operation",
        "resource",
        "outcome",
        "requestId",
    ];
    let entries = json!({"entries": list(schema("CallsheetAuditEntry")), "nextToken": text()});
    vec![
        (
            "CallsheetPrincipalKind",
            json!({"type": "string", "enum": KINDS}),
        ),
        ("CallsheetHostFleet", object(&fleet, &["farmId", "fleetId"])),
        ("CallsheetNewPrincipal", object(&new, &["kind", "name"])),
        ("CallsheetPrincipal", object(&principal, &principal_needs)),
        (
            "CallsheetPrincipals",
            object(&principals, &["principals", "identityStoreId"]),
        ),
        (
            "CallsheetDisabled",
            object(&json!({"disabled": flag()}), &["disabled"]),
        ),
        (
            "CallsheetGroupUser",
            object(&json!({"userId": uuid()}), &["userId"]),
        ),
        (
            "CallsheetKey",
            object(&key, &["accessKeyId", "name", "createdAt"]),
        ),
        (
            "CallsheetKeys",
            object(&json!({"keys": list(schema("CallsheetKey"))}), &["keys"]),
        ),
        (
            "CallsheetCreatedKey",
            object(&created, &["accessKeyId", "secretAccessKey"]),
        ),
        ("CallsheetRotate", object(&rotate, &[])),
        ("CallsheetRotated", object(&rotated, &["generation"])),
        ("CallsheetAuditEntry", object(&entry, &entry_needs)),
        ("CallsheetAuditEntries", object(&entries, &["entries"])),
    ]
}
