//! CopyObject and UploadPartCopy: bytes from one blob to another, without their caller.

use std::ops::Range;

use s3s::dto::{
    self, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopyPartResult, CopySource, ETag,
    ETagCondition, MetadataDirective, StreamingBlob, Timestamp, UploadPartCopyInput,
    UploadPartCopyOutput,
};
use s3s::{S3Error, S3ErrorCode as Code, S3Request, S3Response, S3Result};

use super::blobs::Finished;
use super::catalogue::{Expected, Found, Readable};
use super::conditions::Reads;
use super::digests::{Algorithm, Algorithms, Kept, with_checksum};
use super::objects::timestamp;
use super::reading::Reading;
use super::receiving::receive;
use super::trouble::{invalid_argument, invalid_request, of_disk, precondition};
use super::uploads::part_number;
use super::writing::{Finish, check_described, described, finish};
use super::{Catalogue, Door};

/// The conditions on the source.
struct Source<'a> {
    of: &'a CopySource,
    if_match: Option<&'a ETagCondition>,
    if_none_match: Option<&'a ETagCondition>,
    if_modified_since: Option<&'a Timestamp>,
    if_unmodified_since: Option<&'a Timestamp>,
}

/// A macro, because two inputs have these fields and no type in common.
macro_rules! source {
    ($input:expr) => {
        Source {
            of: &$input.copy_source,
            if_match: $input.copy_source_if_match.as_ref(),
            if_none_match: $input.copy_source_if_none_match.as_ref(),
            if_modified_since: $input.copy_source_if_modified_since.as_ref(),
            if_unmodified_since: $input.copy_source_if_unmodified_since.as_ref(),
        }
    };
}

impl<C: Catalogue> Door<C> {
    pub(super) async fn copy_object(
        &self,
        request: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        let mut input = request.input;
        let readable = self.source(&source!(input)).await?;
        let found = &readable.found;
        let replaces = is_replacing(input.metadata_directive.as_ref())?;
        let is_itself = bucket_and_key(&input.copy_source)? == (&input.bucket, &input.key);
        if is_itself && !replaces {
            let why = "an object is copied onto itself only to replace its metadata";
            return Err(invalid_request(why));
        }
        let algorithm = algorithm_of_copy(input.checksum_algorithm.as_ref(), found)?;
        let described = match replaces {
            true => described!(input),
            false => found.object.described.clone(),
        };
        check_described(&described)?;
        self.catalogue.bucket(input.bucket.clone()).await?;
        let got = self
            .copy(&readable, 0..found.object.size, algorithm)
            .await?;
        let (etag, checksum) = (ETag::Strong(got.etag()), kept(&got));
        let new = Finish {
            bucket: input.bucket,
            key: input.key,
            described,
            expected: Expected::Anything,
        };
        let stored = finish(&self.catalogue, new, got).await?;
        let result = with_checksum!(checksum => CopyObjectResult {
            checksum_type: checksum.checksum_type,
            e_tag: Some(etag),
            last_modified: Some(timestamp(stored.modified_at_ms)),
        });
        Ok(S3Response::new(CopyObjectOutput {
            copy_object_result: Some(result),
            ..Default::default()
        }))
    }

    pub(super) async fn upload_part_copy(
        &self,
        request: S3Request<UploadPartCopyInput>,
    ) -> S3Result<S3Response<UploadPartCopyOutput>> {
        let input = request.input;
        let number = part_number(input.part_number)?;
        let target = (input.bucket.clone(), input.key.clone());
        let upload = self
            .catalogue
            .upload(target.0.clone(), target.1.clone(), input.upload_id.clone())
            .await?;
        let readable = self.source(&source!(input)).await?;
        let size = readable.found.object.size;
        let range = copied_range(input.copy_source_range.as_deref(), size)?;
        let got = self.copy(&readable, range, upload.algorithm).await?;
        let (etag, checksum) = (ETag::Strong(got.etag()), kept(&got));
        let stored = self.keep_part(target, input.upload_id, number, got).await?;
        let result = with_checksum!(checksum => CopyPartResult {
            e_tag: Some(etag),
            last_modified: Some(timestamp(stored.modified_at_ms)),
        });
        Ok(S3Response::new(UploadPartCopyOutput {
            copy_part_result: Some(result),
            ..Default::default()
        }))
    }

