//! Ids as 16 bytes with the name of their kind, so that no farm is ever looked up as a queue.
//!
//! On the wire an id is its kind's prefix and 32 hex digits. Tasks and session actions carry the
//! digits of their step or session and a number.

use std::fmt;
use std::str::FromStr;

use crate::string_enum::deserialize;

/// The model allows numbers of up to ten digits.
const MAX_NUMBER: u64 = 9_999_999_999;

/// A text that is no id of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form `{prefix}-` and 32 hex digits{}", if *.is_numbered { ", `-` and a number" } else { "" })]
pub struct InvalidId {
    pub prefix: &'static str,
    pub is_numbered: bool,
}

/// A macro, because the kinds differ in nothing but their name and prefix.
macro_rules! id {
    ($name:ident, $prefix:literal) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let bytes = parse_plain($prefix, text);
                bytes.map(Self).ok_or(InvalidId {
                    prefix: $prefix,
                    is_numbered: false,
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_plain(f, $prefix, &self.0)
            }
        }

        wire!($name);
    };
}

macro_rules! numbered_id {
    ($name:ident, $prefix:literal, $parent:ident: $parent_type:ident) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            $parent: $parent_type,
            index: u64,
        }

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            #[must_use]
            pub const fn new($parent: $parent_type, index: u64) -> Self {
                Self { $parent, index }
            }

            #[must_use]
            pub const fn $parent(&self) -> $parent_type {
                self.$parent
            }

            #[must_use]
            pub const fn index(&self) -> u64 {
                self.index
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let parsed = parse_numbered($prefix, text);
                let (bytes, index) = parsed.ok_or(InvalidId {
                    prefix: $prefix,
                    is_numbered: true,
                })?;
                Ok(Self {
                    $parent: $parent_type::from_bytes(bytes),
                    index,
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_plain(f, $prefix, self.$parent.as_bytes())?;
                write!(f, "-{}", self.index)
            }
        }

        wire!($name);
    };
}

macro_rules! wire {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                deserialize(from)
            }
        }
    };
}

id!(BudgetId, "budget");
id!(FarmId, "farm");
id!(FleetId, "fleet");
id!(JobId, "job");
id!(LicenseEndpointId, "le");
id!(LimitId, "limit");
id!(MonitorId, "monitor");
id!(QueueEnvironmentId, "queueenv");
id!(QueueId, "queue");
id!(SessionId, "session");
id!(StepId, "step");
id!(StorageProfileId, "sp");
id!(VolumeId, "volume");
id!(WorkerId, "worker");
numbered_id!(SessionActionId, "sessionaction", session: SessionId);
numbered_id!(TaskId, "task", step: StepId);

/// By hand, because ids stand in every path and a regular expression costs more than the rest.
pub(crate) fn parse_plain(prefix: &str, text: &str) -> Option<[u8; 16]> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('-')?;
    let digits: &[u8; 32] = digits.as_bytes().try_into().ok()?;
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

pub(crate) fn parse_numbered(prefix: &str, text: &str) -> Option<([u8; 16], u64)> {
    let (id, number) = text.rsplit_once('-')?;
    let is_number = number == "0" || !number.starts_with('0');
    if !is_number || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = number.parse().ok().filter(|number| *number <= MAX_NUMBER)?;
    Some((parse_plain(prefix, id)?, number))
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn write_plain(f: &mut fmt::Formatter<'_>, prefix: &str, bytes: &[u8; 16]) -> fmt::Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    f.write_str(prefix)?;
    let mut text = [b'-'; 33];
    for (pair, byte) in text[1..].chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let text = format!("farm-{HEX}");
        let id: FarmId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(FarmId::from_bytes(*id.as_bytes()), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
        assert_eq!(
            serde_json::from_str::<FarmId>(&format!("\"{text}\"")).unwrap(),
            id
        );
    }

    /// semantics 1.3-3.
    #[test]
    fn a_session_action_carries_its_session_and_number() {
        let session: SessionId = format!("session-{HEX}").parse().unwrap();
        let id = SessionActionId::new(session, 12);
        assert_eq!(id.to_string(), format!("sessionaction-{HEX}-12"));
        assert_eq!(id.to_string().parse::<SessionActionId>().unwrap(), id);
        assert_eq!((id.session(), id.index()), (session, 12));
    }

    /// semantics 1.3-1.
    #[test]
    fn what_the_pattern_refuses_is_refused() {
        let upper = HEX.to_uppercase();
        let short = &HEX[1..];
        for text in [
            String::new(),
            HEX.to_owned(),
            format!("farm-{upper}"),
            format!("farm-{short}"),
            format!("farm-{HEX}0"),
            format!("queue-{HEX}"),
            format!("farm-{HEX}\n"),
            format!("farm-é{}", &HEX[2..]),
        ] {
            assert!(text.parse::<FarmId>().is_err(), "{text}");
        }
        for number in [
            "",
            "-1",
            "+1",
            "01",
            "1 ",
            "10000000000",
            "99999999999999999999999",
        ] {
            assert!(
                format!("task-{HEX}-{number}").parse::<TaskId>().is_err(),
                "{number}"
            );
        }
        assert!(format!("task-{HEX}-9999999999").parse::<TaskId>().is_ok());
    }
}
