//! One farm with a bit of everything: two jobs; a step of ten tasks of which four have rows, a
//! chunked step that waits for it; a session with four actions.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, SessionId, StepId, WorkerId};
use callsheet_core::view::Key;
use callsheet_store::paths::{JobPath, QueuePath, StepPath, WorkerPath};
use callsheet_store::{Error, Result, Store, Tx, V, params};

pub const FARM: FarmId = FarmId::from_bytes([1; 16]);
pub const QUEUE: QueueId = QueueId::from_bytes([2; 16]);
pub const FLEET: FleetId = FleetId::from_bytes([3; 16]);
pub const WORKER: WorkerId = WorkerId::from_bytes([4; 16]);
pub const JOB: JobId = JobId::from_bytes([5; 16]);
pub const OTHER_JOB: JobId = JobId::from_bytes([6; 16]);
pub const RENDER: StepId = StepId::from_bytes([7; 16]);
pub const ENCODE: StepId = StepId::from_bytes([8; 16]);
pub const SESSION: SessionId = SessionId::from_bytes([9; 16]);

pub const QUEUE_PATH: QueuePath = QueuePath {
    farm: FARM,
    queue: QUEUE,
};
pub const JOB_PATH: JobPath = JobPath {
    farm: FARM,
    queue: QUEUE,
    job: JOB,
};
pub const RENDER_PATH: StepPath = StepPath {
    farm: FARM,
    queue: QUEUE,
    job: JOB,
    step: RENDER,
};
pub const ENCODE_PATH: StepPath = StepPath {
    farm: FARM,
    queue: QUEUE,
    job: JOB,
    step: ENCODE,
};
pub const WORKER_PATH: WorkerPath = WorkerPath {
    farm: FARM,
    fleet: FLEET,
    worker: WORKER,
};

const NOW: Timestamp = Timestamp::from_ms(1_700_000_000_000);

pub async fn fill(store: &Store) {
    let written: Result<()> = store.write("fill", |tx| -> Result<()> { rows(tx) }).await;
    written.unwrap();
}

fn rows(tx: &mut Tx) -> Result<()> {
    let named =
        "(id, display_name, settings, created_at, created_by) VALUES ($1, 'f', '{}', 1, 'me')";
    tx.exec(format!("INSERT INTO farm {named}"), params![FARM])?;
    tx.exec(
        "INSERT INTO queue (id, farm_id, display_name, settings, created_at, created_by)
         VALUES ($1, $2, 'q', '{}', 1, 'me')",
        params![QUEUE, FARM],
    )?;
    tx.exec(
        "INSERT INTO fleet (id, farm_id, display_name, status, settings, created_at, created_by)
         VALUES ($1, $2, 'l', 'ACTIVE', '{}', 1, 'me')",
        params![FLEET, FARM],
    )?;
    tx.exec(
        "INSERT INTO worker (id, farm_id, fleet_id, state, heard_at, open_sessions, host_name,
           host_properties, created_at, created_by)
         VALUES ($1, $2, $3, 2, $4, 1, 'node-1', '{}', $4, 'me')",
        params![WORKER, FARM, FLEET, NOW],
    )?;
    let job = job(tx, JOB, "Shot 010")?;
    job_document(tx, job)?;
    let other = self::job(tx, OTHER_JOB, "100%")?;
    job_document(tx, other)?;
    steps(tx, job)
}

/// Both are of the same millisecond: nothing but their numbers orders them.
fn job(tx: &mut Tx, id: JobId, name: &str) -> Result<Key> {
    let key = tx.one(
        "INSERT INTO job (id, farm_id, queue_id, name, state, state_message, priority,
           max_failed_tasks_count, max_retries_per_task, status, running, ready, created_at,
           created_by)
         VALUES ($1, $2, $3, $4, 2, 'made', 50, 20, 5, 5, 1, 7, $5, 'artist') RETURNING key",
        params![id, FARM, QUEUE, name, NOW],
        |row| row.i64(0),
    )?;
    key.ok_or_else(|| Error::broken("no key"))
}

