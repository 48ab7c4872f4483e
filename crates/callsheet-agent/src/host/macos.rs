//! macOS: workers refuse to start here until sessions are proven on it.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;

use crate::error::AgentError;

pub const OS_FAMILY: &str = "macos";

pub fn owner_only(_options: &mut OpenOptions) {}

pub fn private_dir(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

pub fn name() -> String {
    sysinfo::System::host_name().unwrap_or_default()
}

pub fn amounts(_data_dir: &Path) -> Result<BTreeMap<String, f32>, AgentError> {
    Err(AgentError::System { system: "macOS" })
}
