//! The official SDK's client for S3, for the objects that job attachments consist of.

use std::time::Duration;

use aws_sdk_s3 as sdk;
use sdk::config::retry::RetryConfig;
use sdk::config::timeout::TimeoutConfig;
use sdk::config::{BehaviorVersion, IdentityCache, Region};

use crate::credentials::SharedCredentials;
use crate::deadline::Endpoint;
use crate::http_client;

/// With its waits between them, long enough for a server that is started again.
const ATTEMPTS: u32 = 6;
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// A client whose buckets are paths, because a farm of one's own has one host name.
pub fn connect(endpoint: &Endpoint, credentials: impl Into<SharedCredentials>) -> sdk::Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(http_client::CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .build();
    let config = sdk::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(endpoint.region.clone()))
        .endpoint_url(&endpoint.url)
        .force_path_style(true)
        .credentials_provider(credentials.into())
        // The key may be exchanged at any time.
        .identity_cache(IdentityCache::no_cache())
        .http_client(http_client::shared())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    sdk::Client::from_conf(config.build())
}
