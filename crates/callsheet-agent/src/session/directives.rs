//! The `openjd_…` lines that a process prints to speak to the session.

use super::lines::Line;
use super::secrets::Secrets;

const REDACTED: &str = "openjd_redacted_env";

/// What a line asks of the session.
#[derive(Debug, PartialEq)]
pub(super) enum Directive {
    Progress(f32),
    Status(String),
    Fail(String),
    SetEnv {
        name: String,
        value: String,
    },
    UnsetEnv(String),
    /// The line cannot be obeyed and the action must not go on without it.
    Refused(String),
}

/// One line as the log shows it, and what it asks for.
#[derive(Debug, PartialEq)]
pub(super) struct Understood {
    /// `None` when the log level hides it.
    pub shown: Option<String>,
    pub directive: Option<Directive>,
}

/// Reads the lines of one action.
#[derive(Default)]
pub(super) struct Directives {
    /// `openjd_session_runtime_loglevel` was put above INFO.
    quiet: bool,
    /// The rest of the current line belongs to a secret.
    hide_rest: bool,
}

impl Directives {
    pub fn read(&mut self, line: &Line, secrets: &mut Secrets) -> Understood {
        let (shown, directive) = if line.first {
            self.hide_rest = !line.last && line.text.starts_with(REDACTED);
            self.begin(line, secrets)
        } else if self.hide_rest {
            ("********".to_owned(), None)
        } else {
            (line.text.clone(), None)
        };
        let shown = (!self.quiet).then(|| secrets.hide(&shown));
        Understood { shown, directive }
    }

    fn begin(&mut self, line: &Line, secrets: &mut Secrets) -> (String, Option<Directive>) {
        let text = &line.text;
        let Some((kind, payload)) = text
            .strip_prefix("openjd_")
            .and_then(|t| t.split_once(": "))
        else {
            return malformed(text, secrets);
        };
        let read = match kind {
            "progress" => progress(payload),
            "status" => Ok(Some(Directive::Status(payload.to_owned()))),
            "fail" => Ok(Some(Directive::Fail(payload.to_owned()))),
            "session_runtime_loglevel" => {
                self.set_level(payload);
                Ok(None)
            }
            "env" | "unset_env" | "redacted_env" if !line.last => Ok(Some(Directive::Refused(
                format!("openjd_{kind}: the line is longer than 64 KiB"),
            ))),
            "env" => Ok(Some(set_env(payload))),
            "unset_env" => Ok(Some(unset_env(payload))),
            "redacted_env" => Ok(redacted_env(payload, secrets)),
            _ => return malformed(text, secrets),
        };
        let shown = if kind == "redacted_env" {
            hide_value(text)
        } else {
            text.clone()
        };
        match read {
            Ok(Some(Directive::Refused(reason))) => (
                format!("{shown} -- ERROR: {reason}"),
                Some(Directive::Refused(reason)),
            ),
            Ok(directive) => (shown, directive),
            Err(warning) => (format!("{shown} -- ERROR: {warning}"), None),
        }
    }

    fn set_level(&mut self, level: &str) {
        match level.trim().to_ascii_uppercase().as_str() {
            "DEBUG" | "INFO" => self.quiet = false,
            "WARNING" | "ERROR" => self.quiet = true,
            _ => {}
        }
    }
}

fn progress(payload: &str) -> Result<Option<Directive>, String> {
    match payload.trim().parse::<f32>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(Some(Directive::Progress(percent))),
        Ok(_) | Err(_) => Err("progress must be a number from 0.0 to 100.0".to_owned()),
    }
}

fn set_env(payload: &str) -> Directive {
    match assignment(payload) {
        Ok((name, value)) => Directive::SetEnv { name, value },
        Err(reason) => Directive::Refused(format!("openjd_env: {reason}")),
    }
}

fn unset_env(payload: &str) -> Directive {
    let name = payload.trim();
    if is_name(name) {
        Directive::UnsetEnv(name.to_owned())
    } else {
        Directive::Refused("openjd_unset_env: this is not a variable's name".to_owned())
    }
}

/// A value that cannot be set is still a secret; the action goes on without the variable.
fn redacted_env(payload: &str, secrets: &mut Secrets) -> Option<Directive> {
    match assignment(payload) {
        Ok((name, value)) => {
            secrets.add(&value);
            Some(Directive::SetEnv { name, value })
        }
        Err(_) => {
            let value = payload.split_once('=').map_or(payload, |(_, value)| value);
            secrets.add(value.trim());
            None
        }
    }
}

