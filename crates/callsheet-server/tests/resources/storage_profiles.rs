//! Storage profiles, and how they bind queues and fleets, as a caller sees them.

use callsheet_api::ids::StorageProfileId;
use callsheet_api::types::GetStorageProfileResponse;
use callsheet_server::api::{create_job, storage_profiles};

use super::*;

fn location(name: &str, path: &str) -> Value {
    json!({ "name": name, "path": path, "type": "SHARED" })
}

impl Farm {
    async fn create_profile(&self, name: &str, locations: &[Value]) -> Result<StorageProfileId> {
        let input = request(json!({
            "farmId": self.farm, "displayName": name, "osFamily": "LINUX",
            "fileSystemLocations": locations, "clientToken": name,
        }));
        let created = storage_profiles::create_storage_profile(&self.cx, &self.admin, input).await;
        created.map(|profile| profile.storage_profile_id)
    }

    async fn profile(&self, profile: StorageProfileId) -> Result<GetStorageProfileResponse> {
        let input = request(json!({ "farmId": self.farm, "storageProfileId": profile }));
        storage_profiles::get_storage_profile(&self.cx, &self.admin, input).await
    }

    async fn update_profile(&self, profile: StorageProfileId, changes: Value) -> Result<()> {
        let mut input = json!({ "farmId": self.farm, "storageProfileId": profile });
        let changes = changes.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(changes);
        storage_profiles::update_storage_profile(&self.cx, &self.admin, request(input))
            .await
            .map(|_| ())
    }

