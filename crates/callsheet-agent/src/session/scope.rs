//! The symbols that a script can refer to, its embedded files, and the wrapping of one action
//! by an environment's hook (extension WRAP_ACTIONS).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use openjd_expr::function_library::FunctionLibrary;
use openjd_expr::{ExprProfile, ExprType, ExprValue, HostContext};
use openjd_model::evaluate_let_bindings;
use openjd_model::job::{Action, EmbeddedFile};
use openjd_model::symbol_table::SymbolTable;
use openjd_sessions::embedded_files::{EmbeddedFiles, EmbeddedFilesScope, symtab_key};
use openjd_sessions::{PathFormat, PathMappingRule};

use crate::job_user::JobUser;

use super::details::EnvironmentDetails;
use super::process::Method;
use super::resolve::{Cancelation, Scope};

/// Leaving an environment must not hold up a session for ever.
const EXIT_TIMEOUT: Duration = Duration::from_secs(300);

/// Which of a template's scripts an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Task,
    Enter,
    Exit,
}

impl Role {
    fn files(self) -> EmbeddedFilesScope {
        match self {
            Self::Task => EmbeddedFilesScope::Step,
            Self::Enter | Self::Exit => EmbeddedFilesScope::Env,
        }
    }

    fn default_timeout(self) -> Option<Duration> {
        match self {
            Self::Task | Self::Enter => None,
            Self::Exit => Some(EXIT_TIMEOUT),
        }
    }

    fn default_notify(self) -> Duration {
        match self {
            Self::Task => Duration::from_secs(120),
            Self::Enter | Self::Exit => Duration::from_secs(30),
        }
    }

    fn hook(self, environment: &EnvironmentDetails) -> Option<&Action> {
        let actions = &environment.environment.script.as_ref()?.actions;
        match self {
            Self::Task => actions.on_wrap_task_run.as_ref(),
            Self::Enter => actions.on_wrap_env_enter.as_ref(),
            Self::Exit => actions.on_wrap_env_exit.as_ref(),
        }
    }
}

/// One action of a template with what belongs to its script.
pub(super) struct Script<'a> {
    pub role: Role,
    /// The name of the step or environment.
    pub name: &'a str,
    pub action: &'a Action,
    pub let_bindings: &'a [String],
    pub files: &'a [EmbeddedFile],
}

/// An action with nothing left to resolve.
#[derive(Debug)]
pub(super) struct Resolved {
    pub args: Vec<String>,
    pub timeout: Option<Duration>,
    pub method: Method,
}

/// The environment around the action that wraps it.
pub(super) struct Wrapper<'a> {
    pub details: &'a EnvironmentDetails,
    pub files: &'a mut HookFiles,
    /// The session's own variables as they are now.
    pub variables: &'a BTreeMap<String, String>,
}

/// The embedded files of a wrapping environment: they keep their paths from hook to hook.
#[derive(Default)]
pub(super) struct HookFiles(Option<(EmbeddedFiles, Vec<(String, ExprValue)>)>);

/// Where and with what a session's scripts are made ready.
pub(super) struct Workshop {
    pub session_id: String,
    pub files_directory: PathBuf,
    user: Option<Arc<JobUser>>,
    rules: Arc<Vec<PathMappingRule>>,
    library: Arc<FunctionLibrary>,
    /// Number of the next path mapping file.
    next_file: u64,
}

fn library_with(rules: &Arc<Vec<PathMappingRule>>) -> Arc<FunctionLibrary> {
    let host = HostContext::WithRules(Arc::clone(rules));
    FunctionLibrary::for_profile(&ExprProfile::current().with_host_context(host))
}

impl Workshop {
    /// `rules` with the longest source path first.
    pub fn new(
        session_id: String,
        files_directory: &Path,
        rules: Vec<PathMappingRule>,
        user: Option<Arc<JobUser>>,
    ) -> Self {
        let rules = Arc::new(rules);
        Self {
            session_id,
            files_directory: files_directory.to_owned(),
            user,
            library: library_with(&rules),
            rules,
            next_file: 0,
        }
    }

    /// For the actions that follow; the longest source path first.
    pub fn set_rules(&mut self, rules: Vec<PathMappingRule>) {
        self.rules = Arc::new(rules);
        self.library = library_with(&self.rules);
    }

