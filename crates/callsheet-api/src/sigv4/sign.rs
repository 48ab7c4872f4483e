//! Signing, for what we ask of others, our own tests and load generators; clients bring their own.

use super::canonical::{Parts, canonical_request, trimmed};
use super::key::hex;
use super::{ALGORITHM, S3, SCOPE_END, SigningKey, sha256_hex, time};

/// A request to be signed in its header.
#[derive(Clone, Copy)]
pub struct SignRequest<'a> {
    pub method: &'a str,
    pub raw_path: &'a str,
    pub raw_query: &'a str,
    /// All that shall be signed, in lower case, among them `host` with its port.
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
    pub access_key_id: &'a str,
    pub secret_access_key: &'a str,
    pub session_token: Option<&'a str>,
    pub region: &'a str,
    pub service: &'a str,
    pub now_ms: i64,
}

/// The headers to add to the request.
#[must_use]
pub fn sign(request: &SignRequest<'_>) -> Vec<(&'static str, String)> {
    sign_declared(request, &sha256_hex(request.body))
}

/// As [`sign`], of a body that is not here: for S3, its hash or that it is not signed.
#[must_use]
pub fn sign_declared(request: &SignRequest<'_>, body_hash: &str) -> Vec<(&'static str, String)> {
    let amz_date = time::write(request.now_ms);
    let mut added = vec![("x-amz-date", amz_date.clone())];
    added.extend(
        request
            .session_token
            .map(|token| ("x-amz-security-token", token.to_owned())),
    );
    if request.service == S3 {
        added.push(("x-amz-content-sha256", body_hash.to_owned()));
    }
    let given = request
        .headers
        .iter()
        .map(|(name, value)| (*name, trimmed(value)));
    let mut headers: Vec<(&str, String)> = given.chain(added.iter().cloned()).collect();
    headers.sort_unstable();
    let canonical = canonical_request(&Parts {
        method: request.method,
        raw_path: request.raw_path,
        raw_query: request.raw_query,
        service: request.service,
        is_presigned: false,
        headers: &headers,
    });
    let hash = sha256_hex(format!("{canonical}{body_hash}").as_bytes());
    let SignRequest {
        region,
        service,
        access_key_id,
        ..
    } = *request;
    let day = &amz_date[..8];
    let scope = format!("{day}/{region}/{service}/{SCOPE_END}");
    let key = SigningKey::derive(request.secret_access_key, day, region, service);
    let text = format!("{ALGORITHM}\n{amz_date}\n{scope}\n{hash}");
    let signature = hex(&key.sign(text.as_bytes()));
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let authorization = format!(
        "{ALGORITHM} Credential={access_key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    );
    added.push(("authorization", authorization));
    added
}
