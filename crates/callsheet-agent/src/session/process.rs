//! One action's process: its own process group, a whole environment of its own, its output read
//! in bounded pieces, and an end that follows the action's cancelation method.
//!
//! The runtime crate's own subprocess loop is not used: it cuts the grace period short, kills on
//! a timeout without notice, waits for every holder of the output, reads lines of any length,
//! loses the number of a fatal signal and adds the worker's own environment.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt as _;
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::job_user::{JobUser, Script, hear};

use super::Cancel;
use super::action::Variables;
use super::lines::{Line, Lines};
use super::notify;
use super::secrets::Secrets;

/// How long output may stay open after the process ended, or after its group was killed.
const DRAIN: Duration = Duration::from_secs(5);

/// How an action's process is asked to end (`cancelation` of a template's action).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Terminate,
    NotifyThenTerminate(Duration),
}

/// What to run.
#[derive(Debug)]
pub(super) struct Program {
    /// The command and its arguments.
    pub args: Vec<String>,
    pub env: Variables,
    pub directory: PathBuf,
    /// Whose process it is, if not the worker's.
    pub user: Option<Arc<JobUser>>,
    pub timeout: Option<Duration>,
    pub method: Method,
    /// Processes that the action leaves behind may go on, as an environment's services do.
    pub may_leave_services: bool,
}

/// Why a process was made to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    TimedOut(Duration),
    Canceled,
    Interrupted,
    /// Its output asked for something that cannot be done.
    Refused(String),
}

/// How a process ended.
pub(super) struct Ended {
    /// `None` only when the process could not be killed.
    pub exit_code: Option<i32>,
    /// `None` when it ended by itself.
    pub cause: Option<Cause>,
    /// Services that still hold the output.
    pub services: Option<Services>,
}

/// Takes a process's output.
pub(super) trait Output: Send {
    fn secrets(&self) -> &Secrets;
    /// One line; an error ends the process and fails the action.
    fn line(&mut self, line: &Line) -> Result<(), String>;
    /// A line of the session's own about the process.
    fn note(&mut self, text: &str);
}

/// Why a process did not start, with the exit code that a shell would give.
#[derive(Debug)]
pub(super) struct NotStarted {
    pub exit_code: i32,
    pub reason: String,
}

/// A process group; everything in it is killed when this is dropped before `disarm`.
struct Group {
    id: Option<Pid>,
    /// Whose processes these are: nobody else may signal them.
    user: Option<Arc<JobUser>>,
}

impl Group {
    fn signal(&self, signal: Signal) {
        match (self.id, &self.user) {
            (Some(id), Some(user)) => user.signal(id, signal),
            (Some(id), None) => {
                // It fails only when nobody is left, which is what a signal is for.
                let _ = kill_process_group(id, signal);
            }
            (None, _) => {}
        }
    }

