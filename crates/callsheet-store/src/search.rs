//! Searches: conditions and orders as values, and the one place that makes SQL of them. Names of
//! columns come from the tables in here, everything that a caller wrote is a parameter.

use std::ops::Range;

use callsheet_api::Timestamp;
use callsheet_api::ids::{FarmId, FleetId, JobId, QueueId, SessionId, StepId, WorkerId};

use callsheet_core::index_set::IndexSet;

use crate::jobs::{self, Job};
use crate::steps::{self, Step};
use crate::workers::{self, Worker};
use crate::{Engine, Result, Row, Tx, V, in_list};

mod by_parameter;
mod fields;
mod job_parameters;
mod tasks;

pub use callsheet_core::search::{Comparison, ParameterTest};
pub use fields::{Catalogue, Field, JOBS, Kind, STEPS, TASKS, WORKERS};
pub use tasks::FoundTask;

/// More than these are not counted (`semantics.md` 3.12).
pub const MOST_COUNTED: usize = 10_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    pub condition: Condition,
    pub orders: Vec<Order>,
    pub offset: usize,
    pub limit: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    pub items: Vec<T>,
    /// Exact up to [`MOST_COUNTED`].
    pub total: usize,
}

/// The answer to a search that may be too much work.
#[derive(Debug, Clone, PartialEq)]
pub enum Searched<T> {
    Found(Found<T>),
    /// More would have to be looked at one by one than is done for anybody.
    TooMany,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Compare {
        field: Field,
        comparison: Comparison,
        value: V<'static>,
    },
    /// Of an empty list nothing is a member.
    Among {
        field: Field,
        values: Vec<V<'static>>,
    },
    NotAmong {
        field: Field,
        values: Vec<V<'static>>,
    },
    /// A text is somewhere in the texts that a noun is searched by, whatever its case; or it is an
    /// id, or how one begins.
    Mentions {
        catalogue: &'static Catalogue,
        text: String,
    },
    /// Of a job's or a task's parameter.
    Parameter(ParameterTest),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    Ascending(Field),
    Descending(Field),
    /// What this user made comes before what others made.
    MadeBy {
        field: Field,
        user: String,
    },
    /// By a job's or a task's parameter.
    Parameter {
        name: String,
        is_ascending: bool,
    },
}

/// Which things are searched at all, before any condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    pub farm: FarmId,
    pub queues: Vec<QueueId>,
    pub job: Option<JobId>,
}

impl Tx {
    pub fn search_jobs(&mut self, scope: &Scope, search: &Search) -> Result<Found<Job>> {
        let mut statement = Statement::for_queues(scope);
        statement.and(self.engine(), &search.condition);
        self.found(
            statement,
            search,
            (jobs::WHOLE, "job j", "j.key"),
            jobs::job,
        )
    }

    pub fn search_steps(&mut self, scope: &Scope, search: &Search) -> Result<Found<Step>> {
        let mut statement = Statement::for_queues(scope);
        statement.and(self.engine(), &search.condition);
        let from = "step p JOIN job j ON j.key = p.job_key";
        self.found(
            statement,
            search,
            (steps::COLUMNS, from, "p.key"),
            steps::step,
        )
    }

    pub fn search_workers(
        &mut self,
        farm: FarmId,
        fleets: &[FleetId],
        search: &Search,
    ) -> Result<Found<Worker>> {
        let mut statement = Statement::default();
        statement.equals("w.farm_id", farm);
        statement.is_in("w.fleet_id", fleets);
        statement.and(self.engine(), &search.condition);
        self.found(
            statement,
            search,
            (workers::COLUMNS, "worker w", "w.id"),
            workers::worker,
        )
    }

