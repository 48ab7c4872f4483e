//! Requests of idle workers that are held until there is work (`architecture` decision: held
//! requests). A commit that makes tasks ready wakes as many of them as there are new tasks, only of
//! fleets that may run them: the fleets take turns, and of each the longest idle goes first. Whoever
//! is woken and has no use for it passes it on, and what nobody here waits for is told to the other
//! servers of the store.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callsheet_api::ids::FleetId;
use callsheet_store::new_work::{Audience, NewWork, Offer};
use callsheet_store::notices::{Notice, Teller};
use tokio::sync::oneshot;

/// How often what nobody can use is passed on.
const MOST_TIMES: u32 = 16;

/// The longest that a request is held: well under any client's patience and the silence limit.
pub const MOST_HELD_S: u64 = 20;

#[derive(Debug, Clone, Default)]
pub struct Waiting {
    state: Arc<Mutex<State>>,
    others: Teller,
}

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    taken: u64,
    held: BTreeMap<FleetId, VecDeque<Held>>,
}

#[derive(Debug)]
struct Held {
    /// Since when, in the order of arrival.
    number: u64,
    wake: oneshot::Sender<Woken>,
}

/// What a worker is woken for, and how often that was passed on.
#[derive(Debug)]
pub struct Woken {
    pub offer: Offer,
    times: u32,
}

/// A place in the line of a fleet. Given up, it passes on what it was offered meanwhile.
#[derive(Debug)]
pub struct Place {
    woken: oneshot::Receiver<Woken>,
    waiting: Waiting,
}

impl Place {
    /// What the worker was woken for; `None` if the time is over, or the server ends.
    pub async fn wait(mut self, most: Duration) -> Option<Woken> {
        tokio::time::timeout(most, &mut self.woken).await.ok()?.ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(woken) = self.woken.try_recv() {
            self.waiting.pass_on(woken);
        }
    }
}

impl Waiting {
    /// What is left when everybody here is awake is told to other servers.
    #[must_use]
    pub fn telling(others: Teller) -> Self {
        Self {
            others,
            ..Self::default()
        }
    }

    /// A place in the line. Taken before the planning that finds nothing, so that work which comes
    /// between is not missed. `None` once the server is ending.
    pub fn take_place(&self, fleet: FleetId) -> Option<Place> {
        let mut state = self.lock();
        if state.is_closed {
            return None;
        }
        state.taken += 1;
        let number = state.taken;
        let line = state.held.entry(fleet).or_default();
        // Those at the head that gave up would otherwise pile up on an idle farm.
        while line.front().is_some_and(|held| held.wake.is_closed()) {
            line.pop_front();
        }
        let (wake, woken) = oneshot::channel();
        line.push_back(Held { number, wake });
        Some(Place {
            woken,
            waiting: self.clone(),
        })
    }

    /// Wakes as many as there are new tasks.
    pub fn wake(&self, work: &NewWork) {
        for offer in work.offers() {
            self.offer_to_all(offer, 0);
        }
    }

    /// Who was woken had no use for it: somebody else may. Not for ever: the others ask by
    /// themselves soon. Where everybody was woken there is nobody else.
    pub fn pass_on(&self, woken: Woken) {
        if woken.times < MOST_TIMES && !woken.offer.is_for_everybody() {
            let offer = Offer {
                tasks: 1,
                ..woken.offer
            };
            self.offer_to_all(&offer, woken.times + 1);
        }
    }

    /// Tells other servers alone.
    pub fn tell(&self, notice: Notice) {
        self.others.tell(notice);
    }

    /// Another server has work left that nobody waits for there.
    pub fn hear(&self, notice: &Notice) {
        self.offer(&notice.offer, notice.times);
    }

    fn offer_to_all(&self, offer: &Offer, times: u32) {
        let tasks = self.offer(offer, times);
        if tasks > 0 {
            let offer = Offer {
                tasks,
                ..offer.clone()
            };
            self.tell(Notice { offer, times });
        }
    }

    /// How many of the tasks nobody here waits for.
    fn offer(&self, offer: &Offer, times: u32) -> i64 {
        let mut state = self.lock();
        let mut taken = 0;
        while taken < offer.tasks {
            let before = taken;
            for fleet in state.longest_idle_first(&offer.to) {
                if taken < offer.tasks && state.wake_one(fleet, offer, times) {
                    taken += 1;
                }
            }
            if taken == before {
                break;
            }
        }
        offer.less(taken)
    }

