//! Configuration in layers: defaults, then the file, then `CALLSHEET_*`, then flags.
//!
//! `Layer` is what was typed, in any of the three places; `Settings` is what it means.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

use callsheet_api::ids::FleetId;
use callsheet_server::{Bounds, EventFile, EventSettings, OidcSettings, Quota, ServerConfig};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::data_dir::DataDir;
use crate::front::{Front, Tls};
use crate::objects::{self, Objects};
use crate::refusal::{Naming, Refusal, Result};

const DEFAULT_LISTEN: &str = "127.0.0.1:8720";
const DEFAULT_REGION: &str = "us-west-2";
const DEFAULT_ACCOUNT_ID: &str = "000000000000";
const DEFAULT_SILENCE_AFTER_S: u32 = 150;
const DEFAULT_MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
const DEFAULT_JOB_RETENTION_DAYS: u32 = 120;
const DEFAULT_AUDIT_RETENTION_DAYS: u32 = 120;

/// One layer. Flags and environment come through clap, which already lets flags win.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Server")]
pub struct Layer {
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:8720]
    #[arg(
        long,
        env = "CALLSHEET_LISTEN",
        value_name = "HOST:PORT",
        hide_env_values = true
    )]
    pub listen: Option<String>,
    /// Speak TLS, with a certificate that callsheet makes and renews by itself
    #[arg(
        long,
        env = "CALLSHEET_TLS",
        value_name = "HOW",
        hide_env_values = true,
        conflicts_with_all = ["tls_cert", "tls_key"]
    )]
    pub tls: Option<Tls>,
    /// Speak TLS with this certificate, and after it those that signed it, in PEM
    #[arg(
        long,
        env = "CALLSHEET_TLS_CERT",
        value_name = "FILE",
        hide_env_values = true,
        requires = "tls_key"
    )]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(
        long,
        env = "CALLSHEET_TLS_KEY",
        value_name = "FILE",
        hide_env_values = true,
        requires = "tls_cert"
    )]
    pub tls_key: Option<PathBuf>,
    /// A name that clients call this server by; may be given several times
    #[arg(
        long,
        env = "CALLSHEET_TLS_NAME",
        value_name = "NAME",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub tls_name: Option<Vec<String>>,
    /// What clients are told to trust [default: with `--tls auto` callsheet's own authority]
    #[arg(
        long,
        env = "CALLSHEET_TLS_CA",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub tls_ca: Option<PathBuf>,
    /// Speak plain HTTP on an address that other machines reach, as behind a TLS proxy
    #[arg(
        long,
        env = "CALLSHEET_INSECURE_HTTP",
        hide_env_values = true,
        num_args = 0..=1,
        default_missing_value = "true",
        require_equals = true,
        value_name = "BOOL"
    )]
    pub insecure_http: Option<bool>,
    /// Where to keep everything: `sqlite:PATH` or `postgres://…` [default: in the data folder]
    #[arg(
        long,
        env = "CALLSHEET_STORE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub store: Option<Secretive>,
    /// Region to call ourselves [default: us-west-2]
    #[arg(
        long,
        env = "CALLSHEET_REGION",
        value_name = "REGION",
        hide_env_values = true
    )]
    pub region: Option<String>,
    /// Account number to call ourselves, twelve digits [default: 000000000000]
    #[arg(
        long,
        env = "CALLSHEET_ACCOUNT_ID",
        value_name = "DIGITS",
        hide_env_values = true
    )]
    pub account_id: Option<String>,
    /// A worker that says nothing for so many seconds is lost [default: 150]
    #[arg(
        long,
        env = "CALLSHEET_SILENCE_AFTER_S",
        value_name = "S",
        hide_env_values = true
    )]
    pub silence_after_s: Option<u32>,
    /// How often workers report, in seconds; idle ones ask more often [default: 15]
    #[arg(
        long,
        env = "CALLSHEET_UPDATE_INTERVAL_S",
        value_name = "S",
        hide_env_values = true
    )]
    pub update_interval_s: Option<u32>,
    /// The largest request body that is read [default: 4194304]
    #[arg(
        long,
        env = "CALLSHEET_MAX_BODY_BYTES",
        value_name = "BYTES",
        hide_env_values = true
    )]
    pub max_body_bytes: Option<usize>,
    /// Jobs are removed so many days after they ended or were archived; 0 keeps them [default: 120]
    #[arg(
        long,
        env = "CALLSHEET_JOB_RETENTION_DAYS",
        value_name = "DAYS",
        hide_env_values = true
    )]
    pub job_retention_days: Option<u32>,
    /// Forget what the audit says so many days after it was written; 0 keeps it [default: 400]
    #[arg(
        long,
        env = "CALLSHEET_AUDIT_RETENTION_DAYS",
        value_name = "DAYS",
        hide_env_values = true
    )]
    pub audit_retention_days: Option<u32>,
    /// How many requests each principal may send a second [default: as many as it likes]
    #[arg(
        long,
        env = "CALLSHEET_REQUESTS_PER_S",
        value_name = "N",
        hide_env_values = true
    )]
    pub requests_per_s: Option<u32>,
    /// And how many at once [default: twice as many as a second]
    #[arg(
        long,
        env = "CALLSHEET_REQUEST_BURST",
        value_name = "N",
        hide_env_values = true
    )]
    pub request_burst: Option<u32>,
    /// What an hour of a worker costs, in dollars, for usage and budgets [default: 0]
    #[arg(
        long,
        env = "CALLSHEET_WORKER_HOUR_USD",
        value_name = "USD",
        hide_env_values = true
    )]
    pub worker_hour_usd: Option<f64>,
    /// Which events are kept even if nobody asks for them [default: wanted]
    #[arg(
        long,
        env = "CALLSHEET_EVENTS",
        value_name = "WHICH",
        hide_env_values = true
    )]
    pub events: Option<Events>,
    /// For how many seconds events are kept to be told again [default: 3600]
    #[arg(
        long,
        env = "CALLSHEET_EVENTS_RETENTION_S",
        value_name = "S",
        hide_env_values = true
    )]
    pub events_retention_s: Option<u32>,
    /// A file to which events are appended, one a line [default: none]
    #[arg(
        long,
        env = "CALLSHEET_EVENTS_FILE",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub events_file: Option<PathBuf>,
    /// From which size on a new file of events is begun [default: 67108864]
    #[arg(
        long,
        env = "CALLSHEET_EVENTS_FILE_BYTES",
        value_name = "BYTES",
        hide_env_values = true
    )]
    pub events_file_bytes: Option<u64>,
    /// How many full files of events are kept [default: 5]
    #[arg(
        long,
        env = "CALLSHEET_EVENTS_FILES_KEPT",
        value_name = "N",
        hide_env_values = true
    )]
    pub events_files_kept: Option<u32>,
    /// How often a webhook is tried before its events are put aside [default: 8]
    #[arg(
        long,
        env = "CALLSHEET_WEBHOOK_ATTEMPTS",
        value_name = "N",
        hide_env_values = true
    )]
    pub webhook_attempts: Option<u32>,
    /// The same for fleets of another price, by their ids.
    #[arg(skip)]
    pub fleet_worker_hour_usd: Option<BTreeMap<String, f64>>,
    /// How many there may be of each, by the quotas' names.
    #[arg(skip)]
    pub quotas: Option<BTreeMap<String, Most>>,
    /// What anybody may take of the server.
    #[arg(skip)]
    pub bounds: Option<Bounds>,
    /// An S3 store of one's own that keeps the objects.
    #[arg(skip)]
    pub objects: Option<Objects>,
    /// How people sign in.
    #[arg(skip)]
    pub sign_in: Option<SignIn>,
    /// Whether `up` runs a worker on this machine.
    #[arg(skip)]
    pub worker: Option<bool>,
    /// How log lines look.
    #[arg(skip)]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Events {
    /// What somebody is told: the file, a webhook, a client of the stream now or lately
    #[default]
    Wanted,
    /// Those of jobs, steps, fleets and budgets
    Jobs,
    /// And those of each task
    Tasks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

