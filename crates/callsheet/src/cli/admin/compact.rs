//! `callsheet admin compact`: removed jobs leave free pages in the files, which later ones use. This
//! gives them back to the disk.

use callsheet_server::StoreUrl;
use clap::Args;
use serde_json::json;

use super::{Place, files, left_to_postgres};
use crate::cli::Globals;
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};
use crate::service::store_url;

#[derive(Debug, Args)]
pub struct Compact {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    output: Output,
}

impl Compact {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let settings = self.place.settings(globals)?;
        let files = match store_url(&settings)? {
            StoreUrl::Sqlite(path) => files(&path)?,
            url @ StoreUrl::Postgres(_) => {
                let command = format!("psql '{url}' -c 'VACUUM (FULL, ANALYZE)'");
                return Err(left_to_postgres("compact", &command));
            }
        };
        let (before, after) = files.compact().map_err(|error| match error {
            callsheet_store::Error::Full => {
                Refusal::new(error).next("it needs as much free space as the store has now")
            }
            other => Refusal::new(other),
        })?;
        match self.output.output {
            Format::Json => render::print_json(&json!({
                "bytesBefore": before, "bytesAfter": after,
            })),
            Format::Table => render::print(&format!(
                "{} KiB before, {} KiB now\n",
                before / 1024,
                after / 1024
            )),
        }
        Ok(())
    }
}
