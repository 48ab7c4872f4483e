//! GetObject, HeadObject, DeleteObject and DeleteObjects.

use std::ops::Range;
use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, StatusCode, header};
use s3s::dto::{
    self, ChecksumMode, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, DeletedObject, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput,
    HeadObjectOutput, StreamingBlob, Timestamp, TimestampFormat,
};
use s3s::{S3Error, S3ErrorCode as Code, S3Request, S3Response, S3Result};

use super::catalogue::{Described, Dropped, Expected, Found, Object};
use super::conditions::{Reads, expected};
use super::digests::with_checksum;
use super::page::MOST_KEYS;
use super::reading::Reading;
use super::trouble::{invalid_argument, of_disk};
use super::{Catalogue, Door, Trouble};

/// Macros, because the inputs and outputs of the two reads are types of their own with the same
/// fields.
macro_rules! check_reads {
    ($input:expr, $object:expr) => {
        Reads {
            if_match: $input.if_match.as_ref(),
            if_none_match: $input.if_none_match.as_ref(),
            if_modified_since: $input.if_modified_since.as_ref(),
            if_unmodified_since: $input.if_unmodified_since.as_ref(),
        }
        .check(&$object.etag, &timestamp($object.modified_at_ms))?
    };
}

macro_rules! read_output {
    ($output:ident, $object:expr, $cut:expr, $size:expr, $wants_checksum:expr) => {{
        let checksum = $object
            .described
            .checksum
            .as_ref()
            .filter(|_| $wants_checksum);
        let checksum = checksum
            .map(super::digests::Kept::as_dto)
            .unwrap_or_default();
        with_checksum!(checksum => $output {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: $object.described.cache_control.clone(),
            checksum_type: checksum.checksum_type,
            content_disposition: $object.described.content_disposition.clone(),
            content_encoding: $object.described.content_encoding.clone(),
            content_language: $object.described.content_language.clone(),
            content_length: $cut.length(),
            content_range: $cut.content_range($size),
            content_type: Some(content_type(&$object.described)),
            e_tag: Some(strong(&$object.etag)),
            expires: expires(&$object.described),
            last_modified: Some(timestamp($object.modified_at_ms)),
            metadata: metadata(&$object),
            parts_count: $cut.parts_count,
            ..Default::default()
        })
    }};
}

/// What is asked of an object's bytes.
struct Cut {
    range: Range<u64>,
    /// The answer is not the whole.
    is_partial: bool,
    parts_count: Option<i32>,
}

impl<C: Catalogue> Door<C> {
    pub(super) async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        let readable = self
            .catalogue
            .readable_object(input.bucket.clone(), input.key.clone())
            .await?;
        let found = &readable.found;
        check_reads!(input, found.object);
        let cut = cut(found, input.range, input.part_number)?;
        let reading = Reading::open(&self.blobs, &readable, cut.range.clone()).await;
        let reading = reading.map_err(|why| of_disk("reading an object", &why))?;
        let wants_checksum = wants_checksum(input.checksum_mode.as_ref(), &cut);
        let (size, status) = (found.object.size, cut.status());
        let mut output = read_output!(GetObjectOutput, found.object, cut, size, wants_checksum);
        output.body = Some(StreamingBlob::new(reading));
        Ok(S3Response::with_status(output, status))
    }

    pub(super) async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = request.input;
        let found = self
            .catalogue
            .object(input.bucket.clone(), input.key.clone())
            .await?;
        check_reads!(input, found.object);
        let cut = cut(&found, input.range, input.part_number)?;
        let wants_checksum = wants_checksum(input.checksum_mode.as_ref(), &cut);
        let (size, status) = (found.object.size, cut.status());
        let output = read_output!(HeadObjectOutput, found.object, cut, size, wants_checksum);
        Ok(S3Response::with_status(output, status))
    }

    pub(super) async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let input = request.input;
        let keys = vec![(input.key, expected(input.if_match, None)?)];
        let dropped = self.catalogue.delete_objects(input.bucket, keys).await?;
        match dropped.into_iter().find_map(|dropped| dropped.refused) {
            Some(trouble) => Err(trouble.into()),
            None => Ok(S3Response::new(DeleteObjectOutput::default())),
        }
    }

    pub(super) async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let dto::Delete { objects, quiet } = request.input.delete;
        if objects.is_empty() || objects.len() > MOST_KEYS {
            let why = "one to 1000 objects can be deleted at once";
            return Err(S3Error::with_message(Code::MalformedXML, why));
        }
        let keys = objects.into_iter().map(|object| {
            let expected = object
                .e_tag
                .map_or(Expected::Anything, |etag| Expected::Etag(etag.into_value()));
            (object.key, expected)
        });
        let (bucket, keys) = (request.input.bucket, keys.collect());
        let dropped = self.catalogue.delete_objects(bucket, keys).await?;
        let is_quiet = quiet.unwrap_or_default();
        Ok(S3Response::new(told(dropped, is_quiet)))
    }
}

