//! Searching tasks. What the store holds are runs: rows of tasks that something happened to, and
//! for each step the untouched rest. Runs are searched and sorted, and only the page that was
//! asked for is unrolled into tasks.

use callsheet_api::ids::{JobId, QueueId, StepId};
use callsheet_core::counts::TaskStatus;
use callsheet_core::lifecycle::task::Target;
use callsheet_core::view::Key;

use super::{Found, MOST_COUNTED, Order, Scope, Search, Searched, Statement, order_by};
use crate::columns::Columns;
use crate::recipes::Recipes;
use crate::task_moves::{ENDED_AT, MOVES, STATUS, UPDATED_AT};
use crate::tasks::{Run, Task, latest_session_action};
use crate::{Result, Tx, V, params};

#[derive(Debug, Clone, PartialEq)]
pub struct FoundTask {
    pub task: Task,
    pub step: StepId,
    pub step_key: Key,
    pub job: JobId,
    pub queue: QueueId,
}

/// Tasks that stand in the same place, with where they belong.
pub(super) struct FoundRun {
    pub run: Run,
    /// The untouched rest of its step, with this many rows among it.
    pub ahead: Option<i64>,
    step: StepId,
    pub step_key: Key,
    job: JobId,
    queue: QueueId,
}

impl FoundRun {
    pub fn task(&self, index: i64) -> FoundTask {
        FoundTask {
            task: self.run.task(self.step, index),
            step: self.step,
            step_key: self.step_key,
            job: self.job,
            queue: self.queue,
        }
    }
}

pub(super) const JOINED: &str = "SELECT p.key AS step_key, p.id AS step_id, p.name AS step_name,
    p.job_key AS job_key, p.position AS position, j.id AS job_id, j.queue_id AS queue_id,
    j.farm_id AS farm_id, j.created_at AS created_at, j.created_by AS created_by";

pub(super) fn row_columns() -> String {
    format!(
        "t.first AS first, t.count AS count, {STATUS} AS status, t.target AS target,
           t.retries AS retries, t.session_id AS session_id, t.action_index AS action_index,
           t.started_at AS started_at, {ENDED_AT} AS ended_at, {UPDATED_AT} AS updated_at,
           t.updated_by AS updated_by, -1 AS ahead"
    )
}

pub(super) const REST: &str = "p.cursor AS first, p.task_count - p.cursor - p.ahead AS count,
    p.tail AS status, CAST(NULL AS BIGINT) AS target, 0 AS retries,
    p.id AS session_id, CAST(NULL AS BIGINT) AS action_index,
    CAST(NULL AS BIGINT) AS started_at, CAST(NULL AS BIGINT) AS ended_at,
    CAST(NULL AS BIGINT) AS updated_at, NULL AS updated_by, p.ahead AS ahead
  FROM job j JOIN step p ON p.job_key = j.key
  WHERE p.task_count - p.cursor - p.ahead > 0";

pub(super) const COLUMNS: &str =
    "t.step_key, t.step_id, t.job_id, t.queue_id, t.ahead, t.first, t.count,
    t.status, t.target, t.retries, t.session_id, t.action_index, t.started_at, t.ended_at,
    t.updated_at, t.updated_by";

impl Tx {
    pub fn search_tasks(
        &mut self,
        recipes: &Recipes,
        scope: &Scope,
        search: &Search,
    ) -> Result<Searched<FoundTask>> {
        let has_tests = !search.condition.tests().is_empty();
        if has_tests || search.orders.iter().any(Order::is_parameter) {
            return self.search_by_parameter(recipes, scope, search);
        }
        self.search_by_field(scope, search).map(Searched::Found)
    }

    fn search_by_field(&mut self, scope: &Scope, search: &Search) -> Result<Found<FoundTask>> {
        let mut statement = Statement::default();
        statement.equals("t.farm_id", scope.farm);
        statement.is_in("t.queue_id", &scope.queues);
        if let Some(job) = scope.job {
            statement.equals("t.job_id", job);
        }
        statement.and(self.engine(), &search.condition);
        let total = self.count_found_tasks(&statement)?;
        let runs = self.found_runs(statement, search)?;
        Ok(Found {
            items: self.unrolled(&runs, search)?,
            total,
        })
    }

    fn count_found_tasks(&mut self, statement: &Statement) -> Result<usize> {
        let sql = format!(
            "SELECT CAST(SUM(t.count) AS BIGINT) FROM ({} LIMIT {MOST_COUNTED}) t",
            runs(&statement.conditions, "t.count")
        );
        let total: Option<i64> = self
            .one(sql, &statement.params, |row| row.get(0))?
            .flatten();
        let total = usize::try_from(total.unwrap_or(0)).unwrap_or(MOST_COUNTED);
        Ok(total.min(MOST_COUNTED))
    }

