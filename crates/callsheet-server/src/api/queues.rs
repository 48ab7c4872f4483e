//! CreateQueue, GetQueue, ListQueues, UpdateQueue and DeleteQueue (`semantics.md` 1.7, 2.12).

use callsheet_api::ids::QueueId;
use callsheet_api::types::{
    ConflictExceptionReason, CreateQueueRequest, CreateQueueResponse, DefaultQueueBudgetAction,
    DeleteQueueRequest, DeleteQueueResponse, GetQueueRequest, GetQueueResponse, ListQueuesRequest,
    ListQueuesResponse, PriorityFifoSchedulingConfiguration, QueueSummary, SchedulingConfiguration,
    UpdateQueueRequest, UpdateQueueResponse,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_core::budget::{Prices, block};
use callsheet_store::Tx;
use callsheet_store::new_work::NewWork;
use callsheet_store::paths::{FarmPath, QueuePath};
use callsheet_store::queues::{NewQueue, Queue, QueueSettings};
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::farms::not_empty;
use crate::api::members;
use crate::api::paging::{decode, encode, page_size};
use crate::api::queue_blocking::settle_queue;
use crate::api::quotas::refuse_full;
use crate::api::tags;
use crate::api::{queue_fleet_fit, queue_run_as, queue_storage};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Result, conflict, invalid, not_found};

/// How many names or storage profiles a queue may list.
const MOST_LISTED: usize = 20;

pub async fn create_queue(
    cx: &Cx,
    caller: &Caller,
    input: CreateQueueRequest,
) -> Result<CreateQueueResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateQueue, &input);
    let settings = settings(&input);
    check(&settings)?;
    let tags = tags::checked(input.tags)?;
    let queue = NewQueue {
        id: QueueId::from_bytes(cx.ids.draw(now)),
        farm: path.farm,
        display_name: input.display_name,
        blocked_reason: block(budget_action(&settings), &[], now).map(|block| block.reason),
        settings,
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
    };
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("create_queue", move |tx| -> Result<_> {
            queue_storage::hold(tx, path.farm)?;
            caller.may(Operation::CreateQueue, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                queue_storage::check_allowed(tx, path.farm, &queue.settings)?;
                refuse_full(tx, &config.quotas, Counted::Queues(path.farm))?;
                tx.insert_queue(&queue)?;
                tx.put_tags(*queue.id.as_bytes(), &tags)?;
                Ok(CreateQueueResponse { queue_id: queue.id })
            })
        })
        .await
}

fn settings(input: &CreateQueueRequest) -> QueueSettings {
    let user = input.job_run_as_user.clone();
    QueueSettings {
        description: not_empty(input.description.clone()),
        default_budget_action: input.default_budget_action,
        job_attachment_settings: input.job_attachment_settings.clone(),
        role_arn: input.role_arn.clone(),
        job_run_as_user: Some(user.unwrap_or(queue_run_as::AGENT_USER)),
        required_file_system_location_names: each_once(
            input.required_file_system_location_names.as_deref(),
        ),
        allowed_storage_profile_ids: each_once(input.allowed_storage_profile_ids.as_deref()),
        scheduling_configuration: input.scheduling_configuration.clone(),
    }
}

fn each_once<T: Clone + PartialEq>(items: Option<&[T]>) -> Vec<T> {
    let mut list = Vec::new();
    edit_list(&mut list, items, None);
    list
}

fn check(settings: &QueueSettings) -> Result<()> {
    if let Some(user) = &settings.job_run_as_user {
        queue_run_as::check(user)?;
    }
    for (field, count) in [
        (
            "requiredFileSystemLocationNames",
            settings.required_file_system_location_names.len(),
        ),
        (
            "allowedStorageProfileIds",
            settings.allowed_storage_profile_ids.len(),
        ),
    ] {
        if count > MOST_LISTED {
            return Err(invalid(
                field,
                format!("may have {MOST_LISTED} entries at most"),
            ));
        }
    }
    Ok(())
}

