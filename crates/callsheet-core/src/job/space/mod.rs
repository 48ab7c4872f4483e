//! A step's parameter space: which values its n-th task has. Lazy: a range of a million numbers is
//! kept as the text `1-1000000`, and a task's values are worked out when they are asked for.
//!
//! Tasks are numbered as OpenJD lays them out, the last dimension fastest. A `CHUNK[INT]` parameter
//! is always the fastest, and each of its values is one task, so that consecutive tasks make up a
//! chunk.

mod chunk;
mod integers;
mod matching;
mod order;

use std::collections::BTreeMap;
use std::fmt;

use callsheet_api::types::{
    ParameterSpace, RangeConstraint, StepParameter, StepParameterChunks, StepParameterType,
    TaskParameterValue,
};
use openjd_model::job::{StepParameterSpace, TaskParameter};
use serde::{Deserialize, Serialize};

use integers::Integers;
pub use matching::TooManyRuns;
use order::Order;

/// How a step's chunks are cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chunking {
    /// How many tasks a chunk has unless something speaks for another number.
    pub default_count: i64,
    /// Adaptive chunks: how long one should take. Absent or 0: not adaptive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_runtime_s: Option<i64>,
    /// May a chunk not bridge a gap in the range?
    pub is_contiguous: bool,
}

/// A parameter space.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Space {
    /// As defined.
    dimensions: Vec<Dimension>,
    /// As written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    combination: Option<String>,
    order: Order,
    /// The dimension that is chunked, and how. It is not in `order` but inside all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chunked: Option<(usize, Chunking)>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Dimension {
    name: String,
    values: Values,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Values {
    Int(Integers),
    ChunkInt(Integers),
    /// Numbers as they were spelled.
    Float(Vec<String>),
    String(Vec<String>),
    Path(Vec<String>),
}

impl Space {
    /// The space of a step; without one it has a single task without parameters.
    pub(super) fn new(
        space: Option<&StepParameterSpace>,
        chunking: Option<Chunking>,
    ) -> Result<Self, String> {
        let parameters = space
            .iter()
            .flat_map(|space| &space.task_parameter_definitions);
        let dimensions: Vec<Dimension> = parameters
            .map(|(name, parameter)| Dimension {
                name: name.clone(),
                values: values(parameter),
            })
            .collect();
        let combination = space.and_then(|space| space.combination.clone());
        let at = dimensions
            .iter()
            .position(|one| matches!(one.values, Values::ChunkInt(_)));
        let chunked = at.zip(chunking);
        let names: Vec<&str> = dimensions.iter().map(|one| one.name.as_str()).collect();
        let order = Order::read(combination.as_deref(), &names)?;
        let order = match &chunked {
            Some((at, _)) => order.without(*at)?,
            None => order,
        };
        let space = Self {
            dimensions,
            combination,
            order,
            chunked,
        };
        space.order.check(&|at| space.dimensions[at].values.len())?;
        Ok(space)
    }

