//! Sessions as they are shown.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, SessionId, WorkerId};
use callsheet_core::lifecycle::session::SessionState;
use callsheet_core::view::Key;

use crate::columns::Columns;
use crate::paths::SessionPath;
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub id: SessionId,
    pub farm: FarmId,
    pub queue: QueueId,
    pub job: JobId,
    pub fleet: FleetId,
    pub worker: WorkerId,
    pub state: SessionState,
    /// The worker's as they were when the session began, in JSON.
    pub host_properties: Option<String>,
    pub started_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

macro_rules! session_columns {
    () => {
        "s.id, s.farm_id, s.queue_id, j.id, s.fleet_id, s.worker_id, s.state, s.ended_at,
         s.host_properties, s.started_at, s.updated_at, s.updated_by"
    };
}

impl Tx {
    pub fn session(&mut self, path: &SessionPath) -> Result<Option<Session>> {
        self.one(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM session s JOIN job j ON j.key = s.job_key
                 WHERE s.id = $1 AND j.id = $2 AND j.queue_id = $3 AND j.farm_id = $4"
            ),
            params![path.session, path.job, path.queue, path.farm,],
            session,
        )
    }

    /// Whether it is, or was, this worker's.
    pub fn is_session_of(&mut self, session: SessionId, worker: WorkerId) -> Result<bool> {
        let sql = "SELECT 1 FROM session WHERE id = $1 AND worker_id = $2";
        let found = self.one(sql, params![session, worker], |_| Ok(()))?;
        Ok(found.is_some())
    }

    /// Oldest first, which is the order of their ids.
    pub fn sessions_of_job(
        &mut self,
        job_key: Key,
        after: Option<SessionId>,
        limit: usize,
    ) -> Result<Page<Session, SessionId>> {
        let sessions = self.query(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM session s JOIN job j ON j.key = s.job_key
                 WHERE s.job_key = $1 AND s.id > $2 ORDER BY s.id LIMIT $3"
            ),
            params![job_key, beginning(after), limit + 1],
            session,
        )?;
        Ok(Page::cut(sessions, limit, |session| session.id))
    }

    /// Those it holds and those it held, oldest first.
    pub fn sessions_of_worker(
        &mut self,
        worker: WorkerId,
        after: Option<SessionId>,
        limit: usize,
    ) -> Result<Page<Session, SessionId>> {
        let sessions = self.query(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM session s JOIN job j ON j.key = s.job_key
                 WHERE s.worker_id = $1 AND s.id > $2 AND j.queue_id IS NOT NULL
                 ORDER BY s.id LIMIT $3"
            ),
            params![worker, beginning(after), limit + 1],
            session,
        )?;
        Ok(Page::cut(sessions, limit, |session| session.id))
    }
}

/// No session has the id of sixteen zeros: ids begin with a time.
pub(crate) fn beginning(after: Option<SessionId>) -> SessionId {
    after.unwrap_or(SessionId::from_bytes([0; 16]))
}

fn session(row: &Row<'_>) -> Result<Session> {
    let mut columns = Columns::of(row);
    Ok(Session {
        id: columns.get()?,
        farm: columns.get()?,
        queue: columns.get()?,
        job: columns.get()?,
        fleet: columns.get()?,
        worker: columns.get()?,
        state: state(&mut columns)?,
        host_properties: columns.get()?,
        started_at: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}

fn state(columns: &mut Columns<'_, '_>) -> Result<SessionState> {
    match (columns.get::<i64>()?, columns.get()?) {
        (0, None) => Ok(SessionState::Open),
        (1, None) => Ok(SessionState::Ending),
        (2, Some(ended_at)) => Ok(SessionState::Ended { ended_at }),
        _ => Err(Error::broken("session state")),
    }
}
