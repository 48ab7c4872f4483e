//! Stories of one session.

use serde_json::json;

use super::*;

fn enter(id: &str) -> Action {
    let definition = Definition::EnvEnter {
        environment_id: "JOB:job-1:E".to_owned(),
    };
    Action {
        id: id.to_owned(),
        definition,
    }
}

fn exit(id: &str) -> Action {
    let definition = Definition::EnvExit {
        environment_id: "JOB:job-1:E".to_owned(),
    };
    Action {
        id: id.to_owned(),
        definition,
    }
}

fn task(id: &str) -> Action {
    let definition = Definition::TaskRun {
        step_id: "step-1".to_owned(),
        task_id: Some("task-1-0".to_owned()),
        parameters: json!({}),
    };
    Action {
        id: id.to_owned(),
        definition,
    }
}

fn outcome(status: ActionStatus) -> ActionOutcome {
    ActionOutcome {
        status,
        exit_code: Some(0),
        message: None,
        started_at_ms: 10,
        ended_at_ms: 20,
        updates: ActionUpdates::default(),
        manifests: Vec::new(),
    }
}

fn told(ids: &[&str]) -> BTreeSet<ActionId> {
    ids.iter().map(ToString::to_string).collect()
}

fn hear(queue: &mut SessionQueue, listed: &[Action], acknowledged: &[&str]) {
    queue.hear(listed.to_vec(), [], &told(acknowledged));
}

fn statuses(queue: &SessionQueue) -> Vec<(String, Option<ActionStatus>)> {
    queue
        .reports()
        .into_iter()
        .map(|(id, report)| (id, report.completed))
        .collect()
}

fn done(id: &str, status: ActionStatus) -> (String, Option<ActionStatus>) {
    (id.to_owned(), Some(status))
}

fn run(queue: &mut SessionQueue, id: &str, status: ActionStatus) {
    match queue.next() {
        Some(Next::Run(action)) => assert_eq!(action.id, id),
        other => panic!("{id} should run, not {other:?}"),
    }
    queue.started(id, 9);
    queue.action_ended(id, &outcome(status));
    queue.logged(id);
}

#[test]
fn actions_run_one_after_the_other() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[enter("a-0"), task("a-1")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(enter("a-0"))));
    assert_eq!(queue.next(), None);
    queue.started("a-0", 5);
    assert_eq!(queue.urgency(), Urgency::Soon);
    queue.action_ended("a-0", &outcome(ActionStatus::Succeeded));
    queue.logged("a-0");
    assert_eq!(queue.urgency(), Urgency::AtOnce);
    assert_eq!(queue.next(), Some(Next::Run(task("a-1"))));
    assert_eq!(queue.reports()[0].1.started_at_ms, Some(5));
}

#[test]
fn after_a_failure_only_environments_are_left() {
    let mut queue = SessionQueue::default();
    hear(
        &mut queue,
        &[enter("a-0"), task("a-1"), task("a-2"), exit("a-3")],
        &[],
    );
    run(&mut queue, "a-0", ActionStatus::Succeeded);
    run(&mut queue, "a-1", ActionStatus::Failed);
    run(&mut queue, "a-3", ActionStatus::Succeeded);
    assert_eq!(
        statuses(&queue),
        [
            done("a-0", ActionStatus::Succeeded),
            done("a-1", ActionStatus::Failed),
            done("a-2", ActionStatus::NeverAttempted),
            done("a-3", ActionStatus::Succeeded),
        ]
    );
    let never = &queue.reports()[2].1;
    assert_eq!((never.started_at_ms, never.ended_at_ms), (None, None));
}

