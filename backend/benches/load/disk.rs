//! F: what one flush to the disk costs.

use crate::Outcome;
use crate::repeat::repeat;
use crate::sample::Sample;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

/// Appends 4 KiB and flushes, over and over.
pub(crate) fn flush(folder: &Path, time: Duration) -> Outcome<Sample> {
    let path = folder.join("flush");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let sample = repeat(
        time,
        vec![move || {
            file.write_all(&[0x5a; 4096])?;
            file.sync_data()?;
            Ok(1)
        }],
    );
    std::fs::remove_file(path)?;
    sample
}
