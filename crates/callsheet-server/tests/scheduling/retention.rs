//! How long jobs are kept, and what becomes of them and of their usage afterwards.

use std::sync::Arc;

use callsheet_api::ids::{BudgetId, JobId, QueueId};
use callsheet_api::{ExceptionKind, Timestamp};
use callsheet_server::api::{
    budgets, jobs, queue_fleet_associations, queues, search, session_actions, sessions, steps,
    tags, targets, tasks,
};
use callsheet_server::background::{self, creation, retention};
use callsheet_server::error::{Error, Result};
use callsheet_store::logs::Event;
use callsheet_store::removal::Left;
use callsheet_store::test_support::for_each_place;
use callsheet_store::{Engine, params};
use serde_json::{Value, json};

use crate::farm::{Farm, Worker, for_each_farm, request};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Everything that a job has rows in.
const TABLES: [&str; 10] = [
    "job",
    "job_document",
    "step",
    "step_document",
    "step_dependency",
    "step_move",
    "task",
    "demand",
    "session",
    "session_action",
];

impl Farm {
    async fn sweep_removal(&self) {
        retention::sweep(&self.cx, "server").await.unwrap();
    }

    async fn rows(&self, table: &'static str) -> i64 {
        let reading = self.cx.store.read("count", move |tx| {
            tx.one(format!("SELECT COUNT(*) FROM {table}"), params![], |row| {
                row.i64(0)
            })
        });
        reading.await.unwrap().unwrap()
    }

    async fn assert_nothing_is_left(&self) {
        for table in TABLES {
            assert_eq!(self.rows(table).await, 0, "{table}");
        }
    }

    async fn get_job(&self, queue: QueueId, job: JobId) -> Result<()> {
        let ids = json!({ "farmId": self.id, "queueId": queue, "jobId": job });
        jobs::get_job(&self.cx, &self.admin, request(ids)).await?;
        Ok(())
    }

    async fn update_job(&self, queue: QueueId, job: JobId, changes: Value) {
        let mut ids = json!({ "farmId": self.id, "queueId": queue, "jobId": job });
        let changes = changes.as_object().unwrap().clone();
        ids.as_object_mut().unwrap().extend(changes);
        targets::update_job(&self.cx, &self.admin, request(ids))
            .await
            .unwrap();
    }

    /// Until it is given nothing any more.
    async fn run_all(&self, worker: Worker) {
        loop {
            let held = self.ask(worker).await;
            if held.assigned_sessions.is_empty() {
                return;
            }
            self.finish(worker, 1_000).await;
        }
    }
}

fn is_gone<T: std::fmt::Debug>(answer: Result<T>) -> bool {
    let Err(Error::Answer(exception)) = answer else {
        return false;
    };
    exception.kind == ExceptionKind::ResourceNotFound
}

/// semantics 3.10: jobs, with their steps, tasks, sessions and actions, are removed 120 days after
/// submission; what they cost is still known.
/// semantics 3.10-1, 3.10-2.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_with_all_that_it_did_and_its_usage_stays() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let tagged = json!({ "tags": { "show": "tuvalu" } });
        let job = farm.submit_with(queue, 50, 3, tagged, json!({})).await;
        let budget = farm.long_budget(queue).await;
        let worker = farm.worker(fleet).await;
        farm.run_all(worker).await;
        let seen = Seen::of(farm, queue, job).await;
        farm.write_log(&seen.log).await;
        let usage = farm.usage(queue).await;
        assert!(usage.contains(&job.to_string()), "{usage}");

        farm.pass(120 * DAY_MS - 60_000);
        farm.sweep_removal().await;
        farm.get_job(queue, job).await.unwrap();
        farm.pass(120_000);
        let mut keeper = farm.cx.clone();
        let mut config = (*keeper.config).clone();
        config.job_retention_days = 0;
        keeper.config = Arc::new(config);
        retention::sweep(&keeper, "server").await.unwrap();
        farm.get_job(queue, job).await.unwrap();
        farm.sweep_removal().await;
        assert!(is_gone(farm.get_job(queue, job).await));
        seen.assert_gone(farm).await;
        farm.assert_nothing_is_left().await;
        assert_eq!(farm.rows("tag").await, 0);
        assert_eq!(farm.usage(queue).await, usage);
        // Nobody had counted it for the budget before the job went.
        let used = farm.used_of(budget).await;
        assert!(
            usage.contains(&format!("\"sum\":{used}")),
            "{used}: {usage}"
        );
        assert!(farm.log_is_gone(&seen.log).await);
        // A queue goes on as if nothing had been.
        let next = farm.submit(queue, 50, 1).await;
        farm.get_job(queue, next).await.unwrap();

        farm.pass(4 * 365 * DAY_MS);
        farm.sweep_removal().await;
        assert_eq!(farm.rows("past_session").await, 0);
    })
    .await;
}

