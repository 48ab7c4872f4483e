//! The farm on which it happens: fleets, their workers' places, and jobs, all made through the API.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Plan;
use crate::bench::failed;
use crate::bench::installation::Installation;
use crate::bench::wire::{Place, Wire};
use crate::connection::{Key, pause};
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};

/// Only the fleet that has no workers offers it.
const ELSEWHERE: &str = "attr.bench.elsewhere";

pub struct Setting {
    pub provision: Provision,
    pub fleet_id: String,
    pub place: Place,
    pub key: Key,
    pub wire: Wire,
}

impl Setting {
    /// A fleet that is large enough, beside that of the first run.
    pub async fn new(installation: &Installation, plan: &Plan) -> Result<Self> {
        let provision = installation.provision()?;
        let host = installation.endpoint()?.trim_start_matches("http://");
        let place = Place {
            address: host.parse().map_err(failed("cannot read the address"))?,
            host: host.to_owned(),
            region: provision.region.clone(),
        };
        let mut setting = Setting {
            wire: Wire::open(&place).await?,
            fleet_id: String::new(),
            key: installation.key()?,
            provision,
            place,
        };
        setting.fleet_id = setting.create_fleet("Bench", plan.workers, None).await?;
        setting.associate(&setting.fleet_id.clone()).await?;
        Ok(setting)
    }

    /// The same farm over a connection of its own.
    pub async fn another(&self) -> Result<Self> {
        Ok(Setting {
            provision: self.provision.clone(),
            fleet_id: self.fleet_id.clone(),
            place: self.place.clone(),
            key: self.key.clone(),
            wire: Wire::open(&self.place).await?,
        })
    }

    async fn create_fleet(
        &mut self,
        name: &str,
        workers: u32,
        attribute: Option<&str>,
    ) -> Result<String> {
        let mut body = json!({
            "displayName": name,
            "roleArn": "arn:aws:iam::000000000000:role/bench",
            "maxWorkerCount": workers,
            "configuration": { "customerManaged": {
                "mode": "NO_SCALING",
                "workerCapabilities": {
                    "vCpuCount": { "min": 1 },
                    "memoryMiB": { "min": 512 },
                    "osFamily": "LINUX",
                    "cpuArchitectureType": "x86_64",
                },
            }},
        });
        if let Some(name) = attribute {
            let capabilities = &mut body["configuration"]["customerManaged"]["workerCapabilities"];
            capabilities["customAttributes"] = json!([{ "name": name, "values": ["yes"] }]);
        }
        let path = format!("{}/fleets", self.farm());
        let made = self.call("POST", &path, &body).await?;
        text(&made, "fleetId")
    }

    /// The queue gives its work to a fleet.
    async fn associate(&mut self, fleet_id: &str) -> Result<()> {
        let pair = json!({ "queueId": self.provision.queue_id, "fleetId": fleet_id });
        let path = format!("{}/queue-fleet-associations", self.farm());
        self.call("PUT", &path, &pair).await?;
        Ok(())
    }

    /// A fleet for jobs that shall be ready and never run.
    pub async fn create_fleet_elsewhere(&mut self) -> Result<()> {
        let fleet_id = self.create_fleet("Elsewhere", 1, Some(ELSEWHERE)).await?;
        self.associate(&fleet_id).await
    }

    /// The same farm, with a fleet that no queue gives work to.
    pub async fn beside(&self, workers: u32) -> Result<Self> {
        let mut beside = self.another().await?;
        beside.fleet_id = beside.create_fleet("Beside", workers, None).await?;
        Ok(beside)
    }

    pub async fn create_job(&mut self, job: &Job) -> Result<String> {
        let body = json!({
            "template": job.template(),
            "templateType": "JSON",
            "priority": 50,
            // Whatever fails is our fault, and shall be seen.
            "maxRetriesPerTask": 0,
        });
        let path = format!("{}/jobs", self.queue());
        let made = self.call("POST", &path, &body).await?;
        text(&made, "jobId")
    }

    /// Waits until the job's tasks are there, and returns its only step.
    pub async fn step_of(&mut self, job_id: &str, patience: std::time::Duration) -> Result<String> {
        let until = std::time::Instant::now() + patience;
        let path = format!("{}/jobs/{job_id}/steps", self.queue());
        loop {
            let found = self.call("GET", &path, &Value::Null).await?;
            if let Some(step) = found["steps"].as_array().and_then(|steps| steps.first()) {
                return text(step, "stepId");
            }
            if std::time::Instant::now() >= until {
                return Err(Refusal::new(format!("`{job_id}` is not created in time")));
            }
            pause(std::time::Duration::from_millis(10)).await;
        }
    }

    /// How many tasks of a job stand where.
    pub async fn counts(&mut self, job_id: &str) -> Result<Value> {
        let path = format!("{}/jobs/{job_id}", self.queue());
        let found = self.call("GET", &path, &Value::Null).await?;
        Ok(found["taskRunStatusCounts"].clone())
    }

    pub async fn aim_step(&mut self, job_id: &str, step_id: &str, target: &str) -> Result<()> {
        let path = format!("{}/jobs/{job_id}/steps/{step_id}", self.queue());
        let body = json!({ "targetTaskRunStatus": target });
        self.call("PATCH", &path, &body).await?;
        Ok(())
    }

    async fn call(&mut self, method: &str, path: &str, body: &Value) -> Result<Value> {
        self.wire.call(&self.key, method, path, body).await
    }

    pub fn farm(&self) -> String {
        format!("/2023-10-12/farms/{}", self.provision.farm_id)
    }

    fn queue(&self) -> String {
        format!("{}/queues/{}", self.farm(), self.provision.queue_id)
    }

    /// Where this farm's workers are made.
    pub fn workers(&self) -> String {
        format!("{}/fleets/{}/workers", self.farm(), self.fleet_id)
    }
}

pub fn text(value: &Value, name: &str) -> Result<String> {
    let found = value[name].as_str();
    let found =
        found.ok_or_else(|| Refusal::new(format!("the answer has no `{name}`: {value}")))?;
    Ok(found.to_owned())
}

/// A job of one step.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    pub tasks: i64,
    pub environments: u32,
    /// Needs what this farm's workers lack.
    pub is_elsewhere: bool,
}

impl Job {
    fn template(&self) -> String {
        let mut template = json!({
            "specificationVersion": "jobtemplate-2023-09",
            "name": format!("Bench {}", self.tasks),
            "steps": [{
                "name": "Frames",
                "parameterSpace": { "taskParameterDefinitions": [
                    { "name": "Frame", "type": "INT", "range": format!("1-{}", self.tasks) },
                ]},
                "script": { "actions": { "onRun": {
                    "command": "render", "args": ["--frame", "{{Task.Param.Frame}}"],
                }}},
            }],
        });
        if self.environments > 0 {
            let environments = (1..=self.environments).map(environment).collect();
            template["jobEnvironments"] = Value::Array(environments);
        }
        if self.is_elsewhere {
            let need = json!({ "attributes": [{ "name": ELSEWHERE, "anyOf": ["yes"] }] });
            template["steps"][0]["hostRequirements"] = need;
        }
        template.to_string()
    }
}

fn environment(number: u32) -> Value {
    let mut name = String::from("Environment");
    let _ = write!(name, "{number}");
    json!({ "name": name, "script": { "actions": { "onEnter": { "command": "true" } } } })
}
