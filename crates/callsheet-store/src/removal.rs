//! Removing jobs with all that they did. The first transaction takes a job from its queue, and from
//! then on no path leads to it; its rows go afterwards, a slice at a time, and whoever is interrupted
//! between two slices has lost nothing: what is left is found by the job that has no queue.
//!
//! Of each session stays what usage is counted from (`past_session`).

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, QueueId, SessionId};
use callsheet_core::lifecycle::job::JobState;
use callsheet_core::retention::Kept;
use callsheet_core::view::Key;

use crate::columns::Columns;
use crate::jobs::AfterJob;
use crate::{Page, Result, Row, Tx, V, in_list, params};

/// A session of a job that is being removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftSession {
    pub id: SessionId,
    pub farm: FarmId,
    pub queue: QueueId,
}

/// Whether a slice took all that there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    Nothing,
    More,
}

const KEPT: &str = "SELECT j.key, j.state, j.open_sessions, j.created_at, j.updated_at, j.ended_at
     FROM job j WHERE j.queue_id IS NOT NULL";

/// What others look for goes at once: members, tags, demand, the job's place in its queue, and what
/// sweeps go by. `jobs` says which.
fn hiding(jobs: &str) -> [String; 5] {
    [
        format!("DELETE FROM member WHERE resource_id IN (SELECT id FROM job WHERE {jobs})"),
        format!("DELETE FROM tag WHERE resource_id IN (SELECT id FROM job WHERE {jobs})"),
        format!("DELETE FROM demand WHERE job_key IN (SELECT key FROM job WHERE {jobs})"),
        format!(
            "UPDATE step SET pending = 0, suspended = 0, folded_before = NULL
             WHERE job_key IN (SELECT key FROM job WHERE {jobs})
               AND (pending > 0 OR suspended > 0 OR folded_before IS NOT NULL)"
        ),
        format!("UPDATE job SET queue_id = NULL WHERE {jobs}"),
    ]
}

impl Tx {
    /// Jobs that were submitted before a time, oldest first.
    pub fn jobs_submitted_before(
        &mut self,
        before: Timestamp,
        after: Option<AfterJob>,
        limit: usize,
    ) -> Result<Page<(Key, Kept), AfterJob>> {
        let (created_at, key) = after.unwrap_or((Timestamp::from_ms(i64::MIN), i64::MIN));
        let sql = format!(
            "{KEPT} AND j.created_at < $1 AND (j.created_at, j.key) > ($2, $3)
             ORDER BY j.created_at, j.key LIMIT $4"
        );
        let jobs = self.query(sql, params![before, created_at, key, limit + 1], kept)?;
        Ok(Page::cut(jobs, limit, |(key, kept)| {
            (kept.created_at, *key)
        }))
    }

    /// One that nobody changes meanwhile.
    pub fn lock_kept(&mut self, job_key: Key) -> Result<Option<Kept>> {
        let found = self.lock(format!("{KEPT} AND j.key = $1"), params![job_key], kept)?;
        Ok(found.map(|(_, kept)| kept))
    }

    /// From here on there is no such job. The caller holds its lock.
    pub fn hide_job(&mut self, job_key: Key) -> Result<()> {
        self.hide("key = $1", job_key.into())
    }

    pub(crate) fn hide_jobs_of_queue(&mut self, queue: QueueId) -> Result<()> {
        self.hide("queue_id = $1", queue.into())
    }

    fn hide(&mut self, jobs: &str, value: V<'_>) -> Result<()> {
        for sql in hiding(jobs) {
            self.exec(sql, std::slice::from_ref(&value))?;
        }
        Ok(())
    }

    /// Sessions whose jobs are being removed.
    pub fn left_sessions(&mut self, limit: usize) -> Result<Vec<LeftSession>> {
        self.query(
            "SELECT s.id, s.farm_id, s.queue_id FROM job j JOIN session s ON s.job_key = j.key
             WHERE j.queue_id IS NULL ORDER BY j.key, s.id LIMIT $1",
            params![limit],
            |row| {
                Ok(LeftSession {
                    id: row.get(0)?,
                    farm: row.get(1)?,
                    queue: row.get(2)?,
                })
            },
        )
    }

