//! Which fleets fit which sets of host requirements, kept as rows so that the candidate query can
//! join them. Written when a set is first seen and when a fleet comes or changes. A row also names
//! the amounts that a limit of the queue has to provide, so what a queue can run depends on both.

use std::collections::BTreeMap;

use callsheet_api::ids::{FarmId, FleetId, QueueId};
use callsheet_core::schedule::eligibility::{FleetCapabilities, Lack, Requirements};
use callsheet_core::schedule::limits::Take;
use callsheet_core::view::Key;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::holdings::takes;
use crate::settings::{read, written};
use crate::{Tx, V, in_list, params};

impl Tx {
    /// The row of a set of requirements, made and compared with every fleet of the farm if it is
    /// new. `capabilities` reads what a fleet declares from its settings.
    pub fn requirement(
        &mut self,
        farm: FarmId,
        requirements: &Requirements,
        capabilities: fn(&str) -> FleetCapabilities,
    ) -> Result<Key> {
        let text = serde_json::to_string(requirements)
            .map_err(|why| Error::broken(format!("requirements cannot be written: {why}")))?;
        let digest = Sha256::digest(text.as_bytes()).to_vec();
        let values: [V<'_>; 2] = [farm.into(), digest.clone().into()];
        let known = "SELECT key FROM requirement WHERE farm_id = $1 AND digest = $2";
        if let Some(key) = self.one(known, &values, |row| row.i64(0))? {
            return Ok(key);
        }
        self.exec(
            "INSERT INTO requirement (farm_id, digest, requirements) VALUES ($1, $2, $3)
             ON CONFLICT (farm_id, digest) DO NOTHING",
            &[farm.into(), digest.into(), text.into()],
        )?;
        let key = self
            .one(known, &values, |row| row.i64(0))?
            .ok_or_else(|| Error::broken("a set of requirements that was just written"))?;
        for (fleet, settings) in self.fleet_settings(farm)? {
            self.write_eligibility(key, fleet, capabilities(&settings).fit(requirements))?;
        }
        Ok(key)
    }

    /// Compares a fleet that came or changed with every set of requirements of its farm.
    pub fn refresh_eligibility(
        &mut self,
        farm: FarmId,
        fleet: FleetId,
        capabilities: &FleetCapabilities,
    ) -> Result<()> {
        let sets = self.query(
            "SELECT key, requirements FROM requirement WHERE farm_id = $1",
            &[farm.into()],
            |row| Ok((row.i64(0)?, row.text(1)?)),
        )?;
        for (key, text) in sets {
            let requirements: Requirements = serde_json::from_str(&text)
                .map_err(|why| Error::broken(format!("requirements cannot be read: {why}")))?;
            self.write_eligibility(key, fleet, capabilities.fit(&requirements))?;
        }
        Ok(())
    }

    fn write_eligibility(
        &mut self,
        key: Key,
        fleet: FleetId,
        fit: Result<Vec<Take>, Lack>,
    ) -> Result<()> {
        let Ok(takes) = fit else {
            self.exec(
                "DELETE FROM eligibility WHERE requirement_key = $1 AND fleet_id = $2",
                params![key, fleet],
            )?;
            return Ok(());
        };
        let takes = (!takes.is_empty()).then(|| written(&takes)).transpose()?;
        self.exec(
            "INSERT INTO eligibility (requirement_key, fleet_id, takes) VALUES ($1, $2, $3)
             ON CONFLICT (requirement_key, fleet_id) DO UPDATE SET takes = excluded.takes",
            params![key, fleet, takes],
        )?;
        Ok(())
    }

    fn fleet_settings(&mut self, farm: FarmId) -> Result<Vec<(FleetId, String)>> {
        self.query(
            "SELECT id, settings FROM fleet WHERE farm_id = $1",
            &[farm.into()],
            |row| Ok((FleetId::from_bytes(row.blob16(0)?), row.text(1)?)),
        )
    }

    /// Whether a step with these requirements has a fleet to run on, with limits of the queue for
    /// what the fleet does not declare. A queue without any fleet leaves its jobs waiting for one
    /// (`semantics.md` 4.3).
    pub fn has_fleet(&mut self, queue: QueueId, requirement: Key) -> Result<bool> {
        let fleets = self.query(
            "SELECT e.fleet_id, e.takes FROM queue_fleet a
             LEFT JOIN eligibility e ON e.fleet_id = a.fleet_id AND e.requirement_key = $2
             WHERE a.queue_id = $1",
            params![queue, requirement],
            |row| {
                Ok((
                    row.opt_blob16(0)?.is_some(),
                    takes(row.opt_text(1)?.as_deref())?,
                ))
            },
        )?;
        let fitting = fleets.iter().filter(|(fits, _)| *fits);
        let mut wanted: Vec<&[Take]> = fitting.map(|(_, takes)| takes.as_slice()).collect();
        if fleets.is_empty() || wanted.iter().any(|takes| takes.is_empty()) {
            return Ok(true);
        }
        if !wanted.is_empty() {
            let limits = self.limits_of_queue(queue)?;
            let provided = |take: &Take| limits.iter().any(|limit| limit.amount == take.amount);
            wanted.retain(|takes| takes.iter().all(provided));
        }
        Ok(!wanted.is_empty())
    }

    /// The steps of a job whose tasks wait for a fleet that there is not.
    pub fn misfits(&mut self, queue: QueueId, job_key: Key) -> Result<Vec<Key>> {
        let steps = self.query(
            "SELECT key, requirement_key FROM step
             WHERE job_key = $1 AND (pending > 0 OR ready > 0) ORDER BY position",
            params![job_key],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        let mut answers = BTreeMap::new();
        for (_, requirement) in &steps {
            if !answers.contains_key(requirement) {
                answers.insert(*requirement, self.has_fleet(queue, *requirement)?);
            }
        }
        let misfits = steps
            .iter()
            .filter(|(_, requirement)| !answers[requirement]);
        Ok(misfits.map(|(step, _)| *step).collect())
    }

    /// The jobs of a queue with tasks that wait and require this amount, in the order of locks.
    pub fn jobs_that_require(
        &mut self,
        farm: FarmId,
        queue: QueueId,
        amount: &str,
    ) -> Result<Vec<Key>> {
        let sets = self.query(
            "SELECT key, requirements FROM requirement WHERE farm_id = $1",
            params![farm],
            |row| Ok((row.i64(0)?, read::<Requirements>(row.str(1)?)?)),
        )?;
        let named = sets.iter().filter(|(_, set)| {
            let mut amounts = set.amounts.iter();
            amounts.any(|required| required.name.eq_ignore_ascii_case(amount))
        });
        let mut values: Vec<V<'_>> = vec![queue.into()];
        let keys = in_list(&mut values, named.map(|(key, _)| *key));
        let sql = format!(
            "SELECT DISTINCT j.key FROM job j JOIN step p ON p.job_key = j.key
             WHERE j.queue_id = $1 AND (j.pending > 0 OR j.ready > 0)
               AND (p.pending > 0 OR p.ready > 0) AND p.requirement_key IN {keys}
             ORDER BY j.key"
        );
        self.query(sql, &values, |row| row.i64(0))
    }
}
