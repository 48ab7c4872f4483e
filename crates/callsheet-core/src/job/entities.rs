//! What workers are told of a job: the entities of BatchGetJobEntity.

use callsheet_api::ids::{JobId, StepId};
use callsheet_api::types::{
    Attachments, EnvironmentDetailsEntity, JobAttachmentDetailsEntity, JobDetailsEntity,
    JobDetailsJobAttachmentSettings, JobRunAsUser, PathMappingRule, StepDetailsEntity,
};
use serde_json::Value;

use super::plan::{EnvironmentPlan, JobPlan, Origin, StepPlan};
use super::symbols;

const JOB_SCHEMA: &str = "jobtemplate-2023-09";
const ENVIRONMENT_SCHEMA: &str = "environment-2023-09";

/// What a worker is told of a job that is not the job's: its queue's, its worker's.
#[derive(Debug, Clone, Default)]
pub struct JobDetailsContext {
    pub log_group_name: String,
    pub queue_role_arn: Option<String>,
    pub job_attachment_settings: Option<JobDetailsJobAttachmentSettings>,
    pub job_run_as_user: Option<JobRunAsUser>,
    pub path_mapping_rules: Vec<PathMappingRule>,
}

#[must_use]
pub fn job_details(job: JobId, plan: &JobPlan, context: JobDetailsContext) -> JobDetailsEntity {
    let mut extensions = plan.extensions.clone();
    for environment in &plan.environments {
        let more = environment
            .extensions
            .iter()
            .filter(|name| !plan.extensions.contains(name));
        extensions.extend(more.cloned());
    }
    extensions.sort();
    extensions.dedup();
    let has_rules = !context.path_mapping_rules.is_empty();
    JobDetailsEntity {
        extensions: told(&extensions),
        job_attachment_settings: context.job_attachment_settings,
        job_id: job,
        job_run_as_user: context.job_run_as_user,
        log_group_name: context.log_group_name,
        parameters: (!plan.parameters.is_empty()).then(|| plan.parameters.clone()),
        path_mapping_rules: has_rules.then_some(context.path_mapping_rules),
        queue_role_arn: context.queue_role_arn,
        schema_version: JOB_SCHEMA.to_owned(),
    }
}

#[must_use]
pub fn step_details(
    job: JobId,
    step: StepId,
    dependencies: Vec<StepId>,
    plan: &JobPlan,
    step_plan: &StepPlan,
) -> StepDetailsEntity {
    let mut template = step_plan.fragment.clone();
    if let Value::Object(members) = &mut template
        && !step_plan.environments.is_empty()
    {
        let environments = step_plan
            .environments
            .iter()
            .map(|one| one.fragment.clone());
        members.insert("stepEnvironments".to_owned(), environments.collect());
    }
    StepDetailsEntity {
        dependencies,
        extensions: told(&plan.extensions),
        job_id: job,
        resolved_symbol_table: step_plan.symbols.clone(),
        schema_version: JOB_SCHEMA.to_owned(),
        step_id: step,
        template,
    }
}

/// The environment of that id; none if the job or the step has no such environment. `step` is the
/// one that [`environment_step`] names.
#[must_use]
pub fn environment_details(
    job: JobId,
    environment_id: &str,
    plan: &JobPlan,
    step: Option<(StepId, &StepPlan)>,
) -> Option<EnvironmentDetailsEntity> {
    let of_job = named(environment_id, &format!("JOB:{job}:"), &plan.environments);
    let (environment, symbols) = match (of_job, step) {
        (Some(environment), _) => (environment, &environment.symbols),
        (None, Some((id, step))) => {
            let prefix = format!("STEP:{id}:");
            (
                named(environment_id, &prefix, &step.environments)?,
                &step.symbols,
            )
        }
        (None, None) => return None,
    };
    Some(EnvironmentDetailsEntity {
        environment_id: environment_id.to_owned(),
        extensions: told(&environment.extensions),
        job_id: job,
        resolved_symbol_table: symbols.clone(),
        schema_version: schema(environment.origin).to_owned(),
        template: environment.fragment.clone(),
    })
}

/// Which step an environment's id names; none for one of the job.
#[must_use]
pub fn environment_step(environment_id: &str) -> Option<StepId> {
    let (step, _name) = environment_id.strip_prefix("STEP:")?.split_once(':')?;
    step.parse().ok()
}

#[must_use]
pub fn job_attachment_details(job: JobId, attachments: Attachments) -> JobAttachmentDetailsEntity {
    JobAttachmentDetailsEntity {
        attachments,
        job_id: job,
    }
}

fn named<'a>(
    id: &str,
    prefix: &str,
    environments: &'a [EnvironmentPlan],
) -> Option<&'a EnvironmentPlan> {
    let name = id.strip_prefix(prefix)?;
    environments
        .iter()
        .find(|environment| environment.name == name)
}

fn schema(origin: Origin) -> &'static str {
    match origin {
        Origin::Queue => ENVIRONMENT_SCHEMA,
        Origin::Job | Origin::Step => JOB_SCHEMA,
    }
}

fn told(extensions: &[String]) -> Option<Vec<String>> {
    symbols::are_told(extensions).then(|| extensions.to_vec())
}
