//! `docs/statuses.md` against the API's enumerations and against the tests that it names.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use callsheet_api::types;

fn enumerations() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("JobLifecycleStatus", types::JobLifecycleStatus::VALUES),
        (
            "UpdateJobLifecycleStatus",
            types::UpdateJobLifecycleStatus::VALUES,
        ),
        (
            "CreateJobTargetTaskRunStatus",
            types::CreateJobTargetTaskRunStatus::VALUES,
        ),
        ("StepLifecycleStatus", types::StepLifecycleStatus::VALUES),
        ("TaskRunStatus", types::TaskRunStatus::VALUES),
        (
            "JobTargetTaskRunStatus",
            types::JobTargetTaskRunStatus::VALUES,
        ),
        (
            "StepTargetTaskRunStatus",
            types::StepTargetTaskRunStatus::VALUES,
        ),
        ("TaskTargetRunStatus", types::TaskTargetRunStatus::VALUES),
        (
            "SessionLifecycleStatus",
            types::SessionLifecycleStatus::VALUES,
        ),
        (
            "SessionLifecycleTargetStatus",
            types::SessionLifecycleTargetStatus::VALUES,
        ),
        ("SessionActionStatus", types::SessionActionStatus::VALUES),
        ("CompletedStatus", types::CompletedStatus::VALUES),
        ("WorkerStatus", types::WorkerStatus::VALUES),
        ("UpdatedWorkerStatus", types::UpdatedWorkerStatus::VALUES),
        ("DesiredWorkerStatus", types::DesiredWorkerStatus::VALUES),
        ("FleetStatus", types::FleetStatus::VALUES),
        (
            "QueueFleetAssociationStatus",
            types::QueueFleetAssociationStatus::VALUES,
        ),
        (
            "UpdateQueueFleetAssociationStatus",
            types::UpdateQueueFleetAssociationStatus::VALUES,
        ),
        ("QueueStatus", types::QueueStatus::VALUES),
        ("QueueBlockedReason", types::QueueBlockedReason::VALUES),
        (
            "DependencyConsumerResolutionStatus",
            types::DependencyConsumerResolutionStatus::VALUES,
        ),
        ("AutoScalingStatus", types::AutoScalingStatus::VALUES),
        (
            "QueueLimitAssociationStatus",
            types::QueueLimitAssociationStatus::VALUES,
        ),
        (
            "UpdateQueueLimitAssociationStatus",
            types::UpdateQueueLimitAssociationStatus::VALUES,
        ),
        ("BudgetStatus", types::BudgetStatus::VALUES),
        (
            "LicenseEndpointStatus",
            types::LicenseEndpointStatus::VALUES,
        ),
        ("VolumeState", types::VolumeState::VALUES),
        (
            "SessionsStatisticsAggregationStatus",
            types::SessionsStatisticsAggregationStatus::VALUES,
        ),
    ])
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What the page says of each value of each enumeration.
fn page() -> BTreeMap<String, BTreeMap<String, String>> {
    let text = std::fs::read_to_string(root().join("docs/statuses.md")).unwrap();
    let mut page: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            name.clone_into(&mut section);
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [value, said] = cells.as_slice()
            && value.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        {
            let known = page.entry(section.clone()).or_default();
            let before = known.insert((*value).to_owned(), (*said).to_owned());
            assert_eq!(before, None, "{section} speaks twice of {value}");
        }
    }
    page
}

/// The text of the file in which each test stands, by the test's name.
fn tests() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join("crates"), root().join("conformance/tests")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|kind| kind == "rs" || kind == "py")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                for name in text.lines().filter_map(test_name) {
                    found.insert(name.to_owned(), text.clone());
                }
            }
        }
    }
    found
}

fn test_name(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches("async ");
    let rest = line
        .strip_prefix("fn ")
        .or_else(|| line.strip_prefix("def "))?;
    rest.split_once('(').map(|(name, _)| name)
}

/// As Rust spells it.
fn variant(value: &str) -> String {
    let words = value.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_owned() + &rest.to_ascii_lowercase()
    });
    words.collect()
}

#[test]
fn every_status_is_reached_by_a_test_or_has_a_reason() {
    let (page, tests) = (page(), tests());
    for (name, values) in enumerations() {
        let said = page
            .get(name)
            .unwrap_or_else(|| panic!("the page lacks {name}"));
        let expected: Vec<&str> = {
            let mut values = values.to_vec();
            values.sort_unstable();
            values
        };
        assert_eq!(said.keys().collect::<Vec<_>>(), expected, "{name}");
        for (value, said) in said {
            if let Some(reason) = said.strip_prefix("never: ") {
                assert!(reason.len() > 10, "{name} {value}: {reason}");
                continue;
            }
            let test = said.trim_matches('`');
            let text = tests
                .get(test)
                .unwrap_or_else(|| panic!("{name} {value}: there is no test `{test}`"));
            let is_spoken_of = text.contains(value) || text.contains(&variant(value));
            assert!(is_spoken_of, "`{test}` never speaks of {name} {value}");
        }
    }
    assert_eq!(
        page.len(),
        enumerations().len(),
        "the page has a section too many"
    );
}
