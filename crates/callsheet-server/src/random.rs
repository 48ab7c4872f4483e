//! Bytes that nobody can guess.

use crate::error::{Error, Result};

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|why| Error::internal(format!("the system has no random bytes: {why}")))?;
    Ok(bytes)
}
