//! Opening a store: again, twice at once, after others changed it, and on a disk that fills up.

use callsheet_store::test_support::{Place, for_each_place};
use callsheet_store::{Error, Options, Result, Store, StoreUrl, params};

async fn migrations(store: &Store) -> Vec<(i64, String, String)> {
    let read: Result<_> = store
        .read("migrations", |tx| {
            let sql = "SELECT number, name, digest FROM schema_migration ORDER BY number";
            tx.query(sql, params![], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
        })
        .await;
    read.unwrap()
}

async fn execute(store: &Store, sql: &'static str) -> Result<u64> {
    store
        .write("execute", move |tx| tx.exec(sql, params![]))
        .await
}

#[tokio::test]
async fn migrations_run_once() {
    for_each_place(async |place| {
        let store = place.open();
        let first = migrations(&store).await;
        assert!(!first.is_empty());
        execute(
            &store,
            "INSERT INTO setting (name, setting) VALUES ('a', 'kept')",
        )
        .await
        .unwrap();
        drop(store);
        let store = place.open();
        assert_eq!(migrations(&store).await, first);
        let kept: Result<Option<String>> = store
            .read("setting", |tx| {
                tx.one("SELECT setting FROM setting", params![], |row| row.text(0))
            })
            .await;
        assert_eq!(kept.unwrap().unwrap(), "kept");
    })
    .await;
}

/// As a store was before small objects lay in it.
#[tokio::test]
async fn an_older_store_is_brought_to_this_version_with_what_is_in_it() {
    const OLDER: &str = "older";
    /// What came after the first migration, taken away again.
    const UNDONE: &[&str] = &[
        "DROP TABLE small_blob",
        "DROP TABLE principal",
        "DROP TABLE group_user",
        "DROP TABLE host_fleet",
        "DROP TABLE token_key",
        "DROP TABLE audit_entry",
        "DROP TABLE user_password",
        "DROP TABLE user_identity",
        "DROP TABLE sign_in_session",
        "DROP INDEX access_key_by_principal",
        "ALTER TABLE access_key DROP COLUMN principal_id",
        "ALTER TABLE access_key DROP COLUMN last_used_at",
        "ALTER TABLE access_key DROP COLUMN disabled_at",
        "ALTER TABLE access_key ADD COLUMN session_token_digest TEXT",
        "ALTER TABLE queue DROP COLUMN role_epoch",
        "ALTER TABLE fleet DROP COLUMN role_epoch",
    ];
    for_each_place(async |place| {
        let store = place.open();
        let known = migrations(&store).await;
        let made: Result<()> = store
            .write("older", |tx| {
                for statement in UNDONE {
                    tx.exec(*statement, params![])?;
                }
                tx.exec("DELETE FROM schema_migration WHERE number > 1", params![])?;
                let sql = "INSERT INTO bucket (name, created_at) VALUES ($1, 1)";
                tx.exec(sql, params![OLDER])?;
                let sql = "INSERT INTO object (id, bucket, object_key, size, etag, description, modified_at)
                           VALUES ($1, $2, $3, 3, 'e', '{}', 1)";
                tx.exec(sql, params![[1; 16], OLDER, OLDER.as_bytes()])?;
                let sql = "INSERT INTO object_part (owner_id, number, blob_id, size, etag, modified_at)
                           VALUES ($1, 1, $2, 3, 'e', 1)";
                tx.exec(sql, params![[1; 16], [2; 16]])?;
                Ok(())
            })
            .await;
        made.unwrap();
        drop(store);
        let store = place.open();
        assert_eq!(migrations(&store).await, known);
        let read: Result<_> = store
            .read("older", |tx| {
                let object = tx.object(OLDER, OLDER)?.unwrap();
                let parts = tx.object_parts(&object.id, 0, 10)?;
                Ok((parts[0].blob, tx.small_blobs(&object.id)?))
            })
            .await;
        assert_eq!(read.unwrap(), (Some([2; 16]), Vec::new()), "it is a file");
    })
    .await;
}

#[tokio::test]
async fn a_closed_sqlite_store_is_its_file_alone() {
    let place = Place::sqlite();
    let StoreUrl::Sqlite(path) = place.url.clone() else {
        panic!("{:?} is no file", place.url);
    };
    let store = place.open();
    let sql = "INSERT INTO setting (name, setting) VALUES ('a', 'kept')";
    execute(&store, sql).await.unwrap();
    assert!(!migrations(&store).await.is_empty());
    drop(store);
    let log = path.with_file_name(format!(
        "{}-wal",
        path.file_name().unwrap().to_string_lossy()
    ));
    assert!(!log.exists(), "{} stays behind", log.display());
}

#[tokio::test]
async fn servers_that_start_together_share_one_database() {
    let place = Place::postgres();
    let opening: Vec<_> = (0..4)
        .map(|_| {
            let url = place.url.clone();
            std::thread::spawn(move || Store::open(&url, &Options::default()).map(drop))
        })
        .collect();
    for one in opening {
        assert_eq!(one.join().unwrap(), Ok(()));
    }
}

#[tokio::test]
async fn a_store_of_another_version_is_refused_and_said_so() {
    for_each_place(async |place| {
        let reopened = || Store::open(&place.url, &Options::default()).map(drop);
        let store = place.open();
        let known = i64::try_from(migrations(&store).await.len()).unwrap();
        let newer = "INSERT INTO schema_migration (number, name, digest) VALUES (99, 'later', '')";
        execute(&store, newer).await.unwrap();
        drop(store);
        assert_eq!(reopened(), Err(Error::Newer { found: 99, known }));
    })
    .await;
    for_each_place(async |place| {
        let store = place.open();
        let changed = "UPDATE schema_migration SET digest = 'other' WHERE number = 1";
        execute(&store, changed).await.unwrap();
        drop(store);
        let refused = Store::open(&place.url, &Options::default()).map(drop);
        assert!(
            matches!(refused, Err(Error::ChangedMigration(_))),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_sqlite_store_has_one_owner() {
    let place = Place::sqlite();
    let store = place.open();
    let second = Store::open(&place.url, &Options::default()).map(drop);
    let Err(Error::Locked { holder, .. }) = second else {
        panic!("{second:?}");
    };
    assert_eq!(holder, Some(std::process::id().to_string()));
    // The refusal did no harm to the first.
    execute(&store, "DELETE FROM setting").await.unwrap();
    drop(store);
    assert_eq!(
        Store::open(&place.url, &Options::default()).map(drop),
        Ok(())
    );
}

#[tokio::test]
async fn a_store_that_cannot_be_made_names_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/missing/store.db", folder.path().display());
    let refused = Store::open(&url.parse().unwrap(), &Options::default()).map(drop);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("/missing/store.db")
    );
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_passes() {
    let place = Place::sqlite();
    // Enough for the schema, whatever it has grown to, and a little more.
    let pages = pages_of(place.open()).await + 30;
    let store = place.open_with(&Options {
        max_pages: Some(pages),
        ..Options::default()
    });
    let write = async |name: String| -> Result<u64> {
        store
            .write("fill", move |tx| {
                let sql = "INSERT INTO setting (name, setting) VALUES ($1, $2)";
                tx.exec(sql, params![&name, "x".repeat(4000)])
            })
            .await
    };
    let mut written = 0_u64;
    let full = loop {
        match write(written.to_string()).await {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full, Error::Full);
    assert!((10..200).contains(&written), "{written}");
    assert_eq!(write("more".to_owned()).await, Err(Error::Full));
    let count: Result<Option<u64>> = store
        .read("count", |tx| {
            tx.one("SELECT COUNT(*) FROM setting", params![], |row| row.get(0))
        })
        .await;
    assert_eq!(
        count.unwrap(),
        Some(written),
        "reads go on, and nothing is there by half"
    );
    execute(&store, "DELETE FROM setting").await.unwrap();
    assert_eq!(write("again".to_owned()).await, Ok(1));
}

async fn pages_of(store: Store) -> u32 {
    let pages: Result<Option<u32>> = store
        .read("pages", |tx| {
            tx.one("PRAGMA page_count", params![], |row| row.get(0))
        })
        .await;
    pages.unwrap().unwrap()
}
