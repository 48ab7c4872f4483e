//! Secrets at rest: sealed with a key file that only its owner can read, and bound to the place
//! where they belong, so that a sealed secret moved to another row does not open.

use std::fmt;
use std::io::Write;
use std::path::Path;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use crate::{Error, Result};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// Reads the key file, or makes one where there is none.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(key) => {
                refuse_readable_by_others(path)?;
                Self::new(path, &key)
            }
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Self::create(path),
            Err(why) => Err(Error::io("reading", path, &why)),
        }
    }

    fn create(path: &Path) -> Result<Self> {
        let key = random::<KEY_BYTES>();
        let write = |path: &Path| -> std::io::Result<()> {
            let mut file = owners_file(path)?;
            file.write_all(&key)?;
            file.sync_all()
        };
        // Whole or not there at all, and the first of two that start together wins.
        let fresh = path.with_extension("new");
        drop(std::fs::remove_file(&fresh));
        write(&fresh).map_err(|why| Error::io("writing", &fresh, &why))?;
        let linked = std::fs::hard_link(&fresh, path);
        drop(std::fs::remove_file(&fresh));
        match linked {
            Ok(()) => Self::new(path, &key),
            Err(exists) if exists.kind() == std::io::ErrorKind::AlreadyExists => {
                Self::open_or_create(path)
            }
            Err(why) => Err(Error::io("writing", path, &why)),
        }
    }

    fn new(path: &Path, key: &[u8]) -> Result<Self> {
        let cipher = XChaCha20Poly1305::new_from_slice(key).map_err(|_| Error::Key {
            path: path.to_path_buf(),
            why: format!(
                "has {} bytes, a key has {KEY_BYTES}: restore it from a backup",
                key.len()
            ),
        })?;
        Ok(Self { cipher })
    }

    /// A new key, to be kept sealed itself.
    #[must_use]
    pub fn draw_key() -> [u8; KEY_BYTES] {
        random()
    }

    pub fn of_key(key: &[u8]) -> Result<Self> {
        let cipher = XChaCha20Poly1305::new_from_slice(key).map_err(|_| Error::Unsealable)?;
        Ok(Self { cipher })
    }

    /// `place` says where the secret is kept, such as the id of its access key.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<Vec<u8>> {
        let nonce = random::<NONCE_BYTES>();
        let payload = Payload {
            msg: secret,
            aad: place.as_bytes(),
        };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| Error::Unsealable)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE_BYTES)
            .ok_or(Error::Unsealable)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let opened = self.cipher.decrypt(XNonce::from_slice(nonce), payload);
        opened.map_err(|_| Error::Unsealable)
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

#[cfg(unix)]
fn owners_file(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn owners_file(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(|why| Error::io("reading", path, &why))?;
    let mode = metadata.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Error::Key {
        path: path.to_path_buf(),
        why: format!(
            "others may read it (mode {:o}): run chmod 600 on it",
            mode & 0o777
        ),
    })
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_path: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_with_the_same_key_at_the_same_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let sealer = Sealer::open_or_create(&path).unwrap();
        let sealed = sealer.seal("AKIA1", b"hush").unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"hush"));
        let again = Sealer::open_or_create(&path).unwrap();
        assert_eq!(again.open("AKIA1", &sealed).unwrap(), b"hush");
        assert_eq!(again.open("AKIA2", &sealed), Err(Error::Unsealable));
        let other = Sealer::open_or_create(&folder.path().join("other.key")).unwrap();
        assert_eq!(other.open("AKIA1", &sealed), Err(Error::Unsealable));
        assert_eq!(again.open("AKIA1", b"short"), Err(Error::Unsealable));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        Sealer::open_or_create(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = Sealer::open_or_create(&path).unwrap_err().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
    }
}
