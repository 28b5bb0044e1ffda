//! `cargo xtask bench --against BASE`: whether this version is slower than an earlier one, both measured in turns in the
//! same job. A figure that was stored on another day says nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bench::{POSTGRES_URL, bench};
use crate::check::Postgres;
use crate::repo::Repo;
use crate::{exec, say};

/// How often the two take turns.
const TURNS: usize = 5;

/// What a rate may fall to.
const LEAST: f64 = 0.9;

/// What is measured unless something else is asked for, so that a turn takes a minute.
const OPTIONS: [[&str; 2]; 3] = [["--rounds", "1"], ["--seconds", "1"], ["--parts", "reads,bookings"]];

/// A comparison with an earlier version.
pub(crate) struct Comparison {
    /// The version's name; none: where this branch left the main one.
    base: Option<String>,
    /// Further options of the measurements.
    options: Vec<OsString>,
}

/// The rates that one version reached, by what was measured.
type Rates = BTreeMap<String, Vec<f64>>;

impl Comparison {
    /// The comparison, if the options ask for one.
    pub(crate) fn asked_for(options: &[OsString]) -> Result<Option<Self>> {
        let Some(place) = options.iter().position(|option| option == "--against") else { return Ok(None) };
        let mut rest: Vec<OsString> = options.to_vec();
        rest.remove(place);
        let is_name = rest.get(place).and_then(|next| next.to_str()).is_some_and(|next| !next.starts_with('-'));
        let base = if is_name { rest.remove(place).into_string().ok() } else { None };
        if rest.iter().any(|option| option == "--against") {
            bail!("--against is given twice");
        }
        Ok(Some(Self { base, options: rest }))
    }

    /// Builds and measures both; fails if this version is slower.
    pub(crate) fn run(&self, repo: &Repo) -> Result<()> {
        let base = self.commit(repo)?;
        let folder = Worktree::at(repo, &base)?;
        let versions = [Some(folder.path.as_path()), None];
        for folder in versions {
            say::step(&format!("building {}", folder.map_or("this version", |_| base.as_str())));
            exec::run(command(repo, folder).arg("--no-run"))?;
        }
        let postgres = Postgres::start()?;
        let file = repo.target("bench-figures");
        let mut rates = [Rates::new(), Rates::new()];
        for turn in 0..TURNS {
            say::step(&format!("turn {} of {TURNS}", turn + 1));
            for (folder, rates) in versions.into_iter().zip(&mut rates) {
                let _ = fs::remove_file(&file);
                let mut command = command(repo, folder);
                command.arg("--").args(self.all_options()).arg("--figures").arg(&file);
                let measured = exec::run_quietly(command.env(POSTGRES_URL, postgres.url()));
                if let (Err(error), Some(_), 0) = (&measured, folder, turn) {
                    say::note(&format!(
                        "The earlier version cannot be measured like this, so nothing is compared.\n{error:#}"
                    ));
                    return Ok(());
                }
                measured?;
                read(&file, rates)?;
            }
        }
        judge(&base, &rates)
    }

    /// The usual ones and those that were given, none twice.
    fn all_options(&self) -> Vec<OsString> {
        let names: Vec<_> = self.options.iter().filter_map(|option| option.to_str()?.split('=').next()).collect();
        let usual = OPTIONS.iter().filter(|[name, _]| !names.contains(name)).flatten().map(OsString::from);
        usual.chain(self.options.iter().cloned()).collect()
    }

    fn commit(&self, repo: &Repo) -> Result<String> {
        let git = |args: &[&str]| exec::read(repo.command("git").args(args));
        match &self.base {
            Some(base) => git(&["merge-base", "HEAD", base]),
            None => git(&["merge-base", "HEAD", "origin/main"]).or_else(|_| git(&["merge-base", "HEAD", "main"])),
        }
    }
}

/// The sources of an earlier version; gone when this is dropped.
struct Worktree<'a> {
    repo: &'a Repo,
    path: PathBuf,
}

impl<'a> Worktree<'a> {
    fn at(repo: &'a Repo, commit: &str) -> Result<Self> {
        let worktree = Self { repo, path: repo.target("bench-base") };
        worktree.remove();
        exec::run_quietly(
            repo.command("git").args(["worktree", "add", "--detach", "--force"]).arg(&worktree.path).arg(commit),
        )?;
        Ok(worktree)
    }

    fn remove(&self) {
        let mut git = self.repo.command("git");
        let _ = exec::run_quietly(git.args(["worktree", "remove", "--force"]).arg(&self.path));
    }
}

impl Drop for Worktree<'_> {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The measurements of the sources in a folder, or of these. What both depend on is built once.
fn command(repo: &Repo, folder: Option<&Path>) -> Command {
    let mut command = bench(repo);
    command.env("CARGO_TARGET_DIR", repo.target(""));
    if let Some(folder) = folder {
        command.current_dir(folder);
    }
    command
}

/// Adds what a run has written: a name and a rate in each line.
fn read(file: &Path, rates: &mut Rates) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
    for line in text.lines() {
        let (name, rate) = line.split_once('\t').context("a line without a rate")?;
        rates.entry(name.to_owned()).or_default().push(rate.parse()?);
    }
    Ok(())
}

fn judge(base: &str, [before, after]: &[Rates; 2]) -> Result<()> {
    println!("| | {base:.8} | this version | ratio |\n| --- | ---: | ---: | ---: |");
    let mut slower = Vec::new();
    for (name, after) in after {
        let Some(before) = before.get(name) else { continue };
        let (before, after) = (median(before), median(after));
        let ratio = after / before;
        println!("| {name} | {before:.0}/s | {after:.0}/s | {ratio:.2} |");
        if ratio < LEAST {
            slower.push(name.as_str());
        }
    }
    if slower.is_empty() {
        return Ok(());
    }
    bail!("slower than {base:.8} by more than a tenth: {}", slower.join("; "))
}

fn median(rates: &[f64]) -> f64 {
    let mut rates = rates.to_vec();
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Rates, judge};
    use std::ffi::OsString;

    fn asked_for(options: &str) -> Option<(Option<String>, Vec<OsString>)> {
        let options: Vec<OsString> = options.split(' ').map(Into::into).collect();
        Comparison::asked_for(&options).unwrap().map(|comparison| (comparison.base, comparison.options))
    }

    #[test]
    fn the_base_may_be_left_out() {
        assert!(asked_for("--rounds 2").is_none());
        assert_eq!(asked_for("--against"), Some((None, vec![])));
        assert_eq!(asked_for("--against --mail"), Some((None, vec!["--mail".into()])));
        assert_eq!(asked_for("--mail --against v1"), Some((Some("v1".to_owned()), vec!["--mail".into()])));
    }

    #[test]
    fn no_option_is_given_twice() {
        let all = |options: &[&str]| {
            let options = options.iter().map(OsString::from).collect();
            let all = Comparison { base: None, options }.all_options();
            all.into_iter().map(|option| option.into_string().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(all(&["--mail"]), "--rounds 1 --seconds 1 --parts reads,bookings --mail");
        assert_eq!(all(&["--rounds", "2", "--parts=reads"]), "--seconds 1 --rounds 2 --parts=reads");
    }

    #[test]
    fn a_tenth_slower_is_too_slow() {
        let rates = |rates: &[f64]| Rates::from([("reads".to_owned(), rates.to_vec())]);
        assert!(judge("base", &[rates(&[100.0, 1.0, 200.0]), rates(&[90.0, 91.0, 10.0])]).is_ok());
        assert!(judge("base", &[rates(&[100.0]), rates(&[89.0])]).is_err());
    }
}
