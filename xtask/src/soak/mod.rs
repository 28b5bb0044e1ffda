//! `cargo xtask soak`: the long forms of the tests of crashes and outages, with a report.
//!
//! The short forms are part of `cargo xtask test`. A part that fails does not keep the others from running.

mod report;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{fs, process};

use anyhow::{Context, Result, bail};

use crate::check::{POSTGRES_URL, Postgres, contract, strace};
use crate::repo::Repo;
use crate::{exec, say};
use report::{Entry, Report};

/// Something that is tried for long.
struct Part {
    name: &'static str,
    what: &'static str,
    engines: &'static [&'static str],
    work: Work,
}

/// What is done for it.
#[derive(Clone, Copy)]
enum Work {
    /// The tests of the module of this name in `backend/tests/trust`.
    Crashes,
    /// Random lives of an office, compared with a model: `backend/tests/it/model`.
    Lives,
    /// Made-up requests: `e2e/contract`.
    Requests,
}

/// Random lives of an office, unless it is said how many.
const LIVES: u32 = 200;

/// Made-up requests per operation, unless it is said how many: thousands in all.
const REQUESTS: u32 = 400;

const BOTH: &[&str] = &["sqlite", "postgres"];

const SQLITE: &[&str] = &["sqlite"];

const POSTGRES: &[&str] = &["postgres"];

const PARTS: &[Part] = &[
    part("kill", BOTH, Work::Crashes, "kill -9 at random moments under load"),
    part("power_loss", SQLITE, Work::Crashes, "the power goes: what was not flushed to disk is gone or torn"),
    part("start", BOTH, Work::Crashes, "kill -9 while starting; rolling restarts under load"),
    part("disk_full", BOTH, Work::Crashes, "no room left: in the file system, and by a limit on files"),
    part("replicas", POSTGRES, Work::Crashes, "several servers, killed and started under load"),
    part("database_away", POSTGRES, Work::Crashes, "PostgreSQL stopped and killed under load"),
    part("unknown_commit", POSTGRES, Work::Crashes, "the link breaks while a commit is under way"),
    part("failover", POSTGRES, Work::Crashes, "the primary killed under load, its synchronous standby promoted"),
    part("conflicts", POSTGRES, Work::Crashes, "transactions that meet: deadlocks, serialization failures"),
    part("model", BOTH, Work::Lives, "random lives of an office, compared with a small model of it"),
    part("contract", BOTH, Work::Requests, "made-up requests, answered as the API's description says"),
];

const fn part(name: &'static str, engines: &'static [&'static str], work: Work, what: &'static str) -> Part {
    Part { name, what, engines, work }
}

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
    strace();
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
        let figures = self.folder.join(format!("{}-{engine}", part.name));
        let (json, markdown) = (figures.with_extension("json"), figures.with_extension("md"));
        for old in [&json, &markdown] {
            let _ = fs::remove_file(old);
        }
        let start = Instant::now();
        let end = match part.work {
            Work::Crashes => self.crash(part, engine, &figures),
            Work::Lives => self.live(engine),
            Work::Requests => self.request(engine, &markdown),
        };
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

    fn crash(&self, part: &Part, engine: &str, figures: &Path) -> Result<()> {
        let mut cargo = self.tests("trust", part.name, engine);
        cargo.env("WIZYTA_SOAK", "1").env("WIZYTA_SOAK_SEED", self.seed.to_string());
        cargo.env("WIZYTA_SOAK_PARENT", process::id().to_string()).env("WIZYTA_SOAK_FIGURES", figures);
        if let Some(repetitions) = self.options.repetitions {
            cargo.env("WIZYTA_SOAK_REPETITIONS", repetitions.to_string());
        }
        if let Some(minutes) = self.options.minutes {
            cargo.env("WIZYTA_SOAK_MINUTES", minutes.to_string());
        }
        exec::run(&mut cargo)
    }

    fn live(&self, engine: &str) -> Result<()> {
        let mut cargo = self.tests("it", "model", engine);
        let lives = self.options.repetitions.unwrap_or(LIVES);
        cargo.env("WIZYTA_MODEL_CASES", lives.to_string()).env("WIZYTA_MODEL_SEED", self.seed.to_string());
        exec::run(&mut cargo)
    }

    fn request(&self, engine: &str, markdown: &Path) -> Result<()> {
        let database = if engine == "postgres" { Some(self.postgres.database("contract")?) } else { None };
        let requests = self.options.repetitions.unwrap_or(REQUESTS);
        let answered = contract::explore(self.repo, database.as_deref(), requests, Some(self.seed))?;
        Ok(fs::write(markdown, format!("- {answered}\n"))?)
    }

    /// A module of a test program, one test after the other.
    fn tests(&self, program: &str, module: &str, engine: &str) -> Command {
        let mut cargo = self.repo.cargo();
        cargo.args(["test", "--locked", "--package", "backend", "--test", program, "--"]);
        cargo.args(["--nocapture", "--test-threads", "1", &format!("{module}::")]);
        match engine {
            "postgres" => cargo.env(POSTGRES_URL, self.postgres.url()),
            _ => cargo.env_remove(POSTGRES_URL),
        };
        cargo
    }
}

/// Another one for each run.
fn seed() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() ^ u64::from(process::id()) << 32
}