fn told(dropped: Vec<Dropped>, is_quiet: bool) -> DeleteObjectsOutput {
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for Dropped { key, refused } in dropped {
        match refused {
            None if is_quiet => {}
            None => deleted.push(DeletedObject {
                key: Some(key),
                ..Default::default()
            }),
            Some(trouble) => errors.push(error(key, trouble)),
        }
    }
    DeleteObjectsOutput {
        deleted: Some(deleted),
        errors: Some(errors),
        request_charged: None,
    }
}

fn error(key: String, trouble: Trouble) -> dto::Error {
    let error = S3Error::from(trouble);
    dto::Error {
        code: Some(error.code().as_str().to_owned()),
        message: error.message().map(str::to_owned),
        key: Some(key),
        version_id: None,
    }
}

fn cut(found: &Found, range: Option<dto::Range>, part: Option<i32>) -> S3Result<Cut> {
    let size = found.object.size;
    match (range, part) {
        (None, None) => Ok(Cut {
            range: 0..size,
            is_partial: false,
            parts_count: None,
        }),
        (Some(range), None) => Ok(Cut {
            range: range.check(size).map_err(|_| unsatisfiable(size))?,
            is_partial: true,
            parts_count: None,
        }),
        (None, Some(number)) => cut_part(found, number),
        (Some(_), Some(_)) => Err(invalid_argument(
            "a range and a part number exclude each other",
        )),
    }
}

fn cut_part(found: &Found, number: i32) -> S3Result<Cut> {
    let is_multipart = found.object.etag.contains('-');
    let mut start = 0;
    for (at, part) in (1..).zip(&found.parts) {
        if at == number {
            let count = i32::try_from(found.parts.len())
                .ok()
                .filter(|_| is_multipart);
            return Ok(Cut {
                range: start..start + part.size,
                is_partial: true,
                parts_count: count,
            });
        }
        start += part.size;
    }
    // An empty object that was put at once has no parts, and yet a first one.
    if number == 1 && found.parts.is_empty() {
        return cut(found, None, None);
    }
    let mut error = invalid_argument("the object has no part of this number");
    error.set_status_code(StatusCode::RANGE_NOT_SATISFIABLE);
    Err(error)
}

/// `Content-Range` tells how much there is.
fn unsatisfiable(size: u64) -> S3Error {
    let why = "the range does not begin within the object";
    let mut error = S3Error::with_message(Code::InvalidRange, why);
    let mut headers = HeaderMap::new();
    if let Ok(value) = format!("bytes */{size}").parse() {
        headers.insert(header::CONTENT_RANGE, value);
    }
    headers.insert(
        header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/xml"),
    );
    error.set_headers(headers);
    error
}

impl Cut {
    const fn status(&self) -> StatusCode {
        match self.is_partial {
            true => StatusCode::PARTIAL_CONTENT,
            false => StatusCode::OK,
        }
    }

    fn content_range(&self, size: u64) -> Option<String> {
        let Range { start, end } = self.range;
        (self.is_partial && start < end).then(|| format!("bytes {start}-{}/{size}", end - 1))
    }

    fn length(&self) -> Option<i64> {
        i64::try_from(self.range.end - self.range.start).ok()
    }
}

/// That of the whole says nothing about a part of it.
fn wants_checksum(mode: Option<&ChecksumMode>, cut: &Cut) -> bool {
    mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED) && !cut.is_partial
}

/// In whole seconds, as HTTP has it: what is shown is what is compared.
pub(super) fn timestamp(ms: i64) -> Timestamp {
    let seconds = u64::try_from(ms / 1000).unwrap_or(0);
    Timestamp::from(UNIX_EPOCH + Duration::from_secs(seconds))
}

pub(super) fn strong(etag: &str) -> ETag {
    ETag::Strong(etag.to_owned())
}

/// S3 calls an object whose sender said nothing of it bytes.
fn content_type(described: &Described) -> String {
    let said = described.content_type.clone();
    said.unwrap_or_else(|| "binary/octet-stream".to_owned())
}

pub(super) fn expires(described: &Described) -> Option<Timestamp> {
    Timestamp::parse(TimestampFormat::HttpDate, described.expires.as_deref()?).ok()
}

pub(super) fn metadata(object: &Object) -> Option<dto::Metadata> {
    let metadata = &object.described.metadata;
    (!metadata.is_empty()).then(|| metadata.clone().into_iter().collect())
}
