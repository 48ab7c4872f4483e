//! What a datum in the bucket really holds.

use xxhash_rust::xxh3::Xxh3Default;

use crate::error::Trouble;
use crate::objects::Objects;

/// In memory at once.
const RANGE_BYTES: u64 = 8 << 20;

/// Reads it all, without keeping it. `size` is what it was listed with.
pub async fn hash_of_datum(objects: &Objects, key: &str, size: u64) -> Result<String, Trouble> {
    let mut hasher = Xxh3Default::new();
    let mut first = 0;
    while first < size {
        let last = (first + RANGE_BYTES).min(size) - 1;
        let bytes = objects.get_range(key, first, last).await?;
        if bytes.len() as u64 != last + 1 - first {
            let key = key.to_owned();
            return Err(Trouble::Corrupt { key });
        }
        hasher.update(&bytes);
        first = last + 1;
    }
    Ok(format!("{:032x}", hasher.digest128()))
}
