//! What is read from the store for every request, remembered for a few seconds.
//!
//! What is changed on this server is forgotten at once; what is changed through another one is known
//! here after [`REMEMBERED_MS`].

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use callsheet_api::Timestamp;

const REMEMBERED_MS: i64 = 5_000;
const MOST_REMEMBERED: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    Fresh,
    Stale,
}

pub struct Remembered<K, V>(RwLock<HashMap<K, (V, Timestamp)>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Hash + Eq, V: Clone> Remembered<K, V> {
    pub fn get<Q>(&self, key: &Q, now: Timestamp) -> Option<(V, Age)>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // Entries are whole, whatever a panicking thread was doing.
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (value, read_at) = known.get(key)?;
        let age = match is_fresh(*read_at, now) {
            true => Age::Fresh,
            false => Age::Stale,
        };
        Some((value.clone(), age))
    }

    pub fn put(&self, key: K, value: V, now: Timestamp) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.retain(|_, (_, read_at)| is_fresh(*read_at, now));
        }
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        known.insert(key, (value, now));
    }

    pub fn forget<Q>(&self, key: &Q)
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.remove(key);
    }

    pub fn forget_all(&self) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.clear();
    }
}

fn is_fresh(read_at: Timestamp, now: Timestamp) -> bool {
    (0..REMEMBERED_MS).contains(&(now.as_ms() - read_at.as_ms()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_is_asked_again_and_what_is_forgotten_is_gone() {
        let at = Timestamp::from_ms;
        let known = Remembered::default();
        known.put("key", 1, at(0));
        assert_eq!(known.get("key", at(4_999)), Some((1, Age::Fresh)));
        assert_eq!(known.get("key", at(5_000)), Some((1, Age::Stale)));
        assert_eq!(known.get("key", at(-1)), Some((1, Age::Stale)), "set back");
        known.forget("key");
        assert_eq!(known.get("key", at(0)), None);
    }

    #[test]
    fn there_are_never_too_many() {
        let known = Remembered::default();
        for number in 0..MOST_REMEMBERED + 10 {
            known.put(number, (), Timestamp::from_ms(0));
        }
        assert!(known.0.read().unwrap().len() <= MOST_REMEMBERED);
    }
}
