//! Sets of task numbers, kept as runs: what a filter finds in a step of a million tasks is seldom
//! more than a few of them.

use std::ops::Range;

/// Runs in order, with a gap before each but the first; none is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexSet(Vec<Range<i64>>);

impl IndexSet {
    /// All numbers below `len`.
    #[must_use]
    pub fn below(len: i64) -> Self {
        let mut all = Self::default();
        all.push(0..len);
        all
    }

    /// Adds a run behind all that are there, or next to the last one.
    pub fn push(&mut self, run: Range<i64>) {
        if run.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.end >= run.start => last.end = last.end.max(run.end),
            Some(_) | None => self.0.push(run),
        }
    }

    #[must_use]
    pub fn runs(&self) -> &[Range<i64>] {
        &self.0
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> i64 {
        self.0.iter().map(|run| run.end - run.start).sum()
    }

    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut runs: Vec<&Range<i64>> = self.0.iter().chain(&other.0).collect();
        runs.sort_unstable_by_key(|run| run.start);
        let mut all = Self::default();
        for run in runs {
            all.push(run.clone());
        }
        all
    }

    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Self::default();
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            both.push(a.start.max(b.start)..a.end.min(b.end));
            if a.end < b.end {
                mine.next();
            } else {
                theirs.next();
            }
        }
        both
    }

    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Self::default();
        let mut others = other.0.iter().peekable();
        for run in &self.0 {
            let mut start = run.start;
            while let Some(cut) = others.peek() {
                if cut.start >= run.end {
                    break;
                }
                left.push(start..cut.start);
                start = start.max(cut.end);
                if cut.end >= run.end {
                    break;
                }
                others.next();
            }
            left.push(start..run.end);
        }
        left
    }

    /// The part of it within `range`. Finds its beginning without looking at what is before.
    #[must_use]
    pub fn within(&self, range: Range<i64>) -> Self {
        let begin = self.0.partition_point(|run| run.end <= range.start);
        let mut part = Self::default();
        for run in &self.0[begin..] {
            if run.start >= range.end {
                break;
            }
            part.push(run.start.max(range.start)..run.end.min(range.end));
        }
        part
    }
}

impl FromIterator<Range<i64>> for IndexSet {
    /// Of runs in order.
    fn from_iter<I: IntoIterator<Item = Range<i64>>>(runs: I) -> Self {
        let mut set = Self::default();
        for run in runs {
            set.push(run);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set_of(numbers: &BTreeSet<i64>) -> IndexSet {
        numbers.iter().map(|at| *at..*at + 1).collect()
    }

    fn numbers_of(set: &IndexSet) -> BTreeSet<i64> {
        set.runs().iter().cloned().flatten().collect()
    }

    fn numbers() -> impl Strategy<Value = BTreeSet<i64>> {
        prop::collection::btree_set(0_i64..40, 0..30)
    }

    proptest! {
        #[test]
        fn sets_of_runs_are_sets_of_numbers(a in numbers(), b in numbers(), at in 0_i64..40) {
            let (left, right) = (set_of(&a), set_of(&b));
            prop_assert_eq!(numbers_of(&left.union(&right)), &a | &b);
            prop_assert_eq!(numbers_of(&left.intersection(&right)), &a & &b);
            prop_assert_eq!(numbers_of(&left.without(&right)), &a - &b);
            let window: BTreeSet<i64> = (at..at + 7).collect();
            prop_assert_eq!(numbers_of(&left.within(at..at + 7)), &a & &window);
            prop_assert_eq!(usize::try_from(left.len()).unwrap(), a.len());
            let gaps = left.union(&right).runs().windows(2).all(|two| two[0].end < two[1].start);
            prop_assert!(gaps);
        }
    }
}
