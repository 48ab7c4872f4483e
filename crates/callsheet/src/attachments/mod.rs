//! Job attachments as the command line moves them: which files a submission takes along, where its
//! queue keeps them, and how far a transfer is.

mod gather;
mod keep;
mod queue_files;
mod references;
mod send;
mod show;
mod survey;

pub use gather::gather;
pub use keep::{Fate, Kind, Marks, Wanted, kind};
pub use queue_files::{QueueFiles, Use, queue_root, storage_profile_locations};
pub use references::References;
pub use send::{FileSystem, Sending};
pub use show::{files_and_bytes, show};
pub use survey::{Estate, InputManifest, JobFiles, Queue, Wish, read_all};
