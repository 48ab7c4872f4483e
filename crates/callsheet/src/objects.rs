//! The table `[objects]`: an S3 store of one's own that keeps the objects, instead of callsheet.

use std::path::{Path, PathBuf};

use callsheet_server::{ExternalStore, Reached};
use serde::{Deserialize, Serialize};

use crate::refusal::{Naming, Refusal, Result};

/// As it is written in the file. The secret is in a file of its own, so that this one may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    pub endpoint: String,
    /// [default: that of this server]
    pub region: Option<String>,
    pub access_key_id: String,
    /// Within the data folder, unless it is a whole path.
    pub secret_access_key_file: PathBuf,
    #[serde(default)]
    pub mode: Mode,
    /// Whose buckets they are, which clients of `direct` tell the store [default: that of this server]
    pub account_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Clients ask callsheet, and it asks the store.
    #[default]
    Gateway,
    /// Clients ask the store, with its own credentials.
    Direct,
}

impl Objects {
    pub fn check(&self) -> Result<()> {
        if !is_origin(&self.endpoint) {
            return Err(setting(
                "endpoint",
                "is no address: write http:// or https://, a host and perhaps a port, and nothing \
                 behind it",
            ));
        }
        if self.access_key_id.is_empty()
            || !self.access_key_id.chars().all(|c| c.is_ascii_graphic())
        {
            return Err(setting("access_key_id", "is no access key"));
        }
        let account = self.account_id.as_deref();
        let is_account = |id: &str| id.len() == 12 && id.chars().all(|c| c.is_ascii_digit());
        if account.is_some_and(|id| !is_account(id)) {
            return Err(setting("account_id", "is not twelve digits"));
        }
        Ok(())
    }

    /// What the server needs of it, with the secret.
    pub fn open(&self, data_dir: &Path, region: &str, account_id: &str) -> Result<ExternalStore> {
        let file = data_dir.join(&self.secret_access_key_file);
        let secret = std::fs::read_to_string(&file).naming("cannot read", &file);
        let secret = secret.map_err(|refusal| {
            refusal.next("write the secret key of the store into it, and let nobody else read it")
        })?;
        let secret = secret.trim();
        if secret.is_empty() || secret.contains(char::is_whitespace) {
            return Err(setting(
                "secret_access_key_file",
                "names a file that does not hold one secret key",
            ));
        }
        Ok(ExternalStore {
            endpoint: self.endpoint.trim_end_matches('/').to_owned(),
            region: self.region(region),
            access_key_id: self.access_key_id.clone(),
            secret_access_key: secret.to_owned(),
            account_id: self.account_id.clone().unwrap_or(account_id.to_owned()),
            reached: match self.mode {
                Mode::Gateway => Reached::ThroughUs,
                Mode::Direct => Reached::Directly,
            },
        })
    }

    fn region(&self, of_server: &str) -> String {
        self.region.clone().unwrap_or(of_server.to_owned())
    }

    /// Where clients find objects, if not where they find everything else.
    pub fn place(&self, region: &str) -> Option<Place> {
        match self.mode {
            Mode::Gateway => None,
            Mode::Direct => Some(Place {
                endpoint: self.endpoint.trim_end_matches('/').to_owned(),
                region: self.region(region),
            }),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub endpoint: String,
    pub region: String,
}

fn is_origin(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    rest.map(|rest| rest.strip_suffix('/').unwrap_or(rest))
        .is_some_and(|host| !host.is_empty() && host.chars().all(is_plain))
}

fn setting(name: &str, why: &str) -> Refusal {
    Refusal::misuse(format!("the setting `{name}` of [objects] {why}"))
        .next("correct it in callsheet.toml; docs/s3.md explains each")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects() -> Objects {
        Objects {
            endpoint: "https://s3.example:9000/".to_owned(),
            region: None,
            access_key_id: "STORE".to_owned(),
            secret_access_key_file: "store-secret".into(),
            mode: Mode::Direct,
            account_id: None,
        }
    }

    #[test]
    fn each_bad_value_is_named() {
        objects().check().unwrap();
        let at = |endpoint: &str| Objects {
            endpoint: endpoint.to_owned(),
            ..objects()
        };
        for endpoint in [
            "s3.example",
            "ftp://x",
            "http://",
            "http://a/b",
            "http://u:p@h",
        ] {
            let refusal = at(endpoint).check().unwrap_err().to_string();
            assert!(refusal.contains("`endpoint`"), "{endpoint}: {refusal}");
        }
        let account = Objects {
            account_id: Some("12".to_owned()),
            ..objects()
        };
        assert!(
            account
                .check()
                .unwrap_err()
                .to_string()
                .contains("`account_id`")
        );
        let nobody = Objects {
            access_key_id: String::new(),
            ..objects()
        };
        assert!(
            nobody
                .check()
                .unwrap_err()
                .to_string()
                .contains("`access_key_id`")
        );
    }

    #[test]
    fn the_secret_is_read_from_its_file_and_shown_to_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let open = || objects().open(folder.path(), "eu-west-1", "000000000000");
        assert!(open().unwrap_err().to_string().contains("store-secret"));
        std::fs::write(folder.path().join("store-secret"), "hunter2\n").unwrap();
        let store = open().unwrap();
        assert_eq!(store.secret_access_key, "hunter2");
        assert_eq!(
            (store.endpoint.as_str(), store.region.as_str()),
            ("https://s3.example:9000", "eu-west-1")
        );
        assert!(!format!("{store:?}").contains("hunter2"));
        std::fs::write(folder.path().join("store-secret"), "two words").unwrap();
        let refusal = open().unwrap_err().to_string();
        assert!(refusal.contains("secret_access_key_file") && !refusal.contains("words"));
    }
}