    fn found<T>(
        &mut self,
        statement: Statement,
        search: &Search,
        (columns, from, last_order): (&str, &str, &str),
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Found<T>> {
        let total = self.count(&statement, from)?;
        let Statement {
            conditions,
            mut params,
        } = statement;
        let orders = order_by(self.engine(), &search.orders, last_order, &mut params);
        params.extend([V::from(search.limit), V::from(search.offset)]);
        let (limit, offset) = (params.len() - 1, params.len());
        let sql = format!(
            "SELECT {columns} FROM {from} WHERE {conditions}
             ORDER BY {orders} LIMIT ${limit} OFFSET ${offset}"
        );
        Ok(Found {
            items: self.query(sql, &params, read)?,
            total,
        })
    }

    fn count(&mut self, statement: &Statement, from: &str) -> Result<usize> {
        let Statement { conditions, params } = statement;
        let sql = format!(
            "SELECT COUNT(*) FROM
               (SELECT 1 AS one FROM {from} WHERE {conditions} LIMIT {MOST_COUNTED}) counted"
        );
        Ok(self.one(sql, params, |row| row.get(0))?.unwrap_or(0))
    }
}

/// What follows WHERE, with its parameters.
#[derive(Default)]
struct Statement {
    conditions: String,
    params: Vec<V<'static>>,
}

impl Statement {
    fn for_queues(scope: &Scope) -> Self {
        let mut statement = Self::default();
        statement.equals("j.farm_id", scope.farm);
        statement.is_in("j.queue_id", &scope.queues);
        if let Some(job) = scope.job {
            statement.equals("j.id", job);
        }
        statement
    }

    fn begin(&mut self) {
        if !self.conditions.is_empty() {
            self.conditions.push_str(" AND ");
        }
    }

    fn equals(&mut self, sql: &str, value: impl Into<V<'static>>) {
        self.begin();
        self.conditions
            .push_str(&compare(sql, "=", value.into(), &mut self.params));
    }

    fn is_in<T: Copy + Into<V<'static>>>(&mut self, sql: &str, values: &[T]) {
        self.begin();
        let list = in_list(&mut self.params, values.iter().copied());
        self.conditions.push_str(&format!("{sql} IN {list}"));
    }

    fn and(&mut self, engine: Engine, condition: &Condition) {
        self.begin();
        let condition = condition.sql(engine, &mut self.params);
        self.conditions.push_str(&condition);
    }
}

impl Condition {
    /// What every row meets.
    pub const fn always() -> Self {
        Condition::All(Vec::new())
    }

    /// The tests of parameters, in their order.
    fn tests(&self) -> Vec<&ParameterTest> {
        self.leaves()
            .into_iter()
            .filter_map(Condition::test)
            .collect()
    }

    /// What is neither a group nor about a parameter, in its order.
    fn fields(&self) -> Vec<&Condition> {
        let mut leaves = self.leaves();
        leaves.retain(|leaf| leaf.test().is_none());
        leaves
    }

    fn test(&self) -> Option<&ParameterTest> {
        match self {
            Condition::Parameter(test) => Some(test),
            Condition::All(_)
            | Condition::Any(_)
            | Condition::Compare { .. }
            | Condition::Among { .. }
            | Condition::NotAmong { .. }
            | Condition::Mentions { .. } => None,
        }
    }

