//! Checksums of S3: the five algorithms, of whole objects and of parts put together.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1, Sha256};
use s3s::dto;
use serde::{Deserialize, Serialize};

/// The checksums that stand in an input. Macros, because inputs and outputs have these five fields
/// and no type in common.
macro_rules! checksum_of {
    ($input:expr) => {
        s3s::dto::Checksum {
            checksum_crc32: $input.checksum_crc32.clone(),
            checksum_crc32c: $input.checksum_crc32c.clone(),
            checksum_crc64nvme: $input.checksum_crc64nvme.clone(),
            checksum_sha1: $input.checksum_sha1.clone(),
            checksum_sha256: $input.checksum_sha256.clone(),
            checksum_type: None,
        }
    };
}
pub(super) use checksum_of;

/// An output that tells a checksum. Where it tells its type as well, that stands among the others.
macro_rules! with_checksum {
    ($checksum:ident => $($output:ident)::+ { $($others:tt)* }) => {
        $($output)::+ {
            checksum_crc32: $checksum.checksum_crc32,
            checksum_crc32c: $checksum.checksum_crc32c,
            checksum_crc64nvme: $checksum.checksum_crc64nvme,
            checksum_sha1: $checksum.checksum_sha1,
            checksum_sha256: $checksum.checksum_sha256,
            $($others)*
        }
    };
}
pub(super) use with_checksum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    #[serde(rename = "CRC32")]
    Crc32,
    #[serde(rename = "CRC32C")]
    Crc32c,
    #[serde(rename = "CRC64NVME")]
    Crc64Nvme,
    #[serde(rename = "SHA1")]
    Sha1,
    #[serde(rename = "SHA256")]
    Sha256,
}

/// A checksum as it is kept with an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    pub algorithm: Algorithm,
    /// In base64; one of checksums of parts ends in their count.
    pub value: String,
    /// Of the parts' checksums, not of the bytes.
    #[serde(default)]
    pub is_composite: bool,
}

/// Which checksum of a body is kept, and which one its sender speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Algorithms {
    pub kept: Algorithm,
    pub claimed: Algorithm,
}

impl Algorithms {
    pub const fn one(algorithm: Algorithm) -> Self {
        Self {
            kept: algorithm,
            claimed: algorithm,
        }
    }

    pub fn hasher(self) -> ChecksumHasher {
        let mut hasher = ChecksumHasher::default();
        self.kept.add_to(&mut hasher);
        self.claimed.add_to(&mut hasher);
        hasher
    }
}

impl Algorithm {
    pub const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32c,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];
    /// What S3 keeps where nobody asks for another.
    pub const USUAL: Self = Self::Crc64Nvme;

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    pub(super) const fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// Checksums of parts can be put together to that of the whole.
    const fn combines(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }

    pub(super) const fn may_be(self, is_composite: bool) -> bool {
        match self {
            Self::Crc32 | Self::Crc32c => true,
            Self::Crc64Nvme => !is_composite,
            Self::Sha1 | Self::Sha256 => is_composite,
        }
    }

    pub(super) fn hasher(self) -> ChecksumHasher {
        Algorithms::one(self).hasher()
    }

    fn add_to(self, hasher: &mut ChecksumHasher) {
        match self {
            Self::Crc32 => hasher.crc32 = Some(Crc32::new()),
            Self::Crc32c => hasher.crc32c = Some(Crc32c::new()),
            Self::Crc64Nvme => hasher.crc64nvme = Some(Crc64Nvme::new()),
            Self::Sha1 => hasher.sha1 = Some(Sha1::new()),
            Self::Sha256 => hasher.sha256 = Some(Sha256::new()),
        }
    }

    pub(super) fn value_of(self, checksum: dto::Checksum) -> Option<String> {
        match self {
            Self::Crc32 => checksum.checksum_crc32,
            Self::Crc32c => checksum.checksum_crc32c,
            Self::Crc64Nvme => checksum.checksum_crc64nvme,
            Self::Sha1 => checksum.checksum_sha1,
            Self::Sha256 => checksum.checksum_sha256,
        }
    }

    pub(super) fn as_dto(self, value: String) -> dto::Checksum {
        let mut checksum = dto::Checksum::default();
        let place = match self {
            Self::Crc32 => &mut checksum.checksum_crc32,
            Self::Crc32c => &mut checksum.checksum_crc32c,
            Self::Crc64Nvme => &mut checksum.checksum_crc64nvme,
            Self::Sha1 => &mut checksum.checksum_sha1,
            Self::Sha256 => &mut checksum.checksum_sha256,
        };
        *place = Some(value);
        checksum
    }

    /// Bytes of a digest.
    const fn width(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

impl Kept {
    pub(super) fn whole(algorithm: Algorithm, value: String) -> Self {
        Self {
            algorithm,
            value,
            is_composite: false,
        }
    }

    pub(super) fn as_dto(&self) -> dto::Checksum {
        let mut checksum = self.algorithm.as_dto(self.value.clone());
        let kind = match self.is_composite {
            true => dto::ChecksumType::COMPOSITE,
            false => dto::ChecksumType::FULL_OBJECT,
        };
        checksum.checksum_type = Some(dto::ChecksumType::from_static(kind));
        checksum
    }

    /// From the checksums and sizes of parts. `None` if one of them cannot be read.
    pub(super) fn of_parts(
        algorithm: Algorithm,
        is_composite: bool,
        parts: &[(String, u64)],
    ) -> Option<Self> {
        let digests: Vec<(Vec<u8>, u64)> = parts
            .iter()
            .map(|(value, size)| Some((read(algorithm, value)?, *size)))
            .collect::<Option<_>>()?;
        let value = match algorithm.combines().filter(|_| !is_composite) {
            Some(crc) => combined(crc, algorithm.width(), &digests),
            None => composite(algorithm, &digests)?,
        };
        Some(Self {
            algorithm,
            value,
            is_composite,
        })
    }
}

fn read(algorithm: Algorithm, value: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(value).ok()?;
    (bytes.len() == algorithm.width()).then_some(bytes)
}

fn combined(crc: CrcAlgorithm, width: usize, digests: &[(Vec<u8>, u64)]) -> String {
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |n, byte| (n << 8) | u64::from(*byte))
    };
    let mut parts = digests.iter();
    let first = parts.next().map_or(0, |(bytes, _)| number(bytes));
    let whole = parts.fold(first, |whole, (bytes, size)| {
        crc_fast::checksum_combine(crc, whole, number(bytes), *size)
    });
    STANDARD.encode(&whole.to_be_bytes()[8 - width..])
}

