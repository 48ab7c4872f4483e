//! Every template of the repository's examples becomes a job.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use callsheet_api::ids::{JobId, StepId};
use callsheet_api::types::{JobParameter, TaskParameterValue};
use serde_json::json;

use super::*;
use crate::job::{Origin, StepPlan};
use crate::recipe::{Documents, Recipe, Source};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"))
}

fn example(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap()
}

fn kept<'a>(job_plan: &'a str, step_plan: &'a str) -> Documents<'a> {
    Documents {
        request: "{}",
        job_plan,
        step_plan,
    }
}

#[test]
fn every_bundle_becomes_a_job() {
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        for file in ["template.yaml", "template.json"] {
            let Ok(text) = fs::read_to_string(path.join(file)) else {
                continue;
            };
            let plan = plan(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(plan.task_count() > 0);
            let job = JobPlan::read(&plan.job_json().unwrap()).unwrap();
            assert_eq!(job.environments, plan.environments);
            assert_eq!(job.parameters, plan.parameters);
            for step in &plan.steps {
                assert_eq!(StepPlan::read(&step.json().unwrap()).unwrap(), *step);
            }
            count += 1;
        }
    }
    assert!(count >= 4, "only {count} examples were found");
}

#[test]
fn json_is_read_as_yaml_is() {
    let yaml = read(&example("fractal/template.yaml")).unwrap();
    let text = yaml.document().to_string();
    let json = Template::read(TemplateType::Json, &text, &Limits::default()).unwrap();
    let plans = [yaml, json].map(|one| create(&one, &Given::new(), &[], &Limits::default()));
    assert_eq!(plans[0].as_ref().unwrap(), plans[1].as_ref().unwrap());
}

#[test]
fn the_fractal_has_frames_and_a_sheet_that_waits_for_them() {
    let template = read(&example("fractal/template.yaml")).unwrap();
    let values = given([("Frames", JobParameter::Int("7".to_owned()))]);
    let plan = create(&template, &values, &[], &Limits::default()).unwrap();
    assert_eq!(plan.parameters["Frames"], JobParameter::Int("7".to_owned()));
    assert_eq!(
        plan.parameters["Width"],
        JobParameter::Int("160".to_owned())
    );
    assert_eq!(
        plan.parameters["OutDir"],
        JobParameter::Path("output".to_owned())
    );
    assert_eq!([plan.steps[0].task_count, plan.steps[1].task_count], [7, 1]);
    assert_eq!(plan.steps[1].dependencies, [0]);
    let last = plan.steps[0].space.task(6);
    assert_eq!(last["Frame"], TaskParameterValue::Int("7".to_owned()));
    assert!(plan.steps[0].space.task(7).is_empty());
    assert!(plan.steps[1].space.task(0).is_empty());
    assert!(plan.steps[1].space.document().is_none());
    assert_eq!(
        plan.steps[0].fragment["script"]["actions"]["onRun"]["timeout"],
        json!(600)
    );
}

#[test]
fn environments_are_entered_from_the_outside_in() {
    let template = read(&example("environments/template.yaml")).unwrap();
    let queue = read_environment(&example("environments/queue_environment.yaml"));
    let plan = create(&template, &Given::new(), &[queue], &Limits::default()).unwrap();
    assert_eq!(
        plan.parameters["Site"],
        JobParameter::String("studio".to_owned())
    );
    let origins = plan
        .environments
        .iter()
        .map(|one| (one.name.as_str(), one.origin));
    assert_eq!(
        origins.collect::<Vec<_>>(),
        [("Site", Origin::Queue), ("Outer", Origin::Job)]
    );

    let (job, step) = (JobId::from_bytes([1; 16]), StepId::from_bytes([2; 16]));
    let (of_job, of_step) = (plan.job_json().unwrap(), plan.steps[0].json().unwrap());
    let recipe = Recipe::read(job, step, &kept(&of_job, &of_step)).unwrap();
    assert_eq!(recipe.environment_count(), 3);
    let ids: Vec<_> = (0..4)
        .map(|ordinal| recipe.environment_id(ordinal))
        .collect();
    assert_eq!(
        ids,
        [
            Some(format!("JOB:{job}:Site")),
            Some(format!("JOB:{job}:Outer")),
            Some(format!("STEP:{step}:Inner")),
            None
        ]
    );
    assert_eq!(recipe.environment(2), Some(Source::Step(0)));
    assert_eq!(recipe.environment(-1), None);
    assert_eq!(recipe.task_count(), 2);
    assert!(!recipe.is_chunked());
    assert_eq!(recipe.run_length(0, 2), 1);
    assert_eq!(
        recipe.parameters(1, 1)["Number"],
        TaskParameterValue::Int("2".to_owned())
    );
    assert!(recipe.approx_bytes() > 0);
}

#[test]
fn a_million_tasks_cost_what_one_does() {
    let template = read(&example("chunked/template.yaml")).unwrap();
    let values = given([("Count", JobParameter::Int("1000000".to_owned()))]);
    let began = Instant::now();
    let plan = create(&template, &values, &[], &Limits::default()).unwrap();
    let took = began.elapsed();
    assert!(took < Duration::from_millis(500), "creating took {took:?}");
    let step = &plan.steps[0];
    assert_eq!(step.task_count, 1_000_000);
    assert!(step.json().unwrap().len() < 8192);
    assert!(plan.job_json().unwrap().len() < 8192);

    let (job, id) = (JobId::from_bytes([1; 16]), StepId::from_bytes([2; 16]));
    let (of_job, of_step) = (plan.job_json().unwrap(), step.json().unwrap());
    let recipe = Recipe::read(job, id, &kept(&of_job, &of_step)).unwrap();
    assert!(recipe.is_chunked());
    assert!(recipe.approx_bytes() < 4096);
    assert_eq!(recipe.run_length(999_980, 1_000), 20);
    assert_eq!(recipe.run_length(999_980, 5), 5);
    let chunk = recipe.parameters(999_980, 20);
    assert_eq!(
        chunk["Number"],
        TaskParameterValue::ChunkInt("999981-1000000".to_owned())
    );
    let one = recipe.task(999_980);
    assert_eq!(
        one["Number"],
        TaskParameterValue::ChunkInt("999981-999981".to_owned())
    );
}
