//! From this machine to the bucket: each datum once, and none that is there already.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use xxhash_rust::xxh3::Xxh3Default;

use crate::collect::Hashed;
use crate::error::{Result, TransferError, Trouble};
use crate::manifest::{Manifest, hash_of};
use crate::objects::Objects;
use crate::progress::Progress;

/// How many files are on their way at once.
const FILES_AT_ONCE: usize = 16;
/// Sent without asking: to ask first would take as long.
const SMALL_BYTES: u64 = 256 << 10;
/// Larger ones go in parts of this size.
const PART_BYTES: usize = 16 << 20;
/// Of all files together, so that memory has a bound.
const PARTS_AT_ONCE: usize = 6;

/// A datum, and one of the files that hold it.
#[derive(Debug, Clone)]
struct Datum {
    path: PathBuf,
    hash: String,
    size: u64,
    /// How many files hold it.
    files: u64,
}

/// Uploads what is not in the bucket. Dropping it ends every request.
pub async fn upload(objects: &Objects, files: &[Hashed], progress: &Progress) -> Result<()> {
    let mut data: BTreeMap<&str, Datum> = BTreeMap::new();
    for file in files {
        let datum = data.entry(&file.hash).or_insert_with(|| Datum {
            path: file.found.path.clone(),
            hash: file.hash.clone(),
            size: file.found.size,
            files: 0,
        });
        datum.files += 1;
    }
    progress.expect(
        data.values().map(|datum| datum.files).sum(),
        data.values().map(|datum| datum.size).sum(),
    );
    let parts = Arc::new(Semaphore::new(PARTS_AT_ONCE));
    let mut waiting = data.into_values();
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < FILES_AT_ONCE
            && let Some(datum) = waiting.next()
        {
            let (objects, progress) = (objects.clone(), progress.clone());
            under_way.spawn(send(objects, datum, Arc::clone(&parts), progress));
        }
        match under_way.join_next().await {
            None => return Ok(()),
            Some(Ok(sent)) => sent?,
            Some(Err(error)) => return Err(broken_off(&error).into()),
        }
    }
}

fn broken_off(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::BrokenOff {
        why: error.to_string(),
    }
}

async fn send(
    objects: Objects,
    datum: Datum,
    parts: Arc<Semaphore>,
    progress: Progress,
) -> Result<(), TransferError> {
    let named = |trouble: Trouble| trouble.of(&datum.path.display().to_string());
    let key = objects.root().data_key(&datum.hash);
    if datum.size > SMALL_BYTES {
        // One of another size was left by somebody who wrote it wrongly.
        if objects.size(&key).await.map_err(named)? == Some(datum.size) {
            progress.skipped(datum.files, datum.size);
            return Ok(());
        }
    }
    if datum.size > PART_BYTES as u64 {
        send_in_parts(&objects, &key, &datum, parts, &progress)
            .await
            .map_err(named)?;
        progress.done(datum.files);
        return Ok(());
    }
    let _permit = parts_permit(&parts, datum.size).await.map_err(named)?;
    let bytes = read_whole(&datum).await.map_err(named)?;
    let is_new = match datum.size > SMALL_BYTES {
        true => {
            let none = HashMap::new();
            objects.put(&key, bytes, none).await.map_err(named)?;
            true
        }
        false => objects.put_new(&key, bytes).await.map_err(named)?,
    };
    if is_new {
        progress.moved(datum.size);
        progress.done(datum.files);
    } else {
        progress.skipped(datum.files, datum.size);
    }
    Ok(())
}

/// A small file takes no permit: sixteen of them are little.
async fn parts_permit(
    parts: &Arc<Semaphore>,
    size: u64,
) -> Result<Option<tokio::sync::OwnedSemaphorePermit>, Trouble> {
    if size <= SMALL_BYTES {
        return Ok(None);
    }
    let permit = Arc::clone(parts).acquire_owned().await;
    permit.map(Some).map_err(|error| broken_off(&error))
}

async fn read_whole(datum: &Datum) -> Result<Vec<u8>, Trouble> {
    let (path, expected) = (datum.path.clone(), datum.hash.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let bytes = fs::read(&path).map_err(Trouble::local(&path))?;
        if hash_of(&bytes) != expected {
            return Err(Trouble::Changed { path });
        }
        Ok(bytes)
    });
    reading.await.map_err(|error| broken_off(&error))?
}

