//! The order in which a fleet's workers are shown jobs: what the index gives by skipping, against
//! sorting everything.

use std::cmp::Ordering;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, StepId, WorkerId};
use callsheet_core::schedule::agent_abilities::Agent;
use callsheet_core::schedule::configuration::{
    Asker, Configuration, PriorityBalanced, Standing, WeightedBalanced,
};
use callsheet_core::schedule::ranking::Ranking;
use callsheet_core::view::Key;
use callsheet_store::candidates::{self, Candidates};
use callsheet_store::recipes::Recipes;
use callsheet_store::test_support::for_each_store;
use callsheet_store::{Result, Tx, V, params};

const FARM: FarmId = FarmId::from_bytes([1; 16]);
const QUEUE: QueueId = QueueId::from_bytes([2; 16]);
const FLEET: FleetId = FleetId::from_bytes([3; 16]);
const NOW: Timestamp = Timestamp::from_ms(1_700_000_000_000);

/// A set of requirements that the gates before a worker let pass.
const NOTHING: &str = r#"{"amounts":[],"attributes":[]}"#;

/// A job of one step: what it needs, how it stands, and whether it has work.
#[derive(Clone, Copy)]
struct Job {
    requirement: Key,
    standing: Standing,
    has_work: bool,
}

/// A queue with a fleet. The fleet fits the sets of requirements with these numbers, of so many.
fn found(tx: &mut Tx, settings: &str, sets: i64, fits: impl Fn(i64) -> bool) -> Result<()> {
    tx.exec(
        "INSERT INTO farm (id, display_name, settings, created_at, created_by)
         VALUES ($1, 'f', '{}', 1, 'me')",
        params![FARM],
    )?;
    tx.exec(
        "INSERT INTO queue (id, farm_id, display_name, settings, created_at, created_by)
         VALUES ($1, $2, 'q', $3, 1, 'me')",
        params![QUEUE, FARM, settings],
    )?;
    tx.exec(
        "INSERT INTO fleet (id, farm_id, display_name, status, settings, created_at, created_by)
         VALUES ($1, $2, 'l', 'ACTIVE', '{}', 1, 'me')",
        params![FLEET, FARM],
    )?;
    tx.exec(
        "INSERT INTO queue_fleet (queue_id, fleet_id, farm_id, state, created_at, created_by)
         VALUES ($1, $2, $3, 0, 1, 'me')",
        params![QUEUE, FLEET, FARM],
    )?;
    let rows = (1..=sets).map(|set| {
        [
            set.into(),
            FARM.into(),
            id(0, set).to_vec().into(),
            NOTHING.into(),
        ]
    });
    tx.insert_rows("requirement (key, farm_id, digest, requirements)", rows)?;
    let fitting = (1..=sets).filter(|set| fits(*set));
    let rows = fitting.map(|set| [V::Int(set), FLEET.into()]);
    tx.insert_rows("eligibility (requirement_key, fleet_id)", rows)?;
    Ok(())
}

fn submit(tx: &mut Tx, jobs: &[Job]) -> Result<()> {
    let rows = jobs.iter().map(|job| {
        let standing = &job.standing;
        [
            standing.job_key.into(),
            JobId::from_bytes(id(4, standing.job_key)).into(),
            FARM.into(),
            QUEUE.into(),
            "job".into(),
            2.into(),
            "made".into(),
            standing.priority.into(),
            20.into(),
            5.into(),
            standing.workers.into(),
            standing.errors.into(),
            standing.submitted_at.into(),
            "me".into(),
        ]
    });
    tx.insert_rows(
        "job (key, id, farm_id, queue_id, name, state, state_message, priority,
              max_failed_tasks_count, max_retries_per_task, open_sessions, failure_retries,
              created_at, created_by)",
        rows,
    )?;
    let rows = jobs.iter().map(|job| {
        [
            job.standing.job_key.into(),
            StepId::from_bytes(id(5, job.standing.job_key)).into(),
            job.standing.job_key.into(),
            0.into(),
            "step".into(),
            job.requirement.into(),
            9.into(),
            1.into(),
            1.into(),
            i64::from(job.has_work).into(),
        ]
    });
    tx.insert_rows(
        "step (key, id, job_key, position, name, requirement_key, task_count, tail, status, ready)",
        rows,
    )?;
    let rows = jobs.iter().map(|job| {
        let standing = &job.standing;
        [
            standing.job_key.into(),
            job.requirement.into(),
            QUEUE.into(),
            (-standing.priority).into(),
            standing.workers.into(),
            1_000.into(),
            standing.errors.into(),
            standing.submitted_at.into(),
            i64::from(job.has_work).into(),
        ]
    });
    tx.insert_rows(
        "demand (job_key, requirement_key, queue_id, urgency, workers, most_workers, errors,
                 submitted_at, steps)",
        rows,
    )?;
    Ok(())
}

