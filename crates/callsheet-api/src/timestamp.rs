//! Moments in whole milliseconds, the same at rest and on the wire.
//!
//! What is shown is what is compared, so a search by a time that we answered finds it again.

use std::fmt;
use std::str::FromStr;

use crate::string_enum::deserialize;

/// Milliseconds since 1970 in UTC. There is no clock in here: the time is always passed in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 8601 time with its offset, like 2024-03-26T18:11:19.065Z")]
pub struct InvalidTimestamp;

impl Timestamp {
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.0
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Finer fractions are cut off, never rounded up into the future.
    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        // The parser knows more forms than the wire does, such as a named zone at the end.
        let form = text
            .bytes()
            .all(|byte| b"0123456789-+:.TZtz".contains(&byte));
        let time: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
        let ms = time.as_nanosecond().div_euclid(1_000_000);
        i64::try_from(ms)
            .ok()
            .filter(|_| form)
            .map(Self)
            .ok_or(InvalidTimestamp)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nearest = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        let time = jiff::Timestamp::from_millisecond(self.0).unwrap_or(nearest);
        write!(f, "{time:.3}")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// semantics 1.1-5.
    #[test]
    fn times_read_back_in_milliseconds() {
        for (text, ms, written) in [
            (
                "2024-03-26T18:11:19.065Z",
                1_711_476_679_065,
                "2024-03-26T18:11:19.065Z",
            ),
            (
                "2024-03-26T18:11:19Z",
                1_711_476_679_000,
                "2024-03-26T18:11:19.000Z",
            ),
            (
                "2024-03-26T18:11:19.065999Z",
                1_711_476_679_065,
                "2024-03-26T18:11:19.065Z",
            ),
            (
                "2024-03-26T19:11:19.065+01:00",
                1_711_476_679_065,
                "2024-03-26T18:11:19.065Z",
            ),
            ("1969-12-31T23:59:59.9995Z", -1, "1969-12-31T23:59:59.999Z"),
        ] {
            let time: Timestamp = text.parse().unwrap();
            assert_eq!(
                (time.as_ms(), time.to_string().as_str()),
                (ms, written),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2024-03-26",
            "2024-03-26T18:11:19",
            "1711476679",
            "2024-13-01T00:00:00Z",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
        assert!("2024-03-26T18:11:19Z[UTC]".parse::<Timestamp>().is_err());
    }

    #[test]
    fn no_number_makes_it_panic() {
        for ms in [i64::MIN, i64::MAX] {
            assert!(!Timestamp::from_ms(ms).to_string().is_empty());
        }
    }
}
