//! A session's log on its way to the server: lines are gathered for a moment and sent in batches
//! that the service takes. What could not be sent is sent again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use callsheet_client::{CallError, LogEvent, LogsClient};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::backoff::{Backoff, chance};
use crate::session::LogSink;

const LINGER: Duration = Duration::from_secs(1);
/// The limits of one batch, well below those of the service.
const BATCH_LINES: usize = 10_000;
const BATCH_BYTES: usize = 256 * 1024;
/// What the service adds to each line when it counts.
const LINE_OVERHEAD_BYTES: usize = 26;
const LONGEST_LINE_BYTES: usize = 128 * 1024;
/// The service takes no more than a day in a batch.
const BATCH_SPAN_MS: i64 = 23 * 60 * 60 * 1000;
/// What is kept in memory while the server is away; beyond it lines are left out, and counted.
const MOST_WAITING_BYTES: usize = 64 * 1024 * 1024;

#[derive(Debug, Default)]
struct Waiting {
    events: VecDeque<LogEvent>,
    bytes: usize,
    last_ms: i64,
    left_out: u64,
    /// Lines ever taken in.
    taken: u64,
    is_flush_wanted: bool,
    is_closed: bool,
}

impl Waiting {
    fn push(&mut self, timestamp_ms: i64, line: &str) {
        if self.bytes >= MOST_WAITING_BYTES {
            self.left_out += 1;
            return;
        }
        // The service wants a batch in the order of time, and clocks are set back.
        self.last_ms = self.last_ms.max(timestamp_ms);
        for piece in pieces(line) {
            self.bytes += weight(piece);
            self.taken += 1;
            // An empty line has to be something.
            let message = if piece.is_empty() { " " } else { piece }.to_owned();
            self.events.push_back(LogEvent {
                timestamp_ms: self.last_ms,
                message,
            });
        }
    }

    fn cut_batch(&mut self) -> Vec<LogEvent> {
        let mut batch: Vec<LogEvent> = Vec::new();
        let mut bytes = 0;
        while let Some(event) = self.events.front() {
            let first_ms = batch
                .first()
                .map_or(event.timestamp_ms, |first| first.timestamp_ms);
            let is_full = batch.len() == BATCH_LINES
                || bytes + weight(&event.message) > BATCH_BYTES
                || event.timestamp_ms - first_ms > BATCH_SPAN_MS;
            if is_full && !batch.is_empty() {
                break;
            }
            bytes += weight(&event.message);
            batch.extend(self.events.pop_front());
        }
        self.bytes = self.bytes.saturating_sub(bytes);
        self.say_what_was_left_out();
        batch
    }

    fn say_what_was_left_out(&mut self) {
        if self.left_out > 0 && self.bytes < MOST_WAITING_BYTES / 2 {
            let left_out = std::mem::take(&mut self.left_out);
            let line = format!("[{left_out} lines left out: the server was away for too long]");
            self.push(self.last_ms, &line);
        }
    }

    fn is_batch_full(&self) -> bool {
        self.events.len() >= BATCH_LINES || self.bytes >= BATCH_BYTES
    }
}

fn weight(message: &str) -> usize {
    message.len() + LINE_OVERHEAD_BYTES
}

/// A line in parts that are short enough, cut between characters.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let cut = text.floor_char_boundary(LONGEST_LINE_BYTES.min(text.len()));
        let (piece, after) = text.split_at(cut);
        rest = (!after.is_empty()).then_some(after);
        Some(piece)
    })
}

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    news: Notify,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LogSink for Shared {
    fn line(&self, timestamp_ms: i64, line: &str) {
        self.lock().push(timestamp_ms, line);
        self.news.notify_one();
    }
}

/// Where batches go: a stream of CloudWatch Logs.
#[derive(Debug, Clone)]
pub struct LogStream {
    pub client: LogsClient,
    pub group: String,
    pub stream: String,
}

/// The log of one session.
#[derive(Debug)]
pub struct SessionLog {
    shared: Arc<Shared>,
    /// Lines that arrived, of those ever taken in.
    arrived: watch::Receiver<u64>,
    sender: JoinHandle<()>,
}

impl SessionLog {
    pub fn start(stream: LogStream) -> Self {
        let shared = Arc::new(Shared::default());
        let (arrive, arrived) = watch::channel(0);
        let sender = tokio::spawn(send_all(stream, Arc::clone(&shared), arrive));
        SessionLog {
            shared,
            arrived,
            sender,
        }
    }

    pub fn sink(&self) -> Arc<dyn LogSink> {
        Arc::clone(&self.shared) as Arc<dyn LogSink>
    }

    /// Until everything so far has arrived, but no longer than `limit`.
    pub fn flush(&self, limit: Duration) -> impl Future<Output = ()> + use<> {
        let goal = {
            let mut waiting = self.shared.lock();
            waiting.is_flush_wanted = true;
            waiting.taken
        };
        self.shared.news.notify_one();
        let mut arrived = self.arrived.clone();
        async move {
            // The rest is sent later; the worker's work is more important.
            let _ = tokio::time::timeout(limit, arrived.wait_for(|count| *count >= goal)).await;
        }
    }

