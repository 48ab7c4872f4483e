//! Ends before time: cancels, grace periods, timeouts, and whole process groups.

use super::*;

#[tokio::test]
async fn a_process_that_talks_in_its_grace_period_is_heard_to_its_end() {
    let mut rig = rig();
    let step = bash_with(
        "trap 'for i in 1 2 3 4 5 6; do echo saving $i; sleep 0.4; done; exit 3' TERM\n\
         echo ready; while :; do sleep 0.05; done",
        notify(20),
    );
    let outcome = rig.cancel_at("ready", Cancel::Graceful, &step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(3))
    );
    assert!(
        rig.log.lines().contains(&"saving 6".to_owned()),
        "{}",
        rig.log.text()
    );
}

#[tokio::test]
async fn a_silent_process_has_its_whole_grace_period() {
    let mut rig = rig();
    let step = bash_with(
        "trap 'cat cancel_info.json > seen; sleep 7; exit 3' TERM\n\
         echo ready; while :; do sleep 0.05; done",
        notify(20),
    );
    let outcome = rig.cancel_at("ready", Cancel::Graceful, &step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(3))
    );
    let seen = std::fs::read_to_string(rig.session.working_directory().join("seen"));
    let info: Value = serde_json::from_str(&seen.expect("a file")).expect("JSON");
    let end = info["NotifyEnd"].as_str().unwrap_or_default();
    assert!(
        end.len() == 20 && end.starts_with("20") && end.ends_with('Z'),
        "{info}"
    );
}

#[tokio::test]
async fn a_stubborn_process_is_killed_when_its_grace_period_is_over() {
    let mut rig = rig();
    let step = bash_with(
        "trap '' TERM; echo ready; while :; do sleep 0.05; done",
        notify(1),
    );
    let outcome = rig.cancel_at("ready", Cancel::Graceful, &step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(-9))
    );
    let took = outcome.ended_at_ms - outcome.started_at_ms;
    assert!((1_000..8_000).contains(&took), "it took {took} ms");
}

#[tokio::test]
async fn a_limit_shortens_the_grace_period_and_interrupts() {
    let mut rig = rig();
    let step = bash_with(
        "trap '' TERM; echo ready; while :; do sleep 0.05; done",
        notify(600),
    );
    let how = Cancel::Within(Duration::from_millis(300));
    let outcome = rig.cancel_at("ready", how, &step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Interrupted, Some(-9))
    );
}

#[tokio::test]
async fn a_second_request_ends_a_grace_period() {
    let mut rig = rig();
    let step = bash_with(
        "trap 'echo notified' TERM; echo ready; while :; do sleep 0.05; done",
        notify(600),
    );
    let canceler = rig.session.canceler();
    let log = Arc::clone(&rig.log);
    let cancel = async {
        log.wait_for("ready").await;
        canceler.cancel(Cancel::Graceful);
        log.wait_for("notified").await;
        canceler.cancel(Cancel::Now);
    };
    let (outcome, ()) = tokio::join!(rig.task(&step), cancel);
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(-9))
    );
}

#[tokio::test]
async fn canceling_kills_the_whole_process_group() {
    let mut rig = rig();
    // The default method is TERMINATE; nobody here would end on SIGTERM.
    let step = bash(
        "trap '' TERM; python3 -c 'import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n\
         print(\"child\", os.getpid(), flush=True)\ntime.sleep(600)' & \n\
         (trap '' TERM; exec sleep 600) & echo quiet $!; wait",
    );
    let log = Arc::clone(&rig.log);
    let canceler = rig.session.canceler();
    let cancel = async {
        let child = process(&log.wait_for("child ").await, "child ");
        let quiet = process(&log.wait_for("quiet ").await, "quiet ");
        canceler.cancel(Cancel::Graceful);
        (child, quiet)
    };
    let (outcome, (child, quiet)) = tokio::join!(rig.task(&step), cancel);
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(-9))
    );
    gone(child).await;
    gone(quiet).await;
}

#[tokio::test]
async fn children_of_a_notified_process_are_not_left_behind() {
    let mut rig = rig();
    // The child lets go of the output, so that only its group still tells of it.
    let step = bash_with(
        "trap 'exit 3' TERM; (trap '' TERM; exec sleep 600) > /dev/null 2>&1 &\n\
         echo child $!; while :; do sleep 0.05; done",
        notify(20),
    );
    let log = Arc::clone(&rig.log);
    let canceler = rig.session.canceler();
    let cancel = async {
        let child = process(&log.wait_for("child ").await, "child ");
        canceler.cancel(Cancel::Graceful);
        child
    };
    let (outcome, child) = tokio::join!(rig.task(&step), cancel);
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Canceled, Some(3))
    );
    gone(child).await;
}

#[tokio::test]
async fn a_timeout_gives_notice_where_the_action_asks_for_it() {
    let mut rig = rig();
    let mut action = notify(20);
    action["timeout"] = json!(1);
    let step = bash_with(
        "trap 'echo saving; sleep 1.5; echo saved; exit 3' TERM\nwhile :; do sleep 0.05; done",
        action,
    );
    let outcome = rig.task(&step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(3))
    );
    assert!(
        outcome
            .message
            .unwrap_or_default()
            .contains("timeout of 1 s")
    );
    assert!(
        rig.log.lines().contains(&"saved".to_owned()),
        "{}",
        rig.log.text()
    );
}

#[tokio::test]
async fn a_timeout_kills_at_once_where_no_notice_is_asked_for() {
    let mut rig = rig();
    let step = bash_with("trap '' TERM; sleep 600", json!({"timeout": "{{ 0 + 1 }}"}));
    let outcome = rig.task(&step).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::Failed, Some(-9))
    );
    assert!(
        outcome
            .message
            .unwrap_or_default()
            .contains("timeout of 1 s")
    );
}

#[tokio::test]
async fn a_request_is_for_one_action_only() {
    let mut rig = rig();
    let canceler = rig.session.canceler();
    canceler.cancel(Cancel::Graceful);
    let outcome = rig.task(&bash("echo ran")).await;
    assert_eq!(
        (outcome.status, outcome.exit_code),
        (ActionStatus::NeverAttempted, None)
    );
    canceler.cancel(Cancel::Now);
    assert_eq!(
        rig.task(&bash("echo next")).await.status,
        ActionStatus::Succeeded
    );
    assert!(!rig.log.lines().contains(&"ran".to_owned()));
}

#[tokio::test]
async fn an_environment_that_was_never_entered_needs_no_leaving() {
    let mut rig = rig();
    rig.session.canceler().cancel(Cancel::Now);
    let outcome = rig.enter("env", &environment("true", "true")).await;
    assert_eq!(outcome.status, ActionStatus::NeverAttempted);
    assert_eq!(rig.session.entered().count(), 0);
}

#[tokio::test]
async fn a_dropped_action_takes_its_processes_along() {
    let mut rig = rig();
    let step = bash("(exec sleep 600) & echo child $!; wait");
    let log = Arc::clone(&rig.log);
    let child = tokio::select! {
        outcome = rig.task(&step) => panic!("it ended: {outcome:?}"),
        line = log.wait_for("child ") => process(&line, "child "),
    };
    gone(child).await;
}
