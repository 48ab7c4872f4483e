//! CreateFarm, GetFarm, ListFarms, UpdateFarm and DeleteFarm (`semantics.md` 1.6).

use callsheet_api::ids::FarmId;
use callsheet_api::types::{
    CreateFarmRequest, CreateFarmResponse, DeleteFarmRequest, DeleteFarmResponse, FarmSummary,
    GetFarmRequest, GetFarmResponse, ListFarmsRequest, ListFarmsResponse, UpdateFarmRequest,
    UpdateFarmResponse, ValidationExceptionReason,
};
use callsheet_api::{Exception, Operation};
use callsheet_store::farms::{Farm, FarmSettings, NewFarm};
use callsheet_store::paths::FarmPath;
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::refuse_full;
use crate::api::tags;
use crate::auth::{Caller, Resource};
use crate::context::Cx;
use crate::error::{Error, Result, not_found};

pub async fn create_farm(
    cx: &Cx,
    caller: &Caller,
    input: CreateFarmRequest,
) -> Result<CreateFarmResponse> {
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateFarm, &input);
    let tags = tags::checked(input.tags)?;
    let farm = NewFarm {
        id: FarmId::from_bytes(cx.ids.draw(now)),
        display_name: input.display_name,
        settings: FarmSettings {
            description: not_empty(input.description),
            kms_key_arn: input.kms_key_arn,
            cost_scale_factor: input.cost_scale_factor,
        },
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
    };
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("create_farm", move |tx| -> Result<_> {
            caller.may(Operation::CreateFarm, &Resource::ACCOUNT)?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_full(tx, &config.quotas, Counted::Farms)?;
                tx.insert_farm(&farm)?;
                tx.put_tags(*farm.id.as_bytes(), &tags)?;
                Ok(CreateFarmResponse { farm_id: farm.id })
            })
        })
        .await
}

/// An empty description is none.
pub fn not_empty(description: Option<String>) -> Option<String> {
    description.filter(|text| !text.is_empty())
}

pub async fn get_farm(cx: &Cx, caller: &Caller, input: GetFarmRequest) -> Result<GetFarmResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let caller = caller.clone();
    let farm = cx
        .store
        .read("get_farm", move |tx| -> Result<_> {
            let farm = tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::GetFarm, &path.into())?;
            Ok(farm)
        })
        .await?;
    Ok(GetFarmResponse {
        cost_scale_factor: farm.settings.cost_scale(),
        created_at: farm.created_at,
        created_by: farm.created_by,
        description: farm.settings.description,
        display_name: farm.display_name,
        farm_id: farm.id,
        kms_key_arn: farm.settings.kms_key_arn,
        updated_at: farm.updated_at,
        updated_by: farm.updated_by,
    })
}

pub async fn list_farms(
    cx: &Cx,
    caller: &Caller,
    input: ListFarmsRequest,
) -> Result<ListFarmsResponse> {
    let after: Option<FarmId> = decode(Operation::ListFarms, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let member = caller.lists(Operation::ListFarms, &Resource::ACCOUNT, input.principal_id)?;
    let page = cx
        .store
        .read("list_farms", move |tx| -> Result<_> {
            Ok(tx.farms(member.as_deref(), after, limit)?)
        })
        .await?;
    Ok(ListFarmsResponse {
        next_token: page.next.map(|key| encode(Operation::ListFarms, &key)),
        farms: page.items.into_iter().map(summary).collect(),
    })
}

fn summary(farm: Farm) -> FarmSummary {
    FarmSummary {
        created_at: farm.created_at,
        created_by: farm.created_by,
        display_name: farm.display_name,
        farm_id: farm.id,
        kms_key_arn: farm.settings.kms_key_arn,
        updated_at: farm.updated_at,
        updated_by: farm.updated_by,
    }
}

pub async fn update_farm(
    cx: &Cx,
    caller: &Caller,
    input: UpdateFarmRequest,
) -> Result<UpdateFarmResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let now = cx.clock.now();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    cx.store
        .write("update_farm", move |tx| -> Result<_> {
            let mut farm = tx.lock_farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::UpdateFarm, &path.into())?;
            apply(&mut farm, &input);
            tx.update_farm(&farm, &by, now)?;
            Ok(UpdateFarmResponse {})
        })
        .await
}

/// What the request leaves out stays as it was.
fn apply(farm: &mut Farm, input: &UpdateFarmRequest) {
    if let Some(display_name) = &input.display_name {
        farm.display_name.clone_from(display_name);
    }
    if input.description.is_some() {
        farm.settings.description = not_empty(input.description.clone());
    }
    if input.cost_scale_factor.is_some() {
        farm.settings.cost_scale_factor = input.cost_scale_factor;
    }
}

pub async fn delete_farm(
    cx: &Cx,
    caller: &Caller,
    input: DeleteFarmRequest,
) -> Result<DeleteFarmResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let caller = caller.clone();
    cx.store
        .write("delete_farm", move |tx| -> Result<_> {
            tx.lock_farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            caller.may(Operation::DeleteFarm, &path.into())?;
            let kinds = tx.kinds_in_farm(path.farm)?;
            if !kinds.is_empty() {
                return Err(still_holds(path.farm, &kinds));
            }
            tx.delete_farm(path.farm)?;
            Ok(DeleteFarmResponse {})
        })
        .await
}

/// The operation declares no conflict.
fn still_holds(farm: FarmId, kinds: &[&'static str]) -> Error {
    let kinds = kinds.join(", ");
    let message = format!("farm `{farm}` still holds resources; delete these first: {kinds}");
    let refusal = Exception::validation(ValidationExceptionReason::Other, Vec::new(), message);
    Error::from(refusal.with_context("resourceTypes", kinds))
}
