//! Why files could not be moved. Every text names the file, the object, or both.

use std::path::PathBuf;

use crate::manifest::ManifestError;

pub type Result<T, E = TransferError> = std::result::Result<T, E>;

/// What happened, and to which file if it is one file's trouble.
#[derive(Debug, thiserror::Error)]
#[error("{}{trouble}", .file.as_ref().map(|file| format!("{file}: ")).unwrap_or_default())]
pub struct TransferError {
    pub file: Option<String>,
    pub trouble: Trouble,
}

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{}: {source}", path.display())]
    Local {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the object {key} is not in the bucket")]
    Missing { key: String },
    #[error("the object {key} was refused: {message} ({code})")]
    Refused {
        key: String,
        code: String,
        message: String,
    },
    #[error("no answer about the object {key}: {why}")]
    NoAnswer { key: String, why: String },
    #[error("the object {key} does not hold what its name says; upload the file again")]
    Corrupt { key: String },
    #[error("{} changed while it was uploaded; try again when nothing writes to it", path.display())]
    Changed { path: PathBuf },
    #[error("{} leads out of {}", path.display(), root.display())]
    Escapes { path: PathBuf, root: PathBuf },
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error("the transfer broke off: {why}")]
    BrokenOff { why: String },
}

impl Trouble {
    pub fn local(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Trouble::Local { path, source }
    }

    /// The same trouble, with the file that it befell.
    pub fn of(self, file: &str) -> TransferError {
        TransferError {
            file: Some(file.to_owned()),
            trouble: self,
        }
    }
}

impl From<Trouble> for TransferError {
    fn from(trouble: Trouble) -> Self {
        TransferError {
            file: None,
            trouble,
        }
    }
}

impl From<ManifestError> for TransferError {
    fn from(error: ManifestError) -> Self {
        Trouble::from(error).into()
    }
}
