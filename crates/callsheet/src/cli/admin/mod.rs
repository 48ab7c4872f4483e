//! `callsheet admin …`: for whoever looks after the store, at the machine that holds it.

mod backup;
mod check;
mod compact;
mod restore;

use std::path::Path;

use callsheet_store::files::StoreFiles;
use clap::{Args, Subcommand};

use super::Globals;
use crate::config::{Layer, Secretive, Settings};
use crate::refusal::{Refusal, Result};

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Copy the store and its logs while the server runs
    Backup(backup::Backup),
    /// Put a backup in the place of the store; no server may run
    Restore(restore::Restore),
    /// Check the store's files and count every counter again
    Check(check::Check),
    /// Give back the space of what was removed; no server may run
    Compact(compact::Compact),
}

impl Admin {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Admin::Backup(backup) => backup.run(globals),
            Admin::Restore(restore) => restore.run(globals),
            Admin::Check(check) => check.run(globals),
            Admin::Compact(compact) => compact.run(globals),
        }
    }
}

/// Which store; by default the one of the data folder and its configuration.
#[derive(Debug, Clone, Default, Args)]
struct Place {
    /// Where the store is: `sqlite:PATH` or `postgres://…` [default: as the server has it]
    #[arg(
        long,
        env = "CALLSHEET_STORE",
        value_name = "URL",
        hide_env_values = true
    )]
    store: Option<Secretive>,
}

impl Place {
    fn settings(&self, globals: &Globals) -> Result<Settings> {
        globals.settings(Layer {
            store: self.store.clone(),
            ..Layer::default()
        })
    }
}

/// The files of a store that is there.
fn files(path: &Path) -> Result<StoreFiles> {
    let files = StoreFiles::of(path).map_err(Refusal::new)?;
    if files.store.exists() {
        return Ok(files);
    }
    Err(
        Refusal::new(format!("there is no store at `{}`", path.display()))
            .next("name its data folder with --data-dir, or the store itself with --store"),
    )
}

/// For what only the database server can do to its own files.
fn left_to_postgres(what: &str, command: &str) -> Refusal {
    Refusal::misuse(format!("callsheet does not {what} PostgreSQL's files"))
        .next(format!("let its own tool do it: {command}"))
}

fn broken(doing: &'static str) -> impl Fn(callsheet_store::Error) -> Refusal {
    move |error| Refusal::new(format!("{doing}: {error}"))
}
