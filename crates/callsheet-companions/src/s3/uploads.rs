//! Uploads in parts: begun, filled in any order, and completed by naming the parts. Completing
//! moves no bytes: the parts become the object's.

use s3s::dto::{
    self, AbortMultipartUploadInput, AbortMultipartUploadOutput, ChecksumAlgorithm, ChecksumType,
    CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedPart,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag, ListMultipartUploadsInput,
    ListMultipartUploadsOutput, ListPartsInput, ListPartsOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3Error, S3ErrorCode as Code, S3Request, S3Response, S3Result};

use super::blobs::Finished;
use super::catalogue::{Completing, NewUpload, Object, Part, Stored, Upload, UploadMark};
use super::conditions::expected;
use super::digests::{Algorithm, Algorithms, Kept, checksum_of, etag_of_parts, with_checksum};
use super::objects::{strong, timestamp};
use super::page::{Encoding, limit};
use super::receiving::{check_length, receive};
use super::trouble::{internal, invalid_argument, invalid_request};
use super::writing::{Claim, check_described, described, keep_unless_refused};
use super::{Catalogue, Door, Trouble};

const MOST_PARTS: u16 = 10_000;
/// Of every part but the last.
const LEAST_PART_BYTES: u64 = 5 * 1024 * 1024;

pub(super) fn part_number(number: i32) -> S3Result<u16> {
    let number = u16::try_from(number).ok();
    let number = number.filter(|number| (1..=MOST_PARTS).contains(number));
    number.ok_or_else(|| invalid_argument("a part's number is from 1 to 10000"))
}

