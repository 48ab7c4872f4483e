//! Templates that cannot be used say why and where.

use super::*;

fn faults(yaml: &str) -> String {
    read(yaml).unwrap_err().to_string()
}

#[test]
fn text_that_is_no_document_is_told() {
    for (kind, text) in [
        (TemplateType::Json, "{"),
        (TemplateType::Yaml, "- a"),
        (TemplateType::Json, ""),
    ] {
        let error = Template::read(kind, text, &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("document"), "{error}");
    }
}

#[test]
fn an_unknown_version_is_told() {
    let error = faults("specificationVersion: jobtemplate-1999-01\nname: A\nsteps: []");
    assert!(error.contains("jobtemplate-1999-01"), "{error}");
    let error = faults("name: A");
    assert!(error.contains("specificationVersion"), "{error}");
}

#[test]
fn every_fault_of_shape_has_a_path() {
    let error = read(
        "specificationVersion: jobtemplate-2023-09
name: Bad
parameterDefinitions:
  - {name: Fine, type: INT}
  - {name: NoSuch, type: PICTURE}
steps:
  - name: First
    script: {actions: {onRun: {command: 'true'}}}
  - name: Second
    script: {actions: {}}
  - name: Third
    colour: red
    script: {actions: {onRun: {command: 'true'}}}
    parameterSpace:
      taskParameterDefinitions:
        - {name: A, type: INT}
",
    )
    .unwrap_err();
    let paths: Vec<&str> = error
        .faults
        .iter()
        .map(|fault| fault.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "parameterDefinitions[1]",
            "steps[1] -> script",
            "steps[2] -> parameterSpace -> taskParameterDefinitions[0]"
        ],
        "{error}"
    );
    assert!(
        error.to_string().contains("steps[1] -> script: "),
        "{error}"
    );
    assert!(error.to_string().contains("onRun"), "{error}");
}

#[test]
fn an_unknown_member_of_a_step_names_the_step() {
    let error = faults(
        "{specificationVersion: jobtemplate-2023-09, name: Bad, steps: [
           {name: A, colour: red, script: {actions: {onRun: {command: x}}}}]}",
    );
    assert!(
        error.starts_with("steps[0]: ") && error.contains("colour"),
        "{error}"
    );
}

#[test]
fn faults_of_meaning_have_paths_and_are_all_told() {
    let error = faults(
        "specificationVersion: jobtemplate-2023-09
name: '{{Param.Missing}}'
steps:
  - name: Same
    script: {actions: {onRun: {command: '{{Task.Param.None}}'}}}
  - name: Same
    dependencies: [{dependsOn: Nobody}]
    script: {actions: {onRun: {command: 'true'}}}
",
    );
    for wanted in [
        "name: ",
        "Param.Missing",
        "steps[0]",
        "Task.Param.None",
        "Nobody",
        "Same",
    ] {
        assert!(error.contains(wanted), "no {wanted} in: {error}");
    }
}

/// semantics 2.1-3.
#[test]
fn a_circle_names_its_steps() {
    let step = |name: &str, on: &str| {
        format!(
            "  - name: {name}\n    dependencies: [{{dependsOn: {on}}}]\n    script: {{actions: {{onRun: {{command: x}}}}}}\n"
        )
    };
    let head = "specificationVersion: jobtemplate-2023-09\nname: Round\nsteps:\n";
    let yaml = [
        head,
        &step("Start", "B"),
        &step("A", "C"),
        &step("B", "A"),
        &step("C", "B"),
    ]
    .concat();
    let error = read(&yaml).unwrap_err();
    assert_eq!(error.faults.len(), 1, "{error}");
    assert_eq!(error.faults[0].path, "steps");
    assert!(error.to_string().ends_with("B -> A -> C -> B"), "{error}");
}

/// semantics 3.2-4, 3.5-1, 3.5-2.
#[test]
fn an_extension_must_be_known_and_declared() {
    let error = faults(
        "{specificationVersion: jobtemplate-2023-09, extensions: [TELEPATHY], name: A, steps: [
           {name: A, script: {actions: {onRun: {command: x}}}}]}",
    );
    assert!(
        error.contains("extensions") && error.contains("TELEPATHY"),
        "{error}"
    );
    let space = "      taskParameterDefinitions:
        - {name: N, type: 'CHUNK[INT]', range: 1-9, chunks: {defaultTaskCount: 2, rangeConstraint: CONTIGUOUS}}";
    let error = faults(&with_space("", space));
    assert!(error.contains("TASK_CHUNKING"), "{error}");
    assert_eq!(
        read(&with_space("extensions: [TASK_CHUNKING]", space))
            .unwrap()
            .extensions(),
        ["TASK_CHUNKING"]
    );
}

#[test]
fn an_environment_template_is_no_job_template() {
    let text = "specificationVersion: environment-2023-09
environment: {name: E, variables: {A: b}}";
    assert_eq!(read_environment(text).name(), "E");
    assert!(faults(text).contains("environment-2023-09"));
    let bad = "{specificationVersion: environment-2023-09, environment: {name: E, colour: red}}";
    let error = EnvironmentTemplate::read(TemplateType::Yaml, bad, &Limits::default()).unwrap_err();
    assert!(error.to_string().starts_with("environment: "), "{error}");
}

#[test]
fn braces_in_a_step_name_stay_as_they_are() {
    let plan = plan(
        "specificationVersion: jobtemplate-2023-09
name: Published
steps:
  - name: '{{Param.Comp}}'
    script: {actions: {onRun: {command: 'true'}}}
  - name: After
    dependencies: [{dependsOn: '{{Param.Comp}}'}]
    script: {actions: {onRun: {command: 'true'}}}
",
    )
    .unwrap();
    assert_eq!(plan.steps[0].name, "{{Param.Comp}}");
    assert_eq!(plan.steps[0].fragment["name"], "{{Param.Comp}}");
    assert_eq!(plan.steps[1].dependencies, [0]);
}
