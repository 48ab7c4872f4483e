//! Forgets access keys and sessions of people that have expired, client tokens older than a day,
//! statistics older than an hour, old entries of the audit, events that were told, and log events
//! past their group's retention.

use crate::context::Cx;
use crate::error::Result;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long a repeated request gets its first answer again (`semantics.md` 1.2).
const TOKENS_KEPT_MS: i64 = DAY_MS;

/// How long statistics that were asked for can be read (`semantics.md` 3.11).
const AGGREGATIONS_KEPT_MS: i64 = 60 * 60 * 1_000;

/// A key is kept for a while after its end, so that its bearer learns why it is refused.
const EXPIRED_KEYS_KEPT_MS: i64 = 60 * 60 * 1_000;

pub async fn sweep(cx: Cx) -> Result<()> {
    let now = cx.clock.now();
    let audit_days = i64::from(cx.config.audit_retention_days);
    cx.store
        .write("forget_expired", move |tx| -> Result<_> {
            if audit_days > 0 {
                tx.delete_audit_entries_before(now.as_ms() - audit_days * DAY_MS)?;
            }
            tx.delete_aggregations_before(now.as_ms() - AGGREGATIONS_KEPT_MS)?;
            tx.delete_client_tokens_before(now.as_ms() - TOKENS_KEPT_MS)?;
            tx.delete_access_keys_expired_before(now.as_ms() - EXPIRED_KEYS_KEPT_MS)?;
            tx.delete_sign_in_sessions_expired_before(now.as_ms())?;
            Ok(())
        })
        .await?;
    super::events::forget(&cx).await?;
    cx.logs.sweep(now.as_ms()).await?;
    Ok(())
}
