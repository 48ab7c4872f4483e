//! What a worker has to be told before it starts.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::job_user::JobUsers;

/// A secret text. It cannot be printed by accident.
#[derive(Clone)]
pub struct Sensitive(String);

impl Sensitive {
    pub fn new(text: impl Into<String>) -> Self {
        Sensitive(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Capabilities that are said instead of, or besides, what the host shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CapabilityOverrides {
    /// As in `amount.worker.gpu` = 2.
    pub amounts: BTreeMap<String, f32>,
    /// As in `attr.worker.renderer` = ["arnold", "karma"].
    pub attributes: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone)]
pub struct AgentConfig {
    /// The server's address, as in `http://farm.example:8720`.
    pub endpoint: String,
    pub region: String,
    /// Where objects are, if not at the server.
    pub objects_endpoint: Option<String>,
    pub objects_region: Option<String>,
    pub farm_id: String,
    pub fleet_id: String,
    /// The fleet's bootstrap key: it may do no more than create workers and assume their role.
    pub access_key_id: String,
    pub secret_access_key: Sensitive,
    /// Where the worker remembers who it is, and where sessions work unless told otherwise.
    pub data_dir: PathBuf,
    /// Where sessions work. Other users have to get there, so it is not the worker's own folder if
    /// jobs run as them.
    pub session_root: Option<PathBuf>,
    /// As whom jobs run.
    pub job_users: JobUsers,
    /// How large the job attachments that are kept for later sessions may be together; 0 keeps none.
    pub attachments_cache_bytes: u64,
    pub capabilities: CapabilityOverrides,
    /// How long a worker that was asked to end may take.
    pub drain_limit: Duration,
}

impl AgentConfig {
    pub const DEFAULT_DRAIN_LIMIT: Duration = Duration::from_secs(30);
    pub const DEFAULT_ATTACHMENTS_CACHE_BYTES: u64 = 20 << 30;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(format!("{:?}", Sensitive::new("hunter2")), "(hidden)");
    }
}
