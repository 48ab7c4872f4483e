//! The data folder: which files stand in it, who may read them, and how they are written.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use callsheet_server::TlsSource;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::refusal::{Naming, Refusal, Result};

/// Under this much free space a start would only fail later, in the middle of a write.
const LEAST_FREE_BYTES: u64 = 32 * 1024 * 1024;

/// Group and others.
const NOT_THE_OWNER: u32 = 0o077;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// The folder that was asked for, or the user's own.
    pub fn locate(asked: Option<&Path>) -> Result<Self> {
        let path = match asked {
            Some(path) => path.to_path_buf(),
            None => default_path()?,
        };
        Ok(DataDir(
            std::path::absolute(&path).naming("cannot resolve", &path)?,
        ))
    }

    /// Makes the folder if it is missing. It holds keys, so only its owner may look inside.
    pub fn create(&self) -> Result<()> {
        if !self.0.exists() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&self.0)
                .naming("cannot make the data folder", &self.0)
                .map_err(|refusal| refusal.next("choose another folder with --data-dir"))?;
        }
        let found = fs::metadata(&self.0).naming("cannot read the data folder", &self.0)?;
        if !found.is_dir() {
            return Err(
                Refusal::new(format!("`{}` is not a folder", self.0.display()))
                    .next("choose another folder with --data-dir"),
            );
        }
        self.refuse_open_to_others(&self.0)
    }

    /// A key that others can read is no key: refuse instead of quietly closing the door.
    pub fn refuse_readable_keys(&self) -> Result<()> {
        for path in self.private_files() {
            if path.exists() {
                self.refuse_open_to_others(&path)?;
            }
        }
        Ok(())
    }

    pub fn refuse_full_disk(&self) -> Result<()> {
        let free_bytes = self.free_bytes()?;
        if free_bytes >= LEAST_FREE_BYTES {
            return Ok(());
        }
        Err(Refusal::new(format!(
            "no space: `{}` has {} KiB left, at least {} KiB are needed",
            self.0.display(),
            free_bytes / 1024,
            LEAST_FREE_BYTES / 1024
        ))
        .next("free some space on that disk, or choose another folder with --data-dir"))
    }

    pub fn free_bytes(&self) -> Result<u64> {
        let found = rustix::fs::statvfs(&self.0).naming("cannot measure the disk of", &self.0)?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }

    fn refuse_open_to_others(&self, path: &Path) -> Result<()> {
        let mode = mode_of(path)?;
        if mode & NOT_THE_OWNER == 0 {
            return Ok(());
        }
        Err(Refusal::new(format!(
            "`{}` holds keys but is open to others (mode {mode:04o})",
            path.display()
        ))
        .next(format!("chmod go-rwx '{}'", path.display())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn config_file(&self) -> PathBuf {
        self.file("callsheet.toml")
    }

    pub fn database(&self) -> PathBuf {
        self.file("callsheet.db")
    }

    pub fn sealing_key(&self) -> PathBuf {
        self.file("key")
    }

    pub fn aws_config(&self) -> PathBuf {
        self.file("aws-config")
    }

    pub fn aws_credentials(&self) -> PathBuf {
        self.file("aws-credentials")
    }

    pub fn deadline_config(&self) -> PathBuf {
        self.file("deadline-config")
    }

    /// The profile `worker` for a stock worker agent on this machine.
    pub fn agent_config(&self) -> PathBuf {
        self.file("agent-config")
    }

    /// The bootstrap key of this machine's workers; nobody else's key is in it.
    pub fn worker_credentials(&self) -> PathBuf {
        self.file("worker-credentials")
    }

    pub fn worker_state(&self) -> PathBuf {
        self.file("worker")
    }

    pub fn provision_file(&self) -> PathBuf {
        self.file("provision.json")
    }

    pub fn run_file(&self) -> PathBuf {
        self.file("run.json")
    }

    /// The authority that signs this server's certificates.
    pub fn tls(&self) -> PathBuf {
        self.file("tls")
    }

    /// Everything that holds a secret.
    pub fn private_files(&self) -> [PathBuf; 4] {
        [
            TlsSource::authority_key_file(&self.tls()),
            self.aws_credentials(),
            self.worker_credentials(),
            self.sealing_key(),
        ]
    }
}

/// `$XDG_DATA_HOME/callsheet`, or where that stands by custom.
fn default_path() -> Result<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    from("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| from("HOME").map(|home| Path::new(&home).join(".local/share")))
        .map(|base| base.join("callsheet"))
        .ok_or_else(|| {
            Refusal::misuse("no data folder: neither HOME nor XDG_DATA_HOME is set")
                .next("name one with --data-dir")
        })
}

/// Makes a folder that only its owner may enter.
pub fn make_private(path: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.naming("cannot make", path)
}

/// Closes a file to everybody but its owner.
pub fn close_to_others(path: &Path) -> Result<()> {
    let closed = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
    closed.naming("cannot close to others", path)
}

pub fn mode_of(path: &Path) -> Result<u32> {
    let found = fs::metadata(path).naming("cannot read", path)?;
    Ok(found.mode() & 0o7777)
}

/// Who may read a file that we write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    Owner,
    Anyone,
}

/// Writes the whole file or nothing, so that a reader never sees half of it.
pub fn write(path: &Path, text: &str, readers: Readers) -> Result<()> {
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Anyone => 0o644,
    };
    let draft = draft_of(path);
    write_draft(&draft, text, mode)
        .and_then(|()| fs::rename(&draft, path))
        .naming("cannot write", path)
        .map_err(|refusal| {
            // The draft is worthless now; that it cannot be removed adds nothing.
            let _ = fs::remove_file(&draft);
            refusal.next("look at the space on that disk and at who owns the folder")
        })
}

fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    PathBuf::from(name)
}

fn write_draft(draft: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(draft)?;
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

pub fn write_json<T: Serialize>(path: &Path, value: &T, readers: Readers) -> Result<()> {
    let text = serde_json::to_string_pretty(value).naming("cannot write", path)?;
    write(path, &(text + "\n"), readers)
}

/// The file's content, or `None` if there is no such file.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    match fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .naming("cannot understand", path)
            .map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).naming("cannot read", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, DataDir) {
        let temporary = tempfile::tempdir().unwrap();
        let data_dir = DataDir::locate(Some(&temporary.path().join("data"))).unwrap();
        data_dir.create().unwrap();
        (temporary, data_dir)
    }

    #[test]
    fn only_the_owner_may_enter_a_new_folder() {
        let (_temporary, data_dir) = folder();
        assert_eq!(mode_of(data_dir.path()).unwrap(), 0o700);
        data_dir.create().unwrap();
    }

    #[test]
    fn a_folder_open_to_others_is_refused() {
        let (_temporary, data_dir) = folder();
        fs::set_permissions(data_dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let refusal = data_dir.create().unwrap_err();
        assert!(refusal.to_string().contains("mode 0755"), "{refusal}");
        assert!(refusal.to_string().contains("chmod go-rwx"), "{refusal}");
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let (_temporary, data_dir) = folder();
        write(&data_dir.aws_credentials(), "secret", Readers::Owner).unwrap();
        data_dir.refuse_readable_keys().unwrap();
        let open = fs::Permissions::from_mode(0o640);
        fs::set_permissions(data_dir.aws_credentials(), open).unwrap();
        let refusal = data_dir.refuse_readable_keys().unwrap_err();
        assert!(refusal.to_string().contains("aws-credentials"), "{refusal}");
    }

    #[test]
    fn a_written_file_replaces_the_old_one_and_its_mode() {
        let (_temporary, data_dir) = folder();
        let path = data_dir.file("note");
        write(&path, "old", Readers::Anyone).unwrap();
        write(&path, "new", Readers::Owner).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(mode_of(&path).unwrap(), 0o600);
        assert_eq!(fs::read_dir(data_dir.path()).unwrap().count(), 1);
    }
}
