//! The program as users start it: real processes, a real folder, a real port.

mod callsheet;
mod refusals;
mod restart;
mod start;
