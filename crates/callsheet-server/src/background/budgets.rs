//! Counts what queues with budgets have used, once a minute (`semantics.md` 11.6): thresholds are
//! met by time that passes, and periods begin and end.

use crate::api::queue_blocking::settle_queue;
use crate::context::Cx;
use crate::error::Result;

pub async fn sweep(cx: Cx) -> Result<()> {
    let reading = cx
        .store
        .read("queues_with_active_budgets", |tx| -> Result<_> {
            Ok(tx.queues_with_active_budgets()?)
        });
    for path in reading.await? {
        let (now, prices) = (cx.clock.now(), cx.config.prices.clone());
        let became_ready = cx.store.write("settle_queue", move |tx| {
            settle_queue(tx, &prices, &path, now)
        });
        cx.waiting.wake(&became_ready.await?);
    }
    Ok(())
}
