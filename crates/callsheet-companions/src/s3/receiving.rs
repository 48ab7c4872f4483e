//! From a request's body to a blob, with a bounded buffer: while one batch is hashed and written,
//! the next one is read. What ends within the first batch may be few enough bytes for a row.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use s3s::dto::StreamingBlob;
use s3s::{S3Error, S3ErrorCode as Code, StdError};
use tokio::task::JoinHandle;

use super::blobs::{Blobs, Finished, Unfinished};
use super::digests::Algorithms;
use super::trouble::{internal, of_disk};

/// Two of these are in memory at most, for each request.
const BATCH_BYTES: usize = 128 * 1024;
/// Up to so many go into the catalogue, in the transaction that names them: a file of their own costs
/// two syncs, and that transaction is synced with others.
const MOST_ROW_BYTES: u64 = 32 * 1024;
/// A sender that is silent for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// What S3 takes in one request.
const MOST_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// What is too large by what its headers say need not come at all.
pub(super) fn check_length(declared: Option<i64>) -> Result<(), S3Error> {
    match declared.map(u64::try_from) {
        Some(Ok(bytes)) if bytes > MOST_BYTES => Err(Code::EntityTooLarge.into()),
        Some(_) | None => Ok(()),
    }
}

type Writing = JoinHandle<std::io::Result<Unfinished>>;

/// Writes the body to the disk, durably, unless it is to be kept in a row. If it is not kept, nothing
/// of it stays.
pub(super) async fn receive(
    blobs: &Arc<Blobs>,
    body: Option<StreamingBlob>,
    algorithms: Algorithms,
) -> Result<Finished, S3Error> {
    let mut idle = Some(Unfinished::begin(Arc::clone(blobs), algorithms));
    let mut writing: Option<Writing> = None;
    let (mut batch, mut batched, mut received) = (Vec::new(), 0, 0_u64);
    let mut body = body;
    while let Some(bytes) = next(&mut body).await? {
        batched += bytes.len();
        received += bytes.len() as u64;
        if received > MOST_BYTES {
            return Err(Code::EntityTooLarge.into());
        }
        batch.push(bytes);
        if batched >= BATCH_BYTES {
            let blob = at_rest(&mut idle, &mut writing).await?;
            writing = Some(write(blob, std::mem::take(&mut batch)));
            batched = 0;
        }
    }
    let mut blob = at_rest(&mut idle, &mut writing).await?;
    if !blob.has_begun() && received <= MOST_ROW_BYTES {
        return Ok(blob.finish_in_row(&batch));
    }
    let finishing = tokio::task::spawn_blocking(move || {
        blob.write(&batch)?;
        blob.finish()
    });
    let finished = finishing.await.map_err(|why| internal(&why.to_string()))?;
    finished.map_err(|why| of_disk("writing an object", &why))
}

fn write(mut blob: Unfinished, batch: Vec<Bytes>) -> Writing {
    tokio::task::spawn_blocking(move || {
        blob.write(&batch)?;
        Ok(blob)
    })
}

/// The blob, when the batch before is on its way to the disk.
async fn at_rest(
    idle: &mut Option<Unfinished>,
    writing: &mut Option<Writing>,
) -> Result<Unfinished, S3Error> {
    match (idle.take(), writing.take()) {
        (Some(blob), _) => Ok(blob),
        (None, Some(writing)) => {
            let written = writing.await.map_err(|why| internal(&why.to_string()))?;
            written.map_err(|why| of_disk("writing an object", &why))
        }
        (None, None) => Err(internal("a blob was lost between two batches")),
    }
}

async fn next(body: &mut Option<StreamingBlob>) -> Result<Option<Bytes>, S3Error> {
    let Some(body) = body else {
        return Ok(None);
    };
    let mut body = std::pin::Pin::new(body);
    let reading = std::future::poll_fn(|cx| body.as_mut().poll_next(cx));
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
        Ok(Some(Err(why))) => Err(unreadable(why)),
        Err(_) => Err(S3Error::with_message(
            Code::RequestTimeout,
            "the body did not go on for a minute",
        )),
    }
}

/// What s3s finds wrong with a body has no public type; its words do say it.
fn unreadable(why: StdError) -> S3Error {
    let words = why.to_string();
    if words.contains("Sha256Mismatch") {
        let code = Code::from_bytes(b"XAmzContentSHA256Mismatch");
        let message = "the body is not the one of x-amz-content-sha256";
        let mut error = S3Error::with_message(code.unwrap_or(Code::BadDigest), message);
        error.set_status_code(http::StatusCode::BAD_REQUEST);
        return error;
    }
    if words.contains("SignatureMismatch") {
        let message = "the signature of a chunk does not match";
        return S3Error::with_message(Code::SignatureDoesNotMatch, message);
    }
    let message = format!("the body ended early or cannot be read: {words}");
    S3Error::with_message(Code::IncompleteBody, message)
}
