//! Which request to a store behind us a request becomes. It is decided here and sent elsewhere.
//!
//! What is judged is what is sent: path, query and source are read and written anew in one way, so
//! that the store cannot read them otherwise than we did.

use callsheet_api::companions::S3Operation;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use s3s::path::S3Path;
use s3s::{Body, HttpResponse, S3Error, S3ErrorCode as Code, S3Result};

use super::Place;
use super::gate::{Rights, check_owner, denied, not_done, refuse_unknown};
use super::trouble::{document, invalid_argument};

/// A request to the store, but for its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onward {
    pub path: String,
    pub query: String,
    /// Without those of the connection and of the caller's signature.
    pub headers: HeaderMap,
    /// What the signature says of the body: its hash, or that it is not signed.
    pub payload: String,
}

/// Why nothing is sent.
#[derive(Debug)]
pub struct NotSent(S3Error);

impl NotSent {
    pub fn response(&self, request_id: &str) -> HttpResponse {
        let status = self.0.status_code().or_else(|| self.0.code().status_code());
        let status = status.unwrap_or(StatusCode::BAD_REQUEST);
        let message = self.0.message().unwrap_or_default();
        refusal(status, self.0.code().as_str(), message, request_id)
    }
}

/// An answer in the words of S3.
#[must_use]
pub fn refusal(status: StatusCode, code: &str, message: &str, request_id: &str) -> HttpResponse {
    let mut response = HttpResponse::new(Body::from(document(code, message, request_id)));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/xml");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, kind);
    response
}

/// What the caller asks, to be asked in our own name.
pub fn onward(rights: &dyn Rights, place: &Place, parts: &Parts) -> Result<Onward, NotSent> {
    written(rights, place, parts).map_err(NotSent)
}

fn written(rights: &dyn Rights, place: &Place, parts: &Parts) -> S3Result<Onward> {
    let asked = Asked::read(parts)?;
    let source = source(&parts.headers)?;
    check(rights, &asked, source.as_ref(), &parts.headers)?;
    check_owner(&parts.headers, &place.account)?;
    let payload = payload(&parts.headers)?;
    let mut headers = kept(&parts.headers);
    if let Some(source) = source {
        let value = source.written();
        let value = HeaderValue::from_str(&value);
        let value = value.map_err(|_| invalid_argument("x-amz-copy-source cannot be read"))?;
        headers.insert(SOURCE, value);
    }
    Ok(Onward {
        path: asked.path(),
        query: asked.query(),
        headers,
        payload,
    })
}

/// A request as the store is to read it.
struct Asked {
    method: Method,
    /// Empty: the list of buckets.
    bucket: String,
    /// Empty: the bucket itself.
    key: String,
    /// A name without a value differs from one with an empty one.
    query: Vec<(String, Option<String>)>,
}

