//! The enum of operations, their facts, and a marker type for each.

use std::fmt::Write as _;

use anyhow::Result;

use super::{BANNER, facts, facts::Facts};
use crate::model::Operation;

pub fn write_enum(facts: &Facts) -> Result<String> {
    let mut text = format!("{BANNER}//! The operations by name.\n\n");
    writeln!(text, "use crate::string_enum::string_enum;\n")?;
    writeln!(text, "string_enum! {{\n    Operation {{")?;
    for operation in facts.operations() {
        writeln!(text, "        {0} = \"{0}\",", operation.name)?;
    }
    writeln!(text, "    }}\n}}")?;
    Ok(text)
}

pub fn write_calls(facts: &Facts) -> Result<String> {
    let mut text = format!("{BANNER}//! One type for each operation, to name it in generics.\n\n");
    writeln!(
        text,
        "use crate::operation::Visitor;\nuse crate::{{Call, Operation, types}};\n"
    )?;
    for operation in facts.operations() {
        let name = &operation.name;
        writeln!(text, "#[derive(Clone, Copy, Debug)]\npub struct {name};\n")?;
        writeln!(text, "impl Call for {name} {{")?;
        writeln!(text, "const OPERATION: Operation = Operation::{name};")?;
        writeln!(text, "type Request = types::{};", operation.input.shape)?;
        writeln!(
            text,
            "type Response = types::{};\n}}\n",
            operation.output.shape
        )?;
    }
    text.push_str(&visit(facts)?);
    Ok(text)
}

fn visit(facts: &Facts) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "/// Shows a visitor the type of an operation known only at run time."
    )?;
    writeln!(
        text,
        "pub fn visit<V: Visitor>(operation: Operation, visitor: V) -> V::Output {{"
    )?;
    writeln!(text, "match operation {{")?;
    for operation in facts.operations() {
        writeln!(
            text,
            "Operation::{0} => visitor.visit::<{0}>(),",
            operation.name
        )?;
    }
    writeln!(text, "}}\n}}")?;
    Ok(text)
}

/// In the order of the enum, so that an operation is the index of its facts.
pub fn write_facts(facts: &Facts) -> Result<String> {
    let mut text =
        format!("{BANNER}//! What the model says about each operation, in the enum's order.\n\n");
    writeln!(text, "use super::shapes;\nuse crate::ExceptionKind::*;")?;
    writeln!(text, "use crate::operation::{{Facts, HostPrefix::*}};\n")?;
    writeln!(
        text,
        "pub static FACTS: [Facts; {}] = [",
        facts.operations().count()
    )?;
    for operation in facts.operations() {
        text.push_str(&facts_of(facts, operation)?);
    }
    writeln!(text, "];")?;
    Ok(text)
}

fn facts_of(facts: &Facts, operation: &Operation) -> Result<String> {
    let mut text = String::new();
    let http = &operation.http;
    let prefix = match operation.endpoint.host_prefix.as_str() {
        "scheduling." => "Scheduling",
        _ => "Management",
    };
    let exceptions = operation
        .errors
        .iter()
        .map(|error| error.shape.trim_end_matches("Exception"));
    let mut exceptions: Vec<&str> = exceptions.collect();
    exceptions.sort_unstable();
    let token = facts
        .members(&operation.input.shape)?
        .values()
        .any(|one| one.idempotency_token);
    writeln!(text, "    Facts {{")?;
    writeln!(
        text,
        "        http_method: {:?}, success_status: {},",
        http.method, http.response_code
    )?;
    writeln!(text, "        route: {:?},", http.request_uri)?;
    writeln!(text, "        labels: &{:?},", facts::labels(operation)?)?;
    writeln!(text, "        host_prefix: {prefix},")?;
    writeln!(text, "        exceptions: &[{}],", exceptions.join(", "))?;
    writeln!(
        text,
        "        has_client_token: {token}, is_readonly: {}, is_idempotent: {},",
        operation.readonly, operation.idempotent
    )?;
    let (request, response) = (&operation.input.shape, &operation.output.shape);
    let (request, response) = (facts.constant(request), facts.constant(response));
    writeln!(
        text,
        "        request: &shapes::{request}, response: &shapes::{response},\n    }},"
    )?;
    Ok(text)
}
