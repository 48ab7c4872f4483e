//! From the bucket to this machine: each datum once, checked before it has its name.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::error::{Result, TransferError, Trouble};
use crate::host_cache::HostCache;
use crate::local::{self, Temporary};
use crate::manifest::{File, Manifest, ManifestError, PathFormat, hash_of};
use crate::objects::{Object, Objects};
use crate::progress::Progress;

/// How many files are on their way at once.
const FILES_AT_ONCE: usize = 24;
/// A larger file comes in ranges of this size, straight to its place on disk.
const RANGE_BYTES: u64 = 8 << 20;
/// Of all files together, so that memory has a bound.
const RANGES_AT_ONCE: usize = 8;

/// Where files come from.
#[derive(Debug, Clone)]
pub struct Source {
    pub objects: Objects,
    /// Looked into first.
    pub cache: Option<Arc<HostCache>>,
}

/// A manifest and the folder that its files go below.
#[derive(Debug, Clone)]
pub struct Place {
    pub root: PathBuf,
    pub manifest: Manifest,
}

/// What happens to a file that is in the way. One that holds the same stays, whatever is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Replace,
    Keep,
    /// The new one gets a number in its name.
    KeepBoth,
}

/// A datum and the files that it becomes.
#[derive(Debug)]
struct Datum {
    hash: String,
    size: u64,
    targets: Vec<Target>,
}

#[derive(Debug, Clone)]
struct Target {
    path: PathBuf,
    /// As the manifest names it.
    name: String,
    mtime_us: u64,
}

/// Reads the manifest at `path` below the queue's manifests. With a hash it has to be that one,
/// and may come out of the cache.
pub async fn read_manifest(
    source: &Source,
    path: &str,
    hash: Option<&str>,
) -> Result<(Manifest, Object)> {
    let cached = |hash: &str| {
        let cache = source.cache.as_ref()?;
        let bytes = std::fs::read(cache.find(hash)?).ok()?;
        (hash_of(&bytes) == hash).then_some(bytes)
    };
    if let Some(bytes) = hash.and_then(cached) {
        let metadata = Default::default();
        let manifest = Manifest::read(&bytes, PathFormat::HERE)?;
        return Ok((manifest, Object { bytes, metadata }));
    }
    let object = source
        .objects
        .get(&source.objects.root().manifest_key(path))
        .await?;
    if let Some(expected) = hash {
        let found = hash_of(&object.bytes);
        if found != expected {
            let expected = expected.to_owned();
            return Err(ManifestError::Another { found, expected }.into());
        }
        keep_manifest(source, &found, &object.bytes);
    }
    let manifest = Manifest::read(&object.bytes, PathFormat::HERE)?;
    Ok((manifest, object))
}

/// A cache that takes nothing more is no trouble of whoever reads.
fn keep_manifest(source: &Source, hash: &str, bytes: &[u8]) {
    let Some(cache) = &source.cache else {
        return;
    };
    let kept = cache.begin(hash).and_then(|made| {
        let mut file = made.file();
        file.write_all(bytes).map_err(Trouble::local(made.path()))?;
        cache.admit(made, hash, bytes.len() as u64)
    });
    if let Err(error) = kept {
        tracing::debug!("a manifest is not kept: {error}");
    }
}

/// Brings the files of all places; where two name the same file, the later one counts. Dropping
/// it ends every request and leaves whole files only.
pub async fn download(
    source: &Source,
    places: Vec<Place>,
    existing: Existing,
    progress: &Progress,
) -> Result<()> {
    let planning = tokio::task::spawn_blocking(move || plan(&places, existing));
    let planned = planning.await.map_err(|error| broken_off(&error))??;
    progress.expect(planned.files(), planned.bytes());
    progress.skipped(planned.kept_files, planned.kept_bytes);
    let ranges = Arc::new(Semaphore::new(RANGES_AT_ONCE));
    let (mut waiting, mut under_way) = (planned.data.into_iter(), JoinSet::new());
    loop {
        while under_way.len() < FILES_AT_ONCE
            && let Some(datum) = waiting.next()
        {
            let bringing = Bringing {
                source: source.clone(),
                datum: Arc::new(datum),
                ranges: Arc::clone(&ranges),
                progress: progress.clone(),
            };
            under_way.spawn(bringing.run());
        }
        match under_way.join_next().await {
            None => return Ok(()),
            Some(Ok(brought)) => brought?,
            Some(Err(error)) => return Err(broken_off(&error).into()),
        }
    }
}

