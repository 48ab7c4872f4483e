//! Filter patterns of FilterLogEvents, as far as they speak of plain text.
//!
//! Terms all have to occur; terms with `?` one of them; terms with `-` none. A term in double
//! quotes may hold spaces. Patterns over JSON fields, columns or regular expressions are refused
//! by name rather than matched wrongly.

/// A pattern that was read; an empty one matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterPattern {
    all_of: Vec<String>,
    any_of: Vec<String>,
    none_of: Vec<String>,
}

impl FilterPattern {
    /// Reads a pattern, or says what about it is not understood.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut rest = pattern.trim();
        if rest.starts_with(['{', '[']) || rest.starts_with('%') {
            return Err(format!(
                "`filterPattern` `{pattern}` is of a kind that is not supported here: use plain \
                 terms, \"quoted phrases\", ?alternatives and -exclusions"
            ));
        }
        while !rest.is_empty() {
            let (terms, unsigned) = match rest.as_bytes()[0] {
                b'?' => (&mut parsed.any_of, &rest[1..]),
                b'-' => (&mut parsed.none_of, &rest[1..]),
                _ => (&mut parsed.all_of, rest),
            };
            let (term, after) = take_term(unsigned, pattern)?;
            terms.push(term);
            rest = after.trim_start();
        }
        Ok(parsed)
    }

    pub fn matches(&self, message: &str) -> bool {
        let occurs = |term: &String| message.contains(term.as_str());
        self.all_of.iter().all(occurs)
            && !self.none_of.iter().any(occurs)
            && (self.any_of.is_empty() || self.any_of.iter().any(occurs))
    }

    pub fn matches_everything(&self) -> bool {
        self.all_of.is_empty() && self.any_of.is_empty() && self.none_of.is_empty()
    }
}

fn take_term<'a>(rest: &'a str, pattern: &str) -> Result<(String, &'a str), String> {
    if let Some(quoted) = rest.strip_prefix('"') {
        return quoted
            .split_once('"')
            .filter(|(term, _)| !term.is_empty())
            .map(|(term, after)| (term.to_owned(), after))
            .ok_or_else(|| {
                format!("`filterPattern` `{pattern}` has an unfinished or empty quote")
            });
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    if end == 0 {
        return Err(format!(
            "`filterPattern` `{pattern}` has a sign without a term"
        ));
    }
    Ok((rest[..end].to_owned(), &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::FilterPattern;
    use proptest::prelude::*;

    fn matches(pattern: &str, message: &str) -> bool {
        FilterPattern::parse(pattern).unwrap().matches(message)
    }

    #[test]
    fn terms_alternatives_and_exclusions_combine() {
        assert!(matches("", "anything"));
        assert!(matches("ERROR frame", "frame 7: ERROR"));
        assert!(!matches("ERROR frame", "ERROR"));
        assert!(matches("?WARN ?ERROR", "a WARN"));
        assert!(!matches("?WARN ?ERROR", "fine"));
        assert!(!matches("ERROR -retry", "ERROR, will retry"));
        assert!(matches("\"out of memory\"", "it is out of memory now"));
        assert!(!matches("\"out of memory\"", "memory out of reach"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for pattern in ["{ $.level = 1 }", "[a, b]", "%x+%", "\"open", "- a", "\"\""] {
            assert!(FilterPattern::parse(pattern).is_err(), "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn no_pattern_panics(pattern in ".{0,40}", message in ".{0,40}") {
            if let Ok(parsed) = FilterPattern::parse(&pattern) {
                parsed.matches(&message);
            }
        }
    }
}
