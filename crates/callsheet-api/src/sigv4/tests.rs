mod changes;
mod oracle;
mod suite;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use super::*;
use crate::{Exception, ExceptionKind};

const MINUTE_MS: i64 = 60_000;

#[derive(Deserialize)]
struct Vectors {
    access_key_id: String,
    secret_access_key: String,
    signed_at: crate::Timestamp,
    region: String,
    requests: Vec<Request>,
}

#[derive(Clone, Deserialize)]
struct Request {
    name: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    service: String,
    token: Option<String>,
    presigned: bool,
}

impl Request {
    fn headers(&self) -> HeaderMap {
        let pair = |(name, value): &(String, String)| {
            (
                name.parse::<HeaderName>().unwrap(),
                value.parse::<HeaderValue>().unwrap(),
            )
        };
        self.headers.iter().map(pair).collect()
    }

    fn signed(&self) -> Result<Option<Signed>, AuthFailure> {
        Signed::from_request(&self.method, &self.path, &self.query, &self.headers())
    }

    fn verify(&self, secret: &str, now_ms: i64) -> Result<(), AuthFailure> {
        let signed = self.signed()?.ok_or(AuthFailure::Missing)?;
        let key = SigningKey::derive(secret, signed.day(), signed.region(), signed.service());
        signed.verify(&key, &sha256_hex(self.body.as_bytes()), now_ms)
    }

    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(there, _)| there != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(there, _)| there == name);
        &found
            .unwrap_or_else(|| panic!("{}: no header {name}", self.name))
            .1
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

#[test]
fn what_botocore_signs_is_accepted() {
    let vectors = vectors();
    let now_ms = vectors.signed_at.as_ms();
    assert_eq!(vectors.requests.len(), 12);
    for request in &vectors.requests {
        let name = &request.name;
        let signed = request.signed().unwrap().expect("it is signed");
        assert_eq!(signed.access_key_id(), vectors.access_key_id, "{name}");
        assert_eq!(signed.region(), vectors.region);
        assert_eq!(signed.service(), request.service);
        assert_eq!(signed.session_token(), request.token.as_deref(), "{name}");
        assert_eq!(signed.is_presigned(), request.presigned);
        assert_eq!(signed.signed_at_ms(), now_ms);
        for off_ms in [0, 4 * MINUTE_MS, -4 * MINUTE_MS] {
            let late_s3 = name == "s3 presigned" && off_ms > 0;
            let verified = request.verify(&vectors.secret_access_key, now_ms + off_ms);
            assert_eq!(verified.is_ok(), !late_s3, "{name}: {verified:?}");
        }
    }
}

#[test]
fn what_is_late_or_changed_is_rejected() {
    let vectors = vectors();
    let secret = vectors.secret_access_key.as_str();
    let now_ms = vectors.signed_at.as_ms();
    for request in &vectors.requests {
        let name = &request.name;
        let late = if request.presigned {
            AuthFailure::Expired
        } else {
            AuthFailure::Skewed
        };
        assert_eq!(
            request.verify(secret, now_ms + 11 * MINUTE_MS),
            Err(late),
            "{name}"
        );
        let early = request.verify(secret, now_ms - 6 * MINUTE_MS);
        assert_eq!(early, Err(AuthFailure::Skewed), "{name}");

        let rejected = |what: &str, change: &dyn Fn(&mut Request)| {
            let mut changed = request.clone();
            change(&mut changed);
            let verified = changed.verify(secret, now_ms);
            assert_eq!(
                verified,
                Err(AuthFailure::Mismatch),
                "{name}: another {what}"
            );
        };
        rejected("path", &|request| request.path.push('x'));
        rejected("method", &|request| request.method = "PATCH".to_owned());
        rejected("query", &|request| request.query.push_str("&more=1"));
        rejected("host", &|request| request.set("host", "127.0.0.1:8721"));
        if request.service != "s3" {
            rejected("body", &|request| request.body.push(' '));
        }
        assert_eq!(
            request.verify("another secret", now_ms),
            Err(AuthFailure::Mismatch)
        );
    }
}

