//! What one session needs to run its actions, made at the first of them: its log, the job's
//! details, the queue's key and the OpenJD session itself.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callsheet_client::LogsClient;

use crate::logs::{LogStream, SessionLog};
use crate::session::{
    ActionOutcome, ActionStatus, ActionUpdates, EnvironmentDetails, Session, SessionSpec,
    StepDetails, TaskParameters,
};

use super::calls::Calls;
use super::entities::{Entities, EntityError, Job};
use super::queue::Definition;
use super::queue_role::{QueueRole, QueueRoles};
use super::schedule::SessionPlace;

const LOG_CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// What all sessions of a worker share.
pub struct Shared {
    pub calls: Calls,
    pub logs: LogsClient,
    pub region: String,
    pub data_dir: PathBuf,
    /// What processes inherit.
    pub env: BTreeMap<String, String>,
    pub queue_roles: QueueRoles,
}

/// An action with all that it needs.
pub enum Ready {
    Nothing,
    EnvEnter {
        id: String,
        environment: Box<EnvironmentDetails>,
    },
    EnvExit {
        id: String,
    },
    TaskRun {
        step: Box<StepDetails>,
        parameters: TaskParameters,
    },
}

pub struct Work {
    shared: Arc<Shared>,
    session_id: String,
    place: SessionPlace,
    entities: Entities,
    log: Option<SessionLog>,
    session: Option<Session>,
    queue_role: Option<Arc<QueueRole>>,
}

impl Work {
    pub fn new(shared: Arc<Shared>, session_id: String, place: SessionPlace) -> Self {
        let entities = Entities::new(shared.calls.clone(), place.job_id.clone());
        let (log, session, queue_role) = (None, None, None);
        Work {
            shared,
            session_id,
            place,
            entities,
            log,
            session,
            queue_role,
        }
    }

    /// Asks for what is missing and opens the session. May be given up at any point.
    pub async fn prepare(&mut self, definition: &Definition) -> Result<Ready, String> {
        self.open_log()?;
        let said = |error: EntityError| error.to_string();
        let job = self.entities.prepare(definition).await.map_err(said)?;
        if self.session.is_none() {
            self.open(job).await?;
        }
        match definition {
            Definition::EnvEnter { environment_id: id } => {
                let environment = self.entities.environment(id).map_err(said)?.clone();
                Ok(Ready::EnvEnter {
                    id: id.clone(),
                    environment: Box::new(environment),
                })
            }
            Definition::EnvExit { environment_id: id } => Ok(Ready::EnvExit { id: id.clone() }),
            Definition::TaskRun {
                step_id,
                parameters,
                ..
            } => {
                let step = Box::new(self.entities.step(step_id).map_err(said)?.clone());
                let parameters = TaskParameters::from_value(parameters);
                let parameters = parameters.map_err(|error| error.to_string())?;
                Ok(Ready::TaskRun { step, parameters })
            }
            Definition::SyncInputJobAttachments { .. } => {
                if self.entities.has_attachments().map_err(said)? {
                    return Err("this worker cannot bring in job attachments yet".to_owned());
                }
                Ok(Ready::Nothing)
            }
            Definition::Unknown => {
                Err("this worker does not know this kind of action; update it".to_owned())
            }
        }
    }

    fn open_log(&mut self) -> Result<(), String> {
        if self.log.is_some() {
            return Ok(());
        }
        let place = &self.place.log;
        if let Some(error) = &place.error {
            return Err(format!("the session has no log: {error}"));
        }
        let (client, group) = (self.shared.logs.clone(), place.group.clone());
        self.log = Some(SessionLog::start(LogStream {
            client,
            group,
            stream: place.stream.clone(),
        }));
        Ok(())
    }

    async fn open(&mut self, job: Job) -> Result<(), String> {
        let Some(log) = &self.log else {
            return Err("the session has no log".to_owned());
        };
        if job.has_queue_role && self.queue_role.is_none() {
            let shared = &self.shared;
            let (queue, region) = (&self.place.queue_id, &shared.region);
            let role = shared
                .queue_roles
                .of(&shared.calls, queue, region, &shared.data_dir)
                .await;
            self.queue_role = role.map_err(|error| format!("no key for the queue: {error}"))?;
        }
        let spec = SessionSpec {
            session_id: self.session_id.clone(),
            path_mapping: job.details.path_mapping_rules().to_vec(),
            job: job.details,
            working_root: self.shared.data_dir.join("sessions"),
            env: self.env(),
            log: log.sink(),
        };
        self.session = Some(Session::open(spec).map_err(|error| error.to_string())?);
        Ok(())
    }

    fn env(&self) -> BTreeMap<String, String> {
        let mut env = self.shared.env.clone();
        let calls = &self.shared.calls;
        let names = [
            ("DEADLINE_SESSION_ID", &self.session_id),
            ("DEADLINE_FARM_ID", &calls.farm_id),
            ("DEADLINE_QUEUE_ID", &self.place.queue_id),
            ("DEADLINE_JOB_ID", &self.place.job_id),
            ("DEADLINE_FLEET_ID", &calls.fleet_id),
            ("DEADLINE_WORKER_ID", &calls.worker_id),
        ];
        env.extend(names.map(|(name, value)| (name.to_owned(), value.clone())));
        env.extend(self.queue_role.iter().flat_map(|role| role.env()));
        env
    }

    /// There is one once `prepare` had success.
    pub fn session(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }

    /// When all that the log holds by now has arrived, or `limit` is over.
    pub fn flush_log(&self, limit: Duration) -> impl Future<Output = ()> + use<> {
        let flushing = self.log.as_ref().map(|log| log.flush(limit));
        async move {
            if let Some(flushing) = flushing {
                flushing.await;
            }
        }
    }

    /// Says in the session's own log why an action was not run.
    pub fn note(&self, now_ms: i64, line: &str) {
        if let Some(log) = &self.log {
            log.sink().line(now_ms, line);
        }
    }

    pub async fn close(self) {
        if let Some(session) = self.session
            && let Err(error) = session.close().await
        {
            tracing::warn!(session = %self.session_id, "the session left something behind: {error}");
        }
        if let Some(log) = self.log {
            log.close(LOG_CLOSE_LIMIT).await;
        }
    }
}

/// Runs it to its end.
pub async fn run(session: &mut Session, ready: Ready, now_ms: i64) -> ActionOutcome {
    match ready {
        Ready::Nothing => outcome(ActionStatus::Succeeded, None, now_ms, now_ms),
        Ready::EnvEnter { id, environment } => session.env_enter(&id, &environment).await,
        Ready::EnvExit { id } => session.env_exit(&id).await,
        Ready::TaskRun { step, parameters } => session.task_run(&step, parameters).await,
    }
}

pub fn outcome(
    status: ActionStatus,
    message: Option<String>,
    started_at_ms: i64,
    ended_at_ms: i64,
) -> ActionOutcome {
    let updates = ActionUpdates::default();
    ActionOutcome {
        status,
        exit_code: None,
        message,
        started_at_ms,
        ended_at_ms,
        updates,
    }
}
