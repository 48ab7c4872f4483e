//! Asks who decides, before a request is looked at any closer: what an operation touches is said
//! here, whether it may is not.

use std::sync::Arc;

use callsheet_api::companions::S3Operation;
use http::HeaderMap;
use percent_encoding::percent_decode_str;
use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{CopyObjectInput, CopySource, UploadPartCopyInput};
use s3s::path::S3Path;
use s3s::{S3Error, S3ErrorCode as Code, S3Request, S3Result};

use super::Place;

/// Decides what a caller may do.
pub trait Rights: Send + Sync {
    fn may(&self, operation: S3Operation, on: Touched<'_>) -> bool;
}

/// What an operation touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched<'a> {
    /// All buckets.
    Account,
    /// The bucket as such, or more of it than the request's head tells.
    Bucket(&'a str),
    Key {
        bucket: &'a str,
        key: &'a str,
    },
    /// All keys that begin so.
    Prefix {
        bucket: &'a str,
        prefix: &'a str,
    },
}

impl dyn Rights + '_ {
    /// Whatever it is, even what is not known here.
    pub(super) fn has_no_bounds(&self) -> bool {
        self.may(S3Operation::Other, Touched::Account)
    }

    pub(super) fn permits(
        &self,
        operation: S3Operation,
        path: &S3Path,
        query: Option<&str>,
    ) -> bool {
        let bucket = path.get_bucket_name().unwrap_or_default();
        let key = path.get_object_key().unwrap_or_default();
        let prefix = prefix(query.unwrap_or_default());
        let touched = match operation {
            S3Operation::ListBuckets | S3Operation::Other => Touched::Account,
            S3Operation::CreateBucket
            | S3Operation::DeleteBucket
            | S3Operation::DeleteObjects
            | S3Operation::GetBucketLocation
            | S3Operation::HeadBucket
            | S3Operation::ListMultipartUploads => Touched::Bucket(bucket),
            S3Operation::ListObjects | S3Operation::ListObjectsV2 => Touched::Prefix {
                bucket,
                prefix: &prefix,
            },
            S3Operation::AbortMultipartUpload
            | S3Operation::CompleteMultipartUpload
            | S3Operation::CopyObject
            | S3Operation::CreateMultipartUpload
            | S3Operation::DeleteObject
            | S3Operation::GetObject
            | S3Operation::HeadObject
            | S3Operation::ListParts
            | S3Operation::PutObject
            | S3Operation::UploadPart
            | S3Operation::UploadPartCopy => Touched::Key { bucket, key },
        };
        self.may(operation, touched)
    }

    /// Whether an object may be read to be copied.
    pub(super) fn permits_source_key(&self, bucket: &str, key: &str) -> bool {
        self.may(S3Operation::GetObject, Touched::Key { bucket, key })
    }

    fn permits_source(&self, source: &CopySource) -> bool {
        match source {
            CopySource::Bucket { bucket, key, .. } => self.permits_source_key(bucket, key),
            CopySource::AccessPoint { .. } | CopySource::Outpost { .. } => self.has_no_bounds(),
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
    pub rights: Arc<dyn Rights>,
    pub place: Place,
}

#[async_trait::async_trait]
impl S3Access for Gate {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        let operation = cx.s3_op().name();
        if cx.credentials().is_none() || operation == "PostObject" {
            return Err(denied("requests are signed in their header or query"));
        }
        let operation = S3Operation::named(operation);
        let query = cx.uri().query();
        if !self.rights.permits(operation, cx.s3_path(), query) {
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
        if self.rights.permits_source(source) {
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
pub(super) mod tests {
    use super::*;

    /// What decides in tests of this crate.
    pub enum Reach {
        Everything,
        Nothing,
        /// In the bucket `farm`, as a queue's role.
        Below {
            root: &'static str,
            may_write: bool,
        },
    }

    impl Rights for Reach {
        fn may(&self, operation: S3Operation, on: Touched<'_>) -> bool {
            let (root, may_write) = match *self {
                Self::Everything => return true,
                Self::Nothing => return false,
                Self::Below { root, may_write } => (root, may_write),
            };
            let is_below = |bucket: &str, name: &str| {
                let below = name.strip_prefix(root);
                bucket == "farm" && below.is_some_and(|below| below.starts_with('/'))
            };
            let reads = [
                S3Operation::GetObject,
                S3Operation::HeadBucket,
                S3Operation::HeadObject,
                S3Operation::ListObjectsV2,
            ];
            let writes = [
                S3Operation::CopyObject,
                S3Operation::CreateMultipartUpload,
                S3Operation::PutObject,
                S3Operation::UploadPart,
            ];
            let is_known = reads.contains(&operation) || may_write && writes.contains(&operation);
            is_known
                && match on {
                    Touched::Account => false,
                    Touched::Bucket(bucket) => bucket == "farm",
                    Touched::Key { bucket, key } => is_below(bucket, key),
                    Touched::Prefix { bucket, prefix } => is_below(bucket, prefix),
                }
        }
    }

    fn of(reach: Reach) -> Arc<dyn Rights> {
        Arc::new(reach)
    }

    fn below(may_write: bool) -> Arc<dyn Rights> {
        let root = "q1";
        of(Reach::Below { root, may_write })
    }

    #[test]
    fn what_is_asked_for_is_what_is_judged() {
        let (writer, reader) = (below(true), below(false));
        let key = |key: &str| S3Path::object("farm", key);
        for inside in ["q1/Data/x", "q1/", "q1/../q2/x"] {
            assert!(writer.permits(S3Operation::PutObject, &key(inside), None));
            assert!(reader.permits(S3Operation::GetObject, &key(inside), None));
            assert!(!reader.permits(S3Operation::PutObject, &key(inside), None));
        }
        let elsewhere = S3Path::object("other", "q1/x");
        assert!(!writer.permits(S3Operation::GetObject, &key("q2/x"), None));
        assert!(!writer.permits(S3Operation::GetObject, &elsewhere, None));
        let bucket = S3Path::bucket("farm");
        assert!(reader.permits(S3Operation::HeadBucket, &bucket, None));
        let unknown = S3Operation::named("GetBucketPolicy");
        assert!(!writer.permits(unknown, &bucket, None));
        assert!(of(Reach::Everything).permits(unknown, &bucket, None));
    }

    #[test]
    fn a_list_names_the_prefix_that_it_may_see() {
        let reader = below(false);
        let bucket = S3Path::bucket("farm");
        let list = |query| reader.permits(S3Operation::ListObjectsV2, &bucket, query);
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
        let writer = below(true);
        assert!(writer.permits_source(&source("farm", "q1/x")));
        assert!(!writer.permits_source(&source("farm", "q2/x")));
        assert!(of(Reach::Everything).permits_source(&source("other", "x")));
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
