//! Leases: which server of a shared store does what only one should do at a time. A lease saves
//! work, not correctness: what is done under it may be begun again by anybody.

use callsheet_api::Timestamp;

use crate::{Result, Tx, params};

impl Tx {
    /// Takes the lease, or keeps it. False: another server holds it.
    pub fn hold_lease(
        &mut self,
        name: &str,
        holder: &str,
        now: Timestamp,
        for_ms: i64,
    ) -> Result<bool> {
        let held = self.exec(
            "INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET
               holder = excluded.holder, expires_at = excluded.expires_at
             WHERE lease.holder = excluded.holder OR lease.expires_at <= $4",
            params![name, holder, now.as_ms() + for_ms, now],
        )?;
        Ok(held == 1)
    }
}
