//! The life of a worker: join, ask for work and report until it is to end, and leave in order.

use std::collections::HashMap;
use std::fs::File;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use callsheet_attachments::HostCache;
use callsheet_client::sdk::types::UpdatedWorkerStatus;
use callsheet_client::{Endpoint, LogsClient};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::backoff::{Backoff, chance};
use crate::clock::now_ms;
use crate::config::AgentConfig;
use crate::error::AgentError;
use crate::host::{Host, private_dir, process_env};
use crate::job_user::{SessionRoot, remove_all};

use super::calls::Calls;
use super::drain::{drain, say};
use super::failure::Failure;
use super::join::{Joined, forget, is_gone, join, refused};
use super::queue::Urgency;
use super::queue_role::QueueRoles;
use super::role::FleetRole;
use super::runner::{Event, Runner, What};
use super::schedule::{Answer, Ask, Order, Schedule, SessionId};
use super::work::{QUEUES, STAGED, Shared};

/// A started action is not told for itself at once: most are over soon.
const SOON: Duration = Duration::from_millis(500);
/// A key that is refused right after it was given is no key.
const KEY_TRIAL: Duration = Duration::from_secs(30);
/// Who was online for so long is not turned away for being who they are.
const LONG_LIFE: Duration = Duration::from_secs(60);
/// How long sessions may take to clean up.
const CLEANUP_LIMIT: Duration = Duration::from_secs(10);

/// Runs a worker until `shutdown`; it then gives its work back in order, or at once when
/// `hurry` comes too.
pub async fn run(
    config: AgentConfig,
    shutdown: impl Future<Output = ()>,
    hurry: impl Future<Output = ()>,
) -> Result<(), AgentError> {
    let _lock = take_data_dir(&config)?;
    let host = Host::look(&config.endpoint, &config.data_dir, &config.capabilities)?;
    tokio::pin!(shutdown, hurry);
    let mut backoff = Backoff::default();
    loop {
        let mut starting = None;
        let joined = tokio::select! {
            joined = join(&config, &host, &mut starting) => Some(joined?),
            () = &mut shutdown => None,
        };
        let Some(joined) = joined else {
            if let Some(calls) = starting {
                say(&calls, UpdatedWorkerStatus::Stopped).await;
            }
            return Ok(());
        };
        let begun = Instant::now();
        let mut worker = Worker::new(&config, joined);
        let ended = worker.work(&mut shutdown).await;
        if let Ok(Ended::Asked) = ended {
            drain(&mut worker, config.drain_limit, &mut hurry).await;
        }
        worker.close_all().await;
        match ended? {
            Ended::Asked => return Ok(()),
            Ended::Offline => {
                tracing::warn!("the server holds this worker for lost; joining again");
            }
            Ended::Deleted => forget(&config.data_dir, &worker.calls.worker_id)?,
        }
        if begun.elapsed() > LONG_LIFE {
            backoff.reset();
        }
        tokio::select! {
            () = tokio::time::sleep(backoff.next(chance(), None)) => {}
            () = &mut shutdown => return Ok(()),
        }
    }
}

/// Two workers in one folder would be one worker twice. What an earlier life left is removed.
fn take_data_dir(config: &AgentConfig) -> Result<File, AgentError> {
    let dir = &config.data_dir;
    let failed = |what, source| AgentError::File {
        what,
        path: dir.clone(),
        source,
    };
    private_dir(dir).map_err(|source| failed("cannot make the worker's folder", source))?;
    let lock = File::create(dir.join("worker.lock"))
        .map_err(|source| failed("cannot write in the worker's folder", source))?;
    lock.try_lock().map_err(|error| {
        failed(
            "another worker runs in the folder",
            std::io::Error::from(error),
        )
    })?;
    let root = session_root(config);
    let old = [root.path().to_owned(), dir.join(QUEUES), dir.join(STAGED)];
    for folder in old {
        if let Err(error) = remove_all(&folder) {
            tracing::warn!(
                "what is old stays behind in `{}`: {error}",
                folder.display()
            );
        }
    }
    Ok(lock)
}

/// Why a worker's loop came to its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    Asked,
    /// The server gave this worker's work to others.
    Offline,
    Deleted,
}

type Reply = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>>;

/// A request whose answer is still to come.
struct Flight {
    ask: Ask,
    left_at: Instant,
    reply: Reply,
}

pub struct Worker {
    pub calls: Calls,
    pub schedule: Schedule,
    role: FleetRole,
    shared: Arc<Shared>,
    runners: HashMap<SessionId, Runner>,
    closing: JoinSet<()>,
    events: UnboundedReceiver<Event>,
    tell: UnboundedSender<Event>,
    flight: Option<Flight>,
    /// When to ask next, if nothing happens.
    ask_at: Instant,
    /// After a failure: not before this, whatever happens.
    not_before: Instant,
    backoff: Backoff,
    key_given_at: Option<Instant>,
    is_told_to_stop: bool,
}

