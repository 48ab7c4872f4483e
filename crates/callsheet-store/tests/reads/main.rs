//! What is shown of jobs and workers, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod farm;
mod moves;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, SessionActionId, StepId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::action::ActionState;
use callsheet_core::view::ActionKind;
use callsheet_store::paths::{JobPath, SessionActionPath, SessionPath, StepPath, WorkerPath};
use callsheet_store::recipes::Recipes;
use callsheet_store::search::{
    Comparison, Condition, Found, JOBS, Order, ParameterTest, STEPS, Scope, Search, Searched,
    TASKS, WORKERS,
};
use callsheet_store::session_actions::ActionsWanted;
use callsheet_store::test_support::for_each_store;
use callsheet_store::{Result, Tx, V};
use farm::*;

/// Runs the same looks at the same farm on both engines.
async fn on_both(look: fn(&mut Tx) -> Result<()>) {
    for_each_store(async |store| {
        fill(&store).await;
        let looked: Result<()> = store
            .read("look", move |tx| -> Result<()> { look(tx) })
            .await;
        looked.unwrap();
    })
    .await;
}

/// As [`on_both`], in a transaction that may write.
async fn changed_on_both(change: fn(&mut Tx) -> Result<()>) {
    for_each_store(async |store| {
        fill(&store).await;
        let changed: Result<()> = store
            .write("change", move |tx| -> Result<()> { change(tx) })
            .await;
        changed.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_deleted_worker_did_can_still_be_read() {
    changed_on_both(|tx| {
        tx.delete_worker(WORKER)?;
        assert_eq!(tx.worker(&WORKER_PATH)?, None);
        let JobPath { farm, queue, job } = JOB_PATH;
        let session = tx.session(&SessionPath {
            farm,
            queue,
            job,
            session: SESSION,
        })?;
        assert_eq!(session.unwrap().worker, WORKER);
        let action = SessionActionId::new(SESSION, 1);
        assert!(
            tx.session_action(&SessionActionPath {
                farm,
                queue,
                job,
                action
            })?
            .is_some()
        );
        Ok(())
    })
    .await;
}

fn statuses(tx: &mut Tx, path: &StepPath, from: i64, limit: i64) -> Result<Vec<TaskStatus>> {
    let step = tx.step(path)?.expect("the step is there");
    Ok(tx
        .tasks_of_step(&step, from, limit)?
        .into_iter()
        .map(|task| task.status)
        .collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_without_a_row_are_made_up_from_their_step() {
    use TaskStatus::{Canceled, Failed, Pending, Ready, Running, Succeeded};
    on_both(|tx| {
        let all = [
            Succeeded, Running, Failed, Ready, Ready, Ready, Ready, Canceled, Ready, Ready,
        ];
        assert_eq!(statuses(tx, &RENDER_PATH, 0, 100)?, all);
        assert_eq!(statuses(tx, &RENDER_PATH, 6, 3)?, [Ready, Canceled, Ready]);
        assert_eq!(statuses(tx, &RENDER_PATH, 10, 3)?, []);
        // A page that begins within a chunk still shows what happened to the chunk.
        assert_eq!(
            statuses(tx, &ENCODE_PATH, 3, 4)?,
            [Failed, Failed, Pending, Pending]
        );
        let step = tx.step(&RENDER_PATH)?.unwrap();
        let running = tx.task(&step, 1)?.unwrap();
        assert_eq!(
            running.latest_session_action,
            Some(SessionActionId::new(SESSION, 2))
        );
        assert_eq!(tx.task(&step, 10)?, None);
        assert_eq!(tx.task(&step, -1)?, None);
        Ok(())
    })
    .await;
}

/// semantics 1.3-8.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_under_another_parent() {
    on_both(|tx| {
        let (farm, queue) = (FarmId::from_bytes([99; 16]), QueueId::from_bytes([99; 16]));
        let action = SessionActionId::new(SESSION, 1);
        let paths = [
            JOB_PATH,
            JobPath { farm, ..JOB_PATH },
            JobPath { queue, ..JOB_PATH },
            JobPath {
                job: OTHER_JOB,
                ..JOB_PATH
            },
        ];
        for (at, path) in paths.into_iter().enumerate() {
            let JobPath { farm, queue, job } = path;
            let is_right = at == 0;
            let is_a_job = at == 0 || at == 3;
            assert_eq!(tx.job(&path)?.is_some(), is_a_job, "{path:?}");
            let path = StepPath {
                farm,
                queue,
                job,
                step: RENDER,
            };
            assert_eq!(tx.step(&path)?.is_some(), is_right, "{path:?}");
            let path = SessionPath {
                farm,
                queue,
                job,
                session: SESSION,
            };
            assert_eq!(tx.session(&path)?.is_some(), is_right, "{path:?}");
            let path = SessionActionPath {
                farm,
                queue,
                job,
                action,
            };
            assert_eq!(tx.session_action(&path)?.is_some(), is_right, "{path:?}");
        }
        let fleet = FleetId::from_bytes([99; 16]);
        assert!(tx.worker(&WORKER_PATH)?.is_some());
        assert!(
            tx.worker(&WorkerPath {
                farm,
                ..WORKER_PATH
            })?
            .is_none()
        );
        assert!(
            tx.worker(&WorkerPath {
                fleet,
                ..WORKER_PATH
            })?
            .is_none()
        );
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_action_is_shown_as_it_is() {
    on_both(|tx| {
        let JobPath { farm, queue, job } = JOB_PATH;
        let mut at = |index| {
            let action = SessionActionId::new(SESSION, index);
            tx.session_action(&SessionActionPath {
                farm,
                queue,
                job,
                action,
            })
        };
        let running = at(2)?.unwrap();
        assert_eq!(running.kind, ActionKind::TaskRun { first: 1, count: 1 });
        assert!(
            matches!(running.state, ActionState::Running { .. }),
            "{:?}",
            running.state
        );
        assert_eq!(
            (running.step, running.progress_percent),
            (RENDER, Some(12.5))
        );
        assert_eq!(at(0)?.unwrap().kind, ActionKind::EnvEnter { ordinal: 0 });
        assert_eq!(at(3)?.unwrap().state.ended_at(), None);
        assert_eq!(at(4)?, None);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn session_actions_are_listed_page_by_page_and_by_task() {
    on_both(|tx| {
        let job = tx.job(&JOB_PATH)?.unwrap().key;
        let render = tx.step(&RENDER_PATH)?.unwrap().key;
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = tx.session_actions_of_job(job, &ActionsWanted::default(), after, 3)?;
            seen.extend(page.items.iter().map(|action| action.id.index()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 2, 3]);
        let wanted = ActionsWanted {
            session: Some(SESSION),
            task: Some((render, 1)),
        };
        let page = tx.session_actions_of_job(job, &wanted, None, 3)?;
        assert_eq!(
            page.items
                .iter()
                .map(|action| action.id.index())
                .collect::<Vec<_>>(),
            [2]
        );
        let sessions = tx.sessions_of_job(job, None, 10)?.items;
        assert_eq!(sessions, tx.sessions_of_worker(WORKER, None, 10)?.items);
        assert_eq!(sessions.len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_one_millisecond_are_each_listed_once() {
    on_both(|tx| {
        let first = tx.jobs_of_queue(&QUEUE_PATH, None, None, 1)?;
        let second = tx.jobs_of_queue(&QUEUE_PATH, None, first.next, 1)?;
        assert_eq!([first.items[0].id, second.items[0].id], [JOB, OTHER_JOB]);
        assert_eq!(second.next, None);
        assert_eq!(
            first.items[0].request, None,
            "a summary needs nothing of it"
        );
        assert!(tx.job(&JOB_PATH)?.unwrap().request.is_some());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ends_of_a_dependency_are_told() {
    on_both(|tx| {
        let render = tx.step(&RENDER_PATH)?.unwrap();
        let encode = tx.step(&ENCODE_PATH)?.unwrap();
        let dependencies = tx.dependencies_of_step(&encode, None, 10)?.items;
        assert_eq!(
            [(dependencies[0].id, dependencies[0].is_resolved)],
            [(RENDER, false)]
        );
        let consumers = tx.consumers_of_step(&render, None, 10)?.items;
        assert_eq!(
            [(consumers[0].id, consumers[0].is_resolved)],
            [(ENCODE, false)]
        );
        assert_eq!(
            (
                render.consumers,
                encode.dependencies,
                encode.unmet_dependencies
            ),
            (1, 1, 1)
        );
        assert_eq!(tx.dependencies_of_step(&render, None, 10)?.items, []);
        let page = tx.steps_of_job(render.job_key, None, 1)?;
        assert_eq!((page.items[0].id, page.next), (RENDER, Some(0)));
        assert_eq!(
            tx.steps_of_job(render.job_key, page.next, 1)?.items[0].id,
            ENCODE
        );
        assert_eq!(tx.step_plan(render.key)?.as_deref(), Some("{}"));
        Ok(())
    })
    .await;
}

fn scope(job: Option<JobId>) -> Scope {
    Scope {
        farm: FARM,
        queues: vec![QUEUE],
        job,
    }
}

fn found<T>(searched: Searched<T>) -> Found<T> {
    match searched {
        Searched::Found(found) => found,
        Searched::TooMany => panic!("too many of a handful"),
    }
}

fn all(condition: Condition) -> Search {
    Search {
        condition,
        orders: Vec::new(),
        offset: 0,
        limit: 100,
    }
}

/// semantics 3.12-18.
#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_searched_whether_or_not_they_have_a_row() {
    on_both(|tx| {
        let recipes = Recipes::default();
        let search = all(Condition::always());
        let found = found(tx.search_tasks(&recipes, &scope(Some(JOB)), &search)?);
        assert_eq!((found.total, found.items.len()), (18, 18));
        let indices = |step: StepId| {
            let of_step = found.items.iter().filter(|found| found.step == step);
            let mut indices: Vec<i64> = of_step.map(|found| found.task.index).collect();
            indices.sort_unstable();
            indices
        };
        assert_eq!(indices(RENDER), (0..10).collect::<Vec<_>>());
        assert_eq!(indices(ENCODE), (0..8).collect::<Vec<_>>());

        let status = TASKS.field("RUN_STATUS").unwrap();
        let values = vec![V::from(TaskStatus::Ready.code())];
        let ready = Condition::Among {
            field: status,
            values,
        };
        let search = Search {
            offset: 3,
            limit: 2,
            ..all(ready)
        };
        let found = self::found(tx.search_tasks(&recipes, &scope(None), &search)?);
        let shown: Vec<i64> = found.items.iter().map(|found| found.task.index).collect();
        assert_eq!((found.total, shown), (6, vec![6, 8]));
        Ok(())
    })
    .await;
}

/// Both jobs of the farm have `Frames`, a text, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_searched_and_sorted_by_their_parameters() {
    on_both(|tx| {
        let mut count = |name: &str, comparison: Comparison, value: &str| -> Result<usize> {
            let test = ParameterTest::new(name, comparison, value);
            let search = all(Condition::Parameter(test));
            Ok(tx.search_jobs(&scope(None), &search)?.total)
        };
        assert_eq!(count("Frames", Comparison::Equal, "1-10")?, 2);
        assert_eq!(count("Frames", Comparison::NotEqual, "1-10")?, 0);
        assert_eq!(count("Frames", Comparison::Greater, "0")?, 2);
        assert_eq!(count("Frames", Comparison::Less, "0")?, 0);
        assert_eq!(count("frames", Comparison::Equal, "1-10")?, 0);
        assert_eq!(count("Absent", Comparison::NotEqual, "'; --")?, 2);
        assert_eq!(count("Absent", Comparison::Equal, "")?, 0);
        for is_ascending in [true, false] {
            let name = "Frames".to_owned();
            let search = Search {
                orders: vec![Order::Parameter { name, is_ascending }],
                ..all(Condition::always())
            };
            assert_eq!(tx.search_jobs(&scope(None), &search)?.items.len(), 2);
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_steps_and_workers_are_searched() {
    on_both(|tx| {
        let mentions = |catalogue, text: &str| {
            all(Condition::Mentions {
                catalogue,
                text: text.to_owned(),
            })
        };
        let found = tx.search_jobs(&scope(None), &mentions(&JOBS, "shot"))?;
        assert_eq!((found.total, found.items[0].id), (1, JOB));
        assert!(found.items[0].request.as_ref().unwrap().contains("Frames"));
        let found = tx.search_jobs(&scope(None), &mentions(&JOBS, "0%"))?;
        assert_eq!((found.total, found.items[0].id), (1, OTHER_JOB));
        let found = tx.search_jobs(&scope(None), &mentions(&JOBS, "job-0606"))?;
        assert_eq!((found.total, found.items[0].id), (1, OTHER_JOB));

        let created = JOBS.field("CREATED_AT").unwrap();
        let since = Condition::Compare {
            field: created,
            comparison: Comparison::GreaterOrEqual,
            value: V::from(Timestamp::from_ms(1_700_000_000_000)),
        };
        let orders = vec![Order::Descending(JOBS.field("NAME").unwrap())];
        let found = tx.search_jobs(
            &scope(None),
            &Search {
                orders,
                limit: 1,
                ..all(since)
            },
        )?;
        assert_eq!((found.total, found.items[0].id), (2, JOB));

        let found = tx.search_steps(&scope(Some(JOB)), &mentions(&STEPS, "enc"))?;
        assert_eq!((found.total, found.items[0].id), (1, ENCODE));

        let status = WORKERS.field("STATUS").unwrap();
        let running = status.kind.read("RUNNING").unwrap();
        let running = Condition::Among {
            field: status,
            values: vec![running],
        };
        let found = tx.search_workers(FARM, &[FLEET], &all(running))?;
        assert_eq!((found.total, found.items[0].id), (1, WORKER));
        let idle = status.kind.read("IDLE").unwrap();
        let idle = Condition::Among {
            field: status,
            values: vec![idle],
        };
        assert_eq!(tx.search_workers(FARM, &[FLEET], &all(idle))?.total, 0);
        Ok(())
    })
    .await;
}
