//! The times in signatures: `20241124T083000Z`.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// In milliseconds since 1970.
pub(super) fn parse(text: &str) -> Option<i64> {
    let digits = |range: std::ops::Range<usize>| -> Option<i16> {
        let part = text.get(range)?;
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let two = |at: usize| digits(at..at + 2).and_then(|number| i8::try_from(number).ok());
    if text.len() != 16 || &text.as_bytes()[8..9] != b"T" || !text.ends_with('Z') {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, two(4)?, two(6)?);
    let time = DateTime::new(year, month, day, two(9)?, two(11)?, two(13)?, 0).ok()?;
    Some(
        time.to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

pub(super) fn write(ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_read_back() {
        let ms = super::parse("20241124T083001Z").unwrap();
        assert_eq!(ms, 1_732_437_001_000);
        assert_eq!(super::write(ms), "20241124T083001Z");
        for wrong in [
            "",
            "20241124T083001",
            "2024-11-24T08:30Z",
            "20241324T083001Z",
            "+0241124T083001Z",
        ] {
            assert_eq!(super::parse(wrong), None, "{wrong}");
        }
    }
}
