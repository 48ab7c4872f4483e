//! Who may call: `callsheet user|group|host|key|member`.

pub mod group;
pub mod host;
pub mod key;
pub mod member;
pub mod user;

use callsheet_api::extension::principals::{
    CreatedKey, Disabled, NewPrincipal, Principal, PrincipalKind, Principals,
};

use super::own_routes::{ask, read, show, written};
use crate::cli::Globals;
use crate::connection::Target;
use crate::refusal::{Refusal, Result};
use crate::render::{self, Output};

/// Somebody who exists, by name.
#[derive(Debug, clap::Args)]
pub struct One {
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

fn all(globals: &Globals, target: &Target, kind: Option<PrincipalKind>) -> Result<Principals> {
    let path = match kind {
        Some(kind) => format!("principals?kind={kind}"),
        None => "principals".to_owned(),
    };
    read(&ask(globals, target, "GET", &path, Vec::new())?)
}

fn named(globals: &Globals, target: &Target, name: &str) -> Result<(Principal, String)> {
    let Principals {
        principals,
        identity_store_id,
    } = all(globals, target, None)?;
    let found = principals.into_iter().find(|one| one.name == name);
    let found = found.ok_or_else(|| {
        Refusal::new(format!("nobody is called `{name}`"))
            .next("callsheet user list, callsheet group list or callsheet host list")
    })?;
    Ok((found, identity_store_id))
}

fn create(globals: &Globals, target: &Target, new: &NewPrincipal) -> Result<Principal> {
    read(&ask(globals, target, "POST", "principals", written(new)?)?)
}

fn create_key(globals: &Globals, target: &Target, of: &Principal) -> Result<CreatedKey> {
    let path = format!("principals/{}/keys", of.principal_id);
    read(&ask(globals, target, "POST", &path, Vec::new())?)
}

impl One {
    /// Those of the same kind alone: a user's name is none of a host.
    fn set_disabled(
        self,
        globals: &Globals,
        kinds: &[PrincipalKind],
        disabled: bool,
    ) -> Result<()> {
        let (found, _) = named(globals, &self.target, &self.name)?;
        if !kinds.contains(&found.kind) {
            let what = format!("`{}` is a {}", found.name, found.kind);
            return Err(Refusal::misuse(what));
        }
        let path = format!("principals/{}/disabled", found.principal_id);
        let body = written(&Disabled { disabled })?;
        let answer = ask(globals, &self.target, "PUT", &path, body)?;
        show(&answer, self.output, |answer| {
            Ok(table(&[read::<Principal>(answer)?]))
        })
    }
}

impl List {
    fn run(self, globals: &Globals, kinds: &[PrincipalKind]) -> Result<()> {
        let mut found = all(globals, &self.target, None)?;
        found.principals.retain(|one| kinds.contains(&one.kind));
        let answer = String::from_utf8_lossy(&written(&found)?).into_owned();
        show(&answer, self.output, |_| Ok(table(&found.principals)))
    }
}

fn table(principals: &[Principal]) -> String {
    let rows: Vec<[String; 6]> = principals
        .iter()
        .map(|one| {
            let fleets = one.fleets.iter().map(|fleet| fleet.fleet_id.to_string());
            let belongs: Vec<String> = one.belongs.iter().cloned().chain(fleets).collect();
            [
                one.name.clone(),
                match (one.kind, one.administrator) {
                    (PrincipalKind::User, true) => "administrator".to_owned(),
                    (kind, true) => format!("{kind}, administrator"),
                    (kind, false) => kind.to_string(),
                },
                match one.disabled_at {
                    Some(at) => format!("disabled {at}"),
                    None => "works".to_owned(),
                },
                one.last_used_at
                    .map_or_else(String::new, |at| at.to_string()),
                belongs.join(", "),
                one.principal_id.to_string(),
            ]
        })
        .collect();
    let head = [
        "name",
        "kind",
        "state",
        "last used",
        "belongs",
        "principal id",
    ];
    render::table(head, &rows)
}
