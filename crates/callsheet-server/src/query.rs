//! How the queries of our own routes are read. AWS's operations have the model for that.

use percent_encoding::percent_decode_str;

use crate::error::{Error, invalid};

/// Names and values, decoded. A sign that is no UTF-8 becomes one that means nothing.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

/// The first of that name.
pub(crate) fn value(query: &str, name: &str) -> Option<String> {
    let found = pairs(query).find(|(named, _)| named == name);
    found.map(|(_, value)| value)
}

pub(crate) fn unknown(name: &str) -> Error {
    invalid("query", format!("has no such parameter: `{name}`"))
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let query = "a=1&&b=x+y%26z&c&a=2&d=%ff";
        let read: Vec<_> = pairs(query).collect();
        let expected = [
            ("a", "1"),
            ("b", "x y&z"),
            ("c", ""),
            ("a", "2"),
            ("d", "\u{fffd}"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read, expected);
        assert_eq!(value(query, "a").as_deref(), Some("1"));
        assert_eq!(value(query, "e"), None);
    }
}
