//! `callsheet explain` against a real server: ids alone, tables and JSON.

use serde_json::Value;

use crate::callsheet::{Folder, text, until};

const TEMPLATE: &str = r#"specificationVersion: jobtemplate-2023-09
name: shot
steps:
  - name: render
    parameterSpace:
      taskParameterDefinitions: [{ name: Frame, type: INT, range: "1-1000" }]
    script: { actions: { onRun: { command: "true" } } }
"#;

fn json(folder: &Folder, id: &str) -> Value {
    let out = folder.run(&["explain", id, "--output", "json"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn an_id_alone_is_explained_in_one_line_and_in_full() {
    let folder = Folder::new();
    // Without a worker: what was submitted waits for one.
    let up = folder.up(&["--no-worker"]);
    let bundle = folder.file("bundle");
    std::fs::create_dir(&bundle).unwrap();
    std::fs::write(bundle.join("template.yaml"), TEMPLATE).unwrap();
    let out = folder.run(&["submit", bundle.to_str().unwrap(), "--output", "json"]);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let submitted: Value = serde_json::from_slice(&out.stdout).unwrap();
    let job = submitted["jobId"].as_str().unwrap();
    let answer = until("the job's steps", || {
        let answer = json(&folder, job);
        (answer["reason"] == "NO_WORKERS").then_some(answer)
    });
    assert_eq!(answer["taskCounts"]["READY"], 1000);
    let step = answer["steps"][0]["stepId"].as_str().unwrap();
    let task = format!("{}-999", step.replacen("step-", "task-", 1));

    for (id, subject) in [
        (job, "Job `shot`"),
        (step, "Step `render`"),
        (&task, "Task 999 of step `render`"),
    ] {
        let out = folder.run(&["explain", id]);
        let table = text(&out.stdout);
        let first = table.lines().next().unwrap();
        let beginning = format!("{subject} waits for a worker: fleet `");
        assert!(first.starts_with(&beginning), "{first}");
        assert!(
            first.contains("has none; next: start one: callsheet worker"),
            "{first}"
        );
        // Into a pipe without colours.
        assert!(!table.contains('\u{1b}'), "{table:?}");
        assert!(table.contains("WORKER_STATUS"), "{table}");
    }

    let out = folder.run(&["explain", "job-00000000000000000000000000000000"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(
        text(&out.stderr).contains("ResourceNotFoundException"),
        "{}",
        text(&out.stderr)
    );
    let out = folder.run(&["explain", "shot"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(
        text(&out.stderr).contains("no job, step or task"),
        "{}",
        text(&out.stderr)
    );
    drop(up);
}
