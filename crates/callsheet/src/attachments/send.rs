//! From gathered files to what a job says of them: hashed, sent and listed in manifests.

use std::path::Path;

use callsheet_attachments::layout::{input_path, root_name};
use callsheet_attachments::{
    File, Found, Hashed, Manifest, Objects, Progress, hash, upload, write_manifest,
};
use clap::ValueEnum;

use super::gather::Gathered;
use super::show::{files_and_bytes, show};
use crate::connection::Connection;
use crate::connection::sdk::types::{
    Attachments, JobAttachmentsFileSystem, ManifestProperties, PathFormat,
};
use crate::refusal::{Refusal, Result};
use crate::render;

/// Where AWS's own clients remember the hashes of large files, below the home folder.
const REMEMBERED_IN: &str = ".deadline/job_attachments";

/// How workers bring the inputs to tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FileSystem {
    /// All of them, before the first task
    #[default]
    Copied,
    /// Each when it is first read, where a worker can do that
    Virtual,
}

/// One submission on its way into its queue's objects.
pub struct Sending<'a> {
    pub connection: &'a Connection,
    pub gathered: Vec<Gathered>,
    pub file_system: FileSystem,
}

impl Sending<'_> {
    /// Says before anything is sent how much that may be.
    pub fn announce(&self) {
        for one in &self.gathered {
            let files = files_and_bytes(one.files.len() as u64, one.bytes());
            let location = one.root.file_system_location.as_ref();
            let location = location.map_or(String::new(), |name| format!(" ({name})"));
            let comes_back = match one.root.output_folders.len() {
                0 => String::new(),
                1 => "; outputs of 1 folder come back".to_owned(),
                folders => format!("; outputs of {folders} folders come back"),
            };
            let root = one.root.path.display();
            render::remark(&format!("{root}{location}: {files} to send{comes_back}"));
        }
    }

    pub fn have_inputs(&self) -> bool {
        self.gathered.iter().any(|one| !one.files.is_empty())
    }

    /// Hashes and sends all inputs; gives what the job says of them.
    pub async fn with_inputs(self, objects: &Objects) -> Result<Attachments> {
        let hashed = self.hash().await?;
        let guid = guid()?;
        let mut manifests = Vec::new();
        let mut rest = hashed.as_slice();
        for one in &self.gathered {
            let (files, others) = rest.split_at(one.files.len());
            rest = others;
            let input = self.write_manifest(objects, &guid, one, files).await?;
            manifests.push(properties(one, input)?);
        }
        // After the manifests, so that whoever tidies up knows of data that is found there.
        send(objects, &hashed).await?;
        self.attachments(manifests)
    }

    /// Nothing goes in, so nothing is sent.
    pub fn without_inputs(self) -> Result<Attachments> {
        let manifests = self.gathered.iter().map(|one| properties(one, None));
        let manifests = manifests.collect::<Result<_>>()?;
        self.attachments(manifests)
    }

    fn attachments(&self, manifests: Vec<ManifestProperties>) -> Result<Attachments> {
        let file_system = match self.file_system {
            FileSystem::Copied => JobAttachmentsFileSystem::Copied,
            FileSystem::Virtual => JobAttachmentsFileSystem::Virtual,
        };
        let attachments = Attachments::builder()
            .set_manifests(Some(manifests))
            .file_system(file_system);
        attachments.build().map_err(Refusal::new)
    }

    async fn hash(&self) -> Result<Vec<Hashed>> {
        let files = self.gathered.iter().flat_map(|one| one.files.clone());
        let files: Vec<Found> = files.collect();
        let progress = Progress::default();
        let remembered_in = std::env::home_dir().map(|home| home.join(REMEMBERED_IN));
        let hashing = hash(files, remembered_in, &progress);
        show("hashing", &progress, hashing)
            .await
            .map_err(not_submitted)
    }

    /// Its path and its hash.
    async fn write_manifest(
        &self,
        objects: &Objects,
        guid: &str,
        one: &Gathered,
        files: &[Hashed],
    ) -> Result<Option<(String, String)>> {
        if files.is_empty() {
            return Ok(None);
        }
        let (farm, queue) = (&self.connection.farm_id, &self.connection.queue_id);
        let root = text(&one.root.path)?;
        let location = one.root.file_system_location.as_deref();
        let path = input_path(farm, queue, guid, &root_name(location, &root));
        let files: Result<Vec<File>> = files
            .iter()
            .map(|hashed| entry(&one.root.path, hashed))
            .collect();
        let manifest = Manifest { files: files? };
        let written = write_manifest(objects, &path, &manifest, &root, location).await;
        Ok(Some((path, written.map_err(not_submitted)?)))
    }
}

