//! Statistics of sessions, over farms on both stores. Here an hour of a worker costs two dollars.

use std::time::Duration;

use callsheet_api::types::{
    GetSessionsStatisticsAggregationResponse, SessionsStatisticsAggregationStatus as Status,
};
use callsheet_api::{Exception, ExceptionKind, Timestamp};
use callsheet_server::api::sessions_statistics::{self, lease};
use callsheet_server::background::statistics;
use callsheet_server::error::{Error, Result};
use callsheet_store::statistics::TakenAggregation;
use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, request};

const HOUR_MS: i64 = 3_600_000;

impl Farm {
    /// An aggregation whose server ends before it does.
    async fn lose(&self, id: &str, input: &Value) {
        let lost = TakenAggregation {
            id: id.to_owned(),
            farm: self.id,
            asked: input.to_string(),
        };
        let now = self.now();
        let starting = self.cx.store.write("start", move |tx| {
            tx.insert_aggregation(&lost, now, lease(now))
        });
        starting.await.unwrap();
    }

    pub fn statistics_of(&self, resources: Value, more: Value) -> Value {
        let mut input = json!({
            "farmId": self.id, "resourceIds": resources, "groupBy": ["QUEUE_ID"],
            "statistics": ["SUM", "AVG"],
            "startTime": Timestamp::from_ms(self.now().as_ms() - 1_000 * HOUR_MS),
            "endTime": Timestamp::from_ms(self.now().as_ms() + 1_000 * HOUR_MS),
        });
        let more = more.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(more);
        input
    }

    async fn start_statistics(&self, input: Value) -> Result<String> {
        let (cx, admin) = (&self.cx, &self.admin);
        let started =
            sessions_statistics::start_sessions_statistics_aggregation(cx, admin, request(input));
        Ok(started.await?.aggregation_id)
    }

    async fn get_statistics(
        &self,
        id: &str,
        more: Value,
    ) -> Result<GetSessionsStatisticsAggregationResponse> {
        let mut input = json!({ "farmId": self.id, "aggregationId": id });
        let more = more.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(more);
        let input = request(input);
        sessions_statistics::get_sessions_statistics_aggregation(&self.cx, &self.admin, input).await
    }

    /// Once it is over.
    pub async fn statistics(&self, input: Value) -> GetSessionsStatisticsAggregationResponse {
        let id = self.start_statistics(input).await.unwrap();
        let over = async {
            loop {
                let answer = self.get_statistics(&id, json!({})).await.unwrap();
                if answer.status != Status::InProgress {
                    return answer;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), over)
            .await
            .unwrap()
    }
}

fn refused(answer: Result<impl std::fmt::Debug>) -> Exception {
    match answer.unwrap_err() {
        Error::Answer(exception) => exception,
        other => panic!("no answer: {other:?}"),
    }
}

/// An hour of one worker, ended; half an hour of another, still going on: three dollars.
/// semantics 3.11-2, 3.11-3, 3.11-7.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_added_up_by_queue_fleet_job_and_user() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleets = [farm.fleet(1, &[queue]).await, farm.fleet(1, &[queue]).await];
        let job = farm.submit(queue, 50, 2).await;
        let (first, second) = (farm.worker(fleets[0]).await, farm.worker(fleets[1]).await);
        farm.ask(first).await;
        farm.pass(HOUR_MS / 2);
        farm.ask(second).await;
        farm.finish(first, HOUR_MS / 2).await;

        let of_queue = json!({ "queueIds": [queue] });
        let all = farm
            .statistics(farm.statistics_of(of_queue.clone(), json!({})))
            .await;
        assert_eq!(all.status, Status::Completed);
        let rows = all.statistics.unwrap();
        assert_eq!((rows.len(), rows[0].count), (1, 2));
        assert_eq!(rows[0].queue_id, Some(queue));
        let (time, cost) = (&rows[0].runtime_in_seconds, &rows[0].cost_in_usd);
        assert_eq!(
            (time.sum, time.avg, time.min),
            (Some(5_400.0), Some(2_700.0), None)
        );
        assert_eq!(cost.sum, Some(3.0));

        let by = json!({ "groupBy": ["JOB_ID", "FLEET_ID"], "period": "HOURLY" });
        let rows = farm.statistics(farm.statistics_of(of_queue, by)).await;
        let rows = rows.statistics.unwrap();
        assert!(rows.iter().all(|row| row.job_id == Some(job)));
        assert!(
            rows.iter()
                .all(|row| row.job_name.as_deref() == Some("job"))
        );
        let of_first = rows.iter().filter(|row| row.fleet_id == Some(fleets[0]));
        let time: f64 = of_first.filter_map(|row| row.runtime_in_seconds.sum).sum();
        assert_eq!(time, 3_600.0);

