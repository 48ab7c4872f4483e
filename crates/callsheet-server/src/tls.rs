//! TLS at the front: what is shown to clients, how a connection comes to it, and how a new
//! certificate takes the place of an old one while the server runs.

mod authority;
mod error;
mod given;
mod validity;

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use authority::Authority;
pub use error::TlsError;
use given::Stamp;

/// The names of protocols that are agreed on in a handshake.
pub(crate) const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

/// Files are looked at so often, whether they changed.
const LOOK_AT_FILES: Duration = Duration::from_secs(5);
/// And how much of its time a certificate of our own has left.
const LOOK_AT_TIME: Duration = Duration::from_secs(3600);

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsSource {
    /// An authority of our own signs one for these names; its key is in this folder.
    Own { folder: PathBuf, names: Vec<String> },
    /// From files of somebody else's making, which may change at any time.
    Files { certificate: PathBuf, key: PathBuf },
}

impl TlsSource {
    /// Opens it once, as a start would: what is wrong with it is said before anything runs.
    pub fn prepare(&self) -> Result<(), TlsError> {
        show(self, SystemTime::now()).map(drop)
    }

    /// Whether clients that call this host by this name take what they are shown.
    pub fn is_for(&self, host: &str) -> Result<bool, TlsError> {
        let shown = show(self, SystemTime::now())?;
        let Ok(name) = ServerName::try_from(host) else {
            return Ok(false);
        };
        let certificate = shown.key.end_entity_cert().and_then(|own| {
            ParsedCertificate::try_from(own)
                .and_then(|own| rustls::client::verify_server_name(&own, &name))
        });
        Ok(certificate.is_ok())
    }

    /// The file with the certificate of our own authority, which clients have to trust.
    #[must_use]
    pub fn authority_file(folder: &Path) -> PathBuf {
        authority::certificate_file(folder)
    }

    /// The file with its key, which nobody else may read.
    #[must_use]
    pub fn authority_key_file(folder: &Path) -> PathBuf {
        authority::key_file(folder)
    }
}

/// What a client is to trust: read, and known to be certificates.
pub fn read_trusted(path: &Path) -> Result<Vec<u8>, TlsError> {
    let pem = given::read(path, "--tls-ca or --ca-file")?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.unwrap_or_default();
    let mut roots = rustls::RootCertStore::empty();
    let (_, unusable) = roots.add_parsable_certificates(found);
    if roots.is_empty() || unusable > 0 {
        return Err(TlsError::new(
            format!("`{}` is no list of certificates", path.display()),
            "name a file with the certificates of authorities, in PEM",
        ));
    }
    Ok(pem)
}

/// A certificate with its key, and until when it holds.
struct Fresh {
    key: CertifiedKey,
    ends: SystemTime,
}

fn show(source: &TlsSource, now: SystemTime) -> Result<Fresh, TlsError> {
    match source {
        TlsSource::Own { folder, names } => {
            Authority::open_or_create(folder, now)?.issue(names, now)
        }
        TlsSource::Files { certificate, key } => given::load(certificate, key, now),
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// The front door's lock.
pub(crate) struct Tls {
    source: TlsSource,
    acceptor: TlsAcceptor,
    shown: Arc<Shown>,
}

#[derive(Debug)]
struct Shown(RwLock<(Arc<CertifiedKey>, SystemTime)>);

impl Shown {
    fn of(fresh: Fresh) -> Self {
        Self(RwLock::new((Arc::new(fresh.key), fresh.ends)))
    }

    fn put(&self, fresh: Fresh) {
        let mut shown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *shown = (Arc::new(fresh.key), fresh.ends);
    }

    fn ends(&self) -> SystemTime {
        self.0.read().unwrap_or_else(PoisonError::into_inner).1
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let shown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&shown.0))
    }
}

impl Tls {
    /// It reads and writes files.
    pub fn open(source: &TlsSource) -> Result<Self, TlsError> {
        let shown = Arc::new(Shown::of(show(source, SystemTime::now())?));
        let versions = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|why| TlsError::new(format!("TLS cannot be set up: {why}"), "tell us"))?;
        let mut config = versions
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shown) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
        Ok(Self {
            source: source.clone(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
            shown,
        })
    }

    pub async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }

    /// Shows what is new, for as long as it is polled.
    pub async fn stay_fresh(&self) {
        match &self.source {
            TlsSource::Own { .. } => self.renew().await,
            TlsSource::Files { certificate, key } => self.follow(certificate, key).await,
        }
    }

    /// Signs a new certificate long before the old one ends.
    async fn renew(&self) {
        loop {
            tokio::time::sleep(LOOK_AT_TIME).await;
            if authority::is_due(self.shown.ends(), SystemTime::now()) {
                self.look("the server's certificate was renewed").await;
            }
        }
    }

    /// Reads files again that somebody else has renewed. A pair of which only one half has been
    /// replaced yet does not fit: the old one is shown until the other half comes.
    async fn follow(&self, certificate: &Path, key: &Path) {
        let mut known = Stamp::of(certificate, key);
        loop {
            tokio::time::sleep(LOOK_AT_FILES).await;
            let stamp = Stamp::of(certificate, key);
            if stamp != known {
                known = stamp;
                self.look("the server's certificate was read again").await;
            }
        }
    }

    async fn look(&self, success: &'static str) {
        let source = self.source.clone();
        let looking = tokio::task::spawn_blocking(move || show(&source, SystemTime::now()));
        match looking.await {
            Ok(Ok(fresh)) => {
                self.shown.put(fresh);
                tracing::info!("{success}");
            }
            Ok(Err(why)) => tracing::warn!(%why, "the old certificate is still shown"),
            Err(why) => tracing::error!(%why, "a certificate could not be looked at"),
        }
    }
}

/// By which names clients on this machine call it, whatever it listens on.
#[must_use]
pub fn names_of_this_machine(listens_on: IpAddr) -> Vec<String> {
    let mut names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    if !listens_on.is_unspecified() && !listens_on.is_loopback() {
        names.push(listens_on.to_string());
    }
    names
}
