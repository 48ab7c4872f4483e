//! A job bundle on disk: the template, and the values that came with it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::connection::sdk::types::{JobParameter, JobTemplateType};
use crate::local_path;
use crate::refusal::{Naming, Refusal, Result};

/// Values under this prefix are settings of the submission, not parameters of the template.
const SETTING_PREFIX: &str = "deadline:";

#[derive(Debug)]
pub struct Bundle {
    folder: PathBuf,
    /// The text as it stands in the file; the server keeps it so.
    pub template: String,
    pub template_type: JobTemplateType,
    definitions: BTreeMap<String, Definition>,
    values: BTreeMap<String, Value>,
    /// Where a path may be an address, such as `s3://bucket/key`.
    has_addresses: bool,
}

/// What the template says of a parameter; the server checks the rest.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Definition {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub default: Option<Value>,
    #[serde(rename = "objectType", default)]
    pub object_type: ObjectType,
    #[serde(rename = "dataFlow", default)]
    pub data_flow: DataFlow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ObjectType {
    File,
    #[default]
    Directory,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DataFlow {
    #[default]
    None,
    In,
    Out,
    InOut,
}

/// The only part of a template that a submitter must understand.
#[derive(Debug, Default, Deserialize)]
struct Definitions {
    #[serde(rename = "parameterDefinitions", default)]
    parameter_definitions: Vec<Definition>,
    #[serde(default)]
    extensions: Vec<String>,
}

/// With this extension, paths may be addresses.
const EXPRESSIONS: &str = "EXPR";

#[derive(Debug, Default, Deserialize)]
struct ValuesFile {
    #[serde(rename = "parameterValues", default)]
    parameter_values: Vec<NamedValue>,
}

#[derive(Debug, Deserialize)]
struct NamedValue {
    name: String,
    value: Value,
}

impl Bundle {
    pub fn read(folder: &Path) -> Result<Bundle> {
        let here = std::env::current_dir().naming("cannot resolve", folder)?;
        let folder = local_path::resolve(&here, folder);
        let (path, template) = either(&folder, "template")?.ok_or_else(|| {
            Refusal::new(format!("`{}` is not a job bundle", folder.display()))
                .next("a job bundle is a folder with a template.yaml or template.json")
        })?;
        let template_type = match path.extension() {
            Some(extension) if extension == "json" => JobTemplateType::Json,
            _ => JobTemplateType::Yaml,
        };
        let found: Definitions = understand(&path, &template)?;
        let values = match either(&folder, "parameter_values")? {
            Some((path, text)) => understand::<ValuesFile>(&path, &text)?.parameter_values,
            None => Vec::new(),
        };
        Ok(Bundle {
            folder,
            template,
            template_type,
            has_addresses: found.extensions.iter().any(|name| name == EXPRESSIONS),
            definitions: by_name(found.parameter_definitions),
            values: values
                .into_iter()
                .map(|named| (named.name, named.value))
                .collect(),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Another of the bundle's files: `NAME.yaml`, `NAME.yml` or `NAME.json`.
    pub fn part<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let found = either(&self.folder, name)?;
        found
            .map(|(path, text)| understand(&path, &text))
            .transpose()
    }

    /// A submission's setting, such as `deadline:priority`.
    pub fn setting(&self, name: &str) -> Option<&Value> {
        self.values.get(&format!("{SETTING_PREFIX}{name}"))
    }

    /// Names that the template does not define; a queue environment may.
    pub fn undefined<'a>(&'a self, typed: &'a BTreeMap<String, String>) -> Vec<&'a str> {
        let in_file = self
            .values
            .keys()
            .filter(|name| !name.starts_with(SETTING_PREFIX));
        let names = in_file.chain(typed.keys()).map(String::as_str);
        names
            .filter(|name| !self.definitions.contains_key(*name))
            .collect()
    }

    /// Everything that is sent along: the file's values under the typed ones.
    pub fn parameters(
        &self,
        typed: &BTreeMap<String, String>,
        of_environments: &[Definition],
    ) -> Result<HashMap<String, JobParameter>> {
        let definitions: BTreeMap<&str, &Definition> = of_environments
            .iter()
            .chain(self.definitions.values())
            .map(named)
            .collect();
        let inside = self.base(self.folder.clone());
        let mut parameters = HashMap::new();
        let is_given = |name: &String| self.values.contains_key(name) || typed.contains_key(name);
        for definition in self.definitions.values() {
            if is_given(&definition.name) {
                continue;
            }
            if let Some(default) = self.default_path(definition, &inside)? {
                parameters.insert(definition.name.clone(), default);
            }
        }
        for (name, value) in &self.values {
            if name.starts_with(SETTING_PREFIX) {
                continue;
            }
            let definition = definitions
                .get(name.as_str())
                .ok_or_else(|| unknown(name))?;
            parameters.insert(name.clone(), parameter(definition, value, &inside)?);
        }
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
        let here = self.base(here);
        for (name, text) in typed {
            let definition = definitions
                .get(name.as_str())
                .ok_or_else(|| unknown(name))?;
            let value = typed_value(definition, text)?;
            parameters.insert(name.clone(), parameter(definition, &value, &here)?);
        }
        Ok(parameters)
    }

    fn base(&self, folder: PathBuf) -> Base {
        Base {
            folder,
            has_addresses: self.has_addresses,
        }
    }

    /// Only we know the folder that a relative default path starts from.
    fn default_path(&self, definition: &Definition, inside: &Base) -> Result<Option<JobParameter>> {
        let Some(default) = definition.default.as_ref().filter(|it| !is_empty(it)) else {
            return Ok(None);
        };
        let is_path = matches!(kind(definition).as_str(), "PATH" | "LIST[PATH]");
        if !is_path {
            return Ok(None);
        }
        let made = parameter(definition, default, inside)?;
        self.refuse_foreign_input(definition, &made)?;
        Ok(Some(made))
    }

    /// A bundle comes from anywhere, so its template names no file of this machine by itself.
    fn refuse_foreign_input(&self, definition: &Definition, made: &JobParameter) -> Result<()> {
        let goes_in = matches!(definition.data_flow, DataFlow::In | DataFlow::InOut);
        let paths = self.paths_of(made);
        let foreign = paths.into_iter().find(|it| !it.starts_with(&self.folder));
        match foreign.filter(|_| goes_in) {
            None => Ok(()),
            Some(path) => Err(Refusal::new(format!(
                "the default of `{}` leads out of the bundle: `{}`",
                definition.name,
                path.display()
            ))
            .next(format!("-p {}={}", definition.name, path.display()))),
        }
    }

    /// The paths among what is sent, each with what is said of it.
    pub fn paths<'a>(
        &'a self,
        parameters: &HashMap<String, JobParameter>,
        of_environments: &'a [Definition],
    ) -> Vec<(&'a Definition, PathBuf)> {
        let all = of_environments.iter().chain(self.definitions.values());
        let definitions: BTreeMap<&str, &Definition> = all.map(named).collect();
        let sent = definitions
            .into_iter()
            .filter_map(|(name, definition)| Some((definition, parameters.get(name)?)));
        sent.flat_map(|(definition, value)| {
            let paths = self.paths_of(value).into_iter();
            paths.map(move |path| (definition, path))
        })
        .collect()
    }

    fn paths_of(&self, value: &JobParameter) -> Vec<PathBuf> {
        let texts = match value {
            JobParameter::Path(path) => std::slice::from_ref(path),
            JobParameter::PathList(paths) => paths.as_slice(),
            _ => &[],
        };
        let is_path = |text: &&String| is_path(text, self.has_addresses);
        texts.iter().filter(is_path).map(PathBuf::from).collect()
    }
}

fn is_path(text: &str, has_addresses: bool) -> bool {
    let is_address = has_addresses && local_path::is_address(text);
    !text.is_empty() && !is_address
}

fn is_empty(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty)
}

/// What a relative path starts from.
struct Base {
    folder: PathBuf,
    has_addresses: bool,
}

impl Base {
    fn resolve(&self, path: &str) -> String {
        if !is_path(path, self.has_addresses) {
            return path.to_owned();
        }
        let resolved = local_path::resolve(&self.folder, Path::new(path));
        resolved.display().to_string()
    }
}

fn named(definition: &Definition) -> (&str, &Definition) {
    (definition.name.as_str(), definition)
}

fn by_name(definitions: Vec<Definition>) -> BTreeMap<String, Definition> {
    definitions
        .into_iter()
        .map(|found| (found.name.clone(), found))
        .collect()
}

/// The parameter definitions of a template, whatever else is in it.
pub fn definitions(name: &str, template: &str) -> Result<Vec<Definition>> {
    Ok(understand::<Definitions>(Path::new(name), template)?.parameter_definitions)
}

/// `NAME.yaml`, `NAME.yml` or `NAME.json`, whichever is there.
fn either(folder: &Path, name: &str) -> Result<Option<(PathBuf, String)>> {
    for extension in ["yaml", "yml", "json"] {
        let path = folder.join(format!("{name}.{extension}"));
        match std::fs::read_to_string(&path) {
            Ok(text) => return Ok(Some((path, text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).naming("cannot read", &path),
        }
    }
    Ok(None)
}

/// JSON is YAML, so one reader does for both.
fn understand<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    let read = if path
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        serde_json::from_str(text).map_err(|error| error.to_string())
    } else {
        serde_saphyr::from_str(text).map_err(|error| error.to_string())
    };
    read.naming("cannot understand", path)
}

fn unknown(name: &str) -> Refusal {
    Refusal::misuse(format!(
        "neither the template nor an environment of the queue has a parameter `{name}`"
    ))
}

/// A typed value is text; lists are typed as JSON.
fn typed_value(definition: &Definition, text: &str) -> Result<Value> {
    if !definition.kind.starts_with("LIST") {
        return Ok(Value::from(text));
    }
    serde_json::from_str(text).map_err(|error| {
        Refusal::misuse(format!(
            "`{text}` is no list for `{}`: {error}",
            definition.name
        ))
        .next(format!("-p '{}=[1, 2]'", definition.name))
    })
}

/// The wire keeps every value as text, under the name of its kind.
fn parameter(definition: &Definition, value: &Value, base: &Base) -> Result<JobParameter> {
    let wrong = |why: &str| {
        Refusal::misuse(format!(
            "the value of `{}` {why}: `{value}`",
            definition.name
        ))
    };
    let one = || text_of(value).ok_or_else(|| wrong("is not a single value"));
    let many = || texts_of(value).ok_or_else(|| wrong("is not a list"));
    let kind = kind(definition);
    Ok(match kind.as_str() {
        "INT" => JobParameter::Int(one()?),
        "FLOAT" => JobParameter::Float(one()?),
        "STRING" => JobParameter::String(one()?),
        "PATH" => JobParameter::Path(base.resolve(&one()?)),
        "BOOL" => JobParameter::Bool(one()?),
        "RANGE_EXPR" => JobParameter::RangeExpr(one()?),
        "LIST[INT]" => JobParameter::IntList(many()?),
        "LIST[FLOAT]" => JobParameter::FloatList(many()?),
        "LIST[STRING]" => JobParameter::StringList(many()?),
        "LIST[BOOL]" => JobParameter::BoolList(many()?),
        "LIST[PATH]" => {
            JobParameter::PathList(many()?.iter().map(|path| base.resolve(path)).collect())
        }
        "LIST[LIST[INT]]" => {
            let lists = value
                .as_array()
                .ok_or_else(|| wrong("is not a list of lists"))?;
            let texts: Option<Vec<Vec<String>>> = lists.iter().map(texts_of).collect();
            JobParameter::IntListList(texts.ok_or_else(|| wrong("is not a list of lists"))?)
        }
        _ => {
            return Err(wrong(&format!(
                "has the type `{kind}`, which is not known here"
            )));
        }
    })
}

fn kind(definition: &Definition) -> String {
    definition.kind.to_ascii_uppercase()
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn texts_of(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "
specificationVersion: jobtemplate-2023-09
name: test
parameterDefinitions:
  - { name: Frames, type: STRING, default: 1-10 }
  - { name: Size, type: INT, default: 4 }
  - { name: Scene, type: PATH, default: scene.blend }
  - { name: Out, type: PATH }
steps: []
";

    fn bundle(values: &str) -> (tempfile::TempDir, Result<Bundle>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("template.yaml"), TEMPLATE).unwrap();
        std::fs::write(folder.path().join("parameter_values.yaml"), values).unwrap();
        let bundle = Bundle::read(folder.path());
        (folder, bundle)
    }

    #[test]
    fn values_are_sent_as_text_under_their_kind() {
        let (folder, bundle) = bundle(
            "parameterValues:\n- {name: Size, value: 7}\n- {name: Out, value: out}\n\
             - {name: 'deadline:priority', value: 9}\n",
        );
        let bundle = bundle.unwrap();
        let typed = BTreeMap::from([("Frames".to_owned(), "1-3".to_owned())]);
        let parameters = bundle.parameters(&typed, &[]).unwrap();
        let inside = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(parameters["Size"], JobParameter::Int("7".to_owned()));
        assert_eq!(parameters["Frames"], JobParameter::String("1-3".to_owned()));
        assert_eq!(
            parameters["Scene"],
            JobParameter::Path(inside("scene.blend"))
        );
        assert_eq!(parameters["Out"], JobParameter::Path(inside("out")));
        assert_eq!(parameters.len(), 4);
        assert_eq!(bundle.setting("priority"), Some(&Value::from(9)));
    }

    #[test]
    fn a_value_nobody_asked_for_is_refused_by_name() {
        let (_folder, bundle) = bundle("parameterValues: []\n");
        let bundle = bundle.unwrap();
        let typed = BTreeMap::from([("Farmes".to_owned(), "1".to_owned())]);
        assert_eq!(bundle.undefined(&typed), ["Farmes"]);
        let refusal = bundle.parameters(&typed, &[]).unwrap_err();
        assert!(refusal.to_string().contains("`Farmes`"), "{refusal}");
        let of_environment = Definition {
            name: "Farmes".to_owned(),
            kind: "INT".to_owned(),
            default: None,
            object_type: ObjectType::default(),
            data_flow: DataFlow::default(),
        };
        let parameters = bundle.parameters(&typed, &[of_environment]).unwrap();
        assert_eq!(parameters["Farmes"], JobParameter::Int("1".to_owned()));
    }

    fn with_template(text: &str) -> (tempfile::TempDir, Bundle) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("template.yaml"), text).unwrap();
        let bundle = Bundle::read(folder.path()).unwrap();
        (folder, bundle)
    }

    #[test]
    fn addresses_are_no_paths_where_expressions_are_known() {
        let text = "
extensions: [EXPR]
parameterDefinitions:
  - { name: Scene, type: PATH, dataFlow: IN, default: 's3://bucket/scene' }
  - { name: More, type: 'LIST[PATH]', objectType: FILE, dataFlow: IN, default: [a/../b, ''] }
";
        let (folder, bundle) = with_template(text);
        let parameters = bundle.parameters(&BTreeMap::new(), &[]).unwrap();
        let scene = JobParameter::Path("s3://bucket/scene".to_owned());
        assert_eq!(parameters["Scene"], scene);
        let inside = folder.path().join("b").display().to_string();
        let more = JobParameter::PathList(vec![inside, String::new()]);
        assert_eq!(parameters["More"], more);
        let paths = bundle.paths(&parameters, &[]);
        let [(definition, path)] = paths.as_slice() else {
            panic!("{paths:?}")
        };
        assert_eq!(*path, folder.path().join("b"));
        assert_eq!(definition.object_type, ObjectType::File);
        assert_eq!(definition.data_flow, DataFlow::In);
    }

    #[test]
    fn a_template_names_no_input_outside_of_its_bundle() {
        let text = "
parameterDefinitions:
  - { name: Scene, type: PATH, dataFlow: IN, default: ../secret }
";
        let (_folder, bundle) = with_template(text);
        let refusal = bundle.parameters(&BTreeMap::new(), &[]).unwrap_err();
        assert!(refusal.to_string().contains("`Scene`"), "{refusal}");
        let typed = BTreeMap::from([("Scene".to_owned(), "/secret".to_owned())]);
        bundle.parameters(&typed, &[]).unwrap();
    }

    #[test]
    fn a_folder_without_a_template_is_no_bundle() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = Bundle::read(folder.path()).unwrap_err();
        assert!(
            refusal.to_string().contains("not a job bundle"),
            "{refusal}"
        );
    }

    #[test]
    fn a_broken_values_file_is_named() {
        let (_folder, bundle) = bundle("parameterValues: {\n");
        let refusal = bundle.unwrap_err();
        assert!(
            refusal.to_string().contains("parameter_values.yaml"),
            "{refusal}"
        );
    }
}
