//! CreateStorageProfile, GetStorageProfile, ListStorageProfiles, UpdateStorageProfile and
//! DeleteStorageProfile, and what of them a queue shows to those who submit to it:
//! GetStorageProfileForQueue and ListStorageProfilesForQueue (`semantics.md` 1.13).

use callsheet_api::ids::StorageProfileId;
use callsheet_api::types::{
    CreateStorageProfileRequest, CreateStorageProfileResponse, DeleteStorageProfileRequest,
    DeleteStorageProfileResponse, FileSystemLocation, GetStorageProfileForQueueRequest,
    GetStorageProfileForQueueResponse, GetStorageProfileRequest, GetStorageProfileResponse,
    ListStorageProfilesForQueueRequest, ListStorageProfilesForQueueResponse,
    ListStorageProfilesRequest, ListStorageProfilesResponse, StorageProfileSummary,
    UpdateStorageProfileRequest, UpdateStorageProfileResponse, ValidationExceptionReason,
};
use callsheet_api::{Exception, Operation};
use callsheet_core::job::path_mapping::Storage;
use callsheet_store::paths::{FarmPath, QueuePath, StorageProfilePath};
use callsheet_store::quotas::Counted;
use callsheet_store::storage_profiles::{NewStorageProfile, StorageProfile};

use crate::api::client_token::{Token, once};
use crate::api::paging::{decode, encode, page_size};
use crate::api::queue_storage::{self, check_queues_allowing, users_of};
use crate::api::quotas::refuse_full;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};

const MOST_LOCATIONS: usize = 20;

pub async fn create_storage_profile(
    cx: &Cx,
    caller: &Caller,
    input: CreateStorageProfileRequest,
) -> Result<CreateStorageProfileResponse> {
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateStorageProfile, &input);
    let profile = NewStorageProfile {
        path: StorageProfilePath {
            farm: input.farm_id,
            profile: StorageProfileId::from_bytes(cx.ids.draw(now)),
        },
        display_name: input.display_name,
        storage: Storage {
            os_family: input.os_family,
            file_system_locations: input.file_system_locations.unwrap_or_default(),
        },
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
    };
    check(
        "fileSystemLocations",
        &profile.storage.file_system_locations,
    )?;
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("create_storage_profile", move |tx| -> Result<_> {
            queue_storage::hold(tx, profile.path.farm)?;
            caller.may(Operation::CreateStorageProfile, &profile.path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_full(
                    tx,
                    &config.quotas,
                    Counted::StorageProfiles(profile.path.farm),
                )?;
                tx.insert_storage_profile(&profile)?;
                Ok(CreateStorageProfileResponse {
                    storage_profile_id: profile.path.profile,
                })
            })
        })
        .await
}

/// A name stands for one place.
fn check(field: &str, locations: &[FileSystemLocation]) -> Result<()> {
    if locations.len() > MOST_LOCATIONS {
        let why = format!("would make more than {MOST_LOCATIONS} locations");
        return Err(invalid(field, why));
    }
    let mut names: Vec<&str> = locations.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(invalid(field, format!("names `{}` twice", pair[0]))),
        None => Ok(()),
    }
}

pub async fn get_storage_profile(
    cx: &Cx,
    caller: &Caller,
    input: GetStorageProfileRequest,
) -> Result<GetStorageProfileResponse> {
    let path = StorageProfilePath {
        farm: input.farm_id,
        profile: input.storage_profile_id,
    };
    let caller = caller.clone();
    let profile = cx
        .store
        .read("get_storage_profile", move |tx| -> Result<_> {
            let profile = queue_storage::find(tx, path.farm, path.profile)?;
            caller.may(Operation::GetStorageProfile, &path.into())?;
            Ok(profile)
        })
        .await?;
    Ok(GetStorageProfileResponse {
        created_at: profile.created_at,
        created_by: profile.created_by,
        display_name: profile.display_name,
        file_system_locations: shown(profile.storage.file_system_locations),
        os_family: profile.storage.os_family,
        storage_profile_id: profile.id,
        updated_at: profile.updated_at,
        updated_by: profile.updated_by,
    })
}

fn shown(locations: Vec<FileSystemLocation>) -> Option<Vec<FileSystemLocation>> {
    (!locations.is_empty()).then_some(locations)
}

