//! Log lines go to stderr, as text for people or as JSON for machines.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::refusal::{Refusal, Result};

/// Says what is logged, as in `CALLSHEET_LOG=debug` or `CALLSHEET_LOG=info,callsheet_server=trace`.
const FILTER: &str = "CALLSHEET_LOG";

/// The engine of a job session logs each line of its output; that is what job logs are for.
const DEFAULT_FILTER: &str = "info,openjd=warn,openjd_sessions=warn,openjd_model=warn,aws=warn";

pub fn start(format: LogFormat) -> Result<()> {
    let filter = filter()?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines
            .with_ansi(crate::render::is_colored(&std::io::stderr()))
            .init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

/// It calls every object that is not there an error, and shows requests with their signatures and
/// tokens; what matters of an S3 request we say ourselves.
const NEVER: &str = "s3s=off";

fn filter() -> Result<EnvFilter> {
    let never = NEVER
        .parse()
        .map_err(|why| Refusal::misuse(format!("{NEVER} is no directive of a log: {why}")))?;
    Ok(wanted()?.add_directive(never))
}

fn wanted() -> Result<EnvFilter> {
    match std::env::var(FILTER) {
        Ok(text) if !text.is_empty() => EnvFilter::try_new(&text).map_err(|error| {
            Refusal::misuse(format!("{FILTER} is `{text}`: {error}")).next(format!(
                "try {FILTER}=info or {FILTER}=info,callsheet_server=debug"
            ))
        }),
        _ => Ok(EnvFilter::new(DEFAULT_FILTER)),
    }
}