fn job_document(tx: &mut Tx, job: Key) -> Result<()> {
    let request = r#"{"parameters":{"Frames":{"string":"1-10"}}}"#;
    tx.exec(
        "INSERT INTO job_document (job_key, template_type, template, request)
         VALUES ($1, 'JSON', '{}', $2)",
        params![job, request],
    )?;
    Ok(())
}

fn steps(tx: &mut Tx, job: Key) -> Result<()> {
    let requirement = tx.one(
        "INSERT INTO requirement (farm_id, digest, requirements) VALUES ($1, $2, '{\"amounts\":[],\"attributes\":[]}')
         RETURNING key",
        params![FARM, [0_u8; 16]],
        |row| row.i64(0),
    )?;
    let render = step(
        tx,
        [job, requirement.unwrap_or(0), 0, 10, 3, 1, 1, 0],
        RENDER,
        "Render",
    )?;
    let encode = step(
        tx,
        [job, requirement.unwrap_or(0), 1, 8, 5, 0, 0, 1],
        ENCODE,
        "Encode",
    )?;
    tx.exec(
        "INSERT INTO step_dependency VALUES ($1, $2)",
        params![encode, render],
    )?;
    session(tx, job, render)?;
    let ran: V<'_> = SESSION.into();
    let rows = [
        (render, 0, 1, 10, ran.clone(), V::Int(1)),
        (render, 1, 1, 5, ran, V::Int(2)),
        (render, 2, 1, 9, V::Null, V::Null),
        (render, 7, 1, 8, V::Null, V::Null),
        // A chunk of five.
        (encode, 0, 5, 9, V::Null, V::Null),
    ];
    tx.insert_rows(
        "task (step_key, first, count, status, session_id, action_index)",
        rows.map(|(step, first, count, status, session, action)| {
            [
                V::Int(step),
                V::Int(first),
                V::Int(count),
                V::Int(status),
                session,
                action,
            ]
        }),
    )?;
    Ok(())
}

/// The numbers are: job, requirement, position, task count, cursor, rows ahead, tail, unmet.
fn step(tx: &mut Tx, numbers: [i64; 8], id: StepId, name: &str) -> Result<Key> {
    let [
        job,
        requirement,
        position,
        count,
        cursor,
        ahead,
        tail,
        unmet,
    ] = numbers;
    let key = tx.one(
        "INSERT INTO step (id, job_key, position, name, requirement_key, task_count, cursor, ahead,
           tail, unmet, status, running)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 5, 1) RETURNING key",
        params![
            id,
            job,
            position,
            name,
            requirement,
            count,
            cursor,
            ahead,
            tail,
            unmet
        ],
        |row| row.i64(0),
    )?;
    let key = key.ok_or_else(|| Error::broken("no key"))?;
    tx.exec(
        "INSERT INTO step_document (step_key, plan) VALUES ($1, '{}')",
        params![key],
    )?;
    Ok(key)
}

fn session(tx: &mut Tx, job: Key, step: Key) -> Result<()> {
    tx.exec(
        "INSERT INTO session (id, job_key, step_key, farm_id, queue_id, fleet_id, worker_id, state,
           environments, started_at, progressed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8, $8)",
        params![SESSION, job, step, FARM, QUEUE, FLEET, WORKER, NOW],
    )?;
    // Enter an environment; run task 0; run task 1; never attempted: task 2.
    let actions = [
        (0, 2, 0, 0, 3),
        (1, 3, 0, 1, 3),
        (2, 3, 1, 1, 1),
        (3, 3, 2, 1, 7),
    ];
    for (index, kind, ordinal, count, state) in actions {
        let started = (state != 7).then_some(NOW);
        let ended = (state >= 3).then_some(NOW);
        tx.exec(
            "INSERT INTO session_action (session_id, action_index, kind, ordinal, count, state,
               started_at, ended_at, process_exit_code, progress_percent)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 12.5)",
            params![SESSION, index, kind, ordinal, count, state, started, ended],
        )?;
    }
    Ok(())
}