    /// How many tasks there are.
    #[must_use]
    pub fn len(&self) -> i64 {
        self.outer_len().saturating_mul(self.row_len())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn is_chunked(&self) -> bool {
        self.chunked.is_some()
    }

    #[must_use]
    pub fn chunking(&self) -> Option<&Chunking> {
        self.chunked.as_ref().map(|(_, chunking)| chunking)
    }

    /// The values of one task. Of a chunked parameter it has the one value.
    #[must_use]
    pub fn task(&self, index: i64) -> BTreeMap<String, TaskParameterValue> {
        self.parameters(index, 1)
    }

    /// The values of `count` tasks that are run as one: more than one only if the space is chunked,
    /// and then not beyond what [`Self::run_length`] told. Empty beyond the end.
    #[must_use]
    pub fn parameters(&self, first: i64, count: i64) -> BTreeMap<String, TaskParameterValue> {
        let mut parameters = BTreeMap::new();
        if !(0..self.len()).contains(&first) {
            return parameters;
        }
        let (row, at) = (first / self.row_len(), first % self.row_len());
        self.order
            .each(row, &|at| self.len_of(at), &mut |dimension, index| {
                let dimension = &self.dimensions[dimension];
                if let Some(value) = dimension.values.get(index) {
                    parameters.insert(dimension.name.clone(), value);
                }
            });
        if let Some((dimension, integers, chunking)) = self.chunk_dimension() {
            let text = chunk::text(integers, chunking, at, count);
            parameters.insert(dimension.name.clone(), TaskParameterValue::ChunkInt(text));
        }
        parameters
    }

    /// How many tasks from `first` on may be run as one, `most` or fewer: 1 if the space is not
    /// chunked, else up to the end of the chunk that `first` is in.
    #[must_use]
    pub fn run_length(&self, first: i64, most: i64) -> i64 {
        let length = match self.chunk_dimension() {
            Some((_, integers, chunking)) if (0..self.len()).contains(&first) => {
                let at = first % self.row_len();
                chunk::end(integers, chunking, at) - at
            }
            Some(_) | None => 1,
        };
        length.min(most).max(1)
    }

    /// How many of `size` tasks from `first` on can be run as one: 1 if the space is not chunked,
    /// else up to where another parameter changes, or the next gap if none may be bridged.
    #[must_use]
    pub fn run_of(&self, first: i64, size: i64) -> i64 {
        let length = match self.chunk_dimension() {
            Some((_, integers, chunking)) if (0..self.len()).contains(&first) => {
                let at = first % self.row_len();
                let end = if chunking.is_contiguous {
                    integers.run(at).1
                } else {
                    self.row_len()
                };
                end - at
            }
            Some(_) | None => 1,
        };
        length.min(size).max(1)
    }

    /// The space as GetStep tells it; none for a step without one.
    #[must_use]
    pub fn document(&self) -> Option<ParameterSpace> {
        if self.dimensions.is_empty() {
            return None;
        }
        let parameters = self.dimensions.iter().map(|dimension| StepParameter {
            name: dimension.name.clone(),
            r#type: dimension.values.kind(),
            chunks: self.chunks_document(dimension),
        });
        Some(ParameterSpace {
            combination: self.combination.clone(),
            parameters: parameters.collect(),
        })
    }

    /// About how much memory it takes.
    #[must_use]
    pub fn approx_bytes(&self) -> usize {
        let dimensions = self
            .dimensions
            .iter()
            .map(|one| 64 + one.name.len() + one.values.bytes());
        256 + self.combination.as_ref().map_or(0, String::len) + dimensions.sum::<usize>()
    }

    fn chunks_document(&self, dimension: &Dimension) -> Option<StepParameterChunks> {
        let chunking = match dimension.values {
            Values::ChunkInt(_) => self.chunking()?,
            Values::Int(_) | Values::Float(_) | Values::String(_) | Values::Path(_) => return None,
        };
        let small = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        Some(StepParameterChunks {
            default_task_count: small(chunking.default_count),
            range_constraint: if chunking.is_contiguous {
                RangeConstraint::Contiguous
            } else {
                RangeConstraint::Noncontiguous
            },
            target_runtime_seconds: chunking.target_runtime_s.map(small),
        })
    }

    fn chunk_dimension(&self) -> Option<(&Dimension, &Integers, &Chunking)> {
        let (at, chunking) = self.chunked.as_ref()?;
        let dimension = &self.dimensions[*at];
        match &dimension.values {
            Values::ChunkInt(integers) => Some((dimension, integers, chunking)),
            Values::Int(_) | Values::Float(_) | Values::String(_) | Values::Path(_) => None,
        }
    }

    fn outer_len(&self) -> i64 {
        self.order.len(&|at| self.len_of(at))
    }

    /// How many values the chunked parameter has: the tasks that differ in it alone.
    fn row_len(&self) -> i64 {
        self.chunk_dimension()
            .map_or(1, |(_, integers, _)| integers.len().max(1))
    }

    fn len_of(&self, dimension: usize) -> i64 {
        self.dimensions[dimension].values.len()
    }
}

/// By hand, because task parameter values are sensitive.
impl fmt::Debug for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Space")
            .field("len", &self.len())
            .field("chunking", &self.chunking())
            .finish_non_exhaustive()
    }
}

fn values(parameter: &TaskParameter) -> Values {
    match parameter {
        TaskParameter::Int { range, .. } => Values::Int(range.into()),
        TaskParameter::ChunkInt { range, .. } => Values::ChunkInt(range.into()),
        TaskParameter::Float { range } => Values::Float(
            range
                .iter()
                .map(|number| number.to_display_string())
                .collect(),
        ),
        TaskParameter::String { range } => Values::String(range.clone()),
        TaskParameter::Path { range } => Values::Path(range.clone()),
    }
}

impl Values {
    fn len(&self) -> i64 {
        match self {
            Self::Int(integers) | Self::ChunkInt(integers) => integers.len(),
            Self::Float(list) | Self::String(list) | Self::Path(list) => {
                i64::try_from(list.len()).unwrap_or(i64::MAX)
            }
        }
    }

    fn get(&self, index: i64) -> Option<TaskParameterValue> {
        let in_list = |list: &[String]| list.get(usize::try_from(index).ok()?).cloned();
        match self {
            Self::Int(integers) => integers
                .get(index)
                .map(|number| TaskParameterValue::Int(number.to_string())),
            Self::ChunkInt(integers) => integers
                .get(index)
                .map(|number| TaskParameterValue::ChunkInt(number.to_string())),
            Self::Float(list) => in_list(list).map(TaskParameterValue::Float),
            Self::String(list) => in_list(list).map(TaskParameterValue::String),
            Self::Path(list) => in_list(list).map(TaskParameterValue::Path),
        }
    }

    fn kind(&self) -> StepParameterType {
        match self {
            Self::Int(_) => StepParameterType::Int,
            Self::ChunkInt(_) => StepParameterType::ChunkInt,
            Self::Float(_) => StepParameterType::Float,
            Self::String(_) => StepParameterType::String,
            Self::Path(_) => StepParameterType::Path,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Int(integers) | Self::ChunkInt(integers) => integers.bytes(),
            Self::Float(list) | Self::String(list) | Self::Path(list) => {
                list.iter().map(|text| 24 + text.len()).sum()
            }
        }
    }
}
