//! What the batch operations have in common (`semantics.md` 10.4): each item stands for itself, in
//! the order of the request, and one that is refused spoils no other.

use std::str::FromStr;

use callsheet_api::Operation;

use crate::error::{Error, Result};

/// Finds each of the items. One that is asked for twice is answered twice.
pub fn each<I, T, C: FromStr, E>(
    items: &[I],
    operation: Operation,
    mut find: impl FnMut(&I) -> Result<T>,
    error: impl Fn(&I, C, String) -> E,
) -> Result<(Vec<T>, Vec<E>)> {
    let (mut found, mut errors) = (Vec::with_capacity(items.len()), Vec::new());
    for item in items {
        match find(item) {
            Ok(one) => found.push(one),
            Err(Error::Answer(exception)) => {
                let (code, message) = refusal(Error::Answer(exception), operation)?;
                errors.push(error(item, code, message));
            }
            // The transaction is lost, and with it the answers to all.
            Err(other) => return Err(other),
        }
    }
    Ok((found, errors))
}

/// An item's refusal in the words of its operation; the whole request's where that has none.
pub fn refusal<C: FromStr>(error: Error, operation: Operation) -> Result<(C, String)> {
    if let Error::Internal(why) = &error {
        tracing::error!(%operation, why, "an item of a batch failed for no fault of its caller's");
    }
    let exception = error.into_exception(operation);
    match exception.name().parse() {
        Ok(code) => Ok((code, exception.message)),
        Err(_) => Err(Error::Answer(exception)),
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::Exception;
    use callsheet_api::types::{BatchGetJobErrorCode, BatchGetWorkerErrorCode};

    use super::*;
    use crate::error::invalid;

    fn denied() -> Error {
        Error::Answer(Exception::access_denied("not yours"))
    }

    #[test]
    fn what_is_refused_stands_beside_what_is_found() {
        let find = |item: &i32| match item {
            0 => Err(invalid("item", "is nothing")),
            1 => Err(denied()),
            other => Ok(*other),
        };
        let error = |item: &i32, code: BatchGetJobErrorCode, _| (*item, code.as_str());
        let (found, errors) = each(&[2, 0, 3, 1, 2], Operation::GetJob, find, error).unwrap();
        assert_eq!(found, [2, 3, 2]);
        assert_eq!(
            errors,
            [(0, "ValidationException"), (1, "AccessDeniedException")]
        );
    }

    #[test]
    fn what_no_item_can_say_is_said_of_the_request() {
        let error = |_: &i32, code: BatchGetWorkerErrorCode, _| code;
        let refused = each(
            &[1],
            Operation::GetWorker,
            |_| Err::<(), _>(denied()),
            error,
        );
        assert_eq!(refused.unwrap_err(), denied());
        let broken = || Error::internal("broken");
        let refused = each(
            &[1],
            Operation::GetWorker,
            |_| Err::<(), _>(broken()),
            error,
        );
        assert_eq!(refused.unwrap_err(), broken());
    }
}
