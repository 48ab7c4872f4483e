//! `callsheet job download-output`: brings here what a job's tasks left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use callsheet_attachments::outputs::{Asked, Output as TaskOutput, outputs};
use callsheet_attachments::{self as attachments, Manifest, Place, Progress, Source, Tally};
use clap::{Args, ValueEnum};
use indicatif::HumanBytes;
use serde_json::{Value, json};

use super::{Globals, block_on};
use crate::attachments::{QueueFiles, Use, files_and_bytes, queue_root, show};
use crate::connection::sdk::types::{ManifestProperties, PathFormat};
use crate::connection::{Connection, Target};
use crate::local_path::resolve;
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};

#[derive(Debug, Args)]
pub struct DownloadOutput {
    /// The job
    #[arg(value_name = "JOB_ID")]
    job_id: String,
    /// Of this step alone
    #[arg(long, value_name = "ID")]
    step: Option<String>,
    /// Of this task of the step alone
    #[arg(long, value_name = "ID", requires = "step")]
    task: Option<String>,
    /// Put it below this folder, not where the job's folders were when it was submitted
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// What becomes of a file that is in the way and holds something else
    #[arg(long, value_name = "WHAT", default_value = "keep-both")]
    existing: Existing,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Existing {
    /// It stays, and the new one gets a number in its name
    KeepBoth,
    /// The new one takes its place
    Replace,
    /// It stays, and the new one is left out
    Keep,
}

/// A root of the job, and where it is on this machine.
#[derive(Debug, PartialEq, Eq)]
struct LocalRoot {
    /// As the job knows it.
    path: String,
    folder: PathBuf,
    files: BTreeMap<String, u64>,
}

impl DownloadOutput {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let connection = self.target.connect(globals)?;
        block_on(self.download(&connection))
    }

    async fn download(&self, connection: &Connection) -> Result<()> {
        let job = connection.job(&self.job_id).await?;
        let queue = connection.queue().await?;
        let (Some(of_job), Some(root)) = (job.attachments(), queue_root(&queue)) else {
            return self.tell(&[], Tally::default());
        };
        let files = QueueFiles::reach(connection, &queue, root, Use::Read).await?;
        let source = Source {
            objects: files.objects.clone(),
            cache: None,
        };
        let asked = Asked {
            farm: &connection.farm_id,
            queue: &connection.queue_id,
            job: &self.job_id,
            step: self.step.as_deref(),
            task: self.task.as_deref(),
        };
        let found = outputs(&source, &asked).await.map_err(Refusal::new)?;
        let mut roots = self.roots(of_job.manifests(), &found)?;
        let places = places(&mut roots, found);
        let progress = Progress::default();
        let existing = match self.existing {
            Existing::KeepBoth => attachments::Existing::KeepBoth,
            Existing::Replace => attachments::Existing::Replace,
            Existing::Keep => attachments::Existing::Keep,
        };
        let bringing = attachments::download(&source, places, existing, &progress);
        let brought = show("downloading", &progress, bringing).await;
        brought.map_err(|error| Refusal::new(error).next("try again: what came stays"))?;
        self.tell(&roots, progress.tally())
    }

    /// Finds the roots that have outputs their places.
    fn roots(&self, of_job: &[ManifestProperties], found: &[TaskOutput]) -> Result<Vec<LocalRoot>> {
        let with_outputs: BTreeSet<&str> = found
            .iter()
            .map(|output| output.root_path.as_str())
            .collect();
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
        let Some(to) = self.to.as_ref().map(|to| resolve(&here, to)) else {
            return self.original(of_job, with_outputs);
        };
        // Of all roots, so that no folder moves when another step has left its outputs.
        let all = of_job.iter().filter(|root| has_outputs(root));
        let all: BTreeSet<&str> = all
            .map(ManifestProperties::root_path)
            .chain(with_outputs.iter().copied())
            .collect();
        let mut folders = below(&to, &all);
        let roots = with_outputs.into_iter().filter_map(|path| {
            let folder = folders.remove(path)?;
            Some(LocalRoot::new(path, folder))
        });
        Ok(roots.collect())
    }

