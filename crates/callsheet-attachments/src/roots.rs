//! Which files of a submission belong to one root (`semantics.md` 9.3, 9.6). Pure.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// How a file system location of a storage profile is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationUse {
    /// Of this machine alone: its files are uploaded.
    Local,
    /// The same for workers: its files stay where they are.
    Shared,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub name: String,
    pub path: PathBuf,
    pub used_as: LocationUse,
}

/// What a job refers to, by its absolute path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asset {
    /// A file that goes in.
    Input(PathBuf),
    /// A folder whose new files come out.
    OutputFolder(PathBuf),
    /// A path that only has to exist below a root, so that it is mapped.
    Reference(PathBuf),
}

impl Asset {
    fn path(&self) -> &Path {
        match self {
            Asset::Input(path) | Asset::OutputFolder(path) | Asset::Reference(path) => path,
        }
    }

    /// The folder that the root has to hold.
    fn folder(&self) -> &Path {
        match self {
            Asset::Input(path) => path.parent().unwrap_or(path),
            Asset::OutputFolder(path) | Asset::Reference(path) => path,
        }
    }
}

/// One manifest of a job in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetRoot {
    pub path: PathBuf,
    pub file_system_location: Option<String>,
    pub inputs: Vec<PathBuf>,
    pub output_folders: Vec<PathBuf>,
}

/// Whether workers find it where it is. As with AWS's own clients, a local location below a shared
/// one is shared too: its files are there already.
pub fn is_shared(path: &Path, locations: &[Location]) -> bool {
    let is_above = |location: &Location| path.starts_with(&location.path);
    let mut shared = locations.iter().filter(|location| match location.used_as {
        LocationUse::Shared => true,
        LocationUse::Local => false,
    });
    shared.any(is_above)
}

/// By file system location, else by what they have in common on one drive. A location's root is
/// its own path; elsewhere it is as deep as it can be.
pub fn group(assets: impl IntoIterator<Item = Asset>, locations: &[Location]) -> Vec<AssetRoot> {
    let mut groups: BTreeMap<(Option<&str>, PathBuf), Vec<Asset>> = BTreeMap::new();
    let is_left = |asset: &Asset| !is_shared(asset.path(), locations);
    for asset in assets.into_iter().filter(is_left) {
        let location = locations
            .iter()
            .filter(|location| asset.path().starts_with(&location.path))
            .max_by_key(|location| location.path.components().count());
        let group = match location {
            Some(location) => (Some(location.name.as_str()), location.path.clone()),
            None => (None, drive(asset.path())),
        };
        groups.entry(group).or_default().push(asset);
    }
    groups.into_iter().map(asset_root).collect()
}

/// The part of a path that no other drive shares.
fn drive(path: &Path) -> PathBuf {
    let is_drive = |part: &Component| matches!(part, Component::Prefix(_) | Component::RootDir);
    path.components().take_while(is_drive).collect()
}

fn asset_root(((location, path), mut assets): ((Option<&str>, PathBuf), Vec<Asset>)) -> AssetRoot {
    let path = match location {
        Some(_) => path,
        None => common(assets.iter().map(Asset::folder)).unwrap_or(path),
    };
    assets.sort();
    assets.dedup();
    let mut root = AssetRoot {
        path,
        file_system_location: location.map(str::to_owned),
        inputs: Vec::new(),
        output_folders: Vec::new(),
    };
    for asset in assets {
        match asset {
            Asset::Input(path) => root.inputs.push(path),
            Asset::OutputFolder(path) => root.output_folders.push(path),
            Asset::Reference(_) => {}
        }
    }
    root
}

fn common<'a>(mut folders: impl Iterator<Item = &'a Path>) -> Option<PathBuf> {
    let first = folders.next()?.to_owned();
    Some(folders.fold(first, |common, folder| {
        let both = common.components().zip(folder.components());
        let same = both.take_while(|(one, other)| one == other);
        same.map(|(one, _)| one).collect()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &str) -> Asset {
        Asset::Input(PathBuf::from(path))
    }

    fn output(path: &str) -> Asset {
        Asset::OutputFolder(PathBuf::from(path))
    }

    #[test]
    fn a_root_is_as_deep_as_it_can_be() {
        let assets = [
            input("/show/shot/scene.blend"),
            input("/show/shot/tex/wood.png"),
            output("/show/shot/out"),
        ];
        let roots = group(assets, &[]);
        assert_eq!(roots.len(), 1);
        assert_eq!(roots[0].path, Path::new("/show/shot"));
        assert_eq!(roots[0].output_folders, [Path::new("/show/shot/out")]);
        let alone = group([input("/show/shot/scene.blend")], &[]);
        assert_eq!(alone[0].path, Path::new("/show/shot"));
        let folder = group([output("/show/out")], &[]);
        assert_eq!(folder[0].path, Path::new("/show/out"));
    }

    #[test]
    fn locations_are_roots_of_their_own_and_shared_ones_stay() {
        let location = |name: &str, path: &str, used_as| Location {
            name: name.to_owned(),
            path: PathBuf::from(path),
            used_as,
        };
        let locations = [
            location("Home", "/home/me", LocationUse::Local),
            location("Cache", "/home/me/cache", LocationUse::Local),
            location("Show", "/show", LocationUse::Shared),
            location("Show cache", "/show/cache", LocationUse::Local),
        ];
        let assets = [
            input("/home/me/deep/scene.blend"),
            input("/show/tex.png"),
            input("/show/cache/a/sim.vdb"),
            input("/home/me/cache/a/sim.vdb"),
            input("/home/meter/x"),
            input("/home/me/deep/scene.blend"),
        ];
        let roots = group(assets, &locations);
        let shown: Vec<_> = roots
            .iter()
            .map(|root| {
                let name = root.file_system_location.as_deref().unwrap_or("-");
                (name, root.path.to_str().unwrap(), root.inputs.len())
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("-", "/home/meter", 1),
                ("Cache", "/home/me/cache", 1),
                ("Home", "/home/me", 1)
            ]
        );
    }
}
