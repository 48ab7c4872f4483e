//! The machine: what it is called, what it can do, and what its processes inherit. Whatever
//! differs from system to system is in a file of its own.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use windows as system;

use std::collections::BTreeMap;
use std::net::{IpAddr, ToSocketAddrs, UdpSocket};
use std::path::Path;

use crate::config::CapabilityOverrides;
use crate::error::AgentError;

pub use system::{owner_only, private_dir};

/// What the server is told about this machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    pub name: String,
    pub addresses: Vec<IpAddr>,
    pub amounts: BTreeMap<String, f32>,
    pub attributes: BTreeMap<String, Vec<String>>,
}

impl Host {
    pub fn look(
        endpoint: &str,
        data_dir: &Path,
        overrides: &CapabilityOverrides,
    ) -> Result<Self, AgentError> {
        let mut amounts = system::amounts(data_dir)?;
        amounts.extend(overrides.amounts.clone());
        let mut attributes = BTreeMap::from([
            (
                "attr.worker.os.family".to_owned(),
                vec![system::OS_FAMILY.to_owned()],
            ),
            (
                "attr.worker.cpu.arch".to_owned(),
                vec![cpu_arch().to_owned()],
            ),
        ]);
        attributes.extend(overrides.attributes.clone());
        let addresses = address_towards(endpoint).into_iter().collect();
        Ok(Host {
            name: system::name(),
            addresses,
            amounts,
            attributes,
        })
    }
}

fn cpu_arch() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        other => other,
    }
}

/// The address by which this host reaches the server: nothing is sent to find it.
fn address_towards(endpoint: &str) -> Option<IpAddr> {
    let (_, rest) = endpoint.split_once("://")?;
    let authority = rest.split('/').next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        Some(_) | None => authority,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let remote = (host, 9).to_socket_addrs().ok()?.next()?;
    let any = if remote.is_ipv4() {
        "0.0.0.0:0"
    } else {
        "[::]:0"
    };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(remote).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Whether a variable of the worker's own environment is kept from the processes of jobs.
fn is_kept_back(name: &str) -> bool {
    const PREFIXES: [&str; 4] = ["AWS_", "CALLSHEET_", "LISTEN_", "RUST_"];
    const NAMES: [&str; 5] = [
        "NOTIFY_SOCKET",
        "INVOCATION_ID",
        "JOURNAL_STREAM",
        "CREDENTIALS_DIRECTORY",
        "OLDPWD",
    ];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || NAMES.contains(&name)
}

/// What processes of jobs inherit: the host's environment without what is the worker's.
pub fn process_env(
    variables: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
) -> BTreeMap<String, String> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    variables
        .filter_map(text)
        .filter(|(name, _)| !is_kept_back(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workers_own_keys_stay_with_it() {
        let variables = [
            ("PATH", "/bin"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("CALLSHEET_CREDENTIALS_FILE", "y"),
            ("foundry_LICENSE", "4101@here"),
        ];
        let env = process_env(variables.iter().map(|(n, v)| ((*n).into(), (*v).into())));
        assert_eq!(env.keys().collect::<Vec<_>>(), ["PATH", "foundry_LICENSE"]);
    }

    #[test]
    fn the_address_is_that_of_the_way_to_the_server() {
        let loopback = Some("127.0.0.1".parse().unwrap());
        assert_eq!(address_towards("http://127.0.0.1:8720/"), loopback);
        assert_eq!(address_towards("nonsense"), None);
    }

    #[test]
    fn overrides_win_over_what_the_host_shows() {
        let overrides = CapabilityOverrides {
            amounts: BTreeMap::from([("amount.worker.vcpu".to_owned(), 3.0)]),
            attributes: BTreeMap::from([("attr.worker.site".to_owned(), vec!["a".to_owned()])]),
        };
        let dir = tempfile::tempdir().unwrap();
        let host = Host::look("http://127.0.0.1:1", dir.path(), &overrides).unwrap();
        assert_eq!(host.amounts["amount.worker.vcpu"], 3.0);
        assert!(host.amounts["amount.worker.memory"] > 0.0);
        assert_eq!(host.attributes["attr.worker.os.family"], ["linux"]);
        assert_eq!(host.attributes["attr.worker.site"], ["a"]);
    }
}
