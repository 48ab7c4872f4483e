//! Log groups by name: made, deleted, described, and how long they keep what they hold.

use super::{Created, Logs, Refusal};
use crate::{Page, Result, Row, Tx, params};

/// Behind every name that starts with a prefix.
pub(crate) fn end_of_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogGroup {
    pub name: String,
    pub created_at_ms: i64,
    pub retention_days: Option<i32>,
    pub stored_bytes: i64,
}

impl Logs {
    pub async fn create_group(&self, group: &str, now_ms: i64) -> Result<Created> {
        let group = group.to_owned();
        let made = self.store.write("create_log_group", move |tx| {
            tx.make_log_group(&group, now_ms)
        });
        made.await
    }

    /// At once it is not to be seen any more; this returns when its space is free again.
    pub async fn delete_group(&self, group: &str) -> Result<(), Refusal> {
        let group = group.to_owned();
        let hidden = self
            .store
            .write("delete_log_group", move |tx| -> Result<_, Refusal> {
                let key = tx.log_group(&group)?.ok_or(Refusal::NoSuchGroup)?;
                tx.exec(
                    "UPDATE log_group SET name = NULL WHERE key = $1",
                    params![key],
                )?;
                tx.exec(
                    "UPDATE log_stream SET name = NULL WHERE group_key = $1",
                    params![key],
                )?;
                Ok(())
            });
        hidden.await?;
        self.sweep_deleted().await?;
        Ok(())
    }

    /// `None` keeps events for ever.
    pub async fn set_retention(&self, group: &str, days: Option<i32>) -> Result<(), Refusal> {
        let group = group.to_owned();
        let set = self
            .store
            .write("set_log_retention", move |tx| -> Result<_, Refusal> {
                let set = tx.exec(
                    "UPDATE log_group SET retention_days = $2 WHERE name = $1",
                    params![&group, days],
                )?;
                if set == 0 {
                    Err(Refusal::NoSuchGroup)
                } else {
                    Ok(())
                }
            });
        set.await
    }

    /// `None` where the group is missing or keeps its events for ever.
    pub async fn retention_days(&self, group: &str) -> Result<Option<i32>> {
        let group = group.to_owned();
        let read = self.store.read("log_retention", move |tx| -> Result<_> {
            let sql = "SELECT retention_days FROM log_group WHERE name = $1";
            let days = tx.one(sql, params![&group], |row| row.get::<Option<i32>>(0))?;
            Ok(days.flatten())
        });
        read.await
    }

    /// Groups by name.
    pub async fn describe_groups(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<LogGroup>, Option<String>), Refusal> {
        let prefix = prefix.unwrap_or_default().to_owned();
        let behind = match token {
            Some(token) => token
                .strip_prefix("n/")
                .ok_or(Refusal::BadToken)?
                .to_owned(),
            None => String::new(),
        };
        let read = self
            .store
            .read_long("describe_log_groups", move |tx| -> Result<_> {
                let groups = tx.log_groups(&prefix, &behind, limit + 1)?;
                Ok(Page::cut(groups, limit, |last| format!("n/{}", last.name)))
            });
        let page = read.await?;
        Ok((page.items, page.next))
    }
}

impl Tx {
    pub(crate) fn log_group(&mut self, name: &str) -> Result<Option<i64>> {
        self.one(
            "SELECT key FROM log_group WHERE name = $1",
            params![name],
            |row| row.get(0),
        )
    }

    pub(crate) fn make_log_group(&mut self, name: &str, now_ms: i64) -> Result<Created> {
        let made = self.exec(
            "INSERT INTO log_group (name, created_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            params![name, now_ms],
        )?;
        Ok(if made == 0 {
            Created::Existed
        } else {
            Created::New
        })
    }

    fn log_groups(&mut self, prefix: &str, behind: &str, limit: usize) -> Result<Vec<LogGroup>> {
        self.query(
            "SELECT name, created_at, retention_days,
               CAST((SELECT COALESCE(SUM(bytes), 0) FROM log_chunk c WHERE c.group_key = g.key)
                 AS BIGINT)
             FROM log_group g WHERE name > $1 AND name >= $2 AND name < $3
             ORDER BY name LIMIT $4",
            params![behind, prefix, end_of_prefix(prefix), limit],
            read_group,
        )
    }
}

fn read_group(row: &Row<'_>) -> Result<LogGroup> {
    Ok(LogGroup {
        name: row.get(0)?,
        created_at_ms: row.get(1)?,
        retention_days: row.get(2)?,
        stored_bytes: row.get(3)?,
    })
}
