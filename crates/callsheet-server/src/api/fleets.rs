//! CreateFleet, GetFleet, ListFleets, UpdateFleet and DeleteFleet (`semantics.md` 1.9).

use std::cmp::Ordering;

use callsheet_api::ids::{FarmId, FleetId};
use callsheet_api::types::{
    AutoScalingStatus, ConflictExceptionReason, CreateFleetRequest, CreateFleetResponse,
    DeleteFleetRequest, DeleteFleetResponse, FleetConfiguration, FleetStatus, FleetSummary,
    GetFleetRequest, GetFleetResponse, HostConfiguration, ListFleetsRequest, ListFleetsResponse,
    UpdateFleetRequest, UpdateFleetResponse,
};
use callsheet_api::{Operation, Timestamp};
use callsheet_store::Tx;
use callsheet_store::fleets::{Fleet, FleetFilter, FleetSettings, NewFleet};
use callsheet_store::new_work::NewWork;
use callsheet_store::paths::{FarmPath, FleetPath};
use callsheet_store::quotas::Counted;

use crate::api::client_token::{Token, once};
use crate::api::farms::not_empty;
use crate::api::members;
use crate::api::paging::{decode, encode, page_size};
use crate::api::quotas::{refuse_full, refuse_more_workers};
use crate::api::{fleet_capabilities, fleet_configuration, queue_fleet_fit, queue_storage, tags};
use crate::auth::Caller;
use crate::context::Cx;
use crate::error::{Error, Result, conflict, invalid, not_found};

const DEFAULT_SCRIPT_TIMEOUT_S: i32 = 300;

pub async fn create_fleet(
    cx: &Cx,
    caller: &Caller,
    input: CreateFleetRequest,
) -> Result<CreateFleetResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::CreateFleet, &input);
    let settings = settings(&input);
    check(&settings)?;
    let tags = tags::checked(input.tags)?;
    let fleet = NewFleet {
        id: FleetId::from_bytes(cx.ids.draw(now)),
        farm: path.farm,
        display_name: input.display_name,
        // There is nothing to build: its workers come by themselves.
        status: FleetStatus::Active,
        settings,
        created_at: now,
        created_by: caller.arn(&cx.config.account_id),
    };
    let caller = caller.clone();
    let config = cx.config.clone();
    cx.store
        .write("create_fleet", move |tx| -> Result<_> {
            queue_storage::hold(tx, path.farm)?;
            caller.may(Operation::CreateFleet, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                refuse_unknown_profile(tx, path.farm, &fleet.settings.configuration)?;
                refuse_full(tx, &config.quotas, Counted::Fleets(path.farm))?;
                let most = fleet.settings.max_worker_count;
                refuse_more_workers(tx, &config.quotas, path.farm, fleet.id, most)?;
                tx.insert_fleet(&fleet)?;
                tx.put_tags(*fleet.id.as_bytes(), &tags)?;
                let declared = fleet_capabilities::declared(&fleet.settings.configuration);
                tx.refresh_eligibility(path.farm, fleet.id, &declared)?;
                Ok(CreateFleetResponse { fleet_id: fleet.id })
            })
        })
        .await
}

fn settings(input: &CreateFleetRequest) -> FleetSettings {
    FleetSettings {
        description: not_empty(input.description.clone()),
        role_arn: input.role_arn.clone(),
        min_worker_count: input.min_worker_count.unwrap_or(0),
        max_worker_count: input.max_worker_count,
        configuration: fleet_configuration::with_defaults(input.configuration.clone()),
        host_configuration: input.host_configuration.clone().and_then(script),
    }
}

/// An empty script is none.
fn script(host: HostConfiguration) -> Option<HostConfiguration> {
    let timeout_s = host
        .script_timeout_seconds
        .unwrap_or(DEFAULT_SCRIPT_TIMEOUT_S);
    let host = HostConfiguration {
        script_timeout_seconds: Some(timeout_s),
        ..host
    };
    (!host.script_body.is_empty()).then_some(host)
}

fn check(settings: &FleetSettings) -> Result<()> {
    if settings.max_worker_count < settings.min_worker_count {
        return Err(invalid(
            "maxWorkerCount",
            "must not be less than minWorkerCount",
        ));
    }
    fleet_configuration::check(&settings.configuration)
}

fn refuse_unknown_profile(
    tx: &mut Tx,
    farm: FarmId,
    configuration: &FleetConfiguration,
) -> Result<()> {
    if let Some(profile) = queue_storage::profile_of(configuration) {
        queue_storage::find(tx, farm, profile)?;
    }
    Ok(())
}

