//! What workers are told, read back by the model as a worker reads it.

use callsheet_api::ids::{JobId, StepId};
use openjd_model::template::{Environment, StepTemplate};
use serde_json::{Value, json};

use super::*;
use crate::job::entities::{
    JobDetailsContext, environment_details, environment_step, job_details, step_details,
};

const JOB: JobId = JobId::from_bytes([0xab; 16]);
const STEP: StepId = StepId::from_bytes([0xcd; 16]);

fn expressive() -> JobPlan {
    let template = read(
        "specificationVersion: jobtemplate-2023-09
extensions: [EXPR, FEATURE_BUNDLE_1]
name: Expressive
parameterDefinitions:
  - {name: Who, type: STRING, default: world}
  - {name: Other, type: STRING, default: other}
  - {name: Place, type: PATH, default: /x/y}
jobEnvironments:
  - name: Outer
    variables: {fileType: '{{Param.Who}}'}
steps:
  - name: Only
    let: ['greeting = \"hello \" + Param.Who']
    stepEnvironments:
      - name: Inner
        script:
          let: ['there = Param.Other']
          actions:
            onEnter: {command: echo, args: ['{{there}}'], timeout: 5}
    bash:
      script: 'echo {{greeting}} {{Param.Place}}'
      timeout: 60
",
    );
    create(&template.unwrap(), &Given::new(), &[], &Limits::default()).unwrap()
}

/// semantics 3.5-6.
#[test]
fn symbols_are_told_where_expressions_need_them() {
    let plan = expressive();
    let step = step_details(JOB, STEP, Vec::new(), &plan, &plan.steps[0]);
    assert_eq!(step.extensions.unwrap(), ["EXPR", "FEATURE_BUNDLE_1"]);
    let rows: Value = serde_json::from_str(&step.resolved_symbol_table.unwrap()).unwrap();
    let names: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["name"].as_str())
        .collect();
    for wanted in ["Param.Other", "Param.Who", "RawParam.Place", "greeting"] {
        assert!(names.contains(&wanted), "no {wanted} in {names:?}");
    }
    assert!(names.is_sorted());
    // Shorthand is written out, `let` is kept for the step's environments.
    assert!(step.template["bash"].is_null());
    assert_eq!(
        step.template["script"]["actions"]["onRun"]["timeout"],
        json!(60)
    );
    assert_eq!(
        step.template["let"],
        json!(["greeting = \"hello \" + Param.Who"])
    );
    assert_eq!(step.template["stepEnvironments"][0]["name"], "Inner");
    serde_json::from_value::<StepTemplate>(step.template).unwrap();
}

#[test]
fn environments_are_found_by_id() {
    let plan = expressive();
    let outer = format!("JOB:{JOB}:Outer");
    let told = environment_details(JOB, &outer, &plan, None).unwrap();
    assert_eq!(told.schema_version, "jobtemplate-2023-09");
    // A user's own name is no key of ours.
    assert_eq!(
        told.template["variables"],
        json!({ "fileType": "{{Param.Who}}" })
    );
    let wanted = json!([{ "name": "Param.Who", "type": "string", "value": "world" }]);
    let rows: Value = serde_json::from_str(&told.resolved_symbol_table.unwrap()).unwrap();
    assert_eq!(rows, wanted);

    let inner = format!("STEP:{STEP}:Inner");
    assert_eq!(environment_step(&inner), Some(STEP));
    assert_eq!(environment_step(&outer), None);
    let told = environment_details(JOB, &inner, &plan, Some((STEP, &plan.steps[0]))).unwrap();
    assert_eq!(told.resolved_symbol_table, plan.steps[0].symbols);
    serde_json::from_value::<Environment>(told.template).unwrap();

    let other = JobId::from_bytes([1; 16]);
    assert!(environment_details(other, &outer, &plan, None).is_none());
    assert!(environment_details(JOB, &inner, &plan, None).is_none());
    assert!(environment_details(JOB, &format!("JOB:{JOB}:Inner"), &plan, None).is_none());
}

#[test]
fn plain_jobs_are_told_nothing_that_old_agents_refuse() {
    let template = read(
        "specificationVersion: jobtemplate-2023-09
extensions: [REDACTED_ENV_VARS]
name: Plain
parameterDefinitions: [{name: Who, type: STRING, default: world}]
steps:
  - name: Only
    parameterSpace: {taskParameterDefinitions: [{name: N, type: INT, range: 1-2}]}
    hostRequirements: {amounts: [{name: amount.worker.vcpu, min: 1}]}
    script:
      actions:
        onRun:
          command: '{{Task.File.Run}}'
          cancelation: {mode: NOTIFY_THEN_TERMINATE, notifyPeriodInSeconds: 9}
      embeddedFiles: [{name: Run, type: TEXT, runnable: true, data: 'echo {{Param.Who}}'}]
",
    );
    let queue = [read_environment(
        "specificationVersion: environment-2023-09
environment:
  name: Q
  script: {actions: {onExit: {command: bye, cancelation: {mode: TERMINATE}}}}",
    )];
    let plan = create(
        &template.unwrap(),
        &Given::new(),
        &queue,
        &Limits::default(),
    )
    .unwrap();
    let step = step_details(JOB, STEP, vec![STEP], &plan, &plan.steps[0]);
    assert_eq!((step.extensions, step.resolved_symbol_table), (None, None));
    let wanted = json!({
        "name": "Only",
        "script": {
            "actions": { "onRun": {
                "command": "{{Task.File.Run}}",
                "cancelation": { "mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": 9 },
            }},
            "embeddedFiles": [
                { "name": "Run", "type": "TEXT", "runnable": true, "data": "echo {{Param.Who}}" }
            ],
        },
    });
    assert_eq!(step.template, wanted);

    let told = environment_details(JOB, &format!("JOB:{JOB}:Q"), &plan, None).unwrap();
    assert_eq!(told.schema_version, "environment-2023-09");
    assert_eq!((told.extensions, told.resolved_symbol_table), (None, None));
    let wanted = json!({
        "name": "Q",
        "script": { "actions": { "onExit": { "command": "bye", "cancelation": { "mode": "TERMINATE" } } } },
    });
    assert_eq!(told.template, wanted);

    let context = JobDetailsContext {
        log_group_name: "/logs".to_owned(),
        ..JobDetailsContext::default()
    };
    let job = serde_json::to_value(job_details(JOB, &plan, context)).unwrap();
    let wanted = json!({
        "jobId": JOB.to_string(),
        "logGroupName": "/logs",
        "schemaVersion": "jobtemplate-2023-09",
        "parameters": { "Who": { "string": "world" } },
    });
    assert_eq!(job, wanted);
}

#[test]
fn symbols_too_long_to_tell_are_refused() {
    let template = read(
        "specificationVersion: jobtemplate-2023-09
extensions: [EXPR]
name: Long
parameterDefinitions:
  - {name: Names, type: 'LIST[STRING]'}
steps:
  - name: Only
    script: {actions: {onRun: {command: 'true', args: ['{{Param.Names}}']}}}
",
    )
    .unwrap();
    let names = vec!["n".repeat(1000); 1001];
    let values = given([("Names", JobParameter::StringList(names))]);
    let error = create(&template, &values, &[], &Limits::default()).unwrap_err();
    assert!(error.to_string().starts_with("steps[0]: ") && error.to_string().contains("1000000"));
}
