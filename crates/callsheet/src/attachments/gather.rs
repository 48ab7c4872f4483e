//! From what a submission refers to, to the files below each root.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use callsheet_attachments::{Asset, AssetRoot, Found, Location, find, group, is_shared};

use super::references::References;
use crate::refusal::{Refusal, Result};

/// As many names as somebody reads.
const NAMED: usize = 10;

/// A root of the job, and what of it goes in.
#[derive(Debug, PartialEq, Eq)]
pub struct Gathered {
    pub root: AssetRoot,
    pub files: Vec<Found>,
}

impl Gathered {
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// Looks at this machine's disk: blocking. What workers share is not looked at; where nothing else
/// is to be moved there are no roots at all, so that all paths are the workers' own.
pub fn gather(references: References, locations: &[Location]) -> Result<Vec<Gathered>> {
    let left = |paths: &mut dyn Iterator<Item = PathBuf>| -> Vec<PathBuf> {
        paths.filter(|path| !is_shared(path, locations)).collect()
    };
    let files = left(&mut references.input_files.into_iter());
    let folders = left(&mut references.input_folders.into_iter());
    refuse_missing(&files, &folders)?;
    let found = find(&folders, &files).map_err(Refusal::new)?;
    // A manifest names files only, so a folder without any is a path that has to be there.
    let empty = empty_folders(&folders, &found);
    let outputs = left(&mut references.output_folders.into_iter());
    if found.is_empty() && empty.is_empty() && outputs.is_empty() {
        return Ok(Vec::new());
    }
    let mut by_path: BTreeMap<PathBuf, Found> = found
        .into_iter()
        .map(|file| (file.path.clone(), file))
        .collect();
    let inputs: Vec<Asset> = by_path.keys().cloned().map(Asset::Input).collect();
    let others = references.others.into_iter().map(folder_of);
    let assets = inputs
        .into_iter()
        .chain(outputs.into_iter().map(Asset::OutputFolder))
        .chain(empty.into_iter().chain(others).map(Asset::Reference));
    let gathered = |root: AssetRoot| {
        let files = root.inputs.iter();
        let files = files.filter_map(|path| by_path.remove(path)).collect();
        Gathered { root, files }
    };
    Ok(group(assets, locations).into_iter().map(gathered).collect())
}

/// A root is a folder, also where one file of it is all that is named.
fn folder_of(path: PathBuf) -> PathBuf {
    match path.parent() {
        Some(parent) if path.is_file() => parent.to_owned(),
        Some(_) | None => path,
    }
}

/// In order, so the first file at or after a folder tells whether it holds any.
fn empty_folders(folders: &[PathBuf], found: &[Found]) -> Vec<PathBuf> {
    let holds_none = |folder: &&PathBuf| {
        let at = found.partition_point(|file| file.path < **folder);
        found
            .get(at)
            .is_none_or(|file| !file.path.starts_with(folder))
    };
    folders.iter().filter(holds_none).cloned().collect()
}

fn refuse_missing(files: &[PathBuf], folders: &[PathBuf]) -> Result<()> {
    let missing_files = files.iter().filter_map(|path| {
        let why = match path.metadata() {
            Ok(metadata) if metadata.is_dir() => "is a folder, not a file",
            Ok(_) => return None,
            Err(_) => "is not there",
        };
        Some((path.as_path(), why))
    });
    let missing_folders = folders.iter().filter_map(|path| {
        let why = match path.metadata() {
            Ok(metadata) if metadata.is_dir() => return None,
            Ok(_) => "is no folder",
            Err(_) => "is not there",
        };
        Some((path.as_path(), why))
    });
    let missing: Vec<(&Path, &str)> = missing_files.chain(missing_folders).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|(path, why)| format!("\n  `{}` {why}", path.display()))
        .collect();
    if missing.len() > NAMED {
        lines.push(format!("\n  and {} more", missing.len() - NAMED));
    }
    let what = "inputs of the job are missing, and nothing was submitted:";
    Err(Refusal::new(format!("{what}{}", lines.concat()))
        .next("put them there, or name others with -p or in the bundle's asset_references"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use callsheet_attachments::LocationUse;

    use super::*;

    fn references(folder: &Path) -> References {
        References {
            input_files: [folder.join("scene.blend")].into(),
            input_folders: [folder.join("textures"), folder.join("empty")].into(),
            output_folders: [folder.join("out")].into(),
            others: [folder.join("scene.blend")].into(),
        }
    }

    fn planted() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("textures/deep")).unwrap();
        fs::create_dir(folder.path().join("empty")).unwrap();
        fs::write(folder.path().join("scene.blend"), "scene").unwrap();
        fs::write(folder.path().join("textures/deep/wood.png"), "wood!").unwrap();
        folder
    }

    #[test]
    fn all_files_are_found_below_one_root() {
        let folder = planted();
        let gathered = gather(references(folder.path()), &[]).unwrap();
        let [one] = gathered.as_slice() else {
            panic!("{gathered:?}")
        };
        assert_eq!(one.root.path, folder.path());
        assert_eq!(one.root.output_folders, [folder.path().join("out")]);
        let paths: Vec<_> = one.files.iter().map(|file| &file.path).collect();
        let expected = ["scene.blend", "textures/deep/wood.png"];
        let expected = expected.map(|name| folder.path().join(name));
        assert_eq!(paths, expected.iter().collect::<Vec<_>>());
        assert_eq!(one.bytes(), 10);
    }

    #[test]
    fn what_workers_share_is_not_even_looked_at() {
        let folder = planted();
        let shared = Location {
            name: "Show".to_owned(),
            path: folder.path().join("textures"),
            used_as: LocationUse::Shared,
        };
        fs::remove_dir_all(folder.path().join("textures")).unwrap();
        let locations = [shared];
        let gathered = gather(references(folder.path()), &locations).unwrap();
        assert_eq!(gathered[0].files.len(), 1);
        let moves_nothing = References {
            input_folders: [folder.path().join("textures/oak")].into(),
            others: [folder.path().to_owned()].into(),
            ..References::default()
        };
        assert_eq!(gather(moves_nothing, &locations).unwrap(), []);
    }

    #[test]
    fn missing_inputs_are_named_up_to_ten() {
        let folder = planted();
        let mut references = references(folder.path());
        references.input_files.insert(folder.path().join("empty"));
        let refusal = gather(references.clone(), &[]).unwrap_err();
        let said = refusal.to_string();
        assert!(said.contains("empty` is a folder, not a file"), "{said}");
        for number in 0..20 {
            let name = format!("gone-{number:02}");
            references.input_files.insert(folder.path().join(name));
        }
        let said = gather(references, &[]).unwrap_err().to_string();
        assert!(said.contains("gone-08` is not there"), "{said}");
        assert!(
            !said.contains("gone-09") && said.contains("and 11 more"),
            "{said}"
        );
    }

    #[test]
    fn an_empty_folder_is_told_from_its_neighbors() {
        let found = |path: &str| Found {
            path: path.into(),
            size: 0,
            mtime_us: 0,
        };
        let found = [found("/a/b"), found("/a-b/c"), found("/c/d")];
        let folders = ["/a", "/b", "/c", "/d"].map(PathBuf::from);
        let empty = empty_folders(&folders, &found);
        assert_eq!(empty, [PathBuf::from("/b"), PathBuf::from("/d")]);
    }
}
