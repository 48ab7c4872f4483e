//! Inputs of the operations as they come, and the checks that they have to pass.
//!
//! Every broken bound of a request is named in one message. Members that CloudWatch has and this
//! service has no use for (sequence tokens, entities, tags, KMS keys) are read past.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Refusal;

pub const MAX_BATCH_EVENTS: usize = 10_000;
/// What all messages of a batch may weigh, with [`EVENT_OVERHEAD_BYTES`] for each.
pub const MAX_BATCH_BYTES: usize = 1_048_576;
pub const EVENT_OVERHEAD_BYTES: usize = 26;
pub const MAX_EVENT_BYTES: usize = 262_144;
pub const MAX_BATCH_SPAN_MS: i64 = 24 * 60 * 60 * 1000;
/// Events older than this are not kept.
pub const MAX_AGE_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// Events that are further in the future than this are not kept.
pub const MAX_LEAD_MS: i64 = 2 * 60 * 60 * 1000;
pub const MAX_PAGE_EVENTS: usize = 10_000;
pub const MAX_PAGE_DESCRIBED: usize = 50;
/// The days for which CloudWatch lets a group keep its events.
pub const RETENTION_DAYS: [i32; 23] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653, 36500,
];
const MAX_NAME_CHARS: usize = 512;
const MAX_PATTERN_CHARS: usize = 1024;
const MAX_NAMED_STREAMS: usize = 100;

/// Reads the body as one operation's input.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    match body.trim_ascii().first() {
        None => read(b"{}"),
        // A list would be taken for a struct's members in order.
        Some(b'{') => {
            serde_json::from_slice(body).map_err(|error| Refusal::unreadable(&error.to_string()))
        }
        Some(_) => Err(Refusal::unreadable("the body must be a JSON object")),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupInput {
    pub log_group_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamInput {
    pub log_group_name: Option<String>,
    pub log_stream_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RetentionInput {
    pub log_group_name: Option<String>,
    pub retention_in_days: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutInput {
    pub log_group_name: Option<String>,
    pub log_stream_name: Option<String>,
    pub log_events: Option<Vec<PutEvent>>,
}

#[derive(Deserialize)]
pub struct PutEvent {
    pub timestamp: Option<i64>,
    pub message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetInput {
    pub log_group_name: Option<String>,
    pub log_group_identifier: Option<String>,
    pub log_stream_name: Option<String>,
    pub start_time: Option<i64>,
    pub end_time: Option<i64>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
    pub start_from_head: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterInput {
    pub log_group_name: Option<String>,
    pub log_group_identifier: Option<String>,
    pub log_stream_names: Option<Vec<String>>,
    pub log_stream_name_prefix: Option<String>,
    pub start_time: Option<i64>,
    pub end_time: Option<i64>,
    pub filter_pattern: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeGroupsInput {
    pub log_group_name_prefix: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeStreamsInput {
    pub log_group_name: Option<String>,
    pub log_group_identifier: Option<String>,
    pub log_stream_name_prefix: Option<String>,
    pub order_by: Option<String>,
    pub descending: Option<bool>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

/// What is wrong with a request, gathered so that the caller hears of everything at once.
#[derive(Default)]
pub struct Complaints(Vec<String>);

impl Complaints {
    pub fn add(&mut self, complaint: impl Into<String>) {
        self.0.push(complaint.into());
    }

    pub fn settle(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid(self.0.join("; ")))
        }
    }

    /// A required group name.
    pub fn group(&mut self, name: Option<String>) -> String {
        self.checked_name("logGroupName", name, is_group_character)
    }

    /// A group by its name or its ARN, of which exactly one has to be given.
    pub fn group_or_arn(&mut self, name: Option<String>, identifier: Option<String>) -> String {
        match (name, identifier) {
            (name, None) => self.group(name),
            (None, Some(identifier)) => {
                let name = group_of_identifier(&identifier).to_owned();
                self.checked_name("logGroupIdentifier", Some(name), is_group_character)
            }
            (Some(_), Some(_)) => {
                self.add("give `logGroupName` or `logGroupIdentifier`, not both");
                String::new()
            }
        }
    }

    /// A required stream name.
    pub fn stream(&mut self, name: Option<String>) -> String {
        self.checked_name("logStreamName", name, is_stream_character)
    }

    pub fn streams(&mut self, names: Vec<String>) -> Vec<String> {
        if names.is_empty() || names.len() > MAX_NAMED_STREAMS {
            self.add(format!(
                "`logStreamNames` must hold 1 to {MAX_NAMED_STREAMS} names"
            ));
        }
        names
            .into_iter()
            .map(|name| self.checked_name("logStreamNames", Some(name), is_stream_character))
            .collect()
    }

    pub fn group_prefix(&mut self, prefix: Option<String>) -> Option<String> {
        prefix.map(|p| self.checked_name("logGroupNamePrefix", Some(p), is_group_character))
    }

    pub fn stream_prefix(&mut self, prefix: Option<String>) -> Option<String> {
        prefix.map(|p| self.checked_name("logStreamNamePrefix", Some(p), is_stream_character))
    }

    /// A page size, or the largest one.
    pub fn limit(&mut self, limit: Option<i64>, max: usize) -> usize {
        match limit.map(usize::try_from) {
            None => max,
            Some(Ok(limit)) if (1..=max).contains(&limit) => limit,
            Some(_) => {
                self.add(format!("`limit` must be 1 to {max}"));
                max
            }
        }
    }

    pub fn time(&mut self, member: &str, time_ms: Option<i64>) -> Option<i64> {
        if time_ms.is_some_and(|time_ms| time_ms < 0) {
            self.add(format!("`{member}` must not be negative"));
        }
        time_ms
    }

    pub fn token(&mut self, token: Option<String>) -> Option<String> {
        if token.as_deref() == Some("") {
            self.add("`nextToken` must not be empty");
        }
        token
    }

    pub fn pattern(&mut self, pattern: Option<String>) -> String {
        let pattern = pattern.unwrap_or_default();
        if pattern.chars().count() > MAX_PATTERN_CHARS {
            self.add(format!(
                "`filterPattern` must have at most {MAX_PATTERN_CHARS} characters"
            ));
        }
        pattern
    }

    fn checked_name(
        &mut self,
        member: &str,
        name: Option<String>,
        allowed: fn(char) -> bool,
    ) -> String {
        let Some(name) = name else {
            self.add(format!("`{member}` is required"));
            return String::new();
        };
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
            self.add(format!(
                "`{member}` must have 1 to {MAX_NAME_CHARS} characters"
            ));
        } else if let Some(stranger) = name.chars().find(|character| !allowed(*character)) {
            self.add(format!(
                "`{member}` `{name}` holds `{stranger}`, which is not allowed there"
            ));
        }
        name
    }
}

fn is_group_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || ".-_/#".contains(character)
}

fn is_stream_character(character: char) -> bool {
    character != ':' && character != '*'
}

/// The name in `arn:…:log-group:NAME[:*]`, or the identifier itself if it is a plain name.
fn group_of_identifier(identifier: &str) -> &str {
    match identifier.split_once(":log-group:") {
        Some((arn, name)) if arn.starts_with("arn:") => name.strip_suffix(":*").unwrap_or(name),
        _ => identifier,
    }
}