    fn disarm(&mut self) {
        self.id = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// Processes that an environment started and left running. Their output is read and thrown
/// away, so that they do not fail on writing; they are killed when this is dropped.
pub(super) struct Services {
    group: Group,
    drained: tokio::task::JoinHandle<()>,
}

impl Services {
    fn new(group: Group, mut output: pipe::Receiver) -> Self {
        let drained = tokio::spawn(async move {
            let mut buffer = vec![0; 4096];
            while output.read(&mut buffer).await.is_ok_and(|n| n > 0) {}
        });
        Self { group, drained }
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        // With its output closed the group may be gone and its number another's.
        if self.drained.is_finished() {
            self.group.disarm();
        }
        self.drained.abort();
    }
}

/// What the timer of a running process stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alarm {
    Timeout,
    GraceOver,
    DrainOver,
}

/// Runs a process to its end.
pub(super) async fn run(
    program: &Program,
    cancel: watch::Receiver<Option<Cancel>>,
    output: &mut dyn Output,
) -> Result<Ended, NotStarted> {
    let (child, pipe) = start(program)?;
    let id = child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(Pid::from_raw);
    if let Some(id) = id {
        output.note(&format!("Process started with id {}", id.as_raw_nonzero()));
    }
    let running = Running {
        program,
        output,
        child,
        pipe,
        group: Group {
            id,
            user: program.user.clone(),
        },
        exit: None,
        cause: None,
        alarm: alarm(Alarm::Timeout, program.timeout),
    };
    Ok(running.finish(cancel).await)
}

fn start(program: &Program) -> Result<(Child, pipe::Receiver), NotStarted> {
    let Some((command, args)) = program.args.split_first() else {
        return Err(NotStarted {
            exit_code: 127,
            reason: "the action has no command".to_owned(),
        });
    };
    let not_started = |e: io::Error| NotStarted {
        exit_code: if e.kind() == io::ErrorKind::NotFound {
            127
        } else {
            126
        },
        reason: format!("{command} could not be started: {e}"),
    };
    let (reader, writer) = io::pipe().map_err(not_started)?;
    let errors = writer.try_clone().map_err(not_started)?;
    let pipe = pipe::Receiver::from_owned_fd(OwnedFd::from(reader)).map_err(not_started)?;
    let mut builder = match &program.user {
        Some(user) => user.login_shell(),
        None => own(command, args, program),
    };
    let script = program.user.as_ref().map(|_| script(program));
    let script = script.transpose().map_err(not_started)?;
    builder.stdout(writer).stderr(errors);
    let mut child = builder.spawn().map_err(not_started)?;
    // The builder keeps the pipe's writing end, without whose end the output never ends.
    drop(builder);
    if let Some(script) = script {
        hear(&mut child, script.into_bytes());
    }
    Ok((child, pipe))
}

fn own(command: &str, args: &[String], program: &Program) -> Command {
    let mut builder = Command::new(command);
    let env = program.env.iter();
    builder
        .args(args)
        .env_clear()
        .envs(env.filter_map(|(name, value)| Some((name, value.as_ref()?))))
        .current_dir(&program.directory)
        .stdin(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    builder
}

fn script(program: &Program) -> io::Result<String> {
    let made = Script::running(&program.args, &program.env, &program.directory);
    made.map(Script::text).map_err(io::Error::other)
}

fn alarm(kind: Alarm, after: Option<Duration>) -> Option<(Alarm, Instant)> {
    // A time beyond the clock's range never comes.
    let at = after.and_then(|after| Instant::now().checked_add(after))?;
    Some((kind, at))
}

async fn ring(alarm: Option<(Alarm, Instant)>) -> Alarm {
    match alarm {
        Some((kind, at)) => {
            sleep_until(at).await;
            kind
        }
        None => std::future::pending().await,
    }
}

struct Running<'a> {
    program: &'a Program,
    output: &'a mut dyn Output,
    child: Child,
    pipe: pipe::Receiver,
    group: Group,
    exit: Option<ExitStatus>,
    cause: Option<Cause>,
    alarm: Option<(Alarm, Instant)>,
}

impl Running<'_> {
    async fn finish(mut self, mut cancel: watch::Receiver<Option<Cancel>>) -> Ended {
        let mut lines = Lines::default();
        let mut buffer = vec![0; 64 * 1024];
        let mut open = true;
        // A request made before the process started is still to be seen.
        cancel.mark_changed();
        while open || self.exit.is_none() {
            tokio::select! {
                read = self.pipe.read(&mut buffer), if open => match read {
                    Ok(0) | Err(_) => open = false,
                    Ok(n) => {
                        lines.push(&buffer[..n]);
                        self.take_lines(&mut lines);
                    }
                },
                status = self.child.wait(), if self.exit.is_none() => self.exited(status.ok()),
                // Every sender may be gone, and then nobody can cancel any more.
                Ok(()) = cancel.changed() => {
                    let request = *cancel.borrow_and_update();
                    self.canceled(request);
                }
                kind = ring(self.alarm) => if !self.rang(kind) { break },
            }
        }
        while let Some(line) = lines.finish(self.output.secrets()) {
            self.line(&line);
        }
        self.ended(open)
    }

