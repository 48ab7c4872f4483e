//! The one program: a server, a worker, and the commands around them.

#![forbid(unsafe_code)]

mod attachments;
mod backoff;
mod bench;
mod bundle;
mod child;
mod cli;
mod config;
mod connection;
mod control;
mod data_dir;
mod front;
mod ini;
mod knock;
mod listen;
mod local_path;
mod log_events;
mod logging;
mod objects;
mod password;
mod profile;
mod provision;
mod refusal;
mod render;
mod resources;
mod returning;
mod run_file;
mod service;
mod session;
mod supervise;
mod trust;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // clap itself ends with 2 on misuse and with 0 after --help.
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => refusal.report(),
    }
}
