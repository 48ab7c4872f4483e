//! A certificate and its key from files of somebody else's making.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::error::TlsError;
use super::{Fresh, provider, validity};

const DAY_S: u64 = 24 * 3600;

pub(super) fn load(certificate: &Path, key: &Path, now: SystemTime) -> Result<Fresh, TlsError> {
    let chain = chain(certificate)?;
    let own_key = private_key(key)?;
    let unusable = |why: &dyn std::fmt::Display| {
        TlsError::new(
            format!(
                "`{}` holds no usable certificate: {why}",
                certificate.display()
            ),
            "it has to be PEM: the server's own first, then those that signed it",
        )
    };
    let own = chain.first().and_then(|own| validity::of(own));
    let own = own.ok_or_else(|| unusable(&"it cannot be read"))?;
    refuse_out_of_time(certificate, own.start, own.end, now)?;
    let key = CertifiedKey::from_der(chain, own_key, &provider()).map_err(|why| match why {
        rustls::Error::InconsistentKeys(_) => TlsError::new(
            format!(
                "`{}` is not the key of `{}`",
                key.display(),
                certificate.display()
            ),
            "name the two that belong together with --tls-cert and --tls-key",
        ),
        why => unusable(&why),
    })?;
    Ok(Fresh { key, ends: own.end })
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let pem = read(path, "--tls-cert")?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|why| format!("`{}` is no PEM: {why}", path.display()));
    let found = found.and_then(|found| match found.is_empty() {
        true => Err(format!("`{}` holds no certificate", path.display())),
        false => Ok(found),
    });
    found.map_err(|what| {
        TlsError::new(
            what,
            "it has to be PEM: the server's own first, then those that signed it",
        )
    })
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let pem = read(path, "--tls-key")?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
        TlsError::new(
            format!("`{}` holds no private key that can be used", path.display()),
            "it has to be PEM (PKCS #8, PKCS #1 or SEC 1) and without a passphrase",
        )
    })
}

pub(super) fn read(path: &Path, flag: &str) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|why| {
        TlsError::new(
            format!("cannot read `{}`: {why}", path.display()),
            format!("correct {flag}, and let the user that callsheet runs as read the file"),
        )
    })
}

pub(super) fn refuse_out_of_time(
    path: &Path,
    begins: SystemTime,
    ends: SystemTime,
    now: SystemTime,
) -> Result<(), TlsError> {
    let path = path.display();
    if let Ok(since) = now.duration_since(ends) {
        let days = since.as_secs() / DAY_S;
        let next = "renew it; a server that runs reads it again by itself";
        return Err(TlsError::new(
            format!("`{path}` ended {days} days ago"),
            next,
        ));
    }
    if begins > now {
        let next = "set this machine's clock by NTP, or use it later";
        return Err(TlsError::new(format!("`{path}` does not hold yet"), next));
    }
    Ok(())
}

/// Whether files are the ones of before. What certbot replaces is a link to another file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamp([Option<(u64, u64, i64, i64)>; 2]);

impl Stamp {
    pub fn of(certificate: &Path, key: &Path) -> Self {
        Self([certificate, key].map(|path| {
            let found = std::fs::metadata(path).ok()?;
            Some((found.ino(), found.len(), found.mtime(), found.mtime_nsec()))
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const YEAR: Duration = Duration::from_secs(365 * DAY_S);

    struct Files(tempfile::TempDir);

    impl Files {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn load(&self, now: SystemTime) -> Result<Fresh, TlsError> {
            let at = |name| self.0.path().join(name);
            load(&at("cert.pem"), &at("key.pem"), now)
        }

        fn put(&self, name: &str, text: &str) {
            std::fs::write(self.0.path().join(name), text).unwrap();
        }

        /// A certificate of its own for a year from now, and its key.
        fn make(&self, now: SystemTime) -> rcgen::KeyPair {
            let key = rcgen::KeyPair::generate().unwrap();
            let mut params =
                rcgen::CertificateParams::new(vec!["farm.example".to_owned()]).unwrap();
            (params.not_before, params.not_after) = (now.into(), (now + YEAR).into());
            self.put("cert.pem", &params.self_signed(&key).unwrap().pem());
            self.put("key.pem", &key.serialize_pem());
            key
        }

        fn refusal(&self, now: SystemTime) -> String {
            match self.load(now) {
                Ok(_) => panic!("it was taken"),
                Err(why) => why.to_string(),
            }
        }
    }

    #[test]
    fn a_pair_that_belongs_together_is_taken_while_it_holds() {
        let (files, now) = (Files::new(), SystemTime::now());
        files.make(now);
        assert!(files.load(now + Duration::from_secs(1)).is_ok());
        let late = files.refusal(now + YEAR + Duration::from_secs(3 * DAY_S));
        assert!(late.contains("cert.pem` ended 3 days ago"), "{late}");
        let early = files.refusal(now - Duration::from_secs(60));
        assert!(early.contains("does not hold yet"), "{early}");
    }

    #[test]
    fn each_fault_names_its_file_and_the_next_step() {
        let (files, now) = (Files::new(), SystemTime::now());
        assert!(files.refusal(now).contains("cannot read `"));
        files.make(now);
        files.put(
            "key.pem",
            &rcgen::KeyPair::generate().unwrap().serialize_pem(),
        );
        let other = files.refusal(now + Duration::from_secs(1));
        assert!(other.contains("key.pem` is not the key of `"), "{other}");
        files.put("key.pem", "hello");
        assert!(files.refusal(now).contains("holds no private key"));
        files.put("cert.pem", "hello");
        assert!(files.refusal(now).contains("holds no certificate"));
        files.put(
            "cert.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        );
        files.put(
            "key.pem",
            &rcgen::KeyPair::generate().unwrap().serialize_pem(),
        );
        assert!(files.refusal(now).contains("no usable certificate"));
    }

    #[test]
    fn a_file_that_was_replaced_is_another_one() {
        let (files, now) = (Files::new(), SystemTime::now());
        files.make(now);
        let at = |name| files.0.path().join(name);
        let stamp = || Stamp::of(&at("cert.pem"), &at("key.pem"));
        let before = stamp();
        assert_eq!(before, stamp());
        std::fs::copy(at("key.pem"), at("new")).unwrap();
        std::fs::rename(at("new"), at("key.pem")).unwrap();
        assert_ne!(before, stamp());
    }
}
