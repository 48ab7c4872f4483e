//! Members over HTTP: levels that are kept and shown, and lists that are narrowed to what somebody
//! is a member of (`semantics.md` 1.15, 7.2).

use serde_json::{Value, json};

use crate::studio::{Studio, step};
use crate::support::Answer;

const ACCOUNT: &str = "/2023-10-12";
const STORE: &str = "d-0123456789";

fn principal(number: u8) -> String {
    format!("7d3a1c6e-0000-4000-8000-0000000000{number:02x}")
}

impl Studio {
    async fn associate(&self, of: &str, who: u8, level: &str) -> Answer {
        let body = json!({
            "principalType": "USER", "identityStoreId": STORE, "membershipLevel": level,
        });
        let path = format!("{of}/members/{}", principal(who));
        let body = body.to_string();
        self.admin().send("PUT", &path, body.as_bytes()).await
    }

    async fn disassociate(&self, of: &str, who: u8) -> Answer {
        let path = format!("{of}/members/{}", principal(who));
        self.admin().send("DELETE", &path, b"").await
    }

    /// Principals with their levels, page by page.
    async fn members(&self, of: &str) -> Vec<(String, String)> {
        let (mut found, mut token) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{of}/members?maxResults=2{token}")).await;
            for member in page["members"].as_array().unwrap() {
                let text = |name: &str| member[name].as_str().unwrap().to_owned();
                found.push((text("principalId"), text("membershipLevel")));
            }
            match page["nextToken"].as_str() {
                Some(next) => token = format!("&nextToken={next}"),
                None => return found,
            }
        }
    }

    async fn memberships(&self, who: u8, more: &str) -> Vec<Value> {
        let path = format!(
            "{ACCOUNT}/memberships?principalId={}&identityStoreId={STORE}{more}",
            principal(who)
        );
        let found = self.get(&path).await;
        found["memberships"].as_array().unwrap().clone()
    }

    async fn listed(&self, path: &str, member: &str, who: u8) -> usize {
        let path = format!("{path}?principalId={}", principal(who));
        self.get(&path).await[member].as_array().unwrap().len()
    }
}

/// semantics 1.15-10, 1.15-11, 1.15-12.
#[tokio::test]
async fn a_member_has_one_level_until_it_is_none() {
    let studio = Studio::open().await;
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    let farm = studio.running.farm_path();
    for of in [&farm, &studio.queue(), &studio.fleet(), &job] {
        for who in [3, 1, 2] {
            studio.associate(of, who, "VIEWER").await.succeeds();
        }
        studio.associate(of, 2, "OWNER").await.succeeds();
        let levels = [(1, "VIEWER"), (2, "OWNER"), (3, "VIEWER")];
        let expected = levels.map(|(who, level)| (principal(who), level.to_owned()));
        assert_eq!(studio.members(of).await, expected, "{of}");
        studio.disassociate(of, 3).await.succeeds();
        studio.disassociate(of, 3).await.succeeds();
        assert_eq!(studio.members(of).await.len(), 2, "{of}");
    }
    let kinds = studio.memberships(2, "").await;
    let mut names: Vec<&str> = kinds
        .iter()
        .map(|one| one.as_object().unwrap().keys().next().unwrap().as_str())
        .collect();
    // By id: those of the first run were drawn in one millisecond, in no order of their own.
    names.sort_unstable();
    assert_eq!(names, ["farm", "fleet", "job", "queue"]);
    let of_job = kinds.iter().find_map(|one| one.get("job")).unwrap();
    assert!(job.ends_with(of_job["jobId"].as_str().unwrap()), "{of_job}");
    assert_eq!(of_job["membershipLevel"], "OWNER");
    let some = "&resourceTypes=QUEUE&resourceTypes=JOB";
    assert_eq!(studio.memberships(2, some).await.len(), 2);
    let path = format!("{ACCOUNT}/memberships?principalId={}", principal(2));
    let refused = studio.admin().get(&path).await;
    assert_eq!(refused.json()["fieldList"][0]["name"], "identityStoreId");
    studio.end().await;
}

/// semantics 1.6-7, 1.9-8.
#[tokio::test]
async fn who_is_asked_for_decides_what_is_listed() {
    let studio = Studio::open().await;
    let (own, farm) = (studio.queue(), studio.running.farm_path());
    let queues = format!("{farm}/queues");
    let fleets = format!("{farm}/fleets");
    let other = json!({ "displayName": "other" });
    let other = studio.admin().post(&queues, &other).await.succeeds();
    let other = format!("{queues}/{}", other["queueId"].as_str().unwrap());
    let job = studio.submit(json!([step("A", 1)]), json!({})).await;
    studio.submit(json!([step("A", 1)]), json!({})).await;
    let (of_farm, of_queue, of_job, stranger) = (1, 2, 3, 4);
    studio.associate(&farm, of_farm, "VIEWER").await.succeeds();
    studio.associate(&own, of_queue, "MANAGER").await.succeeds();
    studio
        .associate(&job, of_job, "CONTRIBUTOR")
        .await
        .succeeds();
    let farms = format!("{ACCOUNT}/farms");
    let jobs = format!("{own}/jobs");
    for (who, seen) in [
        (of_farm, [1, 2, 1, 2]),
        (of_queue, [0, 1, 0, 2]),
        (of_job, [0, 0, 0, 1]),
        (stranger, [0; 4]),
    ] {
        let found = [
            studio.listed(&farms, "farms", who).await,
            studio.listed(&queues, "queues", who).await,
            studio.listed(&fleets, "fleets", who).await,
            studio.listed(&jobs, "jobs", who).await,
        ];
        assert_eq!(found, seen, "{who}");
    }

    studio
        .associate(&other, of_queue, "VIEWER")
        .await
        .succeeds();
    assert_eq!(studio.memberships(of_queue, "").await.len(), 2);
    studio.admin().send("DELETE", &other, b"").await.succeeds();
    assert_eq!(studio.memberships(of_queue, "").await.len(), 1);
    for answer in [
        studio.associate(&other, of_queue, "VIEWER").await,
        studio.disassociate(&other, of_queue).await,
        studio.admin().get(&format!("{other}/members")).await,
    ] {
        answer.refuses(404, "ResourceNotFoundException");
    }
    studio.end().await;
}
