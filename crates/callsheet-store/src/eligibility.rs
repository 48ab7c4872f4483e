//! Which fleets fit which sets of host requirements, kept as rows so that the candidate query can
//! join them. Written when a set is first seen and when a fleet comes or changes.

use callsheet_api::ids::{FarmId, FleetId, QueueId};
use callsheet_core::schedule::eligibility::{FleetCapabilities, Requirements};
use callsheet_core::view::Key;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::{Tx, V};

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
            self.write_eligibility(
                key,
                fleet,
                capabilities(&settings).fit(requirements).is_ok(),
            )?;
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
            self.write_eligibility(key, fleet, capabilities.fit(&requirements).is_ok())?;
        }
        Ok(())
    }

    fn write_eligibility(&mut self, key: Key, fleet: FleetId, fits: bool) -> Result<()> {
        let values: [V<'_>; 2] = [key.into(), fleet.into()];
        let sql = if fits {
            "INSERT INTO eligibility (requirement_key, fleet_id) VALUES ($1, $2)
             ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM eligibility WHERE requirement_key = $1 AND fleet_id = $2"
        };
        self.exec(sql, &values)?;
        Ok(())
    }

    fn fleet_settings(&mut self, farm: FarmId) -> Result<Vec<(FleetId, String)>> {
        self.query(
            "SELECT id, settings FROM fleet WHERE farm_id = $1",
            &[farm.into()],
            |row| Ok((FleetId::from_bytes(row.blob16(0)?), row.text(1)?)),
        )
    }

    /// Whether a step with these requirements has a fleet to run on. A queue without any fleet
    /// leaves its jobs waiting for one (`semantics.md` 4.3).
    pub fn has_fleet(&mut self, queue: QueueId, requirement: Key) -> Result<bool> {
        let found = self.one(
            "SELECT COUNT(*), COUNT(e.fleet_id) FROM queue_fleet a
             LEFT JOIN eligibility e ON e.fleet_id = a.fleet_id AND e.requirement_key = $2
             WHERE a.queue_id = $1",
            &[queue.into(), requirement.into()],
            |row| Ok((row.i64(0)?, row.i64(1)?)),
        )?;
        Ok(found.is_none_or(|(all, fitting)| all == 0 || fitting > 0))
    }
}
