//! Completes aggregations of statistics whose server ended before they did. Each is added up by the
//! server that was asked for it, which says again and again that it still does.

use crate::api::sessions_statistics::{lease, resume, timed_out_before};
use crate::context::Cx;
use crate::error::Result;

pub async fn sweep(cx: Cx) -> Result<()> {
    loop {
        let now = cx.clock.now();
        let since = timed_out_before(now);
        let looking = cx.store.read("aggregation_left", move |tx| {
            tx.is_aggregation_left(since, now)
        });
        if !looking.await? {
            return Ok(());
        }
        let taking = cx.store.write("take_aggregation", move |tx| -> Result<_> {
            Ok(tx.take_aggregation(since, now, lease(now))?)
        });
        // Another server may have been quicker.
        if let Some(left) = taking.await? {
            resume(cx.clone(), left).await?;
        }
    }
}