    /// Lets everybody go, and holds nobody from now on.
    pub fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.held.clear();
    }

    pub fn count(&self) -> usize {
        let state = self.lock();
        let lines = state.held.values().flatten();
        lines.filter(|held| !held.wake.is_closed()).count()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl State {
    /// The fleets with anybody in line.
    fn longest_idle_first(&self, audience: &Audience) -> Vec<FleetId> {
        let line = |fleet: &FleetId| Some((self.held.get(fleet)?.front()?.number, *fleet));
        let mut heads: Vec<_> = match audience {
            Audience::Fleets(fleets) => fleets.iter().filter_map(line).collect(),
            Audience::Anybody => self.held.keys().filter_map(line).collect(),
        };
        heads.sort_unstable();
        heads.into_iter().map(|(_, fleet)| fleet).collect()
    }

    /// Wakes the first of a line that is still there.
    fn wake_one(&mut self, fleet: FleetId, offer: &Offer, times: u32) -> bool {
        let Some(line) = self.held.get_mut(&fleet) else {
            return false;
        };
        while let Some(held) = line.pop_front() {
            let woken = Woken {
                offer: offer.clone(),
                times,
            };
            if held.wake.send(woken).is_ok() {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: FleetId = FleetId::from_bytes([1; 16]);
    const OTHER: FleetId = FleetId::from_bytes([2; 16]);

    fn offer(fleets: &[FleetId], tasks: i64) -> Offer {
        Offer {
            step_key: Some(1),
            to: Audience::Fleets(fleets.to_vec()),
            tasks,
        }
    }

    fn is_woken(place: &mut Place) -> bool {
        // Taken out, so that giving up the place does not pass it on.
        place.woken.try_recv().is_ok()
    }

    #[test]
    fn as_many_wake_as_there_are_tasks_longest_idle_first() {
        let waiting = Waiting::default();
        let gave_up = waiting.take_place(ONE).unwrap();
        let mut places: Vec<_> = (0..3).map(|_| waiting.take_place(ONE).unwrap()).collect();
        drop(gave_up);
        waiting.offer(&offer(&[ONE], 2), 0);
        let woken: Vec<bool> = places.iter_mut().map(is_woken).collect();
        assert_eq!(woken, [true, true, false]);
        assert_eq!(waiting.count(), 1);
    }

    #[test]
    fn only_fleets_that_fit_are_woken_and_they_take_turns() {
        let waiting = Waiting::default();
        let unfit = FleetId::from_bytes([3; 16]);
        let fleets = [unfit, ONE, ONE, ONE, OTHER];
        let mut places: Vec<_> = fleets
            .map(|fleet| waiting.take_place(fleet).unwrap())
            .into();
        waiting.offer(&offer(&[ONE, OTHER], 2), 0);
        let woken: Vec<bool> = places.iter_mut().map(is_woken).collect();
        assert_eq!(woken, [false, true, false, false, true]);
    }

    #[test]
    fn a_place_that_is_given_up_passes_on_what_it_was_offered() {
        let waiting = Waiting::default();
        let first = waiting.take_place(ONE).unwrap();
        let mut second = waiting.take_place(OTHER).unwrap();
        waiting.offer(&offer(&[ONE, OTHER], 1), 0);
        drop(first);
        assert!(is_woken(&mut second));
    }

    #[test]
    fn where_everybody_was_woken_nothing_is_passed_on() {
        let waiting = Waiting::default();
        let everybody = offer(&[ONE, OTHER], Offer::NO_END);
        let mut first = waiting.take_place(ONE).unwrap();
        assert_eq!(waiting.offer(&everybody, 0), Offer::NO_END);
        let woken = first.woken.try_recv().unwrap();
        let mut late = waiting.take_place(OTHER).unwrap();
        waiting.pass_on(woken);
        assert!(!is_woken(&mut late));
    }

    #[test]
    fn an_ending_server_holds_nobody() {
        let waiting = Waiting::default();
        let mut held = waiting.take_place(ONE).unwrap();
        waiting.close();
        let closed = held.woken.try_recv().unwrap_err();
        assert_eq!(closed, oneshot::error::TryRecvError::Closed);
        assert!(waiting.take_place(ONE).is_none());
    }
}
