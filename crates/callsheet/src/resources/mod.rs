//! Farms as a file: what `callsheet export` and `callsheet import aws` write and `callsheet apply`
//! makes true. One reader of accounts serves all three; a file is compared with what it read.

mod calls;
mod document;
mod noun;
mod plan;
mod read;
mod work;

pub use document::{Node, as_json, parse, write};
pub use noun::Noun;
pub use plan::{Action, Plan, Rest, Step, plan};
pub use read::Account;
pub use work::work_through;
