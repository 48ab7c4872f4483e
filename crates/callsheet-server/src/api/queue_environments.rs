//! CreateQueueEnvironment, GetQueueEnvironment, ListQueueEnvironments, UpdateQueueEnvironment and
//! DeleteQueueEnvironment (`semantics.md` 1.8).

use std::sync::Arc;

use callsheet_api::Operation;
use callsheet_api::ids::QueueEnvironmentId;
use callsheet_api::types::{
    CreateQueueEnvironmentRequest, CreateQueueEnvironmentResponse, DeleteQueueEnvironmentRequest,
    DeleteQueueEnvironmentResponse, EnvironmentTemplateType, GetQueueEnvironmentRequest,
    GetQueueEnvironmentResponse, ListQueueEnvironmentsRequest, ListQueueEnvironmentsResponse,
    QueueEnvironmentSummary, UpdateQueueEnvironmentRequest, UpdateQueueEnvironmentResponse,
};
use callsheet_core::job::Limits;
use callsheet_store::paths::{QueueEnvironmentPath, QueuePath};
use callsheet_store::queue_environments::{NewQueueEnvironment, QueueEnvironment};
use callsheet_store::quotas::Counted;
use tokio::sync::Semaphore;

use crate::api::client_token::{Token, once};
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, invalid, not_found};
use crate::rehearsal::{self, Rehearsal, Text};

/// Every session of the queue enters all of them.
/// Reading a template may take a while, so a few at a time, and none on a thread that answers.
static READERS: Semaphore = Semaphore::const_new(2);

pub async fn create_queue_environment(
    cx: &Cx,
    caller: &Caller,
    input: CreateQueueEnvironmentRequest,
) -> Result<CreateQueueEnvironmentResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateQueueEnvironment, &input);
    let (by, created_by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let asks = caller.clone();
    cx.store
        .read("queue_of_environment", move |tx| -> Result<_> {
            tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            asks.may(Operation::CreateQueueEnvironment, &path.into())
        })
        .await?;
    let environment = NewQueueEnvironment {
        id: QueueEnvironmentId::from_bytes(cx.ids.draw(now)),
        queue: path.queue,
        name: name_in(cx, input.template_type, input.template.clone()).await?,
        priority: input.priority,
        template_type: input.template_type,
        template: input.template,
        created_at: now,
        created_by,
    };
    let config = cx.config.clone();
    cx.store
        .write("create_queue_environment", move |tx| -> Result<_> {
            // Held, so that two requests do not both take the last place.
            tx.lock_queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            by.may(Operation::CreateQueueEnvironment, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_full(tx, &config.quotas, Counted::QueueEnvironments(path.queue))?;
                tx.insert_queue_environment(&environment)?;
                Ok(CreateQueueEnvironmentResponse {
                    queue_environment_id: environment.id,
                })
            })
        })
        .await
}

/// Checks a template; answers the environment's name in it.
async fn name_in(
    cx: &Cx,
    template_type: EnvironmentTemplateType,
    template: String,
) -> Result<String> {
    // Never closed.
    let _turn = READERS
        .acquire()
        .await
        .map_err(|why| Error::internal(why.to_string()))?;
    let rehearsal = Arc::new(Rehearsal {
        limits: Limits::default(),
        job: None,
        environments: vec![Text {
            kind: template_type.into(),
            text: template,
        }],
    });
    if let Some(why) = rehearsal::too_long(cx, &rehearsal).await? {
        return Err(invalid("template", why));
    }
    let read = tokio::task::spawn_blocking(move || rehearsal.environments()).await;
    let read = read.map_err(|why| Error::internal(format!("reading a template: {why}")))?;
    let read =
        read.map_err(|why| invalid("template", format!("is no environment template: {why}")))?;
    let name = read
        .first()
        .map(|environment| environment.name().to_owned());
    name.ok_or_else(|| Error::internal("no environment was read"))
}

pub async fn get_queue_environment(
    cx: &Cx,
    caller: &Caller,
    input: GetQueueEnvironmentRequest,
) -> Result<GetQueueEnvironmentResponse> {
    let path = QueueEnvironmentPath {
        farm: input.farm_id,
        queue: input.queue_id,
        environment: input.queue_environment_id,
    };
    let environment = find(cx, caller, path, Operation::GetQueueEnvironment).await?;
    Ok(GetQueueEnvironmentResponse {
        created_at: environment.created_at,
        created_by: environment.created_by,
        name: environment.name,
        priority: environment.priority,
        queue_environment_id: environment.id,
        template: environment.template,
        template_type: environment.template_type,
        updated_at: environment.updated_at,
        updated_by: environment.updated_by,
    })
}

