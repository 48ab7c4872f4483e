//! priorityFifo: the highest priority, and among equals the oldest, gets all workers that can serve
//! it; then the next.

use std::cmp::Ordering;

use super::Standing;

pub(super) fn order(one: &Standing, other: &Standing) -> Ordering {
    let rank = |standing: &Standing| (-standing.priority, standing.job_key);
    rank(one).cmp(&rank(other))
}
