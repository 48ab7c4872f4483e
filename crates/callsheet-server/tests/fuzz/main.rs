//! Whatever bytes come from outside, nothing panics: each target takes the corpus that is committed
//! beside it, and what proptest makes of that.
//!
//! A file that once broke something stays in the corpus. `PROPTEST_CASES` says how many are made.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod mangle;
mod targets;
mod wire;

use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, TestError, TestRunner};

use crate::targets::Target;

/// Together some seconds; a longer look is a matter of `PROPTEST_CASES`.
const CASES: u32 = 30_000;
/// A template takes longer than all else.
const CASES_OF_TEMPLATES: u32 = 5_000;

fn fuzz(name: &str, target: Target, seeds: Vec<Vec<u8>>, cases: u32) {
    let mut corpus = committed(name);
    assert!(!corpus.is_empty(), "the corpus of {name} is gone");
    corpus.extend(seeds);
    for input in &corpus {
        target(input);
    }
    let asked = std::env::var("PROPTEST_CASES").ok();
    let cases = asked.and_then(|count| count.parse().ok()).unwrap_or(cases);
    // What it finds belongs into the corpus, where every target reads it.
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let run = TestRunner::new(config).run(&mangle::mangled(corpus), |input| {
        target(&input);
        Ok(())
    });
    match run {
        Ok(()) => {}
        Err(TestError::Fail(why, input)) => {
            panic!("{name}: {why}; for its corpus: {}", input.escape_ascii())
        }
        Err(TestError::Abort(why)) => panic!("{name}: {why}"),
    }
}

fn committed(name: &str) -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    files(&corpus.join(name))
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// The templates of the examples.
fn examples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let bundles = files(&folder).into_iter().filter(|path| path.is_dir());
    let templates = bundles.map(|bundle| std::fs::read(bundle.join("template.yaml")));
    templates.filter_map(Result::ok).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn request_readers() {
    fuzz("request", wire::request, mangle::every_request(), CASES);
}

#[test]
fn signatures() {
    fuzz("signature", wire::signature, Vec::new(), CASES);
}

#[test]
fn templates() {
    fuzz(
        "template",
        targets::template,
        examples(),
        CASES_OF_TEMPLATES,
    );
}

#[test]
fn search_filters() {
    fuzz("filter", targets::filter, Vec::new(), CASES);
}
