//! Spaces against the model's own iterator, which walks them in its own way.

use callsheet_api::types::TaskParameterValue;
use openjd_model::template::JobTemplate;
use openjd_model::{
    CallerLimits, JobParameterValues, StepParameterSpaceIterator, TaskParameterSet,
    TaskParameterType, ValidationContext, create_job, decode_job_template,
};

use super::*;
use crate::index_set::IndexSet;
use crate::job::space::TooManyRuns;
use crate::job::{Space, StepPlan};
use crate::search::{Comparison, ParameterTest};

const CHUNKING: &str = "extensions: [TASK_CHUNKING]";

/// What the model lays out, and ours, after a trip through JSON.
fn both(yaml: &str) -> (Vec<TaskParameterSet>, Space) {
    let template = read(yaml).unwrap();
    let model: JobTemplate = decode_job_template(
        template.document().clone(),
        Some(&["TASK_CHUNKING"]),
        &CallerLimits::default(),
    )
    .unwrap();
    let context = ValidationContext::from_profile(model.profile());
    let job = create_job(&model, &JobParameterValues::new(), &context).unwrap();
    let space = job.steps[0].parameter_space.as_ref().unwrap();
    let theirs = StepParameterSpaceIterator::new(space).unwrap().collect();
    let plan = create(&template, &Given::new(), &[], &Limits::default()).unwrap();
    let step = StepPlan::read(&plan.steps[0].json().unwrap()).unwrap();
    (theirs, step.space)
}

fn told(set: &TaskParameterSet) -> BTreeMap<String, TaskParameterValue> {
    let values = set.iter().map(|(name, value)| {
        let text = value.value.to_display_string();
        let value = match value.param_type {
            TaskParameterType::Int => TaskParameterValue::Int(text),
            TaskParameterType::Float => TaskParameterValue::Float(text),
            TaskParameterType::String => TaskParameterValue::String(text),
            TaskParameterType::Path => TaskParameterValue::Path(text),
            TaskParameterType::ChunkInt => TaskParameterValue::ChunkInt(text),
            other => panic!("a new type: {other:?}"),
        };
        (name.clone(), value)
    });
    values.collect()
}

/// Walks ours as the scheduler does.
fn walk(space: &Space) -> Vec<BTreeMap<String, TaskParameterValue>> {
    let (mut first, mut runs) = (0, Vec::new());
    while first < space.len() {
        let count = space.run_length(first, space.len() - first);
        runs.push(space.parameters(first, count));
        first += count;
    }
    assert_eq!(first, space.len(), "a run went beyond the end");
    assert!(space.parameters(first, 1).is_empty());
    assert!(space.parameters(-1, 1).is_empty());
    runs
}

#[track_caller]
fn same(yaml: &str) -> Space {
    let (theirs, ours) = both(yaml);
    // The type `TaskParameterValue` hides its values from `Debug`.
    let theirs: Vec<_> = theirs
        .iter()
        .map(told)
        .map(|one| serde_json::to_string(&one).unwrap())
        .collect();
    let walked: Vec<_> = walk(&ours)
        .iter()
        .map(|one| serde_json::to_string(one).unwrap())
        .collect();
    assert_eq!(walked, theirs);
    ours
}

#[test]
fn plain_dimensions_are_laid_out_as_the_model_does() {
    let parameters = "      taskParameterDefinitions:
        - {name: A, type: INT, range: '1-5:2,10,20-22'}
        - {name: B, type: FLOAT, range: [1.5, '02.50', '1e3']}
        - {name: C, type: STRING, range: [x, '', 'y z']}
        - {name: D, type: PATH, range: [/a, 'b/c', d]}
        - {name: E, type: INT, range: [9, -3, 9]}";
    for combination in [
        "",
        "A * B * C * D * E",
        "E * D * C * B * A",
        "(B, C, D) * A * E",
        "A * (B, (C, E), D)",
    ] {
        let line = match combination {
            "" => String::new(),
            text => format!("      combination: '{text}'\n"),
        };
        let space = same(&with_space("", &format!("{line}{parameters}")));
        assert_eq!(space.document().unwrap().parameters.len(), 5);
        assert_eq!(
            space.document().unwrap().combination.is_some(),
            !combination.is_empty()
        );
    }
    let product = "      combination: '(A * B, E)'
      taskParameterDefinitions:
        - {name: A, type: INT, range: 1-2}
        - {name: B, type: INT, range: 1-3}
        - {name: E, type: INT, range: 1-6}";
    assert_eq!(same(&with_space("", product)).len(), 6);
}