impl Events {
    pub fn as_str(self) -> &'static str {
        match self {
            Events::Wanted => "wanted",
            Events::Jobs => "jobs",
            Events::Tasks => "tasks",
        }
    }
}

impl LogFormat {
    pub fn as_str(self) -> &'static str {
        match self {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        }
    }
}

/// A quota as an operator writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Most {
    Count(i64),
    Word(Unlimited),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unlimited {
    Unlimited,
}

impl Most {
    pub const fn count(self) -> Option<i64> {
        match self {
            Self::Count(most) => Some(most),
            Self::Word(Unlimited::Unlimited) => None,
        }
    }
}

/// The table `[sign_in]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Whoever signed in is signed in for so long.
    pub session_s: u32,
    /// The studio's own provider.
    pub oidc: Option<Oidc>,
}

/// The table `[sign_in.oidc]`. The secret is in a file of its own, so that this one may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    pub issuer: String,
    pub client_id: String,
    /// Within the data folder, unless it is a whole path. Some providers give none.
    pub client_secret_file: Option<PathBuf>,
    #[serde(default)]
    pub scopes: Vec<String>,
    #[serde(default = "groups")]
    pub groups_claim: String,
    #[serde(default = "preferred_username")]
    pub name_claim: String,
    #[serde(default = "yes")]
    pub create_users: bool,
}

