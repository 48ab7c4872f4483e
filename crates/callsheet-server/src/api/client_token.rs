//! Client tokens: a request that is repeated with the same token gets its first answer again
//! (`semantics.md` 1.2).

use callsheet_api::{Operation, Timestamp};
use callsheet_store::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::auth::Caller;
use crate::error::{Error, Result};

/// A token and the request it came with, as digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    digest: [u8; 32],
    request_digest: [u8; 32],
}

impl Token {
    /// `None` where the caller sent no token.
    ///
    /// Two callers, or two operations, may choose the same token without harm. The parent is part
    /// of the request: the same token under another parent is another request's.
    pub fn of(caller: &Caller, operation: Operation, input: &impl Serialize) -> Option<Self> {
        let mut request = serde_json::to_value(input).ok()?;
        let token = request.as_object_mut()?.remove("clientToken")?;
        let token = token.as_str()?;
        let who = caller.token_scope();
        Some(Self {
            digest: digest(&[
                who.as_bytes(),
                operation.name().as_bytes(),
                token.as_bytes(),
            ]),
            request_digest: digest(&[request.to_string().as_bytes()]),
        })
    }

    /// One item of a batch, which is done once as well. The request is that of the whole batch.
    #[must_use]
    pub fn of_item(&self, number: usize) -> Self {
        Self {
            digest: digest(&[&self.digest, &(number as u64).to_be_bytes()]),
            request_digest: self.request_digest,
        }
    }
}

/// Each part with its length, so that no two lists look alike.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Runs the request, or repeats its answer. Runs it each time where there is no token.
pub fn once<T: Serialize + DeserializeOwned>(
    tx: &mut Tx,
    token: Option<&Token>,
    now: Timestamp,
    run: impl FnOnce(&mut Tx) -> Result<T>,
) -> Result<T> {
    let Some(token) = token else { return run(tx) };
    if let Some((request_digest, answer)) = tx.client_token(&token.digest)? {
        if request_digest != token.request_digest {
            return Err(Error::TokenReused);
        }
        return serde_json::from_str(&answer)
            .map_err(|why| Error::internal(format!("a kept answer cannot be read: {why}")));
    }
    let answer = run(tx)?;
    let text = serde_json::to_string(&answer)
        .map_err(|why| Error::internal(format!("an answer cannot be kept: {why}")))?;
    tx.insert_client_token(&token.digest, &token.request_digest, &text, now)?;
    Ok(answer)
}
