//! What all our calls to others have in common: how they connect, and how a failure is told.

use std::time::Duration;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

const CONNECT: Duration = Duration::from_secs(5);

type Connector = HttpsConnector<HttpConnector>;

/// A client whose requests have bodies of this kind.
pub(crate) type Https<B> = Client<Connector, B>;

/// Follows no redirect: whoever moved is told of anew.
pub(crate) fn client<B>() -> Result<Https<B>, String>
where
    B: hyper::body::Body + Send,
    B::Data: Send,
{
    Ok(Client::builder(TokioExecutor::new()).build(connector()?))
}

/// Over TLS where the address says so, trusting what this machine trusts.
pub(crate) fn connector() -> Result<Connector, String> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(CONNECT));
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let https = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|why| format!("this machine's roots of trust cannot be read: {why}"))?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    Ok(https)
}

/// With its causes, of which the last says most.
pub(crate) fn in_words(why: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(why.source(), |cause| cause.source());
    let causes = causes.map(|cause| format!(": {cause}"));
    format!("{why}{}", causes.collect::<String>())
}
