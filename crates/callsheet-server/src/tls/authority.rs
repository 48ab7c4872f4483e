//! An authority of our own, for a studio that has none: a key and a certificate in the data folder.
//!
//! Clients are told to trust it once. What it signs is made anew at each start and never leaves
//! the memory, so that there is one key on the disk and not two.

use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};

use super::error::TlsError;
use super::{Fresh, given, provider, validity};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// An authority is trusted by hand on many machines; nobody wants to do that again soon.
const AUTHORITY_HOLDS: Duration = DAY.saturating_mul(3650);
const CERTIFICATE_HOLDS: Duration = DAY.saturating_mul(90);
/// A certificate with less left than this is made anew.
const RENEWED_BEFORE: Duration = DAY.saturating_mul(30);
/// Clients whose clocks are behind ours take it too.
const BACKDATED: Duration = DAY;

pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    ends: SystemTime,
}

pub(super) fn certificate_file(folder: &Path) -> PathBuf {
    folder.join("ca.pem")
}

pub(super) fn key_file(folder: &Path) -> PathBuf {
    folder.join("ca-key.pem")
}

/// Whether what ends then is to be made anew.
pub(super) fn is_due(ends: SystemTime, now: SystemTime) -> bool {
    ends <= now + RENEWED_BEFORE
}

impl Authority {
    /// The key comes first: a start that was killed between the two finds it, and signs it.
    pub fn open_or_create(folder: &Path, now: SystemTime) -> Result<Self, TlsError> {
        make_folder(folder)?;
        let key = match read(&key_file(folder))? {
            Some(pem) => KeyPair::from_pem(&pem)
                .map_err(|why| damaged(folder, &key_file(folder), &why.to_string()))?,
            None => {
                let key = KeyPair::generate().map_err(|why| unmade(&why))?;
                write(&key_file(folder), &key.serialize_pem(), 0o600)?;
                key
            }
        };
        let params = params(&key, now);
        let pem = match read(&certificate_file(folder))? {
            Some(pem) => pem,
            None => {
                let pem = params.self_signed(&key).map_err(|why| unmade(&why))?.pem();
                write(&certificate_file(folder), &pem, 0o644)?;
                pem
            }
        };
        Self::of(folder, params, key, &pem, now)
    }

    fn of(
        folder: &Path,
        params: CertificateParams,
        key: KeyPair,
        pem: &str,
        now: SystemTime,
    ) -> Result<Self, TlsError> {
        let path = certificate_file(folder);
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|why| damaged(folder, &path, &why.to_string()))?;
        let holds = validity::of(&certificate)
            .ok_or_else(|| damaged(folder, &path, "it is no certificate"))?;
        if !belongs(&certificate, &key) {
            return Err(damaged(
                folder,
                &path,
                "it is not that of the key beside it",
            ));
        }
        given::refuse_out_of_time(&path, holds.start, holds.end, now)
            .map_err(|why| TlsError::new(why.what, make_another(folder)))?;
        Ok(Self {
            issuer: Issuer::new(params, key),
            certificate,
            ends: holds.end,
        })
    }

    /// A certificate for these names, and a key that is nowhere else.
    pub fn issue(&self, names: &[String], now: SystemTime) -> Result<Fresh, TlsError> {
        let unmade = |why: &dyn std::fmt::Display| {
            let names = names.join("`, `");
            TlsError::new(
                format!("a certificate for `{names}` cannot be made: {why}"),
                "correct --tls-name",
            )
        };
        let ends = self.ends.min(now + CERTIFICATE_HOLDS);
        let mut params = CertificateParams::new(names.to_vec()).map_err(|why| unmade(&why))?;
        params.distinguished_name = named("callsheet");
        (params.not_before, params.not_after) = ((now - BACKDATED).into(), ends.into());
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(|why| unmade(&why))?;
        let own = params
            .signed_by(&key, &self.issuer)
            .map_err(|why| unmade(&why))?;
        let chain = vec![own.der().clone(), self.certificate.clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|why| unmade(&why))?;
        let key = CertifiedKey::from_der(chain, key, &provider()).map_err(|why| unmade(&why))?;
        Ok(Fresh { key, ends })
    }
}

