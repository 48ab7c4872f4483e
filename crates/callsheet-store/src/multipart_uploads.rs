//! Uploads of the embedded S3 that come in parts. Completing one gives its parts to an object.

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::objects::NewObject;
use crate::{Error, Result, Row, Tx, V, in_list, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultipartUpload {
    pub id: [u8; 16],
    pub key: String,
    /// JSON of who began it.
    pub description: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct NewUpload {
    pub id: [u8; 16],
    pub bucket: String,
    pub key: String,
    pub description: String,
    pub created_at: Timestamp,
}

fn upload(row: &Row<'_>) -> Result<MultipartUpload> {
    let mut columns = Columns::of(row);
    let (id, key): (_, Vec<u8>) = (columns.get()?, columns.get()?);
    Ok(MultipartUpload {
        id,
        key: String::from_utf8(key).map_err(|_| Error::broken("an upload's key is not UTF-8"))?,
        description: columns.get()?,
        created_at: columns.get()?,
    })
}

const BY_ID: &str = "SELECT id, object_key, description, created_at FROM multipart_upload
     WHERE bucket = $1 AND object_key = $2 AND id = $3";

impl Tx {
    pub fn insert_multipart_upload(&mut self, new: &NewUpload) -> Result<()> {
        self.exec(
            "INSERT INTO multipart_upload (id, bucket, object_key, description, created_at)
             VALUES ($1, $2, $3, $4, $5)",
            params![
                new.id,
                &new.bucket,
                new.key.as_bytes(),
                &new.description,
                new.created_at,
            ],
        )?;
        Ok(())
    }

    pub fn multipart_upload(
        &mut self,
        bucket: &str,
        key: &str,
        id: &[u8; 16],
    ) -> Result<Option<MultipartUpload>> {
        self.one(BY_ID, params![bucket, key.as_bytes(), id], upload)
    }

    /// As [`Tx::multipart_upload`], and nobody else changes it meanwhile.
    pub fn lock_multipart_upload(
        &mut self,
        bucket: &str,
        key: &str,
        id: &[u8; 16],
    ) -> Result<Option<MultipartUpload>> {
        self.lock(BY_ID, params![bucket, key.as_bytes(), id], upload)
    }

    /// Of keys with the prefix, by key and age, from behind a key and an upload of it on; without
    /// the upload from behind all of the key.
    pub fn multipart_uploads(
        &mut self,
        bucket: &str,
        prefix: &str,
        after: Option<(&str, Option<[u8; 16]>)>,
        limit: usize,
    ) -> Result<Vec<MultipartUpload>> {
        let (after_key, after_id) = match after {
            Some((key, id)) => (key.as_bytes(), id.unwrap_or([0xff; 16])),
            None => (&[][..], [0; 16]),
        };
        // Behind every key of the prefix: no UTF-8 has this byte.
        let end = [prefix.as_bytes(), &[0xff]].concat();
        self.query(
            "SELECT id, object_key, description, created_at FROM multipart_upload
             WHERE bucket = $1 AND object_key >= $2 AND object_key < $3
               AND (object_key > $4 OR (object_key = $4 AND id > $5))
             ORDER BY object_key, id LIMIT $6",
            params![bucket, prefix.as_bytes(), end, after_key, after_id, limit],
            upload,
        )
    }

    pub fn multipart_uploads_begun_before(
        &mut self,
        ms: i64,
        limit: usize,
    ) -> Result<Vec<[u8; 16]>> {
        let sql = "SELECT id FROM multipart_upload WHERE created_at < $1
                   ORDER BY created_at, id LIMIT $2";
        self.query(sql, params![ms, limit], |row| row.blob16(0))
    }

    /// Its parts become those of the new object, which keeps only the given ones.
    pub fn complete_multipart_upload(
        &mut self,
        upload: &[u8; 16],
        new: &NewObject,
        numbers: &[u16],
    ) -> Result<()> {
        self.insert_object(new)?;
        self.exec(
            "DELETE FROM multipart_upload WHERE id = $1",
            params![upload],
        )?;
        for some in numbers.chunks(NUMBERS_AT_ONCE) {
            let mut values = vec![V::from(upload), V::from(new.id)];
            let list = in_list(&mut values, some.iter().map(|number| i64::from(*number)));
            let sql = format!(
                "UPDATE object_part SET owner_id = $2 WHERE owner_id = $1 AND number IN {list}"
            );
            self.exec(sql, &values)?;
        }
        self.drop_object_parts(upload, new.modified_at)
    }

    pub fn delete_multipart_upload(&mut self, id: &[u8; 16], now: Timestamp) -> Result<()> {
        self.drop_object_parts(id, now)?;
        self.exec("DELETE FROM multipart_upload WHERE id = $1", params![id])?;
        Ok(())
    }
}

const NUMBERS_AT_ONCE: usize = 1000;