/// semantics 3.10: only what has ended, and archived jobs 120 days after archiving.
/// semantics 3.10-1.
#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_left_is_kept_and_an_archived_job_counts_from_then() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let ready = farm.submit(queue, 50, 2).await;
        let suspended = farm.submit(queue, 40, 2).await;
        let archived = farm.submit(queue, 30, 2).await;
        let canceled = farm.submit(queue, 20, 2).await;
        let hold = json!({ "targetTaskRunStatus": "SUSPENDED" });
        farm.update_job(queue, suspended, hold.clone()).await;
        farm.update_job(queue, archived, hold).await;
        let cancel = json!({ "targetTaskRunStatus": "CANCELED" });
        farm.update_job(queue, canceled, cancel).await;
        let refused = farm.submit_refused(queue).await;
        // It runs all the while, and ends late.
        let worker = farm.worker(fleet).await;
        farm.ask(worker).await;

        farm.pass(60 * DAY_MS);
        let away = json!({ "lifecycleStatus": "ARCHIVED" });
        farm.update_job(queue, archived, away).await;
        farm.pass(61 * DAY_MS);
        farm.sweep_removal().await;
        for kept in [ready, suspended, archived] {
            farm.get_job(queue, kept).await.unwrap();
        }
        for gone in [canceled, refused] {
            assert!(is_gone(farm.get_job(queue, gone).await));
        }
        farm.run_all(worker).await;
        farm.pass(60 * DAY_MS);
        farm.sweep_removal().await;
        assert!(is_gone(farm.get_job(queue, archived).await));
        farm.get_job(queue, ready).await.unwrap();
        farm.pass(61 * DAY_MS);
        farm.sweep_removal().await;
        assert!(is_gone(farm.get_job(queue, ready).await));
        farm.get_job(queue, suspended).await.unwrap();
    })
    .await;
}

/// Whoever is cut off between two slices is followed by another, and of two one does it.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_job_is_seen_by_nobody_and_removed_by_the_next_server() {
    for_each_place(async |place| {
        let farm = Farm::on(place).await;
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let job = farm.submit(queue, 50, 40).await;
        let worker = farm.worker(fleet).await;
        farm.run_all(worker).await;
        let other = farm.submit(queue, 50, 1).await;
        farm.plant_tasks(5_000).await;
        let seen = Seen::of(&farm, queue, job).await;
        let usage = farm.usage(queue).await;
        farm.pass(121 * DAY_MS);
        farm.cx.store.write("hide", hide_all).await.unwrap();

        let whole = farm.rows("task").await;
        let first = retention::remove_slice(&farm.cx, "one").await.unwrap();
        assert_eq!(first, Left::More);
        while farm.rows("task").await == whole {
            retention::remove_slice(&farm.cx, "one").await.unwrap();
        }
        let half = farm.rows("task").await;
        assert!(0 < half && half < whole, "{half} of {whole}");
        assert!(is_gone(farm.get_job(queue, job).await));
        seen.assert_gone(&farm).await;
        assert_eq!(farm.usage(queue).await, usage);

        if farm.cx.store.engine() == Engine::Postgres {
            let two = retention::remove_slice(&farm.cx, "two").await.unwrap();
            assert_eq!(two, Left::Nothing, "another server holds the lease");
            assert_eq!(farm.rows("task").await, half);
        }
        farm.pass(31_000);
        retention::sweep(&farm.cx, "two").await.unwrap();
        assert_eq!((farm.rows("task").await, farm.rows("job").await), (0, 1));
        farm.get_job(queue, other).await.unwrap();
        assert_eq!(farm.usage(queue).await, usage);
    })
    .await;
}

