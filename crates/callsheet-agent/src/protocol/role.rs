//! The key that a worker works with: assumed with the bootstrap key, then with itself, and
//! exchanged long before it ends.

use std::time::{Duration, SystemTime};

use callsheet_client::SharedCredentials;
use tokio::sync::watch;

use crate::backoff::{Backoff, chance};

use super::calls::{Calls, RoleCredentials};
use super::failure::Failure;

/// How long before their end credentials are exchanged.
const EARLY: Duration = Duration::from_secs(20 * 60);

/// When credentials that were given at `now` should be exchanged. Short-lived ones halfway.
pub fn exchange_at(now: SystemTime, expires_at: SystemTime) -> SystemTime {
    let life = expires_at.duration_since(now).unwrap_or_default();
    now + (life / 2).max(life.saturating_sub(EARLY))
}

/// The worker's key of the moment, shared by all of its clients.
#[derive(Debug, Clone)]
pub struct FleetRole {
    /// Asks with the bootstrap key.
    bootstrap: Calls,
    /// Asks with the role's own key.
    own: Calls,
    credentials: SharedCredentials,
    expires_at: watch::Sender<SystemTime>,
}

impl FleetRole {
    pub fn new(bootstrap: Calls, own: Calls, credentials: SharedCredentials) -> Self {
        let expires_at = watch::Sender::new(SystemTime::UNIX_EPOCH);
        FleetRole {
            bootstrap,
            own,
            credentials,
            expires_at,
        }
    }

    /// A new key, whatever is with the present one.
    pub async fn assume_anew(&self) -> Result<(), Failure> {
        self.take(self.bootstrap.assume_fleet_role().await?);
        Ok(())
    }

    async fn exchange(&self) -> Result<(), Failure> {
        let has_ended = *self.expires_at.borrow() <= SystemTime::now();
        if has_ended {
            return self.assume_anew().await;
        }
        self.take(self.own.assume_fleet_role().await?);
        Ok(())
    }

    fn take(&self, given: RoleCredentials) {
        self.credentials.set(given.credentials);
        self.expires_at.send_replace(given.expires_at);
    }

    /// Never ends. What fails for good is found out, and acted upon, by the worker's other
    /// requests.
    pub async fn keep_fresh(&self) {
        let mut backoff = Backoff::default();
        let mut changes = self.expires_at.subscribe();
        loop {
            let expires_at = *changes.borrow_and_update();
            let now = SystemTime::now();
            let wait = exchange_at(now, expires_at)
                .duration_since(now)
                .unwrap_or_default();
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                // Somebody else took a new key.
                _ = changes.changed() => continue,
            }
            match self.exchange().await {
                Ok(()) => backoff.reset(),
                Err(failure) => {
                    tracing::warn!("the worker's key is exchanged again later: {failure}");
                    tokio::time::sleep(backoff.next(chance(), None)).await;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_exchanged_well_before_their_end() {
        let now = SystemTime::UNIX_EPOCH;
        let after = |minutes: u64| now + Duration::from_secs(60 * minutes);
        assert_eq!(exchange_at(now, after(60)), after(40));
        assert_eq!(exchange_at(now, after(30)), after(15));
        assert_eq!(exchange_at(after(5), now), after(5));
    }
}
