//! Farms, queues, fleets and what ties them together, as a caller sees them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod holdings;
mod limits;
mod storage_profiles;

use callsheet_api::ids::{FarmId, FleetId, QueueId};
use callsheet_api::types::{
    AssumeFleetRoleForWorkerRequest, AssumeQueueRoleForUserRequest, CreateFleetRequest,
    CreateQueueEnvironmentRequest, CreateQueueFleetAssociationRequest, CreateQueueRequest,
    CreateWorkerRequest, DeleteFarmRequest, DeleteFleetRequest, DeleteQueueEnvironmentRequest,
    DeleteQueueFleetAssociationRequest, DeleteQueueRequest, EnvironmentTemplateType,
    GetFarmRequest, GetFleetRequest, GetQueueEnvironmentRequest, GetQueueFleetAssociationRequest,
    GetQueueRequest, ListFarmsRequest, ListQueueEnvironmentsRequest, QueueBlockedReason,
    QueueFleetAssociationStatus, QueueStatus, RunAs, UpdateFarmRequest, UpdateFleetRequest,
    UpdateQueueEnvironmentRequest, UpdateQueueFleetAssociationRequest,
    UpdateQueueFleetAssociationStatus, UpdateQueueRequest,
};
use callsheet_api::{Exception, ExceptionKind};
use callsheet_server::api::{
    farms, fleets, queue_environments, queue_fleet_associations, queues, roles, worker_life,
};
use callsheet_server::auth::{Caller, Principal};
use callsheet_server::context::Cx;
use callsheet_server::error::{Error, Result};
use callsheet_server::{Quota, ServerConfig};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const TEMPLATE: &str = r#"{"specificationVersion": "environment-2023-09", "environment":
    {"name": "Licences", "variables": {"LICENCE": "yes"}}}"#;

/// A farm with a queue and a fleet, and an admin who calls.
struct Farm {
    cx: Cx,
    admin: Caller,
    farm: FarmId,
    queue: QueueId,
    fleet: FleetId,
    _folder: tempfile::TempDir,
}

async fn farm() -> Farm {
    let folder = tempfile::tempdir().unwrap();
    let server = callsheet_server::open(ServerConfig::in_folder(folder.path()))
        .await
        .unwrap();
    let cx = server.context().clone();
    let admin = Caller::of(Principal::Admin);
    let input = request(json!({ "displayName": "farm", "costScaleFactor": 0.5 }));
    let farm = farms::create_farm(&cx, &admin, input)
        .await
        .unwrap()
        .farm_id;
    let queue = queues::create_queue(&cx, &admin, new_queue(farm))
        .await
        .unwrap()
        .queue_id;
    let fleet = fleets::create_fleet(&cx, &admin, new_fleet(farm))
        .await
        .unwrap()
        .fleet_id;
    Farm {
        cx,
        admin,
        farm,
        queue,
        fleet,
        _folder: folder,
    }
}

fn request<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn new_queue(farm: FarmId) -> CreateQueueRequest {
    request(json!({ "farmId": farm, "displayName": "queue", "clientToken": "queue" }))
}