impl<C: Catalogue> Door<C> {
    pub(super) async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let mut input = request.input;
        let (algorithm, is_composite) = checksum_kind(
            input.checksum_algorithm.as_ref(),
            input.checksum_type.as_ref(),
        )?;
        let described = described!(input);
        check_described(&described)?;
        let new = NewUpload {
            bucket: input.bucket.clone(),
            key: input.key.clone(),
            described,
            algorithm,
            is_composite,
            is_declared: input.checksum_algorithm.is_some(),
        };
        let id = self.catalogue.create_upload(new).await?;
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            checksum_algorithm: input.checksum_algorithm,
            checksum_type: Some(type_of(is_composite)),
            key: Some(input.key),
            upload_id: Some(id),
            ..Default::default()
        }))
    }

    pub(super) async fn upload_part(
        &self,
        mut request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        let number = part_number(request.input.part_number)?;
        let md5 = request.input.content_md5.as_deref();
        let claim = Claim::of(checksum_of!(request.input), &request.headers, md5)?;
        check_length(request.input.content_length)?;
        let body = request.input.body.take();
        let target = (request.input.bucket, request.input.key);
        let id = request.input.upload_id;
        let upload = self
            .catalogue
            .upload(target.0.clone(), target.1.clone(), id.clone())
            .await?;
        let algorithms = algorithms_of_part(&claim, &upload)?;
        let got = receive(&self.blobs, body, algorithms).await?;
        claim.check(&got, request.trailing_headers.as_ref())?;
        let (algorithm, value) = got.claimed.clone();
        let checksum = algorithm.as_dto(value);
        let etag = ETag::Strong(got.etag());
        self.keep_part(target, id, number, got).await?;
        Ok(S3Response::new(
            with_checksum!(checksum => UploadPartOutput {
                e_tag: Some(etag),
                ..Default::default()
            }),
        ))
    }

    pub(super) async fn keep_part(
        &self,
        (bucket, key): (String, String),
        upload: String,
        number: u16,
        got: Finished,
    ) -> Result<Stored, Trouble> {
        let part = got.as_part(number);
        let stored = self.catalogue.put_part(bucket, key, upload, part).await;
        keep_unless_refused(got, stored)
    }

    pub(super) async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let mut input = request.input;
        let named = input.multipart_upload.take().and_then(|named| named.parts);
        let named = named.unwrap_or_default();
        let target = (input.bucket.clone(), input.key.clone());
        let id = input.upload_id.clone();
        let parts = self
            .catalogue
            .parts(
                target.0.clone(),
                target.1.clone(),
                id.clone(),
                0,
                MOST_PARTS.into(),
            )
            .await;
        let (upload, there) = match parts {
            Ok(parts) => parts,
            // It was completed before, and the answer was lost.
            Err(Trouble::NoSuchUpload) => {
                let object = self
                    .catalogue
                    .completed(target.0.clone(), target.1.clone(), id)
                    .await?;
                return Ok(S3Response::new(completed(target, &object)));
            }
            Err(trouble) => return Err(trouble.into()),
        };
        let chosen = chosen(&named, &there, upload.algorithm)?;
        let kept = kept(&upload, &chosen)?;
        check_whole(&input, &kept, &chosen)?;
        let etag = etag_of_parts(chosen.iter().map(|part| part.etag.as_str()));
        let etag = etag.ok_or_else(|| internal("a part's ETag is no MD5"))?;
        let mut described = upload.described;
        described.checksum = Some(kept);
        let object = Object {
            size: chosen.iter().map(|part| part.size).sum(),
            etag,
            described,
            modified_at_ms: 0,
        };
        let completing = Completing {
            bucket: target.0.clone(),
            key: target.1.clone(),
            upload: id,
            size: object.size,
            etag: object.etag.clone(),
            described: object.described.clone(),
            parts: chosen
                .iter()
                .map(|part| (part.number, part.etag.clone()))
                .collect(),
            expected: expected(input.if_match.take(), input.if_none_match.take())?,
        };
        self.catalogue.complete_upload(completing).await?;
        Ok(S3Response::new(completed(target, &object)))
    }

    pub(super) async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let input = request.input;
        self.catalogue
            .abort_upload(input.bucket, input.key, input.upload_id)
            .await?;
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }

    pub(super) async fn list_parts(
        &self,
        request: S3Request<ListPartsInput>,
    ) -> S3Result<S3Response<ListPartsOutput>> {
        let input = request.input;
        let limit = limit(input.max_parts, "max-parts")?;
        let after = u16::try_from(input.part_number_marker.unwrap_or(0));
        let after =
            after.map_err(|_| invalid_argument("part-number-marker is no part's number"))?;
        let (upload, mut parts) = self
            .catalogue
            .parts(
                input.bucket.clone(),
                input.key.clone(),
                input.upload_id.clone(),
                after,
                limit + 1,
            )
            .await?;
        let has_more = parts.len() > limit;
        parts.truncate(limit);
        let next = parts.last().filter(|_| has_more);
        Ok(S3Response::new(ListPartsOutput {
            bucket: Some(input.bucket),
            checksum_algorithm: Some(ChecksumAlgorithm::from_static(upload.algorithm.name())),
            checksum_type: Some(type_of(upload.is_composite)),
            is_truncated: Some(has_more),
            key: Some(input.key),
            max_parts: i32::try_from(limit).ok(),
            next_part_number_marker: next.map(|part| part.number.into()),
            owner: Some(self.owner()),
            part_number_marker: Some(after.into()),
            parts: Some(
                parts
                    .into_iter()
                    .map(|part| shown(part, upload.algorithm))
                    .collect(),
            ),
            upload_id: Some(input.upload_id),
            ..Default::default()
        }))
    }

    pub(super) async fn list_multipart_uploads(
        &self,
        request: S3Request<ListMultipartUploadsInput>,
    ) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
        let input = request.input;
        if input.delimiter.is_some() {
            let why = "uploads are listed without a delimiter here";
            return Err(S3Error::with_message(Code::NotImplemented, why));
        }
        let encoding = Encoding::of(input.encoding_type.as_ref())?;
        let limit = limit(input.max_uploads, "max-uploads")?;
        let after = input.key_marker.clone().map(|key| UploadMark {
            key,
            id: input.upload_id_marker.clone(),
        });
        let prefix = input.prefix.clone().unwrap_or_default();
        let mut uploads = self
            .catalogue
            .uploads(input.bucket.clone(), prefix, after, limit + 1)
            .await?;
        let has_more = uploads.len() > limit;
        uploads.truncate(limit);
        let next = uploads.last().filter(|_| has_more).cloned();
        Ok(S3Response::new(ListMultipartUploadsOutput {
            bucket: Some(input.bucket),
            encoding_type: input.encoding_type,
            is_truncated: Some(has_more),
            key_marker: input.key_marker.map(|key| encoding.write(key)),
            max_uploads: i32::try_from(limit).ok(),
            next_key_marker: next.as_ref().map(|next| encoding.write(next.key.clone())),
            next_upload_id_marker: next.map(|next| next.id),
            prefix: input.prefix.map(|prefix| encoding.write(prefix)),
            upload_id_marker: input.upload_id_marker,
            uploads: Some(
                uploads
                    .into_iter()
                    .map(|upload| self.listed(upload, encoding))
                    .collect(),
            ),
            ..Default::default()
        }))
    }

    fn listed(&self, upload: Upload, encoding: Encoding) -> dto::MultipartUpload {
        dto::MultipartUpload {
            checksum_algorithm: Some(ChecksumAlgorithm::from_static(upload.algorithm.name())),
            checksum_type: Some(type_of(upload.is_composite)),
            initiated: Some(timestamp(upload.created_at_ms)),
            initiator: None,
            key: Some(encoding.write(upload.key)),
            owner: Some(self.owner()),
            storage_class: None,
            upload_id: Some(upload.id),
        }
    }
}

