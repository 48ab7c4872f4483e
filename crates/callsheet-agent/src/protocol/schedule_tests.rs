//! Stories of a worker and its server.

use proptest::prelude::*;
use serde_json::json;

use crate::protocol::queue::Definition;
use crate::session::ActionStatus;

use super::*;

fn task(id: &str) -> Action {
    let step_id = "step-1".to_owned();
    let definition = Definition::TaskRun {
        step_id,
        task_id: None,
        parameters: json!({}),
    };
    Action {
        id: id.to_owned(),
        definition,
    }
}

fn answer(session: &str, actions: &[&str]) -> Answer {
    let actions = actions.iter().map(|id| task(id)).collect();
    let assigned = Assigned {
        actions,
        ..Assigned::default()
    };
    Answer {
        sessions: BTreeMap::from([(session.to_owned(), assigned)]),
        ..Answer::default()
    }
}

fn outcome(status: ActionStatus) -> ActionOutcome {
    ActionOutcome {
        status,
        exit_code: None,
        message: None,
        started_at_ms: 1,
        ended_at_ms: 2,
        updates: ActionUpdates::default(),
        manifests: Vec::new(),
    }
}

fn run(order: &Order) -> Option<&str> {
    match order {
        Order::Run { action, .. } => Some(&action.id),
        Order::Cancel { .. } | Order::Close { .. } => None,
    }
}

fn runs(orders: &[Order]) -> Vec<&str> {
    orders.iter().filter_map(run).collect()
}

#[test]
fn an_idle_worker_may_be_kept_waiting_and_a_busy_one_may_not() {
    let mut schedule = Schedule::default();
    let ask = schedule.ask();
    assert!(ask.is_idle);
    assert_eq!(runs(&schedule.hear(&ask, answer("s", &["a-0"]))), ["a-0"]);
    assert!(!schedule.ask().is_idle);
}

#[test]
fn the_same_answer_twice_runs_nothing_twice() {
    let mut schedule = Schedule::default();
    let ask = schedule.ask();
    assert_eq!(runs(&schedule.hear(&ask, answer("s", &["a-0"]))), ["a-0"]);
    assert_eq!(schedule.hear(&ask, answer("s", &["a-0"])), []);
}

#[test]
fn the_answer_to_a_request_that_was_given_up_is_stale() {
    let mut schedule = Schedule::default();
    let late = schedule.ask();
    let ask = schedule.ask();
    assert_eq!(schedule.hear(&late, answer("old", &["a-9"])), []);
    assert_eq!(runs(&schedule.hear(&ask, answer("s", &["a-0"]))), ["a-0"]);
}

#[test]
fn a_session_that_is_listed_no_more_is_closed_at_once() {
    let mut schedule = Schedule::default();
    let ask = schedule.ask();
    schedule.hear(&ask, answer("s", &["a-0"]));
    let ask = schedule.ask();
    let orders = schedule.hear(&ask, answer("t", &["b-0"]));
    assert_eq!(
        orders[0],
        Order::Close {
            session: "s".to_owned()
        }
    );
    assert_eq!(runs(&orders), ["b-0"]);
}

#[test]
fn after_a_lost_answer_the_report_is_news_again() {
    let mut schedule = Schedule::default();
    let ask = schedule.ask();
    schedule.hear(&ask, answer("s", &["a-0"]));
    schedule.ended("s", "a-0", &outcome(ActionStatus::Succeeded));
    schedule.logged("s", "a-0");
    let lost = schedule.ask();
    assert_eq!(schedule.urgency(), Urgency::None);
    schedule.no_answer();
    assert_eq!(schedule.urgency(), Urgency::AtOnce);
    assert_eq!(schedule.ask().reports, lost.reports);
}

#[test]
fn a_worker_that_was_forgotten_drops_everything() {
    let mut schedule = Schedule::default();
    let ask = schedule.ask();
    schedule.hear(&ask, answer("s", &["a-0"]));
    assert_eq!(
        schedule.forget(),
        [Order::Close {
            session: "s".to_owned()
        }]
    );
    assert!(schedule.is_idle() && schedule.ask().reports.is_empty());
}

/// A server that remembers which actions it knows to be over.
#[derive(Default)]
struct ModelServer {
    known: BTreeMap<ActionId, ActionStatus>,
}

impl ModelServer {
    fn serve(&mut self, ask: &Ask, all: &[String]) -> Answer {
        for (id, report) in &ask.reports {
            if let Some(status) = report.completed {
                let before = self.known.insert(id.clone(), status);
                assert!(
                    before.is_none_or(|before| before == status),
                    "{id} ended twice"
                );
            }
        }
        let open = all.iter().filter(|id| !self.known.contains_key(*id));
        answer("s", &open.map(String::as_str).collect::<Vec<_>>())
    }
}

proptest! {
    /// Whatever is lost or late: every action runs exactly once, in order, and the server
    /// hears of each.
    #[test]
    fn nothing_is_lost_and_nothing_runs_twice(
        fates in prop::collection::vec(0_u8..4, 10..80),
        count in 1_usize..8,
    ) {
        let all: Vec<String> = (0..count).map(|index| format!("a-{index}")).collect();
        let (mut schedule, mut server) = (Schedule::default(), ModelServer::default());
        let (mut ran, mut running): (Vec<String>, Option<String>) = (Vec::new(), None);
        // At the end the network is good for long enough.
        for fate in fates.into_iter().chain(std::iter::repeat_n(2, 4 * count + 4)) {
            let orders = match fate {
                0 => { schedule.ask(); schedule.no_answer(); Vec::new() }
                1 => {
                    let ask = schedule.ask();
                    server.serve(&ask, &all);
                    schedule.no_answer();
                    Vec::new()
                }
                2 => {
                    let ask = schedule.ask();
                    let answer = server.serve(&ask, &all);
                    schedule.hear(&ask, answer)
                }
                // The action ends while the answer is under way.
                _ => {
                    let ask = schedule.ask();
                    let answer = server.serve(&ask, &all);
                    let mut orders = Vec::new();
                    if let Some(id) = running.take() {
                        orders = schedule.ended("s", &id, &outcome(ActionStatus::Succeeded));
                        schedule.logged("s", &id);
                    }
                    orders.extend(schedule.hear(&ask, answer));
                    orders
                }
            };
            for id in runs(&orders) {
                prop_assert!(running.is_none());
                running = Some(id.to_owned());
                ran.push(id.to_owned());
            }
            if fate == 2 && let Some(id) = running.take() {
                let orders = schedule.ended("s", &id, &outcome(ActionStatus::Succeeded));
                schedule.logged("s", &id);
                for id in runs(&orders) {
                    running = Some(id.to_owned());
                    ran.push(id.to_owned());
                }
            }
        }
        prop_assert_eq!(&ran, &all);
        prop_assert_eq!(server.known.len(), count);
        prop_assert!(schedule.is_quiet());
    }
}
