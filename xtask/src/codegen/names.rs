//! Rust names for the model's names.

use std::collections::BTreeMap;

const KEYWORDS: [&str; 4] = ["enum", "match", "ref", "type"];

/// Splits `camelCase`, `PascalCase`, `kebab-case` and `SNAKE_CASE` into lower-case words.
/// A digit belongs to the word before it: `s3Bucket` is `s3` and `bucket`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    let chars: Vec<char> = name.chars().collect();
    for (at, &char) in chars.iter().enumerate() {
        let starts_word = match before {
            None => true,
            Some(last) if !last.is_alphanumeric() => true,
            Some(last) => {
                let next_is_lower = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
                let after_lower = last.is_lowercase() || last.is_ascii_digit();
                char.is_uppercase() && (after_lower || next_is_lower)
            }
        };
        before = Some(char);
        if !char.is_alphanumeric() {
            continue;
        }
        match words.last_mut() {
            Some(word) if !starts_word => word.extend(char.to_lowercase()),
            Some(_) | None => words.push(char.to_lowercase().collect()),
        }
    }
    words
}

fn with_plain_units(name: &str, units: &BTreeMap<String, String>) -> String {
    units
        .iter()
        .fold(name.to_owned(), |name, (from, to)| name.replace(from, to))
}

/// `farmId` becomes `farm_id`, `type` becomes `r#type`.
pub fn field(name: &str, units: &BTreeMap<String, String>) -> String {
    let snake = words(&with_plain_units(name, units)).join("_");
    if KEYWORDS.contains(&snake.as_str()) {
        format!("r#{snake}")
    } else {
        snake
    }
}

/// What serde's `rename_all = "camelCase"` makes of a field, so that renames are only written
/// where they are needed.
pub fn camel(field: &str) -> String {
    let pascal = pascal_words(field.trim_start_matches("r#").split('_'));
    lower_first(&pascal)
}

pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

/// `STOP_SCHEDULING` and `on-demand` become `StopScheduling` and `OnDemand`; names that are
/// already in this form stay.
pub fn variant(name: &str) -> String {
    pascal_words(words(name).iter().map(String::as_str))
}

/// `CreateFarmRequest` becomes `CREATE_FARM_REQUEST`.
pub fn constant(name: &str, units: &BTreeMap<String, String>) -> String {
    words(&with_plain_units(name, units))
        .join("_")
        .to_uppercase()
}

fn pascal_words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let capitalised = words.map(|word| {
        let mut chars = word.chars();
        chars
            .next()
            .map(|first| first.to_uppercase().chain(chars).collect::<String>())
    });
    capitalised.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_rust() {
        let units = BTreeMap::from([("MiB".to_owned(), "Mib".to_owned())]);
        let fields = [
            "farmId",
            "vCpuCount",
            "s3BucketName",
            "memoryMiB",
            "type",
            "costInUsd",
        ];
        let fields: Vec<_> = fields.iter().map(|name| field(name, &units)).collect();
        let expected = [
            "farm_id",
            "v_cpu_count",
            "s3_bucket_name",
            "memory_mib",
            "r#type",
        ];
        assert_eq!(fields[..5], expected);
        assert_eq!(fields[5], "cost_in_usd");
        assert_eq!(variant("STOP_SCHEDULING"), "StopScheduling");
        assert_eq!(variant("rtx-pro-server-6000"), "RtxProServer6000");
        assert_eq!(
            variant("ResourceNotFoundException"),
            "ResourceNotFoundException"
        );
        assert_eq!(variant("intListList"), "IntListList");
        assert_eq!(constant("EbsThroughputMiB", &units), "EBS_THROUGHPUT_MIB");
    }
}
