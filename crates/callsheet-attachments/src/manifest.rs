//! Manifests of the format 2023-03-03 (`semantics.md` 9.2), and what of them is not believed: a
//! manifest comes from somebody else, and its paths are about to be written to.

use std::collections::HashSet;

use openjd_snapshots::hash::{HashAlgorithm, WHOLE_FILE_CHUNK_SIZE, hash_data};
use openjd_snapshots::{FileEntry, Snapshot, decode_v2023, encode_snapshot_v2023};

/// Why a manifest is refused.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("the manifest cannot be read: {0}")]
    Unreadable(String),
    #[error("the manifest cannot be written: {0}")]
    Unwritable(String),
    #[error("the manifest names {path:?}, {why}")]
    BadPath { path: String, why: &'static str },
    #[error("the manifest names {path:?} with the hash {hash:?}, which is none")]
    BadHash { path: String, hash: String },
    #[error("the manifest is not the one that the job names: its hash is {found}, not {expected}")]
    Another { found: String, expected: String },
}

/// Whose rules names of files follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFormat {
    Posix,
    Windows,
}

impl PathFormat {
    /// That of this machine.
    pub const HERE: PathFormat = if cfg!(windows) {
        PathFormat::Windows
    } else {
        PathFormat::Posix
    };
}

/// One file below a manifest's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Below the root, with `/` between its parts.
    pub path: String,
    pub hash: String,
    pub size: u64,
    /// Microseconds since 1970.
    pub mtime_us: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    pub files: Vec<File>,
}

impl Manifest {
    /// Reads and checks it for a machine of this format.
    pub fn read(text: &[u8], format: PathFormat) -> Result<Self, ManifestError> {
        let text = std::str::from_utf8(text)
            .map_err(|error| ManifestError::Unreadable(error.to_string()))?;
        let snapshot =
            decode_v2023(text).map_err(|error| ManifestError::Unreadable(error.to_string()))?;
        let mut files = Vec::with_capacity(snapshot.files.len());
        for entry in snapshot.files {
            files.push(checked(entry, format)?);
        }
        let manifest = Manifest { files };
        manifest.check_files_are_no_folders()?;
        Ok(manifest)
    }

    /// A path that is a file cannot be another file's folder.
    fn check_files_are_no_folders(&self) -> Result<(), ManifestError> {
        let paths: HashSet<&str> = self.files.iter().map(|file| file.path.as_str()).collect();
        for file in &self.files {
            let parents = file.path.match_indices('/').map(|(at, _)| &file.path[..at]);
            if parents.into_iter().any(|parent| paths.contains(parent)) {
                return Err(ManifestError::BadPath {
                    path: file.path.clone(),
                    why: "below another one of its files",
                });
            }
        }
        Ok(())
    }

