//! `callsheet login` and `callsheet logout`: people sign in with a password, and their clients get
//! credentials for as long as they are signed in.

use callsheet_api::extension::sign_in::{ChangePassword, PREFIX, Session, WithCode, WithPassword};
use callsheet_api::sigv4::sha256_hex;
use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::Globals;
use super::own_routes::written;
use crate::connection::Place;
use crate::password::FromStdin;
use crate::provision::PROFILE;
use crate::refusal::{Refusal, Result};
use crate::returning::{Returning, drawn};
use crate::session::{self, Kept};
use crate::trust::trust;
use crate::{profile, render};

#[derive(Debug, Args)]
pub struct Login {
    /// How you are called there [default: as your account on this machine]
    #[arg(value_name = "NAME", conflicts_with = "credentials")]
    name: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    password: FromStdin,
    /// Sign in at the studio's own provider, in a browser on this machine
    #[arg(long, conflicts_with_all = ["credentials", "password_stdin", "name"])]
    oidc: bool,
    /// Choose another password
    #[arg(long, conflicts_with_all = ["credentials", "password_stdin", "oidc"])]
    change_password: bool,
    /// The profile in your AWS configuration that clients are to use
    #[arg(long, value_name = "PROFILE", default_value = PROFILE)]
    profile: String,
    /// Print credentials for whoever is signed in, as `credential_process` wants them
    #[arg(long)]
    credentials: bool,
}

#[derive(Debug, Args)]
pub struct Logout {
    #[command(flatten)]
    place: Place,
}

impl Login {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        if self.credentials {
            return print_credentials(&self.place.endpoint(&globals.data_dir()?)?);
        }
        let data_dir = globals.data_dir()?;
        is_plain(&self.profile)?;
        profile::refuse_key_of(&data_dir, &self.profile)?;
        let url = self.place.endpoint(&data_dir)?;
        let ca_file = self.place.ca_file(&data_dir)?;
        trust(ca_file.as_deref())?;
        let session = match (self.oidc, self.name) {
            (true, _) => begin_elsewhere(&url)?,
            (false, Some(name)) => begin(&url, name, self.password, self.change_password)?,
            (false, None) => begin(&url, own_name()?, self.password, self.change_password)?,
        };
        let kept = Kept::new(&url, ca_file, session);
        kept.write()?;
        let (name, region, ca_file) = (&self.profile, &kept.region, kept.ca_file.as_deref());
        let config = profile::install_session(&data_dir, name, region, &url, ca_file)?;
        render::print(&render::facts(&[
            ("signed in as", kept.name),
            ("until", kept.expires_at.to_string()),
            (
                "profile",
                format!("{} in {}", self.profile, config.display()),
            ),
        ]));
        Ok(())
    }
}

fn begin(url: &str, name: String, from: FromStdin, change: bool) -> Result<Session> {
    let password = from.ask(&format!("Password of {name}"))?;
    if !change {
        let body = written(&WithPassword { name, password })?;
        return session::ask(url, "password", None, body);
    }
    let new_password = from.ask_new("New password")?;
    let body = written(&ChangePassword {
        name,
        password,
        new_password,
    })?;
    session::ask(url, "change-password", None, body)
}

fn begin_elsewhere(url: &str) -> Result<Session> {
    let (returning, verifier) = (Returning::listen()?, drawn()?);
    let challenge = sha256_hex(verifier.as_bytes());
    let back = returning.url()?;
    let back = utf8_percent_encode(&back, NON_ALPHANUMERIC);
    render::remark("open this page in a browser on this machine:");
    render::print(&format!(
        "{url}{PREFIX}oidc?return_to={back}&challenge={challenge}\n"
    ));
    let code = returning.wait()?;
    let body = written(&WithCode { code, verifier })?;
    session::ask(url, "code", None, body)
}

/// In a file of sections, a name with brackets or lines would be something else.
fn is_plain(profile: &str) -> Result<()> {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "._-@+".contains(sign);
    match !profile.is_empty() && profile.chars().all(is_sign) {
        true => Ok(()),
        false => Err(Refusal::misuse(
            "a profile's name has A-Z, a-z, 0-9 and . _ - @ +",
        )),
    }
}

fn own_name() -> Result<String> {
    let name = std::env::var("USER").ok().filter(|name| !name.is_empty());
    name.ok_or_else(|| Refusal::misuse("USER is not set").next("callsheet login NAME"))
}

fn signed_in(url: &str) -> Result<Kept> {
    Kept::read(url)?.ok_or_else(|| {
        Refusal::new(format!("nobody is signed in at {url}"))
            .next(format!("callsheet login --endpoint {url}"))
    })
}

fn print_credentials(url: &str) -> Result<()> {
    let given = signed_in(url)?.credentials()?;
    render::print_json(&json!({
        "Version": 1,
        "AccessKeyId": given.access_key_id,
        "SecretAccessKey": given.secret_access_key,
        "SessionToken": given.session_token,
        "Expiration": given.expiration,
    }));
    Ok(())
}

impl Logout {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let kept = signed_in(&self.place.endpoint(&globals.data_dir()?)?)?;
        // A server that is away does not keep anybody's session here.
        let ended = kept.end();
        kept.forget()?;
        ended.map_err(|why| why.within("the session is forgotten here, but may go on there"))
    }
}
