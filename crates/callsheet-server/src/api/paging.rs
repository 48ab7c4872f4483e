//! Pages of lists: how many rows, and the token that says where the next page begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callsheet_api::Operation;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result, invalid};

const DEFAULT_PAGE_SIZE: usize = 100;

/// The model's constraints have held already.
#[must_use]
pub fn page_size(max_results: Option<i32>) -> usize {
    let asked = max_results.and_then(|most| usize::try_from(most).ok());
    asked.filter(|most| *most > 0).unwrap_or(DEFAULT_PAGE_SIZE)
}

/// The key behind which the page begins; `None` for the first one.
pub fn decode<K: DeserializeOwned>(
    operation: Operation,
    next_token: Option<&str>,
) -> Result<Option<K>> {
    next_token.map(|token| key_of(operation, token)).transpose()
}

/// Opaque to clients, and good for one operation only.
pub fn encode<K: Serialize>(operation: Operation, key: &K) -> String {
    // Keys are ids, numbers and texts, which JSON always holds.
    let json = serde_json::to_vec(&(operation.name(), key)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(json)
}

fn key_of<K: DeserializeOwned>(operation: Operation, token: &str) -> Result<K> {
    let json = URL_SAFE_NO_PAD
        .decode(token)
        .map_err(|_| unknown(operation))?;
    let (of, key): (String, K) = serde_json::from_slice(&json).map_err(|_| unknown(operation))?;
    if of == operation.name() {
        Ok(key)
    } else {
        Err(unknown(operation))
    }
}

fn unknown(operation: Operation) -> Error {
    invalid(
        "nextToken",
        format!("is not a token that {operation} gave out; start without one"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// semantics 10.1-4.
    #[test]
    fn a_token_comes_back_as_its_key_in_its_own_operation_only() {
        let token = encode(Operation::ListJobs, &(7_i64, "name"));
        let key = decode::<(i64, String)>(Operation::ListJobs, Some(&token)).unwrap();
        assert_eq!(key, Some((7, "name".to_owned())));
        assert!(decode::<(i64, String)>(Operation::ListSteps, Some(&token)).is_err());
        assert!(decode::<i64>(Operation::ListJobs, Some(&token)).is_err());
        assert!(decode::<i64>(Operation::ListJobs, Some("made up")).is_err());
        assert_eq!(decode::<i64>(Operation::ListJobs, None).unwrap(), None);
    }

    /// semantics 10.1-2.
    #[test]
    fn a_page_has_a_hundred_rows_unless_the_caller_says_otherwise() {
        assert_eq!([page_size(None), page_size(Some(3))], [100, 3]);
    }
}
