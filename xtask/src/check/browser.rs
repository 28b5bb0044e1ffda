//! The page in a real browser. The tests themselves are `e2e/`, an npm project.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Outcome;
use super::lab::Lab;
use crate::{debian, exec, tools};

/// Playwright drives the system's browser: one download less, and the one that is kept up to date.
const CHROMIUM: &str = "/usr/bin/chromium";

pub(super) fn page(lab: &Lab) -> Result<Outcome> {
    lab.page()?.build(Vec::new())?;
    Ok(Outcome::Passed)
}

pub(super) fn test(lab: &Lab) -> Result<Outcome> {
    let folder = lab.repo.path("e2e");
    if !folder.join("package.json").exists() {
        return Ok(Outcome::Skipped("e2e/ is not there yet".to_owned()));
    }
    tools::npm()?;
    if !Path::new(CHROMIUM).exists() {
        debian::install(&["chromium"], "a browser for the tests")?;
    }
    lab.page()?.build(Vec::new())?;
    exec::run(lab.repo.cargo().args(["build", "--locked", "--package", "backend"]))?;
    install(lab, &folder)?;
    let mut playwright = lab.repo.command("npx");
    playwright.current_dir(&folder).args(["--no-install", "playwright", "test"]);
    playwright.env("WIZYTA_BIN", lab.repo.target("debug/wizyta")).env("WIZYTA_CHROMIUM", CHROMIUM);
    exec::run(playwright.env("WIZYTA_TEST_POSTGRES_URL", lab.postgres_url()?))?;
    Ok(Outcome::Passed)
}

/// `npm ci`, unless what lies there came from the same lock file.
fn install(lab: &Lab, folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.wizyta-lock");
    if fs::read(&stamp).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    let mut npm = lab.repo.command("npm");
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    exec::run_quietly(&mut npm)?;
    fs::write(&stamp, lock).with_context(|| format!("{}", stamp.display()))
}