/// The upload's, and the one that the part comes with: only where the upload was begun without one
/// may it be another.
fn algorithms_of_part(claim: &Claim, upload: &Upload) -> S3Result<Algorithms> {
    let kept = upload.algorithm;
    if claim.is_usual {
        return Ok(Algorithms::one(kept));
    }
    let claimed = claim.algorithm;
    if claimed != kept && upload.is_declared {
        let name = kept.name();
        return Err(invalid_request(format!(
            "the upload was begun with {name}, so its parts come with that checksum"
        )));
    }
    Ok(Algorithms { kept, claimed })
}

fn type_of(is_composite: bool) -> ChecksumType {
    ChecksumType::from_static(match is_composite {
        true => ChecksumType::COMPOSITE,
        false => ChecksumType::FULL_OBJECT,
    })
}

/// What S3 takes where only one or none of the two is said.
fn checksum_kind(
    algorithm: Option<&ChecksumAlgorithm>,
    kind: Option<&ChecksumType>,
) -> S3Result<(Algorithm, bool)> {
    let Some(name) = algorithm else {
        if kind.is_some() {
            return Err(invalid_request("a checksum type goes with an algorithm"));
        }
        return Ok((Algorithm::USUAL, false));
    };
    let algorithm = Algorithm::named(name.as_str())
        .ok_or_else(|| invalid_request("there is no such checksum algorithm"))?;
    let is_composite = match kind.map(ChecksumType::as_str) {
        None => algorithm.may_be(true),
        Some(ChecksumType::COMPOSITE) => true,
        Some(ChecksumType::FULL_OBJECT) => false,
        Some(_) => return Err(invalid_request("there is no such checksum type")),
    };
    if !algorithm.may_be(is_composite) {
        let (name, kind) = (algorithm.name(), type_of(is_composite));
        let why = format!("there is no {name} checksum of the type {}", kind.as_str());
        return Err(invalid_request(why));
    }
    Ok((algorithm, is_composite))
}

/// The parts that a completion names, in its order.
fn chosen<'a>(
    named: &[CompletedPart],
    there: &'a [Part],
    algorithm: Algorithm,
) -> S3Result<Vec<&'a Part>> {
    if named.is_empty() {
        let why = "a completion names at least one part";
        return Err(S3Error::with_message(Code::MalformedXML, why));
    }
    let mut chosen: Vec<&Part> = Vec::with_capacity(named.len());
    for named in named {
        let part = one_part(named, there, algorithm)?;
        if chosen.last().is_some_and(|last| last.number >= part.number) {
            let why = "parts are named in ascending order";
            return Err(S3Error::with_message(Code::InvalidPartOrder, why));
        }
        chosen.push(part);
    }
    let (_, but_last) = chosen.split_last().unwrap_or((&chosen[0], &[]));
    if but_last.iter().any(|part| part.size < LEAST_PART_BYTES) {
        return Err(Trouble::PartTooSmall.into());
    }
    Ok(chosen)
}

fn one_part<'a>(
    named: &CompletedPart,
    there: &'a [Part],
    algorithm: Algorithm,
) -> S3Result<&'a Part> {
    let number = part_number(named.part_number.unwrap_or(0))?;
    let refused = |why: &str| S3Error::from(Trouble::InvalidPart(format!("part {number} {why}")));
    let at = there.binary_search_by_key(&number, |part| part.number);
    let part = at
        .map(|at| &there[at])
        .map_err(|_| refused("was not uploaded"))?;
    let etag = named.e_tag.as_ref().map(ETag::value);
    if etag.is_some_and(|etag| etag != part.etag) {
        return Err(refused("has another ETag"));
    }
    let given = algorithm.value_of(checksum_of!(named));
    if given.is_some() && given != part.checksum {
        return Err(refused("has another checksum"));
    }
    Ok(part)
}

fn kept(upload: &Upload, chosen: &[&Part]) -> S3Result<Kept> {
    let checksum = |part: &&Part| Some((part.checksum.clone()?, part.size));
    let checksums: Option<Vec<_>> = chosen.iter().map(checksum).collect();
    checksums
        .and_then(|parts| Kept::of_parts(upload.algorithm, upload.is_composite, &parts))
        .ok_or_else(|| internal("a part has no checksum"))
}

