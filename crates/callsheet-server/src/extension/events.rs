//! `GET /callsheet/v1/events`: events as they happen, as server-sent events (`docs/events.md`).
//!
//! Each client has a mark of its own and reads the outbox from there, as fast as it takes what it
//! gets. So a client that comes back with the last id that it saw misses nothing that is still kept,
//! and one that is slow holds up nobody.

use std::time::Duration;

use bytes::Bytes;
use callsheet_api::Timestamp;
use callsheet_api::extension::events::{Behind, EventFilter};
use callsheet_core::event::cursor::{Cursor, Feed, Written};
use callsheet_core::event::{Level, Told};
use callsheet_policy::{OwnAction, Place};
use callsheet_store::paths::FarmPath;
use http::request::Parts;
use http::{HeaderValue, Response, header};
use tokio::sync::mpsc;

use crate::auth::Caller;
use crate::background::events::{draw_feed, later, look};
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};
use crate::extension::id;
use crate::outgoing::Outgoing;
use crate::query;

/// After so long without an event a client hears that the server is there, and gets a newer id.
const HEARTBEAT: Duration = Duration::from_secs(15);
const ROWS_AT_ONCE: usize = 256;
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that may wait for a client.
const CHUNKS: usize = 4;

/// What a client asks for.
#[derive(Debug, Default)]
struct Asked {
    filter: EventFilter,
    after: Option<Written>,
}

pub(crate) async fn stream(cx: &Cx, caller: &Caller, parts: &Parts) -> Result<Response<Outgoing>> {
    let asked = read(parts)?;
    let (feed, mark) = begin(cx, caller, &asked).await?;
    // What is written from now on is what this client needs.
    look(cx).await?;
    let (sender, chunks) = mpsc::channel(CHUNKS);
    let teller = Teller {
        cx: cx.clone(),
        caller: caller.clone(),
        level: Level::of(&asked.filter),
        filter: asked.filter,
        feed,
        mark,
        wished_at: cx.clock.now(),
        sender,
    };
    tokio::spawn(teller.run());
    let mut response = Response::new(Outgoing::stream(chunks));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/event-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    let fresh = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, fresh);
    Ok(response)
}

fn read(parts: &Parts) -> Result<Asked> {
    let mut asked = Asked::default();
    let query = parts.uri.query().unwrap_or_default();
    for (name, value) in query::pairs(query) {
        match name.as_str() {
            "farmId" => asked.filter.farm_id = Some(id("farmId", &value)?),
            "queueId" => asked.filter.queue_id = Some(id("queueId", &value)?),
            "jobId" => asked.filter.job_id = Some(id("jobId", &value)?),
            "type" => {
                let kind = value.parse();
                let kind = kind.map_err(|why| invalid("type", format!("is {why}: `{value}`")))?;
                asked.filter.detail_types.push(kind);
            }
            "after" => asked.after = Some(cursor("after", &value)?),
            _ => return Err(query::unknown(&name)),
        }
    }
    // A client that was cut off says so here, and has the same query as at first.
    if let Some(last) = parts.headers.get("last-event-id") {
        let last = last.to_str().unwrap_or_default();
        asked.after = Some(cursor("Last-Event-ID", last)?);
    }
    Ok(asked)
}

fn cursor(name: &str, text: &str) -> Result<Written> {
    text.parse()
        .map_err(|why| invalid(name, format!("is {why}: `{text}`")))
}

/// Says that somebody listens, and finds where to begin: behind what the client saw last, or now.
async fn begin(cx: &Cx, caller: &Caller, asked: &Asked) -> Result<(Feed, Cursor)> {
    let (caller, filter, after) = (caller.clone(), asked.filter.clone(), asked.after);
    let (level, until) = (Level::of(&filter), wish_until(cx, cx.clock.now()));
    let drawn = draw_feed(cx);
    cx.store
        .write("listen_to_events", move |tx| -> Result<_> {
            may_listen(tx, &caller, &filter)?;
            tx.want_events(listeners(level), level, until)?;
            let state = tx.event_feed(drawn)?;
            let mark = match after {
                None => Cursor::whole(state.last_position),
                Some(after) => known(after, state.feed)?,
            };
            Ok((state.feed, mark))
        })
        .await
}

/// Whoever may see a farm, a queue or a job may hear of it; of all farms, administrators.
pub(super) fn may_listen(
    tx: &mut callsheet_store::Tx,
    caller: &Caller,
    filter: &EventFilter,
) -> Result<()> {
    let wanted = Place {
        farm: filter.farm_id,
        queue: filter.queue_id,
        job: filter.job_id,
        ..Place::ACCOUNT
    };
    caller.may_on(tx, OwnAction::StreamEvents, &wanted.into())?;
    if let Some(farm) = filter.farm_id {
        tx.farm(&FarmPath { farm })?
            .ok_or_else(|| not_found(farm))?;
    }
    Ok(())
}

fn known(after: Written, feed: Feed) -> Result<Cursor> {
    if after.feed == feed {
        return Ok(after.cursor);
    }
    let why = format!("is `{after}`, a cursor of another store; leave it out to begin now");
    Err(invalid("after", why))
}

const fn listeners(level: Level) -> &'static str {
    match level {
        Level::Nothing => "nobody",
        Level::Jobs => "listeners:jobs",
        Level::Tasks => "listeners:tasks",
    }
}

/// So long after its last word a client may come back and miss nothing.
fn wish_until(cx: &Cx, now: Timestamp) -> Timestamp {
    later(
        now,
        Duration::from_secs(cx.config.events.retention_s.into()),
    )
}

