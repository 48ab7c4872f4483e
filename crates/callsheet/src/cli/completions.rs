//! `callsheet completions SHELL`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::refusal::Result;
use crate::render;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell that shall know our commands
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<()> {
        let mut script = Vec::new();
        let mut command = super::Cli::command();
        clap_complete::generate(self.shell, &mut command, "callsheet", &mut script);
        render::print(&String::from_utf8_lossy(&script));
        Ok(())
    }
}
