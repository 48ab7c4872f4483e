//! How a fleet's machines come about and what is filled in where the caller says nothing
//! (`semantics.md` 6.1, 6.2, 6.5).

use std::collections::BTreeSet;

use callsheet_api::types::{
    AcceleratorCapabilities, AutoScalingMode, CustomerManagedAutoScalingConfiguration,
    CustomerManagedFleetConfiguration, Ec2EbsVolume, Ec2MarketType, FleetConfiguration,
    PersistentVolumeConfiguration, ServiceManagedEc2AutoScalingConfiguration,
    ServiceManagedEc2FleetConfiguration, TagPropagationMode,
};

use crate::api::fleet_capabilities;
use crate::error::{Result, invalid};

const STANDBY_WORKERS: i32 = 0;
const IDLE_S: i32 = 300;
const SCALE_OUT_PER_MINUTE: i32 = 10;
const VOLUME_GIB: i32 = 250;
const VOLUME_IOPS: i32 = 3000;
const VOLUME_THROUGHPUT_MIB: i32 = 125;
const VOLUME_TTL_HOURS: i32 = 12;
/// What a selection without a runtime means.
const LATEST_RUNTIME: &str = "latest";

pub fn with_defaults(configuration: FleetConfiguration) -> FleetConfiguration {
    match configuration {
        FleetConfiguration::CustomerManaged(fleet) => {
            FleetConfiguration::CustomerManaged(customer_managed(fleet))
        }
        FleetConfiguration::ServiceManagedEc2(fleet) => {
            FleetConfiguration::ServiceManagedEc2(service_managed(fleet))
        }
    }
}

fn customer_managed(fleet: CustomerManagedFleetConfiguration) -> CustomerManagedFleetConfiguration {
    let is_scaled = fleet.mode == AutoScalingMode::EventBasedAutoScaling;
    let scaling = fleet.auto_scaling_configuration.as_ref();
    let (per_minute, standby, idle) = scaling.map_or((None, None, None), |it| {
        let (standby, idle) = (it.standby_worker_count, it.worker_idle_duration_seconds);
        (it.scale_out_workers_per_minute, standby, idle)
    });
    let filled = CustomerManagedAutoScalingConfiguration {
        scale_out_workers_per_minute: per_minute.or(Some(SCALE_OUT_PER_MINUTE)),
        standby_worker_count: standby.or(Some(STANDBY_WORKERS)),
        worker_idle_duration_seconds: idle.or(Some(IDLE_S)),
    };
    CustomerManagedFleetConfiguration {
        auto_scaling_configuration: (is_scaled || scaling.is_some()).then_some(filled),
        tag_propagation_mode: fleet
            .tag_propagation_mode
            .or(Some(TagPropagationMode::NoPropagation)),
        ..fleet
    }
}

fn service_managed(
    mut fleet: ServiceManagedEc2FleetConfiguration,
) -> ServiceManagedEc2FleetConfiguration {
    let scaling = fleet.auto_scaling_configuration.take();
    let (per_minute, standby, idle) = scaling.map_or((None, None, None), |it| {
        let (standby, idle) = (it.standby_worker_count, it.worker_idle_duration_seconds);
        (it.scale_out_workers_per_minute, standby, idle)
    });
    fleet.auto_scaling_configuration = Some(ServiceManagedEc2AutoScalingConfiguration {
        scale_out_workers_per_minute: per_minute.or(Some(SCALE_OUT_PER_MINUTE)),
        standby_worker_count: standby.or(Some(STANDBY_WORKERS)),
        worker_idle_duration_seconds: idle.or(Some(IDLE_S)),
    });
    let root = fleet.instance_capabilities.root_ebs_volume.take();
    fleet.instance_capabilities.root_ebs_volume = Some(root_volume(root));
    fleet.persistent_volume_configuration =
        fleet.persistent_volume_configuration.map(persistent_volume);
    fleet
}