    /// In the one form whose bytes its hash is of.
    pub fn text(&self) -> Result<String, ManifestError> {
        let entries = self.files.iter().map(|file| {
            let mut entry = FileEntry::file(&file.path, file.size, file.mtime_us);
            entry.hash = Some(file.hash.clone());
            entry
        });
        let mut snapshot = Snapshot::new(HashAlgorithm::Xxh128, WHOLE_FILE_CHUNK_SIZE)
            .with_files(entries.collect());
        snapshot.recompute_total_size();
        encode_snapshot_v2023(&snapshot)
            .map_err(|error| ManifestError::Unwritable(error.to_string()))
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// The hash that names a manifest and a datum alike.
pub fn hash_of(bytes: &[u8]) -> String {
    hash_data(bytes)
}

fn checked(entry: FileEntry, format: PathFormat) -> Result<File, ManifestError> {
    if let Some(why) = trouble_with(&entry.path, format) {
        return Err(ManifestError::BadPath {
            path: entry.path,
            why,
        });
    }
    let hash = entry.hash.unwrap_or_default();
    if !is_hash(&hash) {
        return Err(ManifestError::BadHash {
            path: entry.path,
            hash,
        });
    }
    Ok(File {
        path: entry.path,
        hash,
        size: entry.size.unwrap_or_default(),
        mtime_us: entry.mtime.unwrap_or_default(),
    })
}

/// It becomes part of a key and of a file's name.
fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Why a path may not be written below a root.
fn trouble_with(path: &str, format: PathFormat) -> Option<&'static str> {
    if path.is_empty() {
        return Some("which is empty");
    }
    if path.starts_with('/') {
        return Some("which is absolute");
    }
    if path.contains('\0') {
        return Some("which holds a NUL");
    }
    path.split('/').find_map(|part| match part {
        "" => Some("which has an empty part"),
        "." | ".." => Some("which leads elsewhere"),
        part => match format {
            PathFormat::Posix => None,
            PathFormat::Windows => trouble_on_windows(part),
        },
    })
}

/// Devices that Windows finds in every folder.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

fn trouble_on_windows(part: &str) -> Option<&'static str> {
    const HOLDS: &str = "which Windows cannot hold";
    let is_bad = |it: char| it.is_control() || "<>:\"|?*\\".contains(it);
    if part.contains(is_bad) || part.ends_with(['.', ' ']) {
        return Some(HOLDS);
    }
    let stem = part.split('.').next().unwrap_or(part).trim_end();
    let stem = stem.to_ascii_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|device| {
        let rest = stem.strip_prefix(device);
        rest.is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
    });
    (numbered || DEVICES.contains(&stem.as_str())).then_some(HOLDS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef";

    fn text(path: &str) -> String {
        let path = serde_json::to_string(path).unwrap();
        format!(
            r#"{{"hashAlg":"xxh128","manifestVersion":"2023-03-03","paths":[{{"hash":"{HASH}","mtime":5,"path":{path},"size":3}}],"totalSize":3}}"#
        )
    }

    #[test]
    fn what_is_written_is_read_again() {
        let file = |path: &str| File {
            path: path.to_owned(),
            hash: HASH.to_owned(),
            size: 3,
            mtime_us: 1_700_000_000_000_001,
        };
        let manifest = Manifest {
            files: vec![file("b/ü \"x\".txt"), file("a")],
        };
        let written = manifest.text().unwrap();
        assert!(written.is_ascii(), "{written}");
        let read = Manifest::read(written.as_bytes(), PathFormat::Posix).unwrap();
        // Sorted by their names in UTF-16.
        assert_eq!(read.files, [file("a"), file("b/ü \"x\".txt")]);
        assert_eq!(read.bytes(), 6);
    }

    #[test]
    fn paths_that_lead_out_of_the_root_are_refused_by_name() {
        for (path, named) in [
            ("/etc/passwd", "/etc/passwd"),
            ("../up", "../up"),
            ("a/../../up", "../up"),
            ("", ""),
            ("..", ".."),
            ("nul\0byte", "nul\\0byte"),
        ] {
            let refused = Manifest::read(text(path).as_bytes(), PathFormat::Posix);
            let error = refused.expect_err(path).to_string();
            assert!(error.contains(named), "{path}: {error}");
        }
        // What does not lead out is read as what it means.
        let read = Manifest::read(text("a/./b//c/../d").as_bytes(), PathFormat::Posix).unwrap();
        assert_eq!(read.files[0].path, "a/b/d");
    }

    #[test]
    fn what_windows_cannot_hold_is_refused_there_alone() {
        for path in [
            "C:/x",
            "a\\b",
            "aux",
            "lpt1.txt",
            "a/con .png",
            "dot.",
            "sp ",
            "q?",
            "t\tx",
        ] {
            assert!(Manifest::read(text(path).as_bytes(), PathFormat::Windows).is_err());
        }
        for path in ["aux", "q?", "dot.", "com10", "console"] {
            Manifest::read(text(path).as_bytes(), PathFormat::Posix).expect(path);
        }
        Manifest::read(text("com10/lpt").as_bytes(), PathFormat::Windows).unwrap();
    }

    #[test]
    fn hashes_that_are_none_are_refused() {
        for hash in ["", "../../x", "0123456789abcdef0123456789abcdeg"] {
            let text = text("a").replace(HASH, hash);
            assert!(Manifest::read(text.as_bytes(), PathFormat::Posix).is_err());
        }
    }

    #[test]
    fn a_file_below_a_file_is_refused() {
        let file = |path: &str| File {
            path: path.to_owned(),
            hash: HASH.to_owned(),
            size: 0,
            mtime_us: 0,
        };
        let text = Manifest {
            files: vec![file("a"), file("a/b")],
        };
        let text = text.text().unwrap();
        assert!(Manifest::read(text.as_bytes(), PathFormat::Posix).is_err());
    }

    proptest! {
        /// Whatever comes, nothing is read that leads out of a root.
        #[test]
        fn nothing_that_is_read_leads_out(path in "[a./\\\\:\0 ]{0,12}") {
            if let Ok(manifest) = Manifest::read(text(&path).as_bytes(), PathFormat::Posix) {
                for file in manifest.files {
                    let parts = std::path::Path::new(&file.path).components();
                    for part in parts {
                        prop_assert!(matches!(part, std::path::Component::Normal(_)));
                    }
                }
            }
        }
    }
}
