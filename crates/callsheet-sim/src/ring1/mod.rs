//! Ring 1: `callsheet-core` alone, with a farm in memory and model workers. No store, no server, no
//! thread: a seed's whole story takes a few milliseconds.

pub mod agent;
mod book;
pub mod bugs;
mod changes;
pub mod coverage;
mod mix;
mod oracle;
pub mod people;
pub mod planted;
mod service;
mod shapes;
mod stockroom;
mod trace;
mod watch;
pub mod world;
