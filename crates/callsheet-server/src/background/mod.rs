//! What no request would do: creating jobs from their templates, noticing silent workers, folding
//! what moved all at once, counting what budgets are about, sizing fleets, numbering events and
//! telling them, forgetting what has expired, removing jobs and files of objects that are gone,
//! hearing other servers. Each task is idempotent and takes no input, so it may run on several
//! servers, be cut off anywhere, and start again.

pub mod budgets;
pub mod creation;
mod event_file;
pub mod events;
pub mod expiry;
pub mod fleet_sizes;
mod folding;
mod key_uses;
pub mod notices;
pub mod objects;
pub mod retention;
pub mod silence;
pub mod statistics;
mod webhooks;

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::context::Cx;

/// Planning does not wait for it; lists and searches are a little quicker after it.
const FOLDING_PERIOD: Duration = Duration::from_millis(250);

/// How long one waits at most, beyond its lease, whose server is gone.
const AGGREGATING_PERIOD: Duration = Duration::from_secs(2);

const SIZING_PERIOD: Duration = Duration::from_secs(15);

/// Starts them all. They end when their handles are aborted: none holds anything between two
/// transactions.
pub fn start(cx: &Cx) -> Vec<JoinHandle<()>> {
    let server = retention::holder(cx);
    let removing = move |cx| {
        let server = server.clone();
        async move { retention::sweep(&cx, &server).await }
    };
    let beat = Duration::from_millis(u64::try_from(cx.config.silence_ms() / 6).unwrap_or(1_000));
    vec![
        tokio::spawn(creation::run(cx.clone())),
        tokio::spawn(every(beat, cx.clone(), silence::sweep)),
        tokio::spawn(every(FOLDING_PERIOD, cx.clone(), folding::sweep)),
        tokio::spawn(notices::run(cx.clone())),
        tokio::spawn(events::watch_wishes(cx.clone())),
        tokio::spawn(events::number(cx.clone())),
        tokio::spawn(webhooks::run(cx.clone())),
        tokio::spawn(event_file::run(cx.clone())),
        tokio::spawn(every(AGGREGATING_PERIOD, cx.clone(), statistics::sweep)),
        tokio::spawn(every(SIZING_PERIOD, cx.clone(), fleet_sizes::sweep)),
        tokio::spawn(every(Duration::from_secs(60), cx.clone(), budgets::sweep)),
        tokio::spawn(every(Duration::from_secs(60), cx.clone(), expiry::sweep)),
        tokio::spawn(every(Duration::from_secs(60), cx.clone(), key_uses::sweep)),
        tokio::spawn(every(Duration::from_secs(60), cx.clone(), removing)),
        tokio::spawn(every(Duration::from_secs(60), cx.clone(), objects::sweep)),
    ]
}

/// Runs a sweep again and again. One that fails says so and is tried at its next turn.
async fn every<F, Fut>(period: Duration, cx: Cx, sweep: F)
where
    F: Fn(Cx) -> Fut,
    Fut: Future<Output = crate::error::Result<()>>,
{
    let mut turns = tokio::time::interval(period.max(Duration::from_millis(50)));
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Err(why) = sweep(cx.clone()).await {
            tracing::warn!(%why, "a background sweep failed; it is tried again at its next turn");
        }
    }
}
