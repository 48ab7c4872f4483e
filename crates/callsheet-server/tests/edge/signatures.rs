//! Who is let in.

use callsheet_server::auth::Principal;

use crate::support::{FARMS, NOW_MS, Running, exchange, unsigned};

const MINUTE_MS: i64 = 60_000;

/// semantics 1.1-1.
#[tokio::test]
async fn an_unsigned_request_has_no_caller_whatever_it_asks() {
    let running = Running::start().await;
    for target in [
        FARMS,
        "/2023-10-12/nothing-of-ours",
        "/",
        "/2023-10-12/telemetry?x=1",
    ] {
        let answer = unsigned(&running, "GET", target, b"").await;
        answer.refuses(403, "MissingAuthenticationTokenException");
    }
    running.end().await;
}

/// semantics 1.1-3.
#[tokio::test]
async fn any_host_region_and_form_of_target_will_do() {
    let running = Running::start().await;
    let admin = &running.admin;
    for host in [
        "127.0.0.1",
        "scheduling.farm.test:1",
        "management.localhost:8720",
    ] {
        let found = admin.with(|client| client.host = host).get(FARMS).await;
        assert_eq!(
            found.succeeds()["farms"][0]["farmId"],
            running.made.farm_id.to_string()
        );
    }
    admin
        .with(|client| client.region = "eu-central-1")
        .get(FARMS)
        .await
        .succeeds();
    admin
        .with(|client| client.is_absolute = true)
        .get(FARMS)
        .await
        .succeeds();
    running.end().await;
}

/// semantics 1.1-1.
#[tokio::test]
async fn a_signature_with_another_secret_is_refused() {
    let running = Running::start().await;
    let forger = running
        .admin
        .with(|client| client.key.secret = "guessed".to_owned());
    forger
        .get(FARMS)
        .await
        .refuses(403, "InvalidSignatureException");
    let nobody = running
        .admin
        .with(|client| client.key.id = "AKIANOBODYNOBODYNOBO".to_owned());
    nobody
        .get(FARMS)
        .await
        .refuses(403, "UnrecognizedClientException");
    let other = running.admin.with(|client| client.service = "ec2");
    other
        .get(FARMS)
        .await
        .refuses(403, "InvalidSignatureException");
    running.end().await;
}

#[tokio::test]
async fn what_was_signed_cannot_be_changed() {
    let running = Running::start().await;
    let headers = [("host", "callsheet.test")];
    let signed = callsheet_api::sigv4::sign(&callsheet_api::sigv4::SignRequest {
        method: "GET",
        raw_path: FARMS,
        raw_query: "",
        headers: &headers,
        body: b"",
        access_key_id: &running.admin.key.id,
        secret_access_key: &running.admin.key.secret,
        session_token: None,
        region: "us-west-2",
        service: "deadline",
        now_ms: NOW_MS,
    });
    let signed = signed.iter().map(|(name, value)| (*name, value.as_str()));
    let headers: Vec<(&str, &str)> = headers.into_iter().chain(signed).collect();
    let answer = exchange(running.address, "GET", FARMS, &headers, b"").await;
    answer.succeeds();
    let other_path = running.farm_path();
    for (method, target, body) in [
        ("GET", other_path.as_str(), ""),
        ("POST", FARMS, ""),
        ("GET", FARMS, "{}"),
    ] {
        let answer = exchange(running.address, method, target, &headers, body.as_bytes()).await;
        answer.refuses(403, "InvalidSignatureException");
    }
    running.end().await;
}

#[tokio::test]
async fn a_signature_is_good_for_five_minutes_either_way() {
    let running = Running::start().await;
    for (off_ms, is_good) in [
        (-5 * MINUTE_MS, true),
        (5 * MINUTE_MS, true),
        (-5 * MINUTE_MS - 1_000, false),
        (5 * MINUTE_MS + 1_000, false),
    ] {
        let answer = running
            .admin
            .with(|client| client.now_ms += off_ms)
            .get(FARMS)
            .await;
        if is_good {
            answer.succeeds();
        } else {
            answer.refuses(403, "InvalidSignatureException");
            assert!(answer.body.contains("clock"), "{answer:?}");
        }
    }
    running.end().await;
}

#[tokio::test]
async fn temporary_credentials_need_their_token_and_expire() {
    let running = Running::start().await;
    let expires_ms = NOW_MS + MINUTE_MS;
    let user = running.temporary(Principal::Admin, expires_ms).await;
    user.get(&running.farm_path()).await.succeeds();
    let without = user.with(|client| client.key.session_token = None);
    without
        .get(&running.farm_path())
        .await
        .refuses(403, "UnrecognizedClientException");
    let other = user.with(|client| client.key.session_token = Some("another".to_owned()));
    other
        .get(&running.farm_path())
        .await
        .refuses(403, "UnrecognizedClientException");
    running.set_clock(expires_ms);
    let late = user.with(|client| client.now_ms = expires_ms);
    late.get(&running.farm_path())
        .await
        .refuses(403, "ExpiredTokenException");
    running.end().await;
}

/// It joins the fleets of its farm, and learns not even what else there is.
#[tokio::test]
async fn a_hosts_key_does_what_it_is_for() {
    let running = Running::start().await;
    let host = &running.worker_host;
    let fleets = format!("{}/fleets", running.farm_path());
    let own = format!("{fleets}/{}/workers", running.made.fleet_id);
    let nothing = serde_json::json!({});
    host.post(&own, &nothing).await.succeeds();
    let no_farm = format!("{FARMS}/farm-00000000000000000000000000000009");
    for path in [FARMS, &running.farm_path(), &own, &no_farm] {
        host.get(path).await.refuses(403, "AccessDeniedException");
    }
    let no_fleet = format!("{no_farm}/fleets/fleet-00000000000000000000000000000009/workers");
    host.post(&no_fleet, &nothing)
        .await
        .refuses(403, "AccessDeniedException");
    running.end().await;
}

#[tokio::test]
async fn a_known_key_costs_no_query() {
    let running = Running::start().await;
    let lookups = || running.cx.store.stats().transactions["access_key"].count;
    running.admin.get(FARMS).await.succeeds();
    let before = lookups();
    for _ in 0..5 {
        running.admin.get(FARMS).await.succeeds();
    }
    assert_eq!(lookups(), before);
    // A key that was taken away must not work for long.
    running.set_clock(NOW_MS + 5_000);
    running.admin.get(FARMS).await.succeeds();
    assert_eq!(lookups(), before + 1);
    running.end().await;
}
