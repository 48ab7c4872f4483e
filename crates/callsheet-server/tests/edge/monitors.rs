//! Monitors, license endpoints, metered products and volumes over HTTP (`semantics.md` 1.15, 6.5).

use serde_json::{Value, json};

use crate::studio::{Studio, merge};

const MONITORS: &str = "/2023-10-12/monitors";
const ENDPOINTS: &str = "/2023-10-12/license-endpoints";

fn monitor(subdomain: &str) -> Value {
    json!({
        "displayName": "Studio", "subdomain": subdomain, "tags": { "Site": "Berlin" },
        "identityCenterInstanceArn": "arn:aws:sso:::instance/ssoins-0123456789abcdef",
        "roleArn": "arn:aws:iam::000000000000:role/monitor",
    })
}

/// semantics 1.15-1, 1.15-2, 1.15-3.
#[tokio::test]
async fn a_monitor_is_kept_as_it_was_described() {
    let studio = Studio::open().await;
    let admin = studio.admin();
    let made = admin.post(MONITORS, &monitor("studio")).await.succeeds();
    let path = format!("{MONITORS}/{}", made["monitorId"].as_str().unwrap());
    let shown = studio.get(&path).await;
    let mut expected = monitor("studio");
    expected.as_object_mut().unwrap().remove("tags");
    merge(&mut expected, &made);
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(shown[name], *value, "{name}");
    }
    let url = "https://studio.us-west-2.deadlinecloud.amazonaws.com";
    assert_eq!(shown["url"], url);
    assert_eq!(shown.get("updatedAt"), None);

    let taken = admin.post(MONITORS, &monitor("studio")).await;
    taken.refuses(400, "ValidationException");
    assert_eq!(taken.json()["fieldList"][0]["name"], "subdomain");
    let other = admin.post(MONITORS, &monitor("other")).await.succeeds();
    let other = format!("{MONITORS}/{}", other["monitorId"].as_str().unwrap());
    let moved = studio.patch(&other, json!({ "subdomain": "studio" })).await;
    moved.refuses(400, "ValidationException");
    let change = json!({ "subdomain": "third", "displayName": "Third" });
    studio.patch(&other, change).await.succeeds();
    let shown = studio.get(&other).await;
    assert_eq!(shown["url"], url.replace("studio", "third"));
    assert_eq!(shown["displayName"], "Third");
    assert!(shown["updatedAt"].is_string());

    let page = studio.get(&format!("{MONITORS}?maxResults=1")).await;
    let next = page["nextToken"].as_str().unwrap();
    let rest = studio.get(&format!("{MONITORS}?nextToken={next}")).await;
    assert_eq!(rest["monitors"].as_array().unwrap().len(), 1);
    assert_eq!(rest.get("nextToken"), None);

    let id = made["monitorId"].as_str().unwrap();
    let arn = format!("arn%3Aaws%3Adeadline%3Aus-west-2%3A000000000000%3Amonitor%2F{id}");
    let tags = format!("/2023-10-12/tags/{arn}");
    assert_eq!(studio.get(&tags).await["tags"], json!({ "Site": "Berlin" }));
    admin.send("DELETE", &path, b"").await.succeeds();
    for gone in [
        admin.get(&path).await,
        admin.get(&tags).await,
        admin.send("DELETE", &path, b"").await,
        admin.get(&format!("{path}/settings")).await,
    ] {
        gone.refuses(404, "ResourceNotFoundException");
    }
    studio.end().await;
}

/// semantics 1.15-4, 1.15-5.
#[tokio::test]
async fn settings_of_a_monitor_are_merged() {
    let studio = Studio::open().await;
    let made = studio.admin().post(MONITORS, &monitor("settings")).await;
    let id = made.succeeds()["monitorId"].as_str().unwrap().to_owned();
    let path = format!("{MONITORS}/{id}/settings");
    assert_eq!(studio.get(&path).await["settings"], json!({}));
    for settings in [
        json!({ "theme": "dark", "rows": "50" }),
        json!({ "theme": "", "columns": "name" }),
    ] {
        let body = json!({ "settings": settings });
        studio.patch(&path, body).await.succeeds();
    }
    let expected = json!({ "rows": "50", "columns": "name" });
    assert_eq!(studio.get(&path).await["settings"], expected);
    let many: serde_json::Map<String, Value> = (0..63)
        .map(|number| (format!("setting{number}"), json!("x")))
        .collect();
    let refused = studio.patch(&path, json!({ "settings": many })).await;
    refused.refuses(400, "ValidationException");
    assert_eq!(studio.get(&path).await["settings"], expected);
    studio.end().await;
}

/// semantics 1.15-6, 2.13-2.
#[tokio::test]
async fn a_license_endpoint_says_that_nobody_serves_it() {
    let studio = Studio::open().await;
    let admin = studio.admin();
    let body = json!({
        "vpcId": "vpc-1", "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1", "sg-2"],
    });
    let made = admin.post(ENDPOINTS, &body).await.succeeds();
    let path = format!(
        "{ENDPOINTS}/{}",
        made["licenseEndpointId"].as_str().unwrap()
    );
    let shown = studio.get(&path).await;
    assert_eq!(shown["securityGroupIds"], body["securityGroupIds"]);
    assert_eq!(shown["status"], "NOT_READY");
    let listed = studio.get(ENDPOINTS).await;
    assert_eq!(listed["licenseEndpoints"][0]["vpcId"], "vpc-1");

    let products = format!("{path}/metered-products");
    assert_eq!(studio.get(&products).await["meteredProducts"], json!([]));
    let available = studio.get("/2023-10-12/metered-products").await;
    assert_eq!(available["meteredProducts"], json!([]));
    for method in ["PUT", "DELETE"] {
        let product = format!("{products}/maya-2026");
        let answer = admin.send(method, &product, b"").await;
        answer.refuses(404, "ResourceNotFoundException");
        assert_eq!(answer.json()["resourceId"], "maya-2026");
    }
    admin.send("DELETE", &path, b"").await.succeeds();
    for gone in [
        admin.get(&path).await,
        admin.send("DELETE", &path, b"").await,
        admin.get(&products).await,
    ] {
        gone.refuses(404, "ResourceNotFoundException");
    }
    studio.end().await;
}

/// semantics 6.5-1.
#[tokio::test]
async fn a_fleet_without_a_provider_has_no_volumes() {
    let studio = Studio::open().await;
    let volumes = format!("{}/volumes", studio.fleet());
    assert_eq!(studio.get(&volumes).await["volumes"], json!([]));
    let volume = format!("{volumes}/volume-00000000000000000000000000000007");
    for answer in [
        studio.admin().get(&volume).await,
        studio.admin().send("DELETE", &volume, b"").await,
    ] {
        answer.refuses(404, "ResourceNotFoundException");
        assert_eq!(answer.json()["resourceType"], "volume");
    }
    studio.end().await;
}
