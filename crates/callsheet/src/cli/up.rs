//! `callsheet up`: a farm on one machine with one command.

use clap::Args;

use super::Globals;
use crate::config::Layer;
use crate::control::Ready;
use crate::refusal::Result;
use crate::supervise::Parent;
use crate::{logging, profile, render};

#[derive(Debug, Args)]
pub struct Up {
    #[command(flatten)]
    pub layer: Layer,
    /// Run no worker on this machine
    #[arg(long, env = "CALLSHEET_NO_WORKER", hide_env_values = true)]
    pub no_worker: bool,
    /// Also put `[profile callsheet]` into your own AWS files
    #[arg(long)]
    pub install_profile: bool,
}

impl Up {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let worker = self.no_worker.then_some(false);
        let settings = globals.settings(Layer {
            worker,
            ..self.layer
        })?;
        logging::start(settings.log_format)?;
        let data_dir = settings.data_dir()?;
        Parent::new(settings)?.run(|parent, ready| {
            render::print(&welcome(parent, ready));
            if self.install_profile
                && let Err(refusal) = profile::install(&data_dir)
            {
                tracing::warn!("the profile is not installed: {refusal}");
            }
        })
    }
}

fn welcome(parent: &Parent, ready: &Ready) -> String {
    let endpoint = &parent.endpoint;
    if !ready.is_first_run {
        return format!("callsheet is ready at {endpoint}\n");
    }
    let worker = if parent.settings.worker {
        "with a worker on this machine"
    } else {
        "no worker"
    };
    format!(
        "callsheet is ready at {endpoint}\n\n  \
         data folder  {data_dir}\n  farm         {farm}\n  queue        {queue}\n  \
         fleet        {fleet} ({worker})\n\n\
         In another terminal, for boto3 and the `deadline` CLI as they are:\n\n  \
         eval \"$({env})\"\n  deadline farm list\n\n\
         Ctrl-C ends it; everything is kept.\n",
        data_dir = parent.data_dir.path().display(),
        farm = ready.provision.farm_id,
        queue = ready.provision.queue_id,
        fleet = ready.provision.fleet_id,
        env = env_command(parent),
    )
}

/// The command that finds this data folder again.
fn env_command(parent: &Parent) -> String {
    let is_default = crate::data_dir::DataDir::locate(None).ok().as_ref() == Some(&parent.data_dir);
    if is_default {
        "callsheet env".to_owned()
    } else {
        format!(
            "callsheet env --data-dir '{}'",
            parent.data_dir.path().display()
        )
    }
}
