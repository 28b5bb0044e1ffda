//! `cargo xtask bench`: the measurements of `backend/benches/load`, with a PostgreSQL of their own.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::against;
use crate::check::Postgres;
use crate::exec;
use crate::repo::Repo;

/// Where the measurements find PostgreSQL.
pub(crate) const POSTGRES_URL: &str = "WIZYTA_TEST_POSTGRES_URL";

/// Builds and runs it with these options; with `--against`, beside an earlier version.
pub(crate) fn run(repo: &Repo, options: &[OsString]) -> Result<()> {
    if let Some(comparison) = against::Comparison::asked_for(options)? {
        return comparison.run(repo);
    }
    exec::run(bench(repo).arg("--no-run"))?;
    let postgres = Postgres::start()?;
    exec::run(bench(repo).arg("--").args(options).env(POSTGRES_URL, postgres.url()))
}

/// The command that builds and runs the measurements.
pub(crate) fn bench(repo: &Repo) -> Command {
    let mut cargo = repo.cargo();
    cargo.args(["bench", "--locked", "--package", "backend", "--bench", "load"]);
    cargo
}
