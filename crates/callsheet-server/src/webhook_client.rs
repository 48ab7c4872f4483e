//! One signed request to a webhook, and whether its receiver took it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Request, header};
use http_body_util::Full;
use sha2::Sha256;

use crate::outbound::{Https, client, in_words};

/// From the first byte out to the receiver's word.
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) struct Letter<'a> {
    pub url: &'a str,
    pub webhook: &'a str,
    pub delivery: &'a str,
    pub secret: &'a [u8],
    pub body: &'a str,
    pub timestamp_s: i64,
}

/// Clones share connections. The roots of trust are read with the first letter.
#[derive(Clone, Default)]
pub(crate) struct WebhookClient(Arc<OnceLock<Result<Https<Full<Bytes>>, String>>>);

impl WebhookClient {
    /// Why it was not delivered, in words.
    pub async fn post(&self, letter: &Letter<'_>) -> Result<(), String> {
        let client = self.0.get_or_init(client).as_ref()?;
        let signature = sign(letter.secret, letter.timestamp_s, letter.body);
        let request = Request::post(letter.url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::USER_AGENT,
                concat!("callsheet/", env!("CARGO_PKG_VERSION")),
            )
            .header("callsheet-webhook-id", letter.webhook)
            .header("callsheet-delivery-id", letter.delivery)
            .header("callsheet-timestamp", letter.timestamp_s)
            .header("callsheet-signature", signature)
            .body(Full::from(letter.body.to_owned()))
            .map_err(|why| format!("its address is of no use: {why}"))?;
        let answered = tokio::time::timeout(PATIENCE, client.request(request)).await;
        let late = |_| format!("no answer within {} s", PATIENCE.as_secs());
        let response = answered.map_err(late)?.map_err(|why| in_words(&why))?;
        let status = response.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(format!("it answered {status}"))
        }
    }
}

/// Over the time too, so that nobody can send an old one again.
pub(crate) fn sign(secret: &[u8], timestamp_s: i64, body: &str) -> String {
    // HMAC takes keys of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length is a key");
    mac.update(format!("{timestamp_s}.").as_bytes());
    mac.update(body.as_bytes());
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1={hex}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `printf '1.{}' | openssl dgst -sha256 -hmac secret` prints it.
    #[test]
    fn a_signature_is_what_others_work_out() {
        let expected = "v1=1122767b193110cfec322b6f199b599edbf608ed087f2d27afb0b97d99523908";
        assert_eq!(sign(b"secret", 1, "{}"), expected);
    }
}
