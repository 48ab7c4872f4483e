//! Bytes of objects, in files that are named by random ids: no key ever becomes a path. Few bytes
//! make no file: the catalogue keeps them with the row.
//!
//! A blob is written once, made durable, and only then named by a row of the catalogue; so a crash
//! leaves it whole and named, or nameless. What no row names is taken away by [`Blobs::sweep`]
//! when it is old enough that nobody can be about to name it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Md5};

use super::catalogue::{Content, NewPart};
use super::digests::{Algorithm, Algorithms, hex};

/// Folders under folders: 16 of 16, each of which is made when it is first used.
const FOLDERS: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId([u8; 16]);

impl BlobId {
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn draw() -> io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    fn of_name(name: &str) -> Option<Self> {
        let digits = name.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Self(bytes))
    }
}

/// The folder of all blobs.
#[derive(Debug)]
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    /// Nothing is made before the first blob.
    #[must_use]
    pub fn in_folder(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, id: BlobId) -> PathBuf {
        let name = hex(&id.0);
        self.folder(usize::from(id.0[0])).join(name)
    }

    /// There are 256; this is the one of all ids that begin with this byte.
    fn folder(&self, first_byte: usize) -> PathBuf {
        let (upper, lower) = (first_byte / FOLDERS, first_byte % FOLDERS);
        self.root
            .join(format!("{upper:x}"))
            .join(format!("{lower:x}"))
    }

    pub(super) fn open(&self, id: BlobId) -> io::Result<File> {
        File::open(self.path(id))
    }

    /// One that is not there is removed.
    pub fn remove(&self, id: BlobId) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }

    fn create(&self, id: BlobId) -> io::Result<File> {
        let path = self.path(id);
        let create = || OpenOptions::new().write(true).create_new(true).open(&path);
        match create() {
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                self.make_folder(&path)?;
                create()
            }
            created => created,
        }
    }

    /// Durable itself, or what is in it would not be.
    fn make_folder(&self, blob: &Path) -> io::Result<()> {
        let mut folder = blob.parent();
        fs::create_dir_all(folder.unwrap_or(&self.root))?;
        while let Some(made) = folder.filter(|made| made.starts_with(&self.root)) {
            if let Some(above) = made.parent() {
                File::open(above)?.sync_all()?;
            }
            folder = made.parent();
        }
        Ok(())
    }

    /// The blobs of one folder of the 256 that are older than `age`: whoever holds the catalogue
    /// says which of them are named by nothing. `None` when the folder was never used.
    pub fn sweep(&self, first_byte: u8, now: SystemTime, age: Duration) -> io::Result<Sweep> {
        let mut old = Vec::new();
        let listed = match fs::read_dir(self.folder(usize::from(first_byte))) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Sweep { old }),
            listed => listed?,
        };
        for file in listed {
            let file = file?;
            let id = file.file_name().to_str().and_then(BlobId::of_name);
            let Some(id) = id else { continue };
            let written = match file.metadata().and_then(|metadata| metadata.modified()) {
                Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
                written => written?,
            };
            if now.duration_since(written).is_ok_and(|since| since >= age) {
                old.push(id);
            }
        }
        Ok(Sweep { old })
    }
}

/// What a sweep found.
#[derive(Debug, PartialEq, Eq)]
pub struct Sweep {
    pub old: Vec<BlobId>,
}

/// A blob that is being written, with what is computed on the way. Dropped, it is gone.
pub(super) struct Unfinished {
    blob: Unnamed,
    file: Option<File>,
    size: u64,
    md5: Md5,
    checksum: ChecksumHasher,
    algorithms: Algorithms,
}

impl Unfinished {
    pub fn begin(blobs: Arc<Blobs>, algorithms: Algorithms) -> Self {
        Self {
            blob: Unnamed { blobs, id: None },
            file: None,
            size: 0,
            md5: Md5::new(),
            checksum: algorithms.hasher(),
            algorithms,
        }
    }

    /// It blocks.
    pub fn write(&mut self, batch: &[Bytes]) -> io::Result<()> {
        for bytes in batch.iter().filter(|bytes| !bytes.is_empty()) {
            self.file()?.write_all(bytes)?;
            self.count(bytes);
        }
        Ok(())
    }

    fn count(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.checksum.update(bytes);
        self.size += bytes.len() as u64;
    }

    /// All of it, where nothing is written yet: no file is made. In one piece of its own, because
    /// what came lies in larger buffers.
    pub fn finish_in_row(mut self, batch: &[Bytes]) -> Finished {
        let bytes = Bytes::from(batch.concat());
        self.count(&bytes);
        self.finished(bytes)
    }

    pub fn has_begun(&self) -> bool {
        self.file.is_some()
    }

