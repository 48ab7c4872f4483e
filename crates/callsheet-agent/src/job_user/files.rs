//! Files between the worker and the job's user. A job may do to its folders what it likes, at any
//! moment, so the worker neither writes nor reads below them: the user does that for it, by `tar`,
//! and the worker's end is a folder that nobody else gets to.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;

use callsheet_attachments::Found;
use tokio::process::Command;

use crate::host::private_dir;

use super::JobUser;
use super::sudo::{hear, missing};

/// Files alone: folders that are there already keep their modes and times.
const PACK_ALL: &str = r#"
cd "$1" && find . -type f -print0 |
    tar --create --format=posix --no-recursion --null --files-from=- --file=-
"#;

const UNPACK: &str = r#"
mkdir -p "$1" && cd "$1" && tar --extract --no-same-owner --no-same-permissions --file=-
"#;

/// As the worker, who follows no link to a folder: it may be any folder.
const UNPACK_NO_FOLDERS: &str = r#"
cd "$1" && tar --extract --no-same-owner --no-same-permissions --file=- &&
    find . -type l '!' -xtype f -delete
"#;

/// Those that the worker named, so made that it can read them.
const PACK_NAMED: &str = r#"
cd "$1" && tar --create --format=posix --mode=u+rwX --no-recursion --null --files-from=- --file=-
"#;

/// Sizes, times of change and names. A folder that a task removed holds none.
const LIST: &str = r#"
for each do
    [ ! -d "$each" ] || find "$each" '(' -type f -o -type l ')' -printf '%s %T@ %p\0' || exit 1
done
"#;

/// What carries files for one session.
#[derive(Debug)]
pub struct Hands {
    user: Arc<JobUser>,
    /// Only the worker's. It goes with this.
    folder: PathBuf,
}

impl Drop for Hands {
    fn drop(&mut self) {
        self.empty();
    }
}

impl Hands {
    pub fn new(user: Arc<JobUser>, folder: PathBuf) -> Self {
        Hands { user, folder }
    }

    fn empty(&self) {
        match fs::remove_dir_all(&self.folder) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!("`{}` stays behind: {error}", self.folder.display());
            }
        }
    }

    /// An empty place for what goes to each of these folders.
    pub fn places<'a>(
        &self,
        targets: impl IntoIterator<Item = &'a Path>,
    ) -> Result<BTreeMap<PathBuf, PathBuf>, String> {
        self.empty();
        let mut places = BTreeMap::new();
        for target in targets {
            let number = places.len();
            let place = || self.folder.join(number.to_string());
            let place = places.entry(target.to_owned()).or_insert_with(place);
            private_dir(place).map_err(|error| format!("`{}`: {error}", place.display()))?;
        }
        Ok(places)
    }

    /// Gives what is in these places to the user, below the folders that they are for.
    pub async fn give(&self, places: BTreeMap<PathBuf, PathBuf>) -> Result<(), String> {
        for (target, place) in places {
            let target = target.to_string_lossy().into_owned();
            let mut pack = Command::new("/bin/sh");
            pack.args(["-c", PACK_ALL, "sh"])
                .arg(place)
                .kill_on_drop(true)
                .stdin(Stdio::null());
            let unpack = self.user.command(&["/bin/sh", "-c", UNPACK, "sh", &target]);
            piped(pack, unpack, Vec::new()).await?;
        }
        self.empty();
        Ok(())
    }

    /// What the user finds in these folders.
    pub async fn list(&self, folders: &[PathBuf]) -> Result<Vec<Found>, String> {
        let mut command = self.user.command(&["/bin/sh", "-c", LIST, "sh"]);
        command.args(folders);
        let listed = self.user.say(command, String::new()).await?;
        let listed = content("find", listed)?;
        let entries = listed.stdout.split(|byte| *byte == 0);
        let entries = entries.filter(|entry| !entry.is_empty());
        entries.map(found).collect()
    }

    /// Takes files of the user's below `folder` to where it says. A link comes as one, if it leads
    /// to a file.
    pub async fn take(&self, folder: &Path, files: &[Found]) -> Result<PathBuf, String> {
        let places = self.places([folder])?;
        let place = places.get(folder).cloned().unwrap_or_default();
        let mut names = Vec::new();
        for file in files {
            let name = file.path.strip_prefix(folder);
            let name = name.map_err(|error| format!("`{}`: {error}", file.path.display()))?;
            names.extend(b"./");
            names.extend(name.as_os_str().as_bytes());
            names.push(0);
        }
        let folder = folder.to_string_lossy().into_owned();
        let pack = self
            .user
            .command(&["/bin/sh", "-c", PACK_NAMED, "sh", &folder]);
        let mut unpack = Command::new("/bin/sh");
        unpack
            .args(["-c", UNPACK_NO_FOLDERS, "sh"])
            .arg(&place)
            .kill_on_drop(true);
        piped(pack, unpack, names).await?;
        Ok(place)
    }
}

