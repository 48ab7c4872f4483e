//! Searching tasks by their parameters. A step keeps how its values come about, so which tasks have
//! a value is worked out for a step at a time, as runs of numbers; the rows of just those tasks are
//! then asked what the rest of the request is about.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use callsheet_core::index_set::IndexSet;
use callsheet_core::recipe::Recipe;
use callsheet_core::search::SortValue;
use callsheet_core::view::Key;

use super::tasks::{COLUMNS, FoundRun, JOINED, REST, found_run, row_columns};
use super::{
    Condition, Found, FoundTask, MOST_COUNTED, Order, Scope, Search, Searched, Statement, order_by,
};
use crate::columns::Columns;
use crate::recipes::Recipes;
use crate::task_moves::MOVES;
use crate::{Engine, Result, Tx, V, in_list, params};

/// Looking at more tasks than this, one by one, is refused (`semantics.md` 3.12).
const MOST_EVALUATED: usize = 100_000;
/// Each step has a plan to be read.
const MOST_STEPS: usize = 1_000;
/// With more runs than this the rows of a whole step are read instead.
const MOST_WINDOWS: usize = 1_000;

/// A step with tasks that may be wanted.
struct Wanted {
    recipe: Arc<Recipe>,
    /// For each test of a parameter, in the order of the condition.
    sets: Vec<IndexSet>,
    /// What is left if everything else holds.
    tasks: IndexSet,
}

/// Rows that stand in the same place, and what holds for them of all that is no parameter.
struct Candidate {
    found: FoundRun,
    holds: Vec<bool>,
    /// Equal for those that the orders before the first parameter do not tell apart.
    group: i64,
}

/// Tasks of one candidate.
struct Piece {
    candidate: usize,
    tasks: IndexSet,
}

impl Tx {
    pub(super) fn search_by_parameter(
        &mut self,
        recipes: &Recipes,
        scope: &Scope,
        search: &Search,
    ) -> Result<Searched<FoundTask>> {
        let Some(steps) = self.wanted_steps(recipes, scope, &search.condition)? else {
            return Ok(Searched::TooMany);
        };
        let candidates = self.candidates(&steps, search)?;
        if candidates.len() > MOST_EVALUATED {
            return Ok(Searched::TooMany);
        }
        let Some(pieces) = self.pieces(&steps, &candidates, &search.condition)? else {
            return Ok(Searched::TooMany);
        };
        Ok(page(&steps, &candidates, &pieces, search))
    }

    /// None: there are too many to look at.
    fn wanted_steps(
        &mut self,
        recipes: &Recipes,
        scope: &Scope,
        condition: &Condition,
    ) -> Result<Option<HashMap<Key, Wanted>>> {
        let Statement { conditions, params } = Statement::for_queues(scope);
        let sql = format!(
            "SELECT p.key FROM job j JOIN step p ON p.job_key = j.key WHERE {conditions}
             ORDER BY p.key LIMIT {}",
            MOST_STEPS + 1
        );
        let keys: Vec<Key> = self.query(sql, &params, |row| row.get(0))?;
        if keys.len() > MOST_STEPS {
            return Ok(None);
        }
        let mut steps = HashMap::new();
        for key in keys {
            let Some(wanted) = Wanted::of(recipes.of(self, key)?, condition) else {
                return Ok(None);
            };
            if !wanted.tasks.is_empty() {
                steps.insert(key, wanted);
            }
        }
        Ok(Some(steps))
    }

