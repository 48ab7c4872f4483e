//! `callsheet server`: the same parent as `up`, without a worker; and, with a hidden flag, the
//! server process that such a parent starts.

use std::net::TcpListener;
use std::os::fd::AsFd;

use clap::{Args, ValueEnum};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Globals;
use crate::config::Layer;
use crate::control::{Control, Orders, Ready};
use crate::refusal::{Refusal, Result};
use crate::supervise::{Parent, stop_signal};
use crate::{listen, logging, render, service};

#[derive(Debug, Args)]
pub struct Server {
    #[command(flatten)]
    pub layer: Layer,
    /// How a parent hands its socket to this process
    #[arg(long, hide = true)]
    listener: Option<HandedOver>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum HandedOver {
    Stdin,
}

impl Server {
    pub fn run(self, globals: &Globals) -> Result<()> {
        match self.listener {
            Some(HandedOver::Stdin) => serve(),
            None => keep_serving(globals, self.layer),
        }
    }
}

fn keep_serving(globals: &Globals, typed: Layer) -> Result<()> {
    let settings = globals.settings(Layer {
        worker: Some(false),
        ..typed
    })?;
    logging::start(settings.log_format)?;
    Parent::new(settings)?.run(|parent, _| {
        render::print(&format!("callsheet is ready at {}\n", parent.endpoint));
    })
}

/// The server process. Its stdin is the listening socket, its stdout the line to the parent.
fn serve() -> Result<()> {
    let control = Control::of(std::io::stdout())?;
    let listener = std::io::stdin()
        .as_fd()
        .try_clone_to_owned()
        .map(TcpListener::from)
        .map_err(|error| Refusal::misuse(format!("stdin is not a socket: {error}")))?;
    let orders = control.read_orders()?;
    logging::start(orders.settings.log_format)?;
    allow_many_connections();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(format!("cannot start: {error}")))?
        .block_on(answer(&orders, listener, control))
}

/// Each connection of a worker is an open file, and systems start programs with a thousand of those
/// at most, because of an old way to wait for files that nobody here uses.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(why) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%why, "the limit of open files stays as it is");
    }
}

async fn answer(orders: &Orders, listener: TcpListener, mut control: Control) -> Result<()> {
    let address = listen::address(&listener)?;
    let service = service::open(&orders.settings, address).await?;
    let (provision, is_first_run) = service.provision(orders).await?;
    control.tell(&Ready {
        is_first_run,
        provision,
    })?;
    let stop = async {
        tokio::select! {
            () = stop_signal() => {}
            () = control.parent_ended() => tracing::warn!("the parent process is gone, ending"),
        }
    };
    service.serve(listener, stop).await
}
