//! What is written down of requests: every change and every refusal, with who, what, from where, and
//! how it ended. Written before the answer, so whoever has an answer finds it here.
//!
//! What workers say all the time is left out, and so are objects and log events that are written:
//! their sessions say more, and a farm writes thousands of them a second.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;

use callsheet_api::Operation;
use callsheet_api::extension::audit::AuditEntry;
use governor::clock::DefaultClock;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::auth::{Caller, user_arn};
use crate::context::Cx;
use crate::error::Result;

pub(crate) const SUCCEEDED: &str = "succeeded";
const DENIED: &str = "AccessDeniedException";
/// Strangers may knock as often as they like; so many a second are written down.
const STRANGERS_PER_S: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub IpAddr);

/// How many strangers may still be written down.
pub struct Strangers(RateLimiter<NotKeyed, InMemoryState, DefaultClock>);

impl Default for Strangers {
    fn default() -> Self {
        Self(RateLimiter::direct(Quota::per_second(STRANGERS_PER_S)))
    }
}

impl fmt::Debug for Strangers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Strangers")
    }
}

/// A request that was answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub id: &'a str,
    pub peer: Option<Peer>,
}

impl<'a> Request<'a> {
    pub fn new(id: &'a str, extensions: &http::Extensions) -> Self {
        Self {
            id,
            peer: extensions.get().copied(),
        }
    }
}

/// Does an operation of Deadline's that ended so belong here?
pub(crate) fn is_kept(operation: Operation, outcome: &str) -> bool {
    if outcome == DENIED {
        return true;
    }
    let is_read = ["Get", "List", "Search", "BatchGet"]
        .iter()
        .any(|word| operation.name().starts_with(word));
    let is_workers = matches!(
        operation,
        Operation::UpdateWorkerSchedule
            | Operation::AssumeFleetRoleForWorker
            | Operation::AssumeQueueRoleForWorker
    );
    !is_read && !is_workers
}

/// Of one of our own routes or of a neighbour's service: what is no GET changes something.
pub(crate) fn is_kept_of(method: &http::Method, status: http::StatusCode) -> bool {
    method != http::Method::GET || status == http::StatusCode::FORBIDDEN
}

pub(crate) async fn keep(
    cx: &Cx,
    request: Request<'_>,
    caller: &Caller,
    operation: &str,
    resource: String,
    outcome: &str,
) {
    let who = caller.arn(&cx.config.account_id);
    let of = (who, caller.access_key_id.clone());
    write(cx, request, of, operation, resource, outcome).await;
}

/// Somebody whom nobody knows, or who cannot prove to be who it says.
pub(crate) async fn keep_stranger(cx: &Cx, request: Request<'_>, key_id: &str, outcome: &str) {
    if cx.strangers.0.check().is_ok() {
        let of = (String::new(), key_id.to_owned());
        write(cx, request, of, "", String::new(), outcome).await;
    }
}

/// Signing in and out, by name where it is known whose it is. Failures are strangers' in number even
/// where it is, so that nobody learns by the time that an answer takes.
pub(crate) async fn keep_sign_in(
    cx: &Cx,
    request: Request<'_>,
    name: Option<&str>,
    operation: &str,
    resource: String,
    outcome: &str,
) {
    if outcome != SUCCEEDED && cx.strangers.0.check().is_err() {
        return;
    }
    let who = name.map_or_else(String::new, |name| user_arn(&cx.config.account_id, name));
    let of = (who, String::new());
    write(cx, request, of, operation, resource, outcome).await;
}

async fn write(
    cx: &Cx,
    request: Request<'_>,
    (who, access_key_id): (String, String),
    operation: &str,
    resource: String,
    outcome: &str,
) {
    let now = cx.clock.now();
    let id = cx.ids.draw(now);
    let entry = AuditEntry {
        at: now,
        who,
        access_key_id,
        peer: request
            .peer
            .map_or_else(String::new, |peer| peer.0.to_string()),
        operation: operation.to_owned(),
        resource,
        outcome: outcome.to_owned(),
        request_id: request.id.to_owned(),
    };
    let written = entry.clone();
    let kept: Result<()> = cx
        .store
        .write("audit", move |tx| Ok(tx.insert_audit_entry(id, &written)?))
        .await;
    if let Err(why) = kept {
        // What was done is done: the log is where it can still be found.
        tracing::error!(%why, ?entry, "an entry of the audit could not be written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_refusals_are_kept_and_what_workers_say_is_not() {
        assert!(is_kept(Operation::CreateJob, SUCCEEDED));
        assert!(is_kept(Operation::CreateJob, "ValidationException"));
        assert!(is_kept(Operation::GetJob, DENIED));
        assert!(is_kept(Operation::AssumeQueueRoleForUser, SUCCEEDED));
        assert!(!is_kept(Operation::GetJob, SUCCEEDED));
        assert!(!is_kept(Operation::UpdateWorkerSchedule, SUCCEEDED));
        assert!(is_kept(Operation::UpdateWorkerSchedule, DENIED));
    }
}
