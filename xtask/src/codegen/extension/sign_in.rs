//! The routes of signing in (`callsheet_api::extension::sign_in`), which nobody signs, and those by
//! which an administrator lets somebody sign in.

use serde_json::{Value, json};

use super::events::{answering, asks, in_path, sends};
use super::{in_query, object, with_refusals};

pub fn paths() -> Vec<(&'static str, Value)> {
    let principal = || vec![in_path("principalId")];
    let session = || vec![bearer()];
    vec![
        (
            "/callsheet/v1/principals/{principalId}/password",
            json!({"put": answering(
                sends("SetPassword", "Let a user sign in with this password", &principal(), "SetPassword"),
                "Principal",
            )}),
        ),
        (
            "/callsheet/v1/principals/{principalId}/identity",
            json!({"put": answering(
                sends("SetIdentity", "Say whom the provider knows as this user", &principal(), "SetIdentity"),
                "Principal",
            )}),
        ),
        (
            "/callsheet/v1/sign-in/password",
            json!({"post": unsigned(answering(
                sends("SignIn", "A session for a name and a password", &[], "WithPassword"),
                "Session",
            ))}),
        ),
        (
            "/callsheet/v1/sign-in/change-password",
            json!({"post": unsigned(answering(
                sends("ChangePassword", "Another password, and a session with it", &[], "ChangePassword"),
                "Session",
            ))}),
        ),
        (
            "/callsheet/v1/sign-in/oidc",
            json!({"get": unsigned(redirects(
                "SignInOidc", "Sends a browser to the studio's provider", &way_out(),
            ))}),
        ),
        (
            "/callsheet/v1/sign-in/oidc/callback",
            json!({"get": unsigned(redirects(
                "SignInOidcCallback", "Sends a browser from the provider to where it began", &way_back(),
            ))}),
        ),
        (
            "/callsheet/v1/sign-in/code",
            json!({"post": unsigned(answering(
                sends("SignInCode", "A session for what a browser brought back", &[], "WithCode"),
                "Session",
            ))}),
        ),
        (
            "/callsheet/v1/sign-in/credentials",
            json!({"post": unsigned(asks(
                "SignInCredentials", "What to sign requests with, for a while", &session(), "Credentials",
            ))}),
        ),
        (
            "/callsheet/v1/sign-in/end",
            json!({"post": unsigned(asks("SignOut", "End the session", &session(), "Nothing"))}),
        ),
    ]
}

fn unsigned(mut operation: Value) -> Value {
    operation["security"] = json!([]);
    operation
}

fn redirects(id: &str, summary: &str, parameters: &[Value]) -> Value {
    let mut responses = with_refusals(&json!({}));
    responses.remove("200");
    let there = json!({"description": "go there", "headers": {
        "location": {"required": true, "schema": {"type": "string"}},
    }});
    responses.insert("303".into(), there);
    json!({
        "operationId": id, "summary": summary, "parameters": parameters, "responses": responses,
    })
}

fn bearer() -> Value {
    json!({
        "name": "Authorization", "in": "header", "required": false, "schema": {"type": "string"},
        "description": "`Bearer` and the session's token, if no cookie holds it",
    })
}

fn text(name: &str, description: &str) -> Value {
    in_query(name, &json!({"type": "string"}), description)
}

fn needed(mut parameter: Value) -> Value {
    parameter["required"] = json!(true);
    parameter
}

fn way_out() -> [Value; 2] {
    let challenge = "the SHA-256, in hex, of the verifier that the code will be exchanged with";
    [
        needed(text(
            "return_to",
            "http://127.0.0.1:PORT/…, or a page of this server",
        )),
        needed(text("challenge", challenge)),
    ]
}

fn way_back() -> [Value; 3] {
    [
        needed(text("state", "as it was sent along")),
        text("code", "if the provider signed somebody in"),
        text("error", "if it did not"),
    ]
}

pub fn schemas() -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let time = || json!({"type": "string", "format": "date-time"});
    let named = |name: &'static str, properties: &Value| {
        let members = properties.as_object();
        let mut all: Vec<&str> = members
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        // Maps may be in the order of writing, or in that of names.
        all.sort_unstable();
        (name, object(properties, &all))
    };
    vec![
        named("CallsheetSetPassword", &json!({"password": text()})),
        named("CallsheetSetIdentity", &json!({"subject": text()})),
        named(
            "CallsheetWithPassword",
            &json!({"name": text(), "password": text()}),
        ),
        named(
            "CallsheetChangePassword",
            &json!({"name": text(), "password": text(), "newPassword": text()}),
        ),
        named(
            "CallsheetWithCode",
            &json!({"code": text(), "verifier": text()}),
        ),
        named(
            "CallsheetSession",
            &json!({"name": text(), "token": text(), "expiresAt": time(), "region": text()}),
        ),
        named(
            "CallsheetCredentials",
            &json!({
                "accessKeyId": text(), "secretAccessKey": text(), "sessionToken": text(),
                "expiration": time(),
            }),
        ),
    ]
}
