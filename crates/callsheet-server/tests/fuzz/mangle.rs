//! Inputs made of a corpus by cutting, joining and exchanging: nearly right, which reaches deeper
//! than bytes by chance.

use callsheet_api::shape::Location;
use callsheet_api::{Operation, sample};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};

/// What parsers stumble over.
const SNIPPETS: &[&[u8]] = &[
    b"",
    b"\0",
    b"\xff\xfe",
    b"%",
    b"%zz",
    b"%00",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"[[[[",
    b"null",
    b"-1",
    b"1e999",
    b"2147483648",
    b"0.1",
    b"{{",
    b"}}",
    b"{{Param.A}}",
    b": ",
    b"- ",
    b"&a *a",
    b"!!binary ",
    b"\n\n",
    b"/",
    b"//",
    b"..",
    b"?",
    b"&",
    b"=",
    b"+",
    b",",
    b";",
    b"Credential=",
    b"20261127T120000Z",
    "é\u{202e}𝒳".as_bytes(),
];

#[derive(Clone, Debug)]
enum Edit {
    Cut,
    Insert(usize),
    Repeat,
    Exchange(u8),
    /// Goes on as another input does.
    Join(prop::sample::Index),
}

pub fn mangled(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edit = prop_oneof![
        Just(Edit::Cut),
        (0..SNIPPETS.len()).prop_map(Edit::Insert),
        Just(Edit::Repeat),
        any::<u8>().prop_map(Edit::Exchange),
        any::<prop::sample::Index>().prop_map(Edit::Join),
    ];
    let place = (any::<prop::sample::Index>(), 0_usize..24);
    let edits = vec((edit, place), 0..6);
    (any::<prop::sample::Index>(), edits).prop_map(move |(seed, edits)| {
        let mut input = seed.get(&corpus).clone();
        for (edit, (at, length)) in edits {
            let at = at.index(input.len() + 1);
            apply(&mut input, &edit, at, length, &corpus);
        }
        input
    })
}

fn apply(input: &mut Vec<u8>, edit: &Edit, at: usize, length: usize, corpus: &[Vec<u8>]) {
    let end = input.len().min(at + length);
    match edit {
        Edit::Cut => drop(input.drain(at..end)),
        Edit::Insert(which) => drop(input.splice(at..at, SNIPPETS[*which].iter().copied())),
        Edit::Repeat => {
            let piece = input[at..end].repeat(3);
            input.splice(at..at, piece);
        }
        Edit::Exchange(byte) => {
            if let Some(there) = input.get_mut(at) {
                *there = *byte;
            }
        }
        Edit::Join(other) => {
            let other = other.get(corpus);
            input.truncate(at);
            input.extend_from_slice(&other[at.min(other.len())..]);
        }
    }
}

/// A valid request of every operation, as it stands on the wire.
pub fn every_request() -> Vec<Vec<u8>> {
    Operation::ALL
        .iter()
        .map(|operation| message(*operation))
        .collect()
}

fn message(operation: Operation) -> Vec<u8> {
    let value = sample::request(operation, 0);
    let mut target = operation.route().to_owned();
    let (mut query, mut headers, mut body) = (String::new(), String::new(), Map::new());
    for member in operation.request_shape().members() {
        let one = &value[member.name];
        let text = one.as_str().map_or_else(|| one.to_string(), str::to_owned);
        match member.location {
            Location::Label => target = target.replace(&format!("{{{}}}", member.name), &text),
            Location::Query => query += &format!("&{}={text}", member.name),
            Location::Header(name) => headers += &format!("{name}: {text}\n"),
            Location::Body => drop(body.insert(member.name.to_owned(), one.clone())),
        }
    }
    let (method, body) = (operation.http_method(), Value::Object(body));
    format!("{method} {target}?{query}\n{headers}\n{body}").into_bytes()
}
