//! Pieces of objects and of uploads, and the blobs that hold their bytes. A small blob lies in the
//! store and goes with its piece. Any other one is a file: it belongs to one piece, or is dropped, or
//! nobody knows it; files of the latter two are removed by a sweep.

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::{Result, Row, Tx, V, in_list, params};

pub type BlobId = [u8; 16];

/// What the schema takes for a small blob.
pub const MOST_SMALL_BYTES: u64 = 128 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPart {
    pub number: u16,
    pub blob: Option<BlobId>,
    pub size: u64,
    pub etag: String,
    pub checksum: Option<String>,
    pub modified_at: Timestamp,
}

fn part(row: &Row<'_>) -> Result<ObjectPart> {
    let mut columns = Columns::of(row);
    Ok(ObjectPart {
        number: columns.get()?,
        blob: columns.get()?,
        size: columns.get()?,
        etag: columns.get()?,
        checksum: columns.get()?,
        modified_at: columns.get()?,
    })
}

impl Tx {
    /// By number, from behind one on.
    pub fn object_parts(
        &mut self,
        owner: &[u8; 16],
        after: u16,
        limit: usize,
    ) -> Result<Vec<ObjectPart>> {
        self.query(
            "SELECT number, blob_id, size, etag, checksum, modified_at FROM object_part
             WHERE owner_id = $1 AND number > $2 ORDER BY number LIMIT $3",
            params![owner, i64::from(after), limit],
            part,
        )
    }

    /// The bytes of those of an owner's blobs that lie in the store.
    pub fn small_blobs(&mut self, owner: &[u8; 16]) -> Result<Vec<(BlobId, Vec<u8>)>> {
        self.query(
            "SELECT s.id, s.bytes FROM object_part p JOIN small_blob s ON s.id = p.blob_id
             WHERE p.owner_id = $1 AND p.size <= $2",
            params![owner, MOST_SMALL_BYTES],
            |row| Ok((row.blob16(0)?, row.blob(1)?)),
        )
    }

    /// Before the piece that names it.
    pub fn insert_small_blob(&mut self, id: &BlobId, bytes: &[u8]) -> Result<()> {
        let sql = "INSERT INTO small_blob (id, bytes) VALUES ($1, $2)";
        self.exec(sql, params![id, bytes])?;
        Ok(())
    }

    /// In place of one of the same number.
    pub fn put_object_part(&mut self, owner: &[u8; 16], part: &ObjectPart) -> Result<()> {
        let number = i64::from(part.number);
        self.drop_blobs(
            "owner_id = $1 AND number = $2",
            params![owner, number],
            part.modified_at,
        )?;
        self.insert_object_part(owner, part)
    }

    pub(crate) fn insert_object_part(&mut self, owner: &[u8; 16], part: &ObjectPart) -> Result<()> {
        self.exec(
            "INSERT INTO object_part (owner_id, number, blob_id, size, etag, checksum, modified_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (owner_id, number) DO UPDATE SET blob_id = excluded.blob_id,
               size = excluded.size, etag = excluded.etag, checksum = excluded.checksum,
               modified_at = excluded.modified_at",
            params![
                owner,
                i64::from(part.number),
                part.blob,
                part.size,
                &part.etag,
                part.checksum.as_ref(),
                part.modified_at,
            ],
        )?;
        Ok(())
    }

    /// Whoever owned them is gone.
    pub(crate) fn drop_object_parts(&mut self, owner: &[u8; 16], now: Timestamp) -> Result<()> {
        self.drop_blobs("owner_id = $1", params![owner], now)?;
        self.exec(
            "DELETE FROM object_part WHERE owner_id = $1",
            params![owner],
        )?;
        Ok(())
    }

    /// Those of the pieces that a condition holds for: files wait for a sweep, small ones are gone.
    fn drop_blobs(&mut self, condition: &str, values: &[V<'_>], now: Timestamp) -> Result<()> {
        let time = values.len() + 1;
        let files = format!(
            "INSERT INTO dropped_blob (id, dropped_at)
             SELECT blob_id, CAST(${time} AS BIGINT) FROM object_part
             WHERE {condition} AND blob_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM small_blob s WHERE s.id = blob_id)"
        );
        let with_time = [values, &[V::from(now)]].concat();
        self.exec(files, &with_time)?;
        let small = format!(
            "DELETE FROM small_blob WHERE id IN (SELECT blob_id FROM object_part WHERE {condition})"
        );
        self.exec(small, values)?;
        Ok(())
    }

    /// Of these blobs, those that a piece consists of.
    pub fn used_blobs(&mut self, among: &[BlobId]) -> Result<Vec<BlobId>> {
        let mut values = Vec::new();
        let list = in_list(&mut values, among);
        let sql = format!("SELECT blob_id FROM object_part WHERE blob_id IN {list}");
        self.query(sql, &values, |row| row.blob16(0))
    }

    /// Of these blobs, those that are dropped and whose time has not come.
    pub fn known_dropped_blobs(&mut self, among: &[BlobId]) -> Result<Vec<BlobId>> {
        let mut values = Vec::new();
        let list = in_list(&mut values, among);
        let sql = format!("SELECT id FROM dropped_blob WHERE id IN {list}");
        self.query(sql, &values, |row| row.blob16(0))
    }

    pub fn blobs_dropped_before(&mut self, ms: i64, limit: usize) -> Result<Vec<BlobId>> {
        let sql = "SELECT id FROM dropped_blob WHERE dropped_at < $1
                   ORDER BY dropped_at LIMIT $2";
        self.query(sql, params![ms, limit], |row| row.blob16(0))
    }

    /// Their files are removed.
    pub fn forget_dropped_blobs(&mut self, ids: &[BlobId]) -> Result<u64> {
        let mut values = Vec::new();
        let list = in_list(&mut values, ids);
        self.exec(
            format!("DELETE FROM dropped_blob WHERE id IN {list}"),
            &values,
        )
    }
}
