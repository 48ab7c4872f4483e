//! Limits and their associations with queues, as a caller sees them.

use callsheet_api::ids::LimitId;
use callsheet_api::types::{
    GetLimitResponse, QueueLimitAssociationStatus as Status, UpdateQueueLimitAssociationStatus,
};
use callsheet_server::api::{limits, queue_limit_associations};

use super::*;

impl Farm {
    pub async fn create_limit(&self, name: &str, max_count: i32) -> Result<LimitId> {
        let input = request(json!({
            "farmId": self.farm, "displayName": name, "amountRequirementName": name,
            "maxCount": max_count, "clientToken": format!("{name} {max_count}"),
        }));
        let created = limits::create_limit(&self.cx, &self.admin, input).await;
        created.map(|limit| limit.limit_id)
    }

    pub async fn limit(&self, limit: LimitId) -> Result<GetLimitResponse> {
        let input = request(json!({ "farmId": self.farm, "limitId": limit }));
        limits::get_limit(&self.cx, &self.admin, input).await
    }

    fn pair(&self, limit: LimitId) -> Value {
        json!({ "farmId": self.farm, "queueId": self.queue, "limitId": limit })
    }

    pub async fn associate_limit(&self, limit: LimitId) -> Result<()> {
        let input = request(self.pair(limit));
        queue_limit_associations::create_queue_limit_association(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    pub async fn limit_association(&self, limit: LimitId) -> Result<Status> {
        let input = request(self.pair(limit));
        queue_limit_associations::get_queue_limit_association(&self.cx, &self.admin, input)
            .await
            .map(|pair| pair.status)
    }

    pub async fn stop(
        &self,
        limit: LimitId,
        status: UpdateQueueLimitAssociationStatus,
    ) -> Result<()> {
        let mut input = self.pair(limit);
        input["status"] = json!(status);
        queue_limit_associations::update_queue_limit_association(
            &self.cx,
            &self.admin,
            request(input),
        )
        .await
        .map(|_| ())
    }

    pub async fn delete_limit_association(&self, limit: LimitId) -> Result<()> {
        let input = request(self.pair(limit));
        queue_limit_associations::delete_queue_limit_association(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }

    async fn delete_limit(&self, limit: LimitId) -> Result<()> {
        let input = request(json!({ "farmId": self.farm, "limitId": limit }));
        limits::delete_limit(&self.cx, &self.admin, input)
            .await
            .map(|_| ())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_kept_as_it_was_given_and_changed_in_part() {
    let farm = farm().await;
    let limit = farm.create_limit("amount.Licenses", 3).await.unwrap();
    assert_eq!(
        farm.create_limit("amount.Licenses", 3).await.unwrap(),
        limit
    );
    let shown = farm.limit(limit).await.unwrap();
    assert_eq!(shown.amount_requirement_name, "amount.Licenses");
    assert_eq!((shown.max_count, shown.current_count), (3, 0));
    assert_eq!((shown.updated_at, shown.description), (None, None));

    let change = |change: Value| {
        let mut input = json!({ "farmId": farm.farm, "limitId": limit });
        input
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        limits::update_limit(&farm.cx, &farm.admin, request(input))
    };
    change(json!({ "description": "floating", "maxCount": -1 }))
        .await
        .unwrap();
    let shown = farm.limit(limit).await.unwrap();
    assert_eq!(shown.description.as_deref(), Some("floating"));
    assert_eq!(
        (shown.max_count, shown.display_name.as_str()),
        (-1, "amount.Licenses")
    );
    assert!(shown.updated_at.is_some() && shown.updated_by.is_some());
    let zero = refused(change(json!({ "maxCount": 0 })).await);
    assert_eq!(zero.members["fieldList"][0]["name"], "maxCount");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_no_step_could_take_is_refused() {
    let farm = farm().await;
    let zero = refused(farm.create_limit("amount.a", 0).await);
    assert_eq!(zero.members["fieldList"][0]["name"], "maxCount");
    for name in [
        "licenses",
        "attr.worker.os.family",
        "amount",
        "amount.two words",
    ] {
        let refusal = refused(farm.create_limit(name, 1).await);
        let field = &refusal.members["fieldList"][0]["name"];
        assert_eq!(field, "amountRequirementName", "{name}");
    }
}

/// semantics 1.11-4.
#[tokio::test(flavor = "multi_thread")]
async fn a_queue_has_one_limit_for_each_amount() {
    let farm = farm().await;
    let limit = farm.create_limit("amount.Licenses", 1).await.unwrap();
    let double = farm.create_limit("amount.licenses", 2).await.unwrap();
    farm.associate_limit(limit).await.unwrap();
    farm.associate_limit(limit)
        .await
        .expect("what is associated stays");
    let refusal = refused(farm.associate_limit(double).await);
    assert_eq!(refusal.members["fieldList"][0]["name"], "limitId");
    let unknown = refused(farm.associate_limit(LimitId::from_bytes([7; 16])).await);
    assert_eq!(unknown.members["resourceType"], "limit");
}

/// semantics 1.12-5, 2.11-4.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_stopped_before_it_is_deleted() {
    let farm = farm().await;
    let limit = farm.create_limit("amount.a", 1).await.unwrap();
    farm.associate_limit(limit).await.unwrap();
    assert_eq!(farm.limit_association(limit).await.unwrap(), Status::Active);
    let used = refused(farm.delete_limit(limit).await);
    assert_eq!(
        (used.kind, used.members["reason"].as_str()),
        (ExceptionKind::Validation, Some("OTHER"))
    );
    let active = refused(farm.delete_limit_association(limit).await);
    assert_eq!(active.members["reason"], "STATUS_CONFLICT");
    assert_eq!(active.members["context"]["status"], "ACTIVE");
    let in_use = queues::delete_queue(
        &farm.cx,
        &farm.admin,
        DeleteQueueRequest {
            farm_id: farm.farm,
            queue_id: farm.queue,
        },
    );
    assert_eq!(refused(in_use.await).members["reason"], "RESOURCE_IN_USE");

    // Nothing is held, so there is nothing to wait for.
    for status in [
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCompleteTasks,
        UpdateQueueLimitAssociationStatus::StopLimitUsageAndCancelTasks,
    ] {
        farm.stop(limit, status).await.unwrap();
        assert_eq!(
            farm.limit_association(limit).await.unwrap(),
            Status::Stopped
        );
        farm.stop(limit, UpdateQueueLimitAssociationStatus::Active)
            .await
            .unwrap();
        assert_eq!(farm.limit_association(limit).await.unwrap(), Status::Active);
    }
    let stop = UpdateQueueLimitAssociationStatus::StopLimitUsageAndCancelTasks;
    farm.stop(limit, stop).await.unwrap();
    farm.delete_limit_association(limit).await.unwrap();
    assert_eq!(
        refused(farm.limit_association(limit).await).kind,
        ExceptionKind::ResourceNotFound
    );
    let delete_farm = || {
        farms::delete_farm(
            &farm.cx,
            &farm.admin,
            DeleteFarmRequest { farm_id: farm.farm },
        )
    };
    let kinds = refused(delete_farm().await);
    assert_eq!(
        kinds.members["context"]["resourceTypes"],
        "queue, fleet, limit"
    );
    farm.delete_limit(limit).await.unwrap();
    farm.delete_limit(limit)
        .await
        .expect("what is gone is deleted");
    assert_eq!(
        refused(farm.limit(limit).await).kind,
        ExceptionKind::ResourceNotFound
    );
}
