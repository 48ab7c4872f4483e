//! The files of one session: the job's inputs and what earlier steps left come in, what a task
//! leaves goes out. It knows roots and folders, and nothing of actions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use callsheet_attachments::layout::{TaskPlace, output_path, root_name};
use callsheet_attachments::outputs::{Asked, outputs};
use callsheet_attachments::{
    Existing, File, Found, Hashed, Manifest, Place, Progress, Source, download, find, hash,
    read_manifest, upload, write_manifest,
};

use crate::job_user::Hands;
use crate::session::{OutputManifest, PathFormat, PathMappingRule};

/// As much of a root's name as a folder needs to be its own.
const FOLDER_NAME_LENGTH: usize = 20;

/// One of a job's `attachments.manifests`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobManifest {
    pub root_path: String,
    pub root_path_format: PathFormat,
    pub file_system_location: Option<String>,
    pub input_path: Option<String>,
    pub input_hash: Option<String>,
    /// Below the root, in the root's own format.
    pub output_folders: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobAttachments {
    pub manifests: Vec<JobManifest>,
    /// The job asks that files come when they are first read.
    pub is_virtual: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPlace {
    pub farm_id: String,
    pub queue_id: String,
    pub job_id: String,
}

/// A root of the job and where it is on this machine.
#[derive(Debug)]
struct LocalRoot {
    given: JobManifest,
    folder: PathBuf,
    /// What its output folders held when the task began.
    before: Listing,
}

/// Sizes and times of change by path.
type Listing = BTreeMap<PathBuf, (u64, u64)>;

/// Which task's outputs are sent, and under which name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskOutputs {
    pub step_id: String,
    /// A chunk of tasks has none.
    pub task_id: Option<String>,
    pub session_action_id: String,
    pub started_at_us: i64,
}

/// What was sent of a task.
#[derive(Debug, Default)]
pub struct Sent {
    /// One for each of the job's manifests, in their order.
    pub manifests: Vec<OutputManifest>,
    /// Files that were not sent, with the reason.
    pub left_out: Vec<String>,
}

/// A root's files where the worker reads them.
struct AtHand {
    folder: PathBuf,
    files: Vec<Found>,
    /// Those that did not get there, with the reason.
    left_out: Vec<String>,
}

#[derive(Debug)]
pub struct SessionFiles {
    source: Source,
    job: JobPlace,
    roots: Vec<LocalRoot>,
    /// Where files are another user's.
    hands: Option<Hands>,
}

impl SessionFiles {
    /// Finds each root its place: the rule of its file system location, else a folder of the
    /// session's own. Gives the rules that the session's paths need besides.
    pub fn new(
        source: Source,
        job: JobPlace,
        attachments: &JobAttachments,
        rules: &[PathMappingRule],
        session_folder: &Path,
        hands: Option<Hands>,
    ) -> Result<(Self, Vec<PathMappingRule>), String> {
        let (mut roots, mut new_rules) = (Vec::new(), Vec::new());
        for given in &attachments.manifests {
            let (folder, rule) = match mapped(given, rules)? {
                Some(folder) => (folder, None),
                None => {
                    let folder = own_folder(given, session_folder);
                    let rule = rule_to(given, &folder);
                    (folder, Some(rule))
                }
            };
            new_rules.extend(rule);
            roots.push(LocalRoot {
                given: given.clone(),
                folder,
                before: Listing::new(),
            });
        }
        let files = SessionFiles {
            source,
            job,
            roots,
            hands,
        };
        Ok((files, new_rules))
    }

    /// The job's own files. Output folders are for tasks to make, as with AWS's agents.
    pub async fn bring_inputs(&self, progress: &Progress) -> Result<(), String> {
        let mut places = Vec::new();
        for root in &self.roots {
            let manifest = match &root.given.input_path {
                Some(path) => {
                    let expected = root.given.input_hash.as_deref();
                    let read = read_manifest(&self.source, path, expected).await;
                    read.map_err(|error| error.to_string())?.0
                }
                None => Manifest::default(),
            };
            places.push(Place {
                root: root.folder.clone(),
                manifest,
            });
        }
        self.bring(places, progress).await
    }