impl Asked {
    fn read(parts: &Parts) -> S3Result<Self> {
        let path = parts.uri.path();
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let bucket = decoded(bucket)?;
        if bucket.contains('/') {
            return Err(Code::InvalidBucketName.into());
        }
        let mut query = Vec::new();
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = match pair.split_once('=') {
                Some((name, value)) => (of_query(name)?, Some(of_query(value)?)),
                None => (of_query(pair)?, None),
            };
            if !is_of_signature(&name) {
                query.push((name, value));
            }
        }
        Ok(Self {
            method: parts.method.clone(),
            bucket,
            key: decoded(key)?,
            query,
        })
    }

    fn path(&self) -> String {
        match (self.bucket.as_str(), self.key.as_str()) {
            ("", _) => "/".to_owned(),
            (bucket, "") => format!("/{}", utf8_percent_encode(bucket, UNRESERVED)),
            (bucket, key) => path_of(bucket, key),
        }
    }

    fn query(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| {
            let name = utf8_percent_encode(name, UNRESERVED);
            match value {
                Some(value) => format!("{name}={}", utf8_percent_encode(value, UNRESERVED)),
                None => name.to_string(),
            }
        });
        pairs.collect::<Vec<String>>().join("&")
    }

    fn as_path(&self) -> S3Path {
        match self.key.as_str() {
            "" => S3Path::bucket(self.bucket.as_str()),
            key => S3Path::object(self.bucket.as_str(), key),
        }
    }

    /// Its name in S3, if it is one that a queue's role may be granted and the request says nothing
    /// that we do not know: in a request that we misread, anything could be asked.
    fn operation(&self, has_source: bool) -> Option<S3Operation> {
        let mut names: Vec<&str> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if self.bucket.is_empty() || names.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        // SDKs name the operation for whoever reads a log.
        names.retain(|name| *name != "x-id");
        let has = |name: &str| names.contains(&name);
        let all_of = |known: &[&str]| names.iter().all(|name| known.contains(name));
        let has_key = !self.key.is_empty();
        match (self.method.as_str(), has_key) {
            ("HEAD", false) if names.is_empty() => Some(S3Operation::HeadBucket),
            ("GET", false) if names == ["location"] => Some(S3Operation::GetBucketLocation),
            ("GET", false) if has("list-type") && all_of(&LIST_V2) => {
                Some(S3Operation::ListObjectsV2)
            }
            ("GET", false) if all_of(&LIST) => Some(S3Operation::ListObjects),
            ("HEAD", true) if all_of(&READ) => Some(S3Operation::HeadObject),
            ("GET", true) if has("uploadId") && all_of(&LIST_PARTS) => Some(S3Operation::ListParts),
            ("GET", true) if all_of(&READ) => Some(S3Operation::GetObject),
            ("PUT", true) if names.is_empty() && has_source => Some(S3Operation::CopyObject),
            ("PUT", true) if names.is_empty() => Some(S3Operation::PutObject),
            ("PUT", true) if names == PART && has_source => Some(S3Operation::UploadPartCopy),
            ("PUT", true) if names == PART => Some(S3Operation::UploadPart),
            ("POST", true) if names == ["uploads"] => Some(S3Operation::CreateMultipartUpload),
            ("POST", true) if names == ["uploadId"] => Some(S3Operation::CompleteMultipartUpload),
            ("DELETE", true) if names == ["uploadId"] => Some(S3Operation::AbortMultipartUpload),
            _ => None,
        }
    }
}

const LIST: [&str; 5] = ["delimiter", "encoding-type", "marker", "max-keys", "prefix"];
const LIST_V2: [&str; 8] = [
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "list-type",
    "max-keys",
    "prefix",
    "start-after",
];
const LIST_PARTS: [&str; 3] = ["max-parts", "part-number-marker", "uploadId"];
const PART: [&str; 2] = ["partNumber", "uploadId"];
const READ: [&str; 7] = [
    "partNumber",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
];

/// An administrator may ask whatever the store answers; all others what is known here.
fn check(
    rights: &dyn Rights,
    asked: &Asked,
    source: Option<&Source>,
    headers: &HeaderMap,
) -> S3Result<()> {
    if rights.has_no_bounds() {
        return Ok(());
    }
    let operation = asked.operation(source.is_some());
    let operation = operation.unwrap_or(S3Operation::Other);
    if !rights.permits(operation, &asked.as_path(), Some(&asked.query())) {
        return Err(denied("these credentials do not reach it"));
    }
    refuse_dots(&asked.key)?;
    if let Some(source) = source {
        let is_reached =
            source.version.is_none() && rights.permits_source_key(&source.bucket, &source.key);
        if !is_reached {
            return Err(denied("these credentials do not reach the source"));
        }
        refuse_dots(&source.key)?;
    }
    refuse_unknown(headers, &asked.query())
}

/// To S3 these are names like any other, but somebody on the way may take them for folders.
fn refuse_dots(key: &str) -> S3Result<()> {
    if key.split('/').any(|name| name == "." || name == "..") {
        return Err(denied("`.` and `..` are not passed on within a key"));
    }
    Ok(())
}

const SOURCE: &str = "x-amz-copy-source";

/// What a copy is made from.
struct Source {
    bucket: String,
    key: String,
    version: Option<String>,
}

fn source(headers: &HeaderMap) -> S3Result<Option<Source>> {
    let Some(value) = headers.get(SOURCE) else {
        return Ok(None);
    };
    let refused = || invalid_argument("x-amz-copy-source is a bucket, a slash and a key");
    let text = value.to_str().map_err(|_| refused())?;
    let (name, version) = match text.split_once("?versionId=") {
        Some((name, version)) => (name, Some(decoded(version)?)),
        None => (text, None),
    };
    let name = decoded(name)?;
    let name = name.strip_prefix('/').unwrap_or(&name);
    let (bucket, key) = name.split_once('/').ok_or_else(refused)?;
    Ok(Some(Source {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        version,
    }))
}

