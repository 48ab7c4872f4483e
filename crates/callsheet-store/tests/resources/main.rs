//! Farms, queues, fleets and what ties them together, written and read on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[allow(
    dead_code,
    reason = "shared with the tests of reads, which use all of it"
)]
#[path = "../reads/farm.rs"]
mod farm;
mod objects;
mod principals;
mod sign_in;

use callsheet_api::Timestamp;
use callsheet_api::ids::{
    FarmId, FleetId, QueueEnvironmentId, QueueId, StorageProfileId, WorkerId,
};
use callsheet_api::types::{
    EnvironmentTemplateType, FleetConfiguration, FleetStatus, QueueBlockedReason, QueueStatus,
    StorageProfileOperatingSystemFamily,
};
use callsheet_core::job::path_mapping::Storage;
use callsheet_core::lifecycle::association::AssociationState;
use callsheet_core::lifecycle::worker::WorkerState;
use callsheet_core::scale_in::Crew;
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::ranking::Ranking;
use callsheet_store::access_keys::NewAccessKey;
use callsheet_store::candidates::{Asker, Candidates};
use callsheet_store::farms::{FarmSettings, NewFarm};
use callsheet_store::fleets::{FleetFilter, FleetSettings, NewFleet};
use callsheet_store::paths::{
    FarmPath, FleetPath, QueueEnvironmentPath, QueueFleetPath, QueuePath, StorageProfilePath,
    WorkerPath,
};
use callsheet_store::queue_environments::NewQueueEnvironment;
use callsheet_store::queue_fleet_associations::QueueFleetFilter;
use callsheet_store::queues::{NewQueue, QueueSettings};
use callsheet_store::quotas::Counted;
use callsheet_store::removal::Left;
use callsheet_store::storage_profiles::NewStorageProfile;
use callsheet_store::test_support::for_each_store;
use callsheet_store::worker_life::{NewWorker, WorkerWords};
use callsheet_store::{Result, Tx, V, params};

const NOW: Timestamp = Timestamp::from_ms(1_700_000_000_000);
const LATER: Timestamp = Timestamp::from_ms(1_700_000_060_000);
const FARM: FarmPath = FarmPath {
    farm: FarmId::from_bytes([31; 16]),
};
const ELSEWHERE: FarmId = FarmId::from_bytes([99; 16]);

const fn queue(number: u8) -> QueuePath {
    QueuePath {
        farm: FARM.farm,
        queue: QueueId::from_bytes([100 + number; 16]),
    }
}

const fn fleet(number: u8) -> FleetPath {
    FleetPath {
        farm: FARM.farm,
        fleet: FleetId::from_bytes([100 + number; 16]),
    }
}

const fn pair(of_queue: u8, of_fleet: u8) -> QueueFleetPath {
    QueueFleetPath {
        farm: FARM.farm,
        queue: queue(of_queue).queue,
        fleet: fleet(of_fleet).fleet,
    }
}

/// Runs the same on both engines, in a farm of three queues and two fleets beside the filled one.
async fn on_both(act: fn(&mut Tx) -> Result<()>) {
    for_each_store(async |store| {
        farm::fill(&store).await;
        let made: Result<()> = store.write("make", |tx| -> Result<()> { make(tx) }).await;
        made.unwrap();
        let acted: Result<()> = store
            .write("act", move |tx| -> Result<()> { act(tx) })
            .await;
        acted.unwrap();
    })
    .await;
}

fn make(tx: &mut Tx) -> Result<()> {
    tx.insert_farm(&NewFarm {
        id: FARM.farm,
        display_name: "farm".to_owned(),
        settings: FarmSettings {
            cost_scale_factor: Some(2.5),
            ..FarmSettings::default()
        },
        created_at: NOW,
        created_by: "me".to_owned(),
    })?;
    for number in 1..=3 {
        tx.insert_queue(&NewQueue {
            id: queue(number).queue,
            farm: FARM.farm,
            display_name: format!("queue {number}"),
            settings: QueueSettings {
                role_arn: Some("arn:aws:iam::000000000000:role/queue".to_owned()),
                ..QueueSettings::default()
            },
            blocked_reason: (number == 3).then_some(QueueBlockedReason::NoBudgetConfigured),
            created_at: NOW,
            created_by: "me".to_owned(),
        })?;
    }
    for number in 1..=2 {
        tx.insert_fleet(&new_fleet(number))?;
    }
    Ok(())
}

