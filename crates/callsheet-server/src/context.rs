//! What a handler works with.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use callsheet_api::Timestamp;
use callsheet_core::budget::Prices;
use callsheet_core::event::cursor::Feed;
use callsheet_core::event::shape;
use callsheet_core::quota::Quotas;
use callsheet_store::logs::Logs;
use callsheet_store::recipes::Recipes;
use callsheet_store::{Ids, Sealer, Store, StoreUrl, Tx};
use sha2::{Digest as _, Sha256};

use crate::audit::Strangers;
use crate::auth::decisions::Decisions;
use crate::auth::keys::Keys;
use crate::auth::standing::Standings;
use crate::auth::tokens::Tokens;
use crate::bounds::{Bounds, seconds};
use crate::crowd::Crowd;
use crate::error::Result;
use crate::events::{EventSettings, Tide};
use crate::external_store::{ExternalStore, Reached};
use crate::load::Load;
use crate::metrics::Metrics;
use crate::objects::Objects;
use crate::pace::Pace;
use crate::sign_in::SignIn;
use crate::sign_in::oidc::OidcSettings;
use crate::throttle::{RequestRate, Throttle};
use crate::tls::TlsSource;
use crate::waiting::Waiting;
use crate::waiting_tasks::WaitingTasks;

/// How often an idle worker asks, where nothing shorter is configured and few of them do.
const IDLE_INTERVAL_S: u32 = 5;
/// And where there are very many.
const LONGEST_IDLE_INTERVAL_S: u32 = 30;

/// Clones share everything.
#[derive(Clone, Debug)]
pub struct Cx {
    pub store: Store,
    pub clock: Clock,
    pub ids: Ids,
    pub config: Arc<ServerConfig>,
    pub sealer: Arc<Sealer>,
    pub keys: Arc<Keys>,
    pub tokens: Arc<Tokens>,
    pub standings: Arc<Standings>,
    pub decisions: Arc<Decisions>,
    pub strangers: Arc<Strangers>,
    pub logs: Arc<Logs>,
    pub objects: Objects,
    pub waiting: Waiting,
    pub pace: Arc<Pace>,
    pub waiting_tasks: Arc<WaitingTasks>,
    pub recipes: Recipes,
    /// Told after a commit that left a job to be created from its template.
    pub jobs_to_create: Arc<tokio::sync::Notify>,
    pub metrics: Arc<Metrics>,
    pub events: Arc<Tide>,
    pub throttle: Arc<Throttle>,
    pub crowd: Arc<Crowd>,
    pub load: Arc<Load>,
    pub sign_in: Arc<SignIn>,
}

impl Cx {
    /// Reads what somebody makes up; it ends when its time is up.
    pub(crate) async fn search<T: Send + 'static>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let most = seconds(self.config.bounds.search_s);
        self.store.read_within(most, name, closure).await
    }
}

#[derive(Clone, Debug)]
pub struct ServerConfig {
    pub store: StoreUrl,
    /// Where the sealing key is, and what else belongs to this server alone.
    pub data_dir: PathBuf,
    pub region: String,
    /// Twelve digits.
    pub account_id: String,
    /// A worker that says nothing for so long is lost.
    pub silence_after_s: u32,
    /// How often a busy worker reports; an idle one asks at least so often.
    pub update_interval_s: u32,
    pub max_body_bytes: usize,
    /// Where objects are, if not here.
    pub objects: Option<ExternalStore>,
    /// What usage costs.
    pub prices: Prices,
    /// Entries of the audit are forgotten so long after they were written; 0: never.
    pub audit_retention_days: u32,
    /// Jobs are removed so long after they came to rest; 0: never.
    pub job_retention_days: u32,
    pub events: EventSettings,
    /// How many there may be of each.
    pub quotas: Quotas,
    /// How often each principal may ask. None: as often as it likes.
    pub request_rate: Option<RequestRate>,
    /// What anybody may take before it is known who asks.
    pub bounds: Bounds,
    /// This program, which is called to learn whether reading a template ends. None: nobody asks.
    pub rehearse_with: Option<PathBuf>,
    /// None: plain HTTP.
    pub tls: Option<TlsSource>,
    /// Whoever signed in is signed in for so long.
    pub sign_in_session_s: u32,
    /// Where else people sign in.
    pub oidc: Option<OidcSettings>,
}