pub fn budget_action(settings: &QueueSettings) -> DefaultQueueBudgetAction {
    settings
        .default_budget_action
        .unwrap_or(DefaultQueueBudgetAction::None)
}

pub async fn get_queue(
    cx: &Cx,
    caller: &Caller,
    input: GetQueueRequest,
) -> Result<GetQueueResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let caller = caller.clone();
    let queue = cx
        .store
        .read("get_queue", move |tx| -> Result<_> {
            let queue = tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(Operation::GetQueue, &path.into())?;
            Ok(queue)
        })
        .await?;
    Ok(shown(queue))
}

fn shown(queue: Queue) -> GetQueueResponse {
    let settings = queue.settings;
    let listed = |is_empty: bool| (!is_empty).then_some(());
    GetQueueResponse {
        blocked_reason: queue.blocked_reason,
        created_at: queue.created_at,
        created_by: queue.created_by,
        default_budget_action: budget_action(&settings),
        description: settings.description,
        display_name: queue.display_name,
        farm_id: queue.farm,
        job_attachment_settings: settings.job_attachment_settings,
        job_run_as_user: settings.job_run_as_user,
        queue_id: queue.id,
        required_file_system_location_names: listed(
            settings.required_file_system_location_names.is_empty(),
        )
        .map(|()| settings.required_file_system_location_names),
        allowed_storage_profile_ids: listed(settings.allowed_storage_profile_ids.is_empty())
            .map(|()| settings.allowed_storage_profile_ids),
        role_arn: settings.role_arn,
        scheduling_configuration: Some(settings.scheduling_configuration.unwrap_or(
            SchedulingConfiguration::PriorityFifo(PriorityFifoSchedulingConfiguration {}),
        )),
        status: queue.status,
        updated_at: queue.updated_at,
        updated_by: queue.updated_by,
    }
}

