//! What cargo itself checks.

use anyhow::{Result, bail};

use super::Outcome;
use super::lab::Lab;
use crate::wasm::Toolchain;
use crate::{debian, exec, say};

/// Crates of the server, which would make the page heavy or would not even compile for it.
const NOT_SHARED: [&str; 3] = ["diesel", "actix-web", "utoipa"];

pub(super) fn format(lab: &Lab) -> Result<Outcome> {
    component(lab, "rustfmt")?;
    exec::run(lab.repo.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Passed)
}

pub(super) fn clippy(lab: &Lab) -> Result<Outcome> {
    component(lab, "clippy")?;
    let mut host = lab.repo.cargo();
    host.args(["clippy", "--locked", "--workspace", "--exclude", "frontend", "--all-targets"]);
    exec::run(host.args(["--", "-D", "warnings"]))?;
    let mut browser = match lab.toolchain()? {
        Toolchain::Installed => lab.toolchain()?.cargo(lab.repo, "clippy"),
        Toolchain::Debian => {
            say::note("Debian's compiler has no clippy; the page is linted as if it were for the host.");
            let mut cargo = lab.repo.cargo();
            cargo.args(["clippy", "--locked"]);
            cargo
        }
    };
    browser.args(["--package", "frontend", "--", "-D", "warnings"]);
    if matches!(lab.toolchain()?, Toolchain::Debian) {
        // Types have the host's sizes there, about twice those in the browser.
        browser.args(["-A", "clippy::large_types_passed_by_value"]);
    }
    exec::run(&mut browser)?;
    Ok(Outcome::Passed)
}

pub(super) fn document(lab: &Lab) -> Result<Outcome> {
    let mut cargo = lab.repo.cargo();
    cargo.args(["doc", "--locked", "--workspace", "--exclude", "frontend", "--no-deps", "--document-private-items"]);
    exec::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Outcome::Passed)
}

/// The shared crate compiles for the browser, and carries nothing of the server.
pub(super) fn guards(lab: &Lab) -> Result<Outcome> {
    exec::run(lab.toolchain()?.cargo(lab.repo, "check").args(["--package", "shared"]))?;
    let mut cargo = lab.repo.cargo();
    cargo.args(["tree", "--locked", "--package", "shared", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    let tree = exec::read(&mut cargo)?;
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        if NOT_SHARED.contains(&name) {
            bail!("shared depends on {name} by its default features; see: cargo tree -p shared -i {name}");
        }
    }
    Ok(Outcome::Passed)
}

/// Tells the tests where a PostgreSQL server is; without it they use SQLite.
pub(crate) const POSTGRES_URL: &str = "WIZYTA_TEST_POSTGRES_URL";

pub(super) fn test(lab: &Lab) -> Result<Outcome> {
    strace();
    // Everything on SQLite, then what touches a database once more on PostgreSQL.
    let url = lab.postgres_url()?;
    let test = || {
        let mut cargo = lab.repo.cargo();
        cargo.args(["test", "--locked", "--no-fail-fast"]);
        cargo
    };
    let sqlite = exec::run(test().arg("--workspace").env_remove(POSTGRES_URL));
    let postgres = exec::run(test().args(["--package", "backend"]).env(POSTGRES_URL, url));
    sqlite.and(postgres)?;
    Ok(Outcome::Passed)
}

/// What watches a server whose power goes. Where it can't be had, that test says so and is left out.
pub(crate) fn strace() {
    if exec::exists("strace") {
        return;
    }
    if let Err(error) = debian::install(&["strace"], "strace") {
        say::note(&format!("{error:#}"));
    }
}

/// Small installations of Rust come without the checking tools.
fn component(lab: &Lab, name: &str) -> Result<()> {
    let program = if name == "clippy" { "cargo-clippy" } else { name };
    if exec::exists(program) {
        return Ok(());
    }
    exec::run_quietly(lab.repo.command("rustup").args(["component", "add", name]))
}
