//! What should happen: pure decisions over values. No clock, no randomness, no files, no sockets,
//! no SQL, no async; time and ids come in as arguments, and what follows comes out as
//! [`change::Changes`], the only values that a store writes.
#![forbid(unsafe_code)]

pub mod aim;
pub mod budget;
pub mod change;
pub mod check;
pub mod counts;
pub mod event;
pub mod explain;
pub mod fleet_size;
pub mod index_set;
pub mod job;
pub mod lifecycle;
pub mod loss;
pub mod quota;
pub mod recipe;
pub mod report;
pub mod retention;
pub mod scale_in;
pub mod schedule;
pub mod search;
pub mod settle;
pub mod statistics;
pub mod view;
