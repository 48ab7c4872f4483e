//! What one session needs to run its actions, made at the first of them: its log, the job's
//! details, the queue's key, the OpenJD session itself and the files that it moves.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callsheet_attachments::{HostCache, Objects, Progress, Source};
use callsheet_client::{Endpoint, LogsClient};
use tokio::sync::watch;

use crate::attachments::{JobPlace, SessionFiles, TaskOutputs};
use crate::clock::now_ms;
use crate::job_user::{Hands, JobUser, JobUsers, SessionRoot, warn_if_root};
use crate::logs::{LogStream, SessionLog};
use crate::session::{
    ActionOutcome, ActionStatus, ActionUpdates, EnvironmentDetails, Session, SessionSpec,
    StepDetails, TaskParameters,
};

use super::calls::Calls;
use super::entities::{Entities, EntityError, Job};
use super::queue::{Action, Definition};
use super::queue_role::{QueueRole, QueueRoles};
use super::schedule::SessionPlace;
use super::transfer::{ActionCanceler, Stopped, Transfers, said};

const LOG_CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// What all sessions of a worker share.
pub struct Shared {
    pub calls: Calls,
    pub logs: LogsClient,
    /// Where objects are.
    pub objects_at: Endpoint,
    /// What earlier sessions brought to this machine.
    pub cache: Option<Arc<HostCache>>,
    pub data_dir: PathBuf,
    pub session_root: SessionRoot,
    pub job_users: JobUsers,
    /// What processes of the worker's own user inherit.
    pub env: BTreeMap<String, String>,
    pub queue_roles: QueueRoles,
}

/// Below the worker's own folder: files on their way to a job's user or from it.
pub const STAGED: &str = "staged";
/// Below it too, keys of queues for jobs of the worker's own user.
pub const QUEUES: &str = "queues";

impl Shared {
    /// Where the keys of queues are written for whoever runs the jobs.
    fn keys_folder(&self, is_for_others: bool) -> PathBuf {
        if is_for_others {
            self.session_root.path().join(QUEUES)
        } else {
            self.data_dir.join(QUEUES)
        }
    }
}

/// An action with all that it needs.
pub enum Ready {
    /// Of the job, or of the steps that this step depends on.
    Sync {
        step_id: Option<String>,
    },
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
        step_id: String,
        task_id: Option<String>,
    },
}

pub struct Work {
    shared: Arc<Shared>,
    session_id: String,
    place: SessionPlace,
    entities: Entities,
    log: Option<SessionLog>,
    session: Option<Session>,
    /// As whom its processes run, if not as the worker's own user.
    job_user: Option<Arc<JobUser>>,
    queue_role: Option<Arc<QueueRole>>,
    /// From the first sync on.
    files: Option<SessionFiles>,
    /// Of the action that runs.
    transfers: Transfers,
}

impl Work {
    pub fn new(shared: Arc<Shared>, session_id: String, place: SessionPlace) -> Self {
        let entities = Entities::new(shared.calls.clone(), place.job_id.clone());
        Work {
            shared,
            session_id,
            place,
            entities,
            log: None,
            session: None,
            job_user: None,
            queue_role: None,
            files: None,
            transfers: Transfers::default(),
        }
    }

