//! Takes away what the embedded S3 no longer needs: blobs of objects that are gone, blobs that no
//! object came to name, and uploads that nobody went on with.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callsheet_companions::s3::{BlobId, Blobs};

use crate::context::Cx;
use crate::error::{Error, Result};

/// Whoever began to read an object may go on for so long after it is gone.
const READ_ON_MS: i64 = 60 * 60 * 1_000;
/// A blob so old that nobody is about to name it: what is written is written on, or was given up.
const NAMELESS_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// An upload that is not completed by then was forgotten.
const UPLOADS_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
const MOST_AT_ONCE: usize = 500;

/// At each turn one of the 256 folders, by the time: no server keeps count.
pub async fn sweep(cx: Cx) -> Result<()> {
    abort_uploads(&cx).await?;
    remove_dropped(&cx).await?;
    let minute = cx.clock.now().as_ms() / 60_000;
    remove_nameless(&cx, u8::try_from(minute.rem_euclid(256)).unwrap_or(0)).await
}

async fn abort_uploads(cx: &Cx) -> Result<()> {
    let now = cx.clock.now();
    let before_ms = now.as_ms() - UPLOADS_KEPT_MS;
    cx.store
        .write("abort_old_uploads", move |tx| -> Result<_> {
            for id in tx.multipart_uploads_begun_before(before_ms, MOST_AT_ONCE)? {
                tx.delete_multipart_upload(&id, now)?;
            }
            Ok(())
        })
        .await
}

async fn remove_dropped(cx: &Cx) -> Result<()> {
    let before_ms = cx.clock.now().as_ms() - READ_ON_MS;
    loop {
        let reading = cx.store.read("dropped_blobs", move |tx| -> Result<_> {
            Ok(tx.blobs_dropped_before(before_ms, MOST_AT_ONCE)?)
        });
        let ids = reading.await?;
        if ids.is_empty() {
            return Ok(());
        }
        let blobs = ids.iter().copied().map(BlobId::from_bytes).collect();
        remove(cx, blobs).await?;
        // After their files: one that is named here can still be removed later.
        let forgetting = cx
            .store
            .write("forget_dropped_blobs", move |tx| -> Result<_> {
                Ok(tx.forget_dropped_blobs(&ids)?)
            });
        forgetting.await?;
    }
}

pub async fn remove_nameless(cx: &Cx, first_byte: u8) -> Result<()> {
    let since_ms = u64::try_from(cx.clock.now().as_ms()).unwrap_or(0);
    let now: SystemTime = UNIX_EPOCH + Duration::from_millis(since_ms);
    let found = on_disk(&cx.objects.blobs, move |blobs| {
        blobs.sweep(first_byte, now, NAMELESS_FOR)
    });
    for some in found.await?.old.chunks(MOST_AT_ONCE) {
        let ids: Vec<[u8; 16]> = some.iter().map(|id| *id.as_bytes()).collect();
        let reading = cx.store.read("named_blobs", move |tx| -> Result<_> {
            let mut named = tx.used_blobs(&ids)?;
            named.extend(tx.known_dropped_blobs(&ids)?);
            Ok(named)
        });
        let named = reading.await?;
        let nameless = some.iter().filter(|id| !named.contains(id.as_bytes()));
        remove(cx, nameless.copied().collect()).await?;
    }
    Ok(())
}

async fn remove(cx: &Cx, ids: Vec<BlobId>) -> Result<()> {
    on_disk(&cx.objects.blobs, move |blobs| {
        ids.into_iter().try_for_each(|id| blobs.remove(id))
    })
    .await
}

async fn on_disk<T: Send + 'static>(
    blobs: &Arc<Blobs>,
    work: impl FnOnce(&Blobs) -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let blobs = Arc::clone(blobs);
    let working = tokio::task::spawn_blocking(move || work(&blobs));
    let done = working
        .await
        .map_err(|why| Error::internal(why.to_string()))?;
    done.map_err(|why| Error::internal(format!("the folder of objects: {why}")))
}
