//! From when and until when a certificate holds: the one thing in it that no library here tells.
//!
//! RFC 5280, 4.1: a certificate begins with a version, a number, an algorithm and an issuer, and
//! then comes its validity, two times. Only so much is read; whether the rest is a certificate is
//! for others to find out.

use std::ops::Range;
use std::time::{Duration, SystemTime};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// None if that is no certificate.
pub fn of(der: &[u8]) -> Option<Range<SystemTime>> {
    let (certificate, _) = expect(SEQUENCE, der)?;
    let (mut fields, _) = expect(SEQUENCE, certificate)?;
    if fields.first() == Some(&VERSION) {
        fields = next(fields)?.2;
    }
    for _ in ["its number", "the algorithm", "the issuer"] {
        fields = next(fields)?.2;
    }
    let (validity, _) = expect(SEQUENCE, fields)?;
    let (tag, begins, rest) = next(validity)?;
    let begins = time(tag, begins)?;
    let (tag, ends, _) = next(rest)?;
    Some(begins..time(tag, ends)?)
}

/// The content of a value of this tag, and what comes after it.
fn expect(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, content, rest) = next(bytes)?;
    (found == tag).then_some((content, rest))
}

/// A value's tag and content, and what comes after it.
fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, bytes) = bytes.split_first()?;
    let (&first, bytes) = bytes.split_first()?;
    let (length, bytes) = match first {
        0..=0x7f => (usize::from(first), bytes),
        // Nothing in a certificate is longer than four bytes can say.
        0x81..=0x84 => {
            let (length, bytes) = bytes.split_at_checked(usize::from(first - 0x80))?;
            let length = length
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (length, bytes)
        }
        _ => return None,
    };
    let (content, rest) = bytes.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// `261127093615Z`, or with a century before it.
fn time(tag: u8, text: &[u8]) -> Option<SystemTime> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (year, rest) = match tag {
        UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: u32 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let [month, day, hour, minute, second] = pairs(rest)?;
    let days = days_since_1970(year, month, day)?;
    let seconds = ((days * 24 + i64::from(hour)) * 60 + i64::from(minute)) * 60 + i64::from(second);
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    }
}

fn pairs(text: &str) -> Option<[u32; 5]> {
    if text.len() != 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut pairs = [0; 5];
    for (index, pair) in pairs.iter_mut().enumerate() {
        *pair = text[2 * index..2 * index + 2].parse().ok()?;
    }
    Some(pairs)
}

/// A year is counted from March, so that the day that comes every four years is its last.
fn days_since_1970(year: u32, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month) = match month {
        1 | 2 => (i64::from(year) - 1, i64::from(month) + 9),
        _ => (i64::from(year), i64::from(month) - 3),
    };
    let in_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(365 * year + leap_days + in_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(tag: u8, text: &str) -> Option<u64> {
        let since = time(tag, text.as_bytes())?.duration_since(SystemTime::UNIX_EPOCH);
        since.ok().map(|since| since.as_secs())
    }

    #[test]
    fn times_are_read_as_certificates_write_them() {
        assert_eq!(seconds(UTC_TIME, "700101000000Z"), Some(0));
        assert_eq!(seconds(UTC_TIME, "261124081901Z"), Some(1_795_508_341));
        assert_eq!(
            seconds(GENERALIZED_TIME, "20280229235959Z"),
            Some(1_835_481_599)
        );
        assert_eq!(
            seconds(GENERALIZED_TIME, "99991231235959Z"),
            Some(253_402_300_799)
        );
        for (tag, text) in [
            (UTC_TIME, "261324081901Z"),
            (UTC_TIME, "2611240819Z"),
            (UTC_TIME, "261124081901+0100"),
            (0x16, "261124081901Z"),
        ] {
            assert_eq!(seconds(tag, text), None, "{text}");
        }
    }

    #[test]
    fn what_rcgen_writes_is_read_back() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let (begins, ends) = (1_795_508_341, 2_795_508_341);
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        (params.not_before, params.not_after) = (at(begins).into(), at(ends).into());
        let made = params.self_signed(&key).unwrap();
        assert_eq!(of(made.der()), Some(at(begins)..at(ends)));
    }

    #[test]
    fn whatever_is_cut_off_or_turned_is_no_certificate_and_no_panic() {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let made = params.self_signed(&key).unwrap();
        for length in 0..made.der().len() {
            assert_eq!(of(&made.der()[..length]), None);
            let mut turned = made.der().to_vec();
            turned[length] ^= 0xff;
            let _ = of(&turned);
        }
    }
}
