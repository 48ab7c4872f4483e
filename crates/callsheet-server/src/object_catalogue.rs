//! The store's objects as the wire of S3 asks for them. Neither of the two crates knows the other.

use std::collections::HashMap;

use callsheet_api::Timestamp;
use callsheet_companions::s3::{
    self as wire, Algorithm, BlobId, Completing, Content, Described, Dropped, Found, NewObject,
    NewPart, NewUpload, Page, Part, Readable, Stored, Trouble, Upload, UploadMark, Wanted,
};
use callsheet_store::multipart_uploads::{self, MultipartUpload};
use callsheet_store::object_list::{self as list};
use callsheet_store::object_parts::{self, ObjectPart};
use callsheet_store::objects::{self, ObjectRow};
use callsheet_store::{Error, Ids, Store, Tx};
use serde::{Deserialize, Serialize};

use crate::context::Clock;

/// Two first puts of one key meet in the index; the second finds the first at its next try.
const ATTEMPTS: usize = 3;
/// A key of many parts; more than any object has.
const MOST_PARTS: usize = 10_000;

#[derive(Clone, Debug)]
pub(crate) struct ObjectCatalogue {
    pub store: Store,
    pub clock: Clock,
    pub ids: Ids,
}

/// What is kept of an upload until it is an object.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptUpload {
    described: Described,
    algorithm: Algorithm,
    is_composite: bool,
    is_declared: bool,
}

/// Why a transaction ends: the store's words become S3's at one place.
struct Refusal(Trouble);

type Answer<T> = Result<T, Trouble>;

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self(trouble)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(match &error {
            Error::Contention | Error::Unique(_) => Trouble::Conflict,
            // Objects refer to nothing but their bucket.
            Error::ForeignKey(_) => Trouble::NoSuchBucket,
            Error::Overloaded => Trouble::Busy("too many requests are waiting".to_owned()),
            Error::Full => Trouble::Busy("the server's disk is full".to_owned()),
            Error::Uncertain(_) => Trouble::Uncertain(error.to_string()),
            Error::TooLong
            | Error::Lost(_)
            | Error::Unavailable(_)
            | Error::Check(_)
            | Error::ReadOnly
            | Error::Unfit(_)
            | Error::Decode { .. }
            | Error::Broken(_)
            | Error::Panicked { .. }
            | Error::Sql(_)
            | Error::Locked { .. }
            | Error::Newer { .. }
            | Error::ChangedMigration(_)
            | Error::Migration { .. }
            | Error::Url { .. }
            | Error::Tls
            | Error::Key { .. }
            | Error::Unsealable
            | Error::Io { .. } => Trouble::Internal(error.to_string()),
        })
    }
}

impl ObjectCatalogue {
    async fn read<T: Send + 'static>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, Refusal> + Send + 'static,
    ) -> Answer<T> {
        self.store
            .read(name, closure)
            .await
            .map_err(|Refusal(trouble)| trouble)
    }

    async fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        closure: impl FnMut(&mut Tx) -> Result<T, Refusal> + Send + Clone + 'static,
    ) -> Answer<T> {
        for _ in 1..ATTEMPTS {
            match self.store.write(name, closure.clone()).await {
                Err(Refusal(Trouble::Conflict)) => {}
                done => return done.map_err(|Refusal(trouble)| trouble),
            }
        }
        let last = self.store.write(name, closure).await;
        last.map_err(|Refusal(trouble)| trouble)
    }
}

impl wire::Catalogue for ObjectCatalogue {
    async fn create_bucket(&self, name: String) -> Answer<()> {
        let now = self.clock.now();
        self.write("create_bucket", move |tx| {
            match tx.insert_bucket(&name, now)? {
                true => Ok(()),
                false => Err(Trouble::BucketExists.into()),
            }
        })
        .await
    }

    async fn delete_bucket(&self, name: String) -> Answer<()> {
        self.write("delete_bucket", move |tx| {
            bucket(tx, &name)?;
            if !tx.bucket_is_empty(&name)? {
                return Err(Trouble::BucketNotEmpty.into());
            }
            // Somebody may have put something into it since.
            match tx.delete_bucket(&name) {
                Err(Error::ForeignKey(_)) => Err(Trouble::BucketNotEmpty.into()),
                deleted => Ok(deleted.map(|_| ())?),
            }
        })
        .await
    }

    async fn bucket(&self, name: String) -> Answer<wire::Bucket> {
        self.read("bucket", move |tx| bucket(tx, &name)).await
    }

    async fn buckets(&self) -> Answer<Vec<wire::Bucket>> {
        self.read("buckets", |tx| {
            Ok(tx.buckets()?.into_iter().map(shown_bucket).collect())
        })
        .await
    }

