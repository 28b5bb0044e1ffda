//! Programs that are not Rust's and not the system's, in `.tools/`.

use std::fs;
use std::path::PathBuf;

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
