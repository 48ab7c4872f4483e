//! Which sets of requirements a worker may be given now, beyond what its fleet promises: whether its
//! agent understands them, whether the worker itself falls short, whether limits are left. Asked once
//! for each set of requirements and queue, never for each step: ten thousand jobs that wait for one
//! license are one question.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use callsheet_api::ids::{QueueId, WorkerId};
use callsheet_api::types::WorkerCapabilities as Said;
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::eligibility::Requirements;
use callsheet_core::schedule::limits::{LimitView, grant};
use callsheet_core::schedule::worker_capabilities::WorkerCapabilities;
use callsheet_core::view::Key;

use crate::candidates::Asker;
use crate::holdings::takes;
use crate::settings::read;
use crate::{Result, Tx, params};

/// The answers of one poll.
pub(crate) struct Gates {
    asker: Asker,
    capabilities: Option<WorkerCapabilities>,
    limits: BTreeMap<QueueId, Vec<LimitView>>,
    answers: BTreeMap<(QueueId, Key), bool>,
}

impl Gates {
    pub fn of(asker: Asker) -> Self {
        Self {
            asker,
            capabilities: None,
            limits: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }

    /// May steps of this queue with these requirements go to the worker now?
    pub fn pass(&mut self, tx: &mut Tx, queue: QueueId, requirement: Key) -> Result<bool> {
        if let Some(answer) = self.answers.get(&(queue, requirement)) {
            return Ok(*answer);
        }
        let answer = self.ask(tx, queue, requirement)?;
        self.answers.insert((queue, requirement), answer);
        Ok(answer)
    }

    /// The answer was no.
    pub fn is_shut(&self, queue: QueueId, requirement: Key) -> bool {
        self.answers.get(&(queue, requirement)) == Some(&false)
    }

    fn ask(&mut self, tx: &mut Tx, queue: QueueId, requirement: Key) -> Result<bool> {
        let found = tx.one(
            "SELECT r.requirements, e.takes FROM requirement r
             JOIN eligibility e ON e.requirement_key = r.key AND e.fleet_id = $2
             WHERE r.key = $1",
            params![requirement, self.asker.fleet],
            |row| Ok((read::<Requirements>(row.str(0)?)?, row.opt_text(1)?)),
        )?;
        let Some((requirements, taken)) = found else {
            return Ok(false);
        };
        if self.asker.agent.understands(&requirements.agent).is_err() {
            return Ok(false);
        }
        if asks_of_hosts(&requirements) && self.capabilities(tx)?.fit(&requirements).is_err() {
            return Ok(false);
        }
        let takes = takes(taken.as_deref())?;
        Ok(takes.is_empty() || grant(&takes, self.limits(tx, queue)?, &[]).is_ok())
    }

    fn capabilities(&mut self, tx: &mut Tx) -> Result<&WorkerCapabilities> {
        if self.capabilities.is_none() {
            self.capabilities = Some(tx.capabilities_of_worker(self.asker.worker)?);
        }
        Ok(self.capabilities.get_or_insert_default())
    }

    fn limits(&mut self, tx: &mut Tx, queue: QueueId) -> Result<&[LimitView]> {
        Ok(match self.limits.entry(queue) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(tx.limits_of_queue(queue)?),
        })
    }
}

pub(crate) fn asks_of_hosts(requirements: &Requirements) -> bool {
    !requirements.amounts.is_empty() || !requirements.attributes.is_empty()
}

impl Tx {
    /// What a worker said of itself; nothing if it has not spoken yet.
    pub fn capabilities_of_worker(&mut self, worker: WorkerId) -> Result<WorkerCapabilities> {
        let said = self.one(
            "SELECT capabilities FROM worker WHERE id = $1",
            params![worker],
            |row| row.opt_text(0),
        )?;
        let said: Option<Said> = said.flatten().as_deref().map(read).transpose()?;
        Ok(said
            .as_ref()
            .map(WorkerCapabilities::of)
            .unwrap_or_default())
    }
}

/// Who asks for work: its agent is the one that it came with.
impl Asker {
    pub fn new(path: &crate::paths::WorkerPath, user_agent: Option<&str>) -> Self {
        Self {
            worker: path.worker,
            fleet: path.fleet,
            agent: Agent::of(user_agent),
        }
    }
}