impl Source {
    fn written(&self) -> String {
        let (bucket, key) = (&self.bucket, &self.key);
        let mut text = format!(
            "{}/{}",
            utf8_percent_encode(bucket, UNRESERVED),
            utf8_percent_encode(key, UNRESERVED_OR_SLASH)
        );
        if let Some(version) = &self.version {
            text.push_str(&format!(
                "?versionId={}",
                utf8_percent_encode(version, UNRESERVED)
            ));
        }
        text
    }
}

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const UNRESERVED_OR_SLASH: &AsciiSet = &UNRESERVED.remove(b'/');

fn decoded(text: &str) -> S3Result<String> {
    let text = percent_decode_str(text).decode_utf8();
    text.map(std::borrow::Cow::into_owned)
        .map_err(|_| invalid_argument("a name is no UTF-8"))
}

/// A plus is a space there, but not in a path.
fn of_query(text: &str) -> S3Result<String> {
    decoded(&text.replace('+', " "))
}

/// A presigned address holds the signature in its query.
fn is_of_signature(name: &str) -> bool {
    const OURS: [&str; 7] = [
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-security-token",
        "x-amz-signature",
        "x-amz-signedheaders",
    ];
    OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

fn payload(headers: &HeaderMap) -> S3Result<String> {
    const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
    let said = headers.get("x-amz-content-sha256");
    let said = said.map_or(Ok(UNSIGNED), HeaderValue::to_str);
    let said = said.map_err(|_| invalid_argument("x-amz-content-sha256 cannot be read"))?;
    // Only who holds the caller's key could sign such chunks anew.
    if said.starts_with("STREAMING-") && !said.starts_with("STREAMING-UNSIGNED-") {
        return Err(not_done(
            "a body of signed chunks is not passed on to the store behind this server: sign its \
             SHA-256, or send it as UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        ));
    }
    Ok(said.to_owned())
}

/// Of the connection, of the caller's signature, or meant for us alone.
const LEFT_OUT: [&str; 20] = [
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-expected-bucket-owner",
    "x-amz-security-token",
    "x-amz-source-expected-bucket-owner",
];

fn kept(headers: &HeaderMap) -> HeaderMap {
    let mut kept = headers.clone();
    for name in LEFT_OUT {
        kept.remove(name);
    }
    kept
}

/// Where an object is, of a request that we make ourselves.
#[must_use]
pub fn path_of(bucket: &str, key: &str) -> String {
    let bucket = utf8_percent_encode(bucket, UNRESERVED);
    format!(
        "/{bucket}/{}",
        utf8_percent_encode(key, UNRESERVED_OR_SLASH)
    )
}

/// Of the store's answer: all but what is between it and us.
pub fn answered(headers: &mut HeaderMap) {
    for name in [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::gate::tests::Reach;

    fn place() -> Place {
        Place {
            region: "us-west-2".to_owned(),
            account: "000000000000".to_owned(),
        }
    }

    fn request(method: &str, target: &str, headers: &[(&'static str, &str)]) -> Parts {
        let mut request = http::Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn within(may_write: bool) -> Reach {
        let root = "q 1";
        Reach::Below { root, may_write }
    }

    fn sent(reach: &Reach, parts: &Parts) -> Option<String> {
        let onward = onward(reach, &place(), parts).ok()?;
        Some(format!("{}?{}", onward.path, onward.query))
    }

    #[test]
    fn a_queue_asks_what_it_is_for_and_nothing_that_we_do_not_know() {
        let asked = |method: &str, target: &str| sent(&within(true), &request(method, target, &[]));
        for (method, target, expected) in [
            ("PUT", "/farm/q%201/x", "/farm/q%201/x?"),
            (
                "PUT",
                "/farm/q%201/x?x-id=PutObject",
                "/farm/q%201/x?x-id=PutObject",
            ),
            ("HEAD", "/farm/q%201/%41+b", "/farm/q%201/A%2Bb?"),
            ("GET", "/farm/q%201//x", "/farm/q%201//x?"),
            ("POST", "/farm/q%201/x?uploads", "/farm/q%201/x?uploads"),
            (
                "PUT",
                "/farm/q%201/x?partNumber=1&uploadId=u",
                "/farm/q%201/x?partNumber=1&uploadId=u",
            ),
            (
                "GET",
                "/farm?list-type=2&prefix=q+1/",
                "/farm?list-type=2&prefix=q%201%2F",
            ),
            ("HEAD", "/farm", "/farm?"),
        ] {
            assert_eq!(
                asked(method, target).as_deref(),
                Some(expected),
                "{method} {target}"
            );
        }
        for (method, target) in [
            ("GET", "/"),
            ("GET", "/farm"),
            ("GET", "/farm?list-type=2&prefix=q1/"),
            ("GET", "/farm?list-type=2&prefix=q+1/&prefix=q2/"),
            ("GET", "/farm?versions&prefix=q+1/"),
            ("GET", "/farm?uploads&prefix=q+1/"),
            ("PUT", "/farm"),
            ("DELETE", "/farm/q%201/x"),
            ("POST", "/farm?delete"),
            ("PUT", "/farm/q%201/x?acl"),
            ("PUT", "/farm/q%201/x?tagging="),
            ("GET", "/farm/q%201/x?versionId=1"),
            ("PUT", "/farm/q2/x"),
            ("PUT", "/farm/q%2012/x"),
            ("PUT", "/other/q%201/x"),
            ("PUT", "/farm%2Fq%201/x"),
            ("PUT", "/farm/q%201/../q2/x"),
            ("PUT", "/farm/q%201/%2e%2E/q2/x"),
            ("PUT", "/farm/q%201/%2e%2e%2fq2/x"),
        ] {
            assert_eq!(asked(method, target), None, "{method} {target}");
        }
        let reader = |method: &str, target: &str| {
            sent(&within(false), &request(method, target, &[])).is_some()
        };
        assert!(reader("GET", "/farm/q%201/x"));
        assert!(!reader("PUT", "/farm/q%201/x"));
        assert!(!reader("POST", "/farm/q%201/x?uploads"));
        assert_eq!(sent(&Reach::Nothing, &request("HEAD", "/farm", &[])), None);
        let admin = sent(&Reach::Everything, &request("GET", "/farm?versions", &[]));
        assert_eq!(admin.as_deref(), Some("/farm?versions"));
    }

    #[test]
    fn a_source_is_reached_like_any_object() {
        let copy = |source: &str| {
            let parts = request("PUT", "/farm/q%201/x", &[(SOURCE, source)]);
            let onward = onward(&within(true), &place(), &parts).ok()?;
            Some(onward.headers[SOURCE].to_str().unwrap().to_owned())
        };
        assert_eq!(copy("/farm/q%201/y").as_deref(), Some("farm/q%201/y"));
        assert_eq!(copy("farm%2Fq 1%2Fy").as_deref(), Some("farm/q%201/y"));
        for source in [
            "farm/q2/y",
            "other/q%201/y",
            "farm/q%201/y?versionId=1",
            "farm/q%201/../q2/y",
            "arn:aws:s3:us-west-2:000000000000:accesspoint/p/object/q 1/y",
            "farm",
        ] {
            assert_eq!(copy(source), None, "{source}");
        }
    }

    #[test]
    fn a_queue_says_nothing_of_rights_or_encryption() {
        for (name, value) in [
            ("x-amz-acl", "public-read"),
            ("x-amz-tagging", "a=b"),
            ("x-amz-grant-read", "uri=all"),
            ("x-amz-expected-bucket-owner", "111111111111"),
        ] {
            let parts = request("PUT", "/farm/q%201/x", &[(name, value)]);
            assert_eq!(sent(&within(true), &parts), None, "{name}");
        }
    }

    #[test]
    fn what_the_caller_signed_with_stays_here() {
        let headers = [
            ("authorization", "AWS4-HMAC-SHA256 …"),
            ("host", "callsheet"),
            ("x-amz-date", "20260101T000000Z"),
            ("x-amz-security-token", "t"),
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-expected-bucket-owner", "000000000000"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
            ("content-encoding", "aws-chunked"),
            ("if-none-match", "*"),
            ("range", "bytes=0-1"),
        ];
        let target = "/b/k?X-Amz-Signature=0&partNumber=1&X-Amz-Credential=c";
        let parts = request("GET", target, &headers);
        let onward = onward(&Reach::Everything, &place(), &parts).unwrap();
        let mut names: Vec<&str> = onward
            .headers
            .keys()
            .map(http::HeaderName::as_str)
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "content-encoding",
                "if-none-match",
                "range",
                "x-amz-trailer"
            ]
        );
        assert_eq!(onward.query, "partNumber=1");
        assert_eq!(onward.payload, "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        let signed = [("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")];
        assert_eq!(
            sent(&Reach::Everything, &request("PUT", "/b/k", &signed)),
            None
        );
    }
}
