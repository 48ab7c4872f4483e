//! Targets on a whole job move rows without touching them; folding writes what they mean. Both are
//! held against a plain list of statuses, moved one by one.

use callsheet_api::Timestamp;
use callsheet_core::aim::aim_job;
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::{Dependencies, Target};
use callsheet_core::view::Key;
use callsheet_store::steps::Step;
use callsheet_store::tasks::Task;
use callsheet_store::test_support::for_each_store;
use callsheet_store::{Result, Tx, params};

use crate::farm::{RENDER_PATH, fill};

const MAX_RETRIES: i64 = 5;

/// FAILED is left out: a job that failed too often cancels what is left of it.
const TARGETS: [Target; 4] = [
    Target::Canceled,
    Target::Requeue,
    Target::Suspended,
    Target::Succeeded,
];

/// A few bits at a time of a number that seems to be drawn.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

fn tasks(tx: &mut Tx) -> Result<(Step, Vec<Task>)> {
    let step = tx.step(&RENDER_PATH)?.expect("the step is there");
    let tasks = tx.tasks_of_step(&step, 0, 100)?;
    Ok((step, tasks))
}

fn statuses(tasks: &[Task]) -> Vec<TaskStatus> {
    tasks.iter().map(|task| task.status).collect()
}

/// The farm's rows were written by hand; its counters are made to say the same.
fn count(tx: &mut Tx, job_key: Key) -> Result<()> {
    const NAMES: [&str; 12] = [
        "pending",
        "ready",
        "assigned",
        "starting",
        "scheduled",
        "running",
        "interrupting",
        "suspended",
        "canceled",
        "failed",
        "succeeded",
        "not_compatible",
    ];
    tx.exec("UPDATE session SET next_index = 4", params![])?;
    // Failed for good: nothing requeues it.
    let sql = "UPDATE task SET retries = $1 WHERE first = 2";
    tx.exec(sql, params![MAX_RETRIES])?;
    let counts: Vec<String> = NAMES
        .iter()
        .enumerate()
        .map(|(code, name)| {
            format!(
                "{name} = (SELECT COALESCE(CAST(SUM(t.count) AS BIGINT), 0) FROM task t
                   WHERE t.step_key = step.key AND t.status = {code})
                 + CASE WHEN tail = {code} THEN task_count - cursor - ahead ELSE 0 END"
            )
        })
        .collect();
    tx.exec(format!("UPDATE step SET {}", counts.join(", ")), params![])?;
    let sums: Vec<String> = NAMES
        .iter()
        .map(|name| {
            format!("{name} = (SELECT CAST(SUM({name}) AS BIGINT) FROM step WHERE job_key = $1)")
        })
        .collect();
    let sql = format!(
        "UPDATE job SET open_sessions = 1, {} WHERE key = $1",
        sums.join(", ")
    );
    tx.exec(sql, params![job_key])?;
    tx.exec(
        "INSERT INTO demand (job_key, requirement_key, queue_id, urgency, workers, most_workers,
           errors, submitted_at, steps)
         SELECT j.key, p.requirement_key, j.queue_id, -j.priority, j.open_sessions,
           CAST($2 AS BIGINT), j.failure_retries + j.failed, j.created_at,
           COUNT(*) FILTER (WHERE p.ready > 0)
         FROM job j JOIN step p ON p.job_key = j.key WHERE j.key = $1
         GROUP BY j.key, p.requirement_key",
        params![job_key, i64::MAX],
    )?;
    Ok(())
}

fn moved(task: &Task, target: Target) -> TaskStatus {
    let is_spent = task.status == TaskStatus::Failed && task.failure_retries >= MAX_RETRIES;
    let stays = !target.moves(task.status) || (target == Target::Requeue && is_spent);
    if task.status.is_held() {
        TaskStatus::Interrupting
    } else if stays {
        task.status
    } else {
        target.arrives(Dependencies::Met)
    }
}

fn aim(tx: &mut Tx, job_key: Key, target: Target, now: Timestamp) -> Result<()> {
    let mut view = tx.job_view(job_key)?.expect("the job is there");
    let changes = aim_job(&mut view, target, now).expect("the job may be aimed at");
    tx.apply(&changes, now)?;
    Ok(())
}

fn is_as_it_counts(tx: &mut Tx, job_key: Key) -> Result<()> {
    assert_eq!(tx.recount_job(job_key)?, Vec::<String>::new());
    Ok(())
}

/// Aims again and again, folds now and then, and looks after each.
fn play(tx: &mut Tx, seed: u64) -> Result<()> {
    let (step, _) = tasks(tx)?;
    count(tx, step.job_key)?;
    let mut dice = Dice(seed);
    for round in 0..40 {
        let (_, before) = tasks(tx)?;
        let now = Timestamp::from_ms(1_700_000_000_000 + round * 1_000);
        if dice.roll(3) == 0 {
            tx.fold_tasks(step.key, 1 + i64::try_from(dice.roll(3)).unwrap())?;
            assert_eq!(tasks(tx)?.1, before, "seed {seed}, round {round}");
            continue;
        }
        let target = TARGETS[dice.roll(TARGETS.len())];
        aim(tx, step.job_key, target, now)?;
        let expected: Vec<_> = before.iter().map(|task| moved(task, target)).collect();
        let (_, after) = tasks(tx)?;
        assert_eq!(
            statuses(&after),
            expected,
            "seed {seed}, round {round}, {target:?}"
        );
        for (one, other) in before.iter().zip(&after) {
            let has_row = one.updated_at.is_some() || one.latest_session_action.is_some();
            if has_row && one.status != other.status && !other.status.is_held() {
                assert_eq!(other.updated_at, Some(now), "seed {seed}, round {round}");
                assert_eq!(other.ended_at.is_some(), other.status.is_final());
            }
        }
        is_as_it_counts(tx, step.job_key)?;
    }
    let (_, before) = tasks(tx)?;
    while !tx.fold_tasks(step.key, 1)? {}
    assert_eq!(tasks(tx)?.1, before);
    assert_eq!(
        tx.unfolded_steps(9)?
            .iter()
            .find(|(_, key)| *key == step.key),
        None
    );
    is_as_it_counts(tx, step.job_key)
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_moved_all_at_once_are_where_each_would_have_gone() {
    for seed in 1..=3 {
        for_each_store(async |store| {
            fill(&store).await;
            let played: Result<()> = store
                .write("play", move |tx| -> Result<()> { play(tx, seed) })
                .await;
            played.unwrap();
        })
        .await;
    }
}
