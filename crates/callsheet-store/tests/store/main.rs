//! What the store promises whatever is kept in it, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod candidates;
mod engine;
mod events;
mod groups;
mod logs;
mod opening;