    /// Made with the first byte: an empty object has no file.
    fn file(&mut self) -> io::Result<&mut File> {
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                let id = BlobId::draw()?;
                let file = self.blob.blobs.create(id)?;
                self.blob.id = Some(id);
                file
            }
        };
        Ok(self.file.insert(file))
    }

    /// Makes it durable, by itself and in its folder. It blocks.
    pub fn finish(self) -> io::Result<Finished> {
        if let (Some(file), Some(id)) = (&self.file, self.blob.id) {
            file.sync_data()?;
            let path = self.blob.blobs.path(id);
            let folder = path.parent().unwrap_or(&self.blob.blobs.root);
            File::open(folder)?.sync_all()?;
        }
        Ok(self.finished(Bytes::new()))
    }

    fn finished(self, in_row: Bytes) -> Finished {
        let checksums = self.checksum.finalize();
        let Algorithms { kept, claimed } = self.algorithms;
        let value = |algorithm: Algorithm| algorithm.value_of(checksums.clone());
        Finished {
            blob: self.blob,
            in_row,
            size: self.size,
            md5: self.md5.finalize(),
            algorithm: kept,
            checksum: value(kept).unwrap_or_default(),
            claimed: (claimed, value(claimed).unwrap_or_default()),
        }
    }
}

/// Bytes that no row names yet: a file on the disk, or few enough for the row itself.
pub(super) struct Finished {
    blob: Unnamed,
    in_row: Bytes,
    pub size: u64,
    pub md5: [u8; 16],
    pub algorithm: Algorithm,
    pub checksum: String,
    /// The one that its sender spoke of.
    pub claimed: (Algorithm, String),
}

impl Finished {
    pub fn content(&self) -> Content {
        match self.blob.id {
            Some(id) => Content::File(id),
            None if self.in_row.is_empty() => Content::Empty,
            None => Content::Row(self.in_row.clone()),
        }
    }

    pub fn as_part(&self, number: u16) -> NewPart {
        NewPart {
            number,
            content: self.content(),
            size: self.size,
            etag: self.etag(),
            checksum: self.checksum.clone(),
        }
    }

    pub fn etag(&self) -> String {
        hex(&self.md5)
    }

    /// A row names it, or may: only a sweep can tell.
    pub fn keep(mut self) {
        self.blob.id = None;
    }
}

/// Removes its file unless a row came to name it.
struct Unnamed {
    blobs: Arc<Blobs>,
    id: Option<BlobId>,
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if let Some(id) = self.id.take()
            && let Err(why) = self.blobs.remove(id)
        {
            tracing::warn!(%why, "a blob that came to nothing is left to the sweep");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(blobs: &Arc<Blobs>, pieces: &[&'static [u8]]) -> Finished {
        let mut unfinished =
            Unfinished::begin(Arc::clone(blobs), Algorithms::one(Algorithm::Crc32));
        let pieces: Vec<Bytes> = pieces.iter().copied().map(Bytes::from_static).collect();
        unfinished.write(&pieces).unwrap();
        unfinished.finish().unwrap()
    }

    fn file(finished: &Finished) -> BlobId {
        match finished.content() {
            Content::File(id) => id,
            content => panic!("{content:?}"),
        }
    }

    fn files(root: &Path) -> usize {
        let Ok(listed) = fs::read_dir(root) else {
            return 1;
        };
        listed.map(|entry| files(&entry.unwrap().path())).sum()
    }

    #[test]
    fn what_is_not_kept_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Arc::new(Blobs::in_folder(folder.path().join("objects")));
        let kept = write(&blobs, &[b"ab", b"", b"c"]);
        assert_eq!((kept.size, kept.checksum.as_str()), (3, "NSRBwg=="));
        assert_eq!(kept.etag(), "900150983cd24fb0d6963f7d28e17f72");
        let id = file(&kept);
        kept.keep();
        drop(write(&blobs, &[b"refused"]));
        let mut unfinished =
            Unfinished::begin(Arc::clone(&blobs), Algorithms::one(Algorithm::Sha1));
        unfinished.write(&[Bytes::from_static(b"half")]).unwrap();
        drop(unfinished);
        assert_eq!(files(folder.path()), 1);
        assert_eq!(fs::read(blobs.path(id)).unwrap(), b"abc");
        let empty = write(&blobs, &[]);
        assert_eq!(empty.content(), Content::Empty, "it has no file");
    }

    #[test]
    fn few_bytes_make_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Arc::new(Blobs::in_folder(folder.path().join("objects")));
        let unfinished = Unfinished::begin(blobs, Algorithms::one(Algorithm::Crc32));
        let few = unfinished.finish_in_row(&[Bytes::from_static(b"ab"), Bytes::from_static(b"c")]);
        assert_eq!((few.size, few.checksum.as_str()), (3, "NSRBwg=="));
        assert_eq!(few.etag(), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(few.content(), Content::Row(Bytes::from_static(b"abc")));
        assert!(!folder.path().join("objects").exists());
    }

    #[test]
    fn only_what_is_old_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Arc::new(Blobs::in_folder(folder.path()));
        let finished = write(&blobs, &[b"abc"]);
        let id = file(&finished);
        finished.keep();
        let (now, hour) = (SystemTime::now(), Duration::from_secs(3600));
        let swept = |now| blobs.sweep(id.as_bytes()[0], now, hour).unwrap().old;
        assert_eq!(swept(now), []);
        assert_eq!(swept(now + 2 * hour), [id]);
        blobs.remove(id).unwrap();
        blobs.remove(id).unwrap();
        assert_eq!(swept(now + 2 * hour), []);
    }
}
