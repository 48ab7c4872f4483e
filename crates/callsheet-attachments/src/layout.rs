//! Under which keys attachments are kept (`semantics.md` 9.1). Pure.

use jiff::Timestamp;
use openjd_snapshots::hash::hash_data;

/// Where a queue keeps its attachments (`jobAttachmentSettings`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    pub bucket: String,
    pub prefix: String,
}

/// The one hash that manifests of this format know, and so the ending of every datum's key.
pub const HASH_ALGORITHM: &str = "xxh128";

impl Root {
    pub fn new(bucket: &str, prefix: &str) -> Self {
        Root {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_end_matches('/').to_owned(),
        }
    }

    pub fn data_key(&self, hash: &str) -> String {
        format!("{}/Data/{hash}.{HASH_ALGORITHM}", self.prefix)
    }

    /// Below which every datum is.
    pub fn data_prefix(&self) -> String {
        format!("{}/Data/", self.prefix)
    }

    /// The hash that a datum's key names, if it is one.
    pub fn hash_in_key(&self, key: &str) -> Option<u128> {
        let name = key.strip_prefix(&self.data_prefix())?;
        let (hash, algorithm) = name.split_once('.')?;
        let is_hash = hash.len() == 32 && hash.bytes().all(|it| b"0123456789abcdef".contains(&it));
        if !is_hash || algorithm != HASH_ALGORITHM {
            return None;
        }
        u128::from_str_radix(hash, 16).ok()
    }

    /// `path` as jobs and session actions name a manifest.
    pub fn manifest_key(&self, path: &str) -> String {
        format!("{}/Manifests/{path}", self.prefix)
    }

    /// Below which every manifest of a farm's queue is.
    pub fn queue_prefix(&self, farm: &str, queue: &str) -> String {
        self.manifest_key(&format!("{farm}/{queue}/"))
    }
}

/// How a root is named in its manifests' keys: a hash, because paths are no keys.
pub fn root_name(file_system_location: Option<&str>, root_path: &str) -> String {
    hash_data(format!("{}{root_path}", file_system_location.unwrap_or_default()).as_bytes())
}

/// Where a submission puts the manifest of one root. `guid` is the submission's own.
pub fn input_path(farm: &str, queue: &str, guid: &str, root_name: &str) -> String {
    format!("{farm}/{queue}/Inputs/{guid}/{root_name}_input")
}

/// Whose output a manifest lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPlace<'a> {
    pub farm: &'a str,
    pub queue: &'a str,
    pub job: &'a str,
    pub step: &'a str,
    /// A chunk of tasks has none.
    pub task: Option<&'a str>,
}

/// Where an action's output manifest of one root goes.
pub fn output_path(
    place: &TaskPlace,
    started_at_us: i64,
    session_action: &str,
    root_name: &str,
) -> String {
    let TaskPlace {
        farm,
        queue,
        job,
        step,
        task,
    } = place;
    let task = task.map_or(String::new(), |task| format!("{task}/"));
    let time = timestamp(started_at_us);
    format!("{farm}/{queue}/{job}/{step}/{task}{time}_{session_action}/{root_name}_output")
}

/// As in `2026-11-26T08:09:10.123456Z`, whose order as text is that of time.
fn timestamp(us: i64) -> String {
    let time = Timestamp::from_microsecond(us).unwrap_or(Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_awss_own_clients() {
        let root = Root::new("bucket", "studio/");
        assert_eq!(root.data_key("ab"), "studio/Data/ab.xxh128");
        let key = root.data_key("000000000000000000000000000000ab");
        assert_eq!(root.hash_in_key(&key), Some(0xab));
        for other in ["studio/Data/ab.xxh128", &key.replace("ab", "AB"), &key[1..]] {
            assert_eq!(root.hash_in_key(other), None, "{other}");
        }
        let name = root_name(None, "/home/me");
        assert_eq!(name.len(), 32);
        assert_ne!(name, root_name(Some("Home"), "/home/me"));
        let input = input_path("farm-1", "queue-1", "guid", &name);
        let key = root.manifest_key(&input);
        assert_eq!(
            key,
            format!("studio/Manifests/farm-1/queue-1/Inputs/guid/{name}_input")
        );
        let mut place = TaskPlace {
            farm: "f",
            queue: "q",
            job: "j",
            step: "s",
            task: Some("t"),
        };
        assert_eq!(
            output_path(&place, 1_732_608_550_123_456, "a", "n"),
            "f/q/j/s/t/2024-11-26T08:09:10.123456Z_a/n_output"
        );
        place.task = None;
        assert_eq!(
            output_path(&place, 0, "a", "n"),
            "f/q/j/s/1970-01-01T00:00:00.000000Z_a/n_output"
        );
    }
}
