//! Finding files and their hashes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use openjd_snapshots::hash::WHOLE_FILE_CHUNK_SIZE;
use openjd_snapshots::{
    CollectOptions, FileEntry, HashCache, SnapshotError, SymlinkPolicy, collect_abs_snapshot,
};

use crate::error::{Result, Trouble};
use crate::layout::HASH_ALGORITHM;
use crate::local::hash_file;
use crate::progress::Progress;

/// To hash a smaller file is quicker than to look its hash up and write it down.
const REMEMBERED_FROM_BYTES: u64 = 256 << 10;

/// A whole file, as the table of hashes names ranges.
const WHOLE: (i64, i64) = (0, -1);

/// A file on this machine. What a link leads to counts as if it were there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub path: PathBuf,
    pub size: u64,
    pub mtime_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashed {
    pub found: Found,
    pub hash: String,
}

/// All files below these folders, and these files, each once and in order. Blocking.
pub fn find(folders: &[PathBuf], files: &[PathBuf]) -> Result<Vec<Found>> {
    let options = CollectOptions {
        symlink_policy: SymlinkPolicy::CollapseAll,
        file_chunk_size_bytes: Some(WHOLE_FILE_CHUNK_SIZE),
        ..CollectOptions::default()
    };
    let snapshot = collect_abs_snapshot(folders, files, options).map_err(|error| {
        let path = folders.iter().chain(files).next();
        unreadable(error, path.map_or(Path::new("."), PathBuf::as_path))
    })?;
    let mut found: Vec<Found> = snapshot.files.into_iter().filter_map(followed).collect();
    found.sort();
    found.dedup();
    Ok(found)
}

/// A link inside of a folder that a link led to is still one.
fn followed(entry: FileEntry) -> Option<Found> {
    let path = PathBuf::from(entry.path);
    if entry.symlink_target.is_none() {
        return Some(Found {
            path,
            size: entry.size.unwrap_or_default(),
            mtime_us: entry.mtime.unwrap_or_default(),
        });
    }
    let metadata = std::fs::metadata(&path).ok().filter(|it| it.is_file());
    let Some(metadata) = metadata else {
        tracing::warn!(
            "`{}` is a link to a folder that is here already: left out",
            path.display()
        );
        return None;
    };
    let since = metadata
        .modified()
        .ok()?
        .duration_since(std::time::UNIX_EPOCH)
        .ok()?;
    Some(Found {
        path,
        size: metadata.len(),
        mtime_us: u64::try_from(since.as_micros()).ok()?,
    })
}

fn unreadable(error: SnapshotError, path: &Path) -> Trouble {
    match error {
        SnapshotError::FileNotFound(path) => Trouble::Local {
            path: PathBuf::from(path),
            source: std::io::ErrorKind::NotFound.into(),
        },
        other => Trouble::Unreadable {
            path: path.to_owned(),
            why: other.to_string(),
        },
    }
}

/// Hashes all of them, in order. With a folder for it, those of large files are remembered by
/// their time of change, in the place and form of AWS's own clients. Given up when dropped.
pub async fn hash(
    found: Vec<Found>,
    remembered_in: Option<PathBuf>,
    progress: &Progress,
) -> Result<Vec<Hashed>> {
    progress.expect(found.len() as u64, found.iter().map(|one| one.size).sum());
    let is_over = Over::default();
    let hashing = Hashing {
        hashes: found.iter().map(|_| OnceLock::new()).collect(),
        next: AtomicUsize::new(0),
        is_over: Arc::clone(&is_over.0),
        cache: remembered_in.and_then(|folder| open_cache(&folder)),
        progress: progress.clone(),
        found,
    };
    let done = tokio::task::spawn_blocking(move || hashing.run());
    done.await.map_err(|error| Trouble::BrokenOff {
        why: error.to_string(),
    })?
}

