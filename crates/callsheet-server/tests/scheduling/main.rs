//! Which worker gets which job, as workers see it, on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod budgets;
mod configurations;
mod events;
mod farm;
mod fleets_and_queues;
mod held_requests;
mod retention;
mod sessions;
mod statistics;