fn new_fleet(number: u8) -> NewFleet {
    NewFleet {
        id: fleet(number).fleet,
        farm: FARM.farm,
        display_name: format!("fleet {number}"),
        status: FleetStatus::Active,
        settings: FleetSettings {
            description: None,
            role_arn: "arn:aws:iam::000000000000:role/fleet".to_owned(),
            min_worker_count: 0,
            max_worker_count: 7,
            configuration: configuration(),
            host_configuration: None,
        },
        created_at: NOW,
        created_by: "me".to_owned(),
    }
}

fn configuration() -> FleetConfiguration {
    serde_json::from_str(
        r#"{"customerManaged": {"mode": "NO_SCALING", "workerCapabilities": {
            "vCpuCount": {"min": 1}, "memoryMiB": {"min": 512}, "osFamily": "LINUX",
            "cpuArchitectureType": "x86_64"}}}"#,
    )
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_read_under_its_own_farm_only() {
    on_both(|tx| {
        let farm = tx.farm(&FARM)?.unwrap();
        assert_eq!(farm.settings.cost_scale_factor, Some(2.5));
        assert_eq!(tx.farm(&FarmPath { farm: ELSEWHERE })?, None);
        let found = tx.fleet(&fleet(1))?.unwrap();
        assert_eq!(
            (found.max_worker_count(), found.status),
            (7, FleetStatus::Active)
        );
        assert_eq!(found.settings.configuration, configuration());
        assert_eq!(
            tx.fleet(&FleetPath {
                farm: ELSEWHERE,
                ..fleet(1)
            })?,
            None
        );
        assert!(tx.queue(&queue(1))?.is_some());
        assert_eq!(
            tx.queue(&QueuePath {
                farm: ELSEWHERE,
                ..queue(1)
            })?,
            None
        );
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_written_whole_and_signed() {
    on_both(|tx| {
        let mut changed = tx.lock_queue(&queue(1))?.unwrap();
        assert_eq!((changed.updated_at, &changed.updated_by), (None, &None));
        changed.display_name = "renamed".to_owned();
        changed.settings.required_file_system_location_names = vec!["Assets".to_owned()];
        tx.update_queue(&changed, "you", LATER)?;
        let read = tx.queue(&queue(1))?.unwrap();
        assert_eq!(read.settings, changed.settings);
        assert_eq!(
            (read.display_name.as_str(), read.updated_at),
            ("renamed", Some(LATER))
        );
        assert_eq!(read.updated_by.as_deref(), Some("you"));
        let untouched = tx.queue(&queue(2))?.unwrap();
        assert_eq!(untouched.display_name, "queue 2");

        let mut changed = tx.lock_fleet(&fleet(1))?.unwrap();
        changed.settings.max_worker_count = 9;
        tx.update_fleet(&changed, "you", LATER)?;
        assert_eq!(tx.fleet(&fleet(1))?.unwrap().max_worker_count(), 9);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_of_a_queue_follows_from_its_associations() {
    on_both(|tx| {
        assert!(tx.insert_queue_fleet(&pair(1, 1), "me", NOW)?);
        assert!(tx.insert_queue_fleet(&pair(2, 1), "me", NOW)?);
        assert!(tx.insert_queue_fleet(&pair(3, 1), "me", NOW)?);
        tx.update_queue_fleet(&pair(2, 1), AssociationState::Completing, "me", NOW)?;
        let of_status = |tx: &mut Tx, status| -> Result<Vec<QueueId>> {
            let page = tx.queues_of_farm(&FARM, status, None, None, 10)?;
            Ok(page.items.iter().map(|queue| queue.id).collect())
        };
        let [first, second, third] = [1, 2, 3].map(|number| queue(number).queue);
        assert_eq!(of_status(tx, Some(QueueStatus::Scheduling))?, [first]);
        assert_eq!(of_status(tx, Some(QueueStatus::Idle))?, [second]);
        assert_eq!(
            of_status(tx, Some(QueueStatus::SchedulingBlocked))?,
            [third]
        );
        assert_eq!(of_status(tx, None)?, [first, second, third]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_page_by_page_and_filtered() {
    on_both(|tx| {
        let first = tx.queues_of_farm(&FARM, None, None, None, 2)?;
        assert_eq!((first.items.len(), first.next), (2, Some(queue(2).queue)));
        let second = tx.queues_of_farm(&FARM, None, None, first.next, 2)?;
        assert_eq!((second.items[0].id, second.next), (queue(3).queue, None));

        let farms = tx.farms(None, None, 10)?.items;
        let ids: Vec<FarmId> = farms.iter().map(|farm| farm.id).collect();
        assert_eq!(ids, [farm::FARM, FARM.farm]);

        let named = |name: &str, status| FleetFilter {
            display_name: (!name.is_empty()).then(|| name.to_owned()),
            status,
            member: None,
        };
        let mut count = |filter| -> Result<usize> {
            Ok(tx.fleets_of_farm(&FARM, &filter, None, 10)?.items.len())
        };
        assert_eq!(count(named("fleet 2", None))?, 1);
        assert_eq!(count(named("", Some(FleetStatus::Active)))?, 2);
        assert_eq!(count(named("fleet 2", Some(FleetStatus::Suspended)))?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_association_is_made_once_and_listed_from_both_ends() {
    on_both(|tx| {
        assert!(tx.insert_queue_fleet(&pair(1, 1), "me", NOW)?);
        assert!(tx.insert_queue_fleet(&pair(1, 2), "me", NOW)?);
        assert!(tx.insert_queue_fleet(&pair(2, 1), "me", NOW)?);
        tx.update_queue_fleet(&pair(1, 1), AssociationState::Completing, "you", LATER)?;
        assert!(!tx.insert_queue_fleet(&pair(1, 1), "me", LATER)?);
        assert_eq!(
            tx.queue_fleet(&pair(1, 1))?.unwrap().state,
            AssociationState::Completing
        );
        let count = |tx: &mut Tx, filter| -> Result<usize> {
            Ok(tx.queue_fleets(&FARM, filter, None, 10)?.items.len())
        };
        let (queue, fleet) = (Some(queue(1).queue), Some(fleet(1).fleet));
        assert_eq!(count(tx, QueueFleetFilter::default())?, 3);
        assert_eq!(count(tx, QueueFleetFilter { queue, fleet: None })?, 2);
        assert_eq!(count(tx, QueueFleetFilter { queue: None, fleet })?, 2);
        assert_eq!(count(tx, QueueFleetFilter { queue, fleet })?, 1);
        let page = tx.queue_fleets(&FARM, QueueFleetFilter::default(), None, 2)?;
        let rest = tx.queue_fleets(&FARM, QueueFleetFilter::default(), page.next, 2)?;
        assert_eq!(
            (rest.items.len(), rest.items[0].queue),
            (1, pair(2, 1).queue)
        );

        tx.settle_associations(pair(1, 1).fleet)?;
        assert_eq!(
            tx.queue_fleet(&pair(1, 1))?.unwrap().state,
            AssociationState::Stopped
        );
        assert_eq!(
            tx.queue_fleet(&pair(2, 1))?.unwrap().state,
            AssociationState::Active
        );
        tx.delete_queue_fleet(&pair(1, 1))?;
        assert_eq!(tx.queue_fleet(&pair(1, 1))?, None);
        Ok(())
    })
    .await;
}

/// semantics 1.8-1, 1.8-2.
#[tokio::test(flavor = "multi_thread")]
async fn environments_are_in_the_order_of_their_priorities() {
    on_both(|tx| {
        for (number, priority) in [(1_u8, 20), (2, 10), (3, 10)] {
            tx.insert_queue_environment(&NewQueueEnvironment {
                id: QueueEnvironmentId::from_bytes([number; 16]),
                queue: queue(1).queue,
                name: format!("environment {number}"),
                priority,
                template_type: EnvironmentTemplateType::Yaml,
                template: "x".to_owned(),
                created_at: NOW,
                created_by: "me".to_owned(),
            })?;
        }
        let names = |items: &[callsheet_store::queue_environments::QueueEnvironment]| {
            items
                .iter()
                .map(|item| item.name.clone())
                .collect::<Vec<_>>()
        };
        let all = tx.queue_environments(queue(1).queue)?;
        assert_eq!(
            names(&all),
            ["environment 2", "environment 3", "environment 1"]
        );
        let first = tx.queue_environments_page(&queue(1), None, 2)?;
        let second = tx.queue_environments_page(&queue(1), first.next, 2)?;
        assert_eq!(names(&first.items), ["environment 2", "environment 3"]);
        assert_eq!(names(&second.items), ["environment 1"]);
        let path = |farm| QueueEnvironmentPath {
            farm,
            queue: queue(1).queue,
            environment: QueueEnvironmentId::from_bytes([1; 16]),
        };
        assert_eq!(
            tx.queue_environment(&path(FARM.farm))?.unwrap().priority,
            20
        );
        assert_eq!(tx.queue_environment(&path(ELSEWHERE))?, None);
        tx.delete_queue_environment(path(FARM.farm).environment)?;
        let left = Counted::QueueEnvironments(queue(1).queue);
        assert!(tx.are_as_many(&left, 2)?);
        assert!(!tx.are_as_many(&left, 3)?);
        Ok(())
    })
    .await;
}

/// semantics 1.7-17.
#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_deleted_with_all_its_jobs_and_nothing_else() {
    on_both(|tx| {
        assert!(tx.queue_is_in_use(farm::QUEUE)?, "a session is open");
        tx.exec("UPDATE session SET state = 2", params![])?;
        assert!(!tx.queue_is_in_use(farm::QUEUE)?);
        tx.delete_queue(farm::QUEUE)?;
        assert_eq!(tx.job(&farm::JOB_PATH)?, None, "at once");
        let left = tx.left_sessions(100)?;
        tx.remove_left_sessions(&left, 100)?;
        assert_eq!(tx.remove_left_jobs(100)?, Left::Nothing);
        for table in [
            "job",
            "job_document",
            "step",
            "step_document",
            "step_dependency",
            "task",
            "session",
            "session_action",
        ] {
            let left = tx.one(format!("SELECT COUNT(*) FROM {table}"), params![], |row| {
                row.i64(0)
            });
            assert_eq!(left?, Some(0), "{table}");
        }
        assert_eq!(tx.queue(&farm::QUEUE_PATH)?, None);
        assert!(tx.queue(&queue(1))?.is_some());
        assert_eq!(tx.kinds_in_farm(farm::FARM)?, ["fleet"]);
        assert_eq!(tx.online_workers(farm::FLEET)?, 1);
        tx.delete_fleet(farm::FLEET)?;
        assert_eq!(tx.kinds_in_farm(farm::FARM)?, Vec::<&str>::new());
        tx.delete_farm(farm::FARM)?;
        assert_eq!(tx.farm(&FarmPath { farm: farm::FARM })?, None);
        assert!(tx.farm(&FARM)?.is_some());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_renewed_by_its_own_principal_only() {
    on_both(|tx| {
        let key = |principal: &str, secret: u8, expires_at| NewAccessKey {
            id: "STORE".to_owned(),
            sealed_secret: vec![secret],
            principal: principal.to_owned(),
            principal_id: None,
            created_at: NOW,
            expires_at: Some(expires_at),
        };
        assert!(tx.renew_access_key(&key("one", 1, NOW))?);
        assert!(tx.renew_access_key(&key("one", 2, LATER))?);
        assert!(!tx.renew_access_key(&key("other", 3, LATER))?);
        let kept = tx.access_key("STORE")?.unwrap();
        assert_eq!(
            (kept.sealed_secret, kept.principal.as_str()),
            (vec![2], "one")
        );
        assert_eq!(kept.expires_at, Some(LATER));
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_expires_is_forgotten_in_time() {
    on_both(|tx| {
        for (id, expires_at) in [
            ("AKIA1", None),
            ("ASIA2", Some(NOW)),
            ("ASIA3", Some(LATER)),
        ] {
            tx.insert_access_key(&NewAccessKey {
                id: id.to_owned(),
                sealed_secret: vec![1, 2, 3],
                principal: "{}".to_owned(),
                principal_id: None,
                created_at: NOW,
                expires_at,
            })?;
        }
        assert_eq!(tx.delete_access_keys_expired_before(LATER.as_ms())?, 1);
        assert_eq!(tx.access_key("ASIA2")?, None);
        assert_eq!(tx.access_key("AKIA1")?.unwrap().expires_at, None);
        let kept = tx.access_key("ASIA3")?.unwrap();
        assert_eq!(
            (kept.sealed_secret, kept.expires_at),
            (vec![1, 2, 3], Some(LATER))
        );

        tx.insert_client_token(b"token", b"request", "{}", NOW)?;
        assert_eq!(tx.delete_client_tokens_before(NOW.as_ms())?, 0);
        assert_eq!(
            tx.client_token(b"token")?,
            Some((b"request".to_vec(), "{}".to_owned()))
        );
        assert_eq!(tx.delete_client_tokens_before(LATER.as_ms())?, 1);
        assert_eq!(tx.client_token(b"token")?, None);

        assert_eq!(tx.setting("first-run")?, None);
        tx.put_setting("first-run", "a")?;
        tx.put_setting("first-run", "b")?;
        assert_eq!(tx.setting("first-run")?.as_deref(), Some("b"));
        Ok(())
    })
    .await;
}

/// What stops a queue from getting new work stops it for every fleet.
#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_queue_offers_nothing() {
    on_both(|tx| {
        tx.exec("UPDATE step SET ready = 7 WHERE position = 0", params![])?;
        tx.exec(
            "INSERT INTO demand (job_key, requirement_key, queue_id, urgency, most_workers,
               submitted_at, steps)
             SELECT job_key, requirement_key, $1, -50, 9, 0, 1 FROM step WHERE position = 0",
            params![farm::QUEUE],
        )?;
        tx.exec(
            "INSERT INTO eligibility (requirement_key, fleet_id)
             SELECT key, $1 FROM requirement",
            params![fleet(1).fleet],
        )?;
        let path = QueueFleetPath {
            queue: farm::QUEUE,
            ..pair(1, 1)
        };
        tx.insert_queue_fleet(&path, "me", NOW)?;
        let recipes = callsheet_store::recipes::Recipes::default();
        let offered = |tx: &mut Tx| -> Result<usize> {
            let asker = Asker {
                worker: WorkerId::from_bytes([100; 16]),
                fleet: fleet(1).fleet,
                agent: Agent::Other,
            };
            let mut candidates = Candidates::new(tx, &recipes, asker);
            let mut ranking = Ranking::new(None, NOW);
            Ok(usize::from(ranking.at(0, &mut candidates)?.is_some()))
        };
        assert_eq!(offered(tx)?, 1);
        let blocked = V::from(QueueBlockedReason::BudgetThresholdReached.as_str());
        tx.exec("UPDATE queue SET blocked_reason = $1", &[blocked])?;
        assert_eq!(offered(tx)?, 0);
        Ok(())
    })
    .await;
}

/// Who may be given work, who works, and since when somebody has not.
#[tokio::test(flavor = "multi_thread")]
async fn a_crew_is_counted_and_idleness_has_a_beginning() {
    on_both(|tx| {
        let path = |number: u8| WorkerPath {
            farm: FARM.farm,
            fleet: fleet(1).fleet,
            worker: WorkerId::from_bytes([200 + number; 16]),
        };
        for (number, state) in (0_u8..).zip(WorkerState::ALL) {
            tx.insert_worker(&NewWorker {
                path: path(number),
                host_name: None,
                host_properties: None,
                created_at: NOW,
                created_by: "me".to_owned(),
            })?;
            let values = params![path(number).worker, state.code()];
            tx.exec("UPDATE worker SET state = $2 WHERE id = $1", values)?;
        }
        // STARTED and online; neither those that do not fit nor those on their way out.
        let idle = Crew { online: 2, busy: 0 };
        assert_eq!(tx.crew(fleet(1).fleet)?, idle);
        let none = Crew { online: 0, busy: 0 };
        assert_eq!(tx.crew(fleet(2).fleet)?, none);
        let online = path(2).worker;
        tx.exec(
            "UPDATE worker SET open_sessions = 1 WHERE id = $1",
            params![online],
        )?;
        assert_eq!(tx.crew(fleet(1).fleet)?, Crew { online: 2, busy: 1 });
        assert_eq!(tx.live_workers(fleet(1).fleet)?, 6);
        assert_eq!(tx.online_workers(fleet(1).fleet)?, 5);

        assert_eq!(tx.idle_since(online)?, Some(NOW));
        assert_eq!(tx.worker_capabilities(online)?, None);
        let words = WorkerWords {
            capabilities: Some("{}".to_owned()),
            ..WorkerWords::default()
        };
        tx.write_worker_words(online, &words, LATER)?;
        assert_eq!(tx.idle_since(online)?, Some(LATER));
        assert_eq!(tx.worker_capabilities(online)?.as_deref(), Some("{}"));
        assert_eq!(tx.idle_since(WorkerId::from_bytes([77; 16]))?, None);
        Ok(())
    })
    .await;
}

/// Jobs that were submitted with it may still wait.
#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_storage_profile_is_kept_for_the_jobs_that_came_with_it() {
    on_both(|tx| {
        let profile = |number: u8| StorageProfilePath {
            farm: FARM.farm,
            profile: StorageProfileId::from_bytes([number; 16]),
        };
        let storage = Storage {
            os_family: StorageProfileOperatingSystemFamily::Macos,
            file_system_locations: Vec::new(),
        };
        for number in 1..=3 {
            tx.insert_storage_profile(&NewStorageProfile {
                path: profile(number),
                display_name: format!("profile {number}"),
                storage: storage.clone(),
                created_at: NOW,
                created_by: "me".to_owned(),
            })?;
        }
        let listed = tx.storage_profiles_of_farm(&FARM, None, 2)?;
        assert_eq!(listed.next, Some(profile(2).profile));
        let wanted = [profile(3).profile, profile(1).profile];
        let some = tx.storage_profiles_among(&FARM, &wanted, None, 1)?;
        assert_eq!(some.items[0].id, profile(1).profile);
        let rest = tx.storage_profiles_among(&FARM, &wanted, some.next, 1)?;
        assert_eq!((rest.items[0].id, rest.next), (profile(3).profile, None));

        tx.delete_storage_profile(profile(1).profile)?;
        assert_eq!(tx.storage_profile(&profile(1))?, None);
        assert_eq!(tx.storage_of(&profile(1))?, Some(storage));
        let left = tx.storage_profiles_of_farm(&FARM, None, 9)?.items;
        assert_eq!(left.len(), 2);
        let elsewhere = StorageProfilePath {
            farm: ELSEWHERE,
            ..profile(2)
        };
        assert_eq!(tx.storage_of(&elsewhere)?, None);
        Ok(())
    })
    .await;
}
