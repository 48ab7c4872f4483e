//! Puts session actions into the store by the million, while no server has it open.

use std::str::FromStr;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, JobId, QueueId, SessionId};
use callsheet_store::bench_rows::BenchRows;
use callsheet_store::paths::JobPath;
use callsheet_store::{Ids, Options, Store, StoreUrl};

use super::failed;
use super::installation::Installation;
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};

/// A long session of a worker.
const ACTIONS_OF_EACH: i64 = 1_000;

/// So many sessions at a time: a transaction has to fit into memory.
const SESSIONS_AT_ONCE: usize = 50;

pub fn job_path(provision: &Provision, job_id: &str) -> Result<JobPath> {
    Ok(JobPath {
        farm: id::<FarmId>(&provision.farm_id)?,
        queue: id::<QueueId>(&provision.queue_id)?,
        job: id::<JobId>(job_id)?,
    })
}

fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| Refusal::new(format!("`{text}` is not an id")))
}

/// The paths of all session actions that were added, up to `rows` of them.
pub async fn fill(installation: &Installation, job: JobPath, rows: i64) -> Result<Vec<String>> {
    let url = StoreUrl::Sqlite(installation.database());
    let store = Store::open(&url, &Options::default()).map_err(failed("cannot open the store"))?;
    let now = now();
    let mut ids = Ids::from_os().batch(now);
    let mut sessions: Vec<SessionId> = Vec::new();
    let wanted = (rows.max(1) - 1) / ACTIONS_OF_EACH + 1;
    sessions.extend((0..wanted).map(|_| SessionId::from_bytes(ids.next())));
    for some in sessions.chunks(SESSIONS_AT_ONCE) {
        let added = BenchRows {
            job,
            sessions: some.to_vec(),
            actions_of_each: ACTIONS_OF_EACH.min(rows.max(1)),
            now,
        };
        let written = store.write("bench_rows", move |tx| tx.insert_bench_rows(&added));
        written.await.map_err(failed("cannot fill the store"))?;
    }
    Ok(action_ids(&sessions))
}

fn action_ids(sessions: &[SessionId]) -> Vec<String> {
    let plain = sessions.iter().map(|session| {
        let session = session.to_string();
        session.replacen("session-", "sessionaction-", 1)
    });
    plain.collect()
}

pub fn now() -> Timestamp {
    Timestamp::from_ms(super::now_ms())
}
