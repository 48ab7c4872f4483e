//! What the first start makes: a farm with a queue and a fleet that belong together, a bucket, and
//! access keys.

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, QueueId};
use callsheet_api::types::{
    AutoScalingMode, CpuArchitectureType, CustomerManagedFleetConfiguration,
    CustomerManagedFleetOperatingSystemFamily, CustomerManagedWorkerCapabilities,
    FleetConfiguration, FleetStatus, JobAttachmentSettings, MemoryMiBRange, TagPropagationMode,
    VCpuCountRange,
};
use callsheet_store::Tx;
use callsheet_store::farms::{FarmSettings, NewFarm};
use callsheet_store::fleets::{FleetSettings, NewFleet};
use callsheet_store::paths::QueueFleetPath;
use callsheet_store::queues::{NewQueue, QueueSettings};
use serde::{Deserialize, Serialize};

use crate::api::{fleet_capabilities, queue_run_as};
use crate::auth::Principal;
use crate::auth::mint::AccessKey;
use crate::context::ServerConfig;
use crate::error::{Error, Result};
use crate::start::Server;

/// Where the ids are remembered.
const SETTING: &str = "first_run";
/// For job attachments. The first queue keeps them there, others if their settings say so.
const FIRST_BUCKET: &str = "job-attachments";
/// As a queue of AWS's console is made.
const FIRST_ROOT_PREFIX: &str = "DeadlineCloud";
/// As many as the first fleet may have; its owner can change that.
const MOST_WORKERS: i32 = 1_000;
/// What any machine has that can run a worker.
const LEAST_VCPUS: i32 = 1;
const LEAST_MEMORY_MIB: i32 = 512;

/// How the first farm's parts are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstRun {
    pub farm_display_name: String,
    pub queue_display_name: String,
    pub fleet_display_name: String,
}

impl Default for FirstRun {
    fn default() -> Self {
        Self {
            farm_display_name: "farm".to_owned(),
            queue_display_name: "queue".to_owned(),
            fleet_display_name: "fleet".to_owned(),
        }
    }
}

/// What the first run made. The same at every start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provisioned {
    pub farm_id: FarmId,
    pub queue_id: QueueId,
    pub fleet_id: FleetId,
}

/// Whom a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    Admin,
    /// A machine that makes itself a worker of this fleet.
    WorkerHost {
        farm_id: FarmId,
        fleet_id: FleetId,
    },
}

impl From<KeyRole> for Principal {
    fn from(role: KeyRole) -> Self {
        match role {
            KeyRole::Admin => Self::Admin,
            KeyRole::WorkerHost { farm_id, fleet_id } => Self::WorkerHost {
                farm: farm_id,
                fleet: fleet_id,
            },
        }
    }
}

impl Server {
    /// Makes the first farm, or says again what it made.
    pub async fn first_run(&self, names: FirstRun) -> Result<Provisioned> {
        let cx = &self.cx;
        let now = cx.clock.now();
        let mut drawn = cx.ids.batch(now);
        let made = Provisioned {
            farm_id: FarmId::from_bytes(drawn.next()),
            queue_id: QueueId::from_bytes(drawn.next()),
            fleet_id: FleetId::from_bytes(drawn.next()),
        };
        let parts = Parts::new(&made, names, &cx.config, now);
        cx.store
            .write("first_run", move |tx| make_once(tx, &made, &parts, now))
            .await
    }

    /// A new key. Its secret is told here and never again.
    pub async fn mint_access_key(&self, role: KeyRole) -> Result<AccessKey> {
        let cx = &self.cx;
        let key = AccessKey::draw()?;
        let row = key.row(&cx.sealer, &role.into(), cx.clock.now())?;
        cx.store
            .write("mint_access_key", move |tx| -> Result<_> {
                Ok(tx.insert_access_key(&row)?)
            })
            .await?;
        Ok(key)
    }
}

struct Parts {
    farm: NewFarm,
    queue: NewQueue,
    fleet: NewFleet,
}

