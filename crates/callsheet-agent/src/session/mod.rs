//! One session of a worker: a working directory, environments and tasks of one job, run one
//! after the other as processes of this host.

mod action;
mod details;
mod directives;
mod lines;
mod notify;
mod outcome;
mod process;
mod resolve;
mod scope;
mod secrets;
#[cfg(test)]
mod tests;
mod values;

pub use details::{DetailsError, EnvironmentDetails, JobDetails, StepDetails, TaskParameters};
pub use openjd_sessions::{PathFormat, PathMappingRule};
pub use outcome::{ActionOutcome, ActionStatus, ActionUpdates, LogSink, OutputManifest};

use std::collections::BTreeMap;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use openjd_expr::symbol_table::SerializedSymbolTable;
use openjd_model::ModelProfile;
use openjd_model::job::EnvironmentScript;
use openjd_model::symbol_table::SymbolTable;
use openjd_model::types::TaskParameterSet;
use openjd_sessions::{SessionConfig, StickyBitPolicy};
use tokio::sync::watch;

use crate::job_user::JobUser;

use action::{Action, Variables};
use process::{Output as _, Program, Services};
use scope::{HookFiles, Resolved, Role, Script, Workshop, Wrapper};
use secrets::Secrets;

/// The longest value that a template may give a variable, in characters.
const LONGEST_VARIABLE: usize = 2048;

/// What a session needs to know before its first action.
pub struct SessionSpec {
    pub session_id: String,
    pub job: JobDetails,
    /// The session's own directory is made below this one; this one is made with mode 0700.
    pub working_root: PathBuf,
    /// The user whose processes these are, if not the worker's own.
    pub job_user: Option<Arc<JobUser>>,
    /// The whole environment of every process, besides what another user's login brings; nothing
    /// of the worker's own is added.
    pub env: BTreeMap<String, String>,
    pub path_mapping: Vec<PathMappingRule>,
    pub log: Arc<dyn LogSink>,
}

/// Why a session could not be opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("the session's directory below {root}: {reason}")]
    Directory { root: String, reason: String },
}

impl SessionError {
    fn directory(root: &Path, reason: impl std::fmt::Display) -> Self {
        Self::Directory {
            root: root.display().to_string(),
            reason: reason.to_string(),
        }
    }
}

/// How a running action is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancel {
    /// By the action's own cancelation method, with its own notify period. Ends as `Canceled`.
    Graceful,
    /// The same, but with no more than this time. Ends as `Interrupted`.
    Within(Duration),
    /// At once. Ends as `Canceled`.
    Now,
}

/// Cancels one action of a session from anywhere; cheap to clone.
#[derive(Clone)]
pub struct Canceler {
    request: Arc<watch::Sender<Option<Cancel>>>,
}

impl Canceler {
    /// A later request can only make the end come sooner.
    pub fn cancel(&self, how: Cancel) {
        self.request.send_replace(Some(how));
    }
}

/// An environment that was entered and not left yet.
struct Entered {
    id: String,
    details: EnvironmentDetails,
    variables: Variables,
    hook_files: HookFiles,
}

/// One session; its actions run one after the other.
pub struct Session {
    /// Owns the directories and knows how parameters become symbols.
    runtime: openjd_sessions::Session,
    workshop: Workshop,
    root: PathBuf,
    job_user: Option<Arc<JobUser>>,
    env: BTreeMap<String, String>,
    /// Of the action that runs next, on top.
    action_env: BTreeMap<String, String>,
    log: Arc<dyn LogSink>,
    entered: Vec<Entered>,
    services: Vec<Services>,
    secrets: Secrets,
    request: Arc<watch::Sender<Option<Cancel>>>,
    updates: watch::Sender<ActionUpdates>,
}

