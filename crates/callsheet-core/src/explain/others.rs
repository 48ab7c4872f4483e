//! Jobs of others that an explanation would tell of: those that come before, and those that keep
//! workers busy. Who may not see them is told that they are there, and not what they are.

use std::collections::BTreeSet;

use super::scene::{AskedWorker, Scene};
use crate::view::Key;

/// In the place of a name.
const HIDDEN: &str = "(not yours to see)";

impl Scene {
    /// All jobs that it tells of, but the one that is explained.
    pub fn others(&self) -> BTreeSet<Key> {
        let busy = self.workers.iter().filter_map(|one| one.busy.as_ref());
        let asked = self.asked.as_ref().and_then(|asked| asked.busy.as_ref());
        let busy = busy.chain(asked).map(|busy| busy.job_key);
        let handed = self.fleets.iter().flat_map(|fleet| &fleet.hands);
        let of_asked = self.asked.iter().flat_map(|asked| &asked.hands);
        let handed = handed.chain(of_asked).map(|handed| handed.job_key);
        let own = self.job.head.key;
        busy.chain(handed).filter(|key| *key != own).collect()
    }

    /// Leaves out what these are called.
    pub fn hide(&mut self, hidden: &BTreeSet<Key>) {
        let asked = self.asked.iter_mut();
        let (mut busy, mut handed) = (Vec::new(), Vec::new());
        for AskedWorker { busy: b, hands, .. } in asked {
            busy.extend(b.as_mut());
            handed.extend(hands);
        }
        busy.extend(self.workers.iter_mut().filter_map(|one| one.busy.as_mut()));
        handed.extend(self.fleets.iter_mut().flat_map(|fleet| &mut fleet.hands));
        for busy in busy
            .into_iter()
            .filter(|busy| hidden.contains(&busy.job_key))
        {
            HIDDEN.clone_into(&mut busy.job_name);
        }
        for handed in handed {
            if hidden.contains(&handed.job_key) {
                HIDDEN.clone_into(&mut handed.contender.job_name);
                HIDDEN.clone_into(&mut handed.contender.step_name);
            }
        }
    }

    /// Leaves out what the first job before it is called; that there is one is told.
    pub fn hide_first(&mut self) {
        if let Some(first) = &mut self.ahead.first {
            HIDDEN.clone_into(&mut first.job_name);
            HIDDEN.clone_into(&mut first.step_name);
        }
    }
}
