//! How clients reach the server: by plain HTTP on this machine, or over TLS from anywhere.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use callsheet_server::{TlsError, TlsSource, names_of_this_machine};
use serde::{Deserialize, Serialize};

use crate::config::Layer;
use crate::data_dir::DataDir;
use crate::refusal::{Refusal, Result};

/// `tls` as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// With a certificate of callsheet's own authority, which clients are told to trust
    Auto,
}

/// What the settings about it mean together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    source: Source,
    /// The names that were given, in their order.
    names: Vec<String>,
    /// What clients have to trust to take the certificate.
    ca_file: Option<PathBuf>,
    insecure_http: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Source {
    Plain,
    Own { folder: PathBuf },
    Files { certificate: PathBuf, key: PathBuf },
}

impl Front {
    pub fn settle(layer: &Layer, data_dir: &DataDir) -> Result<Self> {
        let source = match (layer.tls, &layer.tls_cert, &layer.tls_key) {
            (None, None, None) => Source::Plain,
            (Some(Tls::Auto), None, None) => Source::Own {
                folder: data_dir.tls(),
            },
            (None, Some(certificate), Some(key)) => Source::Files {
                certificate: certificate.clone(),
                key: key.clone(),
            },
            (Some(Tls::Auto), _, _) => {
                return Err(Refusal::misuse(
                    "`tls = \"auto\"` makes the certificate that `tls_cert` names",
                )
                .next("leave out either of them"));
            }
            (None, Some(_), None) | (None, None, Some(_)) => {
                return Err(Refusal::misuse(
                    "`tls_cert` and `tls_key` are of no use without each other",
                )
                .next("name both, or write `tls = \"auto\"` and neither"));
            }
        };
        let of_own = match &source {
            Source::Own { folder } => Some(TlsSource::authority_file(folder)),
            Source::Plain | Source::Files { .. } => None,
        };
        let given = layer.tls_ca.as_deref().map(std::path::absolute);
        let given = given.transpose().map_err(Refusal::misuse)?;
        Ok(Front {
            source,
            names: layer.tls_name.clone().unwrap_or_default(),
            ca_file: given.or(of_own),
            insecure_http: layer.insecure_http.unwrap_or(false),
        })
    }

    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_deref()
    }

    /// Where the certificate comes from, with all names that our own authority signs.
    pub fn tls(&self, address: SocketAddr) -> Option<TlsSource> {
        match &self.source {
            Source::Plain => None,
            Source::Own { folder } => {
                let mut names = names_of_this_machine(address.ip());
                names.extend(host_name());
                names.extend(self.names.iter().cloned());
                Some(TlsSource::Own {
                    folder: folder.clone(),
                    names,
                })
            }
            Source::Files { certificate, key } => Some(TlsSource::Files {
                certificate: certificate.clone(),
                key: key.clone(),
            }),
        }
    }

    /// Whether this address may be listened on so; and what is said of it in the log.
    pub fn admit(&self, address: SocketAddr) -> Result<Option<String>> {
        if self.source != Source::Plain || address.ip().is_loopback() {
            return Ok(None);
        }
        if self.insecure_http {
            return Ok(Some(format!(
                "plain HTTP on {address}: whoever is between can read and change what is sent, \
                 unless a TLS proxy stands before it"
            )));
        }
        Err(
            Refusal::misuse(format!("plain HTTP on {address} could be read on its way"))
                .next("add --tls auto, or --insecure-http where a TLS proxy stands before it"),
        )
    }

    /// The server's address as clients on this machine call it. A certificate of somebody else's is
    /// for names, so one of those has to be called.
    pub fn endpoint(&self, address: SocketAddr) -> Result<String> {
        let reachable = crate::listen::reachable(address);
        let Some(tls) = self.tls(address) else {
            return Ok(format!("http://{reachable}"));
        };
        if let Some(ca_file) = self.given_ca_file() {
            callsheet_server::read_trusted(ca_file).map_err(refused)?;
        }
        let host = match (&tls, self.names.first()) {
            (TlsSource::Files { .. }, Some(name)) => name.clone(),
            (TlsSource::Files { .. }, None) | (TlsSource::Own { .. }, _) => {
                reachable.ip().to_string()
            }
        };
        if !tls.is_for(&host).map_err(refused)? {
            return Err(Refusal::new(format!(
                "the certificate is not for `{host}`, so no client takes it"
            ))
            .next("name with --tls-name what it is for"));
        }
        let port = reachable.port();
        Ok(if host.contains(':') {
            format!("https://[{host}]:{port}")
        } else {
            format!("https://{host}:{port}")
        })
    }

    fn given_ca_file(&self) -> Option<&Path> {
        match &self.source {
            Source::Own { folder }
                if self.ca_file() == Some(&TlsSource::authority_file(folder)) =>
            {
                None
            }
            Source::Own { .. } | Source::Plain | Source::Files { .. } => self.ca_file(),
        }
    }
}

