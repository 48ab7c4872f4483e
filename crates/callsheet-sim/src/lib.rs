//! A farm in one process: the server's handlers on a real store, a clock that is set, and workers
//! and users made up from a seed. After every request each counter is counted again. Never shipped.
//!
//! A request is one transaction, so choosing the order of requests explores what concurrent ones
//! could come to.

mod agent;
mod dice;
mod farm;
pub mod ring1;
mod users;
mod world;

pub use farm::Servers;
pub use world::{Shape, World};
