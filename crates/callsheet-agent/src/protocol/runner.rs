//! One task per session: it takes orders, runs one action at a time, and tells what comes of it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::clock::now_ms;
use crate::session::{ActionOutcome, ActionStatus, ActionUpdates, Cancel};

use super::queue::{Action, ActionId};
use super::schedule::{SessionId, SessionPlace};
use super::work::{Ready, Shared, Work, outcome};

/// Whoever hears that an action is over finds its whole log, unless the server is away.
const FLUSH_LIMIT: Duration = Duration::from_secs(5);

#[derive(Debug)]
enum RunnerOrder {
    Run(Action),
    Cancel(Cancel),
    Close,
}

/// News of an action.
#[derive(Debug)]
pub struct Event {
    pub session: SessionId,
    pub action: ActionId,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    Started {
        at_ms: i64,
    },
    Progressed {
        updates: ActionUpdates,
        at_ms: i64,
    },
    /// The next one may run.
    Ended(ActionOutcome),
    /// All that it said has arrived, so the server may be told that it has ended.
    Logged,
}

/// How the owner of a session's task speaks to it. Orders to one that is gone are lost, and so
/// is the session.
pub struct Runner {
    orders: UnboundedSender<RunnerOrder>,
    task: JoinHandle<()>,
}

impl Runner {
    pub fn start(
        shared: Arc<Shared>,
        session: SessionId,
        place: SessionPlace,
        events: UnboundedSender<Event>,
    ) -> Self {
        let (orders, taken) = unbounded_channel();
        let work = Work::new(shared, session.clone(), place);
        let news = News { session, events };
        Runner {
            orders,
            task: tokio::spawn(obey(work, taken, news)),
        }
    }

    pub fn run(&self, action: Action) {
        self.order(RunnerOrder::Run(action));
    }

    pub fn cancel(&self, how: Cancel) {
        self.order(RunnerOrder::Cancel(how));
    }

    /// Stops what runs at once and cleans up; the task ends by itself.
    pub fn close(self) -> JoinHandle<()> {
        self.order(RunnerOrder::Close);
        self.task
    }

    fn order(&self, order: RunnerOrder) {
        if let Err(lost) = self.orders.send(order) {
            tracing::error!("a session's task is gone, lost: {:?}", lost.0);
        }
    }
}

#[derive(Clone)]
struct News {
    session: SessionId,
    events: UnboundedSender<Event>,
}

impl News {
    fn tell(&self, action: &ActionId, what: What) {
        let event = Event {
            session: self.session.clone(),
            action: action.clone(),
            what,
        };
        // Without a listener the worker is ending, and the session is closed next.
        let _ = self.events.send(event);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Then {
    GoOn,
    Close,
}

async fn obey(mut work: Work, mut orders: UnboundedReceiver<RunnerOrder>, news: News) {
    loop {
        match orders.recv().await {
            Some(RunnerOrder::Run(action)) => {
                if run_one(&mut work, &mut orders, &news, action).await == Then::Close {
                    break;
                }
            }
            // The action ended before its cancel came.
            Some(RunnerOrder::Cancel(_)) => {}
            Some(RunnerOrder::Close) | None => break,
        }
    }
    work.close().await;
}

async fn run_one(
    work: &mut Work,
    orders: &mut UnboundedReceiver<RunnerOrder>,
    news: &News,
    action: Action,
) -> Then {
    let started_at_ms = now_ms();
    news.tell(
        &action.id,
        What::Started {
            at_ms: started_at_ms,
        },
    );
    let (outcome, then) = match prepare(work, orders, &action).await {
        Prepared::Ready(ready) => drive(work, ready, orders, news, &action).await,
        Prepared::Unable(why) => {
            work.note(now_ms(), &format!("The action cannot be run: {why}"));
            (failed(&why, started_at_ms), Then::GoOn)
        }
        Prepared::Canceled(how) => (given_up(how, started_at_ms), Then::GoOn),
        Prepared::Closed => (given_up(Cancel::Now, started_at_ms), Then::Close),
    };
    news.tell(&action.id, What::Ended(outcome));
    match then {
        Then::GoOn => {
            // The next action does not wait for it.
            let (arrived, news) = (work.flush_log(FLUSH_LIMIT), news.clone());
            tokio::spawn(async move {
                arrived.await;
                news.tell(&action.id, What::Logged);
            });
        }
        Then::Close => news.tell(&action.id, What::Logged),
    }
    then
}

enum Prepared {
    Ready(Ready),
    Unable(String),
    Canceled(Cancel),
    Closed,
}

async fn prepare(
    work: &mut Work,
    orders: &mut UnboundedReceiver<RunnerOrder>,
    action: &Action,
) -> Prepared {
    let prepare = work.prepare(&action.definition);
    tokio::pin!(prepare);
    loop {
        tokio::select! {
            prepared = &mut prepare => return match prepared {
                Ok(ready) => Prepared::Ready(ready),
                Err(why) => Prepared::Unable(why),
            },
            order = orders.recv() => match order {
                Some(RunnerOrder::Cancel(how)) => return Prepared::Canceled(how),
                Some(RunnerOrder::Close) | None => return Prepared::Closed,
                Some(RunnerOrder::Run(other)) => out_of_turn(&other),
            },
        }
    }
}

/// Runs the action to its end, whatever is ordered in the meantime.
async fn drive(
    work: &mut Work,
    ready: Ready,
    orders: &mut UnboundedReceiver<RunnerOrder>,
    news: &News,
    action: &Action,
) -> (ActionOutcome, Then) {
    let mut then = Then::GoOn;
    let Some((mut updates, canceler)) = work.begin(action) else {
        return (failed("the session was not opened", now_ms()), then);
    };
    updates.mark_unchanged();
    let ended = {
        let running = work.run(ready, action);
        tokio::pin!(running);
        loop {
            tokio::select! {
                outcome = &mut running => break outcome,
                Ok(()) = updates.changed() => {
                    let updates = updates.borrow_and_update().clone();
                    news.tell(&action.id, What::Progressed { updates, at_ms: now_ms() });
                }
                order = orders.recv(), if then == Then::GoOn => match order {
                    Some(RunnerOrder::Cancel(how)) => canceler.cancel(how),
                    Some(RunnerOrder::Close) | None => {
                        canceler.cancel(Cancel::Now);
                        then = Then::Close;
                    }
                    Some(RunnerOrder::Run(other)) => out_of_turn(&other),
                },
            }
        }
    };
    (ended, then)
}

fn failed(why: &str, started_at_ms: i64) -> ActionOutcome {
    outcome(
        ActionStatus::Failed,
        Some(why.to_owned()),
        started_at_ms,
        now_ms(),
    )
}

/// Canceled before anything of it ran.
fn given_up(how: Cancel, started_at_ms: i64) -> ActionOutcome {
    let status = match how {
        Cancel::Graceful | Cancel::Now => ActionStatus::Canceled,
        Cancel::Within(_) => ActionStatus::Interrupted,
    };
    let message = "stopped while the action was being prepared".to_owned();
    outcome(status, Some(message), started_at_ms, now_ms())
}

/// The queue gives one action at a time.
fn out_of_turn(action: &Action) {
    tracing::error!(action = %action.id, "an action was ordered while another one runs");
}