async fn send(objects: &Objects, hashed: &[Hashed]) -> Result<()> {
    let progress = Progress::default();
    let sending = upload(objects, hashed, &progress);
    show("sending", &progress, sending)
        .await
        .map_err(not_submitted)?;
    let tally = progress.tally();
    let sent = files_and_bytes(tally.moved_files(), tally.moved_bytes());
    let there = files_and_bytes(tally.skipped_files, tally.skipped_bytes);
    render::remark(&format!("sent {sent}; {there} were there already"));
    Ok(())
}

fn not_submitted(error: callsheet_attachments::TransferError) -> Refusal {
    Refusal::new(format!("{error}; no job was created")).next("submit again: what was sent stays")
}

fn properties(one: &Gathered, input: Option<(String, String)>) -> Result<ManifestProperties> {
    let outputs = one.root.output_folders.iter();
    let outputs: Result<Vec<String>> = outputs
        .map(|folder| relative(&one.root.path, folder))
        .collect();
    let (path, hash) = input.unzip();
    ManifestProperties::builder()
        .set_file_system_location_name(one.root.file_system_location.clone())
        .root_path(text(&one.root.path)?)
        .root_path_format(match callsheet_attachments::PathFormat::HERE {
            callsheet_attachments::PathFormat::Posix => PathFormat::Posix,
            callsheet_attachments::PathFormat::Windows => PathFormat::Windows,
        })
        .set_output_relative_directories(Some(outputs?).filter(|outputs| !outputs.is_empty()))
        .set_input_manifest_path(path)
        .set_input_manifest_hash(hash)
        .build()
        .map_err(Refusal::new)
}

fn entry(root: &Path, hashed: &Hashed) -> Result<File> {
    let found = &hashed.found;
    Ok(File {
        path: relative(root, &found.path)?,
        hash: hashed.hash.clone(),
        size: found.size,
        mtime_us: found.mtime_us,
    })
}

/// Below the root, with `/` between its parts; the root itself is `.`.
fn relative(root: &Path, path: &Path) -> Result<String> {
    let below = path.strip_prefix(root).map_err(|_| {
        let (path, root) = (path.display(), root.display());
        Refusal::new(format!("`{path}` is not below `{root}`"))
    })?;
    let parts: Result<Vec<String>> = below.iter().map(|part| text(part.as_ref())).collect();
    Ok(match parts?.join("/") {
        below if below.is_empty() => ".".to_owned(),
        below => below,
    })
}

/// A job says its paths as text.
fn text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        let path = path.display();
        Refusal::new(format!("the name `{path}` is not UTF-8")).next("rename it")
    })
}

/// The submission's own, so that no other one writes the same manifests.
fn guid() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Refusal::new(format!("no random name: {error}")))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use callsheet_attachments::AssetRoot;

    use super::*;

    #[test]
    fn a_job_names_its_folders_below_their_root() {
        let one = Gathered {
            root: AssetRoot {
                path: "/show/shot".into(),
                file_system_location: Some("Show".to_owned()),
                inputs: Vec::new(),
                output_folders: vec!["/show/shot/out/a".into(), "/show/shot".into()],
            },
            files: Vec::new(),
        };
        let input = Some(("path".to_owned(), "hash".to_owned()));
        let made = properties(&one, input).unwrap();
        assert_eq!(made.root_path(), "/show/shot");
        assert_eq!(made.root_path_format(), &PathFormat::Posix);
        assert_eq!(made.output_relative_directories(), ["out/a", "."]);
        assert_eq!(made.input_manifest_hash(), Some("hash"));
        assert_eq!(made.file_system_location_name(), Some("Show"));
    }

    #[test]
    fn a_path_outside_of_its_root_and_one_that_is_no_text_are_refused() {
        let root = Path::new("/show");
        assert_eq!(relative(root, Path::new("/show/a/b")), Ok("a/b".to_owned()));
        relative(root, Path::new("/other")).unwrap_err();
        let odd: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"/show/\xff");
        let refusal = relative(root, Path::new(odd)).unwrap_err();
        assert!(refusal.to_string().contains("not UTF-8"), "{refusal}");
    }

    #[test]
    fn each_submission_has_a_name_of_its_own() {
        let (one, other) = (guid().unwrap(), guid().unwrap());
        assert_ne!(one, other);
        assert!(one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