#[test]
fn a_header_that_counts_must_be_signed() {
    let vectors = vectors();
    let now_ms = vectors.signed_at.as_ms();
    for request in &vectors.requests {
        let mut added = request.clone();
        added.set("x-amz-added-on-the-way", "1");
        let verified = added.verify(&vectors.secret_access_key, now_ms);
        assert!(
            matches!(verified, Err(AuthFailure::Incomplete(_))),
            "{}",
            request.name
        );

        let mut harmless = request.clone();
        harmless.set("user-agent", "changed by a proxy");
        assert_eq!(
            harmless.signed().unwrap().is_some(),
            request.signed().unwrap().is_some()
        );
    }
    let mut hostless = vectors.requests[0].clone();
    let authorization = hostless.header("authorization").replace("host;", "");
    hostless.set("authorization", &authorization);
    assert!(matches!(hostless.signed(), Err(AuthFailure::Incomplete(_))));
}

#[test]
fn the_body_is_hashed_whatever_a_header_says() {
    let vectors = vectors();
    let now_ms = vectors.signed_at.as_ms();
    let body = b"{\"displayName\":\"mine\"}";
    let headers = [("host", "h:1"), ("x-amz-content-sha256", UNSIGNED_PAYLOAD)];
    let request = SignRequest {
        method: "POST",
        raw_path: "/2023-10-12/farms",
        raw_query: "",
        headers: &headers,
        body,
        access_key_id: &vectors.access_key_id,
        secret_access_key: &vectors.secret_access_key,
        session_token: None,
        region: "eu-west-1",
        service: "deadline",
        now_ms,
    };
    let mut sent = HeaderMap::new();
    for (name, value) in headers
        .map(|(name, value)| (name, value.to_owned()))
        .into_iter()
        .chain(sign(&request))
    {
        sent.insert(name, value.parse().unwrap());
    }
    let signed = Signed::from_request("POST", "/2023-10-12/farms", "", &sent)
        .unwrap()
        .unwrap();
    assert_eq!(signed.payload(), Payload::Body);
    let key = SigningKey::derive(
        &vectors.secret_access_key,
        signed.day(),
        "eu-west-1",
        "deadline",
    );
    assert_eq!(signed.verify(&key, &sha256_hex(body), now_ms), Ok(()));
    let other = sha256_hex(b"{\"displayName\":\"theirs\"}");
    assert_eq!(
        signed.verify(&key, &other, now_ms),
        Err(AuthFailure::Mismatch)
    );
}

#[test]
fn s3_says_how_its_body_is_signed() {
    let request = vectors()
        .requests
        .into_iter()
        .find(|request| request.name == "s3")
        .unwrap();
    let payload = |value: &str| {
        let mut request = request.clone();
        request.set("x-amz-content-sha256", value);
        let signed = request.signed().unwrap().unwrap();
        format!("{:?}", signed.payload())
    };
    assert_eq!(payload("UNSIGNED-PAYLOAD"), "Unsigned");
    let streaming = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    assert_eq!(payload(streaming), format!("Streaming({streaming:?})"));
    assert_eq!(payload("2cf2"), "Declared(\"2cf2\")");
}

#[test]
fn our_signer_agrees_with_botocore() {
    let vectors = vectors();
    let now_ms = vectors.signed_at.as_ms();
    for request in vectors.requests.iter().filter(|request| !request.presigned) {
        let authorization = request.header("authorization");
        let names = authorization.split("SignedHeaders=").nth(1).unwrap();
        let names: Vec<&str> = names.split(',').next().unwrap().split(';').collect();
        let own = ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];
        let names = names.into_iter().filter(|name| !own.contains(name));
        let headers: Vec<_> = names.map(|name| (name, request.header(name))).collect();
        let added = sign(&SignRequest {
            method: &request.method,
            raw_path: &request.path,
            raw_query: &request.query,
            headers: &headers,
            body: request.body.as_bytes(),
            access_key_id: &vectors.access_key_id,
            secret_access_key: &vectors.secret_access_key,
            session_token: request.token.as_deref(),
            region: &vectors.region,
            service: &request.service,
            now_ms,
        });
        let (_, ours) = added
            .iter()
            .find(|(name, _)| *name == "authorization")
            .unwrap();
        assert_eq!(ours, authorization, "{}", request.name);
    }
}

