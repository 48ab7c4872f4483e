//! Reading a row from left to right, so that a list of columns and its reader can be compared line
//! by line and nobody counts positions.

use callsheet_core::counts::{Counts, TaskStatus};

use crate::row::FromColumn;
use crate::{Error, Result, Row};

pub(crate) struct Columns<'a, 'r> {
    row: &'a Row<'r>,
    next: usize,
}

impl<'a, 'r> Columns<'a, 'r> {
    pub fn of(row: &'a Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    /// From a column on, behind those that somebody else has read.
    pub fn after(row: &'a Row<'r>, next: usize) -> Self {
        Self { row, next }
    }

    pub fn get<T: FromColumn>(&mut self) -> Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }

    /// A number that stands for a value of one of our own enums.
    pub fn code<T>(&mut self, from_code: fn(i64) -> Option<T>, what: &str) -> Result<T> {
        from_code(self.get()?).ok_or_else(|| Error::broken(what))
    }

    pub fn opt_code<T>(
        &mut self,
        from_code: fn(i64) -> Option<T>,
        what: &str,
    ) -> Result<Option<T>> {
        match self.get()? {
            None => Ok(None),
            Some(code) => from_code(code).map(Some).ok_or_else(|| Error::broken(what)),
        }
    }

    pub fn counts(&mut self) -> Result<Counts> {
        let mut counts = [0; TaskStatus::ALL.len()];
        for count in &mut counts {
            *count = self.get()?;
        }
        Ok(Counts::new(counts))
    }
}
