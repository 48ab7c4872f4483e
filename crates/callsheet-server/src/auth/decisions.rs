//! The policies, and what they decided already.
//!
//! To ask them takes some fifty microseconds, and policies stay what they are while the server runs:
//! the same question has the same answer.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use callsheet_policy::{Action, Asked, Policies, Question, Who};

use super::{Principal, Resource};

/// A farm of some ten thousand workers asks the same few questions over and over.
const MOST_OF_ROLES: usize = 65_536;

/// When rights are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Moment {
    /// No more is known than what the path names, and the handler asks again.
    AtTheDoor,
    Inside,
}

/// What is decided about.
pub(super) type Matter = (Action, Resource, Moment);

pub(super) struct Decided<K> {
    known: RwLock<HashMap<K, bool>>,
    most: usize,
}

impl<K: Hash + Eq> Decided<K> {
    pub fn at_most(most: usize) -> Self {
        let known = RwLock::default();
        Self { known, most }
    }

    /// What depends on more than the key is asked every time.
    pub fn or_ask(&self, key: K, asked: Asked<'_>, ask: impl FnOnce() -> bool) -> bool {
        if asked != Asked::default() {
            return ask();
        }
        if let Some(allowed) = self.get(&key) {
            return allowed;
        }
        let allowed = ask();
        self.put(key, allowed);
        allowed
    }

    // Entries are whole, whatever a panicking thread was doing.
    fn get(&self, key: &K) -> Option<bool> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(key).copied()
    }

    fn put(&self, key: K, allowed: bool) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= self.most {
            known.clear();
        }
        known.insert(key, allowed);
    }
}

/// One for a whole server.
pub struct Decisions {
    policies: Policies,
    /// About who has no row of its own, which could change what it may.
    of_roles: Decided<(Principal, Matter)>,
}

impl fmt::Debug for Decisions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.policies.fmt(f)
    }
}

impl Decisions {
    #[must_use]
    pub fn by(policies: Policies) -> Self {
        let of_roles = Decided::at_most(MOST_OF_ROLES);
        Self { policies, of_roles }
    }

    pub(super) fn allow(&self, who: Who<'_>, matter: Matter, asked: Asked<'_>) -> bool {
        let (action, on, moment) = matter;
        let place = on.place();
        let question = Question {
            who,
            action,
            place,
            asked,
        };
        match moment {
            Moment::AtTheDoor => {
                self.policies.may_allow(&question) || self.policies.allow(&question)
            }
            Moment::Inside => self.policies.allow(&question),
        }
    }

    /// About machines and temporary credentials, which are all that they may be known by.
    pub(super) fn allow_role(&self, role: &Principal, matter: Matter, asked: Asked<'_>) -> bool {
        // Nobody locks out whoever runs the server.
        if *role == Principal::Admin {
            return true;
        }
        let ask = || match *role {
            Principal::WorkerHost { farm, fleet } => {
                let fleets = &[(farm, fleet)];
                self.allow(Who::WorkerHost { fleets }, matter, asked)
            }
            Principal::WorkerRole {
                farm,
                fleet,
                worker,
            } => {
                let who = Who::Worker {
                    farm,
                    fleet,
                    worker,
                };
                self.allow(who, matter, asked)
            }
            Principal::FleetRole { fleet, .. } => {
                self.allow(Who::FleetRole { fleet }, matter, asked)
            }
            Principal::QueueRole { queue, of, .. } => {
                let writes = of.writes();
                self.allow(Who::QueueRole { queue, writes }, matter, asked)
            }
            Principal::StoreKey => self.allow(Who::StoreKey, matter, asked),
            // Who has a row is nobody without it.
            Principal::User { .. } | Principal::Host { .. } | Principal::Admin => false,
        };
        self.of_roles.or_ask((*role, matter), asked, ask)
    }

    /// Whose keys an object has is told only where a policy may look at it: what comes with callsheet
    /// does not, and is decided once.
    pub(super) fn look_at_keys(&self) -> bool {
        self.policies.are_added_to()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_same_question_is_asked_once_and_one_with_more_in_it_always() {
        let (decided, times) = (Decided::at_most(2), Cell::new(0));
        let ask = |key, asked| {
            decided.or_ask(key, asked, || {
                times.set(times.get() + 1);
                true
            })
        };
        let plain = Asked::default();
        assert!(ask("a", plain) && ask("a", plain) && ask("b", plain));
        assert_eq!(times.get(), 2);
        let with_priority = Asked {
            priority: Some(1),
            ..plain
        };
        assert!(ask("a", with_priority) && ask("a", with_priority));
        assert_eq!(times.get(), 4);
        // A third one is one too many: all are forgotten.
        assert!(ask("c", plain) && ask("a", plain));
        assert_eq!(times.get(), 6);
    }
}
