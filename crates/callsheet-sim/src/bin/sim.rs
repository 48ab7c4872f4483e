//! Runs seeds of ring 1: `sim --seed 7` tells one seed's story line by line, `sim --hours 2` goes on
//! from a seed taken from the clock until something breaks or the time is over.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it is a command")]

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use callsheet_sim::ring1::coverage::Coverage;
use callsheet_sim::ring1::world::{Story, tell};

const USAGE: &str = "\
usage: sim --seed N                 one seed, told line by line
       sim --seeds FIRST COUNT      so many seeds
       sim --hours N [--from SEED]  for so long, or until a seed fails";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--seed", seed] => seed.parse().map_or_else(|_| misused(), one),
        ["--seeds", first, count] => match (first.parse(), count.parse::<u64>()) {
            (Ok(first), Ok(count)) => many(first, |seed| seed < first + count),
            _ => misused(),
        },
        ["--hours", hours] => for_hours(hours, from_clock()),
        ["--hours", hours, "--from", seed] => match seed.parse() {
            Ok(seed) => for_hours(hours, seed),
            Err(_) => misused(),
        },
        _ => misused(),
    }
}

fn misused() -> ExitCode {
    println!("{USAGE}");
    ExitCode::from(2)
}

fn from_clock() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(1, |since| since.as_secs() * 1_000_000)
}

fn for_hours(hours: &str, first: u64) -> ExitCode {
    let Ok(hours) = hours.parse::<f64>() else {
        return misused();
    };
    let limit = Duration::try_from_secs_f64(hours * 3_600.0).unwrap_or(Duration::MAX);
    let began = Instant::now();
    many(first, |_| began.elapsed() < limit)
}

fn one(seed: u64) -> ExitCode {
    let story = tell(seed, None, true);
    for line in &story.lines {
        println!("{line}");
    }
    verdict(&story)
}

fn verdict(story: &Story) -> ExitCode {
    let (seed, hash) = (story.seed, story.hash);
    match &story.violation {
        None => {
            println!("seed {seed}: clean, {} events, {hash:016x}", story.events);
            ExitCode::SUCCESS
        }
        Some(broken) => {
            println!("seed {seed}: {} ({})", broken.rule, broken.place);
            println!("replay it with: cargo xtask sim --seed {seed}");
            ExitCode::FAILURE
        }
    }
}

/// Seeds are dealt out to as many threads as there are processors; a seed that fails does not stop
/// the others. Prints what was reached at the end.
fn many(first: u64, goes_on: impl Fn(u64) -> bool + Sync) -> ExitCode {
    let next = AtomicU64::new(first);
    let told = Mutex::new(Told::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !goes_on(seed) {
                        return;
                    }
                    let story = tell(seed, None, false);
                    told.lock().expect("no thread panics").hear(story);
                }
            });
        }
    });
    let told = told.into_inner().expect("no thread panics");
    print!("{}", told.coverage);
    let last = first + told.stories.saturating_sub(1);
    match told.broken {
        0 => {
            println!("seeds {first} to {last}: clean");
            ExitCode::SUCCESS
        }
        broken => {
            println!("seeds {first} to {last}: {broken} broken");
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Told {
    stories: u64,
    broken: u64,
    coverage: Coverage,
}

impl Told {
    fn hear(&mut self, story: Story) {
        self.stories += 1;
        if story.violation.is_some() {
            self.broken += 1;
            verdict(&story);
        }
        self.coverage.merge(story.coverage);
    }
}
