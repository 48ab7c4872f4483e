//! The API model: taken over from botocore without its prose, read back, and compared.
//!
//! The prose is left out because only facts may live here: names, types, constraints, routes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const INSIDE_WHEEL: &str = "botocore/data/deadline/2023-10-12/service-2.json.gz";
const PROSE: [&str; 2] = ["documentation", "deprecatedMessage"];

/// What the generator reads. Unknown keys are errors, so a new trait is noticed at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    #[expect(
        dead_code,
        reason = "kept in the file as a record, not needed for code"
    )]
    metadata: Value,
    #[expect(dead_code, reason = "the version of the file's format")]
    version: String,
    pub operations: BTreeMap<String, Operation>,
    pub shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    pub name: String,
    pub http: Http,
    pub input: Reference,
    pub output: Reference,
    pub errors: Vec<Reference>,
    pub endpoint: Endpoint,
    #[serde(default)]
    pub readonly: bool,
    #[serde(default)]
    pub idempotent: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Http {
    pub method: String,
    pub request_uri: String,
    pub response_code: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Endpoint {
    pub host_prefix: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    pub shape: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Shape {
    pub r#type: String,
    #[serde(default)]
    pub members: BTreeMap<String, Member>,
    #[serde(default)]
    pub required: BTreeSet<String>,
    pub member: Option<Reference>,
    pub key: Option<Reference>,
    pub value: Option<Reference>,
    #[serde(default)]
    pub r#enum: Vec<String>,
    pub min: Option<serde_json::Number>,
    pub max: Option<serde_json::Number>,
    pub pattern: Option<String>,
    #[serde(default)]
    pub sensitive: bool,
    #[serde(default)]
    pub union: bool,
    #[serde(default)]
    pub document: bool,
    #[serde(default)]
    pub exception: bool,
    pub error: Option<ErrorTrait>,
    pub timestamp_format: Option<String>,
    #[serde(default, rename = "box")]
    _boxed: bool,
    #[serde(default, rename = "fault")]
    _fault: bool,
    #[serde(default, rename = "retryable")]
    _retryable: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ErrorTrait {
    pub http_status_code: u16,
    #[serde(default, rename = "senderFault")]
    _sender_fault: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Member {
    pub shape: String,
    pub location: Option<String>,
    pub location_name: Option<String>,
    #[serde(default)]
    pub idempotency_token: bool,
    #[serde(default, rename = "deprecated")]
    _deprecated: bool,
}

pub fn folder() -> PathBuf {
    crate::repository().join("crates/callsheet-api/model")
}

pub fn file() -> PathBuf {
    folder().join("deadline-2023-10-12.json")
}

pub fn read() -> Result<Model> {
    parse(&committed()?)
}

pub fn parse(text: &str) -> Result<Model> {
    serde_json::from_str(text).context("the model uses something that the generator does not know")
}

fn committed() -> Result<String> {
    let path = file();
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// Where a model came from, as far as its file tells.
struct Source {
    bytes: Vec<u8>,
    package: Option<String>,
}

pub fn import(path: &Path) -> Result<()> {
    let source = open(path)?;
    let stripped = stripped(&source.bytes)?;
    let text = written(&stripped)?;
    parse(&text)?;
    std::fs::create_dir_all(folder())?;
    std::fs::write(file(), &text)?;
    std::fs::write(folder().join("PROVENANCE.md"), provenance(&source, &text)?)?;
    Ok(())
}

pub fn diff(path: &Path) -> Result<()> {
    let newer = stripped(&open(path)?.bytes)?;
    let older: Value = serde_json::from_str(&committed()?)?;
    let mut lines = Vec::new();
    compare("", Some(&older), Some(&newer), &mut lines);
    let mut out = std::io::stdout().lock();
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{} differences", lines.len())?;
    Ok(())
}

fn compare(path: &str, older: Option<&Value>, newer: Option<&Value>, lines: &mut Vec<String>) {
    match (older, newer) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                compare(&format!("{path}/{key}"), a.get(key), b.get(key), lines);
            }
        }
        (Some(a), Some(b)) if a == b => {}
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            let gone = a.iter().filter(|value| !b.contains(value));
            lines.extend(gone.map(|value| format!("- {path} {value}")));
            let new = b.iter().filter(|value| !a.contains(value));
            lines.extend(new.map(|value| format!("+ {path} {value}")));
        }
        (Some(a), Some(b)) => lines.push(format!("~ {path} {a} -> {b}")),
        (Some(a), None) => lines.push(format!("- {path} {}", brief(a))),
        (None, Some(b)) => lines.push(format!("+ {path} {}", brief(b))),
        (None, None) => {}
    }
}

fn brief(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => String::new(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn open(path: &Path) -> Result<Source> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (bytes, package) = if name.ends_with(".whl") {
        let package = name.splitn(3, '-').take(2).collect::<Vec<_>>().join(" ");
        (gunzipped(&out_of_wheel(path)?)?, Some(package))
    } else {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
        (
            if name.ends_with(".gz") {
                gunzipped(&bytes)?
            } else {
                bytes
            },
            None,
        )
    };
    Ok(Source { bytes, package })
}

/// A wheel is a zip archive; `unzip` reads it, so no library is needed for this rare chore.
fn out_of_wheel(path: &Path) -> Result<Vec<u8>> {
    let output = Command::new("unzip")
        .arg("-p")
        .arg(path)
        .arg(INSIDE_WHEEL)
        .output();
    let output = output.context("cannot run `unzip`; install it or pass the service-2.json.gz")?;
    ensure!(
        output.status.success(),
        "{} holds no {INSIDE_WHEEL}",
        path.display()
    );
    Ok(output.stdout)
}

fn gunzipped(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .read_to_end(&mut plain)
        .context("not a gzip file")?;
    Ok(plain)
}

fn stripped(bytes: &[u8]) -> Result<Value> {
    let mut model: Value = serde_json::from_slice(bytes).context("the model is not JSON")?;
    strip(&mut model, false);
    Ok(model)
}

/// A member may itself be called `documentation`, so names of members are never dropped.
fn strip(value: &mut Value, keys_are_names: bool) {
    match value {
        Value::Object(map) => {
            if !keys_are_names {
                map.retain(|key, _| !PROSE.contains(&key.as_str()));
            }
            for (key, inner) in map.iter_mut() {
                let names = ["members", "shapes", "operations"].contains(&key.as_str());
                strip(inner, names && !keys_are_names);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, false)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Sorted, one line for each operation and shape: differences stay readable.
fn written(model: &Value) -> Result<String> {
    let top = model.as_object().context("the model is not an object")?;
    let top: BTreeMap<&String, &Value> = top.iter().collect();
    let mut parts = Vec::new();
    for (key, value) in top {
        let lines = ["operations", "shapes"].contains(&key.as_str());
        let text = match value.as_object() {
            Some(map) if lines => {
                let map: BTreeMap<&String, &Value> = map.iter().collect();
                let entries = map
                    .iter()
                    .map(|(name, entry)| format!("  \"{name}\": {}", sorted(entry)));
                format!("{{\n{}\n }}", entries.collect::<Vec<_>>().join(",\n"))
            }
            Some(_) | None => sorted(value),
        };
        parts.push(format!(" \"{key}\": {text}"));
    }
    Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
}

/// Written by hand because the order of serde_json's maps depends on features chosen elsewhere.
pub fn sorted(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let map: BTreeMap<&String, &Value> = map.iter().collect();
            let entries = map.iter().map(|(key, inner)| {
                format!("{}: {}", Value::String((*key).clone()), sorted(inner))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(sorted).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

fn provenance(source: &Source, text: &str) -> Result<String> {
    let package = source
        .package
        .as_deref()
        .unwrap_or("botocore (version not told by the file)");
    let mut page = String::new();
    writeln!(page, "# Where the model comes from\n")?;
    writeln!(
        page,
        "Written by `cargo xtask model`. `deadline-2023-10-12.json` holds the facts of"
    )?;
    writeln!(
        page,
        "AWS's public service model, sorted, with every piece of prose left out.\n"
    )?;
    writeln!(page, "| | |\n|---|---|")?;
    writeln!(page, "| package | {package} (PyPI) |")?;
    writeln!(page, "| file | `{INSIDE_WHEEL}` |")?;
    writeln!(
        page,
        "| sha256 of the unpacked file | `{}` |",
        sha256(&source.bytes)
    )?;
    writeln!(
        page,
        "| sha256 of our file | `{}` |",
        sha256(text.as_bytes())
    )?;
    writeln!(page, "| licence | Apache-2.0 |\n")?;
    writeln!(
        page,
        "To see what a newer version changes: `cargo xtask model diff WHEEL`."
    )?;
    Ok(page)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prose_goes_and_names_stay() {
        let mut model = json!({
            "documentation": "prose",
            "shapes": {"S": {
                "documentation": "prose",
                "members": {"documentation": {"shape": "T", "documentation": "prose"}},
            }},
        });
        strip(&mut model, false);
        let expected = json!({"shapes": {"S": {"members": {"documentation": {"shape": "T"}}}}});
        assert_eq!(model, expected);
    }

    #[test]
    fn the_committed_model_is_without_prose_and_in_its_written_form() {
        let text = committed().unwrap();
        let mut model: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(written(&model).unwrap(), text);
        strip(&mut model, false);
        assert_eq!(written(&model).unwrap(), text);
    }

    #[test]
    fn a_difference_is_told_by_its_path() {
        let older = json!({"a": {"min": 1, "enum": ["X"], "gone": true}});
        let newer = json!({"a": {"min": 2, "enum": ["X", "Y"], "new": {}}});
        let mut lines = Vec::new();
        compare("", Some(&older), Some(&newer), &mut lines);
        assert_eq!(
            lines,
            [
                "+ /a/enum \"Y\"",
                "- /a/gone true",
                "~ /a/min 1 -> 2",
                "+ /a/new "
            ]
        );
    }
}
