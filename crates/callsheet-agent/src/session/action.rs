//! One running action: its output becomes log lines, updates, variables and an outcome.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use super::directives::{Directive, Directives};
use super::lines::Line;
use super::outcome::{ActionOutcome, ActionStatus, ActionUpdates, LogSink};
use super::process::{Cause, Ended, NotStarted, Output};
use super::secrets::Secrets;

/// The variables that an environment sets (`Some`) or takes away (`None`).
pub(super) type Variables = BTreeMap<String, Option<String>>;

/// Milliseconds since 1970.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Takes what an action prints until it has ended.
pub(super) struct Action {
    log: Arc<dyn LogSink>,
    updates: watch::Sender<ActionUpdates>,
    directives: Directives,
    secrets: Secrets,
    /// The variables that it set.
    variables: Variables,
    fail_message: Option<String>,
    started_at_ms: i64,
}

impl Action {
    pub fn begin(
        log: Arc<dyn LogSink>,
        updates: watch::Sender<ActionUpdates>,
        secrets: Secrets,
    ) -> Self {
        updates.send_replace(ActionUpdates::default());
        Self {
            log,
            updates,
            directives: Directives::default(),
            secrets,
            variables: Variables::new(),
            fail_message: None,
            started_at_ms: now_ms(),
        }
    }

    /// The secrets and the variables that the action added.
    pub fn take_effects(&mut self) -> (Secrets, Variables) {
        (self.secrets.clone(), std::mem::take(&mut self.variables))
    }

    fn obey(&mut self, directive: Directive) -> Result<(), String> {
        match directive {
            Directive::Progress(percent) => {
                self.updates
                    .send_modify(|u| u.progress_percent = Some(percent));
            }
            Directive::Status(message) => {
                let message = self.secrets.hide(&message);
                self.updates
                    .send_modify(|u| u.progress_message = Some(message));
            }
            Directive::Fail(message) => self.fail_message = Some(self.secrets.hide(&message)),
            Directive::SetEnv { name, value } => {
                self.variables.insert(name, Some(value));
            }
            Directive::UnsetEnv(name) => {
                self.variables.insert(name, None);
            }
            Directive::Refused(reason) => return Err(reason),
        }
        Ok(())
    }

    /// There was nothing to run.
    pub fn nothing(self) -> ActionOutcome {
        self.outcome(ActionStatus::Succeeded, None, None)
    }

    /// It was canceled before it began.
    pub fn never_attempted(self) -> ActionOutcome {
        let reason = "The action was canceled before it started".to_owned();
        self.outcome(ActionStatus::NeverAttempted, None, Some(reason))
    }

    /// It could not be made ready, or its process did not start.
    pub fn not_run(mut self, exit_code: Option<i32>, reason: &str) -> ActionOutcome {
        self.note(&format!("The action failed: {reason}"));
        let reason = self.secrets.hide(reason);
        self.outcome(ActionStatus::Failed, exit_code, Some(reason))
    }

    /// Its process ended, or never was.
    pub fn ended(mut self, ended: Result<Ended, NotStarted>) -> ActionOutcome {
        let ended = match ended {
            Ok(ended) => ended,
            Err(not) => return self.not_run(Some(not.exit_code), &not.reason),
        };
        match ended.exit_code {
            Some(code) => self.note(&format!("Process ended with exit code {code}")),
            None => self.note("The process could not be ended; it is left behind"),
        }
        let (status, reason) = verdict(&ended, self.fail_message.is_some());
        let reason = reason.map(|reason| self.secrets.hide(&reason));
        self.outcome(status, ended.exit_code, reason)
    }

    fn outcome(
        mut self,
        status: ActionStatus,
        exit_code: Option<i32>,
        reason: Option<String>,
    ) -> ActionOutcome {
        let updates = self.updates.borrow().clone();
        let said = self.fail_message.take();
        ActionOutcome {
            status,
            exit_code,
            message: said.or(reason).or_else(|| updates.progress_message.clone()),
            started_at_ms: self.started_at_ms,
            ended_at_ms: now_ms().max(self.started_at_ms),
            updates,
            manifests: Vec::new(),
        }
    }
}

/// The status and, where the process itself does not tell, the reason for it.
fn verdict(ended: &Ended, said_fail: bool) -> (ActionStatus, Option<String>) {
    match (&ended.cause, ended.exit_code) {
        (Some(Cause::Canceled), _) => (ActionStatus::Canceled, None),
        (Some(Cause::Interrupted), _) => (ActionStatus::Interrupted, None),
        (Some(Cause::TimedOut(limit)), _) => {
            let reason = format!(
                "The action ran longer than its timeout of {} s",
                limit.as_secs()
            );
            (ActionStatus::Failed, Some(reason))
        }
        (Some(Cause::Refused(reason)), _) => (ActionStatus::Failed, Some(reason.clone())),
        (None, Some(0)) if said_fail => (ActionStatus::Failed, None),
        (None, Some(0)) => (ActionStatus::Succeeded, None),
        (None, Some(_) | None) => (ActionStatus::Failed, None),
    }
}

impl Output for Action {
    fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    fn line(&mut self, line: &Line) -> Result<(), String> {
        let understood = self.directives.read(line, &mut self.secrets);
        if let Some(shown) = understood.shown {
            self.log.line(now_ms(), &shown);
        }
        understood
            .directive
            .map_or(Ok(()), |directive| self.obey(directive))
    }

    fn note(&mut self, text: &str) {
        self.log.line(now_ms(), &self.secrets.hide(text));
    }
}
