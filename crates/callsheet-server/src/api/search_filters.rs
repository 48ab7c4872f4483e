//! Filters and sorts of a search as the store understands them. A name or a value that cannot be
//! is refused, with the names or the kind of value that can.

use callsheet_api::types::{
    ComparisonOperator, LogicalOperator, SearchFilterExpression, SearchGroupedFilterExpressions,
    SearchSortExpression, SearchTermFilterExpression, SearchTermMatchingType, SortOrder,
    StringFilterExpression, StringListFilterExpression,
};
use callsheet_store::V;
use callsheet_store::search::{
    Catalogue, Comparison, Condition, Field, Kind, Order, ParameterTest,
};

use crate::error::{Result, invalid};

/// Groups within groups within the outermost one.
const DEEPEST: usize = 3;

const FILTERS: &str = "filterExpressions";
const SORTS: &str = "sortExpressions";

pub fn condition(
    catalogue: &'static Catalogue,
    group: &SearchGroupedFilterExpressions,
) -> Result<Condition> {
    grouped(catalogue, group, 0)
}

fn grouped(
    catalogue: &'static Catalogue,
    group: &SearchGroupedFilterExpressions,
    depth: usize,
) -> Result<Condition> {
    if depth > DEEPEST {
        let why = format!("nests groups more than {DEEPEST} deep: say the same with fewer");
        return Err(invalid(FILTERS, why));
    }
    let parts = group
        .filters
        .iter()
        .map(|filter| filtered(catalogue, filter, depth));
    let parts = parts.collect::<Result<_>>()?;
    Ok(match group.operator {
        LogicalOperator::And => Condition::All(parts),
        LogicalOperator::Or => Condition::Any(parts),
    })
}

fn filtered(
    catalogue: &'static Catalogue,
    filter: &SearchFilterExpression,
    depth: usize,
) -> Result<Condition> {
    match filter {
        SearchFilterExpression::StringFilter(filter) => string(catalogue, filter),
        SearchFilterExpression::StringListFilter(filter) => string_list(catalogue, filter),
        SearchFilterExpression::DateTimeFilter(filter) => {
            let field = named(catalogue, &filter.name, FILTERS)?;
            if field.kind != Kind::Time {
                return Err(invalid(
                    FILTERS,
                    format!("compares `{}` with a time, which it is not", filter.name),
                ));
            }
            let value = V::from(filter.date_time);
            Ok(Condition::Compare {
                field,
                comparison: comparison(filter.operator)?,
                value,
            })
        }
        SearchFilterExpression::SearchTermFilter(filter) => Ok(mentions(catalogue, filter)),
        SearchFilterExpression::GroupFilter(group) => grouped(catalogue, group, depth + 1),
        SearchFilterExpression::ParameterFilter(filter) => {
            refuse_without_parameters(catalogue, FILTERS)?;
            let comparison = comparison(filter.operator)?;
            let test = ParameterTest::new(&filter.name, comparison, &filter.value);
            Ok(Condition::Parameter(test))
        }
    }
}

fn refuse_without_parameters(catalogue: &Catalogue, member: &str) -> Result<()> {
    if catalogue.has_parameters {
        return Ok(());
    }
    let why = "names a parameter, which only jobs and tasks have: search those, or use fields";
    Err(invalid(member, why))
}

fn string(catalogue: &'static Catalogue, filter: &StringFilterExpression) -> Result<Condition> {
    let field = filterable(catalogue, &filter.name)?;
    let comparison = comparison(filter.operator)?;
    let has_order = matches!(field.kind, Kind::Number | Kind::Time);
    if !has_order && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
        let why = format!(
            "orders `{}`, which has no order: use EQUAL or NOT_EQUAL",
            filter.name
        );
        return Err(invalid(FILTERS, why));
    }
    Ok(Condition::Compare {
        field,
        comparison,
        value: value(field, &filter.value)?,
    })
}

