//! What goes into a statement: one value type that both engines take.

use std::borrow::Cow;

use callsheet_api::Timestamp;
use callsheet_api::ids;

/// A parameter. Made by `From`, mostly through [`params!`](crate::params).
#[derive(Clone, Debug, PartialEq)]
pub enum V<'a> {
    Null,
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
    Id([u8; 16]),
    /// Something that no column can hold; the statement that gets it fails.
    Unfit(&'static str),
}

/// Parameters of a statement: `params![farm, name, 3]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::V::from($value)),*] };
}

impl<'a, T: Into<V<'a>>> From<Option<T>> for V<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(V::Null, Into::into)
    }
}

impl From<u64> for V<'_> {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(V::Unfit("a number of more than 63 bits"), V::Int)
    }
}

impl From<usize> for V<'_> {
    fn from(value: usize) -> Self {
        i64::try_from(value).map_or(V::Unfit("a number of more than 63 bits"), V::Int)
    }
}

impl From<f64> for V<'_> {
    fn from(value: f64) -> Self {
        V::Float(value)
    }
}

impl From<bool> for V<'_> {
    fn from(value: bool) -> Self {
        V::Int(i64::from(value))
    }
}

impl From<Timestamp> for V<'_> {
    fn from(value: Timestamp) -> Self {
        V::Int(value.as_ms())
    }
}

impl<'a> From<&'a str> for V<'a> {
    fn from(value: &'a str) -> Self {
        text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for V<'a> {
    fn from(value: &'a String) -> Self {
        text(Cow::Borrowed(value))
    }
}

impl From<String> for V<'_> {
    fn from(value: String) -> Self {
        text(Cow::Owned(value))
    }
}

impl<'a> From<Cow<'a, str>> for V<'a> {
    fn from(value: Cow<'a, str>) -> Self {
        text(value)
    }
}

/// PostgreSQL holds no NUL in a text, so SQLite shall not either.
fn text(value: Cow<'_, str>) -> V<'_> {
    if value.as_bytes().contains(&0) {
        V::Unfit("a NUL character in a text")
    } else {
        V::Text(value)
    }
}

impl<'a> From<&'a [u8]> for V<'a> {
    fn from(value: &'a [u8]) -> Self {
        V::Blob(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a Vec<u8>> for V<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        V::Blob(Cow::Borrowed(value))
    }
}

impl From<Vec<u8>> for V<'_> {
    fn from(value: Vec<u8>) -> Self {
        V::Blob(Cow::Owned(value))
    }
}

impl From<[u8; 16]> for V<'_> {
    fn from(value: [u8; 16]) -> Self {
        V::Id(value)
    }
}

impl From<&[u8; 16]> for V<'_> {
    fn from(value: &[u8; 16]) -> Self {
        V::Id(*value)
    }
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl From<$integer> for V<'_> {
            fn from(value: $integer) -> Self {
                V::Int(i64::from(value))
            }
        }
    )* };
}
integers!(i64 i32 u32 i16 u16 u8);

macro_rules! ids {
    ($($id:ident)*) => { $(
        impl From<ids::$id> for V<'_> {
            fn from(id: ids::$id) -> Self {
                V::Id(*id.as_bytes())
            }
        }

        impl From<&ids::$id> for V<'_> {
            fn from(id: &ids::$id) -> Self {
                V::Id(*id.as_bytes())
            }
        }

        impl $crate::row::Column for ids::$id {
            fn read(row: &$crate::Row<'_>, column: usize) -> $crate::Result<Option<Self>> {
                Ok(<[u8; 16]>::read(row, column)?.map(ids::$id::from_bytes))
            }
        }
    )* };
}
ids!(BudgetId FarmId FleetId JobId LicenseEndpointId LimitId MonitorId QueueEnvironmentId QueueId
     SessionId StepId StorageProfileId VolumeId WorkerId);

impl rusqlite::ToSql for V<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            V::Null | V::Unfit(_) => ValueRef::Null,
            V::Int(value) => ValueRef::Integer(*value),
            V::Float(value) => ValueRef::Real(*value),
            V::Text(value) => ValueRef::Text(value.as_bytes()),
            V::Blob(value) => ValueRef::Blob(value),
            V::Id(value) => ValueRef::Blob(value),
        }))
    }
}

impl postgres::types::ToSql for V<'_> {
    /// The server says what type it expects; literals beside a parameter may make it a small one.
    fn to_sql(
        &self,
        ty: &postgres::types::Type,
        out: &mut bytes::BytesMut,
    ) -> Result<postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        use postgres::types::{IsNull, Type};
        match self {
            V::Null | V::Unfit(_) => Ok(IsNull::Yes),
            V::Int(value) => match *ty {
                Type::INT8 => value.to_sql(ty, out),
                Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
                Type::INT2 => i16::try_from(*value)?.to_sql(ty, out),
                Type::BOOL => (*value != 0).to_sql(ty, out),
                _ => Err(format!("an integer cannot be given as {ty}").into()),
            },
            V::Float(value) if *ty == Type::FLOAT8 => value.to_sql(ty, out),
            V::Text(value) if is_text(ty) => value.as_ref().to_sql(ty, out),
            V::Blob(value) if *ty == Type::BYTEA => value.as_ref().to_sql(ty, out),
            V::Id(value) if *ty == Type::BYTEA => value.as_slice().to_sql(ty, out),
            V::Float(_) | V::Text(_) | V::Blob(_) | V::Id(_) => {
                Err(format!("{self:?} cannot be given as {ty}").into())
            }
        }
    }

    fn accepts(_: &postgres::types::Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

fn is_text(ty: &postgres::types::Type) -> bool {
    use postgres::types::Type;
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR)
}
