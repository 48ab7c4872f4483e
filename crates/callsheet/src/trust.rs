//! Whom this process trusts beside those whom its machine trusts.

use std::path::{Path, PathBuf};

use callsheet_server::read_trusted;

use crate::refusal::{Refusal, Result};

/// What the stock clients read, so that what `callsheet env` printed is true for us as well.
const VARIABLE: &str = "AWS_CA_BUNDLE";

/// Before the first request.
pub fn trust(ca_file: Option<&Path>) -> Result<()> {
    if let Some(file) = ca_file.map(Path::to_path_buf).or_else(of_environment) {
        let pem = read_trusted(&file).map_err(|why| Refusal::new(why.what).next(why.next))?;
        callsheet_client::trust(pem);
    }
    Ok(())
}

fn of_environment() -> Option<PathBuf> {
    let file = std::env::var_os(VARIABLE).filter(|file| !file.is_empty());
    file.map(PathBuf::from)
}
