//! The table of shapes: what may stand where, as data.
//!
//! One table drives reading, checking, redacting and the check of our own answers, so a
//! constraint is written down once.

use std::sync::OnceLock;

use regex::Regex;

/// A named shape of the model.
pub struct Shape {
    pub name: &'static str,
    pub is_sensitive: bool,
    pub kind: Kind,
}

pub enum Kind {
    Structure(&'static [Member]),
    /// Exactly one member is set.
    Union(&'static [Member]),
    List {
        item: &'static Shape,
        length: Range<usize>,
    },
    Map {
        key: &'static Shape,
        value: &'static Shape,
        length: Range<usize>,
    },
    Text {
        length: Range<usize>,
        pattern: Option<Pattern>,
    },
    Enumeration(&'static [&'static str]),
    Id {
        prefix: &'static str,
    },
    NumberedId {
        prefix: &'static str,
    },
    Integer(Range<i32>),
    Float(Range<f64>),
    Timestamp,
    /// Any JSON.
    Document,
}

pub struct Member {
    /// The name in JSON, in the path and in the query: the model has no renamed members.
    pub name: &'static str,
    pub shape: &'static Shape,
    pub location: Location,
    pub is_required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Body,
    Label,
    Query,
    /// With the header's name in lower case.
    Header(&'static str),
}

/// Bounds that include their ends.
#[derive(Clone, Copy, Debug)]
pub struct Range<T> {
    pub min: Option<T>,
    pub max: Option<T>,
}

impl<T: Copy + PartialOrd> Range<T> {
    pub const ANY: Self = Self {
        min: None,
        max: None,
    };

    pub(crate) const fn from(min: T) -> Self {
        Self {
            min: Some(min),
            max: None,
        }
    }

    #[expect(
        dead_code,
        reason = "no shape of this model has only an upper bound; the next may"
    )]
    pub(crate) const fn up_to(max: T) -> Self {
        Self {
            min: None,
            max: Some(max),
        }
    }

    pub(crate) const fn between(min: T, max: T) -> Self {
        Self {
            min: Some(min),
            max: Some(max),
        }
    }

    pub(crate) fn holds(&self, value: T) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }
}

/// A regular expression that the whole text must match, compiled when first needed.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| compile(self.source));
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// botocore strips the outer anchors, so they are put back around the whole.
fn compile(source: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{})$", with_ascii_classes(source))).ok()
}

/// The model's patterns mean ASCII by `\d` and `\w`, the regex crate all of Unicode.
fn with_ascii_classes(source: &str) -> String {
    let (mut text, mut in_class) = (String::new(), false);
    let mut chars = source.chars();
    while let Some(char) = chars.next() {
        match (char, in_class) {
            ('\\', _) => {
                let (class, escaped) = (in_class, chars.next());
                text.push_str(&match (escaped, class) {
                    (Some('d'), false) => "[0-9]".to_owned(),
                    (Some('d'), true) => "0-9".to_owned(),
                    (Some('w'), false) => "[0-9A-Za-z_]".to_owned(),
                    (Some('w'), true) => "0-9A-Za-z_".to_owned(),
                    (Some(other), _) => format!("\\{other}"),
                    (None, _) => "\\".to_owned(),
                });
                continue;
            }
            ('[', false) => in_class = true,
            (']', true) => in_class = false,
            _ => {}
        }
        text.push(char);
    }
    text
}

impl Shape {
    /// The members of a structure or union; nothing else has any.
    #[must_use]
    pub fn members(&self) -> &'static [Member] {
        match self.kind {
            Kind::Structure(members) | Kind::Union(members) => members,
            Kind::List { .. }
            | Kind::Map { .. }
            | Kind::Text { .. }
            | Kind::Enumeration(_)
            | Kind::Id { .. }
            | Kind::NumberedId { .. }
            | Kind::Integer(_)
            | Kind::Float(_)
            | Kind::Timestamp
            | Kind::Document => &[],
        }
    }

    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'static Member> {
        // Sorted by the generator.
        let members = self.members();
        members
            .binary_search_by(|member| member.name.cmp(name))
            .ok()
            .map(|at| &members[at])
    }
}
