//! `callsheet worker`: runs jobs for a fleet. It speaks the public protocol only.

use std::path::{Path, PathBuf};

use callsheet_agent::{AgentConfig, CapabilityOverrides, JobUserName, JobUsers, Sensitive};
use clap::{Args, ValueEnum};

use super::Globals;
use crate::connection::{Key, key_of};
use crate::control::Control;
use crate::data_dir::mode_of;
use crate::logging;
use crate::provision::WORKER_PROFILE;
use crate::refusal::{Naming, Refusal, Result};
use crate::supervise::stop_signal;
use crate::trust::trust;

/// Neither the owner nor the group.
const OTHERS: u32 = 0o007;

#[derive(Debug, Args)]
pub struct Worker {
    /// The farm to work for
    #[arg(
        long,
        env = "CALLSHEET_FARM_ID",
        value_name = "ID",
        hide_env_values = true
    )]
    pub farm_id: String,
    /// The fleet to join
    #[arg(
        long,
        env = "CALLSHEET_FLEET_ID",
        value_name = "ID",
        hide_env_values = true
    )]
    pub fleet_id: String,
    /// The server's address, as in http://farm.example:8720
    #[arg(
        long,
        env = "CALLSHEET_ENDPOINT",
        value_name = "URL",
        hide_env_values = true
    )]
    pub endpoint: String,
    /// The region that the server calls itself
    #[arg(
        long,
        env = "CALLSHEET_REGION",
        value_name = "REGION",
        default_value = "us-west-2"
    )]
    #[arg(hide_env_values = true)]
    pub region: String,
    /// Where objects are, if the server's `[objects]` says `direct` [default: at the server]
    #[arg(
        long,
        env = "CALLSHEET_OBJECTS_ENDPOINT",
        value_name = "URL",
        hide_env_values = true
    )]
    pub objects_endpoint: Option<String>,
    /// The region that objects are in [default: that of the server]
    #[arg(
        long,
        env = "CALLSHEET_OBJECTS_REGION",
        value_name = "REGION",
        hide_env_values = true
    )]
    pub objects_region: Option<String>,
    /// A file with the fleet's bootstrap key, its profile called `worker`
    #[arg(
        long,
        env = "CALLSHEET_CREDENTIALS_FILE",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub credentials_file: PathBuf,
    /// What to trust beside what this machine does, as the server's `tls/ca.pem`
    #[arg(
        long,
        env = "CALLSHEET_CA_FILE",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub ca_file: Option<PathBuf>,
    /// Where the worker remembers who it is [default: `worker` in the data folder]
    #[arg(
        long,
        env = "CALLSHEET_STATE_DIR",
        value_name = "FOLDER",
        hide_env_values = true
    )]
    pub state_dir: Option<PathBuf>,
    /// Where sessions work, if jobs run as other users: these have to get there [default: in the
    /// state folder, where they do not]
    #[arg(
        long,
        env = "CALLSHEET_SESSION_ROOT_DIR",
        value_name = "FOLDER",
        hide_env_values = true
    )]
    pub session_root_dir: Option<PathBuf>,
    /// Runs all jobs as this user and group, whatever their queue's jobRunAsUser says
    #[arg(
        long,
        env = "CALLSHEET_POSIX_JOB_USER",
        value_name = "USER:GROUP",
        conflicts_with = "run_jobs_as_agent_user",
        hide_env_values = true
    )]
    pub posix_job_user: Option<JobUserName>,
    /// Runs all jobs as the worker's own user, from whom nothing of the worker's is safe
    #[arg(long, env = "CALLSHEET_RUN_JOBS_AS_AGENT_USER", hide_env_values = true)]
    pub run_jobs_as_agent_user: bool,
    /// How much of the job attachments that it brought the worker keeps for later sessions; 0 keeps
    /// nothing
    #[arg(
        long,
        env = "CALLSHEET_ATTACHMENTS_CACHE_GIB",
        value_name = "GIB",
        default_value_t = AgentConfig::DEFAULT_ATTACHMENTS_CACHE_BYTES >> 30,
        hide_env_values = true
    )]
    pub attachments_cache_gib: u64,
    /// How a parent watches over this process
    #[arg(long, hide = true)]
    control: Option<Watched>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Watched {
    Stdin,
}

impl Worker {
    pub fn run(self, globals: &Globals) -> Result<()> {
        logging::start(globals.log_format.unwrap_or_default())?;
        let control = match self.control {
            Some(Watched::Stdin) => Some(Control::of(std::io::stdin())?),
            None => None,
        };
        let stop = async move {
            let parent_ended = async {
                match control {
                    Some(control) => control.parent_ended().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop_signal() => {}
                () = parent_ended => tracing::warn!("the parent process is gone, ending"),
            }
        };
        trust(self.ca_file.as_deref())?;
        let agent = self.agent(globals)?;
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Refusal::new(format!("cannot start: {error}")))?
            .block_on(callsheet_agent::run(agent, stop, stop_signal()))
            .map_err(|error| {
                Refusal::new(format!("the worker cannot go on: {error:#}")).next("callsheet doctor")
            })
    }

    fn agent(&self, globals: &Globals) -> Result<AgentConfig> {
        let data_dir = match &self.state_dir {
            Some(folder) => folder.clone(),
            None => globals.data_dir()?.worker_state(),
        };
        let key = self.key()?;
        Ok(AgentConfig {
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            objects_endpoint: self.objects_endpoint.clone(),
            objects_region: self.objects_region.clone(),
            farm_id: self.farm_id.clone(),
            fleet_id: self.fleet_id.clone(),
            access_key_id: key.access_key_id,
            secret_access_key: Sensitive::new(key.secret),
            data_dir,
            session_root: self.session_root_dir.clone(),
            job_users: self.job_users(),
            attachments_cache_bytes: self.attachments_cache_gib.saturating_mul(1 << 30),
            capabilities: CapabilityOverrides::default(),
            drain_limit: AgentConfig::DEFAULT_DRAIN_LIMIT,
        })
    }

    fn job_users(&self) -> JobUsers {
        match &self.posix_job_user {
            Some(name) => JobUsers::One(name.clone()),
            None if self.run_jobs_as_agent_user => JobUsers::Worker,
            None => JobUsers::OfQueue,
        }
    }

    fn key(&self) -> Result<Key> {
        let file = &self.credentials_file;
        refuse_open_to_all(file)?;
        let text = std::fs::read_to_string(file)
            .naming("cannot read", file)
            .map_err(|refusal| refusal.next("name another file with --credentials-file"))?;
        key_of(&text, WORKER_PROFILE).ok_or_else(|| {
            Refusal::new(format!(
                "`{}` has no key under [{WORKER_PROFILE}]",
                file.display()
            ))
            .next("copy `worker-credentials` from the server's data folder")
        })
    }
}

/// Jobs of other users would read it. A group may: a service manager hands keys over like that.
fn refuse_open_to_all(file: &Path) -> Result<()> {
    // One that is not there is told of by whoever reads it.
    let mode = mode_of(file).unwrap_or_default();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "`{}` holds a key but everybody may read it (mode {mode:04o})",
        file.display()
    ))
    .next(format!("chmod o-rwx '{}'", file.display())))
}
