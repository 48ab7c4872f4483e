//! PutObject, and what else makes an object of one piece.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use s3s::dto::{self, ETag, PutObjectInput, PutObjectOutput, StreamingBlob, TimestampFormat};
use s3s::{Body, S3Error, S3ErrorCode as Code, S3Request, S3Response, S3Result, TrailingHeaders};

use super::blobs::{Blobs, Finished};
use super::catalogue::{Content, Described, Expected, NewObject, Stored};
use super::conditions::expected;
use super::digests::{Algorithm, Algorithms, Kept, checksum_of, with_checksum};
use super::receiving::{check_length, receive};
use super::trouble::invalid_request;
use super::{Catalogue, Door, Trouble};

/// Which checksum a request is about, and what it says of it.
pub(super) struct Claim {
    pub algorithm: Algorithm,
    /// Nobody asked for it.
    pub is_usual: bool,
    value: Option<String>,
    md5: Option<[u8; 16]>,
    /// How long the body is.
    length: Option<u64>,
}

impl Claim {
    pub fn of(
        given: dto::Checksum,
        headers: &http::HeaderMap,
        content_md5: Option<&str>,
    ) -> Result<Self, S3Error> {
        let named = ["x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm"]
            .iter()
            .find_map(|name| headers.get(*name)?.to_str().ok());
        let values: Vec<(Algorithm, String)> = Algorithm::ALL
            .into_iter()
            .filter_map(|known| Some((known, known.value_of(given.clone())?)))
            .collect();
        let trailer = headers
            .get("x-amz-trailer")
            .and_then(|name| name.to_str().ok());
        let trailing = trailer.and_then(|trailer| {
            let is_named = |known: &Algorithm| known.header().eq_ignore_ascii_case(trailer.trim());
            Algorithm::ALL.into_iter().find(is_named)
        });
        let named = named
            .map(|name| {
                let known = Algorithm::named(&name.to_ascii_uppercase());
                known.ok_or_else(|| invalid_request(format!("`{name}` is no checksum algorithm")))
            })
            .transpose()?;
        let md5 = content_md5.map(read_md5).transpose()?;
        let (said, value) = match (values.as_slice(), trailing) {
            ([], trailing) => (trailing, None),
            ([(algorithm, value)], None) => (Some(*algorithm), Some(value.clone())),
            _ => return Err(invalid_request("more than one checksum is given")),
        };
        if let (Some(said), Some(named)) = (said, named)
            && said != named
        {
            return Err(invalid_request(
                "the checksum is not of the algorithm that is named",
            ));
        }
        let algorithm = said.or(named);
        Ok(Self {
            algorithm: algorithm.unwrap_or(Algorithm::USUAL),
            is_usual: algorithm.is_none(),
            value,
            md5,
            length: body_length(headers),
        })
    }

    /// After the body has come: what its sender said of it before and behind it.
    pub fn check(self, got: &Finished, trailers: Option<&TrailingHeaders>) -> Result<(), S3Error> {
        let trailing = trailers.and_then(|trailers| {
            let header = got.claimed.0.header();
            let value =
                |headers: &http::HeaderMap| headers.get(header)?.to_str().ok().map(str::to_owned);
            trailers.read(value).flatten()
        });
        let is_promised = trailers.is_some() && !self.is_usual && self.value.is_none();
        if is_promised && trailing.is_none() {
            return Err(invalid_request(
                "the checksum that x-amz-trailer names did not come",
            ));
        }
        let claimed = self.value.or(trailing);
        let (algorithm, value) = &got.claimed;
        if claimed.is_some_and(|claimed| claimed != *value) {
            let why = format!("the body's {} is another one", algorithm.name());
            return Err(S3Error::with_message(Code::BadDigest, why));
        }
        if self.length.is_some_and(|length| length != got.size) {
            let why = "the body is not as long as its headers say";
            return Err(S3Error::with_message(Code::IncompleteBody, why));
        }
        if self.md5.is_some_and(|md5| md5 != got.md5) {
            let why = "the body's MD5 is another one than Content-MD5";
            return Err(S3Error::with_message(Code::BadDigest, why));
        }
        Ok(())
    }
}

/// Without the chunks that it may come in.
fn body_length(headers: &http::HeaderMap) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse().ok();
    number("x-amz-decoded-content-length").or_else(|| number("content-length"))
}

fn read_md5(text: &str) -> Result<[u8; 16], S3Error> {
    let bytes = STANDARD.decode(text).ok();
    let md5 = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    md5.ok_or_else(|| S3Error::with_message(Code::InvalidDigest, "Content-MD5 is no MD5 in base64"))
}

/// A macro, because several inputs have these fields and no type in common.
macro_rules! described {
    ($input:expr) => {
        $crate::s3::catalogue::Described {
            content_type: $input.content_type.clone().map(|kind| kind.to_string()),
            content_encoding: $crate::s3::writing::own_encoding($input.content_encoding.take()),
            content_language: $input.content_language.take(),
            content_disposition: $input.content_disposition.take(),
            cache_control: $input.cache_control.take(),
            expires: $crate::s3::writing::http_date($input.expires.take()),
            metadata: $input
                .metadata
                .take()
                .unwrap_or_default()
                .into_iter()
                .collect(),
            checksum: None,
        }
    };
}
pub(super) use described;

