//! `callsheet group`: users who are members of something together.

use callsheet_api::extension::principals::{GroupUser, NewPrincipal, Principal, PrincipalKind};
use clap::{Args, Subcommand};

use super::{List, One, create, named, table};
use crate::cli::Globals;
use crate::cli::own_routes::{ask, read, show, written};
use crate::connection::Target;
use crate::refusal::Result;
use crate::render::Output;

const GROUPS: [PrincipalKind; 1] = [PrincipalKind::Group];

#[derive(Debug, Subcommand)]
pub enum Group {
    /// Make a group
    Create(One),
    /// List groups and their users
    List(List),
    /// Put a user into a group
    Add(Pair),
    /// Take a user out of a group
    Remove(Pair),
    /// Let a group's memberships count for nobody
    Disable(One),
    /// Let a group's memberships count again
    Enable(One),
}

#[derive(Debug, Args)]
pub struct Pair {
    /// The group
    #[arg(value_name = "GROUP")]
    group: String,
    /// The user
    #[arg(value_name = "USER")]
    user: String,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Group {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Self::Create(one) => make(globals, one),
            Self::List(list) => list.run(globals, &GROUPS),
            Self::Add(pair) => pair.add(globals),
            Self::Remove(pair) => pair.remove(globals),
            Self::Disable(one) => one.set_disabled(globals, &GROUPS, true),
            Self::Enable(one) => one.set_disabled(globals, &GROUPS, false),
        }
    }
}

fn make(globals: &Globals, one: One) -> Result<()> {
    let new = NewPrincipal {
        kind: PrincipalKind::Group,
        name: one.name,
        administrator: false,
        fleets: Vec::new(),
    };
    let made = create(globals, &one.target, &new)?;
    let answer = String::from_utf8_lossy(&written(&made)?).into_owned();
    show(&answer, one.output, |_| Ok(table(&[made])))
}

impl Pair {
    fn add(self, globals: &Globals) -> Result<()> {
        let (group, _) = named(globals, &self.target, &self.group)?;
        let (user, _) = named(globals, &self.target, &self.user)?;
        let path = format!("principals/{}/users", group.principal_id);
        let body = written(&GroupUser {
            user_id: user.principal_id,
        })?;
        let answer = ask(globals, &self.target, "POST", &path, body)?;
        self.show(&answer)
    }

    fn remove(self, globals: &Globals) -> Result<()> {
        let (group, _) = named(globals, &self.target, &self.group)?;
        let (user, _) = named(globals, &self.target, &self.user)?;
        let path = format!(
            "principals/{}/users/{}",
            group.principal_id, user.principal_id
        );
        let answer = ask(globals, &self.target, "DELETE", &path, Vec::new())?;
        self.show(&answer)
    }

    fn show(self, answer: &str) -> Result<()> {
        show(answer, self.output, |answer| {
            Ok(table(&[read::<Principal>(answer)?]))
        })
    }
}
