//! Knows whether `frontend/dist` was made from what lies here now.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::options::Options;
use crate::pages;
use crate::sources::tree;

/// A digest of everything that the result depends on.
pub(crate) fn of(options: &Options) -> Result<String> {
    let mut hash = Sha256::new();
    // The program itself: its date and size stand for its code.
    let program = env::current_exe()?.metadata()?;
    hash.update(format!("{:?} {}", program.modified()?, program.len()));
    hash.update(format!("{:?} {}", options.wasm_opt, options.dev));
    for page in &pages::ALL {
        for path in [options.program(page), options.document(page)] {
            hash.update(fs::read(&path).with_context(|| format!("{}", path.display()))?);
        }
    }
    let frontend = options.frontend();
    for folder in [frontend.join("assets"), frontend.join("public"), options.locales()] {
        for (name, bytes) in tree(&folder)? {
            hash.update(format!("{name} {} ", bytes.len()));
            hash.update(bytes);
        }
    }
    Ok(hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

/// Whether the last run had the same digest and its result is still there.
pub(crate) fn is_current(options: &Options, stamp: &str) -> bool {
    options.dist().join("index.html").is_file() && fs::read_to_string(file(options)).is_ok_and(|last| last == stamp)
}

/// Remembers the digest for the next run.
pub(crate) fn keep(options: &Options, stamp: &str) -> Result<()> {
    fs::write(file(options), stamp).with_context(|| format!("{}", file(options).display()))
}

fn file(options: &Options) -> PathBuf {
    options.work.join("stamp")
}