fn groups() -> String {
    "groups".to_owned()
}

fn preferred_username() -> String {
    "preferred_username".to_owned()
}

const fn yes() -> bool {
    true
}

impl Oidc {
    /// What the server needs of it, with the secret.
    pub fn open(&self, data_dir: &Path) -> Result<OidcSettings> {
        let file = self.client_secret_file.as_ref();
        let secret = file.map(|file| {
            let file = data_dir.join(file);
            let text = std::fs::read_to_string(&file).naming("cannot read", &file)?;
            Ok(text.trim().to_owned())
        });
        Ok(OidcSettings {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: secret.transpose()?,
            scopes: self.scopes.clone(),
            groups_claim: self.groups_claim.clone(),
            name_claim: self.name_claim.clone(),
            create_users: self.create_users,
        })
    }
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            session_s: ServerConfig::DEFAULT_SIGN_IN_SESSION_S,
            oidc: None,
        }
    }
}

/// An address that may hold a password, so it shows itself to nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secretive(String);

impl Secretive {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secretive {
    fn from(text: String) -> Self {
        Secretive(text)
    }
}

impl From<&str> for Secretive {
    fn from(text: &str) -> Self {
        Secretive(text.to_owned())
    }
}

impl fmt::Debug for Secretive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once(':') {
            Some((scheme, _)) => write!(f, "{scheme}:…"),
            None => f.write_str("…"),
        }
    }
}

/// What the layers mean together. The parent hands it to its server process as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub data_dir: PathBuf,
    pub listen: String,
    pub front: Front,
    pub bounds: Bounds,
    pub store: Secretive,
    pub region: String,
    pub account_id: String,
    pub silence_after_s: u32,
    pub update_interval_s: Option<u32>,
    pub max_body_bytes: usize,
    pub job_retention_days: u32,
    pub audit_retention_days: u32,
    pub requests_per_s: Option<u32>,
    pub request_burst: Option<u32>,
    pub worker_hour_usd: f64,
    pub fleet_worker_hour_usd: BTreeMap<String, f64>,
    pub events: Events,
    pub events_retention_s: u32,
    pub quotas: BTreeMap<String, Most>,
    pub events_file: Option<PathBuf>,
    pub events_file_bytes: u64,
    pub events_files_kept: u32,
    pub webhook_attempts: u32,
    pub objects: Option<Objects>,
    pub sign_in: SignIn,
    pub worker: bool,
    pub log_format: LogFormat,
}

