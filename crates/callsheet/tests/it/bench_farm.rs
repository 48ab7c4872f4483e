//! `callsheet bench farm` on a small farm. What it measures is never judged here; that every
//! scenario comes to its end, with a ledger that the store agrees with, is.

use std::process::Output;

use serde_json::Value;

use crate::callsheet::Folder;

fn bench_farm(arguments: &str) -> Output {
    let folder = Folder::new();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    folder.run(&[&["bench", "farm"][..], &arguments].concat())
}

fn figures(arguments: &str) -> Vec<Value> {
    let output = bench_farm(&format!("{arguments} --output json"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["figures"].as_array().unwrap().clone()
}

fn value(figures: &[Value], what: &str) -> f64 {
    let found = figures.iter().find(|figure| figure["what"] == what);
    let found = found.unwrap_or_else(|| panic!("no `{what}` in {figures:?}"));
    found["value"].as_f64().unwrap()
}

#[test]
fn all_tasks_of_all_jobs_are_run() {
    let figures = figures("throughput --workers 3 --tasks 40 --jobs 2 --environments 1");
    assert_eq!(value(&figures, "tasks that were run"), 40.0);
    assert!(value(&figures, "a finished task's rows and indexes") > 0.0);
}

#[test]
fn tasks_that_take_time_are_run_too() {
    let figures = figures("throughput --workers 2 --tasks 6 --task-ms 5");
    assert_eq!(value(&figures, "tasks that were run"), 6.0);
}

#[test]
fn what_is_behind_a_blocked_head_is_found() {
    let figures =
        figures("blocked-head --workers 3 --jobs 20 --tasks 9 --interval-s 1 --seconds 1");
    assert_eq!(value(&figures, "tasks that were run"), 9.0);
}

#[test]
fn no_target_makes_or_loses_a_task() {
    let figures = figures("targets --workers 3 --tasks 300");
    assert!(value(&figures, "SUCCEEDED: answered") > 0.0);
}

#[test]
fn idle_workers_ask_and_held_ones_start_at_once() {
    let idle = figures("idle --workers 5 --seconds 1 --interval-s 1");
    assert_eq!(value(&idle, "requests that were put off"), 0.0);
    let starts = figures("start --workers 2 --jobs 3");
    assert_eq!(value(&starts, "jobs"), 3.0);
}

#[test]
fn more_jobs_than_tasks_make_no_sense() {
    let output = bench_farm("throughput --tasks 1 --jobs 2");
    assert_eq!(output.status.code(), Some(2));
}
