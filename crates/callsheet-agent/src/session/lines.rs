//! A process's output as lines. A line longer than [`MAX_LINE`] becomes several pieces, so that
//! memory stays bounded whatever a process prints, and no piece ends within a secret.

use super::secrets::Secrets;

/// The longest piece of a line, apart from the rest of a secret that begins in it.
pub(super) const MAX_LINE: usize = 64 * 1024;

/// One line, or one piece of a long one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub text: String,
    /// It begins a line.
    pub first: bool,
    /// It ends a line.
    pub last: bool,
}

#[derive(Default)]
pub(super) struct Lines {
    buffer: Vec<u8>,
    /// Bytes of `buffer` that are known to hold no line feed.
    scanned: usize,
    /// A piece of the current line has been given out already.
    within: bool,
}

impl Lines {
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole line or piece, if enough of it has been read.
    pub fn next(&mut self, secrets: &Secrets) -> Option<Line> {
        let length = line_feed(&self.buffer[self.scanned..]).map(|at| at + self.scanned);
        let available = length.unwrap_or(self.buffer.len());
        if available > MAX_LINE {
            // Wait for as much as a secret beginning at the cut could still bring.
            let enough = length.is_some() || available >= MAX_LINE + secrets.longest();
            return enough.then(|| self.take_piece(available, secrets));
        }
        let Some(length) = length else {
            self.scanned = available;
            return None;
        };
        Some(self.take(length, length + 1))
    }

    /// What is left when the output ended without a line feed.
    pub fn finish(&mut self, secrets: &Secrets) -> Option<Line> {
        match self.buffer.len() {
            0 => None,
            length if length > MAX_LINE => Some(self.take_piece(length, secrets)),
            length => Some(self.take(length, length)),
        }
    }

    fn take(&mut self, length: usize, consumed: usize) -> Line {
        let bytes = &self.buffer[..length];
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let line = Line {
            text: decode(bytes),
            first: !self.within,
            last: true,
        };
        self.buffer.drain(..consumed);
        self.scanned = 0;
        self.within = false;
        line
    }

    fn take_piece(&mut self, available: usize, secrets: &Secrets) -> Line {
        let line = &self.buffer[..available];
        let cut = secrets.cut(line, character_boundary(line, MAX_LINE));
        let piece = Line {
            text: decode(&line[..cut]),
            first: !self.within,
            last: false,
        };
        self.buffer.drain(..cut);
        self.scanned = 0;
        self.within = true;
        piece
    }
}

/// The first line feed. `contains` searches a word at a time, so a block without one is cheap.
fn line_feed(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 256;
    let block = bytes
        .chunks(BLOCK)
        .position(|block| block.contains(&b'\n'))?;
    let begin = block * BLOCK;
    bytes[begin..]
        .iter()
        .position(|b| *b == b'\n')
        .map(|at| begin + at)
}

/// The last place up to `at` that is not within a UTF-8 character.
fn character_boundary(bytes: &[u8], at: usize) -> usize {
    let is_boundary = |i: &usize| bytes.get(*i).is_none_or(|b| b & 0xC0 != 0x80);
    (at.saturating_sub(3)..=at)
        .rev()
        .find(is_boundary)
        .unwrap_or(at)
}

/// UTF-8, with every other byte written as `\xNN`.
fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lines: &mut Lines, secrets: &Secrets) -> Vec<Line> {
        std::iter::from_fn(|| lines.next(secrets)).collect()
    }

    fn whole(text: &str) -> Line {
        Line {
            text: text.to_owned(),
            first: true,
            last: true,
        }
    }

    #[test]
    fn lines_arrive_in_any_portions() {
        let mut lines = Lines::default();
        lines.push(b"one\r\ntw");
        assert_eq!(all(&mut lines, &Secrets::default()), [whole("one")]);
        lines.push(b"o\n\nthr\xffee");
        assert_eq!(
            all(&mut lines, &Secrets::default()),
            [whole("two"), whole("")]
        );
        assert_eq!(lines.finish(&Secrets::default()), Some(whole("thr\\xffee")));
        assert_eq!(lines.finish(&Secrets::default()), None);
    }

    #[test]
    fn a_long_line_is_split_and_nothing_is_lost() {
        let mut lines = Lines::default();
        let text = "ä".repeat(100_000);
        let mut pieces = Vec::new();
        for portion in format!("{text}\nnext\n").as_bytes().chunks(10_001) {
            lines.push(portion);
            assert!(lines.buffer.len() <= MAX_LINE + 10_001);
            pieces.extend(all(&mut lines, &Secrets::default()));
        }
        assert_eq!(pieces.pop(), Some(whole("next")));
        assert_eq!(pieces.len(), 4);
        assert!(pieces.iter().all(|p| p.text.len() <= MAX_LINE));
        assert!(pieces[0].first && !pieces[0].last && pieces[3].last && !pieces[3].first);
        assert_eq!(
            pieces.iter().map(|p| p.text.as_str()).collect::<String>(),
            text
        );
    }

    #[test]
    fn no_piece_ends_within_a_secret() {
        let mut secrets = Secrets::default();
        secrets.add("hunter2hunter2");
        for before in MAX_LINE - 15..=MAX_LINE + 1 {
            let mut lines = Lines::default();
            let text = format!("{}hunter2hunter2{}", "-".repeat(before), "-".repeat(100));
            let mut pieces = Vec::new();
            for portion in text.as_bytes().chunks(4096) {
                lines.push(portion);
                pieces.extend(all(&mut lines, &secrets));
            }
            pieces.extend(std::iter::from_fn(|| lines.finish(&secrets)));
            let shown: String = pieces.iter().map(|p| secrets.hide(&p.text)).collect();
            assert_eq!(shown.matches("********").count(), 1, "{before}");
            assert!(!shown.contains("hunter"), "{before}");
        }
    }
}
