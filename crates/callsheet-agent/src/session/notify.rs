//! `cancel_info.json`, which tells a process that was sent SIGTERM how long it has left.

use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// By whoever gets into the folder at all.
const READABLE: u32 = 0o644;

/// Writes the end of the grace period into the session's working directory.
pub(super) fn write(directory: &Path, period: Duration) -> io::Result<()> {
    let end = SystemTime::now().checked_add(period).unwrap_or(UNIX_EPOCH);
    let seconds = end
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let info = serde_json::json!({ "NotifyEnd": utc(seconds) });
    put(directory, "cancel_info.json", info.to_string().as_bytes())
}

/// In a folder where a job may have put a link under the name, which must not be followed.
fn put(directory: &Path, name: &str, text: &[u8]) -> io::Result<()> {
    let new = directory.join(format!(".{name}.new"));
    // Left by nobody but the job.
    let _ = std::fs::remove_file(&new);
    let mut file = std::fs::File::create_new(&new)?;
    file.set_permissions(Permissions::from_mode(READABLE))?;
    file.write_all(text)?;
    std::fs::rename(&new, directory.join(name))
}

/// Seconds since 1970 as `2026-01-31T12:00:00Z`.
fn utc(seconds: u64) -> String {
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Days since 1970 as a date: years that begin in March put the leap day at their end.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_the_place_of_the_notice_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (work, keys) = (folder.path().join("work"), folder.path().join("keys"));
        std::fs::create_dir(&work).unwrap();
        std::fs::write(&keys, "k").unwrap();
        for name in ["cancel_info.json", ".cancel_info.json.new"] {
            std::os::unix::fs::symlink(&keys, work.join(name)).unwrap();
        }
        write(&work, Duration::from_secs(1)).unwrap();
        assert_eq!(std::fs::read_to_string(keys).unwrap(), "k");
        let told = std::fs::read_to_string(work.join("cancel_info.json")).unwrap();
        assert!(told.contains("NotifyEnd"), "{told}");
    }

    #[test]
    fn seconds_become_a_date() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_798_761_599), "2026-12-31T23:59:59Z");
    }
}
