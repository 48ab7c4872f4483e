//! `callsheet attachments check`: whether all that jobs refer to is there, and whole.

use std::collections::{BTreeMap, HashMap};

use callsheet_attachments::{Listed, Manifest, Objects, Root, hash_of_datum};
use clap::Args;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::Scope;
use crate::attachments::{Estate, InputManifest, JobFiles, Kind, Queue, Wish, kind, read_all};
use crate::cli::{Globals, block_on};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format};

/// How many data are read at once with `--hash`; each is in memory by a part of it.
const DATA_AT_ONCE: usize = 8;

#[derive(Debug, Args)]
pub struct Check {
    /// Read all data as well, and compare them with the hashes that they are named by
    #[arg(long)]
    hash: bool,
    #[command(flatten)]
    scope: Scope,
}

/// Where something is named: in a manifest of a job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    job_id: String,
    manifest: String,
    /// None if the manifest itself is at fault.
    file: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    place: Place,
    what: String,
}

#[derive(Debug, Default)]
struct Report {
    jobs: u64,
    manifests: u64,
    files: u64,
    hashed: u64,
    findings: Vec<Finding>,
}

impl Check {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let estate = Estate::new(self.scope.server.reach(globals)?);
        let mut report = block_on(self.check_all(&estate))?;
        report.findings.sort();
        match self.scope.output.output {
            Format::Json => render::print_json(&report.as_json()),
            Format::Table => report.print(),
        }
        match report.findings.len() {
            0 => Ok(()),
            count => Err(Refusal::new(format!(
                "{count} of the jobs' files are not as they should be"
            ))
            .next("submit jobs again whose inputs are named, requeue tasks whose outputs are")),
        }
    }

    async fn check_all(&self, estate: &Estate) -> Result<Report> {
        let queues = estate.queues().await?;
        let mut by_root: BTreeMap<(String, String), (Root, Vec<&Queue>)> = BTreeMap::new();
        for queue in self.scope.of(&queues)? {
            let Some(root) = &queue.root else { continue };
            let place = (root.bucket.clone(), root.prefix.clone());
            let of_root = by_root.entry(place);
            let (_, queues) = of_root.or_insert_with(|| (root.clone(), Vec::new()));
            queues.push(queue);
        }
        let mut report = Report::default();
        for (root, queues) in by_root.into_values() {
            let objects = estate.objects(&root);
            self.check_root(estate, &objects, &queues, &mut report)
                .await?;
        }
        Ok(report)
    }

    /// Jobs are listed before manifests and these before data, which is against the order in which
    /// they come to be: what is named by the first is there for the last.
    async fn check_root(
        &self,
        estate: &Estate,
        objects: &Objects,
        queues: &[&Queue],
        report: &mut Report,
    ) -> Result<()> {
        let mut wishes = Vec::new();
        for queue in queues {
            let jobs = estate.jobs(queue).await?;
            report.jobs += jobs.len() as u64;
            let prefix = objects.root().queue_prefix(&queue.farm_id, &queue.queue_id);
            let listed = objects.list(&prefix).await.map_err(Refusal::new)?;
            wishes.extend(manifests_of(objects.root(), jobs, &listed));
        }
        let mut data = Data::listed(objects).await?;
        report.manifests += wishes.len() as u64;
        read_all(objects, wishes, |wish, manifest| {
            report.note(wish, manifest, &mut data);
            Ok(())
        })
        .await?;
        if self.hash {
            data.hash(objects, report).await?;
        }
        Ok(())
    }
}

/// The input manifests that jobs name, and the output manifests that are kept for them.
fn manifests_of(root: &Root, jobs: Vec<JobFiles>, listed: &[Listed]) -> Vec<Wish<String>> {
    let mut of_job: HashMap<&str, Vec<&str>> = HashMap::new();
    for one in listed {
        match kind(root, &one.key) {
            Kind::Output { path, job } => of_job.entry(job).or_default().push(path),
            Kind::Datum(_) | Kind::Input(_) | Kind::Foreign => {}
        }
    }
    let outputs = |job_id: &str| {
        let paths = of_job.get(job_id).into_iter().flatten();
        let manifest = |path: &&str| InputManifest {
            path: (*path).to_owned(),
            hash: None,
        };
        paths.map(manifest).collect::<Vec<_>>()
    };
    let of_jobs = jobs.into_iter().flat_map(|job| {
        let outputs = outputs(&job.job_id);
        let all = job.inputs.into_iter().chain(outputs);
        all.map(move |manifest| Wish {
            manifest,
            note: job.job_id.clone(),
        })
    });
    of_jobs.collect()
}

/// What is in the bucket, and who named it first.
#[derive(Default)]
struct Data {
    sizes: HashMap<u128, u64>,
    named: HashMap<u128, Place>,
}

impl Data {
    async fn listed(objects: &Objects) -> Result<Self> {
        let mut data = Data::default();
        let root = objects.root();
        let prefix = root.data_prefix();
        let listing = objects.each_page(&prefix, |page| {
            let known = page.iter();
            data.sizes
                .extend(known.filter_map(|one| Some((root.hash_in_key(&one.key)?, one.size))));
        });
        listing.await.map_err(Refusal::new)?;
        Ok(data)
    }

    /// What is wrong with a datum, if anything is; remembers who named it.
    fn trouble(&mut self, hash: &str, size: u64, place: &Place) -> Option<String> {
        let number = u128::from_str_radix(hash, 16).ok();
        let found = number.and_then(|number| Some((number, *self.sizes.get(&number)?)));
        match found {
            None => Some(format!("its data {hash} are missing")),
            Some((_, there)) if there != size => {
                Some(format!("its data {hash} have {there} bytes, not {size}"))
            }
            Some((number, _)) => {
                self.named.entry(number).or_insert_with(|| place.clone());
                None
            }
        }
    }

