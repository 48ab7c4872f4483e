//! Buckets of the embedded S3.

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::{Result, Row, Tx, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    pub created_at: Timestamp,
}

fn bucket(row: &Row<'_>) -> Result<Bucket> {
    let mut columns = Columns::of(row);
    Ok(Bucket {
        name: columns.get()?,
        created_at: columns.get()?,
    })
}

impl Tx {
    pub fn bucket(&mut self, name: &str) -> Result<Option<Bucket>> {
        let sql = "SELECT name, created_at FROM bucket WHERE name = $1";
        self.one(sql, params![name], bucket)
    }

    pub fn buckets(&mut self) -> Result<Vec<Bucket>> {
        let sql = "SELECT name, created_at FROM bucket ORDER BY name";
        self.query(sql, params![], bucket)
    }

    /// Whether it is new.
    pub fn insert_bucket(&mut self, name: &str, now: Timestamp) -> Result<bool> {
        let sql = "INSERT INTO bucket (name, created_at) VALUES ($1, $2)
                   ON CONFLICT (name) DO NOTHING";
        Ok(self.exec(sql, params![name, now])? == 1)
    }

    /// It must be empty, or the store refuses.
    pub fn delete_bucket(&mut self, name: &str) -> Result<bool> {
        let sql = "DELETE FROM bucket WHERE name = $1";
        Ok(self.exec(sql, params![name])? == 1)
    }

    pub fn bucket_is_empty(&mut self, name: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM object WHERE bucket = $1
                   UNION ALL SELECT 1 FROM multipart_upload WHERE bucket = $1 LIMIT 1";
        Ok(self.one(sql, params![name], |row| row.i64(0))?.is_none())
    }
}
