//! How commands reach the server: the official SDK, our endpoint, and a key.

use std::path::PathBuf;
use std::time::Duration;

pub use callsheet_client::sdk;
use callsheet_client::{Endpoint, StsClient, static_key};
use clap::Args;
use sdk::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

use crate::cli::Globals;
use crate::data_dir::DataDir;
use crate::ini;
use crate::provision::{PROFILE, Provision};
use crate::refusal::{Naming, Refusal, Result};
use crate::resources::Account;
use crate::run_file::RunFile;
use crate::session;
use crate::trust::trust;

/// Where the server is; by default what runs on the data folder.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// The server's address [default: the one that runs on the data folder]
    #[arg(
        long,
        env = "CALLSHEET_ENDPOINT",
        value_name = "URL",
        hide_env_values = true
    )]
    endpoint: Option<String>,
    /// What to trust beside what this machine does [default: the data folder's; else AWS_CA_BUNDLE]
    #[arg(
        long,
        env = "CALLSHEET_CA_FILE",
        value_name = "FILE",
        hide_env_values = true
    )]
    ca_file: Option<PathBuf>,
}

/// A server, and the key for it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Connection")]
pub struct Server {
    #[command(flatten)]
    place: Place,
    /// The region that the server calls itself [default: the data folder's]
    #[arg(
        long,
        env = "CALLSHEET_REGION",
        value_name = "REGION",
        hide_env_values = true
    )]
    region: Option<String>,
    /// A file with a key under `[callsheet]` [default: the data folder's; else AWS_ACCESS_KEY_ID; else
    /// that of `callsheet login`]
    #[arg(
        long,
        env = "CALLSHEET_CREDENTIALS_FILE",
        value_name = "FILE",
        hide_env_values = true
    )]
    credentials_file: Option<PathBuf>,
}

/// A server, and what to look at there.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Connection")]
pub struct Target {
    #[command(flatten)]
    server: Server,
    /// The farm [default: the first run's]
    #[arg(
        long,
        env = "CALLSHEET_FARM_ID",
        value_name = "ID",
        hide_env_values = true
    )]
    pub farm_id: Option<String>,
    /// The queue [default: the first run's]
    #[arg(
        long,
        env = "CALLSHEET_QUEUE_ID",
        value_name = "ID",
        hide_env_values = true
    )]
    pub queue_id: Option<String>,
}

#[derive(Clone)]
pub struct Key {
    pub access_key_id: String,
    pub secret: String,
    pub session_token: Option<String>,
}

#[derive(Clone)]
pub struct Connection {
    pub client: sdk::Client,
    pub key: Key,
    pub endpoint: String,
    pub region: String,
    pub farm_id: String,
    pub queue_id: String,
}

/// A server and a key for it; of no farm yet.
pub struct Reached {
    pub key: Key,
    pub url: String,
    pub region: String,
    /// What the server's certificate is signed with, if that is nobody whom all trust.
    pub ca_file: Option<PathBuf>,
    provision: Option<Provision>,
}

impl Reached {
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::new(&self.url, &self.region)
    }

    pub fn client(&self) -> sdk::Client {
        client(&self.url, &self.region, &self.key)
    }

    /// All farms of the server.
    pub async fn account(&self) -> Result<Account> {
        let client = self.client();
        let sts = StsClient::new(&self.endpoint(), self.key.credentials());
        let identity = sts.get_caller_identity().await;
        let identity = identity.map_err(|error| not_answered(&error))?;
        Ok(Account::new(
            client,
            &self.region,
            &identity.arn,
            &identity.account,
        ))
    }
}

impl Place {
    pub fn endpoint(&self, data_dir: &DataDir) -> Result<String> {
        if let Some(endpoint) = &self.endpoint {
            return Ok(endpoint.trim_end_matches('/').to_owned());
        }
        let run = RunFile::read_alive(data_dir)?;
        run.map(|run| run.endpoint).ok_or_else(|| {
            Refusal::new(format!("nothing runs on `{}`", data_dir.path().display()))
                .next("start `callsheet up`, or name a server with --endpoint")
        })
    }

    /// Whom this machine's own server is known by, unless told otherwise.
    pub fn ca_file(&self, data_dir: &DataDir) -> Result<Option<PathBuf>> {
        if self.ca_file.is_some() || self.endpoint.is_some() {
            return Ok(self.ca_file.clone());
        }
        let run = RunFile::read_alive(data_dir)?;
        Ok(run.and_then(|run| run.ca_file))
    }
}

impl Server {
    /// For what needs no farm and no queue.
    pub fn reach(&self, globals: &Globals) -> Result<Reached> {
        let data_dir = globals.data_dir()?;
        let provision = Provision::read(&data_dir)?;
        let url = self.place.endpoint(&data_dir)?;
        let ca_file = self.place.ca_file(&data_dir)?;
        trust(ca_file.as_deref())?;
        let key = self.key(&data_dir, &url)?;
        let made = provision.as_ref();
        let region = self
            .region
            .clone()
            .or_else(|| made.map(|made| made.region.clone()));
        let region = match region {
            Some(region) => region,
            None => session::region_at(&url)?.unwrap_or_else(|| "us-west-2".to_owned()),
        };
        Ok(Reached {
            key,
            url,
            region,
            ca_file,
            provision,
        })
    }

