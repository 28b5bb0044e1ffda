//! Builds `frontend/dist`: compile, then hand over to `pack`, whose documentation tells the convention.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::Result;

use crate::repo::Repo;
use crate::together::{self, Job};
use crate::wasm::{TARGET, Toolchain};
use crate::{exec, say, tools};

/// How much trouble to take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As it is deployed.
    Release,
    /// For a quick look while working on it.
    Dev,
}

impl Mode {
    /// Its profile in `Cargo.toml`.
    fn profile(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Dev => "wasm-dev",
        }
    }
}

/// The page, with what it takes to build it.
pub(crate) struct Page<'a> {
    repo: &'a Repo,
    mode: Mode,
    toolchain: Toolchain,
    wasm_opt: Option<PathBuf>,
}

impl<'a> Page<'a> {
    /// Finds what it takes, or installs it.
    pub(crate) fn set_up(repo: &'a Repo, mode: Mode) -> Result<Self> {
        let toolchain = Toolchain::set_up(repo)?;
        let wasm_opt = if mode == Mode::Release { tools::wasm_opt(repo)? } else { None };
        Ok(Self { repo, mode, toolchain, wasm_opt })
    }

    /// Builds the page, or finds that it is up to date.
    pub(crate) fn build(&self) -> Result<()> {
        say::step("building the page");
        together::run(self.jobs())?;
        self.pack()
    }

    /// What can be done beside other builds.
    pub(crate) fn jobs(&self) -> Vec<Job> {
        let mut frontend = self.toolchain.cargo(self.repo, "build");
        frontend.args(["--package", "frontend", "--profile", self.mode.profile()]);
        let mut packer = self.repo.cargo();
        packer.args(["build", "--locked", "--package", "pack", "--profile", "tool"]);
        vec![Job::new("packer", packer), Job::new("frontend", frontend)]
    }

    /// What comes after them.
    pub(crate) fn pack(&self) -> Result<()> {
        let work = self.repo.target("page");
        fs::create_dir_all(&work)?;
        let wasm = self.repo.target(&format!("{TARGET}/{}/frontend.wasm", self.mode.profile()));
        let program = self.repo.target("tool").join(format!("pack{}", env::consts::EXE_SUFFIX));
        let mut pack = self.repo.command(&program.to_string_lossy());
        pack.arg("--root").arg(self.repo.path("")).arg("--work").arg(work).arg("--wasm").arg(wasm);
        if let Some(script) = &self.wasm_opt {
            pack.arg("--wasm-opt").arg(script);
        }
        if self.mode == Mode::Dev {
            pack.arg("--dev");
        }
        exec::run(&mut pack)
    }
}
