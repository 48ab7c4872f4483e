//! Opening a server, serving, and ending it without cutting anybody off.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callsheet_policy::{Policies, Refused};
use callsheet_store::logs::Logs;
use callsheet_store::recipes::Recipes;
use callsheet_store::{Ids, Options, Sealer, Store};

use crate::auth::decisions::Decisions;
use crate::context::{Clock, Cx, ServerConfig};
use crate::crowd::Crowd;
use crate::load::Load;
use crate::objects::Objects;
use crate::throttle::Throttle;
use crate::tls::{Tls, TlsError};
use crate::waiting::Waiting;
use crate::{background, connections};

/// How long requests that are under way at the end may take.
const DRAIN: Duration = Duration::from_secs(10);
/// What seals secrets at rest, in the data folder.
const KEY_FILE: &str = "key";
/// Policies of whoever runs this server, in the data folder.
const POLICIES_FOLDER: &str = "policies";
/// Says to whoever watches the process that a new start will recover.
const EXIT_LOST: i32 = 75;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] callsheet_store::Error),
    #[error("{0}")]
    Failed(#[from] crate::error::Error),
    #[error("the listening socket cannot be used: {0}")]
    Socket(std::io::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("opening the store panicked")]
    Panicked,
    #[error("a policy cannot be used: {0}; `callsheet policy check` looks at it without a start")]
    Policy(#[from] Refused),
    #[error("cannot read the policies in {}: {why}", .path.display())]
    Unreadable { path: PathBuf, why: std::io::Error },
}

impl Cx {
    /// Opens what the configuration names. It blocks.
    pub fn open(config: ServerConfig, clock: Clock, ids: Ids) -> Result<Self, StartError> {
        let options = Options {
            on_lost: Arc::new(end_process),
            ..Options::default()
        };
        let sealer = Sealer::open_or_create(&config.data_dir.join(KEY_FILE))?;
        let policies = Policies::with_files(&policy_files(&config.data_dir)?)?;
        let store = Store::open(&config.store, &options)?;
        let logs = Logs::open(&config.store, &options)?;
        let objects = Objects::new(&config.data_dir, store.clone(), clock.clone(), ids.clone());
        Ok(Self {
            throttle: Arc::new(Throttle::new(config.request_rate, &clock)),
            crowd: Arc::new(Crowd::new(&config.bounds)),
            load: Arc::new(Load::new(config.bounds.requests)),
            objects,
            waiting: Waiting::telling(store.teller()?),
            store,
            clock,
            ids,
            config: Arc::new(config),
            sealer: Arc::new(sealer),
            keys: Arc::default(),
            tokens: Arc::default(),
            standings: Arc::default(),
            decisions: Arc::new(Decisions::by(policies)),
            strangers: Arc::default(),
            logs: Arc::new(logs),
            pace: Arc::default(),
            waiting_tasks: Arc::default(),
            recipes: Recipes::default(),
            jobs_to_create: Arc::default(),
            metrics: Arc::default(),
            events: Arc::default(),
            sign_in: Arc::default(),
        })
    }
}

/// Of whoever runs this server, by their names.
pub fn policy_files(data_dir: &Path) -> Result<Vec<(String, String)>, StartError> {
    let path = data_dir.join(POLICIES_FOLDER);
    let unreadable = |why| StartError::Unreadable {
        path: path.clone(),
        why,
    };
    let entries = match std::fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(none) if none.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(why) => return Err(unreadable(why)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|kind| kind == "cedar") {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let text = std::fs::read_to_string(&file).map_err(unreadable)?;
            files.push((name.into_owned(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// What is in memory may differ from what is on the disk: only a new start knows what is there.
fn end_process(why: &str) {
    tracing::error!(
        why,
        "the disk failed under a commit: ending, to be started again"
    );
    std::process::exit(EXIT_LOST);
}

/// A server whose store is open. It answers nobody before [`Server::serve`].
#[derive(Debug)]
pub struct Server {
    pub(crate) cx: Cx,
}

pub async fn open(config: ServerConfig) -> Result<Server, StartError> {
    let opening = tokio::task::spawn_blocking(|| Cx::open(config, Clock::system(), Ids::from_os()));
    let cx = opening.await.map_err(|_| StartError::Panicked)??;
    let now = cx.clock.now();
    cx.tokens.ready(&cx.store, &cx.sealer, now).await?;
    Ok(Server::on(cx))
}

impl Server {
    #[must_use]
    pub const fn on(cx: Cx) -> Self {
        Self { cx }
    }

    #[must_use]
    pub fn context(&self) -> &Cx {
        &self.cx
    }

    /// Answers until `shutdown`. Then held requests are let go, and those under way get their
    /// answers.
    pub async fn serve(
        self,
        listener: std::net::TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<(), StartError> {
        listener.set_nonblocking(true).map_err(StartError::Socket)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(StartError::Socket)?;
        let tls = self.cx.config.tls.as_ref().map(Tls::open).transpose()?;
        // Before anybody is answered, so that no change is missed.
        background::events::wish(&self.cx).await?;
        let background = background::start(&self.cx);
        connections::run(self.cx, listener, tls, shutdown, DRAIN).await;
        for task in background {
            task.abort();
            // It was aborted between two transactions; that is all it can say.
            drop(task.await);
        }
        Ok(())
    }
}
