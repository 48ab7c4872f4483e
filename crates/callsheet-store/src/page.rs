//! One page of a long list.

/// Items, and the key of the last one when there are more: the next page starts after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, K> {
    pub items: Vec<T>,
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// Cuts rows that were asked for with `LIMIT limit + 1`: the surplus one says that there are
    /// more.
    pub fn cut(mut items: Vec<T>, limit: usize, key: impl FnOnce(&T) -> K) -> Self {
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(key);
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_with_more_behind_it_names_a_next_one() {
        assert_eq!(Page::cut(vec![1, 2, 3], 2, |n| *n).next, Some(2));
        assert_eq!(Page::cut(vec![1, 2], 2, |n| *n).next, None);
        assert_eq!(Page::cut(Vec::<i64>::new(), 2, |n| *n).next, None);
    }
}
