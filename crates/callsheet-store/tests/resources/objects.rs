//! Buckets and what is in them, on both engines.

use callsheet_api::Timestamp;
use callsheet_store::multipart_uploads::NewUpload;
use callsheet_store::object_list::{Entry, Wanted};
use callsheet_store::object_parts::ObjectPart;
use callsheet_store::objects::NewObject;
use callsheet_store::test_support::for_each_store;
use callsheet_store::{Error, Result, Tx};

use crate::{LATER, NOW};

const BUCKET: &str = "shelf";

fn object(number: u8, key: &str) -> NewObject {
    NewObject {
        id: [number; 16],
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        size: 3,
        etag: "e".to_owned(),
        description: "{}".to_owned(),
        upload_id: None,
        modified_at: NOW,
    }
}

fn part(number: u16, blob: u8, at: Timestamp) -> ObjectPart {
    ObjectPart {
        number,
        blob: Some([blob; 16]),
        size: 3,
        etag: format!("{blob}"),
        checksum: None,
        modified_at: at,
    }
}

async fn in_a_bucket(act: fn(&mut Tx) -> Result<()>) {
    for_each_store(async |store| {
        let acted: Result<()> = store
            .write("act", move |tx| {
                assert!(tx.insert_bucket(BUCKET, NOW)?);
                assert!(!tx.insert_bucket(BUCKET, NOW)?);
                act(tx)
            })
            .await;
        acted.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_replaced_object_leaves_its_blob_behind() {
    in_a_bucket(|tx| {
        assert!(tx.bucket_is_empty(BUCKET)?);
        tx.insert_whole_object(&object(1, "a\0b"), Some(&part(1, 11, NOW)))?;
        assert!(!tx.bucket_is_empty(BUCKET)?);
        let found = tx.lock_object(BUCKET, "a\0b")?.unwrap();
        assert_eq!(tx.object_parts(&found.id, 0, 10)?, [part(1, 11, NOW)]);
        assert_eq!(tx.used_blobs(&[[11; 16], [12; 16]])?, [[11; 16]]);
        tx.delete_object(&found.id, LATER)?;
        tx.insert_whole_object(&object(2, "a\0b"), Some(&part(1, 12, LATER)))?;
        assert_eq!(tx.used_blobs(&[[11; 16], [12; 16]])?, [[12; 16]]);
        assert_eq!(tx.blobs_dropped_before(LATER.as_ms(), 10)?, [[0_u8; 16]; 0]);
        let dropped = tx.blobs_dropped_before(LATER.as_ms() + 1, 10)?;
        assert_eq!(dropped, [[11; 16]]);
        assert_eq!(tx.known_dropped_blobs(&[[11; 16]])?, dropped);
        assert_eq!(tx.forget_dropped_blobs(&dropped)?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_small_blob_goes_with_its_piece_and_leaves_no_file_to_remove() {
    in_a_bucket(|tx| {
        let small = |tx: &mut Tx, owner| -> Result<Vec<u8>> {
            Ok(tx
                .small_blobs(owner)?
                .into_iter()
                .map(|(id, _)| id[0])
                .collect())
        };
        tx.insert_small_blob(&[11; 16], b"one")?;
        tx.insert_whole_object(&object(1, "a"), Some(&part(1, 11, NOW)))?;
        assert_eq!(tx.small_blobs(&[1; 16])?, [([11; 16], b"one".to_vec())]);
        tx.delete_object(&[1; 16], LATER)?;
        assert_eq!(small(tx, &[1; 16])?, [0; 0]);

        tx.insert_multipart_upload(&NewUpload {
            id: [2; 16],
            bucket: BUCKET.to_owned(),
            key: "b".to_owned(),
            description: "{}".to_owned(),
            created_at: NOW,
        })?;
        for blob in [21, 22, 23] {
            tx.insert_small_blob(&[blob; 16], b"two")?;
        }
        for (number, blob) in [(1, 20), (2, 21), (2, 22), (3, 23)] {
            tx.put_object_part(&[2; 16], &part(number, blob, NOW))?;
        }
        assert_eq!(small(tx, &[2; 16])?, [22, 23]);
        let row = NewObject {
            upload_id: Some([2; 16]),
            ..object(3, "b")
        };
        tx.complete_multipart_upload(&[2; 16], &row, &[1, 2])?;
        assert_eq!(small(tx, &[3; 16])?, [22]);
        assert_eq!(tx.recount_others()?, [""; 0]);
        assert_eq!(
            tx.blobs_dropped_before(LATER.as_ms() + 1, 10)?,
            [[0_u8; 16]; 0]
        );
        tx.delete_object(&[3; 16], LATER)?;
        assert_eq!(tx.blobs_dropped_before(LATER.as_ms() + 1, 10)?, [[20; 16]]);
        tx.insert_small_blob(&[30; 16], b"nobody's")?;
        assert_eq!(tx.recount_others()?.len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_bucket_with_something_in_it_is_not_deleted() {
    for_each_store(async |store| {
        let filled: Result<()> = store
            .write("fill", |tx| {
                tx.insert_bucket(BUCKET, NOW)?;
                tx.insert_whole_object(&object(1, "a"), None)
            })
            .await;
        filled.unwrap();
        let deleted: Result<bool> = store.write("delete", |tx| tx.delete_bucket(BUCKET)).await;
        assert!(matches!(deleted, Err(Error::ForeignKey(_))), "{deleted:?}");
        let homeless: Result<()> = store
            .write("put", |tx| {
                let mut homeless = object(2, "b");
                homeless.bucket = "nowhere".to_owned();
                tx.insert_object(&homeless)
            })
            .await;
        assert!(
            matches!(homeless, Err(Error::ForeignKey(_))),
            "{homeless:?}"
        );
        let twice: Result<()> = store
            .write("put_twice", |tx| tx.insert_object(&object(3, "a")))
            .await;
        assert!(matches!(twice, Err(Error::Unique(_))), "{twice:?}");
    })
    .await;
}

#[tokio::test]
async fn an_upload_gives_its_parts_to_its_object() {
    in_a_bucket(|tx| {
        let upload = |number: u8, key: &str| NewUpload {
            id: [number; 16],
            bucket: BUCKET.to_owned(),
            key: key.to_owned(),
            description: "{}".to_owned(),
            created_at: NOW,
        };
        for (number, key) in [(1, "p/b"), (2, "p/a"), (3, "p/a"), (4, "q")] {
            tx.insert_multipart_upload(&upload(number, key))?;
        }
        let ids = |tx: &mut Tx, after| -> Result<Vec<u8>> {
            let found = tx.multipart_uploads(BUCKET, "p/", after, 10)?;
            Ok(found.iter().map(|upload| upload.id[0]).collect())
        };
        assert_eq!(ids(tx, None)?, [2, 3, 1]);
        assert_eq!(ids(tx, Some(("p/a", Some([2; 16]))))?, [3, 1]);
        assert_eq!(ids(tx, Some(("p/a", None)))?, [1]);
        assert_eq!(tx.multipart_uploads_begun_before(NOW.as_ms(), 10)?.len(), 0);
        assert_eq!(
            tx.multipart_uploads_begun_before(LATER.as_ms(), 3)?.len(),
            3
        );

        for (number, blob) in [(1, 21), (2, 22), (3, 23), (1, 24)] {
            tx.put_object_part(&[1; 16], &part(number, blob, NOW))?;
        }
        let row = NewObject {
            upload_id: Some([1; 16]),
            ..object(9, "p/b")
        };
        tx.complete_multipart_upload(&[1; 16], &row, &[1, 3])?;
        let parts = tx.object_parts(&[9; 16], 0, 10)?;
        assert_eq!(parts, [part(1, 24, NOW), part(3, 23, NOW)]);
        assert_eq!(tx.object_parts(&[9; 16], 1, 10)?, [part(3, 23, NOW)]);
        assert!(tx.multipart_upload(BUCKET, "p/b", &[1; 16])?.is_none());
        let mut dropped = tx.blobs_dropped_before(LATER.as_ms(), 10)?;
        dropped.sort_unstable();
        assert_eq!(dropped, [[21; 16], [22; 16]]);
        assert!(tx.lock_multipart_upload(BUCKET, "p/a", &[2; 16])?.is_some());
        assert!(tx.lock_multipart_upload(BUCKET, "q", &[2; 16])?.is_none());
        tx.delete_multipart_upload(&[2; 16], LATER)?;
        assert_eq!(ids(tx, None)?, [3]);
        Ok(())
    })
    .await;
}

/// All pages of a list, with how many entries each has at most.
fn listed(tx: &mut Tx, prefix: &str, delimiter: Option<&str>, limit: usize) -> Result<Vec<String>> {
    let mut wanted = Wanted {
        prefix: prefix.to_owned(),
        delimiter: delimiter.map(str::to_owned),
        from: Vec::new(),
        limit,
    };
    let mut all = Vec::new();
    loop {
        let (entries, next) = tx.list_objects(BUCKET, &wanted)?;
        assert!(entries.len() <= limit);
        all.extend(entries.into_iter().map(|entry| match entry {
            Entry::Object(listed) => listed.key,
            Entry::Prefix(prefix) => format!("({prefix})"),
        }));
        match next {
            Some(next) => wanted.from = next,
            None => return Ok(all),
        }
    }
}

#[tokio::test]
async fn a_list_is_the_same_whatever_its_pages() {
    in_a_bucket(|tx| {
        let keys = [
            "a", "a/1", "a/2", "a/3", "a/b/1", "a0", "b/", "b//", "z", "é/1", "é/2", "🎬",
        ];
        for (number, key) in (1..).zip(keys) {
            tx.insert_whole_object(&object(number, key), None)?;
        }
        for limit in 1..=13 {
            assert_eq!(listed(tx, "", None, limit)?, keys, "{limit}");
            let folders = ["a", "(a/)", "a0", "(b/)", "z", "(é/)", "🎬"];
            assert_eq!(listed(tx, "", Some("/"), limit)?, folders, "{limit}");
            let below = ["a/1", "a/2", "a/3", "(a/b/)"];
            assert_eq!(listed(tx, "a/", Some("/"), limit)?, below, "{limit}");
            assert_eq!(
                listed(tx, "b/", Some("/"), limit)?,
                ["b/", "(b//)"],
                "{limit}"
            );
            assert_eq!(listed(tx, "é", Some("/"), limit)?, ["(é/)"], "{limit}");
            assert_eq!(listed(tx, "none", Some("/"), limit)?, [""; 0], "{limit}");
        }
        Ok(())
    })
    .await;
}
