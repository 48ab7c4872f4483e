//! The model with everything checked that the generated code takes for granted.
//!
//! The API is regular: no two routes that fit one path, no payload members, no streams, one
//! header for tokens. Each check here is one such fact; when a newer model breaks one, the
//! sentence says which, and the code that relies on it has to be thought about.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;

use crate::model::{self, Member, Model, Operation, Shape};

const VERSION: &str = "2023-10-12";
const TOKEN_HEADER: &str = "X-Amz-Client-Token";
const RETRY_HEADER: &str = "Retry-After";
const HEX_32: &str = "-[0-9a-f]{32}";
const NUMBER: &str = "-(0|([1-9][0-9]{0,9}))";

pub const EXCEPTIONS: [(&str, u16); 7] = [
    ("AccessDeniedException", 403),
    ("ConflictException", 409),
    ("InternalServerErrorException", 500),
    ("ResourceNotFoundException", 404),
    ("ServiceQuotaExceededException", 402),
    ("ThrottlingException", 429),
    ("ValidationException", 400),
];

/// Our own decisions about names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    pub ids: BTreeMap<String, String>,
    pub numbered_ids: BTreeMap<String, String>,
    pub words: BTreeMap<String, String>,
    pub variants: BTreeMap<String, BTreeMap<String, String>>,
}

pub struct Facts {
    model: Model,
    pub choices: Choices,
}

