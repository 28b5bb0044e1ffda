//! How the booking page of a release build does on Lighthouse's mobile profile: `e2e/lighthouse` measures and judges.

use anyhow::Result;

use crate::page::Mode;
use crate::repo::Repo;
use crate::{exec, playwright, release, say};

/// Builds what is needed and measures.
pub(crate) fn measure(repo: &Repo) -> Result<()> {
    let mut playwright = playwright::set_up(repo, Mode::Release)?;
    release::build(repo)?;
    playwright.args(["--config", "lighthouse.config.ts"]).env("WIZYTA_BIN", repo.target("release/wizyta"));
    exec::run(&mut playwright)?;
    say::step(&format!("the reports are in {}", repo.target("lighthouse").display()));
    Ok(())
}