fn chunked(range: &str, default: usize, constraint: &str, before: &str) -> String {
    let space = format!(
        "      taskParameterDefinitions:
{before}        - name: N
          type: CHUNK[INT]
          range: {range}
          chunks: {{defaultTaskCount: {default}, rangeConstraint: {constraint}}}"
    );
    with_space(CHUNKING, &space)
}

#[test]
fn chunks_are_cut_as_the_model_does() {
    let ranges = [
        "'1-10'",
        "'1-100'",
        "'7'",
        "'1-10,12-13,20-29:3'",
        "'1-5:2,6-10'",
        "'1-2,3-3:2,4-8'",
        "'-5--1,0-3'",
        "'1-30:7,31-40,42'",
        "[5, 6, 7, 9, 1, 2, 3]",
        "[3, 2, 1]",
        "'1-9:2,10-20:2,21-25'",
    ];
    for range in ranges {
        for default in [1, 2, 3, 4, 7, 150] {
            for constraint in ["CONTIGUOUS", "NONCONTIGUOUS"] {
                same(&chunked(range, default, constraint, ""));
                let before = "        - {name: Camera, type: STRING, range: [left, right]}\n";
                same(&chunked(range, default, constraint, before));
            }
        }
    }
}

#[test]
fn a_levelled_chunk_ends_where_openjd_says() {
    let space = same(&chunked("'1-10'", 4, "CONTIGUOUS", ""));
    let runs: Vec<i64> = (0..10).map(|first| space.run_length(first, 100)).collect();
    assert_eq!(runs, [4, 3, 2, 1, 3, 2, 1, 3, 2, 1]);
}

