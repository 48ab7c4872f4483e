//! The door to the server crate: settings in, one clear message out.

use std::net::TcpListener;

use crate::config::Settings;
use crate::control::Orders;
use crate::provision::Provision;
use crate::refusal::{Refusal, Result};

pub struct Service;

pub async fn open(_settings: &Settings) -> Result<Service> {
    Err(Refusal::new("the server is not part of this build"))
}

impl Service {
    pub async fn provision(&self, _orders: &Orders) -> Result<(Provision, bool)> {
        Err(Refusal::new("the server is not part of this build"))
    }

    pub async fn serve(
        self,
        _listener: TcpListener,
        _stop: impl Future<Output = ()> + Send,
    ) -> Result<()> {
        Ok(())
    }
}

/// What a look at a store that nobody has open finds.
pub fn examine_store(settings: &Settings) -> Result<String> {
    Ok(format!("{:?}", settings.store))
}
