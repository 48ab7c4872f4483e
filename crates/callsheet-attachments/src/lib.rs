//! Job attachments: the files that a job brings along, and those that its tasks leave.
//!
//! What moves is named by its content. A manifest lists the files below one root; it and the data
//! are objects below a queue's root prefix, laid out as AWS's own clients do ([`layout`]), so that
//! either side may be theirs. Nothing here knows of jobs, sessions or the command line.

mod collect;
mod download;
mod error;
mod host_cache;
pub mod layout;
mod local;
mod manifest;
mod objects;
pub mod outputs;
mod progress;
mod roots;
mod upload;
mod verify;

pub use collect::{Found, Hashed, find, hash};
pub use download::{Existing, Place, Source, download, read_manifest};
pub use error::{Result, TransferError, Trouble};
pub use host_cache::HostCache;
pub use layout::Root;
pub use manifest::{File, Manifest, ManifestError, PathFormat, hash_of};
pub use objects::{Listed, Object, Objects};
pub use progress::{Progress, Tally};
pub use roots::{Asset, AssetRoot, Location, LocationUse, group, is_shared};
pub use upload::{upload, write_manifest};
pub use verify::hash_of_datum;
