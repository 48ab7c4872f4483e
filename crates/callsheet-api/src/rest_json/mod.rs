//! restJson1, the API's protocol: paths, queries, headers and JSON bodies.

mod route;

pub use route::{RouteMatch, route};
