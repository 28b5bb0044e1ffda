//! The page in a real browser. The tests themselves are `e2e/`, an npm project.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Outcome;
use super::lab::Lab;
use crate::node::Node;
use crate::{debian, exec};

/// Playwright drives the system's browser: one download less, and the one that is kept up to date.
const CHROMIUM: &str = "/usr/bin/chromium";

pub(super) fn page(lab: &Lab) -> Result<Outcome> {
    lab.page()?.build(Vec::new())?;
    Ok(Outcome::Passed)
}

pub(super) fn test(lab: &Lab) -> Result<Outcome> {
    let folder = lab.repo.path("e2e");
    let node = Node::set_up(lab.repo)?;
    if !Path::new(CHROMIUM).exists() {
        debian::install(&["chromium"], "a browser for the tests")?;
    }
    lab.page()?.build(Vec::new())?;
    exec::run(lab.repo.cargo().args(["build", "--locked", "--package", "backend"]))?;
    install(lab, &node, &folder)?;
    let mut playwright = node.command(lab.repo, "npx", &folder)?;
    playwright.args(["--no-install", "playwright", "test"]);
    playwright.env("WIZYTA_BIN", lab.repo.target("debug/wizyta")).env("WIZYTA_CHROMIUM", CHROMIUM);
    exec::run(playwright.env("WIZYTA_TEST_POSTGRES_URL", lab.postgres_url()?))?;
    Ok(Outcome::Passed)
}

/// `npm ci`, unless what lies there came from the same lock file.
fn install(lab: &Lab, node: &Node, folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.wizyta-lock");
    if fs::read(&stamp).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    let mut npm = node.command(lab.repo, "npm", folder)?;
    npm.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    exec::run_quietly(&mut npm)?;
    fs::write(&stamp, lock).with_context(|| format!("{}", stamp.display()))
}