pub async fn get_fleet(
    cx: &Cx,
    caller: &Caller,
    input: GetFleetRequest,
) -> Result<GetFleetResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let caller = caller.clone();
    let (fleet, workers, size) = cx
        .store
        .read("get_fleet", move |tx| -> Result<_> {
            let fleet = tx.fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            caller.may(Operation::GetFleet, &path.into())?;
            let (workers, size) = (tx.live_workers(path.fleet)?, tx.fleet_size(path.fleet)?);
            Ok((fleet, workers, size))
        })
        .await?;
    let settings = fleet.settings;
    Ok(GetFleetResponse {
        auto_scaling_status: size.map(|size| auto_scaling(size.recommended, workers)),
        capabilities: Some(fleet_capabilities::shown(&settings.configuration)),
        status_message: fleet_configuration::status_message(&settings.configuration),
        configuration: settings.configuration,
        created_at: fleet.created_at,
        created_by: fleet.created_by,
        description: settings.description,
        display_name: fleet.display_name,
        farm_id: fleet.farm,
        fleet_id: fleet.id,
        host_configuration: settings.host_configuration,
        max_worker_count: settings.max_worker_count,
        min_worker_count: settings.min_worker_count,
        role_arn: settings.role_arn,
        status: fleet.status,
        target_worker_count: size.map(|size| shown_count(size.recommended)),
        updated_at: fleet.updated_at,
        updated_by: fleet.updated_by,
        worker_count: shown_count(workers),
    })
}

/// Which way the fleet has to go to what is recommended.
fn auto_scaling(recommended: i64, workers: i64) -> AutoScalingStatus {
    match recommended.cmp(&workers) {
        Ordering::Greater => AutoScalingStatus::Growing,
        Ordering::Equal => AutoScalingStatus::Steady,
        Ordering::Less => AutoScalingStatus::Shrinking,
    }
}

fn shown_count(workers: i64) -> i32 {
    i32::try_from(workers).unwrap_or(i32::MAX)
}

pub async fn list_fleets(
    cx: &Cx,
    caller: &Caller,
    input: ListFleetsRequest,
) -> Result<ListFleetsResponse> {
    let path = FarmPath {
        farm: input.farm_id,
    };
    let after: Option<FleetId> = decode(Operation::ListFleets, input.next_token.as_deref())?;
    let limit = page_size(input.max_results);
    let filter = FleetFilter {
        display_name: input.display_name,
        status: input.status,
        member: caller.lists(Operation::ListFleets, &path.into(), input.principal_id)?,
    };
    let is_administrator = caller.is_administrator();
    let (next, fleets) = cx
        .store
        .read("list_fleets", move |tx| -> Result<_> {
            let parents = [*path.farm.as_bytes()];
            let filter = FleetFilter {
                member: members::narrowed(tx, filter.member.as_deref(), &parents)?,
                ..filter.clone()
            };
            if filter.member.is_none() || is_administrator {
                tx.farm(&path)?.ok_or_else(|| not_found(path.farm))?;
            }
            let page = tx.fleets_of_farm(&path, &filter, after, limit)?;
            let fleets = page.items.into_iter().map(|fleet| summary(tx, fleet));
            Ok((page.next, fleets.collect::<Result<_>>()?))
        })
        .await?;
    Ok(ListFleetsResponse {
        next_token: next.map(|key| encode(Operation::ListFleets, &key)),
        fleets,
    })
}

fn summary(tx: &mut Tx, fleet: Fleet) -> Result<FleetSummary> {
    let (workers, size) = (tx.live_workers(fleet.id)?, tx.fleet_size(fleet.id)?);
    let settings = fleet.settings;
    Ok(FleetSummary {
        auto_scaling_status: size.map(|size| auto_scaling(size.recommended, workers)),
        status_message: fleet_configuration::status_message(&settings.configuration),
        configuration: settings.configuration,
        created_at: fleet.created_at,
        created_by: fleet.created_by,
        display_name: fleet.display_name,
        farm_id: fleet.farm,
        fleet_id: fleet.id,
        max_worker_count: settings.max_worker_count,
        min_worker_count: settings.min_worker_count,
        status: fleet.status,
        target_worker_count: size.map(|size| shown_count(size.recommended)),
        updated_at: fleet.updated_at,
        updated_by: fleet.updated_by,
        worker_count: shown_count(workers),
    })
}

pub async fn update_fleet(
    cx: &Cx,
    caller: &Caller,
    input: UpdateFleetRequest,
) -> Result<UpdateFleetResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::UpdateFleet, &input);
    let may_fit_more = input.configuration.is_some();
    let has_another_role = input.role_arn.is_some();
    let config = cx.config.clone();
    let (caller, by) = (caller.clone(), caller.arn(&cx.config.account_id));
    let answer = cx
        .store
        .write("update_fleet", move |tx| -> Result<_> {
            queue_storage::hold(tx, path.farm)?;
            let fleet = tx.lock_fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
            caller.may(Operation::UpdateFleet, &path.into())?;
            once(tx, token.as_ref(), now, |tx| {
                if let Some(most) = input.max_worker_count {
                    refuse_more_workers(tx, &config.quotas, path.farm, path.fleet, most)?;
                }
                update(tx, fleet, &input, &by, now)?;
                Ok(UpdateFleetResponse {})
            })
        })
        .await?;
    if has_another_role {
        cx.standings.forget_all();
    }
    if may_fit_more {
        cx.waiting.wake(&NewWork::for_all_of(vec![path.fleet]));
    }
    Ok(answer)
}

