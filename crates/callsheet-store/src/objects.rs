//! Objects of the embedded S3: what is known of them. One key holds one object.

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::object_parts::ObjectPart;
use crate::{Result, Row, Tx, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRow {
    pub id: [u8; 16],
    pub size: u64,
    pub etag: String,
    /// JSON of who put it.
    pub description: String,
    pub upload_id: Option<[u8; 16]>,
    pub modified_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct NewObject {
    pub id: [u8; 16],
    pub bucket: String,
    pub key: String,
    pub size: u64,
    pub etag: String,
    pub description: String,
    pub upload_id: Option<[u8; 16]>,
    pub modified_at: Timestamp,
}

fn object(row: &Row<'_>) -> Result<ObjectRow> {
    let mut columns = Columns::of(row);
    Ok(ObjectRow {
        id: columns.get()?,
        size: columns.get()?,
        etag: columns.get()?,
        description: columns.get()?,
        upload_id: columns.get()?,
        modified_at: columns.get()?,
    })
}

const BY_KEY: &str = "SELECT id, size, etag, description, upload_id, modified_at FROM object
     WHERE bucket = $1 AND object_key = $2";

impl Tx {
    pub fn object(&mut self, bucket: &str, key: &str) -> Result<Option<ObjectRow>> {
        self.one(BY_KEY, params![bucket, key.as_bytes()], object)
    }

    /// As [`Tx::object`], and nobody else changes it meanwhile.
    pub fn lock_object(&mut self, bucket: &str, key: &str) -> Result<Option<ObjectRow>> {
        self.lock(BY_KEY, params![bucket, key.as_bytes()], object)
    }

    /// There must be none of this key, and the bucket must be there.
    pub fn insert_object(&mut self, new: &NewObject) -> Result<()> {
        self.exec(
            "INSERT INTO object (id, bucket, object_key, size, etag, description, upload_id,
                                 modified_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                new.id,
                &new.bucket,
                new.key.as_bytes(),
                new.size,
                &new.etag,
                &new.description,
                new.upload_id,
                new.modified_at,
            ],
        )?;
        Ok(())
    }

    /// With the piece that it was put in.
    pub fn insert_whole_object(
        &mut self,
        new: &NewObject,
        part: Option<&ObjectPart>,
    ) -> Result<()> {
        self.insert_object(new)?;
        part.map_or(Ok(()), |part| self.insert_object_part(&new.id, part))
    }

    pub fn delete_object(&mut self, id: &[u8; 16], now: Timestamp) -> Result<()> {
        self.drop_object_parts(id, now)?;
        self.exec("DELETE FROM object WHERE id = $1", params![id])?;
        Ok(())
    }
}
