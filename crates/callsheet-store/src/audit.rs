//! Who changed what, and who was refused. Entries are added, read, and forgotten when they are old.

use callsheet_api::Timestamp;
use callsheet_api::extension::audit::AuditEntry;

use crate::columns::Columns;
use crate::{Page, Result, Row, Tx, params};

/// Which entries are wanted: those that fit everything that is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// The end of an ARN, such as `user/sarah`.
    pub who: Option<String>,
    pub operation: Option<String>,
    /// Or a part of it, such as a job's id.
    pub resource: Option<String>,
    /// Whatever did not succeed.
    pub is_refused: bool,
}

/// In the order of time, to the millisecond.
pub type EntryId = [u8; 16];

impl Tx {
    pub fn insert_audit_entry(&mut self, id: EntryId, entry: &AuditEntry) -> Result<()> {
        self.exec(
            "INSERT INTO audit_entry (id, at, who, access_key_id, peer, operation, resource, outcome,
                                      request_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                &id,
                entry.at,
                &entry.who,
                &entry.access_key_id,
                &entry.peer,
                &entry.operation,
                &entry.resource,
                &entry.outcome,
                &entry.request_id,
            ],
        )?;
        Ok(())
    }

    /// The newest first.
    pub fn audit_entries(
        &mut self,
        filter: &AuditFilter,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Page<AuditEntry, EntryId>> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let rows = self.query(
            "SELECT id, at, who, access_key_id, peer, operation, resource, outcome, request_id
             FROM audit_entry
             WHERE id < $1 AND at >= $2 AND at < $3
               AND ($4 = '' OR who = $4 OR substr(who, length(who) - length($4)) = ':' || $4)
               AND ($5 = '' OR operation = $5)
               AND ($6 = '' OR replace(resource, $6, '') <> resource)
               AND ($7 = 0 OR outcome <> 'succeeded')
             ORDER BY id DESC LIMIT $8",
            params![
                &before.unwrap_or([0xff; 16]),
                filter.since.map_or(i64::MIN, |at| at.as_ms()),
                filter.until.map_or(i64::MAX, |at| at.as_ms()),
                text(&filter.who),
                text(&filter.operation),
                text(&filter.resource),
                i64::from(filter.is_refused),
                limit + 1,
            ],
            entry,
        )?;
        let page = Page::cut(rows, limit, |(id, _)| *id);
        Ok(Page {
            items: page.items.into_iter().map(|(_, entry)| entry).collect(),
            next: page.next,
        })
    }

    /// Answers how many there were.
    pub fn delete_audit_entries_before(&mut self, ms: i64) -> Result<u64> {
        self.exec("DELETE FROM audit_entry WHERE at < $1", params![ms])
    }
}

fn entry(row: &Row<'_>) -> Result<(EntryId, AuditEntry)> {
    let mut columns = Columns::of(row);
    let id = columns.get()?;
    let entry = AuditEntry {
        at: columns.get()?,
        who: columns.get()?,
        access_key_id: columns.get()?,
        peer: columns.get()?,
        operation: columns.get()?,
        resource: columns.get()?,
        outcome: columns.get()?,
        request_id: columns.get()?,
    };
    Ok((id, entry))
}