impl Session {
    pub fn open(spec: SessionSpec) -> Result<Self, SessionError> {
        let root = spec.working_root;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&root)
            .map_err(|e| SessionError::directory(&root, e))?;
        let mut rules = spec.path_mapping;
        // The longest source path is the most exact one.
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.source_path.len()));
        let runtime = openjd_sessions::Session::with_config(SessionConfig {
            session_id: directory_name(&spec.session_id),
            job_parameter_values: spec.job.parameters,
            path_mapping_rules: Some(rules.clone()),
            retain_working_dir: false,
            callback: None,
            os_env_vars: None,
            session_root_directory: Some(root.clone()),
            // Ours is one that it need not know of: see `job_user`.
            user: None,
            profile: Some(ModelProfile::latest()),
            cancel_token: None,
            sticky_bit_policy: StickyBitPolicy::Strict,
            debug_collect_stdout: false,
            echo_openjd_directives: true,
        })
        .map_err(|e| SessionError::directory(&root, e))?;
        let (directory, files) = (runtime.working_directory(), runtime.files_directory());
        if let Some(user) = &spec.job_user {
            let shared = user.share(directory).and_then(|()| user.show(files));
            shared.map_err(|e| SessionError::directory(&root, e))?;
        }
        let user = spec.job_user.clone();
        let workshop = Workshop::new(spec.session_id, files, rules, user);
        Ok(Self {
            runtime,
            workshop,
            root,
            job_user: spec.job_user,
            env: spec.env,
            action_env: BTreeMap::new(),
            log: spec.log,
            entered: Vec::new(),
            services: Vec::new(),
            secrets: Secrets::default(),
            request: Arc::new(watch::Sender::new(None)),
            updates: watch::Sender::new(ActionUpdates::default()),
        })
    }

    /// The directory that every process starts in.
    pub fn working_directory(&self) -> &Path {
        self.runtime.working_directory()
    }

    /// What the next action's processes are told besides.
    pub fn set_action_env(&mut self, env: BTreeMap<String, String>) {
        self.action_env = env;
    }

    /// The running action's progress; it is reset when an action starts.
    pub fn updates(&self) -> watch::Receiver<ActionUpdates> {
        self.updates.subscribe()
    }

    /// Adds to the rules by which paths of the job become paths of this machine.
    pub fn extend_path_mapping(&mut self, rules: Vec<PathMappingRule>) {
        self.runtime.extend_path_mapping_rules(rules);
        self.workshop
            .set_rules(self.runtime.path_mapping_rules().to_vec());
    }

    /// Tells of work that the worker itself does within an action.
    pub fn tell(&self, updates: ActionUpdates) {
        self.updates.send_replace(updates);
    }

    /// Cancels the next action: take it right before an action is started, use it at any time.
    pub fn canceler(&self) -> Canceler {
        Canceler {
            request: Arc::clone(&self.request),
        }
    }

    /// The ids of the entered environments, the innermost last.
    pub fn entered(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.entered.iter().map(|e| e.id.as_str())
    }

    /// Enters an environment. It counts as entered even when this fails, so that what it did can
    /// be undone by leaving it; only an environment that is refused or never attempted is not.
    pub async fn env_enter(&mut self, id: &str, environment: &EnvironmentDetails) -> ActionOutcome {
        let mut action = self.begin(&format!("Entering environment {}", environment.name()));
        if self.was_canceled() {
            return self.end(action.never_attempted());
        }
        if let Err(reason) = self.may_enter(id, environment) {
            return self.end(action.not_run(None, &reason));
        }
        self.entered.push(Entered {
            id: id.to_owned(),
            details: environment.clone(),
            variables: Variables::new(),
            hook_files: HookFiles::default(),
        });
        let program = match self.prepare_enter(environment) {
            Ok(Some(program)) => program,
            Ok(None) => return self.end(action.nothing()),
            Err(reason) => return self.end(action.not_run(None, &reason)),
        };
        let ended = self.run(&program, &mut action).await;
        let (secrets, variables) = action.take_effects();
        self.secrets = secrets;
        if let Some(entered) = self.entered.last_mut() {
            entered.variables.extend(variables);
        }
        self.end(action.ended(ended))
    }

    /// Leaves the environment that was entered last. It counts as left even when this fails.
    pub async fn env_exit(&mut self, id: &str) -> ActionOutcome {
        let mut action = self.begin(&format!("Leaving environment {id}"));
        if self.was_canceled() {
            return self.end(action.never_attempted());
        }
        // The environment's own variables still hold while it is left.
        let env = self.process_env();
        if self.entered.last().is_none_or(|last| last.id != id) {
            let reason = format!("{id} is not the environment entered last; leave that one first");
            return self.end(action.not_run(None, &reason));
        }
        let Some(left) = self.entered.pop() else {
            return self.end(action.nothing());
        };
        let program = match self.prepare_environment(&left.details, Role::Exit, env) {
            Ok(Some(program)) => program,
            Ok(None) => return self.end(action.nothing()),
            Err(reason) => return self.end(action.not_run(None, &reason)),
        };
        let ended = self.run(&program, &mut action).await;
        self.secrets = action.take_effects().0;
        self.end(action.ended(ended))
    }

    /// Runs one task, or one chunk of tasks, of a step.
    pub async fn task_run(&mut self, step: &StepDetails, task: TaskParameters) -> ActionOutcome {
        let mut action = self.begin(&format!("Running a task of step {}", step.name()));
        if self.was_canceled() {
            return self.end(action.never_attempted());
        }
        let program = match self.prepare_task(step, &task) {
            Ok(program) => program,
            Err(reason) => return self.end(action.not_run(None, &reason)),
        };
        let ended = self.run(&program, &mut action).await;
        self.secrets = action.take_effects().0;
        self.end(action.ended(ended))
    }

    /// Ends what environments left running and removes the session's directory. Environments
    /// still entered are not left first.
    pub async fn close(self) -> Result<(), SessionError> {
        let Self {
            mut runtime,
            root,
            job_user,
            services,
            ..
        } = self;
        drop(services);
        let removed = tokio::task::spawn_blocking(move || {
            let directory = runtime.working_directory().to_owned();
            if let Some(user) = job_user {
                user.clear(&directory);
            }
            runtime.cleanup();
            // The crate keeps silent about what it could not remove.
            match directory.try_exists() {
                Ok(false) => Ok(()),
                Ok(true) | Err(_) => std::fs::remove_dir_all(&directory),
            }
        });
        match removed.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(e)) => Err(SessionError::directory(&root, e)),
            Err(e) => Err(SessionError::directory(&root, e)),
        }
    }

    fn begin(&self, title: &str) -> Action {
        let log = Arc::clone(&self.log);
        let mut action = Action::begin(log, self.updates.clone(), self.secrets.clone());
        action.note(&format!("---------- {title}"));
        action
    }

    /// A request is for one action; the next one gets a channel of its own.
    fn end(&mut self, outcome: ActionOutcome) -> ActionOutcome {
        self.request = Arc::new(watch::Sender::new(None));
        outcome
    }

    fn was_canceled(&self) -> bool {
        self.request.borrow().is_some()
    }

    async fn run(
        &mut self,
        program: &Program,
        action: &mut Action,
    ) -> Result<process::Ended, process::NotStarted> {
        action.note(&format!("Running command: {}", shell_words(&program.args)));
        let mut ended = process::run(program, self.request.subscribe(), action).await?;
        self.services.extend(ended.services.take());
        Ok(ended)
    }

    fn may_enter(&self, id: &str, environment: &EnvironmentDetails) -> Result<(), String> {
        if self.entered.iter().any(|e| e.id == id) {
            return Err(format!("{id} is entered already"));
        }
        let outer = self.entered.iter().find(|e| wraps(&e.details));
        match outer.filter(|_| wraps(environment)) {
            None => Ok(()),
            Some(outer) => Err(format!(
                "{} cannot wrap actions within {}, which wraps them already",
                environment.name(),
                outer.details.name()
            )),
        }
    }

    /// The whole environment of the next process, and what is taken from a login's.
    fn process_env(&self) -> Variables {
        let directory = self.working_directory().to_string_lossy().into_owned();
        let own = self.env.iter().chain(&self.action_env);
        let own = own.map(|(name, value)| (name.clone(), Some(value.clone())));
        let mut env: Variables = own.collect();
        env.insert("OPENJD_SESSION_WORKING_DIR".to_owned(), Some(directory));
        for entered in &self.entered {
            env.extend(entered.variables.clone());
        }
        env
    }

    fn base(
        &self,
        symbols: Option<&SerializedSymbolTable>,
        task: Option<&TaskParameterSet>,
    ) -> Result<SymbolTable, String> {
        self.runtime
            .build_symbol_table(task, symbols)
            .map_err(|e| e.to_string())
    }

    fn prepare_task(
        &mut self,
        step: &StepDetails,
        task: &TaskParameters,
    ) -> Result<Program, String> {
        let mut base = self.base(step.symbols.as_ref(), Some(&task.0))?;
        if step.symbols.is_none() {
            // A symbol table has them; without one they are bound here.
            base = self.workshop.bind(base, &step.let_bindings)?;
        }
        let script = Script {
            role: Role::Task,
            name: &step.name,
            action: &step.script.actions.on_run,
            let_bindings: step.script.let_bindings.as_deref().unwrap_or_default(),
            files: step.script.embedded_files.as_deref().unwrap_or_default(),
        };
        let env = self.process_env();
        self.prepare(&script, base, env)
    }

    fn prepare_enter(
        &mut self,
        environment: &EnvironmentDetails,
    ) -> Result<Option<Program>, String> {
        let variables = self.resolve_variables(environment)?;
        if let Some(entered) = self.entered.last_mut() {
            entered.variables = variables;
        }
        let env = self.process_env();
        self.prepare_environment(environment, Role::Enter, env)
    }

    fn resolve_variables(&self, environment: &EnvironmentDetails) -> Result<Variables, String> {
        let base = self.base(environment.symbols.as_ref(), None)?;
        let mut variables = Variables::new();
        for (name, text) in environment.environment.variables.iter().flatten() {
            let field = format!("variables.{name}");
            let value = self.workshop.scope(&base).string(&field, text)?;
            if value.contains('\0') {
                return Err(format!("{field} has a NUL, which no environment can hold"));
            }
            if value.chars().count() > LONGEST_VARIABLE {
                return Err(format!(
                    "{field} is longer than {LONGEST_VARIABLE} characters"
                ));
            }
            variables.insert(name.clone(), Some(value));
        }
        Ok(variables)
    }

    fn prepare_environment(
        &mut self,
        environment: &EnvironmentDetails,
        role: Role,
        env: Variables,
    ) -> Result<Option<Program>, String> {
        let Some(own) = &environment.environment.script else {
            return Ok(None);
        };
        let Some(action) = environment_action(own, role) else {
            return Ok(None);
        };
        let base = self.base(environment.symbols.as_ref(), None)?;
        let script = Script {
            role,
            name: environment.name(),
            action,
            let_bindings: own.let_bindings.as_deref().unwrap_or_default(),
            files: own.embedded_files.as_deref().unwrap_or_default(),
        };
        self.prepare(&script, base, env).map(Some)
    }

    fn prepare(
        &mut self,
        script: &Script<'_>,
        mut base: SymbolTable,
        env: Variables,
    ) -> Result<Program, String> {
        self.workshop.add_path_mapping(&mut base)?;
        let mut variables = BTreeMap::new();
        apply(&mut variables, &self.entered);
        // An environment's own actions are never wrapped by its own hooks.
        let around = match script.role {
            Role::Enter => self.entered.len().saturating_sub(1),
            Role::Task | Role::Exit => self.entered.len(),
        };
        let wrapper = self.entered[..around]
            .iter_mut()
            .rev()
            .find(|e| wraps(&e.details));
        let wrapper = wrapper.map(|entered| Wrapper {
            details: &entered.details,
            files: &mut entered.hook_files,
            variables: &variables,
        });
        let Resolved {
            args,
            timeout,
            method,
        } = self.workshop.resolve(script, base, wrapper)?;
        let directory = self.runtime.working_directory().to_owned();
        let may_leave_services = script.role == Role::Enter;
        Ok(Program {
            args,
            env,
            directory,
            user: self.job_user.clone(),
            timeout,
            method,
            may_leave_services,
        })
    }
}