fn broken_off(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::BrokenOff {
        why: error.to_string(),
    }
}

#[derive(Debug, Default)]
struct Planned {
    data: Vec<Datum>,
    kept_files: u64,
    kept_bytes: u64,
}

impl Planned {
    fn files(&self) -> u64 {
        let to_bring: usize = self.data.iter().map(|datum| datum.targets.len()).sum();
        self.kept_files + to_bring as u64
    }

    fn bytes(&self) -> u64 {
        self.kept_bytes + self.data.iter().map(Datum::bytes).sum::<u64>()
    }
}

impl Datum {
    fn bytes(&self) -> u64 {
        self.size * self.targets.len() as u64
    }
}

/// Makes the folders, and says which data become which files.
fn plan(places: &[Place], existing: Existing) -> Result<Planned> {
    let mut wanted: BTreeMap<PathBuf, &File> = BTreeMap::new();
    for place in places {
        let paths = place.manifest.files.iter();
        let paths: Vec<_> = paths.map(|file| place.root.join(&file.path)).collect();
        local::make_folders(&place.root, paths.iter().map(PathBuf::as_path))?;
        wanted.extend(paths.into_iter().zip(&place.manifest.files));
    }
    let mut planned = Planned::default();
    let mut data: BTreeMap<&str, Datum> = BTreeMap::new();
    for (path, &file) in &wanted {
        let Some(path) = free_place(path, file, existing, &wanted) else {
            planned.kept_files += 1;
            planned.kept_bytes += file.size;
            continue;
        };
        let target = Target {
            path,
            name: file.path.clone(),
            mtime_us: file.mtime_us,
        };
        let datum = data.entry(&file.hash).or_insert_with(|| Datum {
            hash: file.hash.clone(),
            size: file.size,
            targets: Vec::new(),
        });
        if datum.size != file.size {
            let key = format!(
                "{}, of {} and of {} bytes,",
                file.hash, datum.size, file.size
            );
            return Err(Trouble::Corrupt { key }.of(&file.path));
        }
        datum.targets.push(target);
    }
    planned.data = data.into_values().collect();
    Ok(planned)
}

/// Where the file may go; nowhere if what is there stays.
fn free_place(
    path: &Path,
    file: &File,
    existing: Existing,
    wanted: &BTreeMap<PathBuf, &File>,
) -> Option<PathBuf> {
    if path.symlink_metadata().is_err() {
        return Some(path.to_owned());
    }
    if holds(path, file) {
        return None;
    }
    match existing {
        Existing::Replace => Some(path.to_owned()),
        Existing::Keep => None,
        Existing::KeepBoth => numbered(path, file, wanted),
    }
}

fn holds(path: &Path, file: &File) -> bool {
    let metadata = path.symlink_metadata();
    metadata.is_ok_and(|it| it.is_file() && it.len() == file.size)
        && local::hash_file(path).is_ok_and(|hash| hash == file.hash)
}

/// `shot.png` becomes `shot (1).png`, or the first number that is free. Nowhere if it came under
/// such a name before.
fn numbered(path: &Path, file: &File, wanted: &BTreeMap<PathBuf, &File>) -> Option<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy()))
        .unwrap_or_default();
    let names = (1_u32..).map(|number| path.with_file_name(format!("{stem} ({number}){ending}")));
    for name in names {
        if holds(&name, file) {
            return None;
        }
        if name.symlink_metadata().is_err() && !wanted.contains_key(&name) {
            return Some(name);
        }
    }
    None
}

/// One datum on its way to its files.
#[derive(Clone)]
struct Bringing {
    source: Source,
    datum: Arc<Datum>,
    ranges: Arc<Semaphore>,
    progress: Progress,
}

impl Bringing {
    async fn run(self) -> Result<()> {
        let name = self.datum.targets.first().map(|target| target.name.clone());
        self.bring().await.map_err(|trouble| TransferError {
            file: name,
            trouble,
        })
    }

    async fn bring(&self) -> Result<(), Trouble> {
        let (hash, size) = (&self.datum.hash, self.datum.size);
        let cache = self.source.cache.as_ref().filter(|cache| cache.fits(size));
        let _flight = match cache {
            Some(cache) => Some(cache.flight(hash).await),
            None => None,
        };
        if let Some(cache) = cache
            && self.take_from(cache).await?
        {
            let files = self.datum.targets.len() as u64;
            self.progress.skipped(files, self.datum.bytes());
            return Ok(());
        }
        if size > RANGE_BYTES {
            self.fetch_in_ranges(cache).await?;
        } else {
            self.fetch_whole(cache).await?;
        }
        self.progress.done(self.datum.targets.len() as u64);
        Ok(())
    }

