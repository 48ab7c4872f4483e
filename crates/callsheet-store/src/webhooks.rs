//! Webhooks, who delivers for which of them, and what could not be delivered.
//!
//! How far a webhook is stands in `event_reader`, under its id. One server at a time delivers for
//! it: the one that holds its lease.

use callsheet_api::Timestamp;
use callsheet_api::extension::events::EventFilter;
use callsheet_core::event::Level;
use callsheet_core::event::cursor::Cursor;

use crate::columns::Columns;
use crate::settings::{read, written};
use crate::{Result, Row, Tx, params};

#[derive(Clone, PartialEq)]
pub struct Webhook {
    pub id: String,
    pub url: String,
    pub filter: EventFilter,
    pub sealed_secret: Vec<u8>,
    /// All up to here is dealt with.
    pub mark: Cursor,
    /// How often in a row the same events could not be delivered.
    pub failures: i64,
    pub last_error: Option<String>,
    pub next_attempt_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone)]
pub struct NewWebhook {
    pub id: String,
    pub url: String,
    pub filter: EventFilter,
    pub sealed_secret: Vec<u8>,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// A delivery that was given up, without what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    pub id: String,
    pub events: i64,
    pub attempts: i64,
    pub error: String,
    pub given_up_at: Timestamp,
    pub is_due: bool,
}

/// Of a webhook; older ones are forgotten.
pub const MOST_DEAD_LETTERS: usize = 1_000;

const WEBHOOK: &str = "w.id, w.url, w.filter, w.sealed_secret, r.position, r.number, w.failures,
    w.last_error, w.next_attempt_at, w.created_at
  FROM webhook w JOIN event_reader r ON r.name = w.id";

