//! What a fleet's configuration promises of each of its workers (`semantics.md` 4.4).

use callsheet_api::types::{
    AcceleratorCapabilities, AcceleratorName,
    CustomerManagedFleetOperatingSystemFamily as OsFamily, CustomerManagedWorkerCapabilities,
    FleetAmountCapability, FleetAttributeCapability, FleetCapabilities as Shown,
    FleetConfiguration, ServiceManagedEc2InstanceCapabilities,
    ServiceManagedFleetOperatingSystemFamily as ManagedOsFamily,
};
use callsheet_core::schedule::eligibility::{AmountRange, FleetCapabilities};
use callsheet_store::fleets::FleetSettings;

use crate::error::{Result, invalid};

const VCPU: &str = "amount.worker.vcpu";
const MEMORY: &str = "amount.worker.memory";
const GPU: &str = "amount.worker.gpu";
const GPU_MEMORY: &str = "amount.worker.gpu.memory";
const SCRATCH_DISK: &str = "amount.worker.disk.scratch";
const OS_FAMILY: &str = "attr.worker.os.family";
const CPU_ARCH: &str = "attr.worker.cpu.arch";

/// Said by members of their own, so never by a custom capability.
const STANDARD: [&str; 6] = [VCPU, MEMORY, GPU, GPU_MEMORY, OS_FAMILY, CPU_ARCH];

/// As the column of a fleet's settings has it. What cannot be read promises nothing.
pub fn declared_in(settings: &str) -> FleetCapabilities {
    match FleetSettings::from_text(settings) {
        Ok(settings) => declared(&settings.configuration),
        Err(why) => {
            tracing::error!(%why, "a fleet's settings cannot be read, so it gets no work");
            FleetCapabilities::default()
        }
    }
}

/// To compare with what steps require.
pub fn declared(configuration: &FleetConfiguration) -> FleetCapabilities {
    let promise = Promise::of(configuration);
    let mut declared = FleetCapabilities::default();
    if !promise.has_accelerators {
        // A step that wants none of them has come to the right place.
        let none = AmountRange {
            min: 0.0,
            max: Some(0.0),
        };
        declared.declare_amount(GPU, none);
        declared.declare_amount(GPU_MEMORY, none);
    }
    for amount in promise.amounts() {
        let range = AmountRange {
            min: amount.min,
            max: amount.max,
        };
        declared.declare_amount(&amount.name, range);
    }
    for attribute in promise.attributes() {
        declared.declare_attribute(&attribute.name, attribute.values.clone());
    }
    declared
}

/// For `capabilities` of GetFleet.
pub fn shown(configuration: &FleetConfiguration) -> Shown {
    let promise = Promise::of(configuration);
    Shown {
        amounts: Some(promise.amounts().cloned().collect()),
        attributes: Some(promise.attributes().cloned().collect()),
    }
}

/// Ranges must hold something, and each name be declared once.
pub fn check(configuration: &FleetConfiguration) -> Result<()> {
    let promise = Promise::of(configuration);
    for amount in promise.amounts() {
        if amount.max.is_some_and(|max| max < amount.min) {
            let why = format!("declares more at least than at most of {}", amount.name);
            return Err(invalid("configuration", why));
        }
    }
    let mut seen: Vec<String> = STANDARD.iter().map(|name| (*name).to_owned()).collect();
    for name in promise.custom_names() {
        let name = name.to_ascii_lowercase();
        if seen.contains(&name) {
            let why = format!("declares {name} twice; a custom capability needs a name of its own");
            return Err(invalid("configuration", why));
        }
        seen.push(name);
    }
    Ok(())
}

/// What both kinds of fleet say, in OpenJD's names.
struct Promise<'a> {
    standard_amounts: Vec<FleetAmountCapability>,
    standard_attributes: Vec<FleetAttributeCapability>,
    custom_amounts: &'a [FleetAmountCapability],
    custom_attributes: &'a [FleetAttributeCapability],
    has_accelerators: bool,
}

impl<'a> Promise<'a> {
    fn of(configuration: &'a FleetConfiguration) -> Self {
        match configuration {
            FleetConfiguration::CustomerManaged(fleet) => {
                Self::of_customer_managed(&fleet.worker_capabilities)
            }
            FleetConfiguration::ServiceManagedEc2(fleet) => {
                Self::of_service_managed(&fleet.instance_capabilities)
            }
        }
    }

