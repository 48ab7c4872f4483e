//! `--install-profile` and `callsheet login`: one section in the user's own AWS files, and not a
//! letter more.

use std::path::{Path, PathBuf};

use crate::data_dir::{self, DataDir, Readers};
use crate::ini;
use crate::provision::{PROFILE, Provision, profile_settings};
use crate::refusal::{Naming, Refusal, Result};
use crate::run_file::RunFile;

/// Puts `[profile callsheet]` and its key into the user's files. Doing it twice changes nothing.
pub fn install(data_dir: &DataDir) -> Result<()> {
    let not_yet = || Refusal::new("nothing runs on this data folder").next("callsheet up");
    let run = RunFile::read_alive(data_dir)?.ok_or_else(not_yet)?;
    let provision = Provision::read(data_dir)?.ok_or_else(not_yet)?;
    let key_file = data_dir.aws_credentials();
    let own_key = std::fs::read_to_string(&key_file).naming("cannot read", &key_file)?;
    let key = ini::section(&own_key, PROFILE).unwrap_or_default();

    let settings = profile_settings(&provision.region, &run.endpoint, run.ca_file.as_deref());
    let config = user_file("AWS_CONFIG_FILE", "config", &data_dir.aws_config())?;
    put(
        &config,
        &format!("profile {PROFILE}"),
        &settings,
        Readers::Anyone,
    )?;
    let credentials = user_file(
        "AWS_SHARED_CREDENTIALS_FILE",
        "credentials",
        &data_dir.aws_credentials(),
    )?;
    put(&credentials, PROFILE, key, Readers::Owner)
}

/// Puts a profile whose credentials this binary gives into the user's own file.
pub fn install_session(
    data_dir: &DataDir,
    profile: &str,
    region: &str,
    endpoint: &str,
    ca_file: Option<&Path>,
) -> Result<PathBuf> {
    let binary = std::env::current_exe()
        .map_err(|why| Refusal::new(format!("cannot find this program: {why}")))?;
    let settings = format!(
        "{}credential_process = \"{}\" login --credentials --endpoint {endpoint}\n",
        profile_settings(region, endpoint, ca_file),
        binary.display()
    );
    let config = user_file("AWS_CONFIG_FILE", "config", &data_dir.aws_config())?;
    put(
        &config,
        &format!("profile {profile}"),
        &settings,
        Readers::Anyone,
    )?;
    Ok(config)
}

/// Clients take a key before they ask for credentials.
pub fn refuse_key_of(data_dir: &DataDir, profile: &str) -> Result<()> {
    let path = user_file(
        "AWS_SHARED_CREDENTIALS_FILE",
        "credentials",
        &data_dir.aws_credentials(),
    )?;
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    if ini::section(&text, profile).is_none() {
        return Ok(());
    }
    let what = format!(
        "`{}` has a key under [{profile}], which clients would use instead",
        path.display()
    );
    Err(Refusal::new(what).next("remove it there, or name another profile with --profile"))
}

/// The user's file; ours does not count, although `callsheet env` names it.
fn user_file(variable: &str, name: &str, ours: &Path) -> Result<PathBuf> {
    let named = std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    if let Some(path) = named.filter(|path| path != ours) {
        return Ok(path);
    }
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    let home = home.ok_or_else(|| Refusal::new("HOME is not set, so you have no AWS files"))?;
    Ok(Path::new(&home).join(".aws").join(name))
}

fn put(path: &Path, name: &str, body: &str, readers: Readers) -> Result<()> {
    let old = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).naming("cannot read", path),
    };
    let new = ini::with_section(&old, name, body);
    if new == old {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).naming("cannot make", folder)?;
    }
    // A link into somebody's dotfiles stays a link.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    data_dir::write(&path, &new, no_more_than_before(&path, readers))
}

/// A file that its owner closed to others stays closed.
fn no_more_than_before(path: &Path, readers: Readers) -> Readers {
    match data_dir::mode_of(path) {
        Ok(mode) if mode & 0o077 == 0 => Readers::Owner,
        Ok(_) | Err(_) => readers,
    }
}
