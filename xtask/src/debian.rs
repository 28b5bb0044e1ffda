//! Packages of the system, where it is a Debian and we may install.

use std::path::Path;
use std::process::Command;
use std::sync::Once;

use anyhow::{Context, Result, bail};

use crate::{exec, say};

/// The list of packages is fetched once a run.
static UPDATE: Once = Once::new();

/// Installs packages. Where that is impossible, the error says what to install.
pub(crate) fn install(packages: &[&str], what_for: &str) -> Result<()> {
    let names = packages.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("{what_for} is missing. Install what your system has for these packages of Debian: {names}");
    }
    if !is_root() {
        bail!("{what_for} is missing. Install it: sudo apt-get install --no-install-recommends {names}");
    }
    say::step(&format!("installing {names}"));
    UPDATE.call_once(|| {
        // An old list may still do; what is really missing, the installation says.
        if let Err(error) = exec::run_quietly(apt().arg("update")) {
            say::note(&format!("{error:#}"));
        }
    });
    exec::run_quietly(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("{what_for} can't be installed"))
}

/// Whether we may do anything.
pub(crate) fn is_root() -> bool {
    exec::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    command
}
