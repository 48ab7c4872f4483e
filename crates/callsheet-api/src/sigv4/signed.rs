//! A request that claims to be signed, and the proof.

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq as _;

use super::canonical::{Parts, SIGNATURE, canonical_request, trimmed};
use super::key::hex;
use super::{
    ALGORITHM, AuthFailure, S3, SCOPE_END, SigningKey, UNSIGNED_PAYLOAD, sha256_hex, time,
};

const SKEW_MS: i64 = 5 * 60 * 1000;
const MAX_EXPIRES_S: u32 = 7 * 24 * 60 * 60;

/// What a request says about its signer; nothing of it is proved before [`Signed::verify`].
#[derive(Clone, Debug)]
pub struct Signed {
    claim: Claim,
    signed_at_ms: i64,
    session_token: Option<String>,
    /// The value of `x-amz-content-sha256`, which only S3 goes by.
    declared_payload: Option<String>,
    canonical: String,
}

/// How to hash the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// By what has come, whatever the headers say.
    Body,
    /// S3: by this hash, which the reader of the body has to compare.
    Declared(&'a str),
    /// S3: the body is not part of the signature.
    Unsigned,
    /// S3: the body comes in chunks; this names how.
    Streaming(&'a str),
}

/// The parts that stand in the `Authorization` header or the query.
#[derive(Clone, Debug)]
struct Claim {
    access_key_id: String,
    day: String,
    region: String,
    service: String,
    signed_headers: Vec<String>,
    signature: String,
    amz_date: String,
    /// Only presigned requests say how long they are good for.
    expires_s: Option<u32>,
}

impl Signed {
    /// Reads the signature, wherever it stands. A request without one is `None`.
    pub fn from_request(
        method: &str,
        raw_path: &str,
        raw_query: &str,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, AuthFailure> {
        let in_header = claim_in_header(headers)?;
        let in_query = claim_in_query(raw_query)?;
        let (claim, session_token) = match (in_header, in_query) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return Err(AuthFailure::Malformed(
                    "it stands in the header and in the query",
                ));
            }
            (Some(claim), None) => (claim, text_of(headers, "x-amz-security-token")?),
            (None, Some(claim)) => (claim, query_value(raw_query, "X-Amz-Security-Token")),
        };
        let signed_at_ms = time::parse(&claim.amz_date).ok_or(AuthFailure::Malformed(
            "its date is not of the form 20241124T083000Z",
        ))?;
        if claim.amz_date.get(..8) != Some(claim.day.as_str()) {
            return Err(AuthFailure::Malformed(
                "its scope is of another day than its date",
            ));
        }
        let signed_headers = signed_values(&claim.signed_headers, headers)?;
        let canonical = canonical_request(&Parts {
            method,
            raw_path,
            raw_query,
            service: &claim.service,
            is_presigned: claim.expires_s.is_some(),
            headers: &signed_headers,
        });
        let declared_payload = text_of(headers, "x-amz-content-sha256")?;
        if claim.service == S3 && claim.expires_s.is_none() && declared_payload.is_none() {
            return Err(AuthFailure::Incomplete(
                "S3 needs the header x-amz-content-sha256",
            ));
        }
        Ok(Some(Self {
            claim,
            signed_at_ms,
            session_token,
            declared_payload,
            canonical,
        }))
    }

    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.claim.access_key_id
    }

    /// As in `20241124`.
    #[must_use]
    pub fn day(&self) -> &str {
        &self.claim.day
    }

    #[must_use]
    pub fn region(&self) -> &str {
        &self.claim.region
    }

    #[must_use]
    pub fn service(&self) -> &str {
        &self.claim.service
    }

    /// It is the caller of this function who compares it with the key's.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_deref()
    }

    #[must_use]
    pub fn signed_at_ms(&self) -> i64 {
        self.signed_at_ms
    }

    #[must_use]
    pub fn is_presigned(&self) -> bool {
        self.claim.expires_s.is_some()
    }

    #[must_use]
    pub fn payload(&self) -> Payload<'_> {
        if self.claim.service != S3 {
            return Payload::Body;
        }
        match self.declared_payload.as_deref() {
            None | Some(UNSIGNED_PAYLOAD) => Payload::Unsigned,
            Some(kind) if kind.starts_with("STREAMING-") => Payload::Streaming(kind),
            Some(hash) => Payload::Declared(hash),
        }
    }

    /// Proves the claim. The hash is the body's own in lower-case hex; where [`Self::payload`] is
    /// not [`Payload::Body`], what S3's headers declare is used in its place.
    ///
    /// An unknown access key should be verified too, with any key: the answer then takes the same
    /// time as for a wrong signature.
    pub fn verify(
        &self,
        key: &SigningKey,
        body_sha256_hex: &str,
        now_ms: i64,
    ) -> Result<(), AuthFailure> {
        let payload = match self.payload() {
            Payload::Body => body_sha256_hex,
            Payload::Unsigned => UNSIGNED_PAYLOAD,
            Payload::Declared(hash) => hash,
            Payload::Streaming(kind) => kind,
        };
        let request = sha256_hex(format!("{}{payload}", self.canonical).as_bytes());
        let Claim {
            amz_date,
            day,
            region,
            service,
            signature,
            ..
        } = &self.claim;
        let text =
            format!("{ALGORITHM}\n{amz_date}\n{day}/{region}/{service}/{SCOPE_END}\n{request}");
        let expected = hex(&key.sign(text.as_bytes()));
        if !bool::from(expected.as_bytes().ct_eq(signature.as_bytes())) {
            return Err(AuthFailure::Mismatch);
        }
        self.check_time(now_ms)
    }

    fn check_time(&self, now_ms: i64) -> Result<(), AuthFailure> {
        let age_ms = now_ms.saturating_sub(self.signed_at_ms);
        match self.claim.expires_s {
            _ if age_ms < -SKEW_MS => Err(AuthFailure::Skewed),
            Some(expires_s) if age_ms > i64::from(expires_s) * 1000 => Err(AuthFailure::Expired),
            None if age_ms > SKEW_MS => Err(AuthFailure::Skewed),
            Some(_) | None => Ok(()),
        }
    }
}

