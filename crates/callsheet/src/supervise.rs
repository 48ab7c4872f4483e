//! The parent process. It holds the listening socket and nothing else, so it has little reason
//! to die; it starts the server (and, for `up`, one worker) and starts them again when they do.
//!
//! A stock worker agent gives up after half a second of refused connections. While the server
//! is away the socket stays open here, and connections wait in its backlog.

use std::future::Future;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tracing::{info, warn};

use crate::backoff::Backoff;
use crate::child::{Child, ServerChild};
use crate::config::Settings;
use crate::control::Ready;
use crate::data_dir::DataDir;
use crate::refusal::{Refusal, Result};
use crate::run_file::RunFile;
use crate::{child, listen};

/// After so long a server that was asked to end is not ending.
const SERVER_PATIENCE: Duration = Duration::from_secs(30);

pub struct Parent {
    pub settings: Settings,
    pub data_dir: DataDir,
    pub listener: TcpListener,
    pub endpoint: String,
    pub program: PathBuf,
}

impl Parent {
    pub fn new(settings: Settings) -> Result<Self> {
        let data_dir = settings.data_dir()?;
        data_dir.create()?;
        data_dir.refuse_readable_keys()?;
        data_dir.refuse_full_disk()?;
        let listener = listen::listen(&settings, &data_dir)?;
        let address = listen::address(&listener)?;
        if let Some(warning) = settings.front.admit(address)? {
            warn!("{warning}");
        }
        let endpoint = settings.front.endpoint(address)?;
        let program = std::env::current_exe()
            .map_err(|error| Refusal::new(format!("cannot find our own program: {error}")))?;
        Ok(Parent {
            settings,
            data_dir,
            listener,
            endpoint,
            program,
        })
    }

    /// Runs until a signal ends everything. `welcome` is called once, when the server is ready.
    pub fn run(self, welcome: impl FnOnce(&Parent, &Ready)) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Refusal::new(format!("cannot start: {error}")))?;
        runtime.block_on(self.supervise(welcome))
    }

    async fn supervise(&self, welcome: impl FnOnce(&Parent, &Ready)) -> Result<()> {
        let mut stop = StopSignals::new()?;
        let mut server = ServerChild::start(self)?;
        let ready = tokio::select! {
            ready = server.ready() => ready?,
            () = stop.received() => {
                server.child.end(tokio::time::sleep(SERVER_PATIENCE)).await;
                return Ok(());
            }
        };
        let record = Record::new(self);
        record.server(server.child.pid());
        welcome(self, &ready);
        self.keep_all(server.child, &ready, stop, &record).await;
        RunFile::remove(&self.data_dir);
        Ok(())
    }

    /// Keeps both processes; at the end the worker goes first, because its last words are
    /// requests to the server.
    async fn keep_all(&self, server: Child, ready: &Ready, mut stop: StopSignals, record: &Record) {
        let (worker_is_done, until_worker_is_done) = oneshot::channel::<()>();
        let keep_server = keep(
            "server",
            Some(server),
            || ServerChild::start(self).map(|started| started.child),
            |pid| record.server(pid),
            async {
                // An error means that the other side was dropped, which is as good as done.
                let _ = until_worker_is_done.await;
            },
            || tokio::time::sleep(SERVER_PATIENCE),
        );
        let keep_worker = async {
            if self.settings.worker {
                self.keep_worker(ready, &mut stop, record).await;
            } else {
                stop.received().await;
            }
            drop(worker_is_done);
        };
        tokio::join!(keep_server, keep_worker);
    }

    async fn keep_worker(&self, ready: &Ready, stop: &mut StopSignals, record: &Record) {
        let stop = tokio::sync::Mutex::new(stop);
        keep(
            "worker",
            None,
            || child::start_worker(self, &ready.provision),
            |pid| record.worker(pid),
            async { stop.lock().await.received().await },
            || async {
                info!("the worker finishes what it runs; a second signal ends it at once");
                stop.lock().await.received().await;
            },
        )
        .await;
    }
}

/// Keeps one process running until `stop`; then asks it to end, and kills it when `impatience`
/// is over.
async fn keep<Impatience: Future<Output = ()>>(
    name: &str,
    mut running: Option<Child>,
    start: impl Fn() -> Result<Child>,
    note: impl Fn(Option<u32>),
    stop: impl Future<Output = ()>,
    impatience: impl Fn() -> Impatience,
) {
    tokio::pin!(stop);
    let mut backoff = Backoff::default();
    loop {
        let Some(mut child) = running.take().or_else(|| started(name, &start)) else {
            let delay = backoff.after(Duration::ZERO);
            tokio::select! {
                () = tokio::time::sleep(delay) => continue,
                () = &mut stop => return,
            }
        };
        note(child.pid());
        let status = tokio::select! {
            status = child.ended() => status,
            () = &mut stop => {
                child.end(impatience()).await;
                note(None);
                return;
            }
        };
        note(None);
        let delay = backoff.after(child.age());
        warn!(
            "the {name} ended ({}), starting it again in {} ms",
            describe(status.as_ref()),
            delay.as_millis()
        );
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = &mut stop => return,
        }
    }
}

fn started(name: &str, start: &impl Fn() -> Result<Child>) -> Option<Child> {
    start()
        .inspect_err(|refusal| warn!("the {name} cannot be started: {refusal}"))
        .ok()
}

fn describe(status: Option<&ExitStatus>) -> String {
    status.map_or_else(|| "status unknown".to_owned(), ToString::to_string)
}

/// Ctrl-C and what service managers send.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    fn new() -> Result<Self> {
        let listen = |kind| {
            signal(kind)
                .map_err(|error| Refusal::new(format!("cannot listen for signals: {error}")))
        };
        Ok(StopSignals {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// A signal that ends this process: for the children, which have no terminal of their own.
pub async fn stop_signal() {
    match StopSignals::new() {
        Ok(mut stop) => stop.received().await,
        // Without signals only the parent's end can end us.
        Err(_) => std::future::pending().await,
    }
}

/// Keeps `run.json` true.
#[derive(Clone)]
struct Record {
    run: Arc<Mutex<RunFile>>,
    data_dir: DataDir,
}

impl Record {
    fn new(parent: &Parent) -> Self {
        Record {
            run: Arc::new(Mutex::new(RunFile::new(
                &parent.endpoint,
                parent.settings.front.ca_file(),
            ))),
            data_dir: parent.data_dir.clone(),
        }
    }

    fn server(&self, pid: Option<u32>) {
        self.change(|run| run.server_pid = pid);
    }

    fn worker(&self, pid: Option<u32>) {
        self.change(|run| run.worker_pid = pid);
    }

    fn change(&self, change: impl FnOnce(&mut RunFile)) {
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut run);
        // Without the file `callsheet env` finds less, but the service is unharmed.
        if let Err(refusal) = run.write(&self.data_dir) {
            warn!("{refusal}");
        }
    }
}