impl Layer {
    /// Reads the file that was asked for, or the one in the data folder if there is one.
    pub fn from_file(data_dir: &DataDir, asked: Option<&Path>) -> Result<Layer> {
        let path = asked.map_or_else(|| data_dir.config_file(), Path::to_path_buf);
        if asked.is_none() && !path.exists() {
            return Ok(Layer::default());
        }
        let text = std::fs::read_to_string(&path).naming("cannot read", &path)?;
        toml::from_str(&text).map_err(|error| {
            Refusal::misuse(format!(
                "`{}`: {}",
                path.display(),
                error.to_string().trim_end()
            ))
            .next("correct that line; `callsheet server --help` explains each setting")
        })
    }

    /// This layer, and what the lower one says where this is silent.
    pub fn over(self, lower: Layer) -> Layer {
        Layer {
            listen: self.listen.or(lower.listen),
            tls: self.tls.or(lower.tls),
            tls_cert: self.tls_cert.or(lower.tls_cert),
            tls_key: self.tls_key.or(lower.tls_key),
            tls_name: self.tls_name.or(lower.tls_name),
            tls_ca: self.tls_ca.or(lower.tls_ca),
            insecure_http: self.insecure_http.or(lower.insecure_http),
            bounds: self.bounds.or(lower.bounds),
            store: self.store.or(lower.store),
            region: self.region.or(lower.region),
            account_id: self.account_id.or(lower.account_id),
            silence_after_s: self.silence_after_s.or(lower.silence_after_s),
            update_interval_s: self.update_interval_s.or(lower.update_interval_s),
            max_body_bytes: self.max_body_bytes.or(lower.max_body_bytes),
            job_retention_days: self.job_retention_days.or(lower.job_retention_days),
            audit_retention_days: self.audit_retention_days.or(lower.audit_retention_days),
            requests_per_s: self.requests_per_s.or(lower.requests_per_s),
            request_burst: self.request_burst.or(lower.request_burst),
            worker_hour_usd: self.worker_hour_usd.or(lower.worker_hour_usd),
            fleet_worker_hour_usd: self.fleet_worker_hour_usd.or(lower.fleet_worker_hour_usd),
            events: self.events.or(lower.events),
            events_retention_s: self.events_retention_s.or(lower.events_retention_s),
            quotas: self.quotas.or(lower.quotas),
            events_file: self.events_file.or(lower.events_file),
            events_file_bytes: self.events_file_bytes.or(lower.events_file_bytes),
            events_files_kept: self.events_files_kept.or(lower.events_files_kept),
            webhook_attempts: self.webhook_attempts.or(lower.webhook_attempts),
            objects: self.objects.or(lower.objects),
            sign_in: self.sign_in.or(lower.sign_in),
            worker: self.worker.or(lower.worker),
            log_format: self.log_format.or(lower.log_format),
        }
    }