    /// Rows and untouched rests with wanted tasks among them, in the order of the fields.
    fn candidates(
        &mut self,
        steps: &HashMap<Key, Wanted>,
        search: &Search,
    ) -> Result<Vec<Candidate>> {
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let mut params: Vec<V<'static>> = Vec::new();
        let windows = windows(steps, &mut params);
        let keys = in_list(&mut params, steps.keys().copied());
        let conditions = search
            .condition
            .without_parameters()
            .sql(self.engine(), &mut params);
        let leaves = search.condition.fields();
        let holds: String = leaves
            .iter()
            .map(|leaf| {
                let leaf = leaf.sql(self.engine(), &mut params);
                format!(", CASE WHEN {leaf} THEN 1 ELSE 0 END")
            })
            .collect();
        let group = group(self.engine(), &search.orders, &mut params);
        let fields = field_orders(&search.orders);
        let orders = order_by(
            self.engine(),
            &fields,
            "t.job_key, t.position, t.first",
            &mut params,
        );
        let columns = row_columns();
        let sql = format!(
            "SELECT {COLUMNS}, {group}{holds} FROM (
               {JOINED}, {columns} FROM ({windows}) w CROSS JOIN task t
                 JOIN step p ON p.key = t.step_key JOIN job j ON j.key = p.job_key {MOVES}
                 WHERE t.step_key = w.column1 AND t.first BETWEEN w.column2 AND w.column3
               UNION ALL {JOINED}, {REST} AND p.key IN {keys}
             ) t WHERE {conditions} ORDER BY {orders} LIMIT {}",
            MOST_EVALUATED + 1
        );
        let count = leaves.len();
        self.query(sql, &params, |row| {
            let mut columns = Columns::of(row);
            let found = found_run(&mut columns)?;
            let group = columns.get()?;
            let holds = (0..count).map(|_| Ok(columns.get::<i64>()? == 1));
            Ok(Candidate {
                found,
                holds: holds.collect::<Result<_>>()?,
                group,
            })
        })
    }

    /// The wanted tasks of each candidate. None: they are in too many pieces.
    fn pieces(
        &mut self,
        steps: &HashMap<Key, Wanted>,
        candidates: &[Candidate],
        condition: &Condition,
    ) -> Result<Option<Vec<Piece>>> {
        let (mut pieces, mut runs) = (Vec::new(), 0);
        let mut seen = HashSet::new();
        for (at, candidate) in candidates.iter().enumerate() {
            let found = &candidate.found;
            // A row may lie in two windows.
            let is_new = found.ahead.is_some() || seen.insert((found.step_key, found.run.first));
            let Some(wanted) = steps.get(&found.step_key).filter(|_| is_new) else {
                continue;
            };
            let mut tasks = wanted.among(condition, candidate);
            if found.ahead.is_some_and(|rows| rows > 0) {
                let Some(rows) = self.rows_ahead(found)? else {
                    return Ok(None);
                };
                tasks = tasks.without(&rows);
            }
            runs += tasks.runs().len();
            if runs > MOST_EVALUATED {
                return Ok(None);
            }
            if !tasks.is_empty() {
                pieces.push(Piece {
                    candidate: at,
                    tasks,
                });
            }
        }
        Ok(Some(pieces))
    }

    /// Tasks among an untouched rest that have rows of their own.
    fn rows_ahead(&mut self, rest: &FoundRun) -> Result<Option<IndexSet>> {
        let sql = format!(
            "SELECT first, count FROM task WHERE step_key = $1 AND first >= $2
             ORDER BY first LIMIT {}",
            MOST_EVALUATED + 1
        );
        let rows = self.query(sql, params![rest.step_key, rest.run.first], |row| {
            let first = row.i64(0)?;
            Ok(first..first + row.i64(1)?)
        })?;
        Ok((rows.len() <= MOST_EVALUATED).then(|| rows.into_iter().collect()))
    }
}

impl Wanted {
    /// None: the tests cut the step into too many runs.
    fn of(recipe: Arc<Recipe>, condition: &Condition) -> Option<Self> {
        let tests = condition.tests();
        let sets = tests
            .into_iter()
            .map(|test| recipe.matching(test, MOST_EVALUATED).ok());
        let sets: Vec<IndexSet> = sets.collect::<Option<_>>()?;
        let whole = 0..recipe.task_count();
        let tasks = condition.tasks(&whole, &mut std::iter::repeat(true), &mut sets.iter());
        Some(Self {
            recipe,
            sets,
            tasks,
        })
    }

    fn among(&self, condition: &Condition, candidate: &Candidate) -> IndexSet {
        let run = &candidate.found.run;
        let end = match candidate.found.ahead {
            None => run.first + run.count,
            Some(_) => self.recipe.task_count(),
        };
        let mut holds = candidate.holds.iter().copied();
        condition.tasks(&(run.first..end), &mut holds, &mut self.sets.iter())
    }
}