/// A part of a route between two slashes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Segment<'a> {
    Literal(&'a str),
    Label(&'a str),
}

impl Facts {
    pub fn read() -> Result<Facts> {
        let choices = model::folder().join("choices.json");
        let choices = std::fs::read_to_string(&choices).context("cannot read choices.json")?;
        Facts::of(model::read()?, serde_json::from_str(&choices)?)
    }

    fn of(model: Model, choices: Choices) -> Result<Facts> {
        let facts = Facts { model, choices };
        facts.check()?;
        Ok(facts)
    }

    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.model.operations.values()
    }

    pub fn shapes(&self) -> impl Iterator<Item = (&str, &Shape)> {
        self.model
            .shapes
            .iter()
            .map(|(name, shape)| (name.as_str(), shape))
    }

    pub fn shape(&self, name: &str) -> Result<&Shape> {
        self.model
            .shapes
            .get(name)
            .with_context(|| format!("shape {name} does not exist"))
    }

    pub fn members<'a>(&'a self, shape: &'a str) -> Result<&'a BTreeMap<String, Member>> {
        Ok(&self.shape(shape)?.members)
    }

    pub fn field(&self, member: &str) -> String {
        super::names::field(member, &self.choices.words)
    }

    pub fn constant(&self, shape: &str) -> String {
        super::names::constant(shape, &self.choices.words)
    }

    pub fn is_id(&self, shape: &str) -> bool {
        self.choices.ids.contains_key(shape) || self.choices.numbered_ids.contains_key(shape)
    }

    pub fn is_request(&self, shape: &str) -> bool {
        self.operations()
            .any(|operation| operation.input.shape == shape)
    }

    pub fn is_response(&self, shape: &str) -> bool {
        self.operations()
            .any(|operation| operation.output.shape == shape)
    }

    fn check(&self) -> Result<()> {
        for operation in self.operations() {
            let name = &operation.name;
            self.check_operation(operation)
                .with_context(|| format!("operation {name}"))?;
        }
        self.check_routes_are_distinct()?;
        for (name, shape) in self.shapes() {
            self.check_shape(name, shape)
                .with_context(|| format!("shape {name}"))?;
            self.check_locations(name, shape)
                .with_context(|| format!("shape {name}"))?;
        }
        self.check_ids()?;
        self.check_exceptions()?;
        self.check_requests_are_private()?;
        self.check_names_are_distinct()
    }

    fn check_operation(&self, operation: &Operation) -> Result<()> {
        let (name, http) = (&operation.name, &operation.http);
        ensure!(
            operation.input.shape == format!("{name}Request"),
            "its request is named otherwise"
        );
        ensure!(
            operation.output.shape == format!("{name}Response"),
            "its response is named otherwise"
        );
        let methods = ["DELETE", "GET", "PATCH", "POST", "PUT"];
        ensure!(
            methods.contains(&http.method.as_str()),
            "method {} is not known",
            http.method
        );
        let status = http.response_code;
        ensure!(
            [200, 201, 204].contains(&status),
            "it succeeds with {status}"
        );
        let empty = self.members(&operation.output.shape)?.is_empty();
        ensure!(status != 204 || empty, "it answers 204 with a body");
        let prefix = &operation.endpoint.host_prefix;
        ensure!(
            ["management.", "scheduling."].contains(&prefix.as_str()),
            "host prefix {prefix}"
        );
        for error in &operation.errors {
            let known = EXCEPTIONS.iter().any(|(name, _)| *name == error.shape);
            ensure!(
                known,
                "it may answer {}, which has no place in our table",
                error.shape
            );
        }
        self.check_route(operation)
    }

    fn check_route(&self, operation: &Operation) -> Result<()> {
        let uri = &operation.http.request_uri;
        ensure!(!uri.contains(['?', '#']), "route {uri} has a literal query");
        ensure!(!uri.contains("+}"), "route {uri} has a greedy label");
        let segments = segments(uri)?;
        ensure!(
            segments.first() == Some(&Segment::Literal(VERSION)),
            "route {uri} has no version"
        );
        let mut labels: Vec<&str> = labels(operation)?;
        ensure!(labels.len() <= 5, "route {uri} has more than five labels");
        labels.sort_unstable();
        let members = self.members(&operation.input.shape)?;
        let located = members
            .iter()
            .filter(|(_, member)| member.location.as_deref() == Some("uri"));
        let located: Vec<&str> = located.map(|(name, _)| name.as_str()).collect();
        ensure!(
            labels == located,
            "labels of {uri} are not the members in the path"
        );
        let required = &self.shape(&operation.input.shape)?.required;
        ensure!(
            labels.iter().all(|label| required.contains(*label)),
            "{uri}: a label is optional"
        );
        Ok(())
    }

    fn check_routes_are_distinct(&self) -> Result<()> {
        let operations: Vec<&Operation> = self.operations().collect();
        for (at, one) in operations.iter().enumerate() {
            for other in &operations[at + 1..] {
                let (a, b) = (
                    segments(&one.http.request_uri)?,
                    segments(&other.http.request_uri)?,
                );
                let apart = one.http.method != other.http.method
                    || a.len() != b.len()
                    || a.iter().zip(&b).any(|(a, b)| match (a, b) {
                        (Segment::Literal(a), Segment::Literal(b)) => a != b,
                        (Segment::Label(_), _) | (_, Segment::Label(_)) => false,
                    });
                ensure!(apart, "a path can mean {} and {}", one.name, other.name);
            }
        }
        Ok(())
    }

    fn check_shape(&self, name: &str, shape: &Shape) -> Result<()> {
        for reference in [&shape.member, &shape.key, &shape.value]
            .into_iter()
            .flatten()
        {
            self.shape(&reference.shape)?;
        }
        for member in shape.members.values() {
            self.shape(&member.shape)?;
        }
        let is = shape.r#type.as_str();
        ensure!(
            shape.pattern.is_none() || is == "string",
            "a pattern on what is not a string"
        );
        match is {
            "structure" => self.check_structure(name, shape)?,
            "list" => ensure!(shape.member.is_some(), "a list of nothing"),
            "map" => {
                let key = shape.key.as_ref().context("a map without keys")?;
                ensure!(shape.value.is_some(), "a map without values");
                ensure!(
                    self.shape(&key.shape)?.r#type == "string",
                    "keys that are not strings"
                );
            }
            "timestamp" => ensure!(
                shape.timestamp_format.as_deref() == Some("iso8601"),
                "timestamps must be ISO 8601"
            ),
            "integer" => {
                let bounds = [&shape.min, &shape.max].into_iter().flatten();
                let fit = |bound: &serde_json::Number| {
                    bound
                        .as_i64()
                        .is_some_and(|bound| i32::try_from(bound).is_ok())
                };
                ensure!(bounds.into_iter().all(fit), "bounds beyond 32 bits");
            }
            "string" | "float" | "double" => {}
            other => bail!("type {other} is not known"),
        }
        Ok(())
    }

    fn check_structure(&self, name: &str, shape: &Shape) -> Result<()> {
        let unknown = shape
            .required
            .iter()
            .find(|member| !shape.members.contains_key(*member));
        ensure!(
            unknown.is_none(),
            "requires {unknown:?}, which it does not have"
        );
        ensure!(
            !shape.document || shape.members.is_empty(),
            "a document with members"
        );
        ensure!(
            !shape.union || shape.required.is_empty(),
            "a union with required members"
        );
        ensure!(
            !shape.union || !shape.members.is_empty(),
            "a union without members"
        );
        // A structure may hold itself only within a list, so no type needs a box.
        let mut below = BTreeSet::new();
        self.collect_held_directly(shape, &mut below)?;
        ensure!(
            !below.contains(name),
            "it holds itself without a list between"
        );
        Ok(())
    }

    fn collect_held_directly<'a>(
        &'a self,
        shape: &'a Shape,
        found: &mut BTreeSet<&'a str>,
    ) -> Result<()> {
        for member in shape.members.values() {
            if found.insert(&member.shape) {
                self.collect_held_directly(self.shape(&member.shape)?, found)?;
            }
        }
        Ok(())
    }

    fn check_locations(&self, name: &str, shape: &Shape) -> Result<()> {
        for (member_name, member) in &shape.members {
            let at = member.location_name.as_deref();
            match member.location.as_deref() {
                None => {
                    ensure!(
                        at.is_none(),
                        "member {member_name} has another name on the wire"
                    );
                    ensure!(
                        !member.idempotency_token,
                        "token {member_name} is not a header"
                    );
                }
                Some("header") if shape.exception => {
                    ensure!(at == Some(RETRY_HEADER), "header {at:?} of an exception");
                }
                Some(_) if !self.is_request(name) => {
                    bail!("member {member_name} stands outside the body, but not in a request")
                }
                Some("header") => {
                    ensure!(at == Some(TOKEN_HEADER), "header {at:?} of a request");
                    ensure!(
                        member.idempotency_token,
                        "header {member_name} is not a token"
                    );
                }
                Some("uri") => {
                    ensure!(
                        at == Some(member_name),
                        "label {member_name} has another name"
                    );
                    let kind = &self.shape(&member.shape)?.r#type;
                    ensure!(kind == "string", "label {member_name} is not a string");
                }
                Some("querystring") => self.check_query_member(member_name, member)?,
                Some(other) => bail!("member {member_name} stands in {other}"),
            }
        }
        Ok(())
    }

    fn check_query_member(&self, name: &str, member: &Member) -> Result<()> {
        ensure!(
            member.location_name.as_deref() == Some(name),
            "query member {name} is renamed"
        );
        let shape = self.shape(&member.shape)?;
        let kind = match &shape.member {
            Some(item) => &self.shape(&item.shape)?.r#type,
            None => &shape.r#type,
        };
        let plain = ["string", "integer", "timestamp"].contains(&kind.as_str());
        ensure!(plain, "query member {name} is a {kind}");
        Ok(())
    }

    /// A string shape is an id exactly if its pattern says so, and then `choices.json` names it.
    fn check_ids(&self) -> Result<()> {
        let (mut ids, mut numbered) = (BTreeMap::new(), BTreeMap::new());
        for (name, shape) in self.shapes() {
            let Some(pattern) = shape.pattern.as_deref() else {
                continue;
            };
            let plain = |prefix: &&str| prefix.chars().all(|char| char.is_ascii_lowercase());
            let found = pattern.strip_suffix(HEX_32).filter(plain);
            if let Some(prefix) = found {
                ids.insert(name.to_owned(), prefix.to_owned());
            }
            let found = pattern
                .strip_suffix(NUMBER)
                .and_then(|rest| rest.strip_suffix(HEX_32));
            if let Some(prefix) = found.filter(plain) {
                numbered.insert(name.to_owned(), prefix.to_owned());
            }
        }
        ensure!(
            ids == self.choices.ids,
            "ids by pattern: {ids:?}; adapt choices.json and ids.rs"
        );
        let expected = &self.choices.numbered_ids;
        ensure!(
            numbered == *expected,
            "numbered ids by pattern: {numbered:?}"
        );
        Ok(())
    }

    fn check_exceptions(&self) -> Result<()> {
        let found = self.shapes().filter_map(|(name, shape)| {
            let error = shape.error.as_ref()?;
            shape.exception.then_some((name, error.http_status_code))
        });
        let found: Vec<(&str, u16)> = found.collect();
        ensure!(
            found == EXCEPTIONS,
            "exceptions are {found:?}; our table has others"
        );
        Ok(())
    }

    fn check_requests_are_private(&self) -> Result<()> {
        for (name, shape) in self.shapes() {
            let members = shape.members.values().map(|member| &member.shape);
            let others = [&shape.member, &shape.key, &shape.value]
                .into_iter()
                .flatten();
            for target in members.chain(others.map(|reference| &reference.shape)) {
                let outermost = self.is_request(target) || self.is_response(target);
                ensure!(
                    !outermost,
                    "{name} holds {target}, which is a request or response"
                );
            }
        }
        Ok(())
    }

    fn check_names_are_distinct(&self) -> Result<()> {
        let mut constants = BTreeMap::new();
        for (name, _) in self.shapes() {
            if let Some(other) = constants.insert(self.constant(name), name) {
                bail!("shapes {other} and {name} have the same name in shapes.rs");
            }
        }
        Ok(())
    }
}

