//! What queues cost, and what their budgets do about it. Here an hour of a worker costs two dollars.

use std::sync::Arc;

use callsheet_api::ids::{BudgetId, QueueId};
use callsheet_api::types::{
    BudgetStatus, GetBudgetResponse, GetQueueResponse, ListBudgetsResponse, QueueBlockedReason,
    QueueStatus,
};
use callsheet_api::{Exception, ExceptionKind, Timestamp};
use callsheet_server::api::{budgets, farms, queues};
use callsheet_server::background;
use callsheet_server::error::{Error, Result};
use callsheet_store::test_support::for_each_place;
use serde_json::{Value, json};

use crate::farm::{Farm, for_each_farm, job_of, request};

const MINUTE_MS: i64 = 60_000;
const COMPLETE: &str = "STOP_SCHEDULING_AND_COMPLETE_TASKS";
const CANCEL: &str = "STOP_SCHEDULING_AND_CANCEL_TASKS";

fn action(kind: &str, threshold: f64) -> Value {
    json!({ "type": kind, "thresholdPercentage": threshold })
}

impl Farm {
    fn after(&self, minutes: i64) -> Timestamp {
        Timestamp::from_ms(self.now().as_ms() + minutes * MINUTE_MS)
    }

    /// From now on for a day.
    async fn budget(&self, queue: QueueId, dollars: f64, actions: Value) -> BudgetId {
        let input = self.new_budget(queue, dollars, actions);
        self.create_budget(input).await.unwrap()
    }

    fn new_budget(&self, queue: QueueId, dollars: f64, actions: Value) -> Value {
        json!({
            "farmId": self.id, "displayName": "month", "approximateDollarLimit": dollars,
            "usageTrackingResource": { "queueId": queue }, "actions": actions,
            "schedule": { "fixed": { "startTime": self.now(), "endTime": self.after(24 * 60) } },
        })
    }

    async fn create_budget(&self, input: Value) -> Result<BudgetId> {
        let created = budgets::create_budget(&self.cx, &self.admin, request(input)).await;
        created.map(|created| created.budget_id)
    }

    async fn get_budget(&self, budget: BudgetId) -> Result<GetBudgetResponse> {
        let input = request(json!({ "farmId": self.id, "budgetId": budget }));
        budgets::get_budget(&self.cx, &self.admin, input).await
    }

    async fn used_usd(&self, budget: BudgetId) -> f64 {
        let shown = self.get_budget(budget).await.unwrap();
        shown.usages.approximate_dollar_usage
    }

    async fn update_budget(&self, budget: BudgetId, changes: Value) -> Result<()> {
        let mut input = json!({ "farmId": self.id, "budgetId": budget });
        let changes = changes.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(changes);
        budgets::update_budget(&self.cx, &self.admin, request(input)).await?;
        Ok(())
    }

    async fn list_budgets(&self, more: Value) -> ListBudgetsResponse {
        let mut input = json!({ "farmId": self.id });
        let more = more.as_object().unwrap().clone();
        input.as_object_mut().unwrap().extend(more);
        budgets::list_budgets(&self.cx, &self.admin, request(input))
            .await
            .unwrap()
    }

    async fn delete_budget(&self, budget: BudgetId) -> Result<()> {
        let input = request(json!({ "farmId": self.id, "budgetId": budget }));
        budgets::delete_budget(&self.cx, &self.admin, input).await?;
        Ok(())
    }

    async fn get_queue(&self, queue: QueueId) -> GetQueueResponse {
        let input = request(json!({ "farmId": self.id, "queueId": queue }));
        queues::get_queue(&self.cx, &self.admin, input)
            .await
            .unwrap()
    }

    async fn blocked(&self, queue: QueueId) -> Option<QueueBlockedReason> {
        let queue = self.get_queue(queue).await;
        let is_blocked = queue.status == QueueStatus::SchedulingBlocked;
        assert_eq!(is_blocked, queue.blocked_reason.is_some());
        queue.blocked_reason
    }

    /// Minutes pass, and it is counted.
    async fn count_after(&self, minutes: i64) {
        self.pass(minutes * MINUTE_MS);
        background::budgets::sweep(self.cx.clone()).await.unwrap();
    }
}

fn refused(answer: Result<impl std::fmt::Debug>) -> Exception {
    match answer.unwrap_err() {
        Error::Answer(exception) => exception,
        other => panic!("no answer: {other:?}"),
    }
}

fn fifo() -> Value {
    json!({ "priorityFifo": {} })
}

