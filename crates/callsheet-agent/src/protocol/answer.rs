//! What the server's answers mean, in this crate's own words; unknown kinds are kept as such, so
//! that an older worker says so instead of falling over.

use callsheet_client::sdk::types::{
    AssignedSession, AssignedSessionAction, AssignedSessionActionDefinition as Wire,
    LogConfiguration, TaskParameterValue,
};
use serde_json::{Map, Value, json};

use super::queue::{Action, Definition};
use super::schedule::{Assigned, LogPlace, SessionPlace};

pub fn assigned(session: AssignedSession) -> Assigned {
    Assigned {
        place: SessionPlace {
            queue_id: session.queue_id,
            job_id: session.job_id,
            log: log_place(session.log_configuration),
        },
        actions: session.session_actions.into_iter().map(action).collect(),
    }
}

fn action(action: AssignedSessionAction) -> Action {
    let definition = action.definition.map_or(Definition::Unknown, definition);
    Action {
        id: action.session_action_id,
        definition,
    }
}

fn definition(definition: Wire) -> Definition {
    match definition {
        Wire::SyncInputJobAttachments(sync) => Definition::SyncInputJobAttachments {
            step_id: sync.step_id,
        },
        Wire::EnvEnter(enter) => Definition::EnvEnter {
            environment_id: enter.environment_id,
        },
        Wire::EnvExit(exit) => Definition::EnvExit {
            environment_id: exit.environment_id,
        },
        Wire::TaskRun(run) => Definition::TaskRun {
            step_id: run.step_id,
            task_id: run.task_id,
            parameters: run
                .parameters
                .into_iter()
                .map(parameter)
                .collect::<Map<_, _>>()
                .into(),
        },
        // The SDK's enum is open.
        _ => Definition::Unknown,
    }
}

fn parameter((name, value): (String, TaskParameterValue)) -> (String, Value) {
    let value = match value {
        TaskParameterValue::Int(value) => json!({ "int": value }),
        TaskParameterValue::Float(value) => json!({ "float": value }),
        TaskParameterValue::String(value) => json!({ "string": value }),
        TaskParameterValue::Path(value) => json!({ "path": value }),
        TaskParameterValue::ChunkInt(value) => json!({ "chunkInt": value }),
        // The session names the parameter when it refuses it.
        _ => json!({ "unknown": "" }),
    };
    (name, value)
}

fn log_place(log: Option<LogConfiguration>) -> LogPlace {
    let Some(log) = log else {
        let error = Some("the server named no place for the session's log".to_owned());
        return LogPlace {
            error,
            ..LogPlace::default()
        };
    };
    let options = log.options.unwrap_or_default();
    let option = |name: &str| options.get(name).cloned().unwrap_or_default();
    let (group, stream) = (option("logGroupName"), option("logStreamName"));
    let is_known = log.log_driver == "awslogs" && !group.is_empty() && !stream.is_empty();
    let unknown = || {
        format!(
            "the log driver `{}` is not known to this worker",
            log.log_driver
        )
    };
    let error = log.error.clone().or_else(|| (!is_known).then(unknown));
    LogPlace {
        group,
        stream,
        error,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_log_needs_a_known_driver() {
        let log = |driver: &str| {
            let options = [("logGroupName", "g"), ("logStreamName", "s")];
            let options = options.map(|(n, v)| (n.to_owned(), v.to_owned()));
            let log = LogConfiguration::builder().log_driver(driver);
            log_place(log.set_options(Some(HashMap::from(options))).build().ok())
        };
        assert_eq!(log("awslogs").error, None);
        assert_eq!(log("awslogs").stream, "s");
        assert!(
            log("syslog")
                .error
                .is_some_and(|error| error.contains("syslog"))
        );
        assert!(log_place(None).error.is_some());
    }
}
