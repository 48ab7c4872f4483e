//! `callsheet key`: what users and hosts sign with.

use callsheet_api::extension::principals::{
    CreatedKey, Disabled, Key as Shown, Keys, Principal, Rotate,
};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{create_key, named};
use crate::cli::Globals;
use crate::cli::own_routes::{ask, read, show, written};
use crate::connection::Target;
use crate::provision::{PROFILE, credentials, profile_settings};
use crate::refusal::Result;
use crate::render::{self, Format, Output};

#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make another key for a user or a host; prints its secret, once
    Create(super::One),
    /// List keys and when they were used last
    List(List),
    /// Make a key that takes the place of another; prints its secret, once
    Rotate(Replace),
    /// Let a key sign no more
    Disable(One),
    /// Let a key sign again
    Enable(One),
    /// Seal temporary credentials with a new key from now on; those of the last one go on working
    RotateSessions(Sessions),
}

#[derive(Debug, Args)]
pub struct List {
    /// Of one user or host alone
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct One {
    #[arg(value_name = "ACCESS_KEY_ID")]
    id: String,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
pub struct Replace {
    #[command(flatten)]
    one: One,
    /// Let the old key work for so many seconds more
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    keep_old_s: u32,
}

#[derive(Debug, Args)]
pub struct Sessions {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

impl Key {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Self::Create(one) => {
                let (of, _) = named(globals, &one.target, &one.name)?;
                let key = create_key(globals, &one.target, &of)?;
                told(globals, &one.target, &of, &key, one.output, None)
            }
            Self::List(list) => list.run(globals),
            Self::Rotate(replace) => replace.run(globals),
            Self::Disable(one) => one.set_disabled(globals, true),
            Self::Enable(one) => one.set_disabled(globals, false),
            Self::RotateSessions(sessions) => {
                let answer = ask(globals, &sessions.target, "POST", "token-keys", Vec::new())?;
                show(&answer, sessions.output, |_| {
                    Ok("temporary credentials are sealed with a new key\n".to_owned())
                })
            }
        }
    }
}

impl List {
    fn run(self, globals: &Globals) -> Result<()> {
        let path = match &self.name {
            Some(name) => {
                let (of, _) = named(globals, &self.target, name)?;
                format!("principals/{}/keys", of.principal_id)
            }
            None => "keys".to_owned(),
        };
        let answer = ask(globals, &self.target, "GET", &path, Vec::new())?;
        show(&answer, self.output, |answer| {
            Ok(table(&read::<Keys>(answer)?.keys))
        })
    }
}

impl One {
    fn set_disabled(self, globals: &Globals, disabled: bool) -> Result<()> {
        let path = format!("keys/{}/disabled", self.id);
        let body = written(&Disabled { disabled })?;
        let answer = ask(globals, &self.target, "PUT", &path, body)?;
        show(&answer, self.output, |answer| {
            Ok(table(&[read::<Shown>(answer)?]))
        })
    }
}

impl Replace {
    fn run(self, globals: &Globals) -> Result<()> {
        let path = format!("keys/{}/rotate", self.one.id);
        let body = written(&Rotate {
            keep_old_s: self.keep_old_s,
        })?;
        let answer = ask(globals, &self.one.target, "POST", &path, body)?;
        show(&answer, self.one.output, |answer| {
            let key: CreatedKey = read(answer)?;
            render::remark("keep the secret: it is not shown again");
            Ok(render::facts(&[
                ("access key", key.access_key_id),
                ("secret", key.secret_access_key),
            ]))
        })
    }
}

/// A new key as the AWS files of whoever gets it need it.
pub fn told(
    globals: &Globals,
    target: &Target,
    of: &Principal,
    key: &CreatedKey,
    output: Output,
    next: Option<String>,
) -> Result<()> {
    if output.output == Format::Json {
        render::print_json(&json!({
            "principalId": of.principal_id,
            "name": of.name,
            "accessKeyId": key.access_key_id,
            "secretAccessKey": key.secret_access_key,
        }));
        return Ok(());
    }
    let reached = target.reach(globals)?;
    let settings = profile_settings(&reached.region, &reached.url, reached.ca_file.as_deref());
    let secret = credentials(&key.access_key_id, &key.secret_access_key);
    render::remark("keep the secret: it is not shown again");
    if let Some(next) = next {
        render::remark(&format!("next: {next}"));
    }
    render::print(&format!(
        "# For ~/.aws/config of {name}\n[profile {PROFILE}]\n{settings}\n\
         # For ~/.aws/credentials of {name}\n[{PROFILE}]\n{secret}",
        name = of.name
    ));
    Ok(())
}

fn table(keys: &[Shown]) -> String {
    let rows: Vec<[String; 5]> = keys
        .iter()
        .map(|key| {
            let time = |at: Option<callsheet_api::Timestamp>| {
                at.map_or_else(String::new, |at| at.to_string())
            };
            [
                key.access_key_id.clone(),
                key.name.clone(),
                match (key.disabled_at, key.expires_at) {
                    (Some(at), _) => format!("disabled {at}"),
                    (None, Some(end)) => format!("until {end}"),
                    (None, None) => "works".to_owned(),
                },
                key.created_at.to_string(),
                time(key.last_used_at),
            ]
        })
        .collect();
    render::table(["access key", "of", "state", "made", "last used"], &rows)
}