    /// Asks for what is missing and opens the session. May be given up at any point.
    pub async fn prepare(&mut self, definition: &Definition) -> Result<Ready, String> {
        self.open_log()?;
        let said = |error: EntityError| error.to_string();
        let job = self.entities.prepare(definition).await.map_err(said)?;
        if self.session.is_none() {
            self.open(job.clone()).await?;
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
                task_id,
                parameters,
            } => {
                let step = Box::new(self.entities.step(step_id).map_err(said)?.clone());
                let parameters = TaskParameters::from_value(parameters);
                let parameters = parameters.map_err(|error| error.to_string())?;
                Ok(Ready::TaskRun {
                    step,
                    parameters,
                    step_id: step_id.clone(),
                    task_id: task_id.clone(),
                })
            }
            Definition::SyncInputJobAttachments { step_id } => {
                self.find_places(&job)?;
                Ok(Ready::Sync {
                    step_id: step_id.clone(),
                })
            }
            Definition::Unknown => {
                Err("this worker does not know this kind of action; update it".to_owned())
            }
        }
    }

    /// Finds each of the job's roots its place on this machine, once a session.
    fn find_places(&mut self, job: &Job) -> Result<(), String> {
        if self.files.is_some() {
            return Ok(());
        }
        let attachments = self.entities.attachments();
        let attachments = attachments.map_err(|error| error.to_string())?.clone();
        let no_role = "the queue has no role, so its attachments are out of reach; give it one";
        let (Some(session), Some(root)) = (self.session.as_mut(), job.attachments_at.clone())
        else {
            return Err(
                "the queue does not say where attachments are kept; give it \
                        jobAttachmentSettings"
                    .to_owned(),
            );
        };
        let role = self.queue_role.as_ref().ok_or(no_role)?;
        let shared = &self.shared;
        let source = Source {
            objects: Objects::connect(&shared.objects_at, role.credentials(), root),
            cache: shared.cache.clone(),
        };
        let place = JobPlace {
            farm_id: shared.calls.farm_id.clone(),
            queue_id: self.place.queue_id.clone(),
            job_id: self.place.job_id.clone(),
        };
        let rules = job.details.path_mapping_rules();
        let folder = session.working_directory();
        let hands = self.job_user.as_ref().map(|user| {
            let folder = shared.data_dir.join(STAGED).join(&self.session_id);
            Hands::new(Arc::clone(user), folder)
        });
        let (files, new_rules) =
            SessionFiles::new(source, place, &attachments, rules, folder, hands)?;
        session.extend_path_mapping(new_rules);
        self.files = Some(files);
        if attachments.is_virtual {
            self.note(
                now_ms(),
                "The job asks for a virtual file system. This worker has none: it copies all \
                 files before the first task.",
            );
        }
        Ok(())
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
        let log = log.sink();
        self.job_user = self.find_user(&job).await?;
        if job.has_queue_role && self.queue_role.is_none() {
            let shared = &self.shared;
            let (queue, region) = (&self.place.queue_id, &shared.objects_at.region);
            let role = shared
                .queue_roles
                .of(
                    &shared.calls,
                    queue,
                    region,
                    &shared.keys_folder(self.job_user.is_some()),
                    self.job_user.as_ref(),
                )
                .await;
            self.queue_role = role.map_err(|error| format!("no key for the queue: {error}"))?;
        }
        let spec = SessionSpec {
            session_id: self.session_id.clone(),
            path_mapping: job.details.path_mapping_rules().to_vec(),
            job: job.details,
            working_root: self.shared.session_root.path().to_owned(),
            job_user: self.job_user.clone(),
            env: self.env(),
            log,
        };
        let session = Session::open(spec).map_err(|error| error.to_string())?;
        if let Some(user) = &self.job_user
            && let Err(why) = user.try_out(session.working_directory()).await
        {
            // Nothing has run in it yet, so what is wrong with it is told already.
            let _ = session.close().await;
            return Err(why);
        }
        self.session = Some(session);
        Ok(())
    }

    /// As whom the job runs. What is wrong with that fails the job's action, not the worker.
    async fn find_user(&self, job: &Job) -> Result<Option<Arc<JobUser>>, String> {
        let Some(name) = self.shared.job_users.of(&job.run_as)? else {
            warn_if_root();
            return Ok(None);
        };
        let user = JobUser::find(name).await?;
        let told = format!("Processes of this session run as {}", user.name());
        self.note(now_ms(), &told);
        let opened = self.shared.session_root.open();
        opened.map_err(|error| error.to_string())?;
        Ok(Some(Arc::new(user)))
    }

    fn env(&self) -> BTreeMap<String, String> {
        // Another user has what its login brings, and nothing of the worker's.
        let mut env = match &self.job_user {
            None => self.shared.env.clone(),
            Some(_) => BTreeMap::new(),
        };
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

    /// Before an action that was prepared: its progress, and how to cancel it.
    pub fn begin(
        &mut self,
        action: &Action,
    ) -> Option<(watch::Receiver<ActionUpdates>, ActionCanceler)> {
        self.transfers = Transfers::default();
        let session = self.session.as_mut()?;
        session.set_action_env(action.env());
        let canceler = ActionCanceler::new(session.canceler(), self.transfers.clone());
        Some((session.updates(), canceler))
    }

    /// Runs it to its end.
    pub async fn run(&mut self, ready: Ready, action: &Action) -> ActionOutcome {
        let started_at_ms = now_ms();
        let Some(session) = self.session.as_mut() else {
            let why = "the session was not opened".to_owned();
            return outcome(ActionStatus::Failed, Some(why), started_at_ms, now_ms());
        };
        match ready {
            Ready::Sync { step_id } => self.sync(step_id, started_at_ms).await,
            Ready::EnvEnter { id, environment } => session.env_enter(&id, &environment).await,
            Ready::EnvExit { id } => session.env_exit(&id).await,
            Ready::TaskRun {
                step,
                parameters,
                step_id,
                task_id,
            } => {
                if let Some(files) = &mut self.files
                    && let Err(why) = files.look().await
                {
                    return outcome(ActionStatus::Failed, Some(why), started_at_ms, now_ms());
                }
                let ran = session.task_run(&step, parameters).await;
                let outputs = TaskOutputs {
                    step_id,
                    task_id,
                    session_action_id: action.id.clone(),
                    started_at_us: ran.started_at_ms.saturating_mul(1_000),
                };
                self.send_outputs(ran, &outputs).await
            }
        }
    }

    async fn sync(&mut self, step_id: Option<String>, started_at_ms: i64) -> ActionOutcome {
        let what = match &step_id {
            None => "Inputs of the job",
            Some(_) => "Outputs of earlier steps",
        };
        self.note(now_ms(), &format!("---------- {what}"));
        let progress = Progress::default();
        let bringing = async {
            let files = self.files.as_ref().ok_or("the session has no files")?;
            match &step_id {
                None => files.bring_inputs(&progress).await,
                Some(step_id) => {
                    let dependencies = self.entities.dependencies(step_id);
                    let dependencies = dependencies.map_err(|error| error.to_string())?;
                    files.bring_outputs(dependencies, &progress).await
                }
            }
        };
        let brought = self
            .transfers
            .attend(what, &progress, |updates| self.show(updates), bringing)
            .await;
        let tally = progress.tally();
        self.note(
            now_ms(),
            &format!(
                "{what}: {}; {} were here already",
                said(&tally),
                tally.skipped_files
            ),
        );
        let (status, message) = match brought {
            Ok(()) => (ActionStatus::Succeeded, None),
            Err(Stopped::Canceled(status)) => (status, None),
            Err(Stopped::Failed(why)) => {
                self.note(now_ms(), &format!("The action failed: {why}"));
                (ActionStatus::Failed, Some(why))
            }
        };
        outcome(status, message, started_at_ms, now_ms())
    }

    /// A task has succeeded once its outputs are where others find them.
    async fn send_outputs(&mut self, ran: ActionOutcome, outputs: &TaskOutputs) -> ActionOutcome {
        let Some(mut files) = self.files.take_if(|_| ran.succeeded()) else {
            return ran;
        };
        const WHAT: &str = "Outputs of the task";
        let progress = Progress::default();
        let sent = self
            .transfers
            .attend(
                WHAT,
                &progress,
                |updates| self.show(updates),
                files.send_outputs(outputs, &progress),
            )
            .await;
        self.files = Some(files);
        self.note(now_ms(), &format!("{WHAT}: {}", said(&progress.tally())));
        let ended_at_ms = now_ms();
        match sent {
            Ok(sent) => {
                for left_out in &sent.left_out {
                    self.note(ended_at_ms, &format!("Not sent: {left_out}"));
                }
                ActionOutcome {
                    ended_at_ms,
                    manifests: sent.manifests,
                    ..ran
                }
            }
            Err(Stopped::Canceled(status)) => ActionOutcome {
                status,
                ended_at_ms,
                ..ran
            },
            Err(Stopped::Failed(why)) => {
                let why = format!("the task's outputs were not sent: {why}");
                self.note(ended_at_ms, &format!("The action failed: {why}"));
                ActionOutcome {
                    status: ActionStatus::Failed,
                    message: Some(why),
                    ended_at_ms,
                    ..ran
                }
            }
        }
    }

    fn show(&self, updates: ActionUpdates) {
        if let Some(session) = &self.session {
            session.tell(updates);
        }
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
        manifests: Vec::new(),
    }
}
