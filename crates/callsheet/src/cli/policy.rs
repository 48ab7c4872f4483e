//! `callsheet policy`: what decides who may do what, and what a farm adds to it.

use std::path::PathBuf;

use callsheet_policy::{BUILT_IN, Policies, schema_text};
use callsheet_server::policy_files;
use clap::{Args, Subcommand};

use super::Globals;
use crate::refusal::{Naming, Refusal, Result};
use crate::render;

#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Print the policies that come with callsheet
    Show,
    /// Print what policies may speak of, as a schema of Cedar's
    Schema,
    /// Look whether the policies of the data folder, or these files, can be used
    Check(Check),
}

#[derive(Debug, Args)]
pub struct Check {
    /// Files of policies [default: policies/*.cedar in the data folder]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Policy {
    pub fn run(self, globals: &Globals) -> Result<()> {
        match self {
            Self::Show => {
                for (name, text) in BUILT_IN {
                    render::print(&format!("// {name}\n{text}\n"));
                }
                Ok(())
            }
            Self::Schema => {
                render::print(&schema_text());
                Ok(())
            }
            Self::Check(check) => check.run(globals),
        }
    }
}

impl Check {
    fn run(self, globals: &Globals) -> Result<()> {
        let files = if self.files.is_empty() {
            policy_files(globals.data_dir()?.path()).map_err(Refusal::new)?
        } else {
            let read = |path: PathBuf| {
                let text = std::fs::read_to_string(&path).naming("cannot read", &path)?;
                Ok((path.display().to_string(), text))
            };
            self.files.into_iter().map(read).collect::<Result<_>>()?
        };
        Policies::with_files(&files).map_err(|why| {
            Refusal::new(why).next("callsheet policy schema tells what policies may speak of")
        })?;
        render::print(&format!("{} files can be used\n", files.len()));
        Ok(())
    }
}
