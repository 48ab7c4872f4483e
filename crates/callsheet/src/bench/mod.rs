//! `callsheet bench`: what this build does on this machine, measured against a bare HTTP route
//! and a bare disk in the same run, because figures of two machines cannot be compared.

mod api;
mod bare;
mod disk;
mod farm;
mod fill;
mod installation;
mod job_creation;
mod load;
mod process;
mod reading;
mod report;
mod starting;
mod wire;
mod workers;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Subcommand};

use crate::cli::{Globals, block_on};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Output};
use installation::Installation;
use report::{Figure, Report};

/// Milliseconds since 1970.
fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    of: Option<Of>,
    /// How many session actions to keep while GetSessionAction is measured
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    rows: i64,
    /// The sizes of the jobs to create
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    #[arg(default_values_t = [1_000, 100_000, 1_000_000])]
    tasks: Vec<i64>,
    /// How long each round of requests lasts
    #[arg(long, value_name = "S", default_value_t = 3)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// How many rounds; the median counts
    #[arg(long, value_name = "N", default_value_t = 3)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=20))]
    rounds: u64,
    /// How many requests are under way at a time
    #[arg(long, value_name = "N", default_value_t = 64)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=4096))]
    connections: u64,
    /// Where to make the folders that are measured [default: the system's temporary folder]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    /// Answers every request with the bytes of this file, for comparison
    #[arg(long, hide = true)]
    bare: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Of {
    /// Reads, lists and searches in a store that is full of jobs
    Api(api::Api),
    /// A farm that is made up: how fast its workers are served, and at what cost
    Farm(farm::Farm),
    /// Our own workers on tasks of `true`: how many they run, beside bare processes
    Workers(workers::Workers),
}

impl Bench {
    pub fn run(self, globals: &Globals) -> Result<()> {
        match self.of {
            Some(Of::Api(api)) => return api.run(globals),
            Some(Of::Farm(farm)) => return farm.run(globals),
            Some(Of::Workers(workers)) => return workers.run(globals),
            None => {}
        }
        globals.log_if_asked()?;
        if let Some(file) = &self.bare {
            return bare::serve(file);
        }
        let figures = block_on(self.measure())?;
        Report { figures }.print(self.output.output);
        Ok(())
    }

    async fn measure(&self) -> Result<Vec<Figure>> {
        let mut installation = Installation::new(self.folder.as_deref())?;
        let mut figures = disk::measure(installation.folder())?;
        remark("starting");
        figures.extend(starting::measure(&mut installation)?);
        for &count in &self.tasks {
            remark(&format!("creating a job of {count} tasks"));
            figures.extend(job_creation::measure(&mut installation, count).await?);
        }
        remark(&format!("reading session actions out of {}", self.rows));
        figures.extend(reading::measure(self, &mut installation).await?);
        installation.stop()?;
        Ok(figures)
    }
}

/// Progress is for people, beside the output.
fn remark(text: &str) {
    render::remark(&format!("bench: {text}"));
}

/// The middle one of a few.
fn median<T: Copy + PartialOrd>(values: &[T]) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.get(sorted.len() / 2).copied()
}

/// Wraps whatever went wrong in a sentence.
fn failed<E: std::fmt::Display>(doing: &'static str) -> impl Fn(E) -> Refusal {
    move |error| Refusal::new(format!("{doing}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median::<u64>(&[]), None);
    }
}
