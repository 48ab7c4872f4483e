//! Of what was signed nothing can be changed; what was not signed may.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use proptest::sample::Index;

use super::oracle::{KEYS, Sent, plain, signed_by_aws};
use crate::rest_json::route;

/// Puts another sign for the one at some place that can be changed.
fn exchanged(text: &str, at: Index, is_ours: impl Fn(u8) -> bool) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let places: Vec<usize> = (0..bytes.len())
        .filter(|place| is_ours(bytes[*place]))
        .collect();
    if places.is_empty() {
        return None;
    }
    let place = *at.get(&places);
    bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
    Some(String::from_utf8(bytes).unwrap())
}

fn set(sent: &mut Sent, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).unwrap();
    sent.headers.insert(HeaderName::from_static(name), value);
}

fn header(sent: &Sent, name: &str) -> Option<String> {
    Some(sent.headers.get(name)?.to_str().unwrap().to_owned())
}

/// The same request with something else in its signature, wherever that stands.
fn claiming(sent: &Sent, from: &str, to: &str) -> Sent {
    let mut changed = sent.clone();
    match header(sent, "authorization") {
        Some(value) => set(&mut changed, "authorization", &value.replace(from, to)),
        None => {
            changed.query = sent
                .query
                .replace(&from.replace('/', "%2F"), &to.replace('/', "%2F"))
        }
    }
    changed
}

/// A value that stands in a header or, of presigned requests, in the query.
fn said(sent: &Sent, in_header: &'static str, in_query: &str) -> (String, bool) {
    match header(sent, in_header) {
        Some(value) => (value, true),
        None => {
            let pairs = sent
                .query
                .split('&')
                .filter_map(|pair| pair.split_once('='));
            let found = pairs.into_iter().find(|(name, _)| *name == in_query);
            (
                found.map(|(_, value)| value.to_owned()).unwrap_or_default(),
                false,
            )
        }
    }
}

fn saying(sent: &Sent, in_header: &'static str, value: &str, other: &str) -> Sent {
    let mut changed = sent.clone();
    if sent.headers.contains_key(in_header) {
        set(&mut changed, in_header, other);
    } else {
        changed.query = sent.query.replace(value, other);
    }
    changed
}

/// What whoever reads a query sees in it, in the order in which it is signed.
fn meant(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        let bytes: Cow<'_, [u8]> = percent_decode_str(&spaced).into();
        bytes.escape_ascii().to_string()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    pairs.sort_unstable();
    pairs
}

/// Each of these is one change, at a place by chance.
fn changes(sent: &Sent, at: Index) -> Vec<(&'static str, Sent)> {
    let mut all: Vec<(&'static str, Sent)> = Vec::new();
    let mut change = |what: &'static str, make: &dyn Fn(&mut Sent)| {
        let mut changed = sent.clone();
        make(&mut changed);
        all.push((what, changed));
    };
    change("method", &|sent| {
        sent.method = if sent.method == "GET" { "HEAD" } else { "GET" }.to_owned();
    });
    change("path", &|sent| {
        sent.path = exchanged(&sent.path, at, |byte| !b"/%".contains(&byte)).unwrap();
    });
    change("end of the path", &|sent| sent.path.push('x'));
    change("query", &|sent| sent.query.push_str("&more=1"));
    change("signature in the query", &|sent| {
        sent.query.push_str("&X-Amz-Signature=0")
    });
    change("host", &|sent| set(sent, "host", "127.0.0.2:8720"));
    change("absent host", &|sent| drop(sent.headers.remove("host")));
    change("second host", &|sent| {
        sent.headers.append("host", HeaderValue::from_static("x"));
    });
    change("signed header", &|sent| {
        let note = header(sent, "x-amz-meta-note").unwrap();
        let other = exchanged(&note, at, |byte| byte != b' ').unwrap();
        set(sent, "x-amz-meta-note", &other);
    });
    change("absent header", &|sent| {
        drop(sent.headers.remove("x-amz-meta-note"))
    });
    change("second header", &|sent| {
        sent.headers
            .append("x-amz-meta-note", HeaderValue::from_static("x"));
    });
    change("unsigned amz header", &|sent| {
        set(sent, "x-amz-acl", "private")
    });
    change("unsigned token", &|sent| {
        if !sent.headers.contains_key("x-amz-security-token") {
            set(sent, "x-amz-security-token", "a+token/with=odd");
        } else {
            sent.headers.remove("x-amz-security-token");
        }
    });
    all.extend(changed_claims(sent, at));
    all
}

