//! The door to the server crate: settings in, one clear message out.

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use callsheet_server::{
    EventFile, EventSettings, ExternalStore, FirstRun, KeyRole, Level, OidcSettings, Prices,
    Quotas, RequestRate, Server, ServerConfig, StoreUrl,
};

use crate::config::{Events, Settings};
use crate::control::Orders;
use crate::data_dir::DataDir;
use crate::provision::{self, PROFILE, Place, Provision, WORKER_PROFILE};
use crate::refusal::{Refusal, Result};

/// A database that has not answered by then is not there.
const PATIENCE: Duration = Duration::from_secs(3);

pub struct Service {
    server: Server,
    data_dir: DataDir,
    region: String,
}

/// `address` is what is listened on.
pub async fn open(settings: &Settings, address: SocketAddr) -> Result<Service> {
    let server = callsheet_server::open(config(settings, address)?)
        .await
        .map_err(|error| {
            Refusal::new(format!("the server cannot start: {error}")).next("callsheet doctor")
        })?;
    Ok(Service {
        server,
        data_dir: settings.data_dir()?,
        region: settings.region.clone(),
    })
}

/// How many seconds of its rate a principal may use at once, unless told otherwise.
const BURST_SECONDS: NonZeroU32 = NonZeroU32::new(2).expect("not 0");

fn config(settings: &Settings, address: SocketAddr) -> Result<ServerConfig> {
    Ok(ServerConfig {
        store: store_url(settings)?,
        data_dir: settings.data_dir.clone(),
        region: settings.region.clone(),
        account_id: settings.account_id.clone(),
        silence_after_s: settings.silence_after_s,
        update_interval_s: settings
            .update_interval_s
            .unwrap_or(ServerConfig::DEFAULT_UPDATE_INTERVAL_S),
        max_body_bytes: settings.max_body_bytes,
        objects: objects(settings)?,
        prices: prices(settings),
        job_retention_days: settings.job_retention_days,
        audit_retention_days: settings.audit_retention_days,
        events: events(settings),
        quotas: quotas(settings),
        request_rate: request_rate(settings),
        bounds: settings.bounds,
        rehearse_with: Some(this_program()?),
        tls: settings.front.tls(address),
        sign_in_session_s: settings.sign_in.session_s,
        oidc: oidc(settings)?,
    })
}

/// As it runs, even where another one has been put into its place.
fn this_program() -> Result<PathBuf> {
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() {
        return Ok(own);
    }
    std::env::current_exe()
        .map_err(|why| Refusal::new(format!("this program cannot be found: {why}")))
}

fn oidc(settings: &Settings) -> Result<Option<OidcSettings>> {
    let oidc = settings.sign_in.oidc.as_ref();
    oidc.map(|oidc| oidc.open(&settings.data_dir)).transpose()
}

fn objects(settings: &Settings) -> Result<Option<ExternalStore>> {
    let Settings {
        data_dir,
        region,
        account_id,
        ..
    } = settings;
    let objects = settings.objects.as_ref();
    objects
        .map(|objects| objects.open(data_dir, region, account_id))
        .transpose()
}

fn events(settings: &Settings) -> EventSettings {
    EventSettings {
        always: match settings.events {
            Events::Wanted => Level::Nothing,
            Events::Jobs => Level::Jobs,
            Events::Tasks => Level::Tasks,
        },
        retention_s: settings.events_retention_s,
        file: settings.events_file.clone().map(|path| EventFile {
            path,
            most_bytes: settings.events_file_bytes,
            most_old: settings.events_files_kept,
        }),
        webhook_attempts: settings.webhook_attempts,
    }
}

fn request_rate(settings: &Settings) -> Option<RequestRate> {
    let per_s = NonZeroU32::new(settings.requests_per_s?)?;
    let burst = settings.request_burst.and_then(NonZeroU32::new);
    Some(RequestRate {
        per_s,
        burst: burst.unwrap_or_else(|| per_s.saturating_mul(BURST_SECONDS)),
    })
}

/// Settings have been checked by then.
fn quotas(settings: &Settings) -> Quotas {
    let mut quotas = Quotas::default();
    for (name, most) in &settings.quotas {
        if let Ok(quota) = name.parse() {
            quotas.set(quota, most.count());
        }
    }
    quotas
}

/// Settings have been checked by then.
fn prices(settings: &Settings) -> Prices {
    let of_fleets = settings.fleet_worker_hour_usd.iter();
    Prices {
        worker_hour_usd: settings.worker_hour_usd,
        of_fleets: of_fleets
            .filter_map(|(fleet, usd)| Some((fleet.parse().ok()?, *usd)))
            .collect(),
    }
}

