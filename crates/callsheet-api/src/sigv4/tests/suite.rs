//! AWS's own test suite: what it signs, in the header and in the query, is read as it says, and let
//! in, unless its case says why not.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use super::super::canonical::{Parts, canonical_request};
use super::super::signed::signed_values;
use super::{AuthFailure, Signed, SigningKey, sha256_hex};

#[derive(Deserialize)]
struct Suite {
    secret_access_key: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    verdict: Verdict,
    because: Option<String>,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    /// With the hash of the body at its end.
    canonical: String,
    /// The last line of the string to sign, where the suite has it.
    hashed: Option<String>,
    signature: String,
    secret_access_key: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accepted,
    Incomplete,
    Mismatch,
    #[serde(rename = "not HTTP")]
    NotHttp,
}

impl Case {
    fn headers(&self) -> Option<HeaderMap> {
        let pair = |(name, value): &(String, String)| {
            let name = name.parse::<HeaderName>().ok()?;
            Some((name, value.parse::<HeaderValue>().ok()?))
        };
        self.headers.iter().map(pair).collect()
    }

    fn verdict(&self, suite: &Suite) -> Verdict {
        let Some(headers) = self.headers() else {
            return Verdict::NotHttp;
        };
        let signed = Signed::from_request(&self.method, &self.path, &self.query, &headers);
        let signed = match signed {
            Ok(signed) => signed.expect("it is signed"),
            Err(AuthFailure::Incomplete(_)) => return Verdict::Incomplete,
            Err(failure) => panic!("{}: {failure}", self.name),
        };
        let secret = self.secret_access_key.as_ref();
        let secret = secret.unwrap_or(&suite.secret_access_key);
        let key = SigningKey::derive(secret, signed.day(), signed.region(), signed.service());
        let hash = sha256_hex(self.body.as_bytes());
        match signed.verify(&key, &hash, signed.signed_at_ms()) {
            Ok(()) => Verdict::Accepted,
            Err(AuthFailure::Mismatch) => Verdict::Mismatch,
            Err(failure) => panic!("{}: {failure}", self.name),
        }
    }

    /// What we make of it, of the headers that the suite's own form names.
    fn our_canonical(&self) -> Option<String> {
        let headers = self.headers()?;
        let mut lines = self.canonical.rsplit('\n');
        let (hash, names) = (lines.next()?, lines.next()?);
        let names: Vec<String> = names.split(';').map(str::to_owned).collect();
        let headers = signed_values(&names, &headers).ok()?;
        let text = canonical_request(&Parts {
            method: &self.method,
            raw_path: &self.path,
            raw_query: &self.query,
            service: "service",
            is_presigned: self.query.contains("X-Amz-Signature"),
            headers: &headers,
        });
        Some(text + hash)
    }
}

fn suite() -> Suite {
    serde_json::from_str(include_str!("suite.json")).unwrap()
}

#[test]
fn what_awss_suite_signs_is_let_in_or_the_case_says_why_not() {
    let suite = suite();
    assert_eq!(suite.cases.len(), 78);
    for case in &suite.cases {
        let name = &case.name;
        let verdict = case.verdict(&suite);
        assert_eq!(verdict, case.verdict, "{name}");
        let is_explained = case.because.is_some();
        assert_eq!(is_explained, verdict != Verdict::Accepted, "{name}");
        let is_named = |(header, value): &(String, String)| {
            header.eq_ignore_ascii_case("authorization") && value.ends_with(&case.signature)
        };
        let is_signed = case.headers.iter().any(is_named) || case.query.contains(&case.signature);
        assert!(is_signed, "{name}");
    }
}

#[test]
fn the_canonical_form_is_the_one_of_awss_suite() {
    for case in &suite().cases {
        let name = &case.name;
        if let Some(hashed) = &case.hashed {
            assert_eq!(*hashed, sha256_hex(case.canonical.as_bytes()), "{name}");
        }
        let ours = case.our_canonical();
        match case.verdict {
            Verdict::Accepted => assert_eq!(ours.as_ref(), Some(&case.canonical), "{name}"),
            Verdict::Incomplete | Verdict::Mismatch | Verdict::NotHttp => {
                assert_ne!(ours.as_ref(), Some(&case.canonical), "{name}");
            }
        }
    }
}
