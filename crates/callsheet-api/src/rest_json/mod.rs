//! restJson1, the API's protocol: paths, queries, headers and JSON bodies.
//!
//! A request is bound into one JSON object, checked against the table of shapes, and only then
//! decoded into its type; so handlers never see what breaks a constraint, and a caller hears of
//! everything that is wrong at once.

mod bind;
mod check;
mod redact;
mod respond;
mod route;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use check::{Violation, check_exception, check_response};
pub use redact::{redact_request, redact_response};
pub use respond::{Response, write_response};
pub use route::{RouteMatch, route, unknown_route};

use crate::{Call, Exception, Operation};

/// Reads a request of a known operation; the exception names every field that is wrong.
///
/// The query is passed as it was sent, without its question mark.
pub fn read<C: Call>(
    found: &RouteMatch<'_>,
    raw_query: &str,
    headers: &http::HeaderMap,
    body: &[u8],
) -> Result<C::Request, Exception> {
    debug_assert_eq!(
        found.operation,
        C::OPERATION,
        "a request read as another operation"
    );
    let request = read_value(found, raw_query, headers, body)?;
    decode::<C>(request)
}

/// The same without a type: one checked object with the members of path, query, headers and body.
pub fn read_value(
    found: &RouteMatch<'_>,
    raw_query: &str,
    headers: &http::HeaderMap,
    body: &[u8],
) -> Result<Value, Exception> {
    let mut request = bind::bind(found, raw_query, headers, body)?;
    check_request(found.operation, &mut request)?;
    Ok(request)
}

/// Checks a request that did not come over HTTP, and drops nulls and unknown members from it.
pub fn check_request(operation: Operation, request: &mut Value) -> Result<(), Exception> {
    let violations = check::check_request(operation.request_shape(), request);
    if violations.is_empty() {
        Ok(())
    } else {
        Err(check::refusal(violations))
    }
}

fn decode<C: Call>(request: Value) -> Result<C::Request, Exception> {
    serde_json::from_value(request).map_err(|error| {
        // The table and the types come from one model, so this is our mistake, not the caller's.
        Exception::internal(format!("a checked request was not understood: {error}"))
    })
}
