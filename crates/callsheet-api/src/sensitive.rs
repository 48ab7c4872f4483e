//! Keeps what the model calls sensitive out of `Debug` output.

use std::fmt;

/// Stands in for a value that must not be shown.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<sensitive>")
    }
}
