//! Commands as the job's user.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Output, Stdio};

use rustix::process::{Pid, Signal};
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};

use super::JobUser;

/// Where nobody put a `PATH`.
const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// All that a user of jobs has of the worker's environment: no login says it everywhere.
const LANGUAGE: [&str; 4] = ["LANG", "LC_ALL", "LC_CTYPE", "TZ"];

/// Signals a process group that is the user's. It tries again while only `sudo` is in it, on its
/// way to become the user: otherwise whoever cancels at once would miss what comes then.
const SIGNAL: &str = r#"
tries=100
until kill -s "$2" -- "-$1" 2>/dev/null; do
    [ -e "/proc/$1" ] && [ "$tries" -gt 0 ] || exit 0
    tries=$((tries - 1))
    sleep 0.05
done
"#;

/// Ends what a session left running, wherever it went, and removes what is the user's in its
/// folder. The rest of it is the worker's to remove.
const CLEAR: &str = r#"
for each in $(grep -lzsxF -e "OPENJD_SESSION_WORKING_DIR=$1" /proc/[0-9]*/environ); do
    id=${each#/proc/}
    kill -s KILL "${id%/environ}"
done
cd "$1" || exit 0
chmod -R u+rwX .
find . -mindepth 1 -delete
"#;

impl JobUser {
    /// A command as the user, without the environment of a login.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::from(self.sudo());
        command.arg("--").args(words).kill_on_drop(true);
        command
    }

    /// A shell as after the user's login, which is told on its stdin what to do.
    pub fn login_shell(&self) -> Command {
        let mut command = Command::from(self.sudo());
        command
            .args(["-i", "--", "/bin/sh", "-s"])
            .stdin(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    fn sudo(&self) -> std::process::Command {
        sudo(&self.name.user, &self.name.group)
    }

    /// Runs a command that is given this text, to its end.
    pub(super) async fn say(&self, mut command: Command, text: String) -> Result<Output, String> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| missing(&error))?;
        hear(&mut child, text.into_bytes());
        let done = child.wait_with_output().await;
        done.map_err(|error| error.to_string())
    }

    /// Not waited for: what comes of it shows at the processes.
    pub fn signal(&self, group: Pid, signal: Signal) {
        let (group, signal) = (group.as_raw_nonzero().to_string(), signal.as_raw());
        let signal = signal.to_string();
        let mut command = self.sudo();
        command.args(["--", "/bin/sh", "-c", SIGNAL, "sh", &group, &signal]);
        std::thread::spawn(move || {
            if let Err(error) = quiet(&mut command).status() {
                tracing::warn!("a signal is not sent: {}", missing(&error));
            }
        });
    }

    /// Blocking.
    pub fn clear(&self, folder: &Path) {
        clear(self.sudo(), folder);
    }
}

/// Writes to a process's stdin, which is closed after it. One that ended does not want it.
pub fn hear(child: &mut Child, text: Vec<u8>) {
    if let Some(mut stdin) = child.stdin.take() {
        tokio::spawn(async move {
            let _ = stdin.write_all(&text).await;
        });
    }
}

/// With nothing else of the worker's environment, whatever sudo is set up to keep, and in a session
/// of its own: there is no terminal that sudo could ask on or a job could write to, and the process is
/// the first of its group.
fn sudo(user: &str, group: &str) -> std::process::Command {
    let path = std::env::var_os("PATH").unwrap_or_else(|| USUAL_PATH.into());
    let mut command = std::process::Command::new("setsid");
    command
        .args(["sudo", "-n", "-u", user, "-g", group])
        .env_clear()
        .env("PATH", path)
        .envs(
            LANGUAGE
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        // A folder that everybody may be in.
        .current_dir("/");
    command
}

fn quiet(command: &mut std::process::Command) -> &mut std::process::Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

pub(super) fn missing(error: &io::Error) -> String {
    format!(
        "setsid and sudo cannot be started: {error}; install them (apt-get install sudo util-linux)"
    )
}

fn clear(mut command: std::process::Command, folder: &Path) {
    command
        .args(["--", "/bin/sh", "-c", CLEAR, "sh"])
        .arg(folder);
    if let Err(error) = quiet(&mut command).status() {
        tracing::warn!("`{}` is not cleared: {}", folder.display(), missing(&error));
    }
}

/// Removes a folder of sessions that a killed worker left, with what is other users' in it.
pub fn remove_all(sessions: &Path) -> io::Result<()> {
    for session in fs::read_dir(sessions).into_iter().flatten().flatten() {
        for (user, group) in owners(&session.path()) {
            let command = sudo(&format!("#{user}"), &format!("#{group}"));
            clear(command, &session.path());
        }
    }
    match fs::remove_dir_all(sessions) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Who else has something in the folder. Never root, whatever the folder says.
fn owners(folder: &Path) -> BTreeSet<(u32, u32)> {
    let own = rustix::process::geteuid().as_raw();
    let Ok(group) = folder.metadata().map(|it| it.gid()) else {
        return BTreeSet::new();
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| Some(entry.metadata().ok()?.uid()))
        .filter(|user| *user != own && *user != 0)
        .map(|user| (user, group))
        .collect()
}
