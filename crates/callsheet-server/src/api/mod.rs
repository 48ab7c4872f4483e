//! The operations of the API, one line each, and what is around every one of them: the request is
//! read and checked before its handler, and the answer is one that the model allows.

pub mod any_resource;
pub mod batch_updates;
pub mod batches;
pub mod budgets;
pub mod client_token;
pub mod copy_job_template;
pub mod create_job;
pub mod farms;
pub mod fleet_capabilities;
pub mod fleet_configuration;
pub mod fleets;
pub mod job_entities;
pub mod job_parameter_definitions;
pub mod jobs;
pub mod license_endpoints;
pub mod limits;
pub mod log_configuration;
pub mod members;
pub mod monitors;
pub mod paging;
pub mod queue_blocking;
pub mod queue_environments;
pub mod queue_fleet_associations;
pub mod queue_fleet_fit;
pub mod queue_limit_associations;
pub mod queue_run_as;
pub mod queue_storage;
pub mod queues;
pub mod quotas;
pub mod roles;
pub mod search;
pub mod search_filters;
pub mod session_actions;
pub mod sessions;
pub mod sessions_statistics;
pub mod shown;
pub mod step_plan;
pub mod steps;
pub mod storage_profiles;
pub mod tags;
pub mod targets;
pub mod tasks;
pub mod volumes;
pub mod worker_life;
pub mod worker_scale_in;
pub mod worker_schedule;
pub mod workers;

use callsheet_api::rest_json::{self, Response, RouteMatch};
use callsheet_api::{Call, Exception, ExceptionKind, Operation, calls};
use http::HeaderMap;

use crate::auth::{Caller, Resource};
use crate::context::Cx;
use crate::error::{Error, Result};

/// A request whose operation is known and whose signature was found good.
pub(crate) struct Asked<'a> {
    pub found: RouteMatch<'a>,
    pub raw_query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

