//! Who may reach which log. A role has to name one group, and a worker one stream: what a request
//! would reach that names less is not known.

use callsheet_api::ids::SessionId;
use callsheet_companions::logs::Operation;
use serde::Deserialize;

use super::rights::{LogGroup, LogsReach, LogsUse, reach_of_logs};
use super::{Caller, Principal};
use crate::context::Cx;
use crate::error::Result;

pub(crate) async fn may_reach(
    cx: &Cx,
    caller: &Caller,
    operation: Option<Operation>,
    body: &[u8],
) -> Result<bool> {
    if caller.is_administrator() {
        return Ok(true);
    }
    let named = serde_json::from_slice::<Named>(body).unwrap_or_default();
    let (Some(used), Some(group)) = (operation.map(use_of), named.group()) else {
        return Ok(false);
    };
    Ok(match reach_of_logs(&caller.principal, used, group) {
        LogsReach::Nothing => false,
        LogsReach::Group => true,
        LogsReach::OwnWorker => named.stream == own_stream(&caller.principal),
        LogsReach::OwnSessions => holds(cx, &caller.principal, &named).await?,
    })
}

const fn use_of(operation: Operation) -> LogsUse {
    match operation {
        Operation::DescribeLogGroups
        | Operation::DescribeLogStreams
        | Operation::FilterLogEvents
        | Operation::GetLogEvents => LogsUse::Read,
        Operation::CreateLogStream | Operation::PutLogEvents => LogsUse::Write,
        Operation::CreateLogGroup
        | Operation::DeleteLogGroup
        | Operation::DeleteLogStream
        | Operation::DeleteRetentionPolicy
        | Operation::PutRetentionPolicy => LogsUse::Manage,
    }
}

#[derive(Default, Deserialize)]
struct Named {
    #[serde(rename = "logGroupName")]
    group: Option<String>,
    #[serde(rename = "logStreamName")]
    stream: Option<String>,
    /// By an ARN or an account a request could mean more than it names.
    #[serde(rename = "logGroupIdentifier")]
    identifier: Option<serde::de::IgnoredAny>,
}

impl Named {
    fn group(&self) -> Option<LogGroup> {
        if self.identifier.is_some() {
            return None;
        }
        let (farm, rest) = self
            .group
            .as_deref()?
            .strip_prefix("/aws/deadline/")?
            .split_once('/')?;
        let farm = farm.parse().ok()?;
        let queue = rest.parse().ok().map(|queue| LogGroup::Queue(farm, queue));
        queue.or_else(|| Some(LogGroup::Fleet(farm, rest.parse().ok()?)))
    }
}

fn own_stream(principal: &Principal) -> Option<String> {
    match principal {
        Principal::WorkerRole { worker, .. } => Some(worker.to_string()),
        Principal::Admin
        | Principal::User { .. }
        | Principal::Host { .. }
        | Principal::WorkerHost { .. }
        | Principal::FleetRole { .. }
        | Principal::QueueRole { .. }
        | Principal::StoreKey => None,
    }
}

/// Whether the stream is that of a session that the worker holds, or held: the last lines of a
/// log may come after its end.
async fn holds(cx: &Cx, principal: &Principal, named: &Named) -> Result<bool> {
    let session = named.stream.as_deref().map(str::parse::<SessionId>);
    let (Principal::WorkerRole { worker, .. }, Some(Ok(session))) = (*principal, session) else {
        return Ok(false);
    };
    cx.store
        .read("session_of_worker", move |tx| -> Result<_> {
            Ok(tx.is_session_of(session, worker)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use callsheet_api::ids::{FarmId, FleetId, QueueId};

    use super::*;

    #[test]
    fn only_a_group_that_the_server_named_is_one() {
        let farm = FarmId::from_bytes([1; 16]);
        let (queue, fleet) = (QueueId::from_bytes([2; 16]), FleetId::from_bytes([3; 16]));
        let group = |text: String| {
            let body = serde_json::json!({ "logGroupName": text });
            serde_json::from_value::<Named>(body).unwrap().group()
        };
        let named = |rest: &str| group(format!("/aws/deadline/{farm}/{rest}"));
        assert_eq!(
            named(&queue.to_string()),
            Some(LogGroup::Queue(farm, queue))
        );
        assert_eq!(
            named(&fleet.to_string()),
            Some(LogGroup::Fleet(farm, fleet))
        );
        assert_eq!(named(&format!("{queue}/x")), None);
        assert_eq!(named(""), None);
        assert_eq!(group("/elsewhere".to_owned()), None);
        let by_arn = serde_json::json!({
            "logGroupName": format!("/aws/deadline/{farm}/{queue}"), "logGroupIdentifier": "arn",
        });
        assert_eq!(
            serde_json::from_value::<Named>(by_arn).unwrap().group(),
            None
        );
        assert_eq!(Named::default().group(), None);
    }
}
