//! Who this worker is: remembered on disk, so that a restart comes back as the same worker.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::AgentError;
use crate::job_user::JobUser;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub farm_id: String,
    pub fleet_id: String,
    pub worker_id: String,
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("worker.json")
}

impl Identity {
    /// What was remembered, if it is of this fleet.
    pub fn read(data_dir: &Path, farm: &str, fleet: &str) -> Result<Option<Self>, AgentError> {
        let path = path(data_dir);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(AgentError::File {
                    what: "cannot read",
                    path,
                    source,
                });
            }
        };
        let identity: Identity =
            serde_json::from_slice(&text).map_err(|error| AgentError::State {
                path,
                reason: error.to_string(),
            })?;
        let is_ours = identity.farm_id == farm && identity.fleet_id == fleet;
        Ok(is_ours.then_some(identity))
    }

    pub fn write(&self, data_dir: &Path) -> Result<(), AgentError> {
        let path = path(data_dir);
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        replace(&path, &text).map_err(|source| AgentError::File {
            what: "cannot write",
            path,
            source,
        })
    }

    pub fn forget(data_dir: &Path) -> Result<(), AgentError> {
        let path = path(data_dir);
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(AgentError::File {
                what: "cannot remove",
                path,
                source,
            }),
        }
    }
}

/// Either the old or the new text is there, and only the owner reads it.
pub fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    replace_for(path, text, None)
}

/// The same, and this user reads it as well.
pub fn replace_for(path: &Path, text: &[u8], user: Option<&JobUser>) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    crate::host::owner_only(&mut options);
    let mut file = options.open(&new)?;
    file.write_all(text)?;
    if let Some(user) = user {
        user.show_file(&file)?;
    }
    file.sync_all()?;
    std::fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_remembered_in_its_own_fleet_only() {
        let dir = tempfile::tempdir().unwrap();
        let identity = Identity {
            farm_id: "farm-1".to_owned(),
            fleet_id: "fleet-1".to_owned(),
            worker_id: "worker-1".to_owned(),
        };
        assert_eq!(
            Identity::read(dir.path(), "farm-1", "fleet-1").unwrap(),
            None
        );
        identity.write(dir.path()).unwrap();
        let found = Identity::read(dir.path(), "farm-1", "fleet-1").unwrap();
        assert_eq!(found, Some(identity));
        assert_eq!(
            Identity::read(dir.path(), "farm-1", "fleet-2").unwrap(),
            None
        );
        Identity::forget(dir.path()).unwrap();
        Identity::forget(dir.path()).unwrap();
        assert_eq!(
            Identity::read(dir.path(), "farm-1", "fleet-1").unwrap(),
            None
        );
    }

    #[test]
    fn a_broken_state_is_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("worker.json"), "{").unwrap();
        let error = Identity::read(dir.path(), "farm-1", "fleet-1").unwrap_err();
        assert!(error.to_string().contains("worker.json"), "{error}");
    }
}
