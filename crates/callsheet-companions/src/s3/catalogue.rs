//! What is in the buckets. Who implements it decides where it is kept; every call is one
//! transaction, and what it answered is durable.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::blobs::BlobId;
use super::digests::{Algorithm, Kept};
use super::trouble::Trouble;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    pub created_at_ms: i64,
}

/// What was said of an object when it was put, to be said again when it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Described {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// As in HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Of the whole object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Kept>,
}

/// A piece of an object or of an upload. An object that was put at once has one of number 1, an
/// empty one none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub number: u16,
    pub size: u64,
    /// Without quotes.
    pub etag: String,
    pub checksum: Option<String>,
    pub modified_at_ms: i64,
}

/// Where the bytes of a piece are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Empty,
    /// In the catalogue, with the row.
    Row(Bytes),
    File(BlobId),
}

#[derive(Clone, Debug)]
pub struct NewPart {
    pub number: u16,
    pub content: Content,
    pub size: u64,
    pub etag: String,
    pub checksum: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub size: u64,
    /// Without quotes.
    pub etag: String,
    pub described: Described,
    pub modified_at_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub object: Object,
    pub parts: Vec<Part>,
}

/// An object with where the bytes of its parts are, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    pub found: Found,
    pub contents: Vec<Content>,
}

#[derive(Clone, Debug)]
pub struct NewObject {
    pub bucket: String,
    pub key: String,
    pub size: u64,
    pub etag: String,
    pub described: Described,
    pub part: Option<NewPart>,
    pub expected: Expected,
}

/// What must be true of the object that is there, for a change to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    #[default]
    Anything,
    Nothing,
    Something,
    Etag(String),
}

impl Expected {
    /// Whether it holds for the object whose ETag is given. To expect a certain object where
    /// there is none is answered as not found.
    pub fn check(&self, etag: Option<&str>) -> Result<(), Trouble> {
        match (self, etag) {
            (Self::Anything, _) | (Self::Nothing, None) | (Self::Something, Some(_)) => Ok(()),
            (Self::Something | Self::Etag(_), None) => Err(Trouble::NoSuchKey),
            (Self::Etag(expected), Some(found)) if expected == found => Ok(()),
            (Self::Etag(_) | Self::Nothing, Some(_)) => Err(Trouble::Precondition),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub modified_at_ms: i64,
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub prefix: String,
    pub delimiter: Option<String>,
    /// The first key that may be listed.
    pub from: Position,
    pub limit: usize,
}

/// A place in the order of keys, which is that of their bytes: before this one. It need not be a key.
pub type Position = Vec<u8>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Object {
        key: String,
        size: u64,
        etag: String,
        modified_at_ms: i64,
    },
    /// All keys that begin with it, up to the delimiter.
    Prefix(String),
}

/// Entries, and where to go on if there are more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub entries: Vec<Entry>,
    pub next: Option<Position>,
}

#[derive(Clone, Debug)]
pub struct NewUpload {
    pub bucket: String,
    pub key: String,
    pub described: Described,
    pub algorithm: Algorithm,
    pub is_composite: bool,
    /// Whoever began it chose the algorithm.
    pub is_declared: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: String,
    pub key: String,
    pub described: Described,
    pub algorithm: Algorithm,
    pub is_composite: bool,
    /// Whoever began it chose the algorithm.
    pub is_declared: bool,
    pub created_at_ms: i64,
}

/// Where a list of uploads goes on: behind this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadMark {
    pub key: String,
    /// Without it: behind all uploads of the key.
    pub id: Option<String>,
}

/// An upload that becomes an object.
#[derive(Clone, Debug)]
pub struct Completing {
    pub bucket: String,
    pub key: String,
    pub upload: String,
    pub size: u64,
    pub etag: String,
    pub described: Described,
    /// Number and ETag of each, ascending: exactly these must be there when it happens.
    pub parts: Vec<(u16, String)>,
    pub expected: Expected,
}

/// What became of one key of many to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub key: String,
    pub refused: Option<Trouble>,
}

/// A trait, because this crate knows no store.
pub trait Catalogue: Clone + Send + Sync + 'static {
    fn create_bucket(&self, name: String) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn delete_bucket(&self, name: String) -> impl Future<Output = Result<(), Trouble>> + Send;

    fn bucket(&self, name: String) -> impl Future<Output = Result<Bucket, Trouble>> + Send;

    /// By name.
    fn buckets(&self) -> impl Future<Output = Result<Vec<Bucket>, Trouble>> + Send;

    /// In place of what was there under this key.
    fn put_object(&self, new: NewObject) -> impl Future<Output = Result<Stored, Trouble>> + Send;

    fn object(
        &self,
        bucket: String,
        key: String,
    ) -> impl Future<Output = Result<Found, Trouble>> + Send;

    /// As [`Catalogue::object`], to be read.
    fn readable_object(
        &self,
        bucket: String,
        key: String,
    ) -> impl Future<Output = Result<Readable, Trouble>> + Send;

    /// A key that is not there counts as deleted. All of them, or nothing on failure.
    fn delete_objects(
        &self,
        bucket: String,
        keys: Vec<(String, Expected)>,
    ) -> impl Future<Output = Result<Vec<Dropped>, Trouble>> + Send;

    fn list_objects(
        &self,
        bucket: String,
        wanted: Wanted,
    ) -> impl Future<Output = Result<Page, Trouble>> + Send;

    /// Answers its id.
    fn create_upload(&self, new: NewUpload)
    -> impl Future<Output = Result<String, Trouble>> + Send;

    fn upload(
        &self,
        bucket: String,
        key: String,
        id: String,
    ) -> impl Future<Output = Result<Upload, Trouble>> + Send;

    /// In place of one of the same number.
    fn put_part(
        &self,
        bucket: String,
        key: String,
        upload: String,
        part: NewPart,
    ) -> impl Future<Output = Result<Stored, Trouble>> + Send;

    /// By number, from behind one on.
    fn parts(
        &self,
        bucket: String,
        key: String,
        upload: String,
        after: u16,
        limit: usize,
    ) -> impl Future<Output = Result<(Upload, Vec<Part>), Trouble>> + Send;

    /// An upload that has become the object that is there already succeeds again.
    fn complete_upload(
        &self,
        completing: Completing,
    ) -> impl Future<Output = Result<Stored, Trouble>> + Send;

    /// The object that this upload has become, if it is still there.
    fn completed(
        &self,
        bucket: String,
        key: String,
        upload: String,
    ) -> impl Future<Output = Result<Object, Trouble>> + Send;

    fn abort_upload(
        &self,
        bucket: String,
        key: String,
        id: String,
    ) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// By key, then by age.
    fn uploads(
        &self,
        bucket: String,
        prefix: String,
        after: Option<UploadMark>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Upload>, Trouble>> + Send;
}