#[rustfmt::skip]
pub(crate) async fn answer(
    cx: &Cx,
    caller: &Caller,
    asked: &Asked<'_>,
) -> Result<Response, Exception> {
    let operation = asked.found.operation;
    let named = Resource::named_by(asked.found.labels());
    let caller = caller.enter(cx, operation, &named).await;
    let caller = &caller.map_err(|error| refusal(operation, error))?;
    match operation {
        Operation::AssociateMemberToFarm => run::<calls::AssociateMemberToFarm, _>(cx, caller, asked, members::associate_member_to_farm).await,
        Operation::AssociateMemberToFleet => run::<calls::AssociateMemberToFleet, _>(cx, caller, asked, members::associate_member_to_fleet).await,
        Operation::AssociateMemberToJob => run::<calls::AssociateMemberToJob, _>(cx, caller, asked, members::associate_member_to_job).await,
        Operation::AssociateMemberToQueue => run::<calls::AssociateMemberToQueue, _>(cx, caller, asked, members::associate_member_to_queue).await,
        Operation::AssumeFleetRoleForRead => run::<calls::AssumeFleetRoleForRead, _>(cx, caller, asked, roles::assume_fleet_role_for_read).await,
        Operation::AssumeFleetRoleForWorker => run::<calls::AssumeFleetRoleForWorker, _>(cx, caller, asked, roles::assume_fleet_role_for_worker).await,
        Operation::AssumeQueueRoleForRead => run::<calls::AssumeQueueRoleForRead, _>(cx, caller, asked, roles::assume_queue_role_for_read).await,
        Operation::AssumeQueueRoleForUser => run::<calls::AssumeQueueRoleForUser, _>(cx, caller, asked, roles::assume_queue_role_for_user).await,
        Operation::AssumeQueueRoleForWorker => run::<calls::AssumeQueueRoleForWorker, _>(cx, caller, asked, roles::assume_queue_role_for_worker).await,
        Operation::BatchGetJob => run::<calls::BatchGetJob, _>(cx, caller, asked, jobs::batch_get_job).await,
        Operation::BatchGetJobEntity => run::<calls::BatchGetJobEntity, _>(cx, caller, asked, job_entities::batch_get_job_entity).await,
        Operation::BatchGetSession => run::<calls::BatchGetSession, _>(cx, caller, asked, sessions::batch_get_session).await,
        Operation::BatchGetSessionAction => run::<calls::BatchGetSessionAction, _>(cx, caller, asked, session_actions::batch_get_session_action).await,
        Operation::BatchGetStep => run::<calls::BatchGetStep, _>(cx, caller, asked, steps::batch_get_step).await,
        Operation::BatchGetTask => run::<calls::BatchGetTask, _>(cx, caller, asked, tasks::batch_get_task).await,
        Operation::BatchGetWorker => run::<calls::BatchGetWorker, _>(cx, caller, asked, workers::batch_get_worker).await,
        Operation::BatchUpdateJob => run::<calls::BatchUpdateJob, _>(cx, caller, asked, batch_updates::batch_update_job).await,
        Operation::BatchUpdateTask => run::<calls::BatchUpdateTask, _>(cx, caller, asked, batch_updates::batch_update_task).await,
        Operation::CopyJobTemplate => run::<calls::CopyJobTemplate, _>(cx, caller, asked, copy_job_template::copy_job_template).await,
        Operation::CreateBudget => run::<calls::CreateBudget, _>(cx, caller, asked, budgets::create_budget).await,
        Operation::CreateFarm => run::<calls::CreateFarm, _>(cx, caller, asked, farms::create_farm).await,
        Operation::CreateFleet => run::<calls::CreateFleet, _>(cx, caller, asked, fleets::create_fleet).await,
        Operation::CreateJob => run::<calls::CreateJob, _>(cx, caller, asked, create_job::create_job).await,
        Operation::CreateLicenseEndpoint => run::<calls::CreateLicenseEndpoint, _>(cx, caller, asked, license_endpoints::create_license_endpoint).await,
        Operation::CreateLimit => run::<calls::CreateLimit, _>(cx, caller, asked, limits::create_limit).await,
        Operation::CreateMonitor => run::<calls::CreateMonitor, _>(cx, caller, asked, monitors::create_monitor).await,
        Operation::CreateQueue => run::<calls::CreateQueue, _>(cx, caller, asked, queues::create_queue).await,
        Operation::CreateQueueEnvironment => run::<calls::CreateQueueEnvironment, _>(cx, caller, asked, queue_environments::create_queue_environment).await,
        Operation::CreateQueueFleetAssociation => run::<calls::CreateQueueFleetAssociation, _>(cx, caller, asked, queue_fleet_associations::create_queue_fleet_association).await,
        Operation::CreateQueueLimitAssociation => run::<calls::CreateQueueLimitAssociation, _>(cx, caller, asked, queue_limit_associations::create_queue_limit_association).await,
        Operation::CreateStorageProfile => run::<calls::CreateStorageProfile, _>(cx, caller, asked, storage_profiles::create_storage_profile).await,
        Operation::CreateWorker => run::<calls::CreateWorker, _>(cx, caller, asked, worker_life::create_worker).await,
        Operation::DeleteBudget => run::<calls::DeleteBudget, _>(cx, caller, asked, budgets::delete_budget).await,
        Operation::DeleteFarm => run::<calls::DeleteFarm, _>(cx, caller, asked, farms::delete_farm).await,
        Operation::DeleteFleet => run::<calls::DeleteFleet, _>(cx, caller, asked, fleets::delete_fleet).await,
        Operation::DeleteLicenseEndpoint => run::<calls::DeleteLicenseEndpoint, _>(cx, caller, asked, license_endpoints::delete_license_endpoint).await,
        Operation::DeleteLimit => run::<calls::DeleteLimit, _>(cx, caller, asked, limits::delete_limit).await,
        Operation::DeleteMeteredProduct => run::<calls::DeleteMeteredProduct, _>(cx, caller, asked, license_endpoints::delete_metered_product).await,
        Operation::DeleteMonitor => run::<calls::DeleteMonitor, _>(cx, caller, asked, monitors::delete_monitor).await,
        Operation::DeleteQueue => run::<calls::DeleteQueue, _>(cx, caller, asked, queues::delete_queue).await,
        Operation::DeleteQueueEnvironment => run::<calls::DeleteQueueEnvironment, _>(cx, caller, asked, queue_environments::delete_queue_environment).await,
        Operation::DeleteQueueFleetAssociation => run::<calls::DeleteQueueFleetAssociation, _>(cx, caller, asked, queue_fleet_associations::delete_queue_fleet_association).await,
        Operation::DeleteQueueLimitAssociation => run::<calls::DeleteQueueLimitAssociation, _>(cx, caller, asked, queue_limit_associations::delete_queue_limit_association).await,
        Operation::DeleteStorageProfile => run::<calls::DeleteStorageProfile, _>(cx, caller, asked, storage_profiles::delete_storage_profile).await,
        Operation::DeleteVolume => run::<calls::DeleteVolume, _>(cx, caller, asked, volumes::delete_volume).await,
        Operation::DeleteWorker => run::<calls::DeleteWorker, _>(cx, caller, asked, workers::delete_worker).await,
        Operation::DisassociateMemberFromFarm => run::<calls::DisassociateMemberFromFarm, _>(cx, caller, asked, members::disassociate_member_from_farm).await,
        Operation::DisassociateMemberFromFleet => run::<calls::DisassociateMemberFromFleet, _>(cx, caller, asked, members::disassociate_member_from_fleet).await,
        Operation::DisassociateMemberFromJob => run::<calls::DisassociateMemberFromJob, _>(cx, caller, asked, members::disassociate_member_from_job).await,
        Operation::DisassociateMemberFromQueue => run::<calls::DisassociateMemberFromQueue, _>(cx, caller, asked, members::disassociate_member_from_queue).await,
        Operation::GetBudget => run::<calls::GetBudget, _>(cx, caller, asked, budgets::get_budget).await,
        Operation::GetFarm => run::<calls::GetFarm, _>(cx, caller, asked, farms::get_farm).await,
        Operation::GetFleet => run::<calls::GetFleet, _>(cx, caller, asked, fleets::get_fleet).await,
        Operation::GetJob => run::<calls::GetJob, _>(cx, caller, asked, jobs::get_job).await,
        Operation::GetLicenseEndpoint => run::<calls::GetLicenseEndpoint, _>(cx, caller, asked, license_endpoints::get_license_endpoint).await,
        Operation::GetLimit => run::<calls::GetLimit, _>(cx, caller, asked, limits::get_limit).await,
        Operation::GetMonitor => run::<calls::GetMonitor, _>(cx, caller, asked, monitors::get_monitor).await,
        Operation::GetMonitorSettings => run::<calls::GetMonitorSettings, _>(cx, caller, asked, monitors::get_monitor_settings).await,
        Operation::GetQueue => run::<calls::GetQueue, _>(cx, caller, asked, queues::get_queue).await,
        Operation::GetQueueEnvironment => run::<calls::GetQueueEnvironment, _>(cx, caller, asked, queue_environments::get_queue_environment).await,
        Operation::GetQueueFleetAssociation => run::<calls::GetQueueFleetAssociation, _>(cx, caller, asked, queue_fleet_associations::get_queue_fleet_association).await,
        Operation::GetQueueLimitAssociation => run::<calls::GetQueueLimitAssociation, _>(cx, caller, asked, queue_limit_associations::get_queue_limit_association).await,
        Operation::GetSession => run::<calls::GetSession, _>(cx, caller, asked, sessions::get_session).await,
        Operation::GetSessionAction => run::<calls::GetSessionAction, _>(cx, caller, asked, session_actions::get_session_action).await,
        Operation::GetSessionsStatisticsAggregation => run::<calls::GetSessionsStatisticsAggregation, _>(cx, caller, asked, sessions_statistics::get_sessions_statistics_aggregation).await,
        Operation::GetStep => run::<calls::GetStep, _>(cx, caller, asked, steps::get_step).await,
        Operation::GetStorageProfile => run::<calls::GetStorageProfile, _>(cx, caller, asked, storage_profiles::get_storage_profile).await,
        Operation::GetStorageProfileForQueue => run::<calls::GetStorageProfileForQueue, _>(cx, caller, asked, storage_profiles::get_storage_profile_for_queue).await,
        Operation::GetTask => run::<calls::GetTask, _>(cx, caller, asked, tasks::get_task).await,
        Operation::GetVolume => run::<calls::GetVolume, _>(cx, caller, asked, volumes::get_volume).await,
        Operation::GetWorker => run::<calls::GetWorker, _>(cx, caller, asked, workers::get_worker).await,
        Operation::ListAvailableMeteredProducts => run::<calls::ListAvailableMeteredProducts, _>(cx, caller, asked, license_endpoints::list_available_metered_products).await,
        Operation::ListBudgets => run::<calls::ListBudgets, _>(cx, caller, asked, budgets::list_budgets).await,
        Operation::ListFarmMembers => run::<calls::ListFarmMembers, _>(cx, caller, asked, members::list_farm_members).await,
        Operation::ListFarms => run::<calls::ListFarms, _>(cx, caller, asked, farms::list_farms).await,
        Operation::ListFleetMembers => run::<calls::ListFleetMembers, _>(cx, caller, asked, members::list_fleet_members).await,
        Operation::ListFleets => run::<calls::ListFleets, _>(cx, caller, asked, fleets::list_fleets).await,
        Operation::ListJobMembers => run::<calls::ListJobMembers, _>(cx, caller, asked, members::list_job_members).await,
        Operation::ListJobParameterDefinitions => run::<calls::ListJobParameterDefinitions, _>(cx, caller, asked, job_parameter_definitions::list_job_parameter_definitions).await,
        Operation::ListJobs => run::<calls::ListJobs, _>(cx, caller, asked, jobs::list_jobs).await,
        Operation::ListLicenseEndpoints => run::<calls::ListLicenseEndpoints, _>(cx, caller, asked, license_endpoints::list_license_endpoints).await,
        Operation::ListLimits => run::<calls::ListLimits, _>(cx, caller, asked, limits::list_limits).await,
        Operation::ListMemberships => run::<calls::ListMemberships, _>(cx, caller, asked, members::list_memberships).await,
        Operation::ListMeteredProducts => run::<calls::ListMeteredProducts, _>(cx, caller, asked, license_endpoints::list_metered_products).await,
        Operation::ListMonitors => run::<calls::ListMonitors, _>(cx, caller, asked, monitors::list_monitors).await,
        Operation::ListQueueEnvironments => run::<calls::ListQueueEnvironments, _>(cx, caller, asked, queue_environments::list_queue_environments).await,
        Operation::ListQueueFleetAssociations => run::<calls::ListQueueFleetAssociations, _>(cx, caller, asked, queue_fleet_associations::list_queue_fleet_associations).await,
        Operation::ListQueueLimitAssociations => run::<calls::ListQueueLimitAssociations, _>(cx, caller, asked, queue_limit_associations::list_queue_limit_associations).await,
        Operation::ListQueueMembers => run::<calls::ListQueueMembers, _>(cx, caller, asked, members::list_queue_members).await,
        Operation::ListQueues => run::<calls::ListQueues, _>(cx, caller, asked, queues::list_queues).await,
        Operation::ListSessionActions => run::<calls::ListSessionActions, _>(cx, caller, asked, session_actions::list_session_actions).await,
        Operation::ListSessions => run::<calls::ListSessions, _>(cx, caller, asked, sessions::list_sessions).await,
        Operation::ListSessionsForWorker => run::<calls::ListSessionsForWorker, _>(cx, caller, asked, sessions::list_sessions_for_worker).await,
        Operation::ListStepConsumers => run::<calls::ListStepConsumers, _>(cx, caller, asked, steps::list_step_consumers).await,
        Operation::ListStepDependencies => run::<calls::ListStepDependencies, _>(cx, caller, asked, steps::list_step_dependencies).await,
        Operation::ListSteps => run::<calls::ListSteps, _>(cx, caller, asked, steps::list_steps).await,
        Operation::ListStorageProfiles => run::<calls::ListStorageProfiles, _>(cx, caller, asked, storage_profiles::list_storage_profiles).await,
        Operation::ListStorageProfilesForQueue => run::<calls::ListStorageProfilesForQueue, _>(cx, caller, asked, storage_profiles::list_storage_profiles_for_queue).await,
        Operation::ListTagsForResource => run::<calls::ListTagsForResource, _>(cx, caller, asked, tags::list_tags_for_resource).await,
        Operation::ListTasks => run::<calls::ListTasks, _>(cx, caller, asked, tasks::list_tasks).await,
        Operation::ListVolumes => run::<calls::ListVolumes, _>(cx, caller, asked, volumes::list_volumes).await,
        Operation::ListWorkers => run::<calls::ListWorkers, _>(cx, caller, asked, workers::list_workers).await,
        Operation::PutMeteredProduct => run::<calls::PutMeteredProduct, _>(cx, caller, asked, license_endpoints::put_metered_product).await,
        Operation::SearchJobs => run::<calls::SearchJobs, _>(cx, caller, asked, search::search_jobs).await,
        Operation::SearchSteps => run::<calls::SearchSteps, _>(cx, caller, asked, search::search_steps).await,
        Operation::SearchTasks => run::<calls::SearchTasks, _>(cx, caller, asked, search::search_tasks).await,
        Operation::SearchWorkers => run::<calls::SearchWorkers, _>(cx, caller, asked, search::search_workers).await,
        Operation::StartSessionsStatisticsAggregation => run::<calls::StartSessionsStatisticsAggregation, _>(cx, caller, asked, sessions_statistics::start_sessions_statistics_aggregation).await,
        Operation::TagResource => run::<calls::TagResource, _>(cx, caller, asked, tags::tag_resource).await,
        Operation::UntagResource => run::<calls::UntagResource, _>(cx, caller, asked, tags::untag_resource).await,
        Operation::UpdateBudget => run::<calls::UpdateBudget, _>(cx, caller, asked, budgets::update_budget).await,
        Operation::UpdateFarm => run::<calls::UpdateFarm, _>(cx, caller, asked, farms::update_farm).await,
        Operation::UpdateFleet => run::<calls::UpdateFleet, _>(cx, caller, asked, fleets::update_fleet).await,
        Operation::UpdateJob => run::<calls::UpdateJob, _>(cx, caller, asked, targets::update_job).await,
        Operation::UpdateLimit => run::<calls::UpdateLimit, _>(cx, caller, asked, limits::update_limit).await,
        Operation::UpdateMonitor => run::<calls::UpdateMonitor, _>(cx, caller, asked, monitors::update_monitor).await,
        Operation::UpdateMonitorSettings => run::<calls::UpdateMonitorSettings, _>(cx, caller, asked, monitors::update_monitor_settings).await,
        Operation::UpdateQueue => run::<calls::UpdateQueue, _>(cx, caller, asked, queues::update_queue).await,
        Operation::UpdateQueueEnvironment => run::<calls::UpdateQueueEnvironment, _>(cx, caller, asked, queue_environments::update_queue_environment).await,
        Operation::UpdateQueueFleetAssociation => run::<calls::UpdateQueueFleetAssociation, _>(cx, caller, asked, queue_fleet_associations::update_queue_fleet_association).await,
        Operation::UpdateQueueLimitAssociation => run::<calls::UpdateQueueLimitAssociation, _>(cx, caller, asked, queue_limit_associations::update_queue_limit_association).await,
        Operation::UpdateSession => run::<calls::UpdateSession, _>(cx, caller, asked, targets::update_session).await,
        Operation::UpdateStep => run::<calls::UpdateStep, _>(cx, caller, asked, targets::update_step).await,
        Operation::UpdateStorageProfile => run::<calls::UpdateStorageProfile, _>(cx, caller, asked, storage_profiles::update_storage_profile).await,
        Operation::UpdateTask => run::<calls::UpdateTask, _>(cx, caller, asked, targets::update_task).await,
        Operation::UpdateWorker => run::<calls::UpdateWorker, _>(cx, caller, asked, worker_life::update_worker).await,
        Operation::UpdateWorkerSchedule => run::<calls::UpdateWorkerSchedule, _>(cx, caller, asked, worker_schedule::update_worker_schedule).await,
    }
}

