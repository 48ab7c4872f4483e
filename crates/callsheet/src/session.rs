//! Who is signed in at which server: one file each, in a folder of the user's own.

use std::path::{Path, PathBuf};

use callsheet_api::Timestamp;
use callsheet_api::extension::sign_in::{Credentials, PREFIX, Session};
use callsheet_client::{CallError, SignInClient};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cli::block_on;
use crate::connection::not_answered;
use crate::data_dir::{self, Readers};
use crate::refusal::{Naming, Refusal, Result};
use crate::trust::trust;

/// A session as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub endpoint: String,
    pub region: String,
    pub name: String,
    pub token: String,
    /// What the server's certificate is signed with, if that is nobody whom all trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    pub expires_at: Timestamp,
}

impl Kept {
    pub fn new(endpoint: &str, ca_file: Option<PathBuf>, session: Session) -> Self {
        Kept {
            endpoint: endpoint.to_owned(),
            region: session.region,
            name: session.name,
            token: session.token,
            ca_file,
            expires_at: session.expires_at,
        }
    }

    pub fn read(endpoint: &str) -> Result<Option<Self>> {
        let found: Option<Self> = data_dir::read_json(&file(&folder()?, endpoint))?;
        Ok(found.filter(|kept| kept.endpoint == endpoint))
    }

    pub fn write(&self) -> Result<()> {
        let folder = folder()?;
        data_dir::make_private(&folder)?;
        data_dir::write_json(&file(&folder, &self.endpoint), self, Readers::Owner)
    }

    pub fn forget(&self) -> Result<()> {
        let path = file(&folder()?, &self.endpoint);
        std::fs::remove_file(&path).naming("cannot remove", &path)
    }

    /// What requests are signed with for a while.
    pub fn credentials(&self) -> Result<Credentials> {
        trust(self.ca_file.as_deref())?;
        ask(&self.endpoint, "credentials", Some(&self.token), Vec::new()).map_err(|refusal| {
            refusal.next(format!("callsheet login --endpoint {}", self.endpoint))
        })
    }

    pub fn end(&self) -> Result<()> {
        trust(self.ca_file.as_deref())?;
        let ended: serde_json::Value = ask(&self.endpoint, "end", Some(&self.token), Vec::new())?;
        drop(ended);
        Ok(())
    }
}

/// The region of a server that somebody is signed in at.
pub fn region_at(endpoint: &str) -> Result<Option<String>> {
    Ok(Kept::read(endpoint)?.map(|kept| kept.region))
}

/// One of the routes of signing in.
pub fn ask<T: DeserializeOwned>(
    endpoint: &str,
    route: &str,
    token: Option<&str>,
    body: Vec<u8>,
) -> Result<T> {
    let client = SignInClient::new(endpoint);
    let path = format!("{PREFIX}{route}");
    let answer = block_on(async {
        let sent = client.post(&path, token, body).await;
        sent.map_err(|error| in_words(&error))
    })?;
    serde_json::from_slice(&answer)
        .map_err(|why| Refusal::new(format!("the server's answer cannot be read: {why}")))
}

fn in_words(error: &CallError) -> Refusal {
    match error.code() {
        Some("ExpiredTokenException") => Refusal::new("you are signed in no more"),
        Some(_) | None => not_answered(error),
    }
}

/// `$XDG_STATE_HOME/callsheet`, or where that stands by custom.
fn folder() -> Result<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = from("XDG_STATE_HOME").map(PathBuf::from);
    let base = base.or_else(|| from("HOME").map(|home| Path::new(&home).join(".local/state")));
    let base = base.ok_or_else(|| {
        Refusal::misuse("no place for a session: neither HOME nor XDG_STATE_HOME is set")
    })?;
    Ok(base.join("callsheet"))
}

fn file(folder: &Path, endpoint: &str) -> PathBuf {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-.".contains(sign);
    let plain = |sign| if is_plain(sign) { sign } else { '_' };
    let name: String = endpoint.chars().map(plain).collect();
    folder.join(format!("session-{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_has_a_file_of_its_own_within_the_folder() {
        let name = |endpoint| file(Path::new("/s"), endpoint).display().to_string();
        assert_eq!(
            name("http://127.0.0.1:8720"),
            "/s/session-http___127.0.0.1_8720.json"
        );
        assert_eq!(name("https://a/../b"), "/s/session-https___a_.._b.json");
    }
}