/// Two workers, worked out by hand: from 10 to 100 minutes the first, from 40 to 70 the second;
/// the budget sees from 30 on. 70 and 30 minutes are 100, at two dollars an hour, halved by the
/// farm: 1.6666 dollars.
/// semantics 1.14-6.
#[tokio::test(flavor = "multi_thread")]
async fn usage_is_the_time_of_sessions_at_their_fleets_price() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let half = request(json!({ "farmId": farm.id, "costScaleFactor": 0.5 }));
        farms::update_farm(&farm.cx, &farm.admin, half)
            .await
            .unwrap();
        farm.submit(queue, 50, 2).await;
        let (first, second) = (farm.worker(fleet).await, farm.worker(fleet).await);
        farm.pass(10 * MINUTE_MS);
        farm.ask(first).await;
        farm.pass(20 * MINUTE_MS);
        let budget = farm.budget(queue, 100.0, json!([])).await;
        assert_eq!(farm.used_usd(budget).await, 0.0);
        farm.count_after(10).await;
        farm.ask(second).await;
        farm.count_after(3).await;
        farm.finish(second, 27 * MINUTE_MS).await;
        farm.count_after(1).await;
        farm.finish(first, 29 * MINUTE_MS).await;
        farm.count_after(60).await;
        let used = farm.used_usd(budget).await;
        assert!((used - 100.0 / 60.0).abs() < 1e-9, "{used}");
        // Counted again, or by another server at the same time, it stays.
        farm.count_after(0).await;
        assert_eq!(farm.used_usd(budget).await, used);
        // One that begins earlier has more of it: 90 and 30 minutes.
        let mut all = farm.new_budget(queue, 100.0, json!([]));
        all["schedule"]["fixed"]["startTime"] = json!(farm.after(-10_000));
        let all = farm.create_budget(all).await.unwrap();
        let used = farm.used_usd(all).await;
        assert!((used - 2.0).abs() < 1e-9, "{used}");
    })
    .await;
}

/// semantics 1.14-6, 2.12-1.
#[tokio::test(flavor = "multi_thread")]
async fn a_threshold_lets_what_runs_end_and_the_next_cancels_it() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let actions = json!([action(COMPLETE, 50.0), action(CANCEL, 100.0)]);
        let budget = farm.budget(queue, 4.0, actions).await;
        farm.submit(queue, 50, 10).await;
        let (working, idle) = (farm.worker(fleet).await, farm.worker(fleet).await);
        let answer = farm.ask(working).await;
        assert!(job_of(&answer).is_some());

        farm.count_after(59).await;
        assert_eq!(farm.blocked(queue).await, None);
        farm.count_after(1).await;
        let reached = Some(QueueBlockedReason::BudgetThresholdReached);
        assert_eq!(farm.blocked(queue).await, reached);
        let stopped_at = farm.get_budget(budget).await.unwrap().queue_stopped_at;
        assert_eq!(stopped_at, Some(farm.now()));
        assert_eq!(job_of(&farm.ask(idle).await), None);
        let goes_on = farm.ask(working).await;
        assert!(job_of(&goes_on).is_some() && goes_on.cancel_session_actions.is_empty());

        farm.count_after(60).await;
        let shown = farm.get_budget(budget).await.unwrap();
        assert_eq!(shown.queue_stopped_at, stopped_at);
        assert!(!farm.ask(working).await.cancel_session_actions.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raised_limit_opens_the_queue_and_wakes_who_waits() {
    for_each_place(async |place| {
        let farm = Arc::new(Farm::on(place).await);
        let queue = farm.queue(fifo()).await;
        let fleet = farm.fleet(1, &[queue]).await;
        let actions = json!([action(COMPLETE, 100.0)]);
        let budget = farm.budget(queue, 1.0, actions.clone()).await;
        let job = farm.submit(queue, 50, 2).await;
        farm.ask(farm.worker(fleet).await).await;
        farm.count_after(45).await;
        let held = farm.hold(farm.worker(fleet).await).await;
        farm.update_budget(budget, json!({ "approximateDollarLimit": 10.0 }))
            .await
            .unwrap();
        assert_eq!(farm.blocked(queue).await, None);
        let shown = farm.get_budget(budget).await.unwrap();
        assert_eq!(shown.queue_stopped_at, None);
        assert_eq!(crate::held_requests::given(held).await, Some(job));
        // Without its action it does nothing, and while it is inactive neither.
        farm.count_after(600).await;
        assert!(farm.blocked(queue).await.is_some());
        farm.update_budget(budget, json!({ "actionsToRemove": actions }))
            .await
            .unwrap();
        assert_eq!(farm.blocked(queue).await, None);
        farm.update_budget(budget, json!({ "actionsToAdd": actions }))
            .await
            .unwrap();
        assert!(farm.blocked(queue).await.is_some());
        farm.update_budget(budget, json!({ "status": "INACTIVE" }))
            .await
            .unwrap();
        assert_eq!(farm.blocked(queue).await, None);
    })
    .await;
}

/// semantics 2.12-2, 2.13-1.
#[tokio::test(flavor = "multi_thread")]
async fn a_queue_with_a_default_action_needs_a_budget_in_its_time() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let update =
            json!({ "farmId": farm.id, "queueId": queue, "defaultBudgetAction": COMPLETE });
        queues::update_queue(&farm.cx, &farm.admin, request(update))
            .await
            .unwrap();
        let none = Some(QueueBlockedReason::NoBudgetConfigured);
        assert_eq!(farm.blocked(queue).await, none);
        let mut later = farm.new_budget(queue, 1.0, json!([]));
        later["schedule"]["fixed"]["startTime"] = json!(farm.after(60));
        let budget = farm.create_budget(later).await.unwrap();
        assert_eq!(farm.blocked(queue).await, none);
        farm.count_after(60).await;
        assert_eq!(farm.blocked(queue).await, None);
        farm.count_after(23 * 60).await;
        assert_eq!(farm.blocked(queue).await, none);
        let over = farm.get_budget(budget).await.unwrap();
        assert_eq!(over.status, BudgetStatus::Inactive);
        let again = refused(
            farm.update_budget(budget, json!({ "status": "ACTIVE" }))
                .await,
        );
        assert_eq!(again.kind, ExceptionKind::Validation);
        farm.delete_budget(budget).await.unwrap();
        assert_eq!(farm.blocked(queue).await, none);
    })
    .await;
}

