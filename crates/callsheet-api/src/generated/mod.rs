// Written by `cargo xtask codegen`; change the model or the generator.
//! The model as Rust.
pub mod calls;
pub mod enums;
pub mod operations;
pub mod requests;
pub mod responses;
pub mod structures;
pub mod unions;#[rustfmt::skip]
pub mod operation_facts;#[rustfmt::skip]
pub mod routes;#[rustfmt::skip]
pub mod shapes;
