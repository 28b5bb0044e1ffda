//! `cargo xtask build`: one binary that holds everything.

use anyhow::Result;

use crate::page::{Mode, Page};
use crate::repo::Repo;
use crate::{exec, say};

/// Builds the page, then the server, which embeds it.
pub(crate) fn build(repo: &Repo) -> Result<()> {
    Page::set_up(repo, Mode::Release)?.build(Vec::new())?;
    say::step("building the server");
    exec::run(repo.cargo().args(["build", "--locked", "--release", "--package", "backend"]))?;
    say::step(&format!("done: {}", repo.target("release/wizyta").display()));
    Ok(())
}
