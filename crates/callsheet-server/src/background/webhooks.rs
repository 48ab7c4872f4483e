//! Posts events to webhooks (`docs/events.md`): each by a task of its own, so that one that is slow
//! or gone holds up nobody. Of several servers one delivers for a webhook at a time, by a lease.
//!
//! Events go out in order, some in a request. What a receiver has is noted after it said so; a
//! server that is killed in between sends it again. What fails is tried again, later each time, and
//! at last put aside, so that what comes after it gets its turn.

use std::collections::BTreeMap;
use std::time::Duration;

use callsheet_api::Timestamp;
use callsheet_core::event::cursor::{Cursor, Feed};
use callsheet_core::event::shape::Source;
use callsheet_core::event::{Told, backoff_ms};
use callsheet_store::Engine;
use callsheet_store::webhooks::{DeadLetter, Webhook};
use tokio::task::JoinHandle;

use crate::background::events::later;
use crate::context::Cx;
use crate::error::{Error, Result};
use crate::webhook_client::{Letter, WebhookClient};

const LOOK: Duration = Duration::from_secs(1);
const LEASE: Duration = Duration::from_secs(15);
const RENEW: Duration = Duration::from_secs(8);

const ROWS_AT_ONCE: usize = 256;
/// Of one request.
const MOST_EVENTS: usize = 100;
const MOST_BYTES: usize = 256 * 1024;
/// How long a webhook that nothing was for may stay behind: its place is written down now and then.
const PLACE_EVERY_ROWS: i64 = 1_000;

