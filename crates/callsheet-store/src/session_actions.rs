//! Session actions as they are shown.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, JobId, QueueId, SessionActionId, SessionId, StepId};
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::schedule::limits::Holding;
use callsheet_core::view::{ActionKind, Key};

use crate::changes::action_state;
use crate::columns::Columns;
use crate::holdings::held;
use crate::paths::SessionActionPath;
use crate::sessions::beginning;
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct SessionAction {
    pub id: SessionActionId,
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
    pub step: StepId,
    /// What it does is told by its step's recipe.
    pub step_key: Key,
    pub kind: ActionKind,
    pub state: ActionState,
    pub worker_updated_at: Option<Timestamp>,
    pub process_exit_code: Option<i64>,
    pub progress_percent: Option<f64>,
    pub progress_message: Option<String>,
    /// As the worker reported them, in JSON.
    pub manifests: Option<String>,
    /// What it takes of limits.
    pub limits: Vec<Holding>,
}

/// Which of a job's session actions are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActionsWanted {
    pub session: Option<SessionId>,
    /// Only those that ran this task: its step, and its number.
    pub task: Option<(Key, i64)>,
}

macro_rules! session_action_columns {
    () => {
        "a.session_id, a.action_index, s.farm_id, s.queue_id, j.id, p.id, p.key, a.kind, a.ordinal,
         a.count, a.state, a.started_at, a.ended_at, a.worker_updated_at, a.process_exit_code,
         a.progress_percent, a.progress_message, a.manifests, a.limits"
    };
}

impl Tx {
    /// One query, one row, through every id of the path.
    pub fn session_action(&mut self, path: &SessionActionPath) -> Result<Option<SessionAction>> {
        let Ok(index) = i64::try_from(path.action.index()) else {
            return Ok(None);
        };
        self.one(
            concat!(
                "SELECT ",
                session_action_columns!(),
                " FROM session_action a
                 JOIN session s ON s.id = a.session_id
                 JOIN step p ON p.key = s.step_key
                 JOIN job j ON j.key = s.job_key
                 WHERE a.session_id = $1 AND a.action_index = $2
                   AND j.id = $3 AND j.queue_id = $4 AND j.farm_id = $5"
            ),
            params![
                path.action.session(),
                index,
                path.job,
                path.queue,
                path.farm
            ],
            session_action,
        )
    }

    /// Session by session, in the order of their numbers.
    pub fn session_actions_of_job(
        &mut self,
        job_key: Key,
        wanted: &ActionsWanted,
        after: Option<SessionActionId>,
        limit: usize,
    ) -> Result<Page<SessionAction, SessionActionId>> {
        let after_session = beginning(after.map(|id| id.session()));
        let after_index = after.map_or(-1, |id| i64::try_from(id.index()).unwrap_or(i64::MAX));
        let mut values = params![job_key, after_session, after_index, limit + 1].to_vec();
        let mut conditions = String::new();
        if let Some(session) = &wanted.session {
            values.push(session.into());
            conditions.push_str(&format!(" AND s.id = ${}", values.len()));
        }
        if let Some((step_key, index)) = wanted.task {
            values.extend([step_key.into(), index.into()]);
            let (step, task) = (values.len() - 1, values.len());
            conditions.push_str(&format!(
                " AND s.step_key = ${step} AND a.kind = 3
                  AND a.ordinal <= ${task} AND a.ordinal + a.count > ${task}"
            ));
        }
        // The first of the two bounds lets the index of the job's sessions skip what was shown.
        let sql = format!(
            "SELECT {} FROM session s
             JOIN session_action a ON a.session_id = s.id
             JOIN step p ON p.key = s.step_key
             JOIN job j ON j.key = s.job_key
             WHERE s.job_key = $1 AND s.id >= $2
               AND (a.session_id > $2 OR a.action_index > $3){conditions}
             ORDER BY s.id, a.action_index LIMIT $4",
            session_action_columns!(),
        );
        let actions = self.query(sql, &values, session_action)?;
        Ok(Page::cut(actions, limit, |action| action.id))
    }
}

fn session_action(row: &Row<'_>) -> Result<SessionAction> {
    let mut columns = Columns::of(row);
    let session = columns.get()?;
    Ok(SessionAction {
        id: SessionActionId::new(session, columns.get::<i64>()?.unsigned_abs()),
        farm: columns.get()?,
        queue: columns.get()?,
        job: columns.get()?,
        step: columns.get()?,
        step_key: columns.get()?,
        kind: ActionKind::from_code(columns.get()?, columns.get()?, columns.get()?)
            .ok_or_else(|| Error::broken("session action kind"))?,
        state: action_state(columns.get()?, columns.get()?, columns.get()?)
            .ok_or_else(|| Error::broken("session action state"))?,
        worker_updated_at: columns.get()?,
        process_exit_code: columns.get()?,
        progress_percent: columns.get()?,
        progress_message: columns.get()?,
        manifests: columns.get()?,
        limits: held(columns.get::<Option<String>>()?.as_deref())?,
    })
}
