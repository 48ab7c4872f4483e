//! The page of the docs that says which operations are built.
//!
//! It reads the server's dispatch by its lines, `Operation::GetFarm => …`: whatever has no such
//! line answers 501.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;

use super::facts::Facts;

const DISPATCH: &str = "crates/callsheet-server/src/api/mod.rs";

pub fn write(facts: &Facts) -> Result<String> {
    // Before the server exists, nothing is built.
    let dispatch = std::fs::read_to_string(crate::repository().join(DISPATCH)).unwrap_or_default();
    page(facts, &built(&dispatch))
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

fn page(facts: &Facts, built: &BTreeSet<&str>) -> Result<String> {
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
        "recognised, checked for a signature and answered with HTTP 501."
    )?;
    for (title, wanted) in [("Built", true), ("Not built yet (501)", false)] {
        writeln!(
            page,
            "\n## {title}\n\n| operation | method | path |\n|---|---|---|"
        )?;
        for operation in facts.operations() {
            if built.contains(operation.name.as_str()) == wanted {
                let (name, http) = (&operation.name, &operation.http);
                writeln!(
                    page,
                    "| {name} | {} | `{}` |",
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
