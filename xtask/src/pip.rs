//! Programs from pip's registry: compiled, checked by a checksum, and put into a folder of their own.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::{debian, exec, say};

/// Installs what `xtask/tools/<name>.txt` lists into `.tools/<name>`, unless it is there.
pub(crate) fn install(repo: &Repo, name: &str) -> Result<PathBuf> {
    let list = repo.path(&format!("xtask/tools/{name}.txt"));
    let wanted = fs::read(&list).with_context(|| format!("{}", list.display()))?;
    let folder = repo.path(".tools").join(name);
    let stamp = folder.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    if exec::read(repo.command("python3").args(["-m", "pip", "--version"])).is_err() {
        debian::install(&["python3-pip"], &format!("pip, which fetches {name},"))?;
    }
    say::step(&format!("fetching {name}"));
    let mut pip = repo.command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]);
    pip.args(["--disable-pip-version-check", "--upgrade", "--target"]).arg(&folder).arg("-r").arg(&list);
    exec::run_quietly(&mut pip)?;
    fs::write(&stamp, wanted).with_context(|| format!("{}", stamp.display()))?;
    Ok(folder)
}
