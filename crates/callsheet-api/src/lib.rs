//! The wire of AWS Deadline Cloud, version 2023-10-12: its vocabulary in Rust, how requests are
//! read and answers written, and how signatures are verified.
//!
//! * [`types`], [`ids`], [`Timestamp`], [`Operation`] and [`calls`] are plain data, generated from
//!   the model in `model/` by `cargo xtask codegen`. The core uses these and nothing else.
//! * [`rest_json`] turns a request into a type after checking every constraint of the model, and
//!   a type into an answer. [`Exception`] is an answer that refuses.
//! * [`extension`] is what callsheet answers beside AWS's API, [`companions`] what it answers of
//!   S3 and CloudWatch Logs.
//! * [`sigv4`] says who signed a request. It has no clock and knows no keys; both are passed in.
#![forbid(unsafe_code)]

pub mod companions;
pub mod exception;
pub mod extension;
mod generated;
pub mod ids;
pub mod operation;
pub mod rest_json;
pub mod sample;
pub mod sensitive;
pub mod shape;
pub mod sigv4;
pub mod string_enum;
pub mod timestamp;

pub use exception::{Exception, ExceptionKind};
pub use generated::calls;
pub use ids::InvalidId;
pub use operation::{Call, HostPrefix, Operation, Visitor};
pub use string_enum::UnknownValue;
pub use timestamp::Timestamp;

/// Every structure, union and enum of the model.
pub mod types {
    pub use crate::generated::{enums::*, requests::*, responses::*, structures::*, unions::*};
}
