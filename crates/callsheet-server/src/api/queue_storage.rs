//! What must hold between a queue, the storage profiles that it allows, and its fleets
//! (`semantics.md` 1.7, 1.11): each allowed profile defines every location that the queue requires,
//! and a fleet with a profile has an allowed one. So whatever runs a job of the queue finds the
//! files that the queue promises.
//!
//! Whoever changes a part of this holds the farm's row: two changes that go well together with what
//! was there need not go together with each other.

use callsheet_api::ids::{FarmId, QueueId, StorageProfileId};
use callsheet_api::types::{FleetConfiguration, PathMappingRule, UpdateQueueRequest};
use callsheet_core::job::path_mapping::{self, Storage};
use callsheet_store::Tx;
use callsheet_store::fleets::Fleet;
use callsheet_store::paths::{FarmPath, FleetPath, StorageProfilePath};
use callsheet_store::queues::{Queue, QueueSettings};
use callsheet_store::storage_profiles::StorageProfile;

use crate::error::{Error, Result, invalid, not_found};

pub const fn profile_of(configuration: &FleetConfiguration) -> Option<StorageProfileId> {
    match configuration {
        FleetConfiguration::CustomerManaged(fleet) => fleet.storage_profile_id,
        FleetConfiguration::ServiceManagedEc2(fleet) => fleet.storage_profile_id,
    }
}

/// Does the request change what this file is about?
pub const fn is_touched(input: &UpdateQueueRequest) -> bool {
    input.allowed_storage_profile_ids_to_add.is_some()
        || input.allowed_storage_profile_ids_to_remove.is_some()
        || input.required_file_system_location_names_to_add.is_some()
}

/// The profile that somebody names.
pub fn find(tx: &mut Tx, farm: FarmId, profile: StorageProfileId) -> Result<StorageProfile> {
    let path = StorageProfilePath { farm, profile };
    tx.storage_profile(&path)?.ok_or_else(|| not_found(profile))
}

/// The profiles that a queue allows exist, and define what it requires.
pub fn check_allowed(tx: &mut Tx, farm: FarmId, settings: &QueueSettings) -> Result<()> {
    for profile in &settings.allowed_storage_profile_ids {
        let profile = find(tx, farm, *profile)?;
        let required = &settings.required_file_system_location_names;
        if let Some(name) = profile.storage.lacks(required) {
            return Err(lacking("allowedStorageProfileIds", profile.id, name));
        }
    }
    Ok(())
}

/// In the service's words, and where to look.
fn lacking(field: &str, profile: StorageProfileId, name: &str) -> Error {
    let why = format!(
        "does not go with requiredFileSystemLocationNames. Storage profile id: {profile} does not \
         have required file system location: {name}"
    );
    invalid(field, why)
}

/// Refused for `field` unless the fleet's profile, if it has one, is allowed by the queue.
pub fn refuse_misfit(field: &str, queue: &Queue, fleet: &Fleet) -> Result<()> {
    match profile_of(&fleet.settings.configuration) {
        Some(profile)
            if !queue
                .settings
                .allowed_storage_profile_ids
                .contains(&profile) =>
        {
            let why = format!(
                "does not go together. Mismatch between storage profile ids: {} has {profile}, \
                 which is not among the allowed ones of {}",
                fleet.id, queue.id
            );
            Err(invalid(field, why))
        }
        Some(_) | None => Ok(()),
    }
}

/// A profile that changed must still define what the queues that allow it require.
pub fn check_queues_allowing(tx: &mut Tx, profile: &StorageProfile) -> Result<()> {
    for (queue, settings) in tx.queue_settings(profile.farm)? {
        let allows = settings.allowed_storage_profile_ids.contains(&profile.id);
        let required = &settings.required_file_system_location_names;
        if let (true, Some(name)) = (allows, profile.storage.lacks(required)) {
            let why = format!("cannot be without `{name}`, which {queue} requires");
            return Err(invalid("fileSystemLocationsToRemove", why));
        }
    }
    Ok(())
}

/// Who would miss the profile.
pub fn users_of(tx: &mut Tx, profile: &StorageProfile) -> Result<Vec<String>> {
    let queues = tx.queue_settings(profile.farm)?.into_iter();
    let queues = queues.filter(|(_, settings)| {
        let mut allowed = settings.allowed_storage_profile_ids.iter();
        allowed.any(|allowed| *allowed == profile.id)
    });
    let mut users: Vec<String> = queues.map(|(queue, _)| queue.to_string()).collect();
    let fleets = tx.fleet_configurations(profile.farm)?.into_iter();
    let fleets = fleets.filter(|(_, configuration)| profile_of(configuration) == Some(profile.id));
    users.extend(fleets.map(|(fleet, _)| fleet.to_string()));
    Ok(users)
}

/// What a worker of the fleet is told of where the job's files are.
pub fn path_mapping_rules(
    tx: &mut Tx,
    fleet: &FleetPath,
    job_profile: Option<StorageProfileId>,
    required: &[String],
) -> Result<Vec<PathMappingRule>> {
    let Some(from) = job_profile.filter(|_| !required.is_empty()) else {
        return Ok(Vec::new());
    };
    let fleet_found = tx.fleet(fleet)?;
    let to = fleet_found.and_then(|found| profile_of(&found.settings.configuration));
    let Some(to) = to.filter(|to| *to != from) else {
        return Ok(Vec::new());
    };
    let (from, to) = (storage(tx, fleet.farm, from)?, storage(tx, fleet.farm, to)?);
    Ok(path_mapping::rules(required, &from, &to))
}

fn storage(tx: &mut Tx, farm: FarmId, profile: StorageProfileId) -> Result<Storage> {
    tx.storage_of(&StorageProfilePath { farm, profile })?
        .ok_or_else(|| Error::internal(format!("{profile} is used and has no row")))
}

/// Held by whoever changes storage profiles, or which queue or fleet goes with which.
pub fn hold(tx: &mut Tx, farm: FarmId) -> Result<()> {
    let path = FarmPath { farm };
    tx.lock_farm(&path)?.ok_or_else(|| not_found(farm))?;
    Ok(())
}

/// The profile is not for this queue's jobs.
pub fn refuse_unallowed(
    queue: QueueId,
    settings: &QueueSettings,
    profile: Option<StorageProfileId>,
) -> Result<()> {
    match profile {
        Some(profile) if !settings.allowed_storage_profile_ids.contains(&profile) => {
            let why = format!("is {profile}, which {queue} does not allow");
            Err(invalid("storageProfileId", why))
        }
        Some(_) | None => Ok(()),
    }
}
