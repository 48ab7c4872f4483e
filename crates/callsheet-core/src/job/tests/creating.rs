//! Parameters, requirements and limits of a job.

use super::*;
use crate::job::{ParameterKind, parameter_definitions};
use crate::schedule::eligibility::{AmountRequirement, AttributeRequirement};

const PARAMETERS: &str = "specificationVersion: jobtemplate-2023-09
name: 'Shot {{Param.Shot}}'
description: For tests
parameterDefinitions:
  - {name: Shot, type: STRING, minLength: 2}
  - {name: Frames, type: INT, default: 5, maxValue: 10}
  - {name: Scale, type: FLOAT, default: '1.50'}
steps:
  - name: Only
    description: One
    script: {actions: {onRun: {command: 'true'}}}
";

fn create_with(values: Given) -> Result<JobPlan, CreateError> {
    create(&read(PARAMETERS).unwrap(), &values, &[], &Limits::default())
}

fn text(value: &str) -> JobParameter {
    JobParameter::String(value.to_owned())
}

/// semantics 3.4-1, 3.4-3.
#[test]
fn values_and_defaults_are_bound() {
    let plan = create_with(given([("Shot", text("A1"))])).unwrap();
    assert_eq!(plan.name, "Shot A1");
    assert_eq!(plan.description.as_deref(), Some("For tests"));
    assert_eq!(plan.steps[0].description.as_deref(), Some("One"));
    assert_eq!(plan.parameters["Frames"], JobParameter::Int("5".to_owned()));
    assert_eq!(
        plan.parameters["Scale"],
        JobParameter::Float("1.50".to_owned())
    );
    assert_eq!(plan.steps[0].task_count, 1);
}

/// semantics 3.2-3.
#[test]
fn wrong_values_are_told_by_name() {
    let cases = [
        (given([]), "Shot"),
        (given([("Shot", text("x"))]), "Shot"),
        (
            given([
                ("Shot", text("ok")),
                ("Frames", JobParameter::Int("11".to_owned())),
            ]),
            "Frames",
        ),
        (
            given([
                ("Shot", text("ok")),
                ("Frames", JobParameter::Int("many".to_owned())),
            ]),
            "Frames",
        ),
        (
            given([("Shot", text("ok")), ("Frames", text("3"))]),
            "'Frames' is INT, but was given as STRING",
        ),
        (given([("Shot", text("ok")), ("Shoe", text("3"))]), "Shoe"),
    ];
    for (values, wanted) in cases {
        let error = create_with(values).unwrap_err().to_string();
        assert!(error.contains(wanted), "no {wanted} in: {error}");
    }
}

/// semantics 3.4-6, 3.6-1.
#[test]
fn a_queue_environment_adds_and_tightens_parameters() {
    let template = read(PARAMETERS).unwrap();
    let environment = read_environment(
        "specificationVersion: environment-2023-09
parameterDefinitions:
  - {name: Frames, type: INT, maxValue: 3}
  - {name: Tools, type: STRING, default: '4.2'}
environment: {name: E, variables: {TOOLS: '{{Param.Tools}}'}}",
    );
    let environments = [environment];
    let definitions = parameter_definitions(&template, &environments).unwrap();
    let tools = definitions.iter().find(|one| one.name == "Tools").unwrap();
    assert_eq!(
        (tools.kind, tools.default.as_deref()),
        (ParameterKind::String, Some("4.2"))
    );
    assert_eq!(tools.document["default"], "4.2");

    let create = |frames: &str| {
        let frames = JobParameter::Int(frames.to_owned());
        let values = given([("Shot", text("A1")), ("Frames", frames)]);
        create(&template, &values, &environments, &Limits::default())
    };
    assert_eq!(create("3").unwrap().parameters["Tools"], text("4.2"));
    assert!(create("4").unwrap_err().to_string().contains("Frames"));
}

/// semantics 3.4-2, 3.4-3.
#[test]
fn lists_and_truth_values_come_and_go_as_text() {
    let template = read(
        "specificationVersion: jobtemplate-2023-09
extensions: [EXPR]
name: Lists
parameterDefinitions:
  - {name: On, type: BOOL}
  - {name: Numbers, type: 'LIST[INT]'}
  - {name: Grid, type: 'LIST[LIST[INT]]'}
  - {name: Files, type: 'LIST[PATH]', default: [a, b]}
  - {name: Range, type: RANGE_EXPR, default: 1-4}
steps:
  - name: Only
    parameterSpace:
      taskParameterDefinitions:
        - {name: N, type: INT, range: '{{Param.Numbers}}'}
    script: {actions: {onRun: {command: 'true', args: ['{{Param.Grid}}']}}}
",
    )
    .unwrap();
    let list = |items: &[&str]| {
        items
            .iter()
            .map(|item| (*item).to_owned())
            .collect::<Vec<_>>()
    };
    let values = given([
        ("On", JobParameter::Bool("yes".to_owned())),
        ("Numbers", JobParameter::IntList(list(&["3", "1"]))),
        (
            "Grid",
            JobParameter::IntListList(vec![list(&["1", "2"]), list(&["3"])]),
        ),
    ]);
    let plan = create(&template, &values, &[], &Limits::default()).unwrap();
    assert_eq!(plan.parameters["On"], JobParameter::Bool("true".to_owned()));
    assert_eq!(plan.parameters["Numbers"], values["Numbers"]);
    assert_eq!(plan.parameters["Grid"], values["Grid"]);
    assert_eq!(
        plan.parameters["Files"],
        JobParameter::PathList(list(&["a", "b"]))
    );
    assert_eq!(
        plan.parameters["Range"],
        JobParameter::RangeExpr("1-4".to_owned())
    );
    assert_eq!(plan.steps[0].task_count, 2);
}

