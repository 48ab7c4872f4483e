//! Which fleets can run a step: the step's host requirements against what the fleet declares
//! (`semantics.md` 4.3, 4.4). Only the declaration counts, not any one worker, so the answer is
//! computed once per distinct set of requirements and fleet, and stored. An amount that the fleet
//! does not declare may come from a limit of the queue, so it is told rather than held against it.

use std::collections::BTreeMap;

use callsheet_api::types::WorkerCapabilities;
use serde::{Deserialize, Serialize};

use super::agent_abilities::AgentNeed;
use super::limits::Take;

/// What a step asks of its host and its agent, with every format string resolved.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Requirements {
    pub amounts: Vec<AmountRequirement>,
    pub attributes: Vec<AttributeRequirement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agent: Vec<AgentNeed>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AmountRequirement {
    pub name: String,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

impl AmountRequirement {
    /// What the host has to have at least: without a minimum none, but always a core.
    #[must_use]
    pub fn least(&self) -> f64 {
        let is_cores = self.name.eq_ignore_ascii_case("amount.worker.vcpu");
        self.min.unwrap_or(if is_cores { 1.0 } else { 0.0 })
    }

    /// As much of a limit: units are whole.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` keeps to the range of the type"
    )]
    fn take(&self) -> Take {
        Take {
            amount: self.name.to_ascii_lowercase(),
            count: self.least().ceil() as i64,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeRequirement {
    pub name: String,
    pub any_of: Vec<String>,
    pub all_of: Vec<String>,
}

/// What a fleet promises of each of its workers. Names and values are kept in lower case: they
/// compare without regard to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FleetCapabilities {
    pub amounts: BTreeMap<String, AmountRange>,
    pub attributes: BTreeMap<String, Vec<String>>,
}

/// Every worker has at least `min`, and at most `max` if that is declared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmountRange {
    pub min: f64,
    pub max: Option<f64>,
}

/// The first thing that a fleet lacks.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Lack {
    #[error("the fleet declares no `{name}`")]
    Undeclared { name: String },
    #[error("the fleet promises {min} of `{name}`, the step needs {needed} or more")]
    TooLittle { name: String, min: f64, needed: f64 },
    #[error("the fleet may have more of `{name}` than the {most} that the step allows")]
    TooMuch { name: String, most: f64 },
    #[error("the fleet has none of {values:?} in `{name}`")]
    NoneOf { name: String, values: Vec<String> },
    #[error("the fleet lacks some of {values:?} in `{name}`")]
    NotAllOf { name: String, values: Vec<String> },
}

impl FleetCapabilities {
    pub fn declare_amount(&mut self, name: &str, range: AmountRange) {
        self.amounts.insert(name.to_ascii_lowercase(), range);
    }

    pub fn declare_attribute(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        let values = values
            .into_iter()
            .map(|value| value.to_ascii_lowercase())
            .collect();
        self.attributes.insert(name.to_ascii_lowercase(), values);
    }

    /// What a worker has less of than its fleet promises, in words. Only what the worker speaks of
    /// is compared: it may have been told no more than its own hardware.
    pub fn lacking(&self, worker: &WorkerCapabilities) -> Option<String> {
        let too_little = worker.amounts.iter().find_map(|amount| {
            let promised = self.amounts.get(&amount.name.to_ascii_lowercase())?;
            (amount.value < promised.min).then(|| {
                let (name, value, min) = (&amount.name, amount.value, promised.min);
                format!("`{name}` is {value}, and the fleet promises {min} or more")
            })
        });
        too_little.or_else(|| {
            worker.attributes.iter().find_map(|attribute| {
                let promised = self.attributes.get(&attribute.name.to_ascii_lowercase())?;
                let has = |value: &String| {
                    let mut own = attribute.values.iter();
                    own.any(|own| own.eq_ignore_ascii_case(value))
                };
                (!promised.iter().any(has)).then(|| {
                    let (name, values) = (&attribute.name, &attribute.values);
                    format!("`{name}` is {values:?}, and the fleet promises {promised:?}")
                })
            })
        })
    }

    /// Does the fleet fit, and what has to come from limits of the queue? If it does not, the first
    /// reason why.
    pub fn fit(&self, requirements: &Requirements) -> Result<Vec<Take>, Lack> {
        let mut takes = Vec::new();
        for amount in &requirements.amounts {
            match self.amounts.get(&amount.name.to_ascii_lowercase()) {
                Some(range) => fit_amount(*range, amount)?,
                None => takes.push(amount.take()),
            }
        }
        for attribute in &requirements.attributes {
            self.fit_attribute(attribute)?;
        }
        Ok(takes)
    }

    /// All that it lacks, for those who are to change it.
    pub fn lacks(&self, requirements: &Requirements) -> Vec<Lack> {
        let amounts = requirements.amounts.iter().filter_map(|amount| {
            let range = self.amounts.get(&amount.name.to_ascii_lowercase())?;
            fit_amount(*range, amount).err()
        });
        let attributes = requirements.attributes.iter();
        let attributes = attributes.filter_map(|attribute| self.fit_attribute(attribute).err());
        amounts.chain(attributes).collect()
    }