impl Parts {
    fn new(made: &Provisioned, names: FirstRun, config: &ServerConfig, now: Timestamp) -> Self {
        let created_by = Principal::Admin.arn(&config.account_id);
        let role = |name: &str| format!("arn:aws:iam::{}:role/{name}", config.account_id);
        let farm = NewFarm {
            id: made.farm_id,
            display_name: names.farm_display_name,
            settings: FarmSettings::default(),
            created_at: now,
            created_by: created_by.clone(),
        };
        let queue = NewQueue {
            id: made.queue_id,
            farm: made.farm_id,
            display_name: names.queue_display_name,
            settings: QueueSettings {
                role_arn: Some(role("callsheet-queue")),
                job_run_as_user: Some(queue_run_as::AGENT_USER),
                job_attachment_settings: Some(JobAttachmentSettings {
                    root_prefix: FIRST_ROOT_PREFIX.to_owned(),
                    s3_bucket_name: FIRST_BUCKET.to_owned(),
                }),
                ..QueueSettings::default()
            },
            blocked_reason: None,
            created_at: now,
            created_by: created_by.clone(),
        };
        let fleet = NewFleet {
            id: made.fleet_id,
            farm: made.farm_id,
            display_name: names.fleet_display_name,
            status: FleetStatus::Active,
            settings: fleet_settings(role("callsheet-fleet")),
            created_at: now,
            created_by,
        };
        Self { farm, queue, fleet }
    }
}

/// Machines like this one, as many as come.
fn fleet_settings(role_arn: String) -> FleetSettings {
    let worker_capabilities = CustomerManagedWorkerCapabilities {
        accelerator_count: None,
        accelerator_total_memory_mib: None,
        accelerator_types: None,
        cpu_architecture_type: if cfg!(target_arch = "aarch64") {
            CpuArchitectureType::Arm64
        } else {
            CpuArchitectureType::X86_64
        },
        custom_amounts: None,
        custom_attributes: None,
        memory_mib: MemoryMiBRange {
            min: LEAST_MEMORY_MIB,
            max: None,
        },
        os_family: if cfg!(target_os = "macos") {
            CustomerManagedFleetOperatingSystemFamily::Macos
        } else if cfg!(windows) {
            CustomerManagedFleetOperatingSystemFamily::Windows
        } else {
            CustomerManagedFleetOperatingSystemFamily::Linux
        },
        v_cpu_count: VCpuCountRange {
            min: LEAST_VCPUS,
            max: None,
        },
    };
    FleetSettings {
        description: None,
        role_arn,
        min_worker_count: 0,
        max_worker_count: MOST_WORKERS,
        configuration: FleetConfiguration::CustomerManaged(CustomerManagedFleetConfiguration {
            auto_scaling_configuration: None,
            mode: AutoScalingMode::NoScaling,
            storage_profile_id: None,
            tag_propagation_mode: Some(TagPropagationMode::NoPropagation),
            worker_capabilities,
        }),
        host_configuration: None,
    }
}

fn make_once(
    tx: &mut Tx,
    made: &Provisioned,
    parts: &Parts,
    now: Timestamp,
) -> Result<Provisioned> {
    if let Some(text) = tx.setting(SETTING)? {
        return serde_json::from_str(&text)
            .map_err(|why| Error::internal(format!("the setting {SETTING} is of no use: {why}")));
    }
    tx.insert_farm(&parts.farm)?;
    tx.insert_queue(&parts.queue)?;
    tx.insert_fleet(&parts.fleet)?;
    let declared = fleet_capabilities::declared(&parts.fleet.settings.configuration);
    tx.refresh_eligibility(made.farm_id, made.fleet_id, &declared)?;
    let pair = QueueFleetPath {
        farm: made.farm_id,
        queue: made.queue_id,
        fleet: made.fleet_id,
    };
    tx.insert_queue_fleet(&pair, &parts.farm.created_by, now)?;
    tx.insert_bucket(FIRST_BUCKET, now)?;
    let text = serde_json::to_string(made)
        .map_err(|why| Error::internal(format!("the setting {SETTING}: {why}")))?;
    tx.put_setting(SETTING, &text)?;
    Ok(*made)
}