pub fn store_url(settings: &Settings) -> Result<StoreUrl> {
    StoreUrl::from_str(settings.store.reveal()).map_err(|error| {
        Refusal::misuse(format!("the setting `store` is of no use: {error}"))
            .next("correct it in callsheet.toml, in CALLSHEET_STORE or in --store")
    })
}

impl Service {
    /// Makes the first farm, queue and fleet, or finds them again, and writes the files that
    /// clients read. A start that was killed half-way is finished by the next one.
    pub async fn provision(&self, orders: &Orders) -> Result<(Provision, bool)> {
        let made = self.server.first_run(FirstRun::default()).await;
        let made = made.map_err(failed("cannot make the first farm"))?;
        let provision = Provision {
            farm_id: made.farm_id.to_string(),
            queue_id: made.queue_id.to_string(),
            fleet_id: made.fleet_id.to_string(),
            region: self.region.clone(),
        };
        let is_known = Provision::read(&self.data_dir)?
            .is_some_and(|known| known.farm_id == provision.farm_id);
        // A key that was lost cannot be shown again, only replaced.
        if !is_known || !self.has_keys() {
            self.write_keys(&made).await?;
        }
        // Last, because its presence says that all the rest is there.
        let objects = orders.settings.objects_place();
        let place = Place {
            endpoint: &orders.endpoint,
            ca_file: orders.settings.front.ca_file(),
            objects: objects.as_ref(),
        };
        provision.write(&self.data_dir, &place)?;
        Ok((provision, !is_known))
    }

    fn has_keys(&self) -> bool {
        let files = [
            self.data_dir.aws_credentials(),
            self.data_dir.worker_credentials(),
        ];
        files.iter().all(|file| file.exists())
    }

    async fn write_keys(&self, made: &callsheet_server::Provisioned) -> Result<()> {
        let host = KeyRole::WorkerHost {
            farm_id: made.farm_id,
            fleet_id: made.fleet_id,
        };
        let keys = [
            (self.data_dir.aws_credentials(), PROFILE, KeyRole::Admin),
            (self.data_dir.worker_credentials(), WORKER_PROFILE, host),
        ];
        for (path, profile, role) in keys {
            let key = self.server.mint_access_key(role).await;
            let key = key.map_err(failed("cannot make a key"))?;
            provision::write_key(&path, profile, &key.id, &key.secret)?;
        }
        Ok(())
    }

    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<()> {
        let served = self.server.serve(listener, stop).await;
        served.map_err(failed("the server ended"))
    }
}

fn failed<E: std::fmt::Display>(doing: &'static str) -> impl Fn(E) -> Refusal {
    move |error| Refusal::new(format!("{doing}: {error}")).next("callsheet doctor")
}

/// What a look at the store's address finds, without opening it.
pub fn examine_store(settings: &Settings) -> Result<String> {
    match store_url(settings)? {
        StoreUrl::Sqlite(path) => match std::fs::metadata(&path) {
            Ok(found) => Ok(format!("{} ({} KiB)", path.display(), found.len() / 1024)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(format!("{} will be made", path.display()))
            }
            Err(error) => Err(Refusal::new(format!(
                "cannot look at the store `{}`: {error}",
                path.display()
            ))
            .next("look at who owns that file and its folder")),
        },
        StoreUrl::Postgres(_) => examine_postgres(settings),
    }
}

/// Knocks at the database's port. Its password and its tables are tried by a start.
fn examine_postgres(settings: &Settings) -> Result<String> {
    let url = settings.store.reveal();
    let Some(place) = place_of(url) else {
        return Ok("PostgreSQL by a socket, tried when the server starts".to_owned());
    };
    let address = std::net::ToSocketAddrs::to_socket_addrs(place.as_str())
        .ok()
        .and_then(|mut found| found.next());
    let address = address.ok_or_else(|| {
        Refusal::new(format!("`{place}` is not an address")).next("correct the setting `store`")
    })?;
    std::net::TcpStream::connect_timeout(&address, PATIENCE)
        .map(|_| format!("PostgreSQL answers at {place}"))
        .map_err(|error| {
            Refusal::new(format!("PostgreSQL does not answer at {place}: {error}"))
                .next("start it, or correct the setting `store`")
        })
}

/// `host:port` of a PostgreSQL address; none if it names no host.
fn place_of(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?']).next()?;
    let place = authority
        .rsplit_once('@')
        .map_or(authority, |(_, place)| place);
    match place {
        "" => None,
        place if place.contains(':') => Some(place.to_owned()),
        place => Some(format!("{place}:5432")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_database_is_found_and_its_password_is_not() {
        assert_eq!(place_of("postgres://u:p@h/d"), Some("h:5432".to_owned()));
        assert_eq!(place_of("postgres://u@h:1/d?x=y"), Some("h:1".to_owned()));
        assert_eq!(place_of("postgres:///d?host=/run"), None);
    }
}