#[test]
fn what_cannot_be_read_is_malformed_and_what_is_absent_is_none() {
    let plain = vectors()
        .requests
        .into_iter()
        .find(|request| request.name == "plain")
        .unwrap();
    let with = |value: &str| {
        let mut request = plain.clone();
        request.set("authorization", value);
        request.signed()
    };
    let mut unsigned = plain.clone();
    unsigned.headers.retain(|(name, _)| name != "authorization");
    assert!(unsigned.signed().unwrap().is_none());
    assert!(with("Bearer something").unwrap().is_none());
    let good = plain.header("authorization").to_owned();
    for value in [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 nonsense",
        "AWS4-ECDSA-P256-SHA256 Credential=a",
        "AWS AKID:signature",
        &good.replace("/deadline/", "/"),
        &good.replace("20261124/", "20261123/"),
        &good.replace("aws4_request", "aws5_request"),
    ] {
        assert!(
            matches!(with(value), Err(AuthFailure::Malformed(_))),
            "{value}"
        );
    }
    for value in [
        &good.replace("Signature=", "Sig="),
        &good.split(", Signature").next().unwrap().to_owned(),
        &good.replace("SignedHeaders=host;", "SignedHeaders=host;x-absent;"),
    ] {
        assert!(with(value).is_err(), "{value}");
    }
    let mut dateless = plain.clone();
    dateless.headers.retain(|(name, _)| name != "x-amz-date");
    assert!(matches!(dateless.signed(), Err(AuthFailure::Incomplete(_))));
    let mut twice = plain.clone();
    twice.query.push_str("&X-Amz-Algorithm=AWS4-HMAC-SHA256");
    assert!(twice.signed().is_err());
}

/// Whatever bytes a header can hold, and whatever stands in its place of the query.
#[test]
fn nothing_that_is_sent_makes_it_panic() {
    use proptest::collection::vec;
    use proptest::prelude::*;
    let bytes = vec(
        prop_oneof![Just(b'\t'), 0x20..=0x7e_u8, 0x80..=0xff_u8],
        0..60,
    );
    let name = prop::sample::select(vec![
        "host",
        "authorization",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-content-sha256",
        "x-amz-meta-note",
    ]);
    let claim = "AWS4-HMAC-SHA256 ((Credential|SignedHeaders|Signature)=[ -~]{0,40},? ?){0,4}";
    let query = "(X-Amz-(Algorithm|Expires|Date|Credential|SignedHeaders|Signature|Security-Token)=(AWS4-HMAC-SHA256|[ -~]{0,30}|%[0-9a-f]{0,2})&?){0,7}";
    let headers = vec((name, bytes), 0..6);
    proptest!(|(path in ".{0,40}", query in query, claim in claim, headers in headers)| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_bytes(&value).unwrap());
        }
        let _ = Signed::from_request("GET", &path, &query, &map);
        map.insert("authorization", claim.parse().unwrap());
        let _ = Signed::from_request("GET", &path, "", &map);
        map.insert("x-amz-date", HeaderValue::from_static("20261124T083000Z"));
        let _ = Signed::from_request("GET", &path, &query, &map);
    });
}

/// A part of the day is not the day, and what comes twice could be read in two ways.
#[test]
fn what_could_be_read_in_two_ways_is_malformed() {
    let vectors = vectors();
    let named = |name: &str| {
        vectors
            .requests
            .iter()
            .find(|one| one.name == name)
            .unwrap()
            .clone()
    };
    let plain = named("plain");
    let good = plain.header("authorization").to_owned();
    for value in [
        good.replace("/20261124/", "/202611/"),
        format!("{good}, Signature={}", "0".repeat(64)),
        format!("{good}, SignedHeaders=host"),
    ] {
        let mut changed = plain.clone();
        changed.set("authorization", &value);
        assert!(
            matches!(changed.signed(), Err(AuthFailure::Malformed(_))),
            "{value}"
        );
    }
    let mut token = named("session token");
    for name in [
        "host",
        "x-amz-date",
        "x-amz-security-token",
        "authorization",
    ] {
        let value = token.header(name).to_owned();
        let mut changed = token.clone();
        changed.headers.push((name.to_owned(), value));
        assert!(
            matches!(changed.signed(), Err(AuthFailure::Malformed(_))),
            "{name}"
        );
    }
    token.query = "X-Amz-Signature=0".to_owned();
    let verified = token.verify(&vectors.secret_access_key, vectors.signed_at.as_ms());
    assert_eq!(verified, Err(AuthFailure::Mismatch));
}

#[test]
fn failures_have_the_names_that_clients_know() {
    let kind = |failure: AuthFailure| Exception::from(failure).kind;
    assert_eq!(
        kind(AuthFailure::Missing),
        ExceptionKind::MissingAuthenticationToken
    );
    for failure in [
        AuthFailure::Malformed("it"),
        AuthFailure::Incomplete("it"),
        AuthFailure::Skewed,
        AuthFailure::Expired,
        AuthFailure::Mismatch,
    ] {
        assert_eq!(kind(failure), ExceptionKind::InvalidSignature);
        assert_eq!(Exception::from(failure).status(), 403);
    }
}