    async fn put_object(&self, new: NewObject) -> Answer<Stored> {
        let (now, id) = self.draw();
        let blob = self.ids.draw(now);
        self.write("put_object", move |tx| {
            let row = objects::NewObject {
                id,
                bucket: new.bucket.clone(),
                key: new.key.clone(),
                size: new.size,
                etag: new.etag.clone(),
                description: written(&new.described)?,
                upload_id: None,
                modified_at: now,
            };
            make_room(tx, &new.bucket, &new.key, &new.expected, now)?;
            let part = new.part.as_ref().map(|part| kept_part(tx, part, blob, now));
            tx.insert_whole_object(&row, part.transpose()?.as_ref())?;
            Ok(stored(now))
        })
        .await
    }

    async fn object(&self, bucket_name: String, key: String) -> Answer<Found> {
        self.read("object", move |tx| {
            let (row, parts) = object(tx, &bucket_name, &key)?;
            found(row, parts)
        })
        .await
    }

    async fn readable_object(&self, bucket_name: String, key: String) -> Answer<Readable> {
        self.read("readable_object", move |tx| {
            let (row, parts) = object(tx, &bucket_name, &key)?;
            let contents = contents(tx, &row.id, &parts)?;
            let found = found(row, parts)?;
            Ok(Readable { found, contents })
        })
        .await
    }

    async fn delete_objects(
        &self,
        bucket_name: String,
        mut keys: Vec<(String, wire::Expected)>,
    ) -> Answer<Vec<Dropped>> {
        let now = self.clock.now();
        // Locked in one order by everybody.
        keys.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.write("delete_objects", move |tx| {
            bucket(tx, &bucket_name)?;
            let mut dropped = Vec::with_capacity(keys.len());
            for (key, expected) in &keys {
                dropped.push(Dropped {
                    key: key.clone(),
                    refused: delete(tx, &bucket_name, key, expected, now)?,
                });
            }
            Ok(dropped)
        })
        .await
    }

    async fn list_objects(&self, bucket_name: String, wanted: Wanted) -> Answer<Page> {
        let wanted = list::Wanted {
            prefix: wanted.prefix,
            delimiter: wanted.delimiter,
            from: wanted.from,
            limit: wanted.limit,
        };
        let listing = self
            .store
            .read_long("list_objects", move |tx| -> Result<_, Refusal> {
                bucket(tx, &bucket_name)?;
                Ok(tx.list_objects(&bucket_name, &wanted)?)
            });
        let (entries, next) = listing.await.map_err(|Refusal(trouble)| trouble)?;
        Ok(Page {
            entries: entries.into_iter().map(shown_entry).collect(),
            next,
        })
    }

    async fn create_upload(&self, new: NewUpload) -> Answer<String> {
        let (now, id) = self.draw();
        let kept = KeptUpload {
            described: new.described,
            algorithm: new.algorithm,
            is_composite: new.is_composite,
            is_declared: new.is_declared,
        };
        let description = written(&kept).map_err(|Refusal(trouble)| trouble)?;
        let row = multipart_uploads::NewUpload {
            id,
            bucket: new.bucket,
            key: new.key,
            description,
            created_at: now,
        };
        self.write("create_multipart_upload", move |tx| {
            bucket(tx, &row.bucket)?;
            Ok(tx.insert_multipart_upload(&row)?)
        })
        .await?;
        Ok(upload_name(&id))
    }

    async fn upload(&self, bucket: String, key: String, id: String) -> Answer<Upload> {
        let asked = upload_id(&id)?;
        self.read("multipart_upload", move |tx| {
            let found = tx.multipart_upload(&bucket, &key, &asked)?;
            shown_upload(found.ok_or(Trouble::NoSuchUpload)?)
        })
        .await
    }

    async fn put_part(
        &self,
        bucket: String,
        key: String,
        upload: String,
        part: NewPart,
    ) -> Answer<Stored> {
        let id = upload_id(&upload)?;
        let (now, blob) = self.draw();
        self.write("put_object_part", move |tx| {
            tx.lock_multipart_upload(&bucket, &key, &id)?
                .ok_or(Trouble::NoSuchUpload)?;
            let part = kept_part(tx, &part, blob, now)?;
            tx.put_object_part(&id, &part)?;
            Ok(stored(now))
        })
        .await
    }

    async fn parts(
        &self,
        bucket: String,
        key: String,
        upload: String,
        after: u16,
        limit: usize,
    ) -> Answer<(Upload, Vec<Part>)> {
        let id = upload_id(&upload)?;
        self.read("object_parts", move |tx| {
            let found = tx.multipart_upload(&bucket, &key, &id)?;
            let upload = shown_upload(found.ok_or(Trouble::NoSuchUpload)?)?;
            let parts = tx.object_parts(&id, after, limit)?;
            Ok((upload, parts.into_iter().map(shown_part).collect()))
        })
        .await
    }

