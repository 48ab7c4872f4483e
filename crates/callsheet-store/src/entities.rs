//! What a worker asks of the jobs that it runs.

use callsheet_api::ids::{JobId, QueueId, StepId};
use callsheet_core::view::Key;

use crate::paths::WorkerPath;
use crate::{Result, Tx, params};

/// A job with its documents.
#[derive(Debug, Clone)]
pub struct JobDocuments {
    pub key: Key,
    pub queue: QueueId,
    /// `job::JobPlan`; absent before its template was read.
    pub plan: Option<String>,
    pub request: String,
}

#[derive(Debug, Clone)]
pub struct StepDocuments {
    /// `job::StepPlan`.
    pub plan: String,
    pub dependencies: Vec<StepId>,
}

impl Tx {
    /// Only a job that this worker has a session of.
    pub fn job_documents(
        &mut self,
        worker: &WorkerPath,
        job: JobId,
    ) -> Result<Option<JobDocuments>> {
        self.one(
            "SELECT j.key, j.queue_id, d.plan, d.request FROM session s
             JOIN job j ON j.key = s.job_key JOIN job_document d ON d.job_key = j.key
             WHERE s.worker_id = $1 AND s.state < 2 AND j.id = $2 AND j.farm_id = $3",
            params![worker.worker, job, worker.farm],
            |row| {
                Ok(JobDocuments {
                    key: row.i64(0)?,
                    queue: row.get(1)?,
                    plan: row.opt_text(2)?,
                    request: row.text(3)?,
                })
            },
        )
    }

    pub fn step_documents(&mut self, job_key: Key, step: StepId) -> Result<Option<StepDocuments>> {
        let found = self.one(
            "SELECT p.key, d.plan FROM step p JOIN step_document d ON d.step_key = p.key
             WHERE p.id = $1 AND p.job_key = $2",
            params![step, job_key],
            |row| Ok((row.i64(0)?, row.text(1)?)),
        )?;
        let Some((key, plan)) = found else {
            return Ok(None);
        };
        let dependencies = self.query(
            "SELECT p.id FROM step_dependency d JOIN step p ON p.key = d.dependency_key
             WHERE d.consumer_key = $1 ORDER BY p.position",
            params![key],
            |row| row.get(0),
        )?;
        Ok(Some(StepDocuments { plan, dependencies }))
    }
}
