//! How far a transfer is: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use callsheet_attachments::{Progress, Tally};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use crate::render;

const LOOK: Duration = Duration::from_millis(100);
/// So often somebody who reads a log hears of it.
const LINE: Duration = Duration::from_secs(10);
const TEMPLATE: &str = "{msg:12} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta}";

/// Waits for the work and shows its progress meanwhile.
pub async fn show<T>(doing: &str, progress: &Progress, work: impl Future<Output = T>) -> T {
    let mut shown = Shown::new(doing);
    let mut looks = tokio::time::interval(LOOK);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = looks.tick() => shown.tell(progress.tally()),
        }
    }
}

enum Shown {
    Bar(ProgressBar),
    Lines { doing: String, last: Instant },
}

impl Shown {
    fn new(doing: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            let (doing, last) = (doing.to_owned(), Instant::now());
            return Shown::Lines { doing, last };
        }
        let style = ProgressStyle::with_template(TEMPLATE);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(0).with_style(style);
        bar.set_message(doing.to_owned());
        Shown::Bar(bar)
    }

    fn tell(&mut self, tally: Tally) {
        match self {
            Shown::Bar(bar) => {
                bar.set_length(tally.bytes);
                bar.set_position(tally.done_bytes);
            }
            Shown::Lines { doing, last } => {
                if last.elapsed() >= LINE {
                    *last = Instant::now();
                    let all = files_and_bytes(tally.files, tally.bytes);
                    render::remark(&format!("{doing}: {:.0} % of {all}", tally.percent()));
                }
            }
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        match self {
            Shown::Bar(bar) => bar.finish_and_clear(),
            Shown::Lines { .. } => {}
        }
    }
}

/// As in `3 files, 1.20 MiB`.
pub fn files_and_bytes(files: u64, bytes: u64) -> String {
    let noun = if files == 1 { "file" } else { "files" };
    format!("{files} {noun}, {}", HumanBytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_one_file() {
        assert_eq!(files_and_bytes(1, 5), "1 file, 5 B");
        assert_eq!(files_and_bytes(2, 3 << 20), "2 files, 3.00 MiB");
    }

    #[tokio::test]
    async fn what_was_waited_for_is_given_back() {
        assert_eq!(show("counting", &Progress::default(), async { 7 }).await, 7);
    }
}
