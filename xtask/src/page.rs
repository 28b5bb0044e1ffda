//! Builds `frontend/dist`: compile, then hand over to `pack`, whose documentation tells the convention.

use std::path::PathBuf;
use std::{env, fs, thread};

use anyhow::{Result, anyhow};

use crate::repo::Repo;
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

/// What the page needs.
pub(crate) fn set_up(repo: &Repo) -> Result<()> {
    Toolchain::set_up(repo)?;
    tools::wasm_opt(repo)?;
    Ok(())
}

/// Builds the page, or finds that it is up to date.
pub(crate) fn build(repo: &Repo, mode: Mode) -> Result<()> {
    let toolchain = Toolchain::set_up(repo)?;
    let wasm_opt = if mode == Mode::Release { tools::wasm_opt(repo)? } else { None };
    if packer(repo).is_file() {
        say::step("building the page");
        build_packer(repo)?;
        compile(repo, toolchain, mode)?;
    } else {
        say::step("building the page; it takes minutes the first time");
        exec::run(repo.cargo().args(["fetch", "--locked"]))?;
        // Both at once: neither keeps two cores busy to its end.
        thread::scope(|scope| {
            let packer = scope.spawn(|| build_packer(repo));
            let compiled = compile(repo, toolchain, mode);
            packer.join().map_err(|_| anyhow!("building the packer failed"))??;
            compiled
        })?;
    }
    pack(repo, mode, wasm_opt)
}

fn build_packer(repo: &Repo) -> Result<()> {
    exec::run_quietly(repo.cargo().args(["build", "--locked", "--package", "pack"]))
}

fn packer(repo: &Repo) -> PathBuf {
    repo.target("debug").join(format!("pack{}", env::consts::EXE_SUFFIX))
}

fn compile(repo: &Repo, toolchain: Toolchain, mode: Mode) -> Result<()> {
    exec::run(toolchain.cargo(repo, "build").args(["--package", "frontend", "--profile", mode.profile()]))
}

fn pack(repo: &Repo, mode: Mode, wasm_opt: Option<PathBuf>) -> Result<()> {
    let work = repo.target("page");
    fs::create_dir_all(&work)?;
    let mut pack = repo.command(&packer(repo).to_string_lossy());
    pack.arg("--root").arg(repo.path("")).arg("--work").arg(work);
    pack.arg("--wasm").arg(repo.target(&format!("{TARGET}/{}/frontend.wasm", mode.profile())));
    if let Some(script) = wasm_opt {
        pack.arg("--wasm-opt").arg(script);
    }
    if mode == Mode::Dev {
        pack.arg("--dev");
    }
    exec::run(&mut pack)
}
