//! `callsheet export`: farms as a file that `callsheet apply` makes again.

use clap::Args;

use super::{Globals, block_on};
use crate::connection::Server;
use crate::refusal::Result;
use crate::render::{self, Format, Output};
use crate::resources::{self, Node};

#[derive(Debug, Args)]
pub struct Export {
    /// This farm alone [default: all]
    #[arg(long, value_name = "ID")]
    farm_id: Option<String>,
    #[command(flatten)]
    server: Server,
    #[command(flatten)]
    output: Output,
}

impl Export {
    pub fn run(self, globals: &Globals) -> Result<()> {
        globals.log_if_asked()?;
        let reached = self.server.reach(globals)?;
        let farms = block_on(async {
            let account = reached.account().await?;
            account.read(self.farm_id.as_deref()).await
        })?;
        print(&farms, self.output)
    }
}

/// A file for people to keep, or the same in JSON.
pub fn print(farms: &[Node], output: Output) -> Result<()> {
    match output.output {
        Format::Json => render::print_json(&resources::as_json(farms)),
        Format::Table => render::print(&resources::write(farms)?),
    }
    Ok(())
}
