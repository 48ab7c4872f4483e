//! The child processes: how they are started and ended, and what they are given.

use std::ffi::OsString;
use std::future::Future;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::config::Settings;
use crate::control::{Orders, Ready};
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};
use crate::supervise::Parent;

/// What a worker may know of the environment it is started from: enough for programs to run,
/// nothing that is a key, and as whom jobs run. Jobs inherit what the worker has, if they run as
/// its user.
const WORKER_ENVIRONMENT: [&str; 14] = [
    "CALLSHEET_LOG",
    "CALLSHEET_POSIX_JOB_USER",
    "CALLSHEET_RUN_JOBS_AS_AGENT_USER",
    "CALLSHEET_SESSION_ROOT_DIR",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LOGNAME",
    "PATH",
    "SHELL",
    "TMPDIR",
    "TZ",
    "USER",
];

/// What systemd meant for the parent alone.
const ACTIVATION: [&str; 4] = [
    "LISTEN_FDS",
    "LISTEN_PID",
    "LISTEN_FDNAMES",
    "NOTIFY_SOCKET",
];

pub struct Child {
    process: tokio::process::Child,
    born: Instant,
    /// Closed when this is dropped or when we die; then the child ends.
    _control: tokio::net::UnixStream,
}

impl Child {
    fn spawn(mut command: Command, control: UnixStream) -> std::io::Result<Self> {
        control.set_nonblocking(true)?;
        // Ctrl-C goes to us alone: we decide who ends first.
        let process = command.process_group(0).spawn()?;
        let _control = tokio::net::UnixStream::from_std(control)?;
        Ok(Child {
            process,
            born: Instant::now(),
            _control,
        })
    }

    pub fn pid(&self) -> Option<u32> {
        self.process.id()
    }

    pub fn age(&self) -> Duration {
        self.born.elapsed()
    }

    /// Waits for the end; `None` where the system would not tell how it was.
    pub async fn ended(&mut self) -> Option<ExitStatus> {
        self.process.wait().await.ok()
    }

    /// Asks the process to end, and kills it once `impatience` is over.
    pub async fn end(&mut self, impatience: impl Future<Output = ()>) {
        if let Some(pid) = self
            .pid()
            .and_then(|pid| i32::try_from(pid).ok())
            .and_then(Pid::from_raw)
        {
            // It may have ended by itself in this moment.
            let _ = kill_process(pid, Signal::TERM);
        }
        let is_ended = tokio::select! {
            _ = self.process.wait() => true,
            () = impatience => false,
        };
        if !is_ended {
            let _ = self.process.kill().await;
        }
    }
}

pub struct ServerChild {
    pub child: Child,
    /// The other half of the control line, for the server's answer.
    answers: UnixStream,
}

impl ServerChild {
    /// Starts the server: its stdin is the listening socket, its stdout the control line.
    pub fn start(parent: &Parent) -> Result<Self> {
        let orders = Orders {
            settings: parent.settings.clone(),
            endpoint: parent.endpoint.clone(),
        };
        Self::spawn(parent, &orders).map_err(|error| cannot_start("server", &error))
    }

    fn spawn(parent: &Parent, orders: &Orders) -> std::io::Result<Self> {
        let (mut ours, theirs) = UnixStream::pair()?;
        let mut command = Command::new(&parent.program);
        command
            .args(["server", "--listener", "stdin"])
            .stdin(Stdio::from(OwnedFd::from(parent.listener.try_clone()?)))
            .stdout(Stdio::from(OwnedFd::from(theirs)));
        for name in ACTIVATION {
            command.env_remove(name);
        }
        ours.write_all((serde_json::to_string(orders)? + "\n").as_bytes())?;
        let answers = ours.try_clone()?;
        Ok(ServerChild {
            child: Child::spawn(command, ours)?,
            answers,
        })
    }

    /// Waits until the server can serve. It has told the user itself why it cannot.
    pub async fn ready(&mut self) -> Result<Ready> {
        let answers = self
            .answers
            .try_clone()
            .and_then(tokio::net::UnixStream::from_std);
        let answers = answers.map_err(|error| cannot_start("server", &error))?;
        let mut lines = BufReader::new(answers).lines();
        tokio::select! {
            line = lines.next_line() => match line {
                Ok(Some(line)) => serde_json::from_str(&line)
                    .map_err(|error| Refusal::new(format!("the server answers nonsense: {error}"))),
                Ok(None) | Err(_) => Err(refused_to_start(self.child.ended().await)),
            },
            status = self.child.ended() => Err(refused_to_start(status)),
        }
    }
}

fn refused_to_start(status: Option<ExitStatus>) -> Refusal {
    let code = status
        .and_then(|status| status.code())
        .and_then(|code| u8::try_from(code).ok());
    match code {
        Some(code @ (1 | 2)) => Refusal::already_said(code),
        _ => Refusal::new(format!(
            "the server crashed while it started ({})",
            status.map_or_else(|| "status unknown".to_owned(), |status| status.to_string())
        ))
        .next("its last words are above; run again with CALLSHEET_LOG=debug for more"),
    }
}

/// Starts a worker with nothing of our environment that could be a secret.
pub fn start_worker(parent: &Parent, provision: &Provision) -> Result<Child> {
    spawn_worker(parent, provision).map_err(|error| cannot_start("worker", &error))
}

fn spawn_worker(parent: &Parent, provision: &Provision) -> std::io::Result<Child> {
    let (ours, theirs) = UnixStream::pair()?;
    let mut command = Command::new(&parent.program);
    command
        .env_clear()
        .envs(
            WORKER_ENVIRONMENT
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .args([
            "worker",
            "--control",
            "stdin",
            "--endpoint",
            &parent.endpoint,
        ])
        .args([
            "--farm-id",
            &provision.farm_id,
            "--fleet-id",
            &provision.fleet_id,
        ])
        .args(["--region", &provision.region])
        .arg("--credentials-file")
        .arg(parent.data_dir.worker_credentials())
        .arg("--state-dir")
        .arg(parent.data_dir.worker_state())
        .args(["--log-format", parent.settings.log_format.as_str()])
        .args(objects_place(&parent.settings))
        .args(ca_file(&parent.settings))
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::null());
    Child::spawn(command, ours)
}

fn ca_file(settings: &Settings) -> Vec<OsString> {
    let file = settings.front.ca_file();
    file.map_or_else(Vec::new, |file| vec!["--ca-file".into(), file.into()])
}

/// Nothing, if objects are where everything else is.
fn objects_place(settings: &Settings) -> Vec<String> {
    settings.objects_place().map_or_else(Vec::new, |place| {
        vec![
            format!("--objects-endpoint={}", place.endpoint),
            format!("--objects-region={}", place.region),
        ]
    })
}

fn cannot_start(name: &str, error: &std::io::Error) -> Refusal {
    Refusal::new(format!("cannot start the {name} process: {error}"))
        .next("look at the limits on processes and open files (`ulimit -a`)")
}