        let of_fleet = json!({ "fleetIds": [fleets[1]] });
        let by_user = json!({ "groupBy": ["USER_ID"] });
        let rows = farm.statistics(farm.statistics_of(of_fleet, by_user)).await;
        let rows = rows.statistics.unwrap();
        assert_eq!(rows[0].runtime_in_seconds.sum, Some(1_800.0));
        assert!(rows[0].user_id.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_pages_and_are_kept_for_an_hour() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        for _ in 0..3 {
            farm.submit(queue, 50, 1).await;
            let worker = farm.worker(fleet).await;
            farm.ask(worker).await;
            farm.finish(worker, 1_000).await;
        }
        let by_job = json!({ "groupBy": ["JOB_ID"] });
        let input = farm.statistics_of(json!({ "queueIds": [queue] }), by_job);
        assert_eq!(
            farm.statistics(input.clone())
                .await
                .statistics
                .unwrap()
                .len(),
            3
        );
        let id = farm.start_statistics(input).await.unwrap();
        let two = loop {
            let answer = farm
                .get_statistics(&id, json!({ "maxResults": 2 }))
                .await
                .unwrap();
            if answer.status == Status::Completed {
                break answer;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(two.statistics.unwrap().len(), 2);
        let more = json!({ "maxResults": 2, "nextToken": two.next_token });
        let last = farm.get_statistics(&id, more).await.unwrap();
        assert_eq!((last.statistics.unwrap().len(), last.next_token), (1, None));
        let before_ms = farm.now().as_ms() + 1;
        let forgetting = farm
            .cx
            .store
            .write("forget", move |tx| tx.delete_aggregations_before(before_ms));
        forgetting.await.unwrap();
        let gone = refused(farm.get_statistics(&id, json!({})).await);
        assert_eq!(gone.kind, ExceptionKind::ResourceNotFound);
    })
    .await;
}

/// semantics 2.13-5, 3.11-5.
#[tokio::test(flavor = "multi_thread")]
async fn a_farm_has_one_aggregation_at_a_time_and_a_lost_one_times_out() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let lost = "0123456789abcdef0123456789abcdef";
        let input = farm.statistics_of(json!({ "queueIds": [queue] }), json!({}));
        farm.lose(lost, &input).await;
        let busy = refused(farm.start_statistics(input.clone()).await);
        assert_eq!(busy.kind, ExceptionKind::Throttling);
        let waits = farm.get_statistics(lost, json!({})).await.unwrap();
        assert_eq!((waits.status, waits.statistics), (Status::InProgress, None));
        farm.pass(11 * 60_000);
        let late = farm.get_statistics(lost, json!({})).await.unwrap();
        assert_eq!(late.status, Status::Timeout);
        statistics::sweep(farm.cx.clone()).await.unwrap();
        let late = farm.get_statistics(lost, json!({})).await.unwrap();
        assert_eq!(late.status, Status::Timeout, "it stays so");
        assert_eq!(farm.statistics(input).await.statistics, Some(Vec::new()));

        let backwards = json!({ "endTime": Timestamp::from_ms(0) });
        let backwards = farm.statistics_of(json!({ "queueIds": [queue] }), backwards);
        let refusal = refused(farm.start_statistics(backwards).await);
        assert!(refusal.to_string().contains("endTime"), "{refusal}");
        let unknown = json!({ "queueIds": [callsheet_api::ids::QueueId::from_bytes([9; 16])] });
        let unknown = farm.statistics_of(unknown, json!({}));
        let refusal = refused(farm.start_statistics(unknown).await);
        assert_eq!(refusal.kind, ExceptionKind::ResourceNotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_left_is_added_up_by_whoever_is_there() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let left = "0123456789abcdef0123456789abcdef";
        let input = farm.statistics_of(json!({ "queueIds": [queue] }), json!({}));
        farm.lose(left, &input).await;
        let status = async || {
            statistics::sweep(farm.cx.clone()).await.unwrap();
            farm.get_statistics(left, json!({})).await.unwrap().status
        };
        assert_eq!(status().await, Status::InProgress, "its server may live");
        farm.pass(60_000);
        assert_eq!(status().await, Status::Completed);
    })
    .await;
}

/// Eleven years of one session, hour by hour.
/// semantics 2.13-5.
#[tokio::test(flavor = "multi_thread")]
async fn more_rows_than_anybody_reads_are_refused_with_what_would_help() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(json!({ "priorityFifo": {} })).await;
        let fleet = farm.fleet(1, &[queue]).await;
        farm.submit(queue, 50, 1).await;
        farm.ask(farm.worker(fleet).await).await;
        let started_at = farm.now();
        farm.pass(100_001 * HOUR_MS);
        let by_hour = json!({ "period": "HOURLY", "startTime": started_at });
        let input = farm.statistics_of(json!({ "queueIds": [queue] }), by_hour);
        let answer = farm.statistics(input).await;
        assert_eq!((answer.status, answer.statistics), (Status::Failed, None));
        assert!(answer.status_message.unwrap().contains("a longer period"));
    })
    .await;
}
