//! What AWS's SDK for Rust makes of answers that come as lines of JSON, `{operation, status, body}`:
//! a line for each, as the SDK shows it. For `conformance/tests/test_round_trips.py`.

use std::io::{BufRead as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_deadline as sdk;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use sdk::config::{BehaviorVersion, Region};
use sdk::error::DisplayErrorContext;
use serde::Deserialize;

type Failure = Box<dyn std::error::Error>;

#[derive(Clone, Debug, Default, Deserialize)]
struct Answer {
    operation: String,
    status: u16,
    body: String,
}

/// Sends nothing, and gets the answer of the moment.
#[derive(Clone, Debug, Default)]
struct Given(Arc<Mutex<Answer>>);

impl HttpClient for Given {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Given {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let body = SdkBody::from(answer.body.clone());
        let response = http::Response::builder().status(answer.status).body(body);
        let response = response.map(HttpResponse::try_from);
        HttpConnectorFuture::ready(match response {
            Ok(Ok(response)) => Ok(response),
            why => Err(
                aws_smithy_runtime_api::client::result::ConnectorError::user(
                    format!("no response: {why:?}").into(),
                ),
            ),
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let given = Given::default();
    let config = sdk::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url("http://127.0.0.1:1")
        .region(Region::new("us-west-2"))
        .credentials_provider(callsheet_client::static_key("a", "b", None))
        .http_client(given.clone());
    let client = sdk::Client::from_conf(config.build());
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer: Answer = serde_json::from_str(&line?)?;
        let operation = answer.operation.clone();
        *given.0.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        writeln!(out, "{}", read(&client, &operation).await?)?;
    }
    Ok(())
}

/// Calls each operation by its name; what makes its path or query is `x`.
macro_rules! calls {
    ($($name:ident => $method:ident($($label:ident),*),)*) => {
        async fn read(client: &sdk::Client, operation: &str) -> Result<String, Failure> {
            match operation {
                $(stringify!($name) => {
                    let answer = client.$method()$(.$label("x"))*.send().await;
                    answer.map_or_else(
                        |why| Err(format!("{operation}: {}", DisplayErrorContext(why)).into()),
                        |answer| Ok(format!("{answer:?}")),
                    )
                })*
                other => Err(format!("{other} is no operation of this SDK").into()),
            }
        }
    };
}

calls! {
        AssociateMemberToFarm => associate_member_to_farm(farm_id, principal_id),
        AssociateMemberToFleet => associate_member_to_fleet(farm_id, fleet_id, principal_id),
        AssociateMemberToJob => associate_member_to_job(farm_id, queue_id, job_id, principal_id),
        AssociateMemberToQueue => associate_member_to_queue(farm_id, queue_id, principal_id),
        AssumeFleetRoleForRead => assume_fleet_role_for_read(farm_id, fleet_id),
        AssumeFleetRoleForWorker => assume_fleet_role_for_worker(farm_id, fleet_id, worker_id),
        AssumeQueueRoleForRead => assume_queue_role_for_read(farm_id, queue_id),
        AssumeQueueRoleForUser => assume_queue_role_for_user(farm_id, queue_id),
        AssumeQueueRoleForWorker => assume_queue_role_for_worker(farm_id, fleet_id, worker_id, queue_id),
        BatchGetJob => batch_get_job(),
        BatchGetJobEntity => batch_get_job_entity(farm_id, fleet_id, worker_id),
        BatchGetSession => batch_get_session(),
        BatchGetSessionAction => batch_get_session_action(),
        BatchGetStep => batch_get_step(),
        BatchGetTask => batch_get_task(),
        BatchGetWorker => batch_get_worker(),
        BatchUpdateJob => batch_update_job(),
        BatchUpdateTask => batch_update_task(),
        CopyJobTemplate => copy_job_template(farm_id, queue_id, job_id),
        CreateBudget => create_budget(farm_id),
        CreateFarm => create_farm(),
        CreateFleet => create_fleet(farm_id),
        CreateJob => create_job(farm_id, queue_id),
        CreateLicenseEndpoint => create_license_endpoint(),
        CreateLimit => create_limit(farm_id),
        CreateMonitor => create_monitor(),
        CreateQueue => create_queue(farm_id),
        CreateQueueEnvironment => create_queue_environment(farm_id, queue_id),
        CreateQueueFleetAssociation => create_queue_fleet_association(farm_id),
        CreateQueueLimitAssociation => create_queue_limit_association(farm_id),
        CreateStorageProfile => create_storage_profile(farm_id),
        CreateWorker => create_worker(farm_id, fleet_id),
        DeleteBudget => delete_budget(farm_id, budget_id),
        DeleteFarm => delete_farm(farm_id),
        DeleteFleet => delete_fleet(farm_id, fleet_id),
        DeleteLicenseEndpoint => delete_license_endpoint(license_endpoint_id),
        DeleteLimit => delete_limit(farm_id, limit_id),
        DeleteMeteredProduct => delete_metered_product(license_endpoint_id, product_id),
        DeleteMonitor => delete_monitor(monitor_id),
        DeleteQueue => delete_queue(farm_id, queue_id),
        DeleteQueueEnvironment => delete_queue_environment(farm_id, queue_id, queue_environment_id),
        DeleteQueueFleetAssociation => delete_queue_fleet_association(farm_id, queue_id, fleet_id),
        DeleteQueueLimitAssociation => delete_queue_limit_association(farm_id, queue_id, limit_id),
        DeleteStorageProfile => delete_storage_profile(farm_id, storage_profile_id),
        DeleteVolume => delete_volume(farm_id, fleet_id, volume_id),
        DeleteWorker => delete_worker(farm_id, fleet_id, worker_id),
        DisassociateMemberFromFarm => disassociate_member_from_farm(farm_id, principal_id),
        DisassociateMemberFromFleet => disassociate_member_from_fleet(farm_id, fleet_id, principal_id),
        DisassociateMemberFromJob => disassociate_member_from_job(farm_id, queue_id, job_id, principal_id),
        DisassociateMemberFromQueue => disassociate_member_from_queue(farm_id, queue_id, principal_id),
        GetBudget => get_budget(farm_id, budget_id),
        GetFarm => get_farm(farm_id),
        GetFleet => get_fleet(farm_id, fleet_id),
        GetJob => get_job(farm_id, queue_id, job_id),
        GetLicenseEndpoint => get_license_endpoint(license_endpoint_id),
        GetLimit => get_limit(farm_id, limit_id),
        GetMonitor => get_monitor(monitor_id),
        GetMonitorSettings => get_monitor_settings(monitor_id),
        GetQueue => get_queue(farm_id, queue_id),
        GetQueueEnvironment => get_queue_environment(farm_id, queue_id, queue_environment_id),
        GetQueueFleetAssociation => get_queue_fleet_association(farm_id, queue_id, fleet_id),
        GetQueueLimitAssociation => get_queue_limit_association(farm_id, queue_id, limit_id),
        GetSession => get_session(farm_id, queue_id, job_id, session_id),
        GetSessionAction => get_session_action(farm_id, queue_id, job_id, session_action_id),
        GetSessionsStatisticsAggregation => get_sessions_statistics_aggregation(farm_id, aggregation_id),
        GetStep => get_step(farm_id, queue_id, job_id, step_id),
        GetStorageProfile => get_storage_profile(farm_id, storage_profile_id),
        GetStorageProfileForQueue => get_storage_profile_for_queue(farm_id, queue_id, storage_profile_id),
        GetTask => get_task(farm_id, queue_id, job_id, step_id, task_id),
        GetVolume => get_volume(farm_id, fleet_id, volume_id),
        GetWorker => get_worker(farm_id, fleet_id, worker_id),
        ListAvailableMeteredProducts => list_available_metered_products(),
        ListBudgets => list_budgets(farm_id),
        ListFarmMembers => list_farm_members(farm_id),
        ListFarms => list_farms(),
        ListFleetMembers => list_fleet_members(farm_id, fleet_id),
        ListFleets => list_fleets(farm_id),
        ListJobMembers => list_job_members(farm_id, queue_id, job_id),
        ListJobParameterDefinitions => list_job_parameter_definitions(farm_id, queue_id, job_id),
        ListJobs => list_jobs(farm_id, queue_id),
        ListLicenseEndpoints => list_license_endpoints(),
        ListLimits => list_limits(farm_id),
        ListMemberships => list_memberships(principal_id),
        ListMeteredProducts => list_metered_products(license_endpoint_id),
        ListMonitors => list_monitors(),
        ListQueueEnvironments => list_queue_environments(farm_id, queue_id),
        ListQueueFleetAssociations => list_queue_fleet_associations(farm_id),
        ListQueueLimitAssociations => list_queue_limit_associations(farm_id),
        ListQueueMembers => list_queue_members(farm_id, queue_id),
        ListQueues => list_queues(farm_id),
        ListSessionActions => list_session_actions(farm_id, queue_id, job_id),
        ListSessions => list_sessions(farm_id, queue_id, job_id),
        ListSessionsForWorker => list_sessions_for_worker(farm_id, fleet_id, worker_id),
        ListStepConsumers => list_step_consumers(farm_id, queue_id, job_id, step_id),
        ListStepDependencies => list_step_dependencies(farm_id, queue_id, job_id, step_id),
        ListSteps => list_steps(farm_id, queue_id, job_id),
        ListStorageProfiles => list_storage_profiles(farm_id),
        ListStorageProfilesForQueue => list_storage_profiles_for_queue(farm_id, queue_id),
        ListTagsForResource => list_tags_for_resource(resource_arn),
        ListTasks => list_tasks(farm_id, queue_id, job_id, step_id),
        ListVolumes => list_volumes(farm_id, fleet_id),
        ListWorkers => list_workers(farm_id, fleet_id),
        PutMeteredProduct => put_metered_product(license_endpoint_id, product_id),
        SearchJobs => search_jobs(farm_id),
        SearchSteps => search_steps(farm_id),
        SearchTasks => search_tasks(farm_id),
        SearchWorkers => search_workers(farm_id),
        StartSessionsStatisticsAggregation => start_sessions_statistics_aggregation(farm_id),
        TagResource => tag_resource(resource_arn),
        UntagResource => untag_resource(resource_arn, tag_keys),
        UpdateBudget => update_budget(farm_id, budget_id),
        UpdateFarm => update_farm(farm_id),
        UpdateFleet => update_fleet(farm_id, fleet_id),
        UpdateJob => update_job(farm_id, queue_id, job_id),
        UpdateLimit => update_limit(farm_id, limit_id),
        UpdateMonitor => update_monitor(monitor_id),
        UpdateMonitorSettings => update_monitor_settings(monitor_id),
        UpdateQueue => update_queue(farm_id, queue_id),
        UpdateQueueEnvironment => update_queue_environment(farm_id, queue_id, queue_environment_id),
        UpdateQueueFleetAssociation => update_queue_fleet_association(farm_id, queue_id, fleet_id),
        UpdateQueueLimitAssociation => update_queue_limit_association(farm_id, queue_id, limit_id),
        UpdateSession => update_session(farm_id, queue_id, job_id, session_id),
        UpdateStep => update_step(farm_id, queue_id, job_id, step_id),
        UpdateStorageProfile => update_storage_profile(farm_id, storage_profile_id),
        UpdateTask => update_task(farm_id, queue_id, job_id, step_id, task_id),
        UpdateWorker => update_worker(farm_id, fleet_id, worker_id),
        UpdateWorkerSchedule => update_worker_schedule(farm_id, fleet_id, worker_id),
}
