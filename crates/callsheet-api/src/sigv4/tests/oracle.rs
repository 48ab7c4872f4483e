//! Beside AWS's own library for Rust: we let in what it signs, and we sign as it does.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode,
};
use http::HeaderMap;
use proptest::prelude::*;
use proptest::string::string_regex;

use super::*;

pub const NOW_MS: i64 = 1_795_509_000_000;
pub const REGION: &str = "us-west-2";
pub const HOST: &str = "127.0.0.1:8720";
/// One with a token, as roles give them out, and one without.
pub const KEYS: [(&str, &str, Option<&str>); 2] = [
    ("AKIDCALLSHEET0000001", "a+secret/key", None),
    (
        "ASIACALLSHEET0000002",
        "another/secret",
        Some("a+token/with=odd"),
    ),
];

/// A request before it is signed.
#[derive(Clone, Debug)]
pub struct Plain {
    pub method: &'static str,
    pub path: String,
    pub query: String,
    pub note: String,
    pub body: String,
    pub service: &'static str,
    pub key: usize,
    pub is_presigned: bool,
}

/// And after that, as it is on its way.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn signed(&self) -> Result<Signed, AuthFailure> {
        let signed = Signed::from_request(&self.method, &self.path, &self.query, &self.headers)?;
        signed.ok_or(AuthFailure::Missing)
    }

    /// As the server does it: the key is looked up by its id, and has its token.
    pub fn is_let_in(&self) -> bool {
        let Ok(signed) = self.signed() else {
            return false;
        };
        let known = KEYS.iter().find(|(id, ..)| *id == signed.access_key_id());
        let Some((_, secret, token)) = known else {
            return false;
        };
        let key = SigningKey::derive(secret, signed.day(), signed.region(), signed.service());
        let verified = signed.verify(&key, &sha256_hex(&self.body), NOW_MS);
        // Whoever reads S3's body compares it.
        let is_its_body = match signed.payload() {
            Payload::Declared(hash) => hash == sha256_hex(&self.body),
            Payload::Body | Payload::Unsigned | Payload::Streaming(_) => true,
        };
        verified.is_ok() && is_its_body && signed.session_token() == *token
    }
}

pub fn plain() -> impl Strategy<Value = Plain> {
    // No segment of dots: clients clean those up differently, and no route has any.
    let segment = "[a-z]([a-zA-Z0-9._~!$&'()*,;=:@-]|%[2-7][0-9A-F]){1,8}";
    let word = "([a-zA-Z0-9._~+-]|%[2-7][0-9A-F]){1,6}";
    let path = string_regex(&format!("(/{segment}){{1,4}}/?")).unwrap();
    let query = string_regex(&format!("({word}={word}(&{word}=({word})?){{0,3}})?")).unwrap();
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "PATCH", "DELETE"]);
    let service = prop::sample::select(vec!["deadline", "s3", "logs", "sts"]);
    let note = "[a-z]{1,3} {1,3}[a-z]{1,3}";
    let rest = (service, 0..KEYS.len(), any::<bool>());
    (method, path, query, note, ".{0,20}", rest).prop_map(
        |(method, path, query, note, body, (service, key, is_presigned))| Plain {
            method,
            path,
            query,
            note,
            body,
            service,
            key,
            is_presigned,
        },
    )
}

fn settings(plain: &Plain) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if plain.service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    if plain.is_presigned {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(600));
    }
    settings
}

pub fn signed_by_aws(plain: &Plain) -> Sent {
    let (id, secret, token) = KEYS[plain.key];
    let identity = Credentials::new(id, secret, token.map(str::to_owned), None, "test").into();
    let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(NOW_MS).unwrap());
    let params = aws_sigv4::sign::v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name(plain.service)
        .time(at)
        .settings(settings(plain))
        .build()
        .unwrap();
    let uri = format!("http://{HOST}{}?{}", plain.path, plain.query);
    let headers = [("host", HOST), ("x-amz-meta-note", plain.note.as_str())];
    let body = match plain.is_presigned && plain.service == "s3" {
        true => SignableBody::UnsignedPayload,
        false => SignableBody::Bytes(plain.body.as_bytes()),
    };
    let signable = SignableRequest::new(plain.method, &uri, headers.into_iter(), body).unwrap();
    let signing = aws_sigv4::http_request::sign(signable, &params.into()).unwrap();
    let mut request = http::Request::builder().method(plain.method).uri(&uri);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut request = request.body(()).unwrap();
    signing.into_parts().0.apply_to_request_http1x(&mut request);
    Sent {
        method: plain.method.to_owned(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: request.headers().clone(),
        body: plain.body.clone().into_bytes(),
    }
}

fn signed_by_us(plain: &Plain) -> Sent {
    let (access_key_id, secret_access_key, session_token) = KEYS[plain.key];
    let headers = [("host", HOST), ("x-amz-meta-note", plain.note.as_str())];
    let added = sign(&SignRequest {
        method: plain.method,
        raw_path: &plain.path,
        raw_query: &plain.query,
        headers: &headers,
        body: plain.body.as_bytes(),
        access_key_id,
        secret_access_key,
        session_token,
        region: REGION,
        service: plain.service,
        now_ms: NOW_MS,
    });
    let given = headers.map(|(name, value)| (name, value.to_owned()));
    let pair = |(name, value): (&'static str, String)| {
        (HeaderName::from_static(name), value.parse().unwrap())
    };
    Sent {
        method: plain.method.to_owned(),
        path: plain.path.clone(),
        query: plain.query.clone(),
        headers: given.into_iter().chain(added).map(pair).collect(),
        body: plain.body.clone().into_bytes(),
    }
}

#[test]
fn what_the_rust_sdk_signs_is_accepted_whatever_the_path_and_query() {
    proptest!(|(plain in plain())| {
        prop_assert!(signed_by_aws(&plain).is_let_in());
    });
}

#[test]
fn we_sign_as_the_rust_sdk_does_and_let_in_what_we_sign() {
    proptest!(|(plain in plain())| {
        let plain = Plain { is_presigned: false, ..plain };
        let (ours, theirs) = (signed_by_us(&plain), signed_by_aws(&plain));
        prop_assert_eq!(&ours.headers["authorization"], &theirs.headers["authorization"]);
        prop_assert!(ours.is_let_in());
    });
}