fn root_volume(asked: Option<Ec2EbsVolume>) -> Ec2EbsVolume {
    let (iops, size, throughput) = asked.map_or((None, None, None), |volume| {
        (volume.iops, volume.size_gib, volume.throughput_mib)
    });
    Ec2EbsVolume {
        iops: iops.or(Some(VOLUME_IOPS)),
        size_gib: size.or(Some(VOLUME_GIB)),
        throughput_mib: throughput.or(Some(VOLUME_THROUGHPUT_MIB)),
    }
}

fn persistent_volume(volume: PersistentVolumeConfiguration) -> PersistentVolumeConfiguration {
    PersistentVolumeConfiguration {
        iops: volume.iops.or(Some(VOLUME_IOPS)),
        last_used_ttl_hours: volume.last_used_ttl_hours.or(Some(VOLUME_TTL_HOURS)),
        size_gib: volume.size_gib.or(Some(VOLUME_GIB)),
        throughput_mib: volume.throughput_mib.or(Some(VOLUME_THROUGHPUT_MIB)),
        ..volume
    }
}

/// For people who wonder why such a fleet has no workers.
pub fn status_message(configuration: &FleetConfiguration) -> Option<String> {
    match configuration {
        FleetConfiguration::CustomerManaged(_) => None,
        FleetConfiguration::ServiceManagedEc2(_) => Some(
            "no provider on this server starts machines for a service-managed fleet; workers that \
             you run yourself may join it"
                .to_owned(),
        ),
    }
}

/// A fleet stays what it is: its workers were told other things by the other kind.
pub fn refuse_other_kind(old: &FleetConfiguration, new: &FleetConfiguration) -> Result<()> {
    if std::mem::discriminant(old) == std::mem::discriminant(new) {
        return Ok(());
    }
    let kind = match old {
        FleetConfiguration::CustomerManaged(_) => "customerManaged",
        FleetConfiguration::ServiceManagedEc2(_) => "serviceManagedEc2",
    };
    let why = format!("is of another kind: the fleet is {kind}; create a new fleet instead");
    Err(invalid("configuration", why))
}

pub fn check(configuration: &FleetConfiguration) -> Result<()> {
    fleet_capabilities::check(configuration)?;
    match configuration {
        FleetConfiguration::CustomerManaged(_) => Ok(()),
        FleetConfiguration::ServiceManagedEc2(fleet) => check_instances(fleet),
    }
}

fn check_instances(fleet: &ServiceManagedEc2FleetConfiguration) -> Result<()> {
    let instance = &fleet.instance_capabilities;
    if instance.allowed_instance_types.is_some() && instance.excluded_instance_types.is_some() {
        return refused(
            "excludedInstanceTypes",
            "does not go with allowedInstanceTypes: give one of them",
        );
    }
    let Some(gpus) = &instance.accelerator_capabilities else {
        return Ok(());
    };
    if fleet.instance_market_options.r#type == Ec2MarketType::WaitAndSave {
        return refused(
            "acceleratorCapabilities",
            "does not go with instanceMarketOptions of type wait-and-save",
        );
    }
    if !has_most(gpus) && instance.allowed_instance_types.is_none() {
        return refused(
            "acceleratorCapabilities.count.max",
            "is needed where allowedInstanceTypes names no types",
        );
    }
    check_selections(gpus)
}

fn has_most(gpus: &AcceleratorCapabilities) -> bool {
    gpus.count.as_ref().is_some_and(|count| count.max.is_some())
}

fn check_selections(gpus: &AcceleratorCapabilities) -> Result<()> {
    const SELECTIONS: &str = "acceleratorCapabilities.selections";
    let names: BTreeSet<_> = gpus.selections.iter().map(|it| it.name.as_str()).collect();
    if names.len() < gpus.selections.len() {
        return refused(SELECTIONS, "names an accelerator twice");
    }
    let runtimes = gpus.selections.iter().map(|it| it.runtime.as_deref());
    // One that says `latest` and one that says nothing are not the same to the service either.
    if runtimes.collect::<BTreeSet<_>>().len() > 1 {
        let why = format!("must all have the same runtime; leave it out for `{LATEST_RUNTIME}`");
        return refused(SELECTIONS, &why);
    }
    Ok(())
}