    fn of_customer_managed(worker: &'a CustomerManagedWorkerCapabilities) -> Self {
        let gpus = worker.accelerator_count.as_ref();
        let memory = worker.accelerator_total_memory_mib.as_ref();
        let has_types = worker
            .accelerator_types
            .as_ref()
            .is_some_and(|types| !types.is_empty());
        let mut amounts = vec![
            amount(VCPU, worker.v_cpu_count.min, worker.v_cpu_count.max),
            amount(MEMORY, worker.memory_mib.min, worker.memory_mib.max),
        ];
        amounts.extend(gpus.map(|gpus| amount(GPU, gpus.min, gpus.max)));
        amounts.extend(memory.map(|memory| amount(GPU_MEMORY, memory.min, memory.max)));
        Self {
            standard_amounts: amounts,
            standard_attributes: vec![
                attribute(OS_FAMILY, os_family(worker.os_family)),
                attribute(CPU_ARCH, worker.cpu_architecture_type.as_str()),
            ],
            custom_amounts: worker.custom_amounts.as_deref().unwrap_or_default(),
            custom_attributes: worker.custom_attributes.as_deref().unwrap_or_default(),
            has_accelerators: gpus.is_some() || memory.is_some() || has_types,
        }
    }

    fn of_service_managed(instance: &'a ServiceManagedEc2InstanceCapabilities) -> Self {
        let mut amounts = vec![
            amount(VCPU, instance.v_cpu_count.min, instance.v_cpu_count.max),
            amount(MEMORY, instance.memory_mib.min, instance.memory_mib.max),
        ];
        let gpus = instance.accelerator_capabilities.as_ref();
        let gpus = gpus.filter(|gpus| !gpus.selections.is_empty());
        amounts.extend(gpus.into_iter().flat_map(accelerators));
        let disk = instance.root_ebs_volume.as_ref().and_then(|it| it.size_gib);
        amounts.extend(disk.map(|gib| amount(SCRATCH_DISK, gib, Some(gib))));
        Self {
            standard_amounts: amounts,
            standard_attributes: vec![
                attribute(OS_FAMILY, managed_os_family(instance.os_family)),
                attribute(CPU_ARCH, instance.cpu_architecture_type.as_str()),
            ],
            custom_amounts: instance.custom_amounts.as_deref().unwrap_or_default(),
            custom_attributes: instance.custom_attributes.as_deref().unwrap_or_default(),
            has_accelerators: gpus.is_some(),
        }
    }

    fn amounts(&self) -> impl Iterator<Item = &FleetAmountCapability> {
        self.standard_amounts.iter().chain(self.custom_amounts)
    }

    fn attributes(&self) -> impl Iterator<Item = &FleetAttributeCapability> {
        self.standard_attributes
            .iter()
            .chain(self.custom_attributes)
    }

    fn custom_names(&self) -> impl Iterator<Item = &str> {
        let amounts = self.custom_amounts.iter().map(|one| one.name.as_str());
        amounts.chain(self.custom_attributes.iter().map(|one| one.name.as_str()))
    }
}

/// Whichever chip a machine has, it has at least the memory of the smallest.
fn accelerators(gpus: &AcceleratorCapabilities) -> Vec<FleetAmountCapability> {
    let (min, max) = match &gpus.count {
        Some(count) => (count.min, count.max),
        None => (1, None),
    };
    let names = gpus.selections.iter().map(|selection| selection.name);
    let memory = names.map(chip_memory_mib).min();
    let memory = memory.map(|mib| amount(GPU_MEMORY, mib, None));
    [Some(amount(GPU, min, max)), memory]
        .into_iter()
        .flatten()
        .collect()
}

/// As the makers state them.
const fn chip_memory_mib(name: AcceleratorName) -> i32 {
    const GIB: i32 = 1024;
    match name {
        AcceleratorName::T4 => 16 * GIB,
        AcceleratorName::A10g | AcceleratorName::L4 => 24 * GIB,
        AcceleratorName::RtxPro4500 => 32 * GIB,
        AcceleratorName::L40s => 48 * GIB,
        AcceleratorName::RtxProServer6000 => 96 * GIB,
    }
}

fn amount(name: &str, min: i32, max: Option<i32>) -> FleetAmountCapability {
    FleetAmountCapability {
        name: name.to_owned(),
        min: f64::from(min),
        max: max.map(f64::from),
    }
}

fn attribute(name: &str, value: &str) -> FleetAttributeCapability {
    FleetAttributeCapability {
        name: name.to_owned(),
        values: vec![value.to_owned()],
    }
}

/// As OpenJD spells it.
const fn os_family(family: OsFamily) -> &'static str {
    match family {
        OsFamily::Linux => "linux",
        OsFamily::Macos => "macos",
        OsFamily::Windows => "windows",
    }
}

const fn managed_os_family(family: ManagedOsFamily) -> &'static str {
    match family {
        ManagedOsFamily::Linux => os_family(OsFamily::Linux),
        ManagedOsFamily::Windows => os_family(OsFamily::Windows),
    }
}

