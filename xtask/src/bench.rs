//! `cargo xtask bench`: the measurements of `backend/benches/load`, with a PostgreSQL of their own.

use std::ffi::OsString;

use anyhow::Result;

use crate::check::Postgres;
use crate::exec;
use crate::repo::Repo;

/// Builds and runs it with these options.
pub(crate) fn run(repo: &Repo, options: &[OsString]) -> Result<()> {
    let bench = || {
        let mut cargo = repo.cargo();
        cargo.args(["bench", "--locked", "--package", "backend", "--bench", "load"]);
        cargo
    };
    exec::run(bench().arg("--no-run"))?;
    let postgres = Postgres::start()?;
    exec::run(bench().arg("--").args(options).env("WIZYTA_TEST_POSTGRES_URL", postgres.url()))
}
