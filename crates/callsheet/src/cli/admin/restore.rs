//! `callsheet admin restore`: a backup takes the place of the store. What was there is moved aside,
//! never removed, and the new files get their names last, so that a restore that was interrupted is
//! simply done again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use callsheet_server::StoreUrl;
use callsheet_store::files::StoreFiles;
use clap::Args;
use serde_json::json;

use super::backup::{files_in, sync_folder};
use super::{Place, broken, left_to_postgres};
use crate::cli::Globals;
use crate::data_dir::{self, DataDir};
use crate::refusal::{Naming, Refusal, Result};
use crate::render::{self, Format, Output};
use crate::service::store_url;

#[derive(Debug, Args)]
pub struct Restore {
    /// A folder that `callsheet admin backup` has made
    #[arg(value_name = "FOLDER")]
    from: PathBuf,
    /// Also where a store is already: it is moved aside
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    output: Output,
}

impl Restore {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let settings = self.place.settings(globals)?;
        let path = match store_url(&settings)? {
            StoreUrl::Sqlite(path) => path,
            url @ StoreUrl::Postgres(_) => {
                let from = self.from.display();
                let command = format!("pg_restore --clean --if-exists --dbname='{url}' '{from}'");
                return Err(left_to_postgres("write", &command));
            }
        };
        let data_dir = settings.data_dir()?;
        let aside = self.restore(&data_dir, &path)?;
        self.tell(&data_dir, aside.as_deref());
        Ok(())
    }

    /// Answers where the old store went, if there was one.
    fn restore(&self, data_dir: &DataDir, path: &Path) -> Result<Option<PathBuf>> {
        let source = files_in(&self.from)?;
        let target = StoreFiles::of(path).map_err(Refusal::new)?;
        let is_used = target.both().iter().any(|file| file.exists());
        if is_used && !self.force {
            return Err(
                Refusal::new(format!("there is a store at `{}` already", path.display())).next(
                    "name another folder with --data-dir, or move what is there aside with --force",
                ),
            );
        }
        let faults = source.faults().map_err(broken("cannot check the backup"))?;
        if let Some(fault) = faults.first() {
            return Err(Refusal::new(format!("the backup is not sound: {fault}"))
                .next("take an older one; nothing was changed"));
        }
        data_dir.create()?;
        let held = target.hold().map_err(|error| match error {
            callsheet_store::Error::Locked { .. } => Refusal::new(error)
                .next("stop the server; it can be started again after the restore"),
            other => Refusal::new(other),
        })?;
        let drafts = draft(&source, &target)?;
        let aside = match is_used {
            true => Some(move_aside(&target)?),
            false => None,
        };
        // The logs first: a store is there only when they are.
        for (draft, file) in drafts.iter().zip(target.both()).rev() {
            fs::rename(draft, file).naming("cannot write", file)?;
        }
        sync_folder(path.parent().unwrap_or(Path::new(".")))?;
        drop(held);
        Ok(aside)
    }

    fn tell(&self, data_dir: &DataDir, aside: Option<&Path>) {
        let key = data_dir.sealing_key();
        let has_key = key.exists();
        match self.output.output {
            Format::Json => render::print_json(&json!({
                "restored": self.from, "movedAside": aside, "hasKey": has_key,
            })),
            Format::Table => {
                render::print(&format!("restored from {}\n", self.from.display()));
                if let Some(aside) = aside {
                    render::print(&format!("what was there is in {}\n", aside.display()));
                }
            }
        }
        if !has_key {
            render::remark(&format!(
                "the key file is missing: no access key of the backup works without it.\n  next: copy \
                 the file `key` of the old data folder to `{}` before the first start; otherwise \
                 that start makes a new one, and everybody needs a new access key",
                key.display()
            ));
        }
    }
}

/// Copies beside their places, on the same disk.
fn draft(source: &StoreFiles, target: &StoreFiles) -> Result<[PathBuf; 2]> {
    let drafts = target.both().map(|file| beside(file, ".restoring"));
    for (from, to) in source.both().into_iter().zip(&drafts) {
        fs::copy(from, to).naming("cannot write", to)?;
        data_dir::close_to_others(to)?;
        let file = fs::File::open(to).naming("cannot open", to)?;
        file.sync_all().naming("cannot write", to)?;
    }
    Ok(drafts)
}

/// With what SQLite keeps beside a file: an old write-ahead log must not meet a new file.
fn move_aside(target: &StoreFiles) -> Result<PathBuf> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let now_s = since.map_or(0, |since| since.as_secs());
    let aside = target
        .store
        .with_file_name(format!("before-restore-{now_s}"));
    data_dir::make_private(&aside)?;
    for file in target.both() {
        for suffix in ["", "-wal", "-shm"] {
            let old = beside(file, suffix);
            let Some(name) = old.file_name().filter(|_| old.exists()) else {
                continue;
            };
            fs::rename(&old, aside.join(name)).naming("cannot move", &old)?;
        }
    }
    Ok(aside)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
