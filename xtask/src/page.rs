//! Builds `frontend/dist`: compile, then hand over to `pack`, whose documentation tells the convention.

use std::{fs, thread};

use anyhow::{Result, anyhow};

use crate::repo::Repo;
use crate::together::{self, Job};
use crate::tools::WasmOpt;
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

/// The page, with who compiles it.
pub(crate) struct Page<'a> {
    repo: &'a Repo,
    mode: Mode,
    toolchain: Toolchain,
}

impl<'a> Page<'a> {
    /// Finds a compiler, or installs one.
    pub(crate) fn set_up(repo: &'a Repo, mode: Mode) -> Result<Self> {
        Ok(Self { repo, mode, toolchain: Toolchain::set_up(repo)? })
    }

    /// Builds the page, or finds that it is up to date; and what else is to be built, beside it.
    pub(crate) fn build(&self, others: Vec<Job>) -> Result<()> {
        say::step("building; minutes at the first time, then seconds");
        let wasm_opt = thread::scope(|scope| {
            // Waits for the network more than it works.
            let wasm_opt = scope.spawn(|| self.wasm_opt());
            let mut jobs = self.jobs();
            jobs.extend(others);
            together::run(jobs)?;
            wasm_opt.join().map_err(|_| anyhow!("fetching wasm-opt failed"))?
        })?;
        self.pack(wasm_opt.as_ref())
    }

    fn wasm_opt(&self) -> Result<Option<WasmOpt>> {
        if self.mode == Mode::Release { tools::wasm_opt(self.repo) } else { Ok(None) }
    }

    fn jobs(&self) -> Vec<Job> {
        let mut frontend = match self.mode {
            Mode::Release => self.toolchain.cargo_small(self.repo),
            Mode::Dev => self.toolchain.cargo(self.repo, "build"),
        };
        frontend.args(["--package", "frontend", "--profile", self.mode.profile()]);
        let mut packer = self.repo.cargo();
        packer.args(["build", "--locked", "--package", "pack", "--profile", "tool"]);
        vec![Job::new("packer", packer), Job::new("page", frontend)]
    }

    fn pack(&self, wasm_opt: Option<&WasmOpt>) -> Result<()> {
        let work = self.repo.target("page");
        fs::create_dir_all(&work)?;
        let wasm = self.repo.target(&format!("{TARGET}/{}", self.mode.profile()));
        let program = self.repo.target("tool/pack");
        let mut pack = self.repo.command(&program.to_string_lossy());
        pack.arg("--root").arg(self.repo.path("")).arg("--work").arg(work).arg("--wasm").arg(wasm);
        if let Some(wasm_opt) = wasm_opt {
            wasm_opt.node.offer(&mut pack)?;
            pack.arg("--wasm-opt").arg(&wasm_opt.script);
        }
        if self.mode == Mode::Dev {
            pack.arg("--dev");
        }
        exec::run(&mut pack)
    }
}
