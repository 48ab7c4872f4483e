//! How paths of the workstation that a job came from are found on the hosts of a fleet
//! (`semantics.md` 9.6): a rule for each location that the queue requires and both sides define.

use callsheet_api::types::{
    FileSystemLocation, PathFormat, PathMappingRule,
    StorageProfileOperatingSystemFamily as OsFamily,
};
use serde::{Deserialize, Serialize};

/// What a storage profile says of hosts of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Storage {
    pub os_family: OsFamily,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file_system_locations: Vec<FileSystemLocation>,
}

impl Storage {
    /// The first of these names that it does not define. Names are told apart by their case.
    pub fn lacks<'a>(&self, required: &'a [String]) -> Option<&'a str> {
        let mut names = required.iter().map(String::as_str);
        names.find(|name| self.location(name).is_none())
    }

    fn location(&self, name: &str) -> Option<&FileSystemLocation> {
        let mut locations = self.file_system_locations.iter();
        locations.find(|location| location.name == name)
    }

    /// A path that is empty is nowhere: as a source it would be the beginning of every path.
    fn path_of(&self, name: &str) -> Option<&str> {
        let location = self.location(name)?;
        (!location.path.is_empty()).then_some(location.path.as_str())
    }
}

/// In the order in which the queue names its locations.
#[must_use]
pub fn rules(required: &[String], from: &Storage, to: &Storage) -> Vec<PathMappingRule> {
    let format = path_format(from.os_family);
    let rules = required.iter().filter_map(|name| {
        Some(PathMappingRule {
            source_path_format: format,
            source_path: from.path_of(name)?.to_owned(),
            destination_path: to.path_of(name)?.to_owned(),
        })
    });
    rules.collect()
}

const fn path_format(os_family: OsFamily) -> PathFormat {
    match os_family {
        OsFamily::Windows => PathFormat::Windows,
        OsFamily::Linux | OsFamily::Macos => PathFormat::Posix,
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::types::FileSystemLocationType;

    use super::*;

    fn storage(os_family: OsFamily, named: &[(&str, &str)]) -> Storage {
        let locations = named.iter().map(|(name, path)| FileSystemLocation {
            name: (*name).to_owned(),
            path: (*path).to_owned(),
            r#type: FileSystemLocationType::Shared,
        });
        Storage {
            os_family,
            file_system_locations: locations.collect(),
        }
    }

    /// semantics 9.6: only what the queue requires and both sides define.
    #[test]
    fn each_required_location_that_both_sides_define_is_mapped() {
        let workstation = [("Tools", "Z:\\"), ("Shows", "X:\\shows"), ("Home", "C:\\")];
        let from = storage(OsFamily::Windows, &workstation);
        let host = [("Shows", "/shows"), ("Tools", "/tools"), ("home", "/home")];
        let to = storage(OsFamily::Linux, &host);
        let required = ["Shows", "Tools", "Home", "Cache"].map(str::to_owned);
        let found = rules(&required, &from, &to);
        let told: Vec<_> = found
            .iter()
            .map(|rule| (rule.source_path.as_str(), rule.destination_path.as_str()))
            .collect();
        assert_eq!(told, [("X:\\shows", "/shows"), ("Z:\\", "/tools")]);
        let is_windows = |rule: &PathMappingRule| rule.source_path_format == PathFormat::Windows;
        assert!(found.iter().all(is_windows));
        assert_eq!(rules(&[], &from, &to), []);
        let back = rules(&required, &to, &from);
        assert_eq!(back[0].source_path_format, PathFormat::Posix);
    }

    #[test]
    fn an_empty_path_maps_nothing() {
        let empty = storage(OsFamily::Macos, &[("Shows", "")]);
        let host = storage(OsFamily::Macos, &[("Shows", "/shows")]);
        let required = ["Shows".to_owned()];
        assert_eq!(rules(&required, &empty, &host), []);
    }

    #[test]
    fn a_name_that_is_not_defined_is_told() {
        let host = storage(OsFamily::Linux, &[("Shows", "/shows")]);
        assert_eq!(host.lacks(&["Shows".to_owned()]), None);
        assert_eq!(
            host.lacks(&["Shows", "shows"].map(str::to_owned)),
            Some("shows")
        );
    }
}
