//! Hashes and the key of a day.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::SCOPE_END;

/// The key that signs for one day, region and service. Deriving it takes four hashes, so callers
/// keep it, by access key, day, region and service.
#[derive(Clone)]
pub struct SigningKey([u8; 32]);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(<sensitive>)")
    }
}

impl SigningKey {
    #[must_use]
    pub fn derive(secret: &str, day: &str, region: &str, service: &str) -> Self {
        let start = format!("AWS4{secret}");
        let parts = [day, region, service, SCOPE_END];
        let first = hmac(start.as_bytes(), parts[0].as_bytes());
        Self(
            parts[1..]
                .iter()
                .fold(first, |key, part| hmac(&key, part.as_bytes())),
        )
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 32] {
        hmac(&self.0, text)
    }
}

fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// In lower-case hex, as signatures have it.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes).into())
}

pub(super) fn hex(bytes: &[u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}
