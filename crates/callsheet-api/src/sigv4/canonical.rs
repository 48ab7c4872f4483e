//! The canonical form of a request, which is what both sides hash.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::S3;

/// The part of a query that holds its signature.
pub(super) const SIGNATURE: &str = "X-Amz-Signature";

/// What a request says, in the terms of the signature.
pub(super) struct Parts<'a> {
    pub method: &'a str,
    pub raw_path: &'a str,
    pub raw_query: &'a str,
    pub service: &'a str,
    pub is_presigned: bool,
    /// In the order in which they are signed.
    pub headers: &'a [(&'a str, String)],
}

/// Everything up to the hash of the body, which comes last.
pub(super) fn canonical_request(parts: &Parts<'_>) -> String {
    let mut text = String::with_capacity(512);
    text.push_str(parts.method);
    text.push('\n');
    write_path(&mut text, parts.raw_path, parts.service);
    text.push('\n');
    write_query(&mut text, parts.raw_query, parts.is_presigned);
    text.push('\n');
    for (name, value) in parts.headers {
        text.push_str(name);
        text.push(':');
        text.push_str(value);
        text.push('\n');
    }
    text.push('\n');
    let names: Vec<&str> = parts.headers.iter().map(|(name, _)| *name).collect();
    text.push_str(&names.join(";"));
    text.push('\n');
    text
}

/// S3 signs the path as it is sent; all others clean it up and encode it once more.
fn write_path(text: &mut String, raw_path: &str, service: &str) {
    if service == S3 {
        text.push_str(if raw_path.is_empty() { "/" } else { raw_path });
        return;
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in raw_path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    for segment in &segments {
        text.push('/');
        encode(text, segment.as_bytes());
    }
    if segments.is_empty() || raw_path.ends_with('/') {
        text.push('/');
    }
}

/// Sorted by name and value. The signature itself is left out, where it stands in the query and
/// once: a second one would be something that nobody signed.
fn write_query(text: &mut String, raw_query: &str, is_presigned: bool) {
    let pairs = raw_query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    let signature = pairs.iter().position(|(name, _)| *name == SIGNATURE);
    if let (true, Some(at)) = (is_presigned, signature) {
        pairs.remove(at);
    }
    let pairs = pairs.into_iter();
    let pairs = pairs.map(|(name, value)| (encoded_again(name), encoded_again(value)));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.iter().enumerate() {
        let before = if index == 0 { "" } else { "&" };
        let _ = write!(text, "{before}{name}={value}");
    }
}

/// What stands in a query is encoded already, but perhaps not in the one canonical way. A plus is a
/// space, as it is for whoever reads the query: else one could be put where `%2B` was signed.
fn encoded_again(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    if raw.bytes().all(is_unreserved) {
        text.push_str(raw);
    } else {
        let spaced = raw.replace('+', " ");
        encode(&mut text, &percent_decode_str(&spaced).collect::<Vec<u8>>());
    }
    text
}

fn encode(text: &mut String, bytes: &[u8]) {
    for &byte in bytes {
        if is_unreserved(byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Without spaces around it, and with single ones within.
pub(super) fn trimmed(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for word in value.split([' ', '\t']).filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}
