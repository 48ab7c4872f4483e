//! What comes out of a statement: one row type over those of both engines.

use callsheet_api::Timestamp;

use crate::{Error, Result};

/// A row of an answer, while its closure looks at it. Columns are counted from 0.
pub struct Row<'a>(pub(crate) Columns<'a>);

pub(crate) enum Columns<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a postgres::Row),
}

/// What a column can be read as.
pub trait Column: Sized {
    /// `None` where the column is NULL.
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>>;
}

/// What a single place of a row holds.
enum Cell<'a> {
    Null,
    Int(i64),
    Float(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl Row<'_> {
    /// A column as `T`; NULL is refused unless `T` is an `Option`.
    pub fn get<T: FromColumn>(&self, column: usize) -> Result<T> {
        T::from_column(self, column)
    }

    pub fn i64(&self, column: usize) -> Result<i64> {
        self.get(column)
    }

    pub fn opt_i64(&self, column: usize) -> Result<Option<i64>> {
        self.get(column)
    }

    pub fn f64(&self, column: usize) -> Result<f64> {
        self.get(column)
    }

    pub fn bool(&self, column: usize) -> Result<bool> {
        self.get(column)
    }

    pub fn text(&self, column: usize) -> Result<String> {
        self.get(column)
    }

    pub fn opt_text(&self, column: usize) -> Result<Option<String>> {
        self.get(column)
    }

    pub fn blob(&self, column: usize) -> Result<Vec<u8>> {
        self.get(column)
    }

    pub fn blob16(&self, column: usize) -> Result<[u8; 16]> {
        self.get(column)
    }

    pub fn opt_blob16(&self, column: usize) -> Result<Option<[u8; 16]>> {
        self.get(column)
    }

    /// A text without a copy of it.
    pub fn str(&self, column: usize) -> Result<&str> {
        match self.cell(column)? {
            Cell::Text(text) => Ok(text),
            other => Err(other.is_not("a text", column)),
        }
    }

    fn cell(&self, column: usize) -> Result<Cell<'_>> {
        match &self.0 {
            Columns::Lite(row) => sqlite_cell(row, column),
            Columns::Pg(row) => postgres_cell(row, column),
        }
    }
}

fn sqlite_cell<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<Cell<'a>> {
    use rusqlite::types::ValueRef;
    let value = row
        .get_ref(column)
        .map_err(|error| crate::error::from_sqlite(&error))?;
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(value) => Cell::Int(value),
        ValueRef::Real(value) => Cell::Float(value),
        ValueRef::Blob(value) => Cell::Blob(value),
        ValueRef::Text(bytes) => {
            Cell::Text(std::str::from_utf8(bytes).map_err(|error| Error::Decode {
                column,
                expected: "a text",
                found: error.to_string(),
            })?)
        }
    })
}

fn postgres_cell(row: &postgres::Row, column: usize) -> Result<Cell<'_>> {
    use postgres::types::Type;
    let undecodable = |found: String| Error::Decode {
        column,
        expected: "of a type that the store uses",
        found,
    };
    let ty = match row.columns().get(column) {
        Some(described) => described.type_().clone(),
        None => return Err(undecodable("no such column".to_owned())),
    };
    let cell = match ty {
        Type::INT8 => row
            .try_get::<_, Option<i64>>(column)
            .map(|v| v.map(Cell::Int)),
        Type::INT4 => row
            .try_get::<_, Option<i32>>(column)
            .map(|v| v.map(|v| Cell::Int(v.into()))),
        Type::INT2 => row
            .try_get::<_, Option<i16>>(column)
            .map(|v| v.map(|v| Cell::Int(v.into()))),
        Type::BOOL => row
            .try_get::<_, Option<bool>>(column)
            .map(|v| v.map(|v| Cell::Int(v.into()))),
        Type::FLOAT8 => row
            .try_get::<_, Option<f64>>(column)
            .map(|v| v.map(Cell::Float)),
        Type::BYTEA => row
            .try_get::<_, Option<&[u8]>>(column)
            .map(|v| v.map(Cell::Blob)),
        Type::TEXT | Type::VARCHAR | Type::NAME => row
            .try_get::<_, Option<&str>>(column)
            .map(|v| v.map(Cell::Text)),
        other => return Err(undecodable(other.name().to_owned())),
    };
    let cell = cell.map_err(|error| undecodable(error.to_string()))?;
    Ok(cell.unwrap_or(Cell::Null))
}

impl Cell<'_> {
    fn is_not(&self, expected: &'static str, column: usize) -> Error {
        // Never the content: it may be a secret.
        let found = match self {
            Cell::Null => "NULL".to_owned(),
            Cell::Int(value) => format!("the integer {value}"),
            Cell::Float(_) => "a float".to_owned(),
            Cell::Text(_) => "a text".to_owned(),
            Cell::Blob(bytes) => format!("{} bytes", bytes.len()),
        };
        Error::Decode {
            column,
            expected,
            found,
        }
    }
}

/// [`Column`] with NULL decided: refused, or `None`.
pub trait FromColumn: Sized {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self>;
}

impl<T: Column> FromColumn for T {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self> {
        T::read(row, column)?.ok_or_else(|| Cell::Null.is_not("present", column))
    }
}

impl<T: Column> FromColumn for Option<T> {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self> {
        T::read(row, column)
    }
}

impl Column for i64 {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        match row.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(value) => Ok(Some(value)),
            other => Err(other.is_not("an integer", column)),
        }
    }
}

impl Column for bool {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        match row.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Int(0) => Ok(Some(false)),
            Cell::Int(1) => Ok(Some(true)),
            other => Err(other.is_not("0 or 1", column)),
        }
    }
}

impl Column for f64 {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        match row.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Float(value) => Ok(Some(value)),
            other => Err(other.is_not("a float", column)),
        }
    }
}

impl Column for String {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        match row.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text.to_owned())),
            other => Err(other.is_not("a text", column)),
        }
    }
}

impl Column for Vec<u8> {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        match row.cell(column)? {
            Cell::Null => Ok(None),
            Cell::Blob(bytes) => Ok(Some(bytes.to_vec())),
            other => Err(other.is_not("bytes", column)),
        }
    }
}

impl Column for [u8; 16] {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        let cell = row.cell(column)?;
        match &cell {
            Cell::Null => Ok(None),
            Cell::Blob(bytes) => match <[u8; 16]>::try_from(*bytes) {
                Ok(id) => Ok(Some(id)),
                Err(_) => Err(cell.is_not("16 bytes", column)),
            },
            Cell::Int(_) | Cell::Float(_) | Cell::Text(_) => Err(cell.is_not("16 bytes", column)),
        }
    }
}

impl Column for Timestamp {
    fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
        Ok(i64::read(row, column)?.map(Timestamp::from_ms))
    }
}

macro_rules! narrower_integers {
    ($($integer:ty)*) => { $(
        impl Column for $integer {
            fn read(row: &Row<'_>, column: usize) -> Result<Option<Self>> {
                let Some(value) = i64::read(row, column)? else {
                    return Ok(None);
                };
                let narrow = <$integer>::try_from(value);
                narrow.map(Some).map_err(|_| {
                    Cell::Int(value).is_not(concat!("of type ", stringify!($integer)), column)
                })
            }
        }
    )* };
}
narrower_integers!(i32 u32 u64 usize u16 u8);