#[test]
fn an_answer_that_was_on_its_way_does_not_run_an_action_again() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0")], &[]);
    run(&mut queue, "a-0", ActionStatus::Succeeded);
    hear(&mut queue, &[task("a-0"), task("a-1")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-1"))));
    assert_eq!(statuses(&queue), [done("a-0", ActionStatus::Succeeded)]);
}

#[test]
fn a_report_is_kept_until_an_answer_to_it_lists_the_action_no_more() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0")], &[]);
    run(&mut queue, "a-0", ActionStatus::Succeeded);
    queue.told();
    assert_eq!(queue.urgency(), Urgency::None);
    queue.untold();
    assert_eq!(queue.urgency(), Urgency::AtOnce);
    queue.told();
    hear(&mut queue, &[task("a-0")], &["a-0"]);
    assert_eq!(statuses(&queue), [done("a-0", ActionStatus::Succeeded)]);
    assert_eq!(queue.urgency(), Urgency::None);
    hear(&mut queue, &[], &["a-0"]);
    assert!(queue.is_quiet());
}

#[test]
fn a_cancel_is_ordered_once_and_takes_what_waits_with_it() {
    let mut queue = SessionQueue::default();
    let all = [task("a-0"), task("a-1"), exit("a-2")];
    hear(&mut queue, &all, &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-0"))));
    let canceled = || ["a-0".to_owned(), "a-1".to_owned()];
    queue.hear(all.to_vec(), canceled(), &told(&[]));
    assert_eq!(queue.next(), Some(Next::Cancel(Cancel::Graceful)));
    queue.hear(all.to_vec(), canceled(), &told(&[]));
    assert_eq!(queue.next(), None);
    assert!(
        queue.reports().is_empty(),
        "nothing behind the running one is reported before it"
    );
    queue.action_ended("a-0", &outcome(ActionStatus::Canceled));
    queue.logged("a-0");
    assert_eq!(queue.next(), Some(Next::Run(exit("a-2"))));
    assert_eq!(
        statuses(&queue),
        [
            done("a-0", ActionStatus::Canceled),
            done("a-1", ActionStatus::NeverAttempted)
        ]
    );
}

/// What is taken back from a slow worker is of use to others only at once.
#[test]
fn what_is_canceled_before_it_began_is_given_back_while_another_runs() {
    let mut queue = SessionQueue::default();
    let listed = [task("t1"), task("t2"), task("t3")];
    hear(&mut queue, &listed, &[]);
    assert!(matches!(queue.next(), Some(Next::Run(_))));
    queue.started("t1", 5);
    queue.told();
    let back = ["t2", "t3"].map(str::to_owned);
    queue.hear(listed.to_vec(), back.clone(), &told(&[]));
    assert_eq!(queue.urgency(), Urgency::AtOnce);
    let never = |id| done(id, ActionStatus::NeverAttempted);
    let running = ("t1".to_owned(), None);
    assert_eq!(statuses(&queue), [never("t2"), never("t3"), running]);
    // The same answer once more says nothing new.
    queue.hear(listed.to_vec(), back, &told(&[]));
    assert_eq!(queue.reports().len(), 3);
    assert_eq!(queue.next(), None);
}

#[test]
fn an_action_that_won_the_race_against_its_cancel_has_succeeded() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0"), task("a-1")], &[]);
    run(&mut queue, "a-0", ActionStatus::Succeeded);
    let both = ["a-0".to_owned(), "a-1".to_owned()];
    queue.hear(vec![task("a-0"), task("a-1")], both, &told(&[]));
    assert_eq!(queue.next(), None);
    assert_eq!(
        statuses(&queue),
        [
            done("a-0", ActionStatus::Succeeded),
            done("a-1", ActionStatus::NeverAttempted)
        ]
    );
}

#[test]
fn tasks_taken_back_before_they_ran_are_forgotten() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0"), task("a-1")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-0"))));
    hear(&mut queue, &[task("a-0")], &[]);
    queue.action_ended("a-0", &outcome(ActionStatus::Succeeded));
    queue.logged("a-0");
    assert_eq!(queue.next(), None);
    assert_eq!(statuses(&queue), [done("a-0", ActionStatus::Succeeded)]);
}

#[test]
fn what_the_server_no_longer_lists_is_canceled() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-0"))));
    hear(&mut queue, &[], &[]);
    assert_eq!(queue.next(), Some(Next::Cancel(Cancel::Graceful)));
}

