//! Removes jobs that have been at rest for as long as they are kept (`semantics.md` 3.10), and those
//! of deleted queues. A job is hidden in one transaction; its rows go in slices, so that requests are
//! served in between, and the next sweep goes on where one was cut off
//! (`callsheet_store::removal`). Of several servers one does it.

use std::collections::BTreeMap;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, QueueId};
use callsheet_core::view::Key;
use callsheet_store::removal::{Left, LeftSession};
use callsheet_store::{Engine, Tx};

use crate::api::log_configuration::queue_log_group;
use crate::context::Cx;
use crate::error::Result;

const LEASE: &str = "removal";
/// Much longer than a slice takes, and short enough to wait for after a server was killed.
const LEASE_MS: i64 = 30_000;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long the usage of sessions can be asked for after their job is gone.
const USAGE_KEPT_MS: i64 = 3 * 365 * DAY_MS;

/// How many jobs are looked at, and hidden, at once.
const JOBS_AT_ONCE: usize = 50;
const SESSIONS_AT_ONCE: usize = 100;
/// Few enough that a heartbeat which waits behind them does not notice.
const ROWS_AT_ONCE: i64 = 1_000;

/// The name under which this server holds the lease.
#[must_use]
pub fn holder(cx: &Cx) -> String {
    let id = cx.ids.batch(cx.clock.now()).next();
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub async fn sweep(cx: &Cx, holder: &str) -> Result<()> {
    if cx.config.job_retention_days > 0 {
        hide_expired(cx, holder).await?;
    }
    while remove_slice(cx, holder).await? == Left::More {}
    let before = back(cx.clock.now(), USAGE_KEPT_MS);
    let forget = move |tx: &mut Tx| Ok(tx.forget_past_sessions(before, ROWS_AT_ONCE)?);
    while in_lease(cx, holder, "forget_past_sessions", forget).await? == Some(Left::More) {}
    Ok(())
}

fn back(now: Timestamp, ms: i64) -> Timestamp {
    Timestamp::from_ms(now.as_ms().saturating_sub(ms))
}

/// Hides all jobs whose time is over.
async fn hide_expired(cx: &Cx, holder: &str) -> Result<()> {
    let kept_ms = i64::from(cx.config.job_retention_days) * DAY_MS;
    let before = back(cx.clock.now(), kept_ms);
    let (mut after, mut hidden) = (None, 0);
    loop {
        let page = cx.store.read("jobs_submitted_before", move |tx| {
            tx.jobs_submitted_before(before, after, JOBS_AT_ONCE)
        });
        let page = page.await?;
        let over = page.items.iter().filter(|(_, kept)| kept.may_go(before));
        let mut over: Vec<Key> = over.map(|(key, _)| *key).collect();
        // In the order of locks.
        over.sort_unstable();
        if !over.is_empty() {
            let hide = move |tx: &mut Tx| hide(tx, &over, before);
            hidden += in_lease(cx, holder, "hide_jobs", hide).await?.unwrap_or(0);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if hidden > 0 {
        let days = cx.config.job_retention_days;
        tracing::info!(
            hidden,
            days,
            "jobs are removed that came to rest so long ago"
        );
    }
    Ok(())
}

/// Somebody may have requeued one meanwhile, so each is looked at again under its lock.
fn hide(tx: &mut Tx, keys: &[Key], before: Timestamp) -> Result<u64> {
    let mut hidden = 0;
    for key in keys {
        let kept = tx.lock_kept(*key)?;
        if kept.is_some_and(|kept| kept.may_go(before)) {
            tx.hide_job(*key)?;
            hidden += 1;
        }
    }
    Ok(hidden)
}

/// Removes some of what is left of hidden jobs: sessions first, because logs are found by them.
pub async fn remove_slice(cx: &Cx, holder: &str) -> Result<Left> {
    let reading = cx
        .store
        .read("left_sessions", |tx| tx.left_sessions(SESSIONS_AT_ONCE));
    let sessions = reading.await?;
    if sessions.is_empty() {
        let remove = |tx: &mut Tx| Ok(tx.remove_left_jobs(ROWS_AT_ONCE)?);
        let left = in_lease(cx, holder, "remove_jobs", remove).await?;
        // Without the lease another server removes them.
        return Ok(left.unwrap_or(Left::Nothing));
    }
    forget_logs(cx, &sessions).await?;
    let remove = move |tx: &mut Tx| Ok(tx.remove_left_sessions(&sessions, ROWS_AT_ONCE)?);
    let removed = in_lease(cx, holder, "remove_sessions", remove).await?;
    Ok(removed.map_or(Left::Nothing, |()| Left::More))
}

/// Before the sessions go, so that none is forgotten when the server ends between the two stores.
async fn forget_logs(cx: &Cx, sessions: &[LeftSession]) -> Result<()> {
    let mut streams: BTreeMap<(FarmId, QueueId), Vec<String>> = BTreeMap::new();
    for session in sessions {
        let of_queue = streams.entry((session.farm, session.queue)).or_default();
        of_queue.push(session.id.to_string());
    }
    for ((farm, queue), streams) in streams {
        let group = queue_log_group(farm, queue);
        cx.logs.forget_streams(&group, streams).await?;
    }
    Ok(())
}

/// Does it as the one server that does; `None` if that is another.
async fn in_lease<T: Send + 'static>(
    cx: &Cx,
    holder: &str,
    name: &'static str,
    mut work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
) -> Result<Option<T>> {
    let (holder, now) = (holder.to_owned(), cx.clock.now());
    // A SQLite store has one server, whose successor shall not wait for the lease of a dead one.
    let is_alone = cx.store.engine() == Engine::Sqlite;
    let done = cx.store.write_bulk(name, move |tx| -> Result<_> {
        if is_alone || tx.hold_lease(LEASE, &holder, now, LEASE_MS)? {
            work(tx).map(Some)
        } else {
            Ok(None)
        }
    });
    done.await
}