    pub fn settle(self, data_dir: &DataDir) -> Result<Settings> {
        let front = Front::settle(&self, data_dir)?;
        let settings = Settings {
            data_dir: data_dir.path().to_path_buf(),
            front,
            bounds: self.bounds.unwrap_or_default(),
            listen: self.listen.unwrap_or_else(|| DEFAULT_LISTEN.to_owned()),
            store: self.store.unwrap_or_else(|| default_store(data_dir)),
            region: self.region.unwrap_or_else(|| DEFAULT_REGION.to_owned()),
            account_id: self
                .account_id
                .unwrap_or_else(|| DEFAULT_ACCOUNT_ID.to_owned()),
            silence_after_s: self.silence_after_s.unwrap_or(DEFAULT_SILENCE_AFTER_S),
            update_interval_s: self.update_interval_s,
            max_body_bytes: self.max_body_bytes.unwrap_or(DEFAULT_MAX_BODY_BYTES),
            job_retention_days: self
                .job_retention_days
                .unwrap_or(DEFAULT_JOB_RETENTION_DAYS),
            audit_retention_days: self
                .audit_retention_days
                .unwrap_or(DEFAULT_AUDIT_RETENTION_DAYS),
            requests_per_s: self.requests_per_s,
            request_burst: self.request_burst,
            worker_hour_usd: self.worker_hour_usd.unwrap_or_default(),
            fleet_worker_hour_usd: self.fleet_worker_hour_usd.unwrap_or_default(),
            events: self.events.unwrap_or_default(),
            events_retention_s: self
                .events_retention_s
                .unwrap_or(EventSettings::DEFAULT_RETENTION_S),
            quotas: self.quotas.unwrap_or_default(),
            events_file: self.events_file,
            events_file_bytes: self
                .events_file_bytes
                .unwrap_or(EventFile::DEFAULT_MOST_BYTES),
            events_files_kept: self
                .events_files_kept
                .unwrap_or(EventFile::DEFAULT_MOST_OLD),
            webhook_attempts: self
                .webhook_attempts
                .unwrap_or(EventSettings::DEFAULT_WEBHOOK_ATTEMPTS),
            objects: self.objects,
            sign_in: self.sign_in.unwrap_or_default(),
            worker: self.worker.unwrap_or(true),
            log_format: self.log_format.unwrap_or_default(),
        };
        settings.check()?;
        Ok(settings)
    }
}

fn default_store(data_dir: &DataDir) -> Secretive {
    Secretive(format!("sqlite:{}", data_dir.database().display()))
}

impl Settings {
    pub fn data_dir(&self) -> Result<DataDir> {
        DataDir::locate(Some(&self.data_dir))
    }

    pub fn address(&self) -> Result<SocketAddr> {
        let found = self
            .listen
            .to_socket_addrs()
            .ok()
            .and_then(|mut found| found.next());
        found.ok_or_else(|| {
            setting("listen", &self.listen, "not an address").next("write it as 127.0.0.1:8720")
        })
    }

    fn check(&self) -> Result<()> {
        self.address()?;
        let is_account = |c: char| c.is_ascii_digit();
        if self.account_id.len() != 12 || !self.account_id.chars().all(is_account) {
            return Err(setting("account_id", &self.account_id, "not twelve digits"));
        }
        let is_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.region.is_empty() || !self.region.chars().all(is_region) {
            return Err(setting("region", &self.region, "not the name of a region"));
        }
        if !(5..=86_400).contains(&self.silence_after_s) {
            return Err(setting(
                "silence_after_s",
                self.silence_after_s,
                "not within 5 to 86400",
            ));
        }
        if let Some(interval_s) = self.update_interval_s
            && !(1..self.silence_after_s).contains(&interval_s)
        {
            return Err(setting(
                "update_interval_s",
                interval_s,
                "not below silence_after_s",
            ));
        }
        // A job template may have 300,000 characters, and JSON may escape each of them.
        if self.max_body_bytes < 2 * 1024 * 1024 {
            return Err(setting(
                "max_body_bytes",
                self.max_body_bytes,
                "below 2097152",
            ));
        }
        // A century; more would only be a slip of the finger.
        for (name, days) in [
            ("job_retention_days", self.job_retention_days),
            ("audit_retention_days", self.audit_retention_days),
        ] {
            if days > 36_500 {
                return Err(setting(name, days, "not within 0 to 36500"));
            }
        }
        if !(60..=30 * 86_400).contains(&self.events_retention_s) {
            return Err(setting(
                "events_retention_s",
                self.events_retention_s,
                "not within 60 to 2592000",
            ));
        }
        if !(1..=100).contains(&self.webhook_attempts) {
            return Err(setting(
                "webhook_attempts",
                self.webhook_attempts,
                "not within 1 to 100",
            ));
        }
        for (name, number) in [
            ("requests_per_s", self.requests_per_s),
            ("request_burst", self.request_burst),
        ] {
            if number == Some(0) {
                return Err(setting(name, 0, "so nobody could ask for anything"));
            }
        }
        if !(300..=30 * 86_400).contains(&self.sign_in.session_s) {
            let what = format!(
                "`session_s` under [sign_in] is {}, not within 300 to 2592000",
                self.sign_in.session_s
            );
            return Err(Refusal::misuse(what).next("correct it in callsheet.toml"));
        }
        if let Some(objects) = &self.objects {
            objects.check()?;
        }
        if let Some((name, why)) = self.bounds.refusal() {
            return Err(
                Refusal::misuse(format!("the setting `{name}` of [bounds] {why}"))
                    .next("correct it in callsheet.toml; docs/running.md explains each"),
            );
        }
        self.check_prices()?;
        self.check_quotas()
    }

