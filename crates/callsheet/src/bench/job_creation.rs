//! CreateJob: how long until the job is there, and what it adds to the store.

use std::time::{Duration, Instant};

use serde_json::json;

use super::installation::Installation;
use super::median;
use super::report::{Figure, figure};
use super::starting::millis;
use crate::connection::sdk::types::{
    CreateJobTargetTaskRunStatus, JobLifecycleStatus, JobTemplateType,
};
use crate::connection::{pause, refused, sdk};
use crate::provision::Provision;
use crate::refusal::{Naming, Refusal, Result};

const ABOUT: &str = "CreateJob";

/// Of each size. A single one would fit into pages that are there already.
const JOBS: u32 = 50;

const POLL: Duration = Duration::from_millis(1);

/// Past this something is wrong with the server.
const PATIENCE: Duration = Duration::from_secs(300);

pub async fn measure(installation: &mut Installation, tasks: i64) -> Result<Vec<Figure>> {
    let before = bytes(installation)?;
    let (client, provision) = (installation.client()?, installation.provision()?);
    let (mut answered, mut taken) = (Vec::new(), Vec::new());
    for _ in 0..JOBS {
        let began = Instant::now();
        let job_id = create(&client, &provision, tasks).await?;
        answered.push(millis(began.elapsed()));
        created(&client, &provision, &job_id).await?;
        taken.push(millis(began.elapsed()));
    }
    let grown = bytes(installation)?.saturating_sub(before);
    let grown = f64::from(u32::try_from(grown).unwrap_or(u32::MAX)) / f64::from(JOBS);
    let what = |part: &str| format!("{tasks} tasks: {part}");
    let middle = |values: &[f64]| median(values).unwrap_or_default();
    Ok(vec![
        figure(ABOUT, what("answered, median"), middle(&answered), "ms"),
        figure(
            ABOUT,
            what("created and listed, median"),
            middle(&taken),
            "ms",
        ),
        figure(
            ABOUT,
            what("added to the store by each"),
            grown / 1024.0,
            "KiB",
        ),
    ])
}

/// A suspended job of one step with so many tasks; its id.
pub async fn create(client: &sdk::Client, provision: &Provision, tasks: i64) -> Result<String> {
    let answer = client
        .create_job()
        .farm_id(&provision.farm_id)
        .queue_id(&provision.queue_id)
        .template(template(tasks))
        .template_type(JobTemplateType::Json)
        .priority(50)
        .target_task_run_status(CreateJobTargetTaskRunStatus::Suspended)
        .send()
        .await
        .map_err(refused)?;
    Ok(answer.job_id)
}

pub async fn created(client: &sdk::Client, provision: &Provision, job_id: &str) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let found = client
            .get_job()
            .farm_id(&provision.farm_id)
            .queue_id(&provision.queue_id)
            .job_id(job_id)
            .send()
            .await
            .map_err(refused)?;
        match found.lifecycle_status {
            JobLifecycleStatus::CreateInProgress => pause(POLL).await,
            JobLifecycleStatus::CreateComplete => return Ok(()),
            other => {
                let why = found.lifecycle_status_message;
                return Err(Refusal::new(format!("the job is {other}: {why}")));
            }
        }
    }
    Err(Refusal::new(format!("`{job_id}` is not created in time")))
}

fn template(tasks: i64) -> String {
    json!({
        "specificationVersion": "jobtemplate-2023-09",
        "name": format!("Bench {tasks}"),
        "steps": [{
            "name": "Frames",
            "parameterSpace": { "taskParameterDefinitions": [
                { "name": "Frame", "type": "INT", "range": format!("1-{tasks}") },
            ]},
            "script": { "actions": { "onRun": {
                "command": "render", "args": ["--frame", "{{Task.Param.Frame}}"],
            }}},
        }],
    })
    .to_string()
}

/// The size of the database's file once all is written into it.
fn bytes(installation: &mut Installation) -> Result<u64> {
    installation.stop()?;
    let path = installation.database();
    let found = std::fs::metadata(&path).naming("cannot measure", &path)?;
    installation.start()?;
    Ok(found.len())
}