fn claim_in_header(headers: &HeaderMap) -> Result<Option<Claim>, AuthFailure> {
    let mut values = headers.get_all(http::header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(AuthFailure::Malformed(
            "there are two Authorization headers",
        ));
    }
    let value = value
        .to_str()
        .map_err(|_| AuthFailure::Malformed("it is not ASCII"))?;
    let (scheme, rest) = value.trim().split_once([' ', '\t']).unwrap_or((value, ""));
    if scheme != ALGORITHM {
        let is_ours = scheme.starts_with("AWS4-") || scheme == "AWS";
        let failure = AuthFailure::Malformed("only AWS4-HMAC-SHA256 is understood");
        return if is_ours { Err(failure) } else { Ok(None) };
    }
    let (mut credential, mut signed_headers, mut signature) = (None, None, None);
    for part in rest.split(',') {
        let (place, value) = match part.trim().split_once('=') {
            Some(("Credential", value)) => (&mut credential, value),
            Some(("SignedHeaders", value)) => (&mut signed_headers, value),
            Some(("Signature", value)) => (&mut signature, value),
            Some(_) | None => return Err(AuthFailure::Malformed("it has an unknown part")),
        };
        if place.replace(value).is_some() {
            return Err(AuthFailure::Malformed("it has a part twice"));
        }
    }
    let amz_date = text_of(headers, "x-amz-date")?;
    claim(
        credential,
        signed_headers,
        signature,
        amz_date.as_deref(),
        None,
    )
    .map(Some)
}