pub async fn list_queues(
    cx: &Cx,
    caller: &Caller,
    input: ListQueuesRequest,
) -> Result<ListQueuesResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after: Option<QueueId> = decode(Operation::ListQueues, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let principal = caller.lists(Operation::ListQueues, &path.into(), input.principal_id)?;
    let is_administrator = caller.is_administrator();
    let page = cx
        .store
        .read("list_queues", move |tx| -> Result<_> {
            let parents = [*path.farm.as_bytes()];
            let member = members::narrowed(tx, principal.as_deref(), &parents)?;
            if member.is_none() || is_administrator {
                tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            }
            Ok(tx.queues_of_farm(&path, input.status, member.as_deref(), after, limit)?)
        })
        .await?;
    Ok(ListQueuesResponse {
        next_token: page.next.map(|key| encode(Operation::ListQueues, &key)),
        queues: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(queue: Queue) -> QueueSummary {
    QueueSummary {
        blocked_reason: queue.blocked_reason,
        created_at: queue.created_at,
        created_by: queue.created_by,
        default_budget_action: budget_action(&queue.settings),
        display_name: queue.display_name,
        farm_id: queue.farm,
        queue_id: queue.id,
        status: queue.status,
        updated_at: queue.updated_at,
        updated_by: queue.updated_by,
    }
}

pub async fn update_queue(
    cx: &Cx,
    caller: &Caller,
    input: UpdateQueueRequest,
) -> Result<UpdateQueueResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::UpdateQueue, &input);
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let has_another_role = input.role_arn.is_some();
    let prices = cx.config.prices.clone();
    let became_ready = cx
        .store
        .write("update_queue", move |tx| -> Result<_> {
            queue_storage::hold(tx, path.farm)?;
            let queue = tx.lock_queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(Operation::UpdateQueue, &path.into())?;
            let mut became_ready = NewWork::default();
            once(tx, token.as_ref(), now, |tx| {
                became_ready = update(tx, &prices, queue, &input, &by, now)?;
                Ok(UpdateQueueResponse {})
            })?;
            Ok(became_ready)
        })
        .await?;
    if has_another_role {
        cx.standings.forget_all();
    }
    cx.waiting.wake(&became_ready);
    Ok(UpdateQueueResponse {})
}

/// Answers what waiting workers may find now.
fn update(
    tx: &mut Tx,
    prices: &Prices,
    mut queue: Queue,
    input: &UpdateQueueRequest,
    by: &str,
    now: Timestamp,
) -> Result<NewWork> {
    let former_role = queue.settings.role_arn.clone();
    apply(&mut queue, input);
    check(&queue.settings)?;
    if queue_storage::is_touched(input) {
        queue_storage::check_allowed(tx, queue.farm, &queue.settings)?;
    }
    if input.job_run_as_user.is_some() || queue_storage::is_touched(input) {
        queue_fleet_fit::check_fleets_of(tx, &queue)?;
    }
    tx.update_queue(&queue, by, now)?;
    if queue.settings.role_arn != former_role {
        tx.end_queue_role(queue.id)?;
    }
    let path = QueuePath {
        farm: queue.farm,
        queue: queue.id,
    };
    settle_queue(tx, prices, &path, now)
}

/// What the request leaves out stays as it was.
fn apply(queue: &mut Queue, input: &UpdateQueueRequest) {
    if let Some(display_name) = &input.display_name {
        queue.display_name.clone_from(display_name);
    }
    let settings = &mut queue.settings;
    if input.description.is_some() {
        settings.description = not_empty(input.description.clone());
    }
    replace(
        &mut settings.default_budget_action,
        input.default_budget_action.as_ref(),
    );
    replace(
        &mut settings.job_attachment_settings,
        input.job_attachment_settings.as_ref(),
    );
    replace(&mut settings.role_arn, input.role_arn.as_ref());
    replace(
        &mut settings.job_run_as_user,
        input.job_run_as_user.as_ref(),
    );
    replace(
        &mut settings.scheduling_configuration,
        input.scheduling_configuration.as_ref(),
    );
    edit_list(
        &mut settings.required_file_system_location_names,
        input.required_file_system_location_names_to_add.as_deref(),
        input
            .required_file_system_location_names_to_remove
            .as_deref(),
    );
    edit_list(
        &mut settings.allowed_storage_profile_ids,
        input.allowed_storage_profile_ids_to_add.as_deref(),
        input.allowed_storage_profile_ids_to_remove.as_deref(),
    );
}

fn replace<T: Clone>(old: &mut Option<T>, new: Option<&T>) {
    if let Some(new) = new {
        *old = Some(new.clone());
    }
}

/// First out, then in: what is in both lists is there afterwards.
fn edit_list<T: Clone + PartialEq>(list: &mut Vec<T>, add: Option<&[T]>, remove: Option<&[T]>) {
    let remove = remove.unwrap_or(&[]);
    list.retain(|item| !remove.contains(item));
    for item in add.unwrap_or(&[]) {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

pub async fn delete_queue(
    cx: &Cx,
    caller: &Caller,
    input: DeleteQueueRequest,
) -> Result<DeleteQueueResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_queue", move |tx| -> Result<_> {
            tx.lock_queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(Operation::DeleteQueue, &path.into())?;
            if tx.queue_is_in_use(path.queue)? {
                let why = "the queue is associated with fleets or limits: stop and delete its \
                           associations first";
                return Err(conflict(
                    ConflictExceptionReason::ResourceInUse,
                    path.queue,
                    why,
                ));
            }
            tx.delete_queue(path.queue)?;
            Ok(DeleteQueueResponse {})
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_edited_without_doubles() {
        let mut list = each_once(Some(&["a", "b", "a"]));
        assert_eq!(list, ["a", "b"]);
        edit_list(&mut list, Some(&["b", "c", "c"]), Some(&["a", "b", "x"]));
        assert_eq!(list, ["b", "c"]);
    }
}