impl Tx {
    /// It is told what comes after `mark`.
    pub fn insert_webhook(&mut self, webhook: &NewWebhook, mark: Cursor) -> Result<()> {
        self.exec(
            "INSERT INTO webhook (id, url, filter, sealed_secret, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                &webhook.id,
                &webhook.url,
                written(&webhook.filter)?,
                &webhook.sealed_secret,
                webhook.created_at,
                &webhook.created_by,
            ],
        )?;
        self.keep_event_reader(&webhook.id, Level::of(&webhook.filter), mark, None)
    }

    /// Answers whether there was one.
    pub fn delete_webhook(&mut self, id: &str) -> Result<bool> {
        self.exec("DELETE FROM dead_letter WHERE webhook_id = $1", params![id])?;
        self.delete_event_reader(id)?;
        Ok(self.exec("DELETE FROM webhook WHERE id = $1", params![id])? > 0)
    }

    /// All of them, oldest first, each with how many dead letters it has.
    pub fn webhooks(&mut self) -> Result<Vec<(Webhook, i64)>> {
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM dead_letter d WHERE d.webhook_id = w.id), {WEBHOOK}
             ORDER BY w.created_at, w.id"
        );
        self.query(sql, params![], |row| Ok((webhook(row, 1)?, row.i64(0)?)))
    }

    pub fn webhook(&mut self, id: &str) -> Result<Option<Webhook>> {
        let sql = format!("SELECT {WEBHOOK} WHERE w.id = $1");
        self.one(sql, params![id], |row| webhook(row, 0))
    }

    /// If this server still delivers for it.
    pub fn leased_webhook(&mut self, id: &str, server: &str) -> Result<Option<Webhook>> {
        let sql = format!("SELECT {WEBHOOK} WHERE w.id = $1 AND w.leased_by = $2");
        self.one(sql, params![id, server], |row| webhook(row, 0))
    }

    /// Is there anything that [`Tx::lease_webhooks`] would change?
    pub fn has_webhooks_to_lease(
        &mut self,
        server: &str,
        now: Timestamp,
        renew_before: Timestamp,
    ) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM webhook WHERE leased_until < $2
               OR (leased_by = $1 AND leased_until < $3) LIMIT 1",
            params![server, now, renew_before],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Takes those that nobody delivers for, and keeps those that this server does.
    pub fn lease_webhooks(&mut self, server: &str, now: Timestamp, until: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE webhook SET leased_by = $1, leased_until = $3
             WHERE leased_until < $2 OR leased_by = $1",
            params![server, now, until],
        )?;
        Ok(())
    }

    pub fn webhooks_leased_by(&mut self, server: &str) -> Result<Vec<String>> {
        let sql = "SELECT id FROM webhook WHERE leased_by = $1 ORDER BY id";
        self.query(sql, params![server], |row| row.text(0))
    }

    /// A server that ends lets others take its place at once.
    pub fn release_webhooks(&mut self, server: &str) -> Result<()> {
        let sql = "UPDATE webhook SET leased_by = NULL, leased_until = 0 WHERE leased_by = $1";
        self.exec(sql, params![server])?;
        Ok(())
    }

    /// It was told all up to there.
    pub fn webhook_delivered(&mut self, id: &str, to: Cursor) -> Result<()> {
        self.move_event_reader(id, to)?;
        self.exec(
            "UPDATE webhook SET failures = 0, last_error = NULL, next_attempt_at = NULL
             WHERE id = $1 AND (failures > 0 OR last_error IS NOT NULL)",
            params![id],
        )?;
        Ok(())
    }

    pub fn webhook_failed(&mut self, id: &str, why: &str, again_at: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE webhook SET failures = failures + 1, last_error = $2, next_attempt_at = $3
             WHERE id = $1",
            params![id, why, again_at],
        )?;
        Ok(())
    }

    /// Notes what went wrong, and no more.
    pub fn note_webhook_error(&mut self, id: &str, why: &str) -> Result<()> {
        let sql = "UPDATE webhook SET last_error = $2 WHERE id = $1";
        self.exec(sql, params![id, why])?;
        Ok(())
    }

    /// These events were tried often enough: they are put aside, and the next ones are tried.
    pub fn give_up_delivery(
        &mut self,
        webhook: &str,
        letter: &DeadLetter,
        body: &str,
        to: Cursor,
    ) -> Result<()> {
        self.exec(
            "INSERT INTO dead_letter (webhook_id, id, body, events, attempts, error, given_up_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (webhook_id, id) DO NOTHING",
            params![
                webhook,
                &letter.id,
                body,
                letter.events,
                letter.attempts,
                &letter.error,
                letter.given_up_at,
            ],
        )?;
        self.exec(
            "DELETE FROM dead_letter WHERE webhook_id = $1 AND id IN (
               SELECT id FROM dead_letter WHERE webhook_id = $1
               ORDER BY given_up_at DESC, id DESC LIMIT 1000000 OFFSET $2)",
            params![webhook, MOST_DEAD_LETTERS],
        )?;
        self.move_event_reader(webhook, to)?;
        self.exec(
            "UPDATE webhook SET failures = 0, last_error = $2, next_attempt_at = NULL
             WHERE id = $1",
            params![webhook, &letter.error],
        )?;
        Ok(())
    }

    /// Oldest first.
    pub fn dead_letters(&mut self, webhook: &str, most: usize) -> Result<Vec<DeadLetter>> {
        self.query(
            "SELECT id, events, attempts, error, given_up_at, is_due FROM dead_letter
             WHERE webhook_id = $1 ORDER BY given_up_at, id LIMIT $2",
            params![webhook, most],
            |row| {
                let mut columns = Columns::of(row);
                Ok(DeadLetter {
                    id: columns.get()?,
                    events: columns.get()?,
                    attempts: columns.get()?,
                    error: columns.get()?,
                    given_up_at: columns.get()?,
                    is_due: columns.get()?,
                })
            },
        )
    }

    /// One of these, or without an id all, is to be sent once more. Answers how many those are.
    pub fn resend_dead_letter(&mut self, webhook: &str, id: Option<&str>) -> Result<u64> {
        self.exec(
            "UPDATE dead_letter SET is_due = 1 WHERE webhook_id = $1 AND ($2 = '' OR id = $2)",
            params![webhook, id.unwrap_or_default()],
        )
    }

    /// The oldest that is to be sent once more, with what is in it.
    pub fn due_dead_letter(&mut self, webhook: &str) -> Result<Option<(String, String)>> {
        self.one(
            "SELECT id, body FROM dead_letter WHERE webhook_id = $1 AND is_due = 1
             ORDER BY given_up_at, id LIMIT 1",
            params![webhook],
            |row| Ok((row.text(0)?, row.text(1)?)),
        )
    }

    pub fn dead_letter_delivered(&mut self, webhook: &str, id: &str) -> Result<()> {
        let sql = "DELETE FROM dead_letter WHERE webhook_id = $1 AND id = $2";
        self.exec(sql, params![webhook, id])?;
        Ok(())
    }

    /// It failed again, so it waits to be asked for again.
    pub fn dead_letter_failed(&mut self, webhook: &str, id: &str, why: &str) -> Result<()> {
        self.exec(
            "UPDATE dead_letter SET is_due = 0, attempts = attempts + 1, error = $3
             WHERE webhook_id = $1 AND id = $2",
            params![webhook, id, why],
        )?;
        Ok(())
    }
}

fn webhook(row: &Row<'_>, first: usize) -> Result<Webhook> {
    let mut columns = Columns::after(row, first);
    Ok(Webhook {
        id: columns.get()?,
        url: columns.get()?,
        filter: {
            let filter: String = columns.get()?;
            read(&filter)?
        },
        sealed_secret: columns.get()?,
        mark: Cursor {
            position: columns.get()?,
            number: columns.get()?,
        },
        failures: columns.get()?,
        last_error: columns.get()?,
        next_attempt_at: columns.get()?,
        created_at: columns.get()?,
    })
}
