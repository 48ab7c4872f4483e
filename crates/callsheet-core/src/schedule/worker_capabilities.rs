//! What a worker says that it has, against what a step asks of its host (`semantics.md` 4.4).
//!
//! A fleet's declaration promises for all of its workers; a worker that says of itself that it
//! falls short of a step gets none of it. What it does not speak of is taken from the declaration.

use std::collections::BTreeMap;

use callsheet_api::types::WorkerCapabilities as Said;

use super::eligibility::{AmountRequirement, AttributeRequirement, Requirements};

/// Names and values in lower case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WorkerCapabilities {
    amounts: BTreeMap<String, f64>,
    attributes: BTreeMap<String, Vec<String>>,
}

/// The first thing in which a worker falls short.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Shortfall {
    #[error("the worker says it has {has} of `{name}`, the step needs {needed} or more")]
    TooLittle { name: String, has: f64, needed: f64 },
    #[error("the worker says it has {has} of `{name}`, the step allows {most}")]
    TooMuch { name: String, has: f64, most: f64 },
    #[error("the worker says it has none of {values:?} in `{name}`")]
    NoneOf { name: String, values: Vec<String> },
    #[error("the worker says it lacks some of {values:?} in `{name}`")]
    NotAllOf { name: String, values: Vec<String> },
}

impl WorkerCapabilities {
    /// From the capabilities of UpdateWorker.
    #[must_use]
    pub fn of(said: &Said) -> Self {
        let amounts = said.amounts.iter();
        let attributes = said.attributes.iter().map(|one| {
            let values = one.values.iter().map(|value| value.to_ascii_lowercase());
            (one.name.to_ascii_lowercase(), values.collect())
        });
        Self {
            amounts: amounts
                .map(|one| (one.name.to_ascii_lowercase(), one.value))
                .collect(),
            attributes: attributes.collect(),
        }
    }

    /// Does the worker fit? If not, the first reason why.
    pub fn fit(&self, requirements: &Requirements) -> Result<(), Shortfall> {
        for amount in &requirements.amounts {
            self.fit_amount(amount)?;
        }
        for attribute in &requirements.attributes {
            self.fit_attribute(attribute)?;
        }
        Ok(())
    }

    fn fit_amount(&self, required: &AmountRequirement) -> Result<(), Shortfall> {
        let name = required.name.to_ascii_lowercase();
        let Some(has) = self.amounts.get(&name).copied() else {
            return Ok(());
        };
        let needed = required.least();
        if has < needed {
            return Err(Shortfall::TooLittle { name, has, needed });
        }
        match required.max {
            Some(most) if has > most => Err(Shortfall::TooMuch { name, has, most }),
            Some(_) | None => Ok(()),
        }
    }

    fn fit_attribute(&self, required: &AttributeRequirement) -> Result<(), Shortfall> {
        let name = required.name.to_ascii_lowercase();
        let Some(values) = self.attributes.get(&name) else {
            return Ok(());
        };
        let has = |value: &String| values.contains(&value.to_ascii_lowercase());
        if !required.any_of.is_empty() && !required.any_of.iter().any(has) {
            let values = required.any_of.clone();
            return Err(Shortfall::NoneOf { name, values });
        }
        if !required.all_of.iter().all(has) {
            let values = required.all_of.clone();
            return Err(Shortfall::NotAllOf { name, values });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker() -> WorkerCapabilities {
        let said = serde_json::json!({
            "amounts": [{ "name": "amount.worker.vCPU", "value": 4.0 }],
            "attributes": [{ "name": "attr.Software", "values": ["Nuke", "Maya"] }],
        });
        WorkerCapabilities::of(&serde_json::from_value(said).unwrap())
    }

    fn needs(name: &str, min: Option<f64>, max: Option<f64>) -> Requirements {
        let name = name.to_owned();
        Requirements {
            amounts: vec![AmountRequirement { name, min, max }],
            ..Requirements::default()
        }
    }

    #[test]
    fn a_worker_is_taken_at_its_word() {
        let vcpu = "AMOUNT.worker.vcpu";
        assert_eq!(worker().fit(&needs(vcpu, Some(4.0), Some(4.0))), Ok(()));
        let too_little = worker().fit(&needs(vcpu, Some(5.0), None));
        assert!(matches!(too_little, Err(Shortfall::TooLittle { .. })));
        let too_much = worker().fit(&needs(vcpu, None, Some(2.0)));
        assert!(matches!(too_much, Err(Shortfall::TooMuch { .. })));
    }

    #[test]
    fn what_it_does_not_speak_of_is_the_fleets_to_promise() {
        assert_eq!(
            worker().fit(&needs("amount.slots", Some(9.0), None)),
            Ok(())
        );
    }

    #[test]
    fn attributes_compare_without_regard_to_case() {
        let software = |any_of: &[&str], all_of: &[&str]| {
            let list = |values: &[&str]| values.iter().map(|one| (*one).to_owned()).collect();
            Requirements {
                attributes: vec![AttributeRequirement {
                    name: "attr.software".to_owned(),
                    any_of: list(any_of),
                    all_of: list(all_of),
                }],
                ..Requirements::default()
            }
        };
        assert_eq!(
            worker().fit(&software(&["NUKE", "x"], &["maya", "nuke"])),
            Ok(())
        );
        let none = worker().fit(&software(&["houdini"], &[]));
        assert!(matches!(none, Err(Shortfall::NoneOf { .. })));
        let some = worker().fit(&software(&[], &["maya", "houdini"]));
        assert!(matches!(some, Err(Shortfall::NotAllOf { .. })));
    }
}
