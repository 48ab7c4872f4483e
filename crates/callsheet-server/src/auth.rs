//! Who calls, and what that caller may do.
//!
//! A handler cannot be reached without a [`Caller`], and only a verified signature makes one.

mod caller;
pub mod decisions;
mod door;
pub mod keys;
pub mod logs;
pub mod mint;
pub(crate) mod objects;
mod principal;
mod remembered;
mod resource;
pub mod standing;
pub mod tokens;
pub mod verify;

pub use caller::{Caller, Rights, user_arn};
pub use principal::{Principal, QueueRoleUse};
pub use resource::Resource;
