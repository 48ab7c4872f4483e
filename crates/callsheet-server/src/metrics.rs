//! What the server has done, as Prometheus reads it.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use callsheet_store::Stats;

/// Upper bounds in microseconds, with how they are written in seconds.
const BUCKETS: [(u64, &str); 10] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (50_000, "0.05"),
    (250_000, "0.25"),
    (1_000_000, "1"),
    (5_000_000, "5"),
    (30_000_000, "30"),
];

/// Requests by operation and status. Both come from short lists, so this stays small.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: RwLock<BTreeMap<(&'static str, u16), Arc<Requests>>>,
    in_flight: AtomicU64,
    panics: AtomicU64,
}

#[derive(Debug, Default)]
struct Requests {
    count: AtomicU64,
    total_us: AtomicU64,
    buckets: [AtomicU64; BUCKETS.len()],
}

/// Counts a request as being answered, for as long as it lives.
#[derive(Debug)]
pub struct InFlight(Arc<Metrics>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
    }
}

impl Metrics {
    pub fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Relaxed);
        InFlight(Arc::clone(self))
    }

    pub fn answered(&self, operation: &'static str, status: u16, took: Duration) {
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let requests = self.of(operation, status);
        requests.count.fetch_add(1, Relaxed);
        requests.total_us.fetch_add(took_us, Relaxed);
        let bucket = BUCKETS
            .iter()
            .position(|(bound_us, _)| took_us <= *bound_us);
        if let Some(bucket) = bucket {
            requests.buckets[bucket].fetch_add(1, Relaxed);
        }
    }

    pub fn panicked(&self) {
        self.panics.fetch_add(1, Relaxed);
    }

    fn of(&self, operation: &'static str, status: u16) -> Arc<Requests> {
        // A map of counters is whole, whatever a panicking thread was doing.
        let known = self.requests.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(requests) = known.get(&(operation, status)) {
            return Arc::clone(requests);
        }
        drop(known);
        let mut all = self
            .requests
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry((operation, status)).or_default())
    }

    /// The whole page.
    pub fn page(&self, store: &Stats, held: usize) -> String {
        let mut page = String::with_capacity(16 * 1024);
        // Writing to a string cannot fail.
        let _ = self.write_requests(&mut page);
        let _ = write_store(&mut page, store);
        let gauges = [
            (
                "callsheet_requests_in_flight",
                "gauge",
                self.in_flight.load(Relaxed),
            ),
            ("callsheet_requests_held", "gauge", held as u64),
            (
                "callsheet_panics_total",
                "counter",
                self.panics.load(Relaxed),
            ),
        ];
        for (name, kind, value) in gauges {
            let _ = writeln!(page, "# TYPE {name} {kind}\n{name} {value}");
        }
        page
    }

    fn write_requests(&self, page: &mut String) -> fmt::Result {
        const NAME: &str = "callsheet_request_duration_seconds";
        writeln!(
            page,
            "# HELP {NAME} Time to answer, by operation and status."
        )?;
        writeln!(page, "# TYPE {NAME} histogram")?;
        let requests = self.requests.read().unwrap_or_else(PoisonError::into_inner);
        for ((operation, status), requests) in requests.iter() {
            let labels = format!("operation=\"{operation}\",status=\"{status}\"");
            let mut below = 0;
            for ((_, bound), bucket) in BUCKETS.iter().zip(&requests.buckets) {
                below += bucket.load(Relaxed);
                writeln!(page, "{NAME}_bucket{{{labels},le=\"{bound}\"}} {below}")?;
            }
            let count = requests.count.load(Relaxed);
            writeln!(page, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {count}")?;
            let total_us = requests.total_us.load(Relaxed);
            writeln!(page, "{NAME}_sum{{{labels}}} {}", seconds(total_us))?;
            writeln!(page, "{NAME}_count{{{labels}}} {count}")?;
        }
        Ok(())
    }
}

fn write_store(page: &mut String, store: &Stats) -> fmt::Result {
    let plain = [
        ("callsheet_store_commits_total", "counter", store.commits),
        (
            "callsheet_store_committed_transactions_total",
            "counter",
            store.committed,
        ),
        (
            "callsheet_store_waiting_transactions",
            "gauge",
            store.waiting,
        ),
        ("callsheet_store_wal_bytes", "gauge", store.wal_bytes),
        ("callsheet_store_connections", "gauge", store.connections),
    ];
    for (name, kind, value) in plain {
        writeln!(page, "# TYPE {name} {kind}\n{name} {value}")?;
    }
    writeln!(page, "# TYPE callsheet_store_commit_seconds_total counter")?;
    writeln!(
        page,
        "callsheet_store_commit_seconds_total {}",
        seconds(store.commit_us)
    )?;
    write_transactions(page, store)
}

fn write_transactions(page: &mut String, store: &Stats) -> fmt::Result {
    const NAME: &str = "callsheet_store_transaction";
    for ending in ["all", "errors", "refusals", "retries"] {
        writeln!(page, "# TYPE {NAME}s_{ending}_total counter")?;
        for (name, stats) in &store.transactions {
            let count = match ending {
                "errors" => stats.errors,
                "refusals" => stats.refusals,
                "retries" => stats.retries,
                _ => stats.count,
            };
            writeln!(page, "{NAME}s_{ending}_total{{name=\"{name}\"}} {count}")?;
        }
    }
    writeln!(page, "# TYPE {NAME}_seconds_total counter")?;
    for (name, stats) in &store.transactions {
        let total = seconds(stats.total_us);
        writeln!(page, "{NAME}_seconds_total{{name=\"{name}\"}} {total}")?;
    }
    Ok(())
}

/// Exactly, which a float would not be.
fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_counts_requests_by_operation_status_and_time() {
        let metrics = Arc::new(Metrics::default());
        metrics.answered("GetJob", 200, Duration::from_micros(400));
        metrics.answered("GetJob", 200, Duration::from_micros(3_000));
        metrics.answered("GetJob", 404, Duration::from_secs(90));
        let _in_flight = metrics.begin();
        let page = metrics.page(&Stats::default(), 3);
        let has = |line: &str| assert!(page.lines().any(|found| found == line), "{line}\n{page}");
        let name = "callsheet_request_duration_seconds";
        has(&format!(
            "{name}_bucket{{operation=\"GetJob\",status=\"200\",le=\"0.0005\"}} 1"
        ));
        has(&format!(
            "{name}_bucket{{operation=\"GetJob\",status=\"200\",le=\"30\"}} 2"
        ));
        has(&format!(
            "{name}_sum{{operation=\"GetJob\",status=\"200\"}} 0.003400"
        ));
        has(&format!(
            "{name}_bucket{{operation=\"GetJob\",status=\"404\",le=\"30\"}} 0"
        ));
        has(&format!(
            "{name}_count{{operation=\"GetJob\",status=\"404\"}} 1"
        ));
        has("callsheet_requests_held 3");
        has("callsheet_requests_in_flight 1");
    }
}
