//! Log streams by name: made, deleted, described, and locked by whoever adds to them.

use super::groups::end_of_prefix;
use super::position::Position;
use super::{Created, Kept, Logs, Refusal};
use crate::{Error, Page, Result, Row, Tx, V, in_list, params};

/// No event yet.
const NEVER: i64 = -1;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStream {
    pub name: String,
    pub created_at_ms: i64,
    pub first_event_at_ms: Option<i64>,
    pub last_event_at_ms: Option<i64>,
    pub last_ingested_at_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamOrder {
    Name,
    LastEvent,
}

/// A stream as one who adds to it sees it.
pub(crate) struct StreamRow {
    pub key: i64,
    pub group_key: i64,
    pub next_seq: i64,
}

impl StreamRow {
    /// Where an event of a batch that is numbered from 0 comes to stand.
    pub(crate) fn shifted(&self, event: &Kept) -> Position {
        Position {
            ms: event.ms,
            seq: self.next_seq + event.seq,
        }
    }
}

impl Logs {
    pub async fn create_stream(
        &self,
        group: &str,
        stream: &str,
        now_ms: i64,
    ) -> Result<Created, Refusal> {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let made = self
            .store
            .write("create_log_stream", move |tx| -> Result<_, Refusal> {
                let group = tx.log_group(&group)?.ok_or(Refusal::NoSuchGroup)?;
                Ok(tx.make_log_stream(group, &stream, now_ms)?)
            });
        made.await
    }

    pub async fn delete_stream(&self, group: &str, stream: &str) -> Result<(), Refusal> {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let hidden = self
            .store
            .write("delete_log_stream", move |tx| -> Result<_, Refusal> {
                let group = tx.log_group(&group)?.ok_or(Refusal::NoSuchGroup)?;
                let hidden = tx.exec(
                    "UPDATE log_stream SET name = NULL WHERE group_key = $1 AND name = $2",
                    params![group, &stream],
                )?;
                if hidden == 0 {
                    Err(Refusal::NoSuchStream)
                } else {
                    Ok(())
                }
            });
        hidden.await?;
        self.sweep_deleted().await?;
        Ok(())
    }

    /// Those of them that there are. Their space is given back by the next sweep.
    pub async fn forget_streams(&self, group: &str, streams: Vec<String>) -> Result<()> {
        let group = group.to_owned();
        let hidden = self.store.write("forget_log_streams", move |tx| {
            let mut values = vec![V::from(&group)];
            let list = in_list(&mut values, &streams);
            tx.exec(
                format!(
                    "UPDATE log_stream SET name = NULL
                     WHERE group_key = (SELECT key FROM log_group WHERE name = $1)
                       AND name IN {list}"
                ),
                &values,
            )
        });
        hidden.await.map(drop)
    }

    pub async fn describe_streams(
        &self,
        group: &str,
        prefix: Option<&str>,
        order: StreamOrder,
        descending: bool,
        token: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<LogStream>, Option<String>), Refusal> {
        let group = group.to_owned();
        let listing = Listing {
            prefix: prefix.unwrap_or_default().to_owned(),
            order,
            descending,
            behind: token
                .map(|token| Behind::read(token, order, descending))
                .transpose()?,
            limit: limit + 1,
        };
        let read = self
            .store
            .read_long("describe_log_streams", move |tx| -> Result<_, Refusal> {
                let group = tx.log_group(&group)?.ok_or(Refusal::NoSuchGroup)?;
                let streams = tx.log_streams(group, &listing)?;
                Ok(Page::cut(streams, limit, |last| {
                    Behind::of(last).write(order, descending)
                }))
            });
        let page = read.await?;
        Ok((page.items, page.next))
    }
}

/// Which streams of a group to list.
struct Listing {
    prefix: String,
    order: StreamOrder,
    descending: bool,
    behind: Option<Behind>,
    limit: usize,
}

/// The last stream of the page before.
struct Behind {
    last_event_ms: i64,
    name: String,
}

impl Behind {
    fn of(stream: &LogStream) -> Self {
        Self {
            last_event_ms: stream.last_event_at_ms.unwrap_or(NEVER),
            name: stream.name.clone(),
        }
    }

    /// A token says which order it belongs to.
    fn mark(order: StreamOrder, descending: bool) -> &'static str {
        match (order, descending) {
            (StreamOrder::Name, false) => "na",
            (StreamOrder::Name, true) => "nd",
            (StreamOrder::LastEvent, false) => "ea",
            (StreamOrder::LastEvent, true) => "ed",
        }
    }

    fn write(&self, order: StreamOrder, descending: bool) -> String {
        format!(
            "{}/{}/{}",
            Self::mark(order, descending),
            self.last_event_ms,
            self.name
        )
    }

    fn read(token: &str, order: StreamOrder, descending: bool) -> Result<Self, Refusal> {
        let place = token
            .strip_prefix(Self::mark(order, descending))
            .and_then(|rest| rest.strip_prefix('/'))
            .and_then(|rest| rest.split_once('/'));
        let (last_event_ms, name) = place.ok_or(Refusal::BadToken)?;
        Ok(Self {
            last_event_ms: last_event_ms.parse().map_err(|_| Refusal::BadToken)?,
            name: name.to_owned(),
        })
    }
}