fn id(kind: u8, number: i64) -> [u8; 16] {
    let mut id = [kind; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

/// The keys of the first `most` jobs that a worker of the fleet is shown.
fn ranked(tx: &mut Tx, most: usize) -> Result<Vec<Key>> {
    let recipes = Recipes::default();
    let asker = candidates::Asker {
        worker: WorkerId::from_bytes([9; 16]),
        fleet: FLEET,
        agent: Agent::Other,
    };
    let mut candidates = Candidates::new(tx, &recipes, asker);
    let mut ranking = Ranking::new(None, NOW);
    let mut keys = Vec::new();
    while keys.len() < most
        && let Some(candidate) = ranking.at(keys.len(), &mut candidates)?
    {
        keys.push(candidate.job.key);
    }
    Ok(keys)
}

fn fits(set: i64) -> bool {
    set % 3 != 0
}

fn sorted(jobs: &[Job], configuration: &Configuration) -> Vec<Key> {
    let asker = Asker {
        job_key: None,
        now: NOW,
    };
    let mut jobs: Vec<Job> = jobs.to_vec();
    jobs.retain(|job| job.has_work && fits(job.requirement));
    jobs.sort_by(|one, other| -> Ordering {
        configuration.order(&one.standing, &other.standing, &asker)
    });
    jobs.iter().map(|job| job.standing.job_key).collect()
}

/// Numbers that look drawn, and are the same each time.
fn draw(seed: &mut u64, sides: i64) -> i64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    i64::try_from(*seed >> 33).unwrap_or(0) % sides
}

fn drawn_jobs(seed: &mut u64) -> Vec<Job> {
    let mut job = |job_key| Job {
        requirement: 1 + draw(seed, 7),
        standing: Standing {
            job_key,
            priority: draw(seed, 4) * 33,
            workers: draw(seed, 4),
            errors: draw(seed, 3),
            submitted_at: Timestamp::from_ms(NOW.as_ms() - 3_000_000 + job_key * 10_000),
        },
        has_work: draw(seed, 4) > 0,
    };
    (1..=120).map(&mut job).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn skipping_through_the_index_gives_the_order_of_sorting_everything() {
    let configurations = [
        ("{}", Configuration::PriorityFifo),
        (
            r#"{"schedulingConfiguration":{"priorityBalanced":{}}}"#,
            Configuration::PriorityBalanced(PriorityBalanced::default()),
        ),
        (
            r#"{"schedulingConfiguration":{"weightedBalanced":{
                "maxPriorityOverride":{"alwaysScheduleFirst":{}}}}}"#,
            Configuration::WeightedBalanced(WeightedBalanced {
                schedules_max_priority_first: true,
                ..WeightedBalanced::default()
            }),
        ),
    ];
    for (at, (settings, configuration)) in configurations.into_iter().enumerate() {
        for_each_store(async |store| {
            let mut seed = 1_000 + at as u64;
            let jobs = drawn_jobs(&mut seed);
            let expected = sorted(&jobs, &configuration);
            let shown = store.write("rank", move |tx| -> Result<_> {
                found(tx, settings, 7, fits)?;
                submit(tx, &jobs)?;
                ranked(tx, usize::MAX)
            });
            assert_eq!(shown.await.unwrap(), expected, "{configuration:?}");
        })
        .await;
    }
}

/// Ten thousand jobs, of which only the last fits, once of one kind and once each of its own.
#[tokio::test(flavor = "multi_thread")]
async fn the_one_job_that_fits_is_found_behind_all_others() {
    const JOBS: i64 = 10_000;
    let only_the_last = |set: i64| set == JOBS;
    for of_one_kind in [true, false] {
        for_each_store(async |store| {
            let job = move |job_key| Job {
                requirement: if of_one_kind && job_key < JOBS {
                    1
                } else {
                    job_key
                },
                standing: Standing {
                    job_key,
                    priority: 100 - job_key * 100 / JOBS,
                    workers: 0,
                    errors: 0,
                    submitted_at: NOW,
                },
                has_work: true,
            };
            let shown = store.write("rank", move |tx| -> Result<_> {
                found(tx, "{}", JOBS, only_the_last)?;
                submit(tx, &(1..=JOBS).map(job).collect::<Vec<_>>())?;
                ranked(tx, 2)
            });
            assert_eq!(shown.await.unwrap(), [JOBS]);
        })
        .await;
    }
}
