//! Why is it not running? Each cause is planted through the API, and the first line has to name it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod causes;
mod plant;
mod runnable;
mod schema;