    fn leaves(&self) -> Vec<&Condition> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::leaves).collect()
            }
            Condition::Compare { .. }
            | Condition::Among { .. }
            | Condition::NotAmong { .. }
            | Condition::Mentions { .. }
            | Condition::Parameter(_) => vec![self],
        }
    }

    /// What holds wherever this holds, whatever the parameters are: no part is ever negated.
    fn without_parameters(&self) -> Condition {
        let parts = |parts: &[Condition]| parts.iter().map(Condition::without_parameters).collect();
        match self {
            Condition::All(all) => Condition::All(parts(all)),
            Condition::Any(any) => Condition::Any(parts(any)),
            Condition::Parameter(_) => Condition::always(),
            Condition::Compare { .. }
            | Condition::Among { .. }
            | Condition::NotAmong { .. }
            | Condition::Mentions { .. } => self.clone(),
        }
    }

    /// The tasks of a run for which it holds: `fields` says of each of [`Self::fields`] whether it
    /// does, `sets` where each of [`Self::tests`] does.
    fn tasks(
        &self,
        run: &Range<i64>,
        fields: &mut dyn Iterator<Item = bool>,
        sets: &mut dyn Iterator<Item = &IndexSet>,
    ) -> IndexSet {
        let all = || IndexSet::from_iter([run.clone()]);
        // Each part takes its own from the iterators, so none may be left out.
        match self {
            Condition::All(parts) => parts.iter().fold(all(), |found, part| {
                found.intersection(&part.tasks(run, fields, sets))
            }),
            Condition::Any(parts) => parts.iter().fold(IndexSet::default(), |found, part| {
                found.union(&part.tasks(run, fields, sets))
            }),
            Condition::Parameter(_) => sets
                .next()
                .map_or_else(IndexSet::default, |set| set.within(run.clone())),
            Condition::Compare { .. }
            | Condition::Among { .. }
            | Condition::NotAmong { .. }
            | Condition::Mentions { .. } => match fields.next() {
                Some(true) => all(),
                Some(false) | None => IndexSet::default(),
            },
        }
    }

    fn sql(&self, engine: Engine, params: &mut Vec<V<'static>>) -> String {
        match self {
            Condition::All(parts) => joined(parts, " AND ", "1 = 1", engine, params),
            Condition::Any(parts) => joined(parts, " OR ", "1 = 0", engine, params),
            Condition::Parameter(test) => job_parameters::passes(engine, test, params),
            Condition::Compare {
                field,
                comparison,
                value,
            } => {
                let is = compare(field.sql, operator(*comparison), value.clone(), params);
                match comparison {
                    // What is absent is not equal to anything.
                    Comparison::NotEqual => format!("({} IS NULL OR {is})", field.sql),
                    Comparison::Equal
                    | Comparison::Less
                    | Comparison::LessOrEqual
                    | Comparison::Greater
                    | Comparison::GreaterOrEqual => is,
                }
            }
            Condition::Among { field, values } => {
                format!(
                    "{} IN {}",
                    field.sql,
                    in_list(params, values.iter().cloned())
                )
            }
            Condition::NotAmong { values, .. } if values.is_empty() => "1 = 1".to_owned(),
            Condition::NotAmong { field, values } => {
                let list = in_list(params, values.iter().cloned());
                format!("({0} IS NULL OR {0} NOT IN {list})", field.sql)
            }
            Condition::Mentions { catalogue, text } => catalogue.mentions(text, params),
        }
    }
}

const fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn joined(
    parts: &[Condition],
    between: &str,
    of_none: &str,
    engine: Engine,
    params: &mut Vec<V<'static>>,
) -> String {
    if parts.is_empty() {
        return of_none.to_owned();
    }
    let parts: Vec<String> = parts.iter().map(|part| part.sql(engine, params)).collect();
    format!("({})", parts.join(between))
}

fn compare(sql: &str, operator: &str, value: V<'static>, params: &mut Vec<V<'static>>) -> String {
    params.push(value);
    format!("{sql} {operator} ${}", params.len())
}

/// Both engines put what is absent last, in either direction; ties are broken the same way always,
/// or a page could repeat what the one before it showed.
fn order_by(engine: Engine, orders: &[Order], last: &str, params: &mut Vec<V<'static>>) -> String {
    let mut terms: Vec<String> = orders
        .iter()
        .map(|order| order.sql(engine, params))
        .collect();
    terms.push(last.to_owned());
    terms.join(", ")
}

impl Order {
    /// The parameter that it is about, and whether it ascends.
    fn parameter(&self) -> Option<(&str, bool)> {
        match self {
            Order::Parameter { name, is_ascending } => Some((name, *is_ascending)),
            Order::Ascending(_) | Order::Descending(_) | Order::MadeBy { .. } => None,
        }
    }

    fn is_parameter(&self) -> bool {
        self.parameter().is_some()
    }

    fn sql(&self, engine: Engine, params: &mut Vec<V<'static>>) -> String {
        match self {
            Order::Ascending(field) => format!("{0} IS NULL, {0}", field.sql),
            Order::Descending(field) => format!("{0} IS NULL, {0} DESC", field.sql),
            Order::MadeBy { field, user } => {
                let is = compare(field.sql, "=", V::from(user.clone()), params);
                format!("CASE WHEN {is} THEN 0 ELSE 1 END")
            }
            Order::Parameter { name, is_ascending } => {
                job_parameters::order(engine, name, *is_ascending, params)
            }
        }
    }
}

