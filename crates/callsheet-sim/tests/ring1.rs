//! Ring 1: thousands of made-up farms in memory. A failing seed prints its story's end and the
//! command that tells it again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use callsheet_sim::ring1::bugs::Bug;
use callsheet_sim::ring1::coverage::Coverage;
use callsheet_sim::ring1::people::Act;
use callsheet_sim::ring1::planted;
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
    compare("what is reached", &reached(&all));
}

/// What was reached, as the page tells it.
fn reached(all: &Coverage) -> String {
    let mut lines: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for ((table, state, event), count) in &all.cells {
        let said = format!("{event} {count}");
        lines.entry((table, state)).or_default().push(said);
    }
    let mut text = "| table | state | events |\n|---|---|---|\n".to_owned();
    for ((table, state), events) in lines {
        let events = events.join(", ");
        writeln!(text, "| {table} | {state} | {events} |").expect("a string takes all");
    }
    for (title, counts) in [("fault", &all.faults), ("what people do", &all.people)] {
        write!(text, "\n| {title} | drawn |\n|---|---|\n").expect("a string takes all");
        for (name, count) in counts {
            writeln!(text, "| {name} | {count} |").expect("a string takes all");
        }
    }
    text
}

/// A section of the page, between its marks; `UPDATE_PAGES=1` writes it. Numbers are those of the
/// last time that it was written: they move with every decision that changes, the rest does not.
fn compare(section: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/simulation.md");
    let page = std::fs::read_to_string(&path).expect("docs/simulation.md is there");
    let begin = format!("<!-- {section}: printed by a test -->\n");
    let (before, rest) = page.split_once(&begin).expect("the section begins");
    let (kept, after) = rest.split_once("<!-- end -->").expect("the section ends");
    if std::env::var_os("UPDATE_PAGES").is_some() {
        let page = format!("{before}{begin}{text}<!-- end -->{after}");
        std::fs::write(&path, page).expect("the page can be written");
    } else {
        assert_eq!(
            kept, text,
            "docs/simulation.md is out of date: UPDATE_PAGES=1"
        );
    }
}

/// The first seed that a bug breaks, and the rule that it is found by.
fn find(bug: &'static Bug) -> Option<(u64, &'static str)> {
    (1..=SEEDS).find_map(|seed| {
        let broken = tell(seed, Some(bug), false).violation?;
        Some((seed, broken.rule))
    })
}

#[test]
fn each_planted_bug_is_found_by_the_rule_that_it_breaks() {
    let bugs: Vec<&'static Bug> = planted::all().collect();
    let found = Mutex::new(BTreeMap::new());
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(bug) = bugs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let finds = find(bug);
                    let mut found = found.lock().expect("no thread panics");
                    found.insert(bug.name, finds);
                }
            });
        }
    });
    let found = found.into_inner().expect("no thread panics");
    assert_eq!(found.len(), bugs.len(), "bugs have names of their own");
    let wrong: Vec<_> = bugs
        .iter()
        .map(|bug| (bug, found[bug.name]))
        .filter(|(bug, finds)| finds.is_none_or(|(_, rule)| rule != bug.breaks))
        .map(|(bug, finds)| format!("{}: {finds:?}, not by {:?}", bug.name, bug.breaks))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut table = "| bug | found by | seeds to find it |\n|---|---|---|\n".to_owned();
    for bug in &bugs {
        let seeds = found[bug.name].map_or(0, |(seed, _)| seed);
        writeln!(table, "| {} | {} | {seeds} |", bug.name, bug.breaks).expect("a string takes all");
    }
    compare("planted bugs", &table);
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