async fn find(
    cx: &Cx,
    caller: &Caller,
    path: QueueEnvironmentPath,
    operation: Operation,
) -> Result<QueueEnvironment> {
    let caller = caller.clone();
    cx.store
        .read("queue_environment", move |tx| -> Result<_> {
            let found = tx.queue_environment(&path)?;
            let environment = found.ok_or_else(|| not_found(path.environment))?;
            caller.may(operation, &path.into())?;
            Ok(environment)
        })
        .await
}

pub async fn list_queue_environments(
    cx: &Cx,
    caller: &Caller,
    input: ListQueueEnvironmentsRequest,
) -> Result<ListQueueEnvironmentsResponse> {
    let path = QueuePath {
        farm: input.farm_id,
        queue: input.queue_id,
    };
    let after = decode(
        Operation::ListQueueEnvironments,
        input.next_token.as_deref(),
    )?;
    let limit = page_size(input.max_results);
    let caller = caller.clone();
    let page = cx
        .store
        .read("list_queue_environments", move |tx| -> Result<_> {
            tx.queue(&path)?.ok_or_else(|| not_found(path.queue))?;
            caller.may(Operation::ListQueueEnvironments, &path.into())?;
            Ok(tx.queue_environments_page(&path, after, limit)?)
        })
        .await?;
    let environments = page
        .items
        .into_iter()
        .map(|environment| QueueEnvironmentSummary {
            name: environment.name,
            priority: environment.priority,
            queue_environment_id: environment.id,
        });
    Ok(ListQueueEnvironmentsResponse {
        next_token: page
            .next
            .map(|key| encode(Operation::ListQueueEnvironments, &key)),
        environments: environments.collect(),
    })
}

/// A template that was checked.
struct Checked {
    name: String,
    template_type: EnvironmentTemplateType,
    template: String,
}

pub async fn update_queue_environment(
    cx: &Cx,
    caller: &Caller,
    input: UpdateQueueEnvironmentRequest,
) -> Result<UpdateQueueEnvironmentResponse> {
    let path = QueueEnvironmentPath {
        farm: input.farm_id,
        queue: input.queue_id,
        environment: input.queue_environment_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::UpdateQueueEnvironment, &input);
    let checked = new_template(cx, caller, path, &input).await?;
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    cx.store
        .write("update_queue_environment", move |tx| -> Result<_> {
            let found = tx.lock_queue_environment(&path)?;
            let mut environment = found.ok_or_else(|| not_found(path.environment))?;
            caller.may(Operation::UpdateQueueEnvironment, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                environment.priority = input.priority.unwrap_or(environment.priority);
                if let Some(checked) = &checked {
                    environment.name.clone_from(&checked.name);
                    environment.template_type = checked.template_type;
                    environment.template.clone_from(&checked.template);
                }
                tx.update_queue_environment(&environment, &by, now)?;
                Ok(UpdateQueueEnvironmentResponse {})
            })
        })
        .await
}

/// What the template becomes, if it changes: whoever gives only its text or only its type keeps
/// the other.
async fn new_template(
    cx: &Cx,
    caller: &Caller,
    path: QueueEnvironmentPath,
    input: &UpdateQueueEnvironmentRequest,
) -> Result<Option<Checked>> {
    let old = find(cx, caller, path, Operation::UpdateQueueEnvironment).await?;
    if input.template.is_none() && input.template_type.is_none() {
        return Ok(None);
    }
    let template_type = input.template_type.unwrap_or(old.template_type);
    let template = input.template.clone().unwrap_or(old.template);
    let name = name_in(cx, template_type, template.clone()).await?;
    Ok(Some(Checked {
        name,
        template_type,
        template,
    }))
}

/// One that is not there is as its caller wants it: the operation declares no 404.
pub async fn delete_queue_environment(
    cx: &Cx,
    caller: &Caller,
    input: DeleteQueueEnvironmentRequest,
) -> Result<DeleteQueueEnvironmentResponse> {
    let path = QueueEnvironmentPath {
        farm: input.farm_id,
        queue: input.queue_id,
        environment: input.queue_environment_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_queue_environment", move |tx| -> Result<_> {
            caller.may(Operation::DeleteQueueEnvironment, &path.into())?;
            if tx.lock_queue_environment(&path)?.is_some() {
                tx.delete_queue_environment(path.environment)?;
            }
            Ok(DeleteQueueEnvironmentResponse {})
        })
        .await
}
