//! The integers of a dimension, and which of them are neighbours without a gap.

use openjd_expr::RangeExpr;
use openjd_model::job::TaskParamRange;
use serde::{Deserialize, Serialize};

/// A range expression, or a list as it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Integers {
    Range(Range),
    List(Vec<i64>),
}

/// A range expression that is stored as its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Range(RangeExpr);

impl TryFrom<String> for Range {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
            .map(Self)
            .map_err(|error: openjd_expr::ExpressionError| error.to_string())
    }
}

impl From<Range> for String {
    fn from(range: Range) -> Self {
        range.0.to_string()
    }
}

impl From<&TaskParamRange<i64>> for Integers {
    fn from(range: &TaskParamRange<i64>) -> Self {
        match range {
            TaskParamRange::List(list) => Self::List(list.clone()),
            TaskParamRange::RangeExpr(range) => Self::Range(Range(range.clone())),
        }
    }
}

impl Integers {
    pub fn len(&self) -> i64 {
        let len = match self {
            Self::Range(range) => range.0.len(),
            Self::List(list) => list.len(),
        };
        i64::try_from(len).unwrap_or(i64::MAX)
    }

    pub fn get(&self, index: i64) -> Option<i64> {
        match self {
            // It would count from the end.
            Self::Range(_) if index < 0 => None,
            Self::Range(range) => range.0.get(index),
            Self::List(list) => list.get(usize::try_from(index).ok()?).copied(),
        }
    }

    /// The run of neighbours without a gap that the value at `index` is in: its first index, and
    /// the one after its last. Walks parts of the range, never values.
    pub fn run(&self, index: i64) -> (i64, i64) {
        match self {
            Self::Range(range) => run_of_range(&range.0, index),
            Self::List(list) => run_of_list(list, index),
        }
    }

    pub fn bytes(&self) -> usize {
        match self {
            Self::Range(range) => 64 + range.0.heap_size(),
            Self::List(list) => 8 * list.len(),
        }
    }
}

fn run_of_list(list: &[i64], index: i64) -> (i64, i64) {
    let Ok(index) = usize::try_from(index) else {
        return (0, 0);
    };
    let is_joined = |at: usize| list[at - 1].checked_add(1) == Some(list[at]);
    let mut first = index.min(list.len());
    while first > 0 && first < list.len() && is_joined(first) {
        first -= 1;
    }
    let mut end = (index + 1).min(list.len());
    while end < list.len() && is_joined(end) {
        end += 1;
    }
    (
        i64::try_from(first).unwrap_or(i64::MAX),
        i64::try_from(end).unwrap_or(i64::MAX),
    )
}

fn run_of_range(range: &RangeExpr, index: i64) -> (i64, i64) {
    let parts = range.ranges();
    let ends: Vec<i64> = range
        .cumulative_lengths()
        .iter()
        .map(|end| i64::try_from(*end).unwrap_or(i64::MAX))
        .collect();
    let part = ends.partition_point(|end| *end <= index);
    if index < 0 || part >= parts.len() {
        return (index, index);
    }
    let start_of = |part: usize| if part == 0 { 0 } else { ends[part - 1] };
    let (mut first, mut end) = (index, index + 1);
    if parts[part].step() == 1 {
        (first, end) = (start_of(part), ends[part]);
    }
    // Leftwards: a part of step 1 joins whole, another with its last value alone.
    let mut left = part;
    while left > 0 && first == start_of(left) && parts[left - 1].end() + 1 == parts[left].start() {
        left -= 1;
        first = if parts[left].step() == 1 {
            start_of(left)
        } else {
            first - 1
        };
    }
    let mut right = part;
    while right + 1 < parts.len()
        && end == ends[right]
        && parts[right].end() + 1 == parts[right + 1].start()
    {
        right += 1;
        end = if parts[right].step() == 1 {
            ends[right]
        } else {
            end + 1
        };
    }
    (first, end)
}