fn refused(member: &str, why: &str) -> Result<()> {
    let name = format!("configuration.serviceManagedEc2.instanceCapabilities.{member}");
    Err(invalid(&name, why))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn managed(market: &str, more: &Value) -> FleetConfiguration {
        let mut instance = json!({
            "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 },
            "osFamily": "LINUX", "cpuArchitectureType": "x86_64",
        });
        let more = more.as_object().unwrap().clone();
        instance.as_object_mut().unwrap().extend(more);
        serde_json::from_value(json!({ "serviceManagedEc2": {
            "instanceCapabilities": instance, "instanceMarketOptions": { "type": market },
            "persistentVolumeConfiguration": { "mountPath": "/mnt/cache", "iops": 4000 },
        }}))
        .unwrap()
    }

    /// semantics 6.1-2.
    #[test]
    fn what_is_left_out_of_a_customer_managed_fleet_is_filled_in() {
        let fleet = serde_json::from_value(json!({ "customerManaged": {
            "mode": "EVENT_BASED_AUTO_SCALING",
            "autoScalingConfiguration": { "standbyWorkerCount": 2 },
            "workerCapabilities": {
                "vCpuCount": { "min": 1 }, "memoryMiB": { "min": 512 },
                "osFamily": "LINUX", "cpuArchitectureType": "arm64",
            },
        }}));
        let filled = serde_json::to_value(with_defaults(fleet.unwrap())).unwrap();
        let fleet = &filled["customerManaged"];
        let scaling = json!({
            "standbyWorkerCount": 2, "workerIdleDurationSeconds": 300,
            "scaleOutWorkersPerMinute": 10,
        });
        assert_eq!(fleet["autoScalingConfiguration"], scaling);
        assert_eq!(fleet["tagPropagationMode"], "NO_PROPAGATION");
    }

    /// `semantics.md` 6.2, 6.5.
    /// semantics 6.2-1, 6.5-3.
    #[test]
    fn what_is_left_out_of_a_service_managed_fleet_is_filled_in() {
        let filled = with_defaults(managed("spot", &json!({})));
        assert_eq!(check(&filled), Ok(()));
        let filled = serde_json::to_value(filled).unwrap();
        let fleet = &filled["serviceManagedEc2"];
        let root = json!({ "sizeGiB": 250, "iops": 3000, "throughputMiB": 125 });
        assert_eq!(fleet["instanceCapabilities"]["rootEbsVolume"], root);
        let volume = json!({
            "mountPath": "/mnt/cache", "iops": 4000, "sizeGiB": 250, "throughputMiB": 125,
            "lastUsedTtlHours": 12,
        });
        assert_eq!(fleet["persistentVolumeConfiguration"], volume);
        assert_eq!(fleet["autoScalingConfiguration"]["standbyWorkerCount"], 0);
    }

    /// `semantics.md` 6.2: the rules of accelerators.
    /// semantics 6.2-3, 6.2-4, 6.2-5.
    #[test]
    fn instances_that_nobody_can_have_are_refused() {
        let gpus = |selections: Value| {
            json!({ "acceleratorCapabilities": {
                "selections": selections, "count": { "min": 1, "max": 2 },
            }})
        };
        let one = gpus(json!([{ "name": "t4" }]));
        assert_eq!(check(&managed("spot", &one)), Ok(()));
        assert!(check(&managed("wait-and-save", &one)).is_err());
        for refused in [
            gpus(json!([{ "name": "t4" }, { "name": "t4" }])),
            gpus(json!([{ "name": "t4" }, { "name": "l4", "runtime": "latest" }])),
            json!({ "acceleratorCapabilities": { "selections": [{ "name": "t4" }] } }),
            json!({ "allowedInstanceTypes": ["c5.large"], "excludedInstanceTypes": ["m5.large"] }),
        ] {
            assert!(check(&managed("spot", &refused)).is_err(), "{refused}");
        }
        let typed = json!({
            "allowedInstanceTypes": ["g4dn.xlarge"],
            "acceleratorCapabilities": { "selections": [{ "name": "t4" }] },
        });
        assert_eq!(check(&managed("spot", &typed)), Ok(()));
    }
}