fn changed_claims(sent: &Sent, at: Index) -> Vec<(&'static str, Sent)> {
    let signed = sent.signed().unwrap();
    let (id, day) = (signed.access_key_id(), signed.day());
    let (region, service) = (signed.region(), signed.service());
    let other_key = KEYS.iter().find(|(other, ..)| *other != id).unwrap().0;
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let next_day = exchanged(day, at, |_| true).unwrap();
    let mut all = vec![
        ("access key", claiming(sent, id, other_key)),
        ("unknown key", claiming(sent, id, "AKIDCALLSHEET0000009")),
        (
            "day",
            claiming(sent, &scope, &scope.replace(day, &next_day)),
        ),
        (
            "part of the day",
            claiming(sent, &scope, &scope.replace(day, &day[..6])),
        ),
        (
            "region",
            claiming(sent, &scope, &scope.replace(region, "eu-west-1")),
        ),
        (
            "end of the scope",
            claiming(sent, "aws4_request", "aws5_request"),
        ),
    ];
    for other in ["deadline", "s3", "logs", "sts"] {
        if other != service {
            let scope_of_other = scope.replace(service, other);
            all.push(("service", claiming(sent, &scope, &scope_of_other)));
        }
    }
    let (date, _) = said(sent, "x-amz-date", "X-Amz-Date");
    let later = format!("{}1Z", &date[..14]);
    if later != date {
        all.push(("date", saying(sent, "x-amz-date", &date, &later)));
    }
    let (signature, is_in_header) = said(sent, "authorization", "X-Amz-Signature");
    let signature = signature.rsplit('=').next().unwrap().to_owned();
    let other = exchanged(&signature, at, |_| true).unwrap();
    all.push(("signature", claiming(sent, &signature, &other)));
    all.push((
        "short signature",
        claiming(sent, &signature, &signature[..63]),
    ));
    all.push(("no signature", claiming(sent, &signature, "")));
    if let Some(token) = signed.session_token() {
        let (raw, _) = said(sent, "x-amz-security-token", "X-Amz-Security-Token");
        all.push((
            "token",
            saying(
                sent,
                "x-amz-security-token",
                &raw,
                &raw.replace("token", "taken"),
            ),
        ));
        assert!(token.contains("token"));
    }
    if !is_in_header {
        let longer = sent.query.replace("X-Amz-Expires=600", "X-Amz-Expires=601");
        all.push((
            "expiry",
            Sent {
                query: longer,
                ..sent.clone()
            },
        ));
    }
    all
}

#[test]
fn any_change_of_what_was_signed_is_refused() {
    proptest!(|(plain in plain(), at in any::<Index>())| {
        let sent = signed_by_aws(&plain);
        prop_assert!(sent.is_let_in());
        for (what, changed) in changes(&sent, at) {
            prop_assert!(!changed.is_let_in(), "{}: {:?}", what, changed);
        }
        let mut other_body = sent.clone();
        other_body.body.push(b' ');
        // S3's presigned addresses do not sign what is put there.
        let is_free = plain.service == "s3" && plain.is_presigned;
        prop_assert_eq!(other_body.is_let_in(), is_free);
    });
}

#[test]
fn what_is_not_signed_may_change() {
    proptest!(|(plain in plain(), value in "[ -~]{0,30}")| {
        let mut sent = signed_by_aws(&plain);
        for name in ["user-agent", "accept", "amz-sdk-request", "x-forwarded-for", "x_amz_date"] {
            set(&mut sent, name, &value);
        }
        prop_assert!(sent.is_let_in());
    });
}

/// The clean form of a path is signed, so that another one may pass; but it leads nowhere.
#[test]
fn another_path_or_query_passes_only_if_it_means_the_same() {
    let pieces = [
        "/", "/.", "/..", "%2e", "%2F", "%00", "%C0%AE", ";", "+", "%20", "&", "=", "a",
    ];
    let piece = prop::sample::select(pieces.to_vec());
    proptest!(|(plain in plain(), at in any::<Index>(), piece in piece)| {
        let sent = signed_by_aws(&plain);
        let spliced = |text: &str| {
            let at = at.index(text.len() + 1);
            format!("{}{piece}{}", &text[..at], &text[at..])
        };
        let mut changed = sent.clone();
        changed.path = spliced(&sent.path);
        if changed.path != sent.path && changed.is_let_in() {
            prop_assert!(plain.service != "s3", "{}", changed.path);
            prop_assert!(route(&changed.method, &changed.path).is_none(), "{}", changed.path);
            let is_empty = |segment: &str| matches!(segment, "" | "." | "..");
            prop_assert!(changed.path[1..].split('/').any(is_empty), "{}", changed.path);
        }
        let mut changed = sent.clone();
        changed.query = spliced(&sent.query);
        if changed.is_let_in() {
            prop_assert_eq!(meant(&changed.query), meant(&sent.query));
        }
    });
}

#[test]
fn a_plus_is_not_what_a_signed_one_was() {
    proptest!(|(plain in plain())| {
        let plain = super::oracle::Plain { query: "tagKeys=a%2Bb".to_owned(), ..plain };
        let mut sent = signed_by_aws(&plain);
        sent.query = sent.query.replace("%2Bb", "+b");
        prop_assert!(!sent.is_let_in());
        let plain = super::oracle::Plain { query: "tagKeys=a+b".to_owned(), ..plain };
        let mut sent = signed_by_aws(&plain);
        sent.query = sent.query.replace("a+b", "a%20b");
        prop_assert!(sent.is_let_in());
    });
}