    fn take_lines(&mut self, lines: &mut Lines) {
        while let Some(line) = lines.next(self.output.secrets()) {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &Line) {
        if let Err(reason) = self.output.line(line)
            && self.cause.is_none()
        {
            self.cause = Some(Cause::Refused(reason));
            self.begin_end(self.program.method);
        }
    }

    fn exited(&mut self, status: Option<ExitStatus>) {
        self.exit = Some(status.unwrap_or_default());
        // Within a grace period the rest of the group has until its end.
        if !matches!(self.alarm, Some((Alarm::GraceOver, _))) {
            self.alarm = alarm(Alarm::DrainOver, Some(DRAIN));
        }
    }

    fn canceled(&mut self, request: Option<Cancel>) {
        let (cause, method) = match (request, self.program.method) {
            (None, _) => return,
            (Some(Cancel::Graceful), method) => (Cause::Canceled, method),
            (Some(Cancel::Within(limit)), Method::NotifyThenTerminate(period)) => (
                Cause::Interrupted,
                Method::NotifyThenTerminate(period.min(limit)),
            ),
            (Some(Cancel::Within(_)), Method::Terminate) => (Cause::Interrupted, Method::Terminate),
            (Some(Cancel::Now), _) => (Cause::Canceled, Method::Terminate),
        };
        if self.exit.is_some() && self.cause.is_none() {
            // It ended by itself before the request; only what it left behind is still there.
            return self.kill();
        }
        // The first cause counts; a later request can only make the end come sooner.
        self.cause.get_or_insert(cause);
        self.begin_end(method);
    }

    fn begin_end(&mut self, method: Method) {
        match method {
            Method::Terminate => self.kill(),
            Method::NotifyThenTerminate(period) => self.notify(period),
        }
    }

    fn notify(&mut self, period: Duration) {
        let end = alarm(Alarm::GraceOver, Some(period));
        match self.alarm {
            // Killed, or gone: there is nobody to give notice to.
            Some((Alarm::DrainOver, _)) => return,
            // Notice was given before; the earlier end counts.
            Some((Alarm::GraceOver, at)) => {
                self.alarm = Some((Alarm::GraceOver, end.map_or(at, |(_, end)| end.min(at))));
                return;
            }
            Some((Alarm::Timeout, _)) | None => self.alarm = end,
        }
        if let Err(e) = notify::write(&self.program.directory, period) {
            self.output
                .note(&format!("cancel_info.json could not be written: {e}"));
        }
        self.output.note(&format!(
            "Sending SIGTERM to the process group; SIGKILL follows after {} s",
            period.as_secs()
        ));
        self.group.signal(Signal::TERM);
    }

    fn kill(&mut self) {
        self.output.note("Sending SIGKILL to the process group");
        self.group.signal(Signal::KILL);
        self.alarm = alarm(Alarm::DrainOver, Some(DRAIN));
    }

    /// Acts on the timer; false when there is nothing more to wait for.
    fn rang(&mut self, kind: Alarm) -> bool {
        self.alarm = None;
        match kind {
            Alarm::Timeout => {
                let timeout = self.program.timeout.unwrap_or_default();
                self.output.note(&format!(
                    "The action ran longer than {} s",
                    timeout.as_secs()
                ));
                self.cause.get_or_insert(Cause::TimedOut(timeout));
                self.begin_end(self.program.method);
                true
            }
            Alarm::GraceOver => {
                self.kill();
                true
            }
            Alarm::DrainOver => false,
        }
    }

    fn ended(mut self, open: bool) -> Ended {
        let exit_code = self.exit.map(exit_code);
        let leave = self.program.may_leave_services && self.cause.is_none();
        let services = if open && leave {
            self.output
                .note("Processes that the action left behind go on until the session ends");
            Some(Services::new(self.group, self.pipe))
        } else {
            if open {
                self.output
                    .note("Ending processes that the action left behind");
                drop(self.group);
            } else if self.cause.is_some() {
                drop(self.group);
            } else {
                // Nobody holds the output: the group is taken to be gone, and its number free.
                self.group.disarm();
            }
            None
        };
        Ended {
            exit_code,
            cause: self.cause,
            services,
        }
    }
}

/// The exit code, or the number of the fatal signal below zero.
fn exit_code(status: ExitStatus) -> i32 {
    status
        .code()
        .or_else(|| status.signal().map(|s| -s))
        .unwrap_or(-1)
}
