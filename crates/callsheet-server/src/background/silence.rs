//! Workers that have not been heard for too long lose what they hold (`semantics.md` 4.13). Silence
//! counts only while a server was there to hear.

use callsheet_core::lifecycle::worker::{WorkerEvent, WorkerState};
use callsheet_core::loss::worker_on;
use callsheet_store::Tx;
use callsheet_store::paths::{FleetPath, WorkerPath};

use crate::context::Cx;
use crate::error::Result;

pub async fn sweep(cx: Cx) -> Result<()> {
    let now = cx.clock.now();
    let limit_ms = cx.config.silence_ms();
    let gap_ms = cx.config.absence_ms();
    // A worker's row may lag behind its last word by a third of the limit.
    let limit_ms = limit_ms + limit_ms / 3;
    let silent = cx
        .store
        .write("service_heartbeat", move |tx| -> Result<_> {
            tx.service_heartbeat(now, gap_ms)?;
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
            let limit_ms = limit_ms + script_ms(tx, &path, locked.view.state)?;
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
        cx.waiting.wake(&applied.to_wake());
    }
    Ok(())
}

/// Between its start and its first question a worker runs its fleet's host configuration script,
/// and says nothing all the while (`semantics.md` 6.4).
fn script_ms(tx: &mut Tx, path: &WorkerPath, state: WorkerState) -> Result<i64> {
    if state != WorkerState::Started {
        return Ok(0);
    }
    let fleet = tx.fleet(&FleetPath {
        farm: path.farm,
        fleet: path.fleet,
    })?;
    let script = fleet.and_then(|fleet| fleet.host_configuration());
    let timeout_s = script.and_then(|script| script.script_timeout_seconds);
    Ok(i64::from(timeout_s.unwrap_or(0)) * 1_000)
}
