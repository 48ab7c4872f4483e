//! The listening socket: bound by us, or handed over by systemd. It outlives every server
//! process, so that connections wait in its backlog while a new one starts.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::config::Settings;
use crate::data_dir::DataDir;
use crate::refusal::{Refusal, Result};
use crate::run_file::{self, RunFile};

/// All workers of a farm may knock while the server starts again.
const BACKLOG: i32 = 4096;

/// How long a server whose parent was killed may take to let go of the port.
const ORPHAN_PATIENCE: Duration = Duration::from_secs(5);

pub fn listen(settings: &Settings, data_dir: &DataDir) -> Result<TcpListener> {
    let listener = match from_systemd()? {
        Some(listener) => listener,
        None => bind(settings, data_dir)?,
    };
    rustix::net::listen(&listener, BACKLOG)
        .map_err(|error| Refusal::new(format!("cannot listen: {error}")))?;
    Ok(listener)
}

fn from_systemd() -> Result<Option<TcpListener>> {
    listenfd::ListenFd::from_env()
        .take_tcp_listener(0)
        .map_err(|error| {
            Refusal::new(format!(
                "cannot use the socket that was handed over: {error}"
            ))
        })
}

fn bind(settings: &Settings, data_dir: &DataDir) -> Result<TcpListener> {
    let address = settings.address()?;
    let started = Instant::now();
    loop {
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error)
                if error.kind() == ErrorKind::AddrInUse
                    && has_orphan(data_dir)
                    && started.elapsed() < ORPHAN_PATIENCE =>
            {
                sleep(Duration::from_millis(50));
            }
            Err(error) => return Err(refused(address, &error, data_dir)),
        }
    }
}

/// A server process that is still ending after its parent was killed.
fn has_orphan(data_dir: &DataDir) -> bool {
    let Ok(Some(run)) = RunFile::read(data_dir) else {
        return false;
    };
    !run_file::is_alive(run.parent_pid) && run.server_pid.is_some_and(run_file::is_alive)
}

fn refused(address: SocketAddr, error: &std::io::Error, data_dir: &DataDir) -> Refusal {
    let refusal = Refusal::new(format!("cannot listen on {address}: {error}"));
    match error.kind() {
        ErrorKind::AddrInUse => match RunFile::read_alive(data_dir) {
            Ok(Some(run)) => refusal.next(format!(
                "callsheet runs already on this data folder (process {}); stop it first",
                run.parent_pid
            )),
            _ => refusal.next("choose another port with --listen, or 0 for any free one"),
        },
        ErrorKind::PermissionDenied => refusal.next("choose a port above 1023 with --listen"),
        _ => refusal.next("choose an address of this machine with --listen"),
    }
}

/// What is listened on, whoever bound it.
pub fn address(listener: &TcpListener) -> Result<SocketAddr> {
    listener
        .local_addr()
        .map_err(|error| Refusal::new(format!("the listening socket is unusable: {error}")))
}

/// Nobody can connect to "every address"; and no client of AWS takes `[::1]`.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_always_an_address_one_can_connect_to() {
        let any: SocketAddr = "0.0.0.0:8720".parse().unwrap();
        assert_eq!(reachable(any).to_string(), "127.0.0.1:8720");
        let any: SocketAddr = "[::]:8720".parse().unwrap();
        assert_eq!(reachable(any).to_string(), "127.0.0.1:8720");
        let one: SocketAddr = "10.0.0.7:80".parse().unwrap();
        assert_eq!(reachable(one), one);
    }
}