/// semantics 3.10: deleting a queue removes its jobs at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_jobs_of_a_deleted_queue_go_at_once_and_their_rows_soon() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let job = farm.submit(queue, 50, 3).await;
        farm.submit(queue, 40, 1_000_000).await;
        let worker = farm.worker(fleet).await;
        farm.ask(worker).await;
        let pair = json!({ "farmId": farm.id, "queueId": queue, "fleetId": fleet });
        let mut stop = pair.clone();
        stop["status"] = json!("STOP_SCHEDULING_AND_CANCEL_TASKS");
        let (cx, admin) = (&farm.cx, &farm.admin);
        queue_fleet_associations::update_queue_fleet_association(cx, admin, request(stop))
            .await
            .unwrap();
        farm.finish(worker, 1_000).await;
        queue_fleet_associations::delete_queue_fleet_association(cx, admin, request(pair))
            .await
            .unwrap();
        let ids = json!({ "farmId": farm.id, "queueId": queue });
        queues::delete_queue(cx, admin, request(ids)).await.unwrap();
        assert!(is_gone(farm.get_job(queue, job).await));
        let waiting = cx.store.read("waiting_tasks", |tx| tx.waiting_tasks());
        let waiting = format!("{:?}", waiting.await.unwrap());
        assert!(
            !waiting.contains("1000000") && !waiting.contains("999"),
            "{waiting}"
        );
        farm.sweep_removal().await;
        farm.assert_nothing_is_left().await;
    })
    .await;
}

fn hide_all(tx: &mut callsheet_store::Tx) -> callsheet_store::Result<()> {
    let before = Timestamp::from_ms(i64::MAX);
    let page = tx.jobs_submitted_before(before, None, 100)?;
    for (key, kept) in page.items {
        if kept.may_go(before) {
            tx.hide_job(key)?;
        }
    }
    Ok(())
}

/// What a client knows of a job.
struct Seen {
    ids: Value,
    queue: QueueId,
    job: JobId,
    step: String,
    session: String,
    action: String,
    log: (String, String),
}

impl Seen {
    async fn of(farm: &Farm, queue: QueueId, job: JobId) -> Self {
        let (cx, admin) = (&farm.cx, &farm.admin);
        let ids = json!({ "farmId": farm.id, "queueId": queue, "jobId": job });
        let steps = steps::list_steps(cx, admin, request(ids.clone()))
            .await
            .unwrap();
        let held = sessions::list_sessions(cx, admin, request(ids.clone()))
            .await
            .unwrap();
        let session = held.sessions[0].session_id.to_string();
        let mut of_session = ids.clone();
        of_session["sessionId"] = json!(session);
        let actions = session_actions::list_session_actions(cx, admin, request(of_session)).await;
        Self {
            queue,
            job,
            step: steps.steps[0].step_id.to_string(),
            action: actions.unwrap().session_actions[0]
                .session_action_id
                .to_string(),
            log: (
                format!("/aws/deadline/{}/{queue}", farm.id),
                session.clone(),
            ),
            session,
            ids,
        }
    }

    /// By whatever id one comes, it is not there.
    async fn assert_gone(&self, farm: &Farm) {
        let (cx, admin) = (&farm.cx, &farm.admin);
        let with = |name: &str, id: &str| {
            let mut ids = self.ids.clone();
            ids[name] = json!(id);
            ids
        };
        let step = steps::get_step(cx, admin, request(with("stepId", &self.step))).await;
        assert!(is_gone(step));
        let listed = tasks::list_tasks(cx, admin, request(with("stepId", &self.step))).await;
        assert!(is_gone(listed));
        let session = with("sessionId", &self.session);
        assert!(is_gone(
            sessions::get_session(cx, admin, request(session)).await
        ));
        let action = with("sessionActionId", &self.action);
        assert!(is_gone(
            session_actions::get_session_action(cx, admin, request(action)).await
        ));
        let arn = format!(
            "arn:aws:deadline:us-west-2:000000000000:farm/{}/queue/{}/job/{}",
            farm.id, self.queue, self.job
        );
        let input = request(json!({ "resourceArn": arn }));
        assert!(is_gone(
            tags::list_tags_for_resource(cx, admin, input).await
        ));
        let listing = json!({ "farmId": farm.id, "queueId": self.queue });
        let listed = jobs::list_jobs(cx, admin, request(listing)).await.unwrap();
        assert!(listed.jobs.iter().all(|job| job.job_id != self.job));
        let searching = json!({ "farmId": farm.id, "queueIds": [self.queue], "itemOffset": 0 });
        let found = search::search_tasks(cx, admin, request(searching.clone()))
            .await
            .unwrap();
        assert!(found.tasks.iter().all(|task| task.job_id != Some(self.job)));
        let found = search::search_jobs(cx, admin, request(searching))
            .await
            .unwrap();
        assert!(found.jobs.iter().all(|job| job.job_id != Some(self.job)));
    }
}