impl ServerConfig {
    /// What events that come from here say of it.
    pub(crate) fn event_source(&self, feed: Feed) -> shape::Source<'_> {
        shape::Source {
            feed,
            account_id: &self.account_id,
            region: &self.region,
        }
    }

    pub const DEFAULT_SILENCE_AFTER_S: u32 = 150;
    pub const DEFAULT_UPDATE_INTERVAL_S: u32 = 15;
    pub const DEFAULT_MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
    pub const DEFAULT_JOB_RETENTION_DAYS: u32 = 120;
    pub const DEFAULT_AUDIT_RETENTION_DAYS: u32 = 400;
    pub const DEFAULT_SIGN_IN_SESSION_S: u32 = 12 * 60 * 60;

    /// The defaults, with everything of this server in one folder.
    pub fn in_folder(data_dir: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self {
            store: StoreUrl::Sqlite(data_dir.join("callsheet.db")),
            data_dir,
            region: "us-west-2".to_owned(),
            account_id: "000000000000".to_owned(),
            silence_after_s: Self::DEFAULT_SILENCE_AFTER_S,
            update_interval_s: Self::DEFAULT_UPDATE_INTERVAL_S,
            max_body_bytes: Self::DEFAULT_MAX_BODY_BYTES,
            objects: None,
            prices: Prices::default(),
            job_retention_days: Self::DEFAULT_JOB_RETENTION_DAYS,
            audit_retention_days: Self::DEFAULT_AUDIT_RETENTION_DAYS,
            events: EventSettings::default(),
            quotas: Quotas::default(),
            request_rate: None,
            bounds: Bounds::default(),
            rehearse_with: None,
            tls: None,
            sign_in_session_s: Self::DEFAULT_SIGN_IN_SESSION_S,
            oidc: None,
        }
    }

    /// What users and groups belong to, in the form that the API gives it. It is the same on all
    /// servers of a farm.
    #[must_use]
    pub fn identity_store_id(&self) -> String {
        let digest = Sha256::digest(format!("identity store of {}", self.account_id));
        let hex: String = digest
            .iter()
            .take(5)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("d-{hex}")
    }

    /// The store whose own credentials are handed out.
    #[must_use]
    pub fn reached_directly(&self) -> Option<&ExternalStore> {
        let store = self.objects.as_ref()?;
        (store.reached == Reached::Directly).then_some(store)
    }

    #[must_use]
    pub fn silence_ms(&self) -> i64 {
        i64::from(self.silence_after_s) * 1_000
    }

    /// Without a sign of any server for so long, which is two missed beats, nobody was there to
    /// hear workers.
    #[must_use]
    pub fn absence_ms(&self) -> i64 {
        self.silence_ms() / 3
    }

    /// How often a worker asks that has a session.
    #[must_use]
    pub fn busy_interval_s(&self) -> u32 {
        self.in_time(self.update_interval_s)
    }

    /// How often one asks that has none: at least, and at most.
    #[must_use]
    pub fn idle_intervals_s(&self) -> (u32, u32) {
        let least = self.update_interval_s.min(IDLE_INTERVAL_S);
        (self.in_time(least), self.in_time(LONGEST_IDLE_INTERVAL_S))
    }

    /// Always a few times before it is lost.
    fn in_time(&self, interval_s: u32) -> u32 {
        interval_s.min(self.silence_after_s / 3).max(1)
    }
}

/// What time it is. Tests set their own.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<std::sync::atomic::AtomicI64>),
}

impl Clock {
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// Stands still at this time, until [`Clock::set`] moves it and its clones.
    #[must_use]
    pub fn stopped_at(now: Timestamp) -> Self {
        Self(Source::Set(Arc::new(now.as_ms().into())))
    }

    /// Has no effect on the system's clock.
    pub fn set(&self, now: Timestamp) {
        match &self.0 {
            Source::System => {}
            Source::Set(ms) => ms.store(now.as_ms(), std::sync::atomic::Ordering::SeqCst),
        }
    }

    /// Time that went by, however the system's clock is set meanwhile.
    #[must_use]
    pub fn since_start(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.0 {
            Source::System => START.elapsed(),
            Source::Set(_) => Duration::from_millis(self.now().as_ms().unsigned_abs()),
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        let ms = match &self.0 {
            Source::System => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Source::Set(ms) => ms.load(std::sync::atomic::Ordering::SeqCst),
        };
        Timestamp::from_ms(ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_asks_at_least_three_times_before_it_is_lost() {
        let mut config = ServerConfig::in_folder("/nowhere");
        let intervals =
            |config: &ServerConfig| (config.busy_interval_s(), config.idle_intervals_s());
        assert_eq!(intervals(&config), (15, (5, 30)));
        config.silence_after_s = 6;
        assert_eq!(intervals(&config), (2, (2, 2)));
        config.update_interval_s = 1;
        assert_eq!(intervals(&config), (1, (1, 2)));
    }
}
