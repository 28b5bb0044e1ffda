//! `cargo xtask bench`: a program of its own, `xtask/bench`, so that what it needs (a runtime, an HTTP client) does not
//! slow every other task down.

use std::ffi::OsString;

use anyhow::{Result, bail};

use crate::exec;
use crate::repo::Repo;

/// Builds and runs it with these options.
pub(crate) fn run(repo: &Repo, options: &[OsString]) -> Result<()> {
    if !repo.path("xtask/bench/Cargo.toml").exists() {
        bail!("there are no measurements yet");
    }
    exec::run(repo.cargo().args(["run", "--locked", "--release", "--package", "bench", "--"]).args(options))
}