fn claim_in_query(raw_query: &str) -> Result<Option<Claim>, AuthFailure> {
    // Nearly no request is presigned, so nothing is decoded before one says that it is.
    let Some(algorithm) = query_value(raw_query, "X-Amz-Algorithm") else {
        return Ok(None);
    };
    if algorithm != ALGORITHM {
        return Err(AuthFailure::Malformed(
            "only AWS4-HMAC-SHA256 is understood",
        ));
    }
    let value = |name: &str| query_value(raw_query, name);
    let expires = value("X-Amz-Expires").ok_or(AuthFailure::Incomplete("X-Amz-Expires"))?;
    let expires_s = expires
        .parse()
        .ok()
        .filter(|seconds| (1..=MAX_EXPIRES_S).contains(seconds));
    let expires_s = expires_s.ok_or(AuthFailure::Malformed(
        "X-Amz-Expires is not in 1 to 604800",
    ))?;
    claim(
        value("X-Amz-Credential").as_deref(),
        value("X-Amz-SignedHeaders").as_deref(),
        value(SIGNATURE).as_deref(),
        value("X-Amz-Date").as_deref(),
        Some(expires_s),
    )
    .map(Some)
}

fn claim(
    credential: Option<&str>,
    signed_headers: Option<&str>,
    signature: Option<&str>,
    amz_date: Option<&str>,
    expires_s: Option<u32>,
) -> Result<Claim, AuthFailure> {
    let credential = credential.ok_or(AuthFailure::Incomplete("Credential"))?;
    let signed_headers = signed_headers.ok_or(AuthFailure::Incomplete("SignedHeaders"))?;
    let signature = signature.ok_or(AuthFailure::Incomplete("Signature"))?;
    let amz_date = amz_date.ok_or(AuthFailure::Incomplete("the date, X-Amz-Date"))?;
    // From the end, because an access key of another system may hold slashes.
    let mut parts = credential.rsplitn(5, '/');
    let mut part = || parts.next().filter(|part| !part.is_empty());
    let (Some(SCOPE_END), Some(service), Some(region), Some(day), Some(access_key_id)) =
        (part(), part(), part(), part(), part())
    else {
        return Err(AuthFailure::Malformed(
            "its Credential is not key/day/region/service/aws4_request",
        ));
    };
    Ok(Claim {
        access_key_id: access_key_id.to_owned(),
        day: day.to_owned(),
        region: region.to_owned(),
        service: service.to_owned(),
        signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
        signature: signature.to_owned(),
        amz_date: amz_date.to_owned(),
        expires_s,
    })
}

/// The signed headers with their values; an `x-amz-*` header that is not among them could have
/// been added by anybody on the way.
pub(super) fn signed_values<'a>(
    names: &'a [String],
    headers: &HeaderMap,
) -> Result<Vec<(&'a str, String)>, AuthFailure> {
    if !names.iter().any(|name| name == "host") {
        return Err(AuthFailure::Incomplete("the host header must be signed"));
    }
    for name in headers.keys() {
        let name = name.as_str();
        let is_amz = name.starts_with("x-amz-");
        if is_amz && !names.iter().any(|signed| signed == name) {
            return Err(AuthFailure::Incomplete("an x-amz- header is not signed"));
        }
        // Signed as one, joined by a comma, but read as the first: the cut must not be movable.
        if (is_amz || name == "host") && headers.get_all(name).iter().nth(1).is_some() {
            return Err(AuthFailure::Malformed(
                "the host or an x-amz- header stands twice",
            ));
        }
    }
    names
        .iter()
        .map(|name| {
            let mut value = String::new();
            let mut is_there = false;
            for part in headers.get_all(name) {
                let part = part.to_str();
                let part = part.map_err(|_| AuthFailure::Malformed("a header is not ASCII"))?;
                if is_there {
                    value.push(',');
                }
                value.push_str(&trimmed(part));
                is_there = true;
            }
            let missing = AuthFailure::Incomplete("a signed header is not in the request");
            if is_there {
                Ok((name.as_str(), value))
            } else {
                Err(missing)
            }
        })
        .collect()
}

fn text_of(headers: &HeaderMap, name: &str) -> Result<Option<String>, AuthFailure> {
    let value = headers
        .get(name)
        .map(|value| value.to_str().map(str::to_owned));
    value
        .transpose()
        .map_err(|_| AuthFailure::Malformed("a header is not ASCII"))
}

fn query_value(raw_query: &str, name: &str) -> Option<String> {
    let mut pairs = raw_query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (_, raw) = pairs.find(|(found, _)| *found == name)?;
    Some(percent_decode_str(raw).decode_utf8_lossy().into_owned())
}
