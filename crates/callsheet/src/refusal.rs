//! How the binary says no: what happened, what to do next, and the exit code.

use std::fmt;
use std::process::ExitCode;

/// One message for one failure. Exit code 1 says that the world refused, 2 that the request
/// made no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    what: String,
    next: Option<String>,
    code: u8,
    /// Somebody else (a child process) has told the user already.
    is_said: bool,
}

pub type Result<T> = std::result::Result<T, Refusal>;

impl Refusal {
    pub fn new(what: impl fmt::Display) -> Self {
        Refusal {
            what: what.to_string(),
            next: None,
            code: 1,
            is_said: false,
        }
    }

    pub fn misuse(what: impl fmt::Display) -> Self {
        Refusal {
            code: 2,
            ..Refusal::new(what)
        }
    }

    /// Ends with this code and adds nothing to what the child process has printed.
    pub fn already_said(code: u8) -> Self {
        Refusal {
            code,
            is_said: true,
            ..Refusal::new("ended")
        }
    }

    /// Ends with a code that has a meaning of its own, such as those of `job wait`.
    pub fn with_code(self, code: u8) -> Self {
        Refusal { code, ..self }
    }

    pub fn next(self, step: impl fmt::Display) -> Self {
        Refusal {
            next: Some(step.to_string()),
            ..self
        }
    }

    /// Says before it where it is.
    pub fn within(self, place: &str) -> Self {
        Refusal {
            what: format!("{place}: {}", self.what),
            ..self
        }
    }

    #[cfg(test)]
    pub fn code(&self) -> u8 {
        self.code
    }

    pub fn what(&self) -> &str {
        &self.what
    }

    pub fn step(&self) -> Option<&str> {
        self.next.as_deref()
    }

    #[expect(
        clippy::print_stderr,
        reason = "the only place that tells the user why we ended"
    )]
    pub fn report(&self) -> ExitCode {
        if !self.is_said {
            eprintln!("callsheet: {self}");
        }
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        match &self.next {
            Some(step) => write!(f, "\n  next: {step}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

/// Names the thing that failed: `fs::read(p).naming("cannot read", p)`.
pub trait Naming<T> {
    fn naming(self, doing: &str, path: &std::path::Path) -> Result<T>;
}

impl<T, E: fmt::Display> Naming<T> for std::result::Result<T, E> {
    fn naming(self, doing: &str, path: &std::path::Path) -> Result<T> {
        self.map_err(|error| Refusal::new(format!("{doing} `{}`: {error}", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_next_step() {
        let refusal = Refusal::new("the port is taken").next("choose another");
        assert_eq!(
            refusal.to_string(),
            "the port is taken\n  next: choose another"
        );
        assert_eq!(refusal.code(), 1);
        assert_eq!(Refusal::misuse("no").code(), 2);
    }
}