    /// What these steps left, the newest of each task.
    pub async fn bring_outputs(
        &self,
        step_ids: &[String],
        progress: &Progress,
    ) -> Result<(), String> {
        let mut places = Vec::new();
        for step_id in step_ids {
            let asked = Asked {
                farm: &self.job.farm_id,
                queue: &self.job.queue_id,
                job: &self.job.job_id,
                step: Some(step_id),
                task: None,
            };
            let found = outputs(&self.source, &asked).await;
            for output in found.map_err(|error| error.to_string())? {
                let location = output.file_system_location.as_deref();
                let root = self.root(&output.root_path, location).ok_or_else(|| {
                    format!(
                        "{step_id} left files below {}, which is no root of this job",
                        output.root_path
                    )
                })?;
                places.push(Place {
                    root: root.folder.clone(),
                    manifest: output.manifest,
                });
            }
        }
        self.bring(places, progress).await
    }

    fn root(&self, path: &str, location: Option<&str>) -> Option<&LocalRoot> {
        self.roots.iter().find(|root| {
            root.given.root_path == path && root.given.file_system_location.as_deref() == location
        })
    }

    async fn bring(&self, mut places: Vec<Place>, progress: &Progress) -> Result<(), String> {
        let roots = places.iter().map(|place| place.root.as_path());
        let staged = self.hands.as_ref().map(|hands| hands.places(roots));
        let staged = staged.transpose()?.unwrap_or_default();
        for place in &mut places {
            if let Some(stage) = staged.get(&place.root) {
                place.root.clone_from(stage);
            }
        }
        download(&self.source, places, Existing::Replace, progress)
            .await
            .map_err(|error| error.to_string())?;
        match &self.hands {
            Some(hands) => hands.give(staged).await,
            None => Ok(()),
        }
    }

    /// Remembers what the output folders hold, so that what a task leaves can be told apart.
    pub async fn look(&mut self) -> Result<(), String> {
        for root in &mut self.roots {
            let found = list(self.hands.as_ref(), root.output_folders()).await?;
            root.before = found.iter().map(stamp).collect();
        }
        Ok(())
    }

    /// Sends what is new or changed below the output folders.
    pub async fn send_outputs(
        &mut self,
        task: &TaskOutputs,
        progress: &Progress,
    ) -> Result<Sent, String> {
        let mut sent = Sent::default();
        for index in 0..self.roots.len() {
            let root = &self.roots[index];
            let found = list(self.hands.as_ref(), root.output_folders()).await?;
            let is_new = |one: &Found| {
                let (path, stamp) = stamp(one);
                root.before.get(&path) != Some(&stamp)
            };
            let new = found.into_iter().filter(is_new).collect();
            let near = self.at_hand(&root.folder, new).await?;
            let (new, left_out) = inside(&near.folder, near.files);
            sent.left_out
                .extend(near.left_out.into_iter().chain(left_out));
            let manifest = self.send(root, &near.folder, new, task, progress).await;
            sent.manifests
                .push(manifest.map_err(|error| error.to_string())?);
        }
        Ok(sent)
    }

    /// Where the worker reads these files, which is not where a job can change them meanwhile.
    async fn at_hand(&self, folder: &Path, files: Vec<Found>) -> Result<AtHand, String> {
        let Some(hands) = self.hands.as_ref().filter(|_| !files.is_empty()) else {
            return Ok(AtHand {
                folder: folder.to_owned(),
                files,
                left_out: Vec::new(),
            });
        };
        let taken = hands.take(folder, &files).await?;
        let found = list(None, vec![taken.clone()]).await?;
        let there: BTreeSet<_> = found
            .iter()
            .map(|one| below_of(&one.path, &taken))
            .collect();
        let missing = files
            .iter()
            .filter(|one| !there.contains(&below_of(&one.path, folder)));
        let left_out = missing
            .map(|one| format!("{} is a link that leads to no file", one.path.display()))
            .collect();
        Ok(AtHand {
            folder: taken,
            files: found,
            left_out,
        })
    }