    /// Where clients find objects, if not where they find everything else.
    pub fn objects_place(&self) -> Option<objects::Place> {
        self.objects.as_ref()?.place(&self.region)
    }

    fn check_quotas(&self) -> Result<()> {
        for (name, most) in &self.quotas {
            if name.parse::<Quota>().is_err() {
                let names = Quota::ALL.map(Quota::name).join(", ");
                return Err(
                    Refusal::misuse(format!("`{name}` under [quotas] is no quota"))
                        .next(format!("correct it in callsheet.toml; there are: {names}")),
                );
            }
            if most.count().is_some_and(|most| most < 0) {
                return Err(
                    Refusal::misuse(format!("`{name}` under [quotas] is below 0"))
                        .next("write a number of 0 or more in callsheet.toml, or \"unlimited\""),
                );
            }
        }
        Ok(())
    }

    fn check_prices(&self) -> Result<()> {
        let is_price = |usd: f64| usd.is_finite() && usd >= 0.0;
        if !is_price(self.worker_hour_usd) {
            return Err(setting(
                "worker_hour_usd",
                self.worker_hour_usd,
                "not a price",
            ));
        }
        for (fleet, usd) in &self.fleet_worker_hour_usd {
            if fleet.parse::<FleetId>().is_err() || !is_price(*usd) {
                let what = format!("the setting `fleet_worker_hour_usd` has `{fleet} = {usd}`");
                return Err(Refusal::misuse(what).next(
                    "write it in callsheet.toml as [fleet_worker_hour_usd] and below that \
                     fleet-… = 1.25",
                ));
            }
        }
        Ok(())
    }
}

