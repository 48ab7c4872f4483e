//! How long a start takes and how much memory an idle server occupies.

use super::installation::Installation;
use super::report::{Figure, figure};
use super::{median, process};
use crate::refusal::Result;

const STARTS: usize = 9;

pub fn measure(installation: &mut Installation) -> Result<Vec<Figure>> {
    let first_ms = millis(installation.start()?);
    let mut again = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        installation.stop()?;
        again.push(millis(installation.start()?));
    }
    let mut figures = vec![
        figure("start", "first run, until it is ready", first_ms, "ms"),
        figure(
            "start",
            format!("later runs, median of {STARTS}"),
            median(&again).unwrap_or_default(),
            "ms",
        ),
    ];
    let run = installation.run_file()?;
    figures.push(memory(
        "memory, idle: server process",
        run.parent_pid,
        run.server_pid,
    )?);
    figures.push(memory("memory, idle: its parent", run.parent_pid, None)?);
    Ok(figures)
}

fn memory(what: &str, parent: u32, server: Option<u32>) -> Result<Figure> {
    let kib = process::resident_kib(server.unwrap_or(parent))?;
    Ok(figure("start", what, mebibytes(kib), "MiB"))
}

/// What the server occupies now.
pub fn resident(about: &'static str, what: &str, installation: &Installation) -> Result<Figure> {
    let kib = process::resident_kib(installation.server_pid()?)?;
    Ok(figure(about, what, mebibytes(kib), "MiB"))
}

pub fn mebibytes(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0
}

pub fn millis(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