/// The model would have the chunks on the outside here; a chunk is of consecutive tasks, so not we.
#[test]
fn a_chunked_parameter_is_innermost_wherever_it_stands() {
    let yaml = with_space(
        CHUNKING,
        "      combination: N * A
      taskParameterDefinitions:
        - {name: N, type: 'CHUNK[INT]', range: 1-4, chunks: {defaultTaskCount: 2, rangeConstraint: NONCONTIGUOUS}}
        - {name: A, type: INT, range: 1-2}",
    );
    let space = plan(&yaml).unwrap().steps.remove(0).space;
    let runs: Vec<(String, String)> = walk(&space)
        .iter()
        .map(|run| match (&run["A"], &run["N"]) {
            (TaskParameterValue::Int(a), TaskParameterValue::ChunkInt(n)) => (a.clone(), n.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    let wanted = [("1", "1,2"), ("1", "3,4"), ("2", "1,2"), ("2", "3,4")];
    assert_eq!(runs, wanted.map(|(a, n)| (a.to_owned(), n.to_owned())));
}

/// semantics 3.4-4.
#[test]
fn chunks_are_told_in_the_document() {
    let space = plan(&chunked("1-10", 4, "CONTIGUOUS", ""))
        .unwrap()
        .steps
        .remove(0)
        .space;
    let document = serde_json::to_value(space.document().unwrap()).unwrap();
    let wanted = serde_json::json!({ "parameters": [{
        "name": "N",
        "type": "CHUNK_INT",
        "chunks": { "defaultTaskCount": 4, "rangeConstraint": "CONTIGUOUS" },
    }]});
    assert_eq!(document, wanted);
}

/// semantics 3.3-3.
#[test]
fn a_chunk_larger_than_the_limit_is_refused() {
    let error = plan(&chunked("1-1000", 151, "CONTIGUOUS", "")).unwrap_err();
    assert!(error.to_string().contains("the most is 150"), "{error}");
}

#[test]
fn members_of_an_association_must_be_equally_long() {
    let space = "      combination: '(A, B)'
      taskParameterDefinitions:
        - {name: A, type: INT, range: 1-2}
        - {name: B, type: INT, range: 1-3}";
    let error = plan(&with_space("", space)).unwrap_err();
    assert!(error.faults()[0].path.starts_with("steps[0]"), "{error}");
}

/// Filters look at the structure of a space; walking every task has to find the same.
#[test]
fn what_matches_is_what_walking_every_task_finds() {
    let layers = "        - {name: Layer, type: STRING, range: [b, a, b]}\n";
    let all = "      taskParameterDefinitions:
        - {name: Layer, type: STRING, range: [b, a, b]}
        - {name: Frame, type: INT, range: '5-9,12'}
        - {name: Scale, type: FLOAT, range: [0.5, 2, 10]}";
    for space in [
        space_of("      taskParameterDefinitions: [{name: Frame, type: INT, range: '1-30:3'}]"),
        space_of(&format!(
            "      combination: 'Frame * (Layer, Scale)'\n{all}"
        )),
        space_of(&format!(
            "      combination: 'Layer * Scale * Frame'\n{all}"
        )),
        both(&chunked("'1-9,12'", 4, "CONTIGUOUS", "")).1,
        both(&chunked("'2-8'", 3, "NONCONTIGUOUS", layers)).1,
    ] {
        for name in ["Frame", "Layer", "Scale", "N", "Absent"] {
            for value in ["7", "2", "a", "9.5"] {
                for comparison in [
                    Comparison::Equal,
                    Comparison::NotEqual,
                    Comparison::Less,
                    Comparison::LessOrEqual,
                    Comparison::Greater,
                    Comparison::GreaterOrEqual,
                ] {
                    let test = ParameterTest::new(name, comparison, value);
                    let walked: IndexSet = (0..space.len())
                        .filter(|index| holds(&test, &space, *index))
                        .map(|index| index..index + 1)
                        .collect();
                    assert_eq!(space.matching(&test, 1_000), Ok(walked), "{test:?}");
                }
            }
        }
    }
}

fn space_of(definitions: &str) -> Space {
    both(&with_space("", definitions)).1
}

fn holds(test: &ParameterTest, space: &Space, index: i64) -> bool {
    match space.task(index).remove(&test.name) {
        None => test.holds_for_none(),
        Some(TaskParameterValue::Int(text) | TaskParameterValue::Float(text)) => {
            test.holds_for_number(text.parse().unwrap())
        }
        // A chunk of one number, such as `5-5`.
        Some(TaskParameterValue::ChunkInt(text)) => {
            let number = text.split('-').next().unwrap();
            test.holds_for_number(number.parse().unwrap())
        }
        Some(TaskParameterValue::String(text) | TaskParameterValue::Path(text)) => {
            test.holds_for_text(&text)
        }
    }
}

#[test]
fn a_filter_of_too_many_pieces_is_refused_before_it_is_worked_out() {
    let space = space_of(
        "      taskParameterDefinitions:
        - {name: Layer, type: INT, range: '1-1000'}
        - {name: Frame, type: INT, range: '1-1000'}",
    );
    let frame = ParameterTest::new("Frame", Comparison::Equal, "500");
    assert_eq!(space.matching(&frame, 999), Err(TooManyRuns));
    assert_eq!(space.matching(&frame, 1_000).unwrap().len(), 1_000);
    let layer = ParameterTest::new("Layer", Comparison::Less, "3");
    assert_eq!(space.matching(&layer, 1), Ok(IndexSet::below(2_000)));
}
