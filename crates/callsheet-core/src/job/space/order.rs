//! How dimensions combine: products, where the last moves fastest, and associations, whose members
//! move together.

use serde::{Deserialize, Serialize};

/// A combination expression, its parameters by index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Order {
    One(usize),
    Product(Vec<Order>),
    Association(Vec<Order>),
}

impl Order {
    /// Reads an expression such as `A * (B, C)`; without one all parameters are multiplied.
    pub fn read(text: Option<&str>, names: &[&str]) -> Result<Self, String> {
        match text.map(str::trim) {
            None => Ok(Self::Product((0..names.len()).map(Self::One).collect())),
            Some(text) => {
                let mut reader = Reader { rest: text, names };
                let order = reader.product(0)?;
                match reader.peek() {
                    None => Ok(order),
                    Some(_) => Err(reader.unexpected()),
                }
            }
        }
    }

    /// The same without one dimension, which must not be part of an association.
    pub fn without(self, dimension: usize) -> Result<Self, String> {
        match self {
            Self::One(at) if at == dimension => Ok(Self::Product(Vec::new())),
            Self::One(at) => Ok(Self::One(at)),
            Self::Product(factors) => {
                let factors = factors.into_iter().map(|factor| factor.without(dimension));
                factors.collect::<Result<_, _>>().map(Self::Product)
            }
            Self::Association(members) if members.iter().any(|one| one.has(dimension)) => Err(
                "combination: a CHUNK[INT] parameter cannot be part of an association".to_owned(),
            ),
            Self::Association(members) => Ok(Self::Association(members)),
        }
    }

    fn has(&self, dimension: usize) -> bool {
        match self {
            Self::One(at) => *at == dimension,
            Self::Product(parts) | Self::Association(parts) => {
                parts.iter().any(|part| part.has(dimension))
            }
        }
    }

    /// Members of an association must be equally long.
    pub fn check(&self, len_of: &dyn Fn(usize) -> i64) -> Result<(), String> {
        match self {
            Self::One(_) => Ok(()),
            Self::Product(factors) => factors.iter().try_for_each(|factor| factor.check(len_of)),
            Self::Association(members) => {
                members.iter().try_for_each(|member| member.check(len_of))?;
                let mut lens = members.iter().map(|member| member.len(len_of));
                let first = lens.next();
                match lens.find(|len| Some(*len) != first) {
                    None => Ok(()),
                    Some(len) => Err(format!(
                        "combination: the members of an association must have equally many values, \
                         these have {} and {len}",
                        first.unwrap_or_default()
                    )),
                }
            }
        }
    }

    pub fn len(&self, len_of: &dyn Fn(usize) -> i64) -> i64 {
        match self {
            Self::One(at) => len_of(*at),
            Self::Product(factors) => factors
                .iter()
                .fold(1, |len, factor| len.saturating_mul(factor.len(len_of))),
            Self::Association(members) => members.first().map_or(1, |member| member.len(len_of)),
        }
    }

    /// Tells which value each dimension has in the `index`-th combination.
    pub fn each(
        &self,
        index: i64,
        len_of: &dyn Fn(usize) -> i64,
        tell: &mut dyn FnMut(usize, i64),
    ) {
        match self {
            Self::One(at) => tell(*at, index),
            Self::Product(factors) => {
                let mut rest = index;
                for factor in factors.iter().rev() {
                    let len = factor.len(len_of).max(1);
                    factor.each(rest % len, len_of, tell);
                    rest /= len;
                }
            }
            Self::Association(members) => {
                for member in members {
                    member.each(index, len_of, tell);
                }
            }
        }
    }
}

/// Deeper than any expression of 16 parameters needs to be.
const MOST_DEPTH: usize = 32;

struct Reader<'a> {
    rest: &'a str,
    names: &'a [&'a str],
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        if is_next {
            self.rest = &self.rest[wanted.len_utf8()..];
        }
        is_next
    }

    fn product(&mut self, depth: usize) -> Result<Order, String> {
        let mut factors = vec![self.factor(depth)?];
        while self.take('*') {
            factors.push(self.factor(depth)?);
        }
        Ok(Order::Product(factors))
    }

    fn factor(&mut self, depth: usize) -> Result<Order, String> {
        if depth > MOST_DEPTH {
            return Err("combination: too many parentheses in each other".to_owned());
        }
        if !self.take('(') {
            return self.name();
        }
        let mut members = vec![self.product(depth + 1)?];
        while self.take(',') {
            members.push(self.product(depth + 1)?);
        }
        if !self.take(')') {
            return Err(self.unexpected());
        }
        Ok(Order::Association(members))
    }

    fn name(&mut self) -> Result<Order, String> {
        self.peek();
        let is_end = |one: char| one.is_whitespace() || "*(),".contains(one);
        let (name, rest) = self
            .rest
            .split_at(self.rest.find(is_end).unwrap_or(self.rest.len()));
        let at = self.names.iter().position(|known| *known == name);
        let at = at.ok_or_else(|| self.unexpected())?;
        self.rest = rest;
        Ok(Order::One(at))
    }

    fn unexpected(&self) -> String {
        format!("combination: cannot read it from '{}' on", self.rest)
    }
}
