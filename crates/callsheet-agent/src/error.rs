//! Why a worker ends without having been asked to.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    #[error("{what} `{}`: {source}; see to it that the folder can be written", path.display())]
    File {
        what: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("`{}` is not a worker's state: {reason}; remove it to join as a new worker", path.display())]
    State { path: PathBuf, reason: String },
    /// Jobs of other users cannot be let into the folder that holds the worker's keys.
    #[error(
        "other users cannot work in `{}`, which is closed to them; give the worker a \
         --session-root-dir for its sessions, such as /var/lib/callsheet-sessions",
        path.display()
    )]
    Closed { path: PathBuf },
    #[error(
        "`{}` holds the worker's keys but is open to other users, as whom its jobs run; close it: \
         chmod go-rwx '{}'",
        path.display(), path.display()
    )]
    Open { path: PathBuf },
    /// The server said no, and asking again would not change its mind.
    #[error("{doing}: {reason}; check the farm, the fleet and the key of this worker")]
    Refused { doing: &'static str, reason: String },
    #[error("workers do not run on {system} yet; run this one on Linux")]
    System { system: &'static str },
}
