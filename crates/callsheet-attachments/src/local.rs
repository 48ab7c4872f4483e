//! Files on this machine's disk: whole or not there, and never outside of their root. Blocking.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use xxhash_rust::xxh3::Xxh3Default;

use crate::error::Trouble;

/// How much of a file is in memory while it is hashed or copied.
const BUFFER_BYTES: usize = 1 << 20;

/// How the name of a file ends that is not whole yet.
pub(crate) const UNFINISHED: &str = "part";

/// A file that nobody else knows of yet. It goes unless it is kept.
#[derive(Debug)]
pub(crate) struct Temporary {
    path: PathBuf,
    file: fs::File,
    is_kept: bool,
}

impl Temporary {
    pub fn create(folder: &Path) -> Result<Self, Trouble> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| Trouble::BrokenOff {
            why: format!("no random name: {error}"),
        })?;
        let name = format!(
            ".callsheet-{:016x}.{UNFINISHED}",
            u64::from_ne_bytes(random)
        );
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).open(&path);
        let file = file.map_err(Trouble::local(&path))?;
        Ok(Temporary {
            path,
            file,
            is_kept: false,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn file(&self) -> &fs::File {
        &self.file
    }

    /// Takes the room for `size` bytes, so that a disk that is too full says so first.
    pub fn reserve(&self, size: u64) -> Result<(), Trouble> {
        #[cfg(target_os = "linux")]
        if size > 0 {
            let flags = rustix::fs::FallocateFlags::empty();
            match rustix::fs::fallocate(&self.file, flags, 0, size) {
                // Not every file system can promise room.
                Ok(()) | Err(rustix::io::Errno::OPNOTSUPP) => {}
                Err(error) => return Err(Trouble::local(&self.path)(error.into())),
            }
        }
        self.file.set_len(size).map_err(Trouble::local(&self.path))
    }

    /// Gives it its name, in the place of whatever has it.
    pub fn keep_as(mut self, target: &Path, mtime_us: Option<u64>) -> Result<(), Trouble> {
        if let Some(mtime_us) = mtime_us {
            self.file
                .set_modified(time(mtime_us))
                .map_err(Trouble::local(target))?;
        }
        fs::rename(&self.path, target).map_err(Trouble::local(target))?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_kept {
            // It may be gone with its folder already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn time(us: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(us)
}

/// Writes a whole file.
pub(crate) fn write(target: &Path, bytes: &[u8], mtime_us: Option<u64>) -> Result<(), Trouble> {
    let temporary = Temporary::create(folder_of(target))?;
    let mut file = temporary.file();
    file.write_all(bytes).map_err(Trouble::local(target))?;
    temporary.keep_as(target, mtime_us)
}

/// Copies a file that is known to be good.
pub(crate) fn copy(from: &Path, target: &Path, mtime_us: Option<u64>) -> Result<(), Trouble> {
    let temporary = Temporary::create(folder_of(target))?;
    let mut source = fs::File::open(from).map_err(Trouble::local(from))?;
    // Lets the system copy, without the bytes coming this way.
    std::io::copy(&mut source, &mut temporary.file()).map_err(Trouble::local(target))?;
    temporary.keep_as(target, mtime_us)
}

/// Copies a file if it holds what it should: whether it did.
pub(crate) fn copy_if(
    from: &Path,
    hash: &str,
    target: &Path,
    mtime_us: Option<u64>,
) -> Result<bool, Trouble> {
    let temporary = Temporary::create(folder_of(target))?;
    let source = fs::File::open(from).map_err(Trouble::local(from))?;
    let mut writer = temporary.file();
    let found = hash_while(source, from, |bytes| {
        writer.write_all(bytes).map_err(Trouble::local(target))
    })?;
    if found != hash {
        return Ok(false);
    }
    temporary.keep_as(target, mtime_us)?;
    Ok(true)
}

pub(crate) fn hash_file(path: &Path) -> Result<String, Trouble> {
    let file = fs::File::open(path).map_err(Trouble::local(path))?;
    hash_while(file, path, |_| Ok(()))
}

fn hash_while(
    mut file: fs::File,
    path: &Path,
    mut each: impl FnMut(&[u8]) -> Result<(), Trouble>,
) -> Result<String, Trouble> {
    let mut hasher = Xxh3Default::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = file.read(&mut buffer).map_err(Trouble::local(path))?;
        if count == 0 {
            return Ok(format!("{:032x}", hasher.digest128()));
        }
        hasher.update(&buffer[..count]);
        each(&buffer[..count])?;
    }
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// Makes the folders of all these files. A link in one of them that leads out of the root is
/// refused: the task before may have left it.
pub(crate) fn make_folders<'a>(
    root: &Path,
    files: impl Iterator<Item = &'a Path>,
) -> Result<(), Trouble> {
    fs::create_dir_all(root).map_err(Trouble::local(root))?;
    let real_root = root.canonicalize().map_err(Trouble::local(root))?;
    let folders: BTreeSet<&Path> = files.map(folder_of).collect();
    for folder in folders {
        make_folder(folder, root, &real_root)?;
    }
    Ok(())
}

/// Part by part, because making all at once would follow a link before it is looked at.
fn make_folder(folder: &Path, root: &Path, real_root: &Path) -> Result<(), Trouble> {
    let escapes = || Trouble::Escapes {
        path: folder.to_owned(),
        root: root.to_owned(),
    };
    if let Ok(real) = folder.canonicalize() {
        return if real.starts_with(real_root) {
            Ok(())
        } else {
            Err(escapes())
        };
    }
    let parts = folder.strip_prefix(root).map_err(|_| escapes())?;
    let mut at = real_root.to_owned();
    for part in parts.components() {
        at.push(part);
        match fs::create_dir(&at) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                at = at.canonicalize().map_err(Trouble::local(folder))?;
                if !at.starts_with(real_root) {
                    return Err(escapes());
                }
            }
            Err(error) => return Err(Trouble::local(folder)(error)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_out_of_the_root_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
        fs::create_dir_all(root.join("in/side")).unwrap();
        fs::create_dir(&outside).unwrap();
        std::os::unix::fs::symlink(&outside, root.join("out")).unwrap();
        std::os::unix::fs::symlink(root.join("in"), root.join("back")).unwrap();
        let make = |path: &str| make_folders(&root, [root.join(path).as_path()].into_iter());
        make("back/side/file").unwrap();
        make("back/new/file").unwrap();
        assert!(root.join("in/new").is_dir());
        for path in ["out/file", "out/deep/file"] {
            let error = make(path).unwrap_err();
            assert!(matches!(error, Trouble::Escapes { .. }), "{error}");
        }
        assert!(!outside.join("deep").exists());
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        write(&from, b"bytes", Some(1_000_000)).unwrap();
        assert!(!copy_if(&from, "another", &to, None).unwrap());
        let names = || fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names(), 1);
        let hash = hash_file(&from).unwrap();
        assert_eq!(hash, crate::manifest::hash_of(b"bytes"));
        assert!(copy_if(&from, &hash, &to, Some(2_000_000)).unwrap());
        assert_eq!(fs::read(&to).unwrap(), b"bytes");
        let modified = fs::metadata(&to).unwrap().modified().unwrap();
        assert_eq!(modified, time(2_000_000));
        let temporary = Temporary::create(folder.path()).unwrap();
        temporary.reserve(10).unwrap();
        drop(temporary);
        assert_eq!(names(), 2);
    }
}