fn refused(why: TlsError) -> Refusal {
    Refusal::new(why.what).next(why.next)
}

/// What this machine calls itself, if a certificate can say that.
fn host_name() -> Option<String> {
    let name = rustix::system::uname().nodename().to_str().ok()?.to_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    (!name.is_empty() && name.chars().all(is_plain)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(change: impl FnOnce(&mut Layer)) -> (tempfile::TempDir, Result<Front>) {
        let temporary = tempfile::tempdir().unwrap();
        let data_dir = DataDir::locate(Some(temporary.path())).unwrap();
        let mut layer = Layer::default();
        change(&mut layer);
        let front = Front::settle(&layer, &data_dir);
        (temporary, front)
    }

    fn at(address: &str) -> SocketAddr {
        address.parse().unwrap()
    }

    #[test]
    fn plain_http_stays_on_this_machine_unless_told_otherwise() {
        let (_temporary, plain) = front(|_| {});
        let plain = plain.unwrap();
        assert_eq!(plain.admit(at("127.0.0.1:8720")).unwrap(), None);
        assert_eq!(plain.admit(at("[::1]:8720")).unwrap(), None);
        for address in ["0.0.0.0:8720", "[::]:8720", "10.0.0.7:8720"] {
            let refusal = plain.admit(at(address)).unwrap_err();
            assert!(refusal.to_string().contains("--tls auto"), "{refusal}");
            assert_eq!(refusal.code(), 2);
        }
        let (_temporary, told) = front(|layer| layer.insecure_http = Some(true));
        let warning = told.unwrap().admit(at("0.0.0.0:8720")).unwrap();
        assert!(warning.unwrap().contains("TLS proxy"));
        let (_temporary, tls) = front(|layer| layer.tls = Some(Tls::Auto));
        assert_eq!(tls.unwrap().admit(at("0.0.0.0:8720")).unwrap(), None);
    }

    #[test]
    fn with_tls_the_address_says_so_and_clients_know_whom_to_trust() {
        let (temporary, front) = front(|layer| {
            layer.tls = Some(Tls::Auto);
            layer.tls_name = Some(vec!["farm.example".to_owned()]);
        });
        let front = front.unwrap();
        let endpoint = front.endpoint(at("0.0.0.0:8720")).unwrap();
        assert_eq!(endpoint, "https://127.0.0.1:8720");
        let ca_file = temporary.path().join("tls/ca.pem");
        assert_eq!(front.ca_file(), Some(ca_file.as_path()));
        assert!(ca_file.exists());
        let tls = front.tls(at("0.0.0.0:8720")).unwrap();
        assert!(tls.is_for("farm.example").unwrap() && tls.is_for("localhost").unwrap());
        assert!(!tls.is_for("elsewhere.example").unwrap());
    }

    #[test]
    fn halves_and_contradictions_are_refused() {
        let file = || Some(PathBuf::from("/cert.pem"));
        let (_temporary, half) = front(|layer| layer.tls_cert = file());
        assert!(half.unwrap_err().to_string().contains("`tls_key`"));
        let (_temporary, both) = front(|layer| {
            layer.tls = Some(Tls::Auto);
            layer.tls_cert = file();
        });
        assert!(both.unwrap_err().to_string().contains("leave out"));
    }
}
