//! How many connections there are, and of whom: one address cannot take them all.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::bounds::Bounds;

/// The log is not to be flooded by whoever floods us.
const SAID_EVERY: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Crowd {
    most: usize,
    most_of_peer: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    of_peers: HashMap<IpAddr, usize>,
    turned_away: u64,
    said: Option<Instant>,
}

/// A connection's place, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Seat {
    crowd: Arc<Crowd>,
    peer: Option<IpAddr>,
}

impl Crowd {
    #[must_use]
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            most: bounds.connections,
            most_of_peer: bounds.connections_per_peer,
            counts: Mutex::default(),
        }
    }

    /// A place, unless there is none, or none left for this address.
    pub(crate) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let peer = peer_of(address);
        let mut counts = self.lock();
        let of_peer = peer.map_or(0, |peer| counts.of_peers.get(&peer).copied().unwrap_or(0));
        if counts.all >= self.most || of_peer >= self.most_of_peer {
            counts.turn_away(address, of_peer);
            return None;
        }
        counts.all += 1;
        if let Some(peer) = peer {
            *counts.of_peers.entry(peer).or_default() += 1;
        }
        Some(Seat {
            crowd: Arc::clone(self),
            peer,
        })
    }

    /// How many there are, and how many found no place.
    pub fn count(&self) -> (usize, u64) {
        let counts = self.lock();
        (counts.all, counts.turned_away)
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn turn_away(&mut self, address: IpAddr, of_peer: usize) {
        self.turned_away += 1;
        let is_new = self.said.is_none_or(|said| said.elapsed() >= SAID_EVERY);
        if is_new {
            self.said = Some(Instant::now());
            let (all, turned_away) = (self.all, self.turned_away);
            tracing::warn!(
                %address, of_peer, all, turned_away,
                "too many connections: raise `connections` or `connections_per_peer` of [bounds] \
                 if they are honest"
            );
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.crowd.lock();
        counts.all -= 1;
        let Some(peer) = self.peer else { return };
        if let Some(of_peer) = counts.of_peers.get_mut(&peer) {
            *of_peer -= 1;
            if *of_peer == 0 {
                counts.of_peers.remove(&peer);
            }
        }
    }
}

/// Who is counted as one. Nobody, for this machine: what comes from there is a proxy, whose clients
/// are many, or somebody who could do worse. Of IPv6 it is the network that one host is given, which
/// has more addresses than we could count.
fn peer_of(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        address if address.is_loopback() => None,
        IpAddr::V4(address) => Some(IpAddr::V4(address)),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(connections: usize, connections_per_peer: usize) -> Arc<Crowd> {
        Arc::new(Crowd::new(&Bounds {
            connections,
            connections_per_peer,
            ..Bounds::default()
        }))
    }

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn one_address_takes_no_more_than_its_share_and_gives_it_back() {
        let crowd = crowd(100, 2);
        let first = crowd.admit(at("10.0.0.1")).unwrap();
        let _second = crowd.admit(at("::ffff:10.0.0.1")).unwrap();
        assert!(crowd.admit(at("10.0.0.1")).is_none());
        assert!(crowd.admit(at("10.0.0.2")).is_some());
        drop(first);
        let _again = crowd.admit(at("10.0.0.1")).unwrap();
        assert_eq!(crowd.count(), (2, 1));
        assert_eq!(crowd.lock().of_peers.len(), 1);
    }

    #[test]
    fn a_host_with_a_network_of_its_own_is_one_peer() {
        let crowd = crowd(100, 1);
        let _first = crowd.admit(at("2001:db8::1")).unwrap();
        assert!(crowd.admit(at("2001:db8::2")).is_none());
        assert!(crowd.admit(at("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn this_machine_is_counted_with_all_and_not_by_itself() {
        let crowd = crowd(3, 1);
        let seats: Vec<_> = ["127.0.0.1", "127.0.0.1", "::1", "127.0.0.1"]
            .map(|address| crowd.admit(at(address)))
            .into();
        assert_eq!(seats.iter().flatten().count(), 3);
        drop(seats);
        assert_eq!(crowd.count(), (0, 1));
    }
}
