//! Quotas and throttling over HTTP (`semantics.md` 3.3, 10.5, 10.6).

use std::num::NonZeroU32;

use callsheet_server::{Quota, Quotas, RequestRate, ServerConfig};
use serde_json::{Value, json};

use crate::support::{Answer, FARMS, NOW_MS, Running};

/// A server whose settings the test changed, with its first farm, queue and fleet.
async fn running(change: impl FnOnce(&mut ServerConfig)) -> Running {
    Running::configured(change).await
}

/// Every quota at what the first run made of it, so the next one is too many.
fn tight() -> Quotas {
    let mut quotas = Quotas::default();
    for quota in Quota::ALL {
        quotas.set(quota, Some(0));
    }
    quotas
}

async fn send(running: &Running, method: &str, path: &str, body: &Value) -> Answer {
    let body = body.to_string();
    running.admin.send(method, path, body.as_bytes()).await
}

fn fleet() -> Value {
    json!({
        "displayName": "fleet", "maxWorkerCount": 3,
        "roleArn": "arn:aws:iam::000000000000:role/fleet",
        "configuration": { "customerManaged": { "mode": "NO_SCALING", "workerCapabilities": {
            "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 }, "osFamily": "LINUX",
            "cpuArchitectureType": "x86_64",
        }}},
    })
}

fn requests(running: &Running) -> Vec<(Quota, &'static str, String, Value)> {
    let farm = running.farm_path();
    let queue_id = &running.made.queue_id;
    let queue = format!("{farm}/queues/{queue_id}");
    let member = "00000000-0000-4000-8000-000000000000";
    let environment = r#"{"specificationVersion": "environment-2023-09", "environment":
        {"name": "Plain", "variables": {"A": "b"}}}"#;
    let budget = json!({
        "displayName": "b", "usageTrackingResource": { "queueId": queue_id },
        "approximateDollarLimit": 1.0, "actions": [],
        "schedule": { "fixed": {
            "startTime": "2026-01-01T00:00:00Z", "endTime": "2027-01-01T00:00:00Z",
        }},
    });
    let monitor = json!({
        "displayName": "m", "subdomain": "studio",
        "identityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-0000000000000000",
        "roleArn": "arn:aws:iam::000000000000:role/monitor",
    });
    let network = json!({
        "vpcId": "vpc-00000000", "subnetIds": ["subnet-00000000"],
        "securityGroupIds": ["sg-00000000"],
    });
    let membership = json!({
        "principalType": "USER", "identityStoreId": "d-0123456789", "membershipLevel": "OWNER",
    });
    let job = json!({ "template": "{}", "templateType": "JSON", "priority": 50 });
    let profile = json!({ "displayName": "p", "osFamily": "LINUX" });
    let environment = json!({
        "template": environment, "templateType": "JSON", "priority": 1,
    });
    let limit = json!({
        "displayName": "l", "amountRequirementName": "amount.licenses", "maxCount": 1,
    });
    let of = |path: &str| format!("{farm}/{path}");
    vec![
        (
            Quota::Farms,
            "POST",
            FARMS.to_owned(),
            json!({ "displayName": "farm" }),
        ),
        (Quota::FleetsPerFarm, "POST", of("fleets"), fleet()),
        (
            Quota::QueuesPerFarm,
            "POST",
            of("queues"),
            json!({ "displayName": "queue" }),
        ),
        (Quota::JobsPerFarm, "POST", format!("{queue}/jobs"), job),
        (Quota::BudgetsPerFarm, "POST", of("budgets"), budget),
        (Quota::LimitsPerFarm, "POST", of("limits"), limit),
        (
            Quota::StorageProfilesPerFarm,
            "POST",
            of("storage-profiles"),
            profile,
        ),
        (
            Quota::QueueEnvironmentsPerQueue,
            "POST",
            format!("{queue}/environments"),
            environment,
        ),
        (
            Quota::MembersPerResource,
            "PUT",
            of(&format!("members/{member}")),
            membership,
        ),
        (
            Quota::Monitors,
            "POST",
            "/2023-10-12/monitors".to_owned(),
            monitor,
        ),
        (
            Quota::LicenseEndpoints,
            "POST",
            "/2023-10-12/license-endpoints".to_owned(),
            network,
        ),
    ]
}

/// semantics 10.6-3, 10.6-4, 10.6-5, 10.6-7, 10.6-8.
#[tokio::test(flavor = "multi_thread")]
async fn what_would_pass_a_quota_is_refused_with_its_code() {
    let running = running(|config| config.quotas = tight()).await;
    for (quota, method, path, body) in requests(&running) {
        let answer = send(&running, method, &path, &body).await;
        answer.refuses(402, "ServiceQuotaExceededException");
        let told = answer.json();
        assert_eq!(told["quotaCode"], quota.code(), "{quota}");
        assert_eq!(told["resourceType"], quota.resource_type(), "{quota}");
        assert_eq!(told["serviceCode"], "deadline");
        let message = told["message"].as_str().unwrap();
        assert!(message.contains(quota.name()), "{message}");
    }
    running.end().await;
}