    /// Removes sessions, or of the first of them as many actions as there may be in a slice.
    pub fn remove_left_sessions(&mut self, sessions: &[LeftSession], rows: i64) -> Result<()> {
        let mut left = rows;
        let mut empty = Vec::new();
        for session in sessions {
            left -= self.remove_up_to(&ACTIONS, session.id.into(), left)?;
            if left <= 0 {
                break;
            }
            empty.push(session.id);
        }
        let mut values = Vec::new();
        let list = in_list(&mut values, empty);
        self.exec(
            format!(
                "INSERT INTO past_session (id, queue_id, fleet_id, job_id, job_name,
                                           job_created_by, started_at, ended_at)
                 SELECT s.id, s.queue_id, s.fleet_id, j.id, j.name, j.created_by, s.started_at,
                        s.ended_at
                 FROM session s JOIN job j ON j.key = s.job_key
                 WHERE s.id IN {list} AND s.ended_at IS NOT NULL"
            ),
            &values,
        )?;
        self.exec(format!("DELETE FROM session WHERE id IN {list}"), &values)?;
        Ok(())
    }

    /// Removes about so many rows of jobs whose sessions are gone.
    pub fn remove_left_jobs(&mut self, rows: i64) -> Result<Left> {
        let mut left = rows;
        while left > 0 {
            let job = self.one(
                "SELECT j.key FROM job j WHERE j.queue_id IS NULL
                   AND NOT EXISTS (SELECT 1 FROM session s WHERE s.job_key = j.key)
                 ORDER BY j.key LIMIT 1",
                params![],
                |row| row.i64(0),
            )?;
            let Some(job) = job else {
                self.exec(REQUIREMENTS_OF_NO_FARM, params![])?;
                return Ok(Left::Nothing);
            };
            left -= self.remove_of_job(job, left)?;
        }
        Ok(Left::More)
    }

    /// Removes a step, as much of one as fits, or a job without steps. Answers how many rows.
    fn remove_of_job(&mut self, job: Key, rows: i64) -> Result<i64> {
        let sql = "SELECT key FROM step WHERE job_key = $1 ORDER BY position LIMIT 1";
        let Some(step) = self.one(sql, params![job], |row| row.i64(0))? else {
            return self.exec_each(&AFTER_STEPS, job);
        };
        let tasks = self.remove_up_to(&TASKS, step.into(), rows)?;
        if tasks >= rows {
            return Ok(tasks);
        }
        Ok(tasks + self.exec_each(&AFTER_TASKS, step)?)
    }

    fn exec_each(&mut self, statements: &[&'static str], key: Key) -> Result<i64> {
        let mut removed = 0;
        for sql in statements {
            removed += self.exec(*sql, params![key])?;
        }
        Ok(i64::try_from(removed).unwrap_or(i64::MAX))
    }

    fn remove_up_to(&mut self, what: &Numbered, of: V<'_>, rows: i64) -> Result<i64> {
        let end = self.one(what.end, &[of.clone(), rows.into()], |row| row.i64(0))?;
        let end = end.unwrap_or(i64::MAX);
        let removed = self.exec(what.remove, &[of, end.into()])?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX))
    }

    /// Usage of sessions that ended before a time is counted by nobody any more.
    pub fn forget_past_sessions(&mut self, before: Timestamp, rows: i64) -> Result<Left> {
        let sql = "SELECT ended_at FROM past_session WHERE ended_at < $1
                   ORDER BY ended_at LIMIT 1 OFFSET $2";
        let end = self.one(sql, params![before, rows], |row| row.get::<Timestamp>(0))?;
        // More than a slice may have ended in one millisecond: then all of it goes.
        let end_ms = end.map_or(before.as_ms(), |end| end.as_ms() + 1);
        let sql = "DELETE FROM past_session WHERE ended_at < $1";
        self.exec(sql, params![end_ms])?;
        Ok(end.map_or(Left::Nothing, |_| Left::More))
    }
}

/// Rows that stand in the order of a number, of which a slice goes from the front.
struct Numbered {
    /// The number behind so many of them.
    end: &'static str,
    remove: &'static str,
}

const ACTIONS: Numbered = Numbered {
    end: "SELECT action_index FROM session_action WHERE session_id = $1
          ORDER BY action_index LIMIT 1 OFFSET $2",
    remove: "DELETE FROM session_action WHERE session_id = $1 AND action_index < $2",
};

const TASKS: Numbered = Numbered {
    end: "SELECT first FROM task WHERE step_key = $1 ORDER BY first LIMIT 1 OFFSET $2",
    remove: "DELETE FROM task WHERE step_key = $1 AND first < $2",
};

/// What refers to something comes before it.
const AFTER_TASKS: [&str; 4] = [
    "DELETE FROM step_move WHERE step_key = $1",
    "DELETE FROM step_dependency WHERE consumer_key = $1 OR dependency_key = $1",
    "DELETE FROM step_document WHERE step_key = $1",
    "DELETE FROM step WHERE key = $1",
];

/// A farm may go before the last job of its last queue.
const REQUIREMENTS_OF_NO_FARM: &str = "DELETE FROM requirement
    WHERE farm_id NOT IN (SELECT id FROM farm)
      AND NOT EXISTS (SELECT 1 FROM step p WHERE p.requirement_key = requirement.key)";

const AFTER_STEPS: [&str; 3] = [
    "DELETE FROM demand WHERE job_key = $1",
    "DELETE FROM job_document WHERE job_key = $1",
    "DELETE FROM job WHERE key = $1",
];

fn kept(row: &Row<'_>) -> Result<(Key, Kept)> {
    let mut columns = Columns::of(row);
    let key = columns.get()?;
    let kept = Kept {
        state: columns.code(JobState::from_code, "job state")?,
        open_sessions: columns.get()?,
        created_at: columns.get()?,
        updated_at: columns.get()?,
        ended_at: columns.get()?,
    };
    Ok((key, kept))
}