    async fn complete_upload(&self, completing: Completing) -> Answer<Stored> {
        let upload = upload_id(&completing.upload)?;
        let (now, id) = self.draw();
        self.write("complete_multipart_upload", move |tx| {
            complete(tx, &completing, &upload, id, now)
        })
        .await
    }

    async fn completed(&self, bucket: String, key: String, upload: String) -> Answer<wire::Object> {
        let id = upload_id(&upload)?;
        self.read("completed_object", move |tx| {
            let made = tx.object(&bucket, &key)?;
            let made = made.filter(|object| object.upload_id == Some(id));
            shown_object(made.ok_or(Trouble::NoSuchUpload)?)
        })
        .await
    }

    async fn abort_upload(&self, bucket: String, key: String, id: String) -> Answer<()> {
        let id = upload_id(&id)?;
        let now = self.clock.now();
        self.write("abort_multipart_upload", move |tx| {
            tx.lock_multipart_upload(&bucket, &key, &id)?
                .ok_or(Trouble::NoSuchUpload)?;
            Ok(tx.delete_multipart_upload(&id, now)?)
        })
        .await
    }

    async fn uploads(
        &self,
        bucket_name: String,
        prefix: String,
        after: Option<UploadMark>,
        limit: usize,
    ) -> Answer<Vec<Upload>> {
        let after = match after {
            None => None,
            Some(UploadMark { key, id }) => Some((key, id.map(|id| upload_id(&id)).transpose()?)),
        };
        self.read("multipart_uploads", move |tx| {
            bucket(tx, &bucket_name)?;
            let after = after.as_ref().map(|(key, id)| (key.as_str(), *id));
            let found = tx.multipart_uploads(&bucket_name, &prefix, after, limit)?;
            found.into_iter().map(shown_upload).collect()
        })
        .await
    }
}

impl ObjectCatalogue {
    fn draw(&self) -> (Timestamp, [u8; 16]) {
        let now = self.clock.now();
        (now, self.ids.draw(now))
    }
}

fn bucket(tx: &mut Tx, name: &str) -> Result<wire::Bucket, Refusal> {
    let found = tx.bucket(name)?.ok_or(Trouble::NoSuchBucket)?;
    Ok(shown_bucket(found))
}

fn object(
    tx: &mut Tx,
    bucket_name: &str,
    key: &str,
) -> Result<(ObjectRow, Vec<ObjectPart>), Refusal> {
    let Some(row) = tx.object(bucket_name, key)? else {
        bucket(tx, bucket_name)?;
        return Err(Trouble::NoSuchKey.into());
    };
    let parts = tx.object_parts(&row.id, 0, MOST_PARTS)?;
    Ok((row, parts))
}

fn found(row: ObjectRow, parts: Vec<ObjectPart>) -> Result<Found, Refusal> {
    Ok(Found {
        object: shown_object(row)?,
        parts: parts.into_iter().map(shown_part).collect(),
    })
}

/// Where the bytes of an object's parts are, in their order.
fn contents(tx: &mut Tx, id: &[u8; 16], parts: &[ObjectPart]) -> Result<Vec<Content>, Refusal> {
    let may_be_small = |part: &ObjectPart| part.size <= object_parts::MOST_SMALL_BYTES;
    let small = match parts.iter().any(may_be_small) {
        true => tx.small_blobs(id)?,
        false => Vec::new(),
    };
    let mut small: HashMap<_, _> = small.into_iter().collect();
    let content = |part: &ObjectPart| match part.blob {
        None => Content::Empty,
        Some(blob) => small
            .remove(&blob)
            .map_or(Content::File(BlobId::from_bytes(blob)), |bytes| {
                Content::Row(bytes.into())
            }),
    };
    Ok(parts.iter().map(content).collect())
}

/// What was there of this key goes, if it is what the caller expects.
fn make_room(
    tx: &mut Tx,
    bucket: &str,
    key: &str,
    expected: &wire::Expected,
    now: Timestamp,
) -> Result<(), Refusal> {
    let there = tx.lock_object(bucket, key)?;
    expected.check(there.as_ref().map(|object| object.etag.as_str()))?;
    match there {
        Some(object) => Ok(tx.delete_object(&object.id, now)?),
        None => Ok(()),
    }
}

