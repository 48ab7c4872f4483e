//! Environments: their variables, their order, their services.

use super::*;

#[tokio::test]
async fn variables_hold_until_their_environment_is_left() {
    let mut rig = rig();
    let outer = environment_of(json!({"name": "Outer", "variables": {
        "STATIC": "outer", "KEPT": "{{Session.WorkingDirectory}}", "PATH": "/usr/bin:/bin"}}));
    let inner = environment(
        "echo 'openjd_env: DYNAMIC=inner'\necho 'openjd_env: \"LINES=a\\nb\"'\n\
         echo 'openjd_unset_env: STATIC'\n",
        "echo exit sees $DYNAMIC ${STATIC-none}",
    );
    let show = bash("echo D=${DYNAMIC-none} S=${STATIC-none} K=$KEPT L=\"${LINES//[^ab]/+}\"");
    assert_eq!(
        rig.enter("outer", &outer).await.status,
        ActionStatus::Succeeded
    );
    assert_eq!(
        rig.enter("inner", &inner).await.status,
        ActionStatus::Succeeded
    );
    assert_eq!(
        rig.session.entered().collect::<Vec<_>>(),
        ["outer", "inner"]
    );
    assert_eq!(rig.task(&show).await.status, ActionStatus::Succeeded);
    let directory = rig.session.working_directory().display().to_string();
    let line = format!("D=inner S=none K={directory} L=a+b");
    assert!(rig.log.lines().contains(&line), "{}", rig.log.text());

    let early = rig.exit("outer").await;
    assert_eq!(early.status, ActionStatus::Failed);
    assert!(early.message.unwrap_or_default().contains("entered last"));
    assert_eq!(rig.exit("inner").await.status, ActionStatus::Succeeded);
    assert!(
        rig.log.lines().contains(&"exit sees inner none".to_owned()),
        "{}",
        rig.log.text()
    );
    rig.task(&show).await;
    let line = format!("D=none S=outer K={directory} L=");
    assert!(rig.log.lines().contains(&line), "{}", rig.log.text());
    assert_eq!(rig.exit("outer").await.status, ActionStatus::Succeeded);
    assert_eq!(rig.session.entered().count(), 0);
}

#[tokio::test]
async fn a_secret_is_hidden_wherever_it_is_printed() {
    let mut rig = rig();
    let environment = environment(
        "echo 'openjd_redacted_env: TOKEN=hunter2hunter2'; echo again hunter2hunter2",
        "echo leaving with $TOKEN",
    );
    assert_eq!(
        rig.enter("env", &environment).await.status,
        ActionStatus::Succeeded
    );
    let step = bash(
        "echo task $TOKEN ${#TOKEN}; echo \"openjd_status: at $TOKEN\"\n\
         echo \"openjd_fail: no $TOKEN\"; python3 -c 'import os; print(\"x\" * 65530 + os.environ[\"TOKEN\"])'",
    );
    let outcome = rig.task(&step).await;
    assert_eq!(outcome.status, ActionStatus::Failed);
    assert_eq!(outcome.message.as_deref(), Some("no ********"));
    assert_eq!(
        outcome.updates.progress_message.as_deref(),
        Some("at ********")
    );
    assert!(
        rig.log.lines().contains(&"task ******** 14".to_owned()),
        "{}",
        rig.log.text()
    );
    rig.exit("env").await;
    assert!(
        rig.log
            .lines()
            .contains(&"leaving with ********".to_owned())
    );
    assert!(!rig.log.text().contains("hunter"), "{}", rig.log.text());
}

#[tokio::test]
async fn a_malformed_variable_ends_the_action() {
    let mut rig = rig();
    let environment = environment("echo 'openjd_env: NOTHING'\nsleep 60", "true");
    let outcome = rig.enter("env", &environment).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(-9))
    );
    assert!(outcome.message.unwrap_or_default().contains("NAME=value"));
    // Also when the process is through before the line is read.
    let outcome = rig.task(&bash("echo 'openjd_unset_env: A B'")).await;
    assert_eq!(outcome.status, ActionStatus::Failed);
}

#[tokio::test]
async fn a_failed_environment_can_still_be_left() {
    let mut rig = rig();
    let environment = environment("echo 'openjd_env: HALF=way'; exit 4", "echo undo $HALF");
    let outcome = rig.enter("env", &environment).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(4))
    );
    assert_eq!(rig.exit("env").await.status, ActionStatus::Succeeded);
    assert!(
        rig.log.lines().contains(&"undo way".to_owned()),
        "{}",
        rig.log.text()
    );
}

#[tokio::test]
async fn variables_that_no_process_could_have_fail_the_environment() {
    let mut rig = rig_of(json!({"Long": {"string": "x".repeat(3000)}}), json!([]));
    let environment = environment_of(json!({"name": "E", "variables": {"LONG": "{{Param.Long}}"}}));
    let outcome = rig.enter("env", &environment).await;
    assert_eq!(outcome.status, ActionStatus::Failed);
    assert!(
        outcome
            .message
            .unwrap_or_default()
            .contains("variables.LONG")
    );
}

#[tokio::test]
async fn services_of_an_environment_live_until_the_session_closes() {
    let mut rig = rig();
    // The service writes on after the action has ended, and tells when it still could.
    let service = "(echo service $BASHPID; while [ ! -e go ]; do sleep 0.05; done; \
                   echo more && echo fine > wrote; exec sleep 600) &";
    let environment = environment(service, "true");
    assert_eq!(
        rig.enter("env", &environment).await.status,
        ActionStatus::Succeeded
    );
    let service = process(&rig.log.wait_for("service ").await, "service ");
    let wait = bash("touch go; until [ -s wrote ]; do sleep 0.05; done; cat wrote");
    assert_eq!(
        rig.task(&wait).await.status,
        ActionStatus::Succeeded,
        "{}",
        rig.log.text()
    );
    rig.session.close().await.expect("the session closes");
    gone(service).await;
}
