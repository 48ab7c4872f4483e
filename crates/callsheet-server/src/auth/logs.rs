//! Which log a request is about. A role has to name one group, and a worker one stream: what a
//! request would reach that names less is not known, and only who may do everything reaches it.

use callsheet_api::companions::LogsOperation;
use callsheet_api::ids::SessionId;
use callsheet_policy::Part;
use callsheet_store::paths::{FleetPath, QueuePath};
use serde::Deserialize;

use super::{Caller, Principal, Resource};
use crate::context::Cx;
use crate::error::Result;

pub(crate) async fn may_reach(
    cx: &Cx,
    caller: &Caller,
    operation: Option<LogsOperation>,
    body: &[u8],
) -> Result<bool> {
    let Some(operation) = operation else {
        // It is refused in other words.
        return Ok(caller.is_administrator());
    };
    let named = serde_json::from_slice::<Named>(body).unwrap_or_default();
    let Some(group) = named.group() else {
        return Ok(caller.may(operation, &Resource::ACCOUNT).is_ok());
    };
    let own_stream = is_own(cx, &caller.principal, group, &named).await?;
    let on = group.resource().part(Part::Logs { own_stream });
    Ok(caller.may(operation, &on).is_ok())
}

/// A group that the server itself named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Queue(QueuePath),
    Fleet(FleetPath),
}

impl Group {
    fn resource(self) -> Resource {
        match self {
            Self::Queue(path) => path.into(),
            Self::Fleet(path) => path.into(),
        }
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
    fn group(&self) -> Option<Group> {
        if self.identifier.is_some() {
            return None;
        }
        let (farm, rest) = self
            .group
            .as_deref()?
            .strip_prefix("/aws/deadline/")?
            .split_once('/')?;
        let farm = farm.parse().ok()?;
        let queue = rest.parse().ok();
        let queue = queue.map(|queue| Group::Queue(QueuePath { farm, queue }));
        queue.or_else(|| {
            let fleet = rest.parse().ok()?;
            Some(Group::Fleet(FleetPath { farm, fleet }))
        })
    }
}

/// Whether the stream is the worker's, or that of a session that it holds, or held: the last lines
/// of a log may come after its end.
async fn is_own(cx: &Cx, principal: &Principal, group: Group, named: &Named) -> Result<bool> {
    let (Principal::WorkerRole { worker, .. }, Some(stream)) = (*principal, &named.stream) else {
        return Ok(false);
    };
    match group {
        Group::Fleet(_) => Ok(*stream == worker.to_string()),
        Group::Queue(_) => {
            let Ok(session) = stream.parse::<SessionId>() else {
                return Ok(false);
            };
            cx.store
                .read("session_of_worker", move |tx| -> Result<_> {
                    Ok(tx.is_session_of(session, worker)?)
                })
                .await
        }
    }
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
            Some(Group::Queue(QueuePath { farm, queue }))
        );
        assert_eq!(
            named(&fleet.to_string()),
            Some(Group::Fleet(FleetPath { farm, fleet }))
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
