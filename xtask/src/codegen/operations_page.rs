//! The page of the docs that says which operations are built.
//!
//! It reads the server's dispatch by its lines, `Operation::GetFarm => …`: whatever has no such
//! line answers 501. How many generated cases hold an operation to the model, it reads from the
//! file that the conformance suite keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::facts::Facts;

const DISPATCH: &str = "crates/callsheet-server/src/api/mod.rs";
const CASES: &str = "conformance/cases.json";

pub fn write(facts: &Facts) -> Result<String> {
    // Before the server exists, nothing is built.
    let dispatch = std::fs::read_to_string(crate::repository().join(DISPATCH)).unwrap_or_default();
    let cases = std::fs::read(crate::repository().join(CASES)).context(CASES)?;
    let cases = serde_json::from_slice(&cases).context(CASES)?;
    page(facts, &built(&dispatch), &cases)
}

fn built(dispatch: &str) -> BTreeSet<&str> {
    let arms = dispatch.lines().filter_map(|line| {
        let arm = line.trim_start().strip_prefix("Operation::")?;
        let (name, then) = arm.split_once(" =>")?;
        let is_name = name.chars().all(|char| char.is_ascii_alphanumeric());
        (is_name && !then.contains("not_implemented")).then_some(name)
    });
    arms.collect()
}

fn page(facts: &Facts, built: &BTreeSet<&str>, cases: &BTreeMap<String, u32>) -> Result<String> {
    let total = facts.operations().count();
    let count = facts
        .operations()
        .filter(|one| built.contains(one.name.as_str()))
        .count();
    let mut page = String::from("<!-- Written by `cargo xtask codegen`. -->\n\n# Operations\n\n");
    writeln!(
        page,
        "Of the {total} operations of the API {count} are built. The others are"
    )?;
    writeln!(
        page,
        "recognised, checked for a signature and answered with HTTP 501.\n"
    )?;
    let sum: u32 = cases.values().sum();
    writeln!(
        page,
        "The conformance suite holds them to {sum} cases that are made from the model, on SQLite\n\
         and on PostgreSQL: what is valid succeeds, what breaks a constraint is refused by its\n\
         field, and declared exceptions are brought about."
    )?;
    for (title, wanted) in [("Built", true), ("Not built yet (501)", false)] {
        writeln!(
            page,
            "\n## {title}\n\n| operation | method | path | cases |\n|---|---|---|---:|"
        )?;
        for operation in facts.operations() {
            if built.contains(operation.name.as_str()) == wanted {
                let (name, http) = (&operation.name, &operation.http);
                let cases = cases.get(name).copied().unwrap_or_default();
                writeln!(
                    page,
                    "| {name} | {} | `{}` | {cases} |",
                    http.method, http.request_uri
                )?;
            }
        }
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_of_the_dispatch_makes_an_operation_built() {
        let dispatch = "
        Operation::GetFarm => run(get_farm).await,
        Operation::ListFarms => {
        Operation::GetQueue | Operation::GetFleet => both(),
        Operation::GetJob => not_implemented(),
        other::Operation::GetStep => x,";
        let built: Vec<&str> = super::built(dispatch).into_iter().collect();
        assert_eq!(built, ["GetFarm", "ListFarms"]);
    }
}
