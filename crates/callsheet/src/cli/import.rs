//! `callsheet import aws`: farms of a Deadline Cloud account as a file that `callsheet apply` makes
//! again here. Nothing is changed there.

use std::path::{Path, PathBuf};

use callsheet_client::{Endpoint, StsClient};
use clap::{Args, Subcommand};

use super::export::print;
use super::{Globals, block_on};
use crate::connection::{Key, key_of, key_of_environment, not_answered};
use crate::ini;
use crate::refusal::{Refusal, Result};
use crate::render::Output;
use crate::resources::Account;
use crate::trust::trust;

#[derive(Debug, Subcommand)]
pub enum Import {
    /// Write the farms of an AWS account as a file
    Aws(Aws),
}

#[derive(Debug, Args)]
pub struct Aws {
    /// A profile of your AWS files with a key [default: the key of the environment]
    #[arg(long, env = "AWS_PROFILE", value_name = "NAME", hide_env_values = true)]
    profile: Option<String>,
    /// The region [default: the profile's]
    #[arg(
        long,
        env = "AWS_REGION",
        value_name = "REGION",
        hide_env_values = true
    )]
    region: Option<String>,
    /// This farm alone [default: all]
    #[arg(long, value_name = "ID")]
    farm_id: Option<String>,
    /// Another address than AWS's
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Import {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        match self {
            Import::Aws(aws) => aws.run(),
        }
    }
}

impl Aws {
    fn run(self) -> Result<()> {
        let key = self.key()?;
        let region = self.region()?;
        trust(self.of_profile("ca_bundle").as_deref().map(Path::new))?;
        let farms = block_on(async {
            let account = self.account(&key, &region).await?;
            account.read(self.farm_id.as_deref()).await
        })?;
        print(&farms, self.output)
    }

    async fn account(&self, key: &Key, region: &str) -> Result<Account> {
        let (client, sts) = match &self.endpoint_url {
            Some(url) => {
                let endpoint = Endpoint::new(url, region);
                let client = callsheet_client::connect(&endpoint, key.credentials(), "callsheet");
                (client, endpoint)
            }
            None => {
                let client =
                    callsheet_client::connect_to_aws(region, key.credentials(), "callsheet");
                let sts = format!("https://sts.{region}.amazonaws.com");
                (client, Endpoint::new(&sts, region))
            }
        };
        let identity = StsClient::new(&sts, key.credentials())
            .get_caller_identity()
            .await;
        let identity = identity.map_err(|error| not_answered(&error))?;
        Ok(Account::new(
            client,
            region,
            &identity.arn,
            &identity.account,
        ))
    }

    fn key(&self) -> Result<Key> {
        let Some(profile) = &self.profile else {
            return key_of_environment().ok_or_else(|| {
                Refusal::misuse("no key: no profile is named, and the environment has none")
                    .next("name one with --profile")
            });
        };
        let file = user_file("AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        key_of(&text, profile).ok_or_else(|| {
            Refusal::misuse(format!("`{}` has no key under [{profile}]", file.display())).next(format!(
                "eval \"$(aws configure export-credentials --profile {profile} --format env)\", and \
                 leave --profile out"
            ))
        })
    }

    fn of_profile(&self, setting: &str) -> Option<String> {
        let file = user_file("AWS_CONFIG_FILE", "config").ok()?;
        let text = std::fs::read_to_string(file).ok()?;
        let profile = self.profile.as_deref().unwrap_or("default");
        let body = ini::section(&text, &format!("profile {profile}"));
        let body = body.or_else(|| ini::section(&text, profile))?;
        Some(ini::setting(body, setting)?.to_owned())
    }

    fn region(&self) -> Result<String> {
        let region = self.region.clone().or_else(|| self.of_profile("region"));
        region.ok_or_else(|| {
            Refusal::misuse("no region: the profile has none").next("name one with --region")
        })
    }
}

fn user_file(variable: &str, name: &str) -> Result<PathBuf> {
    let value = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = value(variable) {
        return Ok(PathBuf::from(path));
    }
    let home =
        value("HOME").ok_or_else(|| Refusal::new("HOME is not set, so you have no AWS files"))?;
    Ok(PathBuf::from(home).join(".aws").join(name))
}
