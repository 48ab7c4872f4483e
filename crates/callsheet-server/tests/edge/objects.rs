//! The embedded S3, as far as it needs a clock of its own or a look at the disk; the rest is asked by
//! stock clients.

use std::path::{Path, PathBuf};

use callsheet_server::background::objects::{remove_nameless, sweep};

use crate::support::{Client, NOW_MS, Running};

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// So many bytes are a file.
const LARGE: usize = 40_000;

fn s3(client: &Client) -> Client {
    client.with(|client| client.service = "s3")
}

/// A server with one bucket.
async fn with_bucket() -> (Running, Client) {
    let running = Running::start().await;
    let s3 = s3(&running.admin);
    assert_eq!(s3.send("PUT", "/shelf", b"").await.status, 200);
    (running, s3)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(listed) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = listed.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

#[tokio::test]
async fn an_object_is_one_file_that_goes_an_hour_after_it() {
    let (running, s3) = with_bucket().await;
    let folder = running.cx.config.data_dir.join("objects");
    let put = s3.send("PUT", "/shelf/../../key", &[1; LARGE]).await;
    assert_eq!(put.status, 200, "{put:?}");
    assert!(put.header("x-amz-request-id").is_some());
    assert_eq!(files(&folder).len(), 1);
    let second = "2".repeat(LARGE);
    let put = s3.send("PUT", "/shelf/../../key", second.as_bytes()).await;
    assert_eq!(put.status, 200);
    assert_eq!(s3.get("/shelf/../../key").await.body, second);
    assert_eq!(s3.send("PUT", "/shelf/empty", b"").await.status, 200);
    assert_eq!(files(&folder).len(), 2, "an empty object needs no file");

    sweep(running.cx.clone()).await.unwrap();
    assert_eq!(files(&folder).len(), 2, "somebody may be reading it");
    running.set_clock(NOW_MS + 2 * HOUR_MS);
    sweep(running.cx.clone()).await.unwrap();
    sweep(running.cx.clone()).await.unwrap();
    assert_eq!(files(&folder).len(), 1);
    running.set_clock(NOW_MS);
    assert_eq!(s3.get("/shelf/../../key").await.body, second);
    running.end().await;
}

#[tokio::test]
async fn a_small_object_is_no_file() {
    let (running, s3) = with_bucket().await;
    let folder = running.cx.config.data_dir.join("objects");
    let largest = "x".repeat(32 * 1024);
    assert_eq!(
        s3.send("PUT", "/shelf/key", largest.as_bytes())
            .await
            .status,
        200
    );
    assert_eq!(s3.send("PUT", "/shelf/key", b"second").await.status, 200);
    assert_eq!(
        s3.send("PUT", "/shelf/largest", largest.as_bytes())
            .await
            .status,
        200
    );
    assert!(files(&folder).is_empty());
    assert_eq!(s3.get("/shelf/key").await.body, "second");
    assert_eq!(s3.get("/shelf/largest").await.body, largest);
    // One byte more, and it is.
    let larger = format!("{largest}x");
    assert_eq!(
        s3.send("PUT", "/shelf/largest", larger.as_bytes())
            .await
            .status,
        200
    );
    assert_eq!(files(&folder).len(), 1);
    assert_eq!(s3.get("/shelf/largest").await.body, larger);
    running.end().await;
}

#[tokio::test]
async fn a_file_that_no_object_came_to_name_is_removed_after_a_day() {
    let (running, s3) = with_bucket().await;
    assert_eq!(s3.send("PUT", "/shelf/key", &[1; LARGE]).await.status, 200);
    let folder = running.cx.config.data_dir.join("objects");
    let named = files(&folder).pop().unwrap();
    // What a killed server leaves of an upload; and something that is not ours.
    let first_byte = u8::from_str_radix(&named.file_name().unwrap().to_str().unwrap()[..2], 16);
    let first_byte = first_byte.unwrap();
    let nameless = named.with_file_name(format!("{first_byte:02x}{:030x}", 7));
    let foreign = named.with_file_name("notes.txt");
    std::fs::write(&nameless, b"half").unwrap();
    std::fs::write(&foreign, b"keep").unwrap();

    let system_ms = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let system_ms = i64::try_from(system_ms).unwrap();
    running.set_clock(system_ms + 23 * HOUR_MS);
    remove_nameless(&running.cx, first_byte).await.unwrap();
    assert!(nameless.exists(), "somebody may be about to name it");
    running.set_clock(system_ms + 25 * HOUR_MS);
    remove_nameless(&running.cx, first_byte).await.unwrap();
    assert!(!nameless.exists());
    assert!(named.exists() && foreign.exists());
    running.end().await;
}

#[tokio::test]
async fn an_upload_that_nobody_goes_on_with_is_aborted_after_a_week() {
    let (running, s3) = with_bucket().await;
    let begun = s3.send("POST", "/shelf/key?uploads", b"").await;
    let id = begun.body.split("<UploadId>").nth(1).unwrap();
    let id = id.split('<').next().unwrap().to_owned();
    let part = format!("/shelf/key?partNumber=1&uploadId={id}");
    assert_eq!(s3.send("PUT", &part, b"part").await.status, 200);
    let listed = format!("/shelf/key?uploadId={id}");
    running.set_clock(NOW_MS + 6 * 24 * HOUR_MS);
    sweep(running.cx.clone()).await.unwrap();
    running.set_clock(NOW_MS);
    assert_eq!(s3.get(&listed).await.status, 200);
    running.set_clock(NOW_MS + 8 * 24 * HOUR_MS);
    sweep(running.cx.clone()).await.unwrap();
    running.set_clock(NOW_MS);
    let gone = s3.get(&listed).await;
    assert_eq!(gone.status, 404);
    assert!(gone.body.contains("<Code>NoSuchUpload</Code>"), "{gone:?}");
    running.end().await;
}

#[tokio::test]
async fn a_body_is_hashed_and_limited_by_nothing_but_s3() {
    let (running, s3) = with_bucket().await;
    let large = vec![7; 3 * crate::support::MOST_BYTES];
    assert_eq!(s3.send("PUT", "/shelf/large", &large).await.status, 200);
    assert_eq!(s3.get("/shelf/large").await.body.len(), large.len());
    running.end().await;
}

#[tokio::test]
async fn strangers_are_refused_in_the_words_of_s3() {
    let (running, s3) = with_bucket().await;
    let nobody = s3.with(|client| client.key.id = "AKIANOBODY".to_owned());
    let forger = s3.with(|client| client.key.secret = "guessed".to_owned());
    let late = s3.with(|client| client.now_ms = NOW_MS - HOUR_MS);
    for (client, code) in [
        (nobody, "InvalidAccessKeyId"),
        (forger, "SignatureDoesNotMatch"),
        (late, "RequestTimeTooSkewed"),
        (self::s3(&running.worker_host), "AccessDenied"),
    ] {
        let answer = client.get("/shelf/key").await;
        assert_eq!(answer.status, 403, "{code}: {answer:?}");
        let code = format!("<Code>{code}</Code>");
        assert!(answer.body.contains(&code), "{code}: {answer:?}");
    }
    running.end().await;
}