    /// `folder` stands for the root's own.
    async fn send(
        &self,
        root: &LocalRoot,
        folder: &Path,
        new: Vec<Found>,
        task: &TaskOutputs,
        progress: &Progress,
    ) -> callsheet_attachments::Result<OutputManifest> {
        if new.is_empty() {
            return Ok(OutputManifest::default());
        }
        let hashed = hash(new, None, &Progress::default()).await?;
        let objects = &self.source.objects;
        upload(objects, &hashed, progress).await?;
        let files = hashed.iter().filter_map(|one| entry(folder, one));
        let manifest = Manifest {
            files: files.collect(),
        };
        let given = &root.given;
        let location = given.file_system_location.as_deref();
        let place = TaskPlace {
            farm: &self.job.farm_id,
            queue: &self.job.queue_id,
            job: &self.job.job_id,
            step: &task.step_id,
            task: task.task_id.as_deref(),
        };
        let name = root_name(location, &given.root_path);
        let path = output_path(&place, task.started_at_us, &task.session_action_id, &name);
        let hash = write_manifest(objects, &path, &manifest, &given.root_path, location).await?;
        Ok(OutputManifest {
            path: Some(path),
            hash: Some(hash),
        })
    }
}

fn below_of<'a>(path: &'a Path, folder: &Path) -> &'a Path {
    path.strip_prefix(folder).unwrap_or(path)
}

impl LocalRoot {
    fn output_folders(&self) -> Vec<PathBuf> {
        let folders = self.given.output_folders.iter();
        folders
            .filter_map(|folder| below(&self.folder, folder, self.given.root_path_format))
            .collect()
    }
}

/// A folder of the job's below a root of this machine; none if it would lead out of it.
fn below(root: &Path, folder: &str, format: PathFormat) -> Option<PathBuf> {
    let is_separator = |it: char| match format {
        PathFormat::Windows => it == '/' || it == '\\',
        PathFormat::Posix | PathFormat::Uri => it == '/',
    };
    let mut path = root.to_owned();
    for part in folder.split(is_separator) {
        match part {
            "" | "." => {}
            ".." => return None,
            part => path.push(part),
        }
    }
    path.starts_with(root).then_some(path)
}

/// By the rule of its file system location. Without any rule the worker sees no file system
/// location, and the files come to the session as others do.
fn mapped(given: &JobManifest, rules: &[PathMappingRule]) -> Result<Option<PathBuf>, String> {
    let Some(location) = given
        .file_system_location
        .as_ref()
        .filter(|_| !rules.is_empty())
    else {
        return Ok(None);
    };
    let longest = rules
        .iter()
        .filter_map(|rule| Some((rule.source_path.len(), rule.apply(&given.root_path)?)))
        .max_by_key(|(length, _)| *length);
    match longest {
        Some((_, folder)) => Ok(Some(PathBuf::from(folder))),
        None => Err(format!(
            "the file system location {location:?} at {} has no place on this worker; give its \
             fleet a storage profile that has it",
            given.root_path
        )),
    }
}

fn own_folder(given: &JobManifest, session_folder: &Path) -> PathBuf {
    let location = given.file_system_location.as_deref();
    let name = root_name(location, &given.root_path);
    session_folder.join(format!("assetroot-{}", &name[..FOLDER_NAME_LENGTH]))
}

fn rule_to(given: &JobManifest, folder: &Path) -> PathMappingRule {
    PathMappingRule {
        source_path_format: given.root_path_format,
        source_path: given.root_path.clone(),
        destination_path: folder.to_string_lossy().into_owned(),
    }
}

fn stamp(found: &Found) -> (PathBuf, (u64, u64)) {
    (found.path.clone(), (found.size, found.mtime_us))
}

/// All files of these folders; a folder that a task removed holds none.
async fn list(hands: Option<&Hands>, folders: Vec<PathBuf>) -> Result<Vec<Found>, String> {
    if let Some(hands) = hands {
        return hands.list(&folders).await;
    }
    let listed = tokio::task::spawn_blocking(move || {
        let there: Vec<_> = folders.into_iter().filter(|it| it.is_dir()).collect();
        find(&there, &[])
    });
    let listed = listed.await.map_err(|error| error.to_string())?;
    listed.map_err(|error| error.to_string())
}

