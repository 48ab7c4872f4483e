//! The official SDK's client, set up for a server of one's own.

use std::time::Duration;

use aws_sdk_deadline as sdk;
use sdk::config::retry::RetryConfig;
use sdk::config::timeout::TimeoutConfig;
use sdk::config::{AppName, BehaviorVersion, IdentityCache, Region, StalledStreamProtectionConfig};

use crate::credentials::SharedCredentials;
use crate::host_prefix::KeepHost;
use crate::http_client;

/// By this header a worker asks that an UpdateWorkerSchedule that finds nothing be held: its
/// value says for how many seconds at most.
pub const HOLD_HEADER: &str = "callsheet-hold-s";

/// Longer than the longest hold, so that a held request is not taken for a dead one.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(35);

/// Where a server is, and the region that it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub url: String,
    pub region: String,
}

impl Endpoint {
    pub fn new(url: &str, region: &str) -> Self {
        Endpoint {
            url: url.trim_end_matches('/').to_owned(),
            region: region.to_owned(),
        }
    }
}

/// Who tries again when the server does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// The SDK, a few times: for commands.
    Few,
    /// The caller: for programs with a rhythm of their own.
    CallersOwn,
}

/// A client for commands.
pub fn connect(
    endpoint: &Endpoint,
    credentials: impl Into<SharedCredentials>,
    app_name: &str,
) -> sdk::Client {
    build(
        Some(endpoint),
        &endpoint.region,
        credentials.into(),
        app_name,
        Patience::Few,
    )
}

/// A client for commands that look at an account of AWS's own service.
pub fn connect_to_aws(
    region: &str,
    credentials: impl Into<SharedCredentials>,
    app_name: &str,
) -> sdk::Client {
    build(None, region, credentials.into(), app_name, Patience::Few)
}

/// A client for programs that repeat their requests by themselves.
pub fn connect_patiently(
    endpoint: &Endpoint,
    credentials: impl Into<SharedCredentials>,
    app_name: &str,
) -> sdk::Client {
    let region = &endpoint.region;
    build(
        Some(endpoint),
        region,
        credentials.into(),
        app_name,
        Patience::CallersOwn,
    )
}

/// Without an endpoint the SDK finds AWS's own.
fn build(
    endpoint: Option<&Endpoint>,
    region: &str,
    credentials: SharedCredentials,
    app_name: &str,
    patience: Patience,
) -> sdk::Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(http_client::CONNECT_TIMEOUT)
        .read_timeout(ATTEMPT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    let retries = match patience {
        Patience::Few => RetryConfig::standard(),
        Patience::CallersOwn => RetryConfig::disabled(),
    };
    let mut config = sdk::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(credentials)
        // The key may be exchanged at any time.
        .identity_cache(IdentityCache::no_cache())
        .http_client(http_client::shared())
        .timeout_config(timeouts)
        .retry_config(retries)
        // A held request is silent on purpose.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    if let Some(endpoint) = endpoint {
        config = config
            .endpoint_url(&endpoint.url)
            .interceptor(KeepHost::of(&endpoint.url));
    }
    if let Ok(name) = AppName::new(app_name.to_owned()) {
        config = config.app_name(name);
    }
    sdk::Client::from_conf(config.build())
}
