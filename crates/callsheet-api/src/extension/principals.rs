//! Who may call: the types of the routes under `/callsheet/v1/principals` and `/callsheet/v1/keys`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{FarmId, FleetId};
use crate::string_enum::{deserialize, string_enum};

string_enum! { PrincipalKind {
    User = "user",
    ServiceAccount = "serviceAccount",
    Group = "group",
    Host = "host",
} }

/// Of a user, group, service account or host: a UUID, as members of the API have it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalId([u8; 16]);

/// A text that is no id of a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID of the form 8-4-4-4-12 hex digits")]
pub struct InvalidPrincipalId;

const DASHES: [usize; 4] = [8, 13, 18, 23];

impl PrincipalId {
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PrincipalId {
    type Err = InvalidPrincipalId;

    fn from_str(text: &str) -> Result<Self, InvalidPrincipalId> {
        let has_form = text.len() == 36 && DASHES.iter().all(|at| text.as_bytes()[*at] == b'-');
        let digits: String = text.chars().filter(|sign| *sign != '-').collect();
        if !has_form || digits.len() != 32 || !digits.bytes().all(|d| d.is_ascii_hexdigit()) {
            return Err(InvalidPrincipalId);
        }
        let number = u128::from_str_radix(&digits, 16).map_err(|_| InvalidPrincipalId)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl Serialize for PrincipalId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PrincipalId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        deserialize(from)
    }
}

/// A fleet that a host may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostFleet {
    pub farm_id: FarmId,
    pub fleet_id: FleetId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPrincipal {
    pub kind: PrincipalKind,
    pub name: String,
    /// Of a user or service account: may do everything.
    #[serde(default)]
    pub administrator: bool,
    /// Of a host.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fleets: Vec<HostFleet>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Principal {
    pub principal_id: PrincipalId,
    pub kind: PrincipalKind,
    pub name: String,
    pub administrator: bool,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
    /// Of a host.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fleets: Vec<HostFleet>,
    /// The names of the groups of a user, or of the users of a group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub belongs: Vec<String>,
    /// When one of its keys was used last, to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Principals {
    pub principals: Vec<Principal>,
    /// What members of the API belong to.
    pub identity_store_id: String,
}

/// Whether somebody, or a key, works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disabled {
    pub disabled: bool,
}

/// A user that a group is to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupUser {
    pub user_id: PrincipalId,
}

/// A key as it is told once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedKey {
    pub access_key_id: String,
    pub secret_access_key: String,
}

/// How long the key that is replaced goes on working.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rotate {
    #[serde(default)]
    pub keep_old_s: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    pub access_key_id: String,
    /// Nothing: of the administrator or the host of the first start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<PrincipalId>,
    pub name: String,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    pub keys: Vec<Key>,
}

impl fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreatedKey")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_and_nothing_else() {
        let id = PrincipalId::from_bytes([0xab; 16]);
        let text = "abababab-abab-abab-abab-abababababab";
        assert_eq!((id.to_string().as_str(), text.parse()), (text, Ok(id)));
        for wrong in ["", "abababab", &text.replace('-', "+"), &format!("{text}a")] {
            assert_eq!(
                wrong.parse::<PrincipalId>(),
                Err(InvalidPrincipalId),
                "{wrong}"
            );
        }
    }
}