/// Tells one client.
struct Teller {
    cx: Cx,
    caller: Caller,
    level: Level,
    filter: EventFilter,
    feed: Feed,
    mark: Cursor,
    wished_at: Timestamp,
    sender: mpsc::Sender<Bytes>,
}

/// The client is gone, or the server is about to be.
struct Over;

impl Teller {
    async fn run(mut self) {
        let mut tide = self.cx.events.watch();
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        loop {
            let reached = *tide.borrow_and_update();
            match self.tell_all().await {
                Err(Trouble::Over) => return,
                Err(Trouble::Store(why)) => {
                    tracing::warn!(%why, "events cannot be read; a client is sent away");
                    return;
                }
                Ok(()) if reached.is_over => return,
                Ok(()) => {}
            }
            tokio::select! {
                changed = tide.changed() => if changed.is_err() { return },
                () = self.sender.closed() => return,
                _ = heartbeat.tick() => if self.beat().await.is_err() { return },
            }
        }
    }

    /// An id alone is no event, but the client remembers it.
    async fn beat(&mut self) -> std::result::Result<(), Trouble> {
        let now = self.cx.clock.now();
        if !self.still_may(now).await? {
            return Err(Trouble::Over);
        }
        let renew_ms = i64::from(self.cx.config.events.retention_s) * 500;
        if now.as_ms() - self.wished_at.as_ms() >= renew_ms {
            let (level, until) = (self.level, wish_until(&self.cx, now));
            let wishing = self.cx.store.write("want_events", move |tx| {
                tx.want_events(listeners(level), level, until)
            });
            wishing.await?;
            self.wished_at = now;
        }
        let id = self.mark.of(self.feed);
        self.send(format!(": heartbeat\nid: {id}\n\n")).await?;
        Ok(())
    }

    /// Rights may have been taken away since the client began to listen.
    async fn still_may(&mut self, now: Timestamp) -> std::result::Result<bool, Trouble> {
        let renewed = self.caller.renewed(&self.cx, now).await;
        let Some(caller) = renewed.map_err(Trouble::Store)? else {
            return Ok(false);
        };
        let filter = self.filter.clone();
        let asked = self.cx.store.read("still_may_listen", move |tx| {
            may_listen(tx, &caller, &filter)
        });
        match asked.await {
            Ok(()) => Ok(true),
            Err(Error::Answer(_)) => Ok(false),
            Err(why) => Err(Trouble::Store(why)),
        }
    }

    async fn tell_all(&mut self) -> std::result::Result<(), Trouble> {
        loop {
            let from = self.mark.position;
            let reading = self.cx.store.read_long("events_from", move |tx| {
                let told = tx.events_from(from, ROWS_AT_ONCE)?;
                let state = if told.is_empty() {
                    tx.event_feed_state()?
                } else {
                    None
                };
                Ok::<_, callsheet_store::Error>((told, state))
            });
            let (told, state) = reading.await?;
            let end = state.map_or(0, |state| state.last_position);
            self.tell_of_gap(told.first().map_or(end + 1, |first| first.position))
                .await?;
            for one in &told {
                self.tell(one).await?;
            }
            if told.len() < ROWS_AT_ONCE {
                return Ok(());
            }
        }
    }

    /// Positions have no holes, so what is missing before the first that is kept was forgotten.
    async fn tell_of_gap(&mut self, first: i64) -> std::result::Result<(), Over> {
        let next = match self.mark.number {
            i64::MAX => self.mark.position + 1,
            _ => self.mark.position,
        };
        if first <= next {
            return Ok(());
        }
        let resumes_after = Cursor::whole(first - 1);
        let behind = Behind {
            message: format!(
                "events after {} are no longer kept; the next one is the first after {}",
                self.mark.of(self.feed),
                resumes_after.of(self.feed)
            ),
            resumes_after: resumes_after.of(self.feed).to_string(),
        };
        self.mark = resumes_after;
        let data = serde_json::to_string(&behind).unwrap_or_default();
        let id = self.mark.of(self.feed);
        self.send(format!("event: behind\nid: {id}\ndata: {data}\n\n"))
            .await
    }

    async fn tell(&mut self, told: &Told) -> std::result::Result<(), Trouble> {
        let config = std::sync::Arc::clone(&self.cx.config);
        let source = config.event_source(self.feed);
        let events = told.happened.events();
        if told.passes(&self.filter) {
            let mut text = String::new();
            while let Some(number) = self.mark.next_in(told.position, events) {
                let event = told.event(number, &source).map_err(unwritable)?;
                self.mark = if number + 1 == events {
                    Cursor::whole(told.position)
                } else {
                    Cursor {
                        position: told.position,
                        number,
                    }
                };
                let id = self.mark.of(self.feed);
                text.push_str(&format!("id: {id}\ndata: {event}\n\n"));
                if text.len() >= CHUNK_BYTES {
                    self.send(std::mem::take(&mut text)).await?;
                }
            }
            if !text.is_empty() {
                self.send(text).await?;
            }
        }
        self.mark = self.mark.max(Cursor::whole(told.position));
        Ok(())
    }

    async fn send(&self, text: String) -> std::result::Result<(), Over> {
        self.sender.send(text.into()).await.map_err(|_| Over)
    }
}

fn unwritable(why: serde_json::Error) -> Trouble {
    Trouble::Store(Error::internal(format!(
        "an event cannot be written: {why}"
    )))
}

enum Trouble {
    Over,
    Store(Error),
}

impl From<Over> for Trouble {
    fn from(Over: Over) -> Self {
        Trouble::Over
    }
}

impl From<callsheet_store::Error> for Trouble {
    fn from(why: callsheet_store::Error) -> Self {
        Trouble::Store(why.into())
    }
}
