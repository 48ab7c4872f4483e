//! Small templates that ask for a lot are refused or served at once: no test here would end
//! otherwise.

use super::*;

fn chunk(range: &str, constraint: &str, target: u32) -> String {
    with_space(
        "extensions: [TASK_CHUNKING]",
        &format!(
            "      taskParameterDefinitions:
        - name: N
          type: CHUNK[INT]
          range: {range}
          chunks: {{defaultTaskCount: 10, rangeConstraint: {constraint}, targetRuntimeSeconds: {target}}}"
        ),
    )
}

/// semantics 3.3-2.
#[test]
fn a_hundred_billion_tasks_are_counted_and_refused() {
    for constraint in ["CONTIGUOUS", "NONCONTIGUOUS"] {
        for range in ["1-100000000000", "1-100000000000:2"] {
            let error = plan(&chunk(range, constraint, 60)).unwrap_err();
            assert!(
                error.to_string().contains("the most are 10000000"),
                "{error}"
            );
        }
    }
    let space = "      taskParameterDefinitions:
        - {name: A, type: INT, range: 1-4000000000000000000}
        - {name: B, type: INT, range: 1-4000000000000000000}";
    let error = plan(&with_space("", space)).unwrap_err();
    assert!(error.faults()[0].path.starts_with("steps[0]"), "{error}");
}

#[test]
fn an_adaptive_chunk_keeps_its_wish() {
    let plan = plan(&chunk("1-1000000", "CONTIGUOUS", 60)).unwrap();
    let chunking = plan.steps[0].space.chunking().unwrap();
    assert_eq!(chunking.target_runtime_s, Some(60));
    assert!(chunking.is_contiguous);
}

#[test]
fn a_stepped_range_is_not_walked() {
    let plan = plan(&chunk("1-19999999:2", "CONTIGUOUS", 0)).unwrap();
    let space = &plan.steps[0].space;
    assert_eq!(space.len(), 10_000_000);
    assert_eq!(space.run_length(9_999_999, 10), 1);
    assert_eq!(space.run_length(5_000_000, 10), 1);
}

#[test]
fn deep_and_wide_documents_are_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for kind in [TemplateType::Json, TemplateType::Yaml] {
        for text in [deep.clone(), format!("{{\"a\": {deep}}}")] {
            Template::read(kind, &text, &Limits::default()).unwrap_err();
        }
    }
    let long = " ".repeat(1_000_001);
    let error = Template::read(TemplateType::Json, &long, &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("1000000"), "{error}");
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    read(&bomb).unwrap_err();
}

#[test]
fn deep_expressions_are_refused() {
    for (open, close) in [("(", ")"), ("[", "]"), ("not ", "")] {
        let deep = format!("{}1{}", open.repeat(50_000), close.repeat(50_000));
        let yaml = format!(
            "{{specificationVersion: jobtemplate-2023-09, extensions: [EXPR], name: '{{{{{deep}}}}}',
               steps: [{{name: A, script: {{actions: {{onRun: {{command: x}}}}}}}}]}}"
        );
        read(&yaml)
            .map(|template| create(&template, &Given::new(), &[], &Limits::default()))
            .ok();
    }
    let deep = format!("{}A{}", "(".repeat(600), ")".repeat(600));
    let space = format!(
        "      combination: '{deep}'\n      taskParameterDefinitions: [{{name: A, type: INT, range: 1-2}}]"
    );
    plan(&with_space("", &space)).unwrap_err();
}

/// semantics 3.3-1.
#[test]
fn too_many_steps_are_refused_before_they_are_decoded() {
    let steps: String = (0..2_001)
        .map(|at| format!("  - {{name: S{at}, script: {{actions: {{onRun: {{command: x}}}}}}}}\n"))
        .collect();
    let error = read(&format!(
        "specificationVersion: jobtemplate-2023-09\nname: A\nsteps:\n{steps}"
    ))
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "steps: has 2001 steps; the most are 2000"
    );
}

/// What an expression may take of time and memory is bounded, and a pattern's automaton too.
#[test]
fn expressions_that_grow_without_end_are_refused() {
    for expression in [
        "'x' * 1000000000",
        "len([1] * 1000000000)",
        "len(range(1000000000))",
        "sum([a for a in range(1000000000)])",
        "sum([sum([a for a in range(10000)]) for b in range(10000)])",
        "re_match('a', '(((a{1000}){1000}){1000}){1000}')",
        "'a'.replace('', 'x' * 100000).replace('', 'x' * 100000)",
    ] {
        let yaml = format!(
            "{{specificationVersion: jobtemplate-2023-09, extensions: [EXPR],
               name: \"{{{{ {expression} }}}}\",
               steps: [{{name: A, script: {{actions: {{onRun: {{command: x}}}}}}}}]}}"
        );
        let error = plan(&yaml).unwrap_err();
        assert_eq!(error.faults()[0].path, "name", "{expression}: {error}");
    }
}

/// The product of many small dimensions, and ranges within lists.
#[test]
fn small_dimensions_that_multiply_are_counted_and_refused() {
    let definitions: String = (0..16)
        .map(|at| format!("        - {{name: P{at}, type: INT, range: 1-1000}}\n"))
        .collect();
    let names: Vec<String> = (0..16).map(|at| format!("P{at}")).collect();
    for combination in [names.join(" * "), format!("({}) * P0", names.join(", "))] {
        let space = format!(
            "      combination: \"{combination}\"\n      taskParameterDefinitions:\n{definitions}"
        );
        plan(&with_space("", &space)).unwrap_err();
    }
    let ranges = vec!["1-1000000000:3"; 5_000].join(",");
    let space =
        format!("      taskParameterDefinitions: [{{name: A, type: INT, range: \"{ranges}\"}}]");
    plan(&with_space("", &space)).unwrap_err();
}