async fn send_in_parts(
    objects: &Objects,
    key: &str,
    datum: &Datum,
    parts: Arc<Semaphore>,
    progress: &Progress,
) -> Result<(), Trouble> {
    let upload = objects.begin_parts(key).await?;
    let sent = send_parts(objects, key, &upload, datum, parts, progress).await;
    if sent.is_err()
        && let Err(error) = objects.abort_parts(key, &upload).await
    {
        tracing::warn!("parts of {key} stay behind: {error}");
    }
    sent
}

/// Read one after the other, sent several at a time. What the file holds by the end has to be
/// what was hashed, or the object is not made.
async fn send_parts(
    objects: &Objects,
    key: &str,
    upload: &str,
    datum: &Datum,
    permits: Arc<Semaphore>,
    progress: &Progress,
) -> Result<(), Trouble> {
    let mut reader = PartReader::open(datum)?;
    let (mut under_way, mut done) = (JoinSet::new(), Vec::new());
    let mut number = 0;
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await;
        let permit = permit.map_err(|error| broken_off(&error))?;
        let reading = tokio::task::spawn_blocking(move || {
            let read = reader.next();
            (reader, read)
        });
        let (back, read) = reading.await.map_err(|error| broken_off(&error))?;
        reader = back;
        let Some(bytes) = read? else {
            break;
        };
        number += 1;
        let (objects, key, upload) = (objects.clone(), key.to_owned(), upload.to_owned());
        let progress = progress.clone();
        under_way.spawn(async move {
            let _permit = permit;
            let size = bytes.len() as u64;
            let part = objects.put_part(&key, &upload, number, bytes).await?;
            progress.moved(size);
            Ok::<_, Trouble>(part)
        });
        while let Some(part) = under_way.try_join_next() {
            done.push(part.map_err(|error| broken_off(&error))??);
        }
    }
    reader.check()?;
    while let Some(part) = under_way.join_next().await {
        done.push(part.map_err(|error| broken_off(&error))??);
    }
    done.sort_by_key(|part| part.part_number());
    objects.end_parts(key, upload, done).await
}

struct PartReader {
    file: fs::File,
    path: PathBuf,
    hasher: Xxh3Default,
    expected: String,
}

impl PartReader {
    fn open(datum: &Datum) -> Result<Self, Trouble> {
        let file = fs::File::open(&datum.path).map_err(Trouble::local(&datum.path))?;
        Ok(PartReader {
            file,
            path: datum.path.clone(),
            hasher: Xxh3Default::new(),
            expected: datum.hash.clone(),
        })
    }

    fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        let mut bytes = Vec::with_capacity(PART_BYTES);
        let mut part = (&mut self.file).take(PART_BYTES as u64);
        part.read_to_end(&mut bytes)
            .map_err(Trouble::local(&self.path))?;
        self.hasher.update(&bytes);
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    fn check(&self) -> Result<(), Trouble> {
        if format!("{:032x}", self.hasher.digest128()) == self.expected {
            return Ok(());
        }
        Err(Trouble::Changed {
            path: self.path.clone(),
        })
    }
}

/// Writes a manifest to `path` below the queue's manifests, and gives its hash.
pub async fn write_manifest(
    objects: &Objects,
    path: &str,
    manifest: &Manifest,
    asset_root: &str,
    file_system_location: Option<&str>,
) -> Result<String> {
    let text = manifest.text()?;
    let hash = hash_of(text.as_bytes());
    let mut metadata = HashMap::new();
    // A header is ASCII; what is not goes as a JSON string.
    if asset_root.is_ascii() {
        metadata.insert("asset-root".to_owned(), asset_root.to_owned());
    } else {
        metadata.insert("asset-root-json".to_owned(), ascii_json(asset_root));
    }
    if let Some(location) = file_system_location {
        metadata.insert("file-system-location-name".to_owned(), location.to_owned());
    }
    let key = objects.root().manifest_key(path);
    objects.put(&key, text.into_bytes(), metadata).await?;
    Ok(hash)
}

/// A JSON string with nothing but ASCII in it.
fn ascii_json(text: &str) -> String {
    let mut written = String::from("\"");
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte @ (b'"' | b'\\')) => {
                written.push('\\');
                written.push(char::from(byte));
            }
            Ok(byte @ b' '..=b'~') => written.push(char::from(byte)),
            _ => written.push_str(&format!("\\u{unit:04x}")),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_of_any_script_fits_into_a_header() {
        let root = "/home/\"Zoë\"/𝄞\\";
        let written = ascii_json(root);
        assert!(written.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), root);
    }
}