fn update(
    tx: &mut Tx,
    mut fleet: Fleet,
    input: &UpdateFleetRequest,
    by: &str,
    now: Timestamp,
) -> Result<()> {
    let former_role = fleet.settings.role_arn.clone();
    apply(&mut fleet, input)?;
    check(&fleet.settings)?;
    if let Some(configuration) = &input.configuration {
        refuse_unknown_profile(tx, fleet.farm, configuration)?;
        queue_fleet_fit::check_queues_of(tx, &fleet)?;
    }
    tx.update_fleet(&fleet, by, now)?;
    if fleet.settings.role_arn != former_role {
        tx.end_fleet_role(fleet.id)?;
    }
    if input.configuration.is_some() {
        let declared = fleet_capabilities::declared(&fleet.settings.configuration);
        tx.refresh_eligibility(fleet.farm, fleet.id, &declared)?;
    }
    Ok(())
}

/// What the request leaves out stays as it was; a configuration is replaced as a whole.
fn apply(fleet: &mut Fleet, input: &UpdateFleetRequest) -> Result<()> {
    if let Some(display_name) = &input.display_name {
        fleet.display_name.clone_from(display_name);
    }
    let settings = &mut fleet.settings;
    if input.description.is_some() {
        settings.description = not_empty(input.description.clone());
    }
    if let Some(role_arn) = &input.role_arn {
        settings.role_arn.clone_from(role_arn);
    }
    settings.min_worker_count = input.min_worker_count.unwrap_or(settings.min_worker_count);
    settings.max_worker_count = input.max_worker_count.unwrap_or(settings.max_worker_count);
    if let Some(configuration) = &input.configuration {
        fleet_configuration::refuse_other_kind(&settings.configuration, configuration)?;
        settings.configuration = fleet_configuration::with_defaults(configuration.clone());
    }
    if let Some(host) = &input.host_configuration {
        settings.host_configuration = script(host.clone());
    }
    Ok(())
}

pub async fn delete_fleet(
    cx: &Cx,
    caller: &Caller,
    input: DeleteFleetRequest,
) -> Result<DeleteFleetResponse> {
    let path = FleetPath {
        farm: input.farm_id,
        fleet: input.fleet_id,
    };
    let now = cx.clock.now();
    let token = Token::of(caller, Operation::DeleteFleet, &input);
    let caller = caller.clone();
    cx.store
        .write("delete_fleet", move |tx| -> Result<_> {
            // Looked up inside: a repeated request finds its answer, but no fleet.
            once(tx, token.as_ref(), now, |tx| {
                tx.lock_fleet(&path)?.ok_or_else(|| not_found(path.fleet))?;
                caller.may(Operation::DeleteFleet, &path.into())?;
                refuse_in_use(tx, path.fleet)?;
                tx.delete_fleet(path.fleet)?;
                Ok(DeleteFleetResponse {})
            })
        })
        .await
}

fn refuse_in_use(tx: &mut Tx, fleet: FleetId) -> Result<()> {
    let in_use = |why: &str| -> Result<(), Error> {
        Err(conflict(ConflictExceptionReason::ResourceInUse, fleet, why))
    };
    if !tx.queues_of_fleet(fleet)?.is_empty() {
        return in_use(
            "the fleet is associated with queues: stop and delete its associations first",
        );
    }
    if tx.online_workers(fleet)? > 0 {
        return in_use("workers of the fleet are online: stop them first");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> CreateFleetRequest {
        serde_json::from_value(serde_json::json!({
            "farmId": "farm-00000000000000000000000000000001", "displayName": "fleet",
            "roleArn": "arn:aws:iam::000000000000:role/fleet", "maxWorkerCount": 5,
            "configuration": { "customerManaged": {
                "mode": "NO_SCALING",
                "workerCapabilities": {
                    "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 },
                    "osFamily": "LINUX", "cpuArchitectureType": "arm64",
                },
            }},
        }))
        .unwrap()
    }

    #[test]
    fn a_fleet_may_not_need_more_workers_than_it_may_have() {
        let settings = settings(&CreateFleetRequest {
            min_worker_count: Some(6),
            ..input()
        });
        assert!(check(&settings).is_err());
    }

    #[test]
    fn an_empty_script_is_none() {
        let host = |body: &str| HostConfiguration {
            script_body: body.to_owned(),
            script_timeout_seconds: None,
        };
        assert_eq!(script(host("")), None);
        assert_eq!(
            script(host("echo")).unwrap().script_timeout_seconds,
            Some(300)
        );
    }
    /// semantics 2.9-2.
    #[test]
    fn the_scaling_status_says_which_way_a_fleet_has_to_go() {
        assert_eq!(auto_scaling(5, 3), AutoScalingStatus::Growing);
        assert_eq!(auto_scaling(3, 3), AutoScalingStatus::Steady);
        assert_eq!(auto_scaling(0, 3), AutoScalingStatus::Shrinking);
    }
}
