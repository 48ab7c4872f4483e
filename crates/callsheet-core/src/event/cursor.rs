//! The place of one event among all that a store ever told. Clients give it back to go on from
//! there, so it also says of which store it speaks.

use std::fmt;
use std::str::FromStr;

/// A store's own number, drawn once: another store's cursors are not understood.
pub type Feed = u32;

/// The event with this number of the change at this position. As a reader's mark: all up to it are
/// dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub position: i64,
    pub number: i64,
}

impl Cursor {
    /// All of the changes up to this position.
    pub const fn whole(position: i64) -> Self {
        Self {
            position,
            number: i64::MAX,
        }
    }

    /// As clients see it.
    pub const fn of(self, feed: Feed) -> Written {
        Written { feed, cursor: self }
    }

    /// The first event of the change at `position`, of `events`, that comes after this mark.
    pub fn next_in(self, position: i64, events: i64) -> Option<i64> {
        let next = match position.cmp(&self.position) {
            std::cmp::Ordering::Less => return None,
            std::cmp::Ordering::Equal => self.number.checked_add(1)?,
            std::cmp::Ordering::Greater => 0,
        };
        (next < events).then_some(next)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub feed: Feed,
    pub cursor: Cursor,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { feed, cursor } = self;
        write!(f, "{feed:08x}-{}", cursor.position)?;
        match cursor.number {
            i64::MAX => Ok(()),
            number => write!(f, "-{number}"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor: they look like `0123abcd-42` or `0123abcd-42-7`")]
pub struct NoCursor;

impl FromStr for Written {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let (feed, place) = text.split_once('-').ok_or(NoCursor)?;
        let (position, number) = match place.split_once('-') {
            Some((position, number)) => (position, Some(number)),
            None => (place, None),
        };
        let digits = |text: &str| -> Result<i64, NoCursor> {
            let number: u64 = text.parse().map_err(|_| NoCursor)?;
            i64::try_from(number).map_err(|_| NoCursor)
        };
        if feed.len() != 8 || feed.starts_with('+') {
            return Err(NoCursor);
        }
        Ok(Self {
            feed: u32::from_str_radix(feed, 16).map_err(|_| NoCursor)?,
            cursor: Cursor {
                position: digits(position)?,
                number: number.map_or(Ok(i64::MAX), digits)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let within = Cursor {
            position: 42,
            number: 7,
        };
        for (cursor, text) in [
            (within, "0000abcd-42-7"),
            (Cursor::whole(42), "0000abcd-42"),
        ] {
            let written = cursor.of(0xabcd);
            assert_eq!(written.to_string(), text);
            assert_eq!(text.parse(), Ok(written));
        }
        for bad in [
            "",
            "1-2",
            "0000abcd",
            "0000abcd--1",
            "0000abcd-x",
            "+000abcd-1",
        ] {
            assert_eq!(bad.parse::<Written>(), Err(NoCursor), "{bad}");
        }
    }

    #[test]
    fn a_reader_goes_on_within_a_range() {
        let mark = Cursor {
            position: 5,
            number: 2,
        };
        assert_eq!(mark.next_in(4, 9), None);
        assert_eq!(mark.next_in(5, 9), Some(3));
        assert_eq!(mark.next_in(5, 3), None);
        assert_eq!(mark.next_in(6, 9), Some(0));
        assert_eq!(Cursor::whole(5).next_in(5, i64::MAX), None);
    }
}
