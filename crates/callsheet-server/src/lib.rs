//! The service: from HTTP to the store and back. A request passes `http`, `auth` and `api`, in
//! this order; `background` does what no request would do.
#![forbid(unsafe_code)]

pub mod api;
mod audit;
pub mod auth;
pub mod background;
mod body;
mod bounds;
mod companions;
mod connections;
pub mod context;
mod crowd;
pub mod error;
pub mod events;
pub mod extension;
mod external_store;
mod health;
mod http;
mod lent_body;
mod load;
mod log_archive;
mod metrics;
mod object_catalogue;
mod objects;
mod outbound;
mod outgoing;
mod pace;
mod provision;
mod query;
mod random;
pub mod rehearsal;
mod sign_in;
mod start;
mod throttle;
mod tls;
mod unwind;
pub mod waiting;
mod waiting_tasks;
mod webhook_client;
mod wire;

pub use auth::mint::AccessKey;
pub use bounds::Bounds;
pub use callsheet_core::budget::Prices;
pub use callsheet_core::event::Level;
pub use callsheet_core::quota::{Quota, Quotas};
pub use callsheet_store::StoreUrl;
pub use context::ServerConfig;
pub use events::{EventFile, EventSettings};
pub use external_store::{ExternalStore, Reached};
pub use provision::{FirstRun, KeyRole, Provisioned};
pub use sign_in::oidc::OidcSettings;
pub use start::{Server, StartError, open, policy_files};
pub use throttle::RequestRate;
pub use tls::{TlsError, TlsSource, names_of_this_machine, read_trusted};
