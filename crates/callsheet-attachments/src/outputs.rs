//! Which output manifests count: of a task the newest, of chunks all (`semantics.md` 9.5).

use std::collections::BTreeMap;

use crate::download::{Source, read_manifest};
use crate::error::{Result, Trouble};
use crate::layout::Root;
use crate::manifest::Manifest;
use crate::objects::Object;

/// An output manifest's key, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputManifest {
    /// Below the queue's manifests.
    pub path: String,
    pub step_id: String,
    /// A chunk of tasks has none.
    pub task_id: Option<String>,
    /// When and by which session action; the order as text is that of time.
    pub made_by: String,
}

/// An output manifest as it is kept.
#[derive(Debug, Clone)]
pub struct Output {
    pub place: OutputManifest,
    pub manifest: Manifest,
    /// The root as the job knows it.
    pub root_path: String,
    pub file_system_location: Option<String>,
}

/// Whose outputs are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub farm: &'a str,
    pub queue: &'a str,
    pub job: &'a str,
    pub step: Option<&'a str>,
    pub task: Option<&'a str>,
}

impl Asked<'_> {
    fn prefix(&self) -> String {
        let mut prefix = format!("{}/{}/{}/", self.farm, self.queue, self.job);
        for part in [self.step, self.task].into_iter().flatten() {
            prefix.push_str(part);
            prefix.push('/');
        }
        prefix
    }
}

/// The outputs that count, oldest first.
pub async fn outputs(source: &Source, asked: &Asked<'_>) -> Result<Vec<Output>> {
    let prefix = source.objects.root().manifest_key(&asked.prefix());
    let listed = source.objects.list(&prefix).await?;
    let keys = listed.iter().map(|one| one.key.as_str());
    let mut outputs = Vec::new();
    for place in newest(source.objects.root(), keys) {
        let (manifest, object) = read_manifest(source, &place.path, None).await?;
        let root_path = asset_root(&object).ok_or_else(|| Trouble::Unreadable {
            path: place.path.clone().into(),
            why: "it does not say below which root its files were".to_owned(),
        })?;
        let location = object.metadata.get("file-system-location-name").cloned();
        outputs.push(Output {
            place,
            manifest,
            root_path,
            file_system_location: location,
        });
    }
    Ok(outputs)
}

fn asset_root(object: &Object) -> Option<String> {
    if let Some(json) = object.metadata.get("asset-root-json") {
        return serde_json::from_str(json).ok();
    }
    object.metadata.get("asset-root").cloned()
}

fn newest<'a>(root: &Root, keys: impl Iterator<Item = &'a str>) -> Vec<OutputManifest> {
    let manifests = root.manifest_key("");
    let mut last: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut found = Vec::new();
    for key in keys {
        let path = key.strip_prefix(&manifests);
        let Some(output) = path.and_then(take_apart) else {
            continue;
        };
        if let Some(task) = &output.task_id {
            let newest = last
                .entry((output.step_id.clone(), task.clone()))
                .or_default();
            if *newest < output.made_by {
                newest.clone_from(&output.made_by);
            }
        }
        found.push(output);
    }
    found.retain(|output| {
        let of_task = output.task_id.clone();
        let newest = of_task.and_then(|task| last.get(&(output.step_id.clone(), task)));
        newest.is_none_or(|newest| *newest == output.made_by)
    });
    found.sort_by(|one, other| (&one.made_by, &one.path).cmp(&(&other.made_by, &other.path)));
    found
}

fn take_apart(path: &str) -> Option<OutputManifest> {
    let parts: Vec<&str> = path.split('/').collect();
    let (step_id, task_id, made_by, name) = match parts.as_slice() {
        [_farm, _queue, _job, step, task, made_by, name] => (step, Some(*task), made_by, name),
        [_farm, _queue, _job, step, made_by, name] => (step, None, made_by, name),
        _ => return None,
    };
    if !step_id.starts_with("step-") || !name.ends_with("_output") {
        return None;
    }
    Some(OutputManifest {
        path: path.to_owned(),
        step_id: (*step_id).to_owned(),
        task_id: task_id.map(str::to_owned),
        made_by: (*made_by).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_run_again_has_only_its_newest_outputs_and_chunks_have_all() {
        let root = Root::new("bucket", "studio");
        let keys = [
            "f/q/j/step-1/task-1/2026-01-01T00:00:00.000000Z_a-1/x_output",
            "f/q/j/step-1/task-1/2026-01-02T00:00:00.000000Z_a-3/x_output",
            "f/q/j/step-1/task-1/2026-01-02T00:00:00.000000Z_a-3/y_output",
            "f/q/j/step-1/task-2/2026-01-01T12:00:00.000000Z_a-2/x_output",
            "f/q/j/step-2/2026-01-03T00:00:00.000000Z_a-4/x_output",
            "f/q/j/step-2/2026-01-04T00:00:00.000000Z_a-5/x_output",
            "f/q/Inputs/guid/x_input",
            "f/q/j/step-2/2026-01-04T00:00:00.000000Z_a-5/x_other",
        ];
        let keys: Vec<String> = keys.iter().map(|key| root.manifest_key(key)).collect();
        let newest = newest(&root, keys.iter().map(String::as_str));
        let made_by: Vec<_> = newest
            .iter()
            .map(|one| one.made_by.split('_').nth(1).unwrap())
            .collect();
        assert_eq!(made_by, ["a-2", "a-3", "a-3", "a-4", "a-5"]);
        assert_eq!(newest[0].task_id.as_deref(), Some("task-2"));
        assert_eq!(newest[4].task_id, None);
    }
}
