//! Templates whose expressions may go round and round are read by another process first, which ends
//! when its time is up. Their evaluator bounds each expression and not all together, and nobody can
//! end a thread.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use callsheet_api::types::JobParameter;
use callsheet_core::job::{
    self, CreateError, EnvironmentTemplate, JobPlan, Limits, Template, TemplateError, TemplateType,
};
use rustix::process::Signal;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::context::Cx;
use crate::error::{Error, Result};

/// What the program is called with; [`Rehearsal::run`] is what it does then.
pub const COMMAND: &str = "rehearse-template";
/// Of CPU time counts what the process gets; on a busy machine that takes longer.
const PATIENCE: u32 = 20;
/// What the runtime ends with after a panic, which whoever reads it next survives.
const PANICKED: i32 = 101;
/// What ends a process for its time, its memory and its stack. Any other signal is somebody's, such as
/// of who ends the server.
const SPENT: [Signal; 3] = [Signal::XCPU, Signal::ABORT, Signal::SEGV];

/// Everything that reading a template depends on.
#[derive(Serialize, Deserialize)]
pub struct Rehearsal {
    pub limits: Limits,
    pub job: Option<Job>,
    pub environments: Vec<Text>,
}

#[derive(Serialize, Deserialize)]
pub struct Job {
    pub template: Text,
    pub parameters: BTreeMap<String, JobParameter>,
}

#[derive(Serialize, Deserialize)]
pub struct Text {
    pub kind: TemplateType,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Whatever came of it.
    InTime,
    TooLong,
}

/// Why this is not to be read, if it takes longer than it may.
pub(crate) async fn too_long(cx: &Cx, rehearsal: &Arc<Rehearsal>) -> Result<Option<String>> {
    let Some(program) = &cx.config.rehearse_with else {
        return Ok(None);
    };
    let looked_at = Arc::clone(rehearsal);
    let looking = tokio::task::spawn_blocking(move || looked_at.is_needed()).await;
    let is_needed =
        looking.map_err(|why| Error::internal(format!("looking at a template: {why}")))?;
    if !is_needed {
        return Ok(None);
    }
    let most_s = cx.config.bounds.template_s;
    Ok(match rehearsal.hold(program, most_s).await? {
        Ending::InTime => None,
        Ending::TooLong => Some(format!(
            "the expressions of the template, and of its queue's environments, take more than \
             {most_s} s or 2 GiB of memory: let them go over less, or raise template_s under \
             [bounds] in callsheet.toml"
        )),
    })
}

fn is_spent(ended: ExitStatus) -> bool {
    let signal = ended.signal();
    SPENT.iter().any(|spent| signal == Some(spent.as_raw()))
}

impl Rehearsal {
    /// Reads it all, and keeps nothing.
    pub fn run(&self) {
        // What is wrong with it is told by who reads it next.
        match &self.job {
            Some(job) => drop(self.plan(job)),
            None => drop(self.environments()),
        }
    }

    /// What becomes of the job: the same here and there.
    pub(crate) fn plan(&self, job: &Job) -> Result<JobPlan, CreateError> {
        let template = Template::read(job.template.kind, &job.template.text, &self.limits)?;
        let environments = self.environments()?;
        job::create(&template, &job.parameters, &environments, &self.limits)
    }

    pub(crate) fn environments(&self) -> Result<Vec<EnvironmentTemplate>, TemplateError> {
        let read = |text: &Text| EnvironmentTemplate::read(text.kind, &text.text, &self.limits);
        self.environments.iter().map(read).collect()
    }

    /// Without expressions a template takes no longer than its length.
    pub(crate) fn is_needed(&self) -> bool {
        let mut texts = self.environments.iter();
        let evaluates = |text: &Text| job::evaluates(text.kind, &text.text, &self.limits);
        texts.any(evaluates) || self.job.iter().any(|job| evaluates(&job.template))
    }

    pub(crate) async fn hold(&self, program: &Path, most_s: u32) -> Result<Ending> {
        let trouble = |why| Error::internal(format!("a template cannot be rehearsed: {why}"));
        let asked = serde_json::to_vec(self).map_err(|why| trouble(why.to_string()))?;
        let mut child = Command::new(program)
            .args([COMMAND, &most_s.to_string()])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|why| trouble(why.to_string()))?;
        let told = child.stdin.take();
        let ended = async {
            if let Some(mut told) = told {
                // One that ended early says more by how it ended.
                let _ = told.write_all(&asked).await;
            }
            child.wait().await
        };
        let patience = Duration::from_secs(u64::from(most_s) * u64::from(PATIENCE));
        let Ok(ended) = tokio::time::timeout(patience, ended).await else {
            return Ok(Ending::TooLong);
        };
        let ended = ended.map_err(|why| trouble(why.to_string()))?;
        match ended.code() {
            Some(0 | PANICKED) => Ok(Ending::InTime),
            Some(_) => Err(trouble(ended.to_string())),
            None if is_spent(ended) => Ok(Ending::TooLong),
            None => Err(trouble(ended.to_string())),
        }
    }
}