fn environment_action(
    script: &EnvironmentScript,
    role: Role,
) -> Option<&openjd_model::job::Action> {
    match role {
        Role::Enter => script.actions.on_enter.as_ref(),
        Role::Exit => script.actions.on_exit.as_ref(),
        // An environment runs no tasks.
        Role::Task => None,
    }
}

fn wraps(environment: &EnvironmentDetails) -> bool {
    let script = environment.environment.script.as_ref();
    script.is_some_and(|script| script.actions.has_any_wrap_hook())
}

/// Puts the environments' variables over those that are there, the innermost last.
fn apply(env: &mut BTreeMap<String, String>, entered: &[Entered]) {
    for (name, value) in entered.iter().flat_map(|e| &e.variables) {
        match value {
            Some(value) => env.insert(name.clone(), value.clone()),
            None => env.remove(name),
        };
    }
}

/// A session's id as a part of a directory's name.
fn directory_name(session_id: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    let mut name: String = session_id.chars().take(100).map(plain).collect();
    name.push('-');
    name
}

/// A command as one would type it.
fn shell_words(args: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    let quoted = args.iter().map(|arg| {
        if !arg.is_empty() && arg.chars().all(plain) {
            return arg.clone();
        }
        // A request to hide a value can stand in the arguments themselves.
        let arg = arg
            .split_once("openjd_redacted_env:")
            .map_or(arg.clone(), |(before, _)| {
                format!("{before}openjd_redacted_env: ********")
            });
        format!("'{}'", arg.replace('\'', r"'\''"))
    });
    quoted.collect::<Vec<_>>().join(" ")
}