/// Until the server ends.
pub async fn run(cx: Cx) {
    let server = uuid::Uuid::now_v7().to_string();
    let client = WebhookClient::default();
    let mut running: BTreeMap<String, Delivering> = BTreeMap::new();
    let mut tide = cx.events.watch();
    // Whoever delivered before us on SQLite is gone: its file has one server.
    let mut is_heir = cx.store.engine() == Engine::Sqlite;
    while !tide.borrow_and_update().is_over {
        match lease(&cx, &server, is_heir).await {
            Ok(leased) => {
                is_heir = false;
                // Those that are not ours any more end with their handles.
                running.retain(|id, delivering| leased.contains(id) && !delivering.is_over());
                for id in leased {
                    running.entry(id).or_insert_with_key(|id| {
                        let (cx, server) = (cx.clone(), server.clone());
                        let work = deliver(cx, id.clone(), server, client.clone());
                        Delivering(tokio::spawn(work))
                    });
                }
            }
            Err(why) => tracing::warn!(%why, "webhooks cannot be looked up; tried again soon"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = tide.wait_for(|reached| reached.is_over) => {}
        }
    }
    drop(running);
    let releasing = cx
        .store
        .write("release_webhooks", move |tx| tx.release_webhooks(&server));
    if let Err(why) = releasing.await {
        tracing::warn!(%why, "webhooks could not be given up; others take them in a while");
    }
}

/// A task that ends with this.
struct Delivering(JoinHandle<()>);

impl Delivering {
    fn is_over(&self) -> bool {
        self.0.is_finished()
    }
}

impl Drop for Delivering {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The webhooks that this server delivers for. Without any nothing is written.
async fn lease(cx: &Cx, server: &str, is_heir: bool) -> Result<Vec<String>> {
    let now = cx.clock.now();
    let over_before = if is_heir {
        Timestamp::from_ms(i64::MAX)
    } else {
        now
    };
    let (until, renew_before) = (later(now, LEASE), later(now, LEASE - RENEW));
    let asking = server.to_owned();
    let is_due = cx.store.read("webhooks_to_lease", move |tx| {
        tx.has_webhooks_to_lease(&asking, over_before, renew_before)
    });
    if is_due.await? {
        let taking = server.to_owned();
        let leasing = cx.store.write("lease_webhooks", move |tx| {
            tx.lease_webhooks(&taking, over_before, until)
        });
        leasing.await?;
    }
    let asking = server.to_owned();
    let leased = cx
        .store
        .read("leased_webhooks", move |tx| tx.webhooks_leased_by(&asking));
    Ok(leased.await?)
}

/// Delivers for one webhook until it is another server's, or gone.
async fn deliver(cx: Cx, id: String, server: String, client: WebhookClient) {
    let mut tide = cx.events.watch();
    let mut desk = Desk {
        cx,
        id,
        server,
        client,
        read_to: None,
    };
    loop {
        tide.borrow_and_update();
        match desk.turn().await {
            Ok(Turn::Again) => {}
            Ok(Turn::Wait(wait)) => {
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    changed = tide.changed(), if wait == LOOK => if changed.is_err() { return },
                }
            }
            Ok(Turn::Over) => return,
            Err(why) => {
                tracing::warn!(%why, webhook = desk.id, "events cannot be read; tried again soon");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

enum Turn {
    Again,
    /// Nothing is to be done for so long; for [`LOOK`] at most if nothing happens.
    Wait(Duration),
    Over,
}

struct Desk {
    cx: Cx,
    id: String,
    server: String,
    client: WebhookClient,
    /// Further than what is written down, by what was not for this webhook.
    read_to: Option<Cursor>,
}

/// What goes into one request, and how far the webhook is with it.
#[derive(Default)]
struct Batch {
    first: Option<Cursor>,
    events: Vec<String>,
    bytes: usize,
}

impl Desk {
    async fn turn(&mut self) -> Result<Turn> {
        let (id, server) = (self.id.clone(), self.server.clone());
        let looking = self.cx.store.read("webhook", move |tx| {
            let webhook = tx.leased_webhook(&id, &server)?;
            let due = tx.due_dead_letter(&id)?;
            let feed = tx.event_feed_state()?;
            Ok::<_, Error>((webhook, due, feed))
        });
        let (Some(webhook), due, Some(feed)) = looking.await? else {
            return Ok(Turn::Over);
        };
        let secret = match self.cx.sealer.open(&webhook.id, &webhook.sealed_secret) {
            Ok(secret) => secret,
            Err(why) => return self.note_locked(&webhook, &why.to_string()).await,
        };
        if let Some((letter, body)) = due {
            self.send_again((&webhook, &secret), &letter, &body).await?;
            return Ok(Turn::Again);
        }
        let now = self.cx.clock.now();
        if let Some(at) = webhook.next_attempt_at.filter(|at| *at > now) {
            let wait_ms = u64::try_from(at.as_ms() - now.as_ms()).unwrap_or(0);
            // Short, so that a dead letter that becomes due meanwhile is seen.
            return Ok(Turn::Wait(Duration::from_millis(wait_ms).min(LOOK / 2)));
        }
        self.go_on((&webhook, &secret), feed.feed).await
    }

    /// This server's key is another one than that of who sealed the secret.
    async fn note_locked(&self, webhook: &Webhook, why: &str) -> Result<Turn> {
        let why = format!("its secret cannot be opened with this server's `key`: {why}");
        if webhook.last_error.as_ref() != Some(&why) {
            tracing::warn!(webhook = self.id, why, "a webhook cannot be served");
            let id = self.id.clone();
            let noting = self
                .cx
                .store
                .write("webhook_locked", move |tx| tx.note_webhook_error(&id, &why));
            noting.await?;
        }
        Ok(Turn::Wait(LEASE))
    }

    /// Reads on from where the webhook is, and sends what is for it.
    async fn go_on(&mut self, (webhook, secret): (&Webhook, &[u8]), feed: Feed) -> Result<Turn> {
        let mut mark = self.read_to.map_or(webhook.mark, |to| to.max(webhook.mark));
        let from = mark.position;
        let reading = self
            .cx
            .store
            .read_long("events_from", move |tx| tx.events_from(from, ROWS_AT_ONCE));
        let told = reading.await?;
        self.note_gap(mark, &told).await?;
        let (mut batch, source) = (Batch::default(), self.cx.config.event_source(feed));
        for one in &told {
            if !batch.take(one, &webhook.filter, &mut mark, &source)? {
                break;
            }
        }
        if batch.first.is_none() {
            return self.nothing_here(webhook, mark, told.len()).await;
        }
        self.read_to = None;
        self.send((webhook, secret), &batch, (mark, feed)).await
    }

    async fn nothing_here(&mut self, webhook: &Webhook, mark: Cursor, rows: usize) -> Result<Turn> {
        self.read_to = Some(mark);
        if mark.position - webhook.mark.position >= PLACE_EVERY_ROWS {
            let id = self.id.clone();
            let moving = self
                .cx
                .store
                .write_bulk("move_webhook", move |tx| tx.move_event_reader(&id, mark));
            moving.await?;
        }
        Ok(if rows == ROWS_AT_ONCE {
            Turn::Again
        } else {
            Turn::Wait(LOOK)
        })
    }

    /// It was behind for longer than anything is kept.
    async fn note_gap(&self, mark: Cursor, told: &[Told]) -> Result<()> {
        let is_gap = |first: &Told| first.position > mark.position + 1;
        if !told.first().is_some_and(is_gap) {
            return Ok(());
        }
        let why = "it was behind for so long that events were dropped";
        tracing::warn!(webhook = self.id, why, "a webhook misses events");
        let id = self.id.clone();
        let noting = self
            .cx
            .store
            .write("webhook_gap", move |tx| tx.note_webhook_error(&id, why));
        Ok(noting.await?)
    }

    async fn send(
        &self,
        (webhook, secret): (&Webhook, &[u8]),
        batch: &Batch,
        (mark, feed): (Cursor, Feed),
    ) -> Result<Turn> {
        let first = batch.first.unwrap_or(mark);
        let delivery = first.of(feed).to_string();
        let body = body(&self.id, &delivery, &batch.events);
        let posted = self.post((webhook, secret), &delivery, &body).await;
        let (id, now) = (self.id.clone(), self.cx.clock.now());
        let Err(why) = posted else {
            let noting = self.cx.store.write("webhook_delivered", move |tx| {
                tx.webhook_delivered(&id, mark)
            });
            noting.await?;
            return Ok(Turn::Again);
        };
        let attempts = webhook.failures + 1;
        tracing::info!(
            webhook = self.id,
            delivery,
            attempts,
            why,
            "a webhook failed"
        );
        if attempts >= i64::from(self.cx.config.events.webhook_attempts) {
            let letter = DeadLetter {
                id: delivery,
                events: i64::try_from(batch.events.len()).unwrap_or(i64::MAX),
                attempts,
                error: why,
                given_up_at: now,
                is_due: false,
            };
            let giving_up = self.cx.store.write("give_up_delivery", move |tx| {
                tx.give_up_delivery(&id, &letter, &body, mark)
            });
            giving_up.await?;
            return Ok(Turn::Again);
        }
        let again_at = Timestamp::from_ms(now.as_ms() + backoff_ms(attempts, self.dice()));
        let failing = self.cx.store.write("webhook_failed", move |tx| {
            tx.webhook_failed(&id, &why, again_at)
        });
        failing.await?;
        Ok(Turn::Again)
    }

    /// From 0 to 255, never the same for two that failed together.
    fn dice(&self) -> u8 {
        self.cx.ids.draw(self.cx.clock.now())[15]
    }

    async fn send_again(&self, webhook: (&Webhook, &[u8]), letter: &str, body: &str) -> Result<()> {
        let posted = self.post(webhook, letter, body).await;
        let (id, letter) = (self.id.clone(), letter.to_owned());
        let noting = self.cx.store.write("dead_letter", move |tx| match &posted {
            Ok(()) => tx.dead_letter_delivered(&id, &letter),
            Err(why) => tx.dead_letter_failed(&id, &letter, why),
        });
        Ok(noting.await?)
    }

    /// Why not, in words.
    async fn post(
        &self,
        (webhook, secret): (&Webhook, &[u8]),
        delivery: &str,
        body: &str,
    ) -> std::result::Result<(), String> {
        let letter = Letter {
            url: &webhook.url,
            webhook: &webhook.id,
            delivery,
            secret,
            body,
            timestamp_s: self.cx.clock.now().as_ms() / 1_000,
        };
        self.client.post(&letter).await
    }
}

impl Batch {
    /// Takes in what is for the webhook of one change, and moves the mark; false when it is full.
    fn take(
        &mut self,
        told: &Told,
        filter: &callsheet_api::extension::events::EventFilter,
        mark: &mut Cursor,
        source: &Source<'_>,
    ) -> Result<bool> {
        let events = told.happened.events();
        if told.passes(filter) {
            while let Some(number) = mark.next_in(told.position, events) {
                if self.events.len() >= MOST_EVENTS || self.bytes >= MOST_BYTES {
                    return Ok(false);
                }
                let event = told
                    .event(number, source)
                    .map_err(|why| Error::internal(format!("an event cannot be written: {why}")))?;
                *mark = Cursor {
                    position: told.position,
                    number,
                };
                self.first.get_or_insert(*mark);
                self.bytes += event.len();
                self.events.push(event);
            }
        }
        *mark = (*mark).max(Cursor::whole(told.position));
        Ok(true)
    }
}

/// The events are JSON already.
fn body(webhook: &str, delivery: &str, events: &[String]) -> String {
    let events = events.join(",");
    format!(r#"{{"webhookId":"{webhook}","deliveryId":"{delivery}","events":[{events}]}}"#)
}
