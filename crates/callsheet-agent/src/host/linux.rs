//! Linux.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::error::AgentError;

pub const OS_FAMILY: &str = "linux";

const MIB: u64 = 1024 * 1024;

/// A file that only its owner reads.
pub fn owner_only(options: &mut OpenOptions) {
    options.mode(0o600);
}

/// A folder that only its owner enters; one that is there already stays as it is.
pub fn private_dir(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

pub fn name() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

pub fn amounts(data_dir: &Path) -> Result<BTreeMap<String, f32>, AgentError> {
    let vcpus = std::thread::available_parallelism().map_or(1, usize::from);
    let amounts = [
        (
            "amount.worker.vcpu",
            rounded(u64::try_from(vcpus).unwrap_or(1)),
        ),
        ("amount.worker.memory", rounded(memory_mib())),
        ("amount.worker.disk.scratch", rounded(scratch_gib(data_dir))),
        ("amount.worker.gpu", rounded(nvidia_gpus())),
    ];
    Ok(amounts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect())
}

/// Amounts travel as 32 bit floats, which are exact far beyond any machine's numbers.
#[expect(clippy::cast_precision_loss, reason = "exact up to 16 million")]
fn rounded(number: u64) -> f32 {
    number as f32
}

/// What is there, or what the container allows.
fn memory_mib() -> u64 {
    let Ok(mut system) = sysinfo::System::new() else {
        return 0;
    };
    system.refresh_memory();
    let limit = system.cgroup_limits().map(|limits| limits.total_memory);
    let limit = limit.filter(|bytes| *bytes > 0).unwrap_or(u64::MAX);
    system.total_memory().min(limit) / MIB
}

fn scratch_gib(data_dir: &Path) -> u64 {
    let found = rustix::fs::statvfs(data_dir);
    found.map_or(0, |disk| {
        disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * MIB)
    })
}

fn nvidia_gpus() -> u64 {
    let found = std::fs::read_dir("/proc/driver/nvidia/gpus");
    found.map_or(0, |gpus| u64::try_from(gpus.count()).unwrap_or(0))
}