/// `semantics.md` 10.3: they declare no such exception.
/// semantics 10.6-6.
#[tokio::test(flavor = "multi_thread")]
async fn an_association_beyond_its_quota_is_a_validation_exception() {
    let running = running(|config| {
        config
            .quotas
            .set(Quota::QueueFleetAssociationsPerFarm, Some(1));
        config
            .quotas
            .set(Quota::QueueLimitAssociationsPerQueue, Some(0));
    })
    .await;
    let farm = running.farm_path();
    let first = json!({ "queueId": running.made.queue_id, "fleetId": running.made.fleet_id });
    let path = format!("{farm}/queue-fleet-associations");
    // It is there since the first run, so this makes no more of them.
    send(&running, "PUT", &path, &first).await.succeeds();
    let fleet = send(&running, "POST", &format!("{farm}/fleets"), &fleet()).await;
    let fleet = &fleet.succeeds()["fleetId"];
    let second = json!({ "queueId": running.made.queue_id, "fleetId": fleet });
    let refused = send(&running, "PUT", &path, &second).await;
    refused.refuses(400, "ValidationException");
    assert_eq!(refused.json()["context"]["quotaCode"], "L-BF011D88");

    let limit = json!({
        "displayName": "l", "amountRequirementName": "amount.licenses", "maxCount": 1,
    });
    let limit = send(&running, "POST", &format!("{farm}/limits"), &limit)
        .await
        .succeeds();
    let pair = json!({ "queueId": running.made.queue_id, "limitId": limit["limitId"] });
    let refused = send(
        &running,
        "PUT",
        &format!("{farm}/queue-limit-associations"),
        &pair,
    )
    .await;
    refused.refuses(400, "ValidationException");
    assert_eq!(refused.json()["context"]["quotaCode"], "L-55B7030C");
    running.end().await;
}

/// `semantics.md` 6.3: by what the fleets of a farm may have together.
/// semantics 10.6-9.
#[tokio::test(flavor = "multi_thread")]
async fn fleets_may_not_want_more_workers_than_their_farm_may_have() {
    let running = running(|_| {}).await;
    let fleets = format!("{}/fleets", running.farm_path());
    let first = format!("{fleets}/{}", running.made.fleet_id);
    let has = running.admin.get(&first).await.succeeds()["maxWorkerCount"]
        .as_i64()
        .unwrap();
    running.end().await;
    let running = self::running(|config| {
        config.quotas.set(Quota::WorkersPerFarm, Some(has + 3));
    })
    .await;
    let fleets = format!("{}/fleets", running.farm_path());
    let made = send(&running, "POST", &fleets, &fleet()).await.succeeds();
    let path = format!("{fleets}/{}", made["fleetId"].as_str().unwrap());
    let more = send(&running, "PATCH", &path, &json!({ "maxWorkerCount": 4 })).await;
    more.refuses(402, "ServiceQuotaExceededException");
    send(&running, "PATCH", &path, &json!({ "maxWorkerCount": 2 }))
        .await
        .succeeds();
    send(&running, "POST", &fleets, &fleet())
        .await
        .refuses(402, "ServiceQuotaExceededException");
    running.end().await;
}

/// semantics 10.6-1, 10.6-2, 10.6-3.
#[test]
fn the_operators_page_has_every_quota_with_its_default() {
    const PAGE: &str = include_str!("../../../../docs/running.md");
    for quota in Quota::ALL {
        let row = PAGE
            .lines()
            .find(|line| line.starts_with(&format!("| `{quota}`")))
            .unwrap_or_else(|| panic!("docs/running.md lacks `{quota}`"));
        let shown = row.split('|').nth(2).unwrap().trim().replace(',', "");
        let most = quota.default_most();
        assert_eq!(
            shown,
            most.map_or("–".to_owned(), |most| most.to_string()),
            "{row}"
        );
    }
}

/// semantics 10.2-3, 10.5-2.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_to_wait() {
    let number = |n| NonZeroU32::new(n).unwrap();
    let rate = RequestRate {
        per_s: number(1),
        burst: number(2),
    };
    let running = running(|config| config.request_rate = Some(rate)).await;
    for _ in 0..2 {
        running.admin.get(FARMS).await.succeeds();
    }
    let answer = running.admin.get(FARMS).await;
    answer.refuses(429, "ThrottlingException");
    assert_eq!(answer.header("retry-after"), Some("1"));
    running.set_clock(NOW_MS + 1_000);
    running.admin.get(FARMS).await.succeeds();
    running.end().await;
}