    /// Whether the cache had it, and whole.
    async fn take_from(&self, cache: &Arc<HostCache>) -> Result<bool, Trouble> {
        let (cache, datum) = (Arc::clone(cache), Arc::clone(&self.datum));
        blocking(move || {
            let Some(held) = cache.find(&datum.hash) else {
                return Ok(false);
            };
            for target in &datum.targets {
                let mtime_us = Some(target.mtime_us);
                match local::copy_if(&held, &datum.hash, &target.path, mtime_us) {
                    Ok(true) => {}
                    Ok(false) => {
                        tracing::warn!("`{}` was spoiled, and is fetched anew", held.display());
                        cache.forget(&datum.hash);
                        return Ok(false);
                    }
                    // Tidied away just now.
                    Err(_) if !held.exists() => return Ok(false),
                    Err(trouble) => return Err(trouble),
                }
            }
            Ok(true)
        })
        .await
    }

    /// A small one: in memory, from there to its files and the cache.
    async fn fetch_whole(&self, cache: Option<&Arc<HostCache>>) -> Result<(), Trouble> {
        let key = self.source.objects.root().data_key(&self.datum.hash);
        let object = self.source.objects.get(&key).await?;
        self.progress.moved(self.datum.bytes());
        let (datum, cache) = (Arc::clone(&self.datum), cache.cloned());
        blocking(move || {
            let bytes = object.bytes;
            if bytes.len() as u64 != datum.size || hash_of(&bytes) != datum.hash {
                return Err(Trouble::Corrupt { key });
            }
            for target in &datum.targets {
                local::write(&target.path, &bytes, Some(target.mtime_us))?;
            }
            if let Some(cache) = cache {
                let kept = cache.begin(&datum.hash).and_then(|made| {
                    let mut file = made.file();
                    file.write_all(&bytes)
                        .map_err(Trouble::local(made.path()))?;
                    cache.admit(made, &datum.hash, datum.size)
                });
                not_kept(kept);
            }
            Ok(())
        })
        .await
    }

    /// A large one: to disk as it comes, into the cache or beside its first file.
    async fn fetch_in_ranges(&self, cache: Option<&Arc<HostCache>>) -> Result<(), Trouble> {
        if let Some(cache) = cache {
            match self.fetch_into_cache(cache).await {
                // The disk of the cache may be full where the files' own is not.
                Err(Trouble::Local { path, source }) => {
                    tracing::warn!("`{}` is not cached: {source}", path.display());
                }
                fetched => return fetched,
            }
        }
        let datum = Arc::clone(&self.datum);
        let made = blocking(move || {
            let first = datum.targets.first();
            let folder = first.map_or(Path::new("."), |first| local::folder_of(&first.path));
            let made = Temporary::create(folder)?;
            made.reserve(datum.size)?;
            Ok(made)
        });
        let made = self.fetch_ranges(made.await?).await?;
        let datum = Arc::clone(&self.datum);
        blocking(move || {
            let mut targets = datum.targets.iter();
            let Some(first) = targets.next() else {
                return Ok(());
            };
            made.keep_as(&first.path, Some(first.mtime_us))?;
            for target in targets {
                local::copy(&first.path, &target.path, Some(target.mtime_us))?;
            }
            Ok(())
        })
        .await
    }

    async fn fetch_into_cache(&self, cache: &Arc<HostCache>) -> Result<(), Trouble> {
        let (held_by, datum) = (Arc::clone(cache), Arc::clone(&self.datum));
        let made = blocking(move || {
            let made = held_by.begin(&datum.hash)?;
            made.reserve(datum.size)?;
            Ok(made)
        });
        let made = self.fetch_ranges(made.await?).await?;
        let (cache, datum) = (Arc::clone(cache), Arc::clone(&self.datum));
        blocking(move || {
            for target in &datum.targets {
                local::copy(made.path(), &target.path, Some(target.mtime_us))?;
            }
            not_kept(cache.admit(made, &datum.hash, datum.size));
            Ok(())
        })
        .await
    }

