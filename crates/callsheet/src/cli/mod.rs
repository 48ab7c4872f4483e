//! What can be typed, and which file answers it.

mod admin;
mod apply;
mod attachments;
mod audit;
mod completions;
mod doctor;
mod env;
mod events;
mod explain;
mod export;
mod import;
mod job;
mod job_download_output;
mod job_logs;
mod job_wait;
mod login;
mod own_routes;
mod policy;
mod principals;
mod rehearse_template;
mod server;
mod submit;
mod up;
mod worker;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::bench;
use crate::config::{Layer, LogFormat, Settings};
use crate::data_dir::DataDir;
use crate::logging;
use crate::refusal::{Refusal, Result};

/// A self-hosted, open server for the AWS Deadline Cloud API
#[derive(Debug, Parser)]
#[command(
    name = "callsheet",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Default, Args)]
pub struct Globals {
    /// The data folder [default: ~/.local/share/callsheet]
    #[arg(long, global = true, env = "CALLSHEET_DATA_DIR", value_name = "FOLDER")]
    #[arg(hide_env_values = true)]
    pub data_dir: Option<PathBuf>,
    /// The configuration file [default: callsheet.toml in the data folder]
    #[arg(long, global = true, env = "CALLSHEET_CONFIG", value_name = "FILE")]
    #[arg(hide_env_values = true)]
    pub config: Option<PathBuf>,
    /// How log lines look on stderr; CALLSHEET_LOG says which [default: text]
    #[arg(
        long,
        global = true,
        env = "CALLSHEET_LOG_FORMAT",
        value_name = "FORMAT"
    )]
    #[arg(hide_env_values = true)]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server and one worker on this machine
    Up(up::Up),
    /// Run the server alone
    Server(server::Server),
    /// Run a worker for a fleet
    Worker(worker::Worker),
    /// Print the environment that points the stock clients here
    Env(env::Env),
    /// Submit a job bundle
    Submit(submit::Submit),
    /// Look at jobs and act on them
    #[command(subcommand)]
    Job(job::Job),
    /// Look after the files that queues keep for their jobs: check, gc
    #[command(subcommand)]
    Attachments(attachments::Attachments),
    /// Sign in, for this program and for the stock clients
    Login(login::Login),
    /// Sign out
    Logout(login::Logout),
    /// Say who may call: people and programs
    #[command(subcommand)]
    User(principals::user::User),
    /// Put users together
    #[command(subcommand)]
    Group(principals::group::Group),
    /// Say which machines may make themselves workers
    #[command(subcommand)]
    Host(principals::host::Host),
    /// Look after the keys that users and hosts sign with
    #[command(subcommand)]
    Key(principals::key::Key),
    /// Say who may do what on a farm, queue, fleet or job
    #[command(subcommand)]
    Member(principals::member::Member),
    /// Look at the policies that decide who may do what
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Say who changed what, and who was refused
    Audit(audit::Audit),
    /// Say why a job, step or task is not running
    Explain(explain::Explain),
    /// Listen to what happens
    #[command(subcommand)]
    Events(events::Events),
    /// Look for what is wrong with this installation
    Doctor(doctor::Doctor),
    /// Write farms as a file
    Export(export::Export),
    /// Make farms as a file says, after showing what that changes
    Apply(apply::Apply),
    /// Write the farms of another account as a file
    #[command(subcommand)]
    Import(import::Import),
    /// Look after the store: backup, restore, check, compact
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Measure this build on this machine
    Bench(bench::Bench),
    /// Print a completion script for a shell
    Completions(completions::Completions),
    #[command(hide = true)]
    RehearseTemplate(rehearse_template::RehearseTemplate),
}

pub fn run(cli: Cli) -> Result<()> {
    let globals = cli.globals;
    match cli.command {
        Command::Up(up) => up.run(&globals),
        Command::Server(server) => server.run(&globals),
        Command::Worker(worker) => worker.run(&globals),
        Command::Env(env) => env.run(&globals),
        Command::Submit(submit) => submit.run(&globals),
        Command::Job(job) => job.run(&globals),
        Command::Attachments(attachments) => attachments.run(&globals),
        Command::Login(login) => login.run(&globals),
        Command::Logout(logout) => logout.run(&globals),
        Command::User(user) => user.run(&globals),
        Command::Group(group) => group.run(&globals),
        Command::Host(host) => host.run(&globals),
        Command::Key(key) => key.run(&globals),
        Command::Member(member) => member.run(&globals),
        Command::Policy(policy) => policy.run(&globals),
        Command::Audit(audit) => audit.run(&globals),
        Command::Explain(explain) => explain.run(&globals),
        Command::Events(events) => events.run(&globals),
        Command::Doctor(doctor) => doctor.run(&globals),
        Command::Export(export) => export.run(&globals),
        Command::Apply(apply) => apply.run(&globals),
        Command::Import(import) => import.run(&globals),
        Command::Admin(admin) => admin.run(&globals),
        Command::Bench(bench) => bench.run(&globals),
        Command::Completions(completions) => completions.run(),
        Command::RehearseTemplate(rehearse) => rehearse.run(),
    }
}

impl Globals {
    pub fn data_dir(&self) -> Result<DataDir> {
        DataDir::locate(self.data_dir.as_deref())
    }

    /// What all layers say together, these flags on top.
    pub fn settings(&self, typed: Layer) -> Result<Settings> {
        let data_dir = self.data_dir()?;
        let file = Layer::from_file(&data_dir, self.config.as_deref())?;
        let typed = Layer {
            log_format: self.log_format,
            ..typed
        };
        typed.over(file).settle(&data_dir)
    }

    /// Commands speak through their output and their exit code; a log would only disturb.
    pub fn log_if_asked(&self) -> Result<()> {
        if std::env::var_os("CALLSHEET_LOG").is_some() {
            logging::start(self.log_format.unwrap_or_default())?;
        }
        Ok(())
    }
}

/// For commands that make a few requests.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(format!("cannot start: {error}")))?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_are_where_they_are_looked_for() {
        let cli = Cli::try_parse_from([
            "callsheet",
            "up",
            "--data-dir",
            "/d",
            "--listen",
            "127.0.0.1:0",
        ])
        .unwrap();
        assert_eq!(cli.globals.data_dir, Some(PathBuf::from("/d")));
        let Command::Up(up) = cli.command else {
            panic!("not up")
        };
        assert_eq!(up.layer.listen.as_deref(), Some("127.0.0.1:0"));
        assert!(!up.no_worker);
    }
}