async fn run<C: Call, H>(
    cx: &Cx,
    caller: &Caller,
    asked: &Asked<'_>,
    handler: H,
) -> Result<Response, Exception>
where
    H: AsyncFnOnce(&Cx, &Caller, C::Request) -> Result<C::Response>,
{
    let input = rest_json::read::<C>(&asked.found, asked.raw_query, asked.headers, asked.body)?;
    match handler(cx, caller, input).await {
        Ok(output) => {
            let response = rest_json::write_response::<C>(&output)?;
            debug_assert!(
                fits(C::OPERATION, &response),
                "an answer does not fit the model"
            );
            Ok(response)
        }
        Err(error) => Err(refusal(C::OPERATION, error)),
    }
}

fn refusal(operation: Operation, error: Error) -> Exception {
    if let Error::Internal(why) = &error {
        tracing::error!(%operation, why, "a request failed for no fault of its caller's");
    }
    let exception = error.into_exception(operation);
    // Reading refuses a broken request of any operation so; a handler may, where there is no better.
    // Whoever signs may be denied any operation, also one that declares nothing of the kind.
    let is_of_request = matches!(
        exception.kind,
        ExceptionKind::Validation | ExceptionKind::AccessDenied
    );
    debug_assert!(
        operation.may_answer(exception.kind) || !exception.kind.is_modelled() || is_of_request,
        "{operation} declares no {}: {exception}",
        exception.name(),
    );
    exception
}

/// Only looked at where assertions are on: it costs more than most answers.
fn fits(operation: Operation, response: &Response) -> bool {
    if response.body.is_empty() {
        return true;
    }
    let violations = match serde_json::from_slice(&response.body) {
        Ok(body) => rest_json::check_response(operation, &body),
        Err(_) => return false,
    };
    for violation in &violations {
        tracing::error!(%operation, %violation, "an answer does not fit the model");
    }
    violations.is_empty()
}
