//! Job attachments as the command line moves them: which files a submission takes along, where its
//! queue keeps them, and how far a transfer is.

mod gather;
mod queue_files;
mod references;
mod send;
mod show;

pub use gather::gather;
pub use queue_files::{QueueFiles, Use, queue_root, storage_profile_locations};
pub use references::References;
pub use send::{FileSystem, Sending};
pub use show::{files_and_bytes, show};
