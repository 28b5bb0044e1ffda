//! Where things are.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The repository that this program was compiled in.
pub(crate) struct Repo {
    root: PathBuf,
    target: PathBuf,
}

impl Repo {
    /// Finds the folders: the program itself lies in the target folder's `debug`, wherever that was put.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the repository")?;
        let program = env::current_exe()?;
        let target = program.ancestors().nth(2).context("cargo puts programs two folders deep")?;
        Ok(Self { root: root.to_owned(), target: target.to_owned() })
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// A path inside the folder that cargo builds in.
    pub(crate) fn target(&self, inside: &str) -> PathBuf {
        self.target.join(inside)
    }

    /// A program, started in the repository.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for (name, _) in env::vars_os().filter(|(name, _)| of_this_package(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        command
    }

    /// The cargo that started us.
    pub(crate) fn cargo(&self) -> Command {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        self.command(&cargo)
    }
}

/// What `cargo run` tells a program about its package. Build scripts that watch such a variable would think that
/// something has changed, and everything above them would be built anew.
fn of_this_package(variable: &str) -> bool {
    const NAMES: [&str; 5] =
        ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_CRATE_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE"];
    NAMES.contains(&variable) || variable.starts_with("CARGO_PKG_")
}
