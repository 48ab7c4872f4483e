//! The folder that sessions work below.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::error::AgentError;

/// Others pass through to what is theirs, and see nothing on the way.
const PASSABLE: u32 = 0o711;
/// Group and others.
const NOT_THE_OWNER: u32 = 0o077;

#[derive(Debug, Clone)]
pub struct SessionRoot {
    path: PathBuf,
    /// The worker's own folder, which stays closed.
    data_dir: PathBuf,
}

impl SessionRoot {
    /// Below `root`, or in the worker's own folder.
    pub fn new(data_dir: &Path, root: Option<&Path>) -> Self {
        let path = match root {
            None => data_dir.join("sessions"),
            // Workers of one machine may share it, so each has a folder there that is called
            // after its own.
            Some(root) => absolute(root).join(name_of(data_dir)),
        };
        let data_dir = data_dir.to_owned();
        SessionRoot { path, data_dir }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it, and lets other users pass through; but not while they get to the worker's own.
    pub fn open(&self) -> Result<(), AgentError> {
        if self.path.starts_with(&self.data_dir) {
            return Err(AgentError::Closed {
                path: self.path.clone(),
            });
        }
        let mode = self.data_dir.metadata().map_or(0, |it| it.mode());
        if mode & NOT_THE_OWNER != 0 {
            return Err(AgentError::Open {
                path: self.data_dir.clone(),
            });
        }
        self.make().map_err(|source| AgentError::File {
            what: "cannot make the sessions' folder",
            path: self.path.clone(),
            source,
        })
    }

    /// A folder that was there stays as whoever made it wanted it; only the last one is ours.
    fn make(&self) -> std::io::Result<()> {
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(PASSABLE).create(&self.path)?;
        let keys = self.path.join("queues");
        builder.create(&keys)?;
        for folder in [&self.path, &keys] {
            // Whatever the umask left of it.
            fs::set_permissions(folder, Permissions::from_mode(PASSABLE))?;
        }
        Ok(())
    }
}

/// Other users begin elsewhere.
fn absolute(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

/// A folder's path as the name of another one.
fn name_of(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let bytes = folder.as_os_str().as_bytes().iter();
    let plain = bytes.map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(*byte),
        _ => '-',
    });
    plain.collect::<String>().trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_users_get_to_their_sessions_and_not_to_the_workers_own() {
        let folder = tempfile::tempdir().unwrap();
        let (own, root) = (folder.path().join("own"), folder.path().join("root"));
        fs::create_dir(&own).unwrap();
        let set = |mode| fs::set_permissions(&own, Permissions::from_mode(mode)).unwrap();
        set(0o755);
        let refused = |it: SessionRoot| it.open().unwrap_err().to_string();
        let inside = refused(SessionRoot::new(&own, None));
        assert!(inside.contains("--session-root-dir"), "{inside}");
        let open = refused(SessionRoot::new(&own, Some(&root)));
        assert!(open.contains("chmod go-rwx"), "{open}");
        set(0o700);
        let sessions = SessionRoot::new(&own, Some(&root));
        sessions.open().unwrap();
        sessions.open().unwrap();
        let mode = sessions.path().metadata().unwrap().mode() & 0o7777;
        assert_eq!(mode, PASSABLE);
    }

    #[test]
    fn workers_that_share_a_root_have_folders_of_their_own() {
        assert_eq!(name_of(Path::new("/none/of these")), "none-of-these");
        assert_ne!(name_of(Path::new("/none/a")), name_of(Path::new("/none/b")));
    }
}
