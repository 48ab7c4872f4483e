//! Lists of a bucket's keys. Keys with a common prefix up to the delimiter count as one entry, and
//! are stepped over by the index: a folder of a million objects costs what one object costs.

use callsheet_api::Timestamp;

use crate::columns::Columns;
use crate::{Error, Result, Tx, params};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub prefix: String,
    pub delimiter: Option<String>,
    /// Bytes, which need not be a key: nothing before them is listed.
    pub from: Vec<u8>,
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Object(Listed),
    Prefix(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    pub size: u64,
    pub etag: String,
    pub modified_at: Timestamp,
}

/// Where a list goes on; `None` at its end.
pub type Position = Option<Vec<u8>>;

/// Behind every key that begins with these bytes: no UTF-8 has this one.
fn behind_all(prefix: &str) -> Vec<u8> {
    [prefix.as_bytes(), &[0xff]].concat()
}

fn behind(key: &str) -> Vec<u8> {
    [key.as_bytes(), &[0]].concat()
}

impl Wanted {
    /// The common prefix that a key is hidden behind.
    fn common(&self, key: &str) -> Option<String> {
        let delimiter = self.delimiter.as_deref()?;
        let below = key.get(self.prefix.len()..)?;
        let at = below.find(delimiter)?;
        Some(key[..self.prefix.len() + at + delimiter.len()].to_owned())
    }
}

impl Tx {
    /// The limit is at least one.
    pub fn list_objects(
        &mut self,
        bucket: &str,
        wanted: &Wanted,
    ) -> Result<(Vec<Entry>, Position)> {
        let mut from = wanted.from.clone().max(wanted.prefix.as_bytes().to_vec());
        let end = behind_all(&wanted.prefix);
        let mut entries = Vec::new();
        loop {
            let rows = wanted.limit + 1 - entries.len();
            let listed = self.objects_between(bucket, &from, &end, rows)?;
            let has_more = listed.len() == rows;
            for listed in listed {
                if listed.key.as_bytes() < from.as_slice() {
                    continue;
                }
                if entries.len() == wanted.limit {
                    return Ok((entries, Some(from)));
                }
                match wanted.common(&listed.key) {
                    Some(prefix) => {
                        from = behind_all(&prefix);
                        entries.push(Entry::Prefix(prefix));
                    }
                    None => {
                        from = behind(&listed.key);
                        entries.push(Entry::Object(listed));
                    }
                }
            }
            if !has_more {
                return Ok((entries, None));
            }
        }
    }

    fn objects_between(
        &mut self,
        bucket: &str,
        from: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Listed>> {
        let read = |row: &crate::Row<'_>| {
            let mut columns = Columns::of(row);
            let key: Vec<u8> = columns.get()?;
            Ok(Listed {
                key: String::from_utf8(key)
                    .map_err(|_| Error::broken("an object's key is not UTF-8"))?,
                size: columns.get()?,
                etag: columns.get()?,
                modified_at: columns.get()?,
            })
        };
        self.query(
            "SELECT object_key, size, etag, modified_at FROM object
             WHERE bucket = $1 AND object_key >= $2 AND object_key < $3
             ORDER BY object_key LIMIT $4",
            params![bucket, from, end, limit],
            read,
        )
    }
}