    /// Ends the log; what has not arrived in `limit` is given up.
    pub async fn close(self, limit: Duration) {
        self.flush(limit).await;
        self.shared.lock().is_closed = true;
        self.shared.news.notify_one();
        let abort = self.sender.abort_handle();
        if tokio::time::timeout(limit, self.sender).await.is_err() {
            abort.abort();
        }
    }
}

async fn send_all(stream: LogStream, shared: Arc<Shared>, arrive: watch::Sender<u64>) {
    let mut arrived = 0;
    loop {
        let is_closed = wait_for_batch(&shared).await;
        loop {
            let batch = shared.lock().cut_batch();
            if batch.is_empty() {
                break;
            }
            arrived += u64::try_from(batch.len()).unwrap_or_default();
            send(&stream, batch).await;
            arrive.send_replace(arrived);
        }
        if is_closed {
            return;
        }
    }
}

/// Until there is a batch worth sending; says whether it is the last.
async fn wait_for_batch(shared: &Shared) -> bool {
    wait_until(shared, |waiting| {
        waiting.is_closed || !waiting.events.is_empty()
    })
    .await;
    let is_ripe = wait_until(shared, |waiting| {
        waiting.is_flush_wanted || waiting.is_closed || waiting.is_batch_full()
    });
    // When the time is up the batch is sent as it is.
    let _ = tokio::time::timeout(LINGER, is_ripe).await;
    let mut waiting = shared.lock();
    waiting.is_flush_wanted = false;
    waiting.is_closed
}

async fn wait_until(shared: &Shared, is_so: impl Fn(&Waiting) -> bool) {
    while !is_so(&shared.lock()) {
        shared.news.notified().await;
    }
}

/// Until it has arrived, or is refused for good.
async fn send(stream: &LogStream, batch: Vec<LogEvent>) {
    let mut backoff = Backoff::default();
    loop {
        let sent = stream
            .client
            .put_log_events(&stream.group, &stream.stream, &batch)
            .await;
        let Err(error) = sent else { return };
        if error.code() == Some("ResourceNotFoundException") && create(stream).await.is_ok() {
            continue;
        }
        if !error.may_pass() && error.code() != Some("ResourceNotFoundException") {
            let (lines, stream) = (batch.len(), &stream.stream);
            tracing::warn!(%stream, "{lines} log lines are not taken and left out: {error}");
            return;
        }
        let wait = backoff.next(chance(), None);
        tracing::debug!(stream = %stream.stream, "log lines are sent again later: {error}");
        tokio::time::sleep(wait).await;
    }
}

async fn create(stream: &LogStream) -> Result<(), CallError> {
    stream
        .client
        .create_log_stream(&stream.group, &stream.stream)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_never_go_back_and_empty_lines_are_kept() {
        let mut waiting = Waiting::default();
        waiting.push(5, "one");
        waiting.push(3, "");
        waiting.push(7, "three");
        let batch = waiting.cut_batch();
        let found: Vec<_> = batch
            .iter()
            .map(|e| (e.timestamp_ms, e.message.as_str()))
            .collect();
        assert_eq!(found, [(5, "one"), (5, " "), (7, "three")]);
        assert_eq!(waiting.bytes, 0);
    }

    #[test]
    fn a_huge_line_is_cut_between_characters() {
        let line = format!("x{}", "ü".repeat(LONGEST_LINE_BYTES));
        let mut waiting = Waiting::default();
        waiting.push(1, &line);
        let mut all = String::new();
        loop {
            let batch = waiting.cut_batch();
            if batch.is_empty() {
                break;
            }
            assert!(batch.iter().map(|e| weight(&e.message)).sum::<usize>() <= BATCH_BYTES);
            all.extend(batch.into_iter().map(|event| event.message));
        }
        assert!(all == line);
    }

    #[test]
    fn batches_keep_the_limits_of_the_service() {
        let mut waiting = Waiting::default();
        (0..25_000).for_each(|_| waiting.push(1, ""));
        waiting.push(1 + 2 * BATCH_SPAN_MS, "next day");
        let sizes: Vec<usize> = std::iter::from_fn(|| Some(waiting.cut_batch().len()))
            .take_while(|size| *size > 0)
            .collect();
        assert!(sizes.iter().all(|size| *size <= BATCH_LINES), "{sizes:?}");
        assert_eq!(sizes.iter().sum::<usize>(), 25_001);
        assert_eq!(sizes.last(), Some(&1));
    }

    #[test]
    fn what_does_not_fit_is_counted_and_said() {
        let mut waiting = Waiting::default();
        let line = "y".repeat(LONGEST_LINE_BYTES);
        while waiting.left_out < 3 {
            waiting.push(1, &line);
        }
        let mut last = String::new();
        while let Some(event) = waiting.cut_batch().pop() {
            last = event.message;
        }
        assert!(last.starts_with("[3 lines left out"), "{last}");
    }
}
