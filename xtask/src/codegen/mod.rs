//! Everything that is written from the API model: Rust code, the OpenAPI file, a page of the docs.
//!
//! Plain text goes through rustfmt; tables stay as written, one fact to a line.

mod enums;
mod extension;
mod facts;
mod names;
mod openapi;
mod operations;
mod operations_page;
mod routes;
mod shapes;
mod structures;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use facts::Facts;

const BANNER: &str = "// Written by `cargo xtask codegen`; change the model or the generator.\n";

/// A generated file: where it stands in the repository, and its text.
struct Output {
    path: PathBuf,
    text: String,
}

pub fn write_all() -> Result<()> {
    for output in outputs()? {
        if std::fs::read_to_string(&output.path).is_ok_and(|there| there == output.text) {
            continue;
        }
        if let Some(folder) = output.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let name = output.path.display();
        std::fs::write(&output.path, &output.text).with_context(|| format!("writing {name}"))?;
        writeln!(std::io::stdout(), "wrote {name}")?;
    }
    Ok(())
}

fn outputs() -> Result<Vec<Output>> {
    let facts = Facts::read()?;
    let generated = crate::repository().join("crates/callsheet-api/src/generated");
    let code = |name: &str, text: String| Output {
        path: generated.join(name),
        text,
    };
    let docs = crate::repository().join("docs");
    Ok(vec![
        code("mod.rs", formatted(&module_list())?),
        code("enums.rs", formatted(&enums::write(&facts)?)?),
        code(
            "structures.rs",
            formatted(&structures::write_structures(&facts)?)?,
        ),
        code("unions.rs", formatted(&structures::write_unions(&facts)?)?),
        code(
            "requests.rs",
            formatted(&structures::write_requests(&facts)?)?,
        ),
        code(
            "responses.rs",
            formatted(&structures::write_responses(&facts)?)?,
        ),
        code(
            "operations.rs",
            formatted(&operations::write_enum(&facts)?)?,
        ),
        code("calls.rs", formatted(&operations::write_calls(&facts)?)?),
        code("operation_facts.rs", operations::write_facts(&facts)?),
        code("routes.rs", routes::write(&facts)?),
        code("shapes.rs", shapes::write(&facts)?),
        Output {
            path: docs.join("openapi.json"),
            text: openapi::write(&facts)?,
        },
        Output {
            path: docs.join("operations.md"),
            text: operations_page::write(&facts)?,
        },
    ])
}

fn module_list() -> String {
    let mut text = format!("{BANNER}//! The model as Rust.\n");
    for name in [
        "calls",
        "enums",
        "operations",
        "requests",
        "responses",
        "structures",
        "unions",
    ] {
        text.push_str(&format!("pub mod {name};"));
    }
    for name in ["operation_facts", "routes", "shapes"] {
        text.push_str(&format!("#[rustfmt::skip]\npub mod {name};"));
    }
    text
}

fn formatted(text: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(crate::repository())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run rustfmt")?;
    let mut input = child.stdin.take().context("rustfmt has no input")?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt refused generated code");
    writer
        .join()
        .ok()
        .context("the writer to rustfmt panicked")??;
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_what_the_generator_writes() {
        let stale: Vec<_> = outputs()
            .unwrap()
            .into_iter()
            .filter(|output| {
                std::fs::read_to_string(&output.path).ok().as_ref() != Some(&output.text)
            })
            .map(|output| output.path)
            .collect();
        assert!(
            stale.is_empty(),
            "run `cargo xtask codegen`; stale: {stale:?}"
        );
    }
}