fn new_fleet(farm: FarmId) -> CreateFleetRequest {
    request(json!({
        "farmId": farm, "displayName": "fleet", "maxWorkerCount": 3,
        "roleArn": "arn:aws:iam::000000000000:role/fleet",
        "configuration": { "customerManaged": { "mode": "NO_SCALING", "workerCapabilities": {
            "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 }, "osFamily": "LINUX",
            "cpuArchitectureType": "x86_64",
        }}},
    }))
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> Exception {
    match answer.unwrap_err() {
        Error::Answer(exception) => exception,
        other => panic!("no answer: {other:?}"),
    }
}

impl Farm {
    async fn get_queue(&self) -> callsheet_api::types::GetQueueResponse {
        let input = GetQueueRequest {
            farm_id: self.farm,
            queue_id: self.queue,
        };
        queues::get_queue(&self.cx, &self.admin, input)
            .await
            .unwrap()
    }

    async fn update_queue(&self, changes: Value) -> Result<()> {
        let mut input = json!({ "farmId": self.farm, "queueId": self.queue });
        input
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        let input: UpdateQueueRequest = request(input);
        queues::update_queue(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn associate(&self) -> Result<()> {
        let input = CreateQueueFleetAssociationRequest {
            farm_id: self.farm,
            fleet_id: self.fleet,
            queue_id: self.queue,
        };
        let created =
            queue_fleet_associations::create_queue_fleet_association(&self.cx, &self.admin, input);
        created.await.map(|_| ())
    }

    async fn set_association(&self, status: UpdateQueueFleetAssociationStatus) {
        let input = UpdateQueueFleetAssociationRequest {
            farm_id: self.farm,
            fleet_id: self.fleet,
            queue_id: self.queue,
            status,
        };
        queue_fleet_associations::update_queue_fleet_association(&self.cx, &self.admin, input)
            .await
            .unwrap();
    }

    async fn association(&self) -> QueueFleetAssociationStatus {
        let input = GetQueueFleetAssociationRequest {
            farm_id: self.farm,
            fleet_id: self.fleet,
            queue_id: self.queue,
        };
        queue_fleet_associations::get_queue_fleet_association(&self.cx, &self.admin, input)
            .await
            .unwrap()
            .status
    }

    async fn delete_association(&self) -> Result<()> {
        let input = DeleteQueueFleetAssociationRequest {
            farm_id: self.farm,
            fleet_id: self.fleet,
            queue_id: self.queue,
        };
        queue_fleet_associations::delete_queue_fleet_association(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn delete_queue(&self) -> Result<()> {
        let input = DeleteQueueRequest {
            farm_id: self.farm,
            queue_id: self.queue,
        };
        queues::delete_queue(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn delete_fleet(&self) -> Result<()> {
        let input: DeleteFleetRequest = request(json!({
            "farmId": self.farm, "fleetId": self.fleet, "clientToken": "delete",
        }));
        fleets::delete_fleet(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn delete_farm(&self) -> Result<()> {
        let input = DeleteFarmRequest { farm_id: self.farm };
        farms::delete_farm(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }
}

/// semantics 1.6-8, 1.7-18, 1.9-11, 1.9-13, 1.11-1, 1.11-2.
#[tokio::test(flavor = "multi_thread")]
async fn a_farm_is_taken_down_in_order() {
    use UpdateQueueFleetAssociationStatus::StopSchedulingAndCancelTasks;
    let farm = farm().await;
    farm.associate().await.unwrap();
    farm.associate().await.unwrap();
    assert_eq!(farm.get_queue().await.status, QueueStatus::Scheduling);

    let still_active = refused(farm.delete_association().await);
    assert_eq!(still_active.members["reason"], "STATUS_CONFLICT");
    assert_eq!(still_active.members["context"]["status"], "ACTIVE");
    for in_use in [
        refused(farm.delete_queue().await),
        refused(farm.delete_fleet().await),
    ] {
        assert_eq!(in_use.members["reason"], "RESOURCE_IN_USE");
    }
    let holds = refused(farm.delete_farm().await);
    assert_eq!(holds.kind, ExceptionKind::Validation);
    assert_eq!(holds.members["context"]["resourceTypes"], "queue, fleet");

    // Nothing runs, so it comes to rest at once.
    farm.set_association(StopSchedulingAndCancelTasks).await;
    assert_eq!(
        farm.association().await,
        QueueFleetAssociationStatus::Stopped
    );
    assert_eq!(farm.get_queue().await.status, QueueStatus::Idle);
    farm.delete_association().await.unwrap();
    farm.delete_queue().await.unwrap();
    farm.delete_fleet().await.unwrap();
    farm.delete_fleet()
        .await
        .expect("the same request gets the same answer");
    farm.delete_farm().await.unwrap();
    assert_eq!(
        refused(farm.delete_farm().await).kind,
        ExceptionKind::ResourceNotFound
    );
}

/// semantics 2.10-5.
#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_association_can_be_active_again() {
    use UpdateQueueFleetAssociationStatus::{Active, StopSchedulingAndCompleteTasks};
    let farm = farm().await;
    farm.associate().await.unwrap();
    farm.set_association(StopSchedulingAndCompleteTasks).await;
    assert_eq!(
        farm.association().await,
        QueueFleetAssociationStatus::Stopped
    );
    farm.associate().await.unwrap();
    assert_eq!(
        farm.association().await,
        QueueFleetAssociationStatus::Stopped
    );
    farm.set_association(Active).await;
    assert_eq!(
        farm.association().await,
        QueueFleetAssociationStatus::Active
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_create_answers_the_same_queue() {
    let farm = farm().await;
    let again = queues::create_queue(&farm.cx, &farm.admin, new_queue(farm.farm))
        .await
        .unwrap();
    assert_eq!(again.queue_id, farm.queue);
    let other = CreateQueueRequest {
        display_name: "other".to_owned(),
        ..new_queue(farm.farm)
    };
    let reused = queues::create_queue(&farm.cx, &farm.admin, other).await;
    assert_eq!(reused.unwrap_err(), Error::TokenReused);
}

/// semantics 1.6-6, 1.7-7.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_update_leaves_out_stays() {
    let farm = farm().await;
    let update = |json: Value| {
        let mut input = json!({ "farmId": farm.farm });
        input
            .as_object_mut()
            .unwrap()
            .extend(json.as_object().unwrap().clone());
        request::<UpdateFarmRequest>(input)
    };
    for changes in [
        json!({ "description": "a" }),
        json!({ "displayName": "renamed" }),
    ] {
        farms::update_farm(&farm.cx, &farm.admin, update(changes))
            .await
            .unwrap();
    }
    let get = || GetFarmRequest { farm_id: farm.farm };
    let shown = farms::get_farm(&farm.cx, &farm.admin, get()).await.unwrap();
    assert_eq!(
        (shown.display_name.as_str(), shown.cost_scale_factor),
        ("renamed", 0.5)
    );
    assert_eq!(shown.description.as_deref(), Some("a"));
    assert!(shown.updated_by.is_some());
    let emptied = update(json!({ "description": "" }));
    farms::update_farm(&farm.cx, &farm.admin, emptied)
        .await
        .unwrap();
    let shown = farms::get_farm(&farm.cx, &farm.admin, get()).await.unwrap();
    assert_eq!(shown.description, None);

    farm.update_queue(json!({ "requiredFileSystemLocationNamesToAdd": ["A", "B"] }))
        .await
        .unwrap();
    farm.update_queue(json!({ "requiredFileSystemLocationNamesToRemove": ["A"] }))
        .await
        .unwrap();
    let names = farm.get_queue().await.required_file_system_location_names;
    assert_eq!(names, Some(vec!["B".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_answers_its_defaults_and_is_blocked_without_its_budget() {
    let farm = farm().await;
    let shown = farm.get_queue().await;
    assert_eq!(
        shown.job_run_as_user.unwrap().run_as,
        RunAs::WorkerAgentUser
    );
    let scheduling = serde_json::to_value(shown.scheduling_configuration).unwrap();
    assert_eq!(scheduling, json!({ "priorityFifo": {} }));
    farm.associate().await.unwrap();
    let action = |action: &str| json!({ "defaultBudgetAction": action });
    farm.update_queue(action("STOP_SCHEDULING_AND_CANCEL_TASKS"))
        .await
        .unwrap();
    let shown = farm.get_queue().await;
    assert_eq!(shown.status, QueueStatus::SchedulingBlocked);
    assert_eq!(
        shown.blocked_reason,
        Some(QueueBlockedReason::NoBudgetConfigured)
    );
    farm.update_queue(action("NONE")).await.unwrap();
    assert_eq!(farm.get_queue().await.status, QueueStatus::Scheduling);
}

/// semantics 1.7-14, 1.7-15.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_only_where_their_user_exists() {
    let farm = farm().await;
    let windows = json!({ "jobRunAsUser": { "runAs": "QUEUE_CONFIGURED_USER", "windows": {
        "user": "job", "passwordArn": "arn:aws:secretsmanager:us-west-2:000000000000:secret:s",
    }}});
    farm.update_queue(windows.clone()).await.unwrap();
    assert_eq!(
        refused(farm.associate().await).kind,
        ExceptionKind::Validation
    );
    let agent = json!({ "jobRunAsUser": { "runAs": "WORKER_AGENT_USER" } });
    farm.update_queue(agent).await.unwrap();
    farm.associate().await.unwrap();
    assert_eq!(
        refused(farm.update_queue(windows).await).kind,
        ExceptionKind::Validation
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn references_to_nothing_are_refused() {
    let farm = farm().await;
    let profile = "sp-00000000000000000000000000000001";
    let unknown = farm
        .update_queue(json!({ "allowedStorageProfileIdsToAdd": [profile] }))
        .await;
    let unknown = refused(unknown);
    assert_eq!(unknown.kind, ExceptionKind::ResourceNotFound);
    assert_eq!(unknown.members["resourceId"], profile);
    let elsewhere = new_queue(FarmId::from_bytes([9; 16]));
    let refusal = refused(queues::create_queue(&farm.cx, &farm.admin, elsewhere).await);
    assert_eq!(refusal.members["resourceType"], "farm");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_shows_what_it_declares_and_starts_no_machines() {
    let farm = farm().await;
    let get = || GetFleetRequest {
        farm_id: farm.farm,
        fleet_id: farm.fleet,
    };
    let shown = fleets::get_fleet(&farm.cx, &farm.admin, get())
        .await
        .unwrap();
    assert_eq!((shown.status.as_str(), shown.worker_count), ("ACTIVE", 0));
    let capabilities = serde_json::to_value(shown.capabilities).unwrap();
    assert_eq!(
        capabilities["attributes"][0],
        json!({
            "name": "attr.worker.os.family", "values": ["linux"],
        })
    );
    let update = |changes: Value| {
        let mut input = json!({ "farmId": farm.farm, "fleetId": farm.fleet });
        input
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        fleets::update_fleet(&farm.cx, &farm.admin, request::<UpdateFleetRequest>(input))
    };
    update(json!({ "minWorkerCount": 2 })).await.unwrap();
    let too_few = refused(update(json!({ "maxWorkerCount": 1 })).await);
    assert_eq!(too_few.members["fieldList"][0]["name"], "maxWorkerCount");
    let managed = refused(
        update(json!({ "configuration": { "serviceManagedEc2": {
            "instanceCapabilities": {
                "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 }, "osFamily": "LINUX",
                "cpuArchitectureType": "x86_64",
            },
            "instanceMarketOptions": { "type": "spot" },
        }}}))
        .await,
    );
    assert!(
        managed.message.contains("customerManaged"),
        "{}",
        managed.message
    );
}

/// `semantics.md` 6.2: it is kept and shown, and says why nobody works in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_managed_fleet_is_kept_as_it_is_and_says_that_nobody_starts_its_machines() {
    let farm = farm().await;
    let configuration = json!({ "serviceManagedEc2": {
        "instanceCapabilities": {
            "vCpuCount": { "min": 8 }, "memoryMiB": { "min": 16384 }, "osFamily": "LINUX",
            "cpuArchitectureType": "x86_64", "softwareAddOns": [{ "name": "docker" }],
        },
        "instanceMarketOptions": { "type": "spot" },
        "vpcConfiguration": { "resourceConfigurationArns": [] },
    }});
    let input = json!({
        "farmId": farm.farm, "displayName": "Cloud", "roleArn": "arn:aws:iam::000000000000:role/f",
        "maxWorkerCount": 3, "configuration": configuration,
    });
    let made = fleets::create_fleet(&farm.cx, &farm.admin, request(input)).await;
    let fleet = made.unwrap().fleet_id;
    let get = || {
        fleets::get_fleet(
            &farm.cx,
            &farm.admin,
            GetFleetRequest {
                farm_id: farm.farm,
                fleet_id: fleet,
            },
        )
    };
    let shown = get().await.unwrap();
    let message = shown.status_message.unwrap();
    assert!(message.contains("no provider"), "{message}");
    let kept = serde_json::to_value(&shown.configuration).unwrap();
    let asked = &configuration["serviceManagedEc2"];
    for member in ["instanceMarketOptions", "vpcConfiguration"] {
        assert_eq!(kept["serviceManagedEc2"][member], asked[member]);
    }
    let capabilities = serde_json::to_value(shown.capabilities).unwrap();
    assert_eq!(capabilities["amounts"][0]["name"], "amount.worker.vcpu");
    assert_eq!(capabilities["amounts"][0]["min"], 8.0);
}

/// semantics 1.8-3, 1.8-4, 1.8-5, 1.8-7.
#[tokio::test(flavor = "multi_thread")]
async fn environments_are_checked_and_named_by_their_template() {
    let farm = farm().await;
    let create = |template: &str| {
        let input = CreateQueueEnvironmentRequest {
            client_token: None,
            farm_id: farm.farm,
            priority: 5,
            queue_id: farm.queue,
            template: template.to_owned(),
            template_type: EnvironmentTemplateType::Json,
        };
        queue_environments::create_queue_environment(&farm.cx, &farm.admin, input)
    };
    let broken = refused(create("{}").await);
    assert_eq!(broken.members["fieldList"][0]["name"], "template");
    let environment = create(TEMPLATE).await.unwrap().queue_environment_id;
    let renamed: UpdateQueueEnvironmentRequest = request(json!({
        "farmId": farm.farm, "queueId": farm.queue, "queueEnvironmentId": environment,
        "template": TEMPLATE.replace("Licences", "Renamed"),
    }));
    queue_environments::update_queue_environment(&farm.cx, &farm.admin, renamed)
        .await
        .unwrap();
    let get = || GetQueueEnvironmentRequest {
        farm_id: farm.farm,
        queue_environment_id: environment,
        queue_id: farm.queue,
    };
    let shown = queue_environments::get_queue_environment(&farm.cx, &farm.admin, get());
    let shown = shown.await.unwrap();
    assert_eq!((shown.name.as_str(), shown.priority), ("Renamed", 5));
    for _ in 1..10 {
        create(TEMPLATE).await.unwrap();
    }
    let full = Error::Full {
        quota: Quota::QueueEnvironmentsPerQueue,
        most: 10,
    };
    assert_eq!(create(TEMPLATE).await.unwrap_err(), full);
    let list: ListQueueEnvironmentsRequest =
        request(json!({ "farmId": farm.farm, "queueId": farm.queue, "maxResults": 4 }));
    let page = queue_environments::list_queue_environments(&farm.cx, &farm.admin, list);
    let page = page.await.unwrap();
    assert_eq!(
        (page.environments.len(), page.next_token.is_some()),
        (4, true)
    );
    for _ in 0..2 {
        let input = DeleteQueueEnvironmentRequest {
            farm_id: farm.farm,
            queue_environment_id: environment,
            queue_id: farm.queue,
        };
        let deleted = queue_environments::delete_queue_environment(&farm.cx, &farm.admin, input);
        deleted.await.expect("one that is gone is deleted");
    }
    let gone = queue_environments::get_queue_environment(&farm.cx, &farm.admin, get()).await;
    assert_eq!(refused(gone).kind, ExceptionKind::ResourceNotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_a_key_that_ends() {
    let farm = farm().await;
    let user = || AssumeQueueRoleForUserRequest {
        farm_id: farm.farm,
        queue_id: farm.queue,
    };
    let refusal = roles::assume_queue_role_for_user(&farm.cx, &farm.admin, user()).await;
    assert!(refused(refusal).message.contains("roleArn"));
    let role = "arn:aws:iam::000000000000:role/queue";
    farm.update_queue(json!({ "roleArn": role })).await.unwrap();
    let answer = roles::assume_queue_role_for_user(&farm.cx, &farm.admin, user())
        .await
        .unwrap();
    assert!(answer.credentials.access_key_id.starts_with("ASIA"));

    let input: CreateWorkerRequest =
        request(json!({ "farmId": farm.farm, "fleetId": farm.fleet, "clientToken": "w" }));
    let worker = worker_life::create_worker(&farm.cx, &farm.admin, input)
        .await
        .unwrap()
        .worker_id;
    let input = AssumeFleetRoleForWorkerRequest {
        farm_id: farm.farm,
        fleet_id: farm.fleet,
        worker_id: worker,
    };
    let answer = roles::assume_fleet_role_for_worker(&farm.cx, &farm.admin, input)
        .await
        .unwrap();
    let credentials = answer.credentials;
    assert!(credentials.expiration > farm.cx.clock.now());
    let (cx, token) = (&farm.cx, &credentials.session_token);
    let opened = cx.tokens.open(&cx.store, &cx.sealer, token, cx.clock.now());
    let session = opened.await.unwrap().unwrap();
    assert_eq!(session.access_key_id, credentials.access_key_id);
    assert_eq!(session.secret, credentials.secret_access_key);
    let principal = session.principal;
    let expected = Principal::WorkerRole {
        farm: farm.farm,
        fleet: farm.fleet,
        worker,
    };
    assert_eq!(principal, expected);

    let list: ListFarmsRequest = request(json!({}));
    let foreign = farms::list_farms(&farm.cx, &Caller::of(principal), list).await;
    assert_eq!(refused(foreign).kind, ExceptionKind::AccessDenied);
}
