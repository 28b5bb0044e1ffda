//! Playwright, with everything that it drives: page, server, browser, and the npm project `e2e/`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::node::Node;
use crate::page::{Mode, Page};
use crate::repo::Repo;
use crate::{debian, exec};

/// Playwright drives the system's browser: one download less, and the one that is kept up to date.
const CHROMIUM: &str = "/usr/bin/chromium";

/// `playwright test`, once everything is there; options may follow.
pub(crate) fn set_up(repo: &Repo, mode: Mode) -> Result<Command> {
    let folder = repo.path("e2e");
    let node = Node::set_up(repo)?;
    if !Path::new(CHROMIUM).exists() {
        debian::install(&["chromium"], "a browser for the tests")?;
    }
    Page::set_up(repo, mode)?.build(Vec::new())?;
    exec::run(repo.cargo().args(["build", "--locked", "--package", "backend"]))?;
    install(repo, &node, &folder)?;
    let mut playwright = node.command(repo, "npx", &folder)?;
    playwright.args(["--no-install", "playwright", "test"]);
    playwright.env("WIZYTA_BIN", repo.target("debug/wizyta")).env("WIZYTA_CHROMIUM", CHROMIUM);
    Ok(playwright)
}

/// `npm ci`, unless what lies there came from the same lock file.
fn install(repo: &Repo, node: &Node, folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.wizyta-lock");
    if fs::read(&stamp).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    let mut npm = node.command(repo, "npm", folder)?;
    npm.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    exec::run_quietly(&mut npm)?;
    fs::write(&stamp, lock).with_context(|| format!("{}", stamp.display()))
}
