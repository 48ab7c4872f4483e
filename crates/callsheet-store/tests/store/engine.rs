//! Transactions: all or nothing, whatever the closure does and whoever else is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use callsheet_store::test_support::{Place, for_each_place, for_each_store};
use callsheet_store::{Engine, Error, Isolation, Options, Page, Result, Sealer, Store, Tx, params};

/// Notes: a table of the tests' own, with every kind of column.
async fn with_notes(store: &Store) {
    let made: Result<u64> = store
        .write("make_notes", |tx| {
            let blob = match tx.engine() {
                Engine::Sqlite => "BLOB",
                Engine::Postgres => "BYTEA",
            };
            tx.exec(
                format!("CREATE TABLE note (id BIGINT PRIMARY KEY, said TEXT UNIQUE, data {blob})"),
                params![],
            )
        })
        .await;
    made.unwrap();
}

async fn note(store: &Store, id: i64, said: &'static str) -> Result<u64> {
    store
        .write("note", move |tx| {
            tx.exec(
                "INSERT INTO note (id, said) VALUES ($1, $2)",
                params![id, said],
            )
        })
        .await
}

async fn notes(store: &Store) -> Vec<(i64, String)> {
    let read: Result<_> = store
        .read("notes", |tx| {
            tx.query("SELECT id, said FROM note ORDER BY id", params![], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .await;
    read.unwrap()
}

/// The error type of a caller, as handlers have one.
#[derive(Debug, PartialEq)]
enum Refused {
    Store(Error),
    OnPrinciple,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_reopening() {
    for_each_place(async |place| {
        let store = place.open();
        with_notes(&store).await;
        assert_eq!(note(&store, 1, "kept").await, Ok(1));
        drop(store);
        assert_eq!(notes(&place.open()).await, [(1, "kept".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_leaves_nothing_behind() {
    for_each_store(async |store| {
        with_notes(&store).await;
        let refused: Result<(), Refused> = store
            .write("refused", |tx| {
                tx.exec("INSERT INTO note (id, said) VALUES (1, 'never')", params![])?;
                Err(Refused::OnPrinciple)
            })
            .await;
        assert_eq!(refused, Err(Refused::OnPrinciple));
        assert_eq!(notes(&store).await, []);
        let stats = store.stats().transactions["refused"];
        assert_eq!((stats.count, stats.refusals, stats.errors), (1, 1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_failed_statement_dooms_its_transaction_even_when_it_is_swallowed() {
    for_each_store(async |store| {
        with_notes(&store).await;
        note(&store, 1, "first").await.unwrap();
        let swallowed: Result<()> = store
            .write("swallow", |tx| {
                tx.exec(
                    "INSERT INTO note (id, said) VALUES (2, 'second')",
                    params![],
                )?;
                drop(tx.exec("INSERT INTO note (id, said) VALUES (1, 'again')", params![]));
                Ok(())
            })
            .await;
        assert!(matches!(swallowed, Err(Error::Unique(_))), "{swallowed:?}");
        assert_eq!(notes(&store).await, [(1, "first".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_broken_off_and_the_store_goes_on() {
    for_each_store(async |store| {
        let count = |tx: &mut Tx, to: i64| {
            let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                               WHERE i < CAST($1 AS BIGINT))
                           SELECT COUNT(*) FROM n";
            tx.one(numbers, params![to], |row| row.get::<i64>(0))
        };
        // It would take an hour.
        let most = Duration::from_millis(50);
        let endless: Result<_> = store
            .read_within(most, "endless", move |tx| count(tx, 10_000_000_000))
            .await;
        assert_eq!(endless, Err(Error::TooLong));
        assert_eq!(store.stats().transactions["endless"].errors, 1);
        // On every connection that there is.
        for _ in 0..20 {
            let read: Result<_> = store.read_long("short", move |tx| count(tx, 10_000)).await;
            assert_eq!(read, Ok(Some(10_000)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_panic_is_answered_and_the_store_goes_on() {
    for_each_store(async |store| {
        with_notes(&store).await;
        let panicked: Result<()> = store
            .write("panics", |tx| {
                tx.exec("INSERT INTO note (id, said) VALUES (1, 'never')", params![])?;
                panic!("number 13");
            })
            .await;
        let Err(Error::Panicked { name, message }) = panicked else {
            panic!("{panicked:?}");
        };
        assert_eq!((name, message.as_str()), ("panics", "number 13"));
        let panicked: Result<()> = store.read("panics", |_| panic!("number 14")).await;
        assert!(
            matches!(panicked, Err(Error::Panicked { .. })),
            "{panicked:?}"
        );
        assert_eq!(note(&store, 2, "after").await, Ok(1));
        assert_eq!(notes(&store).await, [(2, "after".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_panic_does_not_harm_its_neighbours_in_a_group() {
    for_each_store(async |store| {
        with_notes(&store).await;
        let mut running = Vec::new();
        for id in 0..60_i64 {
            let store = store.clone();
            running.push(tokio::spawn(async move {
                let written: Result<u64> = store
                    .write("mixed", move |tx| {
                        let sql = "INSERT INTO note (id, said) VALUES ($1, $2)";
                        let written = tx.exec(sql, params![id, id.to_string()])?;
                        assert!(id % 3 != 0, "every third panics");
                        if id % 3 == 1 {
                            Err(Error::Contention)
                        } else {
                            Ok(written)
                        }
                    })
                    .await;
                assert_eq!(written.is_ok(), id % 3 == 2, "{id}: {written:?}");
            }));
        }
        for one in running {
            one.await.unwrap();
        }
        let kept: Vec<i64> = notes(&store).await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(kept, (0..60).filter(|id| id % 3 == 2).collect::<Vec<i64>>());
    })
    .await;
}

#[tokio::test]
async fn the_kinds_of_refusal_are_told_apart() {
    for_each_store(async |store| {
        with_notes(&store).await;
        note(&store, 1, "said").await.unwrap();
        let again = note(&store, 2, "said").await;
        assert!(matches!(again, Err(Error::Unique(_))), "{again:?}");
        let nul = note(&store, 3, "a\0b").await;
        assert!(matches!(nul, Err(Error::Unfit(_))), "{nul:?}");
        let written: Result<u64> = store
            .read("sneaks", |tx| tx.exec("DELETE FROM note", params![]))
            .await;
        assert_eq!(written, Err(Error::ReadOnly));
        let orphan: Result<u64> = store
            .write("orphan", |tx| {
                tx.exec(
                    "INSERT INTO queue_fleet (queue_id, fleet_id, farm_id, state, created_at, \
                     created_by) VALUES ($1, $1, $1, 0, 0, 'test')",
                    params![[7_u8; 16]],
                )
            })
            .await;
        assert!(matches!(orphan, Err(Error::ForeignKey(_))), "{orphan:?}");
        let null: Result<Vec<String>> = store
            .read("null", |tx| {
                tx.query("SELECT data FROM note", params![], |row| row.get(0))
            })
            .await;
        assert!(
            matches!(null, Err(Error::Decode { column: 0, .. })),
            "{null:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_lost_race_is_run_again_until_it_is_won() {
    for isolation in [Isolation::ReadCommitted, Isolation::Serializable] {
        for_each_place(async |place| {
            let options = Options {
                isolation,
                attempts: 200,
                ..Options::default()
            };
            let store = place.open_with(&options);
            with_notes(&store).await;
            note(&store, 0, "0").await.unwrap();
            let mut running = Vec::new();
            for _ in 0..40 {
                let store = store.clone();
                running.push(tokio::spawn(async move { count_up(&store).await }));
            }
            for one in running {
                one.await.unwrap().unwrap();
            }
            assert_eq!(notes(&store).await, [(0, "40".to_owned())]);
        })
        .await;
    }
}

/// Reads a number and writes the next one: two that interleave would lose one.
async fn count_up(store: &Store) -> Result<u64> {
    store
        .write("count_up", |tx| {
            let said = tx.lock("SELECT said FROM note WHERE id = 0", params![], |row| {
                row.text(0)
            })?;
            let next: u32 = said.unwrap().parse::<u32>().unwrap() + 1;
            tx.exec(
                "UPDATE note SET said = $1 WHERE id = 0",
                params![next.to_string()],
            )
        })
        .await
}

#[tokio::test]
async fn a_retry_starts_from_nothing_and_is_counted() {
    let place = Place::postgres();
    let store = place.open();
    with_notes(&store).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let written: Result<u64> = store
        .write("meets", move |tx| {
            let sql = "INSERT INTO note (id, said) VALUES (1, 'once')";
            let written = tx.exec(sql, params![])?;
            if counted.fetch_add(1, Relaxed) < 2 {
                // What a deadlock's victim is told.
                tx.exec("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", params![])?;
            }
            Ok(written)
        })
        .await;
    assert_eq!((written, attempts.load(Relaxed)), (Ok(1), 3));
    assert_eq!(store.stats().transactions["meets"].retries, 2);
    assert_eq!(notes(&store).await, [(1, "once".to_owned())]);
}

#[tokio::test]
async fn a_race_that_is_never_won_is_refused_at_last() {
    let place = Place::postgres();
    let store = place.open_with(&Options {
        attempts: 3,
        ..Options::default()
    });
    let lost: Result<u64> = store
        .write("loses", |tx| {
            tx.exec("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", params![])
        })
        .await;
    assert_eq!(lost, Err(Error::Contention));
    assert_eq!(store.stats().transactions["loses"].retries, 2);
}

#[tokio::test]
async fn a_read_sees_one_moment() {
    for_each_store(async |store| {
        with_notes(&store).await;
        let (started, wait_started) = std::sync::mpsc::channel();
        let (go_on, wait_go_on) = std::sync::mpsc::channel::<()>();
        let reader = store.clone();
        let reading = tokio::spawn(async move {
            let read: Result<_> = reader
                .read_long("slow", move |tx| {
                    let count = "SELECT COUNT(*) FROM note";
                    let before = tx.one(count, params![], |row| row.i64(0))?;
                    started.send(()).unwrap();
                    wait_go_on.recv().unwrap();
                    Ok((before, tx.one(count, params![], |row| row.i64(0))?))
                })
                .await;
            read.unwrap()
        });
        tokio::task::spawn_blocking(move || wait_started.recv().unwrap())
            .await
            .unwrap();
        note(&store, 1, "meanwhile").await.unwrap();
        go_on.send(()).unwrap();
        assert_eq!(reading.await.unwrap(), (Some(0), Some(0)));
        assert_eq!(notes(&store).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn pages_hold_everything_once() {
    for_each_store(async |store| {
        with_notes(&store).await;
        let filled: Result<u64> = store
            .write("fill", |tx| {
                let rows = (0..2500_i64).map(|id| [id.into(), id.to_string().into()]);
                tx.insert_rows("note (id, said)", rows)
            })
            .await;
        filled.unwrap();
        let (mut seen, mut behind) = (Vec::new(), -1_i64);
        loop {
            let page: Result<Page<i64, i64>> = store
                .read("page", move |tx| {
                    let sql = "SELECT id FROM note WHERE id > $1 ORDER BY id LIMIT $2";
                    let rows = tx.query(sql, params![behind, 101], |row| row.i64(0))?;
                    Ok(Page::cut(rows, 100, |id| *id))
                })
                .await;
            let page = page.unwrap();
            seen.extend(page.items);
            match page.next {
                Some(next) => behind = next,
                None => break,
            }
        }
        assert_eq!(seen, (0..2500).collect::<Vec<i64>>());
    })
    .await;
}

#[tokio::test]
async fn a_sealed_secret_survives_its_store_and_opens_at_its_place_only() {
    for_each_store(async |store| {
        with_notes(&store).await;
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::open_or_create(&folder.path().join("seal.key")).unwrap();
        let sealed = sealer.seal("key 1", b"hush").unwrap();
        let stored: Result<u64> = store
            .write("seal", move |tx| {
                tx.exec(
                    "INSERT INTO note (id, data) VALUES (1, $1)",
                    params![&sealed],
                )
            })
            .await;
        stored.unwrap();
        let read: Result<Option<Vec<u8>>> = store
            .read("sealed", |tx| {
                tx.one("SELECT data FROM note", params![], |row| row.blob(0))
            })
            .await;
        let sealed = read.unwrap().unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"hush"));
        assert_eq!(sealer.open("key 1", &sealed).unwrap(), b"hush");
        assert_eq!(sealer.open("key 2", &sealed), Err(Error::Unsealable));
    })
    .await;
}

#[tokio::test]
async fn more_that_wait_than_is_allowed_are_refused() {
    for_each_place(async |place| {
        let options = Options {
            max_waiting: 0,
            ..Options::default()
        };
        let store = place.open_with(&options);
        let written: Result<u64> = store
            .write("one", |tx| tx.exec("DELETE FROM setting", params![]))
            .await;
        assert_eq!(written, Err(Error::Overloaded));
    })
    .await;
}