#[test]
fn late_news_of_another_action_changes_nothing() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0"), task("a-1")], &[]);
    run(&mut queue, "a-0", ActionStatus::Succeeded);
    assert_eq!(queue.next(), Some(Next::Run(task("a-1"))));
    queue.action_ended("a-0", &outcome(ActionStatus::Failed));
    queue.logged("a-0");
    assert_eq!(queue.next(), None, "the other one still runs");
    assert_eq!(statuses(&queue), [done("a-0", ActionStatus::Succeeded)]);
}

#[test]
fn a_drain_interrupts_but_leaves_environments() {
    let mut queue = SessionQueue::default();
    hear(
        &mut queue,
        &[enter("a-0"), task("a-1"), task("a-2"), exit("a-3")],
        &[],
    );
    run(&mut queue, "a-0", ActionStatus::Succeeded);
    assert_eq!(queue.next(), Some(Next::Run(task("a-1"))));
    let limit = Duration::from_secs(7);
    queue.drain(limit);
    assert_eq!(queue.next(), Some(Next::Cancel(Cancel::Within(limit))));
    queue.action_ended("a-1", &outcome(ActionStatus::Interrupted));
    queue.logged("a-1");
    assert_eq!(queue.next(), Some(Next::Run(exit("a-3"))));
    assert_eq!(queue.next(), None, "leaving is not interrupted");
    queue.abandon(30);
    assert_eq!(
        statuses(&queue)[2..],
        [
            done("a-2", ActionStatus::NeverAttempted),
            done("a-3", ActionStatus::NeverAttempted),
        ]
    );
}

#[test]
fn a_drain_before_anything_ran_opens_nothing() {
    let mut queue = SessionQueue::default();
    queue.drain(Duration::from_secs(7));
    hear(&mut queue, &[enter("a-0"), exit("a-1")], &[]);
    assert_eq!(queue.next(), None);
    assert_eq!(
        statuses(&queue),
        [
            done("a-0", ActionStatus::NeverAttempted),
            done("a-1", ActionStatus::NeverAttempted)
        ]
    );
}

#[test]
fn long_messages_are_cut_and_progress_is_kept_in_bounds() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-0"))));
    queue.started("a-0", 1);
    let progress_message = Some("ü".repeat(5000));
    let updates = ActionUpdates {
        progress_percent: Some(250.0),
        progress_message,
    };
    queue.progressed("a-0", updates, 2);
    let report = &queue.reports()[0].1;
    assert_eq!(report.percent, Some(100.0));
    assert_eq!(
        report.message.as_ref().map(|it| it.chars().count()),
        Some(4096)
    );
}

#[test]
fn the_next_action_runs_while_the_log_of_the_last_is_on_its_way() {
    let mut queue = SessionQueue::default();
    hear(&mut queue, &[task("a-0"), task("a-1"), task("a-2")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-0"))));
    queue.started("a-0", 10);
    queue.action_ended("a-0", &outcome(ActionStatus::Succeeded));
    assert_eq!(queue.next(), Some(Next::Run(task("a-1"))));
    queue.started("a-1", 20);
    // Nobody hears of an end before its log is there, nor of what came after it.
    assert_eq!((statuses(&queue), queue.urgency()), (vec![], Urgency::None));
    queue.action_ended("a-1", &outcome(ActionStatus::Succeeded));
    queue.logged("a-1");
    queue.told();
    assert_eq!((statuses(&queue), queue.urgency()), (vec![], Urgency::None));
    hear(&mut queue, &[task("a-0"), task("a-1"), task("a-2")], &[]);
    assert_eq!(queue.next(), Some(Next::Run(task("a-2"))));
    queue.logged("a-0");
    let both = ["a-0", "a-1"].map(|id| done(id, ActionStatus::Succeeded));
    assert_eq!(
        (statuses(&queue), queue.urgency()),
        (both.into(), Urgency::AtOnce)
    );
    queue.told();
    assert_eq!(queue.urgency(), Urgency::None);
}
