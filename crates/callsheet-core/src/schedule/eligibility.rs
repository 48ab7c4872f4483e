//! Which fleets can run a step: the step's host requirements against what the fleet declares
//! (`semantics.md` 4.3, 4.4). Only the declaration counts, not any one worker, so the answer is
//! computed once per distinct set of requirements and fleet, and stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a step asks of its host, with every format string resolved.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Requirements {
    pub amounts: Vec<AmountRequirement>,
    pub attributes: Vec<AttributeRequirement>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AmountRequirement {
    pub name: String,
    pub min: Option<f64>,
    pub max: Option<f64>,
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

    /// Does the fleet fit? If not, the first reason why.
    pub fn fit(&self, requirements: &Requirements) -> Result<(), Lack> {
        requirements
            .amounts
            .iter()
            .try_for_each(|amount| self.fit_amount(amount))?;
        requirements
            .attributes
            .iter()
            .try_for_each(|attribute| self.fit_attribute(attribute))
    }

    fn fit_amount(&self, required: &AmountRequirement) -> Result<(), Lack> {
        let name = required.name.to_ascii_lowercase();
        let Some(range) = self.amounts.get(&name) else {
            return Err(Lack::Undeclared { name });
        };
        let needed = required.min.unwrap_or(if name == "amount.worker.vcpu" {
            1.0
        } else {
            0.0
        });
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

#[cfg(test)]
mod tests {
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
            attributes: Vec::new(),
        }
    }

    /// The documented examples of `semantics.md` 4.3.
    #[test]
    fn every_worker_of_the_fleet_must_qualify() {
        let required = vcpu(4.0, Some(8.0));
        assert_eq!(fleet(4.0, Some(8.0)).fit(&required), Ok(()));
        assert!(matches!(
            fleet(4.0, None).fit(&required),
            Err(Lack::TooMuch { .. })
        ));
        assert!(matches!(
            fleet(0.0, Some(8.0)).fit(&required),
            Err(Lack::TooLittle { .. })
        ));
        assert_eq!(fleet(4.0, None).fit(&vcpu(4.0, None)), Ok(()));
    }

    #[test]
    fn attributes_compare_without_regard_to_case() {
        let any = |values: &[&str]| Requirements {
            amounts: Vec::new(),
            attributes: vec![AttributeRequirement {
                name: "attr.worker.os.FAMILY".to_owned(),
                any_of: values.iter().map(|value| (*value).to_owned()).collect(),
                all_of: Vec::new(),
            }],
        };
        assert_eq!(fleet(1.0, None).fit(&any(&["Windows", "Linux"])), Ok(()));
        assert!(matches!(
            fleet(1.0, None).fit(&any(&["macos"])),
            Err(Lack::NoneOf { .. })
        ));
    }
}