    pub fn scope<'a>(&'a self, symbols: &'a SymbolTable) -> Scope<'a> {
        Scope {
            symbols,
            library: &self.library,
        }
    }

    /// A symbol table with `let` bindings on top.
    pub fn bind(&self, symbols: SymbolTable, bindings: &[String]) -> Result<SymbolTable, String> {
        if bindings.is_empty() {
            return Ok(symbols);
        }
        evaluate_let_bindings(bindings, &symbols, Some(&self.library), PathFormat::host())
            .map_err(|e| format!("let cannot be resolved: {e}"))
    }

    /// Writes the path mapping rules for a script that maps paths itself, where no job can have put
    /// something else under the name.
    pub fn add_path_mapping(&mut self, symbols: &mut SymbolTable) -> Result<(), String> {
        let name = format!("pathmapping_{}.json", self.next_file);
        self.next_file += 1;
        let file = self.files_directory.join(name);
        let content = if self.rules.is_empty() {
            serde_json::json!({})
        } else {
            serde_json::json!({ "version": "pathmapping-1.0", "path_mapping_rules": *self.rules })
        };
        self.write(&file, &content.to_string())
            .map_err(|e| format!("{} cannot be written: {e}", file.display()))?;
        set(
            symbols,
            "Session.HasPathMappingRules",
            ExprValue::Bool(!self.rules.is_empty()),
        )?;
        let file = ExprValue::new_path(file.to_string_lossy().into_owned(), PathFormat::host());
        set(symbols, "Session.PathMappingRulesFile", file)
    }

    fn write(&self, file: &Path, text: &str) -> io::Result<()> {
        let mut file = File::create_new(file)?;
        if let Some(user) = &self.user {
            user.show_file(&file)?;
        }
        file.write_all(text.as_bytes())
    }

    /// Writes a script's files and resolves its action, or the hook that wraps it.
    pub fn resolve(
        &self,
        script: &Script<'_>,
        base: SymbolTable,
        wrapper: Option<Wrapper<'_>>,
    ) -> Result<Resolved, String> {
        let inner = self.script_scope(script, base.clone())?;
        let hook = wrapper.and_then(|w| script.role.hook(w.details).map(|action| (w, action)));
        match hook {
            None => self.resolve_action(script.action, &inner, script.role),
            Some((wrapper, action)) => {
                let symbols = self.hook_scope(script, wrapper, base, &inner)?;
                self.resolve_action(action, &symbols, script.role)
            }
        }
    }

    fn resolve_action(
        &self,
        action: &Action,
        symbols: &SymbolTable,
        role: Role,
    ) -> Result<Resolved, String> {
        let scope = self.scope(symbols);
        Ok(Resolved {
            args: scope.args(action)?,
            timeout: scope.timeout(action)?.or(role.default_timeout()),
            method: scope.cancelation(action)?.method(role.default_notify()),
        })
    }

    /// Paths first, as `let` can name them; contents last, as they can name what `let` binds.
    fn script_scope(
        &self,
        script: &Script<'_>,
        mut symbols: SymbolTable,
    ) -> Result<SymbolTable, String> {
        let files = self.place_files(script.role.files(), script.files, &mut symbols)?;
        let symbols = self.bind(symbols, script.let_bindings)?;
        self.write_files(&files, &symbols)?;
        Ok(symbols)
    }

    fn place_files(
        &self,
        scope: EmbeddedFilesScope,
        files: &[EmbeddedFile],
        symbols: &mut SymbolTable,
    ) -> Result<EmbeddedFiles, String> {
        let directory = self.files_directory.clone();
        let user = self.user.as_ref().map(|user| user.for_runtime());
        let mut placed = EmbeddedFiles::new(scope, directory, &self.session_id).with_user(user);
        placed
            .allocate_file_paths(files, symbols)
            .map_err(|e| e.to_string())?;
        Ok(placed)
    }

    fn write_files(&self, files: &EmbeddedFiles, symbols: &SymbolTable) -> Result<(), String> {
        files
            .write_file_contents(symbols, Some(&self.library))
            .map_err(|e| e.to_string())
    }

