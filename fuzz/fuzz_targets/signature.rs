//! Reads whatever claims to be signed, and proves it.

#![no_main]
#![allow(clippy::unwrap_used, reason = "a target that cannot go on has failed")]

#[allow(dead_code, reason = "each target takes its own of them")]
#[path = "../../crates/callsheet-server/tests/fuzz/wire.rs"]
mod wire;

libfuzzer_sys::fuzz_target!(|input: &[u8]| wire::signature(input));
