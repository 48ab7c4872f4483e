//! `/callsheet/v1/webhooks`: who events are posted to, and what could not be delivered.

use callsheet_api::extension::events::{
    CreatedWebhook, DeadLetter, DeadLetters, NewWebhook, Resend, Resent, Webhook, Webhooks,
};
use callsheet_core::event::cursor::{Cursor, Feed};
use callsheet_policy::OwnAction;
use callsheet_store::webhooks::{self as rows, NewWebhook as Row};

use crate::auth::{Caller, Resource};
use crate::background::events::{draw_feed, look};
use crate::context::Cx;
use crate::error::{Result, invalid, not_found_named};
use crate::extension::events::may_listen;
use crate::extension::read;
use crate::random;

const SECRET_BYTES: usize = 32;

pub async fn create(cx: &Cx, caller: &Caller, body: &[u8]) -> Result<CreatedWebhook> {
    let asked: NewWebhook = read(body)?;
    check_url(&asked.url)?;
    let now = cx.clock.now();
    let webhook_id = format!("webhook-{}", hex(&cx.ids.draw(now)));
    let secret = format!("whsec_{}", hex(&random::bytes::<SECRET_BYTES>()?));
    let sealed_secret = cx.sealer.seal(&webhook_id, secret.as_bytes())?;
    let row = Row {
        id: webhook_id.clone(),
        url: asked.url,
        filter: asked.filter,
        sealed_secret,
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
    };
    let (caller, drawn) = (caller.clone(), draw_feed(cx));
    cx.store
        .write("create_webhook", move |tx| -> Result<_> {
            may_manage(&caller)?;
            may_listen(tx, &caller, &row.filter)?;
            // What was written before is not for it, and what has no position yet may be.
            let state = tx.event_feed(drawn)?;
            tx.insert_webhook(&row, Cursor::whole(state.last_position))?;
            Ok(())
        })
        .await?;
    look(cx).await?;
    Ok(CreatedWebhook { webhook_id, secret })
}

/// Whoever says where events go may hear all of them.
fn may_manage(caller: &Caller) -> Result<()> {
    caller.may(OwnAction::ManageWebhooks, &Resource::ACCOUNT)
}

fn check_url(url: &str) -> Result<()> {
    let parsed: Option<http::Uri> = url.parse().ok();
    let is_web = parsed.is_some_and(|uri| {
        let is_known = matches!(uri.scheme_str(), Some("http" | "https"));
        let has_user = uri
            .authority()
            .is_some_and(|place| place.as_str().contains('@'));
        is_known && uri.host().is_some_and(|host| !host.is_empty()) && !has_user
    });
    if is_web {
        return Ok(());
    }
    Err(invalid(
        "url",
        "must be http://HOST… or https://HOST…, without a user's name",
    ))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub async fn list(cx: &Cx, caller: &Caller) -> Result<Webhooks> {
    let caller = caller.clone();
    cx.store
        .read("list_webhooks", move |tx| -> Result<_> {
            may_manage(&caller)?;
            let feed = tx.event_feed_state()?.map_or(0, |state| state.feed);
            let webhooks = tx.webhooks()?.into_iter();
            Ok(Webhooks {
                webhooks: webhooks.map(|found| shown(found, feed)).collect(),
            })
        })
        .await
}

fn shown((webhook, dead_letters): (rows::Webhook, i64), feed: Feed) -> Webhook {
    Webhook {
        webhook_id: webhook.id,
        url: webhook.url,
        filter: webhook.filter,
        created_at: webhook.created_at,
        cursor: webhook.mark.of(feed).to_string(),
        failures: webhook.failures,
        last_error: webhook.last_error,
        next_attempt_at: webhook.next_attempt_at,
        dead_letters,
    }
}

pub async fn delete(cx: &Cx, caller: &Caller, webhook: &str) -> Result<Nothing> {
    let (caller, id) = (caller.clone(), webhook.to_owned());
    cx.store
        .write("delete_webhook", move |tx| -> Result<_> {
            may_manage(&caller)?;
            if tx.delete_webhook(&id)? {
                Ok(Nothing {})
            } else {
                Err(not_found_named("webhook", &id))
            }
        })
        .await
}

/// An answer that says no more than that it is done.
#[derive(serde::Serialize)]
pub struct Nothing {}

pub async fn dead_letters(cx: &Cx, caller: &Caller, webhook: &str) -> Result<DeadLetters> {
    let (caller, id) = (caller.clone(), webhook.to_owned());
    cx.store
        .read("list_dead_letters", move |tx| -> Result<_> {
            may_manage(&caller)?;
            tx.webhook(&id)?
                .ok_or_else(|| not_found_named("webhook", &id))?;
            let letters = tx.dead_letters(&id, rows::MOST_DEAD_LETTERS)?.into_iter();
            let dead_letters = letters
                .map(|letter| DeadLetter {
                    delivery_id: letter.id,
                    events: letter.events,
                    attempts: letter.attempts,
                    error: letter.error,
                    given_up_at: letter.given_up_at,
                    is_due: letter.is_due,
                })
                .collect();
            Ok(DeadLetters { dead_letters })
        })
        .await
}

pub async fn resend(cx: &Cx, caller: &Caller, webhook: &str, body: &[u8]) -> Result<Resent> {
    let asked: Resend = read(body)?;
    let (caller, id) = (caller.clone(), webhook.to_owned());
    cx.store
        .write("resend_dead_letters", move |tx| -> Result<_> {
            may_manage(&caller)?;
            tx.webhook(&id)?
                .ok_or_else(|| not_found_named("webhook", &id))?;
            if asked.delivery_ids.is_empty() {
                let due = tx.resend_dead_letter(&id, None)?;
                return Ok(Resent { due });
            }
            let mut due = 0;
            for delivery in &asked.delivery_ids {
                due += tx.resend_dead_letter(&id, Some(delivery))?;
            }
            Ok(Resent { due })
        })
        .await
}
