//! `cargo xtask tidy`: what no compiler refuses. Which crate may use which, and words that core
//! must not know.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use crate::repository;

/// Each crate and the others of this repository that it may use. The direction is that of
/// ARCHITECTURE.md; a new edge is a decision, to be made there first.
const ALLOWED: &[(&str, &[&str])] = &[
    ("callsheet-api", &[]),
    ("callsheet-core", &["callsheet-api"]),
    ("callsheet-companions", &["callsheet-api"]),
    ("callsheet-policy", &["callsheet-api"]),
    ("callsheet-store", &["callsheet-api", "callsheet-core"]),
    (
        "callsheet-server",
        &[
            "callsheet-api",
            "callsheet-companions",
            "callsheet-core",
            "callsheet-policy",
            "callsheet-store",
        ],
    ),
    ("callsheet-client", &[]),
    ("callsheet-attachments", &["callsheet-client"]),
    // A worker is replaceable by AWS's own: it speaks the public protocol and knows no server.
    (
        "callsheet-agent",
        &["callsheet-attachments", "callsheet-client"],
    ),
    (
        "callsheet",
        &[
            "callsheet-agent",
            "callsheet-api",
            "callsheet-attachments",
            "callsheet-client",
            "callsheet-policy",
            "callsheet-server",
            "callsheet-store",
        ],
    ),
    ("xtask", &[]),
];

/// Tools of development, which may use everything and which nothing may use.
const MAY_USE_ALL: &[&str] = &["callsheet-sim"];

/// What a file of a folder must not say, and why. Tests may.
const WORDS: &[Word] = &[
    Word {
        folder: "crates/callsheet-core/src",
        said: "callsheet_api::sigv4",
        why: "core knows the API's data types, not how requests are signed",
    },
    Word {
        folder: "crates/callsheet-core/src",
        said: "callsheet_api::rest_json",
        why: "core knows the API's data types, not how they are written",
    },
    Word {
        folder: "crates/callsheet-core/src",
        said: "SystemTime::now",
        why: "core is told the time",
    },
    Word {
        folder: "crates/callsheet-core/src",
        said: "Timestamp::now",
        why: "core is told the time",
    },
    Word {
        folder: "crates/callsheet-core/src",
        said: "async fn",
        why: "core waits for nothing",
    },
    Word {
        folder: "crates/callsheet-store/src",
        said: "StatusCode",
        why: "the server alone names status codes",
    },
    Word {
        folder: "crates/callsheet-server/src",
        said: "\"SELECT ",
        why: "the store alone writes SQL",
    },
    Word {
        folder: "crates/callsheet-server/src",
        said: "\"UPDATE ",
        why: "the store alone writes SQL",
    },
    Word {
        folder: "crates/callsheet-server/src",
        said: "\"INSERT INTO",
        why: "the store alone writes SQL",
    },
];

struct Word {
    folder: &'static str,
    said: &'static str,
    why: &'static str,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Only those of this repository have one.
    path: Option<String>,
    /// `dev`, `build`, or nothing for an ordinary one.
    kind: Option<String>,
}

pub fn run() -> Result<()> {
    let mut faults = forbidden_edges(&metadata()?);
    for word in WORDS {
        forbidden_words(&repository().join(word.folder), word, &mut faults)?;
    }
    ensure!(
        faults.is_empty(),
        "tidy found {}:\n  {}",
        faults.len(),
        faults.join("\n  ")
    );
    Ok(())
}

fn metadata() -> Result<Metadata> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(repository())
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    serde_json::from_slice(&output.stdout).context("cargo metadata answers nonsense")
}

fn forbidden_edges(metadata: &Metadata) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        if MAY_USE_ALL.contains(&name) {
            continue;
        }
        let Some(allowed) = allowed.get(name) else {
            faults.push(format!(
                "{name} is new: say in xtask/src/tidy.rs what it may use"
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|one| one.path.is_some()) {
            if !may_use(name, allowed, dependency) {
                faults.push(format!(
                    "{name} must not use {}: see \"Which crate may use which\" in ARCHITECTURE.md",
                    dependency.name
                ));
            }
        }
    }
    faults
}

/// A test may also use the tools of development, and its own crate with features for tests.
fn may_use(user: &str, allowed: &[&str], dependency: &Dependency) -> bool {
    let name = dependency.name.as_str();
    let is_for_tests = dependency.kind.as_deref() == Some("dev");
    allowed.contains(&name) || (is_for_tests && (MAY_USE_ALL.contains(&name) || name == user))
}

fn forbidden_words(folder: &Path, word: &Word, faults: &mut Vec<String>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            forbidden_words(&path, word, faults)?;
        } else if is_program(&path) {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read `{}`", path.display()))?;
            let shown = path.strip_prefix(repository()).unwrap_or(&path);
            faults.extend(
                lines_that_say(&text, word.said).map(|line| {
                    format!("{}:{line}: `{}`: {}", shown.display(), word.said, word.why)
                }),
            );
        }
    }
    Ok(())
}

fn is_program(path: &Path) -> bool {
    let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
    path.extension().is_some_and(|end| end == "rs") && !is_test
}

/// Lines before the file's tests, without its comments.
fn lines_that_say<'a>(text: &'a str, said: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .enumerate()
        .filter(move |(_, line)| line.contains(said) && !line.trim_start().starts_with("//"))
        .map(|(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        forbidden_edges(&serde_json::from_str(text).unwrap())
    }

    fn package(name: &str, uses: &str, kind: &str) -> String {
        format!(
            r#"{{"packages": [{{"name": "{name}", "dependencies": [
                {{"name": "{uses}", "path": "/p", "kind": {kind}}},
                {{"name": "serde", "path": null, "kind": null}}]}}]}}"#
        )
    }

    #[test]
    fn this_repository_is_tidy() {
        run().unwrap();
    }

    #[test]
    fn an_edge_upwards_is_refused() {
        let faults = found(&package("callsheet-core", "callsheet-store", "null"));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("callsheet-core must not use callsheet-store"));
        assert_eq!(
            found(&package("callsheet-store", "callsheet-core", "null")),
            [""; 0]
        );
    }

    #[test]
    fn a_worker_never_sees_the_server() {
        for hidden in ["callsheet-core", "callsheet-store", "callsheet-server"] {
            assert_eq!(found(&package("callsheet-agent", hidden, "null")).len(), 1);
            assert_eq!(
                found(&package("callsheet-agent", hidden, r#""dev""#)).len(),
                1
            );
        }
    }

    #[test]
    fn tools_of_development_are_for_tests_alone() {
        let tool = "callsheet-sim";
        assert_eq!(found(&package(tool, "callsheet-server", "null")), [""; 0]);
        assert_eq!(
            found(&package("callsheet-store", tool, r#""dev""#)),
            [""; 0]
        );
        assert_eq!(found(&package("callsheet-store", tool, "null")).len(), 1);
    }

    #[test]
    fn a_new_crate_has_to_be_thought_about() {
        assert!(found(&package("callsheet-new", "callsheet-api", "null"))[0].contains("is new"));
    }

    #[test]
    fn words_count_in_programs_and_not_in_comments_or_tests() {
        let text = "// StatusCode\nuse http::StatusCode;\n#[cfg(test)]\nmod tests { StatusCode }\n";
        let lines: Vec<usize> = lines_that_say(text, "StatusCode").collect();
        assert_eq!(lines, [2]);
    }
}