    /// Each run has at least one task, so as many runs as tasks are wanted are enough.
    fn found_runs(&mut self, statement: Statement, search: &Search) -> Result<Vec<FoundRun>> {
        let Statement {
            conditions,
            mut params,
        } = statement;
        let orders = order_by(
            self.engine(),
            &search.orders,
            "t.job_key, t.position, t.first",
            &mut params,
        );
        params.push(V::from(search.offset + search.limit));
        let sql = format!(
            "SELECT {COLUMNS} FROM ({}) t ORDER BY {orders} LIMIT ${}",
            runs(&conditions, "t.*"),
            params.len(),
        );
        self.query(sql, &params, |row| found_run(&mut Columns::of(row)))
    }

    fn unrolled(&mut self, runs: &[FoundRun], search: &Search) -> Result<Vec<FoundTask>> {
        let mut tasks = Vec::new();
        let mut skipped = search.offset;
        for found in runs {
            let wanted = search.limit - tasks.len();
            let count = usize::try_from(found.run.count).unwrap_or(usize::MAX);
            if skipped >= count || wanted == 0 {
                skipped -= skipped.min(count);
                continue;
            }
            let indices = self.indices(found, skipped, wanted.min(count - skipped))?;
            skipped = 0;
            tasks.extend(indices.into_iter().map(|index| found.task(index)));
        }
        Ok(tasks)
    }

    /// The numbers of a run's tasks. The untouched rest of a step goes around the rows among it.
    fn indices(&mut self, found: &FoundRun, skip: usize, take: usize) -> Result<Vec<i64>> {
        let rows = match found.ahead {
            None | Some(0) => Vec::new(),
            Some(_) => self.query(
                "SELECT first, count FROM task WHERE step_key = $1 AND first >= $2 ORDER BY first",
                params![found.step_key, found.run.first],
                |row| Ok((row.i64(0)?, row.i64(1)?)),
            )?,
        };
        Ok(around(found.run.first, &rows, skip, take))
    }
}

/// Both halves of what there is, each under the same conditions.
fn runs(conditions: &str, columns: &str) -> String {
    let rows = row_columns();
    format!(
        "SELECT {columns} FROM ({JOINED}, {rows} FROM job j JOIN step p ON p.job_key = j.key
           JOIN task t ON t.step_key = p.key {MOVES}) t WHERE {conditions}
         UNION ALL SELECT {columns} FROM ({JOINED}, {REST}) t WHERE {conditions}"
    )
}

/// `take` numbers from `first` on that no row covers, behind the first `skip` of them.
fn around(first: i64, rows: &[(i64, i64)], mut skip: usize, take: usize) -> Vec<i64> {
    let mut indices = Vec::new();
    let mut next = first;
    for (begin, count) in rows.iter().copied().chain([(i64::MAX, 0)]) {
        let gap = usize::try_from(begin - next).unwrap_or(0);
        let passed = skip.min(gap);
        skip -= passed;
        let from = next + i64::try_from(passed).unwrap_or(0);
        indices.extend((from..begin).take(take - indices.len()));
        if indices.len() == take {
            break;
        }
        next = begin + count;
    }
    indices
}

pub(super) fn found_run(columns: &mut Columns<'_, '_>) -> Result<FoundRun> {
    let step_key = columns.get()?;
    let (step, job, queue) = (columns.get()?, columns.get()?, columns.get()?);
    let ahead: i64 = columns.get()?;
    let run = Run {
        first: columns.get()?,
        count: columns.get()?,
        status: columns.code(TaskStatus::from_code, "task status")?,
        target: columns.opt_code(Target::from_code, "task target")?,
        failure_retries: columns.get()?,
        latest_session_action: latest_session_action(columns)?,
        started_at: columns.get()?,
        ended_at: columns.get()?,
        updated_at: columns.get()?,
        updated_by: columns.get()?,
    };
    let ahead = (ahead >= 0).then_some(ahead);
    Ok(FoundRun {
        run,
        ahead,
        step,
        step_key,
        job,
        queue,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_untouched_rest_goes_around_rows() {
        let rows = [(5, 2), (9, 1)];
        assert_eq!(around(4, &rows, 0, 6), [4, 7, 8, 10, 11, 12]);
        assert_eq!(around(4, &rows, 2, 2), [8, 10]);
        assert_eq!(around(4, &rows, 4, 1), [11]);
        assert_eq!(around(0, &[], 1_000_000, 2), [1_000_000, 1_000_001]);
        assert_eq!(around(0, &[(0, 3)], 0, 1), [3]);
    }
}
