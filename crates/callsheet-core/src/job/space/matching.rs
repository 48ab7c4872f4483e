//! Which tasks have a parameter value that a search wants. Worked out from how the space is laid
//! out: the values of one dimension are looked at once each, never those of every task.

use callsheet_api::types::TaskParameterValue;

use super::order::Order;
use super::{Space, Values};
use crate::index_set::IndexSet;
use crate::search::{ParameterTest, SortValue};

/// The answer would have more runs than were allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyRuns;

impl Space {
    /// The tasks for which the test holds, as at most so many runs.
    pub fn matching(&self, test: &ParameterTest, most: usize) -> Result<IndexSet, TooManyRuns> {
        let found = self.dimensions.iter().position(|one| one.name == test.name);
        let Some(at) = found else {
            let len = if test.holds_for_none() { self.len() } else { 0 };
            return Ok(IndexSet::below(len));
        };
        let values = self.dimensions[at].values.matching(test);
        let row_len = self.row_len();
        if self
            .chunked
            .as_ref()
            .is_some_and(|(chunked, _)| *chunked == at)
        {
            return spread(&values, self.outer_len(), row_len, 1, most);
        }
        let rows = self
            .order
            .lift(at, &values, &|at| self.len_of(at), most)?
            .unwrap_or_default();
        spread(&rows, 1, self.outer_len(), row_len, most)
    }

    /// A task's value of a parameter, to sort by.
    #[must_use]
    pub fn sort_value(&self, name: &str, index: i64) -> Option<SortValue> {
        // A task's chunk is written as a range, of which there is only one number.
        if let Some((dimension, integers, _)) = self.chunk_dimension()
            && dimension.name == name
        {
            let number = integers.get(index % self.row_len())?;
            return Some(SortValue::Number(as_float(number)));
        }
        Some(match self.task(index).remove(name)? {
            TaskParameterValue::Int(text)
            | TaskParameterValue::ChunkInt(text)
            | TaskParameterValue::Float(text) => SortValue::of_number(&text),
            TaskParameterValue::String(text) | TaskParameterValue::Path(text) => {
                SortValue::Text(text)
            }
        })
    }
}

impl Values {
    fn matching(&self, test: &ParameterTest) -> IndexSet {
        let indexes = 0..self.len();
        let holds = |index: &i64| match self {
            Self::Int(integers) | Self::ChunkInt(integers) => integers
                .get(*index)
                .is_some_and(|number| test.holds_for_number(as_float(number))),
            Self::Float(list) => text(list, *index).is_some_and(|text| match text.parse() {
                Ok(number) => test.holds_for_number(number),
                Err(_) => test.holds_for_text(text),
            }),
            Self::String(list) | Self::Path(list) => {
                text(list, *index).is_some_and(|text| test.holds_for_text(text))
            }
        };
        indexes
            .filter(holds)
            .map(|index| index..index + 1)
            .collect()
    }
}

fn text(list: &[String], index: i64) -> Option<&String> {
    list.get(usize::try_from(index).ok()?)
}

/// Exact up to 2^53, which no frame reaches.
const fn as_float(number: i64) -> f64 {
    number as f64
}

/// A set of `len` things, repeated `outer` times, each thing standing for `inner` tasks.
fn spread(
    set: &IndexSet,
    outer: i64,
    len: i64,
    inner: i64,
    most: usize,
) -> Result<IndexSet, TooManyRuns> {
    if *set == IndexSet::below(len) {
        return Ok(IndexSet::below(
            outer.saturating_mul(len).saturating_mul(inner),
        ));
    }
    let runs = i64::try_from(set.runs().len()).unwrap_or(i64::MAX);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    if outer.saturating_mul(runs) > most {
        return Err(TooManyRuns);
    }
    let mut spread = IndexSet::default();
    for block in 0..outer {
        for run in set.runs() {
            let at = |index: i64| (block * len + index) * inner;
            spread.push(at(run.start)..at(run.end));
        }
    }
    Ok(spread)
}

impl Order {
    /// The combinations in which dimension `at` has one of `values`. None: it is not in here.
    fn lift(
        &self,
        at: usize,
        values: &IndexSet,
        len_of: &dyn Fn(usize) -> i64,
        most: usize,
    ) -> Result<Option<IndexSet>, TooManyRuns> {
        match self {
            Self::One(own) => Ok((*own == at).then(|| values.clone())),
            Self::Association(members) => {
                for member in members {
                    if let Some(set) = member.lift(at, values, len_of, most)? {
                        return Ok(Some(set));
                    }
                }
                Ok(None)
            }
            Self::Product(factors) => {
                for (place, factor) in factors.iter().enumerate() {
                    let Some(set) = factor.lift(at, values, len_of, most)? else {
                        continue;
                    };
                    let len = |factors: &[Self]| {
                        factors
                            .iter()
                            .fold(1, |len: i64, one| len.saturating_mul(one.len(len_of)))
                    };
                    let (outer, inner) = (len(&factors[..place]), len(&factors[place + 1..]));
                    return spread(&set, outer, factor.len(len_of), inner, most).map(Some);
                }
                Ok(None)
            }
        }
    }
}
