//! Keys, and a place for keys that are exchanged while clients use them.

use std::sync::{Arc, PoisonError, RwLock};

use aws_credential_types::Credentials;
use aws_credential_types::provider::future::ProvideCredentials as Provided;
use aws_credential_types::provider::{ProvideCredentials, error::CredentialsError};

/// A key that does not expire, as from a credentials file.
pub fn static_key(access_key_id: &str, secret: &str, session_token: Option<&str>) -> Credentials {
    let token = session_token.map(str::to_owned);
    Credentials::new(access_key_id, secret, token, None, "callsheet")
}

/// The key of the moment. Clones share it, and clients ask at every request.
#[derive(Debug, Clone)]
pub struct SharedCredentials(Arc<RwLock<Credentials>>);

impl SharedCredentials {
    pub fn new(first: Credentials) -> Self {
        SharedCredentials(Arc::new(RwLock::new(first)))
    }

    pub fn set(&self, credentials: Credentials) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = credentials;
    }

    pub fn get(&self) -> Credentials {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl From<Credentials> for SharedCredentials {
    fn from(credentials: Credentials) -> Self {
        SharedCredentials::new(credentials)
    }
}

impl ProvideCredentials for SharedCredentials {
    fn provide_credentials<'a>(&'a self) -> Provided<'a>
    where
        Self: 'a,
    {
        Provided::ready(Ok::<_, CredentialsError>(self.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_see_the_new_key_and_debug_hides_it() {
        let shared = SharedCredentials::new(static_key("AKIA1", "hidden-1", None));
        let other = shared.clone();
        shared.set(static_key("ASIA2", "hidden-2", Some("token-2")));
        assert_eq!(other.get().access_key_id(), "ASIA2");
        let shown = format!("{other:?}");
        assert!(
            !shown.contains("hidden-2") && !shown.contains("token-2"),
            "{shown}"
        );
    }
}
