use http::HeaderMap;
use serde_json::{Value, json};

use super::*;
use crate::{ExceptionKind, calls, types::*};

const HEX: &str = "0123456789abcdef0123456789abcdef";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect()
}

fn ask<C: Call>(path: &str, query: &str, body: &str) -> Result<C::Request, Exception> {
    let found = route(C::OPERATION.http_method(), path).expect("the path has an operation");
    assert_eq!(found.operation, C::OPERATION);
    read::<C>(&found, query, &HeaderMap::new(), body.as_bytes())
}

/// The reason and the fields of a refusal.
fn refused<T>(result: Result<T, Exception>) -> (String, Vec<(String, String)>) {
    let exception = result.err().expect("it should be refused");
    assert_eq!(exception.kind, ExceptionKind::Validation);
    assert_eq!(
        check_exception(&exception),
        [],
        "our own exception breaks the model"
    );
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = exception.members.get("fieldList").and_then(Value::as_array);
    let fields = fields.into_iter().flatten();
    let fields = fields.map(|field| (text(&field["name"]), text(&field["message"])));
    (text(&exception.members["reason"]), fields.collect())
}

fn farm(body: &Value) -> Result<CreateFarmRequest, Exception> {
    ask::<calls::CreateFarm>("/2023-10-12/farms", "", &body.to_string())
}

#[test]
fn a_request_is_gathered_from_path_query_header_and_body() {
    let path = format!("/2023-10-12/farms/farm-{HEX}/queues");
    let found = route("POST", &path).unwrap();
    let headers = headers(&[("x-amz-client-token", "once")]);
    let body = json!({"displayName": "q", "unknown": 1, "description": null, "farmId": "farm-x"});
    let request =
        read::<calls::CreateQueue>(&found, "", &headers, body.to_string().as_bytes()).unwrap();
    assert_eq!(request.farm_id.to_string(), format!("farm-{HEX}"));
    assert_eq!(request.client_token.as_deref(), Some("once"));
    assert_eq!(
        (request.display_name.as_str(), request.description),
        ("q", None)
    );
}

/// semantics 1.1-8.
#[test]
fn query_members_are_decoded_and_lists_repeat_their_name() {
    let path = "/2023-10-12/tags/arn%3Aaws%3Adeadline%3Aeu%3A1%3Afarm%2Fx";
    let query = "tagKeys=a%20b&tagKeys=c%2Bd&tagKeys=e+f&other=1";
    let request = ask::<calls::UntagResource>(path, query, "").unwrap();
    assert_eq!(request.resource_arn, "arn:aws:deadline:eu:1:farm/x");
    assert_eq!(request.tag_keys, ["a b", "c+d", "e f"]);

    let request = ask::<calls::ListFarms>("/2023-10-12/farms", "maxResults=7&nextToken=", "");
    let request = request.unwrap();
    assert_eq!(
        (request.max_results, request.next_token.as_deref()),
        (Some(7), Some(""))
    );
}

#[test]
fn every_kind_of_constraint_is_checked() {
    let fine = json!({"displayName": "d"});
    assert!(farm(&fine).is_ok());
    for (body, field, message) in [
        (json!({}), "displayName", "must be given"),
        (json!({"displayName": null}), "displayName", "must be given"),
        (
            json!({"displayName": ""}),
            "displayName",
            "must have between 1 and 100 characters; has 0",
        ),
        (
            json!({"displayName": "é".repeat(101)}),
            "displayName",
            "must have between 1 and 100 characters; has 101",
        ),
        (
            json!({"displayName": "d", "costScaleFactor": 100.5}),
            "costScaleFactor",
            "must be between 0 and 100; is 100.5",
        ),
        (
            json!({"displayName": "d", "costScaleFactor": "NaN"}),
            "costScaleFactor",
            "must be a finite number",
        ),
    ] {
        let (reason, fields) = refused(farm(&body));
        assert_eq!(reason, "FIELD_VALIDATION_FAILED");
        assert_eq!(fields, [(field.to_owned(), message.to_owned())], "{body}");
    }
    assert!(
        farm(&json!({"displayName": "é".repeat(100)})).is_ok(),
        "characters, not bytes"
    );
}

/// semantics 10.2-6.
#[test]
fn all_that_is_wrong_is_told_at_once() {
    let path = "/2023-10-12/farms/farm-7/fleets";
    let body = json!({
        "displayName": "",
        "roleArn": "nonsense",
        "maxWorkerCount": -1,
        "configuration": {"customerManaged": {
            "mode": "SOMETIMES",
            "workerCapabilities": {
                "vCpuCount": {"min": 1},
                "memoryMiB": {"min": 1},
                "osFamily": "LINUX",
                "cpuArchitectureType": "x86_64",
            },
        }},
    });
    let (reason, fields) = refused(ask::<calls::CreateFleet>(path, "", &body.to_string()));
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(reason, "FIELD_VALIDATION_FAILED");
    assert_eq!(
        names,
        [
            "configuration/customerManaged/mode",
            "configuration/customerManaged/workerCapabilities/memoryMiB/min",
            "displayName",
            "farmId",
            "maxWorkerCount",
            "roleArn",
        ]
    );
}