/// With the server, unless it hands out keys of another store.
fn objects_at(config: &AgentConfig) -> Endpoint {
    let endpoint = config.objects_endpoint.as_ref().unwrap_or(&config.endpoint);
    let region = config.objects_region.as_ref().unwrap_or(&config.region);
    Endpoint::new(endpoint, region)
}

fn session_root(config: &AgentConfig) -> SessionRoot {
    SessionRoot::new(&config.data_dir, config.session_root.as_deref())
}

/// Without it every session brings all of its files itself.
fn host_cache(config: &AgentConfig) -> Option<Arc<HostCache>> {
    if config.attachments_cache_bytes == 0 {
        return None;
    }
    let folder = config.data_dir.join("attachments");
    // Files of all queues are in it, and each is for the users of its own.
    private_dir(&folder)
        .and_then(|()| HostCache::open(&folder, config.attachments_cache_bytes))
        .inspect_err(|error| {
            tracing::warn!(
                "attachments are not cached in `{}`: {error}",
                folder.display()
            );
        })
        .ok()
        .map(Arc::new)
}

impl Worker {
    fn new(config: &AgentConfig, joined: Joined) -> Self {
        let endpoint = Endpoint::new(&config.endpoint, &config.region);
        let shared = Arc::new(Shared {
            calls: joined.calls.clone(),
            logs: LogsClient::new(&endpoint, joined.credentials),
            cache: host_cache(config),
            objects_at: objects_at(config),
            data_dir: config.data_dir.clone(),
            session_root: session_root(config),
            job_users: config.job_users.clone(),
            env: process_env(std::env::vars_os()),
            queue_roles: QueueRoles::default(),
        });
        let (tell, events) = unbounded_channel();
        let now = Instant::now();
        Worker {
            calls: joined.calls,
            schedule: Schedule::default(),
            role: joined.role,
            shared,
            runners: HashMap::new(),
            closing: JoinSet::new(),
            events,
            tell,
            flight: None,
            ask_at: now,
            not_before: now,
            backoff: Backoff::default(),
            key_given_at: None,
            is_told_to_stop: false,
        }
    }

    async fn work(
        &mut self,
        shutdown: &mut Pin<&mut impl Future<Output = ()>>,
    ) -> Result<Ended, AgentError> {
        let role = self.role.clone();
        let keep_fresh = role.keep_fresh();
        tokio::pin!(keep_fresh);
        loop {
            let ended = tokio::select! {
                biased;
                () = shutdown.as_mut() => Some(Ended::Asked),
                () = &mut keep_fresh => None,
                ended = self.turn() => ended?,
            };
            if let Some(ended) = ended {
                return Ok(ended);
            }
            if self.is_told_to_stop && self.schedule.is_idle() {
                tracing::info!("the server asks this worker to stop");
                return Ok(Ended::Asked);
            }
        }
    }

    /// Waits for the next thing that happens, and reacts to it. May be given up while it waits.
    pub async fn turn(&mut self) -> Result<Option<Ended>, AgentError> {
        self.ask_if_due();
        let ask_at = self.next_ask_at();
        tokio::select! {
            biased;
            Some(event) = self.events.recv() => {
                self.note(event);
                Ok(None)
            }
            reply = landing(&mut self.flight) => {
                let Some(Flight { ask, left_at, .. }) = self.flight.take() else {
                    return Ok(None);
                };
                self.react(&ask, left_at, reply).await
            }
            Some(_) = self.closing.join_next() => Ok(None),
            () = tokio::time::sleep_until(ask_at), if self.flight.is_none() => Ok(None),
        }
    }

    fn next_ask_at(&self) -> Instant {
        match self.schedule.urgency() {
            Urgency::AtOnce => self.not_before,
            Urgency::Soon | Urgency::None => self.ask_at.max(self.not_before),
        }
    }

    fn ask_if_due(&mut self) {
        let now = Instant::now();
        if self.flight.is_none() && self.next_ask_at() <= now {
            let ask = self.schedule.ask();
            let (calls, asked) = (self.calls.clone(), ask.clone());
            let reply = Box::pin(async move { calls.update_schedule(&asked).await });
            self.flight = Some(Flight {
                ask,
                left_at: now,
                reply,
            });
        }
    }

    /// A request that is held says nothing that would be lost with it.
    pub fn give_up_held_request(&mut self) {
        self.flight.take_if(|flight| flight.ask.is_idle);
    }

    fn note(&mut self, event: Event) {
        let (session, action) = (&event.session, &event.action);
        match event.what {
            What::Started { at_ms } => {
                self.schedule.started(session, action, at_ms);
                self.ask_soon();
            }
            What::Progressed { updates, at_ms } => {
                self.schedule.progressed(session, action, updates, at_ms);
            }
            What::Ended(outcome) => {
                tracing::info!(%session, %action, "{action} ended: {}", outcome.status);
                let orders = self.schedule.ended(session, action, &outcome);
                self.carry_out(orders);
            }
            What::Logged => self.schedule.logged(session, action),
        }
    }