/// Without what a link led to outside of the root: it is not the task's own.
fn inside(root: &Path, found: Vec<Found>) -> (Vec<Found>, Vec<String>) {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for one in found {
        match one.path.canonicalize() {
            Ok(real) if real.starts_with(&real_root) => kept.push(one),
            Ok(_) => left_out.push(format!(
                "{} is a link that leads out of {}",
                one.path.display(),
                root.display()
            )),
            Err(error) => left_out.push(format!("{}: {error}", one.path.display())),
        }
    }
    (kept, left_out)
}

fn entry(root: &Path, hashed: &Hashed) -> Option<File> {
    let path = hashed.found.path.strip_prefix(root).ok()?;
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    Some(File {
        path: parts.join("/"),
        hash: hashed.hash.clone(),
        size: hashed.found.size,
        mtime_us: hashed.found.mtime_us,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(root: &str, location: Option<&str>) -> JobManifest {
        JobManifest {
            root_path: root.to_owned(),
            root_path_format: PathFormat::Posix,
            file_system_location: location.map(str::to_owned),
            input_path: None,
            input_hash: None,
            output_folders: vec!["out".to_owned()],
        }
    }

    fn rule(from: &str, to: &str) -> PathMappingRule {
        PathMappingRule {
            source_path_format: PathFormat::Posix,
            source_path: from.to_owned(),
            destination_path: to.to_owned(),
        }
    }

    #[test]
    fn a_root_goes_where_its_file_system_location_is() {
        let rules = [rule("/home", "/wrong"), rule("/home/me", "/mnt/home")];
        let at = |root: &str| mapped(&given(root, Some("Home")), &rules);
        assert_eq!(at("/home/me").unwrap(), Some("/mnt/home".into()));
        assert_eq!(at("/home/me/shot").unwrap(), Some("/mnt/home/shot".into()));
        let error = at("/elsewhere").unwrap_err();
        assert!(
            error.contains("Home") && error.contains("storage profile"),
            "{error}"
        );
        assert_eq!(mapped(&given("/home/me", None), &rules).unwrap(), None);
        assert_eq!(mapped(&given("/home/me", Some("Home")), &[]).unwrap(), None);
    }

    #[test]
    fn other_roots_have_folders_of_their_own() {
        let session = Path::new("/sessions/1");
        let one = own_folder(&given("/home/me", None), session);
        let other = own_folder(&given("/home/you", None), session);
        assert_ne!(one, other);
        assert!(one.starts_with(session));
        let rule = rule_to(&given("C:\\show", None), &one);
        assert_eq!(rule.source_path, "C:\\show");
    }

    #[test]
    fn output_folders_stay_below_their_root() {
        let root = Path::new("/root");
        let posix = |folder| below(root, folder, PathFormat::Posix);
        assert_eq!(posix("a/b"), Some("/root/a/b".into()));
        assert_eq!(posix("."), Some("/root".into()));
        assert_eq!(posix("/etc"), Some("/root/etc".into()));
        assert_eq!(posix("a/../../b"), None);
        let windows = below(root, "a\\b", PathFormat::Windows);
        assert_eq!(windows, Some("/root/a/b".into()));
        assert_eq!(posix("a\\b"), Some("/root/a\\b".into()));
    }

    #[test]
    fn links_out_of_the_root_are_left_out_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(folder.path().join("secret"), "s").unwrap();
        std::fs::write(root.join("frame"), "f").unwrap();
        let link = std::os::unix::fs::symlink::<PathBuf, PathBuf>;
        link(folder.path().join("secret"), root.join("stolen")).unwrap();
        link("frame".into(), root.join("latest")).unwrap();
        let found = find(std::slice::from_ref(&root), &[]).unwrap();
        let (kept, left_out) = inside(&root, found);
        let names: Vec<_> = kept
            .iter()
            .map(|one| one.path.file_name().unwrap())
            .collect();
        assert_eq!(names, ["frame", "latest"]);
        assert_eq!(left_out.len(), 1);
        assert!(left_out[0].contains("stolen"), "{}", left_out[0]);
    }
}
