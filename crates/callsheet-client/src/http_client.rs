//! The HTTP clients of this crate: one pool for the SDK, one connector for each other service.

use std::sync::OnceLock;
use std::time::Duration;

use aws_sdk_deadline::config::{AsyncSleep, Sleep};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};

pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

const TLS: Provider = Provider::Rustls(CryptoMode::AwsLc);

/// Connections are pooled in here, so that it is made once.
pub fn shared() -> SharedHttpClient {
    static CLIENT: OnceLock<SharedHttpClient> = OnceLock::new();
    CLIENT
        .get_or_init(|| Builder::new().tls_provider(TLS).build_https())
        .clone()
}

pub fn connector(read_timeout: Duration) -> SharedHttpConnector {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(read_timeout)
        .build();
    let builder = Connector::builder()
        .connector_settings(settings)
        .sleep_impl(TokioSleep);
    SharedHttpConnector::new(builder.tls_provider(TLS).build())
}

/// The connector's timeouts are kept by the runtime that runs us.
#[derive(Debug)]
struct TokioSleep;

impl AsyncSleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(tokio::time::sleep(duration))
    }
}
