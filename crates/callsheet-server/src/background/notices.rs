//! Hears of work that other servers of the store have left, and wakes idle workers here for it.

use std::time::Duration;

use callsheet_store::notices::Notice;

use crate::context::Cx;

const TRY_AGAIN: Duration = Duration::from_secs(1);

pub async fn run(cx: Cx) {
    // A server that ended may have taken work with it that it had not told of yet: its successor
    // tells everybody to look.
    cx.waiting.tell(Notice::for_anybody());
    loop {
        match cx.store.listen() {
            Ok(None) => return,
            Ok(Some(mut heard)) => {
                while let Some(notice) = heard.recv().await {
                    cx.waiting.hear(&notice);
                }
            }
            Err(why) => tracing::warn!(%why, "other servers cannot be heard; tried again"),
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}
