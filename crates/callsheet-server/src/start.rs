//! Opening a server, serving, and ending it without cutting anybody off.

use std::sync::Arc;
use std::time::Duration;

use callsheet_store::logs::Logs;
use callsheet_store::recipes::Recipes;
use callsheet_store::{Ids, Options, Sealer, Store};

use crate::context::{Clock, Cx, ServerConfig};
use crate::objects::Objects;
use crate::throttle::Throttle;
use crate::waiting::Waiting;
use crate::{background, connections};

/// How long requests that are under way at the end may take.
const DRAIN: Duration = Duration::from_secs(10);
/// What seals secrets at rest, in the data folder.
const KEY_FILE: &str = "key";
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
    #[error("opening the store panicked")]
    Panicked,
}

impl Cx {
    /// Opens what the configuration names. It blocks.
    pub fn open(config: ServerConfig, clock: Clock, ids: Ids) -> Result<Self, StartError> {
        let options = Options {
            on_lost: Arc::new(end_process),
            ..Options::default()
        };
        let sealer = Sealer::open_or_create(&config.data_dir.join(KEY_FILE))?;
        let store = Store::open(&config.store, &options)?;
        let logs = Logs::open(&config.store, &options)?;
        let objects = Objects::new(&config.data_dir, store.clone(), clock.clone(), ids.clone());
        Ok(Self {
            throttle: Arc::new(Throttle::new(config.request_rate, &clock)),
            objects,
            waiting: Waiting::telling(store.teller()?),
            store,
            clock,
            ids,
            config: Arc::new(config),
            sealer: Arc::new(sealer),
            keys: Arc::default(),
            logs: Arc::new(logs),
            pace: Arc::default(),
            waiting_tasks: Arc::default(),
            recipes: Recipes::default(),
            jobs_to_create: Arc::default(),
            metrics: Arc::default(),
            events: Arc::default(),
        })
    }
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
        // Before anybody is answered, so that no change is missed.
        background::events::wish(&self.cx).await?;
        let background = background::start(&self.cx);
        connections::run(self.cx, listener, shutdown, DRAIN).await;
        for task in background {
            task.abort();
            // It was aborted between two transactions; that is all it can say.
            drop(task.await);
        }
        Ok(())
    }
}