    /// What a hook can refer to: its own environment's names, and the wrapped action resolved
    /// in the scope that it would have had unwrapped. Neither sees the other's names.
    fn hook_scope(
        &self,
        script: &Script<'_>,
        wrapper: Wrapper<'_>,
        mut symbols: SymbolTable,
        inner: &SymbolTable,
    ) -> Result<SymbolTable, String> {
        let Wrapper {
            details,
            files,
            variables,
        } = wrapper;
        if let Some(own) = &details.symbols {
            symbols.merge_from(&own.to_symtab(PathFormat::host())?);
        }
        let hooks = details.environment.script.as_ref();
        let declared = hooks
            .and_then(|s| s.embedded_files.as_deref())
            .unwrap_or_default();
        self.place_hook_files(declared, files, &mut symbols)?;
        let bindings = hooks
            .and_then(|s| s.let_bindings.as_deref())
            .unwrap_or_default();
        let mut symbols = self.bind(symbols, bindings)?;
        self.set_wrapped(&mut symbols, script, inner, variables)?;
        if let Some((files, _)) = &files.0 {
            self.write_files(files, &symbols)?;
        }
        Ok(symbols)
    }

    fn place_hook_files(
        &self,
        declared: &[EmbeddedFile],
        files: &mut HookFiles,
        symbols: &mut SymbolTable,
    ) -> Result<(), String> {
        if let Some((_, paths)) = &files.0 {
            return paths
                .iter()
                .try_for_each(|(name, path)| set(symbols, name, path.clone()));
        }
        let scope = EmbeddedFilesScope::Env;
        let placed = self.place_files(scope, declared, symbols)?;
        let path_of = |file: &EmbeddedFile| {
            let name = symtab_key(scope, &file.name);
            let path = symbols.get_value(&name).cloned();
            path.map(|path| (name, path))
        };
        files.0 = Some((placed, declared.iter().filter_map(path_of).collect()));
        Ok(())
    }

    fn set_wrapped(
        &self,
        symbols: &mut SymbolTable,
        script: &Script<'_>,
        inner: &SymbolTable,
        variables: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let wrapped = self.scope(inner);
        let in_wrapped = |e: String| format!("the wrapped action's {e}");
        let mut args = wrapped.args(script.action).map_err(in_wrapped)?.into_iter();
        let command = args.next().unwrap_or_default();
        let timeout = wrapped.timeout(script.action).map_err(in_wrapped)?;
        let cancelation = wrapped.cancelation(script.action).map_err(in_wrapped)?;
        let variables = variables
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let name = match script.role {
            Role::Task => "WrappedStep.Name",
            Role::Enter | Role::Exit => "WrappedEnv.Name",
        };
        set(symbols, name, ExprValue::String(script.name.to_owned()))?;
        set(symbols, "WrappedAction.Command", ExprValue::String(command))?;
        set(symbols, "WrappedAction.Args", strings(args)?)?;
        set(symbols, "WrappedAction.Environment", strings(variables)?)?;
        set(symbols, "WrappedAction.Timeout", whole_seconds(timeout))?;
        let (mode, period) = forwarded(cancelation, script.role);
        set(symbols, "WrappedAction.Cancelation.Mode", mode)?;
        set(
            symbols,
            "WrappedAction.Cancelation.NotifyPeriodInSeconds",
            period,
        )
    }
}

/// A cancelation as a hook forwards it: null where nothing is declared.
fn forwarded(cancelation: Cancelation, role: Role) -> (ExprValue, ExprValue) {
    match cancelation {
        Cancelation::Undeclared => (ExprValue::Null, ExprValue::Null),
        Cancelation::Terminate => (ExprValue::String("TERMINATE".to_owned()), ExprValue::Null),
        Cancelation::NotifyThenTerminate(period) => {
            let period = period.unwrap_or(role.default_notify());
            let mode = ExprValue::String("NOTIFY_THEN_TERMINATE".to_owned());
            (mode, whole_seconds(Some(period)))
        }
    }
}

fn whole_seconds(time: Option<Duration>) -> ExprValue {
    let seconds = time.and_then(|time| i64::try_from(time.as_secs()).ok());
    seconds.map_or(ExprValue::Null, ExprValue::Int)
}

fn strings(items: impl Iterator<Item = String>) -> Result<ExprValue, String> {
    let items = items.map(ExprValue::String).collect();
    ExprValue::make_list(items, ExprType::STRING).map_err(|e| e.to_string())
}

fn set(symbols: &mut SymbolTable, name: &str, value: ExprValue) -> Result<(), String> {
    symbols
        .set(name, value)
        .map_err(|e| format!("{name} cannot be set: {e}"))
}
