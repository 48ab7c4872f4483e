//! What the server has done, as Prometheus reads it.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use callsheet_store::{Stats, TransactionStats};

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

/// Who is there, and who found no place.
#[derive(Debug, Default)]
pub struct Door {
    pub held: u64,
    pub turned_away: u64,
    pub connections: u64,
    pub connections_turned_away: u64,
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
    pub fn page(&self, store: &Stats, logs: &Stats, door: &Door) -> String {
        let mut page = String::with_capacity(16 * 1024);
        // Writing to a string cannot fail.
        let _ = self.write_requests(&mut page);
        let _ = write_stores(&mut page, &[("main", store), ("logs", logs)]);
        let gauges = [
            (
                "callsheet_requests_in_flight",
                "gauge",
                self.in_flight.load(Relaxed),
            ),
            ("callsheet_requests_held", "gauge", door.held),
            (
                "callsheet_requests_turned_away_total",
                "counter",
                door.turned_away,
            ),
            ("callsheet_connections", "gauge", door.connections),
            (
                "callsheet_connections_turned_away_total",
                "counter",
                door.connections_turned_away,
            ),
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

/// The store and the logs' own, by a label.
type Stores<'a> = [(&'static str, &'a Stats); 2];

fn write_stores(page: &mut String, stores: &Stores<'_>) -> fmt::Result {
    type Read = fn(&Stats) -> u64;
    let plain: [(&str, &str, Read); 5] = [
        ("commits_total", "counter", |stats| stats.commits),
        ("committed_transactions_total", "counter", |stats| {
            stats.committed
        }),
        ("waiting_transactions", "gauge", |stats| stats.waiting),
        ("wal_bytes", "gauge", |stats| stats.wal_bytes),
        ("connections", "gauge", |stats| stats.connections),
    ];
    for (name, kind, read) in plain {
        writeln!(page, "# TYPE callsheet_store_{name} {kind}")?;
        for (store, stats) in stores {
            let value = read(stats);
            writeln!(page, "callsheet_store_{name}{{store=\"{store}\"}} {value}")?;
        }
    }
    writeln!(page, "# TYPE callsheet_store_commit_seconds_total counter")?;
    for (store, stats) in stores {
        let value = seconds(stats.commit_us);
        writeln!(
            page,
            "callsheet_store_commit_seconds_total{{store=\"{store}\"}} {value}"
        )?;
    }
    write_transactions(page, stores)
}

fn write_transactions(page: &mut String, stores: &Stores<'_>) -> fmt::Result {
    type Read = fn(&TransactionStats) -> String;
    let columns: [(&str, Read); 5] = [
        ("transactions_total", |stats| stats.count.to_string()),
        ("transaction_errors_total", |stats| stats.errors.to_string()),
        ("transaction_refusals_total", |stats| {
            stats.refusals.to_string()
        }),
        ("transaction_retries_total", |stats| {
            stats.retries.to_string()
        }),
        ("transaction_seconds_total", |stats| seconds(stats.total_us)),
    ];
    for (column, read) in columns {
        writeln!(page, "# TYPE callsheet_store_{column} counter")?;
        for (store, stats) in stores {
            for (name, transaction) in &stats.transactions {
                let labels = format!("store=\"{store}\",name=\"{name}\"");
                let value = read(transaction);
                writeln!(page, "callsheet_store_{column}{{{labels}}} {value}")?;
            }
        }
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
        let door = Door {
            held: 3,
            ..Door::default()
        };
        let page = metrics.page(&Stats::default(), &Stats::default(), &door);
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