fn composite(algorithm: Algorithm, digests: &[(Vec<u8>, u64)]) -> Option<String> {
    let mut hasher = algorithm.hasher();
    for (bytes, _) in digests {
        hasher.update(bytes);
    }
    let value = algorithm.value_of(hasher.finalize())?;
    Some(format!("{value}-{}", digests.len()))
}

/// The ETag of an object that was put in parts.
pub(super) fn etag_of_parts<'a>(etags: impl ExactSizeIterator<Item = &'a str>) -> Option<String> {
    let count = etags.len();
    let mut md5 = Md5::new();
    for etag in etags {
        md5.update(&unhex(etag)?);
    }
    Some(format!("{}-{count}", hex(&md5.finalize())))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(algorithm: Algorithm, bytes: &[u8]) -> String {
        let mut hasher = algorithm.hasher();
        hasher.update(bytes);
        algorithm.value_of(hasher.finalize()).unwrap()
    }

    #[test]
    fn checksums_of_parts_make_that_of_the_whole() {
        let (first, second, third) = ([7_u8; 1000], [8_u8; 17], b"the end");
        let whole = [&first[..], &second[..], &third[..]].concat();
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
            let part = |bytes: &[u8]| (checksum(algorithm, bytes), bytes.len() as u64);
            let parts = [part(&first), part(&second), part(third)];
            let kept = Kept::of_parts(algorithm, false, &parts).unwrap();
            assert_eq!(kept.value, checksum(algorithm, &whole), "{algorithm:?}");
        }
    }

    #[test]
    fn a_composite_is_a_checksum_of_checksums() {
        let part = |text: &[u8]| (checksum(Algorithm::Sha256, text), text.len() as u64);
        let kept = Kept::of_parts(Algorithm::Sha256, true, &[part(b"a"), part(b"b")]).unwrap();
        let raw = [
            STANDARD.decode(part(b"a").0).unwrap(),
            STANDARD.decode(part(b"b").0).unwrap(),
        ];
        let expected = format!("{}-2", checksum(Algorithm::Sha256, &raw.concat()));
        assert_eq!(kept.value, expected);
        assert_eq!(
            Kept::of_parts(Algorithm::Sha256, true, &[("?".into(), 1)]),
            None
        );
    }

    #[test]
    fn an_etag_of_parts_counts_them() {
        let etag = etag_of_parts(["0cc175b9c0f1b6a831c399e269772661"; 2].into_iter()).unwrap();
        assert!(etag.ends_with("-2") && etag.len() == 34, "{etag}");
        assert_eq!(etag_of_parts(["xyz"].into_iter()), None);
    }
}
