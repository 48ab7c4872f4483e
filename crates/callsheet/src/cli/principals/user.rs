//! `callsheet user`: people and service accounts.

use callsheet_api::extension::principals::{NewPrincipal, Principal, PrincipalKind};
use callsheet_api::extension::sign_in;
use clap::{Args, Subcommand};

use super::key::told;
use super::{List, One, create, create_key, named, table};
use crate::cli::Globals;
use crate::cli::own_routes::{ask, read, show, written};
use crate::connection::Target;
use crate::password::FromStdin;
use crate::refusal::Result;
use crate::render::{self, Output};

const USERS: [PrincipalKind; 2] = [PrincipalKind::User, PrincipalKind::ServiceAccount];

#[derive(Debug, Subcommand)]
pub enum User {
    /// Make a user and its first key; prints the key's secret, once
    Create(Create),
    /// List users and when they were here last
    List(List),
    /// Give a person a password to sign in with; whoever is signed in as it is so no more
    SetPassword(SetPassword),
    /// Say who somebody is whom the studio's OpenID provider knows
    SetIdentity(SetIdentity),
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

#[derive(Debug, Args)]
pub struct SetPassword {
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    password: FromStdin,
}

#[derive(Debug, Args)]
pub struct SetIdentity {
    #[command(flatten)]
    one: One,
    /// The provider's own name for this person
    #[arg(value_name = "SUBJECT")]
    subject: String,
}

impl User {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Self::Create(create) => create.run(globals),
            Self::List(list) => list.run(globals, &USERS),
            Self::SetPassword(set) => set.run(globals),
            Self::SetIdentity(set) => set.run(globals),
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

impl SetPassword {
    fn run(self, globals: &Globals) -> Result<()> {
        let One {
            name,
            target,
            output,
        } = self.one;
        let (user, _) = named(globals, &target, &name)?;
        let password = self.password.ask_new(&format!("New password of {name}"))?;
        let path = format!("principals/{}/password", user.principal_id);
        let body = written(&sign_in::SetPassword { password })?;
        let answer = ask(globals, &target, "PUT", &path, body)?;
        show(&answer, output, |answer| {
            render::remark(&format!("next: {name} types `callsheet login {name}`"));
            Ok(table(&[read::<Principal>(answer)?]))
        })
    }
}

impl SetIdentity {
    fn run(self, globals: &Globals) -> Result<()> {
        let One {
            name,
            target,
            output,
        } = self.one;
        let (user, _) = named(globals, &target, &name)?;
        let path = format!("principals/{}/identity", user.principal_id);
        let subject = self.subject;
        let body = written(&sign_in::SetIdentity { subject })?;
        let answer = ask(globals, &target, "PUT", &path, body)?;
        show(&answer, output, |answer| {
            Ok(table(&[read::<Principal>(answer)?]))
        })
    }
}
