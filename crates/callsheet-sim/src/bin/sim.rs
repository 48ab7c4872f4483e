//! Runs seeds of ring 1: `sim --seed 7` tells one seed's story line by line, `sim --hours 2` goes on
//! from a seed taken from the clock until something breaks or the time is over.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it is a command")]

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

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

/// Seeds are dealt out to as many threads as there are processors.
fn many(first: u64, goes_on: impl Fn(u64) -> bool + Sync) -> ExitCode {
    let next = std::sync::atomic::AtomicU64::new(first);
    let failed = std::sync::Mutex::new(None::<Story>);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let is_over = failed.lock().is_ok_and(|failed| failed.is_some());
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if is_over || !goes_on(seed) {
                        return;
                    }
                    let story = tell(seed, None, false);
                    if story.violation.is_some()
                        && let Ok(mut failed) = failed.lock()
                    {
                        *failed = Some(story);
                    }
                }
            });
        }
    });
    match failed.into_inner() {
        Ok(Some(story)) => verdict(&story),
        Ok(None) | Err(_) => {
            println!(
                "seeds {first} to {}: clean",
                next.into_inner().saturating_sub(1)
            );
            ExitCode::SUCCESS
        }
    }
}