    async fn delete_profile(&self, profile: StorageProfileId) -> Result<()> {
        let input = request(json!({ "farmId": self.farm, "storageProfileId": profile }));
        storage_profiles::delete_storage_profile(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn for_queue(&self, profile: StorageProfileId) -> Result<()> {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "storageProfileId": profile,
        }));
        storage_profiles::get_storage_profile_for_queue(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn listed_for_queue(&self) -> Vec<StorageProfileId> {
        let (mut token, mut found) = (None, Vec::new());
        loop {
            let input = request(json!({
                "farmId": self.farm, "queueId": self.queue, "maxResults": 1, "nextToken": token,
            }));
            let page =
                storage_profiles::list_storage_profiles_for_queue(&self.cx, &self.admin, input)
                    .await
                    .unwrap();
            found.extend(
                page.storage_profiles
                    .iter()
                    .map(|one| one.storage_profile_id),
            );
            token = page.next_token;
            if token.is_none() {
                return found;
            }
        }
    }

    /// Gives the fleet a storage profile, or takes it away.
    async fn mount(&self, profile: Option<StorageProfileId>) -> Result<()> {
        let mut configuration = json!({ "mode": "NO_SCALING", "workerCapabilities": {
            "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 }, "osFamily": "LINUX",
            "cpuArchitectureType": "x86_64",
        }});
        if let Some(profile) = profile {
            configuration["storageProfileId"] = json!(profile);
        }
        let input: UpdateFleetRequest = request(json!({
            "farmId": self.farm, "fleetId": self.fleet,
            "configuration": { "customerManaged": configuration },
        }));
        fleets::update_fleet(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn submit_from(&self, profile: StorageProfileId) -> Result<()> {
        let input = request(json!({
            "farmId": self.farm, "queueId": self.queue, "priority": 50, "templateType": "JSON",
            "template": "{}", "storageProfileId": profile,
        }));
        create_job::create_job(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }
}

fn field(refusal: &Exception) -> &str {
    refusal.members["fieldList"][0]["name"].as_str().unwrap()
}

/// semantics 1.13-2.
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_kept_as_it_was_given_and_its_locations_are_edited() {
    let farm = farm().await;
    let shows = location("Shows", "/mnt/shows");
    let made = farm
        .create_profile("host", std::slice::from_ref(&shows))
        .await;
    let profile = made.unwrap();
    let again = farm
        .create_profile("host", std::slice::from_ref(&shows))
        .await;
    assert_eq!(again.unwrap(), profile);
    let shown = farm.profile(profile).await.unwrap();
    assert_eq!(
        json!(shown.file_system_locations),
        json!([location("Shows", "/mnt/shows")])
    );
    assert_eq!(
        (shown.display_name.as_str(), shown.updated_at),
        ("host", None)
    );

    // What comes in under a name that is there takes its place; a removal names the whole location.
    farm.update_profile(
        profile,
        json!({
            "osFamily": "MACOS",
            "fileSystemLocationsToAdd": [location("Shows", "/shows"), location("Tools", "/t")],
            "fileSystemLocationsToRemove": [location("Shows", "/elsewhere")],
        }),
    )
    .await
    .unwrap();
    let shown = farm.profile(profile).await.unwrap();
    assert_eq!(
        json!(shown.file_system_locations),
        json!([location("Shows", "/shows"), location("Tools", "/t")])
    );
    assert_eq!(shown.os_family.as_str(), "MACOS");
    assert!(shown.updated_at.is_some() && shown.updated_by.is_some());
    let all = json!({ "fileSystemLocationsToRemove":
        [location("Shows", "/shows"), location("Tools", "/t")] });
    farm.update_profile(profile, all).await.unwrap();
    let shown = farm.profile(profile).await.unwrap();
    assert_eq!(shown.file_system_locations, None);
}

/// semantics 1.13-1.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_stands_for_one_place_and_there_are_twenty_at_most() {
    let farm = farm().await;
    let twice = [location("Shows", "/a"), location("Shows", "/b")];
    let refusal = refused(farm.create_profile("twice", &twice).await);
    assert_eq!(field(&refusal), "fileSystemLocations");
    let twenty: Vec<Value> = (0..20)
        .map(|number| location(&format!("L{number}"), "/l"))
        .collect();
    let full = farm.create_profile("full", &twenty).await.unwrap();
    let add = |location| json!({ "fileSystemLocationsToAdd": [location] });
    let more = farm.update_profile(full, add(location("L20", "/l"))).await;
    assert_eq!(field(&refused(more)), "fileSystemLocationsToAdd");
    farm.update_profile(full, add(location("L3", "/other")))
        .await
        .unwrap();
}

/// semantics 1.7: each profile that a queue allows defines all that it requires.
/// semantics 1.7-8, 1.7-9.
#[tokio::test(flavor = "multi_thread")]
async fn a_queue_allows_profiles_that_define_what_it_requires() {
    let farm = farm().await;
    let shows = [location("Shows", "/shows"), location("Tools", "/tools")];
    let whole = farm.create_profile("whole", &shows).await.unwrap();
    let part = farm.create_profile("part", &shows[..1]).await.unwrap();
    let unknown = StorageProfileId::from_bytes([9; 16]);
    let allow = |profile| json!({ "allowedStorageProfileIdsToAdd": [profile] });
    let refusal = refused(farm.update_queue(allow(unknown)).await);
    assert_eq!(refusal.members["resourceType"], "storageProfile");

    farm.update_queue(json!({ "requiredFileSystemLocationNamesToAdd": ["Shows", "Tools"] }))
        .await
        .unwrap();
    let refusal = refused(farm.update_queue(allow(part)).await);
    let words = format!("Storage profile id: {part} does not have required");
    assert!(refusal.message.contains(&words), "{}", refusal.message);
    farm.update_queue(allow(whole)).await.unwrap();
    let stricter = json!({ "requiredFileSystemLocationNamesToAdd": ["shows"] });
    let refusal = refused(farm.update_queue(stricter).await);
    assert_eq!(field(&refusal), "allowedStorageProfileIds");
    farm.update_queue(json!({
        "requiredFileSystemLocationNamesToRemove": ["Tools"],
        "allowedStorageProfileIdsToAdd": [part],
    }))
    .await
    .unwrap();
    // Ids of one millisecond are in no order.
    let mut both = [whole, part];
    both.sort_unstable();
    assert_eq!(farm.listed_for_queue().await, both);

    // Nor can a profile lose what a queue that allows it requires.
    let lose = json!({ "fileSystemLocationsToRemove": [location("Shows", "/shows")] });
    let refusal = refused(farm.update_profile(part, lose).await);
    assert_eq!(field(&refusal), "fileSystemLocationsToRemove");
    let lose = json!({ "fileSystemLocationsToRemove": [location("Tools", "/tools")] });
    farm.update_profile(whole, lose).await.unwrap();

    let input = request(json!({
        "farmId": farm.farm, "displayName": "other", "allowedStorageProfileIds": [part],
        "requiredFileSystemLocationNames": ["Tools"],
    }));
    let refusal = refused(queues::create_queue(&farm.cx, &farm.admin, input).await);
    assert_eq!(field(&refusal), "allowedStorageProfileIds");
}

/// semantics 1.11: the fleet's profile is among those that the queue allows.
/// semantics 1.11-3, 6.1-5.
#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_works_for_queues_that_allow_its_profile() {
    let farm = farm().await;
    let host = farm.create_profile("host", &[]).await.unwrap();
    let other = farm.create_profile("other", &[]).await.unwrap();
    let unknown = StorageProfileId::from_bytes([9; 16]);
    let refusal = refused(farm.mount(Some(unknown)).await);
    assert_eq!(refusal.kind, ExceptionKind::ResourceNotFound);
    farm.mount(Some(host)).await.unwrap();
    let refusal = refused(farm.associate().await);
    let words = "Mismatch between storage profile ids";
    assert!(refusal.message.contains(words), "{}", refusal.message);

    farm.update_queue(json!({ "allowedStorageProfileIdsToAdd": [host] }))
        .await
        .unwrap();
    farm.associate().await.unwrap();
    let refusal = refused(
        farm.update_queue(json!({ "allowedStorageProfileIdsToRemove": [host] }))
            .await,
    );
    assert_eq!(field(&refusal), "allowedStorageProfileIdsToRemove");
    let refusal = refused(farm.mount(Some(other)).await);
    assert_eq!(field(&refusal), "configuration");
    farm.mount(None).await.unwrap();
    farm.update_queue(json!({ "allowedStorageProfileIdsToRemove": [host] }))
        .await
        .unwrap();
}

/// semantics 3.1: a profile that the queue does not allow is refused, with the job.
/// semantics 1.13-3, 3.1-6.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_comes_with_a_profile_that_its_queue_allows() {
    let farm = farm().await;
    let desk = farm.create_profile("desk", &[]).await.unwrap();
    assert_eq!(
        field(&refused(farm.submit_from(desk).await)),
        "storageProfileId"
    );
    let hidden = refused(farm.for_queue(desk).await);
    assert_eq!(hidden.members["resourceType"], "storageProfile");
    farm.update_queue(json!({ "allowedStorageProfileIdsToAdd": [desk] }))
        .await
        .unwrap();
    farm.submit_from(desk).await.unwrap();
    farm.for_queue(desk).await.unwrap();
}

/// semantics 1.13-4, 1.13-5.
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_is_used_is_not_deleted() {
    let farm = farm().await;
    let profile = farm.create_profile("used", &[]).await.unwrap();
    farm.mount(Some(profile)).await.unwrap();
    farm.update_queue(json!({ "allowedStorageProfileIdsToAdd": [profile] }))
        .await
        .unwrap();
    let used = refused(farm.delete_profile(profile).await);
    assert_eq!(
        (used.kind, used.members["reason"].as_str()),
        (ExceptionKind::Validation, Some("OTHER"))
    );
    for user in [farm.queue.to_string(), farm.fleet.to_string()] {
        assert!(used.message.contains(&user), "{}", used.message);
    }
    let kinds = refused(farm.delete_farm().await);
    assert_eq!(
        kinds.members["context"]["resourceTypes"],
        "queue, fleet, storageProfile"
    );

    farm.mount(None).await.unwrap();
    farm.update_queue(json!({ "allowedStorageProfileIdsToRemove": [profile] }))
        .await
        .unwrap();
    farm.delete_profile(profile).await.unwrap();
    farm.delete_profile(profile)
        .await
        .expect("what is gone is deleted");
    assert_eq!(
        refused(farm.profile(profile).await).kind,
        ExceptionKind::ResourceNotFound
    );
    let changed = farm
        .update_profile(profile, json!({ "displayName": "x" }))
        .await;
    assert_eq!(refused(changed).kind, ExceptionKind::ResourceNotFound);
    farm.delete_queue().await.unwrap();
    farm.delete_fleet().await.unwrap();
    farm.delete_farm().await.unwrap();
}