/// All that a certificate's issuer is known by follows from its key, so the same again comes of the
/// same key.
fn params(key: &KeyPair, now: SystemTime) -> CertificateParams {
    let mut params = CertificateParams::default();
    let digest = Sha256::digest(key.public_key_raw());
    let mark: String = digest[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    params.distinguished_name = named(&format!("callsheet CA {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = (now - BACKDATED).into();
    params.not_after = (now + AUTHORITY_HOLDS).into();
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn belongs(certificate: &CertificateDer<'static>, key: &KeyPair) -> bool {
    let key = PrivateKeyDer::try_from(key.serialize_der()).ok();
    let chain = vec![certificate.clone()];
    key.is_some_and(|key| CertifiedKey::from_der(chain, key, &provider()).is_ok())
}

fn unmade(why: &dyn std::fmt::Display) -> TlsError {
    TlsError::new(
        format!("an authority of our own cannot be made: {why}"),
        "use a certificate of somebody else's, with --tls-cert and --tls-key",
    )
}

fn damaged(folder: &Path, path: &Path, why: &str) -> TlsError {
    let what = format!("`{}` is of no use: {why}", path.display());
    TlsError::new(what, make_another(folder))
}

fn make_another(folder: &Path) -> String {
    format!(
        "restore it from a backup; or move `{}` away, and let every client trust the new `ca.pem` \
         that the next start makes",
        folder.display()
    )
}

fn make_folder(folder: &Path) -> Result<(), TlsError> {
    let made = std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder);
    made.map_err(|why| unwritable(folder, &why))
}

fn unwritable(path: &Path, why: &std::io::Error) -> TlsError {
    TlsError::new(
        format!("cannot write `{}`: {why}", path.display()),
        "look at the space on that disk and at who owns the folder",
    )
}

fn read(path: &Path) -> Result<Option<String>, TlsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
        Err(why) => Err(TlsError::new(
            format!("cannot read `{}`: {why}", path.display()),
            "let the user that callsheet runs as read it",
        )),
    }
}

/// Whole or not there at all.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), TlsError> {
    let fresh = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        drop(std::fs::remove_file(&fresh));
        let mut options = std::fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)
    };
    write().map_err(|why| unwritable(path, &why))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn names() -> Vec<String> {
        ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into()
    }

    fn refusal(folder: &Path, now: SystemTime) -> String {
        match Authority::open_or_create(folder, now) {
            Ok(_) => panic!("it was taken"),
            Err(why) => why.to_string(),
        }
    }

    /// As a client would: every signature, time and name.
    fn is_taken(authority: &Authority, fresh: &Fresh, name: &str, now: SystemTime) -> bool {
        use rustls::client::WebPkiServerVerifier;
        use rustls::client::danger::ServerCertVerifier as _;
        let mut roots = rustls::RootCertStore::empty();
        roots.add(authority.certificate.clone()).unwrap();
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider());
        let own = fresh.key.end_entity_cert().unwrap();
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let name = name.to_owned().try_into().unwrap();
        let now = rustls::pki_types::UnixTime::since_unix_epoch(since);
        let verified = verifier.build().unwrap();
        verified
            .verify_server_cert(own, &[], &name, &[], now)
            .is_ok()
    }

    #[test]
    fn what_it_signs_is_taken_for_its_names_while_it_holds_and_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let first = Authority::open_or_create(folder.path(), now).unwrap();
        let later = now + DAY.saturating_mul(400);
        let again = Authority::open_or_create(folder.path(), later).unwrap();
        assert_eq!(first.certificate, again.certificate);
        let fresh = again.issue(&names(), later).unwrap();
        for name in ["localhost", "127.0.0.1", "::1"] {
            assert!(is_taken(&first, &fresh, name, later), "{name}");
        }
        assert!(!is_taken(&first, &fresh, "farm.example", later));
        assert!(!is_taken(&first, &fresh, "localhost", fresh.ends + DAY));
        assert!(!is_due(fresh.ends, later));
        assert!(is_due(
            fresh.ends,
            later + CERTIFICATE_HOLDS - RENEWED_BEFORE
        ));
    }

    #[test]
    fn nobody_else_reads_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let within = folder.path().join("tls");
        Authority::open_or_create(&within, SystemTime::now()).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&within), 0o700);
        assert_eq!(mode(&key_file(&within)), 0o600);
    }

    #[test]
    fn a_start_that_was_killed_after_the_key_is_finished_by_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        Authority::open_or_create(folder.path(), now).unwrap();
        let key = std::fs::read(key_file(folder.path())).unwrap();
        std::fs::remove_file(certificate_file(folder.path())).unwrap();
        Authority::open_or_create(folder.path(), now).unwrap();
        assert_eq!(std::fs::read(key_file(folder.path())).unwrap(), key);
    }

    #[test]
    fn what_is_damaged_or_over_is_named_with_the_next_step() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let first = Authority::open_or_create(folder.path(), now).unwrap();
        let over = refusal(folder.path(), first.ends + DAY);
        assert!(
            over.contains("ca.pem` ended 1 days ago") && over.contains("move `"),
            "{over}"
        );
        let other = KeyPair::generate().unwrap();
        std::fs::write(key_file(folder.path()), other.serialize_pem()).unwrap();
        assert!(refusal(folder.path(), now).contains("not that of the key beside it"));
        std::fs::write(key_file(folder.path()), "hello").unwrap();
        assert!(refusal(folder.path(), now).contains("ca-key.pem` is of no use"));
    }

    #[test]
    fn a_name_that_none_can_be_made_for_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open_or_create(folder.path(), SystemTime::now()).unwrap();
        let made = authority.issue(&["färm".to_owned()], SystemTime::now());
        let why = made.err().map(|why| why.to_string()).unwrap_or_default();
        assert!(
            why.contains("`färm`") && why.contains("--tls-name"),
            "{why}"
        );
    }
}