impl Catalogue {
    fn mentions(&self, text: &str, params: &mut Vec<V<'static>>) -> String {
        params.push(V::from(format!(
            "%{}%",
            escaped(&text.to_ascii_lowercase())
        )));
        let pattern = params.len();
        let like = |sql: &&str| format!("lower({sql}) LIKE ${pattern} ESCAPE '!'");
        let mut ways: Vec<String> = self.texts.iter().map(like).collect();
        for (prefix, sql) in self.ids {
            if let Some((first, last)) = id_range(prefix, text) {
                params.extend([V::from(first), V::from(last)]);
                ways.push(format!(
                    "{sql} BETWEEN ${} AND ${}",
                    params.len() - 1,
                    params.len()
                ));
            }
        }
        format!("({})", ways.join(" OR "))
    }
}

/// `%` and `_` in a caller's text mean themselves.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(character);
    }
    escaped
}

/// The ids that begin like `text`: `job-0123`, or at least eight digits of one without its prefix.
fn id_range(prefix: &str, text: &str) -> Option<([u8; 16], [u8; 16])> {
    let text = text.to_ascii_lowercase();
    let digits = match text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('-'))
    {
        Some(digits) => digits,
        None if text.len() >= 8 => text.as_str(),
        None => return None,
    };
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits.is_empty() || digits.len() > 32 || !is_hex {
        return None;
    }
    let padded = |with: &str| {
        let whole = format!("{digits}{}", with.repeat(32 - digits.len()));
        u128::from_str_radix(&whole, 16).ok().map(u128::to_be_bytes)
    };
    Some((padded("0")?, padded("f")?))
}

/// A text as a value of a column, if it can be one.
impl Kind {
    pub fn read(&self, text: &str) -> Option<V<'static>> {
        match self {
            Kind::Text => Some(V::from(text.to_owned())),
            Kind::Number => text.parse::<i64>().ok().map(V::from),
            Kind::Time => text.parse::<Timestamp>().ok().map(V::from),
            Kind::Code(code) => code(text).map(V::from),
            Kind::Job => text.parse::<JobId>().ok().map(V::from),
            Kind::Queue => text.parse::<QueueId>().ok().map(V::from),
            Kind::Step => text.parse::<StepId>().ok().map(V::from),
            Kind::Task => None,
            Kind::Session => text.parse::<SessionId>().ok().map(V::from),
            Kind::Fleet => text.parse::<FleetId>().ok().map(V::from),
            Kind::Worker => text.parse::<WorkerId>().ok().map(V::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_an_id_begins_is_a_range_of_ids() {
        let (first, last) = id_range("job", "job-0aF").unwrap();
        assert_eq!((first[..2].to_vec(), first[15]), (vec![0x0a, 0xf0], 0));
        assert_eq!((last[..2].to_vec(), last[15]), (vec![0x0a, 0xff], 0xff));
        for text in ["job-", "job-xyz", "abcdef", "step-0123", "frame"] {
            assert_eq!(id_range("job", text), None, "{text}");
        }
        assert!(id_range("job", "01234567").is_some());
    }

    #[test]
    fn a_callers_text_is_never_part_of_the_statement() {
        let field = JOBS.field("NAME").unwrap();
        let hostile = "'; DROP TABLE job; --%_!";
        let condition = Condition::Any(vec![
            Condition::Compare {
                field,
                comparison: Comparison::NotEqual,
                value: V::from(hostile.to_owned()),
            },
            Condition::Mentions {
                catalogue: &JOBS,
                text: hostile.to_owned(),
            },
        ]);
        let mut params = Vec::new();
        let sql = condition.sql(Engine::Sqlite, &mut params);
        assert!(!sql.contains("DROP"), "{sql}");
        assert_eq!(
            params[1],
            V::from("%'; drop table job; --!%!_!!%".to_owned())
        );
    }

    #[test]
    fn groups_of_nothing_have_a_meaning() {
        let mut params = Vec::new();
        assert_eq!(
            Condition::always().sql(Engine::Sqlite, &mut params),
            "1 = 1"
        );
        assert_eq!(
            Condition::Any(Vec::new()).sql(Engine::Sqlite, &mut params),
            "1 = 0"
        );
    }
}