/// Whoever waited for it is gone.
#[derive(Debug, Default)]
struct Over(Arc<AtomicBool>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Without it everything is hashed, which is slower and no less right.
fn open_cache(folder: &Path) -> Option<HashCache> {
    HashCache::new(folder)
        .inspect_err(|error| {
            tracing::warn!(
                "no hashes are remembered in `{}`: {error}",
                folder.display()
            );
        })
        .ok()
}

struct Hashing {
    found: Vec<Found>,
    hashes: Vec<OnceLock<String>>,
    next: AtomicUsize,
    is_over: Arc<AtomicBool>,
    cache: Option<HashCache>,
    progress: Progress,
}

impl Hashing {
    fn run(self) -> Result<Vec<Hashed>> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads.min(self.found.len()))
                .map(|_| scope.spawn(|| self.take_turns()))
                .collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(broken_off())))
        })?;
        let hashes = self.hashes.into_iter().map(OnceLock::into_inner);
        let all = self.found.into_iter().zip(hashes);
        let all = all.map(|(found, hash)| Some(Hashed { found, hash: hash? }));
        all.collect::<Option<_>>()
            .ok_or_else(|| broken_off().into())
    }

    fn take_turns(&self) -> Result<(), Trouble> {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(found), false) = (self.found.get(at), self.is_over.load(Ordering::Relaxed))
            else {
                return Ok(());
            };
            let hash = self.hash_one(found).inspect_err(|_| {
                self.is_over.store(true, Ordering::Relaxed);
            })?;
            // Each turn is taken once.
            let _ = self.hashes[at].set(hash);
            self.progress.moved(found.size);
            self.progress.done(1);
        }
    }

    fn hash_one(&self, found: &Found) -> Result<String, Trouble> {
        let cache = self.cache.as_ref();
        let Some(cache) = cache.filter(|_| found.size >= REMEMBERED_FROM_BYTES) else {
            return hash_file(&found.path);
        };
        let (first, last) = WHOLE;
        let (path, mtime_us) = (&found.path, found.mtime_us);
        if let Some(known) = cache.get_if_fresh(path, HASH_ALGORITHM, first, last, mtime_us) {
            return Ok(known);
        }
        let hash = hash_file(path)?;
        if let Err(error) = cache.put(path, HASH_ALGORITHM, first, last, &hash, mtime_us) {
            tracing::warn!(
                "the hash of `{}` is not remembered: {error}",
                path.display()
            );
        }
        Ok(hash)
    }
}

fn broken_off() -> Trouble {
    Trouble::BrokenOff {
        why: "not every file was hashed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn links_are_followed_and_hashes_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let (files, other) = (folder.path().join("files"), folder.path().join("other"));
        fs::create_dir_all(files.join("deep")).unwrap();
        fs::create_dir(&other).unwrap();
        fs::write(files.join("deep/a"), "a").unwrap();
        fs::write(files.join("big"), vec![7; 300 << 10]).unwrap();
        fs::write(other.join("b"), "b").unwrap();
        std::os::unix::fs::symlink(&other, files.join("linked")).unwrap();
        std::os::unix::fs::symlink(other.join("b"), files.join("b")).unwrap();
        let found = find(std::slice::from_ref(&files), &[files.join("big")]).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|one| one.path.strip_prefix(&files).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["b", "big", "deep/a", "linked/b"]);
        let (progress, cache) = (Progress::default(), folder.path().join("cache"));
        let hashed = hash(found.clone(), Some(cache.clone()), &progress)
            .await
            .unwrap();
        assert_eq!(hashed[0].hash, hashed[3].hash);
        assert_eq!(hashed[2].hash, crate::manifest::hash_of(b"a"));
        let tally = progress.tally();
        assert_eq!((tally.done_files, tally.done_bytes), (4, tally.bytes));
        // What is remembered is believed as long as the time of change is the same.
        let time = fs::metadata(files.join("big")).unwrap().modified().unwrap();
        fs::write(files.join("big"), vec![8; 300 << 10]).unwrap();
        let big = fs::File::options()
            .write(true)
            .open(files.join("big"))
            .unwrap();
        big.set_modified(time).unwrap();
        let again = hash(found, Some(cache), &progress).await.unwrap();
        assert_eq!(again[1].hash, hashed[1].hash);
    }

    #[tokio::test]
    async fn a_file_that_is_gone_is_named() {
        let gone = PathBuf::from("/nowhere/scene.blend");
        let error = find(&[], std::slice::from_ref(&gone)).unwrap_err();
        assert!(
            error.to_string().contains("/nowhere/scene.blend"),
            "{error}"
        );
        let found = Found {
            path: gone,
            size: 1,
            mtime_us: 0,
        };
        let error = hash(vec![found], None, &Progress::default())
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains("/nowhere/scene.blend"),
            "{error}"
        );
    }
}
