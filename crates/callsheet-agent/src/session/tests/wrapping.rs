//! An environment that wraps the actions within it (extension WRAP_ACTIONS).

use super::*;

fn wrapping() -> EnvironmentDetails {
    let hook = |title: &str, name: &str| {
        json!({
            "command": "bash",
            "args": ["{{Env.File.Wrap}}", format!("{title} {{{{{name}}}}}"),
                "env {{WrappedAction.Environment}}",
                "{{WrappedAction.Command}}", "{{WrappedAction.Args}}"],
            "timeout": "{{WrappedAction.Timeout}}",
            "cancelation": {"mode": "{{WrappedAction.Cancelation.Mode}}",
                "notifyPeriodInSeconds": "{{WrappedAction.Cancelation.NotifyPeriodInSeconds}}"},
        })
    };
    environment_of(json!({
        "name": "Box",
        "variables": {"BOX": "yes"},
        "script": {
            "let": ["greeting = 'in the box'"],
            "actions": {
                "onEnter": {"command": "echo", "args": ["box itself"]},
                "onWrapEnvEnter": hook("enter", "WrappedEnv.Name"),
                "onWrapTaskRun": hook("task", "WrappedStep.Name"),
                "onWrapEnvExit": hook("exit", "WrappedEnv.Name"),
            },
            "embeddedFiles": [{"name": "Wrap", "type": "TEXT", "data":
                "echo \"{{greeting}}: $1\"; echo \"$2\"; shift 2\necho path $0\nexec \"$@\"\n"}],
        },
    }))
}

#[tokio::test]
async fn hooks_run_around_tasks_and_inner_environments() {
    let mut rig = rig();
    assert_eq!(
        rig.enter("box", &wrapping()).await.status,
        ActionStatus::Succeeded
    );
    assert!(
        rig.log.lines().contains(&"box itself".to_owned()),
        "{}",
        rig.log.text()
    );
    let inner = environment("echo 'openjd_env: INNER=1'; echo entered", "echo left");
    assert_eq!(
        rig.enter("in", &inner).await.status,
        ActionStatus::Succeeded,
        "{}",
        rig.log.text()
    );
    let outcome = rig.task(&bash("echo frame $INNER; exit 6")).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(6))
    );
    assert_eq!(rig.exit("in").await.status, ActionStatus::Succeeded);
    assert_eq!(rig.exit("box").await.status, ActionStatus::Succeeded);
    let lines = rig.log.lines();
    let text = rig.log.text();
    for line in [
        "in the box: enter Tools",
        "entered",
        "in the box: task Render",
        "frame 1",
        "in the box: exit Tools",
        "left",
    ] {
        assert!(
            lines.contains(&line.to_owned()),
            "{line:?} is not in\n{text}"
        );
    }
    assert!(
        text.contains("INNER=1") && text.contains("BOX=yes"),
        "{text}"
    );
    // The hook's file keeps its path from one hook to the next.
    let paths: Vec<&String> = lines.iter().filter(|l| l.starts_with("path ")).collect();
    assert_eq!(paths.len(), 3, "{text}");
    assert!(paths.iter().all(|path| *path == paths[0]), "{text}");
}

#[tokio::test]
async fn a_hook_ends_as_the_wrapped_action_asks() {
    let mut rig = rig();
    rig.enter("box", &wrapping()).await;
    let step = bash_with(
        "trap 'echo saved; exit 3' TERM; echo ready; while :; do sleep 0.05; done",
        notify(20),
    );
    let outcome = rig.cancel_at("ready", Cancel::Graceful, &step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(3))
    );
    let step = bash_with("sleep 600", json!({"timeout": 1}));
    let outcome = rig.task(&step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(-9))
    );
}

#[tokio::test]
async fn only_one_environment_may_wrap() {
    let mut rig = rig();
    rig.enter("box", &wrapping()).await;
    let outcome = rig.enter("box2", &wrapping()).await;
    assert_eq!(outcome.status, ActionStatus::Failed);
    assert!(outcome.message.unwrap_or_default().contains("Box"));
    assert_eq!(rig.session.entered().collect::<Vec<_>>(), ["box"]);
}
