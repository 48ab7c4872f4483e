//! Workers that have not been heard for too long lose what they hold (`semantics.md` 4.13). Silence
//! counts only while a server was there to hear.

use callsheet_core::lifecycle::worker::WorkerEvent;
use callsheet_core::loss::worker_on;
use callsheet_store::paths::WorkerPath;

use crate::context::Cx;
use crate::error::Result;

pub async fn sweep(cx: Cx) -> Result<()> {
    let now = cx.clock.now();
    let limit_ms = cx.config.silence_ms();
    // A worker's row may lag behind its last word by a third of the limit.
    let limit_ms = limit_ms + limit_ms / 3;
    let silent = cx
        .store
        .write("service_heartbeat", move |tx| -> Result<_> {
            tx.service_heartbeat(now, limit_ms / 2)?;
            Ok(tx.silent_workers(now, limit_ms)?)
        })
        .await?;
    for path in silent {
        give_up(&cx, path, limit_ms).await?;
    }
    Ok(())
}

/// One worker, one transaction: it may have spoken meanwhile.
async fn give_up(cx: &Cx, path: WorkerPath, limit_ms: i64) -> Result<()> {
    let now = cx.clock.now();
    let applied = cx
        .store
        .write("worker_fell_silent", move |tx| -> Result<_> {
            let Some(locked) = tx.lock_worker(&path)? else {
                return Ok(None);
            };
            let heard_since = tx.heard_since()?.unwrap_or(now);
            let heard_at = locked.heard_at.max(heard_since);
            if now.as_ms() - heard_at.as_ms() < limit_ms {
                return Ok(None);
            }
            let mut worker = locked.view;
            let Ok(changes) = worker_on(&mut worker, WorkerEvent::FellSilent, now) else {
                return Ok(None);
            };
            let applied = tx.apply(&changes, now)?;
            if applied.sessions_ended {
                tx.settle_associations(path.fleet)?;
            }
            Ok(Some(applied))
        })
        .await?;
    if let Some(applied) = applied {
        tracing::warn!(worker = %path.worker, fleet = %path.fleet, "the worker fell silent");
        cx.waiting.wake(applied.to_wake());
    }
    Ok(())
}
