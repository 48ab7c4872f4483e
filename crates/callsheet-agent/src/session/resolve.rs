//! The format strings of one action, resolved right before it runs.

use std::fmt::Display;
use std::time::Duration;

use openjd_expr::function_library::FunctionLibrary;
use openjd_expr::{ExprType, ExprValue, FormatStringOptions};
use openjd_model::FormatString;
use openjd_model::job::{Action, CancelationMode};
use openjd_model::symbol_table::SymbolTable;

use super::process::Method;

/// The longest notify period that a template may ask for.
const LONGEST_NOTIFY: i64 = 600;

/// What a format string can refer to.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub symbols: &'a SymbolTable,
    pub library: &'a FunctionLibrary,
}

/// An action's `cancelation`, resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cancelation {
    Undeclared,
    Terminate,
    NotifyThenTerminate(Option<Duration>),
}

impl Cancelation {
    pub fn method(self, default_period: Duration) -> Method {
        match self {
            Self::Undeclared | Self::Terminate => Method::Terminate,
            Self::NotifyThenTerminate(period) => {
                Method::NotifyThenTerminate(period.unwrap_or(default_period))
            }
        }
    }
}

impl Scope<'_> {
    fn value(
        &self,
        field: &str,
        text: &FormatString,
        target: Option<&ExprType>,
    ) -> Result<ExprValue, String> {
        let options = FormatStringOptions::new().with_library(Some(self.library));
        let options = match target {
            Some(target) => options.with_target_type(target),
            None => options,
        };
        text.resolve_with(self.symbols, &options)
            .map_err(|e| unresolved(field, e))
    }

    /// A required string.
    pub fn string(&self, field: &str, text: &FormatString) -> Result<String, String> {
        let value = self.value(field, text, Some(&ExprType::STRING))?;
        Ok(value.to_display_string())
    }

    /// The command and its arguments; a list is several arguments, null is none.
    pub fn args(&self, action: &Action) -> Result<Vec<String>, String> {
        let mut args = vec![
            self.value("command", &action.command, None)?
                .to_display_string(),
        ];
        for text in action.args.iter().flatten() {
            match self.value("args", text, None)? {
                ExprValue::Null => {}
                value if value.is_list() => {
                    let items = value.list_elements().unwrap_or_default();
                    args.extend(items.iter().map(ExprValue::to_display_string));
                }
                value => args.push(value.to_display_string()),
            }
        }
        if let Some(bad) = args.iter().position(|arg| arg.contains('\0')) {
            return Err(format!(
                "args: argument {bad} has a NUL, which no process can take"
            ));
        }
        Ok(args)
    }

    pub fn timeout(&self, action: &Action) -> Result<Option<Duration>, String> {
        let Some(text) = &action.timeout else {
            return Ok(None);
        };
        Ok(self.seconds("timeout", text)?.and_then(seconds))
    }

    pub fn cancelation(&self, action: &Action) -> Result<Cancelation, String> {
        match &action.cancelation {
            None => Ok(Cancelation::Undeclared),
            Some(CancelationMode::Terminate) => Ok(Cancelation::Terminate),
            Some(CancelationMode::NotifyThenTerminate {
                notify_period_in_seconds,
            }) => self.notify(notify_period_in_seconds.as_ref()),
            Some(CancelationMode::DeferredMode {
                mode,
                notify_period_in_seconds,
            }) => self.deferred(mode, notify_period_in_seconds.as_ref()),
        }
    }

    /// A mode that is known only now; null means that the action declares no cancelation.
    fn deferred(
        &self,
        mode: &FormatString,
        period: Option<&FormatString>,
    ) -> Result<Cancelation, String> {
        let target = ExprType::union(vec![ExprType::STRING, ExprType::NULLTYPE]);
        let mode = self.value("cancelation.mode", mode, Some(&target))?;
        match mode {
            ExprValue::Null => Ok(Cancelation::Undeclared),
            ExprValue::String(mode) if mode == "NOTIFY_THEN_TERMINATE" => self.notify(period),
            ExprValue::String(mode) if mode == "TERMINATE" => match self.notify(period)? {
                Cancelation::NotifyThenTerminate(Some(_)) => Err(
                    "cancelation: notifyPeriodInSeconds needs the mode NOTIFY_THEN_TERMINATE"
                        .to_owned(),
                ),
                Cancelation::NotifyThenTerminate(None)
                | Cancelation::Undeclared
                | Cancelation::Terminate => Ok(Cancelation::Terminate),
            },
            other => Err(unresolved(
                "cancelation.mode",
                format!(
                    "{} is neither TERMINATE nor NOTIFY_THEN_TERMINATE",
                    other.to_display_string()
                ),
            )),
        }
    }

    fn notify(&self, period: Option<&FormatString>) -> Result<Cancelation, String> {
        let field = "cancelation.notifyPeriodInSeconds";
        let period = match period {
            Some(text) => self.seconds(field, text)?,
            None => None,
        };
        match period {
            Some(period) if period > LONGEST_NOTIFY => Err(unresolved(
                field,
                format!("{period} is more than {LONGEST_NOTIFY}"),
            )),
            period => Ok(Cancelation::NotifyThenTerminate(period.and_then(seconds))),
        }
    }

    /// A number of seconds above zero; null counts as left out.
    fn seconds(&self, field: &str, text: &FormatString) -> Result<Option<i64>, String> {
        let target = ExprType::union(vec![ExprType::INT, ExprType::NULLTYPE]);
        let value = match self.value(field, text, Some(&target))? {
            ExprValue::Null => return Ok(None),
            // A string of several parts stays one and is read here.
            value => value.to_display_string(),
        };
        match value.trim().parse::<i64>() {
            Ok(seconds) if seconds > 0 => Ok(Some(seconds)),
            Ok(_) | Err(_) => Err(unresolved(
                field,
                format!("{value:?} is not a number above 0"),
            )),
        }
    }
}

fn seconds(seconds: i64) -> Option<Duration> {
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

fn unresolved(field: &str, reason: impl Display) -> String {
    format!("{field} cannot be resolved: {reason}")
}
