//! `run.json`: what is running on this data folder, for the commands that want to find it.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, test_kill_process};
use serde::{Deserialize, Serialize};

use crate::data_dir::{self, DataDir, Readers};
use crate::refusal::Result;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFile {
    pub endpoint: String,
    /// What clients have to trust beside what their machine does.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    pub parent_pid: u32,
    pub server_pid: Option<u32>,
    pub worker_pid: Option<u32>,
    pub started_at_ms: u64,
}

impl RunFile {
    pub fn new(endpoint: &str, ca_file: Option<&Path>) -> Self {
        RunFile {
            endpoint: endpoint.to_owned(),
            ca_file: ca_file.map(Path::to_path_buf),
            parent_pid: std::process::id(),
            server_pid: None,
            worker_pid: None,
            started_at_ms: now_ms(),
        }
    }

    /// What the file says, true or stale.
    pub fn read(data_dir: &DataDir) -> Result<Option<Self>> {
        data_dir::read_json(&data_dir.run_file())
    }

    /// What runs now; a file left behind by a parent that was killed counts for nothing.
    pub fn read_alive(data_dir: &DataDir) -> Result<Option<Self>> {
        Ok(Self::read(data_dir)?.filter(|found| is_alive(found.parent_pid)))
    }

    pub fn write(&self, data_dir: &DataDir) -> Result<()> {
        data_dir::write_json(&data_dir.run_file(), self, Readers::Owner)
    }

    /// Removes the file at a clean end. That it is gone already is as good.
    pub fn remove(data_dir: &DataDir) {
        let _ = std::fs::remove_file(data_dir.run_file());
    }
}

/// Whether a process of this number exists; one of another user counts too.
pub fn is_alive(pid: u32) -> bool {
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else {
        return false;
    };
    !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH))
}

fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_file_counts_for_nothing() {
        let temporary = tempfile::tempdir().unwrap();
        let data_dir = DataDir::locate(Some(temporary.path())).unwrap();
        assert_eq!(RunFile::read_alive(&data_dir).unwrap(), None);

        let mut run = RunFile::new("http://127.0.0.1:1", None);
        run.write(&data_dir).unwrap();
        assert_eq!(RunFile::read_alive(&data_dir).unwrap(), Some(run.clone()));

        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        run.parent_pid = ended.id();
        run.write(&data_dir).unwrap();
        assert_eq!(RunFile::read_alive(&data_dir).unwrap(), None);
        assert!(RunFile::read(&data_dir).unwrap().is_some());
    }
}