/// `aws-chunked` is how the request came, not what the object is.
pub(super) fn own_encoding(encoding: Option<String>) -> Option<String> {
    let encoding = encoding?;
    let own: Vec<&str> = encoding
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("aws-chunked"))
        .collect();
    (!own.is_empty()).then(|| own.join(","))
}

pub(super) fn http_date(time: Option<dto::Timestamp>) -> Option<String> {
    let mut text = Vec::new();
    time?.format(TimestampFormat::HttpDate, &mut text).ok()?;
    String::from_utf8(text).ok()
}

/// S3 takes two kilobytes of it.
const MOST_METADATA_BYTES: usize = 2 * 1024;

pub(super) fn check_described(described: &Described) -> Result<(), S3Error> {
    let bytes = described
        .metadata
        .iter()
        .map(|(name, value)| name.len() + value.len());
    if bytes.sum::<usize>() > MOST_METADATA_BYTES {
        let code = Code::from_bytes(b"MetadataTooLarge").unwrap_or(Code::InvalidArgument);
        return Err(S3Error::with_message(
            code,
            "an object takes 2 KB of metadata",
        ));
    }
    Ok(())
}

impl<C: Catalogue> Door<C> {
    pub(super) async fn put_object(
        &self,
        mut request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let input = &mut request.input;
        let md5 = input.content_md5.as_deref();
        let claim = Claim::of(checksum_of!(input), &request.headers, md5)?;
        let expected = expected(input.if_match.take(), input.if_none_match.take())?;
        let described = described!(input);
        check_described(&described)?;
        check_length(input.content_length)?;
        // Its sender is spared the body, if it waits for our word.
        self.look_ahead(&input.bucket, &input.key, &expected)
            .await?;
        let got = receive(
            &self.blobs,
            input.body.take(),
            Algorithms::one(claim.algorithm),
        )
        .await?;
        claim.check(&got, request.trailing_headers.as_ref())?;
        let new = Finish {
            bucket: request.input.bucket,
            key: request.input.key,
            described,
            expected,
        };
        let checksum = Kept::whole(got.algorithm, got.checksum.clone()).as_dto();
        let etag = ETag::Strong(got.etag());
        finish(&self.catalogue, new, got).await?;
        Ok(S3Response::new(
            with_checksum!(checksum => PutObjectOutput {
                checksum_type: checksum.checksum_type,
                e_tag: Some(etag),
                ..Default::default()
            }),
        ))
    }

    /// What can be refused before the body comes. It is asked again, in the transaction.
    async fn look_ahead(&self, bucket: &str, key: &str, expected: &Expected) -> S3Result<()> {
        if *expected == Expected::Anything {
            self.catalogue.bucket(bucket.to_owned()).await?;
            return Ok(());
        }
        let found = self
            .catalogue
            .object(bucket.to_owned(), key.to_owned())
            .await;
        match found {
            Ok(found) => Ok(expected.check(Some(&found.object.etag))?),
            Err(Trouble::NoSuchKey) => Ok(expected.check(None)?),
            Err(trouble) => Err(trouble.into()),
        }
    }
}

/// An object whose bytes have come.
pub(super) struct Finish {
    pub bucket: String,
    pub key: String,
    pub described: Described,
    pub expected: Expected,
}

/// Names the bytes by a row; if that fails, they are gone.
pub(super) async fn finish<C: Catalogue>(
    catalogue: &C,
    finish: Finish,
    got: Finished,
) -> Result<Stored, Trouble> {
    let mut described = finish.described;
    described.checksum = Some(Kept::whole(got.algorithm, got.checksum.clone()));
    let part = (got.content() != Content::Empty).then(|| got.as_part(1));
    let stored = catalogue
        .put_object(NewObject {
            bucket: finish.bucket,
            key: finish.key,
            size: got.size,
            etag: got.etag(),
            described,
            part,
            expected: finish.expected,
        })
        .await;
    keep_unless_refused(got, stored)
}

/// A blob stays if a row names it, and also if nobody knows.
pub(super) fn keep_unless_refused(
    got: Finished,
    stored: Result<Stored, Trouble>,
) -> Result<Stored, Trouble> {
    if matches!(stored, Ok(_) | Err(Trouble::Uncertain(_))) {
        got.keep();
    }
    stored
}

/// Puts an object that is in memory, for callers within this process.
pub async fn put_whole<C: Catalogue>(
    catalogue: &C,
    blobs: &Arc<Blobs>,
    bucket: String,
    key: String,
    content_type: &str,
    bytes: Bytes,
) -> Result<(), Trouble> {
    catalogue.bucket(bucket.clone()).await?;
    let body = StreamingBlob::from(Body::from(bytes));
    let got = receive(blobs, Some(body), Algorithms::one(Algorithm::USUAL)).await;
    let got = got.map_err(|why| match why.code() {
        Code::ServiceUnavailable => Trouble::Busy("the server's disk is full".to_owned()),
        _ => Trouble::Internal(why.to_string()),
    })?;
    let new = Finish {
        bucket,
        key,
        described: Described {
            content_type: Some(content_type.to_owned()),
            ..Described::default()
        },
        expected: Expected::Anything,
    };
    finish(catalogue, new, got).await.map(|_| ())
}