    fn fit_attribute(&self, required: &AttributeRequirement) -> Result<(), Lack> {
        let name = required.name.to_ascii_lowercase();
        let Some(declared) = self.attributes.get(&name) else {
            return Err(Lack::Undeclared { name });
        };
        let has = |value: &String| declared.contains(&value.to_ascii_lowercase());
        if !required.any_of.is_empty() && !required.any_of.iter().any(has) {
            return Err(Lack::NoneOf {
                name,
                values: required.any_of.clone(),
            });
        }
        if !required.all_of.iter().all(has) {
            return Err(Lack::NotAllOf {
                name,
                values: required.all_of.clone(),
            });
        }
        Ok(())
    }
}

fn fit_amount(range: AmountRange, required: &AmountRequirement) -> Result<(), Lack> {
    let name = required.name.to_ascii_lowercase();
    let needed = required.least();
    if range.min < needed {
        return Err(Lack::TooLittle {
            name,
            min: range.min,
            needed,
        });
    }
    match (required.max, range.max) {
        (None, _) => Ok(()),
        (Some(most), Some(max)) if max <= most => Ok(()),
        (Some(most), _) => Err(Lack::TooMuch { name, most }),
    }
}

#[cfg(test)]
mod tests {
    use callsheet_api::types::{WorkerAmountCapability, WorkerAttributeCapability};

    use super::*;

    fn fleet(min: f64, max: Option<f64>) -> FleetCapabilities {
        let mut fleet = FleetCapabilities::default();
        fleet.declare_amount("amount.worker.vcpu", AmountRange { min, max });
        fleet.declare_attribute("attr.worker.os.family", ["LINUX".to_owned()]);
        fleet
    }

    fn vcpu(min: f64, max: Option<f64>) -> Requirements {
        let name = "amount.worker.vCPU".to_owned();
        Requirements {
            amounts: vec![AmountRequirement {
                name,
                min: Some(min),
                max,
            }],
            ..Requirements::default()
        }
    }

    /// The documented examples of `semantics.md` 4.3.
    #[test]
    fn every_worker_of_the_fleet_must_qualify() {
        let required = vcpu(4.0, Some(8.0));
        assert_eq!(fleet(4.0, Some(8.0)).fit(&required), Ok(vec![]));
        assert!(matches!(
            fleet(4.0, None).fit(&required),
            Err(Lack::TooMuch { .. })
        ));
        assert!(matches!(
            fleet(0.0, Some(8.0)).fit(&required),
            Err(Lack::TooLittle { .. })
        ));
        assert_eq!(fleet(4.0, None).fit(&vcpu(4.0, None)), Ok(vec![]));
    }

    #[test]
    fn attributes_compare_without_regard_to_case() {
        let any = |values: &[&str]| Requirements {
            attributes: vec![AttributeRequirement {
                name: "attr.worker.os.FAMILY".to_owned(),
                any_of: values.iter().map(|value| (*value).to_owned()).collect(),
                all_of: Vec::new(),
            }],
            ..Requirements::default()
        };
        assert_eq!(
            fleet(1.0, None).fit(&any(&["Windows", "Linux"])),
            Ok(vec![])
        );
        assert!(matches!(
            fleet(1.0, None).fit(&any(&["macos"])),
            Err(Lack::NoneOf { .. })
        ));
    }

    #[test]
    fn a_worker_lacks_what_it_says_it_has_less_of_than_promised() {
        let worker = |vcpus: f64, family: &str| WorkerCapabilities {
            amounts: vec![WorkerAmountCapability {
                name: "Amount.Worker.VCPU".to_owned(),
                value: vcpus,
            }],
            attributes: vec![WorkerAttributeCapability {
                name: "attr.worker.os.family".to_owned(),
                values: vec![family.to_owned()],
            }],
        };
        let fleet = fleet(4.0, None);
        assert_eq!(fleet.lacking(&worker(4.0, "Linux")), None);
        let little = fleet.lacking(&worker(3.0, "linux")).unwrap();
        assert!(little.contains("VCPU") && little.contains('4'), "{little}");
        let other = fleet.lacking(&worker(4.0, "windows")).unwrap();
        assert!(
            other.contains("windows") && other.contains("linux"),
            "{other}"
        );
        let silent = WorkerCapabilities {
            amounts: vec![],
            attributes: vec![],
        };
        assert_eq!(fleet.lacking(&silent), None);
    }

    /// Documented with the limits (`semantics.md` 4.3): the fleet's own declaration comes first.
    #[test]
    fn what_the_fleet_does_not_declare_is_taken_from_limits() {
        let licenses = |min| Requirements {
            amounts: vec![AmountRequirement {
                name: "amount.Licenses".to_owned(),
                min,
                max: None,
            }],
            ..Requirements::default()
        };
        let takes = fleet(1.0, None).fit(&licenses(Some(1.5))).unwrap();
        assert_eq!(
            (takes[0].amount.as_str(), takes[0].count),
            ("amount.licenses", 2)
        );
        assert_eq!(fleet(1.0, None).fit(&licenses(None)).unwrap()[0].count, 0);
        let mut declaring = fleet(1.0, None);
        declaring.declare_amount(
            "amount.licenses",
            AmountRange {
                min: 4.0,
                max: None,
            },
        );
        assert_eq!(declaring.fit(&licenses(Some(1.0))), Ok(vec![]));
    }
}
