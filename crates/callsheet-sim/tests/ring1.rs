//! Ring 1: thousands of made-up farms in memory. A failing seed prints its story's end and the
//! command that tells it again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use callsheet_sim::ring1::coverage::Coverage;
use callsheet_sim::ring1::people::Act;
use callsheet_sim::ring1::world::{Story, tell};

const SEEDS: u64 = 2_000;

/// Every fault that a seed may draw.
const FAULTS: [&str; 17] = [
    "a request is lost",
    "an answer is lost",
    "a request is late",
    "a request arrives twice",
    "requests arrive out of order",
    "a worker crashes",
    "a crashed worker returns",
    "a worker freezes",
    "two agents with one id",
    "a skewed clock",
    "a host drains at leisure",
    "a host drains at once",
    "a fleet lets a worker go",
    "a worker has less than its fleet promises",
    "the server is away",
    "two servers create the same jobs",
    "everything is looked at again",
];

/// Tells seeds on as many threads as there are processors.
fn tell_all(seeds: std::ops::RangeInclusive<u64>, hear: impl Fn(Story) + Sync) {
    let next = AtomicU64::new(*seeds.start());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > *seeds.end() {
                        return;
                    }
                    hear(tell(seed, None, false));
                }
            });
        }
    });
}

fn refuse(story: &Story) {
    let Some(broken) = &story.violation else {
        return;
    };
    let again = tell(story.seed, None, true);
    let last = again.lines.len().saturating_sub(40);
    let story_end = again.lines[last..].join("\n");
    let (rule, place, seed) = (broken.rule, &broken.place, story.seed);
    panic!("{story_end}\nbroken: {rule} ({place})\ntell it again: cargo xtask sim --seed {seed}");
}

#[test]
fn no_seed_breaks_a_rule_and_every_cell_fault_and_act_is_reached() {
    let all = Mutex::new(Coverage::default());
    tell_all(1..=SEEDS, |story| {
        refuse(&story);
        all.lock().expect("no thread panics").merge(story.coverage);
    });
    let all = all.into_inner().expect("no thread panics");
    let unreached: Vec<String> = cells()
        .into_iter()
        .filter(|(table, state, event)| {
            let reached = all
                .cells
                .iter()
                .any(|((t, s, e), count)| t == table && s == state && e == event && *count > 0);
            !reached
        })
        .map(|(table, state, event)| format!("{table}: {state} | {event}"))
        .collect();
    let undrawn: Vec<&str> = FAULTS
        .into_iter()
        .filter(|fault| !all.faults.contains_key(fault))
        .chain(
            Act::all()
                .into_iter()
                .map(Act::name)
                .filter(|act| !all.people.contains_key(act)),
        )
        .collect();
    assert!(unreached.is_empty(), "cells never reached: {unreached:#?}");
    assert!(undrawn.is_empty(), "never drawn: {undrawn:#?}");
}

/// The cells of the printed lifecycle tables that are not refused.
fn cells() -> Vec<(String, String, String)> {
    let tables = [
        "job",
        "queue-fleet-association",
        "queue-limit-association",
        "session",
        "session-action",
        "target",
        "task-in-a-session",
        "worker",
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lifecycles");
    let mut cells = Vec::new();
    for table in tables {
        let page = std::fs::read_to_string(folder.join(format!("{table}.md")));
        let page = page.expect("docs/lifecycles has a page for each table");
        for line in page.lines().filter(|line| line.starts_with("| ")).skip(1) {
            let row: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if let [state, event, next] = row[..]
                && next != "refused"
            {
                cells.push((table.to_owned(), state.to_owned(), event.to_owned()));
            }
        }
    }
    cells
}

#[test]
fn the_same_seed_tells_the_same_story() {
    for seed in 1..=50 {
        let (one, other) = (tell(seed, None, false), tell(seed, None, true));
        assert_eq!(
            (one.hash, one.events),
            (other.hash, other.events),
            "seed {seed}"
        );
    }
}
