//! Tags over HTTP: those of a creation, added, replaced, taken away, and gone with their resource.

use serde_json::{Value, json};

use crate::studio::Studio;
use crate::support::Answer;

const FARMS: &str = "/2023-10-12/farms";
const ACCOUNT: &str = "arn:aws:deadline:us-west-2:000000000000";

/// The path of an ARN, as clients write it.
fn tags_of(resource: &str) -> String {
    let arn = format!("{ACCOUNT}:{resource}");
    let arn = arn.replace(':', "%3A").replace('/', "%2F");
    format!("/2023-10-12/tags/{arn}")
}

/// As in `farm/F/queue/Q`, from a path.
fn resource(path: &str) -> String {
    let words: Vec<&str> = path.split('/').skip(2).collect();
    let words = words.chunks(2).map(|pair| {
        let noun = pair[0].trim_end_matches('s');
        format!("{noun}/{}", pair[1])
    });
    words.collect::<Vec<_>>().join("/")
}

impl Studio {
    async fn tags(&self, path: &str) -> Value {
        self.get(&tags_of(&resource(path))).await["tags"].clone()
    }

    async fn tag(&self, path: &str, tags: Value) -> Answer {
        let to = tags_of(&resource(path));
        self.admin().post(&to, &json!({ "tags": tags })).await
    }
}

/// semantics 1.1-9, 1.4-1, 1.4-2, 1.4-3, 1.4-4, 1.4-5, 1.4-8.
#[tokio::test]
async fn whatever_has_an_arn_is_created_with_tags_and_tagged_later() {
    let studio = Studio::open().await;
    let tags = json!({ "Show": "Dune", "Empty": "" });
    let admin = studio.admin();
    let configuration = json!({ "customerManaged": {
        "mode": "NO_SCALING", "tagPropagationMode": "PROPAGATE_TAGS_TO_WORKERS_AT_LAUNCH",
        "workerCapabilities": {
            "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 }, "osFamily": "LINUX",
            "cpuArchitectureType": "x86_64",
        },
    }});
    let made = admin
        .post(FARMS, &json!({ "displayName": "tagged", "tags": tags }))
        .await
        .succeeds();
    let farm = format!("{FARMS}/{}", made["farmId"].as_str().unwrap());
    let made = admin
        .post(
            &format!("{farm}/queues"),
            &json!({ "displayName": "tagged", "tags": tags }),
        )
        .await
        .succeeds();
    let queue = format!("{farm}/queues/{}", made["queueId"].as_str().unwrap());
    let body = json!({
        "displayName": "tagged", "tags": tags, "configuration": configuration,
        "maxWorkerCount": 2, "roleArn": "arn:aws:iam::000000000000:role/fleet",
    });
    let made = admin
        .post(&format!("{farm}/fleets"), &body)
        .await
        .succeeds();
    let fleet = format!("{farm}/fleets/{}", made["fleetId"].as_str().unwrap());
    let body = json!({ "priority": 5, "template": "{}", "templateType": "JSON", "tags": tags });
    let made = admin.post(&format!("{queue}/jobs"), &body).await.succeeds();
    let job = format!("{queue}/jobs/{}", made["jobId"].as_str().unwrap());
    // Its own tags come before those of its fleet.
    let own = json!({ "tags": { "Show": "Alien", "Rack": "7" } });
    let made = admin
        .post(&format!("{fleet}/workers"), &own)
        .await
        .succeeds();
    let worker = format!("{fleet}/workers/{}", made["workerId"].as_str().unwrap());
    assert_eq!(
        studio.tags(&worker).await,
        json!({ "Show": "Alien", "Rack": "7", "Empty": "" })
    );

    for path in [&farm, &queue, &fleet, &job] {
        assert_eq!(studio.tags(path).await, tags, "{path}");
        let added = studio.tag(path, json!({ "Show": "Arrival", "Year": "2016" }));
        assert_eq!(added.await.status, 204, "{path}");
        let gone = format!("{}?tagKeys=Empty&tagKeys=Never", tags_of(&resource(path)));
        assert_eq!(admin.send("DELETE", &gone, b"").await.status, 204, "{path}");
        assert_eq!(
            studio.tags(path).await,
            json!({ "Show": "Arrival", "Year": "2016" })
        );
    }
    for path in [&worker, &fleet, &queue, &farm] {
        admin.send("DELETE", path, b"").await.succeeds();
        let gone = studio.tag(path, json!({ "a": "b" })).await;
        gone.refuses(404, "ResourceNotFoundException");
    }
    let count =
        |tx: &mut callsheet_store::Tx| tx.one("SELECT COUNT(*) FROM tag", &[], |row| row.i64(0));
    let left = studio.running.cx.store.read("count_tags", count).await;
    assert_eq!(left.unwrap(), Some(0));
    studio.end().await;
}

/// semantics 1.4-6, 1.4-7.
#[tokio::test]
async fn what_cannot_be_a_tag_or_be_tagged_is_refused() {
    let studio = Studio::open().await;
    let farm = studio.running.farm_path();
    let fifty: serde_json::Map<String, Value> = (0..50)
        .map(|number| (format!("tag {number}"), json!("x")))
        .collect();
    let answer = studio.tag(&farm, Value::Object(fifty)).await;
    assert_eq!(answer.status, 204);
    for tags in [json!({ "one more": "" }), json!({ "aws:mine": "x" })] {
        let refused = studio.tag(&farm, tags).await;
        refused.refuses(400, "ValidationException");
        assert_eq!(refused.json()["fieldList"][0]["name"], "tags");
    }
    let answer = studio.tag(&farm, json!({ "tag 7": "another" })).await;
    assert_eq!(answer.status, 204);
    let reserved = json!({ "displayName": "x", "tags": { "AWS:x": "y" } });
    let refused = studio.admin().post(FARMS, &reserved).await;
    refused.refuses(400, "ValidationException");
    let answer = studio.admin().get(&tags_of("limit/limit-1")).await;
    answer.refuses(400, "ValidationException");
    assert_eq!(answer.json()["fieldList"][0]["name"], "resourceArn");
    let unknown = "farm/farm-00000000000000000000000000000007";
    let answer = studio.admin().get(&tags_of(unknown)).await;
    answer.refuses(404, "ResourceNotFoundException");
    studio.end().await;
}