/// What the completion says of the whole.
fn check_whole(
    input: &CompleteMultipartUploadInput,
    kept: &Kept,
    chosen: &[&Part],
) -> S3Result<()> {
    let given = kept.algorithm.value_of(checksum_of!(input));
    if given.is_some_and(|given| given != kept.value) {
        let why = "the checksum of the whole object is another one";
        return Err(S3Error::with_message(Code::BadDigest, why));
    }
    let size: u64 = chosen.iter().map(|part| part.size).sum();
    let said = input.mpu_object_size;
    if said.is_some_and(|said| u64::try_from(said) != Ok(size)) {
        return Err(invalid_request(
            "the parts do not add up to the size that is said",
        ));
    }
    Ok(())
}

fn completed((bucket, key): (String, String), object: &Object) -> CompleteMultipartUploadOutput {
    let checksum = object.described.checksum.as_ref().map(Kept::as_dto);
    let checksum = checksum.unwrap_or_default();
    with_checksum!(checksum => CompleteMultipartUploadOutput {
        checksum_type: checksum.checksum_type,
        e_tag: Some(strong(&object.etag)),
        location: Some(format!("/{bucket}/{key}")),
        bucket: Some(bucket),
        key: Some(key),
        ..Default::default()
    })
}

fn shown(part: Part, algorithm: Algorithm) -> dto::Part {
    let checksum = part.checksum.map(|value| algorithm.as_dto(value));
    let checksum = checksum.unwrap_or_default();
    with_checksum!(checksum => dto::Part {
        e_tag: Some(strong(&part.etag)),
        last_modified: Some(timestamp(part.modified_at_ms)),
        part_number: Some(part.number.into()),
        size: i64::try_from(part.size).ok(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: u16, size: u64) -> Part {
        Part {
            number,
            size,
            etag: format!("{number:032x}"),
            checksum: Some("AAAAAA==".to_owned()),
            modified_at_ms: 0,
        }
    }

    fn named(number: i32, etag: &str) -> CompletedPart {
        CompletedPart {
            part_number: Some(number),
            e_tag: Some(strong(etag)),
            ..Default::default()
        }
    }

    fn code(named: &[CompletedPart], there: &[Part]) -> Option<String> {
        let chosen = chosen(named, there, Algorithm::Crc32).err();
        chosen.map(|error| error.code().as_str().to_owned())
    }

    #[test]
    fn a_completion_names_parts_that_are_there_and_large_enough() {
        let there = [part(1, LEAST_PART_BYTES), part(3, 10), part(4, 10)];
        let of = |number: i32| named(number, &format!("{number:032x}"));
        assert_eq!(code(&[of(1), of(3)], &there), None);
        assert_eq!(code(&[of(4)], &there), None);
        let refused = |named: &[CompletedPart]| code(named, &there).unwrap();
        assert_eq!(refused(&[of(1), of(3), of(4)]), "EntityTooSmall");
        assert_eq!(refused(&[of(3), of(1)]), "InvalidPartOrder");
        assert_eq!(refused(&[of(2)]), "InvalidPart");
        assert_eq!(refused(&[named(1, "other")]), "InvalidPart");
        assert_eq!(refused(&[of(0)]), "InvalidArgument");
        assert_eq!(refused(&[]), "MalformedXML");
        let mut wrong = of(4);
        wrong.checksum_crc32 = Some("BBBBBB==".to_owned());
        assert_eq!(refused(&[wrong]), "InvalidPart");
    }

    #[test]
    fn an_algorithm_has_its_own_types() {
        let kind = |algorithm: Option<&'static str>, kind: Option<&'static str>| {
            let algorithm = algorithm.map(ChecksumAlgorithm::from_static);
            let kind = kind.map(ChecksumType::from_static);
            checksum_kind(algorithm.as_ref(), kind.as_ref()).ok()
        };
        assert_eq!(kind(None, None), Some((Algorithm::Crc64Nvme, false)));
        assert_eq!(kind(Some("CRC32"), None), Some((Algorithm::Crc32, true)));
        assert_eq!(
            kind(Some("CRC32"), Some("FULL_OBJECT")),
            Some((Algorithm::Crc32, false))
        );
        assert_eq!(
            kind(Some("CRC64NVME"), None),
            Some((Algorithm::Crc64Nvme, false))
        );
        assert_eq!(kind(Some("CRC64NVME"), Some("COMPOSITE")), None);
        assert_eq!(kind(Some("SHA256"), Some("FULL_OBJECT")), None);
        assert_eq!(kind(Some("SHA256"), None), Some((Algorithm::Sha256, true)));
        assert_eq!(kind(None, Some("COMPOSITE")), None);
    }
}
