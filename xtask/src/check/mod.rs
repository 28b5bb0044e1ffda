//! `cargo xtask test`: everything that has to hold before a change lands. CI runs the same.
//!
//! All steps run, also after one has failed: on a slow machine one run should tell all there is to mend.

mod browser;
mod calendar;
pub(crate) mod contract;
mod lab;
mod postgres;
mod rust;
mod supply;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::repo::Repo;
use crate::say;
use lab::Lab;

pub(crate) use postgres::Postgres;
pub(crate) use rust::{POSTGRES_URL, strace};

/// How a step ended, if it did not fail.
pub(crate) enum Outcome {
    Passed,
    /// It could not run here, for this reason.
    Skipped(String),
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Lab) -> Result<Outcome>,
}

/// In this order: the quick ones first.
const STEPS: [Step; 11] = [
    Step { name: "fmt", what: "formatting", run: rust::format },
    Step { name: "deny", what: "licences, banned crates, sources, advisories", run: supply::deny },
    Step { name: "machete", what: "dependencies that nothing uses", run: supply::machete },
    Step { name: "guards", what: "what the shared crate must not depend on", run: rust::guards },
    Step { name: "clippy", what: "lints, for the host and for the browser", run: rust::clippy },
    Step { name: "doc", what: "documentation without broken links", run: rust::document },
    Step { name: "tests", what: "unit, property and integration tests on SQLite and PostgreSQL", run: rust::test },
    Step {
        name: "calendar",
        what: "the letters' calendar files, as a program of others reads them",
        run: calendar::test,
    },
    Step { name: "contract", what: "made-up requests, answered as the API's description says", run: contract::test },
    Step { name: "page", what: "the page, as it is deployed", run: browser::page },
    Step { name: "browser", what: "the whole way in a real browser", run: browser::test },
];

/// Which steps to run.
#[derive(Default)]
pub(crate) struct Options {
    /// These; all of them if there are none.
    pub(crate) only: Vec<String>,
    /// But not these.
    pub(crate) skip: Vec<String>,
    /// None, but say what there is.
    pub(crate) list: bool,
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|other| other == name);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }

    fn check(&self) -> Result<()> {
        for name in self.only.iter().chain(&self.skip) {
            if !STEPS.iter().any(|step| step.name == name) {
                bail!("there is no step {name}; `cargo xtask test --list` shows them");
            }
        }
        Ok(())
    }
}

/// Runs the steps and sums up.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    options.check()?;
    if options.list {
        for step in &STEPS {
            println!("{:<9} {}", step.name, step.what);
        }
        return Ok(());
    }
    let lab = Lab::new(repo);
    let mut ends = Vec::new();
    for step in STEPS.iter().filter(|step| options.wants(step.name)) {
        say::step(&format!("{}: {}", step.name, step.what));
        let start = Instant::now();
        let end = (step.run)(&lab);
        if let Err(error) = &end {
            say::error(error);
        }
        ends.push((step.name, end, start.elapsed()));
    }
    drop(lab);
    summarise(&ends)
}

fn summarise(ends: &[(&str, Result<Outcome>, Duration)]) -> Result<()> {
    say::step("summary");
    let mut failed = Vec::new();
    for (name, end, time) in ends {
        let word = match end {
            Ok(Outcome::Passed) => "ok".to_owned(),
            Ok(Outcome::Skipped(reason)) => format!("SKIPPED: {reason}"),
            Err(_) => {
                failed.push(*name);
                "FAILED".to_owned()
            }
        };
        eprintln!("  {name:<9} {:>7}  {word}", say::duration(*time));
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("mend and repeat: cargo xtask test --only {}", failed.join(","))
}