impl Tx {
    pub(crate) fn log_stream(&mut self, group_key: i64, name: &str) -> Result<Option<i64>> {
        let sql = "SELECT key FROM log_stream WHERE group_key = $1 AND name = $2";
        self.one(sql, params![group_key, name], |row| row.get(0))
    }

    fn make_log_stream(&mut self, group_key: i64, name: &str, now_ms: i64) -> Result<Created> {
        let made = self.exec(
            "INSERT INTO log_stream
               (group_key, name, created_at, last_event_at, last_ingested_at, next_seq)
             VALUES ($1, $2, $3, -1, -1, 0) ON CONFLICT (group_key, name) DO NOTHING",
            params![group_key, name, now_ms],
        )?;
        Ok(if made == 0 {
            Created::Existed
        } else {
            Created::New
        })
    }

    /// The stream, made if it was missing, and nobody else adds to it meanwhile.
    pub(crate) fn log_stream_to_append(
        &mut self,
        group: &str,
        stream: &str,
        now_ms: i64,
    ) -> Result<StreamRow> {
        if let Some(row) = self.lock_log_stream(group, stream)? {
            return Ok(row);
        }
        self.make_log_group(group, now_ms)?;
        // Either may be deleted right now; then this starts over.
        let group_key = self.log_group(group)?.ok_or(Error::Contention)?;
        self.make_log_stream(group_key, stream, now_ms)?;
        self.lock_log_stream(group, stream)?
            .ok_or(Error::Contention)
    }

    fn lock_log_stream(&mut self, group: &str, stream: &str) -> Result<Option<StreamRow>> {
        self.lock(
            "SELECT key, group_key, next_seq FROM log_stream
             WHERE group_key = (SELECT key FROM log_group WHERE name = $1) AND name = $2",
            params![group, stream],
            |row| {
                Ok(StreamRow {
                    key: row.get(0)?,
                    group_key: row.get(1)?,
                    next_seq: row.get(2)?,
                })
            },
        )
    }

    fn log_streams(&mut self, group_key: i64, listing: &Listing) -> Result<Vec<LogStream>> {
        let (compare, direction) = if listing.descending {
            ("<", "DESC")
        } else {
            (">", "ASC")
        };
        let (place, order) = match listing.order {
            StreamOrder::Name => ("name", format!("name {direction}")),
            StreamOrder::LastEvent => (
                "(last_event_at, name)",
                format!("last_event_at {direction}, name {direction}"),
            ),
        };
        let end = end_of_prefix(&listing.prefix);
        let mut params = vec![
            group_key.into(),
            (&listing.prefix).into(),
            (&end).into(),
            listing.limit.into(),
        ];
        let behind = match (&listing.behind, listing.order) {
            (None, _) => String::new(),
            (Some(behind), StreamOrder::Name) => {
                params.push((&behind.name).into());
                format!("AND {place} {compare} $5")
            }
            (Some(behind), StreamOrder::LastEvent) => {
                params.push((&behind.name).into());
                params.push(behind.last_event_ms.into());
                format!("AND {place} {compare} ($6, $5)")
            }
        };
        let sql = format!(
            "SELECT name, created_at, last_event_at, last_ingested_at,
               (SELECT MIN(first_ms) FROM log_chunk c WHERE c.stream_key = s.key)
             FROM log_stream s WHERE group_key = $1 AND name >= $2 AND name < $3 {behind}
             ORDER BY {order} LIMIT $4"
        );
        self.query(sql, &params, read_stream)
    }
}

fn read_stream(row: &Row<'_>) -> Result<LogStream> {
    let known = |ms: i64| (ms != NEVER).then_some(ms);
    Ok(LogStream {
        name: row.get(0)?,
        created_at_ms: row.get(1)?,
        last_event_at_ms: known(row.get(2)?),
        last_ingested_at_ms: known(row.get(3)?),
        first_event_at_ms: row.get(4)?,
    })
}
