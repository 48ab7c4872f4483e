//! The orderly end of a worker: its work is interrupted and given back, environments are left,
//! and the server hears of all of it, in a bounded time.

use std::pin::Pin;
use std::time::Duration;

use callsheet_client::sdk::types::UpdatedWorkerStatus;
use tokio::time::{Instant, timeout};

use super::calls::Calls;
use super::life::Worker;

/// What is kept for the last words.
const LAST_WORDS: Duration = Duration::from_secs(6);
/// How long one of the last requests may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(2);

/// Ends in about `limit`; at once when `hurry` comes.
pub async fn drain(
    worker: &mut Worker,
    limit: Duration,
    hurry: &mut Pin<&mut impl Future<Output = ()>>,
) {
    worker.give_up_held_request();
    if !worker.schedule.is_idle() {
        tracing::info!(
            "giving back what runs; this takes {} s at most",
            limit.as_secs()
        );
        tokio::select! {
            () = give_back(worker, limit) => {}
            () = hurry => tracing::warn!("ending at once"),
        }
        last_report(worker).await;
    }
    say(&worker.calls, UpdatedWorkerStatus::Stopped).await;
}

/// Until nothing is open any more, or the time is up.
async fn give_back(worker: &mut Worker, limit: Duration) {
    let (work_until, grace) = shares(limit);
    let until = Instant::now() + work_until;
    say(&worker.calls, UpdatedWorkerStatus::Stopping).await;
    let orders = worker.schedule.drain(grace);
    worker.carry_out(orders);
    while !worker.schedule.is_quiet() {
        match tokio::time::timeout_at(until, worker.turn()).await {
            Ok(Ok(None)) => {}
            // Lost, deleted or refused: there is nobody to give anything back to.
            Ok(Ok(Some(_)) | Err(_)) | Err(_) => return,
        }
    }
}

/// How long work may go on, and how much of that what runs gets to end by itself: the rest is for
/// leaving environments.
fn shares(limit: Duration) -> (Duration, Duration) {
    let work = limit.saturating_sub(LAST_WORDS).max(limit / 2);
    (work, work * 2 / 3)
}

async fn last_report(worker: &mut Worker) {
    if worker.schedule.is_quiet() {
        return;
    }
    worker.abandon();
    let ask = worker.schedule.ask();
    match timeout(REQUEST_LIMIT, worker.calls.update_schedule(&ask)).await {
        Ok(Ok(_)) => {}
        Ok(Err(failure)) => tracing::warn!("the last report did not arrive: {failure}"),
        Err(_) => tracing::warn!("the last report did not arrive in time"),
    }
}

/// Once: without it the server finds out by our silence.
pub async fn say(calls: &Calls, status: UpdatedWorkerStatus) {
    let said = timeout(REQUEST_LIMIT, calls.say(status.clone())).await;
    match said {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!("{status} was not taken: {failure}"),
        Err(_) => tracing::warn!("{status} was not taken in time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_have_their_time() {
        let s = Duration::from_secs;
        assert_eq!(shares(s(30)), (s(24), s(16)));
        assert_eq!(shares(s(3)).0, Duration::from_millis(1500));
    }
}
