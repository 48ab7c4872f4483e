//! The parts of a template that a worker is given, in the template's own form: format strings as
//! written, shorthand steps written out, and nothing that only the server needs. Old and new agents
//! of both runtimes read them (`openjd.md` 2.5).

use openjd_model::FormatString;
use openjd_model::job::{
    Action, CancelationMode, EmbeddedFile, Environment, EnvironmentScript, StepScript,
};
use serde_json::{Map, Value, json};

/// A step but for its environments.
pub(super) fn step(name: &str, bindings: Option<&Vec<String>>, script: &StepScript) -> Value {
    let mut fragment = Map::new();
    put(&mut fragment, "name", Some(name.into()));
    put(
        &mut fragment,
        "let",
        bindings.map(|bindings| json!(bindings)),
    );
    put(&mut fragment, "script", Some(step_script(script)));
    Value::Object(fragment)
}

pub(super) fn environment(environment: &Environment) -> Value {
    let mut fragment = Map::new();
    put(
        &mut fragment,
        "name",
        Some(environment.name.as_str().into()),
    );
    put(
        &mut fragment,
        "description",
        environment.description.as_deref().map(Value::from),
    );
    put(
        &mut fragment,
        "script",
        environment.script.as_ref().map(environment_script),
    );
    let variables = environment.variables.as_ref().map(|variables| {
        variables
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect::<Map<_, _>>()
    });
    put(&mut fragment, "variables", variables.map(Value::Object));
    Value::Object(fragment)
}

fn put(object: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value);
    }
}

fn text(format: &FormatString) -> Value {
    format.raw().into()
}

/// A number where the template had one: the model keeps its text.
fn number_or_text(format: &FormatString) -> Value {
    format
        .raw()
        .parse::<u64>()
        .map_or_else(|_| text(format), Value::from)
}

fn step_script(script: &StepScript) -> Value {
    let mut fragment = Map::new();
    put(
        &mut fragment,
        "let",
        script.let_bindings.as_ref().map(|bindings| json!(bindings)),
    );
    put(
        &mut fragment,
        "actions",
        Some(json!({ "onRun": action(&script.actions.on_run) })),
    );
    put(
        &mut fragment,
        "embeddedFiles",
        files(script.embedded_files.as_deref()),
    );
    Value::Object(fragment)
}

fn environment_script(script: &EnvironmentScript) -> Value {
    let mut actions = Map::new();
    put(
        &mut actions,
        "onEnter",
        script.actions.on_enter.as_ref().map(action),
    );
    put(
        &mut actions,
        "onWrapEnvEnter",
        script.actions.on_wrap_env_enter.as_ref().map(action),
    );
    put(
        &mut actions,
        "onWrapTaskRun",
        script.actions.on_wrap_task_run.as_ref().map(action),
    );
    put(
        &mut actions,
        "onWrapEnvExit",
        script.actions.on_wrap_env_exit.as_ref().map(action),
    );
    put(
        &mut actions,
        "onExit",
        script.actions.on_exit.as_ref().map(action),
    );
    let mut fragment = Map::new();
    put(
        &mut fragment,
        "let",
        script.let_bindings.as_ref().map(|bindings| json!(bindings)),
    );
    put(&mut fragment, "actions", Some(Value::Object(actions)));
    put(
        &mut fragment,
        "embeddedFiles",
        files(script.embedded_files.as_deref()),
    );
    Value::Object(fragment)
}

fn action(action: &Action) -> Value {
    let mut fragment = Map::new();
    put(&mut fragment, "command", Some(text(&action.command)));
    let args = action
        .args
        .as_ref()
        .map(|args| args.iter().map(text).collect::<Vec<_>>());
    put(&mut fragment, "args", args.map(Value::Array));
    put(
        &mut fragment,
        "timeout",
        action.timeout.as_ref().map(number_or_text),
    );
    put(
        &mut fragment,
        "cancelation",
        action.cancelation.as_ref().map(cancelation),
    );
    Value::Object(fragment)
}

fn cancelation(mode: &CancelationMode) -> Value {
    let (mode, period) = match mode {
        CancelationMode::Terminate => ("TERMINATE", None),
        CancelationMode::NotifyThenTerminate {
            notify_period_in_seconds,
        } => ("NOTIFY_THEN_TERMINATE", notify_period_in_seconds.as_ref()),
        CancelationMode::DeferredMode {
            mode,
            notify_period_in_seconds,
        } => (mode.raw(), notify_period_in_seconds.as_ref()),
    };
    let mut fragment = Map::new();
    put(&mut fragment, "mode", Some(mode.into()));
    put(
        &mut fragment,
        "notifyPeriodInSeconds",
        period.map(number_or_text),
    );
    Value::Object(fragment)
}

fn files(files: Option<&[EmbeddedFile]>) -> Option<Value> {
    files.map(|files| files.iter().map(file).collect())
}

fn file(file: &EmbeddedFile) -> Value {
    let mut fragment = Map::new();
    put(&mut fragment, "name", Some(file.name.as_str().into()));
    put(
        &mut fragment,
        "type",
        Some(file.file_type.to_string().into()),
    );
    put(
        &mut fragment,
        "filename",
        file.filename.as_deref().map(Value::from),
    );
    put(&mut fragment, "data", file.data.as_ref().map(text));
    put(&mut fragment, "runnable", file.runnable.map(Value::from));
    put(
        &mut fragment,
        "endOfLine",
        file.end_of_line.map(|end| end.to_string().into()),
    );
    Value::Object(fragment)
}
