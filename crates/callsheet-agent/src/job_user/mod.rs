//! Jobs as another user of this machine: which one, whether the worker may become it, and what it
//! runs and signals as it. The worker gets there through `sudo`, and through nothing else, so that
//! it needs no rights but those that a file of sudo's gives it.
//!
//! The runtime crate has a helper for other users, which is not used: it asks for passwords where
//! it may not ask, leaves the group to the login, and kills what an environment keeps running.

mod files;
mod name;
mod script;
mod session_root;
mod sudo;

pub use files::Hands;
pub use name::{JobUserName, JobUsers, RunAs};
pub use script::Script;
pub use session_root::SessionRoot;
pub use sudo::{hear, remove_all};

use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, chown, fchown};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Once};

use openjd_sessions::{PosixSessionUser, SessionUser};
use tokio::process::Command;

/// A folder of the session's: both write in it, each keeps its own, and what is made there is the
/// group's.
const SHARED_FOLDER: u32 = 0o3770;
/// A folder that the user reads, and only the worker writes in.
const READ_FOLDER: u32 = 0o2750;
const READ_FILE: u32 = 0o640;

/// A user that was found to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobUser {
    name: JobUserName,
    group_id: u32,
}

impl JobUser {
    /// Looks whether jobs may run as this user. What is wrong is said with what to do about it.
    pub async fn find(name: JobUserName) -> Result<Self, String> {
        let JobUserName { user, group } = &name;
        let is_there = said(Command::new("id").args(["-u", user])).await?;
        let Some(user_id) = is_there.and_then(|it| it.trim().parse::<u32>().ok()) else {
            return Err(format!(
                "this machine has no user {user:?}, as whom the job is to run; add it (useradd \
                 --create-home --shell /bin/bash {user}), or name another one in the queue's \
                 jobRunAsUser"
            ));
        };
        let own_id = rustix::process::geteuid().as_raw();
        let entry = said(Command::new("getent").args(["group", group])).await?;
        let group_id = entry.and_then(|it| it.split(':').nth(2)?.parse::<u32>().ok());
        match group_id {
            _ if user_id == 0 => Err(format!(
                "jobs do not run as {user:?}, who is root; name another user in the queue's \
                 jobRunAsUser"
            )),
            _ if user_id == own_id => Err(format!(
                "{user:?} is the worker's own user, so its jobs could read the worker's keys; \
                 name another one in the queue's jobRunAsUser, or WORKER_AGENT_USER if they may"
            )),
            None => Err(format!(
                "this machine has no group {group:?}, with which the job is to run; add it \
                 (groupadd {group}), or name another one in the queue's jobRunAsUser"
            )),
            Some(0) => Err(format!(
                "jobs do not run with the group {group:?}, which is root's; name another one in \
                 the queue's jobRunAsUser"
            )),
            Some(group_id) => Ok(JobUser { name, group_id }),
        }
    }

    pub fn name(&self) -> &JobUserName {
        &self.name
    }

    pub fn group_id(&self) -> u32 {
        self.group_id
    }

    /// As the runtime crate knows it.
    pub fn for_runtime(&self) -> Arc<dyn SessionUser> {
        let JobUserName { user, group } = &self.name;
        Arc::new(PosixSessionUser::new(user, Some(group)))
    }

    /// Lets the user work in a folder of the worker's.
    pub fn share(&self, folder: &Path) -> io::Result<()> {
        self.open(folder, SHARED_FOLDER)
    }

    /// Lets the user read in a folder of the worker's.
    pub fn show(&self, folder: &Path) -> io::Result<()> {
        self.open(folder, READ_FOLDER)
    }

    /// The group first: nobody is let in before it is the right one.
    fn open(&self, folder: &Path, mode: u32) -> io::Result<()> {
        chown(folder, None, Some(self.group_id)).map_err(|error| self.not_a_member(error))?;
        std::fs::set_permissions(folder, Permissions::from_mode(mode))
    }

    /// Lets the user read a file that has no name yet, or one that only the worker can replace.
    pub fn show_file(&self, file: &File) -> io::Result<()> {
        fchown(file, None, Some(self.group_id)).map_err(|error| self.not_a_member(error))?;
        file.set_permissions(Permissions::from_mode(READ_FILE))
    }

    fn not_a_member(&self, error: io::Error) -> io::Error {
        if error.kind() != io::ErrorKind::PermissionDenied {
            return error;
        }
        let group = &self.name.group;
        io::Error::new(
            error.kind(),
            format!(
                "the worker's user is not in the group {group:?}: add it (usermod --append \
                 --groups {group} WORKER), and start the worker again"
            ),
        )
    }

    /// Whether the worker becomes the user, and the user gets to a session's folder.
    pub async fn try_out(&self, folder: &Path) -> Result<(), String> {
        const SHOWN: &str = "callsheet-is-there";
        let JobUserName { user, group } = &self.name;
        let folder = folder.to_string_lossy().into_owned();
        let mut script = Script::default();
        script.print(SHOWN);
        script.enter(&folder);
        let tried = self.say(self.login_shell(), script.text()).await?;
        if tried.status.success() {
            return Ok(());
        }
        let (printed, said) = (text(&tried.stdout), text(&tried.stderr));
        if printed.contains(SHOWN) {
            return Err(format!(
                "{user:?} does not get to the session's folder {folder}: {said}; give the worker a \
                 --session-root-dir that other users may pass through (chmod o+x)"
            ));
        }
        // A login that is closed speaks on stdout.
        let said = if said.is_empty() { printed } else { said };
        Err(format!(
            "the worker cannot become {user:?} with the group {group:?}: {said}; let sudo do it \
             without a password, by a line \"WORKER ALL=({user}:{group}) NOPASSWD: ALL\" in \
             /etc/sudoers.d, and give the user a login shell"
        ))
    }
}

/// What a command printed; nothing if it was not content.
async fn said(command: &mut Command) -> Result<Option<String>, String> {
    let done = command.stdin(Stdio::null()).output().await;
    let done = done.map_err(|error| format!("the machine's users cannot be looked up: {error}"))?;
    Ok(done.status.success().then(|| text(&done.stdout)))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// Once: whoever runs a worker like this reads it in the first job's hour or never.
pub fn warn_if_root() {
    static WARNED: Once = Once::new();
    if rustix::process::geteuid().is_root() {
        WARNED.call_once(|| {
            tracing::warn!(
                "jobs run as root, like this worker: they can read its keys and change this \
                 machine; give queues a jobRunAsUser, or the worker --posix-job-user"
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(user: &str, group: &str) -> JobUserName {
        JobUserName {
            user: user.to_owned(),
            group: group.to_owned(),
        }
    }

    #[tokio::test]
    async fn users_that_jobs_may_not_be_are_refused_with_what_to_do() {
        for (user, group, named_next) in [
            ("callsheet-nobody-has-this", "daemon", "useradd"),
            ("root", "daemon", "who is root"),
            ("daemon", "callsheet-nobody-has-this", "groupadd"),
            ("daemon", "root", "jobRunAsUser"),
        ] {
            let error = JobUser::find(named(user, group)).await.unwrap_err();
            assert!(error.contains(named_next), "{error}");
        }
    }
}
