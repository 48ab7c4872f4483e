//! The worker: joins a fleet, runs the actions of its jobs' sessions, and reports. It speaks the
//! public protocol only, so that it can be replaced by any other worker and any other server.

mod attachments;
mod backoff;
mod clock;
mod config;
mod error;
mod host;
mod identity;
mod job_user;
mod logs;
mod protocol;
pub mod session;

pub use config::{AgentConfig, CapabilityOverrides, Sensitive};
pub use error::AgentError;
pub use job_user::{JobUserName, JobUsers};
pub use protocol::run;
