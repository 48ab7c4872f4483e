//! Writes moves of whole steps into the rows that they moved (`callsheet_store::task_moves`), a few
//! rows at a time, so that requests are served in between. It changes nothing that is shown.

use crate::context::Cx;
use crate::error::Result;

const STEPS_AT_ONCE: i64 = 16;

/// Few enough that a heartbeat which waits behind them does not notice.
const ROWS_AT_ONCE: i64 = 500;

pub async fn sweep(cx: Cx) -> Result<()> {
    loop {
        let steps = cx
            .store
            .read("unfolded_steps", |tx| tx.unfolded_steps(STEPS_AT_ONCE))
            .await?;
        if steps.is_empty() {
            return Ok(());
        }
        for (job_key, step_key) in steps {
            while !fold(&cx, job_key, step_key).await? {}
        }
    }
}

async fn fold(cx: &Cx, job_key: i64, step_key: i64) -> Result<bool> {
    let folded = cx.store.write_bulk("fold_tasks", move |tx| {
        tx.lock_job(job_key)?;
        tx.fold_tasks(step_key, ROWS_AT_ONCE)
    });
    Ok(folded.await?)
}
