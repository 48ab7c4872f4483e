//! Answers that a repeated request gets again (`semantics.md` 1.2).

use callsheet_api::Timestamp;

use crate::{Result, Tx, params};

impl Tx {
    /// The digest of the request that first brought this token, and its answer in JSON.
    pub fn client_token(&mut self, digest: &[u8]) -> Result<Option<(Vec<u8>, String)>> {
        self.one(
            "SELECT request_digest, answer FROM client_token WHERE digest = $1",
            params![digest],
            |row| Ok((row.blob(0)?, row.text(1)?)),
        )
    }

    /// Two requests with one token at the same time: the second one fails here, and finds the
    /// first one's answer when it is repeated.
    pub fn insert_client_token(
        &mut self,
        digest: &[u8],
        request_digest: &[u8],
        answer: &str,
        now: Timestamp,
    ) -> Result<()> {
        self.exec(
            "INSERT INTO client_token (digest, request_digest, answer, created_at)
             VALUES ($1, $2, $3, $4)",
            params![digest, request_digest, answer, now],
        )?;
        Ok(())
    }

    /// Answers how many there were.
    pub fn delete_client_tokens_before(&mut self, ms: i64) -> Result<u64> {
        self.exec(
            "DELETE FROM client_token WHERE created_at < $1",
            params![ms],
        )
    }
}
