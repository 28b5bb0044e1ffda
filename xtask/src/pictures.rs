//! Pictures of every state of every page, to be looked at: `e2e/pictures` writes them.

use std::ffi::OsString;

use anyhow::Result;

use crate::page::Mode;
use crate::repo::Repo;
use crate::{exec, playwright, say};

/// Builds what is needed and takes the pictures; `options` are Playwright's, `-g pl` for one language.
pub(crate) fn take(repo: &Repo, options: &[OsString]) -> Result<()> {
    let mut playwright = playwright::set_up(repo, Mode::Dev)?;
    exec::run(playwright.args(["--config", "pictures.config.ts"]).args(options))?;
    say::step(&format!("the pictures are in {}", repo.path("e2e/screenshots").display()));
    Ok(())
}
