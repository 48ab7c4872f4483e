//! Queues: where jobs wait, and how they are run.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, QueueId, StorageProfileId, WorkerId};
use callsheet_api::types::{
    DefaultQueueBudgetAction, JobAttachmentSettings, JobRunAsUser, QueueBlockedReason, QueueStatus,
    SchedulingConfiguration,
};
use serde::{Deserialize, Serialize};

use crate::columns::Columns;
use crate::members::of_member;
use crate::paths::{FarmPath, QueuePath};
use crate::settings::{read, written};
use crate::{Error, Page, Result, Row, Tx, params};

#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    pub id: QueueId,
    pub farm: FarmId,
    pub display_name: String,
    pub settings: QueueSettings,
    pub status: QueueStatus,
    pub blocked_reason: Option<QueueBlockedReason>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Option<Timestamp>,
    pub updated_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueueSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_budget_action: Option<DefaultQueueBudgetAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_attachment_settings: Option<JobAttachmentSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_run_as_user: Option<JobRunAsUser>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_file_system_location_names: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_storage_profile_ids: Vec<StorageProfileId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduling_configuration: Option<SchedulingConfiguration>,
}

impl QueueSettings {
    /// Where attachments are kept, as far as workers reach it: agents fail a session that is told
    /// of them without a queue role (`semantics.md` 5.10.6).
    pub fn reachable_attachments(&self) -> Option<&JobAttachmentSettings> {
        let settings = self.job_attachment_settings.as_ref();
        settings.filter(|_| self.role_arn.is_some())
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewQueue {
    pub id: QueueId,
    pub farm: FarmId,
    pub display_name: String,
    pub settings: QueueSettings,
    pub blocked_reason: Option<QueueBlockedReason>,
    pub created_at: Timestamp,
    pub created_by: String,
}

/// The status is never stored: it follows from what blocks the queue and from its associations
/// (`semantics.md` 2.12).
macro_rules! queue_status {
    () => {
        "CASE WHEN q.blocked_reason IS NOT NULL THEN 'SCHEDULING_BLOCKED'
              WHEN EXISTS (SELECT 1 FROM queue_fleet a
                           WHERE a.queue_id = q.id AND a.state = 0) THEN 'SCHEDULING'
              ELSE 'IDLE' END"
    };
}

macro_rules! queue_columns {
    () => {
        concat!(
            "q.id, q.farm_id, q.display_name, q.settings, ",
            queue_status!(),
            ", q.blocked_reason, q.created_at, q.created_by, q.updated_at, q.updated_by"
        )
    };
}

const ONE: &str = concat!(
    "SELECT ",
    queue_columns!(),
    " FROM queue q WHERE q.id = $1 AND q.farm_id = $2"
);

impl Tx {
    /// What temporary credentials of its role have to be of.
    pub fn queue_role_epoch(&mut self, queue: QueueId) -> Result<Option<i64>> {
        let sql = "SELECT role_epoch FROM queue WHERE id = $1";
        self.one(sql, params![queue], |row| row.get(0))
    }

    /// Its role is another one: what was given of the old one is over.
    pub fn end_queue_role(&mut self, queue: QueueId) -> Result<()> {
        let sql = "UPDATE queue SET role_epoch = role_epoch + 1 WHERE id = $1";
        self.exec(sql, params![queue])?;
        Ok(())
    }

    pub fn queue(&mut self, path: &QueuePath) -> Result<Option<Queue>> {
        self.one(ONE, params![path.queue, path.farm], queue)
    }

    /// To change or delete it.
    pub fn lock_queue(&mut self, path: &QueuePath) -> Result<Option<Queue>> {
        self.lock(ONE, params![path.queue, path.farm], queue)
    }

    /// Oldest first, which is the order of their ids; with `member` those that it is a member of.
    pub fn queues_of_farm(
        &mut self,
        path: &FarmPath,
        status: Option<QueueStatus>,
        member: Option<&str>,
        after: Option<QueueId>,
        limit: usize,
    ) -> Result<Page<Queue, QueueId>> {
        let after = after.unwrap_or(QueueId::from_bytes([0; 16]));
        let queues = self.query(
            concat!(
                "SELECT ",
                queue_columns!(),
                " FROM queue q WHERE q.farm_id = $1 AND q.id > $2 AND ($3 = '' OR $3 = ",
                queue_status!(),
                ") AND ",
                of_member!("q", "$5"),
                " ORDER BY q.id LIMIT $4"
            ),
            params![
                path.farm,
                after,
                status.map_or("", QueueStatus::as_str),
                limit + 1,
                member.unwrap_or("")
            ],
            queue,
        )?;
        Ok(Page::cut(queues, limit, |queue| queue.id))
    }

    pub fn settings_of_queue(&mut self, queue: QueueId) -> Result<Option<QueueSettings>> {
        let sql = "SELECT settings FROM queue WHERE id = $1";
        self.one(sql, params![queue], |row| read(row.str(0)?))
    }

    /// Of every queue of a farm: what is in settings has no column to ask for.
    pub fn queue_settings(&mut self, farm: FarmId) -> Result<Vec<(QueueId, QueueSettings)>> {
        let sql = "SELECT id, settings FROM queue WHERE farm_id = $1 ORDER BY id";
        self.query(sql, params![farm], |row| {
            Ok((row.get(0)?, read(row.str(1)?)?))
        })
    }

    pub fn queue_ids_of_farm(&mut self, farm: FarmId) -> Result<Vec<QueueId>> {
        let sql = "SELECT id FROM queue WHERE farm_id = $1 ORDER BY id";
        self.query(sql, params![farm], |row| row.get(0))
    }

    pub fn insert_queue(&mut self, queue: &NewQueue) -> Result<()> {
        self.exec(
            "INSERT INTO queue (id, farm_id, display_name, settings, blocked_reason, created_at,
                                created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![
                queue.id,
                queue.farm,
                &queue.display_name,
                written(&queue.settings)?,
                queue.blocked_reason.map(QueueBlockedReason::as_str),
                queue.created_at,
                &queue.created_by,
            ],
        )?;
        Ok(())
    }

    /// Writes the name and the settings of a queue as they are in `queue`.
    pub fn update_queue(&mut self, queue: &Queue, by: &str, now: Timestamp) -> Result<()> {
        self.exec(
            "UPDATE queue SET display_name = $2, settings = $3, updated_at = $4, updated_by = $5
             WHERE id = $1",
            params![
                queue.id,
                &queue.display_name,
                written(&queue.settings)?,
                now,
                by,
            ],
        )?;
        Ok(())
    }

    /// Writes what blocks a queue, if anything does.
    pub fn block_queue(
        &mut self,
        queue: QueueId,
        reason: Option<QueueBlockedReason>,
    ) -> Result<()> {
        self.exec(
            "UPDATE queue SET blocked_reason = $2 WHERE id = $1",
            params![queue, reason.map(QueueBlockedReason::as_str)],
        )?;
        Ok(())
    }

    pub fn queue_is_in_use(&mut self, queue: QueueId) -> Result<bool> {
        let found = self.one(
            "SELECT EXISTS (SELECT 1 FROM queue_fleet WHERE queue_id = $1)
                 OR EXISTS (SELECT 1 FROM queue_limit WHERE queue_id = $1)
                 OR EXISTS (SELECT 1 FROM session WHERE queue_id = $1 AND state < 2)",
            params![queue],
            |row| row.bool(0),
        )?;
        Ok(found.unwrap_or(false))
    }

    /// Deletes a queue with its environments. Its jobs are gone for everybody; their rows are left to
    /// [`crate::removal`].
    pub fn delete_queue(&mut self, queue: QueueId) -> Result<()> {
        self.hide_jobs_of_queue(queue)?;
        self.forget_members(*queue.as_bytes())?;
        self.forget_tags(*queue.as_bytes())?;
        let sql = "DELETE FROM queue_environment WHERE queue_id = $1";
        self.exec(sql, params![queue])?;
        self.exec("DELETE FROM queue WHERE id = $1", params![queue])?;
        Ok(())
    }

    /// Whether a worker works for a queue now.
    pub fn has_session_of_queue(&mut self, worker: WorkerId, queue: QueueId) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM session WHERE worker_id = $1 AND queue_id = $2 AND state < 2",
            params![worker, queue],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}

fn queue(row: &Row<'_>) -> Result<Queue> {
    let mut columns = Columns::of(row);
    Ok(Queue {
        id: columns.get()?,
        farm: columns.get()?,
        display_name: columns.get()?,
        settings: read(&columns.get::<String>()?)?,
        status: columns
            .get::<String>()?
            .parse()
            .map_err(|_| Error::broken("a queue's status"))?,
        blocked_reason: blocked_reason(&mut columns)?,
        created_at: columns.get()?,
        created_by: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    })
}

pub(crate) fn blocked_reason(columns: &mut Columns<'_, '_>) -> Result<Option<QueueBlockedReason>> {
    let reason: Option<String> = columns.get()?;
    let parsed = reason.map(|reason| reason.parse()).transpose();
    parsed.map_err(|_| Error::broken("why a queue is blocked"))
}
