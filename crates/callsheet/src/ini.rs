//! Sections of AWS's configuration files: find one, replace one, leave the rest as it is.

/// The text with this one section replaced or added, all else untouched.
pub fn with_section(text: &str, name: &str, body: &str) -> String {
    let whole = format!("[{name}]\n{body}");
    let Some((start, end)) = span(text, name) else {
        let gap = match text {
            "" => "",
            _ if text.ends_with("\n\n") => "",
            _ if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        return format!("{text}{gap}{whole}");
    };
    format!("{}{whole}{}", &text[..start], &text[end..])
}

/// The body of a section.
pub fn section<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (start, end) = span(text, name)?;
    Some(
        text[start..end]
            .split_once('\n')
            .map_or("", |(_, body)| body),
    )
}

/// One setting in the body of a section.
pub fn setting<'a>(body: &'a str, key: &str) -> Option<&'a str> {
    body.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(found, _)| found.trim() == key)
        .map(|(_, value)| value.trim())
}

/// Where a section begins and where its last setting ends: remarks after that may be about what
/// comes next.
fn span(text: &str, name: &str) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let head = trimmed
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        let is_remark = trimmed.is_empty() || trimmed.starts_with(['#', ';']);
        match (&mut found, head) {
            (Some(_), Some(_)) => break,
            (Some((_, end)), None) if !is_remark => *end = at + line.len(),
            (None, Some(head)) if head.trim() == name => found = Some((at, at + line.len())),
            (Some(_) | None, _) => {}
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEIRS: &str =
        "# mine\n[default]\nregion = us-east-1\n\n[profile b]\nregion = eu-west-1\n";

    #[test]
    fn what_the_user_wrote_stays_as_it_was() {
        let new = with_section(THEIRS, "profile callsheet", "region = us-west-2\n");
        assert_eq!(
            new,
            format!("{THEIRS}\n[profile callsheet]\nregion = us-west-2\n")
        );
        assert_eq!(
            with_section(&new, "profile callsheet", "region = us-west-2\n"),
            new
        );
    }

    #[test]
    fn an_old_section_is_replaced_where_it_stands_and_remarks_stay() {
        let old = format!("[profile callsheet]\nregion = x\n# hm\nold = y\n\n{THEIRS}");
        let new = with_section(&old, "profile callsheet", "region = z\n");
        assert_eq!(new, format!("[profile callsheet]\nregion = z\n\n{THEIRS}"));
        assert_eq!(with_section(&new, "profile callsheet", "region = z\n"), new);
    }

    #[test]
    fn a_section_is_found_by_its_whole_name() {
        let text = "[callsheet-old]\na = 1\n[callsheet]\nb = 2\nc=3\n";
        assert_eq!(section(text, "callsheet"), Some("b = 2\nc=3\n"));
        assert_eq!(section(text, "call"), None);
        assert_eq!(setting("b = 2\nc=3\n", "c"), Some("3"));
        assert_eq!(setting("b = 2\nc=3\n", "a"), None);
    }
}
