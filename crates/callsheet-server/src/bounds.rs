//! What anybody may take of the server: connections, time and memory; most of it before it is known
//! who asks.
//!
//! Each has a value that no honest farm meets, and a setting for the farm that does.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// As it is written in the file, in the table `[bounds]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bounds {
    /// All connections together: each of ten thousand workers has one, and some have two.
    pub connections: usize,
    /// Those of one address that is not this machine's own.
    pub connections_per_peer: usize,
    /// Requests that are worked on at once; idle workers that are held do not count.
    pub requests: usize,
    /// From a connection to its first byte.
    pub first_byte_s: u32,
    /// From the first byte of a request's head to its last.
    pub head_s: u32,
    /// The same for its body.
    pub body_s: u32,
    /// Between two requests: longer than clients keep their connections.
    pub rest_s: u32,
    /// How long nothing of an answer may be taken.
    pub stalled_s: u32,
    /// For a statement that looks through all there is.
    pub search_s: u32,
    /// Of CPU time, for the expressions of a template, or of a queue's environment, all together.
    pub template_s: u32,
    pub head_bytes: usize,
    pub headers: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 20_000,
            connections_per_peer: 1_000,
            requests: 1_000,
            first_byte_s: 15,
            head_s: 30,
            body_s: 60,
            rest_s: 120,
            stalled_s: 120,
            search_s: 10,
            template_s: 5,
            head_bytes: 64 * 1024,
            headers: 100,
        }
    }
}

impl Bounds {
    /// What would leave no room for honest requests, by its name, and why.
    pub fn refusal(&self) -> Option<(&'static str, &'static str)> {
        let least_one = [
            ("connections", self.connections),
            ("connections_per_peer", self.connections_per_peer),
            ("requests", self.requests),
            ("first_byte_s", self.first_byte_s as usize),
            ("head_s", self.head_s as usize),
            ("body_s", self.body_s as usize),
            ("rest_s", self.rest_s as usize),
            ("stalled_s", self.stalled_s as usize),
            ("search_s", self.search_s as usize),
            ("template_s", self.template_s as usize),
        ];
        let none = least_one.iter().find(|(_, value)| *value == 0);
        if let Some((name, _)) = none {
            return Some((name, "must be at least 1"));
        }
        // A signed request with a session token has about 3 KiB and 15 headers.
        if !(8 * 1024..=1024 * 1024).contains(&self.head_bytes) {
            return Some(("head_bytes", "must be within 8192 to 1048576"));
        }
        if !(30..=10_000).contains(&self.headers) {
            return Some(("headers", "must be within 30 to 10000"));
        }
        None
    }
}

/// A time as settings have it.
pub(crate) fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_leaves_no_room_is_named() {
        let of = |change: fn(&mut Bounds)| {
            let mut bounds = Bounds::default();
            change(&mut bounds);
            bounds.refusal().map(|(name, _)| name)
        };
        assert_eq!(of(|_| {}), None);
        assert_eq!(of(|bounds| bounds.requests = 0), Some("requests"));
        assert_eq!(of(|bounds| bounds.rest_s = 0), Some("rest_s"));
        assert_eq!(of(|bounds| bounds.head_bytes = 100), Some("head_bytes"));
        assert_eq!(of(|bounds| bounds.headers = 1), Some("headers"));
    }
}
