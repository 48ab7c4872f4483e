//! What temporary credentials are sealed with, by generation.

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::{Result, Tx, params};

#[derive(Clone)]
pub struct TokenKeyRow {
    pub generation: i64,
    pub sealed_key: Vec<u8>,
    pub created_at: Timestamp,
}

impl std::fmt::Debug for TokenKeyRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKeyRow")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// The newest seals, and the one before it opens what it sealed.
const KEPT: i64 = 2;

impl Tx {
    /// The newest first.
    pub fn token_keys(&mut self) -> Result<Vec<TokenKeyRow>> {
        self.query(
            "SELECT generation, sealed_key, created_at FROM token_key ORDER BY generation DESC",
            params![],
            |row| {
                let mut columns = Columns::of(row);
                Ok(TokenKeyRow {
                    generation: columns.get()?,
                    sealed_key: columns.get()?,
                    created_at: columns.get()?,
                })
            },
        )
    }

    /// Whoever draws the same generation at the same time finds that it is taken. What came before
    /// the last generation opens nothing from now on.
    pub fn insert_token_key(&mut self, key: &TokenKeyRow) -> Result<bool> {
        let inserted = self.exec(
            "INSERT INTO token_key (generation, sealed_key, created_at) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
            params![key.generation, &key.sealed_key, key.created_at],
        )?;
        self.exec(
            "DELETE FROM token_key WHERE generation <= $1",
            params![key.generation - KEPT],
        )?;
        Ok(inserted == 1)
    }
}
