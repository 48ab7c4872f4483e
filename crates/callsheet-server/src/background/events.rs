//! Knows what is wanted of events, and gives those that were written their positions
//! (`callsheet_store::events`). Every server does both: who numbers holds a lock for it.

use std::time::Duration;

use callsheet_api::Timestamp;
use callsheet_core::event::Level;
use callsheet_core::event::cursor::Feed;

use crate::context::Cx;
use crate::error::Result;

/// How often it is asked what is wanted. So long after its answer another server of the same
/// PostgreSQL may still not tell a new reader.
const LOOK: Duration = Duration::from_secs(1);
/// How often events are looked for that nobody announced: another server's, or those of a
/// transaction that was still being committed.
const LOOK_AROUND: Duration = Duration::from_millis(200);
/// How long the first waits for others to come along.
const GATHER: Duration = Duration::from_millis(10);
const ROWS_AT_ONCE: i64 = 1_000;
/// How long ahead this server's own wishes are written down, and how often.
const WISH: Duration = Duration::from_secs(300);
const WISH_AGAIN: Duration = Duration::from_secs(60);

/// Until when events are kept for those who were not told: a receiver that is away for longer
/// misses some.
pub const LONGEST_KEPT: Duration = Duration::from_secs(24 * 60 * 60);
const DELETED_AT_ONCE: i64 = 2_000;

/// Asks what is wanted. What is written from then on is.
pub async fn look(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let wanted = cx
        .store
        .read("events_wanted", move |tx| tx.events_wanted(now));
    cx.store.outbox().want(wanted.await?);
    Ok(())
}

/// Writes down what this server is configured to keep.
pub async fn wish(cx: &Cx) -> Result<()> {
    let level = cx.config.events.always;
    if level > Level::Nothing {
        let until = later(cx.clock.now(), WISH);
        cx.store
            .write("want_events", move |tx| {
                tx.want_events(wish_name(level), level, until)
            })
            .await?;
    }
    look(cx).await
}

pub const fn wish_name(level: Level) -> &'static str {
    match level {
        Level::Nothing => "nobody",
        Level::Jobs => "always:jobs",
        Level::Tasks => "always:tasks",
    }
}

pub fn later(now: Timestamp, by: Duration) -> Timestamp {
    let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_ms(now.as_ms().saturating_add(ms))
}

/// Never ends.
pub async fn watch_wishes(cx: Cx) {
    let mut wish_again = tokio::time::interval(WISH_AGAIN);
    let mut look_again = tokio::time::interval(LOOK);
    look_again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let looked = tokio::select! {
            _ = wish_again.tick() => wish(&cx).await,
            _ = look_again.tick() => look(&cx).await,
        };
        if let Err(why) = looked {
            tracing::warn!(%why, "who wants events cannot be asked; tried again soon");
        }
    }
}

/// Never ends.
pub async fn number(cx: Cx) {
    loop {
        let announced = tokio::time::timeout(LOOK_AROUND, cx.store.outbox().news()).await;
        if announced.is_err() && cx.store.outbox().level() == Level::Nothing {
            continue;
        }
        if announced.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
        if let Err(why) = number_all(&cx).await {
            tracing::warn!(%why, "events could not be numbered; tried again soon");
        }
    }
}

/// Numbers what there is, and says so to those who wait for it.
pub async fn number_all(cx: &Cx) -> Result<()> {
    while cx
        .store
        .read("unnumbered_events", |tx| tx.has_unnumbered_events())
        .await?
    {
        let drawn = draw_feed(cx);
        cx.store
            .write_bulk("number_events", move |tx| {
                tx.number_events(drawn, ROWS_AT_ONCE)
            })
            .await?;
    }
    let state = cx
        .store
        .read("event_feed_state", |tx| tx.event_feed_state())
        .await?;
    if let Some(state) = state {
        cx.events.reached(state.last_position);
    }
    Ok(())
}

pub fn draw_feed(cx: &Cx) -> Feed {
    let [.., a, b, c, d] = cx.ids.draw(cx.clock.now());
    Feed::from_be_bytes([a, b, c, d])
}

/// Forgets what is old and was told to everybody.
pub async fn forget(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let before = |age: Duration| {
        let ms = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_ms(now.as_ms().saturating_sub(ms))
    };
    let kept = Duration::from_secs(cx.config.events.retention_s.into());
    let (old, very_old) = (before(kept), before(LONGEST_KEPT.max(kept)));
    loop {
        let deleted = cx.store.write_bulk("delete_events", move |tx| {
            tx.delete_event_readers_before(now)?;
            tx.delete_events(old, very_old, DELETED_AT_ONCE)
        });
        if deleted.await? == 0 {
            return Ok(());
        }
    }
}
