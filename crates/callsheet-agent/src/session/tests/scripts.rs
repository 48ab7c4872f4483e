//! Parameters, embedded files, path mapping, the working directory and the environment.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

#[tokio::test]
async fn parameters_reach_a_script_with_their_types() {
    let parameters = json!({
        "Count": {"int": "7"}, "Ratio": {"float": "1.50"}, "Name": {"string": "a b"},
        "Dir": {"path": "/mnt/share/scene"}, "Fast": {"bool": "true"},
        "Tags": {"stringList": ["x", "y"]}, "Dirs": {"pathList": ["/mnt/share/a", "/other"]},
        "Frames": {"rangeExpr": "1-5:2"}, "Grid": {"intListList": [["1", "2"], ["3"]]},
    });
    let rules = json!([
        {"sourcePath": "/mnt", "sourcePathFormat": "posix", "destinationPath": "/wrong"},
        {"sourcePath": "/mnt/share", "sourcePathFormat": "posix", "destinationPath": "/data"},
    ]);
    let mut rig = rig_of(parameters, rules);
    let step = bash(concat!(
        "echo {{Param.Count + 1}},{{Param.Ratio}},'{{Param.Name}}',{{Param.Fast}}\n",
        "echo {{Param.Dir}} {{RawParam.Dir}} {{Task.Param.File}} {{Task.RawParam.File}}\n",
        "echo {{len(Param.Tags)}} {{Param.Dirs[0]}} {{len(Param.Frames)}} {{Param.Grid[1][0]}}\n",
        "echo {{Task.Param.Frame + 1}},{{Task.Param.Weight}},{{Task.Param.Pass}}\n",
        "echo {{Task.Param.Chunk}} has {{len(Task.Param.Chunk)}}, {{Task.Param.One}}\n",
        "echo {{Session.HasPathMappingRules}}; cat {{Session.PathMappingRulesFile}}; echo\n",
        "pwd; echo {{Session.WorkingDirectory}} $OPENJD_SESSION_WORKING_DIR\n",
    ));
    let task = json!({
        "Frame": {"int": "41"}, "Weight": {"float": "0.25"}, "Pass": {"string": "beauty"},
        "File": {"path": "/mnt/share/out"}, "Chunk": {"chunkInt": "1-7:2"},
        "One": {"chunkInt": "5-5"},
    });
    let outcome = rig.task_of(&step, task).await;
    let text = rig.log.text();
    assert_eq!(
        outcome.status,
        ActionStatus::Succeeded,
        "{outcome:?}\n{text}"
    );
    let directory = rig.session.working_directory().display().to_string();
    let expected = [
        "8,1.50,a b,true".to_owned(),
        "/data/scene /mnt/share/scene /data/out /mnt/share/out".to_owned(),
        "2 /data/a 3 3".to_owned(),
        "42,0.25,beauty".to_owned(),
        "1-7:2 has 4, 5-5".to_owned(),
        "true".to_owned(),
        directory.clone(),
        format!("{directory} {directory}"),
    ];
    let lines = rig.log.lines();
    for line in expected {
        assert!(lines.contains(&line), "{line:?} is not in\n{text}");
    }
    assert!(text.contains(r#""version":"pathmapping-1.0""#), "{text}");
}

#[tokio::test]
async fn files_keep_their_names_and_modes() {
    let mut rig = rig();
    let step = step_of(json!({
        "actions": {"onRun": {"command": "{{Task.File.Tool}}", "args": ["{{Task.File.Data}}"]}},
        "embeddedFiles": [
            {"name": "Tool", "type": "TEXT", "filename": "tool.py", "runnable": true,
             "data": "#!/usr/bin/env python3\nimport sys\nprint(sys.argv[1], repr(open(sys.argv[1], newline='').read()))\n"},
            {"name": "Data", "type": "TEXT", "data": "a\nb", "endOfLine": "CRLF"},
        ],
    }));
    assert_eq!(
        rig.task(&step).await.status,
        ActionStatus::Succeeded,
        "{}",
        rig.log.text()
    );
    assert!(rig.log.text().contains("'a\\r\\nb'"), "{}", rig.log.text());
    assert!(rig.log.text().contains("/tool.py"), "{}", rig.log.text());
}

#[tokio::test]
async fn a_symbol_table_of_the_entity_is_used() {
    let mut rig = rig_of(json!({"Dir": {"path": "/a"}}), json!([]));
    let step = StepDetails::from_entity(&json!({
        "schemaVersion": "jobtemplate-2023-09", "extensions": ["EXPR"],
        "resolvedSymbolTable": r#"[{"name":"Job.Name","type":"string","value":"Types"},
            {"name":"bound","type":"int","value":"6"}]"#,
        "template": {"name": "S", "let": ["bound = 1"], "script": {"let": ["twice = bound * 2"],
            "actions": {"onRun": {"command": "echo", "args": ["{{Job.Name}} {{twice}} {{Param.Dir}}"]}}}},
    }))
    .expect("step details");
    assert_eq!(
        rig.task(&step).await.status,
        ActionStatus::Succeeded,
        "{}",
        rig.log.text()
    );
    assert!(
        rig.log.lines().contains(&"Types 12 /a".to_owned()),
        "{}",
        rig.log.text()
    );
}

#[tokio::test]
async fn a_process_gets_nothing_of_the_workers_environment() {
    assert!(
        std::env::vars().count() > 2,
        "the test itself has an environment"
    );
    let mut rig = rig();
    let step = step_of(json!({"actions": {"onRun": {"command": "env"}}}));
    assert_eq!(rig.task(&step).await.status, ActionStatus::Succeeded);
    let lines = rig.log.lines();
    let begin = lines
        .iter()
        .position(|l| l.starts_with("Process started"))
        .expect("a start")
        + 1;
    let mut names: Vec<&str> = lines[begin..lines.len() - 1]
        .iter()
        .filter_map(|l| l.split('=').next())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["OPENJD_SESSION_WORKING_DIR", "PATH"]);
}

