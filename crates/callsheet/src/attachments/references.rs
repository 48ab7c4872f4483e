//! What a bundle refers to: by the paths among its parameters, and by its file `asset_references`.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::bundle::{Bundle, DataFlow, Definition, ObjectType};
use crate::connection::sdk::types::JobParameter;
use crate::local_path::resolve;
use crate::refusal::Result;

/// Absolute paths, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References {
    pub input_files: BTreeSet<PathBuf>,
    pub input_folders: BTreeSet<PathBuf>,
    pub output_folders: BTreeSet<PathBuf>,
    /// Named, and neither sent nor brought back.
    pub others: BTreeSet<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ReferencesFile {
    asset_references: AssetReferences,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct AssetReferences {
    inputs: Names,
    outputs: Names,
    referenced_paths: Vec<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Names {
    filenames: Vec<PathBuf>,
    directories: Vec<PathBuf>,
}

impl References {
    pub fn of(
        bundle: &Bundle,
        parameters: &HashMap<String, JobParameter>,
        of_environments: &[Definition],
    ) -> Result<Self> {
        let file: ReferencesFile = bundle.part("asset_references")?.unwrap_or_default();
        let mut references = References::of_file(bundle.folder(), file.asset_references);
        for (definition, path) in bundle.paths(parameters, of_environments) {
            references.add(definition.object_type, definition.data_flow, path);
        }
        Ok(references)
    }

    /// Relative ones start from the bundle, as those of its other files.
    fn of_file(folder: &Path, named: AssetReferences) -> Self {
        let all = |paths: Vec<PathBuf>| paths.iter().map(|path| resolve(folder, path)).collect();
        References {
            input_files: all(named.inputs.filenames),
            input_folders: all(named.inputs.directories),
            output_folders: all(named.outputs.directories),
            others: all(named.referenced_paths),
        }
    }

    fn add(&mut self, object_type: ObjectType, data_flow: DataFlow, path: PathBuf) {
        let folder = match object_type {
            ObjectType::File => path.parent().unwrap_or(&path).to_owned(),
            ObjectType::Directory => path.clone(),
        };
        let inputs = match object_type {
            ObjectType::File => &mut self.input_files,
            ObjectType::Directory => &mut self.input_folders,
        };
        match data_flow {
            DataFlow::None => {
                self.others.insert(folder);
            }
            DataFlow::In => {
                inputs.insert(path);
            }
            DataFlow::Out => {
                self.output_folders.insert(folder);
            }
            DataFlow::InOut => {
                inputs.insert(path);
                self.output_folders.insert(folder);
            }
        }
    }

    pub fn have_inputs(&self) -> bool {
        !self.input_files.is_empty() || !self.input_folders.is_empty()
    }

    /// Whether anything is to be moved. What is only named needs nobody to move it.
    pub fn move_files(&self) -> bool {
        self.have_inputs() || !self.output_folders.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn paths<const N: usize>(folder: &Path, names: [&str; N]) -> BTreeSet<PathBuf> {
        names.iter().map(|name| folder.join(name)).collect()
    }

    #[test]
    fn a_bundle_refers_to_files_by_parameters_and_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        let template = "
parameterDefinitions:
  - { name: Scene, type: PATH, objectType: FILE, dataFlow: IN, default: scene.blend }
  - { name: Textures, type: PATH, dataFlow: IN, default: textures }
  - { name: Frame, type: PATH, objectType: FILE, dataFlow: OUT, default: out/frame.png }
  - { name: Cache, type: PATH, objectType: DIRECTORY, dataFlow: INOUT, default: cache }
  - { name: Tool, type: PATH, objectType: FILE, default: bin/tool }
  - { name: Empty, type: PATH, dataFlow: IN, default: '' }
  - { name: Word, type: STRING, default: word }
";
        let named = r#"{"assetReferences": {"inputs": {"filenames": ["extra.txt"],
            "directories": ["./rigs/"]}, "outputs": {"directories": ["out"]},
            "referencedPaths": ["/opt/tools"]}}"#;
        write("template.yaml", template).unwrap();
        write("asset_references.json", named).unwrap();
        let bundle = Bundle::read(folder.path()).unwrap();
        let parameters = bundle.parameters(&BTreeMap::new(), &[]).unwrap();
        let references = References::of(&bundle, &parameters, &[]).unwrap();
        let inside = folder.path();
        assert_eq!(
            references,
            References {
                input_files: paths(inside, ["scene.blend", "extra.txt"]),
                input_folders: paths(inside, ["textures", "cache", "rigs"]),
                output_folders: paths(inside, ["out", "cache"]),
                others: paths(inside, ["bin", "/opt/tools"]),
            }
        );
        assert!(references.have_inputs() && references.move_files());
    }

    #[test]
    fn what_is_only_named_moves_nothing() {
        let mut references = References::default();
        references.add(ObjectType::Directory, DataFlow::None, "/mnt/out".into());
        assert!(!references.move_files());
        references.add(ObjectType::Directory, DataFlow::Out, "/mnt/out".into());
        assert!(references.move_files() && !references.have_inputs());
    }

    #[test]
    fn a_broken_file_of_references_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("template.yaml"), "steps: []").unwrap();
        let text = "assetReferences: { inputs: { filenames: nope } }";
        std::fs::write(folder.path().join("asset_references.yaml"), text).unwrap();
        let bundle = Bundle::read(folder.path()).unwrap();
        let refusal = References::of(&bundle, &HashMap::new(), &[]).unwrap_err();
        let said = refusal.to_string();
        assert!(said.contains("asset_references.yaml"), "{said}");
    }
}
