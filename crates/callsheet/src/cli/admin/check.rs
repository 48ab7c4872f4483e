//! `callsheet admin check`: the engine checks its files, and every counter is counted again from the
//! rows that it stands for. A server may run meanwhile.

use callsheet_server::StoreUrl;
use callsheet_store::inspection::Inspection;
use clap::Args;
use serde_json::{Value, json};

use super::{Place, broken, files};
use crate::cli::{Globals, block_on};
use crate::refusal::{Refusal, Result};
use crate::render::{self, Format, Output};
use crate::service::store_url;

const AFTER_FILES: &str = "stop the server, copy the data folder, and restore the latest backup that \
    `callsheet admin restore` finds sound";
const AFTER_COUNTS: &str = "report it with this output, it is a fault of callsheet; canceling the job \
    and submitting it again gets the work done";
const AFTER_OTHERS: &str =
    "report it with this output, it is a fault of callsheet; no job is affected";

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    output: Output,
}

/// Something that is not as it should be.
struct Finding {
    about: String,
    found: String,
    next: &'static str,
}

struct Found {
    jobs: usize,
    farms: usize,
    findings: Vec<Finding>,
}

impl Check {
    pub fn run(self, globals: &Globals) -> Result<()> {
        let url = store_url(&self.place.settings(globals)?)?;
        let mut found = Found {
            jobs: 0,
            farms: 0,
            findings: in_files(&url)?,
        };
        // Counting in a broken file would only tell the same again.
        if found.findings.is_empty() {
            let inspection = Inspection::open(&url).map_err(broken("cannot open the store"))?;
            block_on(in_counts(&inspection, &mut found))?;
        }
        match self.output.output {
            Format::Json => render::print_json(&as_json(&found)),
            Format::Table => render::print(&as_text(&found, &url)),
        }
        match found.findings.is_empty() {
            true => Ok(()),
            false => Err(Refusal::already_said(1)),
        }
    }
}

fn in_files(url: &StoreUrl) -> Result<Vec<Finding>> {
    let StoreUrl::Sqlite(path) = url else {
        return Ok(Vec::new());
    };
    let faults = files(path)?.faults();
    let faults = faults.map_err(broken("cannot check the files"))?;
    let finding = |found| Finding {
        about: "files".to_owned(),
        found,
        next: AFTER_FILES,
    };
    Ok(faults.into_iter().map(finding).collect())
}

/// Each job by itself, so that a server that runs is kept from none of them for long.
async fn in_counts(inspection: &Inspection, found: &mut Found) -> Result<()> {
    let failed = broken("cannot count");
    let jobs = inspection.ask("expanded_jobs", |tx| tx.expanded_jobs());
    for key in jobs.await.map_err(&failed)? {
        let recounted = inspection.ask("recount_job", move |tx| tx.recount_if_there(key));
        let Some((job, faults)) = recounted.await.map_err(&failed)? else {
            continue;
        };
        found.jobs += 1;
        let about = job.to_string();
        found.add(&about, faults, AFTER_COUNTS);
    }
    let farms = inspection.ask("farm_ids", |tx| tx.farm_ids());
    for farm in farms.await.map_err(&failed)? {
        let recounted = inspection.ask("recount_limits", move |tx| tx.recount_limits(farm));
        found.farms += 1;
        let faults = recounted.await.map_err(&failed)?;
        found.add(&farm.to_string(), faults, AFTER_OTHERS);
    }
    let others = inspection.ask("recount_others", |tx| tx.recount_others());
    let others = others.await.map_err(&failed)?;
    found.add("store", others, AFTER_OTHERS);
    Ok(())
}

impl Found {
    fn add(&mut self, about: &str, faults: Vec<String>, next: &'static str) {
        self.findings
            .extend(faults.into_iter().map(|found| Finding {
                about: about.to_owned(),
                found,
                next,
            }));
    }
}

fn as_json(found: &Found) -> Value {
    let findings = found.findings.iter().map(
        |finding| json!({ "about": finding.about, "found": finding.found, "next": finding.next }),
    );
    json!({
        "isSound": found.findings.is_empty(),
        "jobs": found.jobs,
        "farms": found.farms,
        "findings": findings.collect::<Vec<Value>>(),
    })
}

fn as_text(found: &Found, url: &StoreUrl) -> String {
    let mut text = String::new();
    for finding in &found.findings {
        text.push_str(&format!(
            "{}: {}\n  next: {}\n",
            finding.about, finding.found, finding.next
        ));
    }
    let of_files = match url {
        StoreUrl::Sqlite(_) => "",
        StoreUrl::Postgres(_) => "; PostgreSQL's own files are checked by `pg_amcheck`",
    };
    let outcome = match found.findings.len() {
        0 => "sound".to_owned(),
        count => format!("{count} faults"),
    };
    text.push_str(&format!(
        "{outcome}: {} jobs and {} farms counted again{of_files}\n",
        found.jobs, found.farms
    ));
    text
}
