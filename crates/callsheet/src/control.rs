//! The line between the parent and a child: a socket pair that the child gets as one of its
//! standard streams.
//!
//! It carries the server's orders and its word that it is ready; and because the kernel closes
//! it when either side dies, a child whose parent was killed hears of it and ends too.

use std::io::{BufRead, BufReader, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;

use serde::{Deserialize, Serialize};

use crate::config::Settings;
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};

/// What the parent tells a new server process.
#[derive(Debug, Serialize, Deserialize)]
pub struct Orders {
    pub settings: Settings,
    pub endpoint: String,
}

/// What the server process answers once it can serve.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ready {
    pub is_first_run: bool,
    pub provision: Provision,
}

/// The child's end.
pub struct Control(UnixStream);

impl Control {
    pub fn of(stream: impl AsFd) -> Result<Self> {
        let own: OwnedFd = stream.as_fd().try_clone_to_owned().map_err(not_ours)?;
        Ok(Control(UnixStream::from(own)))
    }

    pub fn read_orders(&self) -> Result<Orders> {
        let mut line = String::new();
        let mut reader = BufReader::new(self.0.try_clone().map_err(not_ours)?);
        reader.read_line(&mut line).map_err(not_ours)?;
        serde_json::from_str(&line).map_err(not_ours)
    }

    pub fn tell(&mut self, ready: &Ready) -> Result<()> {
        let line = serde_json::to_string(ready).map_err(not_ours)? + "\n";
        self.0.write_all(line.as_bytes()).map_err(not_ours)
    }

    /// Ends when the parent has.
    pub async fn parent_ended(self) {
        let watched = self
            .0
            .set_nonblocking(true)
            .and_then(|()| tokio::net::UnixStream::from_std(self.0));
        let Ok(stream) = watched else { return };
        let mut rest = [0_u8; 64];
        loop {
            if stream.readable().await.is_err() {
                return;
            }
            match stream.try_read(&mut rest) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }
}

fn not_ours(error: impl std::fmt::Display) -> Refusal {
    Refusal::misuse(format!(
        "the line to the parent process does not work: {error}"
    ))
    .next("start `callsheet up` or `callsheet server`, they start this process by themselves")
}
