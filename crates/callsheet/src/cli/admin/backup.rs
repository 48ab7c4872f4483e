//! `callsheet admin backup`: a folder with the store and its logs as they are at one moment. It gets
//! its name when all of it is there and was checked, so a folder of that name is always whole.

use std::fs;
use std::path::{Path, PathBuf};

use callsheet_server::StoreUrl;
use callsheet_store::files::{Copied, StoreFiles};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Place, broken, files, left_to_postgres};
use crate::cli::Globals;
use crate::data_dir::{self, Readers};
use crate::refusal::{Naming, Refusal, Result};
use crate::render::{self, Format, Output};
use crate::service::store_url;

const STORE: &str = "callsheet.db";
const MANIFEST: &str = "backup.json";

#[derive(Debug, Args)]
pub struct Backup {
    /// The folder to make; nothing may be there yet
    #[arg(value_name = "FOLDER")]
    to: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    output: Output,
}

/// What a backup says about itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub callsheet: String,
    pub store_bytes: u64,
    pub logs_bytes: u64,
}

impl Backup {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let settings = self.place.settings(globals)?;
        let source = match store_url(&settings)? {
            StoreUrl::Sqlite(path) => files(&path)?,
            url @ StoreUrl::Postgres(_) => {
                let to = self.to.display();
                let command = format!(
                    "pg_dump --format=custom --schema=callsheet --schema=callsheet_logs \
                     --file='{to}' '{url}'"
                );
                return Err(left_to_postgres("copy", &command));
            }
        };
        if self.to.exists() {
            return Err(
                Refusal::new(format!("`{}` is there already", self.to.display()))
                    .next("name a folder that is not there yet"),
            );
        }
        let manifest = make(&source, &self.to)?;
        match self.output.output {
            Format::Json => render::print_json(&json!({
                "folder": self.to,
                "storeBytes": manifest.store_bytes,
                "logsBytes": manifest.logs_bytes,
            })),
            Format::Table => render::print(&format!(
                "backed up to {}: {} KiB of the store, {} KiB of logs\n\
                 keep the file `key` of the data folder apart from it: it opens the access keys in it\n",
                self.to.display(),
                manifest.store_bytes / 1024,
                manifest.logs_bytes / 1024
            )),
        }
        Ok(())
    }
}

/// The files in a backup.
pub fn files_in(folder: &Path) -> Result<StoreFiles> {
    let store = folder.join(STORE);
    let files = StoreFiles::of(&store).map_err(Refusal::new)?;
    let manifest: Option<Manifest> = data_dir::read_json(&folder.join(MANIFEST))?;
    if manifest.is_some() && files.both().iter().all(|file| file.exists()) {
        return Ok(files);
    }
    Err(
        Refusal::new(format!("`{}` is not a whole backup", folder.display()))
            .next("name a folder that `callsheet admin backup` has made"),
    )
}

fn make(source: &StoreFiles, to: &Path) -> Result<Manifest> {
    let draft = draft_of(to);
    // One that was interrupted left its draft behind, which is worth nothing.
    if draft.exists() {
        fs::remove_dir_all(&draft).naming("cannot remove", &draft)?;
    }
    data_dir::make_private(&draft)?;
    let made = fill(source, &draft).and_then(|manifest| {
        fs::rename(&draft, to)
            .naming("cannot make", to)
            .map(|()| manifest)
    });
    if made.is_err() {
        // The reason is already known; that the draft stays as well adds nothing to it.
        let _ = fs::remove_dir_all(&draft);
    }
    let manifest = made?;
    sync_folder(to.parent().unwrap_or(Path::new(".")))?;
    Ok(manifest)
}

fn draft_of(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn fill(source: &StoreFiles, draft: &Path) -> Result<Manifest> {
    let copy = StoreFiles::of(&draft.join(STORE)).map_err(Refusal::new)?;
    let bar = progress_bar();
    let copied = source.copy(&copy, |at: Copied| {
        bar.set_length(at.all_pages);
        bar.set_position(at.done_pages);
    });
    bar.finish_and_clear();
    copied.map_err(broken("cannot copy the store"))?;
    let faults = copy.faults().map_err(broken("cannot check the copy"))?;
    if let Some(fault) = faults.first() {
        return Err(
            Refusal::new(format!("the copy is not sound: {fault}")).next("callsheet admin check")
        );
    }
    let size = |path: &Path| {
        let found = path.metadata().naming("cannot look at", path);
        found.map(|found| found.len())
    };
    let manifest = Manifest {
        callsheet: env!("CARGO_PKG_VERSION").to_owned(),
        store_bytes: size(&copy.store)?,
        logs_bytes: size(&copy.logs)?,
    };
    for path in copy.both() {
        let file = fs::File::open(path).naming("cannot open", path)?;
        file.sync_all().naming("cannot write", path)?;
    }
    data_dir::write_json(&draft.join(MANIFEST), &manifest, Readers::Owner)?;
    sync_folder(draft)?;
    Ok(manifest)
}

/// A name is on the disk when its folder is.
pub fn sync_folder(folder: &Path) -> Result<()> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let opened = fs::File::open(folder).naming("cannot open", folder)?;
    opened.sync_all().naming("cannot write", folder)
}

/// Shown to people alone.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {percent}% of {len} pages, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}
