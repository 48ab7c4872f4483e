//! How long the disk takes to keep a block: the floor under everything that is durable.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

use super::median;
use super::report::{Figure, figure};
use crate::refusal::{Naming, Result};

const ROUNDS: usize = 50;

pub fn measure(folder: &Path) -> Result<Vec<Figure>> {
    Ok(vec![figure(
        "disk",
        "write 4 KiB and fdatasync, median",
        sync_ms(folder)?,
        "ms",
    )])
}

/// Milliseconds to keep a block, the median of a few.
pub fn sync_ms(folder: &Path) -> Result<f64> {
    let path = folder.join("disk");
    let taken = write_blocks(&path).naming("cannot write", &path)?;
    Ok(median(&taken).unwrap_or_default())
}

fn write_blocks(path: &Path) -> std::io::Result<Vec<f64>> {
    let mut file = File::create(path)?;
    let block = [7_u8; 4096];
    file.write_all(&block)?;
    file.sync_all()?;
    let mut taken = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&block)?;
        file.sync_data()?;
        taken.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    std::fs::remove_file(path)?;
    Ok(taken)
}
