//! Many small farms, each from its seed. A failure names the seed: run it alone with
//! `CALLSHEET_SEED=… cargo test -p callsheet-sim`.

use callsheet_sim::{Shape, World};

const SEEDS: u64 = 60;

fn seeds() -> Vec<u64> {
    match std::env::var("CALLSHEET_SEED") {
        Ok(seed) => vec![seed.parse().expect("CALLSHEET_SEED is a number")],
        Err(_) => (1..=SEEDS).collect(),
    }
}

fn run(shape: Shape) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime of one thread needs nothing that could be missing");
    for seed in seeds() {
        let story = std::panic::catch_unwind(|| {
            runtime.block_on(async { World::new(seed, shape).await.run().await });
        });
        // Why has been printed by then.
        assert!(story.is_ok(), "CALLSHEET_SEED={seed}, {shape:?}");
    }
}

#[test]
fn in_calm_every_job_succeeds() {
    run(Shape {
        rounds: 50,
        workers: 3,
        jobs: 3,
        has_users: false,
        faults: false,
    });
}

#[test]
fn accidents_lose_nothing_and_run_nothing_twice() {
    run(Shape {
        rounds: 400,
        workers: 4,
        jobs: 3,
        has_users: false,
        faults: true,
    });
}

#[test]
fn whatever_users_do_every_count_is_right() {
    run(Shape {
        rounds: 400,
        workers: 4,
        jobs: 3,
        has_users: true,
        faults: true,
    });
}
