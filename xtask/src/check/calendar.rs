//! The letters' calendar files, read by a program that shares nothing with ours. The tests of the server read them with a
//! library of Rust; this is the second opinion, of Python's icalendar.

use anyhow::Result;

use super::Outcome;
use super::lab::Lab;
use crate::{exec, pip};

pub(super) fn test(lab: &Lab) -> Result<Outcome> {
    let repo = lab.repo;
    let python = repo.command("python3").args(["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status();
    if !python.is_ok_and(|status| status.success()) {
        return Ok(Outcome::Skipped("icalendar wants Python 3.10 or newer".to_owned()));
    }
    let folder = pip::install(repo, "icalendar")?;
    let mut reader = repo.command("python3");
    reader.env("PYTHONPATH", &folder).arg(repo.path("e2e/calendar/read.py")).arg(repo.path("backend/tests/letters"));
    exec::run(&mut reader)?;
    Ok(Outcome::Passed)
}