fn setting(name: &str, value: impl fmt::Display, why: &str) -> Refusal {
    Refusal::misuse(format!("the setting `{name}` is `{value}`, {why}")).next(format!(
        "correct it in callsheet.toml, in CALLSHEET_{} or in --{}",
        name.to_uppercase(),
        name.replace('_', "-")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(text: &str) -> (tempfile::TempDir, DataDir) {
        let temporary = tempfile::tempdir().unwrap();
        std::fs::write(temporary.path().join("callsheet.toml"), text).unwrap();
        let data_dir = DataDir::locate(Some(temporary.path())).unwrap();
        (temporary, data_dir)
    }

    #[test]
    fn what_is_typed_wins_over_the_file_and_the_file_over_defaults() {
        let (_temporary, data_dir) =
            folder_with("listen = '127.0.0.1:1'\nregion = 'eu-west-1'\nworker = false\n");
        let file = Layer::from_file(&data_dir, None).unwrap();
        let typed = Layer {
            listen: Some("127.0.0.1:2".to_owned()),
            ..Layer::default()
        };
        let settings = typed.over(file).settle(&data_dir).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:2");
        assert_eq!(settings.region, "eu-west-1");
        assert!(!settings.worker);
        assert_eq!(settings.account_id, DEFAULT_ACCOUNT_ID);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let (_temporary, data_dir) = folder_with("region = 'eu-west-1'\nlisen = 'x'\n");
        let refusal = Layer::from_file(&data_dir, None).unwrap_err();
        assert_eq!(refusal.code(), 2);
        let text = refusal.to_string();
        assert!(
            text.contains("line 2") && text.contains("unknown field `lisen`"),
            "{text}"
        );
    }

    #[test]
    fn a_quota_is_a_number_or_unlimited() {
        let read = |text: &str| {
            let (_temporary, data_dir) = folder_with(text);
            let layer = Layer::from_file(&data_dir, None)?;
            layer.settle(&data_dir)
        };
        let settings = read("[quotas]\nfarms = 2\nqueue_environments_per_queue = 'unlimited'\n");
        let quotas = settings.unwrap().quotas;
        assert_eq!(quotas["farms"].count(), Some(2));
        assert_eq!(quotas["queue_environments_per_queue"].count(), None);
        assert!(read("[quotas]\nfarms = 'many'\n").is_err());
    }

    #[test]
    fn a_file_that_was_asked_for_must_exist() {
        let (temporary, data_dir) = folder_with("");
        let missing = temporary.path().join("other.toml");
        assert!(Layer::from_file(&data_dir, Some(&missing)).is_err());
    }

    #[test]
    fn each_bad_value_is_named() {
        let (_temporary, data_dir) = folder_with("");
        let bad = [
            (
                Layer {
                    listen: Some("8720".to_owned()),
                    ..Layer::default()
                },
                "`listen`",
            ),
            (
                Layer {
                    account_id: Some("12".to_owned()),
                    ..Layer::default()
                },
                "`account_id`",
            ),
            (
                Layer {
                    region: Some("Oregon!".to_owned()),
                    ..Layer::default()
                },
                "`region`",
            ),
            (
                Layer {
                    silence_after_s: Some(1),
                    ..Layer::default()
                },
                "`silence_after_s`",
            ),
            (
                Layer {
                    update_interval_s: Some(150),
                    ..Layer::default()
                },
                "`update_interval_s`",
            ),
            (
                Layer {
                    max_body_bytes: Some(1),
                    ..Layer::default()
                },
                "`max_body_bytes`",
            ),
            (
                Layer {
                    job_retention_days: Some(40_000),
                    ..Layer::default()
                },
                "`job_retention_days`",
            ),
            (
                Layer {
                    events_retention_s: Some(1),
                    ..Layer::default()
                },
                "`events_retention_s`",
            ),
            (
                Layer {
                    worker_hour_usd: Some(-1.0),
                    ..Layer::default()
                },
                "`worker_hour_usd`",
            ),
            (
                Layer {
                    fleet_worker_hour_usd: Some([("fleet-1".to_owned(), 1.0)].into()),
                    ..Layer::default()
                },
                "`fleet_worker_hour_usd`",
            ),
            (
                Layer {
                    sign_in: Some(SignIn {
                        session_s: 1,
                        oidc: None,
                    }),
                    ..Layer::default()
                },
                "`session_s`",
            ),
            (
                Layer {
                    requests_per_s: Some(0),
                    ..Layer::default()
                },
                "`requests_per_s`",
            ),
            (
                Layer {
                    quotas: Some([("frames".to_owned(), Most::Count(1))].into()),
                    ..Layer::default()
                },
                "`frames`",
            ),
            (
                Layer {
                    quotas: Some([("farms".to_owned(), Most::Count(-1))].into()),
                    ..Layer::default()
                },
                "`farms`",
            ),
        ];
        for (layer, name) in bad {
            let refusal = layer.settle(&data_dir).unwrap_err();
            assert!(refusal.to_string().contains(name), "{refusal}");
            assert_eq!(refusal.code(), 2);
        }
    }

    #[test]
    fn a_password_in_the_store_address_is_never_shown() {
        let (_temporary, data_dir) = folder_with("");
        let store = Some(Secretive::from("postgres://u:hunter2@h/db"));
        let settings = Layer {
            store,
            ..Layer::default()
        }
        .settle(&data_dir)
        .unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
