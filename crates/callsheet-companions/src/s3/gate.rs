//! Who may do what, asked before a request is looked at any closer.
//!
//! The credentials of a queue's role reach objects under their queue's root prefix and nothing
//! else: what is not listed in [`reach`] they may not do, so a new operation is closed to them.

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{CopyObjectInput, CopySource, UploadPartCopyInput};
use s3s::path::S3Path;
use s3s::{S3Error, S3ErrorCode as Code, S3Request, S3Result};

use super::Place;

/// How far a caller reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    Everything,
    Within(Confines),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confines {
    pub bucket: String,
    /// A folder: its keys begin with it and a slash.
    pub root_prefix: String,
    pub may_write: bool,
}

impl Confines {
    fn holds(&self, bucket: &str, key: &str) -> bool {
        let root = self.root_prefix.trim_end_matches('/');
        let below = key.strip_prefix(root);
        bucket == self.bucket && below.is_some_and(|below| below.starts_with('/'))
    }
}

/// What of the bucket an operation touches, as far as the credentials of a queue's role may call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The bucket as such, not what is in it.
    Bucket,
    /// Keys of the prefix that the request names.
    Prefix,
    ReadKey,
    WriteKey,
}

/// As the policy of a queue's role in AWS has it: nothing is deleted by it.
fn reach(operation: &str) -> Option<Reach> {
    match operation {
        "HeadBucket" | "GetBucketLocation" => Some(Reach::Bucket),
        "ListObjects" | "ListObjectsV2" => Some(Reach::Prefix),
        "GetObject" | "HeadObject" => Some(Reach::ReadKey),
        "PutObject"
        | "CopyObject"
        | "CreateMultipartUpload"
        | "UploadPart"
        | "UploadPartCopy"
        | "CompleteMultipartUpload"
        | "AbortMultipartUpload"
        | "ListParts" => Some(Reach::WriteKey),
        _ => None,
    }
}

impl Grant {
    /// For callers within this process.
    #[must_use]
    pub fn may_put(&self, bucket: &str, key: &str) -> bool {
        self.permits("PutObject", &S3Path::object(bucket, key), None)
    }

    pub(super) fn permits(&self, operation: &str, path: &S3Path, query: Option<&str>) -> bool {
        let confines = match self {
            Self::Everything => return true,
            Self::Nothing => return false,
            Self::Within(confines) => confines,
        };
        let bucket = path.get_bucket_name().unwrap_or_default();
        let key = path.get_object_key().unwrap_or_default();
        match reach(operation) {
            None => false,
            Some(Reach::Bucket) => bucket == confines.bucket,
            Some(Reach::Prefix) => confines.holds(bucket, &prefix(query.unwrap_or_default())),
            Some(Reach::ReadKey) => confines.holds(bucket, key),
            Some(Reach::WriteKey) => confines.may_write && confines.holds(bucket, key),
        }
    }

    /// Whether an object may be read.
    pub(super) fn permits_key(&self, bucket: &str, key: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Within(confines) => confines.holds(bucket, key),
            Self::Nothing => false,
        }
    }

    fn permits_source(&self, source: &CopySource) -> bool {
        match source {
            CopySource::Bucket { bucket, key, .. } => self.permits_key(bucket, key),
            CopySource::AccessPoint { .. } | CopySource::Outpost { .. } => {
                *self == Self::Everything
            }
        }
    }
}

/// The prefix that a list asks for; a second one could mean anything, so it counts as none.
fn prefix(query: &str) -> String {
    let mut given = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix("prefix="));
    match (given.next(), given.next()) {
        (Some(prefix), None) => percent_decode_str(&prefix.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned(),
        _ => String::new(),
    }
}

pub(super) struct Gate {
    pub grant: Grant,
    pub place: Place,
}

#[async_trait::async_trait]
impl S3Access for Gate {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        let operation = cx.s3_op().name();
        if cx.credentials().is_none() || operation == "PostObject" {
            return Err(denied("requests are signed in their header or query"));
        }
        if !self
            .grant
            .permits(operation, cx.s3_path(), cx.uri().query())
        {
            return Err(denied("these credentials do not reach it"));
        }
        check_owner(cx.headers(), &self.place.account)?;
        refuse_unknown(cx.headers(), cx.uri().query().unwrap_or_default())
    }

    async fn copy_object(&self, request: &mut S3Request<CopyObjectInput>) -> S3Result<()> {
        self.check_source(&request.input.copy_source)
    }

    async fn upload_part_copy(&self, request: &mut S3Request<UploadPartCopyInput>) -> S3Result<()> {
        self.check_source(&request.input.copy_source)
    }
}

impl Gate {
    fn check_source(&self, source: &CopySource) -> S3Result<()> {
        if self.grant.permits_source(source) {
            Ok(())
        } else {
            Err(denied("these credentials do not reach the source"))
        }
    }
}

pub(super) fn denied(why: &'static str) -> S3Error {
    S3Error::with_message(Code::AccessDenied, why)
}

