//! Where callsheet keeps its state: one set of queries and transactions for SQLite and PostgreSQL.
//!
//! [`Store::read`] and [`Store::write`] run a closure in one transaction. Queries are methods of
//! [`Tx`], each in the file of the noun that it is about. What a change means is decided in
//! `callsheet-core`; here it is only written down ([`changes`]).

mod closure;
mod columns;
mod demand;
mod dialect;
mod error;
mod gathered;
mod ids;
mod lists;
mod migrate;
mod options;
mod page;
mod postgres_connection;
mod postgres_groups;
mod postgres_pool;
mod readers;
mod row;
mod seal;
mod sqlite_connection;
mod stats;
mod store;
mod task_rows;
mod tx;
mod url;
mod value;
mod work;
mod writer;
mod writer_lines;

pub mod access_keys;
pub mod bench_rows;
pub mod budgets;
pub mod candidates;
pub mod changes;
pub mod client_tokens;
pub mod eligibility;
pub mod entities;
pub mod expansion;
pub mod explanation;
pub mod farms;
pub mod fleets;
mod gates;
pub mod holdings;
pub mod job_edits;
pub mod job_view;
pub mod jobs;
pub mod leases;
pub mod license_endpoints;
pub mod limits;
pub mod logs;
pub mod members;
pub mod monitors;
pub mod new_work;
pub mod notices;
pub mod paths;
pub mod queue_environments;
pub mod queue_fleet_associations;
pub mod queue_limit_associations;
pub mod queues;
pub mod recipes;
pub mod recount;
pub mod removal;
pub mod search;
pub mod service;
pub mod session_actions;
pub mod sessions;
pub mod settings;
pub mod statistics;
pub mod steps;
pub mod storage_profiles;
pub mod tags;
pub mod task_moves;
pub mod tasks;
#[cfg(any(test, feature = "test-support"))]
pub mod test_support;
pub mod waiting_tasks;
pub mod worker_life;
pub mod worker_view;
pub mod workers;

pub use dialect::{Engine, Lock};
pub use error::{Error, Result};
pub use ids::{Drawn, Ids};
pub use lists::in_list;
pub use logs::Logs;
pub use options::{Isolation, OnLost, Options};
pub use page::Page;
pub use row::Row;
pub use seal::Sealer;
pub use stats::{Stats, TransactionStats};
pub use store::Store;
pub use tx::{Sql, Tx};
pub use url::StoreUrl;
pub use value::V;