    /// The data folder's key before that of the environment, which may well be one for AWS; and who
    /// has neither may be signed in.
    fn key(&self, data_dir: &DataDir, url: &str) -> Result<Key> {
        let ours = data_dir.aws_credentials();
        let file = self
            .credentials_file
            .clone()
            .or_else(|| ours.exists().then_some(ours));
        match file {
            Some(file) => {
                let text = std::fs::read_to_string(&file).naming("cannot read", &file)?;
                key_of(&text, PROFILE).ok_or_else(|| {
                    Refusal::new(format!("`{}` has no key under [{PROFILE}]", file.display()))
                        .next("name another file with --credentials-file")
                })
            }
            None => match key_of_environment() {
                Some(key) => Ok(key),
                None => key_of_session(url),
            },
        }
    }
}

impl Target {
    /// For what needs no farm and no queue.
    pub fn reach(&self, globals: &Globals) -> Result<Reached> {
        self.server.reach(globals)
    }

    /// For what needs a farm and no queue.
    pub fn farm(&self, globals: &Globals) -> Result<String> {
        let made = Provision::read(&globals.data_dir()?)?;
        let farm = self
            .farm_id
            .clone()
            .or_else(|| made.map(|made| made.farm_id));
        farm.ok_or_else(|| unnamed("farm", "--farm-id"))
    }

    pub fn connect(&self, globals: &Globals) -> Result<Connection> {
        let Reached {
            key,
            url: endpoint,
            region,
            provision,
            ca_file: _,
        } = self.reach(globals)?;
        let made = provision.as_ref();
        let farm_id = self
            .farm_id
            .clone()
            .or_else(|| made.map(|made| made.farm_id.clone()));
        let queue_id = self
            .queue_id
            .clone()
            .or_else(|| made.map(|made| made.queue_id.clone()));
        Ok(Connection {
            client: client(&endpoint, &region, &key),
            key,
            endpoint,
            region,
            farm_id: farm_id.ok_or_else(|| unnamed("farm", "--farm-id"))?,
            queue_id: queue_id.ok_or_else(|| unnamed("queue", "--queue-id"))?,
        })
    }
}

fn unnamed(noun: &str, flag: &str) -> Refusal {
    Refusal::misuse(format!("no {noun} is named")).next(format!("name one with {flag}"))
}

/// A key in a section of a credentials file.
pub fn key_of(text: &str, profile: &str) -> Option<Key> {
    let body = ini::section(text, profile)?;
    Some(Key {
        access_key_id: ini::setting(body, "aws_access_key_id")?.to_owned(),
        secret: ini::setting(body, "aws_secret_access_key")?.to_owned(),
        session_token: ini::setting(body, "aws_session_token").map(str::to_owned),
    })
}

fn key_of_session(url: &str) -> Result<Key> {
    let Some(session) = session::Kept::read(url)? else {
        return Err(Refusal::new(
            "no key: there is none in the data folder, and nobody is signed in",
        )
        .next("callsheet login, or name a file with --credentials-file"));
    };
    let given = session.credentials()?;
    Ok(Key {
        access_key_id: given.access_key_id,
        secret: given.secret_access_key,
        session_token: Some(given.session_token),
    })
}

pub fn key_of_environment() -> Option<Key> {
    let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    Some(Key {
        access_key_id: value("AWS_ACCESS_KEY_ID")?,
        secret: value("AWS_SECRET_ACCESS_KEY")?,
        session_token: value("AWS_SESSION_TOKEN"),
    })
}

impl Key {
    pub fn credentials(&self) -> callsheet_client::Credentials {
        static_key(
            &self.access_key_id,
            &self.secret,
            self.session_token.as_deref(),
        )
    }
}

fn client(endpoint: &str, region: &str, key: &Key) -> sdk::Client {
    let endpoint = Endpoint::new(endpoint, region);
    callsheet_client::connect(&endpoint, key.credentials(), "callsheet")
}

/// One sentence for a failed request, and what to do about it.
pub fn refused<E, R>(error: SdkError<E, R>) -> Refusal
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    if let Some(found) = error
        .as_service_error()
        .filter(|found| found.code().is_some())
    {
        let code = found.code().unwrap_or_default();
        let message = found.message().unwrap_or("no further explanation");
        return Refusal::new(format!("{message} ({code})"));
    }
    Refusal::new(format!(
        "the server does not answer: {}",
        DisplayErrorContext(&error)
    ))
    .next("callsheet doctor")
}

/// As `refused`, for what no SDK asks.
pub fn not_answered(error: &callsheet_client::CallError) -> Refusal {
    let refusal = Refusal::new(error);
    match error.code() {
        Some(_) => refusal,
        None => refusal.next("callsheet doctor"),
    }
}

/// Between two looks at something that changes.
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