/// Everything here belongs to one account.
pub(super) fn check_owner(headers: &HeaderMap, account: &str) -> S3Result<()> {
    for name in [
        "x-amz-expected-bucket-owner",
        "x-amz-source-expected-bucket-owner",
    ] {
        if headers.get(name).is_some_and(|owner| owner != account) {
            return Err(denied("the bucket belongs to another account"));
        }
    }
    Ok(())
}

/// Headers that ask for what is not done here. To ignore them would be to promise it.
const REFUSED: [&str; 7] = [
    "x-amz-server-side-encryption",
    "x-amz-copy-source-server-side-encryption",
    "x-amz-object-lock-",
    "x-amz-grant-",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
];

pub(super) fn refuse_unknown(headers: &HeaderMap, query: &str) -> S3Result<()> {
    let refused = |name: &&http::HeaderName| {
        REFUSED
            .iter()
            .any(|refused| name.as_str().starts_with(refused))
    };
    if let Some(name) = headers.keys().find(refused) {
        return Err(not_done(&format!("`{name}` is not supported here")));
    }
    let said = |name: &str| headers.get(name).map(|value| value.as_bytes());
    if !matches!(said("x-amz-storage-class"), None | Some(b"STANDARD")) {
        let why = "there is one storage class here: STANDARD";
        return Err(S3Error::with_message(Code::InvalidStorageClass, why));
    }
    if !matches!(
        said("x-amz-acl"),
        None | Some(b"private" | b"bucket-owner-full-control")
    ) {
        return Err(not_done("an ACL can be `private` only"));
    }
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    if pairs.any(|(name, value)| name == "versionId" && value != "null") {
        return Err(not_done("there are no versions of objects here"));
    }
    Ok(())
}

pub(super) fn not_done(why: &str) -> S3Error {
    S3Error::with_message(Code::NotImplemented, why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confined(may_write: bool) -> Grant {
        Grant::Within(Confines {
            bucket: "farm".to_owned(),
            root_prefix: "q1".to_owned(),
            may_write,
        })
    }

    #[test]
    fn a_queue_reaches_what_is_below_its_root() {
        let (grant, reader) = (confined(true), confined(false));
        let key = |key: &str| S3Path::object("farm", key);
        for inside in ["q1/Data/x", "q1/", "q1/../q2/x"] {
            assert!(grant.permits("PutObject", &key(inside), None), "{inside}");
            assert!(reader.permits("GetObject", &key(inside), None), "{inside}");
            assert!(!reader.permits("PutObject", &key(inside), None), "{inside}");
        }
        for outside in ["q1", "q12/Data/x", "q2/x", "", "/q1/x", "Q1/x"] {
            assert!(
                !grant.permits("GetObject", &key(outside), None),
                "{outside}"
            );
        }
        assert!(!grant.permits("GetObject", &S3Path::object("other", "q1/x"), None));
        for closed in [
            "DeleteObject",
            "DeleteObjects",
            "ListBuckets",
            "CreateBucket",
            "New",
        ] {
            assert!(!grant.permits(closed, &key("q1/x"), None), "{closed}");
        }
    }

    #[test]
    fn a_list_names_the_prefix_that_it_may_see() {
        let grant = confined(false);
        let list = |query| grant.permits("ListObjectsV2", &S3Path::bucket("farm"), query);
        assert!(list(Some("list-type=2&prefix=q1%2FManifests%2F")));
        assert!(list(Some("prefix=q1/")));
        for query in [
            "list-type=2",
            "prefix=",
            "prefix=q1",
            "prefix=q12/",
            "prefix=q1/&prefix=",
            "prefix=q2/",
        ] {
            assert!(!list(Some(query)), "{query}");
        }
        assert!(!list(None));
    }

    #[test]
    fn a_source_must_be_within_reach_too() {
        let source = |bucket: &str, key: &str| CopySource::Bucket {
            bucket: bucket.into(),
            key: key.into(),
            version_id: None,
        };
        assert!(confined(true).permits_source(&source("farm", "q1/x")));
        assert!(!confined(true).permits_source(&source("farm", "q2/x")));
        assert!(!Grant::Nothing.permits_source(&source("farm", "q1/x")));
        assert!(Grant::Everything.permits_source(&source("other", "x")));
    }

    #[test]
    fn what_is_not_done_here_is_not_ignored() {
        let with = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            refuse_unknown(&headers, "").is_err()
        };
        assert!(with("x-amz-server-side-encryption", "AES256"));
        assert!(with("x-amz-tagging", "a=b"));
        assert!(with("x-amz-storage-class", "GLACIER"));
        assert!(with("x-amz-acl", "public-read"));
        assert!(!with("x-amz-acl", "private"));
        assert!(!with("x-amz-meta-asset-root", "/x"));
        assert!(refuse_unknown(&HeaderMap::new(), "versionId=1").is_err());
        assert!(refuse_unknown(&HeaderMap::new(), "versionId=null").is_ok());
    }
}