    /// Reads each datum that is named, once.
    async fn hash(self, objects: &Objects, report: &mut Report) -> Result<()> {
        let Data { sizes, named } = self;
        let (mut waiting, mut under_way) = (named.into_iter(), JoinSet::new());
        loop {
            while under_way.len() < DATA_AT_ONCE
                && let Some((number, place)) = waiting.next()
            {
                let (objects, hash) = (objects.clone(), format!("{number:032x}"));
                let size = sizes.get(&number).copied().unwrap_or_default();
                under_way.spawn(async move {
                    let key = objects.root().data_key(&hash);
                    (place, hash, hash_of_datum(&objects, &key, size).await)
                });
            }
            let Some(done) = under_way.join_next().await else {
                return Ok(());
            };
            let (place, hash, found) = done.map_err(Refusal::new)?;
            report.hashed += 1;
            let what = match found {
                Ok(found) if found == hash => continue,
                Ok(found) => format!("its data {hash} are spoiled: their hash is {found}"),
                Err(error) => format!("its data cannot be read: {error}"),
            };
            report.findings.push(Finding { place, what });
        }
    }
}

impl Report {
    fn note(&mut self, wish: Wish<String>, manifest: Result<Manifest>, data: &mut Data) {
        let place = |file: Option<&String>| Place {
            job_id: wish.note.clone(),
            manifest: wish.manifest.path.clone(),
            file: file.cloned(),
        };
        let manifest = match manifest {
            Ok(manifest) => manifest,
            Err(error) => {
                let (place, what) = (place(None), error.what().to_owned());
                self.findings.push(Finding { place, what });
                return;
            }
        };
        for file in &manifest.files {
            self.files += 1;
            let place = place(Some(&file.path));
            if let Some(what) = data.trouble(&file.hash, file.size, &place) {
                self.findings.push(Finding { place, what });
            }
        }
    }

    fn print(&self) {
        if !self.findings.is_empty() {
            let rows: Vec<[String; 4]> = self.findings.iter().map(Finding::row).collect();
            let head = ["job", "manifest", "file", "what"];
            render::print(&render::table(head, &rows));
        }
        let hashed = match self.hashed {
            0 => String::new(),
            hashed => format!(", {hashed} data read"),
        };
        render::remark(&format!(
            "{} jobs, {} manifests, {} files{hashed}: {} at fault",
            self.jobs,
            self.manifests,
            self.files,
            self.findings.len()
        ));
    }

    fn as_json(&self) -> Value {
        json!({
            "jobs": self.jobs,
            "manifests": self.manifests,
            "files": self.files,
            "hashed": self.hashed,
            "findings": self.findings.iter().map(Finding::as_json).collect::<Vec<_>>(),
        })
    }
}

impl Finding {
    fn row(&self) -> [String; 4] {
        let file = self.place.file.clone().unwrap_or_else(|| "-".to_owned());
        [
            self.place.job_id.clone(),
            self.place.manifest.clone(),
            file,
            self.what.clone(),
        ]
    }

    fn as_json(&self) -> Value {
        json!({
            "jobId": self.place.job_id,
            "manifest": self.place.manifest,
            "file": self.place.file,
            "what": self.what,
        })
    }
}

#[cfg(test)]
mod tests {
    use callsheet_attachments::File;

    use super::*;

    fn hash(number: u128) -> String {
        format!("{number:032x}")
    }

    #[test]
    fn all_manifests_of_jobs_are_read_and_those_of_no_job_are_not() {
        let root = Root::new("bucket", "studio");
        let job = JobFiles {
            job_id: "job-1".to_owned(),
            inputs: vec![InputManifest {
                path: "farm-1/queue-1/Inputs/guid/a_input".to_owned(),
                hash: Some(hash(1)),
            }],
        };
        let listed = |path: &str| Listed {
            key: root.manifest_key(path),
            size: 1,
            modified_at_s: 0,
        };
        let outputs = [
            listed("farm-1/queue-1/job-1/step-1/task-1/t_a/x_output"),
            listed("farm-1/queue-1/job-2/step-1/task-1/t_a/x_output"),
            listed("farm-1/queue-1/Inputs/other/a_input"),
        ];
        let wishes = manifests_of(&root, vec![job], &outputs);
        let paths: Vec<_> = wishes
            .iter()
            .map(|wish| wish.manifest.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                "farm-1/queue-1/Inputs/guid/a_input",
                "farm-1/queue-1/job-1/step-1/task-1/t_a/x_output"
            ]
        );
        assert!(wishes.iter().all(|wish| wish.note == "job-1"));
    }

    #[test]
    fn what_is_missing_or_of_another_size_is_named_by_job_manifest_and_file() {
        let mut data = Data {
            sizes: HashMap::from([(1, 10), (2, 20)]),
            named: HashMap::new(),
        };
        let file = |path: &str, number, size| File {
            path: path.to_owned(),
            hash: hash(number),
            size,
            mtime_us: 0,
        };
        let files = vec![
            file("good", 1, 10),
            file("short", 2, 21),
            file("gone", 3, 30),
        ];
        let wish = Wish {
            manifest: InputManifest {
                path: "m".to_owned(),
                hash: None,
            },
            note: "job-1".to_owned(),
        };
        let mut report = Report::default();
        report.note(wish, Ok(Manifest { files }), &mut data);
        report.findings.sort();
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|one| (one.place.file.as_deref().unwrap(), one.what.as_str()))
            .collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "gone");
        assert!(found[0].1.ends_with("are missing"), "{found:?}");
        assert!(found[1].1.ends_with("have 20 bytes, not 21"), "{found:?}");
        assert_eq!(data.named.len(), 1, "only what is there can be read");
    }
}
