//! What Linux tells about a process: its CPU time and its memory.

use std::path::Path;
use std::time::Duration;

use crate::refusal::{Naming, Refusal, Result};

/// What Linux counts CPU time in, on every machine that it shows this file on.
const TICK: Duration = Duration::from_millis(10);

/// Everything that the process has used so far, in user and kernel mode, by all its threads.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let path = format!("/proc/{pid}/stat");
    let text = read(&path)?;
    let ticks = ticks(&text).ok_or_else(|| Refusal::new(format!("cannot understand `{path}`")))?;
    Ok(TICK * u32::try_from(ticks).unwrap_or(u32::MAX))
}

/// Fields 14 and 15; the second, the name, may hold blanks and brackets.
fn ticks(stat: &str) -> Option<u64> {
    let rest = stat.rsplit_once(')')?.1;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user + kernel)
}

/// The memory that the process occupies now, in KiB.
pub fn resident_kib(pid: u32) -> Result<u64> {
    number(&format!("/proc/{pid}/status"), "VmRSS:")
}

/// The most that it ever occupied, in KiB.
pub fn peak_kib(pid: u32) -> Result<u64> {
    number(&format!("/proc/{pid}/status"), "VmHWM:")
}

/// What it has sent to the disk so far.
pub fn bytes_written(pid: u32) -> Result<u64> {
    number(&format!("/proc/{pid}/io"), "write_bytes:")
}

fn number(path: &str, name: &str) -> Result<u64> {
    let text = read(path)?;
    value(&text, name).ok_or_else(|| Refusal::new(format!("cannot understand `{path}`")))
}

fn value(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(path)
        .naming("cannot read", Path::new(path))
        .map_err(|refusal| refusal.next("bench needs Linux"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_does_not_shift_the_fields() {
        let stat = "42 (a ) b) S 1 2 3 4 5 6 7 8 9 10 700 50 0 0 20 0";
        assert_eq!(ticks(stat), Some(750));
    }

    #[test]
    fn our_own_memory_is_found() {
        assert!(resident_kib(std::process::id()).unwrap() > 100);
        assert_eq!(value("Name: x\nVmRSS:\t  2048 kB\n", "VmRSS:"), Some(2048));
    }
}
