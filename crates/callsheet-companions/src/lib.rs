//! The neighbours that every Deadline client also calls: CloudWatch Logs and STS.
//!
//! Nothing here knows what a farm is. A request comes in as a target and a body, an answer goes
//! out; what is kept lies behind [`logs::LogArchive`]. So the wire of these services can be
//! tested with a map in memory, and the store can change without a look at JSON or XML.
#![forbid(unsafe_code)]

pub mod logs;
pub mod s3;
pub mod sts;
