//! How often passwords may be guessed: a few times for each name, and a few more for each address
//! that guesses.
//!
//! An attempt counts before it is looked at, so that many at once are no way around; one that was
//! right is given back.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use callsheet_api::Timestamp;
use sha2::{Digest as _, Sha256};

/// So many at once, and one more each time so much went by.
#[derive(Clone, Copy)]
struct Allowance {
    most: i64,
    refill_ms: i64,
}

const BY_NAME: Allowance = Allowance {
    most: 5,
    refill_ms: 12_000,
};
/// Many people may share the address of one proxy.
const BY_PEER: Allowance = Allowance {
    most: 60,
    refill_ms: 1_000,
};
/// From so many on those that are full again are forgotten. What is left is bounded by what a peer
/// may try.
const MANY: usize = 1_000;

/// Whose attempts are counted. Names are hashed: they may be of any length, and be passwords that
/// were typed into the wrong field.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Name([u8; 32]),
    Peer(IpAddr),
}

/// By whom: from when on the allowance is full again.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<Whose, i64>>);

impl std::fmt::Debug for Attempts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempts")
    }
}

impl Attempts {
    /// Counts one, or answers after how many seconds there may be one.
    pub fn take(&self, name: &str, peer: Option<IpAddr>, now: Timestamp) -> Result<(), u32> {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() > MANY {
            full_at.retain(|_, at| *at > now.as_ms());
        }
        let all = counted(name, peer);
        let waits = all.iter().map(|(whose, allowance)| {
            let full_at = full_at.get(whose).copied();
            allowance.wait_ms(full_at.unwrap_or(0), now)
        });
        let wait_ms = waits.max().unwrap_or(0);
        if wait_ms > 0 {
            return Err(u32::try_from(wait_ms.unsigned_abs().div_ceil(1_000)).unwrap_or(u32::MAX));
        }
        for (whose, allowance) in all {
            let at = full_at.entry(whose).or_insert(0);
            *at = (*at).max(now.as_ms()) + allowance.refill_ms;
        }
        Ok(())
    }

    /// It was right.
    pub fn give_back(&self, name: &str, peer: Option<IpAddr>) {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (whose, allowance) in counted(name, peer) {
            if let Some(at) = full_at.get_mut(&whose) {
                *at -= allowance.refill_ms;
            }
        }
    }
}

impl Allowance {
    /// Until one more attempt fits.
    const fn wait_ms(self, full_at: i64, now: Timestamp) -> i64 {
        let behind_ms = full_at - now.as_ms();
        behind_ms - (self.most - 1) * self.refill_ms
    }
}

fn counted(name: &str, peer: Option<IpAddr>) -> Vec<(Whose, Allowance)> {
    let name = (Whose::Name(Sha256::digest(name).into()), BY_NAME);
    let peer = peer.map(|peer| (Whose::Peer(peer), BY_PEER));
    std::iter::once(name).chain(peer).collect()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_ms(1_000_000 + ms)
    }

    #[test]
    fn a_name_has_five_attempts_and_a_new_one_every_twelve_seconds() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            assert_eq!(attempts.take("anna", HERE, at(0)), Ok(()));
        }
        assert_eq!(attempts.take("anna", HERE, at(0)), Err(12));
        assert_eq!(attempts.take("anna", HERE, at(11_500)), Err(1));
        assert_eq!(attempts.take("bert", HERE, at(0)), Ok(()));
        assert_eq!(attempts.take("anna", HERE, at(12_000)), Ok(()));
        assert_eq!(attempts.take("anna", HERE, at(12_000)), Err(12));
    }

    #[test]
    fn a_right_one_counts_for_nothing() {
        let attempts = Attempts::default();
        for _ in 0..100 {
            assert_eq!(attempts.take("anna", HERE, at(0)), Ok(()));
            attempts.give_back("anna", HERE);
        }
    }

    #[test]
    fn one_address_does_not_guess_for_everybody() {
        let attempts = Attempts::default();
        for name in 0..60 {
            assert_eq!(attempts.take(&name.to_string(), HERE, at(0)), Ok(()));
        }
        assert_eq!(attempts.take("another", HERE, at(0)), Err(1));
        let there = Some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)));
        assert_eq!(attempts.take("another", there, at(0)), Ok(()));
    }

    #[test]
    fn what_is_full_again_is_forgotten() {
        let attempts = Attempts::default();
        for name in 0..=MANY {
            attempts.take(&name.to_string(), None, at(0)).unwrap();
        }
        attempts.take("later", None, at(60_000)).unwrap();
        assert_eq!(attempts.0.lock().unwrap().len(), 1);
    }
}
