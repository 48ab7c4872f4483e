//! Giving space back: what was deleted, and what is older than its group keeps. In small
//! transactions, so that writers wait for none of it; what is interrupted is finished by the next.

use super::Logs;
use crate::{Error, Result, Tx, in_list, params};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How many chunks go in one transaction.
const CHUNKS_AT_ONCE: usize = 256;
/// How many rows of other kinds do.
const ROWS_AT_ONCE: usize = 1000;

impl Logs {
    /// Drops the events that are past their group's retention, and what deletions left behind.
    /// Answers how many chunks went. Meant to be called now and then, by any server.
    pub async fn sweep(&self, now_ms: i64) -> Result<u64> {
        let read = self.store.read("log_groups_that_expire", |tx| {
            tx.query(
                "SELECT key, retention_days FROM log_group
                 WHERE name IS NOT NULL AND retention_days IS NOT NULL",
                params![],
                |row| Ok((row.i64(0)?, row.i64(1)?)),
            )
        });
        let mut swept = 0;
        for (group, days) in read.await? {
            swept += self.expire(group, now_ms - days * DAY_MS).await?;
        }
        Ok(swept + self.sweep_deleted().await?)
    }

    async fn expire(&self, group_key: i64, before_ms: i64) -> Result<u64> {
        let mut swept = 0;
        loop {
            let expire = self
                .store
                .write("expire_log_chunks", move |tx| -> Result<_> {
                    tx.expire_log_chunks(group_key, before_ms)
                });
            match expire.await? {
                0 => return Ok(swept),
                gone => swept += gone,
            }
        }
    }

    pub(super) async fn sweep_deleted(&self) -> Result<u64> {
        let mut swept = 0;
        loop {
            let chunks = self.store.write("sweep_log_chunks", |tx| -> Result<_> {
                tx.sweep_log_chunks()
            });
            match chunks.await? {
                0 => break,
                gone => swept += gone,
            }
        }
        loop {
            let rows = self
                .store
                .write("sweep_log_streams", |tx| tx.sweep_log_streams());
            match rows.await {
                Ok(0) => return Ok(swept),
                Ok(_) => {}
                // Somebody was still adding to one of them; it goes with the next sweep.
                Err(Error::ForeignKey(_)) => return Ok(swept),
                Err(error) => return Err(error),
            }
        }
    }
}

/// A chunk's place: its stream, and time and number of its first event.
type Place = (i64, i64, i64);

impl Tx {
    fn expire_log_chunks(&mut self, group_key: i64, before_ms: i64) -> Result<u64> {
        let places = self.query(
            "SELECT stream_key, first_ms, first_seq FROM log_chunk
             WHERE group_key = $1 AND last_ms < $2 ORDER BY last_ms LIMIT $3",
            params![group_key, before_ms, CHUNKS_AT_ONCE],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        // An open chunk may have grown since it was read.
        self.delete_log_chunks(&places, before_ms)
    }

    fn sweep_log_chunks(&mut self) -> Result<u64> {
        let places = self.query(
            "SELECT c.stream_key, c.first_ms, c.first_seq FROM log_stream s
             JOIN log_chunk c ON c.stream_key = s.key WHERE s.name IS NULL LIMIT $1",
            params![CHUNKS_AT_ONCE],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        self.delete_log_chunks(&places, i64::MAX)
    }

    /// Those chunks that end before a time.
    fn delete_log_chunks(&mut self, places: &[Place], before_ms: i64) -> Result<u64> {
        let mut gone = 0;
        for (stream_key, first_ms, first_seq) in places {
            gone += self.exec(
                "DELETE FROM log_chunk
                 WHERE stream_key = $1 AND first_ms = $2 AND first_seq = $3 AND last_ms < $4",
                params![*stream_key, *first_ms, *first_seq, before_ms],
            )?;
        }
        Ok(gone)
    }

    /// Deleted streams that are empty, and deleted groups without streams.
    fn sweep_log_streams(&mut self) -> Result<u64> {
        let streams = self.query(
            "SELECT key FROM log_stream s WHERE name IS NULL
               AND NOT EXISTS (SELECT 1 FROM log_chunk c WHERE c.stream_key = s.key)
             ORDER BY key LIMIT $1",
            params![ROWS_AT_ONCE],
            |row| row.i64(0),
        )?;
        let mut params = Vec::new();
        let list = in_list(&mut params, streams);
        let gone = self.exec(
            format!("DELETE FROM log_stream WHERE key IN {list}"),
            &params,
        )?;
        let groups = self.exec(
            "DELETE FROM log_group WHERE name IS NULL
               AND NOT EXISTS (SELECT 1 FROM log_stream s WHERE s.group_key = log_group.key)",
            params![],
        )?;
        Ok(gone + groups)
    }
}
