//! Passwords, typed without being shown or read from stdin.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _, stderr, stdin};

use callsheet_api::extension::sign_in::{MOST_PASSWORD_BYTES, refuse_weak};
use clap::Args;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::refusal::{Refusal, Result};

#[derive(Debug, Clone, Copy, Args)]
pub struct FromStdin {
    /// Read the password from stdin, up to the end of the line
    #[arg(long)]
    password_stdin: bool,
}

impl FromStdin {
    /// One that is known to the server.
    pub fn ask(self, prompt: &str) -> Result<String> {
        if self.password_stdin {
            return line();
        }
        if !stdin().is_terminal() {
            return Err(
                Refusal::misuse("there is no terminal to ask for a password")
                    .next("give it to --password-stdin"),
            );
        }
        let _hidden = Hidden::begin()?;
        // Whoever cannot see the question can still answer it.
        let _ = write!(stderr(), "{prompt}: ");
        let typed = line();
        let _ = writeln!(stderr());
        typed
    }

    /// One that is to be known from now on; whoever types it types it twice.
    pub fn ask_new(self, prompt: &str) -> Result<String> {
        let new = self.ask(prompt)?;
        refuse_weak(&new).map_err(|why| Refusal::misuse(format!("the password {why}")))?;
        if !self.password_stdin && self.ask("Once more")? != new {
            return Err(Refusal::misuse("these are two different passwords"));
        }
        Ok(new)
    }
}

fn line() -> Result<String> {
    // With its end, which two bytes may be.
    let most = MOST_PASSWORD_BYTES as u64 + 2;
    let mut line = String::new();
    let read = stdin().lock().take(most).read_line(&mut line);
    read.map_err(|why| Refusal::new(format!("the password cannot be read: {why}")))?;
    let typed = line.strip_suffix('\n').unwrap_or(&line);
    Ok(typed.strip_suffix('\r').unwrap_or(typed).to_owned())
}

/// As long as it is there, the terminal shows nothing that is typed.
struct Hidden(Termios);

impl Hidden {
    fn begin() -> Result<Self> {
        let deaf = |why| Refusal::new(format!("the terminal cannot be told to hide it: {why}"));
        let before = tcgetattr(stdin()).map_err(deaf)?;
        let mut hiding = before.clone();
        hiding.local_modes -= LocalModes::ECHO;
        tcsetattr(stdin(), OptionalActions::Flush, &hiding).map_err(deaf)?;
        Ok(Hidden(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing either.
        let _ = tcsetattr(stdin(), OptionalActions::Now, &self.0);
    }
}
