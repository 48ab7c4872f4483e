//! What a search compares with what (`semantics.md` 3.12): the same for a value in a column and for
//! the values of a parameter, of which a step keeps only how they come about.

use std::cmp::Ordering;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds for what compares like that. What has no order equals nothing.
    #[must_use]
    pub fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::Less => order == Some(Ordering::Less),
            Self::LessOrEqual => order.is_some_and(Ordering::is_le),
            Self::Greater => order == Some(Ordering::Greater),
            Self::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
        }
    }
}

/// A parameter's value compared with a text.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterTest {
    pub name: String,
    pub comparison: Comparison,
    pub value: String,
    /// The value as a number, if it is one: numbers are compared as such.
    pub number: Option<f64>,
}

impl ParameterTest {
    #[must_use]
    pub fn new(name: &str, comparison: Comparison, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            comparison,
            value: value.to_owned(),
            number: number(value),
        }
    }

    #[must_use]
    pub fn holds_for_number(&self, number: f64) -> bool {
        let order = self.number.and_then(|own| number.partial_cmp(&own));
        self.comparison.holds(order)
    }

    #[must_use]
    pub fn holds_for_text(&self, text: &str) -> bool {
        self.comparison.holds(Some(text.cmp(&self.value)))
    }

    /// What a task or job says that has no such parameter.
    #[must_use]
    pub fn holds_for_none(&self) -> bool {
        self.comparison.holds(None)
    }
}

/// A parameter's value as tasks are sorted by it: numbers first and by their size, then texts.
#[derive(Debug, Clone, PartialEq)]
pub enum SortValue {
    Number(f64),
    Text(String),
}

impl SortValue {
    #[must_use]
    pub fn of_number(text: &str) -> Self {
        number(text).map_or_else(|| Self::Text(text.to_owned()), Self::Number)
    }

    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers_and_texts_as_texts() {
        let below = ParameterTest::new("Frame", Comparison::Less, "10");
        assert!(below.holds_for_number(9.0));
        assert!(!below.holds_for_text("9"));
        let other = ParameterTest::new("Frame", Comparison::NotEqual, "ten");
        assert!(other.holds_for_number(10.0));
        assert!(other.holds_for_none());
        assert!(!below.holds_for_none());
    }

    #[test]
    fn values_are_sorted_by_size_and_texts_come_last() {
        let mut values = ["b", "10", "9", "a"].map(SortValue::of_number);
        values.sort_by(SortValue::order);
        let texts = ["a", "b"].map(|text| SortValue::Text(text.to_owned()));
        assert_eq!(
            values[..2],
            [SortValue::Number(9.0), SortValue::Number(10.0)]
        );
        assert_eq!(values[2..], texts);
    }
}