fn string_list(
    catalogue: &'static Catalogue,
    filter: &StringListFilterExpression,
) -> Result<Condition> {
    let field = filterable(catalogue, &filter.name)?;
    let values = filter.values.iter().map(|text| value(field, text));
    let values = values.collect::<Result<_>>()?;
    match filter.operator {
        ComparisonOperator::AnyEquals => Ok(Condition::Among { field, values }),
        ComparisonOperator::AllNotEquals => Ok(Condition::NotAmong { field, values }),
        ComparisonOperator::Equal
        | ComparisonOperator::NotEqual
        | ComparisonOperator::GreaterThanEqualTo
        | ComparisonOperator::GreaterThan
        | ComparisonOperator::LessThanEqualTo
        | ComparisonOperator::LessThan => Err(invalid(
            FILTERS,
            "compares a list: use ANY_EQUALS or ALL_NOT_EQUALS",
        )),
    }
}

/// Fuzzily, one of the words is enough.
fn mentions(catalogue: &'static Catalogue, filter: &SearchTermFilterExpression) -> Condition {
    let mentions = |text: &str| Condition::Mentions {
        catalogue,
        text: text.to_owned(),
    };
    match filter
        .match_type
        .unwrap_or(SearchTermMatchingType::FuzzyMatch)
    {
        SearchTermMatchingType::Contains => mentions(&filter.search_term),
        SearchTermMatchingType::FuzzyMatch => Condition::Any(
            filter
                .search_term
                .split_whitespace()
                .map(mentions)
                .collect(),
        ),
    }
}

fn comparison(operator: ComparisonOperator) -> Result<Comparison> {
    match operator {
        ComparisonOperator::Equal => Ok(Comparison::Equal),
        ComparisonOperator::NotEqual => Ok(Comparison::NotEqual),
        ComparisonOperator::GreaterThanEqualTo => Ok(Comparison::GreaterOrEqual),
        ComparisonOperator::GreaterThan => Ok(Comparison::Greater),
        ComparisonOperator::LessThanEqualTo => Ok(Comparison::LessOrEqual),
        ComparisonOperator::LessThan => Ok(Comparison::Less),
        ComparisonOperator::AnyEquals | ComparisonOperator::AllNotEquals => Err(invalid(
            FILTERS,
            "compares one value with a list's operator: use a stringListFilter",
        )),
    }
}

fn filterable(catalogue: &'static Catalogue, name: &str) -> Result<Field> {
    let field = named(catalogue, name, FILTERS)?;
    if field.kind == Kind::Task {
        let why = format!("filters by `{name}`, which can only be sorted by: use GetTask");
        return Err(invalid(FILTERS, why));
    }
    Ok(field)
}

fn named(catalogue: &'static Catalogue, name: &str, member: &str) -> Result<Field> {
    catalogue.field(name).ok_or_else(|| {
        let names: Vec<&str> = catalogue.names().collect();
        invalid(
            member,
            format!(
                "names `{name}`, which is not a field: use one of {}",
                names.join(", ")
            ),
        )
    })
}

fn value(field: Field, text: &str) -> Result<V<'static>> {
    let read = field.kind.read(text);
    read.ok_or_else(|| {
        invalid(
            FILTERS,
            format!("has `{text}`, which is not a value of {}", field.name),
        )
    })
}

pub fn orders(catalogue: &'static Catalogue, sorts: &[SearchSortExpression]) -> Result<Vec<Order>> {
    sorts.iter().map(|sort| order(catalogue, sort)).collect()
}

