//! The worker's side of the Deadline Cloud protocol: what to ask, what answers mean, and what to
//! do about them.

mod answer;
mod calls;
mod drain;
mod entities;
mod failure;
mod join;
mod life;
mod queue;
mod queue_role;
mod role;
mod runner;
mod schedule;
mod transfer;
mod work;

pub use life::run;
