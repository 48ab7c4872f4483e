//! A file of farms, read into nodes with the place of each, and written again.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::noun::Noun;
use crate::refusal::{Refusal, Result};

/// One resource, as a file has it: others are named, not numbered.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub noun: Noun,
    /// Where it stands, such as `farms[0].queues[2]`.
    pub place: String,
    /// What it is called among its siblings.
    pub name: String,
    /// Of a resource that there is.
    pub id: Option<String>,
    pub fields: Map<String, Value>,
    pub children: Vec<Node>,
}

impl Node {
    /// As messages say it.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.noun.as_str(), self.name)
    }

    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).filter(|value| !is_empty(value))
    }

    /// Names it by what its fields say.
    pub fn named(noun: Noun, place: String, fields: Map<String, Value>) -> Result<Self> {
        let name = name(noun, &fields).map_err(|why| misplaced(&place, why.what()))?;
        Ok(Node {
            noun,
            place,
            name,
            id: None,
            fields,
            children: Vec::new(),
        })
    }

    pub fn children_of(&self, noun: Noun) -> impl Iterator<Item = &Node> {
        self.children.iter().filter(move |child| child.noun == noun)
    }
}

/// Saying nothing, in one way or another.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Reads a file. `what` is its name, for messages.
pub fn parse(what: &str, text: &str) -> Result<Vec<Node>> {
    read(text).map_err(|why| why.within(&format!("`{what}`")))
}

fn read(text: &str) -> Result<Vec<Node>> {
    // As YAML 1.2 has it: a farm may be called `no`, and a limit `y`.
    let options = serde_saphyr::options! { strict_booleans: true };
    let read: Value =
        serde_saphyr::from_str_with_options(text, options).map_err(Refusal::misuse)?;
    let Value::Object(mut whole) = read else {
        return Err(misplaced("the top", "must have `farms:`"));
    };
    let farms = whole.remove("farms");
    if let Some(unknown) = whole.keys().next() {
        let why = format!("has no field `{unknown}`: it has `farms` alone");
        return Err(misplaced("the top", &why));
    }
    let farms = list(Noun::Farm, "", farms)?;
    if farms.is_empty() {
        return Err(misplaced("farms", "is empty"));
    }
    Ok(farms)
}

fn misplaced(place: &str, why: &str) -> Refusal {
    Refusal::misuse(format!("{place} {why}"))
}

fn list(noun: Noun, parent: &str, value: Option<Value>) -> Result<Vec<Node>> {
    let place = match parent {
        "" => noun.list().to_owned(),
        parent => format!("{parent}.{}", noun.list()),
    };
    let items = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(misplaced(&place, "must be a list")),
    };
    let nodes: Vec<Node> = items
        .into_iter()
        .enumerate()
        .map(|(number, item)| node(noun, format!("{place}[{number}]"), item))
        .collect::<Result<_>>()?;
    for (number, node) in nodes.iter().enumerate() {
        if let Some(twin) = nodes[..number].iter().find(|twin| twin.name == node.name) {
            let why = format!("has the name `{}`, as {} does", node.name, twin.place);
            return Err(misplaced(&node.place, &why));
        }
    }
    Ok(nodes)
}

fn node(noun: Noun, place: String, value: Value) -> Result<Node> {
    let Value::Object(mut fields) = value else {
        return Err(misplaced(&place, "must be a map of fields"));
    };
    let mut children = Vec::new();
    for child in noun.children() {
        children.extend(list(*child, &place, fields.remove(child.list()))?);
    }
    let known = noun.fields();
    if let Some(unknown) = fields.keys().find(|field| !known.contains(&field.as_str())) {
        let why = format!(
            "is no field of a {}: it has {}",
            noun.as_str(),
            known.join(", ")
        );
        return Err(misplaced(&format!("{place}.{unknown}"), &why));
    }
    if let Some(missing) = noun
        .required()
        .iter()
        .find(|field| !fields.contains_key(**field))
    {
        return Err(misplaced(&format!("{place}.{missing}"), "is missing"));
    }
    let mut node = Node::named(noun, place, fields)?;
    node.children = children;
    Ok(node)
}

