//! The program as users start it: real processes, a real folder, a real port.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bench_farm;
mod callsheet;
mod explain;
mod refusals;
mod restart;
mod start;