pub fn segments(uri: &str) -> Result<Vec<Segment<'_>>> {
    let path = uri
        .strip_prefix('/')
        .context("a route that does not begin with a slash")?;
    path.split('/')
        .map(|segment| match segment.strip_prefix('{') {
            Some(label) => {
                let label = label
                    .strip_suffix('}')
                    .context("a label that fills half a segment")?;
                Ok(Segment::Label(label))
            }
            None => {
                ensure!(
                    !segment.is_empty() && !segment.contains(['{', '}']),
                    "segment {segment}"
                );
                Ok(Segment::Literal(segment))
            }
        })
        .collect()
}

/// The labels in the order of the route.
pub fn labels(operation: &Operation) -> Result<Vec<&str>> {
    let labels = segments(&operation.http.request_uri)?
        .into_iter()
        .filter_map(|one| match one {
            Segment::Label(label) => Some(label),
            Segment::Literal(_) => None,
        });
    Ok(labels.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    type Change = fn(&mut Value);

    /// The committed model after a change, and what the generator says to it.
    fn complaint(change: impl FnOnce(&mut Value)) -> String {
        let mut model =
            serde_json::from_str(&std::fs::read_to_string(model::file()).unwrap()).unwrap();
        change(&mut model);
        let choices = std::fs::read_to_string(model::folder().join("choices.json")).unwrap();
        let choices = serde_json::from_str(&choices).unwrap();
        let facts = model::parse(&model.to_string()).and_then(|model| Facts::of(model, choices));
        facts
            .err()
            .map(|error| format!("{error:#}"))
            .unwrap_or_default()
    }

    #[test]
    fn the_committed_model_has_what_the_design_counts_on() {
        let facts = Facts::read().unwrap();
        let count = |wanted: &dyn Fn(&Shape) -> bool| {
            facts.shapes().filter(|(_, shape)| wanted(shape)).count()
        };
        assert_eq!(facts.operations().count(), 127);
        assert_eq!(count(&|shape| shape.r#type == "structure"), 431);
        assert_eq!(count(&|shape| !shape.r#enum.is_empty()), 72);
        assert_eq!(count(&|shape| shape.union), 18);
        assert_eq!(count(&|shape| shape.r#type == "map"), 12);
        assert_eq!(count(&|shape| shape.document), 2);
        let members = facts
            .shapes()
            .map(|(_, shape)| shape.members.len())
            .sum::<usize>();
        assert_eq!(members, 1711);
        let in_query = |member: &&Member| member.location.as_deref() == Some("querystring");
        let query = facts
            .shapes()
            .flat_map(|(_, shape)| shape.members.values())
            .filter(in_query);
        let lists = query.filter(|member| facts.shape(&member.shape).unwrap().member.is_some());
        assert_eq!(lists.count(), 2);
        let scheduling = |one: &&Operation| one.endpoint.host_prefix == "scheduling.";
        assert_eq!(facts.operations().filter(scheduling).count(), 6);
    }

    #[test]
    fn a_model_that_breaks_a_fact_is_refused_with_a_sentence() {
        assert_eq!(complaint(|_| {}), "");
        let cases: [(&str, Change); 9] = [
            ("a path can mean", |model| {
                let route = "/2023-10-12/farms/{farmId}";
                model["operations"]["GetMonitor"]["http"]["requestUri"] = json!(route);
                let request = &mut model["shapes"]["GetMonitorRequest"];
                *request = json!({"type": "structure", "required": ["farmId"], "members": {
                    "farmId": {"shape": "FarmId", "location": "uri", "locationName": "farmId"}}});
            }),
            ("greedy label", |model| {
                let route = "/2023-10-12/farms/{farmId+}";
                model["operations"]["GetFarm"]["http"]["requestUri"] = json!(route);
            }),
            ("literal query", |model| {
                let route = "/2023-10-12/farms?list-type=2";
                model["operations"]["ListFarms"]["http"]["requestUri"] = json!(route);
            }),
            ("unknown field `payload`", |model| {
                model["shapes"]["CreateFarmRequest"]["payload"] = json!("displayName");
            }),
            ("unknown field `streaming`", |model| {
                model["shapes"]["String"]["streaming"] = json!(true);
            }),
            ("timestamps must be ISO 8601", |model| {
                model["shapes"]["CreatedAt"]["timestampFormat"] = json!("unixTimestamp");
            }),
            ("header Some(\"X-Amz-Other\")", |model| {
                let members = &mut model["shapes"]["CreateFarmRequest"]["members"];
                members["clientToken"]["locationName"] = json!("X-Amz-Other");
            }),
            ("outside the body, but not in a request", |model| {
                let members = &mut model["shapes"]["GetFarmResponse"]["members"];
                let header = json!({"shape": "String", "location": "header", "locationName": "X"});
                members["displayName"] = header;
            }),
            ("ids by pattern", |model| {
                model["shapes"]["FarmId"]["pattern"] = json!("farm-[0-9a-f]{16}");
            }),
        ];
        for (sentence, change) in cases {
            let complaint = complaint(change);
            assert!(
                complaint.contains(sentence),
                "expected {sentence:?} in {complaint:?}"
            );
        }
    }
}
