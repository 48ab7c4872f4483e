//! `GET /callsheet/v1/audit`: who changed what, and who was refused. For administrators.

use callsheet_api::Operation;
use callsheet_api::extension::audit::AuditEntries;
use callsheet_policy::OwnAction;
use callsheet_store::audit::{AuditFilter, EntryId};

use crate::api::paging::{decode, encode};
use crate::auth::{Caller, Resource};
use crate::context::Cx;
use crate::error::{Result, invalid};
use crate::query;

const AT_ONCE: usize = 100;

pub async fn list(cx: &Cx, caller: &Caller, query: &str) -> Result<AuditEntries> {
    caller.may(OwnAction::ReadAudit, &Resource::ACCOUNT)?;
    let (mut filter, mut token) = (AuditFilter::default(), None);
    for (name, value) in query::pairs(query) {
        let time = || {
            let time = value.parse();
            time.map_err(|_| invalid(&name, format!("is no time of RFC 3339: `{value}`")))
        };
        match name.as_str() {
            "since" => filter.since = Some(time()?),
            "until" => filter.until = Some(time()?),
            "who" => filter.who = Some(value),
            "operation" => filter.operation = Some(value),
            "resource" => filter.resource = Some(value),
            "refused" => filter.is_refused = value == "true",
            "nextToken" => token = Some(value),
            _ => return Err(query::unknown(&name)),
        }
    }
    // Tokens are told apart by operation; this one has none of AWS's.
    let like = Operation::ListFarms;
    let before: Option<EntryId> = decode(like, token.as_deref())?;
    let page = cx
        .search("audit", move |tx| {
            Ok(tx.audit_entries(&filter, before, AT_ONCE)?)
        })
        .await?;
    Ok(AuditEntries {
        entries: page.items,
        next_token: page.next.map(|key| encode(like, &key)),
    })
}