#[cfg(test)]
mod tests {
    use callsheet_core::schedule::eligibility::{AmountRequirement, Requirements};

    use super::*;

    fn configuration(worker: serde_json::Value) -> FleetConfiguration {
        let mut capabilities = serde_json::json!({
            "vCpuCount": { "min": 4, "max": 8 }, "memoryMiB": { "min": 1024 },
            "osFamily": "LINUX", "cpuArchitectureType": "x86_64",
        });
        for (name, value) in worker.as_object().unwrap() {
            capabilities[name] = value.clone();
        }
        serde_json::from_value(serde_json::json!({ "customerManaged": {
            "mode": "NO_SCALING", "workerCapabilities": capabilities,
        }}))
        .unwrap()
    }

    fn managed(instance: serde_json::Value) -> FleetConfiguration {
        let mut capabilities = serde_json::json!({
            "vCpuCount": { "min": 4 }, "memoryMiB": { "min": 1024 },
            "osFamily": "WINDOWS", "cpuArchitectureType": "x86_64",
        });
        for (name, value) in instance.as_object().unwrap() {
            capabilities[name] = value.clone();
        }
        serde_json::from_value(serde_json::json!({ "serviceManagedEc2": {
            "instanceMarketOptions": { "type": "spot" }, "instanceCapabilities": capabilities,
        }}))
        .unwrap()
    }

    fn needs(name: &str, min: Option<f64>, max: Option<f64>) -> Requirements {
        let name = name.to_owned();
        Requirements {
            amounts: vec![AmountRequirement { name, min, max }],
            ..Requirements::default()
        }
    }

    #[test]
    fn a_configuration_is_read_as_openjd_names_it() {
        let plain = configuration(serde_json::json!({}));
        let declared = declared(&plain);
        assert_eq!(
            declared.amounts[VCPU],
            AmountRange {
                min: 4.0,
                max: Some(8.0)
            }
        );
        assert_eq!(
            declared.amounts[MEMORY],
            AmountRange {
                min: 1024.0,
                max: None
            }
        );
        assert_eq!(declared.attributes[OS_FAMILY], ["linux"]);
        assert_eq!(declared.attributes[CPU_ARCH], ["x86_64"]);
        let names: Vec<_> = shown(&plain)
            .amounts
            .unwrap()
            .into_iter()
            .map(|a| a.name)
            .collect();
        assert_eq!(names, [VCPU, MEMORY]);
    }

    #[test]
    fn a_fleet_without_gpus_fits_steps_that_want_none() {
        let plain = declared(&configuration(serde_json::json!({})));
        assert!(plain.fit(&needs(GPU, None, Some(0.0))).is_ok());
        assert!(plain.fit(&needs(GPU, Some(1.0), None)).is_err());
        let gpus = serde_json::json!({ "acceleratorCount": { "min": 2 } });
        assert!(
            declared(&configuration(gpus))
                .fit(&needs(GPU, Some(1.0), None))
                .is_ok()
        );
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        assert!(check(&configuration(serde_json::json!({}))).is_ok());
        for broken in [
            serde_json::json!({ "memoryMiB": { "min": 2048, "max": 1024 } }),
            serde_json::json!({ "customAmounts": [{ "name": "Amount.Worker.VCPU", "min": 1.0 }] }),
            serde_json::json!({ "customAttributes": [
                { "name": "attr.a", "values": ["x"] }, { "name": "attr.A", "values": ["y"] },
            ]}),
        ] {
            assert!(check(&configuration(broken.clone())).is_err(), "{broken}");
        }
    }
    /// `semantics.md` 4.4: the memory is that of the smallest chip that a machine may have.
    #[test]
    fn a_service_managed_fleet_promises_its_instances() {
        let gpus = managed(serde_json::json!({
            "rootEbsVolume": { "sizeGiB": 500 },
            "acceleratorCapabilities": {
                "selections": [{ "name": "l40s" }, { "name": "l4" }],
                "count": { "min": 2, "max": 4 },
            },
        }));
        let declared = declared(&gpus);
        let range = |min, max| AmountRange { min, max };
        assert_eq!(declared.amounts[GPU], range(2.0, Some(4.0)));
        assert_eq!(declared.amounts[GPU_MEMORY], range(24_576.0, None));
        assert_eq!(declared.amounts[SCRATCH_DISK], range(500.0, Some(500.0)));
        assert_eq!(declared.attributes[OS_FAMILY], ["windows"]);
        let plain = super::declared(&managed(serde_json::json!({})));
        assert!(plain.fit(&needs(GPU, None, Some(0.0))).is_ok());
    }
}
