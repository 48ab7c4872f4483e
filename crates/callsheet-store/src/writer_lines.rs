//! Who waits for SQLite's writer, in two lines, so that a farm that reports a hundred tasks at a time
//! keeps nobody waiting who asks for little.

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;

/// How many may go before bulk that waits, one after the other.
const PROMPT_IN_A_ROW: u32 = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Soon done.
    Prompt,
    /// Takes milliseconds, and there may be a hundred of its kind: it lets the others go first.
    Bulk,
}

pub(crate) struct Lines<T> {
    arriving: Receiver<(Line, T)>,
    prompt: VecDeque<T>,
    bulk: VecDeque<T>,
    /// How many went before bulk since the last of it.
    in_a_row: u32,
}

impl<T> Lines<T> {
    pub fn of(arriving: Receiver<(Line, T)>) -> Self {
        Self {
            arriving,
            prompt: VecDeque::new(),
            bulk: VecDeque::new(),
            in_a_row: 0,
        }
    }

    /// Whose turn it is, now or when somebody comes; `None` when nobody can come any more.
    pub fn wait(&mut self) -> Option<T> {
        if let Some(first) = self.next() {
            return Some(first);
        }
        let arrived = self.arriving.recv().ok()?;
        self.line_up(arrived);
        self.next()
    }

    /// Whose turn it is, if anybody waits. Bulk is never kept back for good.
    pub fn next(&mut self) -> Option<T> {
        while let Ok(arrived) = self.arriving.try_recv() {
            self.line_up(arrived);
        }
        let is_bulks_turn = self.in_a_row >= PROMPT_IN_A_ROW && !self.bulk.is_empty();
        if !is_bulks_turn && let Some(first) = self.prompt.pop_front() {
            self.in_a_row += 1;
            return Some(first);
        }
        self.in_a_row = 0;
        self.bulk.pop_front()
    }

    fn line_up(&mut self, (line, who): (Line, T)) {
        match line {
            Line::Prompt => self.prompt.push_back(who),
            Line::Bulk => self.bulk.push_back(who),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn bulk_lets_others_go_first_but_not_for_ever() {
        let (queue, arriving) = mpsc::channel();
        let mut lines = Lines::of(arriving);
        queue.send((Line::Bulk, -1)).unwrap();
        queue.send((Line::Bulk, -2)).unwrap();
        for number in 0..40 {
            queue.send((Line::Prompt, number)).unwrap();
        }
        let order: Vec<i32> = std::iter::from_fn(|| lines.next()).collect();
        let place = |of: i32| order.iter().position(|who| *who == of).unwrap();
        assert_eq!(order.len(), 42);
        assert_eq!((place(0), place(15), place(-1)), (0, 15, 16));
        assert_eq!((place(16), place(-2), place(39)), (17, 33, 41));
    }

    #[test]
    fn whoever_has_come_is_served_before_the_end() {
        let (queue, arriving) = mpsc::channel();
        let mut lines = Lines::of(arriving);
        for number in 0..3 {
            queue.send((Line::Bulk, number)).unwrap();
        }
        drop(queue);
        let served: Vec<i32> = std::iter::from_fn(|| lines.wait()).collect();
        assert_eq!(served, [0, 1, 2]);
    }
}