/// Runs both at once, the one's output being the other's input.
async fn piped(mut from: Command, mut to: Command, text: Vec<u8>) -> Result<(), String> {
    let failed = |error: std::io::Error| missing(&error);
    let (reader, writer) = std::io::pipe().map_err(failed)?;
    from.stdin(Stdio::piped())
        .stdout(OwnedFd::from(writer))
        .stderr(Stdio::piped());
    to.stdin(OwnedFd::from(reader))
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut giving = from.spawn().map_err(failed)?;
    hear(&mut giving, text);
    let taking = to.spawn().map_err(failed)?;
    // Each keeps an end of the pipe, without whose end the other would wait.
    drop((from, to));
    let (gave, took) = tokio::join!(giving.wait_with_output(), taking.wait_with_output());
    content("tar", took.map_err(|error| error.to_string())?)?;
    content("tar", gave.map_err(|error| error.to_string())?)?;
    Ok(())
}

fn content(what: &str, done: Output) -> Result<Output, String> {
    if done.status.success() {
        return Ok(done);
    }
    Err(format!(
        "files do not get from one user to the other ({what}, {}): {}",
        done.status,
        String::from_utf8_lossy(&done.stderr).trim()
    ))
}

fn found(entry: &[u8]) -> Result<Found, String> {
    let mut parts = entry.splitn(3, |byte| *byte == b' ');
    let mut number = || std::str::from_utf8(parts.next()?).ok();
    let (size, time) = (number(), number());
    let mut read = || {
        Some(Found {
            size: size?.parse().ok()?,
            mtime_us: microseconds(time?)?,
            path: PathBuf::from(OsString::from_vec(parts.next()?.to_vec())),
        })
    };
    let entry = String::from_utf8_lossy(entry);
    read().ok_or_else(|| format!("{entry:?} is no line of find"))
}

/// Of a time such as `1764236000.0123456780`. What is before 1970 is as good as 1970.
fn microseconds(time: &str) -> Option<u64> {
    if time.starts_with('-') {
        return Some(0);
    }
    let (seconds, rest) = time.split_once('.').unwrap_or((time, ""));
    let rest: String = rest.chars().chain("000000".chars()).take(6).collect();
    let seconds: u64 = seconds.parse().ok()?;
    seconds
        .checked_mul(1_000_000)?
        .checked_add(rest.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_find_prints_is_read_to_the_microsecond() {
        let one = found(b"12 1764236000.0123456780 /s/a b\nc").unwrap();
        assert_eq!(one.path, Path::new("/s/a b\nc"));
        assert_eq!((one.size, one.mtime_us), (12, 1_764_236_000_012_345));
        assert_eq!(microseconds("5"), Some(5_000_000));
        assert_eq!(microseconds("-1.5"), Some(0));
        assert!(found(b"nonsense").is_err());
    }
}
