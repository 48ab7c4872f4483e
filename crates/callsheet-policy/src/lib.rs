//! Who may do what: one policy engine for every operation of Deadline, S3 and CloudWatch Logs, in
//! AWS's own language, Cedar.
//!
//! The policies that come with callsheet are the files in `policies/`; whoever runs a farm may add
//! more. All are checked against a schema made from the API's own table of operations, so that a
//! misspelt action is an error at the start and not a hole.

mod action;
mod policies;
mod question;
mod schema;

pub use action::{Action, OwnAction};
pub use policies::{BUILT_IN, Policies, Refused, schema_text};
pub use question::{Asked, Level, Part, Place, Question, Who};