fn name(noun: Noun, fields: &Map<String, Value>) -> Result<String> {
    let text = |field: &str| {
        let found = fields.get(field).and_then(Value::as_str);
        found
            .map(str::to_owned)
            .ok_or_else(|| Refusal::misuse(format!("has no text in `{field}`")))
    };
    match noun {
        Noun::QueueEnvironment => environment_name(&text("template")?),
        Noun::QueueFleetAssociation => Ok(format!("{} – {}", text("queue")?, text("fleet")?)),
        Noun::QueueLimitAssociation => Ok(format!("{} – {}", text("queue")?, text("limit")?)),
        Noun::Farm
        | Noun::StorageProfile
        | Noun::Limit
        | Noun::Fleet
        | Noun::Queue
        | Noun::Budget => text("displayName"),
    }
}

/// The name that a queue environment has is its template's.
fn environment_name(template: &str) -> Result<String> {
    let read: Value = serde_saphyr::from_str(template)
        .map_err(|error| Refusal::misuse(format!("has a `template` that is no YAML: {error}")))?;
    let name = read.pointer("/environment/name").and_then(Value::as_str);
    name.map(str::to_owned)
        .ok_or_else(|| Refusal::misuse("has a `template` without `environment.name`"))
}

/// The same again, in YAML.
pub fn write(farms: &[Node]) -> Result<String> {
    let whole = Whole { farms };
    serde_saphyr::to_string(&whole)
        .map_err(|error| Refusal::new(format!("cannot write the farms as YAML: {error}")))
}

pub fn as_json(farms: &[Node]) -> Value {
    serde_json::to_value(Whole { farms }).unwrap_or_default()
}

#[derive(Serialize)]
struct Whole<'a> {
    farms: &'a [Node],
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in self.noun.fields() {
            if let Some(value) = self.field(field) {
                map.serialize_entry(field, value)?;
            }
        }
        for noun in self.noun.children() {
            let children: Vec<&Node> = self.children_of(*noun).collect();
            if !children.is_empty() {
                map.serialize_entry(noun.list(), &children)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        parse("farm.yaml", text).unwrap_err().to_string()
    }

    const FARM: &str = "farms:\n- displayName: Studio\n  queues:\n  - displayName: comp\n";

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let farms = parse("farm.yaml", FARM).unwrap();
        assert_eq!(farms[0].children[0].place, "farms[0].queues[0]");
        let again = parse("farm.yaml", &write(&farms).unwrap()).unwrap();
        assert_eq!(farms, again);
    }

    #[test]
    fn a_name_is_a_text_whatever_it_looks_like() {
        let names = [
            "n", "no", "true", "007", "1e3", "null", "~", "a: b", "- x", "#y", "a\nb", " ",
        ];
        for name in names {
            let mut farms = parse("farm.yaml", FARM).unwrap();
            let fields = &mut farms[0].fields;
            fields.insert("displayName".to_owned(), Value::from(name));
            fields.insert("tags".to_owned(), serde_json::json!({ name: name }));
            farms[0].name = name.to_owned();
            let text = write(&farms).unwrap();
            assert_eq!(parse("farm.yaml", &text).unwrap(), farms, "{text}");
        }
        assert_eq!(
            parse("farm.yaml", "farms: [{displayName: n}]").unwrap()[0].name,
            "n"
        );
    }

    #[test]
    fn each_fault_names_the_file_the_place_and_the_field() {
        let unknown = refused(&format!("{FARM}    colour: red\n"));
        assert!(
            unknown.contains("`farm.yaml`: farms[0].queues[0].colour"),
            "{unknown}"
        );
        let twins = refused(&format!("{FARM}  - displayName: comp\n"));
        assert!(
            twins.contains("farms[0].queues[1]") && twins.contains("`comp`"),
            "{twins}"
        );
        let missing = refused("farms:\n- displayName: a\n  limits:\n  - displayName: b\n");
        assert!(
            missing.contains("farms[0].limits[0].amountRequirementName"),
            "{missing}"
        );
        assert!(refused("farm: []\n").contains("no field `farm`"));
        assert!(refused("farms: {}\n").contains("must be a list"));
        let template = refused(&format!(
            "{FARM}    environments:\n    - {{priority: 1, templateType: YAML, template: 'a: 1'}}\n"
        ));
        assert!(template.contains("environment.name"), "{template}");
    }
}
