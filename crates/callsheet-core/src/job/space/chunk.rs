//! Where chunks begin and end. They are cut as OpenJD cuts them: as many as the default size
//! needs, then levelled, so that their sizes differ by one at most.

use openjd_expr::RangeExpr;

use super::Chunking;
use super::integers::Integers;

/// The index after the chunk that the value at `index` is in.
pub(super) fn end(integers: &Integers, chunking: &Chunking, index: i64) -> i64 {
    if chunking.is_contiguous {
        let (first, end) = integers.run(index);
        first + spread_end(end - first, chunking.default_count, index - first)
    } else {
        front_end(integers.len(), chunking.default_count, index)
    }
}

/// Chunks of a whole range: the larger ones come first.
fn front_end(length: i64, default_count: i64, index: i64) -> i64 {
    let chunks = count(length, default_count);
    let (small, larger) = (length / chunks, length % chunks);
    let in_larger = larger * (small + 1);
    if index < in_larger {
        (index / (small + 1) + 1) * (small + 1)
    } else {
        in_larger + ((index - in_larger) / small + 1) * small
    }
}

/// Chunks of a run without gaps: the larger ones are spread out evenly.
fn spread_end(length: i64, default_count: i64, index: i64) -> i64 {
    let chunks = count(length, default_count);
    let (small, larger) = (length / chunks, length % chunks);
    let start = |chunk: i64| chunk * small + larger_before(chunk, larger, chunks);
    // The last chunk that starts at or before the index.
    let (mut low, mut high) = (0, chunks);
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if start(middle) <= index {
            low = middle;
        } else {
            high = middle;
        }
    }
    start(low + 1)
}

fn larger_before(chunk: i64, larger: i64, chunks: i64) -> i64 {
    // Wide, because a range may hold more numbers than a product of two counts may.
    let spread =
        (i128::from(chunk) * i128::from(larger) + i128::from(chunks) - 1) / i128::from(chunks);
    i64::try_from(spread).unwrap_or(i64::MAX)
}

fn count(length: i64, default_count: i64) -> i64 {
    let size = default_count.max(1);
    (length / size + i64::from(length % size > 0)).max(1)
}

/// The range expression of `count` values from `first` on.
pub(super) fn text(integers: &Integers, chunking: &Chunking, first: i64, count: i64) -> String {
    let end = first.saturating_add(count.max(1)).min(integers.len());
    if chunking.is_contiguous {
        let (low, high) = (integers.get(first), integers.get(end - 1));
        if let (Some(low), Some(high)) = (low, high)
            && high - low == end - 1 - first
        {
            return format!("{low}-{high}");
        }
    }
    let values: Vec<i64> = (first..end)
        .filter_map(|index| integers.get(index))
        .collect();
    let listed = values
        .iter()
        .map(i64::to_string)
        .collect::<Vec<_>>()
        .join(",");
    RangeExpr::from_values(values).map_or(listed, |range| range.to_string())
}
