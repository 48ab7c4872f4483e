//! Chores of this repository, run as `cargo xtask COMMAND`.
#![forbid(unsafe_code)]

mod codegen;
mod model;
mod tidy;

use anyhow::{Result, bail};

const USAGE: &str = "\
usage: cargo xtask COMMAND
  model FILE        take over the API model from a botocore wheel or a service-2.json[.gz]
  model diff FILE   show how that model differs from the committed one
  sim ARGUMENT…     tell made-up farms from seeds: --seed N, --seeds FIRST COUNT, --hours N
  codegen           write everything that is generated from the model
  tidy              refuse edges between crates, and words, that ARCHITECTURE.md forbids";

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["model", "diff", file] => model::diff(file.as_ref()),
        ["model", file] => model::import(file.as_ref()),
        ["sim", arguments @ ..] => sim(arguments),
        ["codegen"] => codegen::write_all(),
        ["tidy"] => tidy::run(),
        _ => bail!("{USAGE}"),
    }
}

/// The simulation is a program of its own: this one may depend on nothing of what it looks after.
fn sim(arguments: &[&str]) -> Result<()> {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args([
        "run",
        "--quiet",
        "-p",
        "callsheet-sim",
        "--bin",
        "sim",
        "--",
    ]);
    let status = cargo.args(arguments).current_dir(repository()).status()?;
    if status.success() {
        Ok(())
    } else {
        bail!("the simulation ended with {status}")
    }
}

/// The folder of the whole repository.
fn repository() -> &'static std::path::Path {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask is a folder of the repository")
}
