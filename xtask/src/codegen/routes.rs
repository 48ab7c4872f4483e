//! The router: one slice pattern for each operation. The file is the reference of the API.

use std::fmt::Write as _;

use anyhow::Result;

use super::BANNER;
use super::facts::{Facts, Segment, segments};

pub fn write(facts: &Facts) -> Result<String> {
    let mut text = format!("{BANNER}//! Which operation a method and a path mean.\n\n");
    writeln!(
        text,
        "use crate::Operation;\nuse crate::rest_json::RouteMatch;\n"
    )?;
    writeln!(text, "const V: &str = \"2023-10-12\";\n")?;
    writeln!(
        text,
        "/// No two lines fit the same path; the generator has checked it."
    )?;
    writeln!(
        text,
        "pub fn route<'a>(method: &str, segments: &[&'a str]) -> Option<RouteMatch<'a>> {{"
    )?;
    writeln!(text, "    let found = match (method, segments) {{")?;
    let mut operations: Vec<_> = facts.operations().collect();
    operations.sort_by_key(|one| (one.http.request_uri.clone(), one.http.method.clone()));
    for operation in operations {
        let (mut pattern, mut labels) = (vec!["V".to_owned()], Vec::new());
        for segment in segments(&operation.http.request_uri)?.into_iter().skip(1) {
            match segment {
                Segment::Literal(word) => pattern.push(format!("{word:?}")),
                Segment::Label(label) => {
                    pattern.push(facts.field(label));
                    labels.push(facts.field(label));
                }
            }
        }
        let (method, pattern, labels) = (
            &operation.http.method,
            pattern.join(", "),
            labels.join(", "),
        );
        writeln!(
            text,
            "        ({method:?}, &[{pattern}]) => RouteMatch::new(Operation::{}, &[{labels}]),",
            operation.name
        )?;
    }
    writeln!(
        text,
        "        _ => return None,\n    }};\n    Some(found)\n}}"
    )?;
    Ok(text)
}
