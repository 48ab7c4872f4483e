//! What sessions of this machine brought here before, up to a size, so that the next session on
//! the same files transfers nothing. It may be lost at any time, and is never believed: whoever
//! takes something out of it hashes it on the way.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::SystemTime;

use tokio::sync::OwnedMutexGuard;

use crate::error::Trouble;
use crate::local::{Temporary, UNFINISHED};

/// How full it is left when it was too full.
const LEFT_PERCENT: u64 = 90;

/// Its folder is one process's at a time. Files come whole and go whole, and one that is being
/// read stays readable.
#[derive(Debug)]
pub struct HostCache {
    folder: PathBuf,
    limit_bytes: u64,
    /// Counted again when it seems too much.
    used_bytes: AtomicU64,
    flights: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

struct Entry {
    path: PathBuf,
    size: u64,
    used_at: SystemTime,
}

impl Entry {
    /// Of a process that was killed, if none is at work.
    fn is_unfinished(&self) -> bool {
        self.path.extension().is_some_and(|it| it == UNFINISHED)
    }
}

impl HostCache {
    pub fn open(folder: &Path, limit_bytes: u64) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        let cache = HostCache {
            folder: folder.to_owned(),
            limit_bytes,
            used_bytes: AtomicU64::new(0),
            flights: Mutex::default(),
        };
        let (unfinished, whole): (Vec<_>, Vec<_>) =
            cache.entries()?.into_iter().partition(Entry::is_unfinished);
        for entry in unfinished {
            fs::remove_file(&entry.path)?;
        }
        let used = whole.iter().map(|entry| entry.size).sum();
        cache.used_bytes.store(used, Ordering::Relaxed);
        Ok(cache)
    }

    /// Whether it is worth keeping: what fills half of the cache would push out all else.
    pub(crate) fn fits(&self, size: u64) -> bool {
        size <= self.limit_bytes / 2
    }

    /// Held by whoever brings this datum, so that others of this process wait for it.
    pub(crate) async fn flight(&self, hash: &str) -> OwnedMutexGuard<()> {
        let flight = {
            let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
            flights.retain(|_, flight| flight.strong_count() > 0);
            match flights.get(hash).and_then(Weak::upgrade) {
                Some(flight) => flight,
                None => {
                    let flight = Arc::default();
                    flights.insert(hash.to_owned(), Arc::downgrade(&flight));
                    flight
                }
            }
        };
        flight.lock_owned().await
    }

    /// Where it is, if it is here. Using it keeps it.
    pub(crate) fn find(&self, hash: &str) -> Option<PathBuf> {
        let path = self.path(hash);
        let file = fs::File::open(&path).ok()?;
        // A cache that cannot be written to still serves.
        let _ = file.set_modified(SystemTime::now());
        Some(path)
    }

    pub(crate) fn forget(&self, hash: &str) {
        let _ = fs::remove_file(self.path(hash));
    }

    /// A file in the making.
    pub(crate) fn begin(&self, hash: &str) -> Result<Temporary, Trouble> {
        let path = self.path(hash);
        let folder = crate::local::folder_of(&path);
        fs::create_dir_all(folder).map_err(Trouble::local(folder))?;
        Temporary::create(folder)
    }

    /// Keeps what [`HostCache::begin`] began.
    pub(crate) fn admit(&self, made: Temporary, hash: &str, size: u64) -> Result<PathBuf, Trouble> {
        let path = self.path(hash);
        made.keep_as(&path, None)?;
        let used = self.used_bytes.fetch_add(size, Ordering::Relaxed) + size;
        if used > self.limit_bytes
            && let Err(error) = self.make_room()
        {
            tracing::warn!(
                "`{}` is too full and cannot be tidied: {error}",
                self.folder.display()
            );
        }
        Ok(path)
    }

    /// Removes what was not used for longest.
    fn make_room(&self) -> std::io::Result<()> {
        let mut entries = self.entries()?;
        let mut used: u64 = entries.iter().map(|entry| entry.size).sum();
        entries.sort_by_key(|entry| entry.used_at);
        let enough = self.limit_bytes / 100 * LEFT_PERCENT;
        for entry in entries.into_iter().filter(|it| !it.is_unfinished()) {
            if used <= enough {
                break;
            }
            // Whoever found it spoiled may have been first.
            let _ = fs::remove_file(&entry.path);
            used = used.saturating_sub(entry.size);
        }
        self.used_bytes.store(used, Ordering::Relaxed);
        Ok(())
    }

    fn entries(&self) -> std::io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                // Gone between the two looks.
                let Ok(metadata) = file.metadata() else {
                    continue;
                };
                entries.push(Entry {
                    path: file.path(),
                    size: metadata.len(),
                    used_at: metadata.modified()?,
                });
            }
        }
        Ok(entries)
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(&hash[..hash.len().min(2)]).join(hash)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::time::Duration;

    use super::*;

    fn put(cache: &HostCache, hash: &str, bytes: &[u8]) {
        let made = cache.begin(hash).unwrap();
        made.file().write_all(bytes).unwrap();
        cache
            .admit(made, hash, u64::try_from(bytes.len()).unwrap())
            .unwrap();
    }

    /// As a killed process leaves one.
    fn unfinished(cache: &HostCache) -> Temporary {
        let made = cache.begin("dd5").unwrap();
        made.file().write_all(&[0; 30]).unwrap();
        made
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = HostCache::open(folder.path(), 100).unwrap();
        for (age_s, hash) in [(30, "aa1"), (20, "bb2"), (10, "cc3")] {
            put(&cache, hash, &[0; 30]);
            let file = fs::File::options()
                .write(true)
                .open(cache.path(hash))
                .unwrap();
            let used_at = SystemTime::now() - Duration::from_secs(age_s);
            file.set_modified(used_at).unwrap();
        }
        assert!(cache.find("aa1").is_some());
        put(&cache, "dd4", &[0; 30]);
        assert!(cache.find("bb2").is_none(), "the oldest one");
        assert!(cache.find("aa1").is_some(), "it was just used");
        assert!(cache.find("cc3").is_some() && cache.find("dd4").is_some());
        std::mem::forget(unfinished(&cache));
        let again = HostCache::open(folder.path(), 100).unwrap();
        assert_eq!(again.used_bytes.load(Ordering::Relaxed), 90);
        assert!(!again.fits(51) && again.fits(50));
        again.forget("aa1");
        assert!(again.find("aa1").is_none());
    }
}