/// Why not, if it was not deleted. What is not there counts as deleted, whoever did it.
fn delete(
    tx: &mut Tx,
    bucket: &str,
    key: &str,
    expected: &wire::Expected,
    now: Timestamp,
) -> Result<Option<Trouble>, Refusal> {
    let Some(object) = tx.lock_object(bucket, key)? else {
        return Ok(None);
    };
    if let Err(refused) = expected.check(Some(&object.etag)) {
        return Ok(Some(refused));
    }
    tx.delete_object(&object.id, now)?;
    Ok(None)
}

fn complete(
    tx: &mut Tx,
    completing: &Completing,
    upload: &[u8; 16],
    id: [u8; 16],
    now: Timestamp,
) -> Result<Stored, Refusal> {
    let (bucket, key) = (&completing.bucket, &completing.key);
    tx.lock_multipart_upload(bucket, key, upload)?
        .ok_or(Trouble::NoSuchUpload)?;
    let there = tx.object_parts(upload, 0, MOST_PARTS)?;
    for (number, etag) in &completing.parts {
        let found = there.binary_search_by_key(number, |part| part.number);
        if !found.is_ok_and(|at| there[at].etag == *etag) {
            let why = format!("part {number} was uploaded again meanwhile");
            return Err(Trouble::InvalidPart(why).into());
        }
    }
    make_room(tx, bucket, key, &completing.expected, now)?;
    let row = objects::NewObject {
        id,
        bucket: bucket.clone(),
        key: key.clone(),
        size: completing.size,
        etag: completing.etag.clone(),
        description: written(&completing.described)?,
        upload_id: Some(*upload),
        modified_at: now,
    };
    let numbers: Vec<u16> = completing.parts.iter().map(|(number, _)| *number).collect();
    tx.complete_multipart_upload(upload, &row, &numbers)?;
    Ok(stored(now))
}

const fn stored(now: Timestamp) -> Stored {
    Stored {
        modified_at_ms: now.as_ms(),
    }
}

fn written(value: &impl Serialize) -> Result<String, Refusal> {
    let text = serde_json::to_string(value);
    text.map_err(|why| Refusal(Trouble::Internal(format!("an object's description: {why}"))))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let value = serde_json::from_str(text);
    value.map_err(|why| Refusal(Trouble::Internal(format!("an object's description: {why}"))))
}

/// What is not the name of an upload is that of none.
fn upload_id(name: &str) -> Answer<[u8; 16]> {
    let id = uuid::Uuid::try_parse(name).map(uuid::Uuid::into_bytes);
    id.map_err(|_| Trouble::NoSuchUpload)
}

fn upload_name(id: &[u8; 16]) -> String {
    uuid::Uuid::from_bytes(*id).simple().to_string()
}

fn shown_bucket(bucket: callsheet_store::buckets::Bucket) -> wire::Bucket {
    wire::Bucket {
        name: bucket.name,
        created_at_ms: bucket.created_at.as_ms(),
    }
}

fn shown_object(row: ObjectRow) -> Result<wire::Object, Refusal> {
    Ok(wire::Object {
        size: row.size,
        etag: row.etag,
        described: read(&row.description)?,
        modified_at_ms: row.modified_at.as_ms(),
    })
}

fn shown_upload(row: MultipartUpload) -> Result<Upload, Refusal> {
    let kept: KeptUpload = read(&row.description)?;
    Ok(Upload {
        id: upload_name(&row.id),
        key: row.key,
        described: kept.described,
        algorithm: kept.algorithm,
        is_composite: kept.is_composite,
        is_declared: kept.is_declared,
        created_at_ms: row.created_at.as_ms(),
    })
}

fn shown_part(part: ObjectPart) -> Part {
    Part {
        number: part.number,
        size: part.size,
        etag: part.etag,
        checksum: part.checksum,
        modified_at_ms: part.modified_at.as_ms(),
    }
}

/// As a row, whose bytes are kept under the given id if they are not in a file.
fn kept_part(
    tx: &mut Tx,
    part: &NewPart,
    id: object_parts::BlobId,
    now: Timestamp,
) -> Result<ObjectPart, Refusal> {
    let blob = match &part.content {
        Content::Empty => None,
        Content::File(blob) => Some(*blob.as_bytes()),
        Content::Row(bytes) => {
            tx.insert_small_blob(&id, bytes)?;
            Some(id)
        }
    };
    Ok(ObjectPart {
        number: part.number,
        blob,
        size: part.size,
        etag: part.etag.clone(),
        checksum: Some(part.checksum.clone()),
        modified_at: now,
    })
}

fn shown_entry(entry: list::Entry) -> wire::Entry {
    match entry {
        list::Entry::Prefix(prefix) => wire::Entry::Prefix(prefix),
        list::Entry::Object(listed) => wire::Entry::Object {
            key: listed.key,
            size: listed.size,
            etag: listed.etag,
            modified_at_ms: listed.modified_at.as_ms(),
        },
    }
}
