//! Conditions of requests: pure answers to "shall it be done?" (RFC 9110, section 13).

use http::StatusCode;
use s3s::dto::{ETag, ETagCondition, Timestamp};
use s3s::{S3Error, S3ErrorCode as Code};

use super::catalogue::Expected;
use super::trouble::{invalid_request, precondition};

/// Those of a read, as they stand in its headers.
#[derive(Default)]
pub(super) struct Reads<'a> {
    pub if_match: Option<&'a ETagCondition>,
    pub if_none_match: Option<&'a ETagCondition>,
    pub if_modified_since: Option<&'a Timestamp>,
    pub if_unmodified_since: Option<&'a Timestamp>,
}

impl Reads<'_> {
    /// What an ETag says weighs more than a date, and a failed match more than no change.
    pub fn check(&self, etag: &str, modified: &Timestamp) -> Result<(), S3Error> {
        match (self.if_match, self.if_unmodified_since) {
            (Some(wanted), _) if !is(wanted, etag) => return Err(precondition()),
            (Some(_), _) | (None, None) => {}
            (None, Some(since)) if modified > since => return Err(precondition()),
            (None, Some(_)) => {}
        }
        match (self.if_none_match, self.if_modified_since) {
            (Some(unwanted), _) if is(unwanted, etag) => Err(not_modified(etag)),
            (Some(_), _) | (None, None) => Ok(()),
            (None, Some(since)) if modified <= since => Err(not_modified(etag)),
            (None, Some(_)) => Ok(()),
        }
    }
}

fn is(condition: &ETagCondition, etag: &str) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(wanted) => wanted.value() == etag,
    }
}

fn not_modified(etag: &str) -> S3Error {
    let mut error = S3Error::new(Code::NotModified);
    error.set_status_code(StatusCode::NOT_MODIFIED);
    if let Ok(etag) = ETag::Strong(etag.to_owned()).to_http_header() {
        let mut headers = http::HeaderMap::new();
        headers.insert(http::header::ETAG, etag);
        error.set_headers(headers);
    }
    error
}

/// Those of a write.
pub(super) fn expected(
    if_match: Option<ETagCondition>,
    if_none_match: Option<ETagCondition>,
) -> Result<Expected, S3Error> {
    match (if_match, if_none_match) {
        (None, None) => Ok(Expected::Anything),
        (Some(ETagCondition::Any), None) => Ok(Expected::Something),
        (Some(ETagCondition::ETag(etag)), None) => Ok(Expected::Etag(etag.into_value())),
        (None, Some(ETagCondition::Any)) => Ok(Expected::Nothing),
        (None, Some(ETagCondition::ETag(_))) => Err(S3Error::with_message(
            Code::NotImplemented,
            "If-None-Match of a write can be `*` only",
        )),
        (Some(_), Some(_)) => Err(invalid_request(
            "If-Match and If-None-Match exclude each other",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }

    fn etag(value: &str) -> ETagCondition {
        ETagCondition::ETag(ETag::Strong(value.to_owned()))
    }

    /// `ok`, `failed` or `same`.
    fn outcome(reads: &Reads<'_>) -> &'static str {
        match reads.check("e", &at(100)) {
            Ok(()) => "ok",
            Err(error) if *error.code() == Code::PreconditionFailed => "failed",
            Err(error) if *error.code() == Code::NotModified => "same",
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn an_etag_weighs_more_than_a_date() {
        let (ours, other, before, after) = (etag("e"), etag("x"), at(99), at(101));
        let reads = Reads::default;
        assert_eq!(outcome(&reads()), "ok");
        let matched = Reads {
            if_match: Some(&ours),
            if_unmodified_since: Some(&before),
            ..reads()
        };
        assert_eq!(outcome(&matched), "ok");
        assert_eq!(
            outcome(&Reads {
                if_match: Some(&other),
                ..reads()
            }),
            "failed"
        );
        assert_eq!(
            outcome(&Reads {
                if_unmodified_since: Some(&before),
                ..reads()
            }),
            "failed"
        );
        assert_eq!(
            outcome(&Reads {
                if_none_match: Some(&ours),
                ..reads()
            }),
            "same"
        );
        let changed = Reads {
            if_none_match: Some(&other),
            if_modified_since: Some(&after),
            ..reads()
        };
        assert_eq!(outcome(&changed), "ok");
        assert_eq!(
            outcome(&Reads {
                if_modified_since: Some(&after),
                ..reads()
            }),
            "same"
        );
        assert_eq!(
            outcome(&Reads {
                if_modified_since: Some(&before),
                ..reads()
            }),
            "ok"
        );
    }

    #[test]
    fn a_write_may_expect_nothing_something_or_one_etag() {
        let any = || Some(ETagCondition::Any);
        assert_eq!(expected(None, None).unwrap(), Expected::Anything);
        assert_eq!(expected(None, any()).unwrap(), Expected::Nothing);
        assert_eq!(expected(any(), None).unwrap(), Expected::Something);
        let one = expected(Some(etag("e")), None).unwrap();
        assert!(one.check(Some("e")).is_ok() && one.check(Some("x")).is_err());
        assert!(expected(None, Some(etag("e"))).is_err());
        assert!(expected(any(), any()).is_err());
    }
}
