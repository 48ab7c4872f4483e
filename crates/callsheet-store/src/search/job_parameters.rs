//! A job's parameters in a statement: they are kept as CreateJob was given them, in JSON.

use callsheet_core::search::{Comparison, ParameterTest};

use crate::{Engine, V};

/// `v.key` is a value's type and `v.value` its text.
const fn of_job(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "job_document d, json_each(d.request, '$.parameters') e, json_each(e.value) v"
        }
        Engine::Postgres => {
            "job_document d, jsonb_each(CAST(d.request AS jsonb) -> 'parameters') e,
             jsonb_each_text(e.value) v"
        }
    }
}

const fn number(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "CAST(v.value AS REAL)",
        Engine::Postgres => "CAST(v.value AS DOUBLE PRECISION)",
    }
}

const IS_NUMBER: &str = "v.key IN ('int', 'float')";

/// True for jobs whose parameter passes.
pub fn passes(engine: Engine, test: &ParameterTest, params: &mut Vec<V<'static>>) -> String {
    // Absent values differ from all, as those of fields do.
    let (comparison, negation) = match test.comparison {
        Comparison::NotEqual => (Comparison::Equal, "NOT "),
        other @ (Comparison::Equal
        | Comparison::Less
        | Comparison::LessOrEqual
        | Comparison::Greater
        | Comparison::GreaterOrEqual) => (other, ""),
    };
    let operator = super::operator(comparison);
    params.extend([V::from(test.name.clone()), V::from(test.value.clone())]);
    let (name, text) = (params.len() - 1, params.len());
    let number = test.number.map_or("1 = 0".to_owned(), |wanted| {
        params.push(V::from(wanted));
        format!("{} {operator} ${}", number(engine), params.len())
    });
    format!(
        "{negation}EXISTS (SELECT 1 FROM {} WHERE d.job_key = j.key AND e.key = ${name}
         AND CASE WHEN {IS_NUMBER} THEN {number} ELSE v.value {operator} ${text} END)",
        of_job(engine)
    )
}

/// Two orders: by size, then by text.
pub fn order(
    engine: Engine,
    name: &str,
    is_ascending: bool,
    params: &mut Vec<V<'static>>,
) -> String {
    params.push(V::from(name.to_owned()));
    let from = of_job(engine);
    let value = |value: &str, is_number: &str| {
        format!(
            "(SELECT {value} FROM {from} WHERE d.job_key = j.key AND e.key = ${} AND {is_number})",
            params.len()
        )
    };
    let number = value(number(engine), IS_NUMBER);
    let text = value("v.value", &format!("NOT {IS_NUMBER}"));
    let direction = if is_ascending { "ASC" } else { "DESC" };
    format!("{number} IS NULL, {number} {direction}, {text} IS NULL, {text} {direction}")
}
