//! What of a queue's objects is still wanted, and what nobody would miss. Pure.

use std::collections::HashSet;

use callsheet_attachments::{Listed, Manifest, Root};

/// What the jobs that exist refer to, of all queues.
#[derive(Debug, Default)]
pub struct Wanted {
    pub jobs: HashSet<String>,
    /// Paths of input manifests that are below this root's manifests.
    pub here: HashSet<String>,
    /// Those of jobs whose queue keeps its files elsewhere now. They may be here as well.
    pub elsewhere: HashSet<String>,
}

/// What an object below a root is, by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<'a> {
    Datum(u128),
    /// With its path below the root's manifests.
    Input(&'a str),
    Output {
        path: &'a str,
        job: &'a str,
    },
    /// Nothing that attachments put there.
    Foreign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Kept,
    /// Nothing refers to it yet; whoever puts it there may be about to.
    Young,
    Unused,
    Foreign,
}

pub fn kind<'a>(root: &Root, key: &'a str) -> Kind<'a> {
    if let Some(hash) = root.hash_in_key(key) {
        return Kind::Datum(hash);
    }
    let Some(path) = key.strip_prefix(&root.manifest_key("")) else {
        return Kind::Foreign;
    };
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [farm, queue, "Inputs", ..] if are_ids(farm, queue) => Kind::Input(path),
        [farm, queue, job, _, ..] if are_ids(farm, queue) && job.starts_with("job-") => {
            Kind::Output { path, job }
        }
        _ => Kind::Foreign,
    }
}

fn are_ids(farm: &str, queue: &str) -> bool {
    farm.starts_with("farm-") && queue.starts_with("queue-")
}

impl Wanted {
    /// What becomes of a manifest. `young_from_s`: whatever changed then or later is young.
    pub fn fate_of_manifest(&self, root: &Root, listed: &Listed, young_from_s: i64) -> Fate {
        let is_wanted = match kind(root, &listed.key) {
            Kind::Input(path) => self.here.contains(path) || self.elsewhere.contains(path),
            Kind::Output { job, .. } => self.jobs.contains(job),
            Kind::Datum(_) | Kind::Foreign => return Fate::Foreign,
        };
        fate(is_wanted, listed, young_from_s)
    }
}

fn fate(is_wanted: bool, listed: &Listed, young_from_s: i64) -> Fate {
    match is_wanted {
        true => Fate::Kept,
        false if listed.modified_at_s >= young_from_s => Fate::Young,
        false => Fate::Unused,
    }
}

/// The data that manifests name which are kept or young.
#[derive(Debug, Default)]
pub struct Marks(HashSet<u128>);

impl Marks {
    pub fn add(&mut self, manifest: &Manifest) {
        let hashes = manifest.files.iter();
        self.0
            .extend(hashes.filter_map(|file| u128::from_str_radix(&file.hash, 16).ok()));
    }

    pub fn fate_of_datum(&self, root: &Root, listed: &Listed, young_from_s: i64) -> Fate {
        match kind(root, &listed.key) {
            Kind::Datum(hash) => fate(self.0.contains(&hash), listed, young_from_s),
            Kind::Input(_) | Kind::Output { .. } | Kind::Foreign => Fate::Foreign,
        }
    }
}

#[cfg(test)]
mod tests {
    use callsheet_attachments::File;

    use super::*;

    const YOUNG_FROM_S: i64 = 1_000;

    fn root() -> Root {
        Root::new("bucket", "studio")
    }

    fn old(key: &str) -> Listed {
        Listed {
            key: format!("studio/{key}"),
            size: 1,
            modified_at_s: YOUNG_FROM_S - 1,
        }
    }

    fn young(key: &str) -> Listed {
        Listed {
            modified_at_s: YOUNG_FROM_S,
            ..old(key)
        }
    }

    #[test]
    fn manifests_of_jobs_that_exist_are_kept_and_young_ones_too() {
        let wanted = Wanted {
            jobs: ["job-1".to_owned()].into(),
            here: ["farm-1/queue-1/Inputs/guid/a_input".to_owned()].into(),
            elsewhere: ["farm-1/queue-2/Inputs/guid/c_input".to_owned()].into(),
        };
        let fate = |listed: &Listed| wanted.fate_of_manifest(&root(), listed, YOUNG_FROM_S);
        for (key, expected) in [
            ("Manifests/farm-1/queue-1/Inputs/guid/a_input", Fate::Kept),
            ("Manifests/farm-1/queue-2/Inputs/guid/c_input", Fate::Kept),
            ("Manifests/farm-1/queue-1/Inputs/guid/b_input", Fate::Unused),
            (
                "Manifests/farm-1/queue-1/job-1/step-1/t_a/x_output",
                Fate::Kept,
            ),
            (
                "Manifests/farm-9/queue-9/job-2/step-1/t_a/x_output",
                Fate::Unused,
            ),
            ("Manifests/notes.txt", Fate::Foreign),
            ("Manifests/farm-1/queue-1/job-1", Fate::Foreign),
            ("job-bundles/a.ojd", Fate::Foreign),
        ] {
            assert_eq!(fate(&old(key)), expected, "{key}");
        }
        let key = "Manifests/farm-1/queue-1/Inputs/guid/b_input";
        assert_eq!(fate(&young(key)), Fate::Young);
    }

    #[test]
    fn data_that_no_manifest_names_are_unused_once_they_are_old() {
        let mut marks = Marks::default();
        let hash = format!("{:032x}", 0xab_u128);
        marks.add(&Manifest {
            files: vec![File {
                path: "a".to_owned(),
                hash: hash.clone(),
                size: 1,
                mtime_us: 0,
            }],
        });
        let fate = |listed: &Listed| marks.fate_of_datum(&root(), listed, YOUNG_FROM_S);
        let (named, other) = (
            format!("Data/{hash}.xxh128"),
            format!("Data/{:032x}.xxh128", 7_u128),
        );
        assert_eq!(fate(&old(&named)), Fate::Kept);
        assert_eq!(fate(&old(&other)), Fate::Unused);
        assert_eq!(fate(&young(&other)), Fate::Young);
        // The root of another queue may be below this one's data.
        for foreign in [
            "Data/x",
            "Data/deep/Data/x.xxh128",
            &format!("Data/{hash}.md5"),
        ] {
            assert_eq!(fate(&old(foreign)), Fate::Foreign, "{foreign}");
        }
    }
}
