//! What we depend on.

use anyhow::Result;

use super::Outcome;
use super::lab::Lab;
use crate::{exec, tools};

/// `deny.toml` says what is allowed.
pub(super) fn deny(lab: &Lab) -> Result<Outcome> {
    let program = tools::cargo_deny(lab.repo)?;
    let cargo_deny = |words: &[&str]| {
        let mut command = lab.repo.command(&program.to_string_lossy());
        command.args(["--locked", "--all-features"]).args(words);
        command
    };
    exec::run(&mut cargo_deny(&["check", "licenses", "bans", "sources"]))?;
    if exec::run_quietly(&mut cargo_deny(&["fetch", "db"])).is_err() {
        return Ok(Outcome::Skipped("the advisories, as their database can't be reached; the rest is ok".to_owned()));
    }
    exec::run(&mut cargo_deny(&["check", "advisories"]))?;
    Ok(Outcome::Passed)
}

pub(super) fn machete(lab: &Lab) -> Result<Outcome> {
    let program = tools::cargo_machete(lab.repo)?;
    exec::run(
        lab.repo.command(&program.to_string_lossy()).args(["machete", "backend", "frontend", "shared", "xtask"]),
    )?;
    Ok(Outcome::Passed)
}
