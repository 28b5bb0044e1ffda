//! `cargo xtask soak`: the long forms of the tests of crashes and outages, with a report.
//!
//! The short forms are part of `cargo xtask test`. A part that fails does not keep the others from running.

mod report;

use std::path::PathBuf;
use std::time::Instant;
use std::{fs, process};

use anyhow::{Context, Result, bail};

use crate::check::{POSTGRES_URL, Postgres, contract};
use crate::repo::Repo;
use crate::{exec, say};
use report::{Entry, Report};

/// Not a test of ours, but schemathesis.
const CONTRACT: &str = "contract";

/// Test cases per operation, for that.
const CASES: u32 = 400;

/// Something that is tried for long.
struct Part {
    /// Its tests are the module of this name in `backend/tests/trust`, but for [`CONTRACT`].
    name: &'static str,
    what: &'static str,
    engines: &'static [&'static str],
}

const BOTH: &[&str] = &["sqlite", "postgres"];

const POSTGRES: &[&str] = &["postgres"];

const PARTS: &[Part] = &[
    Part { name: "kill", what: "kill -9 at random moments under load", engines: BOTH },
    Part { name: "start", what: "kill -9 while starting; rolling restarts under load", engines: BOTH },
    Part { name: "disk_full", what: "no room left: in the file system, and by a limit on files", engines: BOTH },
    Part { name: "replicas", what: "several servers, killed and started under load", engines: POSTGRES },
    Part { name: "database_away", what: "PostgreSQL stopped and killed under load", engines: POSTGRES },
    Part { name: "unknown_commit", what: "the link breaks while a commit is under way", engines: POSTGRES },
    Part {
        name: "failover",
        what: "the primary killed under load, its synchronous standby promoted",
        engines: POSTGRES,
    },
    Part { name: CONTRACT, what: "made-up requests by the thousand, answered as described", engines: BOTH },
    Part { name: "conflicts", what: "transactions that meet: deadlocks, serialization failures", engines: POSTGRES },
];

/// What can be chosen.
#[derive(Default)]
pub(crate) struct Options {
    /// These parts; all of them if there are none.
    pub(crate) parts: Vec<String>,
    /// These engines; both if there are none.
    pub(crate) engines: Vec<String>,
    /// How often, for what is counted.
    pub(crate) repetitions: Option<u32>,
    /// How long, for what goes on.
    pub(crate) minutes: Option<f64>,
    /// What chance begins with; a failed run is repeated with its own.
    pub(crate) seed: Option<u64>,
    /// None, but say what there is.
    pub(crate) list: bool,
}

impl Options {
    fn check(&self) -> Result<()> {
        let unknown =
            |names: &[String], known: &[&str]| names.iter().find(|name| !known.contains(&name.as_str())).cloned();
        let parts: Vec<_> = PARTS.iter().map(|part| part.name).collect();
        match unknown(&self.parts, &parts).or_else(|| unknown(&self.engines, BOTH)) {
            Some(name) => bail!("there is no {name}; `cargo xtask soak --list` shows what there is"),
            None => Ok(()),
        }
    }
}

/// Runs the parts and writes the report.
pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    options.check()?;
    if options.list {
        for part in PARTS {
            println!("{:<14} {:<16} {}", part.name, part.engines.join(", "), part.what);
        }
        return Ok(());
    }
    let folder = repo.target("soak");
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    exec::run(repo.cargo().args(["test", "--locked", "--package", "backend", "--test", "trust", "--no-run"]))?;
    let postgres = Postgres::start()?;
    let soak = Soak { repo, options, folder, postgres, seed: options.seed.unwrap_or_else(seed) };
    let mut report = Report::new(soak.seed);
    let wanted = |names: &[String], name: &str| names.is_empty() || names.iter().any(|other| other == name);
    for part in PARTS.iter().filter(|part| wanted(&options.parts, part.name)) {
        for engine in part.engines.iter().filter(|engine| wanted(&options.engines, engine)) {
            report.add(soak.run(part, engine));
            // After each, so that a run that is broken off leaves what it has found.
            report.write(&soak.folder)?;
        }
    }
    report.finish(&soak.folder)
}

struct Soak<'a> {
    repo: &'a Repo,
    options: &'a Options,
    folder: PathBuf,
    postgres: Postgres,
    seed: u64,
}

impl Soak<'_> {
    fn run(&self, part: &Part, engine: &'static str) -> Entry {
        say::step(&format!("{} on {engine}: {}", part.name, part.what));
        if part.name == CONTRACT {
            return self.contract(engine);
        }
        let figures = self.folder.join(format!("{}-{engine}", part.name));
        let (json, markdown) = (figures.with_extension("json"), figures.with_extension("md"));
        for old in [&json, &markdown] {
            let _ = fs::remove_file(old);
        }
        let mut cargo = self.repo.cargo();
        cargo.args(["test", "--locked", "--package", "backend", "--test", "trust", "--"]);
        cargo.args(["--nocapture", "--test-threads", "1", &format!("{}::", part.name)]);
        cargo.env("WIZYTA_SOAK", "1").env("WIZYTA_SOAK_SEED", self.seed.to_string());
        cargo.env("WIZYTA_SOAK_PARENT", process::id().to_string()).env("WIZYTA_SOAK_FIGURES", &figures);
        match engine {
            "postgres" => cargo.env(POSTGRES_URL, self.postgres.url()),
            _ => cargo.env_remove(POSTGRES_URL),
        };
        if let Some(repetitions) = self.options.repetitions {
            cargo.env("WIZYTA_SOAK_REPETITIONS", repetitions.to_string());
        }
        if let Some(minutes) = self.options.minutes {
            cargo.env("WIZYTA_SOAK_MINUTES", minutes.to_string());
        }
        let start = Instant::now();
        let end = exec::run(&mut cargo);
        if let Err(error) = &end {
            say::error(error);
        }
        Entry {
            part: part.name,
            engine,
            passed: end.is_ok(),
            time: start.elapsed(),
            json: fs::read_to_string(json).unwrap_or_default(),
            markdown: fs::read_to_string(markdown).unwrap_or_default(),
        }
    }
}

impl Soak<'_> {
    fn contract(&self, engine: &'static str) -> Entry {
        let start = Instant::now();
        let explore = || {
            let database = if engine == "postgres" { Some(self.postgres.database(CONTRACT)?) } else { None };
            let cases = self.options.repetitions.unwrap_or(CASES);
            contract::explore(self.repo, database.as_deref(), cases, Some(self.seed))
        };
        let end = explore();
        if let Err(error) = &end {
            say::error(error);
        }
        let markdown = end.as_ref().map(|said| format!("- {said}\n")).unwrap_or_default();
        let time = start.elapsed();
        Entry { part: CONTRACT, engine, passed: end.is_ok(), time, json: String::new(), markdown }
    }
}

/// Another one for each run.
fn seed() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() ^ u64::from(process::id()) << 32
}
