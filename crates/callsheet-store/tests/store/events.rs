//! The outbox of events: what is told stays in order, and nothing of it is lost.

use std::sync::mpsc;

use callsheet_api::Timestamp;
use callsheet_api::ids::{BudgetId, FarmId};
use callsheet_core::event::cursor::Cursor;
use callsheet_core::event::noted::About;
use callsheet_core::event::{Happened, Level};
use callsheet_store::test_support::{Place, for_each_store};
use callsheet_store::{Error, Result, Store, Tx};

const FARM: FarmId = FarmId::from_bytes([1; 16]);

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn tell(tx: &mut Tx, percent: f64, ms: i64) {
    let budget = BudgetId::from_bytes([2; 16]);
    let happened = Happened::BudgetThreshold { budget, percent };
    tx.tell(About::Farm(FARM), happened, at(ms));
}

async fn write(store: &Store, percent: f64) {
    let written: Result<()> = store
        .write("tell", move |tx| {
            tell(tx, percent, 5);
            Ok(())
        })
        .await;
    written.unwrap();
}

async fn number(store: &Store) -> u64 {
    let numbered = store.write("number", |tx| tx.number_events(7, 100));
    numbered.await.unwrap()
}

async fn told(store: &Store) -> Vec<(i64, f64)> {
    let told = store
        .read("told", |tx| tx.events_from(0, 100))
        .await
        .unwrap();
    let percent = |happened: &Happened| match happened {
        Happened::BudgetThreshold { percent, .. } => *percent,
        _ => f64::NAN,
    };
    told.iter()
        .map(|told| (told.position, percent(&told.happened)))
        .collect()
}

#[tokio::test]
async fn a_transaction_that_is_undone_tells_nothing() {
    for_each_store(async |store| {
        store.outbox().want(Level::Jobs);
        write(&store, 1.0).await;
        let refused: Result<()> = store
            .write("refuse", |tx| {
                tell(tx, 2.0, 2);
                Err(Error::Unfit("a refusal"))
            })
            .await;
        refused.unwrap_err();
        let refused: Result<()> = store
            .write_bulk("refuse", |tx| {
                tell(tx, 3.0, 3);
                Err(Error::Unfit("a refusal"))
            })
            .await;
        refused.unwrap_err();
        write(&store, 4.0).await;
        assert_eq!(number(&store).await, 2);
        assert_eq!(number(&store).await, 0);
        assert_eq!(told(&store).await, [(1, 1.0), (2, 4.0)]);
    })
    .await;
}

/// Its row was written first, but readers are past the other one by then.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_late_is_told_late_but_not_lost() {
    let place = Place::postgres();
    let (store, other) = (place.open(), place.open());
    store.outbox().want(Level::Jobs);
    other.outbox().want(Level::Jobs);
    let (has_written, written) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel();
    let slow = tokio::spawn({
        let store = store.clone();
        async move {
            let telling: Result<()> = store
                .write("slow", move |tx| {
                    // At its end a closure's notes are written: so this is a transaction that has
                    // drawn its key and is not committed.
                    tx.exec(
                        "INSERT INTO event (at, farm_id, happened) SELECT 1, $1,
                         '{\"BudgetThreshold\":{\"budget\":\"budget-02020202020202020202020202020202\",\"percent\":1.0}}'",
                        &[FARM.into()],
                    )?;
                    has_written.send(()).unwrap();
                    may_go_on.recv().unwrap();
                    Ok(())
                })
                .await;
            telling.unwrap();
        }
    });
    let written = tokio::task::spawn_blocking(move || written.recv().unwrap());
    written.await.unwrap();
    write(&other, 2.0).await;
    assert_eq!(number(&other).await, 1);
    go_on.send(()).unwrap();
    slow.await.unwrap();
    assert_eq!(number(&other).await, 1);
    assert_eq!(told(&other).await, [(1, 2.0), (2, 1.0)]);
}

#[tokio::test]
async fn events_stay_until_they_are_old_and_every_reader_has_them() {
    for_each_store(async |store| {
        store.outbox().want(Level::Jobs);
        for percent in [1.0, 2.0, 3.0] {
            write(&store, percent).await;
        }
        number(&store).await;
        let keep = |cursor: Cursor| {
            store.write("reader", move |tx| {
                tx.delete_event_reader("a")?;
                tx.keep_event_reader("a", Level::Jobs, cursor, None)
            })
        };
        let forget = async |old: i64, very_old: i64| -> Vec<i64> {
            let forgetting = store.write("forget", move |tx| {
                tx.delete_events(at(old), at(very_old), 100)
            });
            forgetting.await.unwrap();
            told(&store).await.iter().map(|told| told.0).collect()
        };
        let within = Cursor {
            position: 2,
            number: 0,
        };
        keep(within).await.unwrap();
        assert_eq!(
            forget(100, 0).await,
            [2, 3],
            "it is still within the second"
        );
        keep(Cursor::whole(2)).await.unwrap();
        assert_eq!(forget(5, 0).await, [2, 3], "the second is not old");
        assert_eq!(forget(100, 0).await, [3]);
        assert_eq!(
            forget(100, 100).await,
            [0; 0],
            "nobody holds them up for ever"
        );
        // What comes next does not begin anew.
        write(&store, 4.0).await;
        number(&store).await;
        assert_eq!(told(&store).await, [(4, 4.0)]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wanted_is_the_most_that_anybody_wants_now() {
    for_each_store(async |store| {
        let wanted = |now| store.read("wanted", move |tx| tx.events_wanted(at(now)));
        assert_eq!(wanted(0).await, Ok(Level::Nothing));
        let wishing: Result<()> = store
            .write("want", |tx| {
                tx.want_events("some", Level::Jobs, at(100))?;
                tx.want_events("all", Level::Tasks, at(50))?;
                // Who wants it for a shorter time takes nothing away.
                tx.want_events("all", Level::Tasks, at(40))
            })
            .await;
        wishing.unwrap();
        let levels = [0, 49, 50, 99, 100].map(wanted);
        let mut found = Vec::new();
        for level in levels {
            found.push(level.await.unwrap());
        }
        use Level::{Jobs, Nothing, Tasks};
        assert_eq!(found, [Tasks, Tasks, Jobs, Jobs, Nothing]);
    })
    .await;
}
