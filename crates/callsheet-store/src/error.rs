//! What can go wrong with the store, said so that a caller can act on it.

use std::path::PathBuf;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Other transactions held what this one needed, each time it was tried.
    #[error("other requests changed the same things at the same time")]
    Contention,
    /// More transactions wait than the store is willing to remember.
    #[error("the store has too many requests waiting")]
    Overloaded,
    /// More time than it was given.
    #[error("this takes longer than it may")]
    TooLong,
    /// Nothing was written. Later writes are tried again, as space returns.
    #[error("the disk that holds the store is full: free some space")]
    Full,
    /// The disk failed while something was being made durable. Only a restart shows what is there.
    #[error("the disk that holds the store failed, so this process must end and recover: {0}")]
    Lost(String),
    #[error("the database server cannot be reached: {0}")]
    Unavailable(String),
    /// The connection broke during COMMIT: it may have happened or not.
    #[error("the database server went away during a commit, which may have happened or not: {0}")]
    Uncertain(String),

    #[error("this exists already: {0}")]
    Unique(String),
    /// Something that is referred to is missing, or would be.
    #[error("this is still referred to, or refers to something that is missing: {0}")]
    ForeignKey(String),
    #[error("the store refuses this value: {0}")]
    Check(String),
    #[error("a read transaction tried to write")]
    ReadOnly,
    /// A value that no engine, or only one of them, could hold.
    #[error("the store cannot hold {0}")]
    Unfit(&'static str),
    /// A row holds something other than what was read as.
    #[error("column {column} of a row is not {expected}: {found}")]
    Decode {
        column: usize,
        expected: &'static str,
        found: String,
    },
    /// Rows contradict each other: a bug of ours.
    #[error("the store holds what cannot be: {0}")]
    Broken(String),
    #[error("transaction `{name}` panicked: {message}")]
    Panicked { name: &'static str, message: String },
    /// A bug of ours, or something unforeseen.
    #[error("the database refused a statement: {0}")]
    Sql(String),

    #[error(
        "{} is in use by another callsheet server{}: \
         stop that one, or give this one a store of its own",
        .path.display(), .holder.as_ref().map(|pid| format!(" (process {pid})")).unwrap_or_default()
    )]
    Locked {
        path: PathBuf,
        holder: Option<String>,
    },
    #[error(
        "the store was made by a newer callsheet (it has migration {found}, this version knows \
         {known}): start that version or a newer one"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "migration {0} is not the one that made this store: start the version that made it, \
         or restore a backup"
    )]
    ChangedMigration(String),
    #[error("migration {name} failed: {why}")]
    Migration { name: String, why: String },
    #[error("`{text}` is not a store: {why}")]
    Url { text: String, why: String },
    #[error(
        "callsheet does not speak TLS to PostgreSQL yet, and the store's URL asks for it: \
         connect through a Unix socket, loopback or a tunnel, with sslmode=disable"
    )]
    Tls,
    #[error("the key file {}: {why}", .path.display())]
    Key { path: PathBuf, why: String },
    /// Not sealed with this key, for this place.
    #[error("a sealed secret cannot be opened with this key file")]
    Unsealable,
    #[error("{doing} {}: {why}", .path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        why: String,
    },
}

impl Error {
    pub fn broken(what: impl Into<String>) -> Self {
        Self::Broken(what.into())
    }

    pub(crate) fn io(doing: &'static str, path: &std::path::Path, why: &std::io::Error) -> Self {
        Self::Io {
            doing,
            path: path.to_path_buf(),
            why: why.to_string(),
        }
    }
}

/// What a failed statement of SQLite means.
pub(crate) fn from_sqlite(error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode as Code;
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return Error::Sql(error.to_string());
    };
    let message = message.clone().unwrap_or_else(|| failure.to_string());
    match failure.code {
        Code::DiskFull => Error::Full,
        Code::ReadOnly => Error::ReadOnly,
        Code::OperationInterrupted => Error::TooLong,
        Code::DatabaseBusy | Code::DatabaseLocked => Error::Contention,
        Code::SystemIoFailure | Code::DatabaseCorrupt | Code::NotADatabase => Error::Lost(message),
        Code::ConstraintViolation => from_constraint(failure.extended_code, message),
        _ => Error::Sql(message),
    }
}

fn from_constraint(extended_code: i32, message: String) -> Error {
    use rusqlite::ffi;
    match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => Error::Unique(message),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::ForeignKey(message),
        _ => Error::Check(message),
    }
}

/// What a failed statement of PostgreSQL means.
pub(crate) fn from_postgres(error: &postgres::Error) -> Error {
    let Some(refusal) = error.as_db_error() else {
        return if error.is_closed() || is_io(error) {
            Error::Unavailable(with_sources(error))
        } else {
            Error::Sql(with_sources(error))
        };
    };
    let message = refusal.message().to_owned();
    match refusal.code().code() {
        // Serialization failure, deadlock, lock not available.
        "40001" | "40P01" | "55P03" => Error::Contention,
        "23505" => Error::Unique(message),
        "23503" | "23001" => Error::ForeignKey(message),
        "23502" | "23514" | "23000" | "22P02" | "22003" => Error::Check(message),
        "25006" => Error::ReadOnly,
        "57014" => Error::TooLong,
        "53100" => Error::Full,
        "53300" => Error::Unavailable(message),
        code if code.starts_with("57P") || code.starts_with("08") => Error::Unavailable(message),
        code if code.starts_with("58") => Error::Unavailable(message),
        code => Error::Sql(format!("{message} ({code})")),
    }
}

fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

/// `postgres::Error` alone says "error connecting" and no more.
fn with_sources(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}
