//! What happened, a line per event: hashed always, kept only when somebody will read it.

use std::fmt::{self, Write as _};

#[derive(Default)]
pub struct Trace {
    hash: Hash,
    lines: Option<Vec<String>>,
    pub events: u64,
}

impl Trace {
    pub fn kept(is_kept: bool) -> Self {
        Self {
            lines: is_kept.then(Vec::new),
            ..Self::default()
        }
    }

    pub fn say(&mut self, now_ms: i64, what: fmt::Arguments<'_>) {
        self.events += 1;
        // Hashing cannot fail.
        let _ = writeln!(self.hash, "{now_ms} {what}");
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:>9.3} s  {what}", now_ms as f64 / 1_000.0));
        }
    }

    /// Equal for equal stories.
    pub fn hash(&self) -> u64 {
        self.hash.0
    }

    pub fn lines(&self) -> &[String] {
        self.lines.as_deref().unwrap_or_default()
    }
}

/// FNV-1a, which is the same on every machine and in every release of Rust.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl fmt::Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}