#[tokio::test]
async fn the_working_directory_is_private_and_goes_with_the_session() {
    let mut rig = rig();
    let directory = rig.session.working_directory().to_owned();
    assert!(directory.starts_with(rig.root.path()));
    let mode = std::fs::metadata(&directory)
        .expect("the directory")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    let step = bash("mkdir -p deep/er; echo x > deep/er/file; chmod 500 deep/er");
    assert_eq!(rig.task(&step).await.status, ActionStatus::Succeeded);
    assert!(directory.join("deep/er/file").exists());
    rig.session.close().await.expect("the session closes");
    assert!(!directory.exists());
}

#[tokio::test]
async fn what_cannot_be_resolved_fails_and_names_the_field() {
    let mut rig = rig();
    let step = step_of(json!({"actions": {"onRun": {"command": "{{Param.Nothing}}"}}}));
    let outcome = rig.task(&step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, None)
    );
    let message = outcome.message.unwrap_or_default();
    assert!(
        message.contains("command") && message.contains("Param.Nothing"),
        "{message}"
    );
    // The session goes on.
    assert_eq!(
        rig.task(&bash("true")).await.status,
        ActionStatus::Succeeded
    );
}

#[test]
fn entities_that_cannot_be_run_are_refused() {
    let error = |entity: Value| {
        StepDetails::from_entity(&entity)
            .expect_err("refused")
            .to_string()
    };
    let script = json!({"actions": {"onRun": {"command": "true"}}});
    let template = json!({"name": "S", "script": script});
    assert!(error(json!({"template": template})).contains("schemaVersion"));
    let future = json!({"schemaVersion": "jobtemplate-2099-01", "template": template});
    assert!(error(future).contains("jobtemplate-2099-01"));
    let unknown = json!({"schemaVersion": "jobtemplate-2023-09", "extensions": ["NEW"], "template": template});
    assert!(error(unknown).contains("NEW"));
    let empty = json!({"schemaVersion": "jobtemplate-2023-09", "template": {"name": "S"}});
    assert!(error(empty).contains("template.script"));
    let all = [
        "TASK_CHUNKING",
        "REDACTED_ENV_VARS",
        "FEATURE_BUNDLE_1",
        "EXPR",
        "WRAP_ACTIONS",
    ];
    let known =
        json!({"schemaVersion": "jobtemplate-2023-09", "extensions": all, "template": template});
    assert!(StepDetails::from_entity(&known).is_ok());
    let bad = |value: Value| {
        TaskParameters::from_value(&value)
            .expect_err("refused")
            .to_string()
    };
    assert!(bad(json!({"Frame": {"int": "x"}})).contains("parameters.Frame"));
    assert!(bad(json!({"Frame": {"complex": "1"}})).contains("complex"));
    assert!(bad(json!({"Frame": "1"})).contains("exactly one member"));
}
