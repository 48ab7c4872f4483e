//! `callsheet user`: people and service accounts.

use callsheet_api::extension::principals::{NewPrincipal, PrincipalKind};
use clap::{Args, Subcommand};

use super::key::told;
use super::{List, One, create, create_key};
use crate::cli::Globals;
use crate::connection::Target;
use crate::refusal::Result;
use crate::render::Output;

const USERS: [PrincipalKind; 2] = [PrincipalKind::User, PrincipalKind::ServiceAccount];

#[derive(Debug, Subcommand)]
pub enum User {
    /// Make a user and its first key; prints the key's secret, once
    Create(Create),
    /// List users and when they were here last
    List(List),
    /// Let a user in no more; what was given on its behalf is over too
    Disable(One),
    /// Let a user in again, with the keys that it has
    Enable(One),
}

#[derive(Debug, Args)]
pub struct Create {
    /// How it is called; others see it as who made a job
    #[arg(value_name = "NAME")]
    name: String,
    /// May do everything, like you
    #[arg(long)]
    administrator: bool,
    /// A program, not a person
    #[arg(long)]
    service_account: bool,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl User {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Self::Create(create) => create.run(globals),
            Self::List(list) => list.run(globals, &USERS),
            Self::Disable(one) => one.set_disabled(globals, &USERS, true),
            Self::Enable(one) => one.set_disabled(globals, &USERS, false),
        }
    }
}

impl Create {
    fn run(self, globals: &Globals) -> Result<()> {
        let new = NewPrincipal {
            kind: match self.service_account {
                true => PrincipalKind::ServiceAccount,
                false => PrincipalKind::User,
            },
            name: self.name,
            administrator: self.administrator,
            fleets: Vec::new(),
        };
        let user = create(globals, &self.target, &new)?;
        let key = create_key(globals, &self.target, &user)?;
        let next = match user.administrator {
            true => None,
            false => Some(format!("callsheet member set {} CONTRIBUTOR", user.name)),
        };
        told(globals, &self.target, &user, &key, self.output, next)
    }
}
