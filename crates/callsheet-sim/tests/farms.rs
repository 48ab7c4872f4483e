//! Many small farms on real stores, each from its seed. A failure names the seed: run it alone with
//! `CALLSHEET_SEED=… cargo test -p callsheet-sim --test farms`.

use std::ops::RangeInclusive;

use callsheet_sim::{Servers, Shape, World};
use callsheet_store::test_support::Place;

const QUIET: Shape = Shape {
    rounds: 50,
    workers: 3,
    jobs: 3,
    has_users: false,
    faults: false,
    with_tokens: 30,
};

const FAULTY: Shape = Shape {
    rounds: 120,
    workers: 4,
    faults: true,
    ..QUIET
};

const MEDDLED: Shape = Shape {
    has_users: true,
    ..FAULTY
};

/// Tells these seeds, or the one that was asked for.
fn run(seeds: RangeInclusive<u64>, story: impl AsyncFn(u64)) {
    let asked = std::env::var("CALLSHEET_SEED").ok();
    let seeds = match asked.map(|seed| seed.parse().expect("CALLSHEET_SEED is a number")) {
        Some(seed) => seed..=seed,
        None => seeds,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime of one thread needs nothing that could be missing");
    for seed in seeds {
        let told = std::panic::AssertUnwindSafe(|| runtime.block_on(story(seed)));
        // Why has been printed by then.
        assert!(
            std::panic::catch_unwind(told).is_ok(),
            "CALLSHEET_SEED={seed}"
        );
    }
}

fn on_sqlite(seeds: RangeInclusive<u64>, shape: Shape) {
    run(seeds, async |seed| {
        World::new(seed, shape, &Servers::One).await.run().await;
    });
}

/// Two servers, and a database for each seed.
fn on_postgres(seeds: RangeInclusive<u64>, shape: Shape) {
    run(seeds, async |seed| {
        let place = Place::postgres();
        let servers = Servers::Two(place.url.clone());
        World::new(seed, shape, &servers).await.run().await;
    });
}

#[test]
fn in_calm_every_job_succeeds() {
    on_sqlite(1..=100, QUIET);
}

#[test]
fn accidents_lose_nothing_and_run_nothing_twice() {
    on_sqlite(101..=300, FAULTY);
}

#[test]
fn whatever_users_do_every_count_is_right() {
    on_sqlite(301..=500, MEDDLED);
}

#[test]
fn two_servers_on_one_database_lose_nothing_and_run_nothing_twice() {
    on_postgres(
        1..=25,
        Shape {
            rounds: 60,
            ..FAULTY
        },
    );
}

#[test]
fn two_servers_on_one_database_agree_whatever_users_do() {
    on_postgres(
        26..=50,
        Shape {
            rounds: 60,
            ..MEDDLED
        },
    );
}

/// Here requests meet in the database itself.
#[test]
fn two_servers_never_exceed_a_limit_that_they_share() {
    let shape = Shape {
        with_tokens: 100,
        ..QUIET
    };
    run(1..=2, async |seed| {
        let place = Place::postgres();
        let servers = Servers::Two(place.url.clone());
        World::new(seed, shape, &servers).await.rush().await;
    });
}
