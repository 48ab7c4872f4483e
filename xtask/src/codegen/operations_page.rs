//! The page of the docs that lists the operations, all of which are built.
//!
//! It reads the server's dispatch by its lines, `Operation::GetFarm => run…`, and refuses to write
//! that of an operation which has no such line. How many generated cases hold an operation to the model, it reads from the
//! file that the conformance suite keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};

use super::facts::Facts;

const DISPATCH: &str = "crates/callsheet-server/src/api/mod.rs";
const CASES: &str = "conformance/cases.json";

pub fn write(facts: &Facts) -> Result<String> {
    let dispatch = std::fs::read_to_string(crate::repository().join(DISPATCH)).context(DISPATCH)?;
    let cases = std::fs::read(crate::repository().join(CASES)).context(CASES)?;
    let cases = serde_json::from_slice(&cases).context(CASES)?;
    page(facts, &built(&dispatch), &cases)
}

fn built(dispatch: &str) -> BTreeSet<&str> {
    let arms = dispatch.lines().filter_map(|line| {
        let arm = line.trim_start().strip_prefix("Operation::")?;
        let (name, then) = arm.split_once(" =>")?;
        let is_name = name.chars().all(|char| char.is_ascii_alphanumeric());
        (is_name && then.trim_start().starts_with("run")).then_some(name)
    });
    arms.collect()
}

fn page(facts: &Facts, built: &BTreeSet<&str>, cases: &BTreeMap<String, u32>) -> Result<String> {
    let total = facts.operations().count();
    let mut page = String::from("<!-- Written by `cargo xtask codegen`. -->\n\n# Operations\n\n");
    writeln!(
        page,
        "Of the {total} operations of the API {total} are built.\n"
    )?;
    let sum: u32 = cases.values().sum();
    writeln!(
        page,
        "The conformance suite holds them to {sum} cases that are made from the model, on SQLite\n\
         and on PostgreSQL: what is valid succeeds, what breaks a constraint is refused by its\n\
         field, and declared exceptions are brought about.\n\n\
         | operation | method | path | cases |\n|---|---|---|---:|"
    )?;
    for operation in facts.operations() {
        let (name, http) = (&operation.name, &operation.http);
        ensure!(
            built.contains(name.as_str()),
            "{name} has no line in {DISPATCH}"
        );
        let cases = cases.get(name).copied().unwrap_or_default();
        writeln!(
            page,
            "| {name} | {} | `{}` | {cases} |",
            http.method, http.request_uri
        )?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_line_of_the_dispatch_makes_an_operation_built() {
        let dispatch = "
        Operation::GetFarm => run(get_farm).await,
        Operation::ListFarms => run::<calls::ListFarms, _>(list_farms),
        Operation::GetQueue | Operation::GetFleet => run(both),
        Operation::GetJob => Err(later()),
        other::Operation::GetStep => x,";
        let built: Vec<&str> = super::built(dispatch).into_iter().collect();
        assert_eq!(built, ["GetFarm", "ListFarms"]);
    }
}