pub async fn list_storage_profiles(
    cx: &Cx,
    caller: &Caller,
    input: ListStorageProfilesRequest,
) -> Result<ListStorageProfilesResponse> {
    const OPERATION: Operation = Operation::ListStorageProfiles;
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after: Option<StorageProfileId> = decode(OPERATION, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_storage_profiles", move |tx| -> Result<_> {
            tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(OPERATION, &path.into())?;
            Ok(tx.storage_profiles_of_farm(&path, after, size)?)
        })
        .await?;
    Ok(ListStorageProfilesResponse {
        next_token: page.next.map(|key| encode(OPERATION, &key)),
        storage_profiles: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(profile: StorageProfile) -> StorageProfileSummary {
    StorageProfileSummary {
        display_name: profile.display_name,
        os_family: profile.storage.os_family,
        storage_profile_id: profile.id,
    }
}

pub async fn get_storage_profile_for_queue(
    cx: &Cx,
    caller: &Caller,
    input: GetStorageProfileForQueueRequest,
) -> Result<GetStorageProfileForQueueResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let id = input.storage_profile_id;
    let caller = caller.clone();
    let profile = cx
        .store
        .read("get_storage_profile_for_queue", move |tx| -> Result<_> {
            let queue = tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(Operation::GetStorageProfileForQueue, &path.into())?;
            if !queue.settings.allowed_storage_profile_ids.contains(&id) {
                return Err(not_found(id));
            }
            queue_storage::find(tx, path.farm, id)
        })
        .await?;
    Ok(GetStorageProfileForQueueResponse {
        display_name: profile.display_name,
        file_system_locations: shown(profile.storage.file_system_locations),
        os_family: profile.storage.os_family,
        storage_profile_id: profile.id,
    })
}

pub async fn list_storage_profiles_for_queue(
    cx: &Cx,
    caller: &Caller,
    input: ListStorageProfilesForQueueRequest,
) -> Result<ListStorageProfilesForQueueResponse> {
    const OPERATION: Operation = Operation::ListStorageProfilesForQueue;
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let after: Option<StorageProfileId> = decode(OPERATION, input.next_token.as_deref())?;
    let size = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_storage_profiles_for_queue", move |tx| -> Result<_> {
            let queue = tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(OPERATION, &path.into())?;
            let allowed = &queue.settings.allowed_storage_profile_ids;
            let farm = FarmPath { farm: path.farm };
            Ok(tx.storage_profiles_among(&farm, allowed, after, size)?)
        })
        .await?;
    Ok(ListStorageProfilesForQueueResponse {
        next_token: page.next.map(|key| encode(OPERATION, &key)),
        storage_profiles: page.items.into_iter().map(summary).collect(),
    })
}

/// Sessions that run keep the paths that they were told; later ones are told the new ones.
pub async fn update_storage_profile(
    cx: &Cx,
    caller: &Caller,
    input: UpdateStorageProfileRequest,
) -> Result<UpdateStorageProfileResponse> {
    let path = StorageProfilePath {
        farm: input.farm_id,
        profile: input.storage_profile_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::UpdateStorageProfile, &input);
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    cx.store
        .write("update_storage_profile", move |tx| -> Result<_> {
            queue_storage::hold(tx, path.farm)?;
            let mut profile = queue_storage::find(tx, path.farm, path.profile)?;
            caller.may(Operation::UpdateStorageProfile, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                apply(&mut profile, &input)?;
                check_queues_allowing(tx, &profile)?;
                tx.update_storage_profile(&profile, &by, now)?;
                Ok(UpdateStorageProfileResponse {})
            })
        })
        .await
}

/// What the request leaves out stays as it was. First out, then in; what comes in under a name that
/// is there takes its place.
fn apply(profile: &mut StorageProfile, input: &UpdateStorageProfileRequest) -> Result<()> {
    if let Some(display_name) = &input.display_name {
        profile.display_name.clone_from(display_name);
    }
    let storage = &mut profile.storage;
    storage.os_family = input.os_family.unwrap_or(storage.os_family);
    let locations = &mut storage.file_system_locations;
    let remove = input.file_system_locations_to_remove.as_deref();
    locations.retain(|location| !remove.unwrap_or_default().contains(location));
    let add = input.file_system_locations_to_add.as_deref();
    let add = add.unwrap_or_default();
    check("fileSystemLocationsToAdd", add)?;
    for location in add {
        match locations.iter_mut().find(|one| one.name == location.name) {
            Some(place) => place.clone_from(location),
            None => locations.push(location.clone()),
        }
    }
    check("fileSystemLocationsToAdd", locations)
}

/// The operation declares neither that a profile is not found nor a conflict.
pub async fn delete_storage_profile(
    cx: &Cx,
    caller: &Caller,
    input: DeleteStorageProfileRequest,
) -> Result<DeleteStorageProfileResponse> {
    let path = StorageProfilePath {
        farm: input.farm_id,
        profile: input.storage_profile_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_storage_profile", move |tx| -> Result<_> {
            caller.may(Operation::DeleteStorageProfile, &path.into())?;
            // Held, so that nobody begins to use it meanwhile.
            tx.lock_farm(&FarmPath { farm: path.farm })?;
            let Some(profile) = tx.storage_profile(&path)? else {
                return Ok(DeleteStorageProfileResponse {});
            };
            let users = users_of(tx, &profile)?;
            if !users.is_empty() {
                return Err(still_used(path.profile, &users));
            }
            tx.delete_storage_profile(path.profile)?;
            Ok(DeleteStorageProfileResponse {})
        })
        .await
}

fn still_used(profile: StorageProfileId, users: &[String]) -> Error {
    let users = users.join(", ");
    let message = format!(
        "storage profile `{profile}` is used; take it from these queues and fleets first: {users}"
    );
    let reason = ValidationExceptionReason::Other;
    Error::from(Exception::validation(reason, Vec::new(), message))
}
