//! Where workers and sessions log to. The names are part of the contract: clients build them by
//! themselves (`semantics.md` 8.3, `clients.md` 4.2).

use std::collections::BTreeMap;

use callsheet_api::ids::{FarmId, FleetId, QueueId, SessionId, WorkerId};
use callsheet_api::types::LogConfiguration;

pub fn session_log(farm: FarmId, queue: QueueId, session: SessionId) -> LogConfiguration {
    configuration(queue_log_group(farm, queue), session.to_string())
}

pub fn worker_log(farm: FarmId, fleet: FleetId, worker: WorkerId) -> LogConfiguration {
    configuration(format!("/aws/deadline/{farm}/{fleet}"), worker.to_string())
}

pub fn queue_log_group(farm: FarmId, queue: QueueId) -> String {
    format!("/aws/deadline/{farm}/{queue}")
}

/// Python agents read `parameters` without asking whether it is there.
fn configuration(group: String, stream: String) -> LogConfiguration {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    LogConfiguration {
        log_driver: "awslogs".to_owned(),
        options: Some(BTreeMap::from([
            pair("logGroupName", group),
            pair("logStreamName", stream),
        ])),
        parameters: Some(BTreeMap::from([pair("interval", "30".to_owned())])),
        error: None,
    }
}
