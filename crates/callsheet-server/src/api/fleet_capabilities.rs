//! What a fleet's configuration promises of each of its workers (`semantics.md` 4.4).

use callsheet_api::types::{
    CpuArchitectureType, CustomerManagedFleetOperatingSystemFamily as OsFamily,
    CustomerManagedWorkerCapabilities, FleetAmountCapability, FleetAttributeCapability,
    FleetCapabilities as Shown, FleetConfiguration,
};
use callsheet_core::schedule::eligibility::{AmountRange, FleetCapabilities};
use callsheet_store::fleets::FleetSettings;

use crate::error::{Result, invalid};

const VCPU: &str = "amount.worker.vcpu";
const MEMORY: &str = "amount.worker.memory";
const GPU: &str = "amount.worker.gpu";
const GPU_MEMORY: &str = "amount.worker.gpu.memory";
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
    let mut declared = FleetCapabilities::default();
    if !has_accelerators(configuration) {
        // A step that wants none of them has come to the right place.
        let none = AmountRange {
            min: 0.0,
            max: Some(0.0),
        };
        declared.declare_amount(GPU, none);
        declared.declare_amount(GPU_MEMORY, none);
    }
    let shown = shown(configuration);
    for amount in shown.amounts.unwrap_or_default() {
        let range = AmountRange {
            min: amount.min,
            max: amount.max,
        };
        declared.declare_amount(&amount.name, range);
    }
    for attribute in shown.attributes.unwrap_or_default() {
        declared.declare_attribute(&attribute.name, attribute.values);
    }
    declared
}

/// For `capabilities` of GetFleet.
pub fn shown(configuration: &FleetConfiguration) -> Shown {
    match configuration {
        FleetConfiguration::CustomerManaged(fleet) => Shown {
            amounts: Some(amounts(&fleet.worker_capabilities)),
            attributes: Some(attributes(&fleet.worker_capabilities)),
        },
        // Refused when it is created: nobody here can start its workers.
        FleetConfiguration::ServiceManagedEc2(_) => Shown {
            amounts: None,
            attributes: None,
        },
    }
}

fn has_accelerators(configuration: &FleetConfiguration) -> bool {
    match configuration {
        FleetConfiguration::CustomerManaged(fleet) => {
            let worker = &fleet.worker_capabilities;
            worker.accelerator_count.is_some()
                || worker.accelerator_total_memory_mib.is_some()
                || worker
                    .accelerator_types
                    .as_ref()
                    .is_some_and(|types| !types.is_empty())
        }
        FleetConfiguration::ServiceManagedEc2(_) => true,
    }
}

fn amounts(worker: &CustomerManagedWorkerCapabilities) -> Vec<FleetAmountCapability> {
    let mut amounts = vec![
        amount(VCPU, worker.v_cpu_count.min, worker.v_cpu_count.max),
        amount(MEMORY, worker.memory_mib.min, worker.memory_mib.max),
    ];
    amounts.extend(
        worker
            .accelerator_count
            .as_ref()
            .map(|gpus| amount(GPU, gpus.min, gpus.max)),
    );
    let memory = worker.accelerator_total_memory_mib.as_ref();
    amounts.extend(memory.map(|memory| amount(GPU_MEMORY, memory.min, memory.max)));
    amounts.extend(worker.custom_amounts.iter().flatten().cloned());
    amounts
}

fn amount(name: &str, min: i32, max: Option<i32>) -> FleetAmountCapability {
    FleetAmountCapability {
        name: name.to_owned(),
        min: f64::from(min),
        max: max.map(f64::from),
    }
}

fn attributes(worker: &CustomerManagedWorkerCapabilities) -> Vec<FleetAttributeCapability> {
    let mut attributes = vec![
        attribute(OS_FAMILY, os_family(worker.os_family)),
        attribute(CPU_ARCH, cpu_arch(worker.cpu_architecture_type)),
    ];
    attributes.extend(worker.custom_attributes.iter().flatten().cloned());
    attributes
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

const fn cpu_arch(architecture: CpuArchitectureType) -> &'static str {
    architecture.as_str()
}

/// Ranges must hold something, and each name be declared once.
pub fn check(worker: &CustomerManagedWorkerCapabilities) -> Result<()> {
    for amount in amounts(worker) {
        if amount.max.is_some_and(|max| max < amount.min) {
            let why = format!("declares more at least than at most of {}", amount.name);
            return Err(invalid("configuration", why));
        }
    }
    let mut seen: Vec<String> = STANDARD.iter().map(|name| (*name).to_owned()).collect();
    for name in custom_names(worker) {
        let name = name.to_ascii_lowercase();
        if seen.contains(&name) {
            let why = format!("declares {name} twice; a custom capability needs a name of its own");
            return Err(invalid("configuration", why));
        }
        seen.push(name);
    }
    Ok(())
}

fn custom_names(worker: &CustomerManagedWorkerCapabilities) -> impl Iterator<Item = &str> {
    let amounts = worker
        .custom_amounts
        .iter()
        .flatten()
        .map(|amount| amount.name.as_str());
    let attributes = worker.custom_attributes.iter().flatten();
    amounts.chain(attributes.map(|attribute| attribute.name.as_str()))
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

    fn worker(configuration: &FleetConfiguration) -> &CustomerManagedWorkerCapabilities {
        match configuration {
            FleetConfiguration::CustomerManaged(fleet) => &fleet.worker_capabilities,
            FleetConfiguration::ServiceManagedEc2(_) => unreachable!("made above"),
        }
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
        assert!(check(worker(&configuration(serde_json::json!({})))).is_ok());
        for broken in [
            serde_json::json!({ "memoryMiB": { "min": 2048, "max": 1024 } }),
            serde_json::json!({ "customAmounts": [{ "name": "Amount.Worker.VCPU", "min": 1.0 }] }),
            serde_json::json!({ "customAttributes": [
                { "name": "attr.a", "values": ["x"] }, { "name": "attr.A", "values": ["y"] },
            ]}),
        ] {
            assert!(
                check(worker(&configuration(broken.clone()))).is_err(),
                "{broken}"
            );
        }
    }
}