    fn original(
        &self,
        of_job: &[ManifestProperties],
        with_outputs: BTreeSet<&str>,
    ) -> Result<Vec<LocalRoot>> {
        let here = match attachments::PathFormat::HERE {
            attachments::PathFormat::Posix => PathFormat::Posix,
            attachments::PathFormat::Windows => PathFormat::Windows,
        };
        let is_foreign = |path: &str| {
            let mut same = of_job.iter().filter(|root| root.root_path() == path);
            same.any(|root| *root.root_path_format() != here)
        };
        with_outputs
            .into_iter()
            .map(
                |path| match is_foreign(path) || !Path::new(path).is_absolute() {
                    false => Ok(LocalRoot::new(path, PathBuf::from(path))),
                    true => Err(Refusal::new(format!(
                        "the job was submitted where `{path}` is a folder, which it is not here"
                    ))
                    .next(format!(
                        "callsheet job download-output {} --to FOLDER",
                        self.job_id
                    ))),
                },
            )
            .collect()
    }

    fn tell(&self, roots: &[LocalRoot], tally: Tally) -> Result<()> {
        match self.output.output {
            Format::Json => render::print_json(&as_json(roots, tally)),
            Format::Table if roots.is_empty() => {
                render::remark("nothing was left there yet");
            }
            Format::Table => {
                let rows: Vec<[String; 3]> = roots.iter().map(LocalRoot::row).collect();
                render::print(&render::table(["folder", "files", "size"], &rows));
                if tally.skipped_files > 0 {
                    let there = files_and_bytes(tally.skipped_files, tally.skipped_bytes);
                    render::remark(&format!("{there} were here already"));
                }
            }
        }
        Ok(())
    }
}

impl LocalRoot {
    fn new(path: &str, folder: PathBuf) -> Self {
        LocalRoot {
            path: path.to_owned(),
            folder,
            files: BTreeMap::new(),
        }
    }

    fn bytes(&self) -> u64 {
        self.files.values().sum()
    }

    fn row(&self) -> [String; 3] {
        [
            self.folder.display().to_string(),
            self.files.len().to_string(),
            HumanBytes(self.bytes()).to_string(),
        ]
    }
}

fn has_outputs(root: &ManifestProperties) -> bool {
    !root.output_relative_directories().is_empty()
}

/// One root goes to the folder itself; of several, each gets one of its own, named after it.
fn below<'a>(to: &Path, roots: &BTreeSet<&'a str>) -> BTreeMap<&'a str, PathBuf> {
    if let (1, Some(root)) = (roots.len(), roots.first()) {
        return BTreeMap::from([(*root, to.to_owned())]);
    }
    let mut taken = BTreeSet::new();
    let mut name = |root: &str| {
        let last = root.rsplit(['/', '\\']).find(|part| !part.is_empty());
        // A drive is no name of a folder.
        let last = last.map_or("root".to_owned(), |last| last.replace(':', ""));
        let numbered = (2_u32..).map(|number| format!("{last}-{number}"));
        let mut names = std::iter::once(last.clone()).chain(numbered);
        let free = names.find(|name| taken.insert(name.clone()));
        free.unwrap_or(last)
    };
    roots
        .iter()
        .map(|root| (*root, to.join(name(root))))
        .collect()
}

/// Notes on the roots what they get.
fn places(roots: &mut [LocalRoot], found: Vec<TaskOutput>) -> Vec<Place> {
    let mut places = Vec::new();
    for output in found {
        let Some(root) = roots.iter_mut().find(|root| root.path == output.root_path) else {
            continue;
        };
        let Manifest { files } = &output.manifest;
        root.files
            .extend(files.iter().map(|file| (file.path.clone(), file.size)));
        places.push(Place {
            root: root.folder.clone(),
            manifest: output.manifest,
        });
    }
    places
}

fn as_json(roots: &[LocalRoot], tally: Tally) -> Value {
    let of_root = |root: &LocalRoot| {
        json!({
            "rootPath": root.path,
            "folder": root.folder,
            "files": root.files.keys().collect::<Vec<_>>(),
            "bytes": root.bytes(),
        })
    };
    json!({
        "roots": roots.iter().map(of_root).collect::<Vec<_>>(),
        "downloaded": { "files": tally.moved_files(), "bytes": tally.moved_bytes() },
        "kept": { "files": tally.skipped_files, "bytes": tally.skipped_bytes },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_root_is_the_folder_and_several_have_folders_of_their_own() {
        let names = |roots: &[&'static str]| -> Vec<(&'static str, PathBuf)> {
            let roots: BTreeSet<&'static str> = roots.iter().copied().collect();
            below(Path::new("/to"), &roots).into_iter().collect()
        };
        assert_eq!(names(&["/show/out"]), [("/show/out", "/to".into())]);
        assert_eq!(
            names(&["/a/out", "/b/out", "C:\\", "/"]),
            [
                ("/", "/to/root".into()),
                ("/a/out", "/to/out".into()),
                ("/b/out", "/to/out-2".into()),
                ("C:\\", "/to/C".into()),
            ]
        );
    }
}