impl Farm {
    async fn write_log(&self, (group, stream): &(String, String)) {
        let event = Event {
            ms: self.now().as_ms(),
            message: "a line".to_owned(),
        };
        let now_ms = self.now().as_ms();
        let put = self.cx.logs.put_events(group, stream, vec![event], now_ms);
        put.await.unwrap();
        assert!(!self.log_is_gone(&(group.clone(), stream.clone())).await);
    }

    async fn log_is_gone(&self, (group, stream): &(String, String)) -> bool {
        let order = callsheet_store::logs::StreamOrder::Name;
        let found = self
            .cx
            .logs
            .describe_streams(group, Some(stream), order, false, None, 10);
        found.await.unwrap().0.is_empty()
    }

    /// What was used, by jobs, in JSON.
    async fn usage(&self, queue: QueueId) -> String {
        let of_queue = json!({ "queueIds": [queue] });
        let input = json!({
            "groupBy": ["JOB_ID", "USER_ID"], "statistics": ["SUM", "MIN", "MAX"],
            "startTime": Timestamp::from_ms(1_600_000_000_000),
            "endTime": Timestamp::from_ms(1_700_100_000_000),
        });
        let answer = self.statistics(self.statistics_of(of_queue, input)).await;
        serde_json::to_string(&answer.statistics.unwrap()).unwrap()
    }

    /// Over all that the test takes.
    async fn long_budget(&self, queue: QueueId) -> BudgetId {
        let until = Timestamp::from_ms(self.now().as_ms() + 365 * DAY_MS);
        let input = request(json!({
            "farmId": self.id, "displayName": "year", "approximateDollarLimit": 100.0,
            "usageTrackingResource": { "queueId": queue }, "actions": [],
            "schedule": { "fixed": { "startTime": self.now(), "endTime": until } },
        }));
        let created = budgets::create_budget(&self.cx, &self.admin, input).await;
        created.unwrap().budget_id
    }

    async fn used_of(&self, budget: BudgetId) -> f64 {
        background::budgets::sweep(self.cx.clone()).await.unwrap();
        let input = request(json!({ "farmId": self.id, "budgetId": budget }));
        let shown = budgets::get_budget(&self.cx, &self.admin, input).await;
        shown.unwrap().usages.approximate_dollar_usage
    }

    async fn submit_refused(&self, queue: QueueId) -> JobId {
        let template = json!({
            "specificationVersion": "jobtemplate-2023-09", "name": "job", "steps": [],
        });
        let input = request(json!({
            "farmId": self.id, "queueId": queue, "priority": 50,
            "template": template.to_string(), "templateType": "JSON",
        }));
        let created = callsheet_server::api::create_job::create_job(&self.cx, &self.admin, input);
        let job = created.await.unwrap().job_id;
        creation::create_waiting(&self.cx).await.unwrap();
        job
    }

    /// More rows of tasks beside those that were run, which only their removal looks at.
    async fn plant_tasks(&self, count: i64) {
        let planting = self.cx.store.write("plant", move |tx| {
            tx.exec(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
                 INSERT INTO task (step_key, first, count, status)
                 SELECT (SELECT MIN(key) FROM step), 1000000 + i, 1, 10 FROM n",
                params![count],
            )
        });
        planting
            .await
            .map(drop)
            .unwrap_or_else(|why: callsheet_store::Error| panic!("{why}"));
    }
}
