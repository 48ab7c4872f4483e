//! Paths of this machine as OpenJD means them: absolute, and by their text alone.

use std::path::{Component, Path, PathBuf};

/// An absolute path, without `.` and `..`. No link is followed on the way.
pub fn resolve(folder: &Path, path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                // Above the root there is nothing else.
                resolved.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                resolved.push(part);
            }
        }
    }
    resolved
}

/// As in `s3://bucket/key`.
pub fn is_address(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once("://") else {
        return false;
    };
    let is_fit = |it: char| it.is_ascii_alphanumeric() || "+-.".contains(it);
    scheme.starts_with(|it: char| it.is_ascii_alphabetic()) && scheme.chars().all(is_fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_by_their_text() {
        let resolve = |path: &str| resolve(Path::new("/show/./shot"), Path::new(path));
        assert_eq!(resolve("a/../b/./c"), Path::new("/show/shot/b/c"));
        assert_eq!(resolve("../../../etc"), Path::new("/etc"));
        assert_eq!(resolve("/abs/x/.."), Path::new("/abs"));
        assert_eq!(resolve("."), Path::new("/show/shot"));
        assert!(is_address("s3://bucket/key"));
        assert!(!is_address("/a://b") && !is_address("C:/x") && !is_address("://x"));
    }
}