#[test]
fn requirements_are_resolved() {
    let plan = plan(
        "specificationVersion: jobtemplate-2023-09
name: Needs
steps:
  - name: Only
    hostRequirements:
      amounts: [{name: amount.worker.vcpu, min: 4, max: 8}, {name: amount.worker.gpu, min: 1}]
      attributes: [{name: attr.worker.os.family, anyOf: [linux, macos]}]
    script: {actions: {onRun: {command: 'true'}}}
",
    )
    .unwrap();
    let requirements = &plan.steps[0].requirements;
    let amount = |name: &str, min, max| AmountRequirement {
        name: name.to_owned(),
        min,
        max,
    };
    assert_eq!(
        requirements.amounts,
        [
            amount("amount.worker.vcpu", Some(4.0), Some(8.0)),
            amount("amount.worker.gpu", Some(1.0), None)
        ]
    );
    let attribute = AttributeRequirement {
        name: "attr.worker.os.family".to_owned(),
        any_of: vec!["linux".to_owned(), "macos".to_owned()],
        all_of: Vec::new(),
    };
    assert_eq!(requirements.attributes, [attribute]);
    let told = crate::job::required_capabilities(requirements);
    assert_eq!(told.amounts[0].max, Some(8.0));
    assert_eq!(told.attributes[0].all_of, None);
}

#[test]
fn a_fault_that_only_values_bring_names_its_step() {
    let yaml = "specificationVersion: jobtemplate-2023-09
name: Late
parameterDefinitions: [{name: Range, type: STRING}]
steps:
  - name: Fine
    script: {actions: {onRun: {command: 'true'}}}
  - name: Late
    parameterSpace:
      taskParameterDefinitions: [{name: N, type: INT, range: '{{Param.Range}}'}]
    script: {actions: {onRun: {command: 'true'}}}
";
    let values = given([("Range", text("1-"))]);
    let error = create(&read(yaml).unwrap(), &values, &[], &Limits::default()).unwrap_err();
    assert_eq!(error.faults()[0].path, "steps[1]", "{error}");
}

#[test]
fn environments_of_one_session_differ_in_name() {
    let job = "specificationVersion: jobtemplate-2023-09
name: Twice
jobEnvironments: [{name: Tools, variables: {A: b}}]
steps: [{name: Only, script: {actions: {onRun: {command: 'true'}}}}]
";
    let queue = "{specificationVersion: environment-2023-09, environment: {name: Tools, variables: {A: c}}}";
    let queue = [read_environment(queue)];
    let error = create(
        &read(job).unwrap(),
        &Given::new(),
        &queue,
        &Limits::default(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("'Tools'"), "{error}");
}

/// semantics 3.3-2, 3.3-4.
#[test]
fn limits_hold() {
    let mut yaml = "specificationVersion: jobtemplate-2023-09\nname: Many\nsteps:\n".to_owned();
    for at in 0..4 {
        let on = if at == 0 {
            ""
        } else {
            "dependencies: [{dependsOn: S0}], "
        };
        yaml.push_str(&format!(
            "  - {{name: S{at}, {on}script: {{actions: {{onRun: {{command: x}}}}}}}}\n"
        ));
    }
    let template = read(&yaml).unwrap();
    let create = |limits: &Limits| create(&template, &Given::new(), &[], limits);
    assert!(create(&Limits::default()).is_ok());
    let few = Limits {
        consumers_per_step: 2,
        ..Limits::default()
    };
    let error = create(&few).unwrap_err().to_string();
    assert_eq!(
        error,
        "steps[0]: has 3 steps that wait for it; the most are 2"
    );
    let few = Limits {
        tasks_per_job: 3,
        ..Limits::default()
    };
    assert!(
        create(&few)
            .unwrap_err()
            .to_string()
            .contains("4 tasks in all")
    );
    let none = Limits {
        dependencies_per_step: 0,
        ..Limits::default()
    };
    assert!(
        create(&none)
            .unwrap_err()
            .to_string()
            .starts_with("steps[1]")
    );
}