    async fn source(&self, source: &Source<'_>) -> S3Result<Readable> {
        let (bucket, key) = bucket_and_key(source.of)?;
        let readable = self
            .catalogue
            .readable_object(bucket.to_owned(), key.to_owned())
            .await?;
        let object = &readable.found.object;
        let reads = Reads {
            if_match: source.if_match,
            if_none_match: source.if_none_match,
            if_modified_since: source.if_modified_since,
            if_unmodified_since: source.if_unmodified_since,
        };
        // "Not modified" is nothing that one could answer to a copy.
        let modified = timestamp(object.modified_at_ms);
        reads
            .check(&object.etag, &modified)
            .map_err(|_| precondition())?;
        Ok(readable)
    }

    async fn copy(
        &self,
        readable: &Readable,
        range: Range<u64>,
        algorithm: Algorithm,
    ) -> S3Result<Finished> {
        let reading = Reading::open(&self.blobs, readable, range).await;
        let reading = reading.map_err(|why| of_disk("reading an object", &why))?;
        let body = Some(StreamingBlob::new(reading));
        receive(&self.blobs, body, Algorithms::one(algorithm)).await
    }
}

fn kept(got: &Finished) -> dto::Checksum {
    Kept::whole(got.algorithm, got.checksum.clone()).as_dto()
}

fn bucket_and_key(source: &CopySource) -> S3Result<(&str, &str)> {
    match source {
        CopySource::Bucket {
            version_id: Some(version),
            ..
        } if &**version != "null" => Err(not_done("there are no versions of objects here")),
        CopySource::Bucket { bucket, key, .. } => Ok((bucket, key)),
        CopySource::AccessPoint { .. } | CopySource::Outpost { .. } => {
            Err(not_done("a source is named by its bucket and key"))
        }
    }
}

fn not_done(why: &'static str) -> S3Error {
    S3Error::with_message(Code::NotImplemented, why)
}

fn is_replacing(directive: Option<&MetadataDirective>) -> S3Result<bool> {
    match directive.map(MetadataDirective::as_str) {
        None | Some(MetadataDirective::COPY) => Ok(false),
        Some(MetadataDirective::REPLACE) => Ok(true),
        Some(_) => Err(invalid_argument(
            "x-amz-metadata-directive is COPY or REPLACE",
        )),
    }
}

/// The one that is asked for, else that of the source.
fn algorithm_of_copy(asked: Option<&dto::ChecksumAlgorithm>, found: &Found) -> S3Result<Algorithm> {
    match asked {
        Some(asked) => Algorithm::named(asked.as_str())
            .ok_or_else(|| invalid_request("there is no such checksum algorithm")),
        None => {
            let kept = found.object.described.checksum.as_ref();
            Ok(kept.map_or(Algorithm::USUAL, |kept| kept.algorithm))
        }
    }
}

/// Both ends must lie within the source.
fn copied_range(text: Option<&str>, size: u64) -> S3Result<Range<u64>> {
    let Some(text) = text else {
        return Ok(0..size);
    };
    let refused = || {
        invalid_argument("x-amz-copy-source-range must be `bytes=first-last`, within the source")
    };
    match dto::Range::parse(text).map_err(|_| refused())? {
        dto::Range::Int {
            first,
            last: Some(last),
        } if last < size => Ok(first..last + 1),
        dto::Range::Int { .. } | dto::Range::Suffix { .. } => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_to_copy_lies_within_the_source() {
        assert_eq!(copied_range(None, 10).unwrap(), 0..10);
        assert_eq!(copied_range(Some("bytes=2-9"), 10).unwrap(), 2..10);
        for wrong in ["bytes=2-10", "bytes=2-", "bytes=-3", "2-3", "bytes=9-2"] {
            assert!(copied_range(Some(wrong), 10).is_err(), "{wrong}");
        }
    }
}