    async fn react(
        &mut self,
        ask: &Ask,
        left_at: Instant,
        reply: Result<Answer, Failure>,
    ) -> Result<Option<Ended>, AgentError> {
        let doing = "UpdateWorkerSchedule";
        let failure = match reply {
            Ok(answer) => {
                self.hear(ask, left_at, answer);
                return Ok(None);
            }
            Err(failure) => failure,
        };
        self.schedule.no_answer();
        match failure {
            Failure::Away { why, retry_after } => {
                self.wait_a_while(doing, &why, retry_after);
                Ok(None)
            }
            Failure::Conflict {
                ref resource_id, ..
            } if *resource_id == self.calls.worker_id => Ok(Some(Ended::Offline)),
            Failure::Gone { .. } if is_gone(&failure, &self.calls.worker_id) => {
                Ok(Some(Ended::Deleted))
            }
            Failure::Denied { .. } => self.take_new_key(doing, &failure).await,
            Failure::Conflict { .. } | Failure::Gone { .. } | Failure::Invalid { .. } => {
                Err(refused(doing, &failure))
            }
        }
    }

    fn wait_a_while(&mut self, doing: &str, why: &str, retry_after: Option<Duration>) {
        let wait = self.backoff.next(chance(), retry_after);
        self.not_before = Instant::now() + wait;
        tracing::warn!("{doing}: {why}; again in {} ms", wait.as_millis());
    }

    /// After a long absence of the server the key has ended. What runs goes on.
    async fn take_new_key(
        &mut self,
        doing: &'static str,
        failure: &Failure,
    ) -> Result<Option<Ended>, AgentError> {
        if self.key_given_at.is_some_and(|at| at.elapsed() < KEY_TRIAL) {
            return Err(refused(doing, failure));
        }
        tracing::warn!("{doing}: {failure}; taking a new key");
        match self.role.assume_anew().await {
            Ok(()) => {
                self.key_given_at = Some(Instant::now());
                Ok(None)
            }
            Err(Failure::Away { why, retry_after }) => {
                self.wait_a_while("AssumeFleetRoleForWorker", &why, retry_after);
                Ok(None)
            }
            Err(failure) if is_gone(&failure, &self.calls.worker_id) => Ok(Some(Ended::Deleted)),
            Err(failure) => Err(refused("AssumeFleetRoleForWorker", &failure)),
        }
    }

    fn hear(&mut self, ask: &Ask, left_at: Instant, answer: Answer) {
        self.backoff.reset();
        let interval = answer.interval;
        self.is_told_to_stop = answer.is_told_to_stop;
        let orders = self.schedule.hear(ask, answer);
        self.carry_out(orders);
        let now = Instant::now();
        let became_idle = self.schedule.is_idle() && !ask.is_idle;
        // An answer that was held has used up the interval already.
        self.ask_at = if became_idle { now } else { left_at + interval };
        if self.schedule.urgency() == Urgency::Soon {
            self.ask_soon();
        }
    }

    fn ask_soon(&mut self) {
        self.ask_at = self.ask_at.min(Instant::now() + SOON);
    }

    pub fn carry_out(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Run {
                    session,
                    place,
                    action,
                } => {
                    tracing::info!(%session, action = %action.id, "{} starts", action.id);
                    let (shared, tell) = (Arc::clone(&self.shared), self.tell.clone());
                    let start = || Runner::start(shared, session.clone(), place, tell);
                    self.runners
                        .entry(session.clone())
                        .or_insert_with(start)
                        .run(action);
                }
                Order::Cancel { session, how } => {
                    if let Some(runner) = self.runners.get(&session) {
                        runner.cancel(how);
                    }
                }
                Order::Close { session } => self.close(&session),
            }
        }
    }

    fn close(&mut self, session: &str) {
        if let Some(runner) = self.runners.remove(session) {
            let task = runner.close();
            self.closing.spawn(async move {
                if let Err(error) = task.await {
                    tracing::error!("a session's task broke down: {error}");
                }
            });
        }
    }

    /// The time is up: what is open is reported as it is.
    pub fn abandon(&mut self) {
        self.schedule.abandon(now_ms());
        self.flight = None;
    }

    async fn close_all(&mut self) {
        let orders = self.schedule.forget();
        self.carry_out(orders);
        let sessions: Vec<SessionId> = self.runners.keys().cloned().collect();
        sessions.iter().for_each(|session| self.close(session));
        let all = async { while self.closing.join_next().await.is_some() {} };
        if tokio::time::timeout(CLEANUP_LIMIT, all).await.is_err() {
            tracing::warn!("sessions did not clean up in {} s", CLEANUP_LIMIT.as_secs());
        }
    }
}

/// The answer to the request under way; never, when there is none.
async fn landing(flight: &mut Option<Flight>) -> Result<Answer, Failure> {
    match flight {
        Some(flight) => flight.reply.as_mut().await,
        None => std::future::pending().await,
    }
}
