//! Transactions that share one: each is all or nothing, whatever its neighbors do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use callsheet_store::test_support::{Place, for_each_store};
use callsheet_store::{Error, Options, Result, Store, Tx, params};
use tokio::task::JoinSet;

const WRITERS: i64 = 60;

async fn with_numbers(store: &Store) {
    let made: Result<u64> = store
        .write("make_numbers", |tx| {
            tx.exec(
                "CREATE TABLE number (id BIGINT PRIMARY KEY, number BIGINT NOT NULL)",
                params![],
            )?;
            tx.exec("INSERT INTO number VALUES (0, 0), (1, 0)", params![])
        })
        .await;
    made.unwrap();
}

async fn numbers(store: &Store) -> Vec<i64> {
    let read: Result<_> = store
        .read("numbers", |tx| {
            let sql = "SELECT number FROM number ORDER BY id";
            tx.query(sql, params![], |row| row.i64(0))
        })
        .await;
    read.unwrap()
}

/// Reads a number and writes the next one: two that interleave would lose one.
fn count_up(tx: &mut Tx, id: i64) -> Result<()> {
    let sql = "SELECT number FROM number WHERE id = $1";
    let number = tx.lock(sql, params![id], |row| row.i64(0))?.unwrap();
    let sql = "UPDATE number SET number = $2 WHERE id = $1";
    tx.exec(sql, params![id, number + 1])?;
    Ok(())
}

/// Each takes its rows in one order, as everybody does; but a group that holds the second row from
/// one of its members and wants the first for another would wait for a group that does the opposite.
/// Some refuse in the end, and some write alone.
#[tokio::test]
async fn those_that_meet_are_each_carried_out_once() {
    for_each_store(async |store| {
        with_numbers(&store).await;
        let mut writing = JoinSet::new();
        for writer in 0..WRITERS {
            let store = store.clone();
            writing.spawn(async move {
                let closure = move |tx: &mut Tx| {
                    for id in rows(writer) {
                        count_up(tx, *id)?;
                    }
                    if refuses(writer) {
                        return Err(Error::Unfit("a refusal"));
                    }
                    Ok(())
                };
                let answer = if writer % 5 == 0 {
                    store.write("alone", closure).await
                } else {
                    store.write_bulk("together", closure).await
                };
                assert_eq!(answer.is_err(), refuses(writer), "{writer}: {answer:?}");
            });
        }
        writing.join_all().await;
        let counted = |id| {
            let done = (0..WRITERS).filter(|writer| !refuses(*writer));
            done.filter(|writer| rows(*writer).contains(&id)).count()
        };
        let expected = [0, 1].map(|id| i64::try_from(counted(id)).unwrap());
        assert_eq!(numbers(&store).await, expected);
    })
    .await;
}

fn rows(writer: i64) -> &'static [i64] {
    match writer % 3 {
        0 => &[0, 1],
        1 => &[1],
        _ => &[0],
    }
}

fn refuses(writer: i64) -> bool {
    writer % 7 == 3
}

#[tokio::test]
async fn who_loses_a_race_in_a_group_is_run_again_without_the_others() {
    let place = Place::postgres();
    let store = place.open();
    with_numbers(&store).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let mut writing = JoinSet::new();
    for writer in 0..20 {
        let (store, attempts) = (store.clone(), Arc::clone(&attempts));
        writing.spawn(async move {
            let written: Result<()> = store
                .write_bulk("meets", move |tx| {
                    count_up(tx, 0)?;
                    if writer == 10 && attempts.fetch_add(1, Relaxed) < 2 {
                        // What a deadlock's victim is told.
                        tx.exec("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", params![])?;
                    }
                    Ok(())
                })
                .await;
            written
        });
    }
    for answer in writing.join_all().await {
        assert_eq!(answer, Ok(()));
    }
    assert_eq!(attempts.load(Relaxed), 3);
    assert_eq!(numbers(&store).await, [20, 0]);
}

#[tokio::test]
async fn a_race_that_a_group_never_wins_is_refused_at_last() {
    let place = Place::postgres();
    let store = place.open_with(&Options {
        attempts: 3,
        ..Options::default()
    });
    let lost: Result<u64> = store
        .write_bulk("loses", |tx| {
            tx.exec("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", params![])
        })
        .await;
    assert_eq!(lost, Err(Error::Contention));
    assert_eq!(store.stats().transactions["loses"].retries, 2);
}

#[tokio::test]
async fn a_panic_in_a_group_is_its_own() {
    for_each_store(async |store| {
        with_numbers(&store).await;
        let mut writing = JoinSet::new();
        for writer in 0..20 {
            let store = store.clone();
            writing.spawn(async move {
                let written: Result<()> = store
                    .write_bulk("panics", move |tx| {
                        count_up(tx, 0)?;
                        assert_ne!(writer, 7, "on purpose");
                        Ok(())
                    })
                    .await;
                (writer, written)
            });
        }
        for (writer, written) in writing.join_all().await {
            assert_eq!(written.is_ok(), writer != 7, "{writer}: {written:?}");
        }
        assert_eq!(numbers(&store).await, [19, 0]);
    })
    .await;
}
