//! Running a caller's closure so that whatever it does, the store goes on.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Error, Tx};

/// How a closure ended.
pub(crate) enum Outcome<T, E> {
    Done(T),
    /// It refused, for reasons of its own.
    Refused(E),
    /// A statement failed or it panicked.
    Failed(Error, Option<E>),
}

impl<T, E: From<Error>> Outcome<T, E> {
    /// The closure's own words are kept where there are any: it may have said more.
    pub(crate) fn into_result(self) -> Result<T, E> {
        match self {
            Self::Done(value) => Ok(value),
            Self::Refused(error) | Self::Failed(_, Some(error)) => Err(error),
            Self::Failed(error, None) => Err(E::from(error)),
        }
    }
}

/// A closure sees the transaction only while it runs, and may be run again; so a panic in it can
/// leave nothing half-done that anybody looks at afterwards.
pub(crate) fn run<T, E>(
    name: &'static str,
    tx: &mut Tx,
    closure: &mut impl FnMut(&mut Tx) -> Result<T, E>,
) -> Outcome<T, E> {
    tx.begin_notes();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let value = closure(tx);
        if value.is_ok() {
            tx.write_notes();
        }
        value
    }));
    let failure = tx.take_failure();
    match ended {
        Err(panic) => {
            let message = message_of(panic.as_ref());
            tracing::error!(name, message, "a transaction panicked and was rolled back");
            Outcome::Failed(Error::Panicked { name, message }, None)
        }
        Ok(Ok(value)) => match failure {
            None => Outcome::Done(value),
            Some(error) => Outcome::Failed(error, None),
        },
        Ok(Err(refusal)) => match failure {
            None => Outcome::Refused(refusal),
            Some(error) => Outcome::Failed(error, Some(refusal)),
        },
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
