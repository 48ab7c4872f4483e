//! What the store says when all is over, against itself and against the ledger.

use callsheet_store::{Options, Store};

use super::ledger::Ledger;
use crate::bench::failed;
use crate::bench::installation::Installation;
use crate::refusal::{Refusal, Result};

/// Bench leaves a million rows behind, so it takes nobody's own database.
pub async fn refuse_used_store(installation: &Installation) -> Result<()> {
    let store = open(installation)?;
    let used = store.read("is_used", |tx| tx.setting("first_run"));
    match used.await.map_err(failed("cannot read the store"))? {
        None => Ok(()),
        Some(_) => Err(Refusal::new("there is a farm in this database already")
            .next("name an empty one with --store")),
    }
}

fn open(installation: &Installation) -> Result<Store> {
    let url = installation.store_url()?;
    Store::open(&url, &Options::default()).map_err(failed("cannot open the store"))
}

/// What the rows of tasks and their session actions occupy, with their indexes.
pub async fn task_bytes(installation: &Installation) -> Result<i64> {
    let store = open(installation)?;
    let bytes = store.read("bench_bytes", |tx| tx.bench_bytes());
    bytes.await.map_err(failed("cannot measure the store"))
}

/// Refuses figures of a farm that did not do what it says. The server has to be stopped.
pub async fn recount(installation: &Installation, ledger: &Ledger) -> Result<()> {
    let store = open(installation)?;
    // It locks what it counts, so PostgreSQL takes it for a write.
    let counted = store.write("recount", |tx| {
        let mut faults = Vec::new();
        for job in tx.expanded_jobs()? {
            faults.extend(tx.recount_job(job)?);
        }
        Ok::<_, callsheet_store::Error>(faults)
    });
    let mut faults = counted.await.map_err(failed("cannot audit the store"))?;
    let book = ledger.book();
    book.refuse_fault()?;
    if book.repeated > 0 {
        faults.push(format!("{} tasks ran twice without a cause", book.repeated));
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Refusal::new(format!(
            "the audit failed: {}",
            faults.join("; ")
        ))),
    }
}