/// semantics 1.1-11.
#[test]
fn a_union_has_exactly_one_member() {
    let path = format!("/2023-10-12/farms/farm-{HEX}/queues/queue-{HEX}/jobs");
    let body =
        |parameter: Value| json!({"priority": 50, "parameters": {"Frame": parameter}}).to_string();
    let two = json!({"int": "1", "string": "1"});
    for wrong in [
        two,
        json!({}),
        json!({"color": "red"}),
        json!({"int": null}),
    ] {
        let (reason, fields) = refused(ask::<calls::CreateJob>(&path, "", &body(wrong)));
        assert_eq!(
            (reason.as_str(), fields.len()),
            ("FIELD_VALIDATION_FAILED", 1)
        );
        assert_eq!(fields[0].0, "parameters/Frame");
        assert!(
            fields[0]
                .1
                .starts_with("must have exactly one of bool, boolList, ")
        );
    }
    let one = json!({"int": "1", "float": null, "unknown": 3});
    let request = ask::<calls::CreateJob>(&path, "", &body(one)).unwrap();
    assert_eq!(
        request.parameters.unwrap()["Frame"],
        JobParameter::Int("1".to_owned())
    );
}

#[test]
fn what_cannot_be_parsed_is_told_by_its_path() {
    for (body, field) in [
        (json!({"displayName": 7}), "displayName"),
        (
            json!({"displayName": "d", "costScaleFactor": "1"}),
            "costScaleFactor",
        ),
        (json!({"displayName": "d", "tags": ["a"]}), "tags"),
        (json!({"displayName": "d", "tags": {"a": null}}), "tags/a"),
    ] {
        let (reason, fields) = refused(farm(&body));
        assert_eq!(
            (reason.as_str(), fields[0].0.as_str()),
            ("CANNOT_PARSE", field),
            "{body}"
        );
    }
    for body in [
        "{",
        "[]",
        "null",
        "\"x\"",
        "{\"displayName\": \"\u{0}\"}",
        "{} {}",
    ] {
        let (reason, _) = refused(ask::<calls::CreateFarm>("/2023-10-12/farms", "", body));
        assert_eq!(reason, "CANNOT_PARSE", "{body}");
    }
    let deep = "[".repeat(100_000);
    refused(ask::<calls::CreateFarm>("/2023-10-12/farms", "", &deep));
    let path = "/2023-10-12/farms";
    for query in [
        "maxResults=many",
        "maxResults=",
        "maxResults=1.5",
        "maxResults=4294967297",
        "maxResults=1&maxResults=1",
        "maxResults=1&max%52esults=2",
    ] {
        let (reason, fields) = refused(ask::<calls::ListFarms>(path, query, ""));
        assert_eq!(
            (reason.as_str(), fields[0].0.as_str()),
            ("CANNOT_PARSE", "maxResults")
        );
    }
    let (reason, _) = refused(ask::<calls::ListFarms>(path, "nextToken=%ff", ""));
    assert_eq!(reason, "CANNOT_PARSE");
}

#[test]
fn sensitive_values_are_never_quoted() {
    let secret = "s".repeat(101);
    let body = json!({"displayName": "d", "description": secret});
    let exception = farm(&body).unwrap_err();
    assert!(!String::from_utf8_lossy(&exception.body()).contains("sss"));

    let shown = redact_request(Operation::CreateFarm, &body);
    assert_eq!(
        shown,
        json!({"displayName": "d", "description": "<sensitive>"})
    );
    let request = farm(&json!({"displayName": "d", "description": "hush"})).unwrap();
    let debug = format!("{request:?}");
    assert!(
        debug.contains("\"d\"") && !debug.contains("hush"),
        "{debug}"
    );
}

#[test]
fn every_pattern_of_the_model_compiles_and_is_anchored() {
    let mut patterns = 0;
    for operation in Operation::ALL {
        for member in operation.request_shape().members() {
            if let crate::shape::Kind::Text {
                pattern: Some(pattern),
                ..
            } = &member.shape.kind
            {
                patterns += 1;
                assert!(!pattern.matches("\n \u{1} \n"), "{}", pattern.source());
            }
        }
    }
    assert!(patterns > 5);
    let environment = |id: &str| {
        let path = format!("/2023-10-12/farms/farm-{HEX}/storage-profiles");
        let body = json!({
            "displayName": "d", "osFamily": "LINUX",
            "fileSystemLocations": [{"name": id, "path": "/", "type": "LOCAL"}],
        });
        ask::<calls::CreateStorageProfile>(&path, "", &body.to_string())
    };
    assert!(environment("Assets 1").is_ok());
    let (_, fields) = refused(environment("Assets!"));
    assert_eq!(fields[0].0, "fileSystemLocations/0/name");
}

