//! Statements for many rows at once: lists after IN, and inserts of several rows.

use crate::{Result, Tx, V};

/// Lengths that lists are padded to, so that few different statements arise.
const LENGTHS: [usize; 6] = [1, 4, 16, 64, 256, 1024];
/// Both engines take several times as many parameters; more at once is no faster.
const ROWS_AT_ONCE: usize = 256;

/// Adds `items` to `params`, and answers the list to write after `IN`.
///
/// An empty list is `(NULL)`, which nothing is in; so never use it after `NOT IN`.
pub fn in_list<'a, T: Into<V<'a>>>(
    params: &mut Vec<V<'a>>,
    items: impl IntoIterator<Item = T>,
) -> String {
    let first = params.len() + 1;
    params.extend(items.into_iter().map(Into::into));
    let length = params.len() + 1 - first;
    let Some(last) = params.last().filter(|_| length > 0).cloned() else {
        return "(NULL)".to_owned();
    };
    let padded = LENGTHS.into_iter().find(|fit| *fit >= length);
    let padded = padded.unwrap_or(length);
    params.resize(first - 1 + padded, last);
    parenthesised(first, padded)
}

fn parenthesised(first: usize, count: usize) -> String {
    let mut list = String::with_capacity(count * 5 + 2);
    for number in first..first + count {
        list.push(if number == first { '(' } else { ',' });
        list.push('$');
        list.push_str(&number.to_string());
    }
    list.push(')');
    list
}

impl Tx {
    /// Inserts rows into `table_and_columns`, which reads `task (step_key, first)`.
    pub fn insert_rows<'a, const N: usize>(
        &mut self,
        table_and_columns: &str,
        rows: impl IntoIterator<Item = [V<'a>; N]>,
    ) -> Result<u64> {
        self.insert_rows_else(table_and_columns, rows, "")
    }

    /// As [`Tx::insert_rows`], with an `ON CONFLICT …` clause at the end of each statement.
    pub fn insert_rows_else<'a, const N: usize>(
        &mut self,
        table_and_columns: &str,
        rows: impl IntoIterator<Item = [V<'a>; N]>,
        on_conflict: &str,
    ) -> Result<u64> {
        let params: Vec<V<'a>> = rows.into_iter().flatten().collect();
        let mut rest = params.as_slice();
        let mut inserted = 0;
        while !rest.is_empty() {
            let count = rows_of_next_statement(rest.len() / N);
            let (now, later) = rest.split_at(count * N);
            let values: Vec<String> = (0..count)
                .map(|row| parenthesised(row * N + 1, N))
                .collect();
            let values = values.join(",");
            let sql = format!("INSERT INTO {table_and_columns} VALUES {values} {on_conflict}");
            inserted += self.exec(sql, now)?;
            rest = later;
        }
        Ok(inserted)
    }
}

/// Powers of two: each count is a statement of its own, to be prepared and kept.
fn rows_of_next_statement(left: usize) -> usize {
    let largest = 1 << left.ilog2();
    largest.min(ROWS_AT_ONCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded_with_their_last_item() {
        let mut params = vec![V::Int(7)];
        let list = in_list(&mut params, [1_i64, 2]);
        assert_eq!(list, "($2,$3,$4,$5)");
        assert_eq!(params[3..], [V::Int(2), V::Int(2)]);
        assert_eq!(in_list(&mut params, Vec::<i64>::new()), "(NULL)");
        assert_eq!(params.len(), 5);
    }

    #[test]
    fn every_row_is_in_one_statement() {
        let mut left = 1000;
        let mut counts = Vec::new();
        while left > 0 {
            let count = rows_of_next_statement(left);
            counts.push(count);
            left -= count;
        }
        assert_eq!(counts, [256, 256, 256, 128, 64, 32, 8]);
    }
}