/// `NAME=value`, or the same as a JSON string so that the value can have several lines.
fn assignment(payload: &str) -> Result<(String, String), String> {
    let payload = payload.trim_start();
    let text = if payload.starts_with('"') {
        serde_json::from_str::<String>(payload).map_err(|e| format!("the JSON string: {e}"))?
    } else {
        payload.to_owned()
    };
    let (name, value) = text.split_once('=').ok_or("it must be NAME=value")?;
    if !is_name(name) {
        return Err("this is not a variable's name".to_owned());
    }
    if value.contains('\0') {
        return Err(format!(
            "the value of {name} has a NUL, which no environment can hold"
        ));
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// An ordinary line, unless it is nearly one of the environment directives: then the process
/// meant one, and going on without the variable would only fail later.
fn malformed(text: &str, secrets: &mut Secrets) -> (String, Option<Directive>) {
    let lower = text.trim_start().to_lowercase();
    let near = ["openjd_env", "openjd_unset_env", REDACTED]
        .into_iter()
        .find(|name| {
            lower
                .strip_prefix(*name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']))
        });
    let Some(name) = near else {
        return (text.to_owned(), None);
    };
    let shown = if name == REDACTED {
        secrets.add(text.split_once('=').map_or("", |(_, value)| value).trim());
        hide_value(text)
    } else {
        text.to_owned()
    };
    let reason = format!("this is not a well-formed {name}; write \"{name}: \" and the variable");
    (
        format!("{shown} -- ERROR: {reason}"),
        Some(Directive::Refused(reason)),
    )
}

/// `openjd_redacted_env: NAME=…` without its value.
fn hide_value(text: &str) -> String {
    let end = text
        .find('=')
        .or_else(|| text.find(':'))
        .map_or(0, |at| at + 1);
    format!("{}********", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Understood {
        let line = Line {
            text: text.to_owned(),
            first: true,
            last: true,
        };
        Directives::default().read(&line, &mut Secrets::default())
    }

    fn directive(text: &str) -> Option<Directive> {
        read(text).directive
    }

    fn set(name: &str, value: &str) -> Option<Directive> {
        Some(Directive::SetEnv {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }

    #[test]
    fn directives_are_understood() {
        assert_eq!(
            directive("openjd_progress: 12.5"),
            Some(Directive::Progress(12.5))
        );
        assert_eq!(
            directive("openjd_status: hi"),
            Some(Directive::Status("hi".into()))
        );
        assert_eq!(
            directive("openjd_fail: no"),
            Some(Directive::Fail("no".into()))
        );
        assert_eq!(directive("openjd_env: A=b=c"), set("A", "b=c"));
        assert_eq!(directive(r#"openjd_env: "A=b\nc""#), set("A", "b\nc"));
        assert_eq!(
            directive("openjd_unset_env: A"),
            Some(Directive::UnsetEnv("A".into()))
        );
        assert_eq!(directive("openjd_redacted_env: A=b"), set("A", "b"));
        assert_eq!(directive("hello openjd_status: hi"), None);
        assert_eq!(directive("openjd_environment_setup"), None);
    }

    #[test]
    fn what_cannot_be_obeyed_is_refused_and_says_why() {
        let refused = [
            "openjd_env: A",
            "openjd_env: 1A=b",
            r#"openjd_env: "A=\u0000""#,
            "openjd_env:A=b",
            "OPENJD_ENV: A=b",
            "openjd_unset_env: A B",
            "openjd_redacted_env A=b",
        ];
        for text in refused {
            assert!(
                matches!(directive(text), Some(Directive::Refused(_))),
                "{text}"
            );
        }
        let shown = read("openjd_progress: 101").shown;
        assert!(shown.is_some_and(|s| s.contains("-- ERROR: progress must be")));
    }

    #[test]
    fn secrets_never_reach_the_log() {
        for text in [
            "openjd_redacted_env: A=topsecret",
            "openjd_redacted_env:A=topsecret",
            "openjd_redacted_env: topsecret",
            "openjd_redacted_env: 1=topsecret",
            r#"openjd_redacted_env: "A=topsecret""#,
        ] {
            let shown = read(text).shown.unwrap_or_default();
            assert!(
                shown.contains("********") && !shown.contains("topsecret"),
                "{text}: {shown}"
            );
        }
        let mut directives = Directives::default();
        let mut secrets = Secrets::default();
        for (text, first) in [("openjd_redacted_env: A=tops", true), ("ecret", false)] {
            let line = Line {
                text: text.to_owned(),
                first,
                last: !first,
            };
            let shown = directives
                .read(&line, &mut secrets)
                .shown
                .unwrap_or_default();
            assert!(
                !shown.contains("tops") && !shown.contains("ecret"),
                "{shown}"
            );
        }
    }

    #[test]
    fn the_log_level_hides_lines_but_obeys_them() {
        let mut directives = Directives::default();
        let mut secrets = Secrets::default();
        let mut read = |text: &str| {
            let line = Line {
                text: text.to_owned(),
                first: true,
                last: true,
            };
            directives.read(&line, &mut secrets)
        };
        read("openjd_session_runtime_loglevel: ERROR");
        let understood = read("openjd_progress: 5");
        assert_eq!(
            understood,
            Understood {
                shown: None,
                directive: Some(Directive::Progress(5.0))
            }
        );
        read("openjd_session_runtime_loglevel: INFO");
        assert_eq!(read("hello").shown.as_deref(), Some("hello"));
    }
}
