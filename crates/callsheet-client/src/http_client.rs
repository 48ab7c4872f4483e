//! The HTTP clients of this crate: one pool for the SDK, one connector for each other service.

use std::sync::OnceLock;
use std::time::Duration;

use aws_sdk_deadline::config::{AsyncSleep, Sleep};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};

pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

const TLS: Provider = Provider::Rustls(CryptoMode::AwsLc);

/// What is trusted beside what this machine trusts.
static TRUSTED: OnceLock<Vec<u8>> = OnceLock::new();

/// Trusts these certificates of authorities too, in PEM. For all clients of this process, and only
/// before the first is made; the caller has made sure that they can be read.
pub fn trust(pem: Vec<u8>) {
    // The first one counts, because of it connections may be there already.
    let _ = TRUSTED.set(pem);
}

fn tls_context() -> TlsContext {
    let mut store = TrustStore::default();
    if let Some(pem) = TRUSTED.get() {
        store = store.with_pem_certificate(pem.as_slice());
    }
    let context = TlsContext::builder().with_trust_store(store).build();
    // There is nothing in it that could be wrong.
    context.unwrap_or_default()
}

/// Connections are pooled in here, so that it is made once.
pub fn shared() -> SharedHttpClient {
    static CLIENT: OnceLock<SharedHttpClient> = OnceLock::new();
    let build = || {
        let builder = Builder::new().tls_provider(TLS).tls_context(tls_context());
        builder.build_https()
    };
    CLIENT.get_or_init(build).clone()
}

pub fn connector(read_timeout: Duration) -> SharedHttpConnector {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(read_timeout)
        .build();
    let builder = Connector::builder()
        .connector_settings(settings)
        .sleep_impl(TokioSleep);
    let builder = builder.tls_provider(TLS).tls_context(tls_context());
    SharedHttpConnector::new(builder.build())
}

/// The connector's timeouts are kept by the runtime that runs us.
#[derive(Debug)]
struct TokioSleep;

impl AsyncSleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(tokio::time::sleep(duration))
    }
}
