//! New ids: ordered by time, so that rows of one time lie together in their index, and otherwise
//! random.

use std::sync::{Arc, Mutex, PoisonError};

use callsheet_api::Timestamp;

/// Where new ids come from.
#[derive(Debug, Clone)]
pub struct Ids {
    source: Arc<Source>,
}

#[derive(Debug)]
enum Source {
    Os,
    /// For tests that repeat themselves.
    Seeded(Mutex<u64>),
}

impl Ids {
    pub fn from_os() -> Self {
        Self {
            source: Arc::new(Source::Os),
        }
    }

    pub fn seeded(seed: u64) -> Self {
        Self {
            source: Arc::new(Source::Seeded(Mutex::new(seed))),
        }
    }

    /// The bytes of one new id.
    pub fn draw(&self, now: Timestamp) -> [u8; 16] {
        self.batch(now).next()
    }

    /// Any number of ids that come out the same each time a clone of the batch is asked: a closure
    /// that is run again repeats them.
    pub fn batch(&self, now: Timestamp) -> Drawn {
        Drawn {
            now_ms: u64::try_from(now.as_ms()).unwrap_or(0),
            state: self.seed(),
        }
    }

    fn seed(&self) -> u64 {
        match self.source.as_ref() {
            Source::Os => {
                let mut bytes = [0; 8];
                // Without the system's randomness nothing here could go on safely.
                getrandom::fill(&mut bytes).expect("the operating system has random bytes");
                u64::from_le_bytes(bytes)
            }
            Source::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                split_mix(&mut state)
            }
        }
    }
}

/// See [`Ids::batch`].
#[derive(Debug, Clone)]
pub struct Drawn {
    now_ms: u64,
    state: u64,
}

impl Drawn {
    #[expect(
        clippy::should_implement_trait,
        reason = "it never ends, so it is no iterator"
    )]
    pub fn next(&mut self) -> [u8; 16] {
        let (high, low) = (split_mix(&mut self.state), split_mix(&mut self.state));
        let mut random = [0; 10];
        random[..8].copy_from_slice(&high.to_le_bytes());
        random[8..].copy_from_slice(&low.to_le_bytes()[..2]);
        *uuid::Builder::from_unix_timestamp_millis(self.now_ms, &random)
            .into_uuid()
            .as_bytes()
    }
}

/// Vigna's SplitMix64: unique ids need no secrecy, and every one of ours is checked for access.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_repeats_itself_and_later_ids_sort_behind() {
        let ids = Ids::seeded(7);
        let mut batch = ids.batch(Timestamp::from_ms(1_000));
        let mut again = batch.clone();
        let (first, second) = (batch.next(), batch.next());
        assert_eq!([first, second], [again.next(), again.next()]);
        assert_ne!(first, second);
        assert!(ids.draw(Timestamp::from_ms(1_001)) > first);
        assert_ne!(
            Ids::from_os().draw(Timestamp::from_ms(1)),
            Ids::from_os().draw(Timestamp::from_ms(1))
        );
    }
}
