//! The values that a session hides in everything it shows (`openjd_redacted_env`).

use std::collections::BTreeSet;

const HIDDEN: &str = "********";

#[derive(Clone, Default)]
pub(super) struct Secrets {
    values: BTreeSet<String>,
    /// The inner lines of values of several lines: hidden only when they are a whole line.
    whole_lines: BTreeSet<String>,
    longest: usize,
}

impl Secrets {
    pub fn add(&mut self, value: &str) {
        self.add_value(value);
        let mut lines: Vec<&str> = value.split('\n').collect();
        if lines.len() < 2 {
            return;
        }
        // The first and the last line can stand next to other text.
        for edge in [lines.pop(), Some(lines.remove(0))].into_iter().flatten() {
            self.add_value(edge);
        }
        self.whole_lines.extend(
            lines
                .into_iter()
                .filter(|l| !l.is_empty())
                .map(str::to_owned),
        );
    }

    fn add_value(&mut self, value: &str) {
        if !value.is_empty() {
            self.longest = self.longest.max(value.len());
            self.values.insert(value.to_owned());
        }
    }

    /// The length of the longest secret in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The text with every secret in it replaced.
    pub fn hide(&self, text: &str) -> String {
        if self.whole_lines.contains(text) {
            return HIDDEN.to_owned();
        }
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for (start, end) in self.places(text) {
            shown.push_str(&text[at..start]);
            shown.push_str(HIDDEN);
            at = end;
        }
        shown.push_str(&text[at..]);
        shown
    }

    /// Where secrets stand; places that touch or overlap are one.
    fn places(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for value in &self.values {
            found.extend(occurrences(text.as_bytes(), value.as_bytes(), 0));
        }
        found.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (start, end) in found {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                Some(_) | None => merged.push((start, end)),
            }
        }
        merged
    }

    /// The first place from `at` on that is not within a secret.
    pub fn cut(&self, line: &[u8], at: usize) -> usize {
        let mut cut = at;
        loop {
            let ends = self.values.iter().filter_map(|value| {
                let from = cut.saturating_sub(value.len());
                let to = (cut + value.len()).min(line.len());
                occurrences(&line[..to], value.as_bytes(), from)
                    .map(|(start, end)| if start < cut { end } else { cut })
                    .max()
            });
            match ends.max() {
                Some(end) if end > cut => cut = end,
                Some(_) | None => return cut,
            }
        }
    }
}

fn occurrences<'a>(
    text: &'a [u8],
    value: &'a [u8],
    from: usize,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let last = (text.len() + 1).saturating_sub(value.len());
    (from..last)
        .filter(move |at| text[*at..].starts_with(value))
        .map(move |at| (at, at + value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_secrets_are_hidden_together() {
        let mut secrets = Secrets::default();
        secrets.add("abcd");
        secrets.add("cdef");
        assert_eq!(secrets.hide("x abcdef y cdef"), "x ******** y ********");
        assert_eq!(secrets.hide("nothing"), "nothing");
    }

    #[test]
    fn the_lines_of_a_secret_are_hidden() {
        let mut secrets = Secrets::default();
        secrets.add("first\ninner\nlast");
        assert_eq!(secrets.hide("a first"), "a ********");
        assert_eq!(secrets.hide("inner"), "********");
        assert_eq!(secrets.hide("an inner thing"), "an inner thing");
        assert_eq!(secrets.hide("last one"), "******** one");
    }
}