/// Where rows are looked for: first numbers from and to, of each step. A chunk's row begins before
/// most of its tasks, and there are few of those, so all rows of a chunked step are looked at.
fn windows(steps: &HashMap<Key, Wanted>, params: &mut Vec<V<'static>>) -> String {
    let runs: usize = steps.values().map(|wanted| wanted.tasks.runs().len()).sum();
    let mut rows: Vec<String> = Vec::new();
    let mut add = |step: Key, from: i64, to: i64| {
        let first = params.len() + 1;
        params.extend([V::from(step), V::from(from), V::from(to)]);
        // The first row says which type the columns have.
        let cast = |at: usize| match rows.is_empty() {
            true => format!("CAST(${at} AS BIGINT)"),
            false => format!("${at}"),
        };
        let row = [cast(first), cast(first + 1), cast(first + 2)].join(", ");
        rows.push(format!("({row})"));
    };
    for (key, wanted) in steps {
        if runs > MOST_WINDOWS || wanted.recipe.is_chunked() {
            add(*key, 0, i64::MAX);
            continue;
        }
        for Range { start, end } in wanted.tasks.runs() {
            add(*key, *start, end - 1);
        }
    }
    format!("VALUES {}", rows.join(","))
}

fn field_orders(orders: &[Order]) -> Vec<Order> {
    let fields = orders.iter().filter(|order| !order.is_parameter());
    fields.cloned().collect()
}

fn group(engine: Engine, orders: &[Order], params: &mut Vec<V<'static>>) -> String {
    let before = orders.iter().position(Order::is_parameter).unwrap_or(0);
    match orders.get(..before) {
        None | Some([]) => "CAST(0 AS BIGINT)".to_owned(),
        Some(before) => {
            let orders: Vec<String> = before
                .iter()
                .map(|order| order.sql(engine, params))
                .collect();
            format!("DENSE_RANK() OVER (ORDER BY {})", orders.join(", "))
        }
    }
}

/// The page that was asked for.
fn page(
    steps: &HashMap<Key, Wanted>,
    candidates: &[Candidate],
    pieces: &[Piece],
    search: &Search,
) -> Searched<FoundTask> {
    let total: i64 = pieces.iter().map(|piece| piece.tasks.len()).sum();
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    let names: Vec<(&str, bool)> = search.orders.iter().filter_map(Order::parameter).collect();
    let numbers = pieces.iter().flat_map(|piece| {
        let numbers = piece.tasks.runs().iter().cloned().flatten();
        numbers.map(|index| (piece.candidate, index))
    });
    let wanted: Vec<(usize, i64)> = if names.is_empty() {
        numbers.skip(search.offset).take(search.limit).collect()
    } else if total > MOST_EVALUATED {
        return Searched::TooMany;
    } else {
        let sorted = sorted(steps, candidates, numbers, &names);
        sorted
            .into_iter()
            .skip(search.offset)
            .take(search.limit)
            .collect()
    };
    let items = wanted
        .into_iter()
        .map(|(at, index)| candidates[at].found.task(index));
    Searched::Found(Found {
        items: items.collect(),
        total: total.min(MOST_COUNTED),
    })
}

/// By parameters within each group; ties stay in the order of the fields.
fn sorted(
    steps: &HashMap<Key, Wanted>,
    candidates: &[Candidate],
    numbers: impl Iterator<Item = (usize, i64)>,
    names: &[(&str, bool)],
) -> Vec<(usize, i64)> {
    let mut keyed: Vec<_> = numbers
        .map(|(at, index)| {
            let recipe = steps
                .get(&candidates[at].found.step_key)
                .map(|step| &step.recipe);
            let value = |name: &str| recipe.and_then(|recipe| recipe.sort_value(name, index));
            let values: Vec<_> = names.iter().map(|(name, _)| value(name)).collect();
            (candidates[at].group, values, (at, index))
        })
        .collect();
    keyed.sort_by(|a, b| {
        let by_value = || {
            let pairs = a.1.iter().zip(&b.1).zip(names);
            let orders = pairs.map(|((a, b), (_, ascending))| by_value(a, b, *ascending));
            orders.fold(Ordering::Equal, Ordering::then)
        };
        a.0.cmp(&b.0).then_with(by_value)
    });
    keyed.into_iter().map(|(_, _, task)| task).collect()
}

/// What is absent is last in either direction.
fn by_value(a: &Option<SortValue>, b: &Option<SortValue>, is_ascending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if is_ascending => a.order(b),
        (Some(a), Some(b)) => b.order(a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
