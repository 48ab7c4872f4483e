//! The HTTP edge over real sockets: who is let in, what is refused and how, and what is there
//! without a signature.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod batches;
mod companions;
mod events;
mod harm;
mod http_2;
mod limits;
mod members;
mod monitors;
mod objects;
mod operations;
mod quotas;
mod sign_in;
mod signatures;
mod statuses;
mod studio;
mod support;
mod tags;
mod watching;
mod worker_life;
mod worker_reports;
