//! Work that a transaction brought about, and for whom: idle workers of these fleets may be woken
//! when it is committed, and nobody else.

use callsheet_api::ids::FleetId;
use callsheet_core::view::Key;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::{Tx, params};

/// So many tasks, and who may run them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Absent: it is not about tasks of one step, but something changed for the fleets.
    pub step_key: Option<Key>,
    pub to: Audience,
    pub tasks: i64,
}

impl Offer {
    /// As many tasks as anybody could wish for: everybody looks.
    pub const NO_END: i64 = i64::MAX;

    /// So many tasks of any queue.
    #[must_use]
    pub const fn for_anybody(tasks: i64) -> Self {
        Self {
            step_key: None,
            to: Audience::Anybody,
            tasks,
        }
    }

    /// How many are left when so many were taken.
    #[must_use]
    pub const fn less(&self, taken: i64) -> i64 {
        if self.is_for_everybody() {
            self.tasks
        } else {
            self.tasks - taken
        }
    }

    #[must_use]
    pub const fn is_for_everybody(&self) -> bool {
        self.tasks == Self::NO_END
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    Fleets(Vec<FleetId>),
    /// Who it is for is known to nobody before they ask.
    Anybody,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewWork {
    offers: Vec<Offer>,
}

impl NewWork {
    /// Any idle worker of these fleets may find work that it could not have before.
    #[must_use]
    pub fn for_all_of(fleets: Vec<FleetId>) -> Self {
        Self::of(Offer {
            step_key: None,
            to: Audience::Fleets(fleets),
            tasks: Offer::NO_END,
        })
    }

    /// So many tasks of any queue may have waited for what became free now.
    #[must_use]
    pub fn for_anybody(tasks: i64) -> Self {
        Self::of(Offer::for_anybody(tasks))
    }

    fn of(offer: Offer) -> Self {
        Self {
            offers: vec![offer],
        }
    }

    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    pub fn merge(&mut self, other: NewWork) {
        self.offers.extend(other.offers);
    }
}

impl Tx {
    /// These tasks of a step became READY.
    pub(crate) fn new_work_of_step(&mut self, step_key: Key, tasks: i64) -> Result<NewWork> {
        let fleets = self.query(
            "SELECT a.fleet_id FROM step p
             JOIN job j ON j.key = p.job_key
             JOIN queue q ON q.id = j.queue_id AND q.blocked_reason IS NULL
             JOIN queue_fleet a ON a.queue_id = q.id AND a.state = 0
             JOIN eligibility e ON e.fleet_id = a.fleet_id
               AND e.requirement_key = p.requirement_key
             WHERE p.key = $1",
            params![step_key],
            |row| row.get(0),
        )?;
        if fleets.is_empty() {
            return Ok(NewWork::default());
        }
        Ok(NewWork::of(Offer {
            step_key: Some(step_key),
            to: Audience::Fleets(fleets),
            tasks,
        }))
    }

    /// What a job has READY, of each step `most` tasks at most.
    pub fn new_work_of_job(&mut self, job_key: Key, most: i64) -> Result<NewWork> {
        let steps = self.query(
            "SELECT key, ready FROM step WHERE job_key = $1 AND ready > 0 ORDER BY position",
            params![job_key],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        let mut work = NewWork::default();
        for (step_key, ready) in steps {
            work.merge(self.new_work_of_step(step_key, ready.min(most))?);
        }
        Ok(work)
    }

    /// Has a step tasks that nobody took yet, and may its job have one worker more?
    pub fn has_work(&mut self, step_key: Key) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM step p JOIN demand d ON d.job_key = p.job_key
               AND d.requirement_key = p.requirement_key
             WHERE p.key = $1 AND p.ready > 0 AND d.workers < d.most_workers",
            params![step_key],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}