    /// Fills the file, several ranges at a time, and checks what it holds.
    async fn fetch_ranges(&self, made: Temporary) -> Result<Temporary, Trouble> {
        let key = self.source.objects.root().data_key(&self.datum.hash);
        let made = Arc::new(made);
        let mut under_way = JoinSet::new();
        let mut first = 0;
        while first < self.datum.size {
            let last = (first + RANGE_BYTES).min(self.datum.size) - 1;
            let permit = Arc::clone(&self.ranges).acquire_owned().await;
            let permit = permit.map_err(|error| broken_off(&error))?;
            let (objects, key) = (self.source.objects.clone(), key.clone());
            let (made, progress) = (Arc::clone(&made), self.progress.clone());
            under_way.spawn(async move {
                let _permit = permit;
                let bytes = objects.get_range(&key, first, last).await?;
                let count = bytes.len() as u64;
                if count != last + 1 - first {
                    return Err(Trouble::Corrupt { key });
                }
                blocking(move || {
                    let written = made.file().write_all_at(&bytes, first);
                    written.map_err(Trouble::local(made.path()))
                })
                .await?;
                progress.moved(count);
                Ok(())
            });
            while let Some(written) = under_way.try_join_next() {
                written.map_err(|error| broken_off(&error))??;
            }
            first = last + 1;
        }
        while let Some(written) = under_way.join_next().await {
            written.map_err(|error| broken_off(&error))??;
        }
        let made = Arc::into_inner(made).ok_or_else(|| broken_off(&"a range is still written"))?;
        let hash = self.datum.hash.clone();
        blocking(move || {
            if local::hash_file(made.path())? != hash {
                return Err(Trouble::Corrupt { key });
            }
            Ok(made)
        })
        .await
    }
}

/// The files are there; only the next session has to fetch them again.
fn not_kept(kept: Result<PathBuf, Trouble>) {
    if let Err(error) = kept {
        tracing::warn!("not cached: {error}");
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| broken_off(&error))?
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(path: &str, bytes: &[u8]) -> File {
        File {
            path: path.to_owned(),
            hash: hash_of(bytes),
            size: bytes.len() as u64,
            mtime_us: 5,
        }
    }

    #[test]
    fn what_is_there_stays_or_is_named_apart() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        fs::write(root.join("same.png"), "same").unwrap();
        fs::write(root.join("other.png"), "mine").unwrap();
        fs::write(root.join("other (1).png"), "mine").unwrap();
        let mut files = vec![file("same.png", b"same"), file("other.png", b"theirs")];
        files.push(file("other (2).png", b"a third"));
        let place = Place {
            root: root.clone(),
            manifest: Manifest { files },
        };
        let third = root.join("other (2).png");
        let targets = |existing| {
            let planned = plan(std::slice::from_ref(&place), existing).unwrap();
            let data = planned.data.into_iter();
            let paths = data.flat_map(|datum| datum.targets).map(|it| it.path);
            let mut paths: Vec<_> = paths.collect();
            paths.sort();
            (planned.kept_files, paths)
        };
        assert_eq!(targets(Existing::Keep), (2, vec![third.clone()]));
        let replaced = vec![third.clone(), root.join("other.png")];
        assert_eq!(targets(Existing::Replace), (1, replaced));
        let beside = root.join("other (3).png");
        let both = vec![third.clone(), beside.clone()];
        assert_eq!(targets(Existing::KeepBoth), (1, both));
        // What came before under another name does not come again.
        fs::write(beside, "theirs").unwrap();
        assert_eq!(targets(Existing::KeepBoth), (2, vec![third]));
    }

    #[test]
    fn a_datum_is_brought_once_and_the_later_manifest_counts() {
        let folder = tempfile::tempdir().unwrap();
        let place = |files| Place {
            root: folder.path().to_owned(),
            manifest: Manifest { files },
        };
        let places = [
            place(vec![file("a", b"old"), file("b", b"same")]),
            place(vec![file("a", b"new!"), file("sub/c", b"same")]),
        ];
        let planned = plan(&places, Existing::Replace).unwrap();
        assert_eq!((planned.files(), planned.bytes()), (3, 12));
        assert_eq!(planned.data.len(), 2);
        let sizes = planned.data.iter().map(|datum| datum.targets.len());
        assert_eq!(sizes.sum::<usize>(), 3);
        assert!(folder.path().join("sub").is_dir());
    }

    #[test]
    fn two_sizes_of_one_hash_are_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut wrong = file("b", b"x");
        wrong.size = 7;
        let place = Place {
            root: folder.path().to_owned(),
            manifest: Manifest {
                files: vec![file("a", b"x"), wrong],
            },
        };
        let error = plan(&[place], Existing::Replace).unwrap_err();
        assert!(error.to_string().starts_with("b: "), "{error}");
    }
}
