//! What several steps share and only some need: made at the first use, taken down at the end.

use std::cell::OnceCell;

use anyhow::Result;

use super::postgres::Postgres;
use crate::page::{Mode, Page};
use crate::repo::Repo;
use crate::wasm::Toolchain;

pub(crate) struct Lab<'a> {
    pub(crate) repo: &'a Repo,
    postgres: OnceCell<Postgres>,
    toolchain: OnceCell<Toolchain>,
}

impl<'a> Lab<'a> {
    pub(crate) fn new(repo: &'a Repo) -> Self {
        Self { repo, postgres: OnceCell::new(), toolchain: OnceCell::new() }
    }

    /// Where a PostgreSQL of our own answers.
    pub(crate) fn postgres_url(&self) -> Result<String> {
        Ok(get_or_try(&self.postgres, Postgres::start)?.url())
    }

    /// Who compiles for the browser.
    pub(crate) fn toolchain(&self) -> Result<Toolchain> {
        get_or_try(&self.toolchain, || Toolchain::set_up(self.repo)).copied()
    }

    /// The page as it is deployed.
    pub(crate) fn page(&self) -> Result<Page<'a>> {
        Page::set_up(self.repo, Mode::Release)
    }
}

fn get_or_try<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = make()?;
    Ok(cell.get_or_init(|| value))
}