fn order(catalogue: &'static Catalogue, sort: &SearchSortExpression) -> Result<Order> {
    match sort {
        SearchSortExpression::FieldSort(sort) => {
            let field = named(catalogue, &sort.name, SORTS)?;
            Ok(match sort.sort_order {
                SortOrder::Ascending => Order::Ascending(field),
                SortOrder::Descending => Order::Descending(field),
            })
        }
        SearchSortExpression::UserJobsFirst(first) => {
            let field = named(catalogue, "CREATED_BY", SORTS)?;
            Ok(Order::MadeBy {
                field,
                user: first.user_identity_id.clone(),
            })
        }
        SearchSortExpression::ParameterSort(sort) => {
            refuse_without_parameters(catalogue, SORTS)?;
            Ok(Order::Parameter {
                name: sort.name.clone(),
                is_ascending: sort.sort_order == SortOrder::Ascending,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use callsheet_store::search::{JOBS, STEPS, TASKS};
    use serde_json::{Value, json};

    use super::*;

    fn jobs(group: Value) -> Result<Condition> {
        condition(&JOBS, &serde_json::from_value(group).unwrap())
    }

    fn one(filter: Value) -> Value {
        json!({"operator": "AND", "filters": [filter]})
    }

    #[test]
    fn the_filters_that_clients_send_are_understood() {
        let statuses = ["READY", "ASSIGNED", "STARTING", "SCHEDULED", "RUNNING"];
        let filter = json!({"stringListFilter": {
            "name": "TASK_RUN_STATUS", "operator": "ANY_EQUALS", "values": statuses
        }});
        let Condition::All(parts) = jobs(one(filter)).unwrap() else {
            panic!("not all of")
        };
        let [Condition::Among { field, values }] = parts.as_slice() else {
            panic!("not a list")
        };
        assert_eq!((field.name, values.len()), ("TASK_RUN_STATUS", 5));
        let filter = json!({"dateTimeFilter": {
            "name": "ENDED_AT", "operator": "GREATER_THAN_EQUAL_TO",
            "dateTime": "2024-03-26T18:11:19.065Z"
        }});
        let Condition::All(parts) = jobs(one(filter)).unwrap() else {
            panic!("not all of")
        };
        let [
            Condition::Compare {
                comparison, value, ..
            },
        ] = parts.as_slice()
        else {
            panic!("not a comparison")
        };
        assert_eq!(*comparison, Comparison::GreaterOrEqual);
        assert_eq!(*value, V::Int(1_711_476_679_065));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for filter in [
            json!({"stringFilter": {"name": "COLOUR", "operator": "EQUAL", "value": "red"}}),
            json!({"stringFilter": {"name": "NAME", "operator": "LESS_THAN", "value": "a"}}),
            json!({"stringFilter": {"name": "PRIORITY", "operator": "EQUAL", "value": "high"}}),
            json!({"stringFilter": {
                "name": "TASK_RUN_STATUS", "operator": "EQUAL", "value": "DONE"
            }}),
            json!({"dateTimeFilter": {
                "name": "NAME", "operator": "EQUAL", "dateTime": "2024-03-26T18:11:19Z"
            }}),
            json!({"parameterFilter": {
                "name": "Frames", "operator": "ANY_EQUALS", "value": "1"
            }}),
        ] {
            assert!(jobs(one(filter.clone())).is_err(), "{filter}");
        }
        let by_parameter = one(json!({"parameterFilter": {
            "name": "Frames", "operator": "LESS_THAN", "value": "1"
        }}));
        assert!(jobs(by_parameter.clone()).is_ok());
        let group = serde_json::from_value(by_parameter).unwrap();
        assert!(condition(&STEPS, &group).is_err());
        let by_task = one(json!({"stringFilter": {
            "name": "TASK_ID", "operator": "EQUAL", "value": "task-0-0"
        }}));
        assert!(condition(&TASKS, &serde_json::from_value(by_task).unwrap()).is_err());
    }

    /// semantics 3.12-10.
    #[test]
    fn groups_are_nested_only_so_deep() {
        let mut group = one(json!({"searchTermFilter": {"searchTerm": "x"}}));
        for _ in 0..DEEPEST {
            group = one(json!({ "groupFilter": group }));
        }
        assert!(jobs(group.clone()).is_ok());
        assert!(jobs(one(json!({ "groupFilter": group }))).is_err());
    }
}