#[test]
fn an_answer_that_breaks_the_model_is_noticed() {
    let fine = json!({"farms": [], "nextToken": "t"});
    assert_eq!(check_response(Operation::ListFarms, &fine), []);
    let wrong = json!({"nextToken": null, "colour": 1});
    let wrong = check_response(Operation::ListFarms, &wrong);
    let mut told: Vec<String> = wrong.iter().map(Violation::to_string).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "`colour` is not a member of the model",
            "`farms` must be given",
            "`nextToken` must be a string; is null",
            "`nextToken` must be left out, not null",
        ]
    );
}

/// semantics 1.1-4.
#[test]
fn answers_carry_the_models_status() {
    let job = CreateJobResponse {
        job_id: format!("job-{HEX}").parse().unwrap(),
    };
    let response = write_response::<calls::CreateJob>(&job).unwrap();
    assert_eq!(response.status, 201);
    assert_eq!(
        response.body,
        format!("{{\"jobId\":\"job-{HEX}\"}}").into_bytes()
    );
    let response = write_response::<calls::TagResource>(&TagResourceResponse {}).unwrap();
    assert_eq!((response.status, response.body.len()), (204, 0));
    let response = write_response::<calls::UpdateFarm>(&UpdateFarmResponse {}).unwrap();
    assert_eq!(
        (response.status, response.body.as_slice()),
        (200, b"{}".as_slice())
    );
}

#[test]
fn each_operation_is_found_by_its_own_route() {
    for &operation in Operation::ALL {
        let path: String = operation.route().replace('{', "a-").replace('}', "-z");
        let found = route(operation.http_method(), &path).expect("a route");
        assert_eq!(found.operation, operation);
        for (name, value) in found.labels() {
            assert_eq!(value, format!("a-{name}-z"));
        }
        assert!(operation.exceptions().iter().all(|kind| kind.is_modelled()));
        let token = operation.request_shape().member("clientToken");
        assert_eq!(operation.has_client_token(), token.is_some());
    }
    assert_eq!(Operation::ALL.len(), 127);
    assert_eq!(
        Operation::ALL
            .iter()
            .filter(|one| one.has_client_token())
            .count(),
        23
    );
}

/// semantics 1.1-2, 10.2-4.
#[test]
fn what_is_no_route_is_an_unknown_operation() {
    for (method, path) in [
        ("GET", "/"),
        ("GET", ""),
        ("GET", "*"),
        ("GET", "/2023-10-12/farms/a/"),
        ("GET", "/2023-10-12/farms/"),
        ("GET", "/2023-10-12//farms"),
        ("GET", "/2023-10-12/./farms"),
        ("GET", "/2023-10-12/farms/."),
        ("GET", "/2023-10-12/farms/a/queues/.."),
        ("DELETE", "/2023-10-12/farms/a/members/.."),
        ("GET", "/2024-10-12/farms"),
        ("TRACE", "/2023-10-12/farms"),
        ("GET", "/2023-10-12/farms/a/b/c/d/e/f/g/h/i/j/k/l/m/n"),
    ] {
        assert!(route(method, path).is_none(), "{method} {path}");
    }
    let (reason, fields) = refused::<()>(Err(unknown_route("GET", "/nowhere")));
    assert_eq!((reason.as_str(), fields.len()), ("UNKNOWN_OPERATION", 0));
}

/// semantics 10.2-2.
#[test]
fn exceptions_fit_the_model_and_name_themselves() {
    let job = format!("job-{HEX}");
    let conflict = Exception::conflict(ConflictExceptionReason::StatusConflict, "job", &job, "no")
        .with_context("status", "ARCHIVED");
    let quota = ServiceQuotaExceededExceptionReason::ServiceQuotaExceededException;
    for exception in [
        conflict.clone(),
        Exception::resource_not_found("job", &job, "gone"),
        Exception::access_denied("no"),
        Exception::quota_exceeded(quota, "farm", "L-2DEF7E07", "full"),
        Exception::throttling(5, "wait"),
        Exception::internal("oh"),
    ] {
        assert_eq!(check_exception(&exception), [], "{exception}");
    }
    let body: Value = serde_json::from_slice(&conflict.body()).unwrap();
    assert_eq!(
        body,
        json!({
            "message": "no", "reason": "STATUS_CONFLICT", "resourceType": "job",
            "resourceId": job, "context": {"status": "ARCHIVED"},
        })
    );
    assert_eq!(
        (conflict.status(), conflict.name()),
        (409, "ConflictException")
    );
}

#[test]
fn an_operating_system_may_be_written_in_any_case() {
    let profile = |family: &str| {
        let body = json!({"displayName": "p", "osFamily": family}).to_string();
        let path = format!("/2023-10-12/farms/farm-{HEX}/storage-profiles");
        ask::<calls::CreateStorageProfile>(&path, "", &body)
    };
    let read = profile("linux").unwrap().os_family;
    assert_eq!(read, StorageProfileOperatingSystemFamily::Linux);
    assert_eq!(refused(profile("lunix")).1[0].0, "osFamily");
}