/// semantics 1.14-7, 1.14-8.
#[tokio::test(flavor = "multi_thread")]
async fn budgets_are_listed_changed_in_part_and_deleted() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            // Ids are in the order of time.
            farm.pass(1);
            ids.push(farm.budget(queue, 5.0, json!([action(CANCEL, 90.0)])).await);
        }
        farm.update_budget(
            ids[1],
            json!({ "status": "INACTIVE", "description": "over" }),
        )
        .await
        .unwrap();
        let first = farm.list_budgets(json!({ "maxResults": 2 })).await;
        let rest = json!({ "maxResults": 2, "nextToken": first.next_token });
        let rest = farm.list_budgets(rest).await;
        let listed = first.budgets.iter().chain(&rest.budgets);
        assert!(listed.map(|one| one.budget_id).eq(ids.iter().copied()));
        assert_eq!(rest.next_token, None);
        let inactive = farm.list_budgets(json!({ "status": "INACTIVE" })).await;
        assert_eq!(inactive.budgets.len(), 1);
        assert_eq!(inactive.budgets[0].description.as_deref(), Some("over"));
        let shown = farm.get_budget(ids[1]).await.unwrap();
        assert_eq!(
            (shown.approximate_dollar_limit, shown.actions.len()),
            (5.0, 1)
        );
        assert!(shown.updated_by.is_some());

        farm.delete_budget(ids[0]).await.unwrap();
        let gone = refused(farm.get_budget(ids[0]).await);
        assert_eq!(gone.kind, ExceptionKind::ResourceNotFound);
        let twice = refused(farm.delete_budget(ids[0]).await);
        assert_eq!(twice.kind, ExceptionKind::ResourceNotFound);
    })
    .await;
}

/// semantics 1.14-2, 1.14-3, 1.14-4.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_budget_can_be_is_refused_by_name() {
    for_each_farm(async |farm: &Farm| {
        let queue = farm.queue(fifo()).await;
        let mut backwards = farm.new_budget(queue, 1.0, json!([]));
        backwards["schedule"]["fixed"]["endTime"] = json!(farm.after(-1));
        let mut over = farm.new_budget(queue, 1.0, json!([]));
        over["schedule"]["fixed"] =
            json!({ "startTime": farm.after(-20), "endTime": farm.after(-10) });
        let free = farm.new_budget(queue, 0.001, json!([]));
        for (input, field) in [
            (backwards, "schedule"),
            (over, "schedule"),
            (free, "approximateDollarLimit"),
        ] {
            let refusal = refused(farm.create_budget(input).await);
            assert!(refusal.to_string().contains(field), "{refusal}");
        }
        let stranger = QueueId::from_bytes([9; 16]);
        let unknown = farm.new_budget(stranger, 1.0, json!([]));
        let refusal = refused(farm.create_budget(unknown).await);
        assert_eq!(refusal.kind, ExceptionKind::ResourceNotFound);
        // An eleventh action is one too many, wherever it comes from.
        let ten: Vec<Value> = (0..10)
            .map(|n| action(COMPLETE, f64::from(n) * 10.0))
            .collect();
        let budget = farm.budget(queue, 1.0, json!(ten)).await;
        let eleventh = json!({ "actionsToAdd": [action(CANCEL, 5.0)] });
        let refusal = refused(farm.update_budget(budget, eleventh).await);
        assert!(refusal.to_string().contains("actions"), "{refusal}");
        assert_eq!(farm.get_budget(budget).await.unwrap().actions.len(), 10);
    })
    .await;
}
