//! The user that a queue's jobs run as, and which fleets have such a user (`semantics.md` 1.7).

use callsheet_api::types::{
    CustomerManagedFleetOperatingSystemFamily as OsFamily, FleetConfiguration, JobRunAsUser, RunAs,
};
use callsheet_store::fleets::Fleet;
use callsheet_store::queues::Queue;

use crate::error::{Error, Result, invalid};

/// What a queue has that was made without one: agents must be told something.
pub const AGENT_USER: JobRunAsUser = JobRunAsUser {
    posix: None,
    run_as: RunAs::WorkerAgentUser,
    windows: None,
};

/// Agents refuse a job whose user and way to run contradict each other.
pub fn check(user: &JobRunAsUser) -> Result<()> {
    let has_user = user.posix.is_some() || user.windows.is_some();
    match user.run_as {
        RunAs::WorkerAgentUser if has_user => Err(invalid(
            "jobRunAsUser",
            "names a user, which goes with runAs QUEUE_CONFIGURED_USER only",
        )),
        RunAs::QueueConfiguredUser if !has_user => Err(invalid(
            "jobRunAsUser",
            "must name a posix or windows user where runAs is QUEUE_CONFIGURED_USER",
        )),
        RunAs::WorkerAgentUser | RunAs::QueueConfiguredUser => Ok(()),
    }
}

/// Whether the fleet's workers can run the jobs of a queue with this user.
fn fits(user: Option<&JobRunAsUser>, configuration: &FleetConfiguration) -> bool {
    let Some(user) = user.filter(|user| user.run_as == RunAs::QueueConfiguredUser) else {
        return true;
    };
    match configuration {
        FleetConfiguration::CustomerManaged(fleet) => match fleet.worker_capabilities.os_family {
            OsFamily::Linux | OsFamily::Macos => user.posix.is_some(),
            OsFamily::Windows => user.windows.is_some(),
        },
        // Its agent runs everything as a user of its own.
        FleetConfiguration::ServiceManagedEc2(_) => true,
    }
}

/// Refused for `field` unless the jobs of the queue can run on the fleet.
pub fn refuse_misfit(field: &str, queue: &Queue, fleet: &Fleet) -> Result<()> {
    if fits(
        queue.settings.job_run_as_user.as_ref(),
        &fleet.settings.configuration,
    ) {
        return Ok(());
    }
    Err(misfit(field, queue, fleet))
}

fn misfit(field: &str, queue: &Queue, fleet: &Fleet) -> Error {
    let (queue, fleet) = (queue.id, fleet.id);
    let why = format!(
        "does not go together: jobRunAsUser of {queue} names no user for the operating system of \
         {fleet}; add one, or set runAs to WORKER_AGENT_USER"
    );
    invalid(field, why)
}

#[cfg(test)]
mod tests {
    use callsheet_api::types::PosixUser;

    use super::*;

    #[test]
    fn a_user_is_named_exactly_where_the_queue_configures_one() {
        let posix = Some(PosixUser {
            user: "job".to_owned(),
            group: "job".to_owned(),
        });
        let configured = JobRunAsUser {
            run_as: RunAs::QueueConfiguredUser,
            ..AGENT_USER
        };
        assert_eq!(check(&AGENT_USER), Ok(()));
        assert_eq!(
            check(&JobRunAsUser {
                posix: posix.clone(),
                ..configured.clone()
            }),
            Ok(())
        );
        assert!(check(&configured).is_err());
        assert!(
            check(&JobRunAsUser {
                posix,
                ..AGENT_USER
            })
            .is_err()
        );
    }
}
